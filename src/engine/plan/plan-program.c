/* Operations in order, cut into phases at barriers. Between two barriers a group of images goes depth-first through all
 * operations while its values stay in the cache. */
#include "plan-private.h"

static void
add (PlanProgram *program, PlanOpKind kind, int node)
{
  g_array_append_val (program->ops, ((PlanOp) { .kind = kind, .node = node }));
}

/* Notes what a phase touches in each image's arena. Returns: floats */
static gint64
note_ahead (const ConvoPlan *plan, const PlanProgram *program, PlanPhase *phase)
{
  g_autoptr(GHashTable) seen = g_hash_table_new (NULL, NULL);
  g_autoptr(GPtrArray) buffers = g_ptr_array_new ();
  GArray *runs = g_array_new (FALSE, FALSE, sizeof (ConvoAheadRun));
  gint64 floats = 0;

  for (int i = 0; i < phase->count; i++)
    {
      convo_plan_touches (plan, program, &g_array_index (program->ops, PlanOp, phase->first + i), buffers);
      for (guint b = 0; b < buffers->len; b++)
        {
          const PlanBuffer *buffer = buffers->pdata[b];

          if (!g_hash_table_add (seen, (gpointer) buffer) || buffer->local)
            continue;
          floats += buffer->size;
          g_array_append_val (runs, ((ConvoAheadRun) { buffer->offset * sizeof (float), buffer->size * sizeof (float) }));
        }
    }
  phase->n_ahead = runs->len;
  phase->ahead = (ConvoAheadRun *) g_array_free (runs, FALSE);
  return floats;
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
close_phase (PlanProgram *program, int reduce, gboolean backward)
{
  PlanPhase phase = { .reduce = reduce, .reduce_backward = backward };

  if (program->phases->len > 0)
    {
      PlanPhase *last = &g_array_index (program->phases, PlanPhase, program->phases->len - 1);
      phase.first = last->first + last->count;
    }
  phase.count = program->ops->len - phase.first;
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
          close_phase (program, i, FALSE);
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

/* Computes what @op reads and was not kept, where that has not been done yet. */
static void
add_backward (const ConvoPlan *plan, PlanProgram *program, PlanOpKind kind, int index, gboolean *done)
{
  const PlanNode *node = &plan->nodes[index];
  const PlanOp op = { .kind = kind, .node = index };

  for (int k = -1; k < node->n_in; k++)
    {
      const int read = k < 0 ? index : node->inputs[k], owner = plan->nodes[read].value_at;

      if (!program->again[owner] || done[owner] || (k < 0 && !convo_plan_reads_y (node, kind)) ||
          (k >= 0 && !(node->kind->flags & CONVO_KIND_READS_X)))
        continue;
      done[owner] = TRUE;
      g_array_append_val (program->ops, ((PlanOp) { .kind = PLAN_OP_FORWARD, .node = convo_plan_writer (plan, owner),
                                                    .again = TRUE }));
    }
  g_array_append_val (program->ops, op);
}

static void
backward_ops (ConvoPlan *plan, PlanProgram *program, gboolean training)
{
  g_autofree gboolean *done = g_new0 (gboolean, MAX (plan->n_nodes, 1));

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
          add_backward (plan, program, PLAN_OP_SUMS_BACKWARD, i, done);
          close_phase (program, i, TRUE);
        }
      if (node->kind->flags & CONVO_KIND_LOSS)   /* not earlier: its gradient has no memory before */
        add (program, PLAN_OP_SEED, i);
      add_backward (plan, program, PLAN_OP_BACKWARD, i, done);
    }
}

static gboolean
is_training (PlanProgramKind kind)
{
  return kind == PROGRAM_FORWARD_TRAIN || kind == PROGRAM_BACKWARD_TRAIN || kind == PROGRAM_STEP_TRAIN;
}

static void
write_program (ConvoPlan *plan, PlanProgram *program, PlanProgramKind kind)
{
  const gboolean training = is_training (kind);

  g_array_set_size (program->ops, 0);
  g_array_set_size (program->phases, 0);
  if (kind != PROGRAM_BACKWARD_EVAL && kind != PROGRAM_BACKWARD_TRAIN)
    forward_ops (plan, program, training);
  if (kind != PROGRAM_FORWARD_EVAL && kind != PROGRAM_FORWARD_TRAIN)
    backward_ops (plan, program, training);
  close_phase (program, -1, FALSE);
  convo_plan_live (plan, program);
}

/* Whether somebody may run it */
static gboolean
is_needed (const ConvoPlan *plan, PlanProgramKind kind)
{
  switch (kind)
    {
    case PROGRAM_FORWARD_EVAL:
      return TRUE;
    case PROGRAM_FORWARD_TRAIN:
      return plan->mode != CONVO_PLAN_INFERENCE;
    case PROGRAM_BACKWARD_EVAL:
    case PROGRAM_BACKWARD_TRAIN:
      return plan->mode == CONVO_PLAN_INSPECT_TRAINING;
    default:
      return convo_plan_learns (plan);
    }
}

static void
size_groups (ConvoPlan *plan, PlanProgram *program)
{
  const int most = MIN ((plan->packs + plan->n_slices - 1) / plan->n_slices, PLAN_MAX_GROUP);

  for (guint p = 0; p < program->phases->len; p++)
    {
      PlanPhase *phase = &g_array_index (program->phases, PlanPhase, p);
      /* the next group's values come into the cache while this one's are computed */
      const gint64 floats = phase->pitch + 2 * note_ahead (plan, program, phase);
      const gint64 bytes = MAX (floats, 1) * sizeof (float);

      if (bytes > PLAN_CACHE)
        phase->n_ahead = 0;   /* it would drive out what is needed now */
      phase->group = MIN (MAX (PLAN_CACHE / bytes, least_group (plan, program, phase)), most);
      plan->local_floats = MAX (plan->local_floats, phase->group * phase->pitch);
      place_gathered (plan, program, phase);
    }
}

/**
 * convo_plan_program:
 *
 * Writes the programs that the plan's mode allows: forward, backward and both in one go, in training and in evaluation.
 */
void
convo_plan_program (ConvoPlan *plan)
{
  for (int k = 0; k < N_PROGRAMS; k++)
    {
      PlanProgram *program = &plan->programs[k];

      if (!is_needed (plan, k))
        continue;
      program->ops = g_array_new (FALSE, FALSE, sizeof (PlanOp));
      program->phases = g_array_new (FALSE, FALSE, sizeof (PlanPhase));
      program->buffers = g_new0 (PlanBuffer, MAX (plan->n_nodes, 1) * PLAN_ROOMS);
      program->again = g_new0 (gboolean, MAX (plan->n_nodes, 1));
      write_program (plan, program, k);
      if (!convo_plan_keeps_all (plan) && convo_plan_find_again (plan, program))
        write_program (plan, program, k);
      convo_plan_place (plan, program);
      size_groups (plan, program);
    }
}

/** convo_plan_programs_clear: frees what convo_plan_program() made */
void
convo_plan_programs_clear (ConvoPlan *plan)
{
  for (int k = 0; k < N_PROGRAMS; k++)
    {
      for (guint p = 0; plan->programs[k].phases != NULL && p < plan->programs[k].phases->len; p++)
        g_free (g_array_index (plan->programs[k].phases, PlanPhase, p).ahead);
      g_clear_pointer (&plan->programs[k].ops, g_array_unref);
      g_clear_pointer (&plan->programs[k].phases, g_array_unref);
      g_clear_pointer (&plan->programs[k].buffers, g_free);
      g_clear_pointer (&plan->programs[k].again, g_free);
    }
}
