/* Layers by their definitions: plain loops in double over NCHW arrays, for comparison with the fast kernels. */
#include "reference.h"

#include <math.h>
#include <string.h>

static const void *
field (const Reference *r, const char *key)
{
  return (const char *) r->site->state + convo_kind_prop (r->site->kind, key)->offset;
}

static double
real (const Reference *r, const char *key)
{
  return *(const double *) field (r, key);
}

static gint64
whole (const Reference *r, const char *key)
{
  return *(const gint64 *) field (r, key);
}

static gboolean
flag (const Reference *r, const char *key)
{
  return *(const gboolean *) field (r, key);
}

/* One value of a property with axes; where the shape has no such axis @absent */
static gint64
along (const Reference *r, const char *key, int axis, gint64 absent)
{
  int n = convo_shape_n_spatial (&r->site->in[0]);

  if (axis < CONVO_MAX_AXES - n || convo_kind_prop (r->site->kind, key) == NULL)
    return absent;
  return convo_axes_get (field (r, key), axis, n);
}

typedef struct
{
  gint64 c, e[3], pixels, values;
} Extent;

static Extent
extent_of (const ConvoShape *shape)
{
  Extent e = { .c = shape->dim[0], .pixels = 1 };

  for (int a = 0; a < 3; a++)
    e.pixels *= e.e[a] = convo_shape_spatial (shape, a);
  e.values = e.c * e.pixels;
  return e;
}

typedef struct
{
  gint64 kernel[3], stride[3], pad[3], dilation[3], taps;
} Windows;

static Windows
windows_of (const Reference *r)
{
  Windows w = { .taps = 1 };

  for (int a = 0; a < 3; a++)
    {
      w.taps *= w.kernel[a] = along (r, "kernel", a, 1);
      w.stride[a] = along (r, "stride", a, 1);
      w.pad[a] = along (r, "padding", a, 0);
      w.dilation[a] = along (r, "dilation", a, 1);
    }
  return w;
}

static void
split (gint64 index, const gint64 extent[3], gint64 at[3])
{
  at[2] = index % extent[2];
  at[1] = index / extent[2] % extent[1];
  at[0] = index / extent[2] / extent[1];
}

/* Pixel that tap @tap of window @o falls on; −1 outside */
static gint64
pixel_at (const Windows *w, const gint64 extent[3], const gint64 o[3], gint64 tap)
{
  gint64 k[3], index = 0;

  split (tap, w->kernel, k);
  for (int a = 0; a < 3; a++)
    {
      gint64 at = o[a] * w->stride[a] - w->pad[a] + k[a] * w->dilation[a];

      if (at < 0 || at >= extent[a])
        return -1;
      index = index * extent[a] + at;
    }
  return index;
}

static void
conv (Reference *r, gboolean transposed)
{
  const Extent in = extent_of (&r->site->in[0]), out = extent_of (&r->site->site.out);
  const Extent *small = transposed ? &in : &out, *large = transposed ? &out : &in;   /* windows slide over large */
  const gint64 groups = whole (r, "groups"), ci = in.c / groups, co = out.c / groups;
  const Windows w = windows_of (r);

  for (gint64 i = 0; i < r->site->batch * out.values; i++)
    r->y[i] = r->params[1] != NULL ? r->params[1][i / out.pixels % out.c] : 0;
  for (gint64 n = 0; n < r->site->batch; n++)
    for (gint64 p = 0; p < small->pixels; p++)
      for (gint64 t = 0; t < w.taps; t++)
        {
          gint64 o[3], q;

          split (p, small->e, o);
          q = pixel_at (&w, large->e, o, t);
          for (gint64 c = 0; q >= 0 && c < out.c; c++)
            for (gint64 d = 0; d < ci; d++)
              {
                gint64 from = c / co * ci + d;
                gint64 weight = transposed ? (from * co + c % co) * w.taps + t : (c * ci + d) * w.taps + t;

                r->y[n * out.values + c * out.pixels + (transposed ? q : p)] +=
                  r->params[0][weight] * r->x[0][n * in.values + from * in.pixels + (transposed ? p : q)];
              }
        }
}

