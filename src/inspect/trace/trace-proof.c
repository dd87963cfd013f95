/* Finite differences: the forward pass run twice, with one number a little larger and a little smaller. */
#include "trace-private.h"

#include <math.h>

#define MAX_TERMS 60000       /* beyond, the engine runs the two passes, with a step fit for floats */
#define ENGINE_STEP 0.015625  /* 2⁻⁶: exact in binary */
#define TOLERANCE 1e-3

/* Outputs that change with a parameter */
static GArray *
outputs_of_param (const ConvoTrace *trace, int param, gint64 index)
{
  g_autoptr(GArray) uses = NULL;
  GArray *outputs = g_array_new (FALSE, FALSE, sizeof (gint64));
  gint64 n = convo_shape_count (&trace->out) / trace->out.dim[0];

  if (param != convo_trace_weight (trace))     /* one channel: bias, scale, shift */
    {
      for (gint64 y = index * n; y < (index + 1) * n; y++)
        g_array_append_val (outputs, y);
      return outputs;
    }
  uses = convo_trace_uses (trace, index);
  for (guint i = 0; i < uses->len; i++)
    g_array_append_val (outputs, g_array_index (uses, ConvoTerm, i).y);
  return outputs;
}

static GArray *
outputs_of_input (const ConvoTrace *trace, int input, gint64 x)
{
  g_autoptr(GArray) feeds = convo_trace_feeds (trace, input, x);
  GArray *outputs = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; i < feeds->len; i++)
    g_array_append_val (outputs, g_array_index (feeds, ConvoTerm, i).y);
  return outputs;
}

/* Roughly how many products the two passes would take here */
static gint64
work (const ConvoTrace *trace, const GArray *outputs)
{
  const TraceGeometry *g = &trace->p->geometry;
  gint64 each = 1;

  if (trace->p->family <= TRACE_POOL)
    each = g->taps * (g->apart ? 1 : trace->p->family == TRACE_TRANSPOSED ? g->narrow_group : g->wide_group);
  else if (trace->p->family >= TRACE_NORMALISE)
    each = convo_shape_count (&trace->in[0]) / trace->in[0].dim[0];
  return outputs->len * each;
}

/* Σ δ·y over the outputs that change */
static double
loss_over (const ConvoTrace *trace, const GArray *outputs)
{
  double loss = 0;

  for (guint i = 0; i < outputs->len; i++)
    {
      gint64 y = g_array_index (outputs, gint64, i);
      g_autoptr(ConvoSum) sum = NULL;

      if (trace->dy[y] == 0)
        continue;
      sum = convo_trace_output (trace, y);
      loss += trace->dy[y] * sum->sum;
    }
  return loss;
}

static double
loss_of (const ConvoTrace *trace, const float *y)
{
  double loss = 0;

  for (gint64 i = 0, n = convo_shape_count (&trace->out); i < n; i++)
    loss += (double) trace->dy[i] * y[i];
  return loss;
}

static double
engine_change (ConvoTrace *trace, float *value, double h)
{
  g_autofree float *y = g_new (float, convo_shape_count (&trace->out));

  trace_run_nudged (trace, value, h, y);
  return loss_of (trace, y) - loss_of (trace, trace->y);
}

static double
reference_change (const ConvoTrace *trace, const GArray *outputs, double h)
{
  double before;

  trace->p->nudge = 0;
  before = loss_over (trace, outputs);
  trace->p->nudge = h;
  return loss_over (trace, outputs) - before;
}

