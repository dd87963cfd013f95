/* Pooling: maximum, averages of several sorts, Lp norm. Compiled once for each instruction set.
 *
 * Each output looks at the elements ("taps") of its window that lie inside the map. All outputs of a row but those at
 * its ends have the same taps, so these are listed once and the run is a tight loop.
 *
 * A pixel's channels are done V at a time; the last V overlap those before. A pixel of fewer channels than V runs over
 * into the next pixels of the row, which are done afterwards and put right; only at the end of a row are lanes stored one
 * by one. Where values are added, lanes that run over add nothing. */
#include "pool.h"
#include "elementary.h"

#include <math.h>

#define WIDE 256   /* windows of more elements need 4 bytes for "which", not 1 */

extern const ConvoPool CONVO_NAME (convo_pool);

/* The part of a window that lies inside the map, along one axis */
typedef struct
{
  gint64 start;       /* of the window, may be negative */
  gint64 from, to;    /* elements inside */
  gint64 padded;      /* elements that count as divisor with padding */
} Part;

/* A job under way. @big: the map that windows slide over; @small: one value a window */
typedef struct
{
  const ConvoPoolJob *job;
  const ConvoMap *big, *small;
  Part part[3];
  ConvoPoolTap *taps;     /* of the windows that part[] tells of */
  int n_taps;
  gint64 last;            /* x of the last tap, from the start of the window */
  float share;            /* 1 / divisor, for averages */
  guint8 *saved;          /* of this image; NULL for averages */
  gboolean wide, store;   /* saved in 4 bytes; backward may overwrite: windows do not overlap */
} Walk;

typedef void (*RunFunc) (const Walk *walk, gint64 image, gint64 z, gint64 y, gint64 from, gint64 to);

static Part
part_of (const ConvoWindow *w, gint64 extent, gint64 at)
{
  gint64 start = at * w->stride - w->pad, from, to;

  if (start >= 0 && start + w->dilation * (w->kernel - 1) < extent)
    return (Part) { start, 0, w->kernel, w->kernel };
  from = start < 0 ? (-start + w->dilation - 1) / w->dilation : 0;
  to = MIN (w->kernel, (extent - start + w->dilation - 1) / w->dilation);
  return (Part) { start, from, MAX (to, from), MIN (start + w->kernel, extent + w->pad) - start };
}

/* Lists the taps unless the list fits already. Offsets count from the start of the window */
static void
set_parts (Walk *walk, const Part *z, const Part *y, const Part *x)
{
  const Part *parts[3] = { z, y, x };
  const ConvoWindow *w = walk->job->window;
  gint64 step[3] = { walk->big->plane_pitch * w[0].dilation, walk->big->row_pitch * w[1].dilation,
                     walk->big->pixel_pitch * w[2].dilation };
  gboolean same = walk->n_taps > 0;
  gint64 divisor;
  int n = 0;

  for (int a = 0; a < 3; a++)
    {
      same = same && parts[a]->from == walk->part[a].from && parts[a]->to == walk->part[a].to &&
             parts[a]->padded == walk->part[a].padded;
      walk->part[a] = *parts[a];
    }
  if (same)
    return;
  for (gint64 tz = z->from; tz < z->to; tz++)
    for (gint64 ty = y->from; ty < y->to; ty++)
      for (gint64 tx = x->from; tx < x->to; tx++)
        walk->taps[n++] = (ConvoPoolTap) { tz * step[0] + ty * step[1] + tx * step[2],
                                           (tz * w[1].kernel + ty) * w[2].kernel + tx, tx * w[2].dilation };
  walk->n_taps = n;
  walk->last = (x->to - 1) * w[2].dilation;
  divisor = walk->job->count_padding ? z->padded * y->padded * x->padded : n;
  walk->share = 1.0f / divisor;
}

/* Outputs whose windows are inside along the width: [*from, *to) */
static void
inner_run (const Walk *walk, gint64 *from, gint64 *to)
{
  const ConvoWindow *w = &walk->job->window[2];
  gint64 room = walk->big->extent[2] - 1 - w->dilation * (w->kernel - 1) + w->pad;

  *from = (w->pad + w->stride - 1) / w->stride;
  *to = room < 0 ? 0 : MIN (room / w->stride + 1, walk->small->extent[2]);
}

