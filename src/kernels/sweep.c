/* One window sliding over a map, cut into tiles for the micro-kernels of tile.c. */
#include "sweep.h"

#include <string.h>

/* Weights beyond this many floats are walked once per call, others once per image row: they stay in the cache. */
#define LARGE_WEIGHTS (192 * 1024)
#define PANEL_FLOATS (320 * 1024)
/* Pixels so many floats apart share the sets of the first cache, which has no room for a large tile of them. */
#define ALIASED 1024
#define ALIASED_PIXELS 8
/* Sums of at most so many elements walk a list of offsets instead of loops. */
#define LIST_LENGTH 1024

static gboolean
is_channelwise (const ConvoSweep *sweep)
{
  return sweep->groups > 1 && sweep->ci == 1 && sweep->co == 1;
}

static gint64
n_taps (const ConvoSweep *sweep)
{
  return sweep->taps[0] * sweep->taps[1] * sweep->taps[2];
}

static gint64
round_up (gint64 n, gint64 step)
{
  return (n + step - 1) / step * step;
}

/* Vectors of channels in the next panel of packed weights: narrower if the sum is so long that the panel would not stay
 * in the cache. */
static int
panel_vectors (const ConvoSweep *sweep, gint64 channels_left)
{
  const int width = convo_tile ()->width;
  const gint64 floats = n_taps (sweep) * sweep->ci * width;
  const gint64 most = CLAMP (PANEL_FLOATS / MAX (floats, 1), 1, CONVO_TILE_VECTORS);

  return MIN ((channels_left + width - 1) / width, most);
}

/* Few output channels leave lanes idle: then so many elements of the sum share a vector. 1 if that does not pay, or if
 * there is no run of so many. Decided when packing, when the maps are not known: for pixels without gaps. */
static int
split_of (const ConvoSweep *sweep)
{
  const ConvoTile *tile = convo_tile ();
  gint64 run = sweep->taps[2] * sweep->ci;
  int split = 1;

  if (sweep->groups > 1 || (sweep->tap_step[2] != 1 && sweep->taps[2] != 1) || n_taps (sweep) * sweep->ci > LIST_LENGTH)
    return 1;
  for (int i = 0; i < CONVO_TILE_SPLITS; i++)
    if (tile->split[i][0] != NULL && sweep->co * (2 << i) <= tile->width && (2 << i) <= run)
      split = 2 << i;
  return split;
}

/* Vectors of weights that one row of the window needs, split: the last may overlap the one before. */
static gint64
split_vectors (const ConvoSweep *sweep, int split)
{
  return (sweep->taps[2] * sweep->ci + split - 1) / split;
}

/* First element of vector @i of a row: the last vector ends with the row. */
static gint64
split_element (const ConvoSweep *sweep, int split, gint64 i)
{
  return MIN (i * split, sweep->taps[2] * sweep->ci - split);
}

static gsize
split_floats (const ConvoSweep *sweep)
{
  int split = split_of (sweep);

  return split == 1 ? 0 : sweep->taps[0] * sweep->taps[1] * split_vectors (sweep, split) * convo_tile ()->width;
}

/** convo_sweep_packed_floats: Returns: floats that convo_sweep_pack() writes, for the instruction set in use */
gsize
convo_sweep_packed_floats (const ConvoSweep *sweep)
{
  int width = convo_tile ()->width;

  if (is_channelwise (sweep))
    return n_taps (sweep) * round_up (sweep->groups, width);
  return sweep->groups * n_taps (sweep) * sweep->ci * round_up (sweep->co, width) + split_floats (sweep);
}

static void
pack_channelwise (const ConvoSweep *sweep, const ConvoSweepWeights *w, float *packed)
{
  gint64 padded = round_up (sweep->groups, convo_tile ()->width);

  for (gint64 z = 0; z < sweep->taps[0]; z++)
    for (gint64 y = 0; y < sweep->taps[1]; y++)
      for (gint64 x = 0; x < sweep->taps[2]; x++, packed += padded)
        for (gint64 g = 0; g < padded; g++)
          packed[g] = g < sweep->groups
                      ? w->weight[g * w->group_step + z * w->tap_step[0] + y * w->tap_step[1] + x * w->tap_step[2]] : 0;
}

