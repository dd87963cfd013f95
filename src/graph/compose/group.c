/* Grouping: some nodes of one level become a named block and an instance of it; its ports are found. */
#include "compose-private.h"
#include "errors.h"
#include "text.h"

#include <string.h>

/* The nodes of one level that are to become a block */
typedef struct
{
  const ConvoGraph *graph;       /* the level */
  gboolean *member;
  GPtrArray *inputs;             /* wires from outside, in order of their ports */
  GPtrArray *outputs;            /* wires of members that are read outside */
} Group;

static int
port_of (GPtrArray *wires, const char *wire, gboolean add)
{
  guint at;

  if (g_ptr_array_find_with_equal_func (wires, wire, g_str_equal, &at))
    return (int) at;
  if (!add)
    return -1;
  g_ptr_array_add (wires, (gpointer) wire);
  return (int) wires->len - 1;
}

static gboolean
from_member (const Group *self, const char *wire)
{
  const int source = convo_nodes_source (self->graph->index, wire);

  return source >= 0 && self->member[source];
}

static void
find_ports (Group *self)
{
  const ConvoGraph *graph = self->graph;

  for (int i = 0; i < graph->n_nodes; i++)
    for (int port = 0; port < graph->nodes[i]->n_inputs; port++)
      {
        const char *wire = graph->nodes[i]->inputs[port];

        if (wire != NULL && self->member[i] && !from_member (self, wire))
          port_of (self->inputs, wire, TRUE);
        else if (wire != NULL && !self->member[i] && from_member (self, wire))
          port_of (self->outputs, wire, TRUE);
      }
  for (int i = 0; graph->outputs != NULL && graph->outputs[i] != NULL; i++)
    if (from_member (self, graph->outputs[i]))
      port_of (self->outputs, graph->outputs[i], TRUE);
}

/* What lies between two members must be one too, else the block would feed itself. */
static gboolean
check_convex (const Group *self, GError **error)
{
  const ConvoGraph *graph = self->graph;

  for (guint k = 0; k < self->inputs->len; k++)
    {
      const int source = convo_nodes_source (graph->index, self->inputs->pdata[k]);

      for (int i = 0; source >= 0 && i < graph->n_nodes; i++)
        if (self->member[i] && convo_graph_reaches (graph, i, source))
          {
            g_set_error (error, CONVO_ERROR, CONVO_ERROR_WIRING,
                         _("%s lies between the layers of the new block; select it too."), graph->nodes[source]->id);
            return FALSE;
          }
    }
  return TRUE;
}

/* Arguments of the definition around it that the members' expressions name: the new block has them too. */
static GPtrArray *
find_arguments (const Group *self)
{
  const ConvoDefinition *inside = self->graph->inside;
  GPtrArray *names = g_ptr_array_new ();

  for (int k = 0; inside != NULL && k < inside->n_arguments; k++)
    for (int i = 0; i < self->graph->n_nodes; i++)
      if (self->member[i] && convo_node_names_argument (self->graph->nodes[i], inside->arguments[k]))
        {
          g_ptr_array_add (names, inside->arguments[k]);
          break;
        }
  return names;
}

static ConvoNode *
member_node (const Group *self, const ConvoNode *node)
{
  ConvoNode *copy = convo_node_copy (node);

  for (int port = 0; port < copy->n_inputs; port++)
    {
      const int in = copy->inputs[port] != NULL ? port_of (self->inputs, copy->inputs[port], FALSE) : -1;
      g_autofree char *wire = in < 0 ? NULL : in == 0 ? g_strdup ("@in") : g_strdup_printf ("@in%d", in + 1);

      if (wire != NULL)
        convo_node_set_input (copy, port, wire);
    }
  copy->placed = FALSE;
  copy->x = copy->y = 0;
  return copy;
}

static JsonNode *
json_number (gint64 number)
{
  JsonNode *node = json_node_init_int (json_node_alloc (), number);

  json_node_seal (node);
  return node;
}

static JsonNode *
json_name (const char *name)
{
  g_autofree char *text = g_strconcat ("=", name, NULL);
  JsonNode *node = json_node_init_string (json_node_alloc (), text);

  json_node_seal (node);
  return node;
}