/* Calls @run for all windows of an image, as many of a row at once as have the same taps */
static void
walk_image (Walk *walk, gint64 image, RunFunc run)
{
  const ConvoWindow *w = walk->job->window;
  gint64 inner_from, inner_to;

  inner_run (walk, &inner_from, &inner_to);
  for (gint64 oz = 0; oz < walk->small->extent[0]; oz++)
    for (gint64 oy = 0; oy < walk->small->extent[1]; oy++)
      {
        Part z = part_of (&w[0], walk->big->extent[0], oz), y = part_of (&w[1], walk->big->extent[1], oy);

        for (gint64 ox = 0, end; ox < walk->small->extent[2]; ox = end)
          {
            Part x = part_of (&w[2], walk->big->extent[2], ox);

            end = ox >= inner_from && ox < inner_to ? inner_to : ox + 1;
            set_parts (walk, &z, &y, &x);
            run (walk, image, oz, oy, ox, end);
          }
      }
}

static gint64
volume_of (const ConvoPoolJob *job)
{
  return job->window[0].kernel * job->window[1].kernel * job->window[2].kernel;
}

/* Floats from one window's start to the next one's */
static ALWAYS_INLINE gint64
big_step (const Walk *walk)
{
  return walk->big->pixel_pitch * walk->job->window[2].stride;
}

static ALWAYS_INLINE float *
big_start (const Walk *walk, gint64 image)
{
  return convo_map_pixel (walk->big, image, walk->part[0].start, walk->part[1].start, walk->part[2].start);
}

/* Number of the first value of output (z, y, x), as "which" is saved */
static ALWAYS_INLINE gint64
saved_at (const Walk *walk, gint64 z, gint64 y, gint64 x)
{
  const ConvoMap *map = walk->small;

  return ((z * map->extent[1] + y) * map->extent[2] + x) * map->channels;
}

/* Where the block that should begin at channel @c begins */
static ALWAYS_INLINE gint64
block_at (gint64 c, gint64 channels)
{
  return c + V > channels && channels >= V ? channels - V : c;
}

/* Floats that may be stored from the first channel of pixel @x on: to the end of the row if pixels are dense */
static ALWAYS_INLINE gint64
room_at (const ConvoMap *map, gint64 x)
{
  return map->pixel_pitch == map->channels ? (map->extent[2] - x) * map->channels : map->channels;
}

static ALWAYS_INLINE void
saved_store (guint8 *saved, gboolean wide, gint64 at, VecInt which)
{
  if (wide)
    memcpy ((gint32 *) saved + at, &which, sizeof which);
  else
    {
      VecByte bytes = __builtin_convertvector (which, VecByte);

      memcpy (saved + at, &bytes, sizeof bytes);
    }
}

static ALWAYS_INLINE VecInt
saved_load (const guint8 *saved, gboolean wide, gint64 at)
{
  VecByte bytes;
  VecInt which;

  if (wide)
    {
      memcpy (&which, (const gint32 *) saved + at, sizeof which);
      return which;
    }
  memcpy (&bytes, saved + at, sizeof bytes);
  return __builtin_convertvector (bytes, VecInt);
}

static ALWAYS_INLINE void
max_step (const float *at, gint32 number, Vec *best, VecInt *which)
{
  Vec v = vec_load (at);
  VecInt better = (v > *best) | (v != v);

  *best = vec_pick (better, v, *best);
  *which = (better & number) | (~better & *which);
}

static ALWAYS_INLINE void
max_run_of (const Walk *walk, const float *base, float *out, gint64 count, gint64 room, gint64 saved, int n,
            gboolean wide)
{
  gint64 channels = walk->small->channels, step = big_step (walk), out_step = walk->small->pixel_pitch;
  gboolean dense = out_step == channels;
  const ConvoPoolTap *taps = walk->taps;

  for (gint64 i = 0; i < count; i++)
    {
      for (gint64 at = 0; at < channels; at += V)
        {
          gint64 c = block_at (at, channels);
          VecInt which = taps[0].number - (VecInt) { 0 };
          Vec best = vec_load (base + taps[0].offset + c);

          for (int t = 1; t < n; t++)
            max_step (base + taps[t].offset + c, taps[t].number, &best, &which);
          vec_store_part (out + c, best, room - c);
          saved_store (walk->saved, wide, saved + c, which);
        }
      base += step;
      out += out_step;
      saved += channels;
      room -= dense ? channels : 0;
    }
}

