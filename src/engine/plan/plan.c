/* Making, running and asking a plan. */
#include "plan-private.h"
#include "convert.h"
#include "errors.h"
#include "numbers.h"
#include "random.h"
#include "text.h"

#include <math.h>
#include <string.h>

static void
fill_node (ConvoPlan *plan, int index)
{
  const ConvoNetNode *from = convo_net_node (plan->net, index);
  PlanNode *node = &plan->nodes[index];
  ConvoShape *in = g_new0 (ConvoShape, MAX (from->n_inputs, 1));

  node->kind = from->kind;
  node->state = from->state;
  node->n_in = from->n_inputs;
  node->inputs = from->inputs;
  node->weight = from->weight;
  for (int k = 0; k < node->n_in; k++)
    in[k] = convo_report_node (plan->report, from->inputs[k])->out;
  node->site = (ConvoSite) { in, node->n_in, convo_report_node (plan->report, index)->out };
  node->n_params = convo_kind_params (node->kind, node->state, &node->site, node->specs);
  node->x = g_new0 (ConvoMap, MAX (node->n_in, 1));
  node->dx = g_new0 (ConvoMap, MAX (node->n_in, 1));
  node->dx_add = g_new0 (gboolean, MAX (node->n_in, 1));
  if (node->kind->flags & CONVO_KIND_SOURCE)
    plan->input = index;
}

static void
measure_scratch (ConvoPlan *plan)
{
  int group = MIN (PLAN_MAX_GROUP, plan->packs);

  for (int i = 0; i < plan->n_nodes; i++)
    {
      const PlanNode *node = &plan->nodes[i];

      plan->scratch_size = MAX (plan->scratch_size, convo_plan_fold_scratch (node));
      if (node->forward && node->kind->scratch_size != NULL)
        plan->scratch_size = MAX (plan->scratch_size,
                                  node->kind->scratch_size (node->state, &node->site, group, node->backward));
    }
}

static ConvoPlan *
plan_describe (const ConvoReport *report, ConvoPlanMode mode, int batch, int n_threads, GError **error)
{
  ConvoPlan *plan;

  if (!convo_report_check (report, error))
    return NULL;
  plan = g_new0 (ConvoPlan, 1);
  plan->report = convo_report_ref (report);
  plan->net = convo_report_net (report);
  plan->mode = mode;
  plan->batch = batch;
  plan->n_threads = n_threads;
  plan->n_nodes = convo_net_n_nodes (plan->net);
  plan->nodes = g_new0 (PlanNode, MAX (plan->n_nodes, 1));
  plan->input = -1;
  for (int i = 0; i < plan->n_nodes; i++)
    fill_node (plan, i);
  convo_plan_design (plan);
  convo_plan_program (plan);
  convo_plan_weigh (plan);
  measure_scratch (plan);
  return plan;
}

static void
sum_memory (const ConvoPlan *plan, ConvoPlanMemory *memory)
{
  const gint64 *floats = plan->room_floats;
  double parts = MAX (floats[PLAN_VALUE] + floats[PLAN_AGAIN] + floats[PLAN_GRADIENT] + floats[PLAN_SAVED], 1);
  gsize arena = plan->image_pitch * plan->packs * sizeof (float);

  /* buffers share the arena; each sort is given its share of it */
  memory->gradients = arena * (floats[PLAN_GRADIENT] / parts);
  memory->saved = arena * (floats[PLAN_SAVED] / parts);
  memory->values = arena - memory->gradients - memory->saved;
  memory->accumulators = plan->n_slices * (plan->n_grads * sizeof (float) + plan->n_sums * sizeof (double))
                         + plan->n_finished * sizeof (float);
  memory->fleeting = plan->n_threads * plan->local_floats * sizeof (float);
  memory->scratch = memory->fleeting + plan->n_threads * (plan->scratch_size + plan->gathered_floats * sizeof (float))
                    + plan->packed_total + plan->kept_total;
  memory->total = memory->values + memory->gradients + memory->saved + memory->accumulators + memory->scratch;
}

