/* Expansion: definitions, repeats, conditions and expressions become a flat list of layers. */
#include "expand.h"
#include "text.h"

#include <string.h>

/** convo_expand_source: Returns: index of the layer that @wire comes from, %SOURCE_FREE or %SOURCE_BROKEN */
int
convo_expand_source (const ConvoPlace *place, const int *sources, const char *wire)
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
complain (ConvoExpansion *self, const ConvoPlace *place, const ConvoNode *node, const char *message)
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

/* A layer without expressions has the state of its node, which lives as long as the graph does */
static const void *
resolve_state (ConvoNet *net, const ConvoNode *node, const ConvoScope *scope, GError **error)
{
  const gsize size = node->kind->state_size;
  void *state;

  if (!node->expressions)
    return node->state;
  state = convo_arena_take (net->arena, size);
  memcpy (state, node->state, size);
  for (int i = 0; i < node->n_props; i++)
    if (!convo_value_read (node->values[i], convo_kind_prop (node->kind, node->keys[i]), scope, state, error))
      return NULL;
  return state;
}

/* Ports, their inputs, and what the layer has of those: it cannot run in inference if one of them does not */
static void
wire_layer (ConvoExpansion *self, const ConvoPlace *place, const ConvoNode *node, const int *sources, ConvoNetNode *layer)
{
  layer->inputs = convo_arena_take (self->net->arena, sizeof (int) * node->n_inputs);
  for (int port = 0; port < node->n_inputs; port++)
    {
      int source = convo_expand_source (place, sources, node->inputs[port]);

      layer->broken |= source == SOURCE_BROKEN;
      layer->inputs[port] = MAX (source, -1);
      if (source >= 0)
        layer->training_only |= g_array_index (self->net->nodes, ConvoNetNode, source).training_only;
      if (source != SOURCE_FREE)
        layer->n_inputs = port + 1;
    }
}

static int
expand_layer (ConvoExpansion *self, const ConvoPlace *place, const ConvoNode *node, const int *sources)
{
  g_autoptr(GError) error = NULL;
  ConvoNetNode layer = { .kind = node->kind, .top = self->top, .weight = 1, .like = self->net->nodes->len };

  layer.state = resolve_state (self->net, node, place->scope, &error);
  if (layer.state == NULL)
    {
      complain (self, place, node, error->message);
      return SOURCE_BROKEN;
    }
  layer.path = convo_arena_join (self->net->arena, place->prefix, strlen (place->prefix), node->id);
  layer.training_only = place->training_only || node->special[NODE_WHEN] != NULL;
  wire_layer (self, place, node, sources, &layer);
  if (node->special[NODE_WEIGHT] != NULL)
    layer.weight = json_node_get_double (node->special[NODE_WEIGHT]);
  g_array_append_val (self->net->nodes, layer);
  return self->net->nodes->len - 1;
}

/* One node of a level. @outputs (out). FALSE only past the limit of layers */
static gboolean
expand_node (ConvoExpansion *self, const ConvoPlace *place, const ConvoNode *node, const int *sources, int *outputs, int n_outputs,
             GError **error)
{
  gboolean here = TRUE, inside = TRUE;

  if (!present (node, place->scope, &here, error))
    return TRUE;
  if (!here)
    for (int i = 0; i < n_outputs; i++)
      outputs[i] = convo_expand_source (place, sources, convo_node_input (node, i));
  else if (node->kind != NULL)
    outputs[0] = expand_layer (self, place, node, sources);
  else
    inside = convo_expand_block (self, place, node, sources, outputs, error);
  return inside;
}

/** convo_expand_level: all nodes of @place; @sources (out): where each of their outputs comes from. Returns: %FALSE past a limit */
gboolean
convo_expand_level (ConvoExpansion *self, const ConvoPlace *place, int *sources)
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

      if (!convo_expand_charge (self, 1 + level->nodes[at]->n_inputs) || self->net->nodes->len >= CONVO_LIMIT_NODES)
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

static void
roll_back (ConvoExpansion *self, guint n_layers, guint n_blocks)
{
  convo_patterns_forget (self->patterns, n_layers);
  g_array_set_size (self->net->nodes, n_layers);
  g_array_set_size (self->net->blocks, n_blocks);
}

/**
 * convo_net_expand:
 * @plain: expand every copy from its definition, even one that is like an earlier one
 *
 * Fills @net with the layers of its graph; an instance past a limit is left out as a whole.
 */
void
convo_net_expand (ConvoNet *net, const ConvoLevel *levels, gboolean plain)
{
  const ConvoGraph *graph = net->graph;
  const ConvoLevel *level = &levels[graph->definitions->len];
  g_autoptr(GHashTable) indices = g_hash_table_new (NULL, NULL);
  g_autoptr(GHashTable) patterns = plain ? NULL : convo_patterns_new ();
  g_autofree int *sources = g_new (int, MAX (level->offset[level->n], 1));
  ConvoExpansion self = { net, levels, indices, patterns, 0, -1 };
  ConvoPlace place = { level, NULL, NULL, 0, "", FALSE };

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
      const guint n_layers = net->nodes->len, n_blocks = net->blocks->len;
      int at = level->order[i], *outputs = sources + level->offset[at];
      int n_outputs = level->offset[at + 1] - level->offset[at];

      self.top = at;
      if (!expand_node (&self, &place, level->nodes[at], sources, outputs, n_outputs, &error))
        roll_back (&self, n_layers, n_blocks);
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