/* A default that names arguments which the new block has not is taken as 1: its only instance gives every argument. */
static void
defaults_of (const Group *self, GPtrArray *arguments, JsonNode **defaults)
{
  const ConvoDefinition *inside = self->graph->inside;

  for (guint k = 0; k < arguments->len; k++)
    for (int i = 0; i < inside->n_arguments; i++)
      if (inside->arguments[i] == arguments->pdata[k])
        defaults[k] = convo_value_is_expression (inside->defaults[i]) ? json_number (1) : json_node_ref (inside->defaults[i]);
}

static ConvoDefinition *
define (const Group *self, const char *name, GPtrArray *arguments, GError **error)
{
  g_autoptr(GPtrArray) nodes = g_ptr_array_new_with_free_func ((GDestroyNotify) convo_node_unref);
  g_autoptr(GPtrArray) defaults = g_ptr_array_new_with_free_func ((GDestroyNotify) json_node_unref);
  g_autoptr(GPtrArray) outputs = g_ptr_array_new ();
  ConvoDefinitionSpec spec = { .name = name, .n_arguments = (int) arguments->len,
                               .arguments = (const char *const *) arguments->pdata };
  const ConvoNode *last;

  for (int i = 0; i < self->graph->n_nodes; i++)
    if (self->member[i])
      g_ptr_array_add (nodes, member_node (self, self->graph->nodes[i]));
  g_ptr_array_set_size (defaults, (int) arguments->len);
  defaults_of (self, arguments, (JsonNode **) defaults->pdata);
  spec.defaults = (JsonNode *const *) defaults->pdata;
  spec.n_nodes = (int) nodes->len;
  spec.nodes = (ConvoNode *const *) nodes->pdata;
  last = nodes->pdata[nodes->len - 1];
  if (self->outputs->len > 1 || (self->outputs->len == 1 && strcmp (self->outputs->pdata[0], last->id) != 0))
    {
      for (guint i = 0; i < self->outputs->len; i++)
        g_ptr_array_add (outputs, self->outputs->pdata[i]);
      g_ptr_array_add (outputs, NULL);
      spec.outputs = (const char *const *) outputs->pdata;
    }
  return convo_definition_build (&spec, NULL, error);
}

static ConvoNode *
instance_of (const Group *self, const char *id, const char *name, GPtrArray *arguments, GError **error)
{
  g_autoptr(GPtrArray) values = g_ptr_array_new_with_free_func ((GDestroyNotify) json_node_unref);
  ConvoNodeSpec spec = { .id = id, .type = name, .block = TRUE, .n_inputs = (int) self->inputs->len,
                         .inputs = (const char *const *) self->inputs->pdata };

  for (guint i = 0; i < arguments->len; i++)
    g_ptr_array_add (values, json_name (arguments->pdata[i]));
  spec.n_props = (int) arguments->len;
  spec.keys = (const char *const *) arguments->pdata;
  spec.values = (JsonNode *const *) values->pdata;
  for (int i = 0; !spec.placed && i < self->graph->n_nodes; i++)
    if (self->member[i] && self->graph->nodes[i]->placed)
      spec.placed = TRUE, spec.x = self->graph->nodes[i]->x, spec.y = self->graph->nodes[i]->y;
  return convo_node_build (&spec, error);
}

static char *
output_wire (const Group *self, const char *id, const char *wire)
{
  const int port = wire != NULL ? port_of (self->outputs, wire, FALSE) : -1;

  return port < 0 ? NULL : port == 0 ? g_strdup (id) : g_strdup_printf ("%s:%d", id, port + 1);
}

/* The level with the instance in the place of its first member */
static ConvoGraph *
replace_members (const Group *self, const ConvoGraph *graph, ConvoNode *instance)
{
  ConvoGraph *result = convo_graph_fork (graph);
  int n = 0;

  for (int i = 0; i < graph->n_nodes; i++)
    {
      convo_node_unref (result->nodes[i]);
      if (self->member[i])
        {
          if (instance != NULL)
            result->nodes[n++] = g_steal_pointer (&instance);
          continue;
        }
      result->nodes[n++] = convo_node_ref (graph->nodes[i]);
    }
  result->n_nodes = n;
  return result;
}

