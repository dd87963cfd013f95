/* Building nodes and graphs from what a reader found, with every check that needs no shapes. */
#include "compose-private.h"
#include "errors.h"
#include "text.h"

#include <string.h>

static gboolean
add_props (ConvoNode *node, const ConvoNodeSpec *spec, GError **error)
{
  static const ConvoScope any = { .any = TRUE };

  for (int i = 0; i < spec->n_props; i++)
    {
      for (int k = 0; k < i; k++)
        if (strcmp (spec->keys[k], spec->keys[i]) == 0)
          {
            g_set_error (error, CONVO_ERROR, CONVO_ERROR_NAME, _("“%s” is given twice; remove one."), spec->keys[i]);
            return FALSE;
          }
      if (!convo_node_put (node, spec->keys[i], spec->values[i], &any, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
add_inputs (ConvoNode *node, const ConvoNodeSpec *spec, GError **error)
{
  int most = node->kind != NULL ? node->kind->max_inputs : G_MAXINT;

  if (spec->n_inputs > most)
    {
      g_set_error (error, CONVO_ERROR, CONVO_ERROR_WIRING,
                   ngettext_ ("It takes %d input but has %d; remove a wire.",
                              "It takes %d inputs but has %d; remove a wire.", most), most, spec->n_inputs);
      return FALSE;
    }
  for (int i = spec->n_inputs - 1; i >= 0; i--)
    {
      if (spec->inputs[i] != NULL && !convo_wire_parse (spec->inputs[i], NULL, NULL))
        {
          g_set_error (error, CONVO_ERROR, CONVO_ERROR_WIRING,
                       _("“%s” is no name of an output; write the name of a node, as “conv1” or “block1:2”."),
                       spec->inputs[i]);
          return FALSE;
        }
      convo_node_set_input (node, i, spec->inputs[i]);
    }
  return TRUE;
}

static gboolean
add_specials (ConvoNode *node, const ConvoNodeSpec *spec, GError **error)
{
  JsonNode *const values[N_NODE_KEYS] = {
    [NODE_CONDITION] = spec->condition, [NODE_REPEAT] = spec->repeat, [NODE_FIRST] = spec->first,
    [NODE_LAST] = spec->last, [NODE_WHEN] = spec->when, [NODE_WEIGHT] = spec->weight, [NODE_EXTRAS] = spec->extras,
    [NODE_VIEW] = spec->view,
  };

  for (int i = 0; i < N_NODE_KEYS; i++)
    if (values[i] != NULL && !convo_node_put_special (node, i, values[i], error))
      return FALSE;
  return TRUE;
}

/** convo_node_build: see the header. Returns: (transfer full): the node, or %NULL with @error set */
ConvoNode *
convo_node_build (const ConvoNodeSpec *spec, GError **error)
{
  g_autoptr(ConvoNode) node = g_new0 (ConvoNode, 1);

  g_atomic_ref_count_init (&node->refs);
  node->id = g_strdup (spec->id);
  node->type = g_strdup (spec->type);
  node->placed = spec->placed;
  node->x = spec->placed ? spec->x : 0;
  node->y = spec->placed ? spec->y : 0;
  if (!convo_id_valid (spec->id, error))
    return NULL;
  if (!spec->block)
    {
      node->kind = convo_kind_find (spec->type);
      if (node->kind == NULL)
        {
          g_set_error (error, CONVO_ERROR, CONVO_ERROR_NAME,
                       _("There is no kind of layer “%s”; correct the name, or use a newer Convoscope."), spec->type);
          return NULL;
        }
      node->state = convo_kind_new_state (node->kind);
    }
  if (!add_props (node, spec, error) || !add_inputs (node, spec, error) || !add_specials (node, spec, error))
    return NULL;
  return g_steal_pointer (&node);
}

static gboolean
has_argument (const ConvoDefinition *definition, const char *name)
{
  return g_strv_contains ((const char *const *) definition->arguments, name);
}

static gboolean
check_arguments (const ConvoNode *node, const ConvoDefinition *definition, GError **error)
{
  const char *unknown = NULL;

  for (int i = 0; i < node->n_props; i++)
    if (!has_argument (definition, node->keys[i]))
      unknown = node->keys[i];
  for (int which = NODE_FIRST; which <= NODE_LAST; which++)
    {
      JsonObjectIter iter;
      const char *key;

      if (node->special[which] == NULL)
        continue;
      json_object_iter_init (&iter, json_node_get_object (node->special[which]));
      while (json_object_iter_next (&iter, &key, NULL))
        if (!has_argument (definition, key))
          unknown = key;
    }
  if (unknown == NULL)
    return TRUE;
  g_set_error (error, CONVO_ERROR, CONVO_ERROR_NAME, _("The block “%s” has no argument “%s”; remove it or correct its name."),
               definition->name, unknown);
  return FALSE;
}

/* Whether the definition and the arguments of an instance, and the outputs its wires name, exist. */
static gboolean
check_node (const ConvoGraph *graph, const ConvoNode *node, ConvoNode *const *nodes, GHashTable *index, GError **error)
{
  const ConvoDefinition *definition = NULL;

  if (node->kind == NULL)
    {
      definition = convo_graph_find_definition (graph, node->type);
      if (definition == NULL)
        {
          g_set_error (error, CONVO_ERROR, CONVO_ERROR_NAME, _("There is no block “%s”; correct the name, or define it."),
                       node->type);
          return FALSE;
        }
      if (!check_arguments (node, definition, error))
        return FALSE;
    }
  if (definition != NULL && node->n_inputs > definition->n_inputs)
    {
      g_set_error (error, CONVO_ERROR, CONVO_ERROR_WIRING, _("The block “%s” has %d inputs, but %d wires lead to it."),
                   definition->name, definition->n_inputs, node->n_inputs);
      return FALSE;
    }
  for (int port = 0; port < node->n_inputs; port++)
    {
      int source = convo_nodes_source (index, node->inputs[port]), output = 0, n = 1;

      if (source < 0)
        continue;
      convo_wire_parse (node->inputs[port], NULL, &output);
      if (nodes[source]->kind == NULL)
        definition = convo_graph_find_definition (graph, nodes[source]->type);
      if (nodes[source]->kind == NULL && definition != NULL)
        n = convo_definition_n_outputs (definition);
      if (output < n)
        continue;
      g_set_error (error, CONVO_ERROR, CONVO_ERROR_WIRING, _("%s takes its input from “%s”, but %s has only %d outputs."),
                   node->id, node->inputs[port], nodes[source]->id, n);
      return FALSE;
    }
  return TRUE;
}

static gboolean
check_definitions (const ConvoGraph *self, const ConvoNode **guilty, GError **error)
{
  for (guint i = 0; i < self->definitions->len; i++)
    {
      const ConvoDefinition *definition = self->definitions->pdata[i];

      if (convo_graph_find_definition (self, definition->name) != definition)
        {
          g_set_error (error, CONVO_ERROR, CONVO_ERROR_NAME, _("There are two blocks “%s”; rename one."), definition->name);
          return FALSE;
        }
      for (int k = 0; k < definition->n_nodes; k++)
        {
          *guilty = definition->nodes[k];
          if (!check_node (self, *guilty, definition->nodes, definition->index, error))
            return FALSE;
        }
    }
  *guilty = NULL;
  return TRUE;
}

static gboolean
check_graph (const ConvoGraph *self, const ConvoNode **guilty, GError **error)
{
  for (int i = 0; i < self->n_nodes; i++)
    {
      const ConvoNode *node = self->nodes[i];

      *guilty = node;
      if (g_hash_table_lookup (self->index, node->id) != GINT_TO_POINTER (i + 1))
        {
          g_set_error (error, CONVO_ERROR, CONVO_ERROR_NAME, _("There are two nodes “%s”; rename one."), node->id);
          return FALSE;
        }
      for (int port = 0; port < node->n_inputs; port++)
        if (node->inputs[port] != NULL && convo_nodes_source (self->index, node->inputs[port]) < 0)
          {
            g_set_error (error, CONVO_ERROR, CONVO_ERROR_WIRING,
                         _("%s takes its input from “%s”, but there is no such node; correct the name."),
                         node->id, node->inputs[port]);
            return FALSE;
          }
      if (!check_node (self, node, self->nodes, self->index, error) || !convo_node_check_names (node, NULL, error))
        return FALSE;
    }
  *guilty = NULL;
  return check_definitions (self, guilty, error);
}

/** convo_definitions_to_json: Returns: (transfer full): `definitions` of a document, `from` always given */
JsonNode *
convo_definitions_to_json (GPtrArray *definitions)
{
  g_autoptr(JsonBuilder) builder = json_builder_new ();
  JsonNode *root;

  json_builder_begin_object (builder);
  for (guint i = 0; i < definitions->len; i++)
    {
      const ConvoDefinition *definition = definitions->pdata[i];

      json_builder_set_member_name (builder, definition->name);
      json_builder_begin_object (builder);
      json_builder_set_member_name (builder, "arguments");
      json_builder_begin_object (builder);
      for (int k = 0; k < definition->n_arguments; k++)
        {
          json_builder_set_member_name (builder, definition->arguments[k]);
          json_builder_add_value (builder, json_node_copy (definition->defaults[k]));
        }
      json_builder_end_object (builder);
      json_builder_set_member_name (builder, "nodes");
      json_builder_begin_array (builder);
      for (int k = 0; k < definition->n_nodes; k++)
        json_builder_add_value (builder, convo_node_to_json (definition->nodes[k]));
      json_builder_end_array (builder);
      if (definition->outputs != NULL)
        {
          json_builder_set_member_name (builder, "outputs");
          json_builder_begin_array (builder);
          for (char **wire = definition->outputs; *wire != NULL; wire++)
            json_builder_add_string_value (builder, *wire);
          json_builder_end_array (builder);
        }
      json_builder_end_object (builder);
    }
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  json_node_seal (root);
  return root;
}

/** convo_graph_build: see the header. Returns: (transfer full): the graph, or %NULL with @error set */
ConvoGraph *
convo_graph_build (const ConvoGraphSpec *spec, const ConvoNode **guilty, GError **error)
{
  g_autoptr(ConvoGraph) self = g_new0 (ConvoGraph, 1);
  const ConvoNode *nobody;

  guilty = guilty != NULL ? guilty : &nobody;
  *guilty = NULL;
  g_atomic_ref_count_init (&self->refs);
  self->name = g_strdup (spec->name != NULL ? spec->name : "");
  self->about = convo_value_keep (spec->about);
  self->training = convo_value_keep (spec->training);
  self->view = convo_value_keep (spec->view);
  self->extras = convo_value_keep (spec->extras);
  self->definitions = g_ptr_array_new_with_free_func ((GDestroyNotify) convo_definition_unref);
  self->by_name = g_hash_table_new (g_str_hash, g_str_equal);
  for (int i = 0; i < spec->n_definitions; i++)
    {
      g_ptr_array_add (self->definitions, convo_definition_ref (spec->definitions[i]));
      g_hash_table_insert (self->by_name, spec->definitions[i]->name, spec->definitions[i]);
    }
  if (spec->n_definitions > 0)
    self->definitions_json = convo_definitions_to_json (self->definitions);
  self->nodes = g_new0 (ConvoNode *, MAX (spec->n_nodes, 1));
  for (int i = 0; i < spec->n_nodes; i++)
    self->nodes[i] = convo_node_ref (spec->nodes[i]);
  self->n_nodes = spec->n_nodes;
  self->index = convo_nodes_index (self->nodes, self->n_nodes, NULL);
  if (self->n_nodes > CONVO_LIMIT_NODES)
    {
      g_set_error (error, CONVO_ERROR, CONVO_ERROR_LIMIT, _("The network has %d nodes; the limit is %d."),
                   self->n_nodes, CONVO_LIMIT_NODES);
      return NULL;
    }
  if (!check_graph (self, guilty, error))
    return NULL;
  return g_steal_pointer (&self);
}
