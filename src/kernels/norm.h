/* Normalisation: statistics by channel, by row of values, by neighbouring channels, and the passes that use them. */
#pragma once
#include "map.h"

G_BEGIN_DECLS

/**
 * ConvoLrn:
 * @size: channels that count, itself included: @size / 2 before, (@size − 1) / 2 after
 * @alpha: of the sum of squares, divided by @size already
 * @beta: exponent
 * @k: added
 *
 * Local response normalisation: y = x / (k + alpha·Σ x²)^beta. Source: Krizhevsky, Sutskever, Hinton 2012.
 */
typedef struct
{
  gint64 size;
  float alpha, beta, k;
} ConvoLrn;

/**
 * ConvoNorm:
 * @moments: adds images to @moments = { count, mean[C], Σ (x − mean)²[C] }, all zero at the start. Blocks are summed
 *   about their first pixel, then joined by Chan's formula in double, so a mean far from zero costs no digits
 * @normalize: y = (x − mean)·scale + shift, negative values made 0 if @relu
 * @sums: adds Σ dy and Σ dy·(x − mean) to @sums[2C]; if @relu, @dy becomes 0 first where y is 0
 * @backward: dx = a·dy + b·(x − mean) + c; or += if @add
 * @sum: Returns: Σ x
 * @dot: Returns: Σ a·b
 * @standardize: x = (x − mean)·scale, in place; a large mean costs no digits
 * @standardize_backward: g = scale·(g − a − b·h), where h is the standardised x
 * @lrn: one pixel's channels; @work has room for channels + size values, three times
 * @lrn_backward: dx of the same, or += if @add
 *
 * Images [first, first + count), coefficients by channel. Image by image in order: groups change no bit.
 */
typedef struct
{
  void (*moments) (const ConvoMap *x, int first, int count, double *moments);
  void (*normalize) (const ConvoMap *y, const ConvoMap *x, int first, int count, const float *mean,
                     const float *scale, const float *shift, gboolean relu);
  void (*sums) (const ConvoMap *dy, const ConvoMap *y, const ConvoMap *x, int first, int count, const float *mean,
                gboolean relu, double *sums);
  void (*backward) (const ConvoMap *dx, const ConvoMap *dy, const ConvoMap *x, int first, int count,
                    const float *mean, const float *a, const float *b, const float *c, gboolean add);
  double (*sum) (const float *x, gint64 n);
  double (*dot) (const float *a, const float *b, gint64 n);
  void (*standardize) (float *x, gint64 n, double mean, float scale);
  void (*standardize_backward) (float *g, const float *h, gint64 n, float scale, float a, float b);
  void (*lrn) (float *y, const float *x, gint64 channels, const ConvoLrn *lrn, float *work);
  void (*lrn_backward) (float *dx, const float *x, const float *dy, gint64 channels, const ConvoLrn *lrn, float *work,
                        gboolean add);
} ConvoNorm;

const ConvoNorm *convo_norm (void);   /* for the instruction set in use */

void convo_norm_merge (double       *moments,
                       const double *more,
                       gint64        channels);

G_END_DECLS
