/* Definitions and nodes from elsewhere: the library, the clipboard. */
#include "compose-private.h"
#include "errors.h"
#include "text.h"

#include <string.h>

/** convo_graph_free_definition_name: Returns: (transfer full): @stem, or @stem with the least number that is not taken */
char *
convo_graph_free_definition_name (const ConvoGraph *graph, const char *stem)
{
  char *name = g_strdup (stem);

  for (int i = 2; convo_graph_find_definition (graph, name) != NULL || convo_kind_find (name) != NULL; i++)
    {
      g_free (name);
      name = g_strdup_printf ("%s%d", stem, i);
    }
  return name;
}

static ConvoNode *
renamed_type (const ConvoNode *node, GHashTable *names)
{
  const char *other = node->kind == NULL ? g_hash_table_lookup (names, node->type) : NULL;
  ConvoNode *copy;

  if (other == NULL || strcmp (other, node->type) == 0)
    return convo_node_ref (node);
  copy = convo_node_copy (node);
  g_free (copy->type);
  copy->type = g_strdup (other);
  return copy;
}

/* @definition called @name, its instances of others called as @names says */
static ConvoDefinition *
renamed_definition (const ConvoDefinition *definition, const char *name, GHashTable *names, GError **error)
{
  g_autofree ConvoNode **nodes = g_new (ConvoNode *, definition->n_nodes + 1);
  ConvoDefinition *result;

  for (int i = 0; i < definition->n_nodes; i++)
    nodes[i] = renamed_type (definition->nodes[i], names);
  result = convo_definition_rebuild (definition, name, nodes, definition->n_nodes, (const char *const *) definition->outputs, error);
  for (int i = 0; i < definition->n_nodes; i++)
    convo_node_unref (nodes[i]);
  return result;
}

static gboolean
same_definition (const ConvoDefinition *a, const ConvoDefinition *b)
{
  if (a->n_nodes != b->n_nodes || a->n_arguments != b->n_arguments || (a->outputs == NULL) != (b->outputs == NULL)
      || (a->outputs != NULL && !g_strv_equal ((const char *const *) a->outputs, (const char *const *) b->outputs)))
    return FALSE;
  for (int i = 0; i < a->n_arguments; i++)
    if (strcmp (a->arguments[i], b->arguments[i]) != 0 || !convo_value_equal (a->defaults[i], b->defaults[i]))
      return FALSE;
  for (int i = 0; i < a->n_nodes; i++)
    if (!convo_node_same (a->nodes[i], b->nodes[i]))
      return FALSE;
  return TRUE;
}

/* Brings @name and all that it is made of; @names: what they are called here. @depth against definitions in a circle */
static gboolean
bring (ConvoGraph **graph, const ConvoGraph *library, const char *name, GHashTable *names, int depth, GError **error)
{
  const ConvoDefinition *definition = convo_graph_find_definition (library, name), *here;
  ConvoDefinition *brought;
  g_autofree char *as = NULL;
  GPtrArray *definitions;
  ConvoGraph *next;

  if (g_hash_table_contains (names, name))
    return TRUE;
  if (definition == NULL || depth > CONVO_LIMIT_DEPTH)
    {
      g_set_error (error, CONVO_ERROR, CONVO_ERROR_NAME, _("There is no block “%s”; correct the name, or define it."), name);
      return FALSE;
    }
  for (int i = 0; i < definition->n_nodes; i++)
    if (definition->nodes[i]->kind == NULL && !bring (graph, library, definition->nodes[i]->type, names, depth + 1, error))
      return FALSE;
  here = convo_graph_find_definition (*graph, name);
  brought = renamed_definition (definition, name, names, error);
  if (brought == NULL)
    return FALSE;
  if (here != NULL && same_definition (here, brought))
    {
      convo_definition_unref (brought);
      g_hash_table_insert (names, g_strdup (name), g_strdup (name));
      return TRUE;
    }
  as = convo_graph_free_definition_name (*graph, name);
  if (strcmp (as, name) != 0)
    {
      convo_definition_unref (brought);
      brought = renamed_definition (definition, as, names, error);
    }
  definitions = convo_definitions_copy (*graph);
  g_ptr_array_add (definitions, brought);
  next = convo_graph_with_definitions (*graph, definitions);
  convo_graph_unref (*graph);
  *graph = next;
  g_hash_table_insert (names, g_strdup (name), g_steal_pointer (&as));
  return TRUE;
}

/**
 * convo_graph_import:
 * @library: the graph that defines @name
 * @name: a definition
 * @as: (out) (optional) (transfer full): what it is called in @graph: another name if @name means something else there
 * @error: return location; %CONVO_ERROR_NAME
 *
 * Returns: (transfer full): @graph with that definition and those it is made of; @graph itself if it has them
 */
