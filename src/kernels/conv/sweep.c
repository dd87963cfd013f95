/* One window sliding over a map, cut into tiles for the micro-kernels of tile.c. */
#include "sweep-private.h"

/* Weights beyond this many floats are walked once per call, others once per image row: they stay in the cache. */
#define LARGE_WEIGHTS (192 * 1024)
/* Weights of fewer floats are in every thread's cache anyway. */
#define LEAST_SHARED (32 * 1024)
#define UNEVEN 1.2
/* Pixels so many floats apart share the sets of the first cache, which has no room for a large tile of them. */
#define ALIASED 1024
#define ALIASED_PIXELS 8

/* Loops over outputs, images included: slowest first. */
typedef struct
{
  gint64 n[4], a_step[4], c_step[4];
} Loops;

static Loops
loops_of (const ConvoSweep *sweep, const ConvoMap *a, const ConvoMap *c, int count)
{
  const gint64 a_pitch[3] = { a->plane_pitch, a->row_pitch, a->pixel_pitch };
  const gint64 c_pitch[3] = { c->plane_pitch, c->row_pitch, c->pixel_pitch };
  Loops loops = { { count }, { a->image_pitch }, { c->image_pitch } };

  for (int i = 0; i < 3; i++)
    {
      loops.n[i + 1] = sweep->extent[i];
      loops.a_step[i + 1] = sweep->stride[i] * a_pitch[i];
      loops.c_step[i + 1] = sweep->c_stride[i] * c_pitch[i];
    }
  return loops;
}

/* Joins neighbouring loops that are one even sequence, innermost first. */
static void
fuse_loops (Loops *l)
{
  int to = 3;

  for (int i = 2; i >= 0; i--)
    if (l->n[i] == 1)
      continue;
    else if (l->n[to] == 1)
      {
        l->n[to] = l->n[i];
        l->a_step[to] = l->a_step[i];
        l->c_step[to] = l->c_step[i];
        l->n[i] = 1;
      }
    else if (l->a_step[i] == l->n[to] * l->a_step[to] && l->c_step[i] == l->n[to] * l->c_step[to])
      {
        l->n[to] *= l->n[i];
        l->n[i] = 1;
      }
    else
      {
        to--;
        if (to != i)
          {
            l->n[to] = l->n[i];
            l->a_step[to] = l->a_step[i];
            l->c_step[to] = l->c_step[i];
            l->n[i] = 1;
          }
      }
}

/* Tiles run along the innermost loop; if it is too short for a good tile, along the longest. */
static void
choose_tile_loop (Loops *l, int enough)
{
  int best = 3;

  if (l->n[3] >= enough)
    return;
  for (int i = 2; i >= 0; i--)
    if (l->n[i] > l->n[best])
      best = i;
  if (best != 3)
    {
      Loops old = *l;

      l->n[3] = old.n[best], l->a_step[3] = old.a_step[best], l->c_step[3] = old.c_step[best];
      l->n[best] = old.n[3], l->a_step[best] = old.a_step[3], l->c_step[best] = old.c_step[3];
    }
}

/* The sum's loops over the window, joined where `a` is contiguous. */
static void
sum_loops (const ConvoSweep *sweep, const ConvoMap *a, gint64 n[3], gint64 step[3], gint64 *run)
{
  const gint64 pitch[3] = { a->plane_pitch, a->row_pitch, a->pixel_pitch };
  gboolean joined = run != NULL;

  for (int i = 2; i >= 0; i--)
    {
      n[i] = sweep->taps[i];
      step[i] = sweep->tap_step[i] * pitch[i];
      joined = joined && (n[i] == 1 || step[i] == *run);
      if (joined)
        {
          *run *= n[i];
          n[i] = 1;
        }
    }
}

