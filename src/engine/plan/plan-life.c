/* How long each buffer is needed, read off the operations of a program, and which never leave a phase: these lie in the
 * arena of a worker, a group of images at a time, and stay in its cache. */
#include "plan-private.h"

static gint64
map_size (const ConvoMap *map)
{
  return (map->extent[0] + 2 * map->halo[0]) * map->plane_pitch;
}

static void
touch (GPtrArray *buffers, PlanBuffer *buffer)
{
  if (buffer->size > 0)
    g_ptr_array_add (buffers, buffer);
}

static void
touch_inputs (const ConvoPlan *plan, const PlanProgram *program, const PlanOp *op, GPtrArray *buffers)
{
  const PlanNode *node = &plan->nodes[op->node];

  for (int k = 0; k < node->n_in; k++)
    touch (buffers, convo_plan_value (plan, program, op, node->inputs[k]));
}

/** convo_plan_reads_y: Returns: whether the backward operation @kind of @node reads the node's output */
gboolean
convo_plan_reads_y (const PlanNode *node, PlanOpKind kind)
{
  const PlanOpKind masking = node->kind->n_sums != NULL ? PLAN_OP_SUMS_BACKWARD : PLAN_OP_BACKWARD;

  return node->kind->flags & CONVO_KIND_READS_Y || (node->masks && kind == masking);
}

static void
touch_backward (const ConvoPlan *plan, const PlanProgram *program, const PlanOp *op, GPtrArray *buffers)
{
  const PlanNode *node = &plan->nodes[op->node];
  const gboolean whole = op->kind == PLAN_OP_BACKWARD;

  touch (buffers, convo_plan_buffer (plan, program, op->node, PLAN_GRADIENT));
  if (node->kind->flags & CONVO_KIND_READS_X)
    touch_inputs (plan, program, op, buffers);
  if (convo_plan_reads_y (node, op->kind))
    touch (buffers, convo_plan_value (plan, program, op, op->node));
  if (!whole)
    return;
  touch (buffers, convo_plan_buffer (plan, program, op->node, PLAN_SAVED));
  for (int k = 0; k < node->n_in; k++)
    if (plan->nodes[node->inputs[k]].backward)
      touch (buffers, convo_plan_buffer (plan, program, node->inputs[k], PLAN_GRADIENT));
}

/**
 * convo_plan_touches:
 * @buffers: (out caller-allocates): emptied, then filled with the buffers that @op reads or writes
 */
void
convo_plan_touches (const ConvoPlan *plan, const PlanProgram *program, const PlanOp *op, GPtrArray *buffers)
{
  g_ptr_array_set_size (buffers, 0);
  switch (op->kind)
    {
    case PLAN_OP_INPUT:
      touch (buffers, convo_plan_buffer (plan, program, op->node, PLAN_VALUE));
      break;
    case PLAN_OP_FORWARD:
      touch_inputs (plan, program, op, buffers);
      touch (buffers, convo_plan_buffer (plan, program, op->node, op->again ? PLAN_AGAIN : PLAN_VALUE));
      touch (buffers, convo_plan_buffer (plan, program, op->node, PLAN_SAVED));
      break;
    case PLAN_OP_SUMS_FORWARD:
      touch_inputs (plan, program, op, buffers);
      break;
    case PLAN_OP_SEED:
    case PLAN_OP_CLEAR:
      touch (buffers, convo_plan_buffer (plan, program, op->node, PLAN_GRADIENT));
      break;
    case PLAN_OP_SUMS_BACKWARD:
    case PLAN_OP_BACKWARD:
      touch_backward (plan, program, op, buffers);
      break;
    }
}

static void
size_buffers (const ConvoPlan *plan, PlanProgram *program)
{
  for (int i = 0; i < plan->n_nodes; i++)
    {
      const PlanNode *node = &plan->nodes[i];
      PlanBuffer *parts = &program->buffers[i * PLAN_ROOMS];

      for (int p = 0; p < PLAN_ROOMS; p++)
        parts[p] = (PlanBuffer) { .start = -1 };
      if (node->forward && node->value_at == i)
        parts[PLAN_VALUE].size = map_size (&node->y);
      if (program->again[i])
        parts[PLAN_AGAIN].size = map_size (&node->y);
      if (node->backward && node->gradient_at == i)
        parts[PLAN_GRADIENT].size = map_size (&node->dy);
      if (node->forward)
        parts[PLAN_SAVED].size = node->saved_floats;
    }
}

/* What is looked at from outside stays until the next run. */
static void
pin (PlanBuffer *buffer, const PlanProgram *program)
{
  buffer->local = FALSE;
  buffer->start = MAX (buffer->start, 0);
  buffer->end = program->ops->len;
}

static void
pin_results (const ConvoPlan *plan, PlanProgram *program)
{
  for (int i = 0; i < plan->n_nodes; i++)
    {
      PlanBuffer *value = convo_plan_buffer (plan, program, i, PLAN_VALUE);

      if (value->start >= 0 && (plan->nodes[i].head || i == plan->scores || i == plan->targets))
        pin (value, program);
      if (plan->mode == CONVO_PLAN_GRADIENTS && i == plan->input && plan->nodes[i].backward)
        pin (convo_plan_buffer (plan, program, i, PLAN_GRADIENT), program);
      for (int p = 0; p < PLAN_ROOMS && convo_plan_keeps_all (plan); p++)
        {
          program->buffers[i * PLAN_ROOMS + p].start = 0;
          pin (&program->buffers[i * PLAN_ROOMS + p], program);
        }
    }
}

/* What gradients of the whole batch are made of stays until all images went backward. */
static void
pin_unfinished (const ConvoPlan *plan, PlanProgram *program, const PlanOp *op)
{
  const PlanNode *node = &plan->nodes[op->node];

  if (op->kind != PLAN_OP_BACKWARD || node->finish_parts == 0)
    return;
  pin (convo_plan_buffer (plan, program, op->node, PLAN_SAVED), program);
  for (int k = 0; k < node->n_in; k++)
    pin (convo_plan_value (plan, program, op, node->inputs[k]), program);
}

/**
 * convo_plan_live:
 * @program: operations, phases and what is computed again are known
 *
 * Fills in the sizes of all buffers, when each is first and last touched, and whether within one phase.
 */
void
convo_plan_live (const ConvoPlan *plan, PlanProgram *program)
{
  g_autoptr(GPtrArray) touched = g_ptr_array_new ();

  size_buffers (plan, program);
  for (guint p = 0; p < program->phases->len; p++)
    {
      const PlanPhase *phase = &g_array_index (program->phases, PlanPhase, p);

      for (int i = phase->first; i < phase->first + phase->count; i++)
        {
          convo_plan_touches (plan, program, &g_array_index (program->ops, PlanOp, i), touched);
          for (guint b = 0; b < touched->len; b++)
            {
              PlanBuffer *buffer = touched->pdata[b];

              if (buffer->start < 0)
                {
                  buffer->start = i;
                  buffer->local = TRUE;
                }
              buffer->local &= buffer->start >= phase->first;
              buffer->end = i;
            }
        }
    }
  for (guint i = 0; i < program->ops->len; i++)
    pin_unfinished (plan, program, &g_array_index (program->ops, PlanOp, i));
  pin_results (plan, program);
  for (int i = 0; i < plan->n_nodes * PLAN_ROOMS; i++)
    if (program->buffers[i].start < 0)
      program->buffers[i].size = 0;
}