static void
max_run (const Walk *walk, gint64 image, gint64 z, gint64 y, gint64 from, gint64 to)
{
  const float *base = big_start (walk, image);
  float *out = convo_map_pixel (walk->small, image, z, y, from);
  gint64 room = room_at (walk->small, from), saved = saved_at (walk, z, y, from), count = to - from;

  if (walk->wide)
    max_run_of (walk, base, out, count, room, saved, walk->n_taps, TRUE);
  else if (walk->n_taps == 4)
    max_run_of (walk, base, out, count, room, saved, 4, FALSE);
  else if (walk->n_taps == 9)
    max_run_of (walk, base, out, count, room, saved, 9, FALSE);
  else
    max_run_of (walk, base, out, count, room, saved, walk->n_taps, FALSE);
}

static void
max (const ConvoPoolJob *job, const ConvoMap *x, const ConvoMap *y, guint8 *saved, gsize saved_pitch)
{
  Walk walk = { .job = job, .big = x, .small = y, .taps = job->taps, .wide = volume_of (job) > WIDE };

  for (int image = job->first; image < job->first + job->count; image++)
    {
      walk.saved = saved + image * saved_pitch;
      walk_image (&walk, image, max_run);
    }
}

static ALWAYS_INLINE void
average_run_of (const Walk *walk, const float *base, float *out, gint64 count, gint64 room, int n)
{
  gint64 channels = walk->small->channels, step = big_step (walk), out_step = walk->small->pixel_pitch;
  gboolean dense = out_step == channels;
  const ConvoPoolTap *taps = walk->taps;

  for (gint64 i = 0; i < count; i++)
    {
      for (gint64 at = 0; at < channels; at += V)
        {
          gint64 c = block_at (at, channels);
          Vec sum = vec_load (base + taps[0].offset + c);

          for (int t = 1; t < n; t++)
            sum += vec_load (base + taps[t].offset + c);
          vec_store_part (out + c, sum * walk->share, room - c);
        }
      base += step;
      out += out_step;
      room -= dense ? channels : 0;
    }
}

static void
average_run (const Walk *walk, gint64 image, gint64 z, gint64 y, gint64 from, gint64 to)
{
  const float *base = big_start (walk, image);
  float *out = convo_map_pixel (walk->small, image, z, y, from);
  gint64 room = room_at (walk->small, from);

  if (walk->n_taps == 4)
    average_run_of (walk, base, out, to - from, room, 4);
  else
    average_run_of (walk, base, out, to - from, room, walk->n_taps);
}

static void
average (const ConvoPoolJob *job, const ConvoMap *x, const ConvoMap *y)
{
  Walk walk = { .job = job, .big = x, .small = y, .taps = job->taps };

  for (int image = job->first; image < job->first + job->count; image++)
    walk_image (&walk, image, average_run);
}

/* Windows that do not overlap: every element takes from one window at most */
static gboolean
is_disjoint (const ConvoPoolJob *job)
{
  for (int a = 0; a < 3; a++)
    if (job->window[a].stride < job->window[a].kernel || job->window[a].dilation > 1)
      return FALSE;
  return TRUE;
}

/* Every element is in a window: nothing to clear before the windows are stored */
static gboolean
covers_all (const ConvoPoolJob *job, const ConvoMap *dy, const ConvoMap *dx)
{
  for (int a = 0; a < 3; a++)
    if (job->window[a].stride != job->window[a].kernel || job->window[a].pad > 0 ||
        dy->extent[a] * job->window[a].stride < dx->extent[a])
      return FALSE;
  return TRUE;
}

