/* Edits of nodes: add, remove, properties, names, places. Each returns a new graph that shares what did not change. */
#include "compose-private.h"
#include "errors.h"
#include "text.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

/** convo_graph_locate: Returns: %TRUE if there is a top-level node @id; @index (out) is where */
gboolean
convo_graph_locate (const ConvoGraph *graph, const char *id, int *index, GError **error)
{
  *index = convo_graph_index (graph, id);
  if (*index >= 0)
    return TRUE;
  g_set_error (error, CONVO_ERROR, CONVO_ERROR_NAME, _("There is no node “%s”."), id);
  return FALSE;
}

/** convo_graph_free_id: Returns: (transfer full): "conv" gives conv1, conv2, …: the least free number; with @bare the
 * first one has none */
char *
convo_graph_free_id (const ConvoGraph *graph, const char *prefix, gboolean bare)
{
  g_autofree char *stem = g_strdup (prefix);
  gsize length = strlen (stem);

  while (length > 1 && g_ascii_isdigit (stem[length - 1]))
    stem[--length] = '\0';
  if (length > CONVO_LIMIT_NAME - 8)
    stem[CONVO_LIMIT_NAME - 8] = '\0';
  if (bare && convo_graph_index (graph, stem) < 0)
    return g_steal_pointer (&stem);
  for (int i = bare ? 2 : 1;; i++)
    {
      char *id = g_strdup_printf ("%s%d", stem, i);

      if (convo_graph_index (graph, id) < 0)
        return id;
      g_free (id);
    }
}

/**
 * convo_graph_add:
 * @type: name of a kind, or of a definition
 * @x: place on the canvas; NaN lets the layout find one
 * @y: place on the canvas
 * @id: (out) (optional) (transfer full): name of the new node
 * @error: return location; %CONVO_ERROR_NAME, %CONVO_ERROR_LIMIT
 *
 * Returns: (transfer full): the graph with one node more, unconnected, all at defaults
 */
ConvoGraph *
convo_graph_add (const ConvoGraph *graph, const char *type, double x, double y, char **id, GError **error)
{
  const ConvoKind *kind = convo_kind_find (type);
  gboolean block = kind == NULL && convo_graph_find_definition (graph, type) != NULL;
  gboolean bare = kind != NULL && (kind->flags & (CONVO_KIND_SOURCE | CONVO_KIND_LOSS));
  g_autofree char *name = convo_graph_free_id (graph, kind != NULL ? kind->prefix : type, bare);
  ConvoNodeSpec spec = { .id = name, .type = type, .block = block, .placed = !isnan (x) && !isnan (y),
                         .x = isnan (x) ? 0 : x, .y = isnan (y) ? 0 : y };
  g_autoptr(ConvoNode) node = NULL;
  ConvoGraph *result;

  if (graph->n_nodes >= CONVO_LIMIT_NODES)
    {
      g_set_error (error, CONVO_ERROR, CONVO_ERROR_LIMIT, _("The network has %d nodes already; that is the limit."),
                   CONVO_LIMIT_NODES);
      return NULL;
    }
  if (block && graph->inside != NULL && convo_definition_contains (graph, type, graph->inside->name))
    {
      g_set_error (error, CONVO_ERROR, CONVO_ERROR_LIMIT, _("A block cannot contain itself: “%s” is a part of “%s”."),
                   graph->inside->name, type);
      return NULL;
    }
  node = convo_node_build (&spec, error);
  if (node == NULL)
    return NULL;
  result = convo_graph_fork (graph);
  result->nodes[result->n_nodes++] = g_steal_pointer (&node);
  if (id != NULL)
    *id = g_steal_pointer (&name);
  return convo_graph_finish (result, FALSE);
}

/* The wire that takes the place of @wire once all nodes in @gone are removed; NULL: none */
static const char *
follow (const ConvoGraph *graph, const gboolean *gone, const char *wire, gboolean reconnect)
{
  for (int steps = 0; wire != NULL && steps <= graph->n_nodes; steps++)
    {
      int source = convo_nodes_source (graph->index, wire);

      if (source < 0 || !gone[source])
        return wire;
      wire = reconnect ? convo_node_input (graph->nodes[source], 0) : NULL;
    }
  return NULL;
}

