/* Elementary functions on floats, without branches or calls, so that loops over them are vectorised. */
#pragma once
#include "vector.h"

/* tanh as x·P (x²) / Q (x²) on |x| ≤ 7.9; beyond, it is ±1 to the last bit but one. Coefficients: Eigen,
 * generic_fast_tanh (MPL 2.0), Padé-like minimax fit. Comparisons are written so that NaN passes. */
static ALWAYS_INLINE float
tanh_of (float x)
{
  float c = x > 7.90531110763549805f ? 7.90531110763549805f : x < -7.90531110763549805f ? -7.90531110763549805f : x;
  float s = c * c;
  float p = -2.76076847742355e-16f, q = 1.19825839466702e-06f;

  p = p * s + 2.00018790482477e-13f;
  p = p * s - 8.60467152213735e-11f;
  p = p * s + 5.12229709037114e-08f;
  p = p * s + 1.48572235717979e-05f;
  p = p * s + 6.37261928875436e-04f;
  p = p * s + 4.89352455891786e-03f;
  q = q * s + 1.18534705686654e-04f;
  q = q * s + 2.26843463243900e-03f;
  q = q * s + 4.89352518554385e-03f;
  return c * p / q;
}

/* exp on [−87, 88], clamped outside: 2ⁿ·exp (r), |r| ≤ ln 2 / 2. Polynomial: Cephes, expf */
static ALWAYS_INLINE float
exp_of (float x)
{
  const float magic = 12582912.0f;   /* 1.5·2²³: adding it rounds to whole numbers in the low bits */
  float c = x < -87.0f ? -87.0f : x > 88.0f ? 88.0f : x;
  union { float f; guint32 i; } t = { c * 1.44269504088896341f + magic }, m = { magic }, scale;
  float n = t.f - magic;
  float r = c - n * 0.693359375f + n * 2.12194440e-4f;
  float p = 1.9875691500e-4f;

  p = p * r + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  p = p * r * r + r + 1.0f;
  scale.i = (t.i - m.i + 127) << 23;   /* NaN gives any scale, and p is NaN */
  return p * scale.f;
}

/* log (1 + x) for x in [0, 1] as 2·artanh (x / (2 + x)), whose series converges by 1/9 a term; relative error under
 * 2e-7 */
static ALWAYS_INLINE float
log1p_of (float x)
{
  float z = x / (2.0f + x), s = z * z, p = 2.0f / 15.0f;

  p = p * s + 2.0f / 13.0f;
  p = p * s + 2.0f / 11.0f;
  p = p * s + 2.0f / 9.0f;
  p = p * s + 2.0f / 7.0f;
  p = p * s + 2.0f / 5.0f;
  p = p * s + 2.0f / 3.0f;
  p = p * s + 2.0f;
  return z * p;
}

/* log of a normal positive number: exponent and mantissa in [√½, √2). Polynomial: Cephes, logf. NaN passes */
static ALWAYS_INLINE float
log_of (float x)
{
  union { float f; guint32 i; } t = { x }, m;
  gint32 exponent = (gint32) (t.i - 0x3f3504f3u) >> 23;
  float n = exponent, f, s, p = 7.0376836292e-2f;

  m.i = t.i - ((guint32) exponent << 23);
  f = m.f - 1.0f;
  s = f * f;
  p = p * f - 1.1514610310e-1f;
  p = p * f + 1.1676998740e-1f;
  p = p * f - 1.2420140846e-1f;
  p = p * f + 1.4249322787e-1f;
  p = p * f - 1.6668057665e-1f;
  p = p * f + 2.0000714765e-1f;
  p = p * f - 2.4999993993e-1f;
  p = p * f + 3.3333331174e-1f;
  f = f + (p * f * s - 0.5f * s + n * -2.12194440e-4f) + n * 0.693359375f;
  return x != x ? x : f;
}

/* The normal distribution function Φ (x), relative error of the smaller tail under 1e-5, absolute under 2e-7.
 * Source: Abramowitz, Stegun 7.1.26, for erfc (|x| / √2) */
static ALWAYS_INLINE float
normal_of (float x)
{
  float a = x < 0 ? -x : x, t = 1.0f / (1.0f + 0.23164189f * a), p = 1.061405429f, tail;

  p = p * t - 1.453152027f;
  p = p * t + 1.421413741f;
  p = p * t - 0.284496736f;
  p = p * t + 0.254829592f;
  tail = 0.5f * p * t * exp_of (-0.5f * x * x);
  return x < 0 ? tail : 1.0f - tail;
}
