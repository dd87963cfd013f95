/* Batch normalisation: statistics by channel, and the passes that use them. Compiled once for each instruction set.
 *
 * Channels lie one behind another, so a run of pixels repeats its coefficients every C values. Where C is small the
 * coefficients are repeated up to a multiple of a vector ("period"), and the inner loops are long whatever C is. */
#include "norm.h"
#include "vector.h"

#define BLOCK 512      /* most values of a period; wider channels are done block by block */
#define THIN 32        /* channels below this are repeated */
#define NEAR 4096      /* floats that two passes read from the nearest cache */

extern const ConvoNorm CONVO_NAME (convo_norm);

typedef struct
{
  gint64 c0, channels;    /* channels of this block */
  gint64 repeat;          /* pixels of a period */
  gint64 length;          /* values of a period */
} Period;

static gboolean
period_next (Period *period, gint64 channels, gboolean dense)
{
  gint64 repeat = 1;

  period->c0 += period->channels;
  if (period->c0 >= channels)
    return FALSE;
  period->channels = MIN (channels - period->c0, BLOCK);
  if (dense && channels < THIN)
    while (repeat * channels % 16 != 0)
      repeat++;
  period->repeat = repeat;
  period->length = repeat * period->channels;
  return TRUE;
}

static void
repeat_into (const Period *period, const float *by_channel, float *out)
{
  for (gint64 i = 0; i < period->length; i++)
    out[i] = by_channel[period->c0 + i % period->channels];
}

static gboolean
is_dense (const ConvoMap *map)
{
  return map->pixel_pitch == map->channels;
}

/* Rows of all planes of an image are numbered through */
static ALWAYS_INLINE float *
row_of (const ConvoMap *map, gint64 image, gint64 row)
{
  return convo_map_pixel (map, image, row / map->extent[1], row % map->extent[1], 0);
}

/* s += x, over the pixels of one row */
static ALWAYS_INLINE void
add_row (const Period *p, const float *x, gint64 pitch, gint64 width, float *s)
{
  for (gint64 at = 0; at < width; at += p->repeat)
    {
      gint64 n = MIN (p->repeat, width - at) * p->channels;
      const float *from = x + at * pitch;

      INDEPENDENT
      for (gint64 i = 0; i < n; i++)
        s[i] += from[i];
    }
}

/* s1 += x − m, s2 += (x − m)² */
static ALWAYS_INLINE void
add_row_squares (const Period *p, const float *x, gint64 pitch, gint64 width, const float *m, float *s1, float *s2)
{
  for (gint64 at = 0; at < width; at += p->repeat)
    {
      gint64 n = MIN (p->repeat, width - at) * p->channels;
      const float *from = x + at * pitch;

      INDEPENDENT
      for (gint64 i = 0; i < n; i++)
        {
          float d = from[i] - m[i];

          s1[i] += d;
          s2[i] += d * d;
        }
    }
}

/* Sums the repeats of each channel, to the first period->channels values */
static void
fold (const Period *p, const float *s, double *out)
{
  for (gint64 c = 0; c < p->channels; c++)
    {
      double sum = 0;

      for (gint64 i = c; i < p->length; i += p->channels)
        sum += s[i];
      out[c] = sum;
    }
}

/* Chan, Golub, LeVeque, "Updating formulae and a pairwise algorithm for computing sample variances", 1979 */
static ALWAYS_INLINE void
merge (double na, double *mean, double *square, double nb, double other_mean, double other_square)
{
  double n = na + nb, delta = other_mean - *mean;

  *mean += delta * (nb / n);
  *square += other_square + delta * delta * (na * nb / n);
}

static void
moments_of_rows (const ConvoMap *x, const Period *p, gint64 image, gint64 from, gint64 to, double count, double *mean,
                 double *square)
{
  float s1[BLOCK] = { 0 }, s2[BLOCK] = { 0 }, m[BLOCK];
  double sum[BLOCK], sum2[BLOCK], n = (to - from) * x->extent[2];

  for (gint64 row = from; row < to; row++)
    add_row (p, row_of (x, image, row) + p->c0, x->pixel_pitch, x->extent[2], s1);
  fold (p, s1, sum);
  for (gint64 i = 0; i < p->length; i++)
    m[i] = sum[i % p->channels] / n;
  memset (s1, 0, sizeof s1);
  for (gint64 row = from; row < to; row++)
    add_row_squares (p, row_of (x, image, row) + p->c0, x->pixel_pitch, x->extent[2], m, s1, s2);
  fold (p, s1, sum);
  fold (p, s2, sum2);
  for (gint64 c = 0; c < p->channels; c++)
    merge (count, &mean[c], &square[c], n, m[c] + sum[c] / n, sum2[c] - sum[c] * sum[c] / n);
}

static void
moments (const ConvoMap *x, int first, int count, double *all)
{
  gint64 channels = x->channels, rows = x->extent[0] * x->extent[1];
  gint64 step = MAX (NEAR / (x->extent[2] * channels), 1);
  double n = all[0];

  for (Period p = { 0 }; period_next (&p, channels, is_dense (x)); )
    {
      n = all[0];
      for (int image = first; image < first + count; image++)
        for (gint64 row = 0; row < rows; row += step)
          {
            gint64 end = MIN (row + step, rows);

            moments_of_rows (x, &p, image, row, end, n, all + 1 + p.c0, all + 1 + channels + p.c0);
            n += (end - row) * x->extent[2];
          }
    }
  all[0] = n;
}

