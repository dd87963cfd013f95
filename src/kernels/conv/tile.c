/* Micro-kernels of convolution and dense layers, compiled once per instruction set (see meson.build and tile.h).
 *
 * One template each; the macros at the end stamp out the tile sizes. A tile's sums stay in registers: AVX-512 and
 * arm64 have 32 of them, AVX2 and SSE 16. */
#include "taps-tile.h"
#include "simd.h"

#if defined (__AVX512F__)
#define NAME convo_tile_avx512
#define TAPS convo_taps_avx512
#define TAPS_OUTER convo_taps_outer_avx512
#elif defined (__AVX2__)
#define NAME convo_tile_avx2
#define TAPS convo_taps_avx2
#define TAPS_OUTER convo_taps_outer_avx2
#else
#define NAME convo_tile_base
#define TAPS convo_taps_base
#define TAPS_OUTER convo_taps_outer_base
#endif

/* Floats of weights that are fetched before they are needed: the processor itself looks no further than a page. */
#define AHEAD 1024

/* Adds one element of the sum: @q points at it for every third pixel, so that the pixels between are reached by an
 * index register instead of a pointer each. */
INLINE void
sum_step (const int P, const int NB, Vector acc[][CONVO_TILE_VECTORS], const float *const *q, gint64 a_pixel, int k,
          const float *b)
{
  Vector w[CONVO_TILE_VECTORS];

  UNROLL for (int j = 0; j < NB; j++)
    w[j] = load (b + j * VW);
  UNROLL for (int i = 0; i < P; i++)
    {
      const float s = q[i / 3][i % 3 * a_pixel + k];

      UNROLL for (int j = 0; j < NB; j++)
        acc[i][j] += s * w[j];
    }
}

INLINE void
sum_run (const int P, const int NB, const gboolean ahead, Vector acc[][CONVO_TILE_VECTORS], const ConvoTileSum *s,
         const float *a, const float **b)
{
  const float *q[(CONVO_TILE_PIXELS + 2) / 3];
  gint64 left = s->run;

  UNROLL for (int i = 0; i < P; i += 3)
    q[i / 3] = a + i * s->a_pixel;
  for (; left >= 4; left -= 4)
    {
      UNROLL for (int k = 0; k < 4; k++)
        {
          if (ahead)
            UNROLL for (int j = 0; j < NB; j++)
              __builtin_prefetch (*b + AHEAD + j * VW);
          sum_step (P, NB, acc, q, s->a_pixel, k, *b);
          *b += s->b_step;
        }
      UNROLL for (int i = 0; i < P; i += 3)
        q[i / 3] += 4;
    }
  for (; left > 0; left--)
    {
      sum_step (P, NB, acc, q, s->a_pixel, 0, *b);
      *b += s->b_step;
      UNROLL for (int i = 0; i < P; i += 3)
        q[i / 3]++;
    }
}

/* Bias, what was there before, ReLU, and out. */
INLINE void
sum_store (const int P, const int NB, Vector acc[][CONVO_TILE_VECTORS], const ConvoTileSum *s, const float *bias,
           float *c)
{
  const int lanes = s->lanes;

  if (bias != NULL)
    UNROLL for (int j = 0; j < NB; j++)
      {
        Vector v = load_of (bias, j, NB, lanes);

        UNROLL for (int i = 0; i < P; i++)
          acc[i][j] += v;
      }
  if (s->add)
    UNROLL for (int i = 0; i < P; i++)
      UNROLL for (int j = 0; j < NB; j++)
        acc[i][j] += load_of (c + i * s->c_pixel, j, NB, lanes);
  if (s->relu)
    UNROLL for (int i = 0; i < P; i++)
      UNROLL for (int j = 0; j < NB; j++)
        acc[i][j] = clip (acc[i][j]);
  UNROLL for (int i = 0; i < P; i++)
    UNROLL for (int j = 0; j < NB; j++)
      store_of (c + i * s->c_pixel, acc[i][j], j, NB, lanes);
}