/* A panel: a few vectors of output channels, for all elements of the sum in order. Of the two channel steps one is 1. */
static float *
pack_panel (const ConvoSweep *sweep, const ConvoSweepWeights *w, const float *from, gint64 channels, gint64 width,
            float *to)
{
  for (gint64 z = 0; z < sweep->taps[0]; z++)
    for (gint64 y = 0; y < sweep->taps[1]; y++)
      for (gint64 x = 0; x < sweep->taps[2]; x++)
        {
          const float *tap = from + z * w->tap_step[0] + y * w->tap_step[1] + x * w->tap_step[2];

          if (channels < width)
            memset (to, 0, sweep->ci * width * sizeof (float));
          if (w->from_step == 1)
            convo_tile ()->transpose (channels, sweep->ci, tap, w->to_step, to, width);
          else
            for (gint64 i = 0; i < sweep->ci; i++)
              memcpy (to + i * width, tap + i * w->from_step, channels * sizeof (float));
          to += sweep->ci * width;
        }
  return to;
}

/* Lane channel·split + i holds the weight of element i of the vector, or 0 if the vector before had it already. */
static void
pack_split (const ConvoSweep *sweep, const ConvoSweepWeights *w, float *to)
{
  const int width = convo_tile ()->width, split = split_of (sweep);

  for (gint64 z = 0; z < sweep->taps[0]; z++)
    for (gint64 y = 0; y < sweep->taps[1]; y++)
      for (gint64 v = 0; v < split_vectors (sweep, split); v++, to += width)
        {
          memset (to, 0, width * sizeof (float));
          for (int i = 0; i < split; i++)
            {
              gint64 e = split_element (sweep, split, v) + i;
              const float *from = w->weight + z * w->tap_step[0] + y * w->tap_step[1] +
                                  e / sweep->ci * w->tap_step[2] + e % sweep->ci * w->from_step;

              if (e >= v * split)
                for (gint64 co = 0; co < sweep->co; co++)
                  to[co * split + i] = from[co * w->to_step];
            }
        }
}

/** convo_sweep_pack: Brings weights into the order in which tiles read them, channels padded with zeros to whole vectors */
void
convo_sweep_pack (const ConvoSweep *sweep, const ConvoSweepWeights *weights, float *packed)
{
  int width = convo_tile ()->width;

  if (is_channelwise (sweep))
    {
      pack_channelwise (sweep, weights, packed);
      return;
    }
  for (gint64 g = 0; g < sweep->groups; g++)
    for (gint64 co = 0; co < sweep->co; )
      {
        gint64 panel = panel_vectors (sweep, sweep->co - co) * width;

        packed = pack_panel (sweep, weights, weights->weight + g * weights->group_step + co * weights->to_step,
                             MIN (panel, sweep->co - co), panel, packed);
        co += panel;
      }
  if (split_of (sweep) > 1)
    pack_split (sweep, weights, packed);
}

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
  gint64 pixels, a_step, c_step;
  int split;               /* 0: no list, 1: a list, more: a list of vectors */
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
  const gint64 row = sweep->taps[2] * sweep->ci, per_row = r->split == 1 ? row : split_vectors (sweep, r->split);
  gint32 *to = r->list;

  for (gint64 z = 0; z < sweep->taps[0]; z++)
    for (gint64 y = 0; y < sweep->taps[1]; y++)
      for (gint64 i = 0; i < per_row; i++)
        {
          gint64 e = r->split == 1 ? i : split_element (sweep, r->split, i);

          *to++ = z * sweep->tap_step[0] * a->plane_pitch + y * sweep->tap_step[1] * a->row_pitch +
                  e / sweep->ci * sweep->tap_step[2] * a->pixel_pitch + e % sweep->ci;
        }
  r->sum.list = r->list;
  r->sum.n_list = to - r->list;
}

static void
choose_list (Rows *r, const ConvoSweep *sweep, const ConvoMap *a)
{
  r->split = 0;
  if (r->k > LIST_LENGTH || sweep->taps[0] * sweep->tap_step[0] * a->plane_pitch > G_MAXINT32 / 2 ||
      sweep->taps[1] * sweep->tap_step[1] * a->row_pitch > G_MAXINT32 / 4)
    return;
  r->split = a->pixel_pitch == sweep->ci ? split_of (sweep) : 1;
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

          tile_func (r, nb, p) (&r->sum, a + x * r->a_step, b + v * width,
                                bias != NULL ? bias + v * width : NULL, c + x * r->c_step + v * width);
          x += p;
        }
      v += nb;
    }
}

