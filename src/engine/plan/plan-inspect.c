/* Looking into a plan: values, gradients, and where NaN came from. */
#include "plan-private.h"
#include "convert.h"

#include <math.h>
#include <string.h>

/** convo_plan_set_cancel: see plan.h */
void
convo_plan_set_cancel (ConvoPlan *plan, const gint *cancel)
{
  plan->cancel = cancel;
}

/** convo_plan_batch: Returns: most images a step */
int
convo_plan_batch (const ConvoPlan *plan)
{
  return plan->batch;
}

/** convo_plan_workers: Returns: (transfer none): the pool it runs on */
ConvoWorkers *
convo_plan_workers (const ConvoPlan *plan)
{
  return plan->workers;
}

/** convo_plan_weights: Returns: (transfer none): the weights it runs with */
ConvoWeights *
convo_plan_weights (const ConvoPlan *plan)
{
  return plan->weights;
}

/** convo_plan_scores: Returns: the net's node that gives the class scores; −1 for an empty net */
int
convo_plan_scores (const ConvoPlan *plan)
{
  return plan->scores;
}

/** convo_plan_targets: Returns: the net's node that gives a class for every position of the scores; −1 if none does */
int
convo_plan_targets (const ConvoPlan *plan)
{
  return plan->targets;
}

/** convo_plan_value_map: Returns: (transfer none): see plan.h */
const ConvoMap *
convo_plan_value_map (const ConvoPlan *plan, int node)
{
  return &plan->nodes[node].y;
}

/** convo_plan_n_scores: Returns: see plan.h */
int
convo_plan_n_scores (const ConvoPlan *plan)
{
  return plan->nodes[plan->scores].site.out.dim[0];
}

/** convo_plan_image_scores: Returns: (transfer none): see plan.h */
const float *
convo_plan_image_scores (const ConvoPlan *plan, int image)
{
  const ConvoMap *map = &plan->nodes[plan->scores].y;

  if (plan->lanes == 1)
    return convo_map_pixel (map, image, 0, 0, 0);
  for (gint64 c = 0; c < map->extent[0]; c++)
    plan->image_scores[c] = convo_map_pixel (map, image / plan->lanes, c, 0, 0)[image % plan->lanes];
  return plan->image_scores;
}

/** convo_plan_gradient: Returns: (nullable) (transfer none): gradient of a parameter in engine order */
float *
convo_plan_gradient (ConvoPlan *plan, int node, int param)
{
  return plan->grad_pointers != NULL ? plan->grad_pointers[0][node * CONVO_MAX_PARAMS + param] : NULL;
}

static void
map_to_nchw (const ConvoPlan *plan, const ConvoMap *map, int image, float *nchw)
{
  if (plan->lanes > 1)
    convo_pack_to_nchw (map, image, nchw);
  else
    convo_map_to_nchw (map, image, nchw);
}

/** convo_plan_get_value: Returns: %FALSE if the layer does not run in this plan or is not kept */
gboolean
convo_plan_get_value (ConvoPlan *plan, int node, int image, float *nchw)
{
  if (!plan->nodes[node].forward || (!plan->training && !plan->nodes[node].evaluated) ||
      plan->nodes[node].y.data == NULL)
    return FALSE;
  map_to_nchw (plan, &plan->nodes[node].y, image, nchw);
  return TRUE;
}

/** convo_plan_get_gradient: Returns: %FALSE if the layer has no gradient in this plan or it is not kept */
gboolean
convo_plan_get_gradient (ConvoPlan *plan, int node, int image, float *nchw)
{
  if (!plan->nodes[node].backward || (!plan->training && !plan->nodes[node].evaluated) ||
      plan->nodes[node].dy.data == NULL)
    return FALSE;
  map_to_nchw (plan, &plan->nodes[node].dy, image, nchw);
  return TRUE;
}

/** convo_plan_seed_gradient: see plan.h */
void
convo_plan_seed_gradient (ConvoPlan *plan, int node, const float *nchw, int n)
{
  g_return_if_fail (plan->nodes[node].backward && plan->nodes[node].dy.data != NULL);
  if (plan->lanes > 1)
    {
      convo_packs_from_nchw (&plan->nodes[node].dy, nchw, n, FALSE, 0, (n + plan->lanes - 1) / plan->lanes);
      return;
    }
  convo_map_from_nchw (&plan->nodes[node].dy, nchw, 0, n, (ConvoShare) { 0 });
}

