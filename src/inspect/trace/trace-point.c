/* Sums of the layers without a sliding window: activations, batch normalisation, softmax, add, concatenate. */
#include "trace-private.h"

#include <math.h>
#include <string.h>

typedef struct
{
  const char *name;
  double (*value) (double x, double slope);
  double (*derivative) (double x, double slope);
} Function;

static double
logistic (double x)
{
  return 1 / (1 + exp (-x));
}

static double
normal_below (double x)
{
  return 0.5 * (1 + erf (x * M_SQRT1_2));
}

static double relu (double x, double s) { return x > 0 ? x : 0; }
static double relu_d (double x, double s) { return x > 0; }
static double leaky (double x, double s) { return x > 0 ? x : s * x; }
static double leaky_d (double x, double s) { return x > 0 ? 1 : s; }
static double elu (double x, double s) { return x > 0 ? x : s * expm1 (x); }
static double elu_d (double x, double s) { return x > 0 ? 1 : s * exp (x); }
static double tanh_v (double x, double s) { return tanh (x); }
static double tanh_d (double x, double s) { return 1 - tanh (x) * tanh (x); }
static double sigmoid (double x, double s) { return logistic (x); }
static double sigmoid_d (double x, double s) { return logistic (x) * (1 - logistic (x)); }
static double softplus (double x, double s) { return MAX (x, 0) + log1p (exp (-fabs (x))); }
static double softplus_d (double x, double s) { return logistic (x); }
static double silu (double x, double s) { return x * logistic (x); }
static double silu_d (double x, double s) { return logistic (x) * (1 + x * (1 - logistic (x))); }
static double gelu (double x, double s) { return x * normal_below (x); }
static double gelu_d (double x, double s) { return normal_below (x) + x * exp (-x * x / 2) / sqrt (2 * M_PI); }
static double relu6 (double x, double s) { return CLAMP (x, 0, 6); }
static double relu6_d (double x, double s) { return x > 0 && x < 6; }

static const Function functions[] = {
  { "relu", relu, relu_d }, { "leaky-relu", leaky, leaky_d }, { "elu", elu, elu_d }, { "tanh", tanh_v, tanh_d },
  { "sigmoid", sigmoid, sigmoid_d }, { "softplus", softplus, softplus_d }, { "silu", silu, silu_d },
  { "gelu", gelu, gelu_d }, { "relu6", relu6, relu6_d },
};

static const Function *
function_of (const ConvoTrace *trace)
{
  for (gsize i = 0; i < G_N_ELEMENTS (functions); i++)
    if (strcmp (functions[i].name, trace->arith.kind->name) == 0)
      return &functions[i];
  g_assert_not_reached ();
}

/** trace_function: Returns: (nullable): the function of an activation without parameters, by its kind's name */
TraceFunction
trace_function (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (functions); i++)
    if (strcmp (functions[i].name, name) == 0)
      return functions[i].value;
  return NULL;
}

static void
add_term (const ConvoTrace *trace, ConvoSum *sum, int input, gint64 x, gint64 y, double a, double b)
{
  ConvoTerm term = { .input = input, .x = x, .w = -1, .y = y, .a = a, .b = b };

  convo_index_place (&trace->in[input], x, &term.channel, term.at);
  trace_sum_add (sum, &term);
}

/* Values of one channel; @extent: how many there are at one channel */
static gint64
pixels (const ConvoShape *shape)
{
  return convo_shape_count (shape) / shape->dim[0];
}

/** trace_moments: mean and variance that a channel is normalised with, by the settings: this picture's, or the running ones */
void
trace_moments (const ConvoTrace *trace, gint64 channel, double *mean, double *variance)
{
  gint64 n = pixels (&trace->in[0]);
  double sum = 0, squares = 0;

  if (!trace->training)
    {
      *mean = trace_param (trace, 2, channel);
      *variance = trace_param (trace, 3, channel);
      return;
    }
  for (gint64 i = 0; i < n; i++)
    sum += trace_x (trace, 0, channel * n + i);
  *mean = sum / n;
  for (gint64 i = 0; i < n; i++)
    {
      double away = trace_x (trace, 0, channel * n + i) - *mean;

      squares += away * away;
    }
  *variance = squares / n;
}

static void
normalise (const ConvoTrace *trace, ConvoSum *sum, gint64 y)
{
  gint64 channel = y / pixels (&trace->out);
  double *d = sum->detail;

  trace_moments (trace, channel, &d[0], &d[1]);
  d[2] = trace->arith.epsilon;
  d[3] = trace_param (trace, 0, channel);
  d[4] = trace_param (trace, 1, channel);
  d[5] = (trace_x (trace, 0, y) - d[0]) / sqrt (d[1] + d[2]);
  add_term (trace, sum, 0, y, y, trace_x (trace, 0, y), 1);
  sum->sum = d[5] * d[3] + d[4];
}

static void
soften (const ConvoTrace *trace, ConvoSum *sum, gint64 y)
{
  gint64 n = pixels (&trace->out), at = y % n;
  double own = 0;

  sum->detail[0] = -INFINITY;
  for (gint64 c = 0; c < trace->out.dim[0]; c++)
    sum->detail[0] = MAX (sum->detail[0], trace_x (trace, 0, c * n + at));
  for (gint64 c = 0; c < trace->out.dim[0]; c++)
    {
      gint64 x = c * n + at;
      double e = exp (trace_x (trace, 0, x) - sum->detail[0]);

      add_term (trace, sum, 0, x, y, e, 1);
      sum->detail[1] += e;
      if (x == y)
        own = e;
    }
  sum->sum = own / sum->detail[1];
}

