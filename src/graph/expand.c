/* Expansion: definitions, repeats, conditions and expressions become a flat list of layers. */
#include "expand.h"
#include "errors.h"
#include "text.h"

#include <inttypes.h>
#include <string.h>

#define LIMIT_WORK 1000000

typedef struct
{
  ConvoNet *net;
  const ConvoLevel *levels;
  GHashTable *indices;           /* ConvoDefinition → index + 1 */
  gint64 work;                   /* nodes looked at, absent ones too, their wires, copies and their arguments and ports */
  int top;
} Expansion;

/* Where a level is expanded: arguments, sources of "@in", "@in2", …, and the path so far ("layer1.0.") */
typedef struct
{
  const ConvoLevel *level;
  const ConvoScope *scope;
  const int *inputs;
  int n_inputs;
  const char *prefix;
  gboolean training_only;
} Place;

static gboolean expand_level (Expansion *self, const Place *place, int *sources);

static int
source_of (const Place *place, const int *sources, const char *wire)
{
  int output = 0, node;

  if (wire == NULL)
    return SOURCE_FREE;
  if (wire[0] == '@' || strchr (wire, ':') != NULL)
    convo_wire_parse (wire, NULL, &output);
  if (wire[0] == '@')
    return output < place->n_inputs ? place->inputs[output] : SOURCE_FREE;
  node = convo_nodes_source (place->level->index, wire);
  if (node < 0 || place->level->offset[node] + output >= place->level->offset[node + 1])
    return SOURCE_BROKEN;
  return sources[place->level->offset[node] + output];
}

static void
complain (Expansion *self, const Place *place, const ConvoNode *node, const char *message)
{
  g_autofree char *path = g_strconcat (place->prefix, node->id, NULL);

  convo_net_complain (self->net, self->top, path, -1, message);
}

static gboolean
present (const ConvoNode *node, const ConvoScope *scope, gboolean *out, GError **error)
{
  JsonNode *value = node->special[NODE_CONDITION];
  gint64 number = 1;

  if (value != NULL && JSON_NODE_HOLDS_VALUE (value) && json_node_get_value_type (value) == G_TYPE_BOOLEAN)
    number = json_node_get_boolean (value);
  else if (value != NULL && !convo_value_int (value, scope, "if", &number, error))
    return FALSE;
  *out = number != 0;
  return TRUE;
}

static void *
resolve_state (const ConvoNode *node, const ConvoScope *scope, GError **error)
{
  g_autofree void *state = g_memdup2 (node->state, MAX (node->kind->state_size, 1));

  for (int i = 0; node->expressions && i < node->n_props; i++)
    if (!convo_value_read (node->values[i], convo_kind_prop (node->kind, node->keys[i]), scope, state, error))
      return NULL;
  return g_steal_pointer (&state);
}

static int
expand_layer (Expansion *self, const Place *place, const ConvoNode *node, const int *sources)
{
  g_autoptr(GError) error = NULL;
  ConvoNetNode layer = { .kind = node->kind, .top = self->top, .weight = 1 };
  guint8 broken = 0;

  layer.state = resolve_state (node, place->scope, &error);
  if (layer.state == NULL)
    {
      complain (self, place, node, error->message);
      return SOURCE_BROKEN;
    }
  layer.path = g_strconcat (place->prefix, node->id, NULL);
  layer.inputs = g_new (int, node->n_inputs);
  for (int port = 0; port < node->n_inputs; port++)
    {
      int source = source_of (place, sources, node->inputs[port]);

      broken |= source == SOURCE_BROKEN;
      layer.inputs[port] = MAX (source, -1);
      if (source >= 0)   /* what reads a layer that inference leaves out cannot run there either */
        layer.training_only |= g_array_index (self->net->nodes, ConvoNetNode, source).training_only;
      if (source != SOURCE_FREE)
        layer.n_inputs = port + 1;
    }
  if (node->special[NODE_WEIGHT] != NULL)
    layer.weight = json_node_get_double (node->special[NODE_WEIGHT]);
  layer.training_only |= place->training_only || node->special[NODE_WHEN] != NULL;
  g_array_append_val (self->net->nodes, layer);
  g_byte_array_append (self->net->broken, &broken, 1);
  return self->net->nodes->len - 1;
}

