/* One picture through the whole network and back. */
#include "net-private.h"

#include <gio/gio.h>

static gboolean
run (ConvoNetTrace *self, const float *picture, const gint *cancel, GError **error)
{
  self->workers = convo_workers_new (1);   /* one picture is one slice */
  self->plan = convo_plan_new (self->report, self->weights, CONVO_PLAN_INSPECT_TRAINING, 1, self->workers, error);
  if (self->plan == NULL)
    return FALSE;
  convo_plan_set_cancel (self->plan, cancel);
  convo_plan_set_input (self->plan, picture, 1);
  self->loss = convo_plan_forward (self->plan, 1, self->training, &self->label, CONVO_NET_TRACE_KEY);
  convo_plan_backward (self->plan);
  convo_plan_set_cancel (self->plan, NULL);
  if (cancel == NULL || g_atomic_int_get (cancel) == 0)
    return TRUE;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "cancelled");
  return FALSE;
}

/**
 * convo_net_trace_new:
 * @report: (transfer none): of a whole network
 * @weights: (transfer full): of that network; running statistics move if @training
 * @picture: NCHW floats of the input's shape
 * @label: class of the picture; −1: none, then there is no loss and all δ are 0
 * @training: batch normalisation with the statistics of this picture, dropout drawn with a fixed seed
 * @cancel: (nullable): not 0: give up
 * @error: return location; %CONVO_ERROR_MEMORY, the report's first problem, or %G_IO_ERROR_CANCELLED
 *
 * Takes as long as one forward and backward pass; not for the thread that draws.
 *
 * Returns: (transfer full): the pass, or %NULL with @error set
 */
ConvoNetTrace *
convo_net_trace_new (ConvoReport *report, ConvoWeights *weights, const float *picture, int label, gboolean training,
                     const gint *cancel, GError **error)
{
  g_autoptr(ConvoNetTrace) self = g_new0 (ConvoNetTrace, 1);

  g_atomic_ref_count_init (&self->ref_count);
  g_mutex_init (&self->lock);
  self->report = convo_report_ref (report);
  self->weights = weights;
  self->label = label;
  self->training = training;
  self->tail_node = -1;
  return run (self, picture, cancel, error) ? g_steal_pointer (&self) : NULL;
}

/** convo_net_trace_ref: Returns: (transfer full): the same pass */
ConvoNetTrace *
convo_net_trace_ref (ConvoNetTrace *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
convo_net_trace_unref (ConvoNetTrace *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_clear_pointer (&self->tail, convo_tail_free);
  g_clear_pointer (&self->plan, convo_plan_free);
  g_clear_pointer (&self->workers, convo_workers_free);
  convo_weights_free (self->weights);
  convo_report_unref (self->report);
  g_mutex_clear (&self->lock);
  g_free (self);
}

/** convo_net_trace_report: Returns: (transfer none): of the network it went through */
ConvoReport *
convo_net_trace_report (ConvoNetTrace *self)
{
  return self->report;
}

/** convo_net_trace_loss: Returns: the network's loss for the picture and its label, all losses with their weights */
double
convo_net_trace_loss (ConvoNetTrace *self)
{
  return self->loss;
}

/** convo_net_trace_label: Returns: class of the picture; −1: none */
int
convo_net_trace_label (ConvoNetTrace *self)
{
  return self->label;
}

/** convo_net_trace_training: Returns: whether layers did what they do while training */
gboolean
convo_net_trace_training (ConvoNetTrace *self)
{
  return self->training;
}

/** convo_net_trace_gradient: Returns: (nullable) (transfer none): gradient of a parameter as the engine has it, in engine order */
const float *
convo_net_trace_gradient (ConvoNetTrace *self, int node, int param)
{
  return convo_plan_gradient (self->plan, node, param);
}

/**
 * convo_net_trace_layer:
 * @node: index in the net
 * @error: return location; see convo_trace_new_from_plan()
 *
 * Returns: (transfer full): a trace of that layer with its real x, w, b and δ, or %NULL with @error set
 */
ConvoTrace *
convo_net_trace_layer (ConvoNetTrace *self, int node, GError **error)
{
  g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->lock);

  return convo_trace_new_from_pass (self->report, self->plan, node, 0, self->training, error);
}

/** convo_net_trace_reaches: Returns: whether the loss depends on the output of @node, so that it has a δ */
gboolean
convo_net_trace_reaches (ConvoNetTrace *self, int node)
{
  g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->lock);
  g_autofree float *delta = NULL;

  if (self->label < 0)
    return FALSE;
  delta = g_new (float, convo_shape_count (&convo_report_node (self->report, node)->out));
  return convo_plan_get_gradient (self->plan, node, 0, delta);
}

/** convo_net_trace_differs: Returns: whether a layer of the network does something else while it trains */
gboolean
convo_net_trace_differs (const ConvoReport *report)
{
  const ConvoNet *net = convo_report_net (report);

  for (int i = 0; i < convo_net_n_nodes (net); i++)
    {
      const ConvoNetNode *node = convo_net_node (net, i);

      if ((node->kind->flags & CONVO_KIND_RANDOM) != 0 || node->kind->n_sums != NULL || node->training_only)
        return TRUE;
    }
  return FALSE;
}
