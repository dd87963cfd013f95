/* Numbers and problems of any node by its path: layers, instances of blocks, one copy of a repeat. */
#include "report-private.h"
#include "compose.h"

#include <string.h>

static gint64
plus (gint64 a, gint64 b)
{
  gint64 out;

  return __builtin_add_overflow (a, b, &out) ? G_MAXINT64 : out;
}

/* The layers below @path stand together: they were expanded one after another. */
static void
sum_block (const ConvoReport *report, const char *path, ConvoNodeReport *out)
{
  const int n = convo_net_n_nodes (report->net);
  const gsize length = strlen (path);
  gboolean inside = FALSE;

  for (int i = 0; i < n; i++)
    {
      const ConvoNodeReport *node = &report->nodes[i];
      const char *at = convo_net_node (report->net, i)->path;

      if (strncmp (at, path, length) != 0 || at[length] != '.')
        {
          if (inside)
            break;
          continue;
        }
      inside = TRUE;
      out->parameters = plus (out->parameters, node->parameters);
      out->statistics = plus (out->statistics, node->statistics);
      out->macs = plus (out->macs, node->macs);
      out->activation_bytes = plus (out->activation_bytes, node->activation_bytes);
      if (node->status != CONVO_STATUS_OK && out->status == CONVO_STATUS_OK)
        out->status = CONVO_STATUS_UNKNOWN;
    }
}

/**
 * convo_report_at:
 * @path: "conv1", "layer3", "layer3.5", "layer3.5.conv2"
 * @out: (out): numbers of the layer; of a block, sums over its layers, shape and field of its first output
 *
 * Returns: %FALSE if there is nothing of that name in the expanded network: it is unknown, or its condition is zero
 */
gboolean
convo_report_at (const ConvoReport *report, const char *path, ConvoNodeReport *out)
{
  const int top = convo_graph_index (convo_report_graph (report), path);
  const ConvoProblem *problem;
  int index;

  memset (out, 0, sizeof *out);
  out->status = CONVO_STATUS_UNKNOWN;
  if (top >= 0)
    {
      *out = report->tops[top];
      return TRUE;
    }
  index = convo_net_output_at (report->net, path);
  problem = convo_report_problem_at (report, path);
  if (index >= 0)
    *out = report->nodes[index];
  if (index >= 0 && strcmp (convo_net_node (report->net, index)->path, path) != 0)
    {
      out->parameters = out->statistics = out->macs = out->activation_bytes = 0;
      sum_block (report, path, out);
    }
  if (problem != NULL && !problem->warning)
    out->status = CONVO_STATUS_ERROR;
  return index >= 0 || problem != NULL;
}

/**
 * convo_report_problem_at:
 *
 * Problems of a definition are those of its instances: a node has the problem of its own copy, else that of the same node
 * in another copy; a block that of anything in it.
 *
 * Returns: (nullable) (transfer none): the gravest problem of @path
 */
const ConvoProblem *
convo_report_problem_at (const ConvoReport *report, const char *path)
{
  const int top = convo_graph_index (convo_report_graph (report), path);
  const gsize length = strlen (path);
  const ConvoProblem *alike = NULL;

  if (top >= 0)
    return convo_report_top_problem (report, top);
  for (guint i = 0; i < report->problems->len; i++)
    {
      const ConvoProblem *problem = report->problems->pdata[i];

      if (problem->path == NULL)
        continue;
      if (strncmp (problem->path, path, length) == 0 && (problem->path[length] == '\0' || problem->path[length] == '.'))
        return problem;
      if (alike == NULL && convo_path_alike (path, problem->path, FALSE))
        alike = problem;
    }
  return alike;
}

/**
 * convo_report_has_window:
 *
 * Where it is %FALSE, the field of the totals is that of the input itself: some layer then sees all of it at once, as a linear
 * one does.
 *
 * Returns: whether any layer looks through a window: then there is a receptive field to speak of
 */
gboolean
convo_report_has_window (const ConvoReport *report)
{
  gboolean whole = FALSE;

  for (int i = 0; i < convo_net_n_nodes (report->net); i++)
    {
      const ConvoNetNode *node = convo_net_node (report->net, i);
      ConvoWindow window;
      ConvoSite site;

      convo_report_site (report, i, &site);
      if (report->nodes[i].status == CONVO_STATUS_OK && report->nodes[i].has_field && node->kind->reach != NULL
          && node->kind->reach (node->state, &site, CONVO_MAX_AXES - 1, &window) == CONVO_REACH_WINDOW)
        return TRUE;
      whole |= report->nodes[i].status == CONVO_STATUS_OK && !report->nodes[i].has_field;
    }
  return !whole;
}