/* All channels of one group over one row, or over all rows panel by panel if the weights are large. */
static void
group_rows (Rows *r, const ConvoSweep *sweep, const Loops *l, const float *a, const float *b, const float *bias,
            float *c)
{
  const int width = r->tile->width;
  const gboolean by_panel = r->k * sweep->co > LARGE_WEIGHTS;

  for (gint64 co0 = 0; co0 < sweep->co; )
    {
      gint64 first_panel = panel_vectors (sweep, sweep->co - co0) * width;
      gint64 end = by_panel ? MIN (co0 + first_panel, sweep->co) : sweep->co;

      for (gint64 i = 0; i < l->n[0]; i++)
        for (gint64 j = 0; j < l->n[1]; j++)
          for (gint64 k = 0; k < l->n[2]; k++)
            {
              const float *a_row = a + i * l->a_step[0] + j * l->a_step[1] + k * l->a_step[2];
              float *c_row = c + i * l->c_step[0] + j * l->c_step[1] + k * l->c_step[2];
              const float *panel_at = b + co0 * r->k;

              for (gint64 co = co0; co < end; )
                {
                  int panel = panel_vectors (sweep, sweep->co - co);

                  panel_row (r, panel, sweep->co - co, a_row, panel_at, bias != NULL ? bias + co : NULL, c_row + co);
                  panel_at += panel * width * r->k;
                  co += panel * width;
                }
            }
      co0 = by_panel ? co0 + first_panel : sweep->co;
    }
}

static void
run_channelwise (const ConvoSweep *sweep, const Loops *l, const float *packed, const float *bias, const ConvoMap *map,
                 const float *a, float *c, gboolean add)
{
  const ConvoTile *tile = convo_tile ();
  ConvoTileTaps taps = { .a_pixel = l->a_step[3], .c_pixel = l->c_step[3], .channels = sweep->groups, .add = add,
                         .b_tap = round_up (sweep->groups, tile->width) };

  sum_loops (sweep, map, taps.n, taps.step, NULL);
  for (gint64 i = 0; i < l->n[0]; i++)
    for (gint64 j = 0; j < l->n[1]; j++)
      for (gint64 k = 0; k < l->n[2]; k++)
        tile->taps (&taps, l->n[3], a + i * l->a_step[0] + j * l->a_step[1] + k * l->a_step[2], packed, bias,
                    c + i * l->c_step[0] + j * l->c_step[1] + k * l->c_step[2]);
}

static gint64
map_offset (const ConvoMap *map, const gint64 at[3])
{
  return at[0] * map->plane_pitch + at[1] * map->row_pitch + at[2] * map->pixel_pitch;
}

/**
 * convo_sweep_run:
 * @packed: what convo_sweep_pack() wrote
 * @bias: (nullable): one for each output channel, all groups
 * @a: map that is read, its halo included as far as the window reaches
 * @c: map that is written, at the outputs of the sweep only
 * @first: first image
 * @count: images
 * @add: add to what @c holds instead of overwriting it
 */
void
convo_sweep_run (const ConvoSweep *sweep, const float *packed, const float *bias, const ConvoMap *a, const ConvoMap *c,
                 int first, int count, gboolean add)
{
  Loops loops = loops_of (sweep, a, c, count);
  const float *from = a->data + first * a->image_pitch + map_offset (a, sweep->start);
  float *to = c->data + first * c->image_pitch + map_offset (c, sweep->c_start);
  Rows rows;
  gint64 padded;

  if (count <= 0 || sweep->extent[0] <= 0 || sweep->extent[1] <= 0 || sweep->extent[2] <= 0)
    return;
  fuse_loops (&loops);
  choose_tile_loop (&loops, 6);
  if (is_channelwise (sweep))
    {
      run_channelwise (sweep, &loops, packed, bias, a, from, to, add);
      return;
    }
  rows.tile = convo_tile ();
  rows.k = n_taps (sweep) * sweep->ci;
  padded = round_up (sweep->co, rows.tile->width);
  rows.sum.run = sweep->ci;
  sum_loops (sweep, a, rows.sum.n, rows.sum.step, &rows.sum.run);
  rows.sum.add = add;
  rows.sum.a_pixel = rows.a_step = loops.a_step[3];
  rows.sum.c_pixel = rows.c_step = loops.c_step[3];
  rows.pixels = loops.n[3];
  choose_list (&rows, sweep, a);
  if (rows.split > 1)
    packed += rows.k * padded;
  for (gint64 g = 0; g < sweep->groups; g++)
    group_rows (&rows, sweep, &loops, from + g * sweep->ci, packed + g * rows.k * padded,
                bias != NULL ? bias + g * sweep->co : NULL, to + g * sweep->co);
}