ConvoGraph *
convo_graph_import (const ConvoGraph *graph, const ConvoGraph *library, const char *name, char **as, GError **error)
{
  g_autoptr(GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr(ConvoGraph) result = convo_graph_ref (graph);

  if (!bring (&result, library, name, names, 0, error))
    return NULL;
  if (as != NULL)
    *as = g_strdup (g_hash_table_lookup (names, name));
  return g_steal_pointer (&result);
}

/**
 * convo_graph_extract:
 * @paths: %NULL-terminated, of one level
 * @error: return location; %CONVO_ERROR_NAME
 *
 * Returns: (transfer full): a graph of these nodes alone with all definitions: what goes to the clipboard
 */
ConvoGraph *
convo_graph_extract (const ConvoGraph *graph, const char *const *paths, GError **error)
{
  g_autofree char *level = paths[0] != NULL ? convo_path_level (paths[0]) : g_strdup ("");
  g_autoptr(ConvoGraph) inner = level[0] != '\0' ? convo_graph_enter (graph, level, error) : convo_graph_ref (graph);
  g_autoptr(GPtrArray) gone = g_ptr_array_new (), kept = g_ptr_array_new ();
  g_autoptr(ConvoGraph) rest = NULL;
  ConvoGraph *result;

  if (inner == NULL)
    return NULL;
  for (int i = 0; paths[i] != NULL; i++)
    g_ptr_array_add (kept, (gpointer) convo_path_id (paths[i]));
  for (int i = 0; i < inner->n_nodes; i++)
    if (!g_ptr_array_find_with_equal_func (kept, inner->nodes[i]->id, g_str_equal, NULL))
      g_ptr_array_add (gone, inner->nodes[i]->id);
  g_ptr_array_add (gone, NULL);
  rest = convo_graph_remove (inner, (const char *const *) gone->pdata, FALSE, error);
  if (rest == NULL)
    return NULL;
  result = convo_graph_fork (rest);
  g_clear_pointer (&result->inside, convo_definition_unref);
  g_clear_pointer (&result->outputs, g_strfreev);
  g_clear_pointer (&result->about, json_node_unref);
  g_clear_pointer (&result->training, json_node_unref);
  g_clear_pointer (&result->view, json_node_unref);
  for (int i = 0; i < result->n_nodes; i++)
    {
      ConvoNode *copy = convo_node_copy (result->nodes[i]);

      copy->placed = FALSE;
      for (int port = copy->n_inputs - 1; port >= 0; port--)
        if (copy->inputs[port] != NULL && copy->inputs[port][0] == '@')
          convo_node_set_input (copy, port, NULL);
      convo_graph_replace (result, i, copy);
    }
  return convo_graph_finish (result, FALSE);
}

/* Wires between copied nodes stay, under the new names in @ids; the others are cut */
static void
wire_copy (ConvoNode *copy, const ConvoGraph *from, GHashTable *ids)
{
  for (int port = 0; port < copy->n_inputs; port++)
    {
      const int source = convo_nodes_source (from->index, copy->inputs[port]);
      const char *colon = source >= 0 ? strchr (copy->inputs[port], ':') : NULL;
      const char *other = source >= 0 ? g_hash_table_lookup (ids, from->nodes[source]->id) : NULL;
      g_autofree char *wire = other != NULL ? g_strconcat (other, colon, NULL) : NULL;

      convo_node_set_input (copy, port, wire);
    }
}

/**
 * convo_graph_paste:
 * @from: what convo_graph_extract() gave, perhaps of another document
 * @level: where to
 * @paths: (out) (transfer full): paths of the new nodes, in the order of @from
 * @error: return location
 *
 * Returns: (transfer full): @graph with copies of the nodes, wired among each other, and the definitions they need
 */
ConvoGraph *
convo_graph_paste (const ConvoGraph *graph, const ConvoGraph *from, const char *level, char ***paths, GError **error)
{
  g_autoptr(GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr(GHashTable) ids = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  g_autoptr(ConvoGraph) with = level[0] != '\0' ? convo_graph_enter (graph, level, error) : convo_graph_ref (graph);
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();

  if (with == NULL)
    return NULL;
  for (int i = 0; i < from->n_nodes; i++)
    if (from->nodes[i]->kind == NULL && !bring (&with, from, from->nodes[i]->type, names, 0, error))
      return NULL;
  for (int i = 0; i < from->n_nodes; i++)
    {
      g_autoptr(ConvoNode) plain = renamed_type (from->nodes[i], names);
      ConvoNode *copy = convo_node_copy (plain);
      g_autofree char *path = NULL;
      ConvoGraph *next;

      if (copy->kind == NULL && with->inside != NULL && convo_definition_contains (with, copy->type, with->inside->name))
        {
          g_set_error (error, CONVO_ERROR, CONVO_ERROR_LIMIT, _("A block cannot contain itself: “%s” is a part of “%s”."),
                       with->inside->name, copy->type);
          convo_node_unref (copy);
          return NULL;
        }
      g_free (copy->id);
      copy->id = convo_graph_index (with, plain->id) < 0 ? g_strdup (plain->id) : convo_graph_free_id (with, plain->id, FALSE);
      g_hash_table_insert (ids, from->nodes[i]->id, g_strdup (copy->id));
      wire_copy (copy, from, ids);
      path = convo_path_join (level, copy->id);
      g_strv_builder_add (builder, path);
      next = convo_graph_fork (with);
      next->nodes[next->n_nodes++] = copy;
      convo_graph_unref (with);
      with = convo_graph_finish (next, FALSE);
    }
  if (level[0] != '\0')
    with = convo_graph_leave (graph, level, g_steal_pointer (&with), error);
  if (with != NULL)
    *paths = g_strv_builder_end (builder);
  return g_steal_pointer (&with);
}
