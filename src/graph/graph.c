/* The document as a value: what readers of a graph ask. Edits are in edit.c and wire.c. */
#include "compose-private.h"
#include "errors.h"
#include "text.h"

#include <string.h>

/** convo_graph_new: Returns: (transfer full): an empty graph */
ConvoGraph *
convo_graph_new (const char *name)
{
  return convo_graph_build (&(ConvoGraphSpec) { .name = name }, NULL, NULL);
}

/** convo_graph_ref: Returns: (transfer full): @graph */
ConvoGraph *
convo_graph_ref (const ConvoGraph *graph)
{
  g_atomic_ref_count_inc ((gatomicrefcount *) &graph->refs);
  return (ConvoGraph *) graph;
}

/** convo_graph_unref: gives one reference back */
void
convo_graph_unref (const ConvoGraph *graph)
{
  ConvoGraph *self = (ConvoGraph *) graph;

  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  for (int i = 0; i < self->n_nodes; i++)
    convo_node_unref (self->nodes[i]);
  g_clear_pointer (&self->index, g_hash_table_unref);
  g_clear_pointer (&self->by_name, g_hash_table_unref);
  g_clear_pointer (&self->definitions, g_ptr_array_unref);
  g_clear_pointer (&self->definitions_json, json_node_unref);
  g_clear_pointer (&self->about, json_node_unref);
  g_clear_pointer (&self->training, json_node_unref);
  g_clear_pointer (&self->view, json_node_unref);
  g_clear_pointer (&self->extras, json_node_unref);
  g_clear_pointer (&self->inside, convo_definition_unref);
  g_strfreev (self->outputs);
  g_free (self->nodes);
  g_free (self->name);
  g_free (self);
}

static JsonNode *
keep (JsonNode *node)
{
  return node != NULL ? json_node_ref (node) : NULL;
}

/** convo_graph_fork: Returns: (transfer full): a graph that shares all of @graph; complete it with convo_graph_finish() */
ConvoGraph *
convo_graph_fork (const ConvoGraph *graph)
{
  ConvoGraph *self = g_memdup2 (graph, sizeof *graph);

  g_atomic_ref_count_init (&self->refs);
  self->name = g_strdup (graph->name);
  g_ptr_array_ref (self->definitions);
  g_hash_table_ref (self->by_name);
  keep (self->definitions_json);
  keep (self->about);
  keep (self->training);
  keep (self->view);
  keep (self->extras);
  if (self->inside != NULL)
    convo_definition_ref (self->inside);
  self->outputs = g_strdupv (graph->outputs);
  self->nodes = g_new (ConvoNode *, graph->n_nodes + 1);   /* one more, for add */
  for (int i = 0; i < graph->n_nodes; i++)
    self->nodes[i] = convo_node_ref (graph->nodes[i]);
  self->index = NULL;
  return self;
}

/** convo_graph_replace: puts @node (transfer full) in the place of the one at @index */
void
convo_graph_replace (ConvoGraph *graph, int index, ConvoNode *node)
{
  convo_node_unref (graph->nodes[index]);
  graph->nodes[index] = node;
}

/** convo_graph_finish: Returns: (transfer full): @graph, ready to share; with @sort sources stand before consumers */
ConvoGraph *
convo_graph_finish (ConvoGraph *graph, gboolean sort)
{
  int n = graph->n_nodes;
  g_autofree int *order = g_new (int, n);
  g_autofree gboolean *on_cycle = g_new (gboolean, n);
  g_autofree ConvoNode **sorted = g_new (ConvoNode *, n);

  g_clear_pointer (&graph->index, g_hash_table_unref);
  graph->index = convo_nodes_index (graph->nodes, n, NULL);
  if (!sort || convo_nodes_sort (graph->nodes, n, graph->index, order, on_cycle) < n)
    return graph;
  for (int i = 0; i < n; i++)
    {
      sorted[i] = graph->nodes[order[i]];
      g_hash_table_insert (graph->index, sorted[i]->id, GINT_TO_POINTER (i + 1));
    }
  for (int i = 0; i < n; i++)
    graph->nodes[i] = sorted[i];
  return graph;
}

/** convo_graph_name: Returns: title of the document */
const char *
convo_graph_name (const ConvoGraph *graph)
{
  return graph->name;
}

/** convo_graph_n_nodes: Returns: how many top-level nodes */
int
convo_graph_n_nodes (const ConvoGraph *graph)
{
  return graph->n_nodes;
}