static gboolean
check_fits (const ConvoPlanMemory *memory, int batch, GError **error)
{
  gsize available = convo_memory_available ();
  g_autofree char *needed = convo_number_bytes (memory->total), *there = convo_number_bytes (available);

  if (available == 0 || memory->total < available / 10 * 9)
    return TRUE;
  g_set_error (error, CONVO_ERROR, CONVO_ERROR_MEMORY,
               /* translators: bytes needed, batch size, bytes available */
               _("This network needs %s of memory for a batch of %d, but only %s are free. Use a smaller batch, smaller "
                 "pictures or fewer channels."), needed, batch, there);
  return FALSE;
}

/**
 * convo_plan_estimate:
 * @batch: images a step, at least 1
 * @memory: (out) (optional): what a plan would take, in bytes
 * @error: return location; %CONVO_ERROR_MEMORY if it does not fit into free memory, or the report's first problem
 *
 * Computes the memory of a plan without allocating it.
 *
 * Returns: %TRUE if it fits
 */
gboolean
convo_plan_estimate (const ConvoReport *report, ConvoPlanMode mode, int batch, int n_threads, ConvoPlanMemory *memory,
                     GError **error)
{
  ConvoPlanMemory parts = { 0 };
  g_autoptr(ConvoPlan) plan = plan_describe (report, mode, batch, n_threads, error);

  if (plan == NULL)
    return FALSE;
  sum_memory (plan, &parts);
  if (memory != NULL)
    *memory = parts;
  return check_fits (&parts, batch, error);
}

static void
bind_inputs (ConvoPlan *plan)
{
  for (int i = 0; i < plan->n_nodes; i++)
    {
      PlanNode *node = &plan->nodes[i];

      for (int k = 0; k < node->n_in; k++)
        {
          node->x[k] = plan->nodes[node->inputs[k]].y;
          node->dx[k] = plan->nodes[node->inputs[k]].dy;
        }
      for (int p = 0; p < node->n_params; p++)
        node->params[p] = convo_weights_param (plan->weights, i, p);
    }
}

static void
bind_parts (ConvoPlan *plan)
{
  gsize packed = 0, kept = 0;

  for (int i = 0; i < plan->n_nodes; i++)
    {
      PlanNode *node = &plan->nodes[i];

      node->packed = node->packed_size > 0 ? plan->packed + packed : NULL;
      node->kept = node->kept_size > 0 ? plan->kept + kept : NULL;
      packed += node->packed_size;
      if (node->folded != NULL)   /* at the end of what is packed */
        node->folded_params[1] = (float *) (plan->packed + packed) - (node->y.channels + PLAN_ALIGN - 1) / PLAN_ALIGN * PLAN_ALIGN;
      kept += node->kept_size;
    }
  if (plan->grads == NULL)
    return;
  plan->grad_pointers = g_new0 (float **, plan->n_slices);
  for (int s = 0; s < plan->n_slices; s++)
    {
      plan->grad_pointers[s] = g_new0 (float *, plan->n_nodes * CONVO_MAX_PARAMS);
      for (int i = 0; i < plan->n_nodes * CONVO_MAX_PARAMS; i++)
        {
          const PlanNode *node = &plan->nodes[i / CONVO_MAX_PARAMS];
          const int at = node->finish_parts > 0 ? plan->n_slices : s;   /* one for all slices lies behind theirs */

          if (node->grad_offset[i % CONVO_MAX_PARAMS] >= 0)
            plan->grad_pointers[s][i] = plan->grads + at * plan->n_grads + node->grad_offset[i % CONVO_MAX_PARAMS];
        }
    }
}

static int
most_inputs (const ConvoPlan *plan)
{
  int most = 0;

  for (int i = 0; i < plan->n_nodes; i++)
    most = MAX (most, plan->nodes[i].n_in);
  return most;
}

