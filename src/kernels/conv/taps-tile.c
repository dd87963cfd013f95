/* Micro-kernels of depthwise convolution, compiled once per instruction set (see meson.build and tile.h). Every output is one
 * chain of multiply-adds over the taps in order, whatever the tile. */
#include "taps-tile.h"
#include "simd.h"

#if defined (__AVX512F__)
#define TAPS convo_taps_avx512
#define TAPS_OUTER convo_taps_outer_avx512
#elif defined (__AVX2__)
#define TAPS convo_taps_avx2
#define TAPS_OUTER convo_taps_outer_avx2
#else
#define TAPS convo_taps_base
#define TAPS_OUTER convo_taps_outer_base
#endif

/* Outputs whose sums, with nine weights, fit the registers */
#define ROWS 2
#if defined (__AVX512F__) || defined (__aarch64__)
#define PIXELS 7
#else
#define PIXELS 2
#endif

/* What sums begin with: not a constant, or the compiler would contract the first two products as it likes, and tiles of
 * different sizes would differ in their last bits. */
INLINE Vector
start_of (const float *bias, int lanes)
{
  return bias != NULL ? load_of (bias, 0, 1, lanes) : (Vector) { 0 };
}

/* What was there before, ReLU, and out. */
INLINE void
finish_taps (const int P, const ConvoTileTaps *t, Vector *acc, int lanes, float *c)
{
  if (t->add)
    UNROLL for (int i = 0; i < P; i++)
      acc[i] += load_of (c + i * t->c_pixel, 0, 1, lanes);
  if (t->relu)
    UNROLL for (int i = 0; i < P; i++)
      acc[i] = clip (acc[i]);
  UNROLL for (int i = 0; i < P; i++)
    store_of (c + i * t->c_pixel, acc[i], 0, 1, lanes);
}

/* P pixels of up to VW channels. */
INLINE void
taps_tile (const int P, const ConvoTileTaps *t, int lanes, const float *a, const float *b, const float *bias, float *c)
{
  const Vector start = start_of (bias, lanes);
  Vector acc[CONVO_TILE_CHANNELWISE];

  UNROLL for (int i = 0; i < P; i++)
    acc[i] = start;
  for (gint64 z = 0; z < t->n[0]; z++)
    for (gint64 y = 0; y < t->n[1]; y++)
      for (gint64 x = 0; x < t->n[2]; x++, b += t->b_tap)
        {
          const float *p = a + z * t->step[0] + y * t->step[1] + x * t->step[2];
          const Vector w = load (b);

          UNROLL for (int i = 0; i < P; i++)
            acc[i] += w * load_of (p + i * t->a_pixel, 0, 1, lanes);
        }
  finish_taps (P, t, acc, lanes, c);
}

static void
any_row (const ConvoTileTaps *t, gint64 pixels, const float *a, const float *b, const float *bias, float *c)
{
  for (gint64 ch = 0; ch < t->channels; ch += VW)
    {
      const int lanes = MIN (t->channels - ch, VW);
      const float *bias_at = bias != NULL ? bias + ch : NULL;
      gint64 i = 0;

      for (; i + CONVO_TILE_CHANNELWISE <= pixels; i += CONVO_TILE_CHANNELWISE)
        taps_tile (CONVO_TILE_CHANNELWISE, t, lanes, a + ch + i * t->a_pixel, b + ch, bias_at, c + ch + i * t->c_pixel);
      for (; i + 3 <= pixels; i += 3)
        taps_tile (3, t, lanes, a + ch + i * t->a_pixel, b + ch, bias_at, c + ch + i * t->c_pixel);
      for (; i < pixels; i++)
        taps_tile (1, t, lanes, a + ch + i * t->a_pixel, b + ch, bias_at, c + ch + i * t->c_pixel);
    }
}

/* Windows of 3×3 without gaps, S pixels apart: R rows of P outputs. An input is loaded once for all outputs that see it. */
INLINE void
window_tile (const int S, const int R, const int P, const ConvoTileTaps *t, int lanes, const float *a, const float *b,
             const float *bias, float *c)
{
  const Vector start = start_of (bias, lanes);
  Vector acc[ROWS][PIXELS], w[9];

  UNROLL for (int i = 0; i < 9; i++)
    w[i] = load (b + i * t->b_tap);
  UNROLL for (int r = 0; r < R; r++)
    UNROLL for (int p = 0; p < P; p++)
      acc[r][p] = start;
  UNROLL for (int y = 0; y < (R - 1) * S + 3; y++)
    UNROLL for (int x = 0; x < (P - 1) * S + 3; x++)
      {
        const Vector v = load_of (a + y * t->step[1] + x * t->step[2], 0, 1, lanes);

        UNROLL for (int r = 0; r < R; r++)
          UNROLL for (int p = 0; p < P; p++)
            if (y - r * S >= 0 && y - r * S < 3 && x - p * S >= 0 && x - p * S < 3)
              acc[r][p] += v * w[(y - r * S) * 3 + x - p * S];
      }
  UNROLL for (int r = 0; r < R; r++)
    finish_taps (P, t, acc[r], lanes, c + r * t->c_row);
}

