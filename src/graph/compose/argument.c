/* Arguments of definitions: add, remove, rename, and what they are if an instance does not say. */
#include "compose-private.h"
#include "errors.h"
#include "text.h"

#include <string.h>

/** convo_node_names_argument: Returns: whether an expression of the node names @argument */
gboolean
convo_node_names_argument (const ConvoNode *node, const char *argument)
{
  for (int i = 0; i < node->n_props; i++)
    if (convo_value_names (node->values[i], argument))
      return TRUE;
  for (int i = NODE_CONDITION; i <= NODE_LAST; i++)
    if (node->special[i] != NULL && convo_value_names (node->special[i], argument))
      return TRUE;
  return FALSE;
}

/* One change of one argument, for all nodes to follow */
typedef struct
{
  const char *definition, *argument;
  const char *new_name;          /* NULL: it is gone */
} Change;

/* @definition with these arguments */
static ConvoDefinition *
with_arguments (const ConvoDefinition *definition, const GPtrArray *names, const GPtrArray *defaults, ConvoNode *const *nodes,
                GError **error)
{
  const ConvoDefinitionSpec spec = {
    .name = definition->name, .n_arguments = (int) names->len, .arguments = (const char *const *) names->pdata,
    .defaults = (JsonNode *const *) defaults->pdata, .n_nodes = definition->n_nodes, .nodes = nodes,
    .outputs = (const char *const *) definition->outputs, .extras = definition->extras,
  };

  return convo_definition_build (&spec, NULL, error);
}

static void
list_arguments (const ConvoDefinition *definition, GPtrArray *names, GPtrArray *defaults)
{
  for (int i = 0; i < definition->n_arguments; i++)
    {
      g_ptr_array_add (names, definition->arguments[i]);
      g_ptr_array_add (defaults, json_node_ref (definition->defaults[i]));
    }
}

/* Names and defaults of @name's arguments to be changed; NULL with @error if it or @argument (nullable) does not exist */
static const ConvoDefinition *
open_definition (const ConvoGraph *graph, const char *name, const char *argument, GPtrArray *names, GPtrArray *defaults,
                 guint *index, GError **error)
{
  const ConvoDefinition *definition = convo_graph_find_definition (graph, name);

  if (definition == NULL)
    {
      g_set_error (error, CONVO_ERROR, CONVO_ERROR_NAME, _("There is no block “%s”; correct the name, or define it."), name);
      return NULL;
    }
  list_arguments (definition, names, defaults);
  for (*index = 0; argument != NULL && *index < names->len; ++*index)
    if (strcmp (names->pdata[*index], argument) == 0)
      return definition;
  if (argument == NULL)
    return definition;
  g_set_error (error, CONVO_ERROR, CONVO_ERROR_NAME, _("The block “%s” has no argument “%s”; remove it or correct its name."),
               name, argument);
  return NULL;
}

static ConvoNode *
same_node (const ConvoNode *node, gpointer data)
{
  return convo_node_ref (node);
}

/* @object with the member called otherwise, in its place, or without it; NULL if nothing is left */
static JsonNode *
with_key (JsonNode *object, const Change *change)
{
  g_autoptr(JsonObject) copy = json_object_new ();
  JsonObjectIter iter;
  const char *key;
  JsonNode *item, *out;

  json_object_iter_init_ordered (&iter, json_node_get_object (object));
  while (json_object_iter_next_ordered (&iter, &key, &item))
    if (strcmp (key, change->argument) != 0)
      json_object_set_member (copy, key, json_node_copy (item));
    else if (change->new_name != NULL)
      json_object_set_member (copy, change->new_name, json_node_copy (item));
  if (json_object_get_size (copy) == 0)
    return NULL;
  out = json_node_init_object (json_node_alloc (), copy);
  json_node_seal (out);
  return out;
}

static void
change_keys (ConvoNode *copy, const Change *change)
{
  int n = 0;

  for (int i = 0; i < copy->n_props; i++)
    {
      const gboolean meant = strcmp (copy->keys[i], change->argument) == 0;

      if (meant && change->new_name == NULL)
        {
          g_free (copy->keys[i]);
          json_node_unref (copy->values[i]);
          continue;
        }
      if (meant)
        {
          g_free (copy->keys[i]);
          copy->keys[i] = g_strdup (change->new_name);
        }
      copy->keys[n] = copy->keys[i];
      copy->values[n++] = copy->values[i];
    }
  copy->n_props = n;
  for (NodeKey key = NODE_FIRST; key <= NODE_LAST; key++)
    if (copy->special[key] != NULL)
      {
        JsonNode *object = with_key (copy->special[key], change);

        json_node_unref (copy->special[key]);
        copy->special[key] = object;
      }
}

