/* Pooling beside maximum and plain mean: the mean weighted by place, the Lp norm, and means over a grid of windows of
 * any size. Compiled once for each instruction set. Loads may run over a pixel's channels as in pool.c, stores do
 * not. */
#include "elementary.h"
#include "pool-walk.h"

static float
weight_share (const Walk *walk)
{
  float sum = 0;

  for (int t = 0; t < walk->n_taps; t++)
    sum += walk->job->weight[walk->taps[t].number];
  return 1.0f / sum;
}

static void
weighted_run (const Walk *walk, gint64 image, gint64 z, gint64 y, gint64 from, gint64 to)
{
  const float *base = big_start (walk, image), share = weight_share (walk);
  const float *weight = walk->job->weight;
  float *out = convo_map_pixel (walk->small, image, z, y, from);

  for (gint64 i = from; i < to; i++, base += big_step (walk), out += walk->small->pixel_pitch)
    for (gint64 c = 0; c < walk->small->channels; c += V)
      {
        Vec sum = { 0 };

        for (int t = 0; t < walk->n_taps; t++)
          sum += vec_load (base + walk->taps[t].offset + c) * weight[walk->taps[t].number];
        vec_store_part (out + c, sum * share, walk->small->channels - c);
      }
}

static void
weighted_backward_run (const Walk *walk, gint64 image, gint64 z, gint64 y, gint64 from, gint64 to)
{
  const float *weight = walk->job->weight, share = weight_share (walk);
  const float *dy = convo_map_pixel (walk->small, image, z, y, from);
  float *base = big_start (walk, image);

  for (gint64 i = from; i < to; i++, base += big_step (walk), dy += walk->small->pixel_pitch)
    for (int t = 0; t < walk->n_taps; t++)
      {
        float *at = base + walk->taps[t].offset, part = weight[walk->taps[t].number] * share;

        INDEPENDENT
        for (gint64 c = 0; c < walk->small->channels; c++)
          at[c] += dy[c] * part;
      }
}

/** convo_pool_weighted: see #ConvoPool */
void
CONVO_NAME (convo_pool_weighted) (const ConvoPoolJob *job, const ConvoMap *x, const ConvoMap *y)
{
  Walk walk = { .job = job, .big = x, .small = y, .taps = job->taps };

  for (int image = job->first; image < job->first + job->count; image++)
    walk_image (&walk, image, weighted_run);
}

/** convo_pool_weighted_backward: see #ConvoPool */
void
CONVO_NAME (convo_pool_weighted_backward) (const ConvoPoolJob *job, const ConvoMap *dy, const ConvoMap *dx,
                                           gboolean add)
{
  Walk walk = { .job = job, .big = dx, .small = dy, .taps = job->taps };

  for (int image = job->first; image < job->first + job->count; image++)
    {
      if (!add)
        clear_image (dx, image);
      walk_image (&walk, image, weighted_backward_run);
    }
}

/* |x|ᵖ, by lanes; squares and plain sums need no logarithm */
static ALWAYS_INLINE Vec
power_of (Vec x, float p)
{
  float lane[V];

  if (p == 1)
    return x;
  if (p == 2)
    return x * x;
  vec_store (lane, x);
  for (int i = 0; i < V; i++)
    lane[i] = exp_of (p * log_of (lane[i]));
  return vec_load (lane);
}

static ALWAYS_INLINE Vec
size_of (Vec x)
{
  return vec_pick (x < 0, -x, x);
}

/* Powers are taken of |x| / max |x|, so that they neither overflow nor vanish */
static void
norm_run (const Walk *walk, const float *base, float *out, gint64 room, float p)
{
  Vec most = { 0 }, sum = { 0 }, inverse;

  for (int t = 0; t < walk->n_taps; t++)
    {
      Vec v = size_of (vec_load (base + walk->taps[t].offset));

      most = vec_pick ((v > most) | (v != v), v, most);
    }
  inverse = vec_pick (most < 1e-30f, (Vec) { 0 }, 1.0f / most);
  for (int t = 0; t < walk->n_taps; t++)
    sum += power_of (size_of (vec_load (base + walk->taps[t].offset)) * inverse, p);
  sum = power_of (sum, 1 / p);
  vec_store_part (out, vec_pick (most < 1e-30f, (Vec) { 0 }, most * sum), room);
}

/** convo_pool_norm: see #ConvoPool */
void
CONVO_NAME (convo_pool_norm) (const ConvoPoolJob *job, const ConvoMap *x, const ConvoMap *y, float p)
{
  Walk walk = { .job = job, .big = x, .small = y, .taps = job->taps };
  const ConvoWindow *w = job->window;

  for (int image = job->first; image < job->first + job->count; image++)
    for (gint64 oz = 0; oz < y->extent[0]; oz++)
      for (gint64 oy = 0; oy < y->extent[1]; oy++)
        for (gint64 ox = 0; ox < y->extent[2]; ox++)
          {
            Part pz = part_of (&w[0], x->extent[0], oz), py = part_of (&w[1], x->extent[1], oy);
            Part px = part_of (&w[2], x->extent[2], ox);
            float *out = convo_map_pixel (y, image, oz, oy, ox);

            set_parts (&walk, &pz, &py, &px);
            for (gint64 c = 0; c < y->channels; c += V)
              norm_run (&walk, big_start (&walk, image) + c, out + c, y->channels - c, p);
          }
}

