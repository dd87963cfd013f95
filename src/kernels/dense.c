/* Dense layers: the data gradient as a matrix product whose columns are the input's values in memory order. */
#include "dense.h"
#include "tile.h"

#include <string.h>

/** convo_dense_conv: Returns: the dense layer as a convolution with one window */
ConvoConv
convo_dense_conv (gint64 channels, const gint64 extent[3], gint64 features)
{
  ConvoConv conv = { .groups = 1, .ci = channels, .co = features };

  for (int i = 0; i < 3; i++)
    {
      conv.in[i] = conv.kernel[i] = extent[i];
      conv.out[i] = conv.stride[i] = conv.dilation[i] = 1;
    }
  return conv;
}

static gint64
n_values (const ConvoConv *dense)
{
  return dense->in[0] * dense->in[1] * dense->in[2] * dense->ci;
}

/* Input values in a panel of the packed transpose */
static gint64
panel_width (void)
{
  return CONVO_TILE_VECTORS * convo_tile ()->width;
}

static gint64
n_panels (const ConvoConv *dense)
{
  return (n_values (dense) + panel_width () - 1) / panel_width ();
}

/** convo_dense_packed_size: Returns: bytes that convo_dense_pack() writes */
gsize
convo_dense_packed_size (const ConvoConv *dense, gboolean backward)
{
  gsize size = convo_conv_packed_size (dense, FALSE);

  if (backward)   /* a tile at the end of a panel reads up to a vector beyond it */
    size += (n_panels (dense) * panel_width () * dense->co + panel_width ()) * sizeof (float);
  return size;
}

/** convo_dense_pack: the same as convo_conv_pack(); @backward: for convo_dense_backward_data() */
void
convo_dense_pack (const ConvoConv *dense, const float *weight, float *packed, gboolean backward)
{
  const gint64 values = n_values (dense), co = dense->co, width = panel_width ();

  convo_conv_pack (dense, weight, packed, FALSE);
  if (!backward)
    return;
  packed += convo_conv_packed_size (dense, FALSE) / sizeof (float);
  for (gint64 p = 0; p < n_panels (dense); p++, packed += co * width)
    {
      gint64 inputs = MIN (values - p * width, width);

      if (inputs < width)
        memset (packed, 0, co * width * sizeof (float));
      convo_tile ()->transpose (inputs, co, weight + p * width * co, co, packed, width);
    }
  memset (packed, 0, width * sizeof (float));
}

/* Values of one panel: consecutive in the panel and in dx. */
static void
piece (const ConvoTile *tile, ConvoTileSum *sum, gint64 length, int images, const float *a, const float *b, float *c)
{
  for (gint64 at = 0; at < length; )
    {
      gint64 left = (length - at + tile->width - 1) / tile->width;
      int nb = left >= 4 && images <= tile->pixels[3] ? 4 : left == 3 && images <= tile->pixels[2] ? 3 : MIN (left, 2);
      int max = tile->pixels[nb - 1], n_tiles = (images + max - 1) / max, i = 0;

      sum->lanes = MIN (length - at - (nb - 1) * tile->width, tile->width);
      for (int t = 0; t < n_tiles; t++)
        {
          int p = (images - i + n_tiles - t - 1) / (n_tiles - t);

          tile->sum[nb - 1][p - 1] (sum, a + i * sum->a_pixel, b + at, NULL, c + at + i * sum->c_pixel);
          i += p;
        }
      at += nb * tile->width;
    }
}

/* Those of the values [value, value + length), consecutive in dx from @c on, that the call computes; cut at the ends of
 * panels. */
static void
stretch (const ConvoConv *dense, ConvoTileSum *sum, gint64 value, gint64 length, int images, const float *packed,
         const float *a, float *c)
{
  const gint64 width = panel_width ();
  gint64 from, to;

  convo_share_range (dense->share, n_values (dense), width, &from, &to);
  from = MAX (from, value);
  length = MIN (to, value + length) - from;
  c += from - value;
  value = from;
  while (length > 0)
    {
      gint64 in_panel = value % width, n = MIN (length, width - in_panel);

      piece (convo_tile (), sum, n, images, a, packed + (value - in_panel) * dense->co + in_panel, c);
      value += n;
      length -= n;
      c += n;
    }
}

/**
 * convo_dense_backward_data:
 * @packed: of convo_dense_pack() with backward
 * @dy: gradient of the features
 * @dx: gradient of the input, of any shape and halo; only its interior is written
 * @add: add to @dx instead of overwriting it
 */
void
convo_dense_backward_data (const ConvoConv *dense, const float *packed, const ConvoMap *dy, const ConvoMap *dx,
                           int first, int count, gboolean add)
{
  ConvoTileSum sum = { .n = { 1, 1, 1 }, .run = dense->co, .a_pixel = dy->image_pitch, .b_step = panel_width (),
                       .c_pixel = dx->image_pitch, .add = add, .ahead = TRUE };
  const float *a = convo_map_pixel (dy, first, 0, 0, 0);
  const gint64 *n = dense->in;
  gint64 pitch[4] = { dx->plane_pitch, dx->row_pitch, dx->pixel_pitch, 1 };
  gint64 length = dense->ci, value = 0;
  gint64 loop[3] = { n[0], n[1], n[2] };

  if (count <= 0)
    return;
  packed += convo_conv_packed_size (dense, FALSE) / sizeof (float);
  for (int i = 2; i >= 0 && (n[i] == 1 || pitch[i] == length); i--)   /* join what is contiguous */
    {
      length *= n[i];
      loop[i] = 1;
    }
  for (gint64 z = 0; z < loop[0]; z++)
    for (gint64 y = 0; y < loop[1]; y++)
      for (gint64 x = 0; x < loop[2]; x++, value += length)
        stretch (dense, &sum, value, length, count, packed, a, convo_map_pixel (dx, first, z, y, x));
}
