/* Weight gradient of a convolution: for each kernel element and pair of channels a sum over all pixels.
 *
 * Every sum runs over images, planes, rows and pixels in this order and goes on from what the accumulator holds. So
 * the work may be cut into blocks of images and rows that stay in the cache, and into tiles of any size, without
 * changing a bit. */
#include "conv.h"
#include "tile.h"

#include <string.h>

#define BLOCK_BYTES (512 * 1024)   /* of x and dy together: with room for the gradient in a cache of 1 MiB */

#define FEW_PIXELS 64
#define MANY_WEIGHTS (64 * 1024)

/* Kernel elements whose inputs are consecutive in x: the rows of the gradient that tiles are cut from. */
typedef struct
{
  const ConvoTile *tile;
  const ConvoConv *conv;
  ConvoTileOuter outer;          /* the loops over pixels, fused */
  gint64 run;                    /* rows in one stretch */
  gint64 stretches;              /* along the next slower loop: groups of a tile may span them */
  gint64 a_stretch, c_stretch;
  gboolean few_pixels;           /* in the block, against weights that no cache holds */
  ConvoShare rows;               /* of the rows of each stretch, … */
  gint64 from, to;               /* … and output channels */
} Rows;

static void
run_tiles (Rows *r, int groups, int nb, const float *a, const float *b, float *c, gint64 lanes)
{
  const int max = r->tile->pixels[nb - 1];
  gint64 n_tiles = (r->run + max - 1) / max, row = 0;

  r->outer.lanes = lanes;
  r->outer.a_group = r->a_stretch;
  r->outer.c_group = r->c_stretch;
  for (gint64 t = 0; t < n_tiles; t++)
    {
      gint64 p = (r->run - row + n_tiles - t - 1) / (n_tiles - t);

      r->tile->outer[groups - 1][nb - 1][p - 1] (&r->outer, a + row, b, c + row * r->outer.c_row);
      row += p;
    }
}

/* Short runs (few channels): several stretches in one tile, if there is such a tile. */
static int
groups_for (const Rows *r, int nb, gint64 stretches_left)
{
  for (int g = MIN (stretches_left, 3); g > 1; g--)
    if (r->run <= CONVO_TILE_PIXELS && r->tile->outer[g - 1][nb - 1][r->run - 1] != NULL)
      return g;
  return 1;
}

/* Vectors of output channels in the next tile. Where many rows follow one another a tile of two vectors is best; short
 * runs and few pixels want more. */
static int
vectors_for (const Rows *r, gint64 left)
{
  if (left >= 4 && (r->run <= r->tile->pixels[3] || r->few_pixels))
    return 4;
  if (left == 3 && (r->run <= r->tile->pixels[2] || r->few_pixels))
    return 3;
  return MIN (left, 2);
}

/* All stretches for some of the output channels of a group. */
static void
all_stretches (Rows *r, int nb, gint64 lanes, const float *a, const float *b, float *c)
{
  for (gint64 s = 0; s < r->stretches; )
    {
      int groups = groups_for (r, nb, r->stretches - s);

      run_tiles (r, groups, nb, a + s * r->a_stretch, b, c + s * r->c_stretch, lanes);
      s += groups;
    }
}

/* All output channels of a group for all stretches. */
static void
all_rows (Rows *r, const float *a, const float *b, float *c)
{
  const int width = r->tile->width;
  const gint64 co = r->conv->co, run = r->run;
  gint64 start, end;
  /* With few pixels the gradient itself is most of the traffic: then it is passed once, row after row. */
  const gint64 rows = r->few_pixels ? MIN (r->tile->pixels[3], run) : run;

  convo_share_range (r->rows, run, 1, &start, &end);
  for (gint64 row = start; row < end; row += rows)
    {
      r->run = MIN (rows, end - row);
      for (gint64 ch = r->from; ch < r->to; )
        {
          gint64 left = (r->to - ch + width - 1) / width;
          int nb = vectors_for (r, left);

          all_stretches (r, nb, MIN (r->to - ch - (nb - 1) * width, width), a + row, b + ch, c + row * co + ch);
          ch += nb * width;
        }
    }
  r->run = run;
}