/* What the rows of one call have in common. */
typedef struct
{
  const ConvoTile *tile;
  ConvoTileSum sum;
  gint64 k;                /* elements of the sum */
  gint64 from, to;         /* channels of a group */
  gint64 pixels, a_step, c_step;
  int split;               /* 0: no list, 1: a list, more: a list of vectors */
  gint64 per_row;          /* entries of the list for one row of the window */
  ConvoAhead *ahead;
  gint64 skip;             /* entries left out at the beginning */
  gboolean far;            /* the weights of the row are not in the cache yet */
  gboolean trim;           /* rows of pixels are rows of `c`: those of the window in the halo are left out */
  gint32 list[LIST_LENGTH];
} Rows;

static ConvoTileSumFunc
tile_func (const Rows *r, int vectors, gint64 pixels)
{
  if (r->split == 0)
    return r->tile->sum[vectors - 1][pixels - 1];
  if (r->split == 1)
    return r->tile->listed[vectors - 1][pixels - 1];
  return r->tile->split[r->split == 2 ? 0 : r->split == 4 ? 1 : 2][pixels - 1];
}

/* Lists the elements of the sum, or the vectors of a split one, by their offsets in @a. */
static void
list_elements (Rows *r, const ConvoSweep *sweep, const ConvoMap *a)
{
  gint32 *to = r->list;

  r->per_row = r->split == 1 ? sweep->taps[2] * sweep->ci : convo_sweep_split_vectors (sweep, r->split);
  for (gint64 z = 0; z < sweep->taps[0]; z++)
    for (gint64 y = 0; y < sweep->taps[1]; y++)
      for (gint64 i = 0; i < r->per_row; i++)
        {
          gint64 e = r->split == 1 ? i : convo_sweep_split_element (sweep, r->split, i);

          *to++ = z * sweep->tap_step[0] * a->plane_pitch + y * sweep->tap_step[1] * a->row_pitch +
                  e / sweep->ci * sweep->tap_step[2] * a->pixel_pitch + e % sweep->ci;
        }
  r->sum.list = r->list;
  r->sum.n_list = to - r->list;
}

/* Leaves out the window's rows that lie in the halo above or below, for output row @y: zeros add nothing. */
static void
trim_list (Rows *r, const ConvoSweep *sweep, gint64 y, gint64 rows)
{
  gint64 top = sweep->start[1] + y * sweep->stride[1], first = 0, end = sweep->taps[1];

  while (first < end && top + first * sweep->tap_step[1] < 0)
    first++;
  while (end > first && top + (end - 1) * sweep->tap_step[1] >= rows)
    end--;
  r->skip = first * r->per_row;
  r->sum.list = r->list + r->skip;
  r->sum.n_list = (end - first) * r->per_row;
}

static void
choose_list (Rows *r, const ConvoSweep *sweep, const ConvoMap *a)
{
  r->split = 0;
  r->skip = 0;
  if (r->k > LIST_LENGTH || sweep->taps[0] * sweep->tap_step[0] * a->plane_pitch > G_MAXINT32 / 2 ||
      sweep->taps[1] * sweep->tap_step[1] * a->row_pitch > G_MAXINT32 / 4)
    return;
  r->split = a->pixel_pitch == sweep->ci ? convo_sweep_split (sweep) : 1;
  if (r->split == 1 && r->sum.run == r->k)
    r->split = 0;                  /* one run: nothing to list */
  else
    list_elements (r, sweep, a);
}

/* A panel of up to four vectors over one row of pixels. */
static void
panel_row (Rows *r, int panel, gint64 channels, const float *a, const float *b, const float *bias, float *c)
{
  const int width = r->tile->width;

  for (int v = 0; v < panel; )
    {
      int left = panel - v, nb = left;
      gint64 pixels_max, n_tiles, x = 0;

      if (nb == 4 && r->pixels > r->tile->pixels[3])
        nb = 2;                    /* two vectors need fewer loads, unless the row is short */
      pixels_max = r->tile->pixels[nb - 1];
      if (r->a_step % ALIASED == 0)
        pixels_max = MIN (pixels_max, ALIASED_PIXELS);
      n_tiles = (r->pixels + pixels_max - 1) / pixels_max;
      r->sum.lanes = MIN (channels - (v + nb - 1) * width, width);
      r->sum.b_step = panel * width;
      for (gint64 t = 0; t < n_tiles; t++)
        {
          gint64 p = (r->pixels - x + n_tiles - t - 1) / (n_tiles - t);

          r->sum.ahead = r->far && t == 0;

          tile_func (r, nb, p) (&r->sum, a + x * r->a_step, b + r->skip * panel * width + v * width,
                                bias != NULL ? bias + v * width : NULL, c + x * r->c_step + v * width);
          x += p;
          convo_ahead (r->ahead, r->k * p * nb);
        }
      v += nb;
    }
}

