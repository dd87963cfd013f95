/* Arithmetic value by value. Compiled once for each instruction set; the compiler vectorises the loops. */
#include "pointwise.h"
#include "elementary.h"

#include <math.h>

extern const ConvoPointwise CONVO_NAME (convo_pointwise);

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

static ALWAYS_INLINE float
leaky_relu_of (float x, float slope)
{
  return x < 0 ? slope * x : x;
}

static ALWAYS_INLINE float
leaky_relu_slope (float y, float slope)
{
  return y <= 0 ? slope : 1.0f;
}

static ALWAYS_INLINE float
relu6_of (float x)
{
  return x < 0 ? 0 : x > 6.0f ? 6.0f : x;
}

static ALWAYS_INLINE float
relu6_slope (float y)
{
  return y <= 0 ? 0.0f : y >= 6.0f ? 0.0f : 1.0f;
}

/* α and scale that keep mean 0 and variance 1 from layer to layer: Klambauer et al. 2017 */
#define SELU_ALPHA 1.6732632423543772f
#define SELU_SCALE 1.0507009873554805f

static ALWAYS_INLINE float
selu_of (float x)
{
  float e = SELU_SCALE * SELU_ALPHA * (exp_of (x) - 1.0f);

  return x < 0 ? e : SELU_SCALE * x;
}

static ALWAYS_INLINE float
selu_slope (float y)
{
  return y <= 0 ? y + SELU_SCALE * SELU_ALPHA : SELU_SCALE;
}

/* log (1 + exp (x)) = max (x, 0) + log (1 + exp (−|x|)) */
static ALWAYS_INLINE float
softplus_of (float x)
{
  float rest = log1p_of (exp_of (x < 0 ? x : -x));

  return x < 0 ? rest : x + rest;
}

static ALWAYS_INLINE float
hard_sigmoid_of (float x)
{
  return x <= -3.0f ? 0.0f : x >= 3.0f ? 1.0f : x * (1.0f / 6.0f) + 0.5f;
}

static ALWAYS_INLINE float
hard_sigmoid_slope (float y)
{
  return y <= 0 ? 0.0f : y >= 1.0f ? 0.0f : 1.0f / 6.0f;
}

static ALWAYS_INLINE float
gelu_of (float x)
{
  float c = x < -13.0f ? -13.0f : x;   /* no −∞·0 */

  return c * normal_of (c);
}

static ALWAYS_INLINE float
gelu_slope (float x)
{
  float c = x < -13.0f ? -13.0f : x > 13.0f ? 13.0f : x;

  return normal_of (c) + c * 0.3989422804f * exp_of (-0.5f * c * c);
}

/* 1 / (1 + exp (−x)), small where it is small: sigmoid_of() is only near 0 there, which a large x would multiply */
static ALWAYS_INLINE float
gate_of (float x)
{
  return 1.0f / (1.0f + exp_of (-x));
}

static ALWAYS_INLINE float
silu_of (float x)
{
  float c = x < -88.0f ? -88.0f : x;

  return c * gate_of (c);
}

static ALWAYS_INLINE float
silu_slope (float x)
{
  float c = x < -88.0f ? -88.0f : x > 88.0f ? 88.0f : x, g = gate_of (c);

  return g * (1.0f + c * (1.0f - g));
}

static ALWAYS_INLINE float
hard_swish_of (float x)
{
  return x <= -3.0f ? 0.0f : x >= 3.0f ? x : x * (x * (1.0f / 6.0f) + 0.5f);
}

static ALWAYS_INLINE float
hard_swish_slope (float x)
{
  return x <= -3.0f ? 0.0f : x >= 3.0f ? 1.0f : x * (1.0f / 3.0f) + 0.5f;
}

ACTIVATION (relu, relu_of (x[i], alpha), relu_slope (y[i], alpha))
ACTIVATION (elu, elu_of (x[i], alpha), elu_slope (y[i], alpha))
ACTIVATION (tanh, tanh_of (x[i]), (1.0f - y[i] * y[i]))
ACTIVATION (sigmoid, sigmoid_of (x[i], alpha), (y[i] * (1.0f - y[i])))
ACTIVATION (leaky_relu, leaky_relu_of (x[i], alpha), leaky_relu_slope (y[i], alpha))
ACTIVATION (relu6, relu6_of (x[i]), relu6_slope (y[i]))
ACTIVATION (selu, selu_of (x[i]), selu_slope (y[i]))
ACTIVATION (softplus, softplus_of (x[i]), (1.0f - exp_of (-y[i])))
ACTIVATION (hard_sigmoid, hard_sigmoid_of (x[i]), hard_sigmoid_slope (y[i]))
/* These three get x where the others get y */
ACTIVATION (gelu, gelu_of (x[i]), gelu_slope (y[i]))
ACTIVATION (silu, silu_of (x[i]), silu_slope (y[i]))
ACTIVATION (hard_swish, hard_swish_of (x[i]), hard_swish_slope (y[i]))

static void
add (float *y, const float *a, const float *b, gint64 n)
{
  INDEPENDENT
  for (gint64 i = 0; i < n; i++)
    y[i] = a[i] + b[i];
}

