/* Values in doubles without their terms: what finite differences of large layers are made of. */
#include "trace-private.h"

#include <math.h>
#include <string.h>

/* ---- one value ---- */

typedef struct
{
  const ConvoArith *arith;
  const TraceGeometry *g;
  ConvoRule rule;
  TraceValueFunc x;
  gconstpointer data;
  double sum, divisor, greatest;
} Window;

static void
see (const TraceMeeting *m, gpointer data)
{
  Window *window = data;
  const gboolean inside = m->wide >= 0;
  const double x = inside ? window->x (window->data, m->wide) : 0;
  double weight;

  switch (window->rule)
    {
    case CONVO_RULE_MAXIMUM:
      if (inside)
        window->greatest = MAX (window->greatest, x);
      break;
    case CONVO_RULE_NORM:
      window->sum += pow (fabs (x), window->arith->p);
      break;
    case CONVO_RULE_WEIGHTED:
      weight = inside ? trace_distance_weight (window->g, m->tap) : 0;
      window->sum += x * weight;
      window->divisor += weight;
      break;
    default:
      window->sum += x;
      window->divisor += inside || (window->arith->count_padding && trace_counts_as_padding (window->g, m->wide_at));
    }
}

/**
 * trace_pooled_value:
 * @narrow: index of the output
 * @x: reads an input value, by its index
 *
 * Returns: what pooling makes of that window
 */
double
trace_pooled_value (const TraceGeometry *g, const ConvoArith *arith, gint64 narrow, TraceValueFunc x, gconstpointer data)
{
  Window window = { .arith = arith, .g = g, .rule = trace_pool_rule (arith->kind), .x = x, .data = data,
                    .greatest = -INFINITY };

  trace_meet_narrow (g, narrow, see, &window);
  if (window.rule == CONVO_RULE_MAXIMUM)
    return window.greatest;
  return window.rule == CONVO_RULE_NORM ? pow (window.sum, 1 / arith->p) : window.sum / window.divisor;
}

static double
read_x (gconstpointer trace, gint64 index)
{
  return trace_x (trace, 0, index);
}

/* One channel of the input under one window: the weights from @w on, in the order in which they act */
static double
one_channel (const ConvoTrace *trace, const gint64 from[3], const float *weights, gint64 w, gint64 x)
{
  const TraceGeometry *g = &trace->p->geometry;
  const gboolean turned = trace->arith.flip;
  const ConvoTracePrivate *p = trace->p;
  double sum = 0;
  gint64 tap = 0;

  for (gint64 a = 0; a < g->kernel[0]; a++)
    for (gint64 b = 0; b < g->kernel[1]; b++)
      {
        const gint64 depth = from[0] + a * g->dilation[0], row = from[1] + b * g->dilation[1];
        const gboolean inside = depth >= 0 && depth < g->wide[0] && row >= 0 && row < g->wide[1];
        const gint64 line = x + (depth * g->wide[1] + row) * g->wide[2];

        for (gint64 c = 0; c < g->kernel[2]; c++, tap++)
          {
            const gint64 column = from[2] + c * g->dilation[2];
            const gint64 at = w + (turned ? g->taps - 1 - tap : tap);

            if (!inside || column < 0 || column >= g->wide[2])
              continue;
            sum += (weights[at] + (p->nudged_param == 0 && p->nudged == at ? p->nudge : 0)) * trace_x (trace, 0, line + column);
          }
      }
  return sum;
}

static double
convolved (const ConvoTrace *trace, gint64 y)
{
  const TraceGeometry *g = &trace->p->geometry;
  const gint64 area = g->narrow[0] * g->narrow[1] * g->narrow[2], out = y / area, rest = y % area;
  const gint64 at[3] = { rest / g->narrow[2] / g->narrow[1], rest / g->narrow[2] % g->narrow[1], rest % g->narrow[2] };
  const gint64 first = out / g->narrow_group * g->wide_group, size = g->wide[0] * g->wide[1] * g->wide[2];
  gint64 from[3];
  double sum = 0;

  for (int axis = 0; axis < 3; axis++)
    from[axis] = at[axis] * g->stride[axis] - g->pad[axis];
  for (gint64 i = 0; i < g->wide_group; i++)
    sum += one_channel (trace, from, trace->param[0], (out * g->wide_group + i) * g->taps, (first + i) * size);
  return sum;
}

