/* Forward passes in doubles of normalisations and softmax. */
#include "tail.h"

#include <math.h>
#include <string.h>

/* Mean and variance of @n values, @step apart */
static void
moments (const double *x, gint64 n, gint64 step, double *mean, double *variance)
{
  double sum = 0, squares = 0;

  for (gint64 i = 0; i < n; i++)
    sum += x[i * step];
  *mean = sum / n;
  for (gint64 i = 0; i < n; i++)
    squares += (x[i * step] - *mean) * (x[i * step] - *mean);
  *variance = squares / n;
}

static void
normalise_batch (TailLayer *layer)
{
  const gint64 n = tail_pixels (&layer->site.out);
  const double epsilon = tail_real (layer, "epsilon", 1e-5);

  for (gint64 c = 0; c < layer->site.out.dim[0]; c++)
    {
      double mean = tail_param (layer, 2, c), variance = tail_param (layer, 3, c), scale;

      if (layer->training)
        moments (layer->x[0] + c * n, n, 1, &mean, &variance);
      scale = tail_param (layer, 0, c) / sqrt (variance + epsilon);
      for (gint64 i = c * n; i < (c + 1) * n; i++)
        layer->y[i] = (layer->x[0][i] - mean) * scale + tail_param (layer, 1, c);
    }
}

/* Values that share a mean and a variance: @n of them from @first on, @step apart. Parameters: one for every @shared of them */
static void
normalise_run (TailLayer *layer, gint64 first, gint64 n, gint64 step, gint64 shared, gint64 first_param)
{
  const double epsilon = tail_real (layer, "epsilon", 1e-5);
  double mean, variance;

  moments (layer->x[0] + first, n, step, &mean, &variance);
  for (gint64 i = 0; i < n; i++)
    {
      const gint64 at = first + i * step, param = first_param + i / shared;
      const double standard = (layer->x[0][at] - mean) / sqrt (variance + epsilon);

      layer->y[at] = layer->n_params > 1 ? standard * tail_param (layer, 0, param) + tail_param (layer, 1, param)
                                         : standard;
    }
}

static void
normalise_layer (TailLayer *layer)
{
  static const char *const overs[] = { "all", "channels", "last" };
  const ConvoShape *shape = &layer->site.out;
  const gint64 n = convo_shape_count (shape), pixels = tail_pixels (shape), last = shape->dim[shape->rank - 1];
  const char *over = overs[CLAMP (tail_choice (layer, "over"), 0, 2)];

  if (strcmp (over, "all") == 0)
    normalise_run (layer, 0, n, 1, 1, 0);
  for (gint64 at = 0; strcmp (over, "channels") == 0 && at < pixels; at++)
    normalise_run (layer, at, shape->dim[0], pixels, 1, 0);
  for (gint64 first = 0; strcmp (over, "last") == 0 && first < n; first += last)
    normalise_run (layer, first, last, 1, 1, 0);
}

/* Channels in as many equal groups; an instance is a group of one channel */
static void
normalise_groups (TailLayer *layer)
{
  const gint64 channels = layer->site.out.dim[0], pixels = tail_pixels (&layer->site.out);
  const gint64 groups = tail_int (layer, "groups", channels), n = channels / groups;

  for (gint64 group = 0; group < groups; group++)
    normalise_run (layer, group * n * pixels, n * pixels, 1, pixels, group * n);
}

static void
normalise_neighbours (TailLayer *layer)
{
  const gint64 channels = layer->site.out.dim[0], n = tail_pixels (&layer->site.out), size = tail_int (layer, "size", 5);
  const double alpha = tail_real (layer, "alpha", 1e-4) / size, beta = tail_real (layer, "beta", 0.75);
  const double k = tail_real (layer, "k", 1);

  for (gint64 i = 0; i < channels * n; i++)
    {
      const gint64 first = i / n - size / 2;
      double squares = 0;

      for (gint64 c = MAX (first, 0); c < MIN (first + size, channels); c++)
        squares += layer->x[0][c * n + i % n] * layer->x[0][c * n + i % n];
      layer->y[i] = layer->x[0][i] * pow (k + alpha * squares, -beta);
    }
}

/* Over the channels of each position; @log: their logarithms */
static void
soften (TailLayer *layer, gboolean log)
{
  const gint64 channels = layer->site.out.dim[0], n = tail_pixels (&layer->site.out);

  for (gint64 at = 0; at < n; at++)
    {
      double greatest = -INFINITY, sum = 0;

      for (gint64 c = 0; c < channels; c++)
        greatest = MAX (greatest, layer->x[0][c * n + at]);
      for (gint64 c = 0; c < channels; c++)
        sum += exp (layer->x[0][c * n + at] - greatest);
      for (gint64 c = 0; c < channels; c++)
        {
          const double away = layer->x[0][c * n + at] - greatest;

          layer->y[c * n + at] = log ? away - log1p (sum - 1) : exp (away) / sum;
        }
    }
}

static void
softmax (TailLayer *layer)
{
  soften (layer, FALSE);
}

static void
log_softmax (TailLayer *layer)
{
  soften (layer, TRUE);
}

/** tail_norm_forward: Returns: (nullable): how @layer is computed if it is a normalisation or softmax */
TailForward
tail_norm_forward (TailLayer *layer)
{
  static const struct { const char *name; TailForward forward; int n_params; } kinds[] = {
    { "batch-norm", normalise_batch, 4 }, { "layer-norm", normalise_layer, 0 }, { "group-norm", normalise_groups, 0 },
    { "instance-norm", normalise_groups, 0 }, { "lrn", normalise_neighbours, 0 }, { "softmax", softmax, 0 },
    { "log-softmax", log_softmax, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (strcmp (kinds[i].name, layer->node->kind->name) == 0)
      return layer->n_params < kinds[i].n_params ? NULL : kinds[i].forward;
  return NULL;
}