static void
linear (Reference *r)
{
  const gint64 in = extent_of (&r->site->in[0]).values, out = extent_of (&r->site->site.out).values;

  for (gint64 n = 0; n < r->site->batch; n++)
    for (gint64 o = 0; o < out; o++)
      {
        double sum = r->params[1] != NULL ? r->params[1][o] : 0;

        for (gint64 i = 0; i < in; i++)
          sum += r->params[0][o * in + i] * r->x[0][n * in + i];
        r->y[n * out + o] = sum;
      }
}

/* What a window has seen */
typedef struct
{
  double most, sum, powers, weights;
  gint64 n;
} Seen;

static void
see (Seen *seen, double value, double weight, double p)
{
  seen->most = seen->n++ == 0 ? value : MAX (seen->most, value);
  seen->sum += weight * value;
  seen->weights += weight;
  seen->powers += pow (fabs (value), p);
}

/* 2^(−r²), r the distance of tap @tap from the window's centre */
static double
nearness (const Windows *w, gint64 tap)
{
  gint64 k[3];
  double square = 0;

  split (tap, w->kernel, k);
  for (int a = 0; a < 3; a++)
    square += pow (k[a] - (w->kernel[a] - 1) / 2.0, 2);
  return exp2 (-square);
}

/* Elements of the window that lie in the map or its padding: what an average with padding divides by */
static gint64
padded_volume (const Windows *w, const gint64 extent[3], const gint64 o[3])
{
  gint64 volume = 1;

  for (int a = 0; a < 3; a++)
    {
      gint64 from = o[a] * w->stride[a] - w->pad[a];

      volume *= MIN (from + w->kernel[a], extent[a] + w->pad[a]) - from;
    }
  return volume;
}

static void
pool (Reference *r)
{
  const Extent in = extent_of (&r->site->in[0]), out = extent_of (&r->site->site.out);
  const char *name = r->site->kind->name;
  const gboolean distance = g_str_equal (name, "distance-pool");
  const double p = g_str_equal (name, "lp-pool") ? real (r, "p") : 1;
  const Windows w = windows_of (r);

  for (gint64 i = 0; i < r->site->batch * out.values; i++)
    {
      const double *map = r->x[0] + i / out.pixels * in.pixels;
      Seen seen = { 0 };
      gint64 o[3], q;

      split (i % out.pixels, out.e, o);
      for (gint64 t = 0; t < w.taps; t++)
        if ((q = pixel_at (&w, in.e, o, t)) >= 0)
          see (&seen, map[q], distance ? nearness (&w, t) : 1, p);
      if (g_str_equal (name, "max-pool"))
        r->y[i] = seen.most;
      else if (g_str_equal (name, "lp-pool"))
        r->y[i] = pow (seen.powers, 1 / p);
      else if (g_str_equal (name, "average-pool") && flag (r, "count-padding"))
        r->y[i] = seen.sum / padded_volume (&w, in.e, o);
      else
        r->y[i] = seen.sum / seen.weights;
    }
}

/* Parts of the map; global pooling has one */
static void
adaptive (Reference *r)
{
  const Extent in = extent_of (&r->site->in[0]), out = extent_of (&r->site->site.out);
  const gboolean most = g_str_equal (r->site->kind->name, "global-max-pool");

  for (gint64 i = 0; i < r->site->batch * out.values; i++)
    {
      const double *map = r->x[0] + i / out.pixels * in.pixels;
      Seen seen = { 0 };
      gint64 o[3];

      split (i % out.pixels, out.e, o);
      for (gint64 q = 0; q < in.pixels; q++)
        {
          gint64 at[3];
          gboolean inside = TRUE;

          split (q, in.e, at);
          for (int a = 0; a < 3; a++)
            inside &= at[a] >= o[a] * in.e[a] / out.e[a]
                      && at[a] < ((o[a] + 1) * in.e[a] + out.e[a] - 1) / out.e[a];
          if (inside)
            see (&seen, map[q], 1, 1);
        }
      r->y[i] = most ? seen.most : seen.sum / seen.n;
    }
}

