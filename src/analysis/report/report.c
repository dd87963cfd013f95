/* One pass over the expanded graph that answers every question about shapes and costs. Single layers are in report-layer.c. */
#include "report-private.h"
#include "errors.h"

#include <string.h>

/** convo_report_complain: adds a problem; @message is copied */
void
convo_report_complain (ConvoReport *report, int top, const char *path, int port, gboolean warning, const char *message)
{
  ConvoProblem *problem = g_new0 (ConvoProblem, 1);

  problem->top = top;
  problem->path = g_strdup (path);
  problem->port = port;
  problem->warning = warning;
  problem->message = g_strdup (message);
  g_ptr_array_add (report->problems, problem);
}

static gint64
plus (gint64 a, gint64 b)
{
  gint64 out;

  return __builtin_add_overflow (a, b, &out) ? G_MAXINT64 : out;
}

static void
add_up (ConvoReport *report)
{
  ConvoTotals *totals = &report->totals;
  gboolean main_loss = FALSE;

  totals->complete = convo_net_problems (report->net)->len == 0;
  for (int i = 0; i < convo_net_n_nodes (report->net); i++)
    {
      const ConvoNetNode *node = convo_net_node (report->net, i);
      const ConvoNodeReport *self = &report->nodes[i];

      totals->complete &= self->status == CONVO_STATUS_OK;
      if (self->status != CONVO_STATUS_OK)
        continue;
      totals->parameters = plus (totals->parameters, self->parameters);
      totals->statistics = plus (totals->statistics, self->statistics);
      totals->macs = plus (totals->macs, self->macs);
      totals->activation_bytes = plus (totals->activation_bytes, self->activation_bytes);
      if (node->training_only)
        {
          totals->training_parameters = plus (totals->training_parameters, self->parameters);
          totals->training_macs = plus (totals->training_macs, self->macs);
        }
      if (self->has_field && !node->training_only)
        memcpy (totals->field, self->field, sizeof self->field);
      totals->has_field |= self->has_field && !node->training_only;
      if ((node->kind->flags & CONVO_KIND_SOURCE) && totals->input.rank == 0)
        totals->input = self->out;
      /* a loss with two inputs has a target of its own: it says nothing of classes */
      if ((node->kind->flags & CONVO_KIND_LOSS) && !main_loss && node->n_inputs == 1)
        {
          totals->n_classes = MIN (report->shapes[report->first[i]].dim[0], G_MAXINT);
          main_loss = !node->training_only;   /* an auxiliary head counts only while there is no main one */
        }
    }
  for (int i = 0; i < (int) sizeof (float); i++)
    totals->weight_bytes = plus (totals->weight_bytes, totals->parameters);
}

static void
sum_tops (ConvoReport *report)
{
  int n = convo_graph_n_nodes (convo_net_graph (report->net));

  for (int top = 0; top < n; top++)
    {
      int output = convo_net_output_of (report->net, top);

      if (output >= 0)
        report->tops[top] = report->nodes[output];
      else
        report->tops[top].status = CONVO_STATUS_UNKNOWN;
      report->tops[top].parameters = report->tops[top].statistics = 0;
      report->tops[top].macs = report->tops[top].activation_bytes = 0;
    }
  for (int i = 0; i < convo_net_n_nodes (report->net); i++)
    {
      const ConvoNodeReport *node = &report->nodes[i];
      ConvoNodeReport *top = &report->tops[convo_net_node (report->net, i)->top];

      top->parameters = plus (top->parameters, node->parameters);
      top->statistics = plus (top->statistics, node->statistics);
      top->macs = plus (top->macs, node->macs);
      top->activation_bytes = plus (top->activation_bytes, node->activation_bytes);
      if (node->status != CONVO_STATUS_OK && top->status == CONVO_STATUS_OK)
        top->status = CONVO_STATUS_UNKNOWN;
    }
}

