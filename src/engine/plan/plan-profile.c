/* How long each layer takes: the operations of a step one after the other, on one thread. */
#include "plan-private.h"

#include <string.h>
#include <time.h>

static double
seconds (void)
{
  struct timespec now;

  clock_gettime (CLOCK_MONOTONIC, &now);   /* small layers take less than a microsecond */
  return now.tv_sec + 1e-9 * now.tv_nsec;
}

static gboolean
is_forward (PlanOpKind kind)
{
  return kind == PLAN_OP_INPUT || kind == PLAN_OP_FORWARD || kind == PLAN_OP_SUMS_FORWARD;
}

static gboolean
is_cancelled (const ConvoPlan *plan)
{
  return plan->cancel != NULL && g_atomic_int_get (plan->cancel) != 0;
}

/* As the plan runs it, with a look at the clock between operations */
static void
run_phase (ConvoPlan *plan, const PlanPhase *phase, double *forward, double *backward)
{
  const PlanOp *ops = &g_array_index (plan->program->ops, PlanOp, phase->first);
  double before = seconds ();

  plan->phase = phase;
  if (phase->gathered > 0)
    memset (plan->gathered[0], 0, phase->gathered * sizeof (float));
  for (int at = 0; at < plan->n_packs; at += phase->group)
    for (int i = 0; i < phase->count && !is_cancelled (plan); i++)
      {
        const gboolean last = at + phase->group >= plan->n_packs;
        double now;

        convo_plan_run_op (plan, &ops[i], 0, 0, &(PlanPart) { at, MIN (phase->group, plan->n_packs - at), { 0 } });
        if (last)
          convo_plan_gather (plan, &ops[i], 0, 0, (ConvoShare) { 0 });
        now = seconds ();
        (is_forward (ops[i].kind) && !ops[i].again ? forward : backward)[ops[i].node] += now - before;
        before = now;
      }
  if (phase->reduce >= 0)
    convo_plan_reduce (plan, phase->reduce, phase->reduce_backward);
}

/* Gradients that the whole batch gives at once */
static void
run_finish (ConvoPlan *plan, double *backward)
{
  for (int i = 0; i < plan->n_nodes && !is_cancelled (plan); i++)
    {
      const double start = seconds ();

      for (int part = 0; part < plan->nodes[i].finish_parts; part++)
        convo_plan_finish_part (plan, &plan->nodes[i], 0, part);
      backward[i] += plan->nodes[i].finish_parts > 0 ? seconds () - start : 0;
    }
}

/** convo_plan_profile: see plan.h. The pictures are those of convo_plan_set_input() */
void
convo_plan_profile (ConvoPlan *plan, int n, gboolean training, const gint32 *labels, double *forward, double *backward)
{
  gboolean both = convo_plan_learns (plan);

  convo_plan_select (plan, !both ? PROGRAM_FORWARD_EVAL : training ? PROGRAM_STEP_TRAIN : PROGRAM_STEP_EVAL);
  convo_plan_begin (plan, n, training, labels, plan->random_key);
  convo_plan_prepare (plan, both);
  if (plan->grads != NULL)
    memset (plan->grads, 0, plan->n_slices * plan->n_grads * sizeof (float));
  for (guint p = 0; p < plan->program->phases->len; p++)
    run_phase (plan, &g_array_index (plan->program->phases, PlanPhase, p), forward, backward);
  if (both)
    run_finish (plan, backward);
}
