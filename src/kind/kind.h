/* The contract of a layer kind. One file in layers/ fills one ConvoKind; palette, inspector, analysis, engine,
 * file format and the generic tests read nothing else. */
#pragma once
#include <glib.h>
#include "init.h"
#include "ledger.h"
#include "ahead.h"
#include "map.h"
#include "prop.h"
#include "shape.h"
#include "window.h"

G_BEGIN_DECLS

#define CONVO_MAX_PARAMS 4

typedef struct _ConvoKind ConvoKind;

/**
 * ConvoSite:
 * @in: shapes of the inputs, in port order
 * @n_in: how many
 * @out: output shape, once inferred
 * @lanes: 0, or images in a pack: the layer then works on packs; see %CONVO_KIND_THIN
 *
 * Where a layer stands: what every question about shapes, costs and memory needs besides the layer's state.
 */
typedef struct
{
  const ConvoShape *in;
  int n_in;
  ConvoShape out;
  int lanes;
} ConvoSite;

/**
 * ConvoRole:
 * @CONVO_ROLE_WEIGHT: multiplied with inputs; the initialiser and weight decay apply
 * @CONVO_ROLE_BIAS: added; starts as the initialiser says (PyTorch: uniform in ±1/√fan_in)
 * @CONVO_ROLE_SCALE: starts at 1
 * @CONVO_ROLE_SHIFT: starts at 0
 * @CONVO_ROLE_SLOPE: of an activation; starts at 0.25
 * @CONVO_ROLE_MEAN: running statistic, starts at 0, no gradient, not counted as a parameter
 * @CONVO_ROLE_VARIANCE: running statistic, starts at 1, no gradient, not counted as a parameter
 */
typedef enum
{
  CONVO_ROLE_WEIGHT,
  CONVO_ROLE_BIAS,
  CONVO_ROLE_SCALE,
  CONVO_ROLE_SHIFT,
  CONVO_ROLE_SLOPE,
  CONVO_ROLE_MEAN,
  CONVO_ROLE_VARIANCE,
} ConvoRole;

/**
 * ConvoParamSpec:
 * @name: name in weights files ("weight", "bias", "running_mean"), as PyTorch has it
 * @role: what it is and how it starts
 * @rank: rank in weights files
 * @dim: shape in weights files, PyTorch's (convolution: out, in / groups, kernel…; linear: out, in)
 * @n_view: axes of the same values seen as a finer row-major array; 0 if engine and file order are equal
 * @view: their extents, in file order; the product equals that of @dim
 * @order: engine axis i is view axis order[i]; the engine keeps the tensor row-major in that order
 * @fan_in: inputs that feed one output value, for initialisers
 * @fan_out: outputs that one input value feeds, for initialisers
 * @init: the layer's own initialiser, if it has one
 */
typedef struct
{
  const char *name;
  ConvoRole role;
  int rank;
  gint64 dim[5];
  int n_view;
  gint64 view[6];
  int order[6];
  gint64 fan_in, fan_out;
  ConvoInitChoice init;
} ConvoParamSpec;

/**
 * ConvoReach:
 * @CONVO_REACH_POINT: each output sees the same position of every input
 * @CONVO_REACH_WINDOW: each output sees a window
 * @CONVO_REACH_ALL: each output sees the whole input: no receptive field afterwards
 */
typedef enum
{
  CONVO_REACH_POINT,
  CONVO_REACH_WINDOW,
  CONVO_REACH_ALL,
} ConvoReach;

/**
 * ConvoRegion:
 * @first: first position along each axis (depth, height, width), counted from 0
 * @last: the last one; before @first on some axis: the box is empty
 *
 * A box of positions on a map; along an axis that the map has not, position 0.
 */
typedef struct
{
  gint64 first[CONVO_MAX_AXES], last[CONVO_MAX_AXES];
} ConvoRegion;

