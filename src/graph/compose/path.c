/* Paths and levels: a definition, looked at through one of its instances, as a graph that all edits understand. */
#include "compose-private.h"
#include "errors.h"
#include "text.h"

#include <string.h>

/** convo_path_level: Returns: (transfer full): "layer3.5" of "layer3.5.conv2"; "" of "conv2" */
char *
convo_path_level (const char *path)
{
  const char *dot = strrchr (path, '.');

  return dot != NULL ? g_strndup (path, dot - path) : g_strdup ("");
}

/** convo_path_id: Returns: the name within its level: "conv2" of "layer3.5.conv2" */
const char *
convo_path_id (const char *path)
{
  const char *dot = strrchr (path, '.');

  return dot != NULL ? dot + 1 : path;
}

/** convo_path_join: Returns: (transfer full): the path of @id in @level */
char *
convo_path_join (const char *level, const char *id)
{
  return level[0] != '\0' ? g_strconcat (level, ".", id, NULL) : g_strdup (id);
}

gboolean
convo_path_nested (const char *id, char **level, const char **local)
{
  if (id == NULL || strchr (id, '.') == NULL)
    return FALSE;
  *level = convo_path_level (id);
  *local = convo_path_id (id);
  return TRUE;
}

static gboolean
is_number (const char *text, gsize length)
{
  return length > 0 && strspn (text, "0123456789") >= length;
}

/**
 * convo_path_alike:
 * @prefix: @a may also be the path of something that @b is in
 *
 * Returns: whether both name the same node of the same definition, whichever copy of a repeat they say
 */
gboolean
convo_path_alike (const char *a, const char *b, gboolean prefix)
{
  for (;;)
    {
      const gsize n = strcspn (a, "."), m = strcspn (b, ".");

      if (!(n == m && strncmp (a, b, n) == 0) && !(is_number (a, n) && is_number (b, m)))
        return FALSE;
      a += n, b += m;
      if (*a == '\0')
        return *b == '\0' || prefix;
      if (*b == '\0')
        return FALSE;
      a++, b++;
    }
}

/* Walks @level: the definition whose nodes are there; NULL with @error if it names nothing */
static const ConvoDefinition *
walk (const ConvoGraph *graph, const char *level, GError **error)
{
  g_auto(GStrv) parts = g_strsplit (level, ".", -1);
  const ConvoDefinition *at = graph->inside;

  for (int i = 0; parts[i] != NULL; i++)
    {
      GHashTable *index = at != NULL && at != graph->inside ? at->index : graph->index;
      ConvoNode *const *nodes = at != NULL && at != graph->inside ? at->nodes : graph->nodes;
      const int found = GPOINTER_TO_INT (g_hash_table_lookup (index, parts[i])) - 1;

      at = found >= 0 && nodes[found]->kind == NULL ? convo_graph_find_definition (graph, nodes[found]->type) : NULL;
      if (at == NULL)
        {
          g_set_error (error, CONVO_ERROR, CONVO_ERROR_NAME, _("There is no block “%s” in “%s”."), parts[i], level);
          return NULL;
        }
      if (nodes[found]->special[NODE_REPEAT] != NULL && parts[i + 1] != NULL && is_number (parts[i + 1], strlen (parts[i + 1])))
        i++;
    }
  return at;
}

/** convo_graph_definition_at: Returns: (nullable) (transfer none): what the instance @path, or a copy of it, is made of */
const ConvoDefinition *
convo_graph_definition_at (const ConvoGraph *graph, const char *path)
{
  return path != NULL && path[0] != '\0' ? walk (graph, path, NULL) : NULL;
}

/** convo_graph_inside: Returns: (nullable) (transfer none): of a graph from convo_graph_enter(): the definition */
const ConvoDefinition *
convo_graph_inside (const ConvoGraph *graph)
{
  return graph->inside;
}

/** convo_graph_output: Returns: (nullable): of a graph from convo_graph_enter(): the wire that output @port gives out */
const char *
convo_graph_output (const ConvoGraph *graph, int port)
{
  return graph->outputs != NULL && port >= 0 && port < (int) g_strv_length (graph->outputs) ? graph->outputs[port] : NULL;
}

/** convo_graph_source: Returns: index of the node that @wire comes from; −1 for ports and unknown names */
int
convo_graph_source (const ConvoGraph *graph, const char *wire)
{
  return convo_nodes_source (graph->index, wire);
}