INLINE void
sum_tile (const int P, const int NB, const ConvoTileSum *s, const float *a, const float *b, const float *bias, float *c)
{
  Vector acc[CONVO_TILE_PIXELS][CONVO_TILE_VECTORS];

  UNROLL for (int i = 0; i < P; i++)
    UNROLL for (int j = 0; j < NB; j++)
      acc[i][j] = (Vector) { 0 };
  for (gint64 z = 0; z < s->n[0]; z++)
    for (gint64 y = 0; y < s->n[1]; y++)
      for (gint64 x = 0; x < s->n[2]; x++)
        if (s->ahead)
          sum_run (P, NB, TRUE, acc, s, a + z * s->step[0] + y * s->step[1] + x * s->step[2], &b);
        else
          sum_run (P, NB, FALSE, acc, s, a + z * s->step[0] + y * s->step[1] + x * s->step[2], &b);
  sum_store (P, NB, acc, s, bias, c);
}

/* The same sum; where its elements lie comes from a list, so that short runs cost no loops. */
INLINE void
listed_tile (const int P, const int NB, const ConvoTileSum *s, const float *a, const float *b, const float *bias,
             float *c)
{
  Vector acc[CONVO_TILE_PIXELS][CONVO_TILE_VECTORS];
  const gint64 a_pixel = s->a_pixel, b_step = s->b_step, n = s->n_list;
  const gint32 *list = s->list;

  UNROLL for (int i = 0; i < P; i++)
    UNROLL for (int j = 0; j < NB; j++)
      acc[i][j] = (Vector) { 0 };
  for (gint64 k = 0; k < n; k++, b += b_step)
    {
      const float *q[(CONVO_TILE_PIXELS + 2) / 3];

      UNROLL for (int i = 0; i < P; i += 3)
        q[i / 3] = a + list[k] + i * a_pixel;
      sum_step (P, NB, acc, q, a_pixel, 0, b);
    }
  sum_store (P, NB, acc, s, bias, c);
}

#if defined (__AVX2__)
/* S elements of the sum at once, in neighbouring lanes: for at most VW / S channels. */
INLINE void
split_tile (const int P, const int S, const ConvoTileSum *s, const float *a, const float *b, const float *bias,
            float *c)
{
  Vector acc[CONVO_TILE_PIXELS][CONVO_TILE_VECTORS];
  const gint64 a_pixel = s->a_pixel, n = s->n_list;
  const gint32 *list = s->list;

  UNROLL for (int i = 0; i < P; i++)
    acc[i][0] = (Vector) { 0 };
  for (gint64 k = 0; k < n; k++, b += VW)
    {
      const Vector w = load (b);
      const float *q[(CONVO_TILE_PIXELS + 2) / 3];

      UNROLL for (int i = 0; i < P; i += 3)
        q[i / 3] = a + list[k] + i * a_pixel;
      UNROLL for (int i = 0; i < P; i++)
        acc[i][0] += load_repeated (q[i / 3] + i % 3 * a_pixel, S) * w;
    }
  UNROLL for (int i = 0; i < P; i++)
    acc[i][0] = sum_lanes (acc[i][0], S);
  sum_store (P, 1, acc, s, bias, c);
}
#endif

/* G groups of R rows. */
INLINE void
outer_pixels (const int G, const int R, const int NB, Vector acc[][CONVO_TILE_VECTORS], const ConvoTileOuter *o,
              const float *a, const float *b)
{
  const int lanes = o->lanes;

  for (gint64 x = 0; x < o->n[3]; x++, a += o->a_step[3], b += o->b_step[3])
    {
      Vector w[CONVO_TILE_VECTORS];

      UNROLL for (int j = 0; j < NB; j++)
        w[j] = load_of (b, j, NB, lanes);
      UNROLL for (int g = 0; g < G; g++)
        UNROLL for (int r = 0; r < R; r++)
          {
            const float s = a[g * o->a_group + r];

            UNROLL for (int j = 0; j < NB; j++)
              acc[g * R + r][j] += s * w[j];
          }
    }
}