static gboolean
gives (const ConvoNode *node, const char *argument)
{
  for (int i = 0; i < node->n_props; i++)
    if (strcmp (node->keys[i], argument) == 0)
      return TRUE;
  for (NodeKey key = NODE_FIRST; key <= NODE_LAST; key++)
    if (node->special[key] != NULL && json_object_has_member (json_node_get_object (node->special[key]), argument))
      return TRUE;
  return FALSE;
}

/* Instances of the definition give the argument by its new name, or no more. */
static ConvoNode *
follow (const ConvoNode *node, gpointer data)
{
  const Change *change = data;
  ConvoNode *copy;

  if (node->kind != NULL || strcmp (node->type, change->definition) != 0 || !gives (node, change->argument))
    return convo_node_ref (node);
  copy = convo_node_copy (node);
  change_keys (copy, change);
  return copy;
}

static gboolean
check_default (const char *argument, JsonNode *value, GError **error)
{
  if (value != NULL)
    return TRUE;
  g_set_error (error, CONVO_ERROR, CONVO_ERROR_PROPERTY,
               _("“%s” needs a default: a whole number, or an expression over the arguments before it."), argument);
  return FALSE;
}

/**
 * convo_graph_add_argument:
 * @definition: name of a definition
 * @argument: Latin letters, digits, "_"; not one of its arguments
 * @value: what it is unless an instance says otherwise: a whole number, or an expression over the arguments before
 * @error: return location; %CONVO_ERROR_NAME, %CONVO_ERROR_PROPERTY, %CONVO_ERROR_LIMIT
 *
 * Returns: (transfer full): the graph where @definition has that argument, the last one
 */
ConvoGraph *
convo_graph_add_argument (const ConvoGraph *graph, const char *definition, const char *argument, JsonNode *value, GError **error)
{
  g_autoptr(GPtrArray) names = g_ptr_array_new (), defaults = g_ptr_array_new_with_free_func ((GDestroyNotify) json_node_unref);
  guint index;
  const ConvoDefinition *old = open_definition (graph, definition, NULL, names, defaults, &index, error);
  ConvoDefinition *next;

  if (old == NULL || !check_default (argument, value, error))
    return NULL;
  g_ptr_array_add (names, (gpointer) argument);
  g_ptr_array_add (defaults, convo_value_keep (value));
  next = with_arguments (old, names, defaults, old->nodes, error);
  return next != NULL ? convo_graph_redefine (graph, definition, next, same_node, NULL) : NULL;
}

/* What still names the argument: a node, or the default of another argument */
static gboolean
check_unnamed (const ConvoDefinition *definition, const char *argument, GError **error)
{
  for (int i = 0; i < definition->n_nodes; i++)
    if (convo_node_names_argument (definition->nodes[i], argument))
      {
        g_set_error (error, CONVO_ERROR, CONVO_ERROR_NAME, _("%s still names “%s”; change that first."),
                     definition->nodes[i]->id, argument);
        return FALSE;
      }
  for (int i = 0; i < definition->n_arguments; i++)
    if (convo_value_names (definition->defaults[i], argument))
      {
        g_set_error (error, CONVO_ERROR, CONVO_ERROR_NAME, _("The default of “%s” still names “%s”; change that first."),
                     definition->arguments[i], argument);
        return FALSE;
      }
  return TRUE;
}

/**
 * convo_graph_remove_argument:
 * @error: return location; %CONVO_ERROR_NAME: it is not there, or what still names it
 *
 * Instances that gave it a value give none.
 *
 * Returns: (transfer full): the graph where @definition has no argument of that name
 */
