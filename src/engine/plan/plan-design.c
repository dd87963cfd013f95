/* Which layers run, which gradients are wanted, how big every value is. Allocates no numbers. */
#include "plan-private.h"

#include <string.h>

/* Losses are the heads of training; a net without any is driven from its last output (tests, inspection). */
static void
find_heads (ConvoPlan *plan)
{
  gboolean any = FALSE;

  plan->scores = plan->targets = -1;
  for (int i = 0; i < plan->n_nodes; i++)
    if (plan->nodes[i].kind->flags & CONVO_KIND_LOSS)
      {
        plan->nodes[i].head = any = TRUE;
        if (plan->scores < 0 && !convo_net_node (plan->net, i)->training_only)
          {
            plan->scores = plan->nodes[i].inputs[0];
            if (plan->nodes[i].kind->flags & CONVO_KIND_LABEL_MAP && plan->nodes[i].n_in > 1)
              plan->targets = plan->nodes[i].inputs[1];
          }
      }
  if (any || plan->n_nodes == 0)
    return;
  plan->nodes[plan->n_nodes - 1].head = TRUE;
  plan->scores = plan->n_nodes - 1;
}

static void
mark_forward (ConvoPlan *plan)
{
  gboolean all = convo_plan_keeps_all (plan) || !convo_plan_learns (plan);

  for (int i = plan->n_nodes - 1; i >= 0; i--)
    {
      PlanNode *node = &plan->nodes[i];

      if (all || node->head || i == plan->scores)
        node->forward = TRUE;
      if (!convo_plan_learns (plan) && convo_net_node (plan->net, i)->training_only)
        node->forward = FALSE;
      for (int k = 0; node->forward && k < node->n_in; k++)
        plan->nodes[node->inputs[k]].forward = TRUE;
    }
}

/* Evaluation goes without the heads that are for training only, and without what only they read. */
static void
mark_evaluated (ConvoPlan *plan)
{
  for (int i = plan->n_nodes - 1; i >= 0; i--)
    {
      PlanNode *node = &plan->nodes[i];
      gboolean wanted = node->evaluated || node->head || i == plan->scores || convo_plan_keeps_all (plan) || !convo_plan_learns (plan);

      node->evaluated = wanted && node->forward && !convo_net_node (plan->net, i)->training_only;
      for (int k = 0; node->evaluated && k < node->n_in; k++)
        plan->nodes[node->inputs[k]].evaluated = TRUE;
    }
}

/* A gradient is wanted where the loss can be reached and something upstream (or the node itself) can learn. */
static void
mark_backward (ConvoPlan *plan)
{
  g_autofree gboolean *learns = g_new0 (gboolean, plan->n_nodes);

  if (!convo_plan_learns (plan))
    return;
  for (int i = 0; i < plan->n_nodes; i++)
    {
      PlanNode *node = &plan->nodes[i];

      learns[i] = plan->mode == CONVO_PLAN_INSPECT_TRAINING ||
                  (plan->mode == CONVO_PLAN_GRADIENTS && i == plan->input);
      for (int p = 0; p < node->n_params; p++)
        learns[i] |= convo_param_trainable (&node->specs[p]);
      for (int k = 0; k < node->n_in; k++)
        learns[i] |= learns[node->inputs[k]];
    }
  for (int i = plan->n_nodes - 1; i >= 0; i--)
    {
      PlanNode *node = &plan->nodes[i];

      node->backward |= node->head;
      node->backward &= learns[i] && node->forward;
      for (int k = 0; node->backward && k < node->n_in; k++)
        plan->nodes[node->inputs[k]].backward |= learns[node->inputs[k]];
    }
}

/* In the thin layout pixels hold a pack's images, and planes are channels */
static void
set_map (const ConvoPlan *plan, ConvoMap *map, const ConvoShape *shape, const gint64 halo[3])
{
  const gboolean thin = plan->lanes > 1;

  map->channels = map->pixel_pitch = thin ? plan->lanes : shape->dim[0];
  for (int a = 0; a < 3; a++)
    {
      map->extent[a] = thin && a == 0 ? shape->dim[0] : convo_shape_spatial (shape, a);
      map->halo[a] = halo[a];
    }
  map->row_pitch = (map->extent[2] + 2 * halo[2]) * map->pixel_pitch;
  map->plane_pitch = (map->extent[1] + 2 * halo[1]) * map->row_pitch;
  if (thin && map->plane_pitch % PLAN_ALIASED == 0)
    map->plane_pitch += PLAN_ALIGN;
}

static void
halo_of (const PlanNode *node, gint64 x[3], gint64 dy[3])
{
  memset (x, 0, 3 * sizeof (gint64));
  memset (dy, 0, 3 * sizeof (gint64));
  if (node->kind->halo != NULL)
    node->kind->halo (node->state, &node->site, x, dy);
}

