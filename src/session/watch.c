/* Looking: one picture through all layers of a net with somebody's weights, or with fresh ones. Of a net with problems, through
 * those layers that depend on nothing that is wrong. */
#include "watch.h"

#include <math.h>
#include <string.h>

/* @sound is @report itself as long as nothing is wrong. A part of a net has other indices, so its weights are always its own */
struct _ConvoWatch
{
  ConvoReport *report;
  ConvoReport *sound;          /* what can be computed of it; NULL: nothing */
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

static gboolean
is_part (const ConvoWatch *watch)
{
  return watch->sound != watch->report;
}

/**
 * convo_watch_new:
 * @report: (transfer none): of the net to look into; it may have problems
 * @picture: one picture, NCHW floats of the input's shape; copied
 * @weights_node: index in the net of @report of the layer whose weights the snapshots carry; −1 for none
 *
 * Returns: (transfer full): a watch
 */
ConvoWatch *
convo_watch_new (ConvoReport *report, const float *picture, int weights_node)
{
  ConvoWatch *watch = g_new0 (ConvoWatch, 1);

  watch->report = convo_report_ref (report);
  watch->sound = convo_report_sound (report);
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
  g_clear_pointer (&watch->sound, convo_report_unref);
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

static gboolean
make_own (ConvoWatch *watch, GError **error)
{
  if (watch->own == NULL)
    watch->own = convo_watch_fresh (watch->sound, error);
  return watch->own != NULL;
}

/**
 * convo_watch_inherit:
 * @of: report of the net that @weights belong to
 * @weights: (transfer none): they are copied where they fit
 *
 * A net that got a problem shows what it has learnt as far as it still works. Nothing happens if the watch looks into a whole net,
 * or if that is another document's: layers of the same name have nothing in common then.
 */
void
convo_watch_inherit (ConvoWatch *watch, ConvoReport *of, ConvoWeights *weights)
{
  const char *name = convo_graph_name (convo_report_graph (watch->report));

  if (!is_part (watch) || watch->sound == NULL || g_strcmp0 (name, convo_graph_name (convo_report_graph (of))) != 0
      || !make_own (watch, NULL))   /* looking says why */
    return;
  convo_weights_inherit (watch->own, weights);
}

/** convo_watch_weights: Returns: (nullable) (transfer none): what it looks with; %NULL before it was made to look */
ConvoWeights *
convo_watch_weights (ConvoWatch *watch)
{
  return watch->weights != NULL ? watch->weights : watch->own;
}

/** convo_watch_use: @weights: (nullable) (transfer none): of a net of the same structure; %NULL for fresh ones of its own */
void
convo_watch_use (ConvoWatch *watch, ConvoWeights *weights)
{
  if (is_part (watch))
    {
      if (weights != NULL)
        convo_watch_inherit (watch, watch->report, weights);
      return;
    }
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
  if (watch->sound == NULL)
    return convo_report_check (watch->report, error);
  if (watch->weights == NULL && !make_own (watch, error))
    return FALSE;
  watch->workers = convo_workers_new (1);   /* one picture is one slice */
  watch->plan = convo_plan_new (watch->sound, convo_watch_weights (watch), CONVO_PLAN_INSPECT, 1, watch->workers, error);
  return watch->plan != NULL;
}

static void
copy_values (ConvoWatch *watch, ConvoSnapshot *snapshot)
{
  int n = convo_net_n_nodes (convo_report_net (watch->sound));

  snapshot->values = g_new0 (ConvoValues, MAX (n, 1));
  for (int i = 0; i < n; i++)
    {
      ConvoValues *values = &snapshot->values[snapshot->n_values];

      values->node = i;
      values->shape = convo_report_node (watch->sound, i)->out;
      values->data = g_new (float, convo_shape_count (&values->shape));
      if (convo_plan_get_value (watch->plan, i, 0, values->data))
        snapshot->n_values++;
      else
        g_clear_pointer (&values->data, g_free);
    }
}

/* Index in the sound part of the layer that has @index in the whole net, or −1 */
static int
sound_node (const ConvoWatch *watch, int index)
{
  const ConvoNet *net = convo_report_net (watch->report);

  if (!is_part (watch) || index < 0)
    return index;
  return convo_net_find (convo_report_net (watch->sound), convo_net_node (net, index)->path);
}

static void
copy_weights (ConvoWatch *watch, ConvoSnapshot *snapshot)
{
  ConvoWeights *weights = convo_plan_weights (watch->plan);
  const int node = sound_node (watch, watch->weights_node);

  snapshot->weights_node = node;
  for (int i = 0; node >= 0 && i < convo_weights_n (weights); i++)
    {
      const ConvoTensor *tensor = convo_weights_get (weights, i);

      if (tensor->node != node)
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

/* The last layer that still works gives no scores, unless the loss of the whole net reads it */
static gboolean
has_scores (const ConvoWatch *watch)
{
  const ConvoNet *net = convo_report_net (watch->report);

  for (int i = 0; is_part (watch) && i < convo_net_n_nodes (net); i++)
    if ((convo_net_node (net, i)->kind->flags & CONVO_KIND_LOSS) && !convo_net_node (net, i)->training_only)
      return sound_node (watch, i) >= 0;
  return !is_part (watch);
}

static void
copy_scores (ConvoWatch *watch, ConvoSnapshot *snapshot)
{
  int node = has_scores (watch) ? convo_plan_scores (watch->plan) : -1;
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
 * @error: return location; %CONVO_ERROR_MEMORY, or the report's first problem if no layer is without one
 *
 * Returns: (transfer full) (nullable): a snapshot of all layers for the picture; of a net with problems, of its sound part
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
  snapshot->report = convo_report_ref (watch->sound);
  snapshot->step = step;
  copy_values (watch, snapshot);
  copy_weights (watch, snapshot);
  copy_scores (watch, snapshot);
  return snapshot;
}