static int
by_top (gconstpointer a, gconstpointer b)
{
  const ConvoProblem *first = *(ConvoProblem *const *) a, *second = *(ConvoProblem *const *) b;

  if (first->warning != second->warning)
    return first->warning - second->warning;
  return (first->top > second->top) - (first->top < second->top);
}

static gint
by_top_stable (gconstpointer a, gconstpointer b, gpointer unused)
{
  return by_top (a, b);
}

static void
assign_problems (ConvoReport *report)
{
  int n = convo_graph_n_nodes (convo_net_graph (report->net));

  if (report->problems->len > 1)
    g_qsort_with_data (report->problems->pdata, report->problems->len, sizeof (gpointer), by_top_stable, NULL);
  for (int i = 0; i < n; i++)
    report->top_problem[i] = -1;
  for (guint i = 0; i < report->problems->len; i++)
    {
      const ConvoProblem *problem = report->problems->pdata[i];

      if (problem->top < 0)
        continue;
      if (report->top_problem[problem->top] < 0)
        report->top_problem[problem->top] = i;
      if (!problem->warning)
        report->tops[problem->top].status = CONVO_STATUS_ERROR;
    }
}

static void
copy_net_problems (ConvoReport *report)
{
  GPtrArray *problems = convo_net_problems (report->net);

  for (guint i = 0; i < problems->len; i++)
    {
      const ConvoProblem *problem = problems->pdata[i];

      convo_report_complain (report, problem->top, problem->path, problem->port, problem->warning, problem->message);
    }
}

/** convo_report_on: @net: (transfer full): what to examine. Returns: (transfer full): its report */
ConvoReport *
convo_report_on (ConvoNet *net, int n_classes, const char *data)
{
  ConvoReport *report = g_new0 (ConvoReport, 1);
  const int n = convo_net_n_nodes (net), n_tops = convo_graph_n_nodes (convo_net_graph (net));
  g_autofree int *latest = g_new0 (int, MAX (n, 1));

  g_atomic_ref_count_init (&report->refs);
  report->net = net;
  report->problems = g_ptr_array_new_with_free_func ((GDestroyNotify) convo_problem_free);
  report->nodes = g_new0 (ConvoNodeReport, MAX (n, 1));
  report->tops = g_new0 (ConvoNodeReport, MAX (n_tops, 1));
  report->top_problem = g_new (int, MAX (n_tops, 1));
  report->first = g_new0 (int, n + 1);
  for (int i = 0; i < n; i++)
    report->first[i + 1] = report->first[i] + convo_net_node (report->net, i)->n_inputs;
  report->shapes = g_new0 (ConvoShape, MAX (report->first[n], 1));
  copy_net_problems (report);
  for (int i = 0; i < n; i++)
    convo_report_examine (report, i, latest);
  add_up (report);
  sum_tops (report);
  convo_report_expect (report, n_classes, data);
  convo_report_advise (report);
  assign_problems (report);
  return report;
}

/**
 * convo_report_new:
 *
 * Expands @graph and examines every layer once, in order. Never fails: what is wrong becomes problems.
 *
 * Returns: (transfer full): the report; immutable
 */
ConvoReport *
convo_report_new (const ConvoGraph *graph)
{
  return convo_report_new_for (graph, 0, NULL);
}

/**
 * convo_report_new_for:
 * @n_classes: of the data that the network is to learn from; 0 if there are none
 * @data: (nullable): how these are called, for messages
 *
 * As convo_report_new(); a last layer that gives fewer scores than there are classes is a problem then, though only a warning:
 * the numbers of the network are known all the same.
 *
 * Returns: (transfer full): the report; immutable
 */
ConvoReport *
convo_report_new_for (const ConvoGraph *graph, int n_classes, const char *data)
{
  return convo_report_on (convo_net_new (graph), n_classes, data);
}

