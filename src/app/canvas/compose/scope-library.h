/* The named blocks that come with the program, to be put into any document. */
#pragma once
#include "compose.h"

G_BEGIN_DECLS

/**
 * ScopeLibraryBlock:
 * @name: of the definition: "residual-basic"
 * @title: for people, in their language
 * @text: (nullable): a paragraph about it
 * @graph: defines it, and what it is made of
 */
typedef struct
{
  char *name, *title, *text;
  ConvoGraph *graph;
} ScopeLibraryBlock;

GPtrArray               *scope_library_blocks (void);   /* (element-type ScopeLibraryBlock) (transfer none) */
const ScopeLibraryBlock *scope_library_find   (const char       *name);
ConvoGraph              *scope_library_bring  (const ConvoGraph *graph,
                                               const char       *type,
                                               char            **name,
                                               GError          **error);

G_END_DECLS
