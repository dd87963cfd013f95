/* `convo arithmetic --model`: a layer of a network with its real numbers: a picture goes through the network and back, so that δ is
 * the gradient of the network's own loss. */
#include "arithmetic.h"
#include "errors.h"
#include "filling.h"
#include "open.h"
#include "safetensors.h"
#include "text.h"

/** arithmetic_network_clear: frees what @network holds */
void
arithmetic_network_clear (ArithmeticNetwork *network)
{
  g_clear_pointer (&network->branches, g_ptr_array_unref);
  g_clear_pointer (&network->pass, convo_net_trace_unref);
  g_clear_pointer (&network->report, convo_report_unref);
  g_clear_pointer (&network->label_name, g_free);
}

/* Trained weights, or those that an untrained network begins with */
static ConvoWeights *
read_weights (const ArithmeticOptions *o, ConvoReport *report, GError **error)
{
  g_autoptr(ConvoWeights) weights = convo_weights_new (report, error);
  g_autoptr(GFile) file = o->trained != NULL ? g_file_new_for_commandline_arg (o->trained) : NULL;

  if (weights == NULL || (file != NULL && !convo_weights_load (weights, file, NULL, error)))
    return NULL;
  if (file == NULL)
    convo_weights_init (weights, CONVO_INIT_FAN_IN, 0, o->seed);
  return g_steal_pointer (&weights);
}

/* A sample of the data with its label, or a drawn picture without one */
static float *
read_picture (const ArithmeticOptions *o, const ConvoTotals *totals, gint32 *label, char **name, GError **error)
{
  const guint32 index = o->sample;
  g_autofree float *picture = g_new (float, convo_shape_count (&totals->input));
  ConvoDataset *dataset;

  *label = -1;
  if (o->picture != NULL)
    return convo_picture_draw (o->picture, o->seed, &totals->input, picture, error) ? g_steal_pointer (&picture) : NULL;
  dataset = convo_dataset_open (o->data != NULL ? o->data : "shapes", &totals->input, totals->n_classes, NULL, error);
  if (dataset == NULL)
    {
      if (o->data == NULL)
        g_prefix_error (error, "%s ", _("Draw a signal with --picture, for instance sine, or choose --data."));
      return NULL;
    }
  if (index >= convo_dataset_count (dataset, TRUE))
    {
      g_set_error (error, CONVO_ERROR, CONVO_ERROR_DATA, _("There is no test picture %u; the last one is %u."), index,
                   convo_dataset_count (dataset, TRUE) - 1);
      convo_dataset_unref (dataset);
      return NULL;
    }
  convo_dataset_read (dataset, TRUE, &index, 1, picture, label);
  if (*label >= 0 && (guint) *label < convo_dataset_n_classes (dataset))
    *name = g_strdup (convo_dataset_class_name (dataset, *label));
  convo_dataset_unref (dataset);
  return g_steal_pointer (&picture);
}

static int
find_layer (const ArithmeticOptions *o, const ConvoReport *report, GError **error)
{
  const ConvoNet *net = convo_report_net (report);
  const int node = o->node != NULL ? convo_net_find (net, o->node) : -1;
  g_autoptr(GString) names = g_string_new (NULL);

  if (node >= 0 && convo_arith_supports (convo_net_node (net, node)->kind))
    return node;
  for (int i = 0; i < convo_net_n_nodes (net); i++)
    if (convo_arith_supports (convo_net_node (net, i)->kind))
      g_string_append_printf (names, "%s%s", names->len > 0 ? ", " : "", convo_net_node (net, i)->path);
  if (o->node == NULL)
    g_set_error (error, CONVO_ERROR, CONVO_ERROR_NAME, _("Which layer? Choose one with --node: %s."), names->str);
  else
    g_set_error (error, CONVO_ERROR, CONVO_ERROR_NAME, _("“%s” is no layer that can be taken apart; these are: %s."), o->node, names->str);
  return -1;
}

/**
 * arithmetic_network_trace:
 * @o: the options, with a model
 * @network: (out): what the layer hangs in
 * @error: return location; a sentence
 *
 * Returns: (transfer full): the layer with its numbers, run forwards and backwards, or %NULL with @error set
 */
ConvoTrace *
arithmetic_network_trace (const ArithmeticOptions *o, ArithmeticNetwork *network, GError **error)
{
  g_autofree float *picture = NULL;
  g_autoptr(ConvoTrace) trace = NULL;
  ConvoWeights *weights;
  gint32 label;

  network->report = cli_load_report (o->model, NULL, error);
  if (network->report == NULL || !convo_report_check (network->report, error))
    return NULL;
  network->node = find_layer (o, network->report, error);
  if (network->node < 0)
    return NULL;
  picture = read_picture (o, convo_report_totals (network->report), &label, &network->label_name, error);
  weights = picture != NULL ? read_weights (o, network->report, error) : NULL;
  if (weights == NULL)
    return NULL;
  network->pass = convo_net_trace_new (network->report, weights, picture, label, o->training, NULL, error);
  if (network->pass == NULL || (trace = convo_net_trace_layer (network->pass, network->node, error)) == NULL
      || (network->branches = convo_net_trace_branches (network->pass, network->node, error)) == NULL)
    return NULL;
  network->real = convo_net_trace_reaches (network->pass, network->node);
  if (!network->real)
    {
      convo_fill_delta (trace, o->seed);
      convo_trace_run (trace);
    }
  return g_steal_pointer (&trace);
}
