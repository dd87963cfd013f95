/* Graph → steps and memory: which layer runs when, where every value and gradient lies, which buffers are reused. */
#pragma once
#include "map.h"
#include "report.h"
#include "weights.h"
#include "workers.h"

G_BEGIN_DECLS

/**
 * ConvoPlanMode:
 * @CONVO_PLAN_INFERENCE: forward in evaluation only; values share memory as soon as nobody reads them any more, batch
 *   normalisation is part of the weights before it
 * @CONVO_PLAN_INSPECT: forward only; every value is kept, so that all maps can be looked at
 * @CONVO_PLAN_TRAINING: forward and backward
 * @CONVO_PLAN_GRADIENTS: forward and backward, and the gradient of the pictures too
 * @CONVO_PLAN_INSPECT_TRAINING: forward and backward, every value and gradient kept
 */
typedef enum
{
  CONVO_PLAN_INFERENCE,
  CONVO_PLAN_INSPECT,
  CONVO_PLAN_TRAINING,
  CONVO_PLAN_GRADIENTS,
  CONVO_PLAN_INSPECT_TRAINING,
} ConvoPlanMode;

/**
 * ConvoPlanLayout:
 * @CONVO_PLAN_LAYOUT_AUTO: what the plan expects to be faster
 * @CONVO_PLAN_LAYOUT_NHWC: channels in the lanes of vectors
 * @CONVO_PLAN_LAYOUT_THIN: images in the lanes of vectors, for nets of few channels, wherever all layers can
 */
typedef enum
{
  CONVO_PLAN_LAYOUT_AUTO,
  CONVO_PLAN_LAYOUT_NHWC,
  CONVO_PLAN_LAYOUT_THIN,
} ConvoPlanLayout;

/**
 * ConvoPlanMemory:
 * bytes: @values (activations), @gradients, @saved (between forward and backward), @accumulators (gradients of
 * parameters, all slices), @scratch (all workers, packed weights), and @total of these; @fleeting is the part of @scratch in
 * which workers keep values and gradients that they make and read at once. Weights and the optimiser's state are not included.
 */
typedef struct
{
  gsize values, gradients, saved, accumulators, scratch, total, fleeting;
} ConvoPlanMemory;

typedef struct _ConvoPlan ConvoPlan;

/* Estimates without allocating. FALSE with CONVO_ERROR_MEMORY ("needs 12.3 GB, 8.1 GB are free; …") if it does not fit */
gboolean   convo_plan_estimate (const ConvoReport *report,
                                ConvoPlanMode      mode,
                                int                batch,
                                int                n_threads,
                                ConvoPlanMemory   *memory,
                                GError           **error);
ConvoPlan *convo_plan_new      (const ConvoReport *report,
                                ConvoWeights      *weights,
                                ConvoPlanMode      mode,
                                int                batch,
                                ConvoWorkers      *workers,
                                GError           **error);
void       convo_plan_free     (ConvoPlan         *plan);
void       convo_plan_memory   (const ConvoPlan   *plan,
                                ConvoPlanMemory   *memory);

/* Running. Images beyond @n of the planned batch are left alone. No allocation. */

/* Names the @n pictures (n×C×H×W floats, NCHW) of the next forward or step; they must stay until it returns */
void       convo_plan_set_input  (ConvoPlan    *plan,
                                  const float  *pictures,
                                  int           n);
/* Forward through all layers. @training: batch statistics and dropout (@random_key: stream of this step); not with
 * CONVO_PLAN_INFERENCE.
 * @labels may be NULL in inference: losses are then not evaluated. Returns the (weighted) mean loss, 0 without labels */
double     convo_plan_forward    (ConvoPlan    *plan,
                                  int           n,
                                  gboolean      training,
                                  const gint32 *labels,
                                  guint64       random_key);
/* Backward of the forward just run, with CONVO_PLAN_INSPECT_TRAINING; afterwards gradients of all parameters are complete
 * (reduced over slices) */
void       convo_plan_backward   (ConvoPlan    *plan);
/* Forward, backward in one go (depth-first where there is no barrier) */
double     convo_plan_step       (ConvoPlan    *plan,
                                  int           n,
                                  gboolean      training,
                                  const gint32 *labels,
                                  guint64       random_key);

/* Gradient of a parameter after backward, engine order, mean over the batch (the loss's); NULL if it has none */
float     *convo_plan_gradient   (ConvoPlan    *plan,
                                  int           node,
                                  int           param);
/* Copies a layer's output (or the gradient of the loss in it) for image @image to NCHW floats. Plans that are not for
 * inspection keep only the scores and the losses */
gboolean   convo_plan_get_value    (ConvoPlan  *plan,
                                    int         node,
                                    int         image,
                                    float      *nchw);
gboolean   convo_plan_get_gradient (ConvoPlan  *plan,
                                    int         node,
                                    int         image,
                                    float      *nchw);
/* For nets without a loss, planned with CONVO_PLAN_INSPECT_TRAINING: sets the gradient of the output of @node, a node that
 * nobody reads (NCHW, n images), between forward and backward */
void       convo_plan_seed_gradient (ConvoPlan   *plan,
                                     int          node,
                                     const float *nchw,
                                     int          n);
/* Index of the net's node that feeds the first loss (class scores), or the last node without a loss */
int        convo_plan_scores     (const ConvoPlan *plan);
int        convo_plan_targets    (const ConvoPlan *plan);
/* Runs the step of @training (or inference) once, on this thread, and adds each layer's seconds to
 * @forward and @backward ([n_nodes]). A layer that is done together with the one before it takes no time of its own */
void       convo_plan_profile    (ConvoPlan    *plan,
                                  int           n,
                                  gboolean      training,
                                  const gint32 *labels,
                                  double       *forward,
                                  double       *backward);
/* First node in execution order whose output (image 0…n−1) or parameter gradient holds NaN or infinity; −1 if none */
int        convo_plan_find_nan   (ConvoPlan    *plan,
                                  int           n);

/* While *@cancel is not 0, running programs skip what is left; the results are then worthless. NULL: cannot be cancelled */
void          convo_plan_set_cancel (ConvoPlan       *plan,
                                     const gint      *cancel);
int           convo_plan_batch    (const ConvoPlan *plan);
/* For tests: how plans made from now on compute; the environment variable CONVO_LAYOUT (auto, nhwc, thin) says it at first */
void          convo_plan_set_layout (ConvoPlanLayout layout);
gboolean      convo_plan_is_thin  (const ConvoPlan *plan);   /* images lie in the lanes of vectors */
/* Which way of computing a layer has in this plan; "" if there is only one */
const char   *convo_plan_algorithm (const ConvoPlan *plan,
                                    int              node);
ConvoWorkers *convo_plan_workers  (const ConvoPlan *plan);
ConvoWeights *convo_plan_weights  (const ConvoPlan *plan);
/* The class scores of an image (the first position of the output of convo_plan_scores()), and how many; they stay until the
 * next question */
const float  *convo_plan_image_scores (const ConvoPlan *plan,
                                       int              image);
int           convo_plan_n_scores     (const ConvoPlan *plan);
/* Map of a layer's output, of packs of images where the plan is thin; %NULL data where the layer does not run or is not kept */
const ConvoMap *convo_plan_value_map (const ConvoPlan *plan,
                                      int              node);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ConvoPlan, convo_plan_free)

G_END_DECLS
