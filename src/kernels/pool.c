/* Pooling: maximum, average, and the average of a whole map. Compiled once for each instruction set.
 *
 * A pixel's channels are done V at a time; the last V overlap those before. A pixel of fewer channels than V runs over into
 * the next pixels of the row, which are done afterwards and put right; only at the end of a row are lanes stored one by
 * one. Where values are added, lanes that run over add nothing. */
#include "pool.h"
#include "vector.h"

#define WIDE 256   /* windows of more elements need 4 bytes for "which", not 1 */

extern const ConvoPool CONVO_NAME (convo_pool);

/* The part of a window that lies inside the map, along one axis */
typedef struct
{
  gint64 start;       /* of the window, may be negative */
  gint64 from, to;    /* elements inside */
  gint64 padded;      /* elements that count as divisor with padding */
} Part;

static ALWAYS_INLINE Part
part_of (const ConvoWindow *w, gint64 extent, gint64 at)
{
  gint64 start = at * w->stride - w->pad, from, to;

  if (start >= 0 && start + w->dilation * (w->kernel - 1) < extent)
    return (Part) { start, 0, w->kernel, w->kernel };
  from = start < 0 ? (-start + w->dilation - 1) / w->dilation : 0;
  to = MIN (w->kernel, (extent - start + w->dilation - 1) / w->dilation);
  return (Part) { start, from, MAX (to, from), MIN (start + w->kernel, extent + w->pad) - start };
}

/* One window: where it begins, which elements of it are inside, and how elements are numbered */
typedef struct
{
  Part z, y, x;
  gint64 kh, kw;            /* kernel height and width, for numbers */
  gint64 sz, sy, sx;        /* floats between elements, dilation included */
} Window;

static ALWAYS_INLINE void
window_init (Window *w, const ConvoPoolJob *job, const ConvoMap *x, gint64 oz, gint64 oy)
{
  *w = (Window) {
    .z = part_of (&job->window[0], x->extent[0], oz), .y = part_of (&job->window[1], x->extent[1], oy),
    .kh = job->window[1].kernel, .kw = job->window[2].kernel,
    .sz = x->plane_pitch * job->window[0].dilation, .sy = x->row_pitch * job->window[1].dilation,
    .sx = x->pixel_pitch * job->window[2].dilation,
  };
}

static ALWAYS_INLINE float *
window_base (const Window *w, const ConvoMap *x, gint64 image)
{
  return x->data + image * x->image_pitch + w->z.start * x->plane_pitch + w->y.start * x->row_pitch +
         w->x.start * x->pixel_pitch;
}

static ALWAYS_INLINE gboolean
is_pair (const Window *w)
{
  return w->kw == 2 && w->x.to - w->x.from == 2 && w->y.from == 0 && w->y.to == 2 && w->z.to - w->z.from == 1;
}

/* Where the block that should begin at channel @c begins */
static ALWAYS_INLINE gint64
block_at (gint64 c, gint64 channels)
{
  return c + V > channels && channels >= V ? channels - V : c;
}

