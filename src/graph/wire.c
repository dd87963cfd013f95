/* Edits of wires: connect, disconnect, insert; and what may be connected. */
#include "compose-private.h"
#include "errors.h"
#include "text.h"

#include <string.h>

/** convo_graph_reaches: Returns: whether node @to depends on node @from, or is it */
gboolean
convo_graph_reaches (const ConvoGraph *graph, int from, int to)
{
  g_autofree gboolean *seen = g_new0 (gboolean, graph->n_nodes);
  g_autofree int *stack = g_new (int, graph->n_nodes);
  int depth = 0;

  stack[depth++] = to;
  seen[to] = TRUE;
  while (depth > 0)
    {
      int at = stack[--depth];

      if (at == from)
        return TRUE;
      for (int port = 0; port < graph->nodes[at]->n_inputs; port++)
        {
          int source = convo_nodes_source (graph->index, graph->nodes[at]->inputs[port]);

          if (source >= 0 && !seen[source])
            {
              seen[source] = TRUE;
              stack[depth++] = source;
            }
        }
    }
  return FALSE;
}

static int
max_inputs (const ConvoGraph *graph, const ConvoNode *node)
{
  const ConvoDefinition *definition;

  if (node->kind != NULL)
    return node->kind->max_inputs;
  definition = convo_graph_find_definition (graph, node->type);
  return definition != NULL ? definition->n_inputs : 0;
}

static gboolean
refuse (GError **error, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  g_propagate_error (error, g_error_new_valist (CONVO_ERROR, CONVO_ERROR_WIRING, format, args));
  va_end (args);
  return FALSE;
}

static gboolean
source_ok (const ConvoGraph *graph, const char *from, int *index, GError **error)
{
  const ConvoDefinition *definition;
  const ConvoNode *node;
  int output = 0, n = 1;

  *index = -1;
  if (from[0] == '@' && graph->inside != NULL)
    return convo_wire_parse (from, NULL, NULL) || refuse (error, _("“%s” is no input of a block."), from);
  if (!convo_wire_parse (from, NULL, &output) || (*index = convo_nodes_source (graph->index, from)) < 0)
    {
      g_set_error (error, CONVO_ERROR, CONVO_ERROR_NAME, _("There is no node “%s”."), from);
      return FALSE;
    }
  node = graph->nodes[*index];
  if (node->kind != NULL && (node->kind->flags & CONVO_KIND_LOSS))
    return refuse (error, _("%s is a loss: nothing can follow it."), node->id);
  definition = node->kind == NULL ? convo_graph_find_definition (graph, node->type) : NULL;
  if (definition != NULL)
    n = convo_definition_n_outputs (definition);
  return output < n || refuse (error, _("%s has only %d outputs."), node->id, n);
}

static gboolean
may_connect (const ConvoGraph *graph, int source, int target, GError **error)
{
  const ConvoNode *to = graph->nodes[target], *from;

  if (max_inputs (graph, to) == 0)
    return refuse (error, _("%s takes no input."), to->id);
  if (source < 0)                                  /* a port of the definition */
    return TRUE;
  from = graph->nodes[source];
  if (source == target)
    return refuse (error, _("%s cannot be its own input."), to->id);
  if (convo_graph_reaches (graph, target, source))
    return refuse (error, _("%s depends on %s, so this wire would close a cycle."), from->id, to->id);
  return TRUE;
}

/* Both ends on one level? Then the names within it. */
static gboolean
same_level (const char *from, const char *to, char **level, const char **a, const char **b, GError **error)
{
  g_autofree char *other = convo_path_level (from);

  *level = convo_path_level (to);
  *a = convo_path_id (from);
  *b = convo_path_id (to);
  return strcmp (other, *level) == 0
         || refuse (error, _("%s and %s are not in the same block; a wire goes in and out through the ports of a block."), from, to);
}

static gboolean
is_nested (const char *from, const char *to)
{
  return strchr (from, '.') != NULL || strchr (to, '.') != NULL;
}

/* The output of a definition: any node of it that is no loss. The one after the last is a new one. */
static ConvoGraph *
connect_output (const ConvoGraph *graph, const char *from, const char *to, GError **error)
{
  const int n = (int) g_strv_length (graph->outputs), port = convo_output_port (to);
  ConvoGraph *result;
  int source;

  if (!source_ok (graph, from, &source, error))
    return NULL;
  if (port < 0 || port > n)
    {
      refuse (error, _("%s has only %d outputs."), graph->inside->name, n);
      return NULL;
    }
  result = convo_graph_fork (graph);
  if (port == n)
    {
      result->outputs = g_renew (char *, result->outputs, n + 2);
      result->outputs[n] = result->outputs[n + 1] = NULL;
    }
  g_free (result->outputs[port]);
  result->outputs[port] = g_strdup (from);
  return convo_graph_finish (result, FALSE);
}

