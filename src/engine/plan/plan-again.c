/* Which values are computed a second time for the backward pass instead of being kept.
 *
 * A normalised map y = γ·(x − mean)/σ + β is as cheap to make as to fetch from memory, and x is kept anyway. Made where it
 * is read, it never leaves the cache: neither forward, where the next convolution reads it, nor backward. */
#include "plan-private.h"

/* Phases in which a value is touched by forward and by backward operations; −1: none */
typedef struct
{
  int forward[2], backward[2];
} Uses;

static void
note (int phases[2], int phase)
{
  if (phases[0] < 0)
    phases[0] = phase;
  phases[1] = phase;
}

static void
note_uses (const ConvoPlan *plan, const PlanProgram *program, int phase, const PlanOp *op, GPtrArray *touched, Uses *uses)
{
  const gboolean backward = op->kind == PLAN_OP_BACKWARD || op->kind == PLAN_OP_SUMS_BACKWARD;

  convo_plan_touches (plan, program, op, touched);
  for (guint i = 0; i < touched->len; i++)
    {
      const gint64 index = (PlanBuffer *) touched->pdata[i] - program->buffers;

      if (index % PLAN_ROOMS == PLAN_VALUE)
        note (backward ? uses[index / PLAN_ROOMS].backward : uses[index / PLAN_ROOMS].forward, phase);
    }
}

static Uses *
find_uses (const ConvoPlan *plan, const PlanProgram *program)
{
  g_autoptr(GPtrArray) touched = g_ptr_array_new ();
  Uses *uses = g_new (Uses, MAX (plan->n_nodes, 1));

  for (int i = 0; i < plan->n_nodes; i++)
    uses[i] = (Uses) { { -1, -1 }, { -1, -1 } };
  for (guint p = 0; p < program->phases->len; p++)
    {
      const PlanPhase *phase = &g_array_index (program->phases, PlanPhase, p);

      for (int i = phase->first; i < phase->first + phase->count; i++)
        note_uses (plan, program, p, &g_array_index (program->ops, PlanOp, i), touched, uses);
    }
  return uses;
}

/** convo_plan_writer: Returns: the layer whose operation writes the value that @owner owns, if that is the only one; else −1 */
int
convo_plan_writer (const ConvoPlan *plan, int owner)
{
  int writer = -1;

  for (int i = 0; i < plan->n_nodes; i++)
    {
      const PlanNode *node = &plan->nodes[i];

      if (node->value_at != owner || !node->forward || node->fused)
        continue;
      if (writer >= 0)
        return -1;
      writer = i;
    }
  return writer;
}

/* Whether it is looked at from outside */
static gboolean
is_result (const ConvoPlan *plan, int node)
{
  return plan->nodes[node].head || node == plan->scores || node == plan->targets;
}

static gboolean
may_be_again (const ConvoPlan *plan, const PlanProgram *program, int owner, const Uses *uses)
{
  const int writer = convo_plan_writer (plan, owner);
  const PlanNode *node;

  if (writer < 0 || is_result (plan, owner) || is_result (plan, writer))
    return FALSE;
  node = &plan->nodes[writer];
  if (!(node->kind->flags & CONVO_KIND_AGAIN) || !(node->kind->flags & CONVO_KIND_READS_X) || !node->backward)
    return FALSE;
  for (int k = 0; k < node->n_in; k++)
    if (program->again[plan->nodes[node->inputs[k]].value_at])
      return FALSE;
  return uses->backward[0] >= 0 && uses->forward[0] == uses->forward[1] && uses->backward[0] == uses->backward[1] &&
         uses->forward[0] != uses->backward[0];
}

/**
 * convo_plan_find_again:
 * @program: as written without computing anything again
 *
 * Marks in @program which values are used in one phase forward and in one phase backward, and are cheap.
 *
 * Returns: whether there are any: the program is then to be written anew
 */
gboolean
convo_plan_find_again (const ConvoPlan *plan, PlanProgram *program)
{
  g_autofree Uses *uses = find_uses (plan, program);
  gboolean any = FALSE;

  for (int i = 0; i < plan->n_nodes; i++)
    if (plan->nodes[i].forward && plan->nodes[i].value_at == i)
      any |= program->again[i] = may_be_again (plan, program, i, &uses[i]);
  return any;
}
