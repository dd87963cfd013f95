/* Outputs of definitions: which they are called, and what becomes of wires when one of several goes. */
#include "compose-private.h"
#include "errors.h"
#include "text.h"

#include <string.h>

int
convo_output_port (const char *name)
{
  return strlen (name) > strlen ("@out") ? (int) g_ascii_strtoll (name + strlen ("@out"), NULL, 10) - 1 : 0;
}

/* The output that goes */
typedef struct { const char *definition; int port; } Gone;

/* What @wire of a level is called then; NULL: it came from the output that is gone */
static char *
follow (const Gone *gone, GHashTable *index, ConvoNode *const *nodes, const char *wire)
{
  const int source = convo_nodes_source (index, wire);
  g_autofree char *id = NULL;
  int output;

  if (source < 0 || nodes[source]->kind != NULL || strcmp (nodes[source]->type, gone->definition) != 0
      || !convo_wire_parse (wire, &id, &output) || output < gone->port)
    return g_strdup (wire);
  if (output == gone->port)
    return NULL;
  return output > 1 ? g_strdup_printf ("%s:%d", id, output) : g_strdup (id);
}

static ConvoNode *
followed (const Gone *gone, GHashTable *index, ConvoNode *const *nodes, const ConvoNode *node)
{
  ConvoNode *copy = NULL;

  for (int port = node->n_inputs - 1; port >= 0; port--)
    {
      g_autofree char *wire = follow (gone, index, nodes, node->inputs[port]);

      if (g_strcmp0 (wire, node->inputs[port]) == 0)
        continue;
      copy = copy != NULL ? copy : convo_node_copy (node);
      if (wire != NULL)
        convo_node_set_input (copy, port, wire);
      else
        convo_node_drop_input (copy, port);
    }
  return copy != NULL ? copy : convo_node_ref (node);
}

/* @definition with wires that follow, and @outputs (nullable) in the place of its own */
static ConvoDefinition *
rebuilt (const Gone *gone, const ConvoDefinition *definition, const char *const *outputs, GError **error)
{
  g_autofree ConvoNode **nodes = g_new (ConvoNode *, definition->n_nodes + 1);
  g_autoptr(GPtrArray) wires = g_ptr_array_new_with_free_func (g_free);
  ConvoDefinition *result;

  for (int i = 0; i < definition->n_nodes; i++)
    nodes[i] = followed (gone, definition->index, definition->nodes, definition->nodes[i]);
  outputs = outputs != NULL ? outputs : (const char *const *) definition->outputs;
  for (int i = 0; outputs != NULL && outputs[i] != NULL; i++)
    {
      char *wire = follow (gone, definition->index, definition->nodes, outputs[i]);
      g_autofree char *id = NULL;

      if (wire == NULL && convo_wire_parse (outputs[i], &id, NULL))
        wire = g_steal_pointer (&id);                      /* an output must be something: the first of that instance */
      g_ptr_array_add (wires, wire);
    }
  g_ptr_array_add (wires, NULL);
  result = convo_definition_rebuild (definition, NULL, nodes, definition->n_nodes,
                                     outputs != NULL ? (const char *const *) wires->pdata : NULL, error);
  for (int i = 0; i < definition->n_nodes; i++)
    convo_node_unref (nodes[i]);
  return result;
}

static ConvoDefinition *
without_output (const Gone *gone, const ConvoDefinition *definition, GError **error)
{
  g_autoptr(GPtrArray) outputs = g_ptr_array_new ();

  for (int i = 0; definition->outputs[i] != NULL; i++)
    if (i != gone->port)
      g_ptr_array_add (outputs, definition->outputs[i]);
  g_ptr_array_add (outputs, NULL);
  return rebuilt (gone, definition, (const char *const *) outputs->pdata, error);
}

/**
 * convo_graph_remove_output:
 * @definition: one with several outputs
 * @port: which of them, from 0
 * @error: return location; %CONVO_ERROR_WIRING, %CONVO_ERROR_NAME
 *
 * What read that output of an instance has a free port; the outputs behind it move up, and wires with them.
 *
 * Returns: (transfer full): the graph where @definition has one output less
 */
ConvoGraph *
convo_graph_remove_output (const ConvoGraph *graph, const char *definition, int port, GError **error)
{
  const ConvoDefinition *old = convo_graph_find_definition (graph, definition);
  const int n = old != NULL ? convo_definition_n_outputs (old) : 0;
  const Gone gone = { definition, port };
  GPtrArray *definitions;
  ConvoGraph *result;

  if (n < 2 || port < 0 || port >= n)
    {
      g_set_error (error, CONVO_ERROR, CONVO_ERROR_WIRING, _("%s must give something out; connect another layer to its output instead."),
                   definition);
      return NULL;
    }
  definitions = g_ptr_array_new_with_free_func ((GDestroyNotify) convo_definition_unref);
  for (guint i = 0; i < graph->definitions->len; i++)
    {
      const ConvoDefinition *other = graph->definitions->pdata[i];
      ConvoDefinition *next = other == old ? without_output (&gone, other, error) : rebuilt (&gone, other, NULL, error);

      if (next == NULL)
        {
          g_ptr_array_unref (definitions);
          return NULL;
        }
      g_ptr_array_add (definitions, next);
    }
  result = convo_graph_with_definitions (graph, definitions);
  for (int i = 0; i < graph->n_nodes; i++)
    convo_graph_replace (result, i, followed (&gone, graph->index, graph->nodes, result->nodes[i]));
  return convo_graph_finish (result, FALSE);
}