/* Floats that may be stored from channel @c of pixel @x on: to the end of the row if pixels are dense */
static ALWAYS_INLINE gint64
room (const ConvoMap *map, gint64 x, gint64 width, gint64 c)
{
  return map->pixel_pitch == map->channels ? (width - x) * map->channels - c : map->channels - c;
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

/* @pair: the window is 2×2 and all inside: no loops */
static ALWAYS_INLINE Vec
max_of (const Window *w, const float *base, gboolean pair, VecInt *which)
{
  gint32 number = (w->z.from * w->kh + w->y.from) * w->kw + w->x.from;
  const float *first = base + w->z.from * w->sz + w->y.from * w->sy + w->x.from * w->sx;
  Vec best = vec_load (first);

  *which = number - (VecInt) { 0 };
  if (pair)
    {
      max_step (first + w->sx, number + 1, &best, which);
      max_step (first + w->sy, number + 2, &best, which);
      max_step (first + w->sy + w->sx, number + 3, &best, which);
      return best;
    }
  for (gint64 z = w->z.from; z < w->z.to; z++)
    for (gint64 y = w->y.from; y < w->y.to; y++)
      for (gint64 x = w->x.from; x < w->x.to; x++)
        max_step (base + z * w->sz + y * w->sy + x * w->sx, (z * w->kh + y) * w->kw + x, &best, which);
  return best;
}

static ALWAYS_INLINE void
max_pixel (const Window *w, const float *base, gboolean pair, const ConvoMap *y, float *out, gint64 ox, guint8 *saved,
           gboolean wide, gint64 saved_at)
{
  for (gint64 at = 0; at < y->channels; at += V)
    {
      gint64 c = block_at (at, y->channels);
      VecInt which;
      Vec best = max_of (w, base + c, pair, &which);

      vec_store_part (out + c, best, room (y, ox, y->extent[2], c));
      saved_store (saved, wide, saved_at + c, which);
    }
}

static gint64
volume_of (const ConvoPoolJob *job)
{
  return job->window[0].kernel * job->window[1].kernel * job->window[2].kernel;
}

static ALWAYS_INLINE void
max_image (const ConvoPoolJob *job, const ConvoMap *x, const ConvoMap *y, gint64 image, guint8 *saved, gboolean wide)
{
  gint64 saved_at = 0;

  for (gint64 oz = 0; oz < y->extent[0]; oz++)
    for (gint64 oy = 0; oy < y->extent[1]; oy++)
      {
        Window w;

        window_init (&w, job, x, oz, oy);
        for (gint64 ox = 0; ox < y->extent[2]; ox++, saved_at += y->channels)
          {
            const float *base;
            float *out = convo_map_pixel (y, image, oz, oy, ox);

            w.x = part_of (&job->window[2], x->extent[2], ox);
            base = window_base (&w, x, image);
            if (is_pair (&w))
              max_pixel (&w, base, TRUE, y, out, ox, saved, wide, saved_at);
            else
              max_pixel (&w, base, FALSE, y, out, ox, saved, wide, saved_at);
          }
      }
}

static void
max (const ConvoPoolJob *job, const ConvoMap *x, const ConvoMap *y, guint8 *saved, gsize saved_pitch)
{
  gboolean wide = volume_of (job) > WIDE;

  for (int image = job->first; image < job->first + job->count; image++)
    if (wide)
      max_image (job, x, y, image, saved + image * saved_pitch, TRUE);
    else
      max_image (job, x, y, image, saved + image * saved_pitch, FALSE);
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

/* What a pixel's window gets: g at the element @which (maximum), or at all (average: which < 0) */
typedef struct
{
  Vec g;
  VecInt which, lanes;
  gboolean max, store;
} Gift;

static ALWAYS_INLINE void
give (const Gift *gift, float *to, gint32 number, gint64 space)
{
  VecInt here = gift->max ? gift->lanes & (gift->which == number) : gift->lanes;
  Vec value = (Vec) (here & (VecInt) gift->g);

  if (!gift->store)
    value += vec_load (to);
  vec_store_part (to, value, space);
}

static ALWAYS_INLINE void
give_window (const Gift *gift, const Window *w, float *base, const ConvoMap *dx, gint64 dilation, gint64 c)
{
  for (gint64 z = w->z.from; z < w->z.to; z++)
    for (gint64 y = w->y.from; y < w->y.to; y++)
      for (gint64 x = w->x.from; x < w->x.to; x++)
        give (gift, base + z * w->sz + y * w->sy + x * w->sx, (z * w->kh + y) * w->kw + x,
              room (dx, w->x.start + x * dilation, dx->extent[2], c));
}

static ALWAYS_INLINE void
give_pair (const Gift *gift, const Window *w, float *base, const ConvoMap *dx, gint64 c)
{
  gint64 space = room (dx, w->x.start, dx->extent[2], c), next = space - (dx->pixel_pitch == dx->channels) * w->sx;

  base += w->z.from * w->sz;
  give (gift, base, 0, space);
  give (gift, base + w->sx, 1, next);
  give (gift, base + w->sy, 2, space);
  give (gift, base + w->sy + w->sx, 3, next);
}

static ALWAYS_INLINE gint64
divisor_of (const ConvoPoolJob *job, const Window *w)
{
  if (job->count_padding)
    return w->z.padded * w->y.padded * w->x.padded;
  return (w->z.to - w->z.from) * (w->y.to - w->y.from) * (w->x.to - w->x.from);
}

static ALWAYS_INLINE void
backward_image (const ConvoPoolJob *job, const ConvoMap *dy, const ConvoMap *dx, gint64 image, const guint8 *saved,
                gboolean wide, gboolean store)
{
  gint64 saved_at = 0, divisor = 1;
  float share = 1;

  for (gint64 oz = 0; oz < dy->extent[0]; oz++)
    for (gint64 oy = 0; oy < dy->extent[1]; oy++)
      {
        Window w;

        window_init (&w, job, dx, oz, oy);
        for (gint64 ox = 0; ox < dy->extent[2]; ox++, saved_at += dy->channels)
          {
            const float *from = convo_map_pixel (dy, image, oz, oy, ox);
            float *base;
            gboolean pair;

            w.x = part_of (&job->window[2], dx->extent[2], ox);
            base = window_base (&w, dx, image);
            pair = is_pair (&w);
            if (saved == NULL && divisor_of (job, &w) != divisor)
              share = 1.0f / (divisor = divisor_of (job, &w));
            for (gint64 at = 0; at < dy->channels; at += V)
              {
                gint64 c = store ? block_at (at, dy->channels) : at;
                Gift gift = { .g = vec_load (from + c) * share, .lanes = lanes_below (dy->channels - c),
                              .max = saved != NULL, .store = store };

                if (saved != NULL)
                  gift.which = saved_load (saved, wide, saved_at + c);
                if (pair && w.z.from == 0)
                  give_pair (&gift, &w, base + c, dx, c);
                else
                  give_window (&gift, &w, base + c, dx, job->window[2].dilation, c);
              }
          }
      }
}

static void
backward (const ConvoPoolJob *job, const ConvoMap *dy, const ConvoMap *dx, const guint8 *saved, gsize saved_pitch,
          gboolean add)
{
  gboolean wide = volume_of (job) > WIDE, store = !add && is_disjoint (job);
  gboolean clear = !add && !(store && covers_all (job, dy, dx));

  for (int image = job->first; image < job->first + job->count; image++)
    {
      const guint8 *which = saved != NULL ? saved + image * saved_pitch : NULL;

      if (clear)
        clear_image (dx, image);
      if (which == NULL && store)
        backward_image (job, dy, dx, image, NULL, FALSE, TRUE);
      else if (which == NULL)
        backward_image (job, dy, dx, image, NULL, FALSE, FALSE);
      else if (wide)
        backward_image (job, dy, dx, image, which, TRUE, FALSE);
      else if (store)
        backward_image (job, dy, dx, image, which, FALSE, TRUE);
      else
        backward_image (job, dy, dx, image, which, FALSE, FALSE);
    }
}

static void
max_backward (const ConvoPoolJob *job, const ConvoMap *dy, const ConvoMap *dx, const guint8 *saved, gsize saved_pitch,
              gboolean add)
{
  backward (job, dy, dx, saved, saved_pitch, add);
}

static void
average_backward (const ConvoPoolJob *job, const ConvoMap *dy, const ConvoMap *dx, gboolean add)
{
  backward (job, dy, dx, NULL, 0, add);
}

static ALWAYS_INLINE Vec
sum_of (const Window *w, const float *base, gboolean pair)
{
  Vec sum = { 0 };

  if (pair)
    {
      base += w->z.from * w->sz;
      return (vec_load (base) + vec_load (base + w->sx)) + (vec_load (base + w->sy) + vec_load (base + w->sy + w->sx));
    }
  for (gint64 z = w->z.from; z < w->z.to; z++)
    for (gint64 y = w->y.from; y < w->y.to; y++)
      for (gint64 x = w->x.from; x < w->x.to; x++)
        sum += vec_load (base + z * w->sz + y * w->sy + x * w->sx);
  return sum;
}

static void
average_row (const ConvoPoolJob *job, const ConvoMap *x, const ConvoMap *y, gint64 image, gint64 oz, gint64 oy)
{
  gint64 divisor = 1;
  float share = 1;
  Window w;

  window_init (&w, job, x, oz, oy);
  for (gint64 ox = 0; ox < y->extent[2]; ox++)
    {
      float *out = convo_map_pixel (y, image, oz, oy, ox);
      const float *base;

      w.x = part_of (&job->window[2], x->extent[2], ox);
      base = window_base (&w, x, image);
      if (divisor_of (job, &w) != divisor)
        share = 1.0f / (divisor = divisor_of (job, &w));
      if (is_pair (&w))
        for (gint64 c = 0; c < y->channels; c += V)
          vec_store_part (out + c, sum_of (&w, base + c, TRUE) * share, room (y, ox, y->extent[2], c));
      else
        for (gint64 c = 0; c < y->channels; c += V)
          vec_store_part (out + c, sum_of (&w, base + c, FALSE) * share, room (y, ox, y->extent[2], c));
    }
}

static void
average (const ConvoPoolJob *job, const ConvoMap *x, const ConvoMap *y)
{
  for (int image = job->first; image < job->first + job->count; image++)
    for (gint64 oz = 0; oz < y->extent[0]; oz++)
      for (gint64 oy = 0; oy < y->extent[1]; oy++)
        average_row (job, x, y, image, oz, oy);
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
};
