/* Pooling: maximum, average, and the average of a whole map. Compiled once for each instruction set.
 *
 * Each output looks at the elements ("taps") of its window that lie inside the map. All outputs of a row but those at
 * its ends have the same taps, so these are listed once and the run is a tight loop.
 *
 * A pixel's channels are done V at a time; the last V overlap those before. A pixel of fewer channels than V runs
 * over into the next pixels of the row, which are done afterwards and put right; only at the end of a row are lanes
 * stored one by one. Where values are added, lanes that run over add nothing. */
#include "pool-walk.h"

#define WIDE 256   /* windows of more elements need 4 bytes for "which", not 1 */

extern const ConvoPool CONVO_NAME (convo_pool);

static gint64
volume_of (const ConvoPoolJob *job)
{
  return job->window[0].kernel * job->window[1].kernel * job->window[2].kernel;
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

const ConvoPool CONVO_NAME (convo_pool) = {
  .max = max,
  .max_backward = max_backward,
  .average = average,
  .average_backward = average_backward,
  .global = global,
  .global_backward = global_backward,
  .weighted = CONVO_NAME (convo_pool_weighted),
  .weighted_backward = CONVO_NAME (convo_pool_weighted_backward),
  .norm = CONVO_NAME (convo_pool_norm),
  .norm_backward = CONVO_NAME (convo_pool_norm_backward),
  .adaptive = CONVO_NAME (convo_pool_adaptive),
  .adaptive_backward = CONVO_NAME (convo_pool_adaptive_backward),
};
