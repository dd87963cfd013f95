/* Forward passes in doubles of the layers that work value by value, and of those that bring maps together. */
#include "tail.h"

#include <math.h>
#include <string.h>

#define SELU_ALPHA 1.6732632423543772
#define SELU_SCALE 1.0507009873554805

static double
selu (double x, double unused)
{
  return SELU_SCALE * (x > 0 ? x : SELU_ALPHA * expm1 (x));
}

static double
hard_sigmoid (double x, double unused)
{
  return CLAMP (x / 6 + 0.5, 0, 1);
}

static double
hard_swish (double x, double unused)
{
  return x * hard_sigmoid (x, 0);
}

static const struct { const char *name; TraceFunction function; } functions[] = {
  { "selu", selu }, { "hard-sigmoid", hard_sigmoid }, { "hard-swish", hard_swish },
};

static void
apply (TailLayer *layer)
{
  for (gint64 i = 0; i < convo_shape_count (&layer->site.out); i++)
    layer->y[i] = layer->function (layer->x[0][i], layer->arith.slope);
}

static void
apply_prelu (TailLayer *layer)
{
  const gint64 n = tail_pixels (&layer->site.out);

  for (gint64 i = 0; i < convo_shape_count (&layer->site.out); i++)
    layer->y[i] = layer->x[0][i] * (layer->x[0][i] > 0 ? 1 : tail_param (layer, 0, i / n));
}

static void
scale (TailLayer *layer)
{
  const double factor = tail_real (layer, "factor", 1), offset = tail_real (layer, "offset", 0);

  for (gint64 i = 0; i < convo_shape_count (&layer->site.out); i++)
    layer->y[i] = layer->x[0][i] * factor + offset;
}

static void
add (TailLayer *layer)
{
  for (gint64 i = 0; i < convo_shape_count (&layer->site.out); i++)
    {
      layer->y[i] = 0;
      for (int k = 0; k < layer->site.n_in; k++)
        layer->y[i] += layer->x[k][i];
    }
}

/* Of equal shapes, or one of them with one value a channel */
static void
multiply (TailLayer *layer)
{
  const gint64 n = convo_shape_count (&layer->site.out), pixels = tail_pixels (&layer->site.out);
  gint64 step[2];

  for (int k = 0; k < 2; k++)
    step[k] = convo_shape_count (&layer->site.in[k]) == n ? 1 : pixels;
  for (gint64 i = 0; i < n; i++)
    layer->y[i] = layer->x[0][i / step[0]] * layer->x[1][i / step[1]];
}

static void
concatenate (TailLayer *layer)
{
  double *to = layer->y;

  for (int k = 0; k < layer->site.n_in; k++)
    {
      const gint64 n = convo_shape_count (&layer->site.in[k]);

      memcpy (to, layer->x[k], n * sizeof (double));
      to += n;
    }
}

/** tail_point_forward: Returns: (nullable): how @layer is computed if it is an activation, sum, product or concatenation */
TailForward
tail_point_forward (TailLayer *layer)
{
  const char *name = layer->node->kind->name;

  if (strcmp (name, "add") == 0)
    return add;
  if (strcmp (name, "multiply") == 0)
    return multiply;
  if (strcmp (name, "concatenate") == 0)
    return concatenate;
  if (strcmp (name, "scale") == 0)
    return scale;
  if (strcmp (name, "prelu") == 0)
    return apply_prelu;
  layer->arith.slope = tail_real (layer, strcmp (name, "elu") == 0 ? "alpha" : "slope", 0);
  layer->function = trace_function (name);
  for (gsize i = 0; i < G_N_ELEMENTS (functions) && layer->function == NULL; i++)
    if (strcmp (functions[i].name, name) == 0)
      layer->function = functions[i].function;
  return layer->function != NULL ? apply : NULL;
}
