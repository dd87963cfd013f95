/* Vector code that is compiled once for each instruction set: names of the copies, and vectors of V floats. */
#pragma once
#include <glib.h>
#include <string.h>

/* The build defines CONVO_COPY as base, avx2 or avx512; avx512_thin has AVX-512 but vectors of 8, for few channels */
#define CONVO_PASTE_(name, copy) name##_##copy
#define CONVO_PASTE(name, copy) CONVO_PASTE_ (name, copy)
#define CONVO_NAME(name) CONVO_PASTE (name, CONVO_COPY)

#if defined (CONVO_THIN)
#define V 8
#elif defined (__AVX512F__)
#define V 16
#elif defined (__AVX2__)
#define V 8
#else
#define V 4
#endif

typedef float Vec __attribute__ ((vector_size (4 * V)));
typedef gint32 VecInt __attribute__ ((vector_size (4 * V)));
typedef guint8 VecByte __attribute__ ((vector_size (V)));

#define ALWAYS_INLINE inline __attribute__ ((always_inline))

/* Loops whose arrays are equal or apart, never shifted: let the compiler vectorise without checks */
#if defined (__clang__)
#define INDEPENDENT _Pragma ("clang loop vectorize(assume_safety)")
#else
#define INDEPENDENT _Pragma ("GCC ivdep")
#endif

static ALWAYS_INLINE Vec
vec_load (const float *at)
{
  Vec v;

  memcpy (&v, at, sizeof v);
  return v;
}

static ALWAYS_INLINE void
vec_store (float *at, Vec v)
{
  memcpy (at, &v, sizeof v);
}

/* The first @n lanes only */
static ALWAYS_INLINE void
vec_store_part (float *at, Vec v, gint64 n)
{
  if (n >= V)
    vec_store (at, v);
  else
    for (gint64 i = 0; i < n; i++)
      at[i] = v[i];
}

static ALWAYS_INLINE Vec
vec_all (float value)
{
  return value - (Vec) { 0 };
}

static ALWAYS_INLINE Vec
vec_pick (VecInt mask, Vec yes, Vec no)
{
  return (Vec) ((mask & (VecInt) yes) | (~mask & (VecInt) no));
}