static void
clear_image (const ConvoMap *map, gint64 image)
{
  for (gint64 z = 0; z < map->extent[0]; z++)
    for (gint64 y = 0; y < map->extent[1]; y++)
      {
        float *row = convo_map_pixel (map, image, z, y, 0);

        if (map->pixel_pitch == map->channels)
          memset (row, 0, map->extent[2] * map->channels * sizeof (float));
        else
          for (gint64 x = 0; x < map->extent[2]; x++)
            memset (row + x * map->pixel_pitch, 0, map->channels * sizeof (float));
      }
}

static ALWAYS_INLINE VecInt
lanes_below (gint64 n)
{
  VecInt lane;

  for (int i = 0; i < V; i++)
    lane[i] = i;
  return lane < (VecInt) { 0 } + (gint32) MIN (n, V);
}

/* One block of a window: @g to the element @which (maximum), or to all (average). @full: all lanes may be stored */
static ALWAYS_INLINE void
give (const Walk *walk, float *to, Vec g, VecInt which, gboolean max, int n, gboolean store, gboolean full, gint64 room)
{
  for (int t = 0; t < n; t++)
    {
      const ConvoPoolTap *tap = &walk->taps[t];
      float *at = to + tap->offset;
      Vec value = max ? (Vec) ((which == tap->number) & (VecInt) g) : g;

      if (!store)
        value += vec_load (at);
      if (full)
        vec_store (at, value);
      else   /* @room is that of the last tap; taps before it have more */
        vec_store_part (at, value, walk->big->pixel_pitch == walk->big->channels
                                   ? room + (walk->last - tap->x) * walk->big->channels : room);
    }
}

static ALWAYS_INLINE void
backward_run_of (const Walk *walk, const float *from, float *to, gint64 count, gint64 saved, gboolean max, int n,
                 gboolean store)
{
  gint64 channels = walk->small->channels, step = big_step (walk), from_step = walk->small->pixel_pitch;
  gint64 room = room_at (walk->big, walk->part[2].start + walk->last);
  gint64 room_step = walk->big->pixel_pitch == channels ? channels * walk->job->window[2].stride : 0;

  for (gint64 i = 0; i < count; i++)
    {
      for (gint64 at = 0; at < channels; at += V)
        {
          gint64 c = store ? block_at (at, channels) : at;
          Vec g = (Vec) (lanes_below (channels - c) & (VecInt) vec_load (from + c)) * (max ? 1.0f : walk->share);
          VecInt which = { 0 };

          if (max)
            which = saved_load (walk->saved, walk->wide, saved + c);
          if (room - c >= V)
            give (walk, to + c, g, which, max, n, store, TRUE, 0);
          else
            give (walk, to + c, g, which, max, n, store, FALSE, room - c);
        }
      from += from_step;
      to += step;
      saved += channels;
      room -= room_step;
    }
}

static ALWAYS_INLINE void
backward_run (const Walk *walk, gint64 image, gint64 z, gint64 y, gint64 x, gint64 end, gboolean max)
{
  const float *from = convo_map_pixel (walk->small, image, z, y, x);
  float *to = big_start (walk, image);
  gint64 saved = saved_at (walk, z, y, x);

  if (walk->n_taps == 4 && walk->store)
    backward_run_of (walk, from, to, end - x, saved, max, 4, TRUE);
  else if (walk->store)
    backward_run_of (walk, from, to, end - x, saved, max, walk->n_taps, TRUE);
  else if (walk->n_taps == 9)
    backward_run_of (walk, from, to, end - x, saved, max, 9, FALSE);
  else
    backward_run_of (walk, from, to, end - x, saved, max, walk->n_taps, FALSE);
}

static void
max_backward_run (const Walk *walk, gint64 image, gint64 z, gint64 y, gint64 from, gint64 to)
{
  backward_run (walk, image, z, y, from, to, TRUE);
}

static void
average_backward_run (const Walk *walk, gint64 image, gint64 z, gint64 y, gint64 from, gint64 to)
{
  backward_run (walk, image, z, y, from, to, FALSE);
}

static void
backward (const ConvoPoolJob *job, const ConvoMap *dy, const ConvoMap *dx, const guint8 *saved, gsize saved_pitch,
          gboolean add, RunFunc run)
{
  Walk walk = { .job = job, .big = dx, .small = dy, .taps = job->taps, .wide = volume_of (job) > WIDE,
                .store = !add && is_disjoint (job) };
  gboolean clear = !add && !(walk.store && covers_all (job, dy, dx));

  for (int image = job->first; image < job->first + job->count; image++)
    {
      walk.saved = saved != NULL ? (guint8 *) saved + image * saved_pitch : NULL;
      if (clear)
        clear_image (dx, image);
      walk_image (&walk, image, run);
    }
}

