/* The named blocks that come with the program, read once when they are first asked for. */
#include "scope-library.h"

#include <string.h>
#include "about.h"
#include "convo-file.h"
#include "registry.h"

static void
block_free (gpointer data)
{
  ScopeLibraryBlock *block = data;

  g_free (block->name);
  g_free (block->title);
  g_free (block->text);
  convo_graph_unref (block->graph);
  g_free (block);
}

/* A file that cannot be read is left out: the program must not fail over one of many blocks. */
static void
add_file (GPtrArray *blocks, GFile *file)
{
  g_autofree char *name = g_file_get_basename (file);
  g_autoptr(ConvoGraph) graph = convo_graph_load (file, NULL, NULL);
  g_autoptr(ConvoAbout) about = NULL;
  ScopeLibraryBlock *block;

  *strrchr (name, '.') = '\0';
  if (graph == NULL || convo_graph_find_definition (graph, name) == NULL)
    return;
  about = convo_about_new (graph, g_get_language_names ());
  block = g_new0 (ScopeLibraryBlock, 1);
  block->name = g_steal_pointer (&name);
  block->title = g_strdup (about != NULL && about->title != NULL ? about->title : convo_graph_name (graph));
  block->text = about != NULL ? g_strdup (about->text) : NULL;
  block->graph = g_steal_pointer (&graph);
  g_ptr_array_add (blocks, block);
}

/** scope_library_blocks: Returns: (transfer none) (element-type ScopeLibraryBlock): all of them, by name */
GPtrArray *
scope_library_blocks (void)
{
  static GPtrArray *blocks;

  if (blocks == NULL)
    {
      g_autoptr(GPtrArray) files = convo_block_list ();

      blocks = g_ptr_array_new_with_free_func (block_free);
      for (guint i = 0; i < files->len; i++)
        add_file (blocks, files->pdata[i]);
    }
  return blocks;
}

/** scope_library_find: Returns: (nullable): the block of that name */
const ScopeLibraryBlock *
scope_library_find (const char *name)
{
  GPtrArray *blocks = scope_library_blocks ();

  for (guint i = 0; i < blocks->len; i++)
    if (strcmp (((ScopeLibraryBlock *) blocks->pdata[i])->name, name) == 0)
      return blocks->pdata[i];
  return NULL;
}

/**
 * scope_library_bring:
 * @type: a kind, a definition of @graph, or a block of the library
 * @name: (out) (transfer full): what to add: @type, or what the block of the library is called in @graph
 *
 * Returns: (transfer full) (nullable): @graph, with the definition that is needed
 */
ConvoGraph *
scope_library_bring (const ConvoGraph *graph, const char *type, char **name, GError **error)
{
  const ScopeLibraryBlock *block;

  if (convo_kind_find (type) == NULL && convo_graph_find_definition (graph, type) == NULL
      && (block = scope_library_find (type)) != NULL)
    return convo_graph_import (graph, block->graph, type, name, error);
  *name = g_strdup (type);
  return convo_graph_ref (graph);
}
