/* Cures: every candidate is a graph with one change; it is offered only if its report has the problem no more. */
#include "report-private.h"
#include "cures-private.h"
#include "compose.h"
#include "text.h"

#include <math.h>
#include <string.h>

void
convo_cure_free (ConvoCure *cure)
{
  g_free (cure->label);
  convo_graph_unref (cure->graph);
  g_free (cure);
}

ConvoCures *
convo_cures_list (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) convo_cure_free);
}

static gboolean
was_sound (const ConvoReport *before, const char *path)
{
  const int index = path != NULL ? convo_net_find (convo_report_net (before), path) : -1;

  return index < 0 || convo_report_node (before, index)->status == CONVO_STATUS_OK;
}

/* The problem itself, or an error where none was: what came after the guilty node was not known before, so that an error
 * there may have been hidden */
static gboolean
still_wrong (const CureSearch *search, const ConvoReport *after)
{
  GPtrArray *problems = convo_report_problems (after);

  for (guint i = 0; i < problems->len; i++)
    {
      const ConvoProblem *problem = problems->pdata[i];

      if (g_strcmp0 (problem->path, search->path) == 0
          && (search->warning ? strcmp (problem->message, search->message) == 0 : !problem->warning))
        return TRUE;
      if (!problem->warning && was_sound (search->report, problem->path))
        return TRUE;
    }
  return FALSE;
}

/* What the layers cost that the change makes, changes or removes. Layers whose shapes the problem hid are not its cost;
 * the guilty layer, which cost nothing that could be said, is: cures that keep it tell each other apart by it */
static void
compare (ConvoCure *cure, const ConvoReport *before, const ConvoReport *after)
{
  for (int i = 0; i < convo_net_n_nodes (convo_report_net (after)); i++)
    {
      const int old = convo_net_find (convo_report_net (before), convo_net_node (convo_report_net (after), i)->path);
      const ConvoNodeReport *new = convo_report_node (after, i);
      const ConvoNodeReport *was = old >= 0 ? convo_report_node (before, old) : NULL;

      if (was != NULL && was->status == CONVO_STATUS_UNKNOWN)
        continue;
      cure->parameters += new->parameters - (was != NULL ? was->parameters : 0);
      cure->macs += new->macs - (was != NULL ? was->macs : 0);
    }
  for (int i = 0; i < convo_net_n_nodes (convo_report_net (before)); i++)
    if (convo_net_find (convo_report_net (after), convo_net_node (convo_report_net (before), i)->path) < 0)
      {
        cure->parameters -= convo_report_node (before, i)->parameters;
        cure->macs -= convo_report_node (before, i)->macs;
      }
}

static gboolean
same_as_another (ConvoCures *cures, const char *label)
{
  for (guint i = 0; i < cures->len; i++)
    if (strcmp (((ConvoCure *) cures->pdata[i])->label, label) == 0)
      return TRUE;
  return FALSE;
}

static void
take (ConvoCures *cures, const ConvoReport *before, const ConvoReport *after, ConvoGraph *graph, const char *label)
{
  ConvoCure *cure = g_new0 (ConvoCure, 1);

  cure->label = g_strdup (label);
  cure->graph = graph;
  compare (cure, before, after);
  g_ptr_array_add (cures, cure);
}

gboolean
convo_cure_try (CureSearch *search, ConvoGraph *graph, const char *format, ...)
{
  g_autoptr(ConvoReport) after = NULL;
  g_autofree char *label = NULL;
  va_list args;

  va_start (args, format);
  label = g_strdup_vprintf (format, args);
  va_end (args);
  if (graph == NULL)
    return FALSE;
  if (search->cures->len < CURES_MOST && !same_as_another (search->cures, label))
    after = convo_report_new (graph);
  if (after == NULL || still_wrong (search, after))
    {
      convo_graph_unref (graph);
      return FALSE;
    }
  take (search->cures, search->report, after, graph, label);
  return TRUE;
}

gboolean
convo_cure_offer (ConvoCures *cures, const ConvoReport *before, ConvoGraph *graph, const char *label)
{
  g_autoptr(ConvoReport) after = graph != NULL ? convo_report_new (graph) : NULL;

  if (after == NULL)
    return FALSE;
  if (!convo_report_check (after, NULL) && convo_report_check (before, NULL))
    {
      convo_graph_unref (graph);
      return FALSE;
    }
  take (cures, before, after, graph, label);
  return TRUE;
}

JsonNode *
convo_cure_int (gint64 value)
{
  JsonNode *node = json_node_init_int (json_node_alloc (), value);

  json_node_seal (node);
  return node;
}

JsonNode *
convo_cure_axes (const ConvoAxes *axes)
{
  JsonNode *node;

  if (axes->n == 1)
    return convo_cure_int (axes->at[0]);
  node = json_node_init_array (json_node_alloc (), json_array_sized_new (axes->n));
  for (int i = 0; i < axes->n; i++)
    json_array_add_int_element (json_node_get_array (node), axes->at[i]);
  json_array_unref (json_node_get_array (node));
  json_node_seal (node);
  return node;
}

/* Beside the node that the wire leads to; NaN lets the layout find a place */
static void
place_beside (const ConvoGraph *graph, const char *path, int port, double *x, double *y)
{
  const ConvoNode *target = convo_graph_find (graph, path);

  if (target == NULL || !convo_node_placed (target, x, y))
    {
      *x = *y = NAN;
      return;
    }
  *x += port > 0 ? 240 : 0;
  *y -= port > 0 ? 0 : 120;
}

ConvoGraph *
convo_cure_insert (const ConvoGraph *graph, const char *path, int port, const char *kind, char **made)
{
  g_autofree char *level = convo_path_level (path);
  g_autoptr(ConvoGraph) with = NULL;
  double x, y;

  place_beside (graph, path, port, &x, &y);
  with = convo_graph_add_in (graph, level, kind, x, y, made, NULL);
  return with != NULL ? convo_graph_insert (with, *made, path, port, NULL) : NULL;
}

ConvoGraph *
convo_cure_set (ConvoGraph *graph, const char *path, const char *key, JsonNode *value)
{
  ConvoGraph *changed = graph != NULL ? convo_graph_set_property (graph, path, key, value, NULL) : NULL;

  g_clear_pointer (&graph, convo_graph_unref);
  json_node_unref (value);
  return changed;
}

/**
 * convo_cures_new:
 * @report: of the graph
 * @problem: one of its problems
 *
 * Tries changes that a person would try: properties of the guilty layer, layers in its wires, its wires. Every change is
 * reported on before it is offered: only those that remove the problem and make no new error are there.
 *
 * Returns: (transfer full): the cures, the recommended one first; empty if there is none
 */
ConvoCures *
convo_cures_new (const ConvoReport *report, const ConvoProblem *problem)
{
  CureSearch search = {
    .report = report, .path = problem->path, .message = problem->message, .warning = problem->warning,
    .index = problem->path != NULL ? convo_net_find (convo_report_net (report), problem->path) : -1,
    .cures = convo_cures_list (),
  };

  if (problem == report->class_problem)
    {
      g_ptr_array_unref (search.cures);
      return convo_cures_classes (report, report->n_classes);
    }
  if (search.index >= 0 && !search.warning)
    {
      convo_cure_merge (&search);
      convo_cure_properties (&search);
    }
  convo_cure_wiring (&search);
  if (search.cures->len > 0)
    ((ConvoCure *) search.cures->pdata[0])->recommended = TRUE;
  return search.cures;
}
