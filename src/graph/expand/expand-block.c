/* Expansion of an instance: its arguments, its copies, and the limits that keep that from getting out of hand. */
#include "expand.h"
#include "errors.h"
#include "text.h"

#include <inttypes.h>
#include <string.h>

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
too_many (ConvoExpansion *self, GError **error)
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
               CONVO_LIMIT_WORK);
  return FALSE;
}

/** convo_expand_charge: Returns: %FALSE once the whole expansion has cost too much, whatever little came of it: so nothing hangs */
gboolean
convo_expand_charge (ConvoExpansion *self, gint64 work)
{
  self->work += work;
  return self->work <= CONVO_LIMIT_WORK;
}

/* One copy of a definition. @ports: its inputs; @outputs (out): its outputs. FALSE only past the limit of layers */
static gboolean
expand_copy (ConvoExpansion *self, const ConvoPlace *outer, const ConvoNode *node, const ConvoDefinition *definition,
             const ConvoScope *scope, const int *ports, const char *prefix, int *outputs, GError **error)
{
  const ConvoCopy copy = { definition, scope->values, outer->training_only || node->special[NODE_WHEN] != NULL };
  const ConvoMark mark = convo_patterns_mark (self);
  const ConvoLevel *level = &self->levels[GPOINTER_TO_INT (g_hash_table_lookup (self->indices, definition)) - 1];
  g_autofree int *sources = g_new (int, MAX (level->offset[level->n], 1));
  ConvoPlace place = { level, scope, ports, definition->n_inputs, prefix,
                       copy.training_only };

  if (convo_patterns_repeat (self, &copy, ports, prefix, outputs))
    return TRUE;
  if (!convo_expand_level (self, &place, sources))
    return self->work > CONVO_LIMIT_WORK ? too_much (error) : too_many (self, error);
  if (definition->outputs == NULL)
    outputs[0] = level->n > 0 ? sources[level->offset[level->n - 1]] : ports[0];
  for (int i = 0; definition->outputs != NULL && definition->outputs[i] != NULL; i++)
    outputs[i] = convo_expand_source (&place, sources, definition->outputs[i]);
  convo_patterns_keep (self, &copy, &mark, ports, prefix, outputs);
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
check_instance (ConvoExpansion *self, const ConvoNode *node, const ConvoDefinition *definition, gint64 copies, GError **error)
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
keep_outputs (ConvoExpansion *self, const char *path, gsize length, const int *outputs, int n_outputs)
{
  ConvoArena *arena = self->net->arena;

  for (int i = 0; i < n_outputs; i++)
    {
      ConvoNetBlock block = { NULL, MAX (outputs[i], -1) };
      char number[16] = "";

      if (i > 0)
        g_snprintf (number, sizeof number, ":%d", i + 1);
      block.path = convo_arena_join (arena, path, length, number);
      g_array_append_val (self->net->blocks, block);
    }
}

/* "layer1.0." for a copy of a repeat, "layer1." for the only one there is */
static char *
prefix_of (const ConvoPlace *place, const ConvoNode *node, gint64 copy)
{
  char number[32];

  if (node->special[NODE_REPEAT] == NULL)
    return g_strconcat (place->prefix, node->id, ".", NULL);
  g_snprintf (number, sizeof number, ".%" PRId64 ".", copy);
  return g_strconcat (place->prefix, node->id, number, NULL);
}

/* All copies, each fed by the one before. @ports: inputs of the first one, changed. FALSE only past a limit */
static gboolean
expand_copies (ConvoExpansion *self, const ConvoPlace *place, const ConvoNode *node, const ConvoDefinition *definition,
               gint64 copies, int *ports, int *outputs, GError **error)
{
  const int n_outputs = convo_definition_n_outputs (definition);
  g_autofree gint64 *values = g_new0 (gint64, MAX (definition->n_arguments, 1));
  ConvoScope scope = { definition->n_arguments, (const char *const *) definition->arguments, values, FALSE };

  for (gint64 copy = 0; copy < copies; copy++)
    {
      g_autofree char *prefix = prefix_of (place, node, copy);
      /* all copies but the first and the last have the same arguments */
      const gboolean bound = copy > 1 && copy < copies - 1;

      if (!convo_expand_charge (self, 1 + definition->n_arguments + definition->n_inputs + n_outputs))
        return too_much (error);
      if (!bound && !bind_arguments (node, definition, place->scope, copy == 0, copy == copies - 1, values, error))
        return TRUE;
      if (!expand_copy (self, place, node, definition, &scope, ports, prefix, outputs, error))
        return FALSE;
      for (int port = 0; port < MIN (definition->n_inputs, n_outputs); port++)
        ports[port] = outputs[port];
      keep_outputs (self, prefix, strlen (prefix) - 1, outputs, n_outputs);
    }
  if (node->special[NODE_REPEAT] != NULL)
    {
      g_autofree char *path = g_strconcat (place->prefix, node->id, NULL);

      keep_outputs (self, path, strlen (path), outputs, n_outputs);
    }
  return TRUE;
}

/** convo_expand_block: @outputs (out): of the last copy. Returns: %FALSE past a limit. Sets @error without that for a local problem */
gboolean
convo_expand_block (ConvoExpansion *self, const ConvoPlace *place, const ConvoNode *node, const int *sources, int *outputs,
                    GError **error)
{
  const ConvoDefinition *definition = convo_graph_find_definition (self->net->graph, node->type);
  g_autofree int *ports = NULL;
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
  for (int port = 0; port < MAX (definition->n_inputs, 1); port++)
    ports[port] = convo_expand_source (place, sources, convo_node_input (node, port));
  return expand_copies (self, place, node, definition, copies, ports, outputs, error);
}