static void
max_backward (const ConvoPoolJob *job, const ConvoMap *dy, const ConvoMap *dx, const guint8 *saved, gsize saved_pitch,
              gboolean add)
{
  backward (job, dy, dx, saved, saved_pitch, add, max_backward_run);
}

static void
average_backward (const ConvoPoolJob *job, const ConvoMap *dy, const ConvoMap *dx, gboolean add)
{
  backward (job, dy, dx, NULL, 0, add, average_backward_run);
}

/* Sums of rows, then the sum of those: large maps lose no digits */
static void
global (const ConvoMap *x, const ConvoMap *y, int first, int count)
{
  float share = 1.0f / (x->extent[0] * x->extent[1] * x->extent[2]);

  for (int image = first; image < first + count; image++)
    for (gint64 c = 0; c < x->channels; c += V)
      {
        Vec sum = { 0 };

        for (gint64 z = 0; z < x->extent[0]; z++)
          for (gint64 row = 0; row < x->extent[1]; row++)
            {
              const float *at = convo_map_pixel (x, image, z, row, 0) + c;
              Vec part = { 0 };

              for (gint64 i = 0; i < x->extent[2]; i++)
                part += vec_load (at + i * x->pixel_pitch);
              sum += part;
            }
        vec_store_part (convo_map_pixel (y, image, 0, 0, 0) + c, sum * share, x->channels - c);
      }
}

static void
global_backward (const ConvoMap *dy, const ConvoMap *dx, int first, int count, gboolean add)
{
  float share = 1.0f / (dx->extent[0] * dx->extent[1] * dx->extent[2]);

  for (int image = first; image < first + count; image++)
    for (gint64 z = 0; z < dx->extent[0]; z++)
      for (gint64 row = 0; row < dx->extent[1]; row++)
        for (gint64 x = 0; x < dx->extent[2]; x++)
          {
            const float *from = convo_map_pixel (dy, image, 0, 0, 0);
            float *to = convo_map_pixel (dx, image, z, row, x);

            INDEPENDENT
            for (gint64 c = 0; c < dx->channels; c++)
              to[c] = (add ? to[c] : 0.0f) + from[c] * share;
          }
}

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

static void
weighted (const ConvoPoolJob *job, const ConvoMap *x, const ConvoMap *y)
{
  Walk walk = { .job = job, .big = x, .small = y, .taps = job->taps };

  for (int image = job->first; image < job->first + job->count; image++)
    walk_image (&walk, image, weighted_run);
}

static void
weighted_backward (const ConvoPoolJob *job, const ConvoMap *dy, const ConvoMap *dx, gboolean add)
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

static void
norm (const ConvoPoolJob *job, const ConvoMap *x, const ConvoMap *y, float p)
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

static void
norm_backward (const ConvoPoolJob *job, const ConvoMap *dy, const ConvoMap *x, const ConvoMap *y, const ConvoMap *dx,
               float p, gboolean add)
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

static void
adaptive (const ConvoMap *x, const ConvoMap *y, int first, int count)
{
  for (int image = first; image < first + count; image++)
    adaptive_walk (x, y, image, FALSE);
}

static void
adaptive_backward (const ConvoMap *dy, const ConvoMap *dx, int first, int count, gboolean add)
{
  for (int image = first; image < first + count; image++)
    {
      if (!add)
        clear_image (dx, image);
      adaptive_walk (dx, dy, image, TRUE);
    }
}

const ConvoPool CONVO_NAME (convo_pool) = {
  .max = max,
  .max_backward = max_backward,
  .average = average,
  .average_backward = average_backward,
  .global = global,
  .global_backward = global_backward,
  .weighted = weighted,
  .weighted_backward = weighted_backward,
  .norm = norm,
  .norm_backward = norm_backward,
  .adaptive = adaptive,
  .adaptive_backward = adaptive_backward,
};
