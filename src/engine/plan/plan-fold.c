/* Batch normalisation in plans for inference: there it is one scale and one shift a channel, which go into the weights and
 * the bias of the layer before. */
#include "plan-private.h"

/* The layer that takes over what @node does, or NULL: it writes where @node writes, for nobody else. */
static PlanNode *
folds_into (ConvoPlan *plan, const PlanNode *node)
{
  PlanNode *source;

  if (!node->forward || node->kind->affine == NULL || node->n_in != 1)
    return NULL;
  source = &plan->nodes[node->inputs[0]];
  if (!node->in_place || source->value_at != node->value_at || source->kind->scale == NULL || source->folded != NULL)
    return NULL;
  return source;
}

/**
 * convo_plan_fold:
 *
 * Finds the pairs of layers that inference does as one. After convo_plan_share(), which tells who works in place.
 */
void
convo_plan_fold (ConvoPlan *plan)
{
  if (plan->mode != CONVO_PLAN_INFERENCE)
    return;
  for (int i = 0; i < plan->n_nodes; i++)
    {
      PlanNode *node = &plan->nodes[i], *source = folds_into (plan, node);

      if (source == NULL)
        continue;
      source->folded = node;
      source->relu = node->relu;
      node->fused = TRUE;
    }
}

static gint64
rounded (gint64 floats)
{
  return (floats + PLAN_ALIGN - 1) / PLAN_ALIGN * PLAN_ALIGN;
}

/** convo_plan_fold_scratch: Returns: bytes of scratch that packing the weights of @node needs */
gsize
convo_plan_fold_scratch (const PlanNode *node)
{
  if (node->folded == NULL)
    return 0;
  return (rounded (convo_param_count (&node->specs[0])) + 2 * rounded (node->y.channels)) * sizeof (float);
}

/** convo_plan_fold_params: computes the parameters that @node runs with, from its own and those of the layer behind it. The
 * weights go to @scratch, to be packed; the bias stays in node->folded_params */
void
convo_plan_fold_params (PlanNode *node, void *scratch)
{
  float *weight = scratch, *scale = weight + rounded (convo_param_count (&node->specs[0]));
  float *shift = scale + rounded (node->y.channels);

  node->folded->kind->affine (node->folded->state, &node->folded->site, node->folded->params, scale, shift);
  node->kind->scale (node->state, &node->site, node->params, scale, shift, weight, node->folded_params[1]);
  node->folded_params[0] = weight;
}
