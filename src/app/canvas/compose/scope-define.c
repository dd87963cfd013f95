/* Edits of definitions themselves, each one undo step with a name: for the inspector and the page of blocks. */
#include "scope-define.h"

#include <glib/gi18n.h>

#include "compose.h"

/* @graph: (transfer full) (nullable): nothing happens without one, or if it is the document's own */
static gboolean
apply (ConvoDocument *document, ConvoGraph *graph, const char *format, const char *a, const char *b)
{
  g_autofree char *label = NULL;

  if (graph == NULL)
    return FALSE;
  if (graph == convo_document_graph (document))
    {
      convo_graph_unref (graph);
      return TRUE;
    }
  label = g_strdup_printf (format, a, b);
  convo_document_apply (document, graph, label, NULL);
  return TRUE;
}

/** scope_define_rename: Returns: whether the definition @name, by all that uses it, is called @new_name */
gboolean
scope_define_rename (ConvoDocument *document, const char *name, const char *new_name, GError **error)
{
  return apply (document, convo_graph_rename_definition (convo_document_graph (document), name, new_name, error),
                C_("undo", "Rename %s to %s"), name, new_name);
}

/** scope_define_copy: Returns: (transfer full) (nullable): what the copy of the definition @name is called */
char *
scope_define_copy (ConvoDocument *document, const char *name, GError **error)
{
  char *as = NULL;
  ConvoGraph *graph = convo_graph_copy_definition (convo_document_graph (document), name, &as, error);

  /* translators: an undo step: a named block, and what the copy of it is called */
  apply (document, graph, C_("undo", "Duplicate %s as %s"), name, as);
  return as;
}

/** scope_define_own: Returns: (transfer full) (nullable): the definition that the instance @path has for itself now */
char *
scope_define_own (ConvoDocument *document, const char *path, GError **error)
{
  char *as = NULL;
  ConvoGraph *graph = convo_graph_own_definition (convo_document_graph (document), path, &as, error);

  /* translators: an undo step: an instance of a named block gets a definition of its own */
  apply (document, graph, C_("undo", "Make %s a block of its own, %s"), path, as);
  return as;
}

/** scope_define_remove: Returns: whether the definition @name is gone; not while something is made of it */
gboolean
scope_define_remove (ConvoDocument *document, const char *name, GError **error)
{
  return apply (document, convo_graph_remove_definition (convo_document_graph (document), name, error),
                C_("undo", "Delete the block %s"), name, NULL);
}

/** scope_define_add_argument: Returns: (transfer full) (nullable): the name of a new argument, 1 for everybody */
char *
scope_define_add_argument (ConvoDocument *document, const char *name, GError **error)
{
  const ConvoGraph *graph = convo_document_graph (document);
  const ConvoDefinition *definition = convo_graph_find_definition (graph, name);
  g_autoptr(JsonNode) one = json_node_init_int (json_node_alloc (), 1);
  g_autofree char *argument = g_strdup ("argument");
  gboolean taken = definition != NULL;

  for (int number = 2; taken; number++)
    {
      taken = FALSE;
      for (int i = 0; i < convo_definition_n_arguments (definition); i++)
        taken |= g_str_equal (convo_definition_argument (definition, i), argument);
      if (!taken)
        break;
      g_free (argument);
      argument = g_strdup_printf ("argument%d", number);
    }
  if (!apply (document, convo_graph_add_argument (graph, name, argument, one, error),
              C_("undo", "Add the argument %s to %s"), argument, name))
    return NULL;
  return g_steal_pointer (&argument);
}

/** scope_define_remove_argument: Returns: whether the definition has it no more; not while an expression names it */
gboolean
scope_define_remove_argument (ConvoDocument *document, const char *name, const char *argument, GError **error)
{
  return apply (document, convo_graph_remove_argument (convo_document_graph (document), name, argument, error),
                C_("undo", "Remove the argument %s of %s"), argument, name);
}

/** scope_define_rename_argument: Returns: whether it is called @new_name, in expressions and by instances too */
gboolean
scope_define_rename_argument (ConvoDocument *document, const char *name, const char *argument, const char *new_name,
                              GError **error)
{
  return apply (document, convo_graph_rename_argument (convo_document_graph (document), name, argument, new_name, error),
                C_("undo", "Rename the argument %s to %s"), argument, new_name);
}

/** scope_define_set_default: @value: (nullable): refused if %NULL. Returns: whether it is the default of @argument now */
gboolean
scope_define_set_default (ConvoDocument *document, const char *name, const char *argument, JsonNode *value, GError **error)
{
  return apply (document, convo_graph_set_default (convo_document_graph (document), name, argument, value, error),
                C_("undo", "Change the default of %s in %s"), argument, name);
}