/* The call's channels of one group over one row, or over all rows panel by panel if the weights are large. */
static void
group_rows (Rows *r, const ConvoSweep *sweep, const Loops *l, gint64 a_rows, const float *a, const float *b,
            const float *bias, float *c)
{
  const int width = r->tile->width;
  const gboolean by_panel = r->k * sweep->co > LARGE_WEIGHTS;

  for (gint64 co0 = r->from; co0 < r->to; )
    {
      gint64 first_panel = convo_sweep_panel_vectors (sweep, sweep->co - co0) * width;
      gint64 end = by_panel ? MIN (co0 + first_panel, r->to) : r->to;

      for (gint64 i = 0; i < l->n[0]; i++)
        for (gint64 j = 0; j < l->n[1]; j++)
          for (gint64 k = 0; k < l->n[2]; k++)
            {
              const float *a_row = a + i * l->a_step[0] + j * l->a_step[1] + k * l->a_step[2];
              float *c_row = c + i * l->c_step[0] + j * l->c_step[1] + k * l->c_step[2];
              const float *panel_at = b + co0 * r->k;

              r->far = by_panel && i + j + k == 0;
              if (r->trim)
                trim_list (r, sweep, k, a_rows);
              for (gint64 co = co0; co < end; )
                {
                  int panel = convo_sweep_panel_vectors (sweep, sweep->co - co);

                  panel_row (r, panel, sweep->co - co, a_row, panel_at, bias != NULL ? bias + co : NULL, c_row + co);
                  panel_at += panel * width * r->k;
                  co += panel * width;
                }
            }
      co0 = by_panel ? co0 + first_panel : r->to;
    }
}

static void
run_channelwise (const ConvoSweep *sweep, const Loops *l, const float *packed, const float *bias, const ConvoMap *map,
                 const float *a, float *c, gboolean add)
{
  const ConvoTile *tile = convo_tile ();
  ConvoTileTaps taps = { .a_pixel = l->a_step[3], .c_pixel = l->c_step[3], .channels = sweep->groups, .add = add, .relu = sweep->relu,
                         .b_tap = round_up (sweep->groups, tile->width) };

  sum_loops (sweep, map, taps.n, taps.step, NULL);
  taps.rows = l->n[2];
  taps.a_row = l->a_step[2];
  taps.c_row = l->c_step[2];
  for (gint64 i = 0; i < l->n[0]; i++)
    for (gint64 j = 0; j < l->n[1]; j++)
      tile->taps (&taps, l->n[3], a + i * l->a_step[0] + j * l->a_step[1], packed, bias,
                  c + i * l->c_step[0] + j * l->c_step[1]);
}

static gint64
map_offset (const ConvoMap *map, const gint64 at[3])
{
  return at[0] * map->plane_pitch + at[1] * map->row_pitch + at[2] * map->pixel_pitch;
}

/* Channels in all panels but the last */
static gint64
panel_step (const ConvoSweep *sweep)
{
  return convo_sweep_panel_vectors (sweep, sweep->co) * convo_tile ()->width;
}

/* Large weights are better passed by one thread each, large maps cut into rows. */
static gboolean
shares_channels (const ConvoSweep *sweep)
{
  const gint64 weights = convo_sweep_taps (sweep) * sweep->ci * sweep->co;
  const gint64 step = panel_step (sweep), panels = (sweep->co + step - 1) / step;
  const gint64 pixels = sweep->extent[0] * sweep->extent[1] * sweep->extent[2];

  if (sweep->groups > 1 || weights < LEAST_SHARED || weights < pixels * sweep->ci)
    return FALSE;
  return convo_share_unevenness (sweep->share.count, panels) <= UNEVEN ||
         convo_share_unevenness (sweep->share.count, sweep->extent[1]) > UNEVEN;
}

