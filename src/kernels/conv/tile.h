/* The micro-kernels under convolution and dense layers: small tiles of sums held in vector registers.
 *
 * tile.c is compiled once per instruction set; convo_tile() gives the one in use. Every sum is one chain of
 * multiply-adds in the order of its loops, whatever the tile: results depend neither on tile sizes nor on how
 * pixels and images are grouped into calls. */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

#define CONVO_TILE_VECTORS 4      /* most vectors of channels in a tile */
#define CONVO_TILE_PIXELS 16      /* most pixels (or rows) in a tile */
#define CONVO_TILE_SPLITS 3       /* 2, 4, 8 */
#define CONVO_TILE_CHANNELWISE 8  /* most pixels in a channelwise tile */
#define CONVO_TILE_TAPS 9         /* most taps in a channelwise gradient tile */

/**
 * ConvoTileSum:
 * @n: outer loops of the sum
 * @step: floats of `a` that each of them advances
 * @run: innermost loop, over consecutive floats of `a`
 * @a_pixel: floats of `a` from a pixel of the tile to the next
 * @b_step: floats of `b` from an element of the sum to the next, all loops being one sequence
 * @c_pixel: floats of `c` from a pixel of the tile to the next
 * @list: for listed and split tiles, instead of the loops: where in `a` each element of the sum lies
 * @n_list: how many
 * @lanes: channels in the tile's last vector, 1 … width; nothing is written beyond them
 * @add: add to `c` instead of overwriting it
 * @relu: negative results become 0
 * @ahead: `b` is not in a near cache yet: it is fetched ahead (not for listed and split tiles)
 *
 * c[pixel][channel] = bias[channel] + Σ a[pixel][k]·b[k][channel]: forward and data gradient.
 */
typedef struct
{
  gint64 n[3], step[3], run;
  gint64 a_pixel, b_step, c_pixel;
  const gint32 *list;
  gint64 n_list;
  int lanes;
  gboolean add, relu, ahead;
} ConvoTileSum;

typedef void (*ConvoTileSumFunc) (const ConvoTileSum *sum, const float *a, const float *b, const float *bias, float *c);

/**
 * ConvoTileOuter:
 * @n: loops over images, planes, rows, pixels
 * @a_step: floats of `a` that each advances
 * @b_step: floats of `b` that each advances
 * @a_group: floats of `a` between groups of rows
 * @c_group: floats of `c` between groups of rows
 * @c_row: floats of `c` from a row to the next inside a group
 * @lanes: channels in the last vector
 *
 * c[row][channel] += Σ a[pixel][row]·b[pixel][channel]: weight gradient. Rows of a group are consecutive in `a`.
 */
typedef struct
{
  gint64 n[4], a_step[4], b_step[4];
  gint64 a_group, c_group, c_row;
  int lanes;
} ConvoTileOuter;

typedef void (*ConvoTileOuterFunc) (const ConvoTileOuter *outer, const float *a, const float *b, float *c);

/**
 * ConvoTileTaps:
 * @n: planes, rows, taps of the window
 * @step: floats of `a` that each advances
 * @a_pixel: floats of `a` from a pixel to the next
 * @b_tap: floats of `b` (weights, a channel each) from a tap to the next
 * @c_pixel: floats of `c` from a pixel to the next
 * @rows: rows of pixels
 * @a_row: floats of `a` from a row of pixels to the next
 * @c_row: floats of `c` from a row to the next
 * @channels: how many
 * @add: add to `c` instead of overwriting it
 * @relu: negative results become 0
 *
 * c[pixel][channel] = bias[channel] + Σ a[pixel + tap][channel]·b[tap][channel]: depthwise, rows of pixels.
 */
typedef struct
{
  gint64 n[3], step[3];
  gint64 a_pixel, b_tap, c_pixel, rows, a_row, c_row, channels;
  gboolean add, relu;
} ConvoTileTaps;

/**
 * ConvoTileTapsOuter:
 * @n: loops over images, planes, rows, pixels
 * @a_step: floats of `a` that each advances
 * @b_step: floats of `b` that each advances
 * @taps: how many, 1 … %CONVO_TILE_TAPS
 * @tap: offset of each in `a`, in floats
 * @c_channel: floats of `c` from a channel to the next; taps are consecutive
 * @lanes: channels, 1 … width
 *
 * c[channel][tap] += Σ a[pixel + tap][channel]·b[pixel][channel]: depthwise weight gradient.
 */
typedef struct
{
  gint64 n[4], a_step[4], b_step[4];
  int taps;
  gint64 tap[CONVO_TILE_TAPS];
  gint64 c_channel;
  int lanes;
} ConvoTileTapsOuter;

/**
 * ConvoTile:
 * @width: floats in a vector
 * @pixels: greatest number of pixels (rows) for a tile of 1, 2, 3, 4 vectors
 * @sum: by vectors − 1 and pixels − 1; %NULL beyond @pixels
 * @listed: the same sums by a list of offsets: better where runs are short
 * @split: by log2 of the split − 1 and pixels − 1, one vector: for few channels. 2, 4 or 8 consecutive elements of the
 *   sum are done at once, each in its own lanes: lane channel·split + element. %NULL where there is none
 * @outer: by groups − 1, vectors − 1 and rows a group − 1; %NULL where there is no such tile
 * @taps: depthwise forward and data gradient
 * @taps_outer: depthwise weight gradient
 * @transpose: to[column·to_step + row] = from[row·from_step + column]
 * @column_sums: c[channel] += Σ a[row][pixel][channel]
 *
 * The micro-kernels of one instruction set.
 */
typedef struct
{
  int width;
  int pixels[CONVO_TILE_VECTORS];
  ConvoTileSumFunc sum[CONVO_TILE_VECTORS][CONVO_TILE_PIXELS];
  ConvoTileSumFunc listed[CONVO_TILE_VECTORS][CONVO_TILE_PIXELS];
  ConvoTileSumFunc split[CONVO_TILE_SPLITS][CONVO_TILE_PIXELS];
  ConvoTileOuterFunc outer[3][CONVO_TILE_VECTORS][CONVO_TILE_PIXELS];
  void (*taps) (const ConvoTileTaps *taps, gint64 pixels, const float *a, const float *b, const float *bias, float *c);
  void (*taps_outer) (const ConvoTileTapsOuter *outer, const float *a, const float *b, float *c);
  void (*transpose) (gint64 rows, gint64 columns, const float *from, gint64 from_step, float *to, gint64 to_step);
  void (*column_sums) (gint64 rows, gint64 pixels, gint64 row_step, gint64 pixel_step, gint64 channels,
                       const float *a, float *c);
} ConvoTile;

const ConvoTile *convo_tile (void);

extern const ConvoTile convo_tile_base;
#ifdef __x86_64__
extern const ConvoTile convo_tile_avx2, convo_tile_avx512;
#endif

G_END_DECLS