static void
shape_maps (ConvoPlan *plan)
{
  g_autofree gint64 *halos = g_new0 (gint64, 3 * plan->n_nodes);
  gint64 x[3], dy[3];

  for (int i = 0; i < plan->n_nodes; i++)
    if (plan->nodes[i].forward)
      {
        halo_of (&plan->nodes[i], x, dy);
        for (int k = 0; k < plan->nodes[i].n_in; k++)
          for (int a = 0; a < 3; a++)
            halos[3 * plan->nodes[i].inputs[k] + a] = MAX (halos[3 * plan->nodes[i].inputs[k] + a], x[a]);
      }
  for (int i = 0; i < plan->n_nodes; i++)
    {
      PlanNode *node = &plan->nodes[i];

      if (!node->forward)
        continue;
      set_map (plan, &node->y, &node->site.out, &halos[3 * i]);
      if (node->kind->saved_size != NULL)
        node->saved_floats = (node->kind->saved_size (node->state, &node->site) * plan->lanes + 3) / 4;
      if (!node->backward)
        continue;
      halo_of (node, x, dy);
      set_map (plan, &node->dy, &node->site.out, dy);
    }
}

static void
wire_gradients (ConvoPlan *plan)
{
  g_autofree gboolean *written = g_new0 (gboolean, plan->n_nodes);

  for (int i = plan->n_nodes - 1; i >= 0; i--)
    for (int k = 0; plan->nodes[i].backward && k < plan->nodes[i].n_in; k++)
      {
        int source = plan->nodes[i].inputs[k];

        plan->nodes[i].dx_add[k] = written[source];
        written[source] |= plan->nodes[source].backward;
      }
}

static void
count_accumulators (ConvoPlan *plan)
{
  for (int i = 0; i < plan->n_nodes; i++)
    {
      PlanNode *node = &plan->nodes[i];

      for (int p = 0; p < CONVO_MAX_PARAMS; p++)
        {
          gboolean wanted = p < node->n_params && node->backward && convo_param_trainable (&node->specs[p]);

          gint64 *floats = node->finish_parts > 0 ? &plan->n_finished : &plan->n_grads;

          node->grad_offset[p] = wanted ? *floats : -1;
          if (wanted)
            *floats += (convo_param_count (&node->specs[p]) + PLAN_ALIGN - 1) / PLAN_ALIGN * PLAN_ALIGN;
        }
      node->sums = node->forward && node->kind->n_sums != NULL;
      node->n_sums = node->sums ? node->kind->n_sums (node->state, &node->site) : 0;
      node->sums_offset = plan->n_sums;
      plan->n_sums += node->n_sums;
      if (node->kind->packed_size != NULL && node->forward)
        node->packed_size = (node->kind->packed_size (node->state, &node->site, node->backward) + 63) / 64 * 64;
      if (node->packed_size > 0)
        node->packed_size += CONVO_PACKED_SLACK;
      if (node->folded != NULL)
        node->packed_size += (node->y.channels + PLAN_ALIGN - 1) / PLAN_ALIGN * PLAN_ALIGN * sizeof (float);
      if (node->kind->kept_size != NULL && node->forward)
        node->kept_size = (node->kind->kept_size (node->state, &node->site) + 63) / 64 * 64;
      if (node->kind->gathered_size != NULL && node->backward && node->grad_offset[0] >= 0)
        node->gathered_floats = (node->kind->gathered_size (node->state, &node->site) / (gsize) sizeof (float) +
                                 PLAN_ALIGN - 1) / PLAN_ALIGN * PLAN_ALIGN;
      plan->packed_total += node->packed_size;
      plan->kept_total += node->kept_size;
    }
}

static void
choose_layout (ConvoPlan *plan)
{
  plan->lanes = convo_plan_choose_lanes (plan);
  plan->packs = (plan->batch + plan->lanes - 1) / plan->lanes;
  for (int i = 0; i < plan->n_nodes; i++)
    {
      PlanNode *node = &plan->nodes[i];

      node->site.lanes = plan->lanes > 1 ? plan->lanes : 0;
      if (node->backward && node->kind->finish_parts != NULL)
        node->finish_parts = node->kind->finish_parts (node->state, &node->site);
      plan->finish_parts += node->finish_parts;
    }
}

/**
 * convo_plan_design:
 * @plan: nodes, sites and parameter specs are filled in
 *
 * Decides which layers run forward and backward, and the maps they work on.
 */
void
convo_plan_design (ConvoPlan *plan)
{
  gint64 slices = PLAN_SLICES;

  find_heads (plan);
  mark_forward (plan);
  mark_evaluated (plan);
  mark_backward (plan);
  choose_layout (plan);
  shape_maps (plan);
  wire_gradients (plan);
  convo_plan_share (plan);
  convo_plan_fold (plan);
  count_accumulators (plan);
  while (slices > 1 && slices * plan->n_grads * (gint64) sizeof (float) > PLAN_ACCUMULATORS)
    slices /= 2;
  plan->n_slices = MIN (slices, plan->packs);
}
