/* Definitions as things of their own: rename, copy, make an instance its own, remove. */
#include "compose-private.h"
#include "errors.h"
#include "text.h"

#include <string.h>

static ConvoDefinition *
changed_definition (const ConvoDefinition *definition, ConvoNodeChange change, gpointer data)
{
  g_autofree ConvoNode **nodes = g_new (ConvoNode *, definition->n_nodes + 1);
  ConvoDefinition *result = NULL;
  gboolean same = TRUE;

  for (int i = 0; i < definition->n_nodes; i++)
    {
      nodes[i] = change (definition->nodes[i], data);
      same = same && nodes[i] == definition->nodes[i];
    }
  if (!same)
    result = convo_definition_rebuild (definition, NULL, nodes, definition->n_nodes,
                                       (const char *const *) definition->outputs, NULL);
  for (int i = 0; i < definition->n_nodes; i++)
    convo_node_unref (nodes[i]);
  return result != NULL ? result : convo_definition_ref (definition);
}

ConvoGraph *
convo_graph_redefine (const ConvoGraph *graph, const char *name, ConvoDefinition *definition, ConvoNodeChange change,
                      gpointer data)
{
  GPtrArray *definitions = g_ptr_array_new_with_free_func ((GDestroyNotify) convo_definition_unref);
  g_autoptr(ConvoDefinition) taken = definition;
  ConvoGraph *result;

  for (guint i = 0; i < graph->definitions->len; i++)
    {
      const ConvoDefinition *old = graph->definitions->pdata[i];

      g_ptr_array_add (definitions, changed_definition (strcmp (old->name, name) == 0 ? taken : old, change, data));
    }
  result = convo_graph_with_definitions (graph, definitions);
  for (int i = 0; i < result->n_nodes; i++)
    convo_graph_replace (result, i, change (result->nodes[i], data));
  return convo_graph_finish (result, FALSE);
}

static gboolean
check_known (const ConvoGraph *graph, const char *name, GError **error)
{
  if (convo_graph_find_definition (graph, name) != NULL)
    return TRUE;
  g_set_error (error, CONVO_ERROR, CONVO_ERROR_NAME, _("There is no block “%s”; correct the name, or define it."), name);
  return FALSE;
}

static ConvoNode *
with_type (const ConvoNode *node, const char *type)
{
  ConvoNode *copy = convo_node_copy (node);

  g_free (copy->type);
  copy->type = g_strdup (type);
  return copy;
}

typedef struct { const char *name, *new_name; } Names;

static ConvoNode *
call (const ConvoNode *node, gpointer data)
{
  const Names *names = data;

  return node->kind == NULL && strcmp (node->type, names->name) == 0 ? with_type (node, names->new_name) : convo_node_ref (node);
}

/**
 * convo_graph_rename_definition:
 * @new_name: like an id, not taken by a definition or a layer kind
 * @error: return location; %CONVO_ERROR_NAME, %CONVO_ERROR_LIMIT
 *
 * Returns: (transfer full): the graph where the definition @name is called @new_name, by all its instances too
 */
ConvoGraph *
convo_graph_rename_definition (const ConvoGraph *graph, const char *name, const char *new_name, GError **error)
{
  const ConvoDefinition *definition = convo_graph_find_definition (graph, name);
  Names names = { name, new_name };
  ConvoDefinition *renamed;

  if (!check_known (graph, name, error) || !convo_id_valid (new_name, error))
    return NULL;
  if (strcmp (name, new_name) == 0)
    return convo_graph_ref (graph);
  if (convo_graph_find_definition (graph, new_name) != NULL || convo_kind_find (new_name) != NULL)
    {
      g_set_error (error, CONVO_ERROR, CONVO_ERROR_NAME, _("There is a block “%s” already; choose another name."), new_name);
      return NULL;
    }
  renamed = convo_definition_rebuild (definition, new_name, definition->nodes, definition->n_nodes,
                                      (const char *const *) definition->outputs, error);
  return renamed != NULL ? convo_graph_redefine (graph, name, renamed, call, &names) : NULL;
}

/* "basic" for "basic" and for a copy of it, "basic2"; but "resnet18" is no copy unless there is a "resnet" */
static char *
stem_of (const ConvoGraph *graph, const char *name)
{
  g_autofree char *stem = g_strdup (name);

  for (gsize length = strlen (stem); length > 0 && g_ascii_isdigit (stem[length - 1]); length--)
    stem[length - 1] = '\0';
  return g_strdup (stem[0] != '\0' && convo_graph_find_definition (graph, stem) != NULL ? stem : name);
}

/**
 * convo_graph_copy_definition:
 * @name: a definition
 * @as: (out) (transfer full): what the copy is called: @name with a number
 * @error: return location; %CONVO_ERROR_NAME
 *
 * What the copy is made of stays shared. It is listed behind the original.
 *
 * Returns: (transfer full): the graph with one definition more
 */
ConvoGraph *
convo_graph_copy_definition (const ConvoGraph *graph, const char *name, char **as, GError **error)
{
  const ConvoDefinition *definition = convo_graph_find_definition (graph, name);
  g_autofree char *free_name = NULL, *stem = NULL;
  GPtrArray *definitions;
  ConvoDefinition *copy;

  if (!check_known (graph, name, error))
    return NULL;
  stem = stem_of (graph, name);
  free_name = convo_graph_free_definition_name (graph, stem);
  copy = convo_definition_rebuild (definition, free_name, definition->nodes, definition->n_nodes,
                                   (const char *const *) definition->outputs, error);
  if (copy == NULL)
    return NULL;
  definitions = convo_definitions_copy (graph);
  for (guint i = 0; i < definitions->len; i++)
    if (definitions->pdata[i] == (gpointer) definition)
      {
        g_ptr_array_insert (definitions, (int) i + 1, copy);
        break;
      }
  *as = g_steal_pointer (&free_name);
  return convo_graph_with_definitions (graph, definitions);
}

