/* Walking a window over a map, for the pooling kernels: which elements ("taps") of each window lie inside. All
 * outputs of a row but those at its ends have the same taps, so these are listed once and the run is a tight loop. */
#pragma once
#include "pool.h"
#include "vector.h"

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

static inline Part
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
static inline void
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
static inline void
inner_run (const Walk *walk, gint64 *from, gint64 *to)
{
  const ConvoWindow *w = &walk->job->window[2];
  gint64 room = walk->big->extent[2] - 1 - w->dilation * (w->kernel - 1) + w->pad;

  *from = (w->pad + w->stride - 1) / w->stride;
  *to = room < 0 ? 0 : MIN (room / w->stride + 1, walk->small->extent[2]);
}

/* Calls @run for all windows of an image, as many of a row at once as have the same taps */
static inline void
walk_image (Walk *walk, gint64 image, RunFunc run)
{
  const ConvoWindow *w = walk->job->window;
  gint64 inner_from, inner_to, row, end_row;

  convo_share_range (walk->job->share, walk->small->extent[1], 1, &row, &end_row);
  inner_run (walk, &inner_from, &inner_to);
  for (gint64 oz = 0; oz < walk->small->extent[0]; oz++)
    for (gint64 oy = row; oy < end_row; oy++)
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

static inline void
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

/* pool-more.c: pooling beside maximum and plain mean; see ConvoPool */
void CONVO_NAME (convo_pool_weighted)          (const ConvoPoolJob *job,
                                                const ConvoMap     *x,
                                                const ConvoMap     *y);
void CONVO_NAME (convo_pool_weighted_backward) (const ConvoPoolJob *job,
                                                const ConvoMap     *dy,
                                                const ConvoMap     *dx,
                                                gboolean            add);
void CONVO_NAME (convo_pool_norm)              (const ConvoPoolJob *job,
                                                const ConvoMap     *x,
                                                const ConvoMap     *y,
                                                float               p);
void CONVO_NAME (convo_pool_norm_backward)     (const ConvoPoolJob *job,
                                                const ConvoMap     *dy,
                                                const ConvoMap     *x,
                                                const ConvoMap     *y,
                                                const ConvoMap     *dx,
                                                float               p,
                                                gboolean            add);
void CONVO_NAME (convo_pool_adaptive)          (const ConvoMap     *x,
                                                const ConvoMap     *y,
                                                int                 first,
                                                int                 count);
void CONVO_NAME (convo_pool_adaptive_backward) (const ConvoMap     *dy,
                                                const ConvoMap     *dx,
                                                int                 first,
                                                int                 count,
                                                gboolean            add);
