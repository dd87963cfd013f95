/* The cure for a number of scores that is not the number of classes: of every head that a loss judges by labels. */
#include "report-private.h"
#include "cures-private.h"
#include "compose.h"
#include "text.h"

#include <string.h>

static gboolean
judges_labels (const ConvoNetNode *node)
{
  return (node->kind->flags & CONVO_KIND_LOSS) && node->n_inputs == 1 && node->inputs[0] >= 0;
}

/** convo_report_main_loss: Returns: the first loss that is not there in training only; -1 */
int
convo_report_main_loss (const ConvoReport *report)
{
  for (int i = 0; i < convo_net_n_nodes (report->net); i++)
    if (judges_labels (convo_net_node (report->net, i)) && !convo_net_node (report->net, i)->training_only)
      return i;
  return -1;
}

/** convo_report_scores: Returns: how many scores @loss gets; 0 for what is no loss of scores */
gint64
convo_report_scores (const ConvoReport *report, int loss)
{
  const ConvoNetNode *node = convo_net_node (report->net, loss);

  return judges_labels (node) && convo_report_node (report, node->inputs[0])->out.rank > 0
         ? convo_report_node (report, node->inputs[0])->out.dim[0] : 0;
}

/**
 * convo_report_scorer:
 * @loss: index of a loss
 * @prop: (out) (optional): the property that decides
 *
 * Goes back from the loss, past all that keeps the number of scores. What joins branches does not: then no one layer decides.
 *
 * Returns: index of the layer that decides how many scores the loss gets; -1 if none alone does
 */
int
convo_report_scorer (const ConvoReport *report, int loss, const ConvoProp **prop)
{
  const ConvoNet *net = convo_report_net (report);
  int at = loss;

  while (at >= 0 && convo_net_node (net, at)->n_inputs == 1)
    {
      const ConvoNetNode *node = convo_net_node (net, at);

      for (int p = 0; p < node->kind->n_props; p++)
        if (node->kind->props[p].type == CONVO_PROP_INT && convo_report_node (report, at)->out.rank > 0
            && (strcmp (node->kind->props[p].key, "features") == 0 || strcmp (node->kind->props[p].key, "channels") == 0))
          {
            if (prop != NULL)
              *prop = &node->kind->props[p];
            return at;
          }
      at = node->inputs[0];
    }
  return -1;
}

/* The heads whose layer decides alone; @changed (out): their layers, for the label. Takes @graph */
static ConvoGraph *
set_heads (const ConvoReport *report, ConvoGraph *graph, int n_classes, GString *changed, const ConvoProp **prop)
{
  for (int i = 0; i < convo_net_n_nodes (report->net) && graph != NULL; i++)
    {
      const gint64 scores = convo_report_scores (report, i);
      const int scorer = scores > 0 && scores != n_classes ? convo_report_scorer (report, i, prop) : -1;

      if (scorer < 0)
        continue;
      graph = convo_cure_set (graph, convo_net_node (report->net, scorer)->path, (*prop)->key, convo_cure_int (n_classes));
      g_string_append_printf (changed, "%s%s", changed->len > 0 ? ", " : "", convo_net_node (report->net, scorer)->path);
    }
  return graph;
}

/* Where branches are joined before the loss, a linear layer makes the scores */
static ConvoGraph *
add_linear (const ConvoReport *report, const char *loss, int n_classes)
{
  g_autofree char *made = NULL;
  ConvoGraph *graph = convo_cure_insert (convo_report_graph (report), loss, 0, "linear", &made);

  return graph != NULL ? convo_cure_set (graph, made, "features", convo_cure_int (n_classes)) : NULL;
}

/**
 * convo_cures_classes:
 * @n_classes: of the data
 *
 * Returns: (transfer full): the change that gives every head of the network @n_classes scores; empty if the network has
 *   no loss or they have them
 */
ConvoCures *
convo_cures_classes (const ConvoReport *report, int n_classes)
{
  ConvoCures *cures = convo_cures_list ();
  const int loss = n_classes > 0 ? convo_report_main_loss (report) : -1;
  const ConvoProp *prop = NULL;
  g_autoptr(GString) changed = g_string_new (NULL);
  g_autofree char *label = NULL;
  const char *path;
  ConvoGraph *graph;

  if (loss < 0)
    return cures;
  path = convo_net_node (report->net, loss)->path;
  if (convo_report_scores (report, loss) != n_classes && convo_report_scorer (report, loss, NULL) < 0)
    {
      graph = add_linear (report, path, n_classes);
      /* translators: a number of scores, a loss: "Insert a linear layer of 10 scores before loss" */
      label = g_strdup_printf (ngettext_ ("Insert a linear layer of %d score before %s",
                                          "Insert a linear layer of %d scores before %s", n_classes), n_classes, path);
    }
  else
    {
      graph = set_heads (report, convo_graph_ref (convo_report_graph (report)), n_classes, changed, &prop);
      if (changed->len > 0)
        /* translators: layers, a property of theirs, a number of classes */
        label = g_strdup_printf (ngettext_ ("%s: %s to %d, the number of classes", "%s: %s to %d, the number of classes",
                                            n_classes), changed->str, _(prop->label), n_classes);
      else
        g_clear_pointer (&graph, convo_graph_unref);
    }
  if (convo_cure_offer (cures, report, graph, label))
    ((ConvoCure *) cures->pdata[0])->recommended = TRUE;
  return cures;
}