static ConvoNode *
rewired (const ConvoGraph *graph, const ConvoNode *node, const gboolean *gone, gboolean reconnect)
{
  ConvoNode *copy = NULL;

  for (int port = node->n_inputs - 1; port >= 0; port--)
    {
      const char *wire = follow (graph, gone, node->inputs[port], reconnect);

      if (wire == node->inputs[port])
        continue;
      if (copy == NULL)
        copy = convo_node_copy (node);
      if (wire != NULL)
        convo_node_set_input (copy, port, wire);
      else
        convo_node_drop_input (copy, port);
    }
  return copy != NULL ? copy : convo_node_ref (node);
}

/* What a definition gives out once all nodes in @gone are removed: if nothing is left of it, the last node, else its input */
static void
follow_outputs (ConvoGraph *result, const ConvoGraph *graph, const gboolean *gone, gboolean reconnect)
{
  for (int i = 0; result->outputs != NULL && result->outputs[i] != NULL; i++)
    {
      const char *wire = follow (graph, gone, graph->outputs[i], reconnect);

      if (wire == NULL)
        wire = result->n_nodes > 0 ? result->nodes[result->n_nodes - 1]->id : "@in";
      g_free (result->outputs[i]);
      result->outputs[i] = g_strdup (wire);
    }
}

/* The first of @ids that lies deeper, and all others of its level: removed there. What another instance of the same
 * definition names too is gone already. */
static ConvoGraph *
remove_inside (const ConvoGraph *graph, const char *const *ids, gboolean reconnect, GError **error)
{
  g_autoptr(GPtrArray) here = g_ptr_array_new (), rest = g_ptr_array_new ();
  g_autoptr(ConvoGraph) inner = NULL, less = NULL;
  g_autofree char *level = NULL;
  const char *local;

  for (int i = 0; level == NULL && ids[i] != NULL; i++)
    convo_path_nested (ids[i], &level, &local);
  inner = convo_graph_enter (graph, level, error);
  if (inner == NULL)
    return NULL;
  for (int i = 0; ids[i] != NULL; i++)
    {
      g_autofree char *other = convo_path_level (ids[i]);

      if (strcmp (other, level) != 0)
        g_ptr_array_add (rest, (gpointer) ids[i]);
      else if (convo_graph_index (inner, convo_path_id (ids[i])) >= 0)
        g_ptr_array_add (here, (gpointer) convo_path_id (ids[i]));
    }
  g_ptr_array_add (here, NULL);
  g_ptr_array_add (rest, NULL);
  less = convo_graph_leave (graph, level, convo_graph_remove (inner, (const char *const *) here->pdata, reconnect, error), error);
  if (less == NULL || rest->len == 1)
    return g_steal_pointer (&less);
  return convo_graph_remove (less, (const char *const *) rest->pdata, reconnect, error);
}

/**
 * convo_graph_remove:
 * @ids: %NULL-terminated names or paths of nodes
 * @reconnect: join the first input of each to all that read it
 * @error: return location; %CONVO_ERROR_NAME
 *
 * Returns: (transfer full): the graph without them
 */
ConvoGraph *
convo_graph_remove (const ConvoGraph *graph, const char *const *ids, gboolean reconnect, GError **error)
{
  g_autofree gboolean *gone = g_new0 (gboolean, graph->n_nodes);
  ConvoGraph *result;
  int n = 0;

  for (int i = 0; ids[i] != NULL; i++)
    if (strchr (ids[i], '.') != NULL)
      return remove_inside (graph, ids, reconnect, error);
  for (int i = 0, index; ids[i] != NULL; i++)
    if (!convo_graph_locate (graph, ids[i], &index, error))
      return NULL;
    else
      gone[index] = TRUE;
  result = convo_graph_fork (graph);
  for (int i = 0; i < graph->n_nodes; i++)
    {
      convo_node_unref (result->nodes[i]);
      if (!gone[i])
        result->nodes[n++] = rewired (graph, graph->nodes[i], gone, reconnect);
    }
  result->n_nodes = n;
  follow_outputs (result, graph, gone, reconnect);
  return convo_graph_finish (result, FALSE);
}