static char **
outputs_of (const ConvoDefinition *definition)
{
  const char *last = definition->n_nodes > 0 ? definition->nodes[definition->n_nodes - 1]->id : "@in";

  return definition->outputs != NULL ? g_strdupv (definition->outputs) : g_strdupv ((char *[]) { (char *) last, NULL });
}

/**
 * convo_graph_enter:
 * @level: path of an instance: "layer3", "layer3.5", "stem.branch"
 * @error: return location; %CONVO_ERROR_NAME
 *
 * The nodes of the definition as a graph with the same definitions: every edit works on it as on a document. Wires may
 * come from "@in", "@in2", … and lead to "@out". Give the edited graph to convo_graph_leave().
 *
 * Returns: (transfer full): that graph
 */
ConvoGraph *
convo_graph_enter (const ConvoGraph *graph, const char *level, GError **error)
{
  const ConvoDefinition *definition = walk (graph, level, error);
  ConvoGraph *self;

  if (definition == NULL)
    return NULL;
  self = convo_graph_fork (graph);
  for (int i = 0; i < self->n_nodes; i++)
    convo_node_unref (self->nodes[i]);
  g_free (self->nodes);
  self->nodes = g_new (ConvoNode *, definition->n_nodes + 1);
  self->n_nodes = definition->n_nodes;
  for (int i = 0; i < self->n_nodes; i++)
    self->nodes[i] = convo_node_ref (definition->nodes[i]);
  g_clear_pointer (&self->inside, convo_definition_unref);
  g_clear_pointer (&self->outputs, g_strfreev);
  self->inside = convo_definition_ref (definition);
  self->outputs = outputs_of (definition);
  return convo_graph_finish (self, FALSE);
}

/** convo_definitions_copy: Returns: (transfer full): the definitions in an array that may be changed */
GPtrArray *
convo_definitions_copy (const ConvoGraph *graph)
{
  GPtrArray *copy = g_ptr_array_new_with_free_func ((GDestroyNotify) convo_definition_unref);

  for (guint i = 0; i < graph->definitions->len; i++)
    g_ptr_array_add (copy, convo_definition_ref (graph->definitions->pdata[i]));
  return copy;
}

/* An instance keeps no wire to an input that its definition has no more. */
static ConvoNode *
fitted (const ConvoNode *node, GHashTable *by_name)
{
  const ConvoDefinition *definition = node->kind == NULL ? g_hash_table_lookup (by_name, node->type) : NULL;
  ConvoNode *copy;

  if (definition == NULL || node->n_inputs <= definition->n_inputs)
    return convo_node_ref (node);
  copy = convo_node_copy (node);
  while (copy->n_inputs > definition->n_inputs)
    convo_node_set_input (copy, copy->n_inputs - 1, NULL);
  return copy;
}

/* Definition @index of the array with its instances fitted */
static void
fit_definition (GPtrArray *definitions, guint index, GHashTable *by_name)
{
  ConvoDefinition *old = definitions->pdata[index], *rebuilt;
  g_autofree ConvoNode **nodes = g_new (ConvoNode *, old->n_nodes + 1);
  gboolean same = TRUE;

  for (int i = 0; i < old->n_nodes; i++)
    {
      nodes[i] = fitted (old->nodes[i], by_name);
      same = same && nodes[i] == old->nodes[i];
    }
  rebuilt = same ? NULL : convo_definition_rebuild (old, NULL, nodes, old->n_nodes, (const char *const *) old->outputs, NULL);
  for (int i = 0; i < old->n_nodes; i++)
    convo_node_unref (nodes[i]);
  if (rebuilt == NULL)
    return;
  g_hash_table_replace (by_name, rebuilt->name, rebuilt);
  definitions->pdata[index] = rebuilt;
  convo_definition_unref (old);
}

ConvoGraph *
convo_graph_with_definitions (const ConvoGraph *graph, GPtrArray *definitions)
{
  ConvoGraph *self = convo_graph_fork (graph);

  g_ptr_array_unref (self->definitions);
  g_hash_table_unref (self->by_name);
  g_clear_pointer (&self->definitions_json, json_node_unref);
  self->definitions = definitions;
  self->by_name = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < definitions->len; i++)
    g_hash_table_insert (self->by_name, ((ConvoDefinition *) definitions->pdata[i])->name, definitions->pdata[i]);
  for (guint i = 0; i < definitions->len; i++)
    fit_definition (definitions, i, self->by_name);
  for (int i = 0; i < self->n_nodes; i++)
    convo_graph_replace (self, i, fitted (self->nodes[i], self->by_name));
  if (definitions->len > 0)
    self->definitions_json = convo_definitions_to_json (definitions);
  return convo_graph_finish (self, FALSE);
}