/* Joins loops that are one even sequence in both maps. */
static void
fuse (ConvoTileOuter *o)
{
  for (int i = 2; i >= 0; i--)
    if (o->n[3] == 1)
      {
        o->n[3] = o->n[i], o->a_step[3] = o->a_step[i], o->b_step[3] = o->b_step[i];
        o->n[i] = 1;
      }
    else if (o->n[i] == 1)
      continue;
    else if (o->a_step[i] == o->n[3] * o->a_step[3] && o->b_step[i] == o->n[3] * o->b_step[3])
      {
        o->n[3] *= o->n[i];
        o->n[i] = 1;
      }
    else
      break;
}

/* Which of the gradients the call computes: long rows are better left whole, unless there are too few channels. */
static void
cut (Rows *r, ConvoShare share)
{
  const gint64 co = r->conv->co, width = r->tile->width;

  r->from = 0;
  r->to = co;
  if (share.count <= 1)
    return;
  if (r->few_pixels || convo_share_unevenness (share.count, (co + width - 1) / width) > 1.2)
    r->rows = share;
  else
    convo_share_range (share, co, width, &r->from, &r->to);
}

/* One block of pixels: all kernel elements, all groups of channels. */
static void
dense_block (const ConvoConv *conv, const ConvoMap *x, const ConvoTileOuter *loops, const float *a, const float *b,
             float *dw)
{
  const gint64 *k = conv->kernel, *d = conv->dilation;
  const gint64 tap = conv->ci * conv->co;
  const gboolean row_is_run = k[2] == 1 || d[2] * x->pixel_pitch == conv->ci;
  const gboolean plane_is_run = row_is_run && (k[1] == 1 || d[1] * x->row_pitch == k[2] * conv->ci);
  Rows r = { .tile = convo_tile (), .conv = conv, .outer = *loops };

  fuse (&r.outer);
  r.outer.c_row = conv->co;
  r.few_pixels = r.outer.n[0] * r.outer.n[1] * r.outer.n[2] * r.outer.n[3] <= FEW_PIXELS &&
                 conv->co * conv->ci * k[0] * k[1] * k[2] >= MANY_WEIGHTS;
  r.run = conv->ci * (row_is_run ? k[2] : 1) * (plane_is_run ? k[1] : 1);
  cut (&r, conv->share);
  for (gint64 g = 0; g < conv->groups; g++)
    for (gint64 z = 0; z < k[0]; z++)
      {
        const float *a_at = a + g * conv->ci + z * d[0] * x->plane_pitch;
        const float *b_at = b + g * conv->co;
        float *c_at = dw + (g * k[0] + z) * k[1] * k[2] * tap;

        r.stretches = plane_is_run ? 1 : row_is_run ? k[1] : k[2];
        r.a_stretch = row_is_run ? d[1] * x->row_pitch : d[2] * x->pixel_pitch;
        r.c_stretch = row_is_run ? k[2] * tap : tap;
        for (gint64 y = 0; y < (row_is_run ? 1 : k[1]); y++)
          all_rows (&r, a_at + y * d[1] * x->row_pitch, b_at, c_at + y * k[2] * tap);
      }
}

