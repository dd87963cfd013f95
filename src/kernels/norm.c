/* Normalisation: the passes that use statistics by channel. Compiled once for each instruction set. */
#include "norm-parts.h"
#include "norm-walk.h"

extern const ConvoNorm CONVO_NAME (convo_norm);

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

const ConvoNorm CONVO_NAME (convo_norm) = {
  .moments = CONVO_NAME (convo_norm_moments),
  .normalize = normalize,
  .sums = CONVO_NAME (convo_norm_sums),
  .backward = backward,
  .sum = CONVO_NAME (convo_norm_sum),
  .dot = CONVO_NAME (convo_norm_dot),
  .standardize = CONVO_NAME (convo_norm_standardize),
  .standardize_backward = CONVO_NAME (convo_norm_standardize_backward),
  .lrn = CONVO_NAME (convo_norm_lrn),
  .lrn_backward = CONVO_NAME (convo_norm_lrn_backward),
};