static void
prove (const ConvoTrace *trace, const GArray *outputs, float *value, double h, const ConvoSum *formula,
       ConvoProof *proof)
{
  gboolean large = work (trace, outputs) > MAX_TERMS;
  double above, below, size = 0;

  *proof = (ConvoProof) { .value = *value, .h = large ? MAX (h, ENGINE_STEP) : h, .formula = formula->sum,
                          .engine = formula->engine, .loss = loss_of (trace, trace->y) };
  if (large)
    {
      above = engine_change ((ConvoTrace *) trace, value, proof->h);
      below = engine_change ((ConvoTrace *) trace, value, -proof->h);
    }
  else
    {
      above = reference_change (trace, outputs, proof->h);
      below = reference_change (trace, outputs, -proof->h);
    }
  proof->above = proof->loss + above;
  proof->below = proof->loss + below;
  proof->slope = (above - below) / (2 * proof->h);
  for (guint i = 0; i < formula->terms->len; i++)
    size += fabs (g_array_index (formula->terms, ConvoTerm, i).product);
  proof->tolerance = TOLERANCE * MAX (MAX (fabs (proof->slope), size), 1e-6);
  proof->agrees = fabs (proof->slope - proof->engine) <= proof->tolerance;
}

/**
 * convo_trace_prove_input:
 * @h: step, 0.001 for the blackboard. Layers of very many products take a larger one and the engine's floats
 * @proof: (out): the finite difference beside formula and engine. At a kink (ReLU at 0, a tie in a maximum) there is no
 *   slope, and the two may differ
 */
void
convo_trace_prove_input (const ConvoTrace *trace, int input, gint64 x, double h, ConvoProof *proof)
{
  g_autoptr(ConvoSum) formula = convo_trace_input_gradient (trace, input, x);
  g_autoptr(GArray) outputs = outputs_of_input (trace, input, x);

  trace->p->nudged_input = input;
  trace->p->nudged = x;
  prove (trace, outputs, &trace->x[input][x], h, formula, proof);
  trace->p->nudged_input = -1;
}

/** convo_trace_prove_weight: the same for a weight, bias, scale or shift */
void
convo_trace_prove_weight (const ConvoTrace *trace, int param, gint64 index, double h, ConvoProof *proof)
{
  g_autoptr(ConvoSum) formula = convo_trace_weight_gradient (trace, param, index);
  g_autoptr(GArray) outputs = outputs_of_param (trace, param, index);

  trace->p->nudged_param = param;
  trace->p->nudged = index;
  prove (trace, outputs, &trace->param[param][index], h, formula, proof);
  trace->p->nudged_param = -1;
}

/* Largest |sum − engine| in units of the sum of the terms' sizes */
static double
difference (const ConvoSum *sum)
{
  double size = fabs (sum->engine) + fabs (sum->bias);

  for (guint i = 0; i < sum->terms->len; i++)
    size = MAX (size, fabs (g_array_index (sum->terms, ConvoTerm, i).product));
  return fabs (sum->sum - sum->engine) / MAX (size, 1);
}

/**
 * convo_trace_agrees:
 * @tolerance: relative to the largest number that takes part (and at least 1)
 * @largest: (out) (optional): the largest difference found
 *
 * Takes every output and every gradient apart and compares it with the engine's. For small layers only: it takes time
 * proportional to all multiplications.
 *
 * Returns: whether all agree
 */
gboolean
convo_trace_agrees (ConvoTrace *trace, double tolerance, double *largest)
{
  double most = 0;

  for (gint64 y = 0, n = convo_shape_count (&trace->out); y < n; y++)
    {
      g_autoptr(ConvoSum) sum = convo_trace_output (trace, y);

      most = MAX (most, difference (sum));
    }
  for (int i = 0; i < trace->n_in; i++)
    for (gint64 x = 0, n = convo_shape_count (&trace->in[i]); x < n; x++)
      {
        g_autoptr(ConvoSum) sum = convo_trace_input_gradient (trace, i, x);

        most = MAX (most, difference (sum));
      }
  for (int param = 0; param < trace->n_params; param++)
    for (gint64 w = 0, n = convo_param_count (&trace->spec[param]); trace->grad[param] != NULL && w < n; w++)
      {
        g_autoptr(ConvoSum) sum = convo_trace_weight_gradient (trace, param, w);

        most = MAX (most, difference (sum));
      }
  if (largest != NULL)
    *largest = most;
  return most <= tolerance;
}
