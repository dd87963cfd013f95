/* Arithmetic value by value. Compiled once for each instruction set; the compiler vectorises the loops. */
#include "pointwise.h"
#include "vector.h"

#include <math.h>

extern const ConvoPointwise CONVO_NAME (convo_pointwise);

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

static ALWAYS_INLINE float
relu_of (float x, float alpha)
{
  return x < 0 ? 0 : x;
}

static ALWAYS_INLINE float
elu_of (float x, float alpha)
{
  float e = alpha * (exp_of (x) - 1.0f);

  return x < 0 ? e : x;
}

static ALWAYS_INLINE float
sigmoid_of (float x, float alpha)
{
  return 0.5f + 0.5f * tanh_of (0.5f * x);
}

static ALWAYS_INLINE float
relu_slope (float y, float alpha)
{
  return y <= 0 ? 0.0f : 1.0f;
}

static ALWAYS_INLINE float
elu_slope (float y, float alpha)
{
  return y <= 0 ? y + alpha : 1.0f;
}

#define ACTIVATION(name, value, slope) \
  static void \
  name##_forward (float *y, const float *x, gint64 n, float alpha) \
  { \
    INDEPENDENT \
    for (gint64 i = 0; i < n; i++) \
      y[i] = value; \
  } \
  static void \
  name##_backward (float *dx, const float *y, const float *dy, gint64 n, float alpha, gboolean add) \
  { \
    if (add) \
      { \
        INDEPENDENT \
        for (gint64 i = 0; i < n; i++) \
          dx[i] += dy[i] * slope; \
      } \
    else \
      { \
        INDEPENDENT \
        for (gint64 i = 0; i < n; i++) \
          dx[i] = dy[i] * slope; \
      } \
  }

ACTIVATION (relu, relu_of (x[i], alpha), relu_slope (y[i], alpha))
ACTIVATION (elu, elu_of (x[i], alpha), elu_slope (y[i], alpha))
ACTIVATION (tanh, tanh_of (x[i]), (1.0f - y[i] * y[i]))
ACTIVATION (sigmoid, sigmoid_of (x[i], alpha), (y[i] * (1.0f - y[i])))

static void
add (float *y, const float *a, const float *b, gint64 n)
{
  INDEPENDENT
  for (gint64 i = 0; i < n; i++)
    y[i] = a[i] + b[i];
}

static double
softmax (float *y, const float *x, gint64 n)
{
  float most = x[0], scale;
  double sum = 0;

  for (gint64 i = 1; i < n; i++)
    most = x[i] > most ? x[i] : most;
  INDEPENDENT
  for (gint64 i = 0; i < n; i++)
    y[i] = exp_of (x[i] - most);
  for (gint64 i = 0; i < n; i++)
    sum += y[i];
  scale = 1 / sum;
  INDEPENDENT
  for (gint64 i = 0; i < n; i++)
    y[i] *= scale;
  return most + log (sum);
}

static void
softmax_backward (float *dx, const float *y, const float *dy, gint64 n, gboolean add_dx)
{
  double dot = 0;
  float mean;

  for (gint64 i = 0; i < n; i++)
    dot += (double) dy[i] * y[i];
  mean = dot;
  INDEPENDENT
  for (gint64 i = 0; i < n; i++)
    dx[i] = (add_dx ? dx[i] : 0.0f) + y[i] * (dy[i] - mean);
}

/* Same numbers as convo_random_at(), written here so that the loop is vectorised */
static ALWAYS_INLINE guint64
random_at (guint64 key, guint64 counter)
{
  guint64 z = key + (counter + 1) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);

  z = (z ^ (z >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return z ^ (z >> 31);
}

static void
dropout (float *y, const float *x, guint8 *mask, gint64 n, guint64 key, guint64 counter, guint64 threshold,
         float scale)
{
  INDEPENDENT
  for (gint64 i = 0; i < n; i++)
    mask[i] = (random_at (key, counter + i) >> 11) >= threshold;
  INDEPENDENT
  for (gint64 i = 0; i < n; i++)
    y[i] = x[i] * (scale * mask[i]);   /* a product, so that NaN passes */
}

static void
dropout_backward (float *dx, const guint8 *mask, const float *dy, gint64 n, float scale, gboolean add_dx)
{
  INDEPENDENT
  for (gint64 i = 0; i < n; i++)
    dx[i] = (add_dx ? dx[i] : 0.0f) + dy[i] * (scale * mask[i]);
}

const ConvoPointwise CONVO_NAME (convo_pointwise) = {
  .forward = { relu_forward, elu_forward, tanh_forward, sigmoid_forward },
  .backward = { relu_backward, elu_backward, tanh_backward, sigmoid_backward },
  .add = add,
  .softmax = softmax,
  .softmax_backward = softmax_backward,
  .dropout = dropout,
  .dropout_backward = dropout_backward,
};