/* All channels of R rows. */
INLINE void
window_rows (const int S, const int R, const ConvoTileTaps *t, gint64 pixels, const float *a, const float *b,
             const float *bias, float *c)
{
  gint64 i = 0;

#define TILES(P) \
  for (; i + P <= pixels; i += P) \
    for (gint64 ch = 0; ch < t->channels; ch += VW) \
      window_tile (S, R, P, t, MIN (t->channels - ch, VW), a + ch + i * t->a_pixel, b + ch, \
                   bias != NULL ? bias + ch : NULL, c + ch + i * t->c_pixel);
  TILES (PIXELS)
#if PIXELS > 3
  TILES (3)
#endif
  TILES (1)
#undef TILES
}

static __attribute__ ((noinline)) void
windows_1 (const ConvoTileTaps *t, gint64 pixels, const float *a, const float *b, const float *bias, float *c)
{
  gint64 y = 0;

  for (; y + ROWS <= t->rows; y += ROWS)
    window_rows (1, ROWS, t, pixels, a + y * t->a_row, b, bias, c + y * t->c_row);
  for (; y < t->rows; y++)
    window_rows (1, 1, t, pixels, a + y * t->a_row, b, bias, c + y * t->c_row);
}

static __attribute__ ((noinline)) void
windows_2 (const ConvoTileTaps *t, gint64 pixels, const float *a, const float *b, const float *bias, float *c)
{
  for (gint64 y = 0; y < t->rows; y++)
    window_rows (2, 1, t, pixels, a + y * t->a_row, b, bias, c + y * t->c_row);
}

/* Whether it is a window of 3×3 without gaps whose outputs are @s pixels apart */
static gboolean
is_window (const ConvoTileTaps *t, int s)
{
  return t->n[0] == 1 && t->n[1] == 3 && t->n[2] == 3 && s * t->step[2] == t->a_pixel && s * t->step[1] == t->a_row;
}

void
TAPS (const ConvoTileTaps *t, gint64 pixels, const float *a, const float *b, const float *bias, float *c)
{
  if (is_window (t, 1))
    windows_1 (t, pixels, a, b, bias, c);
  else if (is_window (t, 2))
    windows_2 (t, pixels, a, b, bias, c);
  else
    for (gint64 y = 0; y < t->rows; y++)
      any_row (t, pixels, a + y * t->a_row, b, bias, c + y * t->c_row);
}

INLINE void
taps_outer_tile (const int T, const ConvoTileTapsOuter *o, const float *a, const float *b, float *c)
{
  Vector acc[CONVO_TILE_TAPS] = { 0 };

  for (int t = 0; t < T; t++)
    for (int l = 0; l < o->lanes; l++)
      acc[t][l] = c[l * o->c_channel + t];
  for (gint64 n = 0; n < o->n[0]; n++)
    for (gint64 z = 0; z < o->n[1]; z++)
      for (gint64 y = 0; y < o->n[2]; y++)
        {
          const float *p = a + n * o->a_step[0] + z * o->a_step[1] + y * o->a_step[2];
          const float *d = b + n * o->b_step[0] + z * o->b_step[1] + y * o->b_step[2];

          for (gint64 x = 0; x < o->n[3]; x++, p += o->a_step[3], d += o->b_step[3])
            {
              const Vector v = load_of (d, 0, 1, o->lanes);

              UNROLL for (int t = 0; t < T; t++)
                acc[t] += v * load_of (p + o->tap[t], 0, 1, o->lanes);
            }
        }
  for (int t = 0; t < T; t++)
    for (int l = 0; l < o->lanes; l++)
      c[l * o->c_channel + t] = acc[t][l];
}

void
TAPS_OUTER (const ConvoTileTapsOuter *o, const float *a, const float *b, float *c)
{
  switch (o->taps)
    {
    case 9: taps_outer_tile (9, o, a, b, c); break;
    case 8: taps_outer_tile (8, o, a, b, c); break;
    case 7: taps_outer_tile (7, o, a, b, c); break;
    case 6: taps_outer_tile (6, o, a, b, c); break;
    case 5: taps_outer_tile (5, o, a, b, c); break;
    case 4: taps_outer_tile (4, o, a, b, c); break;
    case 3: taps_outer_tile (3, o, a, b, c); break;
    case 2: taps_outer_tile (2, o, a, b, c); break;
    default: taps_outer_tile (1, o, a, b, c); break;
    }
}