static gboolean
check_value (const ConvoGraph *graph, const ConvoNode *node, const char *key, JsonNode *value, GError **error)
{
  const ConvoDefinition *definition = convo_graph_find_definition (graph, node->type);
  gint64 repeat = 1;

  if (value != NULL && strcmp (key, "repeat") == 0
      && (!convo_value_int (value, NULL, _("Repeat"), &repeat, error) || repeat < 1 || repeat > CONVO_LIMIT_NODES))
    {
      if (error != NULL && *error == NULL)
        g_set_error (error, CONVO_ERROR, CONVO_ERROR_PROPERTY, _("%s is %" PRId64 "; it must be between %d and %d."),
                     _("Repeat"), repeat, 1, CONVO_LIMIT_NODES);
      return FALSE;
    }
  if (node->kind != NULL || convo_node_get (node, key) != NULL || strcmp (key, "repeat") == 0
      || (definition != NULL && g_strv_contains ((const char *const *) definition->arguments, key)))
    return TRUE;
  g_set_error (error, CONVO_ERROR, CONVO_ERROR_NAME, _("The block “%s” has no argument “%s”; remove it or correct its name."),
               node->type, key);
  return FALSE;
}

/* A condition, repeat, …: 1 done, 0 @key is none of them, -1 refused */
static int
set_special (ConvoNode *node, const char *key, JsonNode *value, GError **error)
{
  for (NodeKey i = 0; i <= NODE_WEIGHT; i++)
    if (strcmp (convo_node_key_names[i], key) == 0)
      return convo_node_put_special (node, i, value, error) ? 1 : -1;
  return 0;
}

/**
 * convo_graph_set_property:
 * @id: a top-level node
 * @key: a property of its kind; of an instance an argument or "repeat"; of any node "if", "when", of a loss "weight"
 * @value: (nullable): whole number, list of them, boolean, real, or name of a choice; %NULL for the default
 * @error: return location; %CONVO_ERROR_PROPERTY, %CONVO_ERROR_NAME
 *
 * Checks type and legal range.
 *
 * Returns: (transfer full): the graph with that value
 */
ConvoGraph *
convo_graph_set_property (const ConvoGraph *graph, const char *id, const char *key, JsonNode *value, GError **error)
{
  g_autoptr(ConvoNode) node = NULL;
  g_autoptr(ConvoGraph) inner = NULL;
  g_autofree char *level = NULL;
  ConvoScope scope = { 0 };
  ConvoGraph *result;
  const char *local;
  int index, special;

  if (convo_path_nested (id, &level, &local))
    return (inner = convo_graph_enter (graph, level, error)) == NULL ? NULL
      : convo_graph_leave (graph, level, convo_graph_set_property (inner, local, key, value, error), error);
  if (graph->inside != NULL)
    scope = (ConvoScope) { graph->inside->n_arguments, (const char *const *) graph->inside->arguments, NULL, FALSE };
  if (!convo_graph_locate (graph, id, &index, error) || !check_value (graph, graph->nodes[index], key, value, error))
    return NULL;
  node = convo_node_copy (graph->nodes[index]);
  special = set_special (node, key, value, error);
  if (special < 0
      || (special == 0 && !convo_node_put (node, key, value, value != NULL && convo_value_is_expression (value)
                                                             ? &scope : NULL, error)))
    return NULL;
  if (special == 0 && node->kind != NULL && value != NULL && !convo_value_is_expression (value)
      && !convo_kind_check (node->kind, node->state, error))
    return NULL;
  if (convo_node_same (node, graph->nodes[index]))
    return convo_graph_ref (graph);
  result = convo_graph_fork (graph);
  convo_graph_replace (result, index, g_steal_pointer (&node));
  return convo_graph_finish (result, FALSE);
}

