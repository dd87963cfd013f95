/* Normalisation of rows of values and of neighbouring channels (local response). Compiled once for each instruction
 * set. */
#include "norm-parts.h"

#define NEAR 4096      /* floats that two passes read from the nearest cache */

/* Σ a·b, or Σ a without @b: floats over a block, doubles over blocks */
static ALWAYS_INLINE double
sum_blocks (const float *a, const float *b, gint64 n)
{
  double sum = 0;

  for (gint64 from = 0; from < n; from += NEAR)
    {
      gint64 to = MIN (from + NEAR, n), i = from;
      Vec part = { 0 };

      for (; i + V <= to; i += V)
        part += b != NULL ? vec_load (a + i) * vec_load (b + i) : vec_load (a + i);
      for (int lane = 0; lane < V; lane++)
        sum += part[lane];
      for (; i < to; i++)
        sum += b != NULL ? (double) a[i] * b[i] : a[i];
    }
  return sum;
}

/** convo_norm_sum: see #ConvoNorm */
double
CONVO_NAME (convo_norm_sum) (const float *x, gint64 n)
{
  return sum_blocks (x, NULL, n);
}

/** convo_norm_dot: see #ConvoNorm */
double
CONVO_NAME (convo_norm_dot) (const float *a, const float *b, gint64 n)
{
  return sum_blocks (a, b, n);
}

/** convo_norm_standardize: see #ConvoNorm */
void
CONVO_NAME (convo_norm_standardize) (float *x, gint64 n, double mean, float scale)
{
  float rounded = mean, rest = mean - rounded;

  INDEPENDENT
  for (gint64 i = 0; i < n; i++)
    x[i] = ((x[i] - rounded) - rest) * scale;
}

/** convo_norm_standardize_backward: see #ConvoNorm */
void
CONVO_NAME (convo_norm_standardize_backward) (float *g, const float *h, gint64 n, float scale, float a, float b)
{
  INDEPENDENT
  for (gint64 i = 0; i < n; i++)
    g[i] = scale * (g[i] - a - b * h[i]);
}

/* out[c] = Σ of @size values of in[] from c on */
static ALWAYS_INLINE void
sum_neighbours (const float *in, float *out, gint64 channels, gint64 size)
{
  memset (out, 0, channels * sizeof (float));
  for (gint64 t = 0; t < size; t++)
    {
      INDEPENDENT
      for (gint64 c = 0; c < channels; c++)
        out[c] += in[c + t];
    }
}

/* base = k + alpha·Σ x², for every channel; @padded is work space */
static ALWAYS_INLINE void
lrn_base (const float *x, gint64 channels, const ConvoLrn *lrn, float *padded, float *base)
{
  gint64 before = lrn->size / 2;

  memset (padded, 0, (channels + lrn->size - 1) * sizeof (float));
  INDEPENDENT
  for (gint64 c = 0; c < channels; c++)
    padded[before + c] = x[c] * x[c];
  sum_neighbours (padded, base, channels, lrn->size);
  INDEPENDENT
  for (gint64 c = 0; c < channels; c++)
    base[c] = lrn->k + lrn->alpha * base[c];
}

/** convo_norm_lrn: see #ConvoNorm */
void
CONVO_NAME (convo_norm_lrn) (float *y, const float *x, gint64 channels, const ConvoLrn *settings, float *work)
{
  float *base = work + channels + settings->size;

  lrn_base (x, channels, settings, work, base);
  INDEPENDENT
  for (gint64 c = 0; c < channels; c++)
    y[c] = x[c] * exp_of (-settings->beta * log_of (base[c]));
}

/**
 * convo_norm_lrn_backward: see #ConvoNorm
 *
 * dx = dy·base^−β − 2·α·β·x·Σ dy·x·base^(−β−1), the sum over the channels whose window holds this one
 */
void
CONVO_NAME (convo_norm_lrn_backward) (float *dx, const float *x, const float *dy, gint64 channels, const ConvoLrn *settings,
                                      float *work, gboolean add)
{
  const gint64 after = (settings->size - 1) / 2, pitch = channels + settings->size;
  const float factor = 2 * settings->alpha * settings->beta;
  float *base = work + pitch, *sums = base + pitch;

  lrn_base (x, channels, settings, work, base);
  memset (work, 0, pitch * sizeof (float));
  INDEPENDENT
  for (gint64 c = 0; c < channels; c++)
    {
      float power = exp_of (-settings->beta * log_of (base[c]));

      work[after + c] = dy[c] * x[c] * power / base[c];
      base[c] = power;
    }
  sum_neighbours (work, sums, channels, settings->size);
  INDEPENDENT
  for (gint64 c = 0; c < channels; c++)
    dx[c] = (add ? dx[c] : 0.0f) + dy[c] * base[c] - factor * x[c] * sums[c];
}