/** convo_definition_rebuild: @name: (nullable): as it was. Returns: (transfer full): @definition with other nodes */
ConvoDefinition *
convo_definition_rebuild (const ConvoDefinition *definition, const char *name, ConvoNode *const *nodes, int n_nodes,
                          const char *const *outputs, GError **error)
{
  const ConvoDefinitionSpec spec = {
    .name = name != NULL ? name : definition->name, .n_arguments = definition->n_arguments,
    .arguments = (const char *const *) definition->arguments, .defaults = definition->defaults,
    .n_nodes = n_nodes, .nodes = nodes, .outputs = outputs, .extras = definition->extras,
  };

  return convo_definition_build (&spec, NULL, error);
}

/**
 * convo_graph_leave:
 * @level: what was entered
 * @inner: (transfer full) (nullable): the edited graph; %NULL from an edit that was refused
 * @error: return location
 *
 * Returns: (transfer full) (nullable): @graph with the definition of @level as @inner has it: all its instances change
 */
ConvoGraph *
convo_graph_leave (const ConvoGraph *graph, const char *level, ConvoGraph *inner, GError **error)
{
  g_autoptr(ConvoGraph) taken = inner;
  const ConvoDefinition *definition;
  ConvoDefinition *rebuilt;
  GPtrArray *definitions;
  gboolean implied;

  if (taken == NULL)
    return NULL;
  definition = inner->inside;
  implied = definition->outputs == NULL && g_strv_length (inner->outputs) == 1
            && g_strcmp0 (inner->outputs[0], inner->n_nodes > 0 ? inner->nodes[inner->n_nodes - 1]->id : "@in") == 0;
  rebuilt = convo_definition_rebuild (definition, NULL, inner->nodes, inner->n_nodes,
                                      implied ? NULL : (const char *const *) inner->outputs, error);
  if (rebuilt == NULL)
    return NULL;
  definitions = convo_definitions_copy (inner);
  for (guint i = 0; i < definitions->len; i++)
    if (strcmp (((ConvoDefinition *) definitions->pdata[i])->name, definition->name) == 0)
      {
        convo_definition_unref (definitions->pdata[i]);
        definitions->pdata[i] = rebuilt;
      }
  return convo_graph_with_definitions (graph, definitions);
}

/** convo_definition_contains: Returns: whether @outer is @inner or has an instance of it, however deep */
gboolean
convo_definition_contains (const ConvoGraph *graph, const char *outer, const char *inner)
{
  g_autoptr(GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr(GPtrArray) stack = g_ptr_array_new ();

  g_ptr_array_add (stack, (gpointer) outer);
  while (stack->len > 0)
    {
      const char *name = g_ptr_array_steal_index (stack, stack->len - 1);
      const ConvoDefinition *definition = convo_graph_find_definition (graph, name);

      if (strcmp (name, inner) == 0)
        return TRUE;
      if (definition == NULL || !g_hash_table_add (seen, (gpointer) name))
        continue;
      for (int i = 0; i < definition->n_nodes; i++)
        if (definition->nodes[i]->kind == NULL)
          g_ptr_array_add (stack, definition->nodes[i]->type);
    }
  return FALSE;
}

/**
 * convo_graph_add_in:
 * @level: where: "" for the document, else the path of an instance
 * @type: name of a kind, or of a definition
 * @path: (out) (transfer full): path of the new node
 * @error: return location; %CONVO_ERROR_NAME, %CONVO_ERROR_LIMIT
 *
 * Returns: (transfer full): the graph with one node more, unconnected
 */
ConvoGraph *
convo_graph_add_in (const ConvoGraph *graph, const char *level, const char *type, double x, double y, char **path,
                    GError **error)
{
  g_autoptr(ConvoGraph) inner = NULL;
  g_autofree char *id = NULL;
  ConvoGraph *result;

  if (level[0] == '\0')
    return convo_graph_add (graph, type, x, y, path, error);
  inner = convo_graph_enter (graph, level, error);
  if (inner == NULL)
    return NULL;
  result = convo_graph_leave (graph, level, convo_graph_add (inner, type, x, y, &id, error), error);
  if (result != NULL && path != NULL)
    *path = convo_path_join (level, id);
  return result;
}
