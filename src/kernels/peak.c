/* What one core of this machine can do at most, measured with our own micro-kernel on numbers that lie in the nearest cache. */
#include "peak.h"
#include "aligned.h"
#include "tile.h"

#define RUN 256          /* elements of each sum: both operands stay in the nearest cache */
#define CALLS 2000
#define ROUNDS 15

static double
round_of (const ConvoTile *tile, int vectors, float *a, float *b, float *c)
{
  int pixels = tile->pixels[vectors - 1], lanes = vectors * tile->width;
  const ConvoTileSum sum = { .n = { 1, 1, 1 }, .run = RUN, .a_pixel = RUN, .b_step = lanes, .c_pixel = lanes,
                             .lanes = tile->width };
  gint64 start = g_get_monotonic_time ();

  for (int i = 0; i < CALLS; i++)
    tile->sum[vectors - 1][pixels - 1] (&sum, a, b, NULL, c);
  return 2.0 * CALLS * RUN * pixels * lanes / MAX (g_get_monotonic_time () - start, 1) / 1e3;
}

/**
 * convo_peak_gflops:
 *
 * Takes about a tenth of a second.
 *
 * Returns: 10⁹ floating point operations a second (a multiply-add is two) of one core, the best of some rounds
 */
double
convo_peak_gflops (void)
{
  const ConvoTile *tile = convo_tile ();
  float *a = convo_aligned_floats (RUN * CONVO_TILE_PIXELS), *b, *c;
  double best = 0;

  b = convo_aligned_floats (RUN * CONVO_TILE_VECTORS * tile->width);
  c = convo_aligned_floats (CONVO_TILE_PIXELS * CONVO_TILE_VECTORS * tile->width);
  for (int round = 0; a != NULL && b != NULL && c != NULL && round < ROUNDS; round++)
    for (int vectors = 1; vectors <= 2; vectors++)
      best = MAX (best, round_of (tile, vectors, a, b, c));
  convo_aligned_free (a);
  convo_aligned_free (b);
  convo_aligned_free (c);
  return best;
}