static void
rename_wires (char **wires, int n, const char *id, const char *new_id)
{
  gsize length = strlen (id);

  for (int i = 0; i < n; i++)
    if (wires[i] != NULL && strncmp (wires[i], id, length) == 0 && (wires[i][length] == '\0' || wires[i][length] == ':'))
      {
        char *wire = g_strconcat (new_id, wires[i] + length, NULL);

        g_free (wires[i]);
        wires[i] = wire;
      }
}

/**
 * convo_graph_rename:
 * @new_id: letters, digits, "_", "-"; not taken
 * @error: return location; %CONVO_ERROR_NAME, %CONVO_ERROR_LIMIT
 *
 * Returns: (transfer full): the graph where @id is called @new_id, in all wires too
 */
ConvoGraph *
convo_graph_rename (const ConvoGraph *graph, const char *id, const char *new_id, GError **error)
{
  g_autoptr(GPtrArray) consumers = NULL;
  g_autoptr(ConvoGraph) inner = NULL;
  g_autofree char *level = NULL;
  const char *local;
  ConvoGraph *result;
  ConvoNode *node;
  int index;

  if (convo_path_nested (id, &level, &local))
    return (inner = convo_graph_enter (graph, level, error)) == NULL ? NULL
      : convo_graph_leave (graph, level, convo_graph_rename (inner, local, new_id, error), error);
  if (!convo_graph_locate (graph, id, &index, error) || !convo_id_valid (new_id, error))
    return NULL;
  if (strcmp (id, new_id) == 0)
    return convo_graph_ref (graph);
  if (convo_graph_index (graph, new_id) >= 0)
    {
      g_set_error (error, CONVO_ERROR, CONVO_ERROR_NAME, _("There is a node “%s” already; choose another name."), new_id);
      return NULL;
    }
  consumers = convo_graph_consumers (graph, id);
  result = convo_graph_fork (graph);
  for (guint i = 0; i < consumers->len; i++)
    {
      int consumer = convo_graph_index (graph, consumers->pdata[i]);

      node = convo_node_copy (graph->nodes[consumer]);
      rename_wires (node->inputs, node->n_inputs, id, new_id);
      convo_graph_replace (result, consumer, node);
    }
  node = convo_node_copy (result->nodes[index]);
  g_free (node->id);
  node->id = g_strdup (new_id);
  convo_graph_replace (result, index, node);
  if (result->outputs != NULL)
    rename_wires (result->outputs, (int) g_strv_length (result->outputs), id, new_id);
  return convo_graph_finish (result, FALSE);
}

/** convo_graph_move: Returns: (transfer full): the graph with @id at that place; @graph itself if it is there already */
ConvoGraph *
convo_graph_move (const ConvoGraph *graph, const char *id, double x, double y)
{
  int index = convo_graph_index (graph, id);
  ConvoGraph *result;
  ConvoNode *node;

  if (index < 0 && strchr (id, '.') != NULL)
    return convo_graph_move_many (graph, &id, &x, &y, 1);
  g_return_val_if_fail (index >= 0, convo_graph_ref (graph));
  node = graph->nodes[index];
  if (node->placed && node->x == x && node->y == y)
    return convo_graph_ref (graph);
  node = convo_node_copy (node);
  node->placed = TRUE;
  node->x = x;
  node->y = y;
  result = convo_graph_fork (graph);
  convo_graph_replace (result, index, node);
  return convo_graph_finish (result, FALSE);
}

