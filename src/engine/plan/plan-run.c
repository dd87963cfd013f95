/* Running a plan: workers take slices of the batch; a slice takes a few images at a time through all operations of a
 * phase; sums and gradients go to the slice's own accumulators, which are added in fixed order afterwards. */
#include "plan-private.h"
#include "conv-choice.h"
#include "convert.h"

#include <string.h>

#define CHUNK 8192   /* floats of gradient that one thread adds at a time */

static void
clear_dirty (const ConvoMap *map, const PlanBuffer *buffer, int first, int count)
{
  if (buffer->dirty)
    convo_plan_clear_halos (map, first, count);
}

static void
fill_pass (ConvoPlan *plan, const PlanNode *node, int slice, ConvoPass *pass)
{
  int index = node - plan->nodes;

  *pass = (ConvoPass) {
    .site = &node->site, .batch = plan->n, .training = plan->training,
    .x = node->x, .y = &node->y, .dy = &node->dy, .dx = node->dx, .dx_add = node->dx_add,
    .params = node->folded != NULL ? node->folded_params : node->params, .packed = node->packed, .kept = node->kept,
    .labels = plan->labels,
    .random_key = convo_random_stream (plan->random_key, index, 0).key,
  };
  if (plan->grad_pointers != NULL)
    pass->grads = &plan->grad_pointers[slice][index * CONVO_MAX_PARAMS];
  if (plan->sums != NULL)
    pass->sums = plan->sums + slice * plan->n_sums + node->sums_offset;
}

static void
clear_map (const ConvoMap *map, int first, int count)
{
  const gint64 start = map->halo[0] * map->plane_pitch + map->halo[1] * map->row_pitch + map->halo[2] * map->pixel_pitch;

  for (int i = first; i < first + count; i++)
    memset (map->data + i * map->image_pitch - start, 0,
            (map->extent[0] + 2 * map->halo[0]) * map->plane_pitch * sizeof (float));
}

static void
seed_loss (const ConvoPlan *plan, const PlanNode *node, const ConvoMap *dy, int first, int count)
{
  for (int i = first; i < first + count; i++)
    for (int lane = 0; lane < plan->lanes; lane++)
      convo_map_pixel (dy, i, 0, 0, 0)[lane] = i * plan->lanes + lane < plan->n ? node->weight / plan->n : 0;
}

static void
read_pictures (const ConvoPlan *plan, const PlanNode *node, ConvoPass *pass)
{
  if (pass->share.index == 0)
    clear_dirty (pass->y, convo_plan_buffer (plan, plan->program, node - plan->nodes, PLAN_VALUE), pass->first, pass->count);
  if (plan->lanes > 1)
    {
      convo_packs_from_nchw (pass->y, plan->pictures, plan->n, TRUE, pass->first, pass->count);
      return;
    }
  convo_map_from_nchw (pass->y, plan->pictures + pass->first * convo_shape_count (&node->site.out), pass->first,
                       pass->count, pass->share);
}

/* Kinds that work row by row get the rows of their share as whole maps. */
static void
run_rows (const PlanNode *node, ConvoPass *pass, gboolean forward)
{
  ConvoMap x[PLAN_MAX_ROWS], dx[PLAN_MAX_ROWS], y = convo_map_share (pass->y, pass->share);
  ConvoMap dy = convo_map_share (pass->dy, pass->share);

  for (int k = 0; k < node->n_in; k++)
    {
      x[k] = convo_map_share (&pass->x[k], pass->share);
      dx[k] = convo_map_share (&pass->dx[k], pass->share);
    }
  pass->x = x;
  pass->dx = dx;
  pass->y = &y;
  pass->dy = &dy;
  pass->share = (ConvoShare) { 0 };
  (forward ? node->kind->forward : node->kind->backward) (node->state, pass);
}

