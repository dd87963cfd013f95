/* Batch normalisation: statistics by channel, and the passes that use them. */
#pragma once
#include "map.h"

G_BEGIN_DECLS

/**
 * ConvoNorm:
 * @moments: adds images to @moments = { count, mean[C], Σ (x − mean)²[C] }, all zero at the start. Two passes over
 *   blocks in cache, then Chan's formula in double, so a mean far from zero costs no digits
 * @normalize: y = (x − mean)·scale + shift
 * @sums: adds Σ dy and Σ dy·(x − mean) to @sums[2C]
 * @backward: dx = a·dy + b·(x − mean) + c; or += if @add
 *
 * Images [first, first + count), coefficients by channel. Image by image in order: groups change no bit.
 */
typedef struct
{
  void (*moments) (const ConvoMap *x, int first, int count, double *moments);
  void (*normalize) (const ConvoMap *y, const ConvoMap *x, int first, int count, const float *mean,
                     const float *scale, const float *shift);
  void (*sums) (const ConvoMap *dy, const ConvoMap *x, int first, int count, const float *mean, double *sums);
  void (*backward) (const ConvoMap *dx, const ConvoMap *dy, const ConvoMap *x, int first, int count,
                    const float *mean, const float *a, const float *b, const float *c, gboolean add);
} ConvoNorm;

const ConvoNorm *convo_norm (void);   /* for the instruction set in use */

void convo_norm_merge (double       *moments,
                       const double *more,
                       gint64        channels);

G_END_DECLS
