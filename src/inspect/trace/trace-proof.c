/* Finite differences: the forward pass run twice, with one number a little larger and a little smaller, in doubles. Only the
 * outputs that depend on the number are computed; the others would cancel. */
#include "trace-private.h"

#include <math.h>

#define TOLERANCE 1e-3
#define ROUNDING 1e-5         /* of the engine's floats, relative to what was added up */
#define NOISE 1e-12           /* of doubles, likewise */
#define LEAST_STEP 2e-7

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

/** convo_nudge_set: @sum: of the gradient in question */
void
convo_nudge_set (ConvoNudge *nudge, const ConvoSum *sum)
{
  nudge->formula = sum->sum;
  nudge->engine = sum->engine;
  nudge->size = fabs (sum->sum);
  for (guint i = 0; i < sum->terms->len; i++)
    nudge->size += fabs (g_array_index (sum->terms, ConvoTerm, i).product);
  for (int path = 1; sum->rule == CONVO_RULE_NORMALISE && path < 3; path++)
    nudge->size += fabs (sum->detail[path]);
}

/* Products of one output */
static gint64
work_of_output (const ConvoTrace *trace)
{
  const TraceGeometry *g = &trace->p->geometry;

  if (trace->p->family > TRACE_POOL)
    return 1;
  return g->taps * (g->apart ? 1 : trace->p->family == TRACE_TRANSPOSED ? g->narrow_group : g->wide_group);
}

/**
 * convo_trace_prove_work:
 *
 * Returns: about how many products one of the three passes of a proof takes, at most: the number of outputs that change times
 *   the products of each
 */
gint64
convo_trace_prove_work (const ConvoTrace *trace, const ConvoNudge *nudge)
{
  const TraceGeometry *g = &trace->p->geometry;
  gint64 outputs = convo_shape_count (&trace->out) / trace->out.dim[0];

  if (!nudge->is_param && trace->p->family <= TRACE_POOL)
    outputs = MIN (outputs, g->taps) * (g->apart ? 1 : trace->p->family == TRACE_TRANSPOSED ? g->wide_group : g->narrow_group);
  else if (trace->p->family == TRACE_SOFTMAX)
    outputs = trace->out.dim[0];
  return outputs * work_of_output (trace);
}

/** trace_patience_step: one more output is done. Returns: whether to go on */
gboolean
trace_patience_step (TracePatience *patience)
{
  if (patience == NULL)
    return TRUE;
  patience->done++;
  if (patience->permille != NULL)
    g_atomic_int_set (patience->permille, (gint) MIN (1000 * patience->done / MAX (patience->total, 1), 1000));
  return patience->cancel == NULL || g_atomic_int_get (patience->cancel) == 0;
}

typedef struct
{
  ConvoTrace trace;            /* the same numbers, one of them aside: nobody else sees that */
  ConvoTracePrivate p;
  GArray *outputs;
  const ConvoNudge *nudge;
  TracePatience patience;
  double base, size;           /* Σ δ·y over the outputs, and of what size its summands are */
} Prover;

static gboolean
loss_at (Prover *prover, double h, double *loss)
{
  double size;

  prover->p.nudge = h;
  if (!trace_loss (&prover->trace, (const gint64 *) prover->outputs->data, prover->outputs->len, &prover->patience, loss, &size))
    return FALSE;
  prover->size = MAX (prover->size, size);
  return TRUE;
}

static gboolean
measure (Prover *prover, double h, ConvoProof *proof)
{
  double above, below;

  if (!loss_at (prover, h, &above) || !loss_at (prover, -h, &below))
    return FALSE;
  proof->h = h;
  proof->above = proof->loss + above - prover->base;
  proof->below = proof->loss + below - prover->base;
  proof->slope = (above - below) / (2 * h);
  proof->right = (above - prover->base) / h;
  proof->left = (prover->base - below) / h;
  proof->tolerance = TOLERANCE * MAX (fabs (proof->slope), fabs (proof->engine)) + ROUNDING * prover->nudge->size +
                     NOISE * prover->size / h;
  proof->agrees = fabs (proof->slope - proof->engine) <= proof->tolerance;
  proof->kink = fabs (proof->right - proof->left) > 4 * proof->tolerance;
  return TRUE;
}

