/* Winograd's convolution: tiles to 36 planes, a product of matrices in each plane, and back.
 *
 * With V[e][tile][ci] = (Bᵀ·x·B)[e] and U[e][ci][co] = (G·w·Gᵀ)[e] the outputs of a tile are Aᵀ·(V·U)·A. The data
 * gradient is the same on dy with flipped kernels; the weight gradient is Gᵀ·(Vᵀ·D)·G with D[e][tile][co] =
 * (A·dy·Aᵀ)[e], where the fold Gᵀ…G is linear and may wait until all images are in. Source: see winograd-tile.c.
 *
 * Tiles are done in blocks that stay in the second cache. */
#include "winograd.h"
#include "tile.h"
#include "winograd-tile.h"

#include <string.h>

#define OUT CONVO_WINOGRAD_OUT
#define IN CONVO_WINOGRAD_IN
#define PLANES CONVO_WINOGRAD_PLANES
#define PLANE_GAP 16                /* floats: else all 36 stores of a tile could fall into one set of the first cache */
#define PANEL 2                     /* vectors of output channels in a panel of U */
#define BLOCK_BYTES (512 * 1024)
#define BLOCK_LEAST 14              /* tiles: fewer than a micro-kernel has rows would waste U's traffic */
#define BLOCK_MOST 64
#define LARGE_FLOATS (256 * 1024)   /* U that stays in no second cache is passed as seldom as possible: */
#define BLOCK_LARGE 56              /* four rows of micro-kernels a block */
#define SHARED_FLOATS (256 * 1024)  /* from so many floats of U on, threads share them out, … */
#define SHARED_TILES 256            /* … if tiles are not more */

static gint64
round_up (gint64 n, gint64 step)
{
  return (n + step - 1) / step * step;
}

static gint64
vectors (gint64 channels)
{
  return round_up (channels, convo_tile ()->width);
}

/** convo_winograd_fits: Returns: whether the convolution is 3×3 in a plane, stride 1, one group, padding at most 2 */
gboolean
convo_winograd_fits (const ConvoConv *conv)
{
  if (conv->groups != 1 || conv->in[0] != 1 || conv->out[0] != 1 || conv->kernel[0] != 1 || conv->pad[0] != 0)
    return FALSE;
  for (int i = 1; i < 3; i++)
    if (conv->kernel[i] != 3 || conv->stride[i] != 1 || conv->dilation[i] != 1 || conv->pad[i] > 2)
      return FALSE;
  return TRUE;
}

/* A convolution in one direction: forward, or of the gradient with flipped kernels. */
typedef struct
{
  gint64 k, n;              /* channels read and written */
  gint64 in[2], out[2], pad[2];
  gint64 across, tiles;     /* tiles in a row, in an image */
  gint64 block;             /* tiles at a time */
  gint64 v_pitch, m_pitch;  /* floats from a tile to the next */
  gint64 v_plane, m_plane, u_plane;
  gint64 from, to;          /* channels written by this call */
  ConvoShare share;         /* of the tiles, or of the channels */
  gboolean relu;
  ConvoAhead *ahead;
} Way;

static void
finish_way (Way *way)
{
  way->across = (way->out[1] + OUT - 1) / OUT;
  way->tiles = way->across * ((way->out[0] + OUT - 1) / OUT);
  way->v_pitch = vectors (way->k);
  way->m_pitch = vectors (way->n);
  way->u_plane = way->k * way->m_pitch + PLANE_GAP;
  way->block = CLAMP (BLOCK_BYTES / (PLANES * (way->v_pitch + way->m_pitch) * (gint64) sizeof (float)),
                      BLOCK_LEAST, BLOCK_MOST);
  if (PLANES * way->u_plane >= LARGE_FLOATS)
    way->block = BLOCK_LARGE;
  way->v_plane = way->block * way->v_pitch + PLANE_GAP;
  way->m_plane = way->block * way->m_pitch + PLANE_GAP;
  way->to = way->n;
}

static Way
way_forward (const ConvoConv *conv)
{
  Way way = { .k = conv->ci, .n = conv->co, .in = { conv->in[1], conv->in[2] }, .out = { conv->out[1], conv->out[2] },
              .pad = { conv->pad[1], conv->pad[2] }, .share = conv->share, .relu = conv->relu,
              .ahead = conv->ahead };

  finish_way (&way);
  return way;
}

