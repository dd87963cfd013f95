/* Operations in order, cut into phases at barriers. Between two barriers a group of images goes depth-first through all
 * operations while its values stay in the cache. */
#include "plan-private.h"

static void
add (PlanProgram *program, PlanOpKind kind, int node)
{
  g_array_append_val (program->ops, ((PlanOp) { kind, node, 0 }));
}

static gint64
touched (const ConvoPlan *plan, const PlanProgram *program, const PlanPhase *phase)
{
  g_autoptr(GHashTable) seen = g_hash_table_new (NULL, NULL);
  gint64 floats = 0;

  for (int i = 0; i < phase->count; i++)
    {
      const PlanNode *node = &plan->nodes[g_array_index (program->ops, PlanOp, phase->first + i).node];

      const PlanBuffer *const buffers[] = { node->value_at, node->gradient_at, &node->saved };

      for (gsize k = 0; k < G_N_ELEMENTS (buffers); k++)
        if (g_hash_table_add (seen, (gpointer) buffers[k]))
          floats += buffers[k]->size;
    }
  return MAX (floats, 1);
}

/* Gives each layer of the phase that gathers gradients its room. */
static void
place_gathered (ConvoPlan *plan, PlanProgram *program, PlanPhase *phase)
{
  for (int i = 0; i < phase->count; i++)
    {
      PlanOp *op = &g_array_index (program->ops, PlanOp, phase->first + i);

      if (op->kind != PLAN_OP_BACKWARD)
        continue;
      op->gathered = phase->gathered;
      phase->gathered += plan->nodes[op->node].gathered_floats;
    }
  plan->gathered_floats = MAX (plan->gathered_floats, phase->gathered);
}

/* A dense layer multiplies all its weights with each group: one image at a time would mean one product for each weight
 * that is read. */
static int
least_group (const ConvoPlan *plan, const PlanProgram *program, const PlanPhase *phase)
{
  for (int i = 0; i < phase->count; i++)
    {
      const PlanNode *node = &plan->nodes[g_array_index (program->ops, PlanOp, phase->first + i).node];

      if (node->packed_size > 0 && convo_shape_count (&node->site.out) == node->site.out.dim[0])
        return PLAN_DENSE_GROUP;
    }
  return 1;
}

static void
close_phase (ConvoPlan *plan, PlanProgram *program, int reduce, gboolean backward)
{
  PlanPhase phase = { .reduce = reduce, .reduce_backward = backward };
  gint64 bytes;

  if (program->phases->len > 0)
    {
      PlanPhase *last = &g_array_index (program->phases, PlanPhase, program->phases->len - 1);
      phase.first = last->first + last->count;
    }
  phase.count = program->ops->len - phase.first;
  bytes = touched (plan, program, &phase) * sizeof (float);
  phase.group = CLAMP (PLAN_CACHE / bytes, least_group (plan, program, &phase), PLAN_MAX_GROUP);
  place_gathered (plan, program, &phase);
  g_array_append_val (program->phases, phase);
}

static void
forward_ops (ConvoPlan *plan, PlanProgram *program, gboolean training)
{
  for (int i = 0; i < plan->n_nodes; i++)
    {
      const PlanNode *node = &plan->nodes[i];

      if (!node->forward || node->fused || (!training && !node->evaluated))
        continue;
      if (node->kind->flags & CONVO_KIND_SOURCE)
        {
          add (program, PLAN_OP_INPUT, i);
          continue;
        }
      if (training && node->sums)
        {
          add (program, PLAN_OP_SUMS_FORWARD, i);
          close_phase (plan, program, i, FALSE);
        }
      add (program, PLAN_OP_FORWARD, i);
    }
}

/* In evaluation a head for training only hands no gradient on. Where it would be the first to write one, that is 0. */
static void
clear_ops (ConvoPlan *plan, PlanProgram *program, const PlanNode *skipped)
{
  for (int k = 0; k < skipped->n_in; k++)
    if (!skipped->dx_add[k] && plan->nodes[skipped->inputs[k]].backward)
      add (program, PLAN_OP_CLEAR, skipped->inputs[k]);
}

static void
backward_ops (ConvoPlan *plan, PlanProgram *program, gboolean training)
{
  for (int i = plan->n_nodes - 1; i >= 0; i--)
    {
      const PlanNode *node = &plan->nodes[i];

      if (!node->backward || node->kind->flags & CONVO_KIND_SOURCE || (training && node->fused_backward))
        continue;
      if (!training && !node->evaluated)
        {
          clear_ops (plan, program, node);
          continue;
        }
      if (training && node->sums)
        {
          add (program, PLAN_OP_SUMS_BACKWARD, i);
          close_phase (plan, program, i, TRUE);
        }
      if (node->kind->flags & CONVO_KIND_LOSS)   /* not earlier: its gradient has no memory before */
        add (program, PLAN_OP_SEED, i);
      add (program, PLAN_OP_BACKWARD, i);
    }
}

/** convo_plan_program: writes the six programs: forward, backward and both in one go, in training and in evaluation */
void
convo_plan_program (ConvoPlan *plan)
{
  for (int k = 0; k < N_PROGRAMS; k++)
    {
      PlanProgram *program = &plan->programs[k];
      gboolean training = k == PROGRAM_FORWARD_TRAIN || k == PROGRAM_BACKWARD_TRAIN || k == PROGRAM_STEP_TRAIN;

      program->ops = g_array_new (FALSE, FALSE, sizeof (PlanOp));
      program->phases = g_array_new (FALSE, FALSE, sizeof (PlanPhase));
      if (k != PROGRAM_BACKWARD_EVAL && k != PROGRAM_BACKWARD_TRAIN)
        forward_ops (plan, program, training);
      if (k != PROGRAM_FORWARD_EVAL && k != PROGRAM_FORWARD_TRAIN)
        backward_ops (plan, program, training);
      close_phase (plan, program, -1, FALSE);
    }
}

/** convo_plan_programs_clear: frees what convo_plan_program() made */
void
convo_plan_programs_clear (ConvoPlan *plan)
{
  for (int k = 0; k < N_PROGRAMS; k++)
    {
      g_clear_pointer (&plan->programs[k].ops, g_array_unref);
      g_clear_pointer (&plan->programs[k].phases, g_array_unref);
    }
}