/**
 * convo_graph_own_definition:
 * @path: an instance
 * @as: (out) (transfer full): the name of its new definition
 * @error: return location; %CONVO_ERROR_NAME
 *
 * Makes @path an instance of a copy of its definition, so that edits in it change no other instance. (Of an instance
 * within a definition there are as many as that has instances; they stay alike.)
 *
 * Returns: (transfer full): the graph with that definition
 */
ConvoGraph *
convo_graph_own_definition (const ConvoGraph *graph, const char *path, char **as, GError **error)
{
  g_autofree char *level = NULL;
  g_autoptr(ConvoGraph) inner = NULL;
  ConvoGraph *result;
  const char *local;
  int index;

  if (convo_path_nested (path, &level, &local))
    return (inner = convo_graph_enter (graph, level, error)) == NULL ? NULL
      : convo_graph_leave (graph, level, convo_graph_own_definition (inner, local, as, error), error);
  if (!convo_graph_locate (graph, path, &index, error))
    return NULL;
  if (graph->nodes[index]->kind != NULL)
    {
      g_set_error (error, CONVO_ERROR, CONVO_ERROR_NAME, _("%s is a layer, not a named block."), path);
      return NULL;
    }
  result = convo_graph_copy_definition (graph, graph->nodes[index]->type, as, error);
  if (result == NULL)
    return NULL;
  convo_graph_replace (result, index, with_type (result->nodes[index], *as));
  return convo_graph_finish (result, FALSE);
}

static int
count_uses (ConvoNode *const *nodes, int n, const char *name, const ConvoNode **first)
{
  int uses = 0;

  for (int i = 0; i < n; i++)
    if (nodes[i]->kind == NULL && strcmp (nodes[i]->type, name) == 0 && uses++ == 0 && *first == NULL)
      *first = nodes[i];
  return uses;
}

/** convo_graph_definition_uses: Returns: how many nodes, of the document and of its definitions, are instances of @name */
int
convo_graph_definition_uses (const ConvoGraph *graph, const char *name)
{
  const ConvoNode *first = NULL;
  int uses = count_uses (graph->nodes, graph->n_nodes, name, &first);

  for (guint i = 0; i < graph->definitions->len; i++)
    {
      const ConvoDefinition *definition = graph->definitions->pdata[i];

      uses += count_uses (definition->nodes, definition->n_nodes, name, &first);
    }
  return uses;
}

/* The first instance of @name below @level, as a path; @depth against definitions in a circle */
static char *
find_instance (const ConvoGraph *graph, const char *level, ConvoNode *const *nodes, int n, const char *name, int depth)
{
  for (int i = 0; i < n; i++)
    if (nodes[i]->kind == NULL && strcmp (nodes[i]->type, name) == 0)
      return convo_path_join (level, nodes[i]->id);
  for (int i = 0; depth < CONVO_LIMIT_DEPTH && i < n; i++)
    {
      const ConvoDefinition *inside = nodes[i]->kind == NULL ? convo_graph_find_definition (graph, nodes[i]->type) : NULL;
      g_autofree char *path = convo_path_join (level, nodes[i]->id);
      g_autofree char *copy = nodes[i]->special[NODE_REPEAT] != NULL ? g_strconcat (path, ".0", NULL) : g_strdup (path);
      char *found;

      if (inside == NULL || !convo_definition_contains (graph, inside->name, name))
        continue;
      found = find_instance (graph, copy, inside->nodes, inside->n_nodes, name, depth + 1);
      if (found != NULL)
        return found;
    }
  return NULL;
}

/** convo_graph_instance_of: Returns: (transfer full) (nullable): path of an instance of @name, the outermost that is there */
char *
convo_graph_instance_of (const ConvoGraph *graph, const char *name)
{
  return find_instance (graph, "", graph->nodes, graph->n_nodes, name, 0);
}

static gboolean
check_unused (const ConvoGraph *graph, const char *name, GError **error)
{
  const ConvoNode *first = NULL;

  if (count_uses (graph->nodes, graph->n_nodes, name, &first) > 0)
    {
      g_set_error (error, CONVO_ERROR, CONVO_ERROR_NAME, _("“%s” is in use: %s is made of it. Delete that first."), name, first->id);
      return FALSE;
    }
  for (guint i = 0; i < graph->definitions->len; i++)
    {
      const ConvoDefinition *other = graph->definitions->pdata[i];

      if (count_uses (other->nodes, other->n_nodes, name, &first) == 0)
        continue;
      g_set_error (error, CONVO_ERROR, CONVO_ERROR_NAME,
                   _("“%s” is in use: %s in the block “%s” is made of it. Delete that first."), name, first->id, other->name);
      return FALSE;
    }
  return TRUE;
}

/**
 * convo_graph_remove_definition:
 * @name: a definition that nothing is an instance of
 * @error: return location; %CONVO_ERROR_NAME: it is not there, or what uses it
 *
 * Returns: (transfer full): the graph without it
 */
ConvoGraph *
convo_graph_remove_definition (const ConvoGraph *graph, const char *name, GError **error)
{
  GPtrArray *definitions;

  if (!check_known (graph, name, error) || !check_unused (graph, name, error))
    return NULL;
  definitions = convo_definitions_copy (graph);
  for (guint i = 0; i < definitions->len; i++)
    if (strcmp (((const ConvoDefinition *) definitions->pdata[i])->name, name) == 0)
      {
        g_ptr_array_remove_index (definitions, i);
        break;
      }
  return convo_graph_with_definitions (graph, definitions);
}