/* Leaves the rows of the call: of the axis that can be cut most evenly, the width last */
static void
cut_rows (ConvoSweep *sweep)
{
  int axis = 1;
  gint64 from, to;

  for (int i = 0; i < 3; i += 2)
    if (convo_share_unevenness (sweep->share.count, sweep->extent[i]) + 0.2 <
        convo_share_unevenness (sweep->share.count, sweep->extent[axis]))
      axis = i;
  convo_share_range (sweep->share, sweep->extent[axis], 1, &from, &to);
  sweep->start[axis] += from * sweep->stride[axis];
  sweep->c_start[axis] += from * sweep->c_stride[axis];
  sweep->extent[axis] = to - from;
}

static void
run_cut (const ConvoSweep *sweep, Rows *rows, const float *packed, const float *bias, const ConvoMap *a,
         const ConvoMap *c, int first, int count, gboolean add)
{
  Loops loops = loops_of (sweep, a, c, count);
  const float *from = a->data + first * a->image_pitch + map_offset (a, sweep->start);
  float *to = c->data + first * c->image_pitch + map_offset (c, sweep->c_start);
  gint64 padded;

  if (count <= 0 || sweep->extent[0] <= 0 || sweep->extent[1] <= 0 || sweep->extent[2] <= 0)
    return;
  fuse_loops (&loops);
  choose_tile_loop (&loops, 6);
  if (convo_sweep_is_channelwise (sweep))
    {
      run_channelwise (sweep, &loops, packed, bias, a, from, to, add);
      return;
    }
  rows->tile = convo_tile ();
  rows->ahead = sweep->ahead;
  rows->k = convo_sweep_taps (sweep) * sweep->ci;
  padded = round_up (sweep->co, rows->tile->width);
  rows->sum.run = sweep->ci;
  sum_loops (sweep, a, rows->sum.n, rows->sum.step, &rows->sum.run);
  rows->sum.add = add;
  rows->sum.relu = sweep->relu;
  rows->sum.a_pixel = rows->a_step = loops.a_step[3];
  rows->sum.c_pixel = rows->c_step = loops.c_step[3];
  rows->pixels = loops.n[3];
  choose_list (rows, sweep, a);
  rows->trim = rows->split > 0 && sweep->taps[0] == 1 && sweep->taps[1] > 1 && loops.n[2] == sweep->extent[1] &&
              loops.a_step[2] == sweep->stride[1] * a->row_pitch && loops.n[3] == sweep->extent[2] &&
              loops.a_step[3] == sweep->stride[2] * a->pixel_pitch;
  if (rows->split > 1)
    packed += rows->k * padded;
  for (gint64 g = 0; g < sweep->groups; g++)
    group_rows (rows, sweep, &loops, a->extent[1], from + g * sweep->ci, packed + g * rows->k * padded,
                bias != NULL ? bias + g * sweep->co : NULL, to + g * sweep->co);
}

/**
 * convo_sweep_run:
 * @whole: what to do, and which share of it
 * @packed: what convo_sweep_pack() wrote
 * @bias: (nullable): one for each output channel, all groups
 * @a: map that is read, its halo included as far as the window reaches
 * @c: map that is written, at the outputs of the sweep only
 * @first: first image
 * @count: images
 * @add: add to what @c holds instead of overwriting it
 */
void
convo_sweep_run (const ConvoSweep *whole, const float *packed, const float *bias, const ConvoMap *a, const ConvoMap *c,
                 int first, int count, gboolean add)
{
  ConvoSweep cut = *whole;
  Rows rows;

  rows.from = 0;
  rows.to = whole->co;
  if (whole->share.count > 1 && shares_channels (whole))
    convo_share_range (whole->share, whole->co, panel_step (whole), &rows.from, &rows.to);
  else if (whole->share.count > 1)
    cut_rows (&cut);
  run_cut (&cut, &rows, packed, bias, a, c, first, count, add);
}
