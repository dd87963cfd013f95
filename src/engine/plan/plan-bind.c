/* From places to addresses: the maps that an operation works on, for the group of images that a worker has in hand. */
#include "plan-private.h"

#include <string.h>

static void
clear_halo (const ConvoMap *map, int image)
{
  gint64 left = map->halo[2] * map->pixel_pitch, width = map->extent[2] * map->pixel_pitch;
  float *base = map->data + image * map->image_pitch - map->halo[0] * map->plane_pitch
                - map->halo[1] * map->row_pitch - left;

  for (gint64 z = 0; z < map->extent[0] + 2 * map->halo[0]; z++)
    for (gint64 y = 0; y < map->extent[1] + 2 * map->halo[1]; y++)
      {
        float *row = base + z * map->plane_pitch + y * map->row_pitch;
        gboolean inside = z >= map->halo[0] && z < map->halo[0] + map->extent[0]
                          && y >= map->halo[1] && y < map->halo[1] + map->extent[1];

        if (!inside)
          memset (row, 0, map->row_pitch * sizeof (float));
        else if (left > 0)
          {
            memset (row, 0, left * sizeof (float));
            memset (row + left + width, 0, left * sizeof (float));
          }
      }
}

/** convo_plan_clear_halos: makes the halo of images [@first, @first + @count) zero */
void
convo_plan_clear_halos (const ConvoMap *map, int first, int count)
{
  if ((map->halo[0] | map->halo[1] | map->halo[2]) == 0)
    return;
  for (int i = 0; i < count; i++)
    clear_halo (map, first + i);
}

/* @base: where image 0 would begin */
static void
set_data (ConvoMap *map, const PlanBuffer *buffer, float *base, gint64 pitch)
{
  map->image_pitch = pitch;
  map->data = base + buffer->offset + map->halo[0] * map->plane_pitch + map->halo[1] * map->row_pitch +
              map->halo[2] * map->pixel_pitch;
}

static void
select_map (const ConvoPlan *plan, ConvoMap *map, const PlanBuffer *buffer, gboolean used, gboolean stale)
{
  map->data = NULL;
  if (!used || buffer->size == 0 || buffer->local)
    return;
  set_data (map, buffer, plan->arena, plan->image_pitch);
  if (stale && !buffer->dirty)
    convo_plan_clear_halos (map, 0, plan->packs);
}

/**
 * convo_plan_select:
 *
 * Makes a program the current one. Another may have left its numbers where this one expects halos of zeros.
 */
void
convo_plan_select (ConvoPlan *plan, PlanProgramKind kind)
{
  const gboolean stale = plan->program != NULL && !convo_plan_keeps_all (plan);

  if (plan->program == &plan->programs[kind])
    return;
  plan->program = &plan->programs[kind];
  for (int i = 0; i < plan->n_nodes; i++)
    {
      PlanNode *node = &plan->nodes[i];

      select_map (plan, &node->y, convo_plan_buffer (plan, plan->program, i, PLAN_VALUE), node->forward, stale);
      select_map (plan, &node->dy, convo_plan_buffer (plan, plan->program, i, PLAN_GRADIENT), node->backward, stale);
    }
}

/* Where images of a part find their local buffers */
typedef struct
{
  const ConvoPlan *plan;
  float *base;             /* where image 0 would begin */
  gint64 pitch;
} Local;

static void
bind (const Local *local, ConvoMap *map, const ConvoMap *shape, const PlanBuffer *buffer)
{
  *map = *shape;
  if (buffer->size == 0)
    map->data = NULL;
  else if (buffer->local)
    set_data (map, buffer, local->base, local->pitch);
  else
    set_data (map, buffer, local->plan->arena, local->plan->image_pitch);
}

static void
bind_saved (const Local *local, const PlanBuffer *buffer, PlanBinding *binding)
{
  binding->saved = (guint8 *) ((buffer->local ? local->base : local->plan->arena) + buffer->offset);
  binding->saved_pitch = (buffer->local ? local->pitch : local->plan->image_pitch) * sizeof (float);
}

static void
bind_inputs (const Local *local, const PlanOp *op, PlanBinding *binding)
{
  const ConvoPlan *plan = local->plan;
  const PlanNode *node = &plan->nodes[op->node];

  for (int k = 0; k < node->n_in; k++)
    {
      const int input = node->inputs[k];
      const PlanNode *source = &plan->nodes[input];

      bind (local, &binding->x[k], &source->y, convo_plan_value (plan, plan->program, op, input));
      binding->dx[k] = source->dy;
      if (source->backward && op->kind == PLAN_OP_BACKWARD)
        bind (local, &binding->dx[k], &source->dy, convo_plan_buffer (plan, plan->program, input, PLAN_GRADIENT));
    }
}

/**
 * convo_plan_bind:
 * @op: of the current phase
 * @part: the images that @worker has in hand
 * @binding: (out caller-allocates): valid until the worker's next operation
 */
void
convo_plan_bind (ConvoPlan *plan, const PlanOp *op, int worker, const PlanPart *part, PlanBinding *binding)
{
  const PlanNode *node = &plan->nodes[op->node];
  const int owner = part->share.count > 0 ? 0 : worker;
  const Local local = { plan, plan->local[owner] - part->first * plan->phase->pitch, plan->phase->pitch };
  const PlanBuffer *value = op->again ? convo_plan_buffer (plan, plan->program, op->node, PLAN_AGAIN) :
                                        convo_plan_value (plan, plan->program, op, op->node);

  binding->x = plan->maps[worker];
  binding->dx = binding->x + node->n_in;
  bind (&local, &binding->y, &node->y, value);
  binding->dy = node->dy;
  if (node->backward)
    bind (&local, &binding->dy, &node->dy, convo_plan_buffer (plan, plan->program, op->node, PLAN_GRADIENT));
  bind_inputs (&local, op, binding);
  bind_saved (&local, convo_plan_buffer (plan, plan->program, op->node, PLAN_SAVED), binding);
}
