/* Sums by channel: the moments of values, the sums of a gradient. Compiled once for each instruction set. */
#include "norm-parts.h"
#include "norm-walk.h"

#define NEAR 4096      /* floats that two passes read from the nearest cache */

/* Rows of an image in up to three maps; the first channel is that of the block */
typedef struct
{
  float *dy;               /* NULL: the values themselves are summed */
  const float *y, *x;      /* y: NULL: nothing is masked */
  gint64 dy_row, y_row, x_row, dy_pixel, y_pixel, x_pixel;
  gint64 rows, width;
} Rows;

/* Values [i, i + K vectors) of each period: s1 += g, s2 += g·(x − m), where g is x − m if there is no dy. The sums stay in
 * registers over all rows. */
static ALWAYS_INLINE void
add_vectors (const Period *p, const Rows *r, const gboolean masks, const int K, gint64 i, gint64 whole, const float *m,
             float *s1, float *s2)
{
  Vec mean[4], sum[4], square[4];

  for (int k = 0; k < K; k++)
    {
      mean[k] = vec_load (m + i + k * V);
      sum[k] = vec_load (s1 + i + k * V);
      square[k] = vec_load (s2 + i + k * V);
    }
  for (gint64 row = 0; row < r->rows; row++)
    {
      const float *x = r->x + row * r->x_row + i, *y = r->y + row * r->y_row + i;
      float *dy = r->dy + row * r->dy_row + i;

      for (gint64 at = 0; at < whole; at += p->repeat)
        for (int k = 0; k < K; k++)
          {
            Vec d = vec_load (x + at * r->x_pixel + k * V) - mean[k];
            Vec g = r->dy != NULL ? vec_load (dy + at * r->dy_pixel + k * V) : d;

            if (masks)
              {
                g = (Vec) ((VecInt) g & ~(VecInt) (vec_load (y + at * r->y_pixel + k * V) <= 0));
                vec_store (dy + at * r->dy_pixel + k * V, g);
              }
            sum[k] += g;
            square[k] += g * d;
          }
    }
  for (int k = 0; k < K; k++)
    {
      vec_store (s1 + i + k * V, sum[k]);
      vec_store (s2 + i + k * V, square[k]);
    }
}

/* What is left: values that fill no vector, pixels that fill no period */
static ALWAYS_INLINE void
add_rest (const Period *p, const Rows *r, const gboolean masks, gint64 i, gint64 whole, const float *m, float *s1, float *s2)
{
  for (gint64 row = 0; row < r->rows; row++)
    for (gint64 at = 0; at < r->width; at += p->repeat)
      {
        const float *x = r->x + row * r->x_row + at * r->x_pixel, *y = r->y + row * r->y_row + at * r->y_pixel;
        float *dy = r->dy + row * r->dy_row + at * r->dy_pixel;
        gint64 n = MIN (p->repeat, r->width - at) * p->channels;

        INDEPENDENT
        for (gint64 c = at < whole ? i : 0; c < n; c++)
          {
            float d = x[c] - m[c], g = r->dy != NULL ? dy[c] : d;

            if (masks)
              dy[c] = g = y[c] <= 0 ? 0 : g;
            s1[c] += g;
            s2[c] += g * d;
          }
      }
}

