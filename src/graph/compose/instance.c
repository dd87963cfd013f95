/* What belongs to one instance: whether it is folded, and the arguments of its first and last copy. */
#include "compose-private.h"
#include "errors.h"
#include "text.h"

#include <string.h>

/* @object (nullable) with @key at @value (nullable: without it); NULL if nothing is left */
static JsonNode *
with_member (JsonNode *object, const char *key, JsonNode *value)
{
  g_autoptr(JsonObject) copy = json_object_new ();
  JsonObjectIter iter;
  const char *name;
  JsonNode *item, *out;

  if (object != NULL)
    {
      json_object_iter_init_ordered (&iter, json_node_get_object (object));
      while (json_object_iter_next_ordered (&iter, &name, &item))
        if (value != NULL || strcmp (name, key) != 0)
          json_object_set_member (copy, name, json_node_copy (item));
    }
  if (value != NULL)
    json_object_set_member (copy, key, json_node_copy (value));
  if (json_object_get_size (copy) == 0)
    return NULL;
  out = json_node_init_object (json_node_alloc (), copy);
  json_node_seal (out);
  return out;
}

static ConvoGraph *
put_special (const ConvoGraph *graph, int index, NodeKey key, JsonNode *value, GError **error)
{
  g_autoptr(ConvoNode) node = convo_node_copy (graph->nodes[index]);
  ConvoGraph *result;

  if (!convo_node_put_special (node, key, value, error))
    return NULL;
  result = convo_graph_fork (graph);
  convo_graph_replace (result, index, g_steal_pointer (&node));
  return convo_graph_finish (result, FALSE);
}

/** convo_node_folded: Returns: whether the canvas shows an instance as one block: unless its view says "folded": false */
gboolean
convo_node_folded (const ConvoNode *node)
{
  JsonNode *view = node->special[NODE_VIEW];
  JsonNode *folded = view != NULL ? json_object_get_member (json_node_get_object (view), "folded") : NULL;

  return folded == NULL || !JSON_NODE_HOLDS_VALUE (folded) || json_node_get_value_type (folded) != G_TYPE_BOOLEAN
         || json_node_get_boolean (folded);
}

/**
 * convo_graph_set_folded:
 * @path: an instance
 * @error: return location; %CONVO_ERROR_NAME
 *
 * Returns: (transfer full): the graph with @path folded or unfolded; @graph itself if it is so
 */
ConvoGraph *
convo_graph_set_folded (const ConvoGraph *graph, const char *path, gboolean folded, GError **error)
{
  g_autofree char *level = NULL;
  g_autoptr(ConvoGraph) inner = NULL;
  g_autoptr(JsonNode) value = NULL, view = NULL;
  const char *local;
  int index;

  if (convo_path_nested (path, &level, &local))
    return (inner = convo_graph_enter (graph, level, error)) == NULL ? NULL
      : convo_graph_leave (graph, level, convo_graph_set_folded (inner, local, folded, error), error);
  if (!convo_graph_locate (graph, path, &index, error))
    return NULL;
  if (convo_node_folded (graph->nodes[index]) == folded)
    return convo_graph_ref (graph);
  value = json_node_init_boolean (json_node_alloc (), folded);
  view = with_member (graph->nodes[index]->special[NODE_VIEW], "folded", value);
  return put_special (graph, index, NODE_VIEW, view, error);
}

static gboolean
check_argument (const ConvoGraph *graph, const ConvoNode *node, const char *argument, JsonNode *value, GError **error)
{
  const ConvoDefinition *definition = node->kind == NULL ? convo_graph_find_definition (graph, node->type) : NULL;
  ConvoScope scope = { 0 };
  gint64 ignored;

  if (graph->inside != NULL)
    scope = (ConvoScope) { graph->inside->n_arguments, (const char *const *) graph->inside->arguments, NULL, FALSE };
  if (definition != NULL && g_strv_contains ((const char *const *) definition->arguments, argument))
    return value == NULL || convo_value_int (value, &scope, argument, &ignored, error);
  g_set_error (error, CONVO_ERROR, CONVO_ERROR_NAME, _("The block “%s” has no argument “%s”; remove it or correct its name."),
               node->type, argument);
  return FALSE;
}

/**
 * convo_graph_set_argument:
 * @path: an instance
 * @which: "first" or "last" copy of a repeat; %NULL for all copies
 * @argument: of its definition
 * @value: (nullable): a whole number, or inside a definition an expression; %NULL: as the other copies, or the default
 * @error: return location; %CONVO_ERROR_NAME, %CONVO_ERROR_PROPERTY
 *
 * Returns: (transfer full): the graph with that argument
 */
ConvoGraph *
convo_graph_set_argument (const ConvoGraph *graph, const char *path, const char *which, const char *argument,
                          JsonNode *value, GError **error)
{
  const NodeKey key = g_strcmp0 (which, "last") == 0 ? NODE_LAST : NODE_FIRST;
  g_autofree char *level = NULL;
  g_autoptr(ConvoGraph) inner = NULL;
  g_autoptr(JsonNode) object = NULL;
  const char *local;
  int index;

  if (which == NULL)
    return convo_graph_set_property (graph, path, argument, value, error);
  if (convo_path_nested (path, &level, &local))
    return (inner = convo_graph_enter (graph, level, error)) == NULL ? NULL
      : convo_graph_leave (graph, level, convo_graph_set_argument (inner, local, which, argument, value, error), error);
  if (!convo_graph_locate (graph, path, &index, error)
      || !check_argument (graph, graph->nodes[index], argument, value, error))
    return NULL;
  object = with_member (graph->nodes[index]->special[key], argument, value);
  if (convo_value_equal (object, graph->nodes[index]->special[key]))
    return convo_graph_ref (graph);
  return put_special (graph, index, key, object, error);
}