/**
 * ConvoPass:
 *
 * One call of forward or backward: a range of images, everything they read and write, and nothing else. A kind holds
 * no other state, so that any slice of images may run on any thread, a few images deep through many layers.
 *
 * Images [first, first + count) of the batch are to be done; maps begin at image 0 of the batch.
 *
 * In the thin layout (site->lanes > 0) packs take the place of images: @first and @count number packs, and a map's
 * "image" is a pack, whose pixels hold one value of each of its images and whose planes are the channels (thin.h).
 * Image n of the batch is lane n % lanes of pack n / lanes. Lanes at and behind @batch hold finite values that must
 * not count.
 */
typedef struct
{
  const ConvoSite *site;
  int first, count;              /* images to do */
  int batch;                     /* images in the whole step */
  gboolean training;             /* batch statistics, dropout */

  const ConvoMap *x;             /* [n_in] inputs */
  const ConvoMap *y;             /* output: written by forward; backward may read it if kind->reads says so */
  const ConvoMap *dy;            /* backward: gradient of the output, with the halo the kind asked for */
  const ConvoMap *dx;            /* [n_in] backward: gradients of the inputs; data is NULL where none is wanted */
  ConvoShare share;              /* of these images' work: the part of the results that this call computes; the whole unless
                                    the kind's flags say that it can be divided */
  gboolean relu;                 /* forward: the ReLU behind this layer is part of it; sums_backward: make dy 0 where y is 0.
                                    Only where CONVO_KIND_FUSES_RELU offers it. backward: leave out what has y ≤ 0, if it is
                                    a CONVO_KIND_MAXIMUM; dy may be changed */
  const gboolean *dx_add;        /* [n_in] TRUE: add to what is there (fan-out); FALSE: overwrite */

  float *const *params;          /* [n_params] in engine order; statistics are written by reduce only */
  float *const *grads;           /* [n_params] this slice's own accumulators: always +=; NULL entry: not wanted */
  const void *packed;            /* what prepare() wrote */
  guint8 *saved;                 /* per image (or pack: lanes times as much), from forward to backward:
                                    saved + image * saved_pitch */
  gsize saved_pitch;
  float *gathered;               /* this slice's, gathered_size() bytes: zeros before the first backward of the slice, then
                                    whatever backward leaves for gather(); NULL if the kind asked for none */
  void *kept;                    /* per layer, from reduce to forward and backward (batch statistics) */
  double *sums;                  /* this slice's accumulators of sums_forward / sums_backward */
  void *scratch;                 /* this worker's, scratch_size() bytes, contents undefined */

  ConvoAhead *ahead;             /* what the images after these will need; NULL: nothing */

  const gint32 *labels;          /* [batch] classes, for losses */
  guint64 random_key;            /* stream of this layer and step; counter = image * values + index */
} ConvoPass;

/**
 * ConvoKindFlags:
 * @CONVO_KIND_SLICE: drawn as a thin slice on the block above (activations, normalisation, dropout)
 * @CONVO_KIND_LOSS: ends a training graph: its output is one value an image, the loss
 * @CONVO_KIND_SOURCE: has no inputs: the picture
 * @CONVO_KIND_READS_X: backward reads the inputs
 * @CONVO_KIND_READS_Y: backward reads the output
 * @CONVO_KIND_RANDOM: draws random numbers in training
 * @CONVO_KIND_SIGNED: its maps are best shown on a diverging scale
 * @CONVO_KIND_PROBABILITIES: its output is a distribution over classes
 * @CONVO_KIND_IN_PLACE: works value by value on equal shapes: the output may lie where input 0 or 1 lies, and the gradient
 *   of any one input where the output's lies
 * @CONVO_KIND_RELU: is max (0, x)
 * @CONVO_KIND_THIN: works on packs of images too (thin layout), for shapes of one or two spatial axes
 * @CONVO_KIND_FUSES_RELU: can do the ReLU behind it as it writes its output; with sums, also backward in training
 * @CONVO_KIND_LABEL_MAP: a loss whose second input, if there is one, is a label map: one class a position
 * @CONVO_KIND_SHARES_FORWARD: forward does the share that the pass names, so that threads can do one image together
 * @CONVO_KIND_SHARES_BACKWARD: backward and gather do
 * @CONVO_KIND_ROWS: forward and backward look at nothing but their maps, row by row: they may be handed some rows only
 * @CONVO_KIND_AGAIN: its output is as cheap to compute again, to the same bits, as to keep; it saves nothing for backward
 * @CONVO_KIND_TAKES_SCORES: a loss that makes probabilities of any scores itself
 * @CONVO_KIND_REMOVES_MEAN: subtracts the mean of each channel
 * @CONVO_KIND_MAXIMUM: its output is some value of the input; backward can leave out outputs that are not positive, which is
 *   what a ReLU before it would do
 */
