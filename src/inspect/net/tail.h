/* The rest of a network from one layer on, for one picture, in doubles: what a number a little aside does to the loss. */
#pragma once
#include "trace-private.h"
#include "plan.h"

G_BEGIN_DECLS

typedef struct _TailLayer TailLayer;

/**
 * TailWay:
 * @TAIL_DOUBLE: a forward pass of its own, in doubles
 * @TAIL_LINEAR: the engine's kernel on the difference to the first run, which is as exact for small differences
 * @TAIL_FLOAT: the engine's kernel on the values: differences drown in rounding where they are small
 */
typedef enum
{
  TAIL_DOUBLE,
  TAIL_LINEAR,
  TAIL_FLOAT,
} TailWay;

typedef void (*TailForward) (TailLayer *layer);

/**
 * TailLayer:
 * @node: the layer in the net
 * @index: its index there
 * @site: shapes; they belong to the report
 * @training: batch statistics of this picture, dropout
 * @label: class of the picture, for losses; −1: none
 * @x: inputs, NCHW
 * @y: output
 * @params: parameters in file order
 * @nudged_param: which parameter stands aside; −1
 * @nudged: which value of it
 * @nudge: by how much
 * @base_x: the inputs of the first run, for %TAIL_LINEAR
 * @base_y: its output
 * @floats: inputs for the engine's kernel, and its output behind them
 */
struct _TailLayer
{
  const ConvoNetNode *node;
  int index;
  ConvoSite site;
  gboolean training;
  int label;
  TailWay way;
  TailForward forward;
  ConvoArith arith;
  TraceGeometry geometry;
  TraceFunction function;
  const double **x;
  double *y;
  int n_params;
  ConvoParamSpec specs[CONVO_MAX_PARAMS];
  float *params[CONVO_MAX_PARAMS];
  int nudged_param;
  gint64 nudged;
  double nudge;
  ConvoSolo *solo;
  double **base_x, *base_y;
  float **floats;
};

static inline double
tail_param (const TailLayer *layer, int param, gint64 index)
{
  return layer->params[param][index] + (layer->nudged_param == param && layer->nudged == index ? layer->nudge : 0);
}

/* Values at one position of all channels */
static inline gint64
tail_pixels (const ConvoShape *shape)
{
  return convo_shape_count (shape) / shape->dim[0];
}

/* tail-window.c, tail-point.c, tail-norm.c, tail-loss.c: NULL if the kind is not theirs; may prepare @layer */
TailForward tail_window_forward (TailLayer *layer);
TailForward tail_point_forward  (TailLayer *layer);
TailForward tail_norm_forward   (TailLayer *layer);
TailForward tail_loss_forward   (TailLayer *layer);
gint64      tail_int            (const TailLayer *layer, const char *key, gint64 usual);
double      tail_real           (const TailLayer *layer, const char *key, double usual);
int         tail_choice         (const TailLayer *layer, const char *key);

/* tail-layer.c */
TailLayer  *tail_layer_new      (const ConvoReport *report,
                                 int                index,
                                 gboolean           training,
                                 int                label,
                                 GError           **error);
void        tail_layer_set_params (TailLayer       *layer,
                                   const ConvoWeights *weights);
void        tail_layer_start    (TailLayer         *layer,
                                 guint64            random_key);
void        tail_layer_run      (TailLayer         *layer);
void        tail_layer_free     (TailLayer         *layer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TailLayer, tail_layer_free)

/**
 * ConvoTail:
 *
 * One layer and every layer behind it, up to the losses. Everything before is what the plan computed.
 */
typedef struct _ConvoTail ConvoTail;

ConvoTail *convo_tail_new   (const ConvoReport *report,
                             ConvoPlan         *plan,
                             int                node,
                             gboolean           training,
                             int                label,
                             guint64            random_key,
                             GError           **error);
void       convo_tail_free  (ConvoTail         *tail);
gboolean   convo_tail_exact (const ConvoTail   *tail);
double    *convo_tail_input (ConvoTail         *tail,
                             int                input);
TailLayer *convo_tail_first (ConvoTail         *tail);
gboolean   convo_tail_run   (ConvoTail         *tail,
                             const gint        *cancel,
                             double            *loss);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ConvoTail, convo_tail_free)

G_END_DECLS