/**
 * convo_graph_can_connect:
 * @from: output: "conv1", "layer2:2"
 * @to: a top-level node
 * @error: return location; %CONVO_ERROR_WIRING, %CONVO_ERROR_NAME: why not
 *
 * Whether some port of @to can take a wire from @from. Shapes that do not fit are not refused: they become problems.
 *
 * Returns: %TRUE if so
 */
gboolean
convo_graph_can_connect (const ConvoGraph *graph, const char *from, const char *to, GError **error)
{
  g_autoptr(ConvoGraph) inner = NULL;
  g_autofree char *level = NULL;
  const char *a, *b;
  int source, target;

  if (is_nested (from, to))
    return same_level (from, to, &level, &a, &b, error) && (inner = convo_graph_enter (graph, level, error)) != NULL
           && convo_graph_can_connect (inner, a, b, error);
  if (graph->inside != NULL && g_str_has_prefix (to, "@out"))
    return source_ok (graph, from, &source, error);
  return source_ok (graph, from, &source, error) && convo_graph_locate (graph, to, &target, error)
         && may_connect (graph, source, target, error);
}

/* The port that is meant: -1 is the first free one, or port 0 if none is and none can be added */
static gboolean
resolve_port (const ConvoGraph *graph, const ConvoNode *node, int *port, GError **error)
{
  int most = max_inputs (graph, node);

  if (*port < 0)
    {
      for (*port = 0; *port < node->n_inputs && node->inputs[*port] != NULL; ++*port)
        ;
      *port = *port < most ? *port : 0;
    }
  if (*port < most && (most != G_MAXINT || *port <= MAX (node->n_inputs, node->kind->min_inputs - 1)))
    return TRUE;
  return refuse (error, ngettext_ ("%s has %d input; there is no input %d.", "%s has %d inputs; there is no input %d.",
                                   MIN (most, node->n_inputs + 1)),
                 node->id, MIN (most, node->n_inputs + 1), *port + 1);
}

/**
 * convo_graph_connect:
 * @from: output: "conv1", "layer2:2"
 * @to: a top-level node
 * @port: input of @to, from 0; the port after the last one of a merge adds one; -1 for the first free port
 * @error: return location; %CONVO_ERROR_WIRING, %CONVO_ERROR_NAME
 *
 * Returns: (transfer full): the graph with that wire, in place of the one that was there
 */
ConvoGraph *
convo_graph_connect (const ConvoGraph *graph, const char *from, const char *to, int port, GError **error)
{
  g_autofree char *id = NULL, *wire = NULL, *level = NULL;
  g_autoptr(ConvoGraph) inner = NULL;
  const char *a, *b;
  ConvoGraph *result;
  ConvoNode *node;
  int source, target, output;

  if (is_nested (from, to))
    return !same_level (from, to, &level, &a, &b, error) || (inner = convo_graph_enter (graph, level, error)) == NULL ? NULL
      : convo_graph_leave (graph, level, convo_graph_connect (inner, a, b, port, error), error);
  if (graph->inside != NULL && g_str_has_prefix (to, "@out"))
    return connect_output (graph, from, to, error);
  if (!source_ok (graph, from, &source, error) || !convo_graph_locate (graph, to, &target, error)
      || !may_connect (graph, source, target, error)
      || !resolve_port (graph, graph->nodes[target], &port, error))
    return NULL;
  convo_wire_parse (from, &id, &output);
  wire = source < 0 ? g_strdup (from) : output > 0 ? g_strdup_printf ("%s:%d", id, output + 1) : g_steal_pointer (&id);
  if (g_strcmp0 (convo_node_input (graph->nodes[target], port), wire) == 0)
    return convo_graph_ref (graph);
  node = convo_node_copy (graph->nodes[target]);
  convo_node_set_input (node, port, wire);
  result = convo_graph_fork (graph);
  convo_graph_replace (result, target, node);
  return convo_graph_finish (result, TRUE);
}

/**
 * convo_graph_disconnect:
 * @to: a top-level node
 * @port: its input, from 0
 * @error: return location; %CONVO_ERROR_WIRING, %CONVO_ERROR_NAME
 *
 * Without its wire an output of a definition is gone, unless it is the only one.
 *
 * Returns: (transfer full): the graph without that wire; the later ports of a merge close up while enough remain
 */