static gboolean
allocate (ConvoPlan *plan)
{
  gboolean ok = (plan->arena = convo_aligned_floats (plan->image_pitch * plan->packs)) != NULL;

  if (plan->n_grads + plan->n_finished > 0)
    ok &= (plan->grads = convo_aligned_floats (plan->n_grads * plan->n_slices + plan->n_finished)) != NULL;
  if (plan->n_sums > 0)
    ok &= (plan->sums = convo_aligned_new (plan->n_sums * plan->n_slices * sizeof (double))) != NULL;
  if (plan->packed_total > 0)
    ok &= (plan->packed = convo_aligned_new (plan->packed_total)) != NULL;
  if (plan->kept_total > 0)
    ok &= (plan->kept = convo_aligned_new (plan->kept_total)) != NULL;
  plan->sums_of = g_new0 (double *, plan->n_slices);
  if (plan->lanes > 1)
    plan->image_scores = g_new0 (float, convo_plan_n_scores (plan));
  plan->scratch = g_new0 (void *, plan->n_threads);
  for (int t = 0; t < plan->n_threads; t++)
    ok &= (plan->scratch[t] = convo_aligned_new (plan->scratch_size)) != NULL;
  plan->local = g_new0 (float *, plan->n_threads);
  for (int t = 0; t < plan->n_threads && plan->local_floats > 0; t++)
    ok &= (plan->local[t] = convo_aligned_floats (plan->local_floats)) != NULL;
  plan->ahead = g_new0 (ConvoAhead *, plan->n_threads);
  plan->maps = g_new0 (ConvoMap *, plan->n_threads);
  for (int t = 0; t < plan->n_threads; t++)
    plan->maps[t] = g_new0 (ConvoMap, 2 * MAX (most_inputs (plan), 1));
  plan->gathered = g_new0 (float *, plan->n_threads);
  for (int t = 0; t < plan->n_threads && plan->gathered_floats > 0; t++)
    ok &= (plan->gathered[t] = convo_aligned_floats (plan->gathered_floats)) != NULL;
  return ok;
}

/**
 * convo_plan_new:
 * @report: of a graph without problems
 * @weights: (transfer none): must outlive the plan
 * @batch: most images a step, at least 1
 * @workers: (transfer none): must outlive the plan
 * @error: return location; %CONVO_ERROR_MEMORY before anything is allocated, or the report's first problem
 *
 * Returns: (transfer full) (nullable): a plan, ready to run
 */
ConvoPlan *
convo_plan_new (const ConvoReport *report, ConvoWeights *weights, ConvoPlanMode mode, int batch, ConvoWorkers *workers,
                GError **error)
{
  g_autoptr(ConvoPlan) plan = NULL;
  ConvoPlanMemory memory;

  g_return_val_if_fail (batch >= 1, NULL);
  plan = plan_describe (report, mode, batch, convo_workers_n_threads (workers), error);
  if (plan == NULL)
    return NULL;
  sum_memory (plan, &memory);
  if (!check_fits (&memory, batch, error))
    return NULL;
  plan->weights = weights;
  plan->workers = workers;
  if (!allocate (plan))
    {
      g_autofree char *needed = convo_number_bytes (memory.total);

      g_set_error (error, CONVO_ERROR, CONVO_ERROR_MEMORY,
                   _("The system refused %s of memory for this network. Use a smaller batch."), needed);
      return NULL;
    }
  bind_inputs (plan);
  bind_parts (plan);
  return g_steal_pointer (&plan);
}