static void
run_kind (const PlanNode *node, ConvoPass *pass, gboolean forward)
{
  if (pass->share.count > 1 && node->kind->flags & CONVO_KIND_ROWS)
    run_rows (node, pass, forward);
  else
    (forward ? node->kind->forward : node->kind->backward) (node->state, pass);
}

static void
run_forward (const ConvoPlan *plan, const PlanOp *op, ConvoPass *pass)
{
  const PlanNode *node = &plan->nodes[op->node];

  if (!node->in_place && pass->share.index == 0)
    clear_dirty (pass->y, convo_plan_buffer (plan, plan->program, op->node, op->again ? PLAN_AGAIN : PLAN_VALUE),
                 pass->first, pass->count);
  pass->relu = node->relu;
  run_kind (node, pass, TRUE);
}

static void
run_backward (const ConvoPlan *plan, const PlanOp *op, ConvoPass *pass)
{
  const PlanNode *node = &plan->nodes[op->node];

  for (int k = 0; k < node->n_in && pass->share.index == 0; k++)
    if (pass->dx[k].data != NULL && !node->dx_add[k] && pass->dx[k].data != pass->dy->data)
      clear_dirty (&pass->dx[k], convo_plan_buffer (plan, plan->program, node->inputs[k], PLAN_GRADIENT), pass->first,
                   pass->count);
  pass->relu = node->masks && node->kind->n_sums == NULL;
  run_kind (node, pass, FALSE);
}

static void
use_binding (ConvoPass *pass, const PlanBinding *binding)
{
  pass->x = binding->x;
  pass->y = &binding->y;
  pass->dy = &binding->dy;
  pass->dx = binding->dx;
  pass->saved = binding->saved;
  pass->saved_pitch = binding->saved_pitch;
}

/**
 * convo_plan_run_op:
 * @op: of the current phase
 *
 * One operation on a part of slice @slice, on thread @worker. Threads that do a part together use the first one's arena.
 */
void
convo_plan_run_op (ConvoPlan *plan, const PlanOp *op, int worker, int slice, const PlanPart *part)
{
  const int first = part->first, count = part->count;
  PlanNode *node = &plan->nodes[op->node];
  PlanBinding binding;
  ConvoPass pass;

  if (node->kind->flags & CONVO_KIND_LOSS && plan->labels == NULL)
    return;
  fill_pass (plan, node, slice, &pass);
  convo_plan_bind (plan, op, worker, part, &binding);
  use_binding (&pass, &binding);
  pass.first = first;
  pass.count = count;
  pass.share = part->share;
  pass.scratch = plan->scratch[worker];
  pass.ahead = plan->ahead[worker];
  pass.gathered = node->gathered_floats > 0 ? plan->gathered[part->share.count > 0 ? 0 : worker] + op->gathered : NULL;
  switch (op->kind)
    {
    case PLAN_OP_INPUT:
      read_pictures (plan, node, &pass);
      break;
    case PLAN_OP_FORWARD:
      run_forward (plan, op, &pass);
      break;
    case PLAN_OP_SUMS_FORWARD:
      node->kind->sums_forward (node->state, &pass);
      break;
    case PLAN_OP_CLEAR:
      clear_map (pass.dy, first, count);
      break;
    case PLAN_OP_SEED:
      seed_loss (plan, node, pass.dy, first, count);
      break;
    case PLAN_OP_SUMS_BACKWARD:
      pass.relu = node->masks;
      node->kind->sums_backward (node->state, &pass);
      break;
    case PLAN_OP_BACKWARD:
      run_backward (plan, op, &pass);
      break;
    }
}

/** convo_plan_gather: takes over the gradients that @op gathered while slice @slice went backward on thread @worker */
void
convo_plan_gather (ConvoPlan *plan, const PlanOp *op, int worker, int slice, ConvoShare share)
{
  PlanNode *node = &plan->nodes[op->node];
  ConvoPass pass;

  if (op->kind != PLAN_OP_BACKWARD || node->gathered_floats == 0)
    return;
  fill_pass (plan, node, slice, &pass);
  pass.share = share;
  pass.gathered = plan->gathered[share.count > 0 ? 0 : worker] + op->gathered;
  node->kind->gather (node->state, &pass);
}

