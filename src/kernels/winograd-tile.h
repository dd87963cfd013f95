/* The transforms of Winograd's convolution for one instruction set: tiles of pixels to 36 planes, and back. */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

#define CONVO_WINOGRAD_OUT 4      /* pixels a tile has along each axis: outputs … */
#define CONVO_WINOGRAD_IN 6       /* … and inputs that these see through a 3×3 window */
#define CONVO_WINOGRAD_PLANES 36

/**
 * ConvoWinogradPixels:
 * @rows: rows of the tile that exist; the others count as zero and are never written
 * @columns: likewise
 * @row_pitch: floats from a row to the next
 * @pixel_pitch: floats from a pixel to the next
 * @channels: how many
 * @relu: for outputs: negative ones become 0
 *
 * A tile of a map in NHWC order.
 */
typedef struct
{
  int rows, columns;
  gint64 row_pitch, pixel_pitch, channels;
  gboolean relu;
} ConvoWinogradPixels;

/**
 * ConvoWinogradTile:
 * @input: Bᵀ·x·B of 6×6 pixels; plane e of the result begins at v + e·plane, whole vectors, idle lanes 0
 * @gradient: A·dy·Aᵀ of 4×4 pixels, likewise
 * @output: y = bias + Aᵀ·m·A, 4×4 pixels, or added to what is there (then without ReLU); @bias may be %NULL
 * @weight: G·w·Gᵀ of one input channel and up to a vector of output channels; taps begin at w + tap·tap_step
 * @fold: dw += Gᵀ·u·G, the adjoint of @weight
 */
typedef struct
{
  void (*input) (const ConvoWinogradPixels *pixels, const float *x, float *v, gint64 plane);
  void (*gradient) (const ConvoWinogradPixels *pixels, const float *dy, float *v, gint64 plane);
  void (*output) (const ConvoWinogradPixels *pixels, const float *m, gint64 plane, const float *bias, gboolean add,
                  float *y);
  void (*weight) (const float *w, gint64 tap_step, int lanes, float *u, gint64 plane);
  void (*fold) (const float *u, gint64 plane, int lanes, float *dw, gint64 tap_step);
} ConvoWinogradTile;

const ConvoWinogradTile *convo_winograd_tile (void);

extern const ConvoWinogradTile convo_winograd_tile_base;
#ifdef __x86_64__
extern const ConvoWinogradTile convo_winograd_tile_avx2, convo_winograd_tile_avx512;
#endif

G_END_DECLS
