/* Looking: one picture through all layers of a net with somebody's weights, or with fresh ones. */
#include "watch.h"

#include <math.h>
#include <string.h>

struct _ConvoWatch
{
  ConvoReport *report;
  float *picture;
  gsize n_picture;
  int weights_node;
  ConvoWeights *weights;       /* borrowed, or own */
  ConvoWeights *own;
  ConvoWorkers *workers;
  ConvoPlan *plan;             /* NULL until first looked */
};

/** convo_watch_fresh: Returns: (transfer full): what a net without weights is looked at with, the same each time */
ConvoWeights *
convo_watch_fresh (ConvoReport *report, GError **error)
{
  ConvoWeights *weights = convo_weights_new (report, error);

  if (weights != NULL)
    convo_weights_init (weights, CONVO_INIT_FAN_IN, 0, 1);
  return weights;
}

/**
 * convo_watch_new:
 * @report: (transfer none): of the net to look into
 * @picture: one picture, NCHW floats of the input's shape; copied
 * @weights_node: whose weights the snapshots carry; −1 for none
 *
 * Returns: (transfer full): a watch
 */
ConvoWatch *
convo_watch_new (ConvoReport *report, const float *picture, int weights_node)
{
  ConvoWatch *watch = g_new0 (ConvoWatch, 1);

  watch->report = convo_report_ref (report);
  watch->n_picture = convo_shape_count (&convo_report_totals (report)->input);
  watch->picture = g_memdup2 (picture, watch->n_picture * sizeof (float));
  watch->weights_node = weights_node;
  return watch;
}

static void
drop_plan (ConvoWatch *watch)
{
  g_clear_pointer (&watch->plan, convo_plan_free);
  g_clear_pointer (&watch->workers, convo_workers_free);
}

/** convo_watch_free: %NULL is allowed */
void
convo_watch_free (ConvoWatch *watch)
{
  if (watch == NULL)
    return;
  drop_plan (watch);
  convo_weights_free (watch->own);
  convo_report_unref (watch->report);
  g_free (watch->picture);
  g_free (watch);
}

/** convo_watch_report: Returns: (transfer none): of the net it looks into */
ConvoReport *
convo_watch_report (ConvoWatch *watch)
{
  return watch->report;
}

/** convo_watch_use: @weights: (nullable) (transfer none): of a net of the same structure; %NULL for fresh ones of its own */
void
convo_watch_use (ConvoWatch *watch, ConvoWeights *weights)
{
  if (weights != NULL && weights == watch->weights)
    return;
  drop_plan (watch);
  watch->weights = weights;
}

/** convo_watch_update: another picture, or another layer's weights */
void
convo_watch_update (ConvoWatch *watch, const float *picture, int weights_node)
{
  memcpy (watch->picture, picture, watch->n_picture * sizeof (float));
  watch->weights_node = weights_node;
}

static gboolean
make_plan (ConvoWatch *watch, GError **error)
{
  if (watch->plan != NULL)
    return TRUE;
  if (watch->weights == NULL && watch->own == NULL)
    {
      watch->own = convo_watch_fresh (watch->report, error);
      if (watch->own == NULL)
        return FALSE;
    }
  watch->workers = convo_workers_new (1);   /* one picture is one slice */
  watch->plan = convo_plan_new (watch->report, watch->weights != NULL ? watch->weights : watch->own,
                                CONVO_PLAN_INSPECT, 1, watch->workers, error);
  return watch->plan != NULL;
}

static void
copy_values (ConvoWatch *watch, ConvoSnapshot *snapshot)
{
  int n = convo_net_n_nodes (convo_report_net (watch->report));

  snapshot->values = g_new0 (ConvoValues, MAX (n, 1));
  for (int i = 0; i < n; i++)
    {
      ConvoValues *values = &snapshot->values[snapshot->n_values];

      values->node = i;
      values->shape = convo_report_node (watch->report, i)->out;
      values->data = g_new (float, convo_shape_count (&values->shape));
      if (convo_plan_get_value (watch->plan, i, 0, values->data))
        snapshot->n_values++;
      else
        g_clear_pointer (&values->data, g_free);
    }
}

static void
copy_weights (ConvoWatch *watch, ConvoSnapshot *snapshot)
{
  ConvoWeights *weights = convo_plan_weights (watch->plan);

  snapshot->weights_node = watch->weights_node;
  for (int i = 0; watch->weights_node >= 0 && i < convo_weights_n (weights); i++)
    {
      const ConvoTensor *tensor = convo_weights_get (weights, i);

      if (tensor->node != watch->weights_node)
        continue;
      snapshot->params[tensor->param] = g_new (float, tensor->count);
      convo_param_to_file (&tensor->spec, tensor->data, snapshot->params[tensor->param]);
      if (tensor->param != 0)
        continue;
      snapshot->weights_rank = tensor->spec.rank;
      memcpy (snapshot->weights_dim, tensor->spec.dim, sizeof snapshot->weights_dim);
      snapshot->weights = snapshot->params[0];
    }
}

static void
copy_scores (ConvoWatch *watch, ConvoSnapshot *snapshot)
{
  int node = convo_plan_scores (watch->plan);
  const ConvoValues *values = node >= 0 ? convo_snapshot_find (snapshot, node) : NULL;
  double sum = 0, largest = -INFINITY;

  if (values == NULL)
    return;
  snapshot->n_scores = values->shape.dim[0];
  snapshot->scores = g_new (float, snapshot->n_scores);
  for (int c = 0; c < snapshot->n_scores; c++)
    largest = MAX (largest, values->data[c]);
  for (int c = 0; c < snapshot->n_scores; c++)
    sum += snapshot->scores[c] = exp (values->data[c] - largest);
  for (int c = 0; c < snapshot->n_scores; c++)
    snapshot->scores[c] /= sum;
}

/**
 * convo_watch_look:
 * @step: training steps that the weights have seen, for the snapshot
 * @error: return location; %CONVO_ERROR_MEMORY, or the report's first problem
 *
 * Returns: (transfer full) (nullable): a snapshot of all layers for the picture
 */
ConvoSnapshot *
convo_watch_look (ConvoWatch *watch, gint64 step, GError **error)
{
  ConvoSnapshot *snapshot;

  if (!make_plan (watch, error))
    return NULL;
  convo_plan_set_input (watch->plan, watch->picture, 1);
  convo_plan_forward (watch->plan, 1, FALSE, NULL, 0);
  snapshot = g_new0 (ConvoSnapshot, 1);
  g_atomic_ref_count_init (&snapshot->ref_count);
  snapshot->report = convo_report_ref (watch->report);
  snapshot->step = step;
  copy_values (watch, snapshot);
  copy_weights (watch, snapshot);
  copy_scores (watch, snapshot);
  return snapshot;
}