/* dx of one element: dy·(|x| / y)ᵖ⁻¹ with the sign of x; nothing where the whole window is 0 */
static ALWAYS_INLINE void
norm_give (const float *dy, const float *x, const float *y, float *dx, gint64 channels, float p)
{
  for (gint64 c = 0; c < channels; c += V)
    {
      Vec v = vec_load (x + c), n = vec_load (y + c);
      Vec part = power_of (size_of (v) / n, p - 1) * vec_load (dy + c);

      if (p == 1)
        part = vec_load (dy + c);
      part = vec_pick (v < 0, -part, part);
      part = vec_pick ((n == 0) | (v == 0), (Vec) { 0 }, part);
      vec_store_part (dx + c, vec_load (dx + c) + part, channels - c);
    }
}

/** convo_pool_norm_backward: see #ConvoPool */
void
CONVO_NAME (convo_pool_norm_backward) (const ConvoPoolJob *job, const ConvoMap *dy, const ConvoMap *x,
                                       const ConvoMap *y, const ConvoMap *dx, float p, gboolean add)
{
  const ConvoWindow *w = job->window;

  for (int image = job->first; image < job->first + job->count; image++)
    {
      if (!add)
        clear_image (dx, image);
      for (gint64 oz = 0; oz < y->extent[0]; oz++)
        for (gint64 oy = 0; oy < y->extent[1]; oy++)
          for (gint64 ox = 0; ox < y->extent[2]; ox++)
            {
              Part pz = part_of (&w[0], x->extent[0], oz), py = part_of (&w[1], x->extent[1], oy);
              Part px = part_of (&w[2], x->extent[2], ox);
              const float *g = convo_map_pixel (dy, image, oz, oy, ox), *n = convo_map_pixel (y, image, oz, oy, ox);

              for (gint64 tz = pz.from; tz < pz.to; tz++)
                for (gint64 ty = py.from; ty < py.to; ty++)
                  for (gint64 tx = px.from; tx < px.to; tx++)
                    {
                      gint64 az = pz.start + tz * w[0].dilation, ay = py.start + ty * w[1].dilation;
                      gint64 ax = px.start + tx * w[2].dilation;

                      norm_give (g, convo_map_pixel (x, image, az, ay, ax), n,
                                 convo_map_pixel (dx, image, az, ay, ax), x->channels, p);
                    }
            }
    }
}

/* Elements [from, to) of @in that output @o of @out sees, as PyTorch's AdaptiveAvgPool */
typedef struct
{
  gint64 from, to;
} Span;

static Span
span_of (gint64 o, gint64 in, gint64 out)
{
  return (Span) { o * in / out, ((o + 1) * in + out - 1) / out };
}

/* Every output pixel with every input pixel that it sees */
static ALWAYS_INLINE void
adaptive_walk (const ConvoMap *big, const ConvoMap *small, gint64 image, gboolean backward)
{
  for (gint64 oz = 0; oz < small->extent[0]; oz++)
    for (gint64 oy = 0; oy < small->extent[1]; oy++)
      for (gint64 ox = 0; ox < small->extent[2]; ox++)
        {
          Span z = span_of (oz, big->extent[0], small->extent[0]), y = span_of (oy, big->extent[1], small->extent[1]);
          Span x = span_of (ox, big->extent[2], small->extent[2]);
          float *at = convo_map_pixel (small, image, oz, oy, ox);
          float share = 1.0f / ((z.to - z.from) * (y.to - y.from) * (x.to - x.from));

          if (!backward)
            memset (at, 0, small->channels * sizeof (float));
          for (gint64 iz = z.from; iz < z.to; iz++)
            for (gint64 iy = y.from; iy < y.to; iy++)
              for (gint64 ix = x.from; ix < x.to; ix++)
                {
                  float *other = convo_map_pixel (big, image, iz, iy, ix);
                  float *to = backward ? other : at;
                  const float *from = backward ? at : other;

                  INDEPENDENT
                  for (gint64 c = 0; c < small->channels; c++)
                    to[c] += from[c] * share;
                }
        }
}

/** convo_pool_adaptive: see #ConvoPool */
void
CONVO_NAME (convo_pool_adaptive) (const ConvoMap *x, const ConvoMap *y, int first, int count)
{
  for (int image = first; image < first + count; image++)
    adaptive_walk (x, y, image, FALSE);
}

/** convo_pool_adaptive_backward: see #ConvoPool */
void
CONVO_NAME (convo_pool_adaptive_backward) (const ConvoMap *dy, const ConvoMap *dx, int first, int count, gboolean add)
{
  for (int image = first; image < first + count; image++)
    {
      if (!add)
        clear_image (dx, image);
      adaptive_walk (dx, dy, image, TRUE);
    }
}
