/* Normalisation: statistics by channel, and the passes that use them; rows of values; local response. Compiled once
 * for each instruction set.
 *
 * Channels lie one behind another, so a run of pixels repeats its coefficients every C values. Where C is small the
 * coefficients are repeated up to a multiple of a vector ("period"), and the inner loops are long whatever C is. */
#include "norm.h"
#include "elementary.h"

#define BLOCK 512      /* most values of a period; wider channels are done block by block */
#define THIN 32        /* channels below this are repeated */
#define LONG 128       /* to at least so many values, and a multiple of 16 */
#define SHORT 1024     /* rows of fewer values are joined */
#define NEAR 4096      /* floats that two passes read from the nearest cache */

extern const ConvoNorm CONVO_NAME (convo_norm);

typedef struct
{
  gint64 c0, channels;    /* channels of this block */
  gint64 repeat;          /* pixels of a period */
  gint64 length;          /* values of a period */
} Period;

static gboolean
period_next (Period *period, gint64 channels, gboolean dense, gint64 width)
{
  gint64 repeat = 1;

  period->c0 += period->channels;
  if (period->c0 >= channels)
    return FALSE;
  period->channels = MIN (channels - period->c0, BLOCK);
  if (dense && channels < THIN)
    {
      while (repeat * channels % 16 != 0)
        repeat++;
      while (repeat * channels < LONG && 4 * repeat <= width)
        repeat *= 2;
    }
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

/* Makes one long row of each plane's rows where these are short and lie one behind another in all @n maps */
static void
join_rows (ConvoMap *maps, int n)
{
  gint64 width = maps[0].extent[2], height = maps[0].extent[1];

  if (width * maps[0].channels >= SHORT)
    return;
  for (int i = 0; i < n; i++)
    if (maps[i].row_pitch != width * maps[i].pixel_pitch)
      return;
  for (int i = 0; i < n; i++)
    {
      maps[i].extent[2] = width * height;
      maps[i].extent[1] = 1;
      maps[i].row_pitch = maps[i].plane_pitch;
    }
}

/* Rows of all planes of an image are numbered through */
static ALWAYS_INLINE float *
row_of (const ConvoMap *map, gint64 image, gint64 row)
{
  return convo_map_pixel (map, image, row / map->extent[1], row % map->extent[1], 0);
}

/* Sums over the pixels of one row, period by period: s1 += g, s2 += g·(x − m), where g is x − m if there is no @dy.
 * Four vectors of sums stay in registers. */
static ALWAYS_INLINE void
add_row (const Period *p, float *dy, gint64 dy_pitch, const float *y, gint64 y_pitch, const float *x, gint64 pitch,
         gint64 width, const float *m, float *s1, float *s2)
{
  gint64 whole = width - width % p->repeat, i = 0;

  for (; i + 4 * V <= p->length; i += 4 * V)
    {
      Vec mean[4], sum[4], square[4];

      for (int k = 0; k < 4; k++)
        {
          mean[k] = vec_load (m + i + k * V);
          sum[k] = vec_load (s1 + i + k * V);
          square[k] = vec_load (s2 + i + k * V);
        }
      for (gint64 at = 0; at < whole; at += p->repeat)
        for (int k = 0; k < 4; k++)
          {
            Vec d = vec_load (x + at * pitch + i + k * V) - mean[k];
            Vec g = dy != NULL ? vec_load (dy + at * dy_pitch + i + k * V) : d;

            if (y != NULL)
              {
                g = (Vec) ((VecInt) g & ~(VecInt) (vec_load (y + at * y_pitch + i + k * V) <= 0));
                vec_store (dy + at * dy_pitch + i + k * V, g);
              }
            sum[k] += g;
            square[k] += g * d;
          }
      for (int k = 0; k < 4; k++)
        {
          vec_store (s1 + i + k * V, sum[k]);
          vec_store (s2 + i + k * V, square[k]);
        }
    }
  for (gint64 at = 0; at < width; at += p->repeat)
    {
      gint64 n = MIN (p->repeat, width - at) * p->channels;

      INDEPENDENT
      for (gint64 c = at < whole ? i : 0; c < n; c++)
        {
          float d = x[at * pitch + c] - m[c], g = dy != NULL ? dy[at * dy_pitch + c] : d;

          if (y != NULL)
            dy[at * dy_pitch + c] = g = y[at * y_pitch + c] <= 0 ? 0 : g;
          s1[c] += g;
          s2[c] += g * d;
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
  float s1[BLOCK], s2[BLOCK], m[BLOCK];
  double sum[BLOCK], sum2[BLOCK], n = (to - from) * x->extent[2];

  memset (m, 0, p->length * sizeof (float));
  for (int pass = 0; pass < 2; pass++)   /* first about 0, to find the mean, then about that */
    {
      memset (s1, 0, p->length * sizeof (float));
      memset (s2, 0, p->length * sizeof (float));
      for (gint64 row = from; row < to; row++)
        add_row (p, NULL, 0, NULL, 0, row_of (x, image, row) + p->c0, x->pixel_pitch, x->extent[2], m, s1, s2);
      fold (p, s1, sum);
      for (gint64 i = 0; pass == 0 && i < p->length; i++)
        m[i] = sum[i % p->channels] / n;
    }
  fold (p, s2, sum2);
  for (gint64 c = 0; c < p->channels; c++)
    merge (count, &mean[c], &square[c], n, m[c] + sum[c] / n, sum2[c] - sum[c] * sum[c] / n);
}

static void
moments (const ConvoMap *map, int first, int count, double *all)
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

static ALWAYS_INLINE void
normalize_run (float *to, const float *from, gint64 n, const float *m, const float *a, const float *b, gboolean relu)
{
  if (relu)
    {
      INDEPENDENT
      for (gint64 i = 0; i < n; i++)
        {
          float y = (from[i] - m[i]) * a[i] + b[i];

          to[i] = y < 0 ? 0 : y;
        }
    }
  else
    {
      INDEPENDENT
      for (gint64 i = 0; i < n; i++)
        to[i] = (from[i] - m[i]) * a[i] + b[i];
    }
}

static void
normalize (const ConvoMap *map_y, const ConvoMap *map_x, int first, int count, const float *mean, const float *scale,
           const float *shift, gboolean relu)
{
  ConvoMap joined[] = { *map_y, *map_x }, *y = &joined[0], *x = &joined[1];
  float m[BLOCK], a[BLOCK], b[BLOCK];
  gint64 rows, width;

  join_rows (joined, 2);
  rows = x->extent[0] * x->extent[1];
  width = x->extent[2];
  for (Period p = { 0 }; period_next (&p, x->channels, is_dense (x) && is_dense (y), width); )
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

              normalize_run (to, from, n, m, a, b, relu);
            }
    }
}

static void
sums_of_rows (const ConvoMap *dy, const ConvoMap *y, const ConvoMap *x, const Period *p, gint64 image, gint64 start, gint64 end,
              const float *m, double *sum_dy, double *sum_dot)
{
  float s1[BLOCK], s2[BLOCK];
  double folded[BLOCK];

  memset (s1, 0, p->length * sizeof (float));
  memset (s2, 0, p->length * sizeof (float));
  for (gint64 row = start; row < end; row++)
    if (y != NULL)
      add_row (p, row_of (dy, image, row) + p->c0, dy->pixel_pitch, row_of (y, image, row) + p->c0, y->pixel_pitch,
               row_of (x, image, row) + p->c0, x->pixel_pitch, x->extent[2], m, s1, s2);
    else
      add_row (p, row_of (dy, image, row) + p->c0, dy->pixel_pitch, NULL, 0, row_of (x, image, row) + p->c0,
               x->pixel_pitch, x->extent[2], m, s1, s2);
  fold (p, s1, folded);
  for (gint64 c = 0; c < p->channels; c++)
    sum_dy[c] += folded[c];
  fold (p, s2, folded);
  for (gint64 c = 0; c < p->channels; c++)
    sum_dot[c] += folded[c];
}

static void
sums (const ConvoMap *map_dy, const ConvoMap *map_y, const ConvoMap *map_x, int first, int count, const float *mean,
      gboolean relu, double *all)
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
backward (const ConvoMap *map_dx, const ConvoMap *map_dy, const ConvoMap *map_x, int first, int count,
          const float *mean, const float *a, const float *b, const float *c, gboolean add)
{
  ConvoMap joined[] = { *map_dx, *map_dy, *map_x }, *dx = &joined[0], *dy = &joined[1], *x = &joined[2];
  float pm[BLOCK], pa[BLOCK], pb[BLOCK], pc[BLOCK];
  gint64 rows, width;

  join_rows (joined, 3);
  rows = x->extent[0] * x->extent[1];
  width = x->extent[2];
  for (Period p = { 0 }; period_next (&p, x->channels, is_dense (x) && is_dense (dy) && is_dense (dx), width); )
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

/* Σ a·b, or Σ a without @b: floats over a block, doubles over blocks */
static ALWAYS_INLINE double
sum_blocks (const float *a, const float *b, gint64 n)
{
  double sum = 0;

  for (gint64 from = 0; from < n; from += NEAR)
    {
      gint64 to = MIN (from + NEAR, n), i = from;
      Vec part = { 0 };

      for (; i + V <= to; i += V)
        part += b != NULL ? vec_load (a + i) * vec_load (b + i) : vec_load (a + i);
      for (int lane = 0; lane < V; lane++)
        sum += part[lane];
      for (; i < to; i++)
        sum += b != NULL ? (double) a[i] * b[i] : a[i];
    }
  return sum;
}

static double
sum (const float *x, gint64 n)
{
  return sum_blocks (x, NULL, n);
}

static double
dot (const float *a, const float *b, gint64 n)
{
  return sum_blocks (a, b, n);
}

static void
standardize (float *x, gint64 n, double mean, float scale)
{
  float rounded = mean, rest = mean - rounded;

  INDEPENDENT
  for (gint64 i = 0; i < n; i++)
    x[i] = ((x[i] - rounded) - rest) * scale;
}

static void
standardize_backward (float *g, const float *h, gint64 n, float scale, float a, float b)
{
  INDEPENDENT
  for (gint64 i = 0; i < n; i++)
    g[i] = scale * (g[i] - a - b * h[i]);
}

/* out[c] = Σ of @size values of in[] from c on */
static ALWAYS_INLINE void
sum_neighbours (const float *in, float *out, gint64 channels, gint64 size)
{
  memset (out, 0, channels * sizeof (float));
  for (gint64 t = 0; t < size; t++)
    {
      INDEPENDENT
      for (gint64 c = 0; c < channels; c++)
        out[c] += in[c + t];
    }
}

/* base = k + alpha·Σ x², for every channel; @padded is work space */
static ALWAYS_INLINE void
lrn_base (const float *x, gint64 channels, const ConvoLrn *lrn, float *padded, float *base)
{
  gint64 before = lrn->size / 2;

  memset (padded, 0, (channels + lrn->size - 1) * sizeof (float));
  INDEPENDENT
  for (gint64 c = 0; c < channels; c++)
    padded[before + c] = x[c] * x[c];
  sum_neighbours (padded, base, channels, lrn->size);
  INDEPENDENT
  for (gint64 c = 0; c < channels; c++)
    base[c] = lrn->k + lrn->alpha * base[c];
}

static void
lrn (float *y, const float *x, gint64 channels, const ConvoLrn *settings, float *work)
{
  float *base = work + channels + settings->size;

  lrn_base (x, channels, settings, work, base);
  INDEPENDENT
  for (gint64 c = 0; c < channels; c++)
    y[c] = x[c] * exp_of (-settings->beta * log_of (base[c]));
}

/* dx = dy·base^−β − 2·α·β·x·Σ dy·x·base^(−β−1), the sum over the channels whose window holds this one */
static void
lrn_backward (float *dx, const float *x, const float *dy, gint64 channels, const ConvoLrn *settings, float *work,
              gboolean add)
{
  const gint64 after = (settings->size - 1) / 2, pitch = channels + settings->size;
  const float factor = 2 * settings->alpha * settings->beta;
  float *base = work + pitch, *sums = base + pitch;

  lrn_base (x, channels, settings, work, base);
  memset (work, 0, pitch * sizeof (float));
  INDEPENDENT
  for (gint64 c = 0; c < channels; c++)
    {
      float power = exp_of (-settings->beta * log_of (base[c]));

      work[after + c] = dy[c] * x[c] * power / base[c];
      base[c] = power;
    }
  sum_neighbours (work, sums, channels, settings->size);
  INDEPENDENT
  for (gint64 c = 0; c < channels; c++)
    dx[c] = (add ? dx[c] : 0.0f) + dy[c] * base[c] - factor * x[c] * sums[c];
}

const ConvoNorm CONVO_NAME (convo_norm) = {
  .moments = moments,
  .normalize = normalize,
  .sums = sums,
  .backward = backward,
  .sum = sum,
  .dot = dot,
  .standardize = standardize,
  .standardize_backward = standardize_backward,
  .lrn = lrn,
  .lrn_backward = lrn_backward,
};