static void
normalize (const ConvoMap *y, const ConvoMap *x, int first, int count, const float *mean, const float *scale,
           const float *shift)
{
  gint64 rows = x->extent[0] * x->extent[1], width = x->extent[2];
  float m[BLOCK], a[BLOCK], b[BLOCK];

  for (Period p = { 0 }; period_next (&p, x->channels, is_dense (x) && is_dense (y)); )
    {
      repeat_into (&p, mean, m);
      repeat_into (&p, scale, a);
      repeat_into (&p, shift, b);
      for (int image = first; image < first + count; image++)
        for (gint64 row = 0; row < rows; row++)
          for (gint64 at = 0; at < width; at += p.repeat)
            {
              gint64 n = MIN (p.repeat, width - at) * p.channels;
              const float *from = row_of (x, image, row) + at * x->pixel_pitch + p.c0;
              float *to = row_of (y, image, row) + at * y->pixel_pitch + p.c0;

              INDEPENDENT
              for (gint64 i = 0; i < n; i++)
                to[i] = (from[i] - m[i]) * a[i] + b[i];
            }
    }
}

static void
sums_of_rows (const ConvoMap *dy, const ConvoMap *x, const Period *p, gint64 image, gint64 start, gint64 end,
              const float *m, double *sum_dy, double *sum_dot)
{
  float s1[BLOCK] = { 0 }, s2[BLOCK] = { 0 };
  double folded[BLOCK];

  for (gint64 row = start; row < end; row++)
    for (gint64 at = 0; at < x->extent[2]; at += p->repeat)
      {
        gint64 n = MIN (p->repeat, x->extent[2] - at) * p->channels;
        const float *g = row_of (dy, image, row) + at * dy->pixel_pitch + p->c0;
        const float *from = row_of (x, image, row) + at * x->pixel_pitch + p->c0;

        INDEPENDENT
        for (gint64 i = 0; i < n; i++)
          {
            s1[i] += g[i];
            s2[i] += g[i] * (from[i] - m[i]);
          }
      }
  fold (p, s1, folded);
  for (gint64 c = 0; c < p->channels; c++)
    sum_dy[c] += folded[c];
  fold (p, s2, folded);
  for (gint64 c = 0; c < p->channels; c++)
    sum_dot[c] += folded[c];
}

static void
sums (const ConvoMap *dy, const ConvoMap *x, int first, int count, const float *mean, double *all)
{
  gint64 rows = x->extent[0] * x->extent[1], step = MAX (NEAR / (x->extent[2] * x->channels), 1);
  float m[BLOCK];

  for (Period p = { 0 }; period_next (&p, x->channels, is_dense (x) && is_dense (dy)); )
    {
      repeat_into (&p, mean, m);
      for (int image = first; image < first + count; image++)
        for (gint64 row = 0; row < rows; row += step)
          sums_of_rows (dy, x, &p, image, row, MIN (row + step, rows), m, all + p.c0, all + x->channels + p.c0);
    }
}

static ALWAYS_INLINE void
backward_run (float *to, const float *g, const float *x, gint64 n, const float *m, const float *a, const float *b,
              const float *c, gboolean add)
{
  if (add)
    {
      INDEPENDENT
      for (gint64 i = 0; i < n; i++)
        to[i] += a[i] * g[i] + (b[i] * (x[i] - m[i]) + c[i]);
    }
  else
    {
      INDEPENDENT
      for (gint64 i = 0; i < n; i++)
        to[i] = a[i] * g[i] + (b[i] * (x[i] - m[i]) + c[i]);
    }
}

static void
backward (const ConvoMap *dx, const ConvoMap *dy, const ConvoMap *x, int first, int count, const float *mean,
          const float *a, const float *b, const float *c, gboolean add)
{
  gint64 rows = x->extent[0] * x->extent[1], width = x->extent[2];
  float pm[BLOCK], pa[BLOCK], pb[BLOCK], pc[BLOCK];

  for (Period p = { 0 }; period_next (&p, x->channels, is_dense (x) && is_dense (dy) && is_dense (dx)); )
    {
      repeat_into (&p, mean, pm);
      repeat_into (&p, a, pa);
      repeat_into (&p, b, pb);
      repeat_into (&p, c, pc);
      for (int image = first; image < first + count; image++)
        for (gint64 row = 0; row < rows; row++)
          for (gint64 at = 0; at < width; at += p.repeat)
            backward_run (row_of (dx, image, row) + at * dx->pixel_pitch + p.c0,
                          row_of (dy, image, row) + at * dy->pixel_pitch + p.c0,
                          row_of (x, image, row) + at * x->pixel_pitch + p.c0,
                          MIN (p.repeat, width - at) * p.channels, pm, pa, pb, pc, add);
    }
}

const ConvoNorm CONVO_NAME (convo_norm) = {
  .moments = moments,
  .normalize = normalize,
  .sums = sums,
  .backward = backward,
};