/* What the group at @next will touch; behind the end of a slice that is probably what the worker takes next. */
static void
look_ahead (const ConvoPlan *plan, int next, ConvoAhead *ahead)
{
  const PlanPhase *phase = plan->phase;

  *ahead = (ConvoAhead) { .base = (const char *) (plan->arena + next * plan->image_pitch),
                          .pitch = plan->image_pitch * sizeof (float), .images = MIN (phase->group, plan->n_packs - next),
                          .runs = phase->ahead, .n_runs = next < plan->n_packs ? phase->n_ahead : 0 };
}

static void
run_slice (gpointer data, int worker, int slice)
{
  ConvoPlan *plan = data;
  const PlanPhase *phase = plan->phase;
  const PlanOp *ops = &g_array_index (plan->program->ops, PlanOp, phase->first);
  int first = (gint64) plan->n_packs * slice / plan->n_slices;
  int end = (gint64) plan->n_packs * (slice + 1) / plan->n_slices;
  ConvoAhead ahead;

  if (plan->clear_grads && plan->grads != NULL)
    memset (plan->grads + slice * plan->n_grads, 0, plan->n_grads * sizeof (float));
  if (phase->gathered > 0)
    memset (plan->gathered[worker], 0, phase->gathered * sizeof (float));
  plan->ahead[worker] = &ahead;
  for (int at = first; at < end; at += phase->group)
    {
      look_ahead (plan, MIN (at + phase->group, end), &ahead);
      for (int i = 0; i < phase->count && (plan->cancel == NULL || g_atomic_int_get (plan->cancel) == 0); i++)
        convo_plan_run_op (plan, &ops[i], worker, slice, &(PlanPart) { at, MIN (phase->group, end - at), { 0 } });
    }
  plan->ahead[worker] = NULL;
  for (int i = 0; i < phase->count && phase->gathered > 0; i++)
    convo_plan_gather (plan, &ops[i], worker, slice, (ConvoShare) { 0 });
}

/** convo_plan_reduce: combines the slices' sums of @node in fixed order, and clears them for the next use */
void
convo_plan_reduce (ConvoPlan *plan, int index, gboolean backward)
{
  PlanNode *node = &plan->nodes[index];
  ConvoPass pass;

  fill_pass (plan, node, 0, &pass);
  pass.count = plan->n;
  for (int s = 0; s < plan->n_slices; s++)
    plan->sums_of[s] = plan->sums + s * plan->n_sums + node->sums_offset;
  if (backward)
    node->kind->reduce_backward (node->state, &pass, plan->sums_of, plan->n_slices);
  else
    {
      node->kind->reduce_forward (node->state, &pass, plan->sums_of, plan->n_slices);
      convo_weights_changed (plan->weights);   /* running statistics */
    }
  for (int s = 0; s < plan->n_slices; s++)
    memset (plan->sums_of[s], 0, node->n_sums * sizeof (double));
}

static void
add_gradients (gpointer data, int worker, int chunk)
{
  ConvoPlan *plan = data;
  gint64 first = (gint64) chunk * CHUNK, end = MIN (first + CHUNK, plan->n_grads);

  for (int s = 1; s < plan->n_slices; s++)
    {
      const float *from = plan->grads + s * plan->n_grads;
      for (gint64 i = first; i < end; i++)
        plan->grads[i] += from[i];
    }
}

/** convo_plan_finish_part: part @index of the gradients of @node that the whole batch gives at once, on thread @worker */
void
convo_plan_finish_part (ConvoPlan *plan, const PlanNode *node, int worker, int index)
{
  const PlanOp op = { .kind = PLAN_OP_BACKWARD, .node = node - plan->nodes };
  const PlanPart part = { 0, plan->n_packs, { 0 } };
  PlanBinding binding;
  ConvoPass pass;

  fill_pass (plan, node, 0, &pass);
  convo_plan_bind (plan, &op, worker, &part, &binding);
  use_binding (&pass, &binding);
  pass.count = plan->n_packs;
  node->kind->finish (node->state, &pass, index);
}

