/* Micro-kernels of the thin layout, compiled once for each instruction set. Shapes are in thin-tile.h.
 *
 * A tile keeps its sums in registers: pixels × channels vectors, each of them the same value of V images. One step of
 * a sum loads a vector a pixel and broadcasts a weight a channel. Tile sizes are constants of the functions that the
 * macros below make, so every loop over a tile unrolls.
 *
 * Own design; the idea of images in lanes is that of batch-innermost ("CHWN") layouts, as in cuda-convnet
 * (Krizhevsky 2012). */
#include "thin-tile.h"
#include "vector.h"

#if defined (__AVX512F__) || defined (__AVX2__)
#include <immintrin.h>
#endif

#if defined (__clang__)
#define UNROLL _Pragma ("clang loop unroll(full)")
#else
#define UNROLL _Pragma ("GCC unroll 32")
#endif

#if V == 16
#define SUMS 24   /* of 32 registers */
#else
#define SUMS 12   /* of 16 */
#endif

extern const ConvoThinTile CONVO_NAME (convo_thin_tile);

static ALWAYS_INLINE void
sum_loops (const int P, const int C, const ConvoThinSum *s, const float *a, const float *w, const gint64 w_channel,
           Vec *sums)
{
  const gint64 a_pixel = s->a_pixel, a_step = s->a_step[2], w_step = s->w_step[2];

  for (gint64 i = 0; i < s->n[0]; i++)
    for (gint64 j = 0; j < s->n[1]; j++)
      {
        const float *ak = a + i * s->a_step[0] + j * s->a_step[1];
        const float *wk = w + i * s->w_step[0] + j * s->w_step[1];

        for (gint64 k = s->n[2]; k > 0; k--, ak += a_step, wk += w_step)
          {
            Vec x[CONVO_THIN_PIXELS];

            UNROLL
            for (int p = 0; p < P; p++)
              x[p] = vec_load (ak + p * a_pixel);
            UNROLL
            for (int c = 0; c < C; c++)
              {
                const float weight = wk[c * w_channel];

                UNROLL
                for (int p = 0; p < P; p++)
                  sums[p * C + c] += x[p] * weight;
              }
          }
      }
}

static ALWAYS_INLINE void
sum_tile (const int P, const int C, const ConvoThinSum *s, const float *a, const float *w, const float *bias, float *c)
{
  Vec sums[SUMS];

  UNROLL
  for (int i = 0; i < P * C; i++)
    sums[i] = bias != NULL ? vec_all (bias[i % C]) : (Vec) { 0 };
  if (s->w_channel == 1)
    sum_loops (P, C, s, a, w, 1, sums);
  else
    sum_loops (P, C, s, a, w, s->w_channel, sums);
  UNROLL
  for (int i = 0; i < P * C; i++)
    {
      float *to = c + (i / C) * s->c_pixel + (i % C) * s->c_channel;
      Vec v = sums[i];

      if (s->add)
        v += vec_load (to);
      if (s->relu)
        v = vec_pick (v < 0, (Vec) { 0 }, v);   /* NaN stays NaN */
      vec_store (to, v);
    }
}

static ALWAYS_INLINE float
sum_of_lanes (Vec v)
{
#if defined (__AVX512F__)
  return _mm512_reduce_add_ps ((__m512) v);
#elif defined (__AVX2__)
  __m128 half = _mm_add_ps (_mm256_castps256_ps128 ((__m256) v), _mm256_extractf128_ps ((__m256) v, 1));

  half = _mm_add_ps (half, _mm_movehl_ps (half, half));
  return _mm_cvtss_f32 (_mm_add_ss (half, _mm_movehdup_ps (half)));
#else
  return (v[0] + v[2]) + (v[1] + v[3]);
#endif
}

static ALWAYS_INLINE void
outer_tile (const int R, const int C, const ConvoThinOuter *o, const float *a, const float *b, float *c)
{
  const gint64 a_row = o->a_row, b_channel = o->b_channel, a_step = o->a_step[2], b_step = o->b_step[2];
  Vec sums[SUMS];

  UNROLL
  for (int i = 0; i < R * C; i++)
    sums[i] = (Vec) { 0 };
  for (gint64 i = 0; i < o->n[0]; i++)
    for (gint64 j = 0; j < o->n[1]; j++)
      {
        const float *ak = a + i * o->a_step[0] + j * o->a_step[1];
        const float *bk = b + i * o->b_step[0] + j * o->b_step[1];

        for (gint64 k = o->n[2]; k > 0; k--, ak += a_step, bk += b_step)
          {
            Vec d[CONVO_THIN_ROWS];

            UNROLL
            for (int q = 0; q < C; q++)
              d[q] = vec_load (bk + q * b_channel);
            UNROLL
            for (int r = 0; r < R; r++)
              {
                Vec x = vec_load (ak + r * a_row);

                UNROLL
                for (int q = 0; q < C; q++)
                  sums[r * C + q] += x * d[q];
              }
          }
      }
  UNROLL
  for (int i = 0; i < R * C; i++)
    c[(i / C) * o->c_row + i % C] += sum_of_lanes (sums[i]);
}