/* Which input of a concatenation, and the index in it */
static void
joined_place (const ConvoTrace *trace, gint64 y, int *input, gint64 *x)
{
  for (*input = 0; *input < trace->n_in - 1 && y >= convo_shape_count (&trace->in[*input]); (*input)++)
    y -= convo_shape_count (&trace->in[*input]);
  *x = y;
}

/** trace_point_output: Returns: (transfer full): an output of a layer without a window */
ConvoSum *
trace_point_output (const ConvoTrace *trace, gint64 y)
{
  static const ConvoRule rules[] = {
    [TRACE_POINT] = CONVO_RULE_FUNCTION, [TRACE_NORMALISE] = CONVO_RULE_NORMALISE,
    [TRACE_SOFTMAX] = CONVO_RULE_SOFTMAX, [TRACE_MERGE] = CONVO_RULE_SUM, [TRACE_JOIN] = CONVO_RULE_COPY,
  };
  ConvoSum *sum = trace_sum_new (rules[trace->p->family]);
  gint64 x = y;
  int input = 0;

  switch (trace->p->family)
    {
    case TRACE_NORMALISE:
      normalise (trace, sum, y);
      break;
    case TRACE_SOFTMAX:
      soften (trace, sum, y);
      break;
    case TRACE_MERGE:
      for (int i = 0; i < trace->n_in; i++)
        add_term (trace, sum, i, y, y, trace_x (trace, i, y), 1);
      break;
    case TRACE_JOIN:
      joined_place (trace, y, &input, &x);
      G_GNUC_FALLTHROUGH;
    default:
      add_term (trace, sum, input, x, y, trace_x (trace, input, x), 1);
      if (sum->rule == CONVO_RULE_FUNCTION)
        sum->sum = function_of (trace)->value (trace_x (trace, 0, x), trace->arith.slope);
    }
  sum->engine = trace->y[y];
  return sum;
}

/* dx = scale/σ·(δ − mean (δ) − x̂·mean (δ·x̂)): one path straight through, one through the mean, one through the variance;
 * with running statistics the first only. Source: Ioffe, Szegedy 2015 */
static void
normalise_back (const ConvoTrace *trace, ConvoSum *sum, gint64 x)
{
  gint64 n = pixels (&trace->in[0]), channel = x / n;
  double mean, variance, inverse, scale = trace_param (trace, 0, channel), own, all = 0, along = 0;

  trace_moments (trace, channel, &mean, &variance);
  inverse = 1 / sqrt (variance + trace->arith.epsilon);
  own = (trace_x (trace, 0, x) - mean) * inverse;
  for (gint64 i = channel * n; trace->training && i < (channel + 1) * n; i++)
    {
      all += trace->dy[i];
      along += trace->dy[i] * (trace_x (trace, 0, i) - mean) * inverse;
    }
  add_term (trace, sum, 0, x, x, trace->dy[x], scale * inverse);
  sum->detail[0] = trace->dy[x] * scale * inverse;
  sum->detail[1] = -scale * inverse * all / n;
  sum->detail[2] = -scale * inverse * own * along / n;
  sum->detail[5] = own;
  sum->sum = sum->detail[0] + sum->detail[1] + sum->detail[2];
}

/* dx = y·(δ − Σ δ·y): term by term over the channels, (1 if own − y)·δ */
static void
soften_back (const ConvoTrace *trace, ConvoSum *sum, gint64 x)
{
  gint64 n = pixels (&trace->in[0]), at = x % n;
  g_autoptr(ConvoSum) own = trace_point_output (trace, x);

  for (gint64 c = 0; c < trace->out.dim[0]; c++)
    {
      gint64 y = c * n + at;
      double e = exp (trace_x (trace, 0, y) - own->detail[0]) / own->detail[1];

      add_term (trace, sum, 0, x, y, trace->dy[y], own->sum * ((y == x) - e));
    }
}

/** trace_point_gradient: Returns: (transfer full): gradient of an input of a layer without a window */
ConvoSum *
trace_point_gradient (const ConvoTrace *trace, int input, gint64 x)
{
  ConvoSum *sum = trace_sum_new (CONVO_RULE_PRODUCTS);
  gint64 y = x;

  switch (trace->p->family)
    {
    case TRACE_NORMALISE:
      sum->rule = CONVO_RULE_NORMALISE;
      normalise_back (trace, sum, x);
      break;
    case TRACE_SOFTMAX:
      soften_back (trace, sum, x);
      break;
    case TRACE_POINT:
      sum->rule = CONVO_RULE_FUNCTION;
      sum->detail[0] = function_of (trace)->derivative (trace_x (trace, 0, x), trace->arith.slope);
      add_term (trace, sum, 0, x, x, trace->dy[x], sum->detail[0]);
      break;
    case TRACE_JOIN:
      for (int i = 0; i < input; i++)
        y += convo_shape_count (&trace->in[i]);
      G_GNUC_FALLTHROUGH;
    default:
      sum->rule = CONVO_RULE_COPY;
      add_term (trace, sum, input, x, y, trace->dy[y], 1);
    }
  sum->engine = trace->dx[input][x];
  return sum;
}

/** trace_scale_gradient: Returns: (transfer full): gradient of batch normalisation's scale (0) or shift (1) of a channel */
ConvoSum *
trace_scale_gradient (const ConvoTrace *trace, int param, gint64 channel)
{
  gint64 n = pixels (&trace->in[0]);
  ConvoSum *sum = trace_sum_new (CONVO_RULE_PRODUCTS);
  double mean, variance;

  trace_moments (trace, channel, &mean, &variance);
  for (gint64 i = channel * n; i < (channel + 1) * n; i++)
    add_term (trace, sum, 0, i, i, param == 1 ? 1
              : (trace_x (trace, 0, i) - mean) / sqrt (variance + trace->arith.epsilon), trace->dy[i]);
  sum->engine = trace->grad[param][channel];
  return sum;
}
