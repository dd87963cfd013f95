/* Forwards and backwards: which sum belongs to which question, for every family of layers. */
#include "trace-private.h"

#include <math.h>
#include <string.h>

static gboolean
is_windowed (const ConvoTrace *trace)
{
  return trace->p->family <= TRACE_POOL;
}

/**
 * convo_trace_output:
 * @y: index of an output value
 *
 * Returns: (transfer full): the terms it is made of
 */
ConvoSum *
convo_trace_output (const ConvoTrace *trace, gint64 y)
{
  g_return_val_if_fail (y >= 0 && y < convo_shape_count (&trace->out), NULL);
  if (!is_windowed (trace))
    return trace_point_output (trace, y);
  return trace->p->family == TRACE_POOL ? trace_pooled_output (trace, y) : trace_windowed_output (trace, y);
}

/* Layers without a window: softmax feeds every channel, batch normalisation in training the whole channel */
static GArray *
point_feeds (const ConvoTrace *trace, int input, gint64 x)
{
  GArray *terms = g_array_new (FALSE, FALSE, sizeof (ConvoTerm));
  gint64 n = convo_shape_count (&trace->in[0]) / trace->in[0].dim[0];
  gint64 first = x, count = 1, step = 1;

  if (trace->p->family == TRACE_SOFTMAX)
    {
      first = x % n;
      count = trace->in[0].dim[0];
      step = n;
    }
  else if (trace->p->family == TRACE_NORMALISE && trace->training)
    {
      first = x / n * n;
      count = n;
    }
  for (int i = 0; trace->p->family == TRACE_JOIN && i < input; i++)
    first += convo_shape_count (&trace->in[i]);
  for (gint64 i = 0; i < count; i++)
    {
      ConvoTerm term = { .input = input, .x = x, .w = -1, .y = first + i * step, .a = trace_x (trace, input, x), .b = 1 };

      term.product = term.a;
      convo_index_place (&trace->in[input], x, &term.channel, term.at);
      g_array_append_val (terms, term);
    }
  return terms;
}

/**
 * convo_trace_feeds:
 *
 * For windows: a is the value, b the weight it is multiplied with there (pooling: the part it has in the result). Other
 * layers: which outputs change with it, b being 1.
 *
 * Returns: (transfer full) (element-type ConvoTerm): every output that an input value feeds
 */
GArray *
convo_trace_feeds (const ConvoTrace *trace, int input, gint64 x)
{
  g_return_val_if_fail (input >= 0 && input < trace->n_in, NULL);
  g_return_val_if_fail (x >= 0 && x < convo_shape_count (&trace->in[input]), NULL);
  return is_windowed (trace) ? trace_window_feeds (trace, x) : point_feeds (trace, input, x);
}

/**
 * convo_trace_uses:
 * @w: index in the weight of a layer that has one
 *
 * Returns: (transfer full) (element-type ConvoTerm): everywhere a weight acts, in the padding too (x is −1 there)
 */
GArray *
convo_trace_uses (const ConvoTrace *trace, gint64 w)
{
  g_return_val_if_fail (convo_trace_weight (trace) >= 0, NULL);
  g_return_val_if_fail (w >= 0 && w < convo_param_count (&trace->spec[0]), NULL);
  return trace_window_uses (trace, w);
}

/* Every δ of one output channel, times 1 */
static ConvoSum *
bias_gradient (const ConvoTrace *trace, int param, gint64 channel)
{
  gint64 n = convo_shape_count (&trace->out) / trace->out.dim[0];
  ConvoSum *sum = trace_sum_new (CONVO_RULE_PRODUCTS);

  for (gint64 y = channel * n; y < (channel + 1) * n; y++)
    {
      ConvoTerm term = { .x = -1, .w = channel, .y = y, .a = 1, .b = trace->dy[y] };

      convo_index_place (&trace->out, y, &term.channel, term.at);
      trace_sum_add (sum, &term);
    }
  sum->engine = trace->grad[param][channel];
  return sum;
}

/**
 * convo_trace_weight_gradient:
 * @param: which parameter; one that has a gradient
 * @index: index in it
 *
 * A weight's gradient is the correlation of the input with δ: a is the input value under the weight, b the δ of that
 * window. A bias takes every δ of its channel.
 *
 * Returns: (transfer full): the terms
 */
ConvoSum *
convo_trace_weight_gradient (const ConvoTrace *trace, int param, gint64 index)
{
  g_autoptr(GArray) uses = NULL;
  ConvoSum *sum;

  g_return_val_if_fail (param >= 0 && param < trace->n_params && trace->grad[param] != NULL, NULL);
  g_return_val_if_fail (index >= 0 && index < convo_param_count (&trace->spec[param]), NULL);
  if (trace->p->family == TRACE_NORMALISE)
    return trace_scale_gradient (trace, param, index);
  if (param == convo_trace_bias (trace))
    return bias_gradient (trace, param, index);
  sum = trace_sum_new (CONVO_RULE_PRODUCTS);
  uses = trace_window_uses (trace, index);
  for (guint i = 0; i < uses->len; i++)
    {
      ConvoTerm *term = &g_array_index (uses, ConvoTerm, i);

      term->b = trace->dy[term->y];
      trace_sum_add (sum, term);
    }
  sum->engine = trace->grad[param][index];
  return sum;
}

/**
 * convo_trace_input_gradient:
 *
 * An input's gradient adds δ of every window that reads it, times its weight there: the full convolution with the turned
 * kernel. Pooling: times the part of the value in the result.
 *
 * Returns: (transfer full): the terms
 */
ConvoSum *
convo_trace_input_gradient (const ConvoTrace *trace, int input, gint64 x)
{
  g_autoptr(GArray) feeds = NULL;
  ConvoSum *sum;

  g_return_val_if_fail (input >= 0 && input < trace->n_in, NULL);
  g_return_val_if_fail (x >= 0 && x < convo_shape_count (&trace->in[input]), NULL);
  if (!is_windowed (trace))
    return trace_point_gradient (trace, input, x);
  sum = trace_sum_new (CONVO_RULE_PRODUCTS);
  feeds = trace_window_feeds (trace, x);
  for (guint i = 0; i < feeds->len; i++)
    {
      ConvoTerm *term = &g_array_index (feeds, ConvoTerm, i);
      gint64 at[3];

      term->a = trace->dy[term->y];
      convo_index_place (&trace->out, term->y, &term->channel, at);   /* δ comes channel by channel of the output */
      trace_sum_add (sum, term);
    }
  sum->engine = trace->dx[input][x];
  return sum;
}

/**
 * convo_trace_fan_out:
 * @consumers: traces of all layers that read one and the same value
 * @inputs: which of their inputs it is
 * @n: how many
 * @x: index of the value
 *
 * A value that several layers read takes the sum of what each sends back.
 *
 * Returns: (transfer full): one term a consumer: a is the gradient it sends, input its number
 */
ConvoSum *
convo_trace_fan_out (const ConvoTrace *const *consumers, const int *inputs, int n, gint64 x)
{
  ConvoSum *sum = trace_sum_new (CONVO_RULE_SUM);

  for (int i = 0; i < n; i++)
    {
      ConvoTerm term = { .input = i, .x = x, .w = -1, .y = -1, .b = 1 };
      g_autoptr(ConvoSum) part = convo_trace_input_gradient (consumers[i], inputs[i], x);

      term.a = part->sum;
      convo_index_place (&consumers[i]->in[inputs[i]], x, &term.channel, term.at);
      trace_sum_add (sum, &term);
      sum->engine += part->engine;
    }
  return sum;
}
