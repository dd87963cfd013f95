/* Problems of the graph as a whole: no picture, two pictures, no loss, outputs that nobody reads. */
#include "report-private.h"
#include "text.h"

static void
check_sources (ConvoReport *report)
{
  const char *first = NULL;

  for (int i = 0; i < convo_net_n_nodes (report->net); i++)
    {
      const ConvoNetNode *node = convo_net_node (report->net, i);

      if (!(node->kind->flags & CONVO_KIND_SOURCE))
        continue;
      if (first != NULL)
        {
          g_autofree char *message =
            g_strdup_printf (_("There is an input already, %s; a network has one. Remove one of them."), first);

          convo_report_complain (report, node->top, node->path, -1, FALSE, message);
        }
      first = first != NULL ? first : node->path;
    }
  if (first == NULL)
    convo_report_complain (report, -1, NULL, -1, FALSE, _("The network has no input; add an Input and connect it."));
}

/* Scores that a loss reads may also pass through a softmax or sigmoid: that is the answer of the network. */
static gboolean
is_answer (const ConvoNetNode *node, const gboolean *scored)
{
  return (node->kind->flags & CONVO_KIND_PROBABILITIES)
         || (node->n_inputs == 1 && node->inputs[0] >= 0 && scored[node->inputs[0]]);
}

static void
check_readers (ConvoReport *report)
{
  int n = convo_net_n_nodes (report->net), last = -1;
  g_autofree gboolean *is_read = g_new0 (gboolean, MAX (n, 1)), *scored = g_new0 (gboolean, MAX (n, 1));
  gboolean loss = FALSE;

  for (int i = 0; i < n; i++)
    {
      const ConvoNetNode *node = convo_net_node (report->net, i);

      for (int port = 0; port < node->n_inputs; port++)
        if (node->inputs[port] >= 0)
          {
            is_read[node->inputs[port]] = TRUE;
            scored[node->inputs[port]] |= (node->kind->flags & CONVO_KIND_LOSS) != 0;
          }
      loss |= (node->kind->flags & CONVO_KIND_LOSS) != 0;
    }
  for (int i = 0; i < n; i++)
    if (!is_read[i])
      last = i;
  for (int i = 0; i < n; i++)
    {
      const ConvoNetNode *node = convo_net_node (report->net, i);

      if (is_read[i] || (node->kind->flags & CONVO_KIND_LOSS) || is_answer (node, scored) || (!loss && i == last))
        continue;
      convo_report_complain (report, node->top, node->path, -1, TRUE,
                             _("Nobody reads its output; connect it, or remove this layer."));
    }
  if (!loss && n > 0)
    convo_report_complain (report, -1, NULL, -1, TRUE,
                           _("The network has no loss, so it cannot be trained; add one after the last layer."));
}

/** convo_report_advise: adds what concerns the graph as a whole */
void
convo_report_advise (ConvoReport *report)
{
  check_sources (report);
  check_readers (report);
}