/** convo_plan_free: frees the plan; weights and workers stay */
void
convo_plan_free (ConvoPlan *plan)
{
  if (plan == NULL)
    return;
  for (int i = 0; i < plan->n_nodes; i++)
    {
      g_free ((ConvoShape *) plan->nodes[i].site.in);
      g_free (plan->nodes[i].x);
      g_free (plan->nodes[i].dx);
      g_free (plan->nodes[i].dx_add);
    }
  for (int s = 0; plan->grad_pointers != NULL && s < plan->n_slices; s++)
    g_free (plan->grad_pointers[s]);
  for (int t = 0; plan->scratch != NULL && t < plan->n_threads; t++)
    convo_aligned_free (plan->scratch[t]);
  for (int t = 0; plan->local != NULL && t < plan->n_threads; t++)
    convo_aligned_free (plan->local[t]);
  for (int t = 0; plan->maps != NULL && t < plan->n_threads; t++)
    g_free (plan->maps[t]);
  for (int t = 0; plan->gathered != NULL && t < plan->n_threads; t++)
    convo_aligned_free (plan->gathered[t]);
  convo_plan_programs_clear (plan);
  convo_aligned_free (plan->arena);
  convo_aligned_free (plan->grads);
  convo_aligned_free (plan->sums);
  convo_aligned_free (plan->packed);
  convo_aligned_free (plan->kept);
  convo_report_unref (plan->report);
  g_free (plan->grad_pointers);
  g_free (plan->sums_of);
  g_free (plan->image_scores);
  g_free (plan->scratch);
  g_free (plan->local);
  g_free (plan->ahead);
  g_free (plan->maps);
  g_free (plan->gathered);
  g_free (plan->nodes);
  g_free (plan);
}

/** convo_plan_memory: @memory: (out): what the plan occupies, in bytes */
void
convo_plan_memory (const ConvoPlan *plan, ConvoPlanMemory *memory)
{
  sum_memory (plan, memory);
}

/** convo_plan_set_input: names the pictures of the next run; see plan.h */
void
convo_plan_set_input (ConvoPlan *plan, const float *pictures, int n)
{
  g_return_if_fail (n >= 1 && n <= plan->batch);
  plan->pictures = pictures;
}

static double
mean_loss (const ConvoPlan *plan)
{
  double total = 0;

  if (plan->labels == NULL)
    return 0;
  for (int i = 0; i < plan->n_nodes; i++)
    {
      const PlanNode *node = &plan->nodes[i];
      double sum = 0;

      if (!(node->kind->flags & CONVO_KIND_LOSS) || !node->forward || (!plan->training && !node->evaluated))
        continue;
      for (int k = 0; k < plan->n; k++)
        sum += convo_map_pixel (&node->y, k / plan->lanes, 0, 0, 0)[k % plan->lanes];
      total += node->weight * sum / plan->n;
    }
  return total;
}

static void
begin (ConvoPlan *plan, int n, gboolean training, const gint32 *labels, guint64 random_key, gboolean backward)
{
  g_return_if_fail (n >= 1 && n <= plan->batch);
  convo_plan_begin (plan, n, training, labels, random_key);
  convo_plan_prepare (plan, backward);
}

/** convo_plan_forward: see plan.h */
double
convo_plan_forward (ConvoPlan *plan, int n, gboolean training, const gint32 *labels, guint64 random_key)
{
  g_return_val_if_fail (!training || plan->mode != CONVO_PLAN_INFERENCE, 0);   /* it has no batch statistics */
  begin (plan, n, training, labels, random_key, convo_plan_learns (plan));
  convo_plan_execute (plan, training ? PROGRAM_FORWARD_TRAIN : PROGRAM_FORWARD_EVAL);
  return mean_loss (plan);
}

/** convo_plan_backward: see plan.h */
void
convo_plan_backward (ConvoPlan *plan)
{
  g_return_if_fail (plan->mode == CONVO_PLAN_INSPECT_TRAINING);
  convo_plan_execute (plan, plan->training ? PROGRAM_BACKWARD_TRAIN : PROGRAM_BACKWARD_EVAL);
}

/** convo_plan_step: see plan.h */
double
convo_plan_step (ConvoPlan *plan, int n, gboolean training, const gint32 *labels, guint64 random_key)
{
  g_return_val_if_fail (convo_plan_learns (plan), 0);
  begin (plan, n, training, labels, random_key, TRUE);
  convo_plan_execute (plan, training ? PROGRAM_STEP_TRAIN : PROGRAM_STEP_EVAL);
  return mean_loss (plan);
}
