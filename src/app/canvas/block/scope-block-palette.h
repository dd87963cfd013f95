/* The left pane's page "Blocks": every registered kind, by family, to be dragged or activated. */
#pragma once
#include <adwaita.h>
#include "graph.h"

G_BEGIN_DECLS

/**
 * ScopeBlockPalette:
 *
 * A search entry above the families with their kinds, read from the registry (convo_kinds()). A row is dragged as a
 * string, the kind's name (%G_TYPE_STRING), which #ScopeCanvas accepts.
 *
 * Signal "add" (const char *kind): a row was double-clicked or Enter was pressed on it;
 * connect it to scope_canvas_add().
 */
#define SCOPE_TYPE_BLOCK_PALETTE (scope_block_palette_get_type ())
G_DECLARE_FINAL_TYPE (ScopeBlockPalette, scope_block_palette, SCOPE, BLOCK_PALETTE, GtkWidget)

GtkWidget *scope_block_palette_new          (void);
void       scope_block_palette_set_graph (ScopeBlockPalette *self,
                                          const ConvoGraph  *graph);
void       scope_block_palette_focus_search (ScopeBlockPalette *self);
GtkWidget *scope_block_palette_find_row     (ScopeBlockPalette *self,
                                             const char        *kind);

G_END_DECLS