ConvoGraph *
convo_graph_disconnect (const ConvoGraph *graph, const char *to, int port, GError **error)
{
  g_autoptr(ConvoGraph) inner = NULL;
  g_autofree char *level = NULL;
  const char *local;
  ConvoGraph *result;
  ConvoNode *node;
  int target;

  if (convo_path_nested (to, &level, &local))
    {
      const ConvoDefinition *definition = convo_graph_definition_at (graph, level);

      if (definition != NULL && g_str_has_prefix (local, "@out") && convo_definition_n_outputs (definition) > 1)
        return convo_graph_remove_output (graph, definition->name, convo_output_port (local), error);
      return (inner = convo_graph_enter (graph, level, error)) == NULL ? NULL
        : convo_graph_leave (graph, level, convo_graph_disconnect (inner, local, port, error), error);
    }
  if (graph->inside != NULL && g_str_has_prefix (to, "@out"))
    {
      refuse (error, _("%s must give something out; connect another layer to its output instead."), graph->inside->name);
      return NULL;
    }
  if (!convo_graph_locate (graph, to, &target, error))
    return NULL;
  if (convo_node_input (graph->nodes[target], port) == NULL)
    {
      refuse (error, _("No wire leads to input %d of %s."), port + 1, to);
      return NULL;
    }
  node = convo_node_copy (graph->nodes[target]);
  convo_node_drop_input (node, port);
  result = convo_graph_fork (graph);
  convo_graph_replace (result, target, node);
  return convo_graph_finish (result, FALSE);
}

/* @graph without the wires of @id: what read it now reads its first input */
static ConvoGraph *
detach (const ConvoGraph *graph, int index)
{
  const char *through = convo_node_input (graph->nodes[index], 0);
  ConvoGraph *result = convo_graph_fork (graph);
  ConvoNode *node = convo_node_copy (graph->nodes[index]);

  for (int i = 0; i < graph->n_nodes; i++)
    {
      ConvoNode *copy = NULL;

      for (int port = graph->nodes[i]->n_inputs - 1; port >= 0; port--)
        if (convo_nodes_source (graph->index, graph->nodes[i]->inputs[port]) == index && i != index)
          {
            copy = copy != NULL ? copy : convo_node_copy (graph->nodes[i]);
            convo_node_set_input (copy, port, through);
          }
      if (copy != NULL)
        convo_graph_replace (result, i, copy);
    }
  if (node->n_inputs > 0)
    convo_node_set_input (node, 0, NULL);
  convo_graph_replace (result, index, node);
  for (int i = 0; result->outputs != NULL && result->outputs[i] != NULL; i++)
    if (convo_nodes_source (graph->index, result->outputs[i]) == index && through != NULL)
      {
        g_free (result->outputs[i]);
        result->outputs[i] = g_strdup (through);
      }
  return convo_graph_finish (result, FALSE);
}

/* Before the output of a definition */
static ConvoGraph *
insert_output (const ConvoGraph *graph, const char *id, const char *to, GError **error)
{
  g_autoptr(ConvoGraph) alone = NULL, behind = NULL;
  const char *wire = convo_graph_output (graph, convo_output_port (to));
  int index;

  if (wire == NULL || !convo_graph_locate (graph, id, &index, error))
    {
      if (wire == NULL)
        refuse (error, _("%s has only %d outputs."), graph->inside->name, (int) g_strv_length (graph->outputs));
      return NULL;
    }
  if (convo_nodes_source (graph->index, wire) == index)
    {
      refuse (error, _("This wire leads to or from %s itself."), id);
      return NULL;
    }
  alone = detach (graph, index);
  behind = convo_graph_connect (alone, wire, id, 0, error);
  return behind != NULL ? convo_graph_connect (behind, id, to, -1, error) : NULL;
}

/**
 * convo_graph_insert:
 * @id: the node to insert; if it stands in a chain, it is taken out of it first
 * @to: the node that the wire leads to
 * @port: its input, from 0
 * @error: return location; %CONVO_ERROR_WIRING, %CONVO_ERROR_NAME
 *
 * Returns: (transfer full): the graph with @id in the middle of that wire
 */
ConvoGraph *
convo_graph_insert (const ConvoGraph *graph, const char *id, const char *to, int port, GError **error)
{
  g_autoptr(ConvoGraph) alone = NULL, behind = NULL, inner = NULL;
  g_autofree char *level = NULL;
  const char *wire, *a, *b;
  int index, target;

  if (is_nested (id, to))
    return !same_level (id, to, &level, &a, &b, error) || (inner = convo_graph_enter (graph, level, error)) == NULL ? NULL
      : convo_graph_leave (graph, level, convo_graph_insert (inner, a, b, port, error), error);
  if (graph->inside != NULL && g_str_has_prefix (to, "@out"))
    return insert_output (graph, id, to, error);
  if (!convo_graph_locate (graph, id, &index, error) || !convo_graph_locate (graph, to, &target, error))
    return NULL;
  wire = convo_node_input (graph->nodes[target], port);
  if (wire == NULL)
    {
      refuse (error, _("No wire leads to input %d of %s."), port + 1, to);
      return NULL;
    }
  if (index == target || convo_nodes_source (graph->index, wire) == index)
    {
      refuse (error, _("This wire leads to or from %s itself."), id);
      return NULL;
    }
  alone = detach (graph, index);
  behind = convo_graph_connect (alone, wire, id, 0, error);
  return behind != NULL ? convo_graph_connect (behind, id, to, port, error) : NULL;
}