ConvoGraph *
convo_graph_remove_argument (const ConvoGraph *graph, const char *definition, const char *argument, GError **error)
{
  g_autoptr(GPtrArray) names = g_ptr_array_new (), defaults = g_ptr_array_new_with_free_func ((GDestroyNotify) json_node_unref);
  guint index;
  const ConvoDefinition *old = open_definition (graph, definition, argument, names, defaults, &index, error);
  Change change = { definition, argument, NULL };
  ConvoDefinition *next;

  if (old == NULL || !check_unnamed (old, argument, error))
    return NULL;
  g_ptr_array_remove_index (names, index);
  g_ptr_array_remove_index (defaults, index);
  next = with_arguments (old, names, defaults, old->nodes, error);
  return next != NULL ? convo_graph_redefine (graph, definition, next, follow, &change) : NULL;
}

/* A node of the definition whose expressions call the argument @new_name */
static ConvoNode *
renamed_node (const ConvoNode *node, const char *argument, const char *new_name)
{
  ConvoNode *copy;

  if (!convo_node_names_argument (node, argument))
    return convo_node_ref (node);
  copy = convo_node_copy (node);
  for (int i = 0; i < copy->n_props; i++)
    {
      json_node_unref (copy->values[i]);
      copy->values[i] = convo_value_rename (node->values[i], argument, new_name);
    }
  for (int i = NODE_CONDITION; i <= NODE_LAST; i++)
    if (copy->special[i] != NULL)
      {
        json_node_unref (copy->special[i]);
        copy->special[i] = convo_value_rename (node->special[i], argument, new_name);
      }
  return copy;
}

/**
 * convo_graph_rename_argument:
 * @new_name: Latin letters, digits, "_"; not one of its arguments
 * @error: return location; %CONVO_ERROR_NAME
 *
 * Returns: (transfer full): the graph where the argument is called @new_name, by all expressions and instances too
 */
ConvoGraph *
convo_graph_rename_argument (const ConvoGraph *graph, const char *definition, const char *argument, const char *new_name,
                             GError **error)
{
  g_autoptr(GPtrArray) names = g_ptr_array_new (), defaults = g_ptr_array_new_with_free_func ((GDestroyNotify) json_node_unref);
  guint index;
  const ConvoDefinition *old = open_definition (graph, definition, argument, names, defaults, &index, error);
  g_autofree ConvoNode **nodes = NULL;
  Change change = { definition, argument, new_name };
  ConvoDefinition *next;

  if (old == NULL)
    return NULL;
  if (strcmp (argument, new_name) == 0)
    return convo_graph_ref (graph);
  names->pdata[index] = (gpointer) new_name;
  for (guint i = 0; i < defaults->len; i++)
    {
      JsonNode *value = defaults->pdata[i];

      defaults->pdata[i] = convo_value_rename (value, argument, new_name);
      json_node_unref (value);
    }
  nodes = g_new (ConvoNode *, old->n_nodes + 1);
  for (int i = 0; i < old->n_nodes; i++)
    nodes[i] = renamed_node (old->nodes[i], argument, new_name);
  next = with_arguments (old, names, defaults, nodes, error);
  for (int i = 0; i < old->n_nodes; i++)
    convo_node_unref (nodes[i]);
  return next != NULL ? convo_graph_redefine (graph, definition, next, follow, &change) : NULL;
}

/**
 * convo_graph_set_default:
 * @value: (nullable): a whole number, or an expression over the arguments before; %NULL is refused: there must be one
 * @error: return location; %CONVO_ERROR_PROPERTY, %CONVO_ERROR_NAME
 *
 * Returns: (transfer full): the graph where @argument is @value for all instances that do not give it
 */
ConvoGraph *
convo_graph_set_default (const ConvoGraph *graph, const char *definition, const char *argument, JsonNode *value, GError **error)
{
  g_autoptr(GPtrArray) names = g_ptr_array_new (), defaults = g_ptr_array_new_with_free_func ((GDestroyNotify) json_node_unref);
  guint index;
  const ConvoDefinition *old = open_definition (graph, definition, argument, names, defaults, &index, error);
  ConvoDefinition *next;

  if (old == NULL || !check_default (argument, value, error))
    return NULL;
  if (convo_value_equal (value, old->defaults[index]))
    return convo_graph_ref (graph);
  json_node_unref (defaults->pdata[index]);
  defaults->pdata[index] = convo_value_keep (value);
  next = with_arguments (old, names, defaults, old->nodes, error);
  return next != NULL ? convo_graph_redefine (graph, definition, next, same_node, NULL) : NULL;
}
