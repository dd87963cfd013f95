/* What the chosen data expect of the network: as many scores as there are classes. */
#include "report-private.h"
#include "text.h"

/* Fewer scores than classes: the labels beyond them have no place in the loss. The layer that decides is guilty, or the loss
 * where branches are joined before it */
static void
complain (ConvoReport *report, int loss, const char *data)
{
  const int scorer = convo_report_scorer (report, loss, NULL);
  const ConvoNetNode *node = convo_net_node (report->net, scorer >= 0 ? scorer : loss);
  const int given = report->totals.n_classes, wanted = report->n_classes;
  /* translators: a data set, its number of classes; the second sentence is about this layer */
  g_autofree char *classes = g_strdup_printf (ngettext_ ("%s has %d class", "%s has %d classes", wanted), data, wanted);
  g_autofree char *message = g_strdup_printf (scorer >= 0
    ? ngettext_ ("%s, but the loss gets %d score; training cannot start. Let this layer give %d.",
                 "%s, but the loss gets %d scores; training cannot start. Let this layer give %d.", given)
    : ngettext_ ("%s, but the loss gets %d score; training cannot start. Put a linear layer of %d before it.",
                 "%s, but the loss gets %d scores; training cannot start. Put a linear layer of %d before it.", given),
    classes, given, wanted);

  convo_report_complain (report, node->top, node->path, -1, TRUE, message);
  report->class_problem = report->problems->pdata[report->problems->len - 1];
}

/** convo_report_expect: notes what the data expect, and complains of too few scores; more than enough only deserve advice */
void
convo_report_expect (ConvoReport *report, int n_classes, const char *data)
{
  const int loss = n_classes > 0 && report->totals.complete ? convo_report_main_loss (report) : -1;

  report->n_classes = n_classes;
  report->data = g_strdup (data);
  if (loss >= 0 && report->totals.n_classes > 0 && report->totals.n_classes < n_classes)
    complain (report, loss, data);
}