/* Places within definitions are relative to the frame that shows them. The first level that is met, then the rest. */
static ConvoGraph *
move_inside (const ConvoGraph *graph, const char *const *ids, const double *x, const double *y, int n)
{
  g_autofree const char **here = g_new (const char *, n + 1), **rest = g_new (const char *, n + 1);
  g_autofree double *at = g_new (double, 4 * (gsize) n);
  g_autoptr(ConvoGraph) inner = NULL, moved = NULL;
  g_autofree char *level = NULL;
  const char *local;
  int n_here = 0, n_rest = 0;

  for (int i = 0; level == NULL && i < n; i++)
    convo_path_nested (ids[i], &level, &local);
  for (int i = 0; i < n; i++)
    {
      g_autofree char *other = convo_path_level (ids[i]);

      if (strcmp (other, level) == 0)
        here[n_here] = convo_path_id (ids[i]), at[n_here] = x[i], at[n + n_here++] = y[i];
      else
        rest[n_rest] = ids[i], at[2 * n + n_rest] = x[i], at[3 * n + n_rest++] = y[i];
    }
  inner = convo_graph_enter (graph, level, NULL);
  if (inner != NULL)
    moved = convo_graph_leave (graph, level, convo_graph_move_many (inner, here, at, at + n, n_here), NULL);
  if (moved == NULL)
    moved = convo_graph_ref (graph);
  return n_rest > 0 ? convo_graph_move_many (moved, rest, at + 2 * n, at + 3 * n, n_rest) : g_steal_pointer (&moved);
}

/** convo_graph_move_many: Returns: (transfer full): the graph with @n nodes at other places; unknown @ids are passed over */
ConvoGraph *
convo_graph_move_many (const ConvoGraph *graph, const char *const *ids, const double *x, const double *y, int n)
{
  ConvoGraph *result = NULL;

  for (int i = 0; i < n; i++)
    if (strchr (ids[i], '.') != NULL)
      return move_inside (graph, ids, x, y, n);
  for (int i = 0; i < n; i++)
    {
      int index = convo_graph_index (graph, ids[i]);
      const ConvoNode *old = index >= 0 ? (result != NULL ? result : graph)->nodes[index] : NULL;
      ConvoNode *node;

      if (old == NULL || (old->placed && old->x == x[i] && old->y == y[i]))
        continue;
      node = convo_node_copy (old);
      node->placed = TRUE;
      node->x = x[i];
      node->y = y[i];
      if (result == NULL)
        result = convo_graph_fork (graph);
      convo_graph_replace (result, index, node);
    }
  return result != NULL ? convo_graph_finish (result, FALSE) : convo_graph_ref (graph);
}

/** convo_graph_set_name: Returns: (transfer full): the graph with another title */
ConvoGraph *
convo_graph_set_name (const ConvoGraph *graph, const char *name)
{
  ConvoGraph *result;

  if (strcmp (graph->name, name) == 0)
    return convo_graph_ref (graph);
  result = convo_graph_fork (graph);
  g_free (result->name);
  result->name = g_strdup (name);
  return convo_graph_finish (result, FALSE);
}

/**
 * convo_graph_set_training:
 * @key: "optimizer", "learning-rate", "momentum", "weight-decay", "batch", "epochs", …
 * @value: (nullable): %NULL removes the key
 *
 * Returns: (transfer full): the graph with that training setting
 */
ConvoGraph *
convo_graph_set_training (const ConvoGraph *graph, const char *key, JsonNode *value)
{
  g_autoptr(JsonObject) object = json_object_new ();
  g_autoptr(JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  ConvoGraph *result;

  if (graph->training != NULL)
    {
      JsonObjectIter iter;
      const char *name;
      JsonNode *item;

      json_object_iter_init_ordered (&iter, json_node_get_object (graph->training));
      while (json_object_iter_next_ordered (&iter, &name, &item))
        if (value != NULL || strcmp (name, key) != 0)
          json_object_set_member (object, name, json_node_copy (item));
    }
  if (value != NULL)
    json_object_set_member (object, key, json_node_copy (value));
  json_node_set_object (node, object);
  json_node_seal (node);
  if (graph->training != NULL && json_node_equal (node, graph->training))
    return convo_graph_ref (graph);
  result = convo_graph_fork (graph);
  g_clear_pointer (&result->training, json_node_unref);
  result->training = g_steal_pointer (&node);
  return convo_graph_finish (result, FALSE);
}