static JsonNode *
override_of (const ConvoNode *node, NodeKey which, const char *argument)
{
  JsonNode *object = node->special[which];

  return object != NULL ? json_object_get_member (json_node_get_object (object), argument) : NULL;
}

/* Arguments of one copy: `first`, `last`, the instance's own, then the definition's default */
static gboolean
bind_arguments (const ConvoNode *node, const ConvoDefinition *definition, const ConvoScope *outer, gboolean first,
                gboolean last, gint64 *values, GError **error)
{
  for (int i = 0; i < definition->n_arguments; i++)
    {
      const char *name = definition->arguments[i];
      ConvoScope before = { i, (const char *const *) definition->arguments, values, FALSE };
      JsonNode *value = first ? override_of (node, NODE_FIRST, name) : NULL;

      if (value == NULL && last)
        value = override_of (node, NODE_LAST, name);
      for (int k = 0; value == NULL && k < node->n_props; k++)
        if (strcmp (node->keys[k], name) == 0)
          value = node->values[k];
      if (value != NULL ? !convo_value_int (value, outer, name, &values[i], error)
                        : !convo_value_int (definition->defaults[i], &before, name, &values[i], error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
too_many (Expansion *self, GError **error)
{
  g_set_error (error, CONVO_ERROR, CONVO_ERROR_LIMIT,
               _("The network would have more than %d layers here; repeat less often."), CONVO_LIMIT_NODES);
  return FALSE;
}

static gboolean
too_much (GError **error)
{
  g_set_error (error, CONVO_ERROR, CONVO_ERROR_LIMIT,
               _("The blocks here take more than %d steps to unfold; repeat less often, or use fewer arguments and wires."),
               LIMIT_WORK);
  return FALSE;
}

/* FALSE once the whole expansion has cost too much, whatever little came of it: so nothing hangs */
static gboolean
charge (Expansion *self, gint64 work)
{
  self->work += work;
  return self->work <= LIMIT_WORK;
}

/* One copy of a definition. @ports: its inputs; @outputs (out): its outputs. FALSE only past the limit of layers */
static gboolean
expand_copy (Expansion *self, const Place *outer, const ConvoNode *node, const ConvoDefinition *definition,
             const ConvoScope *scope, const int *ports, const char *prefix, int *outputs, GError **error)
{
  const ConvoLevel *level = &self->levels[GPOINTER_TO_INT (g_hash_table_lookup (self->indices, definition)) - 1];
  g_autofree int *sources = g_new (int, MAX (level->offset[level->n], 1));
  Place place = { level, scope, ports, definition->n_inputs, prefix,
                  outer->training_only || node->special[NODE_WHEN] != NULL };

  if (!expand_level (self, &place, sources))
    return self->work > LIMIT_WORK ? too_much (error) : too_many (self, error);
  if (definition->outputs == NULL)
    outputs[0] = level->n > 0 ? sources[level->offset[level->n - 1]] : ports[0];
  for (int i = 0; definition->outputs != NULL && definition->outputs[i] != NULL; i++)
    outputs[i] = source_of (&place, sources, definition->outputs[i]);
  return TRUE;
}

static char *
name_cycle (const ConvoGraph *graph, const ConvoLevel *levels, GHashTable *indices, const ConvoDefinition *definition)
{
  g_autoptr(GPtrArray) walk = g_ptr_array_new ();
  GString *text = g_string_new (NULL);
  guint begin = 0;

  while (!g_ptr_array_find (walk, definition, &begin))
    {
      const ConvoDefinition *next = definition;

      g_ptr_array_add (walk, (gpointer) definition);
      for (int i = 0; next == definition && i < definition->n_nodes; i++)
        {
          const ConvoDefinition *inner = definition->nodes[i]->kind == NULL
                                         ? convo_graph_find_definition (graph, definition->nodes[i]->type) : NULL;
          if (inner != NULL && !levels[GPOINTER_TO_INT (g_hash_table_lookup (indices, inner)) - 1].settled)
            next = inner;
        }
      definition = next;
    }
  for (guint i = begin; i < walk->len; i++)
    g_string_append_printf (text, "%s → ", ((const ConvoDefinition *) walk->pdata[i])->name);
  g_string_append (text, definition->name);
  return g_string_free (text, FALSE);
}

/* Whether an instance may be expanded at all: known before any copy is made, so that nothing hangs. */
static gboolean
check_instance (Expansion *self, const ConvoNode *node, const ConvoDefinition *definition, gint64 copies, GError **error)
{
  const ConvoLevel *level = &self->levels[GPOINTER_TO_INT (g_hash_table_lookup (self->indices, definition)) - 1];

  if (!level->settled)
    {
      g_autofree char *cycle = name_cycle (self->net->graph, self->levels, self->indices, definition);

      g_set_error (error, CONVO_ERROR, CONVO_ERROR_LIMIT,
                   _("A block cannot contain itself: %s. Remove one of these instances."), cycle);
      return FALSE;
    }
  if (level->height > CONVO_LIMIT_DEPTH)
    {
      g_set_error (error, CONVO_ERROR, CONVO_ERROR_LIMIT, _("Blocks are nested %d deep here; the limit is %d."),
                   level->height, CONVO_LIMIT_DEPTH);
      return FALSE;
    }
  if (copies < 1)
    {
      g_set_error (error, CONVO_ERROR, CONVO_ERROR_PROPERTY, _("%s is %" PRId64 "; it must be between %d and %d."),
                   _("Repeat"), copies, 1, CONVO_LIMIT_NODES);
      return FALSE;
    }
  if (copies > CONVO_LIMIT_NODES || copies * MAX (level->least, 1) > CONVO_LIMIT_NODES - (gint64) self->net->nodes->len)
    return too_many (self, error);
  return TRUE;
}

/* Which layers the outputs of a block come from: "stem1", "stem1:2" */
static void
keep_outputs (Expansion *self, const char *path, const int *outputs, int n_outputs)
{
  for (int i = 0; i < n_outputs; i++)
    g_hash_table_replace (self->net->blocks, i == 0 ? g_strdup (path) : g_strdup_printf ("%s:%d", path, i + 1),
                          GINT_TO_POINTER (MAX (outputs[i], -1) + 1));
}

/* All copies of an instance, each fed by the one before. @outputs (out). Sets @error without FALSE for a local problem */
static gboolean
expand_block (Expansion *self, const Place *place, const ConvoNode *node, const int *sources, int *outputs, GError **error)
{
  const ConvoDefinition *definition = convo_graph_find_definition (self->net->graph, node->type);
  int n_outputs = definition != NULL ? convo_definition_n_outputs (definition) : 1;
  g_autofree int *ports = NULL;
  g_autofree gint64 *values = NULL;
  gint64 copies = 1;

  if (definition == NULL)
    {
      g_set_error (error, CONVO_ERROR, CONVO_ERROR_NAME, _("There is no block “%s”; correct the name, or define it."),
                   node->type);
      return TRUE;
    }
  if ((node->special[NODE_REPEAT] != NULL
       && !convo_value_int (node->special[NODE_REPEAT], place->scope, _("Repeat"), &copies, error))
      || !check_instance (self, node, definition, copies, error))
    return TRUE;
  ports = g_new (int, MAX (definition->n_inputs, 1));
  values = g_new0 (gint64, MAX (definition->n_arguments, 1));
  for (int port = 0; port < MAX (definition->n_inputs, 1); port++)
    ports[port] = source_of (place, sources, convo_node_input (node, port));
  for (gint64 copy = 0; copy < copies; copy++)
    {
      ConvoScope scope = { definition->n_arguments, (const char *const *) definition->arguments, values, FALSE };
      g_autofree char *prefix = node->special[NODE_REPEAT] != NULL
                                ? g_strdup_printf ("%s%s.%" G_GINT64_FORMAT ".", place->prefix, node->id, copy)
                                : g_strconcat (place->prefix, node->id, ".", NULL);

      if (!charge (self, 1 + definition->n_arguments + definition->n_inputs + n_outputs))
        return too_much (error);
      if (!bind_arguments (node, definition, place->scope, copy == 0, copy == copies - 1, values, error))
        return TRUE;
      if (!expand_copy (self, place, node, definition, &scope, ports, prefix, outputs, error))
        return FALSE;
      for (int port = 0; port < MIN (definition->n_inputs, n_outputs); port++)
        ports[port] = outputs[port];
      prefix[strlen (prefix) - 1] = '\0';
      keep_outputs (self, prefix, outputs, n_outputs);
    }
  if (node->special[NODE_REPEAT] != NULL)
    {
      g_autofree char *path = g_strconcat (place->prefix, node->id, NULL);

      keep_outputs (self, path, outputs, n_outputs);
    }
  return TRUE;
}

/* One node of a level. @outputs (out). FALSE only past the limit of layers */
static gboolean
expand_node (Expansion *self, const Place *place, const ConvoNode *node, const int *sources, int *outputs, int n_outputs,
             GError **error)
{
  gboolean here = TRUE, inside = TRUE;

  if (!present (node, place->scope, &here, error))
    return TRUE;
  if (!here)
    for (int i = 0; i < n_outputs; i++)
      outputs[i] = source_of (place, sources, convo_node_input (node, i));
  else if (node->kind != NULL)
    outputs[0] = expand_layer (self, place, node, sources);
  else
    inside = expand_block (self, place, node, sources, outputs, error);
  return inside;
}

static gboolean
expand_level (Expansion *self, const Place *place, int *sources)
{
  const ConvoLevel *level = place->level;

  for (int i = 0; i < level->offset[level->n]; i++)
    sources[i] = SOURCE_BROKEN;
  for (int i = 0; i < level->n; i++)
    if (level->on_cycle[i])
      complain (self, place, level->nodes[i], _("Its output leads back to its own input; remove one wire of the cycle."));
  for (int i = 0; i < level->n_order; i++)
    {
      g_autoptr(GError) error = NULL;
      int at = level->order[i], *outputs = sources + level->offset[at];
      int n_outputs = level->offset[at + 1] - level->offset[at];

      if (!charge (self, 1 + level->nodes[at]->n_inputs) || self->net->nodes->len >= CONVO_LIMIT_NODES)
        return FALSE;
      if (!expand_node (self, place, level->nodes[at], sources, outputs, n_outputs, &error))
        return FALSE;
      if (error == NULL)
        continue;
      complain (self, place, level->nodes[at], error->message);
      for (int k = 0; k < n_outputs; k++)
        outputs[k] = SOURCE_BROKEN;
    }
  return TRUE;
}

static gboolean
is_beyond (gpointer path, gpointer index, gpointer n)
{
  return GPOINTER_TO_UINT (index) > GPOINTER_TO_UINT (n);
}

static void
roll_back (ConvoNet *net, guint n)
{
  if (net->nodes->len == n)
    return;
  g_hash_table_foreach_remove (net->blocks, is_beyond, GUINT_TO_POINTER (n));
  g_array_set_size (net->nodes, n);
  g_byte_array_set_size (net->broken, n);
}

/** convo_net_expand: fills @net with the layers of its graph; an instance past a limit is left out as a whole */
void
convo_net_expand (ConvoNet *net, const ConvoLevel *levels)
{
  const ConvoGraph *graph = net->graph;
  const ConvoLevel *level = &levels[graph->definitions->len];
  g_autoptr(GHashTable) indices = g_hash_table_new (NULL, NULL);
  g_autofree int *sources = g_new (int, MAX (level->offset[level->n], 1));
  Expansion self = { net, levels, indices, 0, -1 };
  Place place = { level, NULL, NULL, 0, "", FALSE };

  for (guint i = 0; i < graph->definitions->len; i++)
    g_hash_table_insert (indices, graph->definitions->pdata[i], GINT_TO_POINTER (i + 1));
  for (int i = 0; i < level->offset[level->n]; i++)
    sources[i] = SOURCE_BROKEN;
  for (self.top = 0; self.top < level->n; self.top++)
    if (level->on_cycle[self.top])
      complain (&self, &place, level->nodes[self.top],
                _("Its output leads back to its own input; remove one wire of the cycle."));
  for (int i = 0; i < level->n_order; i++)
    {
      g_autoptr(GError) error = NULL;
      guint before = net->nodes->len;
      int at = level->order[i], *outputs = sources + level->offset[at];
      int n_outputs = level->offset[at + 1] - level->offset[at];

      self.top = at;
      if (!expand_node (&self, &place, level->nodes[at], sources, outputs, n_outputs, &error))
        roll_back (net, before);
      if (error != NULL)
        {
          complain (&self, &place, level->nodes[at], error->message);
          for (int k = 0; k < n_outputs; k++)
            outputs[k] = SOURCE_BROKEN;
        }
    }
  for (int i = 0; i < level->n; i++)
    net->outputs[i] = MAX (sources[level->offset[i]], -1);
}