static ALWAYS_INLINE void
add_rows (const Period *p, const Rows *r, const gboolean masks, const float *m, float *s1, float *s2)
{
  const gint64 whole = r->width - r->width % p->repeat;
  gint64 i = 0;

  for (; i + 4 * V <= p->length; i += 4 * V)
    add_vectors (p, r, masks, 4, i, whole, m, s1, s2);
  for (; i + V <= p->length; i += V)
    add_vectors (p, r, masks, 1, i, whole, m, s1, s2);
  if (i < p->length || whole < r->width)
    add_rest (p, r, masks, i, whole, m, s1, s2);
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

/* About the first pixel, which is as near to the mean as any: so a large mean costs no digits. */
static void
moments_of_rows (const ConvoMap *x, const Period *p, gint64 image, gint64 from, gint64 to, double count, double *mean,
                 double *square)
{
  const float *start = row_of (x, image, from) + p->c0;
  float s1[BLOCK], s2[BLOCK], m[BLOCK];
  double sum[BLOCK], sum2[BLOCK], n = (to - from) * x->extent[2];

  for (gint64 i = 0; i < p->length; i++)
    m[i] = start[i % p->channels];
  memset (s1, 0, p->length * sizeof (float));
  memset (s2, 0, p->length * sizeof (float));
  for (gint64 row = from, end; row < to; row = end)
    {
      end = MIN (to, (row / x->extent[1] + 1) * x->extent[1]);   /* rows of one plane are evenly spaced */
      const Rows rows = { .x = row_of (x, image, row) + p->c0, .x_row = x->row_pitch, .x_pixel = x->pixel_pitch,
                          .rows = end - row, .width = x->extent[2] };

      add_rows (p, &rows, FALSE, m, s1, s2);
    }
  fold (p, s1, sum);
  fold (p, s2, sum2);
  for (gint64 c = 0; c < p->channels; c++)
    merge (count, &mean[c], &square[c], n, m[c] + sum[c] / n, sum2[c] - sum[c] * sum[c] / n);
}

/** convo_norm_moments: see #ConvoNorm */
void
CONVO_NAME (convo_norm_moments) (const ConvoMap *map, int first, int count, double *all)
{
  ConvoMap joined = *map, *x = &joined;
  gint64 channels = x->channels, rows, step;
  double n = all[0];

  join_rows (&joined, 1);
  rows = x->extent[0] * x->extent[1];
  step = MAX (NEAR / (x->extent[2] * channels), 1);
  for (Period p = { 0 }; period_next (&p, channels, is_dense (x), x->extent[2]); )
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
sums_of_rows (const ConvoMap *dy, const ConvoMap *y, const ConvoMap *x, const Period *p, gint64 image, gint64 start, gint64 end,
              const float *m, double *sum_dy, double *sum_dot)
{
  float s1[BLOCK], s2[BLOCK];
  double folded[BLOCK];

  memset (s1, 0, p->length * sizeof (float));
  memset (s2, 0, p->length * sizeof (float));
  for (gint64 row = start, next; row < end; row = next)
    {
      next = MIN (end, (row / x->extent[1] + 1) * x->extent[1]);
      Rows rows = { .x = row_of (x, image, row) + p->c0, .x_row = x->row_pitch, .x_pixel = x->pixel_pitch,
                    .dy = row_of (dy, image, row) + p->c0, .dy_row = dy->row_pitch, .dy_pixel = dy->pixel_pitch,
                    .rows = next - row, .width = x->extent[2] };

      if (y != NULL)
        {
          rows.y = row_of (y, image, row) + p->c0;
          rows.y_row = y->row_pitch;
          rows.y_pixel = y->pixel_pitch;
          add_rows (p, &rows, TRUE, m, s1, s2);
        }
      else
        add_rows (p, &rows, FALSE, m, s1, s2);
    }
  fold (p, s1, folded);
  for (gint64 c = 0; c < p->channels; c++)
    sum_dy[c] += folded[c];
  fold (p, s2, folded);
  for (gint64 c = 0; c < p->channels; c++)
    sum_dot[c] += folded[c];
}

/** convo_norm_sums: see #ConvoNorm */
void
CONVO_NAME (convo_norm_sums) (const ConvoMap *map_dy, const ConvoMap *map_y, const ConvoMap *map_x, int first, int count,
                              const float *mean, gboolean relu, double *all)
{
  ConvoMap joined[] = { *map_dy, *map_x, *map_y }, *dy = &joined[0], *x = &joined[1], *y = &joined[2];
  gint64 rows, step;
  float m[BLOCK];

  join_rows (joined, 3);
  rows = x->extent[0] * x->extent[1];
  step = MAX (NEAR / (x->extent[2] * x->channels), 1);
  for (Period p = { 0 }; period_next (&p, x->channels, is_dense (x) && is_dense (dy) && is_dense (y), x->extent[2]); )
    {
      repeat_into (&p, mean, m);
      for (int image = first; image < first + count; image++)
        for (gint64 row = 0; row < rows; row += step)
          sums_of_rows (dy, relu ? y : NULL, x, &p, image, row, MIN (row + step, rows), m, all + p.c0, all + x->channels + p.c0);
    }
}