INLINE void
outer_tile (const int G, const int R, const int NB, const ConvoTileOuter *o, const float *a, const float *b, float *c)
{
  Vector acc[CONVO_TILE_PIXELS][CONVO_TILE_VECTORS];

  UNROLL for (int i = 0; i < G * R; i++)
    UNROLL for (int j = 0; j < NB; j++)
      acc[i][j] = load_of (c + i / R * o->c_group + i % R * o->c_row, j, NB, o->lanes);
  for (gint64 n = 0; n < o->n[0]; n++)
    for (gint64 z = 0; z < o->n[1]; z++)
      for (gint64 y = 0; y < o->n[2]; y++)
        outer_pixels (G, R, NB, acc, o, a + n * o->a_step[0] + z * o->a_step[1] + y * o->a_step[2],
                      b + n * o->b_step[0] + z * o->b_step[1] + y * o->b_step[2]);
  UNROLL for (int i = 0; i < G * R; i++)
    UNROLL for (int j = 0; j < NB; j++)
      store_of (c + i / R * o->c_group + i % R * o->c_row, acc[i][j], j, NB, o->lanes);
}

/* c[channel] += Σ a: four chains over the pixels of a row, whose sum joins the total row by row. */
static void
column_sums (gint64 rows, gint64 pixels, gint64 row_step, gint64 pixel_step, gint64 channels, const float *a, float *c)
{
  for (gint64 ch = 0; ch < channels; ch += VW)
    {
      const int lanes = MIN (channels - ch, VW);
      Vector total = load_of (c + ch, 0, 1, lanes);

      for (gint64 y = 0; y < rows; y++)
        {
          const float *p = a + ch + y * row_step;
          Vector s[4] = { 0 };
          gint64 x = 0;

          for (; x + 4 <= pixels; x += 4, p += 4 * pixel_step)
            UNROLL for (int i = 0; i < 4; i++)
              s[i] += load_of (p + i * pixel_step, 0, 1, lanes);
          for (; x < pixels; x++, p += pixel_step)
            s[0] += load_of (p, 0, 1, lanes);
          total += (s[0] + s[1]) + (s[2] + s[3]);
        }
      store_of (c + ch, total, 0, 1, lanes);
    }
}

#if defined (__AVX2__)
INLINE void
transpose_8x8 (const float *from, gint64 from_step, float *to, gint64 to_step)
{
  __m256 r[8], t[8];

  UNROLL for (int i = 0; i < 8; i++)
    r[i] = _mm256_loadu_ps (from + i * from_step);
  UNROLL for (int i = 0; i < 8; i += 2)
    {
      t[i] = _mm256_unpacklo_ps (r[i], r[i + 1]);
      t[i + 1] = _mm256_unpackhi_ps (r[i], r[i + 1]);
    }
  UNROLL for (int i = 0; i < 8; i += 4)
    {
      r[i] = _mm256_shuffle_ps (t[i], t[i + 2], 0x44);
      r[i + 1] = _mm256_shuffle_ps (t[i], t[i + 2], 0xee);
      r[i + 2] = _mm256_shuffle_ps (t[i + 1], t[i + 3], 0x44);
      r[i + 3] = _mm256_shuffle_ps (t[i + 1], t[i + 3], 0xee);
    }
  UNROLL for (int i = 0; i < 4; i++)
    {
      _mm256_storeu_ps (to + i * to_step, _mm256_permute2f128_ps (r[i], r[i + 4], 0x20));
      _mm256_storeu_ps (to + (i + 4) * to_step, _mm256_permute2f128_ps (r[i], r[i + 4], 0x31));
    }
}
#endif

