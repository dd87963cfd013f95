/* Cures by wires and whole layers: what is free gets a wire, what is missing a layer, what nobody needs goes. */
#include "cures-private.h"
#include "compose.h"
#include "text.h"

#include <math.h>
#include <string.h>

/* A free port: the nearest layer before it in the document whose output nobody reads, else the layer before it */
static void
try_wire (CureSearch *search)
{
  const ConvoGraph *graph = convo_report_graph (search->report);
  const int at = convo_graph_index (graph, search->path);

  for (int pass = 0; pass < 2 && at >= 0; pass++)
    for (int i = at - 1; i >= 0; i--)
      {
        const char *from = convo_node_id (convo_graph_node (graph, i));
        g_autoptr(GPtrArray) readers = convo_graph_consumers (graph, from);

        if ((pass == 0 && readers->len > 0) || !convo_graph_can_connect (graph, from, search->path, NULL))
          continue;
        if (convo_cure_try (search, convo_graph_connect (graph, from, search->path, -1, NULL), _("Connect %s to it"), from))
          return;
      }
}

static void
try_remove (CureSearch *search, const char *path)
{
  const char *const ids[] = { path, NULL };

  convo_cure_try (search, convo_graph_remove (convo_report_graph (search->report), ids, TRUE, NULL), _("Remove %s"),
                  convo_path_id (path));
}

/* What makes the input unfit may be the layer before: a flattening too early */
static void
try_remove_before (CureSearch *search)
{
  const ConvoNet *net = convo_report_net (search->report);
  const ConvoNetNode *node = search->index >= 0 ? convo_net_node (net, search->index) : NULL;
  const ConvoNetNode *before = node != NULL && node->n_inputs == 1 && node->inputs[0] >= 0
                               ? convo_net_node (net, node->inputs[0]) : NULL;

  if (before != NULL && before->n_inputs == 1)
    try_remove (search, before->path);
}

static gboolean
has_free_port (const CureSearch *search)
{
  const ConvoNetNode *node = search->index >= 0 ? convo_net_node (convo_report_net (search->report), search->index) : NULL;

  for (int port = 0; node != NULL && port < node->n_inputs; port++)
    if (node->inputs[port] < 0)
      return TRUE;
  return node != NULL && node->n_inputs < node->kind->min_inputs;
}

/* An input in front of the first layer that lacks one */
static void
try_source (CureSearch *search)
{
  const ConvoGraph *graph = convo_report_graph (search->report);
  g_autoptr(ConvoGraph) with = NULL;
  g_autofree char *made = NULL;
  double x, y;

  for (int i = 0; i < convo_graph_n_nodes (graph); i++)
    {
      const ConvoNode *node = convo_graph_node (graph, i);

      if (convo_node_n_inputs (node) > 0 && convo_node_input (node, 0) != NULL)
        continue;
      if (convo_node_placed (node, &x, &y))
        y -= 150;
      else
        x = y = NAN;
      with = convo_graph_add (graph, "input", x, y, &made, NULL);
      if (with != NULL)
        convo_cure_try (search, convo_graph_connect (with, made, convo_node_id (node), 0, NULL), _("Add an input before %s"),
                        convo_node_id (node));
      return;
    }
}

/* A loss behind the last layer whose output nobody reads */
static void
try_loss (CureSearch *search)
{
  const ConvoGraph *graph = convo_report_graph (search->report);

  for (int i = convo_graph_n_nodes (graph) - 1; i >= 0; i--)
    {
      const ConvoNode *node = convo_graph_node (graph, i);
      g_autoptr(GPtrArray) readers = convo_graph_consumers (graph, convo_node_id (node));
      g_autoptr(ConvoGraph) with = NULL;
      g_autofree char *made = NULL;
      double x, y;

      if (readers->len > 0)
        continue;
      if (convo_node_placed (node, &x, &y))
        y += 150;
      else
        x = y = NAN;
      with = convo_graph_add (graph, "softmax-cross-entropy", x, y, &made, NULL);
      if (with != NULL)
        convo_cure_try (search, convo_graph_connect (with, convo_node_id (node), made, 0, NULL),
                        _("Add a cross-entropy loss after %s"), convo_node_id (node));
      return;
    }
}

static gboolean
lacks_kind (const ConvoReport *report, ConvoKindFlags flag)
{
  for (int i = 0; i < convo_net_n_nodes (convo_report_net (report)); i++)
    if (convo_net_node (convo_report_net (report), i)->kind->flags & flag)
      return FALSE;
  return TRUE;
}

/** convo_cure_wiring: adds what wires and whole layers can cure; taking the guilty layer out comes last */
void
convo_cure_wiring (CureSearch *search)
{
  if (search->path == NULL)
    {
      if (!search->warning && lacks_kind (search->report, CONVO_KIND_SOURCE))
        try_source (search);
      else if (search->warning && lacks_kind (search->report, CONVO_KIND_LOSS))
        try_loss (search);
      return;
    }
  if (!search->warning && has_free_port (search))
    try_wire (search);
  if (search->cures->len == 0 && !search->warning)
    try_remove_before (search);
  if (search->cures->len == 0)
    try_remove (search, search->path);
}
