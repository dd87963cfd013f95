/* What can be computed of a network with problems: the layers that depend on nothing that is wrong. */
#include "report-private.h"

/* Paths of those who are guilty of an error; a layer may be so although its shape is known */
static GHashTable *
guilty_paths (const ConvoReport *report)
{
  GHashTable *guilty = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < report->problems->len; i++)
    {
      const ConvoProblem *problem = report->problems->pdata[i];

      if (!problem->warning && problem->path != NULL)
        g_hash_table_add (guilty, problem->path);
    }
  return guilty;
}

static gboolean
is_sound (const ConvoReport *report, int index, GHashTable *guilty, const gboolean *sound)
{
  const ConvoNetNode *node = convo_net_node (report->net, index);

  if (report->nodes[index].status != CONVO_STATUS_OK || g_hash_table_contains (guilty, node->path))
    return FALSE;
  for (int port = 0; port < node->n_inputs; port++)
    if (node->inputs[port] < 0 || !sound[node->inputs[port]])
      return FALSE;
  return TRUE;
}

/**
 * convo_report_sound:
 * @report: of any graph
 *
 * Leaves out the layers that are guilty of an error, and all that read them; what is left passes convo_report_check() and can be
 * computed. Layers keep their paths, not their indices. Losses may be among what is left out.
 *
 * Returns: (transfer full) (nullable): a report of what is left, @report itself if that is everything; %NULL if nothing is
 */
ConvoReport *
convo_report_sound (const ConvoReport *report)
{
  const int n = convo_net_n_nodes (report->net);
  g_autoptr(GHashTable) guilty = NULL;
  g_autofree gboolean *sound = NULL;
  int left = 0;

  if (convo_report_check (report, NULL))
    return convo_report_ref (report);
  guilty = guilty_paths (report);
  sound = g_new0 (gboolean, MAX (n, 1));
  for (int i = 0; i < n; i++)
    left += sound[i] = is_sound (report, i, guilty, sound);
  return left > 0 ? convo_report_on (convo_net_part (report->net, sound), 0, NULL) : NULL;
}