static void
transpose (gint64 rows, gint64 columns, const float *from, gint64 from_step, float *to, gint64 to_step)
{
  gint64 r = 0;

#if defined (__AVX2__)
  for (; r + 8 <= rows; r += 8)
    {
      gint64 c = 0;

      for (; c + 8 <= columns; c += 8)
        transpose_8x8 (from + r * from_step + c, from_step, to + c * to_step + r, to_step);
      for (; c < columns; c++)
        for (int i = 0; i < 8; i++)
          to[c * to_step + r + i] = from[(r + i) * from_step + c];
    }
#endif
  for (; r < rows; r++)
    for (gint64 c = 0; c < columns; c++)
      to[c * to_step + r] = from[r * from_step + c];
}

#define SUM(P, NB) \
  static __attribute__ ((noinline)) void \
  sum_##P##_##NB (const ConvoTileSum *s, const float *a, const float *b, const float *bias, float *c) \
  { sum_tile (P, NB, s, a, b, bias, c); } \
  static __attribute__ ((noinline)) void \
  listed_##P##_##NB (const ConvoTileSum *s, const float *a, const float *b, const float *bias, float *c) \
  { listed_tile (P, NB, s, a, b, bias, c); }
#define SPLIT(P, S) \
  static __attribute__ ((noinline)) void \
  split_##P##_##S (const ConvoTileSum *s, const float *a, const float *b, const float *bias, float *c) \
  { split_tile (P, S, s, a, b, bias, c); }
#define OUTER(G, R, NB) \
  static __attribute__ ((noinline)) void \
  outer_##G##_##R##_##NB (const ConvoTileOuter *o, const float *a, const float *b, float *c) \
  { outer_tile (G, R, NB, o, a, b, c); }
#define BOTH(P, NB) SUM (P, NB) OUTER (1, P, NB)

/* Tile sizes that fit the registers: 32 of them hold 16×1, 14×2, 9×3, 7×4; 16 of them 12×1, 6×2, 4×3, 3×4. */
BOTH (1, 1) BOTH (2, 1) BOTH (3, 1) BOTH (4, 1) BOTH (5, 1) BOTH (6, 1) BOTH (7, 1) BOTH (8, 1) BOTH (9, 1)
BOTH (10, 1) BOTH (11, 1) BOTH (12, 1)
BOTH (1, 2) BOTH (2, 2) BOTH (3, 2) BOTH (4, 2) BOTH (5, 2) BOTH (6, 2)
BOTH (1, 3) BOTH (2, 3) BOTH (3, 3) BOTH (4, 3)
BOTH (1, 4) BOTH (2, 4) BOTH (3, 4)
OUTER (2, 3, 1) OUTER (2, 4, 1) OUTER (2, 5, 1) OUTER (2, 6, 1) OUTER (3, 3, 1) OUTER (3, 4, 1)
OUTER (2, 3, 2)

#if defined (__AVX512F__) || defined (__aarch64__)
#define MORE_REGISTERS 1
BOTH (13, 1) BOTH (14, 1) BOTH (15, 1) BOTH (16, 1)
BOTH (7, 2) BOTH (8, 2) BOTH (9, 2) BOTH (10, 2) BOTH (11, 2) BOTH (12, 2) BOTH (13, 2) BOTH (14, 2)
BOTH (5, 3) BOTH (6, 3) BOTH (7, 3) BOTH (8, 3) BOTH (9, 3)
BOTH (4, 4) BOTH (5, 4) BOTH (6, 4) BOTH (7, 4)
OUTER (2, 7, 1) OUTER (2, 8, 1) OUTER (3, 5, 1)
OUTER (2, 4, 2) OUTER (2, 5, 2) OUTER (2, 6, 2) OUTER (2, 7, 2) OUTER (3, 3, 2) OUTER (3, 4, 2)
#define IF_MORE(...) __VA_ARGS__
#else
#define MORE_REGISTERS 0
#define IF_MORE(...)
#endif

