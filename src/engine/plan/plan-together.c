/* Few pictures: there is not one for every thread, so all threads do each layer together, each its share of the rows or
 * channels. What is summed where does not depend on it, so the bits are those of one thread. */
#include "plan-private.h"

#include <string.h>

#define LEAST_WORK 300000      /* multiply-adds, or the like: less is done before a second thread has woken */
#define VALUE_WORK 16          /* a value that is read or written costs as much as so many multiply-adds */
#define CLEAR_CHUNK (1 << 18)  /* floats */
#define UNEVEN 1.3

/** convo_plan_together: Returns: whether the present pictures are too few, or too unevenly many, for a slice each */
gboolean
convo_plan_together (const ConvoPlan *plan)
{
  return plan->lanes == 1 && plan->n_threads > 1 && (plan->n < plan->n_threads ||
                                 (plan->heavy && convo_share_unevenness (plan->n_threads, plan->n) > UNEVEN));
}

static gint64
work_of (const PlanNode *node)
{
  gint64 values = convo_shape_count (&node->site.out);

  for (int k = 0; k < node->n_in; k++)
    values += convo_shape_count (&node->site.in[k]);
  return convo_kind_macs (node->kind, node->state, &node->site) + VALUE_WORK * values;
}

/** convo_plan_weigh: finds out which layers are worth dividing */
void
convo_plan_weigh (ConvoPlan *plan)
{
  gint64 total = 0;

  for (int i = 0; i < plan->n_nodes; i++)
    {
      PlanNode *node = &plan->nodes[i];

      node->work = node->forward ? work_of (node) : 0;
      total += MIN (node->work, G_MAXINT64 / 4 - total);
    }
  plan->heavy = total > 64 * (gint64) LEAST_WORK;
}

static gboolean
can_share (const PlanNode *node, PlanOpKind kind)
{
  const ConvoKindFlags flags = node->kind->flags;
  const gboolean rows = flags & CONVO_KIND_ROWS && node->site.out.rank > 1 && node->n_in <= PLAN_MAX_ROWS;

  switch (kind)
    {
    case PLAN_OP_INPUT:
      return TRUE;
    case PLAN_OP_FORWARD:
      return rows || flags & CONVO_KIND_SHARES_FORWARD;
    case PLAN_OP_BACKWARD:
      return rows || flags & CONVO_KIND_SHARES_BACKWARD;
    case PLAN_OP_SUMS_FORWARD:
    case PLAN_OP_SEED:
    case PLAN_OP_SUMS_BACKWARD:
    default:
      return FALSE;
    }
}

static void
run_share (gpointer data, int worker, int index)
{
  ConvoPlan *plan = data;
  PlanPart part = plan->part;

  part.share.index = index;
  if (part.count > 0)
    convo_plan_run_op (plan, plan->op, worker, plan->slice, &part);
  else
    convo_plan_gather (plan, plan->op, worker, plan->slice, part.share);
}

static void
run_op (ConvoPlan *plan, const PlanOp *op, int slice, int first, int count)
{
  const PlanNode *node = &plan->nodes[op->node];
  const gboolean divided = can_share (node, op->kind) && node->work * MAX (count, 1) >= LEAST_WORK;

  plan->op = op;
  plan->slice = slice;
  plan->part = (PlanPart) { first, count, { 0, divided ? plan->n_threads : 1 } };
  convo_workers_run (plan->workers, plan->part.share.count, run_share, plan);
}

static void
clear_chunk (gpointer data, int worker, int index)
{
  ConvoPlan *plan = data;
  gint64 from = (gint64) index * CLEAR_CHUNK, to = MIN (from + CLEAR_CHUNK, plan->n_slices * plan->n_grads);

  memset (plan->grads + from, 0, (to - from) * sizeof (float));
}

/** convo_plan_run_together: the present phase, layer by layer */
void
convo_plan_run_together (ConvoPlan *plan)
{
  const PlanPhase *phase = plan->phase;
  const PlanOp *ops = &g_array_index (plan->program->ops, PlanOp, phase->first);

  if (plan->clear_grads && plan->grads != NULL)
    convo_workers_run (plan->workers, (plan->n_slices * plan->n_grads + CLEAR_CHUNK - 1) / CLEAR_CHUNK, clear_chunk, plan);
  for (int s = 0; s < plan->n_slices; s++)
    {
      int first = (gint64) plan->n * s / plan->n_slices, end = (gint64) plan->n * (s + 1) / plan->n_slices;

      if (phase->gathered > 0)
        memset (plan->gathered[0], 0, phase->gathered * sizeof (float));
      for (int at = first; at < end; at += phase->group)
        for (int i = 0; i < phase->count && (plan->cancel == NULL || g_atomic_int_get (plan->cancel) == 0); i++)
          run_op (plan, &ops[i], s, at, MIN (phase->group, end - at));
      for (int i = 0; i < phase->count && phase->gathered > 0 && first < end; i++)
        if (plan->nodes[ops[i].node].gathered_floats > 0 && ops[i].kind == PLAN_OP_BACKWARD)
          run_op (plan, &ops[i], s, 0, 0);
    }
}
