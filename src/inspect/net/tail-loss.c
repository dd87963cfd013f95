/* Losses of one picture in doubles. */
#include "tail.h"

#include <math.h>
#include <string.h>

/* Class of a position: of the label map, or of the picture; −1: no loss there */
static int
class_at (const TailLayer *layer, gint64 at)
{
  const gint64 classes = layer->site.in[0].dim[0];
  const double value = layer->site.n_in > 1 ? layer->x[1][at] : layer->label;

  return value > -0.5 && value < classes - 0.5 ? (int) (value + 0.5) : -1;
}

static double
log_sum (const TailLayer *layer, gint64 at)
{
  const gint64 classes = layer->site.in[0].dim[0], n = tail_pixels (&layer->site.in[0]);
  double greatest = -INFINITY, sum = 0;

  for (gint64 c = 0; c < classes; c++)
    greatest = MAX (greatest, layer->x[0][c * n + at]);
  for (gint64 c = 0; c < classes; c++)
    sum += exp (layer->x[0][c * n + at] - greatest);
  return greatest + log (sum);
}

static void
cross_entropy (TailLayer *layer)
{
  const gint64 classes = layer->site.in[0].dim[0], n = tail_pixels (&layer->site.in[0]);
  const double smoothing = tail_real (layer, "label-smoothing", 0);
  double sum = 0;
  gint64 judged = 0;

  for (gint64 at = 0; at < n; at++)
    {
      const int label = class_at (layer, at);
      double all = 0;

      if (label < 0)
        continue;
      for (gint64 c = 0; c < classes; c++)
        all += layer->x[0][c * n + at];
      sum += log_sum (layer, at) - (1 - smoothing) * layer->x[0][label * n + at] - smoothing * all / classes;
      judged++;
    }
  layer->y[0] = judged > 0 ? sum / judged : 0;
}

static void
likelihood (TailLayer *layer)
{
  const int label = class_at (layer, 0);

  layer->y[0] = label >= 0 ? -layer->x[0][label] : 0;
}

static void
hinge (TailLayer *layer)
{
  const gint64 classes = layer->site.in[0].dim[0];
  const double margin = tail_real (layer, "margin", 1);
  const int label = class_at (layer, 0);
  double sum = 0;

  for (gint64 c = 0; label >= 0 && c < classes; c++)
    sum += c == label ? 0 : MAX (margin - layer->x[0][label] + layer->x[0][c], 0);
  layer->y[0] = sum / classes;
}

static double
squared (double x, double t)
{
  return (x - t) * (x - t);
}

static double
binary (double x, double t)
{
  return MAX (x, 0) - x * t + log1p (exp (-fabs (x)));
}

/* The mean over the values: the target is the second input, or 1 for the class and 0 for the others */
static void
mean_of (TailLayer *layer, double (*value) (double x, double t))
{
  const gint64 n = convo_shape_count (&layer->site.in[0]);
  const gboolean given = layer->site.n_in > 1;
  double sum = 0;

  for (gint64 i = 0; (given || class_at (layer, 0) >= 0) && i < n; i++)
    sum += value (layer->x[0][i], given ? layer->x[1][i] : i == class_at (layer, 0));
  layer->y[0] = sum / n;
}

static void
mean_squared_error (TailLayer *layer)
{
  mean_of (layer, squared);
}

static void
binary_cross_entropy (TailLayer *layer)
{
  mean_of (layer, binary);
}

/** tail_loss_forward: Returns: (nullable): how @layer is computed if it is a loss */
TailForward
tail_loss_forward (TailLayer *layer)
{
  static const struct { const char *name; TailForward forward; } kinds[] = {
    { "softmax-cross-entropy", cross_entropy }, { "nll", likelihood }, { "hinge", hinge },
    { "mean-squared-error", mean_squared_error }, { "binary-cross-entropy", binary_cross_entropy },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (strcmp (kinds[i].name, layer->node->kind->name) == 0)
      return kinds[i].forward;
  return NULL;
}
