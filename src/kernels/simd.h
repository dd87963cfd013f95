/* Vectors of floats as wide as the instruction set this file is compiled for, and what the compiler's vector
 * extensions lack: loads and stores of the first few lanes. */
#pragma once

#if defined (__AVX512F__)
#define VW 16
#elif defined (__AVX2__)
#define VW 8
#else
#define VW 4
#endif
#if defined (__AVX2__)
#include <immintrin.h>
#endif

typedef float Vector __attribute__ ((vector_size (VW * 4)));
typedef float VectorAt __attribute__ ((vector_size (VW * 4), aligned (4), may_alias));

#define INLINE static inline __attribute__ ((always_inline))
#if defined (__clang__)
#define UNROLL _Pragma ("clang loop unroll(full)")
#else
#define UNROLL _Pragma ("GCC unroll 64")
#endif

INLINE Vector
load (const float *p)
{
  return *(const VectorAt *) p;
}

typedef int VectorInt __attribute__ ((vector_size (VW * 4)));

/* max (0, v); NaN stays NaN */
INLINE Vector
clip (Vector v)
{
  return (Vector) ((VectorInt) v & ~(VectorInt) (v < 0));
}

INLINE void
store (float *p, Vector v)
{
  *(VectorAt *) p = v;
}

#if defined (__AVX2__) && !defined (__AVX512F__)
INLINE __m256i
first_lanes (int lanes)
{
  return _mm256_cmpgt_epi32 (_mm256_set1_epi32 (lanes), _mm256_setr_epi32 (0, 1, 2, 3, 4, 5, 6, 7));
}
#endif

/* The first @lanes (1 … VW) of the vector at @p; the others are 0 and not read */
INLINE Vector
load_part (const float *p, int lanes)
{
#if defined (__AVX512F__)
  return (Vector) _mm512_maskz_loadu_ps ((__mmask16) ((1u << lanes) - 1), p);
#elif defined (__AVX2__)
  return (Vector) _mm256_maskload_ps (p, first_lanes (lanes));
#else
  Vector v = { 0 };

  for (int i = 0; i < VW; i++)
    if (i < lanes)
      v[i] = p[i];
  return v;
#endif
}

/* Writes the first @lanes (1 … VW) of @v; the others are not touched */
INLINE void
store_part (float *p, Vector v, int lanes)
{
#if defined (__AVX512F__)
  _mm512_mask_storeu_ps (p, (__mmask16) ((1u << lanes) - 1), (__m512) v);
#elif defined (__AVX2__)
  _mm256_maskstore_ps (p, first_lanes (lanes), (__m256) v);
#else
  for (int i = 0; i < VW; i++)
    if (i < lanes)
      p[i] = v[i];
#endif
}

/* The vector j of a tile's NB: only the last one may be partial. */
INLINE Vector
load_of (const float *p, int j, int NB, int lanes)
{
  return j == NB - 1 && lanes < VW ? load_part (p + j * VW, lanes) : load (p + j * VW);
}

INLINE void
store_of (float *p, Vector v, int j, int NB, int lanes)
{
  if (j == NB - 1 && lanes < VW)
    store_part (p + j * VW, v, lanes);
  else
    store (p + j * VW, v);
}

#if defined (__AVX2__)
typedef double PairAt __attribute__ ((aligned (4), may_alias));   /* two floats, moved as one */

/* @split (2, 4, 8) consecutive floats, again and again */
INLINE Vector
load_repeated (const float *p, const int split)
{
#if defined (__AVX512F__)
  if (split == 2)
    return (Vector) _mm512_castpd_ps (_mm512_set1_pd (*(const PairAt *) p));
  if (split == 4)
    return (Vector) _mm512_broadcast_f32x4 (_mm_loadu_ps (p));
  return (Vector) _mm512_broadcast_f32x8 (_mm256_loadu_ps (p));
#else
  if (split == 2)
    return (Vector) _mm256_castpd_ps (_mm256_set1_pd (*(const PairAt *) p));
  if (split == 4)
    return (Vector) _mm256_broadcast_ps ((const __m128 *) p);
  return load (p);
#endif
}

/* Sums of @split neighbouring lanes, moved together at the beginning */
INLINE Vector
sum_lanes (Vector v, const int split)
{
#if defined (__AVX512F__)
  v += (Vector) _mm512_permute_ps ((__m512) v, 0xb1);
  if (split >= 4)
    v += (Vector) _mm512_permute_ps ((__m512) v, 0x4e);
  if (split >= 8)
    v += (Vector) _mm512_shuffle_f32x4 ((__m512) v, (__m512) v, 0xb1);
  return (Vector) _mm512_maskz_compress_ps (split == 2 ? 0x5555 : split == 4 ? 0x1111 : 0x0101, (__m512) v);
#else
  v += (Vector) _mm256_permute_ps ((__m256) v, 0xb1);
  if (split >= 4)
    v += (Vector) _mm256_permute_ps ((__m256) v, 0x4e);
  if (split >= 8)
    v += (Vector) _mm256_permute2f128_ps ((__m256) v, (__m256) v, 0x01);
  return (Vector) _mm256_permutevar8x32_ps ((__m256) v, split == 2 ? _mm256_setr_epi32 (0, 2, 4, 6, 0, 0, 0, 0)
                                                                    : _mm256_setr_epi32 (0, 4, 0, 0, 0, 0, 0, 0));
#endif
}
#endif
