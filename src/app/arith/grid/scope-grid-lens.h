/* A lens over a grid whose cells are too small for digits: a few of them with their numbers. */
#pragma once
#include "scope-number-grid.h"

G_BEGIN_DECLS

#define SCOPE_TYPE_GRID_LENS (scope_grid_lens_get_type ())
G_DECLARE_FINAL_TYPE (ScopeGridLens, scope_grid_lens, SCOPE, GRID_LENS, ScopeView)

#define SCOPE_GRID_LENS_SIZE 220

GtkWidget *scope_grid_lens_new    (ScopeNumberGrid *grid);
void       scope_grid_lens_centre (ScopeGridLens   *self,
                                   int              row,
                                   int              column,
                                   int              cells);
gboolean   scope_grid_lens_source (ScopeGridLens   *self,
                                   graphene_rect_t *rect);

G_END_DECLS