typedef struct
{
  const ConvoTrace *trace;
  double sum;
} Products;

static void
add_product (const TraceMeeting *m, gpointer data)
{
  Products *products = data;
  const ConvoTrace *trace = products->trace;
  const gint64 w = trace->arith.flip ? trace_turned (&trace->p->geometry, m->w) : m->w;

  products->sum += trace_param (trace, 0, w) * trace_x (trace, 0, m->narrow);
}

/** trace_value: Returns: output @y of a layer with windows or of a linear one, as the sum of its terms would be */
double
trace_value (const ConvoTrace *trace, gint64 y)
{
  const gint64 area = convo_shape_count (&trace->out) / trace->out.dim[0];
  const int bias = convo_trace_bias (trace);
  double value;

  if (trace->p->family == TRACE_POOL)
    return trace_pooled_value (&trace->p->geometry, &trace->arith, y, read_x, trace);
  if (trace->p->family == TRACE_TRANSPOSED)
    {
      Products products = { trace, 0 };

      trace_meet_wide (&trace->p->geometry, y, add_product, &products);
      value = products.sum;
    }
  else
    value = convolved (trace, y);
  return bias >= 0 ? value + trace_param (trace, bias, y / area) : value;
}

/* ---- layers in which all values of a channel or of a position hang together ---- */

/* Σ δ·y of one channel of batch normalisation */
static double
normalised_loss (const ConvoTrace *trace, const gint64 *outputs, guint n, double *size)
{
  const gint64 channel = outputs[0] / (convo_shape_count (&trace->out) / trace->out.dim[0]);
  double mean, variance, scale, loss = 0;

  trace_moments (trace, channel, &mean, &variance);
  scale = trace_param (trace, 0, channel) / sqrt (variance + trace->arith.epsilon);
  for (guint i = 0; i < n; i++)
    {
      const double y = (trace_x (trace, 0, outputs[i]) - mean) * scale + trace_param (trace, 1, channel);

      loss += trace->dy[outputs[i]] * y;
      *size += fabs (trace->dy[outputs[i]]) * (fabs (y) + 1);
    }
  return loss;
}

/* Σ δ·y of one position of softmax */
static double
softened_loss (const ConvoTrace *trace, const gint64 *outputs, guint n, double *size)
{
  double greatest = -INFINITY, all = 0, loss = 0;

  for (guint i = 0; i < n; i++)
    greatest = MAX (greatest, trace_x (trace, 0, outputs[i]));
  for (guint i = 0; i < n; i++)
    all += exp (trace_x (trace, 0, outputs[i]) - greatest);
  for (guint i = 0; i < n; i++)
    {
      loss += trace->dy[outputs[i]] * exp (trace_x (trace, 0, outputs[i]) - greatest) / all;
      *size += fabs (trace->dy[outputs[i]]);
    }
  return loss;
}

static double
point_value (const ConvoTrace *trace, gint64 y)
{
  g_autoptr(ConvoSum) sum = convo_trace_output (trace, y);

  return sum->sum;
}

/**
 * trace_loss:
 * @outputs: indices of the outputs that count: all of a channel (batch normalisation) or a position (softmax)
 * @patience: (nullable): told after each output; may give up
 * @loss: (out): Σ δ·y over them
 * @size: (out): how large the summands are, with 1 for each δ: what rounding goes by
 *
 * Returns: %FALSE if it was given up
 */
gboolean
trace_loss (const ConvoTrace *trace, const gint64 *outputs, guint n, TracePatience *patience, double *loss, double *size)
{
  *loss = *size = 0;
  if (n > 0 && trace->p->family == TRACE_NORMALISE)
    *loss = normalised_loss (trace, outputs, n, size);
  else if (n > 0 && trace->p->family == TRACE_SOFTMAX)
    *loss = softened_loss (trace, outputs, n, size);
  else
    for (guint i = 0; i < n; i++)
      {
        const double delta = trace->dy[outputs[i]];
        double y;

        if (!trace_patience_step (patience))
          return FALSE;
        if (delta == 0)
          continue;
        y = trace->p->family <= TRACE_POOL ? trace_value (trace, outputs[i]) : point_value (trace, outputs[i]);
        *loss += delta * y;
        *size += fabs (delta) * (fabs (y) + 1);
      }
  return TRUE;
}