static Way
way_back (const ConvoConv *conv)
{
  Way way = { .k = conv->co, .n = conv->ci, .in = { conv->out[1], conv->out[2] }, .out = { conv->in[1], conv->in[2] },
              .pad = { 2 - conv->pad[1], 2 - conv->pad[2] }, .share = conv->share, .ahead = conv->ahead };

  finish_way (&way);
  return way;
}

/** convo_winograd_packed_floats: @backward: for the data gradient too. Returns: floats that convo_winograd_pack() writes */
gsize
convo_winograd_packed_floats (const ConvoConv *conv, gboolean backward)
{
  Way forward = way_forward (conv), back = way_back (conv);

  return PLANES * (forward.u_plane + (backward ? back.u_plane : 0));
}

/** convo_winograd_gathered_floats: Returns: floats of a gradient in the transformed domain */
gsize
convo_winograd_gathered_floats (const ConvoConv *conv)
{
  return PLANES * way_forward (conv).u_plane;
}

/** convo_winograd_scratch_floats: Returns: floats of scratch that any of the passes needs */
gsize
convo_winograd_scratch_floats (const ConvoConv *conv)
{
  Way forward = way_forward (conv), back = way_back (conv);

  return PLANES * MAX (forward.v_plane + forward.m_plane, back.v_plane + back.m_plane);
}

/* Where vector @n of output channels of input channel 0 lies in a plane of U, and the floats to the next input channel */
static gint64
panel_at (const Way *way, gint64 n, gint64 *row)
{
  const gint64 width = convo_tile ()->width, panel = PANEL * width, start = n / panel * panel;

  *row = MIN (panel, way->m_pitch - start);
  return start * way->k + n - start;
}

static void
pack_forward (const ConvoConv *conv, const float *weight, float *u)
{
  const ConvoWinogradTile *winograd = convo_winograd_tile ();
  const Way way = way_forward (conv);
  const gint64 width = convo_tile ()->width;

  for (gint64 co = 0; co < conv->co; co += width)
    {
      gint64 row, at = panel_at (&way, co, &row);

      for (gint64 ci = 0; ci < conv->ci; ci++)
        winograd->weight (weight + ci * conv->co + co, conv->ci * conv->co, MIN (conv->co - co, width),
                          u + at + ci * row, way.u_plane);
    }
}

/* Flipped, channels exchanged: small squares of the nine taps are turned over first. */
static void
pack_back (const ConvoConv *conv, const float *weight, float *u)
{
  enum { MOST = 16 };
  const ConvoTile *tile = convo_tile ();
  const ConvoWinogradTile *winograd = convo_winograd_tile ();
  const Way way = way_back (conv);
  const gint64 width = tile->width, taps = 9;
  float square[9 * MOST * MOST];

  for (gint64 ci = 0; ci < conv->ci; ci += width)
    {
      const int lanes = MIN (conv->ci - ci, width);
      gint64 row, at = panel_at (&way, ci, &row);

      for (gint64 co = 0; co < conv->co; co += width)
        {
          const int n = MIN (conv->co - co, width);

          for (gint64 t = 0; t < taps; t++)
            tile->transpose (lanes, n, weight + (t * conv->ci + ci) * conv->co + co, conv->co,
                             square + (taps - 1 - t) * MOST * MOST, MOST);
          for (int i = 0; i < n; i++)
            winograd->weight (square + i * MOST, MOST * MOST, lanes, u + at + (co + i) * row, way.u_plane);
        }
    }
}

/**
 * convo_winograd_pack:
 * @weight: in engine order
 * @packed: (out caller-allocates): convo_winograd_packed_floats()
 * @backward: also for convo_winograd_backward_data()
 */
void
convo_winograd_pack (const ConvoConv *conv, const float *weight, float *packed, gboolean backward)
{
  pack_forward (conv, weight, packed);
  if (backward)
    pack_back (conv, weight, packed + convo_winograd_packed_floats (conv, FALSE));
}