static ALWAYS_INLINE void
dense_tile (const int N, const int R, const ConvoThinDense *s, const float *a, const float *b, float *c)
{
  Vec sums[2 * CONVO_THIN_ROWS];

  UNROLL
  for (int i = 0; i < R * N; i++)
    sums[i] = (Vec) { 0 };
  for (gint64 pack = 0; pack < s->packs; pack++, a += s->a_pack, b += s->b_pack)
    for (int lane = 0; lane < V; lane++)
      {
        Vec d[2];

        UNROLL
        for (int q = 0; q < N; q++)
          d[q] = vec_load (b + lane * s->b_lane + q * V);
        UNROLL
        for (int r = 0; r < R; r++)
          {
            const float x = a[r * s->a_row + lane];

            UNROLL
            for (int q = 0; q < N; q++)
              sums[r * N + q] += x * d[q];
          }
      }
  UNROLL
  for (int i = 0; i < R * N; i++)
    vec_store_part (c + (i / N) * s->c_row + (i % N) * V, sums[i], i % N == N - 1 ? s->last : V);
}

#define SUM(P, C) \
  static void sum_##P##_##C (const ConvoThinSum *s, const float *a, const float *w, const float *bias, float *c) \
  { if (P * C <= SUMS) sum_tile (P, P * C <= SUMS ? C : 1, s, a, w, bias, c); }
#define OUTER(R, C) \
  static void outer_##R##_##C (const ConvoThinOuter *o, const float *a, const float *b, float *c) \
  { if (R * C <= SUMS) outer_tile (R, R * C <= SUMS ? C : 1, o, a, b, c); }
#define DENSE(N, R) \
  static void dense_##N##_##R (const ConvoThinDense *s, const float *a, const float *b, float *c) \
  { dense_tile (N, R, s, a, b, c); }

#define TO_3(F, P) F (P, 1) F (P, 2) F (P, 3)
#define TO_4(F, P) TO_3 (F, P) F (P, 4)
#define TO_6(F, P) TO_4 (F, P) F (P, 5) F (P, 6)
#define TO_8(F, P) TO_6 (F, P) F (P, 7) F (P, 8)
#define TO_12(F, P) TO_8 (F, P) F (P, 9) F (P, 10) F (P, 11) F (P, 12)
#define TO_24(F, P) TO_12 (F, P) F (P, 13) F (P, 14) F (P, 15) F (P, 16) F (P, 17) F (P, 18) F (P, 19) F (P, 20) \
  F (P, 21) F (P, 22) F (P, 23) F (P, 24)

#define SUM_TILES(F) \
  TO_24 (F, 1) TO_12 (F, 2) TO_8 (F, 3) TO_6 (F, 4) TO_4 (F, 5) TO_4 (F, 6) TO_3 (F, 7) TO_3 (F, 8)
#define OUTER_TILES(F) \
  TO_8 (F, 1) TO_8 (F, 2) TO_8 (F, 3) TO_6 (F, 4) TO_4 (F, 5) TO_4 (F, 6) TO_3 (F, 7) TO_3 (F, 8)
#define DENSE_TILES(F) TO_8 (F, 1) TO_8 (F, 2)

SUM_TILES (SUM)
OUTER_TILES (OUTER)
DENSE_TILES (DENSE)

static float
total (const float *a, gint64 n, gint64 length, gint64 pitch)
{
  Vec sums[4] = { 0 };

  for (gint64 i = 0; i < n; i++, a += pitch)
    {
      gint64 k = 0;

      for (; k + 4 * V <= length; k += 4 * V)
        for (int q = 0; q < 4; q++)
          sums[q] += vec_load (a + k + q * V);
      for (; k < length; k += V)
        sums[0] += vec_load (a + k);
    }
  return sum_of_lanes ((sums[0] + sums[1]) + (sums[2] + sums[3]));
}

static void
transpose (float *to, gint64 to_lane, const float *from, gint64 from_channel, gint64 channels)
{
  for (int lane = 0; lane < V; lane++)
    for (gint64 c = 0; c < channels; c++)
      to[lane * to_lane + c] = from[c * from_channel + lane];
}

static void
gather (float *to, const float *const *from, gint64 n)
{
  for (int lane = 0; lane < V; lane++)
    for (gint64 i = 0; i < n; i++)
      to[i * V + lane] = from[lane][i];
}

#define SUM_ENTRY(P, C) .sum[P - 1][C - 1] = sum_##P##_##C,
#define OUTER_ENTRY(R, C) .outer[R - 1][C - 1] = outer_##R##_##C,
#define DENSE_ENTRY(N, R) .dense[N - 1][R - 1] = dense_##N##_##R,

const ConvoThinTile CONVO_NAME (convo_thin_tile) = {
  .lanes = V,
  .sums = SUMS,
  SUM_TILES (SUM_ENTRY)
  OUTER_TILES (OUTER_ENTRY)
  DENSE_TILES (DENSE_ENTRY)
  .total = total,
  .transpose = transpose,
  .gather = gather,
};