/** convo_graph_node: Returns: (transfer none): the top-level node at @index */
const ConvoNode *
convo_graph_node (const ConvoGraph *graph, int index)
{
  g_return_val_if_fail (index >= 0 && index < graph->n_nodes, NULL);
  return graph->nodes[index];
}

/** convo_graph_index: Returns: index of the top-level node @id, or -1 */
int
convo_graph_index (const ConvoGraph *graph, const char *id)
{
  return id != NULL ? GPOINTER_TO_INT (g_hash_table_lookup (graph->index, id)) - 1 : -1;
}

/** convo_graph_find: Returns: (nullable) (transfer none): the node @id; a path leads into definitions */
const ConvoNode *
convo_graph_find (const ConvoGraph *graph, const char *id)
{
  int index = convo_graph_index (graph, id);
  g_autofree char *level = NULL;
  const ConvoDefinition *definition;
  const char *local;

  if (index < 0 && convo_path_nested (id, &level, &local))
    {
      definition = convo_graph_definition_at (graph, level);
      index = definition != NULL ? GPOINTER_TO_INT (g_hash_table_lookup (definition->index, local)) - 1 : -1;
      return index >= 0 ? definition->nodes[index] : NULL;
    }

  return index >= 0 ? graph->nodes[index] : NULL;
}

/** convo_graph_about: Returns: (nullable) (transfer none): `about` */
JsonNode *
convo_graph_about (const ConvoGraph *graph)
{
  return graph->about;
}

/** convo_graph_training: Returns: (nullable) (transfer none): `training` */
JsonNode *
convo_graph_training (const ConvoGraph *graph)
{
  return graph->training;
}

/** convo_graph_definitions: Returns: (nullable) (transfer none): `definitions`, with `from` always given */
JsonNode *
convo_graph_definitions (const ConvoGraph *graph)
{
  return graph->definitions_json;
}

/** convo_graph_view: Returns: (nullable) (transfer none): entries of `view` that are no node's */
JsonNode *
convo_graph_view (const ConvoGraph *graph)
{
  return graph->view;
}

/** convo_graph_extras: Returns: (nullable) (transfer none): object of foreign keys */
JsonNode *
convo_graph_extras (const ConvoGraph *graph)
{
  return graph->extras;
}

/** convo_graph_n_definitions: Returns: how many definitions */
int
convo_graph_n_definitions (const ConvoGraph *graph)
{
  return graph->definitions->len;
}

/** convo_graph_definition: Returns: (transfer none): the definition at @index */
const ConvoDefinition *
convo_graph_definition (const ConvoGraph *graph, int index)
{
  g_return_val_if_fail (index >= 0 && (guint) index < graph->definitions->len, NULL);
  return graph->definitions->pdata[index];
}

/** convo_graph_find_definition: Returns: (nullable) (transfer none): the definition of that name */
const ConvoDefinition *
convo_graph_find_definition (const ConvoGraph *graph, const char *name)
{
  return g_hash_table_lookup (graph->by_name, name);
}

/**
 * convo_graph_same_structure:
 *
 * Returns: whether both have the same layers, properties and wires in the same order, so that weights of one fit the
 *   other; names of the document, training settings and places do not count
 */
gboolean
convo_graph_same_structure (const ConvoGraph *a, const ConvoGraph *b)
{
  if (a == b)
    return TRUE;
  if (a->n_nodes != b->n_nodes
      || (a->definitions != b->definitions && !convo_value_equal (a->definitions_json, b->definitions_json)))
    return FALSE;
  for (int i = 0; i < a->n_nodes; i++)
    if (!convo_node_same (a->nodes[i], b->nodes[i]))
      return FALSE;
  return TRUE;
}

/** convo_graph_consumers: Returns: (transfer full) (element-type utf8): ids of the nodes that read @id, in order, once each */
GPtrArray *
convo_graph_consumers (const ConvoGraph *graph, const char *id)
{
  GPtrArray *consumers = g_ptr_array_new_with_free_func (g_free);
  int index = convo_graph_index (graph, id);

  for (int i = 0; index >= 0 && i < graph->n_nodes; i++)
    for (int port = 0; port < graph->nodes[i]->n_inputs; port++)
      if (convo_nodes_source (graph->index, graph->nodes[i]->inputs[port]) == index)
        {
          g_ptr_array_add (consumers, g_strdup (graph->nodes[i]->id));
          break;
        }
  return consumers;
}
