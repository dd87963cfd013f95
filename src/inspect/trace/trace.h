/* The arithmetic of one layer, number by number: every value of the engine's result taken apart into the terms it is made
 * of, forwards and backwards. Indices count from 0 in row order (channel, depth, row, column); what people read counts
 * from 1. Weights are in the order of weights files: convolution (out, in / groups, depth, row, column), transposed
 * convolution (in, out / groups, …), linear (out, in). */
#pragma once
#include "arith.h"
#include "ledger.h"
#include "plan.h"

G_BEGIN_DECLS

/**
 * ConvoTerm:
 * @input: which input
 * @x: index of the input value in that input; −1 in the padding
 * @w: index of the weight; −1 if there is none
 * @y: index of the output value (and of its δ)
 * @channel: channel of the input value
 * @at: depth, row and column of the input value; may lie outside, in the padding
 * @tap: depth, row and column in the kernel, as the weight is stored
 * @a: first factor. Forward: the input value (its power in Lp pooling). Gradient of a weight: the input value.
 *   Gradient of an input: δ
 * @b: second factor. Forward: the weight (1/n in an average, 1 for the greatest value of a maximum). Gradient of a weight:
 *   δ. Gradient of an input: the weight, or the share of δ that this input value takes
 * @product: a·b
 * @running: sum of the products of this channel so far, this one included
 * @won: maximum: this value is the one that δ goes to
 * @tied: maximum: equal to the greatest value, but not the first
 */
typedef struct
{
  int input;
  gint64 x, w, y;
  gint64 channel;
  gint64 at[3], tap[3];
  double a, b, product, running;
  gboolean won, tied;
} ConvoTerm;

/** ConvoChannelSum: terms [first, first + n) of a #ConvoSum belong to @channel and add up to @sum */
typedef struct
{
  gint64 channel;
  guint first, n;
  double sum;
} ConvoChannelSum;

/**
 * ConvoRule:
 * @CONVO_RULE_PRODUCTS: Σ a·b (+ bias)
 * @CONVO_RULE_MAXIMUM: the greatest a
 * @CONVO_RULE_MEAN: Σ a / n
 * @CONVO_RULE_WEIGHTED: Σ a·b, the b adding up to 1
 * @CONVO_RULE_NORM: (Σ a)^(1/p), a = |x|^p
 * @CONVO_RULE_SUM: Σ a
 * @CONVO_RULE_COPY: a
 * @CONVO_RULE_FUNCTION: f (a): activations
 * @CONVO_RULE_NORMALISE: (a − mean) / √(variance + ε)·scale + shift
 * @CONVO_RULE_SOFTMAX: exp a / Σ exp
 */
typedef enum
{
  CONVO_RULE_PRODUCTS,
  CONVO_RULE_MAXIMUM,
  CONVO_RULE_MEAN,
  CONVO_RULE_WEIGHTED,
  CONVO_RULE_NORM,
  CONVO_RULE_SUM,
  CONVO_RULE_COPY,
  CONVO_RULE_FUNCTION,
  CONVO_RULE_NORMALISE,
  CONVO_RULE_SOFTMAX,
} ConvoRule;

/**
 * ConvoSum:
 * @rule: how the terms make the result
 * @terms: (element-type ConvoTerm): in the order in which they are added: by channel, then in row order
 * @channels: (element-type ConvoChannelSum): one for each input channel that takes part
 * @has_bias: whether a bias is added last
 * @bias: that bias
 * @sum: the result, re-derived from the terms in double
 * @engine: what the engine computed
 * @detail: numbers between terms and result. Average: [0] the divisor. Lp: [0] Σ|x|^p, [1] p. Weighted: [0] Σ of the
 *   weights before division. Normalise: [0] mean, [1] variance, [2] ε, [3] scale, [4] shift, [5] x̂. Softmax: [0] the
 *   greatest x, [1] Σ exp. Backward through batch normalisation: [0] δ's own path, [1] the path through the mean, [2] the
 *   path through the variance. Gradient of an activation: [0] f′ (x)
 */
typedef struct
{
  ConvoRule rule;
  GArray *terms, *channels;
  gboolean has_bias;
  double bias, sum, engine;
  double detail[6];
} ConvoSum;

void convo_sum_free (ConvoSum *sum);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ConvoSum, convo_sum_free)

/**
 * ConvoTrace:
 * @arith: the settings
 * @in: shape of each input, before padding
 * @out: shape of the output
 * @n_in: inputs
 * @x: inputs
 * @y: output
 * @dy: upstream gradient δ
 * @dx: gradients of the inputs
 * @n_params: parameters and statistics
 * @spec: what each parameter is
 * @param: values (weight, bias; for batch normalisation scale, shift, mean, variance), as they are stored, not turned
 * @grad: gradients; %NULL for statistics
 * @training: batch normalisation uses the statistics of this picture instead of the running ones
 *
 * All arrays belong to the trace. Write into @x, @param, @dy, then call convo_trace_run(). Everything else is read only.
 */