typedef enum
{
  CONVO_KIND_SLICE = 1 << 0,
  CONVO_KIND_LOSS = 1 << 1,
  CONVO_KIND_SOURCE = 1 << 2,
  CONVO_KIND_READS_X = 1 << 3,
  CONVO_KIND_READS_Y = 1 << 4,
  CONVO_KIND_RANDOM = 1 << 5,
  CONVO_KIND_SIGNED = 1 << 6,
  CONVO_KIND_PROBABILITIES = 1 << 7,
  CONVO_KIND_IN_PLACE = 1 << 8,
  CONVO_KIND_RELU = 1 << 9,
  CONVO_KIND_FUSES_RELU = 1 << 10,
  CONVO_KIND_LABEL_MAP = 1 << 11,
  CONVO_KIND_SHARES_FORWARD = 1 << 12,
  CONVO_KIND_SHARES_BACKWARD = 1 << 13,
  CONVO_KIND_ROWS = 1 << 14,
  CONVO_KIND_AGAIN = 1 << 15,
  CONVO_KIND_THIN = 1 << 16,
  CONVO_KIND_TAKES_SCORES = 1 << 17,
  CONVO_KIND_REMOVES_MEAN = 1 << 18,
  CONVO_KIND_MAXIMUM = 1 << 19,
} ConvoKindFlags;

struct _ConvoKind
{
  const char *name;              /* in documents: "conv" */
  const char *title;             /* translatable: "Convolution" */
  const char *family;            /* "io", "convolution", "pooling", "dense", "normalisation", "activation", "merge",
                                    "regularisation", "shape": colour, glyph and palette page (TOKENS) */
  const char *prefix;            /* of new names: "conv" gives conv1, conv2, … */
  const char *doc;               /* translatable, one or two sentences */
  const char *accel;             /* one letter that adds it on the canvas, or NULL */
  const char *onnx, *torch, *keras;   /* mapping templates; {key} is a property */
  ConvoKindFlags flags;
  int min_inputs, max_inputs;    /* max_inputs: G_MAXINT for any number */
  gsize state_size;
  const ConvoProp *props;
  int n_props;

  /* Questions. in/out in `site`; state is legal (convo_kind_check()). Optional ones may be NULL. */
  gboolean   (*infer)       (const void *state, const ConvoShape *in, int n_in, ConvoShape *out, GError **error);
  int        (*params)      (const void *state, const ConvoSite *site, ConvoParamSpec *specs);  /* optional; how many */
  gint64     (*macs)        (const void *state, const ConvoSite *site);                        /* optional; one image */
  ConvoReach (*reach)       (const void *state, const ConvoSite *site, int axis, ConvoWindow *window); /* optional: point.
                               axis 0, 1, 2: depth, height, width, as convo_shape_spatial() */
  void       (*sees)        (const void *state, const ConvoSite *site, const ConvoRegion *out, gboolean beyond, ConvoRegion *in);
                            /* optional, where reach() cannot say it exactly: the smallest box of positions of input 0 that
                               outputs in @out (not empty) see. beyond: @out and the answer may lie outside of the maps, as
                               if they went on, and padding counts; else only positions that exist */
  void       (*halo)        (const void *state, const ConvoSite *site, gint64 x[3], gint64 dy[3]);   /* optional: none.
                               pixels of zero halo wanted on every input, and on the output's gradient */
  gsize      (*saved_size)  (const void *state, const ConvoSite *site);              /* optional; bytes an image */
  gsize      (*kept_size)   (const void *state, const ConvoSite *site);              /* optional; bytes a layer */
  gsize      (*packed_size) (const void *state, const ConvoSite *site, gboolean backward);   /* optional; bytes */
  gsize      (*scratch_size)(const void *state, const ConvoSite *site, int images, gboolean backward); /* optional */
  gsize      (*gathered_size) (const void *state, const ConvoSite *site);           /* optional; bytes a slice */
  int        (*n_sums)      (const void *state, const ConvoSite *site);   /* optional; doubles a slice: makes a barrier
                                                                             before forward and backward in training */
  void       (*describe)    (const void *state, GString *text);           /* optional: "3×3, 32, stride 2" */
  void       (*explain)     (const void *state, const ConvoSite *site, ConvoLedger *ledger);   /* optional */
  void       (*affine)      (const void *state, const ConvoSite *site, float *const *params, float *scale, float *shift);
                                /* optional: in evaluation the layer is y = scale·x + shift, a pair for each channel */
  void       (*scale)       (const void *state, const ConvoSite *site, float *const *params, const float *scale,
                             const float *shift, float *weight, float *bias);   /* optional: parameters 0 and 1 with which the
                                output is scale·y + shift instead of y */
  int        (*finish_parts)(const void *state, const ConvoSite *site);   /* optional; how many parts finish() has. If not 0
                                                                             backward leaves grads alone */
  const char *(*algorithm)  (const void *state, const ConvoSite *site);   /* optional: which way of computing is chosen */