static void
channelwise_block (const ConvoConv *conv, const ConvoMap *x, const ConvoTileOuter *loops, const float *a,
                   const float *b, float *dw)
{
  const ConvoTile *tile = convo_tile ();
  const gint64 taps = conv->kernel[0] * conv->kernel[1] * conv->kernel[2];
  ConvoTileTapsOuter o = { .c_channel = taps };
  gint64 from, to;

  memcpy (o.n, loops->n, sizeof o.n);
  memcpy (o.a_step, loops->a_step, sizeof o.a_step);
  memcpy (o.b_step, loops->b_step, sizeof o.b_step);
  convo_share_range (conv->share, conv->groups, tile->width, &from, &to);
  for (gint64 ch = from; ch < to; ch += tile->width)
    for (gint64 t0 = 0; t0 < taps; t0 += CONVO_TILE_TAPS)
      {
        o.lanes = MIN (to - ch, tile->width);
        o.taps = MIN (taps - t0, CONVO_TILE_TAPS);
        for (int t = 0; t < o.taps; t++)
          {
            gint64 at = t0 + t, in_plane = conv->kernel[1] * conv->kernel[2];

            o.tap[t] = at / in_plane * conv->dilation[0] * x->plane_pitch +
                       at % in_plane / conv->kernel[2] * conv->dilation[1] * x->row_pitch +
                       at % conv->kernel[2] * conv->dilation[2] * x->pixel_pitch;
          }
        tile->taps_outer (&o, a + ch, b + ch, dw + ch * taps + t0);
      }
}

/* How many images, planes, rows make a block that stays in the cache: whole images if they fit, else planes, rows. */
static void
block_sizes (const ConvoConv *conv, const ConvoMap *x, const ConvoMap *dy, int count, gint64 block[3])
{
  const gint64 row = (x->row_pitch * conv->stride[1] + dy->row_pitch) * sizeof (float);
  const gint64 plane = row * conv->out[1], image = plane * conv->out[0];

  block[0] = CLAMP (BLOCK_BYTES / image, 1, count);
  block[1] = CLAMP (BLOCK_BYTES / plane, 1, conv->out[0]);
  block[2] = CLAMP (BLOCK_BYTES / row, 1, conv->out[1]);
  if (conv->co * conv->ci * conv->kernel[0] * conv->kernel[1] * conv->kernel[2] >= MANY_WEIGHTS)
    block[0] = CLAMP (FEW_PIXELS / (conv->out[0] * conv->out[1] * conv->out[2]), block[0], count);
  if (block[0] > 1)
    block[1] = conv->out[0];
  if (block[1] > 1)
    block[2] = conv->out[1];
}

/**
 * convo_conv_backward_weight:
 * @x: input, with the halo of convo_conv_halo()
 * @dy: gradient of the output
 * @dw: weight gradient in engine order; the sums over images and pixels are added
 */
void
convo_conv_backward_weight (const ConvoConv *conv, const ConvoMap *x, const ConvoMap *dy, float *dw, int first,
                            int count)
{
  const gboolean channelwise = conv->groups > 1 && conv->ci == 1 && conv->co == 1;
  const gint64 *s = conv->stride, *p = conv->pad;
  ConvoTileOuter loops = {
    .a_step = { x->image_pitch, s[0] * x->plane_pitch, s[1] * x->row_pitch, s[2] * x->pixel_pitch },
    .b_step = { dy->image_pitch, dy->plane_pitch, dy->row_pitch, dy->pixel_pitch },
  };
  gint64 block[3];

  if (count <= 0)
    return;
  block_sizes (conv, x, dy, count, block);
  loops.n[3] = conv->out[2];
  for (gint64 n = 0; n < count; n += block[0])
    for (gint64 z = 0; z < conv->out[0]; z += block[1])
      for (gint64 y = 0; y < conv->out[1]; y += block[2])
        {
          const float *a = convo_map_pixel (x, first + n, z * s[0] - p[0], y * s[1] - p[1], -p[2]);
          const float *b = convo_map_pixel (dy, first + n, z, y, 0);

          loops.n[0] = MIN (block[0], count - n);
          loops.n[1] = MIN (block[1], conv->out[0] - z);
          loops.n[2] = MIN (block[2], conv->out[1] - y);
          (channelwise ? channelwise_block : dense_block) (conv, x, &loops, a, b, dw);
        }
}
