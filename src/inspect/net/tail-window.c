/* Forward passes in doubles of the layers with weights between channels, and of pooling. */
#include "tail.h"

#include <string.h>

/* Positions of the narrow side whose tap @tap lies inside the wide one: [*from, *to) */
static void
reach (const TraceGeometry *g, int axis, gint64 tap, gint64 *from, gint64 *to)
{
  const gint64 shift = g->pad[axis] - tap * g->dilation[axis], stride = g->stride[axis];
  const gint64 last = g->wide[axis] - 1 + shift;

  *from = shift > 0 ? (shift + stride - 1) / stride : 0;
  *to = last < 0 ? 0 : MIN (last / stride + 1, g->narrow[axis]);
}

/* One weight: every pair of pixels that it joins, of one wide and one narrow channel */
static void
join (const TraceGeometry *g, const gint64 tap[3], double weight, gboolean transposed, const double *x, double *y)
{
  gint64 from[3], to[3];

  for (int axis = 0; axis < 3; axis++)
    reach (g, axis, tap[axis], &from[axis], &to[axis]);
  for (gint64 d = from[0]; d < to[0]; d++)
    for (gint64 h = from[1]; h < to[1]; h++)
      {
        const gint64 narrow = (d * g->narrow[1] + h) * g->narrow[2], stride = g->stride[2];
        const gint64 depth = d * g->stride[0] + tap[0] * g->dilation[0] - g->pad[0];
        const gint64 row = h * g->stride[1] + tap[1] * g->dilation[1] - g->pad[1];
        const gint64 wide = (depth * g->wide[1] + row) * g->wide[2] + tap[2] * g->dilation[2] - g->pad[2];

        if (transposed)
          for (gint64 w = from[2]; w < to[2]; w++)
            y[wide + w * stride] += weight * x[narrow + w];
        else
          for (gint64 w = from[2]; w < to[2]; w++)
            y[narrow + w] += weight * x[wide + w * stride];
      }
}

static void
join_channels (const TailLayer *layer, gint64 narrow, gint64 wide)
{
  const TraceGeometry *g = &layer->geometry;
  const gboolean transposed = trace_family (layer->node->kind) == TRACE_TRANSPOSED;
  const gint64 wide_size = g->wide[0] * g->wide[1] * g->wide[2], size = g->narrow[0] * g->narrow[1] * g->narrow[2];
  const double *x = layer->x[0] + (transposed ? narrow * size : wide * wide_size);
  double *y = layer->y + (transposed ? wide * wide_size : narrow * size);
  gint64 weight = (narrow * g->wide_group + wide % g->wide_group) * g->taps, tap[3];

  for (tap[0] = 0; tap[0] < g->kernel[0]; tap[0]++)
    for (tap[1] = 0; tap[1] < g->kernel[1]; tap[1]++)
      for (tap[2] = 0; tap[2] < g->kernel[2]; tap[2]++)
        join (g, tap, tail_param (layer, 0, weight++), transposed, x, y);
}

static void
begin_with_bias (TailLayer *layer)
{
  const gint64 n = tail_pixels (&layer->site.out);

  for (gint64 i = 0; i < convo_shape_count (&layer->site.out); i++)
    layer->y[i] = layer->n_params > 1 ? tail_param (layer, 1, i / n) : 0;
}

static void
convolve (TailLayer *layer)
{
  const TraceGeometry *g = &layer->geometry;

  begin_with_bias (layer);
  for (gint64 narrow = 0; narrow < g->narrow_channels; narrow++)
    for (gint64 i = 0; i < g->wide_group; i++)
      join_channels (layer, narrow, narrow / g->narrow_group * g->wide_group + i);
}

static void
multiply_matrix (TailLayer *layer)
{
  const gint64 n = convo_shape_count (&layer->site.in[0]), rows = convo_shape_count (&layer->site.out);
  const double *x = layer->x[0];

  begin_with_bias (layer);
  for (gint64 row = 0; row < rows; row++)
    {
      const float *weights = layer->params[0] + row * n;
      double sum = 0;

      for (gint64 i = 0; i < n; i++)
        sum += weights[i] * x[i];
      layer->y[row] += sum;
    }
  if (layer->nudged_param == 0)
    layer->y[layer->nudged / n] += layer->nudge * x[layer->nudged % n];
}

/* ---- pooling ---- */

static double
read_x (gconstpointer layer, gint64 index)
{
  return ((const TailLayer *) layer)->x[0][index];
}

static void
pool (TailLayer *layer)
{
  for (gint64 y = 0; y < convo_shape_count (&layer->site.out); y++)
    layer->y[y] = trace_pooled_value (&layer->geometry, &layer->arith, y, read_x, layer);
}

/** tail_window_forward: Returns: (nullable): how @layer is computed if it is one with windows, or linear */
TailForward
tail_window_forward (TailLayer *layer)
{
  const ConvoKind *kind = layer->node->kind;
  const TraceFamily family = trace_family (kind);

  if (!convo_arith_supports (kind) || family > TRACE_POOL)
    return NULL;
  convo_arith_from_layer (&layer->arith, kind, layer->node->state, &layer->site);
  trace_geometry_init (&layer->geometry, &layer->arith, family, &layer->site.in[0], &layer->site.out);
  if (family == TRACE_POOL)
    return pool;
  return strcmp (kind->name, "linear") == 0 ? multiply_matrix : convolve;
}