typedef struct
{
  ConvoArith arith;
  ConvoShape in[CONVO_ARITH_MAX_INPUTS], out;
  int n_in;
  float *x[CONVO_ARITH_MAX_INPUTS], *y, *dy, *dx[CONVO_ARITH_MAX_INPUTS];
  int n_params;
  ConvoParamSpec spec[CONVO_MAX_PARAMS];
  float *param[CONVO_MAX_PARAMS], *grad[CONVO_MAX_PARAMS];
  gboolean training;
  struct _ConvoTracePrivate *p;
} ConvoTrace;

ConvoTrace *convo_trace_new       (const ConvoArith *arith,
                                   GError          **error);
ConvoTrace *convo_trace_new_from_plan (const ConvoReport *report,
                                       ConvoPlan         *plan,
                                       int                node,
                                       int                image,
                                       GError           **error);
ConvoTrace *convo_trace_new_from_pass (const ConvoReport *report,
                                       ConvoPlan         *plan,
                                       int                node,
                                       int                image,
                                       gboolean           training,
                                       GError           **error);
ConvoTrace *convo_trace_ref       (const ConvoTrace *trace);
void        convo_trace_free      (ConvoTrace       *trace);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ConvoTrace, convo_trace_free)
void        convo_trace_run       (ConvoTrace       *trace);
void        convo_trace_take_over (ConvoTrace       *trace,
                                   const ConvoTrace *from);
gboolean    convo_trace_agrees    (ConvoTrace       *trace,
                                   double            tolerance,
                                   double           *largest);

/* Places: index ↔ (channel, depth, row, column) */
gint64      convo_place_index     (const ConvoShape *shape,
                                   gint64            channel,
                                   const gint64      at[3]);
void        convo_index_place     (const ConvoShape *shape,
                                   gint64            index,
                                   gint64           *channel,
                                   gint64            at[3]);
void        convo_trace_weight_place (const ConvoTrace *trace,
                                      gint64            w,
                                      gint64           *out_channel,
                                      gint64           *in_channel,
                                      gint64            tap[3]);
gint64      convo_trace_weight_index (const ConvoTrace *trace,
                                      gint64            out_channel,
                                      gint64            in_channel,
                                      const gint64      tap[3]);
int         convo_trace_weight    (const ConvoTrace *trace);   /* index in param of the weight; −1 */
int         convo_trace_bias      (const ConvoTrace *trace);

/* Forward: how output value @y arises; every output that an input value feeds; everywhere a weight acts */
ConvoSum   *convo_trace_output    (const ConvoTrace *trace,
                                   gint64            y);
GArray     *convo_trace_feeds     (const ConvoTrace *trace,
                                   int               input,
                                   gint64            x);       /* (element-type ConvoTerm) */
GArray     *convo_trace_uses      (const ConvoTrace *trace,
                                   gint64            w);       /* (element-type ConvoTerm) */

/* Backward */
ConvoSum   *convo_trace_weight_gradient (const ConvoTrace *trace,
                                         int               param,
                                         gint64            index);
ConvoSum   *convo_trace_input_gradient  (const ConvoTrace *trace,
                                         int               input,
                                         gint64            x);
ConvoSum   *convo_trace_fan_out         (const ConvoTrace *const *consumers,
                                         const int        *inputs,
                                         int               n,
                                         gint64            x);

/**
 * ConvoProof:
 * @value: the number that is nudged
 * @h: by how much
 * @loss: Σ δ·y as it is, or the network's own loss
 * @above: with value + h
 * @below: with value − h
 * @slope: (above − below) / 2h
 * @formula: what the formula gives
 * @engine: what the engine gives
 * @tolerance: |slope − engine| may be so large
 * @right: slope upwards, (above − loss) / h
 * @left: slope downwards, (loss − below) / h
 * @agrees: whether it is not larger
 * @kink: the slopes to both sides differ: there is none at the number itself
 *
 * A finite difference: the forward pass run twice.
 */
typedef struct
{
  double value, h, loss, above, below, slope, formula, engine, tolerance, right, left;
  gboolean agrees, kink;
} ConvoProof;

/**
 * ConvoNudge:
 * @node: the layer, in a network
 * @is_param: a parameter stands aside, else an input value, as this layer reads it
 * @which: which parameter or input
 * @index: which value of it, in file order or row order
 * @formula: the gradient as the sum of its terms
 * @engine: as the engine computed it
 * @size: sum of the sizes of the terms
 *
 * What to prove. The last three are of a #ConvoSum; see convo_nudge_set().
 */