static gboolean
map_finite (const ConvoMap *map, int first, int count)
{
  for (int i = first; i < first + count; i++)
    for (gint64 z = 0; z < map->extent[0]; z++)
      for (gint64 y = 0; y < map->extent[1]; y++)
        for (gint64 x = 0; x < map->extent[2]; x++)
          {
            const float *pixel = convo_map_pixel (map, i, z, y, x);

            for (gint64 c = 0; c < map->channels; c++)
              if (!isfinite (pixel[c]))
                return FALSE;
          }
  return TRUE;
}

static gboolean
gradients_finite (ConvoPlan *plan, int index)
{
  const PlanNode *node = &plan->nodes[index];

  for (int p = 0; p < node->n_params; p++)
    {
      const float *gradient = convo_plan_gradient (plan, index, p);

      for (gint64 i = 0; gradient != NULL && i < convo_param_count (&node->specs[p]); i++)
        if (!isfinite (gradient[i]))
          return FALSE;
    }
  return TRUE;
}

/* Runs the operations of a phase that come before @bad on one group of images. Returns: the first whose result is not
 * finite, else @bad */
static int
search_group (ConvoPlan *plan, const PlanPhase *phase, int first, int count, int bad)
{
  for (int i = 0; i < bad; i++)
    {
      const PlanOp *op = &g_array_index (plan->program->ops, PlanOp, phase->first + i);
      const PlanPart part = { first, count, { 0 } };
      PlanBinding binding;

      convo_plan_run_op (plan, op, 0, 0, &part);
      convo_plan_bind (plan, op, 0, &part, &binding);
      if (op->kind == PLAN_OP_FORWARD && !map_finite (&binding.y, first, count))
        return i;
      if (op->kind == PLAN_OP_BACKWARD && !gradients_finite (plan, op->node))
        return i;
    }
  return bad;
}

static int
search_phase (ConvoPlan *plan, const PlanPhase *phase)
{
  int bad = phase->count;

  plan->phase = phase;
  if (phase->gathered > 0)
    memset (plan->gathered[0], 0, phase->gathered * sizeof (float));
  for (int at = 0; at < plan->n_packs; at += phase->group)
    bad = search_group (plan, phase, at, MIN (phase->group, plan->n_packs - at), bad);
  for (int i = 0; i < bad; i++)
    {
      const PlanOp *op = &g_array_index (plan->program->ops, PlanOp, phase->first + i);

      convo_plan_gather (plan, op, 0, 0, (ConvoShare) { 0 });
      if (op->kind == PLAN_OP_BACKWARD && !gradients_finite (plan, op->node))
        return op->node;
    }
  return bad < phase->count ? g_array_index (plan->program->ops, PlanOp, phase->first + bad).node : -1;
}

/* Runs the program once more and looks at each result while it is there. */
static int
search (ConvoPlan *plan, PlanProgramKind kind)
{
  convo_plan_select (plan, kind);
  if (plan->grads != NULL)
    memset (plan->grads, 0, (plan->n_slices * plan->n_grads + plan->n_finished) * sizeof (float));
  for (guint p = 0; p < plan->program->phases->len; p++)
    {
      const PlanPhase *phase = &g_array_index (plan->program->phases, PlanPhase, p);
      const int node = search_phase (plan, phase);

      if (node >= 0)
        return node;
      if (phase->reduce >= 0)
        convo_plan_reduce (plan, phase->reduce, phase->reduce_backward);
    }
  if (plan->finish_parts > 0 && plan->labels != NULL)
    convo_plan_finish (plan);
  for (int i = plan->n_nodes - 1; i >= 0; i--)
    if (plan->nodes[i].finish_parts > 0 && !gradients_finite (plan, i))
      return i;
  return -1;
}

/**
 * convo_plan_find_nan:
 *
 * Runs the last step once more, operation by operation, with the present weights. Slow; only after a disaster. Running
 * statistics move; put good weights back afterwards.
 *
 * Returns: the first layer whose output, or whose parameters' gradient, is not finite; −1 if all are
 */
int
convo_plan_find_nan (ConvoPlan *plan, int n)
{
  gboolean both = convo_plan_learns (plan);

  convo_plan_begin (plan, n, plan->training, plan->labels, plan->random_key);
  convo_plan_prepare (plan, both);
  return search (plan, both ? (plan->training ? PROGRAM_STEP_TRAIN : PROGRAM_STEP_EVAL) : PROGRAM_FORWARD_EVAL);
}