static ConvoWinogradGrid
grid_of (const Way *way, const ConvoMap *map, int first, const gint64 pad[2], const gint64 extent[2], gint64 from,
         gint64 to)
{
  return (ConvoWinogradGrid) {
    .data = convo_map_pixel (map, first, 0, -pad[0], -pad[1]) + from, .image_pitch = map->image_pitch,
    .row_pitch = map->row_pitch, .pixel_pitch = map->pixel_pitch, .rows = extent[0] + 2 * pad[0],
    .columns = extent[1] + 2 * pad[1], .down = way->tiles / way->across, .across = way->across, .channels = to - from,
    .relu = way->relu, .ahead = way->ahead,
  };
}

/* Of what is read: the halo behind the map is read only as far as the padding reaches. */
static ConvoWinogradGrid
grid_in (const Way *way, const ConvoMap *x, int first)
{
  return grid_of (way, x, first, way->pad, way->in, 0, way->k);
}

/* Of what is written, or of the gradient of that; channels of this call */
static ConvoWinogradGrid
grid_out (const Way *way, const ConvoMap *y, int first)
{
  const gint64 none[2] = { 0 };

  return grid_of (way, y, first, none, way->out, way->from, way->to);
}

/* Large weights are better passed by one thread each; then all threads transform all inputs, which costs little. */
static gboolean
shares_channels (const Way *way, int count)
{
  const gint64 panel = PANEL * convo_tile ()->width, panels = (way->n + panel - 1) / panel;

  return PLANES * way->u_plane >= SHARED_FLOATS && way->tiles * count <= SHARED_TILES &&
         convo_share_unevenness (way->share.count, panels) <= 1.2;
}

/* Leaves the channels of this call; whole panels. */
static void
cut_channels (Way *way)
{
  convo_share_range (way->share, way->n, PANEL * convo_tile ()->width, &way->from, &way->to);
}

/* M[e] = V[e]·U[e] for @n tiles */
static void
multiply (const Way *way, gint64 n, const float *v, const float *u, float *m)
{
  const ConvoTile *tile = convo_tile ();
  ConvoTileSum sum = { .n = { 1, 1, 1 }, .run = way->k, .a_pixel = way->v_pitch, .c_pixel = way->m_pitch,
                       .lanes = tile->width };
  const gboolean large = PLANES * way->u_plane >= LARGE_FLOATS;

  for (int e = 0; e < PLANES; e++, v += way->v_plane, u += way->u_plane, m += way->m_plane)
    for (gint64 c = way->from; c < way->to; c += sum.b_step)
      {
        const int nb = MIN ((way->m_pitch - c) / tile->width, PANEL);
        const gint64 calls = (n + tile->pixels[nb - 1] - 1) / tile->pixels[nb - 1];

        sum.b_step = nb * tile->width;
        for (gint64 i = 0, t = 0; i < calls; i++)
          {
            const gint64 p = (n - t + calls - i - 1) / (calls - i);

            sum.ahead = large && i == 0;
            tile->sum[nb - 1][p - 1] (&sum, v + t * way->v_pitch, u + c * way->k, NULL, m + t * way->m_pitch + c);
            t += p;
            convo_ahead (way->ahead, p * nb * way->k);
          }
      }
}

static void
run (Way *way, const float *u, const float *bias, const ConvoMap *x, const ConvoMap *y, int first, int count,
     gboolean add, float *scratch)
{
  const ConvoWinogradTile *winograd = convo_winograd_tile ();
  const ConvoWinogradGrid in = grid_in (way, x, first);
  gint64 start = 0, end = way->tiles * count, blocks;
  float *v = scratch, *m = scratch + PLANES * way->v_plane;
  ConvoWinogradGrid out;

  if (way->share.count > 1 && shares_channels (way, count))
    cut_channels (way);
  else
    convo_share_range (way->share, end, 1, &start, &end);
  if (way->from >= way->to)
    return;
  out = grid_out (way, y, first);
  for (blocks = (end - start + way->block - 1) / way->block; blocks > 0; blocks--)
    {
      const gint64 n = (end - start + blocks - 1) / blocks;   /* as even as can be */

      winograd->input (&in, start, n, v, way->v_plane, way->v_pitch);
      multiply (way, n, v, u, m);
      winograd->output (&out, start, n, m + way->from, way->m_plane, way->m_pitch, bias != NULL ? bias + way->from : NULL,
                        add);
      start += n;
    }
}

