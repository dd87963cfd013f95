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
  CONVO_N_ACTIVATIONS,
} ConvoActivation;

/**
 * ConvoPointwise:
 * @forward: y = f (x), by #ConvoActivation; NaN stays NaN, results are never NaN otherwise; absolute error under 1e-6
 * @backward: dx = dy·f′, from y; or dx += if @add
 * @add: y = a + b
 * @softmax: y = exp (x) / Σ exp (x), without overflow; returns log Σ exp (x)
 * @softmax_backward: dx = y·(dy − Σ dy·y), or +=
 * @dropout: y = x·scale where random number counter + i of @key is at least @threshold·2⁻⁵³, else 0; @mask says which
 * @dropout_backward: dx = dy·scale where the mask is 1, or +=
 *
 * Arrays of @n values; outputs may be the inputs themselves, but not overlap them otherwise.
 */
typedef struct
{
  void (*forward[CONVO_N_ACTIVATIONS]) (float *y, const float *x, gint64 n, float alpha);
  void (*backward[CONVO_N_ACTIVATIONS]) (float *dx, const float *y, const float *dy, gint64 n, float alpha,
                                         gboolean add);
  void (*add) (float *y, const float *a, const float *b, gint64 n);
  double (*softmax) (float *y, const float *x, gint64 n);
  void (*softmax_backward) (float *dx, const float *y, const float *dy, gint64 n, gboolean add);
  void (*dropout) (float *y, const float *x, guint8 *mask, gint64 n, guint64 key, guint64 counter, guint64 threshold,
                   float scale);
  void (*dropout_backward) (float *dx, const guint8 *mask, const float *dy, gint64 n, float scale, gboolean add);
} ConvoPointwise;

const ConvoPointwise *convo_pointwise (void);   /* for the instruction set in use */

G_END_DECLS