  /* Work. See ConvoPass. */
  void (*prepare)        (const void *state, ConvoPass *pass, void *packed, gboolean backward);   /* optional, where packed_size() is not 0: once a step,
                                                                                    from pass->params, before forward */
  void (*sums_forward)   (const void *state, ConvoPass *pass);                 /* with n_sums: += into pass->sums */
  void (*reduce_forward) (const void *state, ConvoPass *pass, double *const *sums, int n_slices);  /* one thread; fixed
                                                           order; writes pass->kept and running statistics */
  void (*forward)        (const void *state, ConvoPass *pass);
  void (*sums_backward)  (const void *state, ConvoPass *pass);
  void (*reduce_backward)(const void *state, ConvoPass *pass, double *const *sums, int n_slices);  /* pass->grads are
                                                           those of slice 0 */
  void (*backward)       (const void *state, ConvoPass *pass);   /* dx, and += grads where reduce_backward did not */
  void (*gather)         (const void *state, ConvoPass *pass);   /* with gathered_size: += grads from pass->gathered, once
                                                                    all images of a slice went backward */
  void (*finish)         (const void *state, ConvoPass *pass, int part);   /* with finish_parts: once the whole batch went
                                                                    backward; writes its part of grads. first, count: all */
};


void            *convo_kind_new_state   (const ConvoKind *kind);
gboolean         convo_kind_check       (const ConvoKind *kind,
                                         const void      *state,
                                         GError         **error);
const ConvoProp *convo_kind_prop        (const ConvoKind *kind,
                                         const char      *key);
gboolean         convo_kind_prop_is_default (const ConvoProp *prop,
                                             const void      *state);
gboolean         convo_kind_infer       (const ConvoKind  *kind,
                                         const void       *state,
                                         const ConvoShape *in,
                                         int               n_in,
                                         ConvoShape       *out,
                                         GError          **error);
int              convo_kind_params      (const ConvoKind *kind,
                                         const void      *state,
                                         const ConvoSite *site,
                                         ConvoParamSpec   specs[CONVO_MAX_PARAMS]);
gint64           convo_kind_n_parameters (const ConvoKind *kind,
                                          const void      *state,
                                          const ConvoSite *site);
gint64           convo_kind_macs        (const ConvoKind *kind,
                                         const void      *state,
                                         const ConvoSite *site);
char            *convo_kind_summary     (const ConvoKind *kind,
                                         const void      *state);

/* Shared answers for kinds */
gboolean convo_infer_same (const void *state, const ConvoShape *in, int n_in, ConvoShape *out, GError **error);

/* Parameters: engine order and file order */
gint64   convo_param_count     (const ConvoParamSpec *spec);
gboolean convo_param_trainable (const ConvoParamSpec *spec);
void     convo_param_to_engine (const ConvoParamSpec *spec,
                                const float          *file,
                                float                *engine);
void     convo_param_to_file   (const ConvoParamSpec *spec,
                                const float          *engine,
                                float                *file);

G_END_DECLS
