/* Normalisation: statistics by channel, and the passes that use them; rows of values; local response. Compiled once
 * for each instruction set.
 *
 * Channels lie one behind another, so a run of pixels repeats its coefficients every C values. Where C is small the
 * coefficients are repeated up to a multiple of a vector ("period"), and the inner loops are long whatever C is. */
#include "norm.h"
#include "elementary.h"

#define BLOCK 512      /* most values of a period; wider channels are done block by block */
#define THIN 64        /* channels below this are repeated */
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
      if (repeat * channels > BLOCK)          /* an odd number above 32: better alone than more than there is room for */
        repeat = 1;
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

/* Values [i, i + K vectors) of each period of a row, coefficients in registers */
static ALWAYS_INLINE void
normalize_vectors (float *to, gint64 to_step, const float *from, gint64 from_step, gint64 periods, const int K,
                   const float *m, const float *a, const float *b, const gboolean relu)
{
  Vec mean[4], scale[4], shift[4];

  for (int k = 0; k < K; k++)
    {
      mean[k] = vec_load (m + k * V);
      scale[k] = vec_load (a + k * V);
      shift[k] = vec_load (b + k * V);
    }
  for (gint64 i = 0; i < periods; i++)
    for (int k = 0; k < K; k++)
      {
        Vec y = (vec_load (from + i * from_step + k * V) - mean[k]) * scale[k] + shift[k];

        if (relu)
          y = (Vec) ((VecInt) y & ~(VecInt) (y < 0));
        vec_store (to + i * to_step + k * V, y);
      }
}

static ALWAYS_INLINE void
normalize_row (const Period *p, float *to, gint64 to_pixel, const float *from, gint64 from_pixel, gint64 width,
               const float *m, const float *a, const float *b, const gboolean relu)
{
  const gint64 periods = width / p->repeat, to_step = p->repeat * to_pixel, from_step = p->repeat * from_pixel;
  gint64 i = 0;

  for (; i + 4 * V <= p->length; i += 4 * V)
    normalize_vectors (to + i, to_step, from + i, from_step, periods, 4, m + i, a + i, b + i, relu);
  for (; i + V <= p->length; i += V)
    normalize_vectors (to + i, to_step, from + i, from_step, periods, 1, m + i, a + i, b + i, relu);
  for (gint64 at = 0; at < width; at += p->repeat)
    {
      const gint64 n = MIN (p->repeat, width - at) * p->channels;
      const float *x = from + at * from_pixel;
      float *y = to + at * to_pixel;

      INDEPENDENT
      for (gint64 c = at < periods * p->repeat ? i : 0; c < n; c++)
        {
          float v = (x[c] - m[c]) * a[c] + b[c];

          y[c] = relu && v < 0 ? 0 : v;
        }
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
          {
            const float *from = row_of (x, image, row) + p.c0;
            float *to = row_of (y, image, row) + p.c0;

            if (relu)
              normalize_row (&p, to, y->pixel_pitch, from, x->pixel_pitch, width, m, a, b, TRUE);
            else
              normalize_row (&p, to, y->pixel_pitch, from, x->pixel_pitch, width, m, a, b, FALSE);
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

typedef struct
{
  float *dx;
  const float *dy, *x;
  gint64 dx_pixel, dy_pixel, x_pixel;
  const float *mean, *a, *b, *c;
} Backward;

/* Values [i, i + K vectors) of each period of a row, coefficients in registers */
static ALWAYS_INLINE void
backward_vectors (const Period *p, const Backward *w, gint64 i, gint64 whole, const int K, const gboolean add)
{
  Vec mean[2], a[2], b[2], c[2];

  for (int k = 0; k < K; k++)
    {
      mean[k] = vec_load (w->mean + i + k * V);
      a[k] = vec_load (w->a + i + k * V);
      b[k] = vec_load (w->b + i + k * V);
      c[k] = vec_load (w->c + i + k * V);
    }
  for (gint64 at = 0; at < whole; at += p->repeat)
    for (int k = 0; k < K; k++)
      {
        float *to = w->dx + at * w->dx_pixel + i + k * V;
        Vec x = vec_load (w->x + at * w->x_pixel + i + k * V), g = vec_load (w->dy + at * w->dy_pixel + i + k * V);
        Vec d = a[k] * g + (b[k] * (x - mean[k]) + c[k]);

        vec_store (to, add ? d + vec_load (to) : d);
      }
}

static ALWAYS_INLINE void
backward_row (const Period *p, const Backward *w, gint64 width, const gboolean add)
{
  const gint64 whole = width - width % p->repeat;
  gint64 i = 0;

  for (; i + 2 * V <= p->length; i += 2 * V)
    backward_vectors (p, w, i, whole, 2, add);
  for (; i + V <= p->length; i += V)
    backward_vectors (p, w, i, whole, 1, add);
  for (gint64 at = 0; at < width; at += p->repeat)
    {
      const gint64 n = MIN (p->repeat, width - at) * p->channels;
      const float *dy = w->dy + at * w->dy_pixel, *x = w->x + at * w->x_pixel;
      float *dx = w->dx + at * w->dx_pixel;

      INDEPENDENT
      for (gint64 j = at < whole ? i : 0; j < n; j++)
        dx[j] = (add ? dx[j] : 0.0f) + (w->a[j] * dy[j] + (w->b[j] * (x[j] - w->mean[j]) + w->c[j]));
    }
}

static void
backward (const ConvoMap *map_dx, const ConvoMap *map_dy, const ConvoMap *map_x, int first, int count,
          const float *mean, const float *a, const float *b, const float *c, gboolean add)
{
  ConvoMap joined[] = { *map_dx, *map_dy, *map_x }, *dx = &joined[0], *dy = &joined[1], *x = &joined[2];
  float pm[BLOCK], pa[BLOCK], pb[BLOCK], pc[BLOCK];
  gint64 rows;

  join_rows (joined, 3);
  rows = x->extent[0] * x->extent[1];
  for (Period p = { 0 }; period_next (&p, x->channels, is_dense (x) && is_dense (dy) && is_dense (dx), x->extent[2]); )
    {
      repeat_into (&p, mean, pm);
      repeat_into (&p, a, pa);
      repeat_into (&p, b, pb);
      repeat_into (&p, c, pc);
      for (int image = first; image < first + count; image++)
        for (gint64 row = 0; row < rows; row++)
          {
            const Backward w = { row_of (dx, image, row) + p.c0, row_of (dy, image, row) + p.c0,
                                 row_of (x, image, row) + p.c0, dx->pixel_pitch, dy->pixel_pitch, x->pixel_pitch,
                                 pm, pa, pb, pc };

            if (add)
              backward_row (&p, &w, x->extent[2], TRUE);
            else
              backward_row (&p, &w, x->extent[2], FALSE);
          }
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