/* Which values share a mean and a variance, and which have one scale and shift */
static void
places (const Reference *r, gint64 i, gint64 *shares, gint64 *param)
{
  const Extent in = extent_of (&r->site->in[0]);
  const gint64 image = i / in.values, at = i % in.values, channel = at / in.pixels;
  const gint64 last = r->site->in[0].dim[r->site->in[0].rank - 1];
  const char *name = r->site->kind->name;

  *param = channel;
  if (g_str_equal (name, "batch-norm"))
    *shares = channel;
  else if (g_str_equal (name, "instance-norm"))
    *shares = image * in.c + channel;
  else if (g_str_equal (name, "group-norm"))
    *shares = image * in.c + channel * whole (r, "groups") / in.c;
  else
    switch (*(const int *) field (r, "over"))
      {
      case 0: *shares = image; *param = at; break;
      case 1: *shares = image * in.pixels + at % in.pixels; break;
      default: *shares = i / last; *param = i % last; break;
      }
}

static void
normalize (Reference *r)
{
  const gint64 n = test_site_count (r->site, 0);
  const gboolean fixed = g_str_equal (r->site->kind->name, "batch-norm") && !r->site->training;
  g_autofree double *sum = g_new0 (double, n), *square = g_new0 (double, n);
  g_autofree gint64 *count = g_new0 (gint64, n);
  const double epsilon = real (r, "epsilon");
  gint64 shares, param;

  for (gint64 i = 0; i < n; i++)
    {
      places (r, i, &shares, &param);
      sum[shares] += r->x[0][i];
      count[shares]++;
    }
  for (gint64 i = 0; i < n; i++)
    {
      places (r, i, &shares, &param);
      square[shares] += pow (r->x[0][i] - sum[shares] / count[shares], 2);
    }
  for (gint64 i = 0; i < n; i++)
    {
      double mean, variance;

      places (r, i, &shares, &param);
      mean = fixed ? r->params[2][param] : sum[shares] / count[shares];
      variance = fixed ? r->params[3][param] : square[shares] / count[shares];
      r->y[i] = (r->x[0][i] - mean) / sqrt (variance + epsilon);
      if (r->params[0] != NULL)
        r->y[i] = r->y[i] * r->params[0][param] + (r->params[1] != NULL ? r->params[1][param] : 0);
    }
}

static void
lrn (Reference *r)
{
  const Extent in = extent_of (&r->site->in[0]);
  const gint64 size = whole (r, "size");

  for (gint64 i = 0; i < r->site->batch * in.values; i++)
    {
      const gint64 c = i / in.pixels % in.c, first = c - size / 2;
      double sum = 0;

      for (gint64 k = MAX (first, 0); k < MIN (first + size, in.c); k++)
        sum += pow (r->x[0][i + (k - c) * in.pixels], 2);
      r->y[i] = r->x[0][i] / pow (real (r, "k") + real (r, "alpha") * sum / size, real (r, "beta"));
    }
}

static double
sigmoid (double x)
{
  return 1 / (1 + exp (-x));
}

static double
activate (const Reference *r, double x, gint64 channel)
{
  const char *name = r->site->kind->name;

  if (g_str_equal (name, "relu"))
    return MAX (x, 0);
  if (g_str_equal (name, "relu6"))
    return CLAMP (x, 0, 6);
  if (g_str_equal (name, "leaky-relu"))
    return x > 0 ? x : real (r, "slope") * x;
  if (g_str_equal (name, "prelu"))
    return x > 0 ? x : r->params[0][channel] * x;
  if (g_str_equal (name, "elu"))
    return x > 0 ? x : real (r, "alpha") * expm1 (x);
  if (g_str_equal (name, "selu"))
    return 1.0507009873554805 * (x > 0 ? x : 1.6732632423543772 * expm1 (x));
  if (g_str_equal (name, "gelu"))
    return x * 0.5 * erfc (-x / G_SQRT2);
  if (g_str_equal (name, "silu"))
    return x * sigmoid (x);
  if (g_str_equal (name, "sigmoid"))
    return sigmoid (x);
  if (g_str_equal (name, "softplus"))
    return log1p (exp (x));
  if (g_str_equal (name, "tanh"))
    return tanh (x);
  if (g_str_equal (name, "hard-sigmoid"))
    return CLAMP (x / 6 + 0.5, 0, 1);
  return x * CLAMP (x / 6 + 0.5, 0, 1);   /* hard-swish */
}