/* Nearer and nearer, as long as the loss bends on the way. What still bends at the very number is shown at the first step */
static gboolean
approach (Prover *prover, double first, ConvoProof *proof)
{
  for (double h = first / 10; (!proof->agrees || proof->kink) && h > LEAST_STEP; h /= 10)
    if (!measure (prover, h, proof))
      return FALSE;
  if (!proof->kink || proof->h == first)
    return TRUE;
  if (!measure (prover, first, proof))
    return FALSE;
  proof->kink = TRUE;
  return TRUE;
}

/* Σ δ·y as the view shows it: of the engine's output */
static double
whole_loss (const ConvoTrace *trace)
{
  double loss = 0;

  for (gint64 i = 0, n = convo_shape_count (&trace->out); i < n; i++)
    loss += (double) trace->dy[i] * trace->y[i];
  return loss;
}

static void
prover_init (Prover *prover, const ConvoTrace *trace, const ConvoNudge *nudge, const ConvoPatience *patience)
{
  *prover = (Prover) { .trace = *trace, .p = *trace->p, .nudge = nudge };
  prover->trace.p = &prover->p;
  prover->p.nudged_input = nudge->is_param ? -1 : nudge->which;
  prover->p.nudged_param = nudge->is_param ? nudge->which : -1;
  prover->p.nudged = nudge->index;
  prover->outputs = nudge->is_param ? outputs_of_param (trace, nudge->which, nudge->index)
                                    : outputs_of_input (trace, nudge->which, nudge->index);
  if (patience != NULL)
    prover->patience = (TracePatience) { .cancel = patience->cancel, .permille = patience->permille };
  prover->patience.total = 3 * (gint64) prover->outputs->len;
}

/**
 * convo_trace_prove:
 * @nudge: what to move, and the gradient to compare with
 * @h: step, 0.001 for the blackboard; where Σ δ·y bends on the way a smaller one is taken
 * @patience: (nullable): how long somebody waits
 * @proof: (out): the finite difference of Σ δ·y beside formula and engine. What bends at the very number (ReLU at 0, a tie in a
 *   maximum) is a kink: there is no slope, only one to each side
 *
 * Does not touch @trace: may run in another thread, as long as somebody holds a reference. Takes three times
 * convo_trace_prove_work() products, or more.
 *
 * Returns: %FALSE if it was given up
 */
gboolean
convo_trace_prove (const ConvoTrace *trace, const ConvoNudge *nudge, double h, const ConvoPatience *patience, ConvoProof *proof)
{
  Prover prover;
  gboolean done;

  *proof = (ConvoProof) { .formula = nudge->formula, .engine = nudge->engine, .loss = whole_loss (trace) };
  proof->value = nudge->is_param ? trace->param[nudge->which][nudge->index] : trace->x[nudge->which][nudge->index];
  prover_init (&prover, trace, nudge, patience);
  done = loss_at (&prover, 0, &prover.base) && measure (&prover, h, proof) && approach (&prover, h, proof);
  g_array_unref (prover.outputs);
  return done;
}

/** convo_trace_prove_input: convo_trace_prove() of value @x of input @input, by anybody who can wait */
void
convo_trace_prove_input (const ConvoTrace *trace, int input, gint64 x, double h, ConvoProof *proof)
{
  g_autoptr(ConvoSum) formula = convo_trace_input_gradient (trace, input, x);
  ConvoNudge nudge = { .which = input, .index = x };

  convo_nudge_set (&nudge, formula);
  convo_trace_prove (trace, &nudge, h, NULL, proof);
}

/** convo_trace_prove_weight: the same for a weight, bias, scale or shift */
void
convo_trace_prove_weight (const ConvoTrace *trace, int param, gint64 index, double h, ConvoProof *proof)
{
  g_autoptr(ConvoSum) formula = convo_trace_weight_gradient (trace, param, index);
  ConvoNudge nudge = { .is_param = TRUE, .which = param, .index = index };

  convo_nudge_set (&nudge, formula);
  convo_trace_prove (trace, &nudge, h, NULL, proof);
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
