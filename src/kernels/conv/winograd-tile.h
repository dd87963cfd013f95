/* The transforms of Winograd's convolution for one instruction set: tiles of pixels to 36 planes, and back. */
#pragma once
#include "ahead.h"

G_BEGIN_DECLS

#define CONVO_WINOGRAD_OUT 4      /* pixels a tile has along each axis: outputs … */
#define CONVO_WINOGRAD_IN 6       /* … and inputs that these see through a 3×3 window */
#define CONVO_WINOGRAD_PLANES 36

/**
 * ConvoWinogradGrid:
 * @data: first pixel of the first tile of image 0, channel 0
 * @image_pitch: floats from an image to the next
 * @row_pitch: floats from a row to the next
 * @pixel_pitch: floats from a pixel to the next
 * @rows: rows from @data on that exist; what a tile has beyond them counts as zero and is never written
 * @columns: likewise
 * @down: tiles in a column
 * @across: tiles in a row
 * @channels: how many
 * @relu: for outputs: negative ones become 0
 * @ahead: (nullable): memory to bring nearer meanwhile
 *
 * A map in NHWC order as a grid of tiles, %CONVO_WINOGRAD_OUT pixels apart. Tiles are numbered row by row, image by image.
 */
typedef struct
{
  float *data;
  gint64 image_pitch, row_pitch, pixel_pitch;
  gint64 rows, columns, down, across, channels;
  gboolean relu;
  ConvoAhead *ahead;
} ConvoWinogradGrid;

/**
 * ConvoWinogradTile:
 * @input: Bᵀ·x·B of the 6×6 pixels of @n tiles from @start on; plane e of tile t begins at v + e·plane + t·pitch, whole
 *   vectors, idle lanes 0
 * @gradient: A·dy·Aᵀ of 4×4 pixels, likewise
 * @output: y = bias + Aᵀ·m·A, 4×4 pixels, or added to what is there (then without ReLU); @bias may be %NULL
 * @weight: G·w·Gᵀ of one input channel and up to a vector of output channels; taps begin at w + tap·tap_step
 * @fold: dw += Gᵀ·u·G, the adjoint of @weight
 */
typedef struct
{
  void (*input) (const ConvoWinogradGrid *x, gint64 start, gint64 n, float *v, gint64 plane, gint64 pitch);
  void (*gradient) (const ConvoWinogradGrid *dy, gint64 start, gint64 n, float *v, gint64 plane, gint64 pitch);
  void (*output) (const ConvoWinogradGrid *y, gint64 start, gint64 n, const float *m, gint64 plane, gint64 pitch,
                  const float *bias, gboolean add);
  void (*weight) (const float *w, gint64 tap_step, int lanes, float *u, gint64 plane);
  void (*fold) (const float *u, gint64 plane, int lanes, float *dw, gint64 tap_step);
} ConvoWinogradTile;

const ConvoWinogradTile *convo_winograd_tile (void);

extern const ConvoWinogradTile convo_winograd_tile_base;
#ifdef __x86_64__
extern const ConvoWinogradTile convo_winograd_tile_avx2, convo_winograd_tile_avx512;
#endif

G_END_DECLS