static void
add_relu (float *y, const float *a, const float *b, gint64 n)
{
  INDEPENDENT
  for (gint64 i = 0; i < n; i++)
    y[i] = relu_of (a[i] + b[i], 0);
}

static void
multiply (float *y, const float *a, const float *b, gint64 n, gboolean add_y)
{
  INDEPENDENT
  for (gint64 i = 0; i < n; i++)
    y[i] = (add_y ? y[i] : 0.0f) + a[i] * b[i];
}

static void
scale (float *y, const float *x, gint64 n, float factor, gboolean add_y)
{
  INDEPENDENT
  for (gint64 i = 0; i < n; i++)
    y[i] = (add_y ? y[i] : 0.0f) + factor * x[i];
}

static void
prelu (float *y, const float *x, const float *slope, gint64 n)
{
  INDEPENDENT
  for (gint64 i = 0; i < n; i++)
    y[i] = leaky_relu_of (x[i], slope[i]);
}

static void
prelu_backward (float *dx, const float *x, const float *dy, const float *slope, gint64 n, gboolean add_dx)
{
  INDEPENDENT
  for (gint64 i = 0; i < n; i++)
    dx[i] = (add_dx ? dx[i] : 0.0f) + dy[i] * leaky_relu_slope (x[i], slope[i]);
}

static void
prelu_slopes (float *sum, const float *x, const float *dy, gint64 n)
{
  INDEPENDENT
  for (gint64 i = 0; i < n; i++)
    sum[i] += dy[i] * (x[i] > 0 ? 0.0f : x[i]);
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

static void
log_softmax (float *y, const float *x, gint64 n)
{
  double log_sum = softmax (y, x, n);

  INDEPENDENT
  for (gint64 i = 0; i < n; i++)
    y[i] = x[i] - log_sum;
}

static void
log_softmax_backward (float *dx, const float *y, const float *dy, gint64 n, gboolean add_dx)
{
  double sum = 0;
  float all;

  for (gint64 i = 0; i < n; i++)
    sum += dy[i];
  all = sum;
  INDEPENDENT
  for (gint64 i = 0; i < n; i++)
    dx[i] = (add_dx ? dx[i] : 0.0f) + dy[i] - all * exp_of (y[i]);
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

/* A pack holds V images, see thin.h */
static void
dropout_packs (float *y, const float *x, guint8 *mask, gint64 n, guint64 key, guint64 counter, guint64 step,
               guint64 stride, guint64 threshold, float scale)
{
  for (gint64 i = 0; i < n; i++, counter += stride)
    {
      INDEPENDENT
      for (gint64 lane = 0; lane < V; lane++)
        mask[i * V + lane] = (random_at (key, counter + lane * step) >> 11) >= threshold;
    }
  INDEPENDENT
  for (gint64 i = 0; i < n * V; i++)
    y[i] = x[i] * (scale * mask[i]);
}

static void
softmax_packs (float *y, float *log_sum, const float *x, gint64 pitch, gint64 n)
{
  float most[V], sum[V] = { 0 };

  for (int lane = 0; lane < V; lane++)
    most[lane] = x[lane];
  for (gint64 c = 1; c < n; c++)
    for (int lane = 0; lane < V; lane++)
      most[lane] = x[c * pitch + lane] > most[lane] ? x[c * pitch + lane] : most[lane];
  for (gint64 c = 0; c < n; c++)
    for (int lane = 0; lane < V; lane++)
      {
        float e = exp_of (x[c * pitch + lane] - most[lane]);

        y[c * V + lane] = e;
        sum[lane] += e;
      }
  for (gint64 c = 0; c < n; c++)
    for (int lane = 0; lane < V; lane++)
      y[c * V + lane] /= sum[lane];
  for (int lane = 0; lane < V; lane++)
    log_sum[lane] = most[lane] + log_of (sum[lane]);
}

static void
dropout_backward (float *dx, const guint8 *mask, const float *dy, gint64 n, float scale, gboolean add_dx)
{
  INDEPENDENT
  for (gint64 i = 0; i < n; i++)
    dx[i] = (add_dx ? dx[i] : 0.0f) + dy[i] * (scale * mask[i]);
}

const ConvoPointwise CONVO_NAME (convo_pointwise) = {
  .forward = { relu_forward, elu_forward, tanh_forward, sigmoid_forward, leaky_relu_forward, relu6_forward,
               selu_forward, softplus_forward, hard_sigmoid_forward, gelu_forward, silu_forward, hard_swish_forward },
  .backward = { relu_backward, elu_backward, tanh_backward, sigmoid_backward, leaky_relu_backward, relu6_backward,
                selu_backward, softplus_backward, hard_sigmoid_backward, gelu_backward, silu_backward,
                hard_swish_backward },
  .add = add,
  .add_relu = add_relu,
  .multiply = multiply,
  .scale = scale,
  .prelu = prelu,
  .prelu_backward = prelu_backward,
  .prelu_slopes = prelu_slopes,
  .softmax = softmax,
  .softmax_backward = softmax_backward,
  .log_softmax = log_softmax,
  .log_softmax_backward = log_softmax_backward,
  .dropout = dropout,
  .softmax_packs = softmax_packs,
  .dropout_packs = dropout_packs,
  .dropout_backward = dropout_backward,
};