/** convo_report_new_plain: Returns: (transfer full): the same by the slow way, every layer for itself; for tests */
ConvoReport *
convo_report_new_plain (const ConvoGraph *graph)
{
  return convo_report_on (convo_net_new_plain (graph), 0, NULL);
}

/** convo_report_ref: Returns: (transfer full): @report */
ConvoReport *
convo_report_ref (const ConvoReport *report)
{
  g_atomic_ref_count_inc ((gatomicrefcount *) &report->refs);
  return (ConvoReport *) report;
}

/** convo_report_unref: gives one reference back */
void
convo_report_unref (const ConvoReport *report)
{
  ConvoReport *self = (ConvoReport *) report;

  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  convo_net_unref (self->net);
  g_ptr_array_unref (self->problems);
  g_free (self->nodes);
  g_free (self->shapes);
  g_free (self->first);
  g_free (self->tops);
  g_free (self->top_problem);
  g_free (self->data);
  g_free (self);
}

/** convo_report_graph: Returns: (transfer none): the graph */
const ConvoGraph *
convo_report_graph (const ConvoReport *report)
{
  return convo_net_graph (report->net);
}

/** convo_report_net: Returns: (transfer none): the layers */
const ConvoNet *
convo_report_net (const ConvoReport *report)
{
  return report->net;
}

/** convo_report_node: Returns: (transfer none): numbers of the layer at @net_index */
const ConvoNodeReport *
convo_report_node (const ConvoReport *report, int net_index)
{
  g_return_val_if_fail (net_index >= 0 && net_index < convo_net_n_nodes (report->net), NULL);
  return &report->nodes[net_index];
}

/** convo_report_top: Returns: (transfer none): numbers of the top-level node at @graph_index */
const ConvoNodeReport *
convo_report_top (const ConvoReport *report, int graph_index)
{
  g_return_val_if_fail (graph_index >= 0 && graph_index < convo_graph_n_nodes (convo_net_graph (report->net)), NULL);
  return &report->tops[graph_index];
}

/** convo_report_site: @site: (out): shapes around the layer; they live as long as the report; rank 0 where unknown */
void
convo_report_site (const ConvoReport *report, int net_index, ConvoSite *site)
{
  g_return_if_fail (net_index >= 0 && net_index < convo_net_n_nodes (report->net));
  *site = (ConvoSite) {
    .in = report->shapes + report->first[net_index],
    .n_in = report->first[net_index + 1] - report->first[net_index],
    .out = report->nodes[net_index].out,
  };
}

/** convo_report_totals: Returns: (transfer none): sums over all layers */
const ConvoTotals *
convo_report_totals (const ConvoReport *report)
{
  return &report->totals;
}

/** convo_report_problems: Returns: (transfer none) (element-type ConvoProblem): errors first, in order of the document */
GPtrArray *
convo_report_problems (const ConvoReport *report)
{
  return report->problems;
}

/** convo_report_top_problem: Returns: (nullable) (transfer none): the gravest problem of that top-level node */
const ConvoProblem *
convo_report_top_problem (const ConvoReport *report, int graph_index)
{
  int index;

  g_return_val_if_fail (graph_index >= 0 && graph_index < convo_graph_n_nodes (convo_net_graph (report->net)), NULL);
  index = report->top_problem[graph_index];
  return index >= 0 ? report->problems->pdata[index] : NULL;
}

/** convo_report_check: Returns: %TRUE if nothing but warnings; otherwise @error is the first error: "conv2: sentence" */
gboolean
convo_report_check (const ConvoReport *report, GError **error)
{
  const ConvoProblem *problem = report->problems->len > 0 ? report->problems->pdata[0] : NULL;

  if (problem == NULL || problem->warning)
    return TRUE;
  if (problem->path != NULL)
    g_set_error (error, CONVO_ERROR, CONVO_ERROR_SHAPE, "%s: %s", problem->path, problem->message);
  else
    g_set_error_literal (error, CONVO_ERROR, CONVO_ERROR_SHAPE, problem->message);
  return FALSE;
}