#if defined (__AVX2__)
#define SPLITS(S) \
  SPLIT (1, S) SPLIT (2, S) SPLIT (3, S) SPLIT (4, S) SPLIT (5, S) SPLIT (6, S) SPLIT (7, S) SPLIT (8, S) SPLIT (9, S) \
  SPLIT (10, S) SPLIT (11, S) SPLIT (12, S)
SPLITS (2) SPLITS (4) SPLITS (8)
#if MORE_REGISTERS
#define MORE_SPLITS(S) SPLIT (13, S) SPLIT (14, S) SPLIT (15, S) SPLIT (16, S)
MORE_SPLITS (2) MORE_SPLITS (4) MORE_SPLITS (8)
#endif
#endif

#define ROW_1(F) { F (1, 1), F (2, 1), F (3, 1), F (4, 1), F (5, 1), F (6, 1), F (7, 1), F (8, 1), F (9, 1), \
                   F (10, 1), F (11, 1), F (12, 1), IF_MORE (F (13, 1), F (14, 1), F (15, 1), F (16, 1)) }
#define ROW_2(F) { F (1, 2), F (2, 2), F (3, 2), F (4, 2), F (5, 2), F (6, 2), \
                   IF_MORE (F (7, 2), F (8, 2), F (9, 2), F (10, 2), F (11, 2), F (12, 2), F (13, 2), F (14, 2)) }
#define ROW_3(F) { F (1, 3), F (2, 3), F (3, 3), F (4, 3), \
                   IF_MORE (F (5, 3), F (6, 3), F (7, 3), F (8, 3), F (9, 3)) }
#define ROW_4(F) { F (1, 4), F (2, 4), F (3, 4), IF_MORE (F (4, 4), F (5, 4), F (6, 4), F (7, 4)) }
#define SUM_NAME(P, NB) sum_##P##_##NB
#define LISTED_NAME(P, NB) listed_##P##_##NB
#define SPLIT_2_NAME(P, NB) split_##P##_2
#define SPLIT_4_NAME(P, NB) split_##P##_4
#define SPLIT_8_NAME(P, NB) split_##P##_8
#define OUTER_NAME(P, NB) outer_1_##P##_##NB

const ConvoTile NAME = {
  .width = VW,
#if MORE_REGISTERS
  .pixels = { 16, 14, 9, 7 },
#else
  .pixels = { 12, 6, 4, 3 },
#endif
  .sum = { ROW_1 (SUM_NAME), ROW_2 (SUM_NAME), ROW_3 (SUM_NAME), ROW_4 (SUM_NAME) },
  .listed = { ROW_1 (LISTED_NAME), ROW_2 (LISTED_NAME), ROW_3 (LISTED_NAME), ROW_4 (LISTED_NAME) },
#if defined (__AVX2__)
  .split = { ROW_1 (SPLIT_2_NAME), ROW_1 (SPLIT_4_NAME), ROW_1 (SPLIT_8_NAME) },
#endif
  .outer = {
    { ROW_1 (OUTER_NAME), ROW_2 (OUTER_NAME), ROW_3 (OUTER_NAME), ROW_4 (OUTER_NAME) },
    { { NULL, NULL, outer_2_3_1, outer_2_4_1, outer_2_5_1, outer_2_6_1, IF_MORE (outer_2_7_1, outer_2_8_1) },
      { NULL, NULL, outer_2_3_2, IF_MORE (outer_2_4_2, outer_2_5_2, outer_2_6_2, outer_2_7_2) } },
    { { NULL, NULL, outer_3_3_1, outer_3_4_1, IF_MORE (outer_3_5_1) },
      { NULL, NULL, IF_MORE (outer_3_3_2, outer_3_4_2) } },
  },
  .taps = TAPS,
  .taps_outer = TAPS_OUTER,
  .transpose = transpose,
  .column_sums = column_sums,
};