/**
 * convo_winograd_forward:
 * @packed: of convo_winograd_pack()
 * @bias: (nullable): one for each output channel
 * @scratch: convo_winograd_scratch_floats()
 *
 * The same as convo_conv_forward().
 */
void
convo_winograd_forward (const ConvoConv *conv, const float *packed, const float *bias, const ConvoMap *x,
                        const ConvoMap *y, int first, int count, float *scratch)
{
  Way way = way_forward (conv);

  run (&way, packed, bias, x, y, first, count, FALSE, scratch);
}

/** convo_winograd_backward_data: the same as convo_conv_backward_data(); @scratch: convo_winograd_scratch_floats() */
void
convo_winograd_backward_data (const ConvoConv *conv, const float *packed, const ConvoMap *dy, const ConvoMap *dx,
                              int first, int count, gboolean add, float *scratch)
{
  Way way = way_back (conv);

  run (&way, packed + convo_winograd_packed_floats (conv, FALSE), NULL, dy, dx, first, count, add, scratch);
}

/* dU[e] += V[e]ᵀ·D[e] over @n tiles */
static void
accumulate (const Way *way, gint64 n, const float *v, const float *d, float *gathered)
{
  const ConvoTile *tile = convo_tile ();
  ConvoTileOuter outer = { .n = { 1, 1, 1, n }, .a_step = { 0, 0, 0, way->v_pitch }, .b_step = { 0, 0, 0, way->m_pitch },
                           .c_row = way->m_pitch, .lanes = tile->width };

  for (int e = 0; e < PLANES; e++, v += way->v_plane, d += way->m_plane, gathered += way->u_plane)
    for (gint64 c = way->from, nb; c < way->to; c += nb * tile->width)
      {
        gint64 calls;

        nb = MIN ((way->m_pitch - c) / tile->width, PANEL);
        calls = (way->k + tile->pixels[nb - 1] - 1) / tile->pixels[nb - 1];
        for (gint64 i = 0, k = 0; i < calls; i++)
          {
            const gint64 p = (way->k - k + calls - i - 1) / (calls - i);

            tile->outer[0][nb - 1][p - 1] (&outer, v + k, d + c, gathered + k * way->m_pitch + c);
            k += p;
            convo_ahead (way->ahead, p * nb * n);
          }
      }
}

/**
 * convo_winograd_gather:
 * @gathered: convo_winograd_gathered_floats(), zeros at the beginning; the gradient of these images is added
 * @scratch: convo_winograd_scratch_floats()
 *
 * The weight gradient, left in the transformed domain; convo_winograd_fold() brings it back once for many images. Shares are
 * of the output channels, and the same in both.
 */
void
convo_winograd_gather (const ConvoConv *conv, const ConvoMap *x, const ConvoMap *dy, float *gathered, int first,
                       int count, float *scratch)
{
  const ConvoWinogradTile *winograd = convo_winograd_tile ();
  Way way = way_forward (conv);
  const gint64 tiles = way.tiles * count;
  float *v = scratch, *d = scratch + PLANES * way.v_plane;
  ConvoWinogradGrid in, out;

  cut_channels (&way);
  in = grid_in (&way, x, first);
  out = grid_out (&way, dy, first);
  for (gint64 start = 0; start < tiles && way.from < way.to; start += way.block)
    {
      const gint64 n = MIN (way.block, tiles - start);

      winograd->input (&in, start, n, v, way.v_plane, way.v_pitch);
      winograd->gradient (&out, start, n, d + way.from, way.m_plane, way.m_pitch);
      accumulate (&way, n, v, d, gathered);
    }
}

/**
 * convo_winograd_fold:
 * @gathered: of convo_winograd_gather()
 * @dw: weight gradient in engine order; the gathered one is added
 */
void
convo_winograd_fold (const ConvoConv *conv, const float *gathered, float *dw)
{
  const ConvoWinogradTile *winograd = convo_winograd_tile ();
  Way way = way_forward (conv);
  const gint64 width = convo_tile ()->width;

  cut_channels (&way);
  for (gint64 ci = 0; ci < conv->ci; ci++)
    for (gint64 co = way.from; co < way.to; co += width)
      winograd->fold (gathered + ci * way.m_pitch + co, way.u_plane, MIN (conv->co - co, width),
                      dw + ci * conv->co + co, conv->ci * conv->co);
}
