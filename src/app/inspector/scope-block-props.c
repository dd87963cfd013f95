/* The arguments of a named block's instance as properties, so that the inspector needs no second kind of row. */
#include "scope-block-props.h"

#include <glib/gi18n.h>
#include <string.h>

#include "build.h"
#include "value.h"

#define MOST 65536.0

struct _ScopeBlockProps
{
  int        n;
  ConvoProp *props;              /* "repeat", then the arguments; offset: into values */
  char     **keys;
  gint64    *values;
};

/** scope_block_props_new: @node: an instance. Returns: (transfer full): its repeat and arguments as properties */
ScopeBlockProps *
scope_block_props_new (const ConvoGraph *graph, const ConvoNode *node)
{
  ScopeBlockProps *self = g_new0 (ScopeBlockProps, 1);
  const ConvoDefinition *definition = convo_graph_find_definition (graph, convo_node_type (node));

  self->n = 1 + (definition != NULL ? convo_definition_n_arguments (definition) : 0);
  self->props = g_new0 (ConvoProp, self->n);
  self->values = g_new0 (gint64, self->n);
  self->keys = g_new0 (char *, self->n + 1);
  self->keys[0] = g_strdup ("repeat");
  for (int i = 1; i < self->n; i++)
    self->keys[i] = g_strdup (convo_definition_argument (definition, i - 1));
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

/** scope_block_props_state: Returns: the values of @node, where the table's offsets point; what it does not give is as the
 * definition says, with the arguments before put in */
const void *
scope_block_props_state (ScopeBlockProps *self, const ConvoGraph *graph, const ConvoNode *node)
{
  const ConvoDefinition *definition = convo_graph_find_definition (graph, convo_node_type (node));
  const int n = definition != NULL ? MIN (self->n, 1 + convo_definition_n_arguments (definition)) : 1;

  self->values[0] = convo_node_repeat (node);
  for (int i = 1; i < n; i++)
    {
      const ConvoScope before = { i - 1, (const char *const *) self->keys + 1, self->values + 1, FALSE };
      JsonNode *value = convo_node_get (node, self->keys[i]);

      if (value == NULL)
        value = convo_definition_default (definition, i - 1);
      if (!convo_value_int (value, &before, "", &self->values[i], NULL))
        self->values[i] = 0;                               /* a problem says why */
    }
  return self->values;
}