typedef struct
{
  int node;
  gboolean is_param;
  int which;
  gint64 index;
  double formula, engine, size;
} ConvoNudge;

/**
 * ConvoPatience:
 * @cancel: (nullable): not 0: give up
 * @permille: (nullable): gets how much is done, atomically
 *
 * For those who wait for a long computation, from another thread.
 */
typedef struct
{
  const gint *cancel;
  gint *permille;
} ConvoPatience;

#define CONVO_PROOF_STEP 1e-3      /* of finite differences on a blackboard */

/* trace-proof.c */
void        convo_nudge_set             (ConvoNudge       *nudge,
                                         const ConvoSum   *sum);
gint64      convo_trace_prove_work      (const ConvoTrace *trace,
                                         const ConvoNudge *nudge);
gboolean    convo_trace_prove           (const ConvoTrace *trace,
                                         const ConvoNudge *nudge,
                                         double            h,
                                         const ConvoPatience *patience,
                                         ConvoProof       *proof);
void        convo_trace_prove_input     (const ConvoTrace *trace,
                                         int               input,
                                         gint64            x,
                                         double            h,
                                         ConvoProof       *proof);
void        convo_trace_prove_weight    (const ConvoTrace *trace,
                                         int               param,
                                         gint64            index,
                                         double            h,
                                         ConvoProof       *proof);

/**
 * ConvoCosts:
 * values kept and multiplications (bias not counted) of the sliding window, of im2col, of the Toeplitz matrix with its zeros
 * and without
 */
typedef struct
{
  gint64 sliding_kept, sliding_macs, im2col_kept, im2col_macs, dense_kept, dense_macs, sparse_kept, sparse_macs;
} ConvoCosts;

/* trace-matrix.c: convolution as a product of matrices */
gint64      convo_trace_link          (const ConvoTrace *trace,
                                       gint64            x,
                                       gint64            y);
gboolean    convo_trace_im2col_size   (const ConvoTrace *trace,
                                       gint64           *rows,
                                       gint64           *columns);
gint64      convo_trace_im2col_cell   (const ConvoTrace *trace,
                                       gint64            group,
                                       gint64            row,
                                       gint64            column);
gint64      convo_trace_im2col_weight (const ConvoTrace *trace,
                                       gint64            kernel,
                                       gint64            row);
void        convo_trace_costs         (const ConvoTrace *trace,
                                       ConvoCosts       *costs);
gint64      convo_trace_copies        (const ConvoTrace *trace,
                                       gint64            x);

/**
 * ConvoLane:
 * @cells: cells that are drawn
 * @lead: cells before the first input value (padding); may be negative
 * @spread: distance of neighbouring input values; zeros between
 * @step: of the window
 * @taps: of the window
 * @dilation: distance of its taps
 * @windows: outputs
 * @unread: cells at the far end that no window reads
 * @n: input values
 *
 * What the window slides over along one axis, as it is drawn. Window o reads cells o·step + t·dilation.
 */
typedef struct
{
  gint64 cells, lead, spread, step, taps, dilation, windows, unread, n;
} ConvoLane;

/* trace-lane.c */
void        convo_trace_lane          (const ConvoTrace *trace,
                                       int               axis,
                                       ConvoLane        *lane);
gint64      convo_lane_source         (const ConvoLane  *lane,
                                       gint64            cell);
gint64      convo_trace_acting_weight (const ConvoTrace *trace,
                                       gint64            out,
                                       gint64            in,
                                       const gint64      tap[3]);
gint64      convo_trace_group         (const ConvoTrace *trace,
                                       gint64            out,
                                       gint64           *first);

/* trace-proof-text.c; all (transfer full) */
char       *convo_gradient_text       (double            value);
char       *convo_proof_loss_text     (const ConvoProof *proof,
                                       double            loss);

/* trace-text.c: words and formulas, translated; all (transfer full) */
char       *convo_trace_number        (double            value);
char       *convo_sum_equation        (const ConvoSum   *sum,
                                       gboolean          all);
char       *convo_sum_equation_short  (const ConvoSum   *sum,
                                       guint             most);
char       *convo_gradient_equation (const ConvoSum *sum,
                                     guint           most);
char       *convo_trace_say_place     (const ConvoShape *shape,
                                       gint64            index);
char       *convo_trace_say_output    (const ConvoTrace *trace,
                                       gint64            y);
char       *convo_trace_say_weight_gradient (const ConvoTrace *trace,
                                             int               param,
                                             gint64            index);
char       *convo_trace_say_input_gradient  (const ConvoTrace *trace,
                                             int               input,
                                             gint64            x);
ConvoLedger *convo_trace_ledger       (const ConvoTrace *trace);

G_END_DECLS
