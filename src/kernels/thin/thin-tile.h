/* The micro-kernels of the thin layout: a vector is the same value of several images, so tiles of sums fit any number
 * of channels and weights are broadcast.
 *
 * thin-tile.c is compiled once per instruction set; convo_thin_tile() gives the one in use. Every sum is one chain of
 * multiply-adds in the order of its loops, whatever the tile. */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

#define CONVO_THIN_LANES 16      /* most images in a pack */
#define CONVO_THIN_PIXELS 8      /* most pixels of a tile */
#define CONVO_THIN_CHANNELS 24   /* most channels of a tile of one pixel */
#define CONVO_THIN_ROWS 8        /* most rows of a gradient tile, and most channels */

/**
 * ConvoThinSum:
 * @n: loops of the sum
 * @a_step: floats of `a` that each advances
 * @w_step: floats of `w` that each advances
 * @a_pixel: floats of `a` from a pixel of the tile to the next
 * @w_channel: floats of `w` from a channel of the tile to the next
 * @c_pixel: floats of `c` from a pixel to the next
 * @c_channel: floats of `c` from a channel to the next
 * @add: add to `c` instead of overwriting it
 * @relu: negative results become 0
 *
 * c[channel][pixel][lane] = bias[channel] + Σ a[pixel][k][lane]·w[k][channel]: forward and data gradient.
 */
typedef struct
{
  gint64 n[3], a_step[3], w_step[3];
  gint64 a_pixel, w_channel, c_pixel, c_channel;
  gboolean add, relu;
} ConvoThinSum;

typedef void (*ConvoThinSumFunc) (const ConvoThinSum *sum, const float *a, const float *w, const float *bias, float *c);

/**
 * ConvoThinOuter:
 * @n: loops over packs, rows, pixels
 * @a_step: floats of `a` that each advances
 * @b_step: floats of `b` that each advances
 * @a_row: floats of `a` from a row of the tile to the next
 * @b_channel: floats of `b` from a channel of the tile to the next
 * @c_row: floats of `c` from a row to the next
 *
 * c[row][channel] += Σ a[pixel][row][lane]·b[pixel][channel][lane], over lanes too: weight gradient.
 */
typedef struct
{
  gint64 n[3], a_step[3], b_step[3];
  gint64 a_row, b_channel, c_row;
} ConvoThinOuter;

typedef void (*ConvoThinOuterFunc) (const ConvoThinOuter *outer, const float *a, const float *b, float *c);

/**
 * ConvoThinDense:
 * @packs: how many
 * @a_pack: floats of `a` from a pack to the next
 * @a_row: floats of `a` from a row of the tile to the next; lanes are consecutive
 * @b_pack: floats of `b` from a pack to the next
 * @b_lane: floats of `b` from an image to the next; channels are consecutive
 * @c_row: floats of `c` from a row to the next
 * @last: channels of the tile's last vector, 1 … lanes; nothing is written beyond them
 *
 * c[row][channel] = Σ a[image][row]·b[image][channel]: weight gradient of a dense layer.
 */
typedef struct
{
  gint64 packs, a_pack, a_row, b_pack, b_lane, c_row;
  int last;
} ConvoThinDense;

typedef void (*ConvoThinDenseFunc) (const ConvoThinDense *dense, const float *a, const float *b, float *c);

/**
 * ConvoThinTile:
 * @lanes: images in a pack: floats in a vector
 * @sums: vectors that a tile may have
 * @sum: by pixels − 1 and channels − 1, where pixels·channels is at most @sums
 * @outer: by rows − 1 and channels − 1, where rows·channels is at most @sums
 * @dense: by vectors − 1 and rows − 1
 * @total: sum of @n runs of @length floats, @pitch apart
 * @transpose: to[lane·to_lane + channel] = from[channel·from_channel + lane], for @channels
 * @gather: to[i·lanes + lane] = from[lane][i], for @n values
 *
 * The micro-kernels of one instruction set.
 */
typedef struct
{
  int lanes, sums;
  ConvoThinSumFunc sum[CONVO_THIN_PIXELS][CONVO_THIN_CHANNELS];
  ConvoThinOuterFunc outer[CONVO_THIN_ROWS][CONVO_THIN_ROWS];
  ConvoThinDenseFunc dense[2][CONVO_THIN_ROWS];
  float (*total) (const float *a, gint64 n, gint64 length, gint64 pitch);
  void (*transpose) (float *to, gint64 to_lane, const float *from, gint64 from_channel, gint64 channels);
  void (*gather) (float *to, const float *const *from, gint64 n);
} ConvoThinTile;

const ConvoThinTile *convo_thin_tile (void);   /* for the instruction set in use */

G_END_DECLS
