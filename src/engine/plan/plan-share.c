/* Layers that work in place: their output lies where an input lies, the input's gradient where the output's lies. Fewer
 * bytes pass through the cache, and more images fit a group. */
#include "plan-private.h"

/* How many layers that run read each node */
static int *
count_readers (const ConvoPlan *plan)
{
  int *readers = g_new0 (int, MAX (plan->n_nodes, 1));

  for (int i = 0; i < plan->n_nodes; i++)
    for (int k = 0; plan->nodes[i].forward && k < plan->nodes[i].n_in; k++)
      readers[plan->nodes[i].inputs[k]]++;
  return readers;
}

static gboolean
has_halo (const ConvoMap *map)
{
  return (map->halo[0] | map->halo[1] | map->halo[2]) != 0;
}

/* Nobody else sees the value of @source, and neither layer needs it once @node has run. */
static gboolean
may_share_value (const PlanNode *node, const PlanNode *source)
{
  if (source->backward && source->kind->flags & CONVO_KIND_READS_Y)
    return FALSE;
  return !(node->backward && node->kind->flags & CONVO_KIND_READS_X) && !has_halo (&source->y);
}

/* A plan for inspection keeps everything apart, with the same halos: so its sums have the same bits. */
static void
share_value (const ConvoPlan *plan, PlanNode *node, PlanNode *source)
{
  source->y = node->y;
  if (convo_plan_keeps_all (plan))
    return;
  node->in_place = TRUE;
  source->value_at = node->value_at;
}

/* Gradients that a barrier divides had better be two: the first has no halo, the second never leaves the cache. */
static gboolean
may_share_gradient (const PlanNode *node, const PlanNode *source)
{
  return !node->head && node->backward && source->backward && node->kind->n_sums == NULL && !has_halo (&node->dy);
}

static void
share (ConvoPlan *plan, const int *readers, int index)
{
  PlanNode *node = &plan->nodes[index];
  gboolean value = FALSE, gradient = FALSE;

  for (int k = 0; k < node->n_in; k++)
    {
      PlanNode *source = &plan->nodes[node->inputs[k]];

      if (readers[node->inputs[k]] != 1 || source->head || node->inputs[k] == plan->scores ||
          source->kind->flags & CONVO_KIND_SOURCE)
        continue;
      if (!value && k < 2 && may_share_value (node, source))
        {
          value = TRUE;
          share_value (plan, node, source);
        }
      if (!gradient && may_share_gradient (node, source))
        {
          gradient = TRUE;
          node->gradient_from = source;
        }
    }
}

/* A ReLU that works in place is done by the layer that writes there, if that can. */
static void
fuse_relu (ConvoPlan *plan, PlanNode *node)
{
  for (int k = 0; k < node->n_in && node->kind->flags & CONVO_KIND_RELU; k++)
    {
      PlanNode *source = &plan->nodes[node->inputs[k]];

      if (!node->in_place || source->value_at != node->value_at || !(source->kind->flags & CONVO_KIND_FUSES_RELU))
        continue;
      source->relu = node->fused = TRUE;
      source->masks = node->fused_backward = node->gradient_from == source && source->kind->n_sums != NULL;
    }
}

/* Of a ReLU's values the largest of a window is positive, or none is: so maximum pooling, which has fewer values, may mask
 * the gradient in its place. */
static void
fuse_maximum (ConvoPlan *plan, const int *readers, int index)
{
  PlanNode *node = &plan->nodes[index], *source;

  if (!(node->kind->flags & CONVO_KIND_MAXIMUM) || !node->backward || node->value_at != index ||
      convo_plan_keeps_all (plan))
    return;
  source = &plan->nodes[node->inputs[0]];
  if (!(source->kind->flags & CONVO_KIND_RELU) || !source->backward || source->head || source->fused_backward ||
      source->gradient_from == NULL || readers[node->inputs[0]] != 1)
    return;
  node->masks = source->fused_backward = TRUE;
}

/**
 * convo_plan_share:
 *
 * Lets the layers that can work in place do so. Buffers of values belong to the last layer of a chain, whose readers
 * want the halo; those of gradients to the first, for the same reason.
 */
void
convo_plan_share (ConvoPlan *plan)
{
  g_autofree int *readers = count_readers (plan);

  for (int i = 0; i < plan->n_nodes; i++)
    plan->nodes[i].value_at = plan->nodes[i].gradient_at = i;
  for (int i = plan->n_nodes - 1; i >= 0; i--)
    if (plan->nodes[i].forward && plan->nodes[i].kind->flags & CONVO_KIND_IN_PLACE)
      share (plan, readers, i);
  for (int i = 0; i < plan->n_nodes; i++)
    {
      PlanNode *node = &plan->nodes[i];

      fuse_relu (plan, node);
      fuse_maximum (plan, readers, i);
      if (node->gradient_from == NULL)
        continue;
      node->dy = node->gradient_from->dy;
      if (!convo_plan_keeps_all (plan))
        node->gradient_at = node->gradient_from->gradient_at;
    }
}
