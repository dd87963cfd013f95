/* Arithmetic value by value: activations and their derivatives, sums, softmax, dropout. */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

/**
 * ConvoActivation:
 * the functions that act on each value alone; each has one parameter, unused by most
 */
typedef enum
{
  CONVO_RELU,
  CONVO_ELU,
  CONVO_TANH,
  CONVO_SIGMOID,
  CONVO_LEAKY_RELU,
  CONVO_RELU6,
  CONVO_SELU,
  CONVO_SOFTPLUS,
  CONVO_HARD_SIGMOID,
  CONVO_GELU,          /* from here on backward reads x */
  CONVO_SILU,
  CONVO_HARD_SWISH,
  CONVO_N_ACTIVATIONS,
} ConvoActivation;

/**
 * ConvoPointwise:
 * @forward: y = f (x), by #ConvoActivation; NaN stays NaN, results are never NaN otherwise; absolute error under 1e-6
 * @backward: dx = dy·f′, from y (from x by %CONVO_GELU and those behind it); or dx += if @add
 * @add: y = a + b
 * @add_relu: y = max (0, a + b)
 * @multiply: y = a·b, or += if @add
 * @scale: y = factor·x, or += if @add
 * @prelu: y = x where x > 0, slope·x elsewhere, a slope for each value
 * @prelu_backward: dx of the same, from x; or +=
 * @prelu_slopes: sum += dy·min (x, 0), the gradient of the slopes
 * @softmax: y = exp (x) / Σ exp (x), without overflow; returns log Σ exp (x)
 * @softmax_backward: dx = y·(dy − Σ dy·y), or +=
 * @log_softmax: y = x − log Σ exp (x), without overflow
 * @log_softmax_backward: dx = dy − exp (y)·Σ dy, or +=
 * @dropout: y = x·scale where random number counter + i of @key is at least @threshold·2⁻⁵³, else 0; @mask says which
 * @softmax_packs: the softmax of each of the lanes of a pack: y[channel][lane] from x[channel·pitch + lane], @n channels;
 *   @log_sum gets log Σ exp (x) of each lane
 * @dropout_packs: dropout of @n values of each lane, lane by lane: number counter + lane·step + i·stride for value i
 * @dropout_backward: dx = dy·scale where the mask is 1, or +=
 *
 * Arrays of @n values; outputs may be the inputs themselves, but not overlap them otherwise.
 */
typedef struct
{
  void (*forward[CONVO_N_ACTIVATIONS]) (float *y, const float *x, gint64 n, float alpha);
  void (*backward[CONVO_N_ACTIVATIONS]) (float *dx, const float *y_or_x, const float *dy, gint64 n, float alpha,
                                         gboolean add);
  void (*add) (float *y, const float *a, const float *b, gint64 n);
  void (*add_relu) (float *y, const float *a, const float *b, gint64 n);
  void (*multiply) (float *y, const float *a, const float *b, gint64 n, gboolean add);
  void (*scale) (float *y, const float *x, gint64 n, float factor, gboolean add);
  void (*prelu) (float *y, const float *x, const float *slope, gint64 n);
  void (*prelu_backward) (float *dx, const float *x, const float *dy, const float *slope, gint64 n, gboolean add);
  void (*prelu_slopes) (float *sum, const float *x, const float *dy, gint64 n);
  double (*softmax) (float *y, const float *x, gint64 n);
  void (*softmax_backward) (float *dx, const float *y, const float *dy, gint64 n, gboolean add);
  void (*log_softmax) (float *y, const float *x, gint64 n);
  void (*log_softmax_backward) (float *dx, const float *y, const float *dy, gint64 n, gboolean add);
  void (*dropout) (float *y, const float *x, guint8 *mask, gint64 n, guint64 key, guint64 counter, guint64 threshold,
                   float scale);
  void (*softmax_packs) (float *y, float *log_sum, const float *x, gint64 pitch, gint64 n);
  void (*dropout_packs) (float *y, const float *x, guint8 *mask, gint64 n, guint64 key, guint64 counter, guint64 step,
                         guint64 stride, guint64 threshold, float scale);
  void (*dropout_backward) (float *dx, const guint8 *mask, const float *dy, gint64 n, float scale, gboolean add);
} ConvoPointwise;

const ConvoPointwise *convo_pointwise (void);   /* for the instruction set in use */

G_END_DECLS
