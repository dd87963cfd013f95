/* Named blocks: arguments with defaults, nodes, outputs. */
#include "graph-private.h"
#include "errors.h"
#include "text.h"

#include <string.h>

/** convo_definition_ref: Returns: (transfer full): @definition */
ConvoDefinition *
convo_definition_ref (const ConvoDefinition *definition)
{
  g_atomic_ref_count_inc ((gatomicrefcount *) &definition->refs);
  return (ConvoDefinition *) definition;
}

/** convo_definition_unref: gives one reference back */
void
convo_definition_unref (const ConvoDefinition *definition)
{
  ConvoDefinition *self = (ConvoDefinition *) definition;

  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  for (int i = 0; i < self->n_arguments; i++)
    json_node_unref (self->defaults[i]);
  for (int i = 0; i < self->n_nodes; i++)
    convo_node_unref (self->nodes[i]);
  g_clear_pointer (&self->index, g_hash_table_unref);
  g_clear_pointer (&self->extras, json_node_unref);
  g_strfreev (self->arguments);
  g_strfreev (self->outputs);
  g_free (self->defaults);
  g_free (self->nodes);
  g_free (self->name);
  g_free (self);
}

static gboolean
argument_valid (const ConvoDefinitionSpec *spec, int i, GError **error)
{
  static const char *const taken[] = { "id", "kind", "block", "from", "if", "repeat", "first", "last", "when",
                                       "weight", "min", "max", NULL };
  const char *name = spec->arguments[i];
  ConvoScope before = { i, spec->arguments, NULL, FALSE };
  gint64 ignored;

  if (strlen (name) > CONVO_LIMIT_NAME || !(g_ascii_isalpha (name[0]) || name[0] == '_')
      || strspn (name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_") != strlen (name)
      || g_strv_contains (taken, name))
    {
      g_set_error (error, CONVO_ERROR, CONVO_ERROR_NAME,
                   _("“%s” cannot be an argument; use Latin letters, digits and “_”, and no word of the format."), name);
      return FALSE;
    }
  for (int k = 0; k < i; k++)
    if (strcmp (spec->arguments[k], name) == 0)
      {
        g_set_error (error, CONVO_ERROR, CONVO_ERROR_NAME, _("There are two arguments “%s”; rename or remove one."), name);
        return FALSE;
      }
  return convo_value_int (spec->defaults[i], &before, name, &ignored, error);
}

static gboolean
wire_known (const ConvoDefinition *self, const char *wire, const char *reader, GError **error)
{
  if (wire == NULL || wire[0] == '@' || convo_nodes_source (self->index, wire) >= 0)
    return TRUE;
  g_set_error (error, CONVO_ERROR, CONVO_ERROR_WIRING,
               _("%s takes its input from “%s”, but there is no such node; correct the name."), reader, wire);
  return FALSE;
}

static void
count_port (ConvoDefinition *self, const char *wire)
{
  int port;

  if (wire != NULL && wire[0] == '@' && convo_wire_parse (wire, NULL, &port))
    self->n_inputs = MAX (self->n_inputs, port + 1);
}

static gboolean
check_nodes (ConvoDefinition *self, const ConvoNode **guilty, GError **error)
{
  ConvoScope scope = { self->n_arguments, (const char *const *) self->arguments, NULL, FALSE };
  int duplicate;

  self->index = convo_nodes_index (self->nodes, self->n_nodes, &duplicate);
  if (duplicate >= 0)
    {
      *guilty = self->nodes[duplicate];
      g_set_error (error, CONVO_ERROR, CONVO_ERROR_NAME, _("There are two nodes “%s” in “%s”; rename one."),
                   (*guilty)->id, self->name);
      return FALSE;
    }
  for (int i = 0; i < self->n_nodes; i++)
    {
      ConvoNode *node = self->nodes[i];

      *guilty = node;
      for (int port = 0; port < node->n_inputs; port++)
        if (!wire_known (self, node->inputs[port], node->id, error))
          return FALSE;
        else
          count_port (self, node->inputs[port]);
      if (!convo_node_check_names (node, &scope, error))
        return FALSE;
    }
  *guilty = NULL;
  return TRUE;
}

static gboolean
check_outputs (ConvoDefinition *self, GError **error)
{
  for (int i = 0; self->outputs != NULL && self->outputs[i] != NULL; i++)
    {
      if (!convo_wire_parse (self->outputs[i], NULL, NULL))
        {
          g_set_error (error, CONVO_ERROR, CONVO_ERROR_WIRING, _("“%s” is no name of an output."), self->outputs[i]);
          return FALSE;
        }
      if (!wire_known (self, self->outputs[i], self->name, error))
        return FALSE;
      count_port (self, self->outputs[i]);
    }
  return TRUE;
}

/** convo_definition_build: see the header. Returns: (transfer full): the definition, or %NULL with @error set */
ConvoDefinition *
convo_definition_build (const ConvoDefinitionSpec *spec, const ConvoNode **guilty, GError **error)
{
  g_autoptr(ConvoDefinition) self = g_new0 (ConvoDefinition, 1);
  const ConvoNode *nobody;

  guilty = guilty != NULL ? guilty : &nobody;
  *guilty = NULL;
  g_atomic_ref_count_init (&self->refs);
  self->name = g_strdup (spec->name);
  self->arguments = g_new0 (char *, spec->n_arguments + 1);
  self->defaults = g_new0 (JsonNode *, MAX (spec->n_arguments, 1));
  self->nodes = g_new0 (ConvoNode *, MAX (spec->n_nodes, 1));
  self->outputs = g_strdupv ((char **) spec->outputs);
  self->extras = convo_value_keep (spec->extras);
  if (!convo_id_valid (spec->name, error))
    return NULL;
  if (spec->n_arguments > CONVO_LIMIT_ARGUMENTS)
    {
      g_set_error (error, CONVO_ERROR, CONVO_ERROR_LIMIT, _("The block “%s” has %d arguments; the limit is %d."), spec->name,
                   spec->n_arguments, CONVO_LIMIT_ARGUMENTS);
      return NULL;
    }
  for (int i = 0; i < spec->n_arguments; i++)
    {
      if (!argument_valid (spec, i, error))
        return NULL;
      self->arguments[i] = g_strdup (spec->arguments[i]);
      self->defaults[i] = convo_value_keep (spec->defaults[i]);
      self->n_arguments++;
    }
  for (int i = 0; i < spec->n_nodes; i++)
    self->nodes[self->n_nodes++] = convo_node_ref (spec->nodes[i]);
  if (!check_nodes (self, guilty, error) || !check_outputs (self, error))
    return NULL;
  if (self->n_nodes == 0)
    self->n_inputs = MAX (self->n_inputs, 1);
  return g_steal_pointer (&self);
}

/** convo_definition_name: Returns: its name, as instances say it in `block` */
const char *
convo_definition_name (const ConvoDefinition *definition)
{
  return definition->name;
}

/** convo_definition_n_arguments: Returns: how many arguments */
int
convo_definition_n_arguments (const ConvoDefinition *definition)
{
  return definition->n_arguments;
}

/** convo_definition_argument: Returns: name of the argument at @index */
const char *
convo_definition_argument (const ConvoDefinition *definition, int index)
{
  return definition->arguments[index];
}

/** convo_definition_default: Returns: (transfer none): default of the argument at @index */
JsonNode *
convo_definition_default (const ConvoDefinition *definition, int index)
{
  return definition->defaults[index];
}

/** convo_definition_n_nodes: Returns: how many nodes it lists */
int
convo_definition_n_nodes (const ConvoDefinition *definition)
{
  return definition->n_nodes;
}

/** convo_definition_node: Returns: (transfer none): the node at @index */
const ConvoNode *
convo_definition_node (const ConvoDefinition *definition, int index)
{
  return definition->nodes[index];
}

/** convo_definition_n_inputs: Returns: how many input ports an instance has: the greatest "@inN" that is read */
int
convo_definition_n_inputs (const ConvoDefinition *definition)
{
  return definition->n_inputs;
}

/** convo_definition_n_outputs: Returns: how many outputs an instance has */
int
convo_definition_n_outputs (const ConvoDefinition *definition)
{
  return definition->outputs != NULL ? (int) g_strv_length (definition->outputs) : 1;
}

/** convo_definition_outputs: Returns: (nullable): %NULL-terminated wires; %NULL if it is the last node */
const char *const *
convo_definition_outputs (const ConvoDefinition *definition)
{
  return (const char *const *) definition->outputs;
}

/** convo_definition_extras: Returns: (nullable): object of foreign keys */
JsonNode *
convo_definition_extras (const ConvoDefinition *definition)
{
  return definition->extras;
}
