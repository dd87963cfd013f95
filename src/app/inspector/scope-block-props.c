/* The arguments of a named block's instance as properties, so that the inspector needs no second kind of row. */
#include "scope-block-props.h"

#include <glib/gi18n.h>
#include <string.h>


#define MOST 65536.0

struct _ScopeBlockProps
{
  int        n;
  ConvoProp *props;              /* "repeat", then the arguments; offset: into values */
  char     **keys;
  gint64    *values;
};

/* The definition's arguments and their defaults, in the document's order; %NULL if there are none. */
static JsonObject *
arguments_of (const ConvoGraph *graph, const char *name)
{
  JsonNode *all = convo_graph_definitions (graph);
  JsonObject *definition;

  if (all == NULL || !JSON_NODE_HOLDS_OBJECT (all) || !json_object_has_member (json_node_get_object (all), name))
    return NULL;
  definition = json_object_get_object_member (json_node_get_object (all), name);
  return definition != NULL && json_object_has_member (definition, "arguments")
    ? json_object_get_object_member (definition, "arguments") : NULL;
}

/** scope_block_props_new: @node: an instance. Returns: (transfer full): its repeat and arguments as properties */
ScopeBlockProps *
scope_block_props_new (const ConvoGraph *graph, const ConvoNode *node)
{
  ScopeBlockProps *self = g_new0 (ScopeBlockProps, 1);
  JsonObject *arguments = arguments_of (graph, convo_node_type (node));
  g_autoptr(GList) members = arguments != NULL ? json_object_get_members (arguments) : NULL;

  self->n = 1 + g_list_length (members);
  self->props = g_new0 (ConvoProp, self->n);
  self->values = g_new0 (gint64, self->n);
  self->keys = g_new0 (char *, self->n + 1);
  self->keys[0] = g_strdup ("repeat");
  for (int i = 1; i < self->n; i++)
    self->keys[i] = g_strdup (g_list_nth_data (members, i - 1));
  for (int i = 0; i < self->n; i++)
    self->props[i] = (ConvoProp) { .key = self->keys[i], .type = CONVO_PROP_INT, .offset = i * sizeof (gint64),
                                   .label = i == 0 ? N_("Repeat") : self->keys[i],
                                   .help = i == 0 ? N_("How many copies stand one behind the other") : N_("Argument of the block"),
                                   .min = i == 0 ? 1 : -MOST, .max = MOST, .soft_min = 0, .soft_max = 64 };
  return self;
}

/** scope_block_props_free: frees @self */
void
scope_block_props_free (ScopeBlockProps *self)
{
  g_strfreev (self->keys);
  g_free (self->props);
  g_free (self->values);
  g_free (self);
}

/** scope_block_props_table: Returns: (array length=n): the properties */
const ConvoProp *
scope_block_props_table (ScopeBlockProps *self, int *n)
{
  *n = self->n;
  return self->props;
}

/** scope_block_props_state: Returns: the values of @node, where the table's offsets point */
const void *
scope_block_props_state (ScopeBlockProps *self, const ConvoGraph *graph, const ConvoNode *node)
{
  JsonObject *arguments = arguments_of (graph, convo_node_type (node));

  self->values[0] = convo_node_repeat (node);
  for (int i = 1; i < self->n; i++)
    {
      JsonNode *value = convo_node_get (node, self->keys[i]);

      if (value == NULL && arguments != NULL)
        value = json_object_get_member (arguments, self->keys[i]);
      self->values[i] = value != NULL && JSON_NODE_HOLDS_VALUE (value) ? json_node_get_int (value) : 0;
    }
  return self->values;
}
