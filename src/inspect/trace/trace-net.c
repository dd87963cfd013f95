/* A trace of a layer of a network that just ran: its real inputs, weights and gradients for one picture. */
#include "trace-private.h"
#include "errors.h"
#include "text.h"

#include <string.h>

static void
copy_params (ConvoTrace *trace, const ConvoWeights *weights, int node)
{
  for (int i = 0; i < trace->n_params; i++)
    convo_param_to_file (&trace->spec[i], convo_weights_param (weights, node, i), trace->param[i]);
}

static gboolean
copy_inputs (ConvoTrace *trace, ConvoPlan *plan, const ConvoNetNode *node, int image)
{
  for (int i = 0; i < trace->n_in; i++)
    if (node->inputs[i] < 0 || !convo_plan_get_value (plan, node->inputs[i], image, trace->x[i]))
      return FALSE;
  return TRUE;
}

/**
 * convo_trace_new_from_plan:
 * @report: what @plan was made from
 * @plan: one that keeps values (%CONVO_PLAN_INSPECT, or %CONVO_PLAN_INSPECT_TRAINING for δ), after a forward (and backward)
 * @node: index in the net
 * @image: which picture of the batch
 * @error: return location; %CONVO_ERROR_NAME for a kind that cannot be shown, %CONVO_ERROR_DATA if the layer did not run
 *
 * Takes a layer's inputs, parameters and δ as they are in the network, and runs it alone. Batch normalisation uses the
 * running statistics: those of the batch are not one picture's.
 *
 * Returns: (transfer full): a trace that has been run, or %NULL with @error set
 */
ConvoTrace *
convo_trace_new_from_plan (const ConvoReport *report, ConvoPlan *plan, int node, int image, GError **error)
{
  return convo_trace_new_from_pass (report, plan, node, image, FALSE, error);
}

/**
 * convo_trace_new_from_pass:
 * @training: whether batch normalisation uses the statistics of this picture: a pass of this one picture, as while training
 *
 * See convo_trace_new_from_plan().
 *
 * Returns: (transfer full): a trace that has been run, or %NULL with @error set
 */
ConvoTrace *
convo_trace_new_from_pass (const ConvoReport *report, ConvoPlan *plan, int node, int image, gboolean training,
                           GError **error)
{
  const ConvoNetNode *net_node = convo_net_node (convo_report_net (report), node);
  g_autoptr(ConvoTrace) trace = NULL;
  ConvoArith arith;
  ConvoSite site;

  convo_report_site (report, node, &site);
  if (site.n_in < 1 || site.n_in > CONVO_ARITH_MAX_INPUTS)
    {
      g_set_error (error, CONVO_ERROR, CONVO_ERROR_NAME,
                   _("The arithmetic of “%s” cannot be shown; choose a layer with one to eight inputs."), net_node->path);
      return NULL;
    }
  convo_arith_from_layer (&arith, net_node->kind, net_node->state, &site);
  trace = convo_trace_new (&arith, error);
  if (trace == NULL)
    return NULL;
  trace->training = training;
  if (!copy_inputs (trace, plan, net_node, image))
    {
      g_set_error (error, CONVO_ERROR, CONVO_ERROR_DATA,
                   _("“%s” has no numbers yet: the network must run on a picture first."), net_node->path);
      return NULL;
    }
  copy_params (trace, convo_plan_weights (plan), node);
  convo_plan_get_gradient (plan, node, image, trace->dy);   /* without one, δ stays 0 */
  convo_trace_run (trace);
  return g_steal_pointer (&trace);
}
