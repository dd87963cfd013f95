/* Ungrouping: an instance becomes the nodes it stands for; a repeat becomes its copies first. */
#include "compose-private.h"
#include "errors.h"
#include "text.h"

#include <inttypes.h>
#include <string.h>

/* What an argument means for one instance: a whole number, or an expression over the arguments around it */
typedef struct
{
  const ConvoDefinition *definition;
  char **text;                   /* [n_arguments] "64", "(4*channels)" */
} Binding;

static char *
substitute (const Binding *self, const char *expression)
{
  GString *out = g_string_new (NULL);

  for (const char *at = expression; *at != '\0';)
    {
      gsize length = strspn (at, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_");
      const char *value = NULL;

      if (length == 0)
        {
          g_string_append_c (out, *at++);
          continue;
        }
      for (int i = 0; i < self->definition->n_arguments; i++)
        if (strlen (self->definition->arguments[i]) == length && strncmp (self->definition->arguments[i], at, length) == 0)
          value = self->text[i];
      if (value != NULL)
        g_string_append (out, value);
      else
        g_string_append_len (out, at, length);
      at += length;
    }
  return g_string_free (out, FALSE);
}

/* @value with the arguments put in: a number where nothing is left open */
static JsonNode *
resolve (const Binding *self, JsonNode *value)
{
  JsonNode *out;

  if (JSON_NODE_HOLDS_ARRAY (value))
    {
      JsonArray *items = json_node_get_array (value), *array = json_array_new ();

      for (guint i = 0; i < json_array_get_length (items); i++)
        json_array_add_element (array, resolve (self, json_array_get_element (items, i)));
      out = json_node_init_array (json_node_alloc (), array);
      json_array_unref (array);
    }
  else if (JSON_NODE_HOLDS_OBJECT (value))
    {
      JsonObject *object = json_object_new ();
      JsonObjectIter iter;
      const char *key;
      JsonNode *item;

      json_object_iter_init_ordered (&iter, json_node_get_object (value));
      while (json_object_iter_next_ordered (&iter, &key, &item))
        json_object_set_member (object, key, resolve (self, item));
      out = json_node_init_object (json_node_alloc (), object);
      json_object_unref (object);
    }
  else if (convo_value_is_expression (value))
    {
      g_autofree char *text = substitute (self, json_node_get_string (value) + 1), *whole = g_strconcat ("=", text, NULL);
      gint64 number;

      if (convo_expression_eval (whole, NULL, &number, NULL))
        out = json_node_init_int (json_node_alloc (), number);
      else
        out = json_node_init_string (json_node_alloc (), whole);
    }
  else
    return json_node_copy (value);
  return out;
}

static char *
text_of (JsonNode *value)
{
  if (convo_value_is_expression (value))
    return g_strdup_printf ("(%s)", json_node_get_string (value) + 1);
  return g_strdup_printf (json_node_get_int (value) < 0 ? "(%" PRId64 ")" : "%" PRId64, json_node_get_int (value));
}

static JsonNode *
given (const ConvoNode *instance, const char *argument)
{
  for (int i = 0; i < instance->n_props; i++)
    if (strcmp (instance->keys[i], argument) == 0)
      return instance->values[i];
  return NULL;
}

static void
bind (Binding *self, const ConvoNode *instance, const ConvoDefinition *definition)
{
  self->definition = definition;
  self->text = g_new0 (char *, definition->n_arguments + 1);
  for (int i = 0; i < definition->n_arguments; i++)
    {
      JsonNode *value = given (instance, definition->arguments[i]);
      g_autoptr(JsonNode) initial = value == NULL ? resolve (self, definition->defaults[i]) : NULL;

      self->text[i] = text_of (value != NULL ? value : initial);
    }
}

/* One node of the definition with the instance's arguments put in */
static ConvoNode *
free_node (const Binding *self, const ConvoNode *node, const char *id, GError **error)
{
  g_autoptr(ConvoNode) copy = convo_node_copy (node);
  static const ConvoScope any = { .any = TRUE };

  g_free (copy->id);
  copy->id = g_strdup (id);
  copy->placed = FALSE;
  for (int i = 0; i < node->n_props; i++)
    if (convo_value_is_expression (node->values[i]))
      {
        g_autoptr(JsonNode) value = resolve (self, node->values[i]);

        if (!convo_node_put (copy, node->keys[i], value, &any, error))
          return NULL;
      }
  for (NodeKey key = NODE_CONDITION; key <= NODE_LAST; key++)
    if (node->special[key] != NULL)
      {
        g_autoptr(JsonNode) value = resolve (self, node->special[key]);

        if (!convo_node_put_special (copy, key, value, error))
          return NULL;
      }
  return g_steal_pointer (&copy);
}

/* −1: depends on arguments around it; 0 absent; 1 present for good */
static int
presence (const ConvoNode *node)
{
  JsonNode *value = node->special[NODE_CONDITION];

  if (value == NULL)
    return 1;
  if (convo_value_is_expression (value))
    return -1;
  if (json_node_get_value_type (value) == G_TYPE_BOOLEAN)
    return json_node_get_boolean (value);
  return json_node_get_int (value) != 0;
}

/* The names of a dissolved instance outside of it */
typedef struct
{
  const ConvoGraph *graph;
  const ConvoNode *instance;
  const ConvoDefinition *definition;
  ConvoNode **nodes;             /* [n_nodes]; NULL: absent */
  char **ids;                    /* [n_nodes] */
} Melt;

/* What a wire within the definition is outside: NULL for a free port */
static char *
outside (const Melt *self, const char *wire)
{
  for (int steps = 0; wire != NULL && steps <= self->definition->n_nodes; steps++)
    {
      const int source = convo_nodes_source (self->definition->index, wire);
      int port = 0;

      if (wire[0] == '@')
        return convo_wire_parse (wire, NULL, &port) ? g_strdup (convo_node_input (self->instance, port)) : NULL;
      if (source < 0)
        return NULL;
      if (self->nodes[source] != NULL)
        {
          const char *colon = strchr (wire, ':');

          return g_strconcat (self->ids[source], colon, NULL);
        }
      wire = convo_node_input (self->definition->nodes[source], 0);
    }
  return NULL;
}

static void
wire_up (Melt *self)
{
  for (int i = 0; i < self->definition->n_nodes; i++)
    for (int port = 0; self->nodes[i] != NULL && port < self->definition->nodes[i]->n_inputs; port++)
      {
        g_autofree char *wire = outside (self, self->definition->nodes[i]->inputs[port]);

        convo_node_set_input (self->nodes[i], port, wire);
      }
}

static gboolean
make_nodes (Melt *self, GError **error)
{
  g_autofree char **text = NULL;
  Binding binding = { 0 };
  g_autoptr(GHashTable) taken = g_hash_table_new (g_str_hash, g_str_equal);
  gboolean done = TRUE;

  bind (&binding, self->instance, self->definition);
  text = binding.text;
  for (int i = 0; done && i < self->definition->n_nodes; i++)
    {
      const ConvoNode *node = self->definition->nodes[i];
      char *id = g_strdup (node->id);

      for (int k = 1; convo_graph_index (self->graph, id) >= 0 || g_hash_table_contains (taken, id); k++)
        {
          g_free (id);
          id = g_strdup_printf ("%s-%d", node->id, k);
        }
      self->ids[i] = id;
      g_hash_table_add (taken, id);
      self->nodes[i] = free_node (&binding, node, id, error);
      done = self->nodes[i] != NULL;
      if (done && presence (self->nodes[i]) == 0)
        g_clear_pointer (&self->nodes[i], convo_node_unref);
      else if (done && presence (self->nodes[i]) == 1)
        g_clear_pointer (&self->nodes[i]->special[NODE_CONDITION], json_node_unref);
    }
  for (int i = 0; i < self->definition->n_arguments; i++)
    g_free (text[i]);
  return done;
}

static char *
output_of (const Melt *self, const char *wire)
{
  int port = 0;
  const char *inside = NULL;

  convo_wire_parse (wire, NULL, &port);
  if (self->definition->outputs != NULL)
    inside = port < (int) g_strv_length (self->definition->outputs) ? self->definition->outputs[port] : NULL;
  else
    inside = self->definition->n_nodes > 0 ? self->definition->nodes[self->definition->n_nodes - 1]->id : "@in";
  return outside (self, inside);
}

static void
rewire (const Melt *self, ConvoGraph *result, int at)
{
  for (int i = 0; i < result->n_nodes; i++)
    {
      ConvoNode *copy = NULL;

      for (int port = 0; i != at && port < result->nodes[i]->n_inputs; port++)
        if (convo_nodes_source (self->graph->index, result->nodes[i]->inputs[port]) == at)
          {
            g_autofree char *wire = output_of (self, result->nodes[i]->inputs[port]);

            copy = copy != NULL ? copy : convo_node_copy (result->nodes[i]);
            convo_node_set_input (copy, port, wire);
          }
      if (copy != NULL)
        convo_graph_replace (result, i, copy);
    }
  for (int i = 0; result->outputs != NULL && result->outputs[i] != NULL; i++)
    if (convo_nodes_source (self->graph->index, result->outputs[i]) == at)
      {
        char *wire = output_of (self, result->outputs[i]);

        g_free (result->outputs[i]);
        result->outputs[i] = wire != NULL ? wire : g_strdup ("@in");
      }
}

/* Puts the nodes where the instance stood. */
static ConvoGraph *
splice (const Melt *self, ConvoGraph *result, int at)
{
  const int n = self->definition->n_nodes;
  ConvoNode **nodes = g_new (ConvoNode *, result->n_nodes + n + 1);
  int count = 0;

  for (int i = 0; i < result->n_nodes; i++)
    if (i != at)
      nodes[count++] = result->nodes[i];
    else
      {
        convo_node_unref (result->nodes[i]);
        for (int k = 0; k < n; k++)
          if (self->nodes[k] != NULL)
            nodes[count++] = convo_node_ref (self->nodes[k]);
      }
  g_free (result->nodes);
  result->nodes = nodes;
  result->n_nodes = count;
  return convo_graph_finish (result, TRUE);
}

static ConvoGraph *
melt (const ConvoGraph *graph, int at, const ConvoDefinition *definition, char ***ids, GError **error)
{
  Melt self = { .graph = graph, .instance = graph->nodes[at], .definition = definition };
  ConvoGraph *result = NULL;

  self.nodes = g_new0 (ConvoNode *, definition->n_nodes + 1);
  self.ids = g_new0 (char *, definition->n_nodes + 1);
  if (make_nodes (&self, error))
    {
      wire_up (&self);
      result = convo_graph_fork (graph);
      rewire (&self, result, at);
      result = splice (&self, result, at);
    }
  for (int i = 0; i < definition->n_nodes; i++)
    g_clear_pointer (&self.nodes[i], convo_node_unref);
  g_free (self.nodes);
  if (ids != NULL && result != NULL)
    *ids = self.ids;
  else
    g_strfreev (self.ids);
  return result;
}

static void
take_overrides (ConvoNode *node, const ConvoNode *from, NodeKey which)
{
  JsonObjectIter iter;
  const char *key;
  JsonNode *value;
  static const ConvoScope any = { .any = TRUE };

  if (from->special[which] == NULL)
    return;
  json_object_iter_init (&iter, json_node_get_object (from->special[which]));
  while (json_object_iter_next (&iter, &key, &value))
    convo_node_put (node, key, value, &any, NULL);
}

/* A repeat of N as N instances, each fed by the one before; the last one keeps the name that others read. */
static ConvoGraph *
unroll (const ConvoGraph *graph, int at, int copies, char ***ids)
{
  const ConvoNode *node = graph->nodes[at];
  ConvoGraph *result = convo_graph_fork (graph);
  char **names = g_new0 (char *, copies + 1);
  g_autofree char *before = NULL;

  convo_node_unref (result->nodes[at]);
  result->nodes = g_renew (ConvoNode *, result->nodes, graph->n_nodes + copies);
  memmove (result->nodes + at + copies, result->nodes + at + 1, sizeof (ConvoNode *) * (graph->n_nodes - at - 1));
  for (int i = 0; i < copies; i++)
    {
      ConvoNode *copy = convo_node_copy (node);

      g_free (copy->id);
      copy->id = NULL;
      names[i] = i == copies - 1 ? g_strdup (node->id) : g_strdup_printf ("%s-%d", node->id, i + 1);
      while (i < copies - 1 && convo_graph_index (graph, names[i]) >= 0)
        {
          char *other = g_strconcat (names[i], "a", NULL);

          g_free (names[i]);
          names[i] = other;
        }
      copy->id = g_strdup (names[i]);
      for (NodeKey key = NODE_REPEAT; key <= NODE_LAST; key++)
        g_clear_pointer (&copy->special[key], json_node_unref);
      if (i == copies - 1)
        take_overrides (copy, node, NODE_LAST);
      if (i == 0)
        take_overrides (copy, node, NODE_FIRST);
      else
        convo_node_set_input (copy, 0, before);
      copy->placed = copy->placed && i == 0;
      g_free (before);
      before = g_strdup (names[i]);
      result->nodes[at + i] = copy;
    }
  result->n_nodes += copies - 1;
  if (ids != NULL)
    *ids = names;
  else
    g_strfreev (names);
  return convo_graph_finish (result, FALSE);
}

static ConvoGraph *
ungroup_here (const ConvoGraph *graph, const char *id, char ***ids, GError **error)
{
  const ConvoDefinition *definition;
  int at, copies;

  if (!convo_graph_locate (graph, id, &at, error))
    return NULL;
  definition = graph->nodes[at]->kind == NULL ? convo_graph_find_definition (graph, graph->nodes[at]->type) : NULL;
  if (definition == NULL)
    {
      g_set_error (error, CONVO_ERROR, CONVO_ERROR_NAME, _("%s is no block; there is nothing to ungroup."), id);
      return NULL;
    }
  copies = convo_node_repeat (graph->nodes[at]);
  if (graph->nodes[at]->special[NODE_REPEAT] != NULL
      && convo_value_is_expression (graph->nodes[at]->special[NODE_REPEAT]))
    {
      g_set_error (error, CONVO_ERROR, CONVO_ERROR_PROPERTY,
                   _("How often %s is repeated depends on an argument; give it a number first."), id);
      return NULL;
    }
  if (copies > 1 && (graph->n_nodes + copies > CONVO_LIMIT_NODES || definition->n_inputs > 1
                     || convo_definition_n_outputs (definition) > 1))
    {
      g_set_error (error, CONVO_ERROR, CONVO_ERROR_LIMIT,
                   _("The copies of %s cannot stand alone: it has several ports, or there are too many."), id);
      return NULL;
    }
  return copies > 1 ? unroll (graph, at, copies, ids) : melt (graph, at, definition, ids, error);
}

/**
 * convo_graph_ungroup:
 * @path: an instance; a repeat becomes its copies, anything else the nodes of its definition
 * @ids: (out) (optional) (transfer full): names of the new nodes within their level; of a definition's nodes in its order
 * @error: return location; %CONVO_ERROR_NAME, %CONVO_ERROR_PROPERTY, %CONVO_ERROR_LIMIT
 *
 * The arguments are put into the expressions. The definition stays.
 *
 * Returns: (transfer full): the graph without that instance
 */
ConvoGraph *
convo_graph_ungroup (const ConvoGraph *graph, const char *path, char ***ids, GError **error)
{
  g_autofree char *level = NULL;
  g_autoptr(ConvoGraph) inner = NULL;
  const char *local;

  if (!convo_path_nested (path, &level, &local))
    return ungroup_here (graph, path, ids, error);
  inner = convo_graph_enter (graph, level, error);
  return inner != NULL ? convo_graph_leave (graph, level, ungroup_here (inner, local, ids, error), error) : NULL;
}