static void
pointwise (Reference *r)
{
  const Extent in = extent_of (&r->site->in[0]);

  for (gint64 i = 0; i < r->site->batch * in.values; i++)
    r->y[i] = activate (r, r->x[0][i], i / in.pixels % in.c);
}

static void
softmax (Reference *r)
{
  const Extent in = extent_of (&r->site->in[0]);
  const gboolean logarithm = g_str_equal (r->site->kind->name, "log-softmax");

  for (gint64 i = 0; i < r->site->batch * in.values; i++)
    {
      const double *pixel = r->x[0] + i / in.values * in.values + i % in.pixels;
      double sum = 0;

      for (gint64 c = 0; c < in.c; c++)
        sum += exp (pixel[c * in.pixels]);
      r->y[i] = logarithm ? r->x[0][i] - log (sum) : exp (r->x[0][i]) / sum;
    }
}

static void
merge (Reference *r)
{
  const Extent out = extent_of (&r->site->site.out);
  const gboolean product = g_str_equal (r->site->kind->name, "multiply");

  for (gint64 i = 0; i < r->site->batch * out.values; i++)
    {
      r->y[i] = product;
      for (int k = 0; k < r->site->site.n_in; k++)
        {
          const Extent in = extent_of (&r->site->in[k]);
          const double x = r->x[k][in.values == out.values ? i : i / out.pixels];   /* a gate: one value a channel */

          r->y[i] = product ? r->y[i] * x : r->y[i] + x;
        }
    }
}

static void convolve (Reference *r) { conv (r, FALSE); }
static void transpose (Reference *r) { conv (r, TRUE); }

static const struct
{
  const char *kinds;
  void (*forward) (Reference *r);
} ways[] = {
  { " conv ", convolve },
  { " transposed-conv ", transpose },
  { " linear ", linear },
  { " max-pool average-pool lp-pool distance-pool ", pool },
  { " adaptive-average-pool global-average-pool global-max-pool ", adaptive },
  { " batch-norm layer-norm group-norm instance-norm ", normalize },
  { " lrn ", lrn },
  { " relu relu6 leaky-relu prelu elu selu gelu silu sigmoid softplus tanh hard-sigmoid hard-swish ", pointwise },
  { " softmax log-softmax ", softmax },
  { " add multiply ", merge },
};

static int
way_of (const ConvoKind *kind)
{
  g_autofree char *name = g_strdup_printf (" %s ", kind->name);

  for (int i = 0; i < (int) G_N_ELEMENTS (ways); i++)
    if (strstr (ways[i].kinds, name) != NULL)
      return i;
  return -1;
}

gboolean
reference_exists (const ConvoKind *kind)
{
  return way_of (kind) >= 0;
}

void
reference_forward (Reference *reference)
{
  ways[way_of (reference->site->kind)].forward (reference);
}

static double *
doubles (const float *values, gint64 n)
{
  double *copy = g_new (double, MAX (n, 1));

  for (gint64 i = 0; i < n; i++)
    copy[i] = values[i];
  return copy;
}

Reference *
reference_new (const TestSite *site)
{
  Reference *r = g_new0 (Reference, 1);

  r->site = site;
  for (int i = 0; i < site->site.n_in; i++)
    r->x[i] = doubles (site->x[i], test_site_count (site, i));
  for (int i = 0; i < site->n_params; i++)
    {
      gint64 n = convo_param_count (&site->specs[i]);
      g_autofree float *file = g_new (float, n);

      convo_param_to_file (&site->specs[i], site->params[i], file);
      r->params[i] = doubles (file, n);
    }
  r->y = g_new0 (double, test_site_count (site, -1));
  return r;
}

void
reference_free (Reference *r)
{
  for (int i = 0; i < TEST_MAX_INPUTS; i++)
    g_free (r->x[i]);
  for (int i = 0; i < CONVO_MAX_PARAMS; i++)
    g_free (r->params[i]);
  g_free (r->y);
  g_free (r);
}