/* Everything that read a member reads the instance. */
static void
rewire (const Group *self, ConvoGraph *result, const char *id)
{
  for (int i = 0; i < result->n_nodes; i++)
    {
      ConvoNode *copy = NULL;

      for (int port = 0; port < result->nodes[i]->n_inputs; port++)
        {
          g_autofree char *wire = output_wire (self, id, result->nodes[i]->inputs[port]);

          if (wire == NULL || strcmp (result->nodes[i]->id, id) == 0)
            continue;
          copy = copy != NULL ? copy : convo_node_copy (result->nodes[i]);
          convo_node_set_input (copy, port, wire);
        }
      if (copy != NULL)
        convo_graph_replace (result, i, copy);
    }
  for (int i = 0; result->outputs != NULL && result->outputs[i] != NULL; i++)
    {
      char *wire = output_wire (self, id, result->outputs[i]);

      if (wire == NULL)
        continue;
      g_free (result->outputs[i]);
      result->outputs[i] = wire;
    }
}

static ConvoGraph *
group_here (Group *self, const char *name, char **id, GError **error)
{
  g_autoptr(GPtrArray) arguments = NULL;
  g_autoptr(ConvoGraph) with = NULL;
  ConvoDefinition *definition;
  ConvoNode *instance;
  GPtrArray *definitions;
  ConvoGraph *result;

  find_ports (self);
  if (!check_convex (self, error))
    return NULL;
  arguments = find_arguments (self);
  definition = define (self, name, arguments, error);
  if (definition == NULL)
    return NULL;
  definitions = convo_definitions_copy (self->graph);
  g_ptr_array_add (definitions, definition);
  with = convo_graph_with_definitions (self->graph, definitions);
  *id = convo_graph_free_id (self->graph, name, TRUE);
  instance = instance_of (self, *id, name, arguments, error);
  if (instance == NULL)
    return NULL;
  result = replace_members (self, with, instance);
  rewire (self, result, *id);
  return convo_graph_finish (result, TRUE);
}

static gboolean
mark_members (Group *self, const char *const *ids, GError **error)
{
  for (int i = 0, index; ids[i] != NULL; i++)
    if (!convo_graph_locate (self->graph, convo_path_id (ids[i]), &index, error))
      return FALSE;
    else
      self->member[index] = TRUE;
  return TRUE;
}

/**
 * convo_graph_group:
 * @paths: %NULL-terminated, at least one, all of one level
 * @name: of the new definition: like an id, not taken
 * @instance: (out) (transfer full): path of the instance that takes their place
 * @error: return location; %CONVO_ERROR_WIRING if something lies between them, %CONVO_ERROR_NAME
 *
 * Every wire that came from outside becomes an input of the block, every wire that is read outside an output.
 *
 * Returns: (transfer full): the graph with that block
 */
ConvoGraph *
convo_graph_group (const ConvoGraph *graph, const char *const *paths, const char *name, char **instance, GError **error)
{
  g_autofree char *level = paths[0] != NULL ? convo_path_level (paths[0]) : NULL, *id = NULL;
  g_autoptr(GPtrArray) inputs = g_ptr_array_new (), outputs = g_ptr_array_new ();
  g_autoptr(ConvoGraph) inner = NULL;
  g_autofree gboolean *member = NULL;
  Group self = { .inputs = inputs, .outputs = outputs };
  ConvoGraph *result;

  g_return_val_if_fail (level != NULL, NULL);
  for (int i = 1; paths[i] != NULL; i++)
    {
      g_autofree char *other = convo_path_level (paths[i]);

      if (strcmp (other, level) == 0)
        continue;
      g_set_error (error, CONVO_ERROR, CONVO_ERROR_WIRING, _("%s and %s are not in the same block; group what stands together."),
                   paths[0], paths[i]);
      return NULL;
    }
  if (!convo_id_valid (name, error))
    return NULL;
  if (convo_graph_find_definition (graph, name) != NULL || convo_kind_find (name) != NULL)
    {
      g_set_error (error, CONVO_ERROR, CONVO_ERROR_NAME, _("There is a block “%s” already; choose another name."), name);
      return NULL;
    }
  inner = level[0] != '\0' ? convo_graph_enter (graph, level, error) : convo_graph_ref (graph);
  if (inner == NULL)
    return NULL;
  self.graph = inner;
  self.member = member = g_new0 (gboolean, inner->n_nodes + 1);
  if (!mark_members (&self, paths, error))
    return NULL;
  result = group_here (&self, name, &id, error);
  if (result != NULL && level[0] != '\0')
    result = convo_graph_leave (graph, level, result, error);
  if (result != NULL && instance != NULL)
    *instance = convo_path_join (level, id);
  return result;
}