/* The gradients that the whole batch gives at once, in parts, then the sums of the slices' */
static void
finish_part (gpointer data, int worker, int index)
{
  ConvoPlan *plan = data;

  if (index >= plan->finish_parts)
    {
      add_gradients (plan, worker, index - plan->finish_parts);
      return;
    }
  for (int i = 0; i < plan->n_nodes; i++)
    {
      PlanNode *node = &plan->nodes[i];

      if (index < node->finish_parts)
        {
          convo_plan_finish_part (plan, node, worker, index);
          return;
        }
      index -= node->finish_parts;
    }
}

/** convo_plan_finish: completes the gradients of parameters once all images went backward */
void
convo_plan_finish (ConvoPlan *plan)
{
  int chunks = plan->n_slices > 1 ? (plan->n_grads + CHUNK - 1) / CHUNK : 0;

  if (plan->cancel == NULL || g_atomic_int_get (plan->cancel) == 0)
    convo_workers_run (plan->workers, plan->finish_parts + chunks, finish_part, plan);
}

/** convo_plan_begin: notes what the next program runs on; the pictures are those of convo_plan_set_input() */
void
convo_plan_begin (ConvoPlan *plan, int n, gboolean training, const gint32 *labels, guint64 random_key)
{
  plan->n = n;
  plan->n_packs = (n + plan->lanes - 1) / plan->lanes;
  plan->training = training;
  plan->labels = labels;
  plan->random_key = random_key;
}

static void
prepare_node (gpointer data, int worker, int index)
{
  ConvoPlan *plan = data;
  PlanNode *node = &plan->nodes[index];
  ConvoPass pass;

  if (node->packed == NULL || node->kind->prepare == NULL)
    return;
  fill_pass (plan, node, 0, &pass);
  if (node->folded != NULL)
    convo_plan_fold_params (node, plan->scratch[worker]);
  node->kind->prepare (node->state, &pass, node->packed, plan->packed_for.backward && node->backward);
}

/** convo_plan_prepare: packs the weights of all layers, unless they are packed already */
void
convo_plan_prepare (ConvoPlan *plan, gboolean backward)
{
  const guint version = convo_weights_version (plan->weights);
  const gboolean direct = convo_conv_get_direct ();
  const ConvoIsa isa = convo_cpu_isa ();

  if (plan->packed_total == 0 ||
      (plan->packed_for.version == version && plan->packed_for.backward >= backward &&
       plan->packed_for.direct == direct && plan->packed_for.isa == isa))
    return;
  plan->packed_for.version = version;
  plan->packed_for.backward = backward;
  plan->packed_for.direct = direct;
  plan->packed_for.isa = isa;
  convo_workers_run (plan->workers, plan->n_nodes, prepare_node, plan);
}

/** convo_plan_execute: runs a program on the plan's pictures, labels and settings */
void
convo_plan_execute (ConvoPlan *plan, PlanProgramKind kind)
{
  gboolean backward = kind != PROGRAM_FORWARD_EVAL && kind != PROGRAM_FORWARD_TRAIN;

  convo_plan_select (plan, kind);
  plan->clear_grads = backward;
  for (guint i = 0; i < plan->program->phases->len; i++)
    {
      plan->phase = &g_array_index (plan->program->phases, PlanPhase, i);
      if (convo_plan_together (plan))
        convo_plan_run_together (plan);
      else
        convo_workers_run (plan->workers, plan->n_slices, run_slice, plan);
      plan->clear_grads = FALSE;
      if (plan->phase->reduce >= 0)
        convo_plan_reduce (plan, plan->phase->reduce, plan->phase->reduce_backward);
    }
  if (backward)
    convo_plan_finish (plan);
}
