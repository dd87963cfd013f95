/* All channels of one layer, large: values under the pointer, a selection, dead maps, a colour bar. */
#pragma once
#include "scope-colormap.h"
#include "scope-view.h"

G_BEGIN_DECLS

/**
 * ScopeMapGrid:
 *
 * Lives inside a #GtkScrolledWindow (height for width). Up to 512 maps are drawn; more are cut and the description says so.
 *
 * Properties: `selected` (int, −1 is none, notifies), `one-scale` (boolean), `hover-text` of #ScopeView
 * ("map 6, row 3, column 12: 1.284"; everything counts from 1 on screen).
 * Signal `map-activated (int map)`: double click or Enter, map counts from 0.
 */
#define SCOPE_TYPE_MAP_GRID (scope_map_grid_get_type ())
G_DECLARE_FINAL_TYPE (ScopeMapGrid, scope_map_grid, SCOPE, MAP_GRID, ScopeView)

#define SCOPE_MAP_GRID_MAX 512

GtkWidget   *scope_map_grid_new           (void);
void         scope_map_grid_set_maps      (ScopeMapGrid      *self,
                                           const float       *planes,
                                           int                n,
                                           int                height,
                                           int                width);
void         scope_map_grid_set_colormap  (ScopeMapGrid      *self,
                                           ScopeColormapKind  kind);
void         scope_map_grid_set_signed    (ScopeMapGrid      *self,
                                           gboolean           is_signed);
void         scope_map_grid_set_one_scale (ScopeMapGrid      *self,
                                           gboolean           one_scale);
gboolean     scope_map_grid_get_one_scale (ScopeMapGrid      *self);
void         scope_map_grid_set_dead      (ScopeMapGrid      *self,
                                           const gboolean    *dead,
                                           int                n);
void         scope_map_grid_set_noun      (ScopeMapGrid      *self,
                                           const char        *noun);
void         scope_map_grid_set_selected  (ScopeMapGrid      *self,
                                           int                map);
int          scope_map_grid_get_selected  (ScopeMapGrid      *self);
int          scope_map_grid_get_n_maps    (ScopeMapGrid      *self);
const float *scope_map_grid_get_map       (ScopeMapGrid      *self,
                                           int                map);
char        *scope_map_grid_dup_heading   (ScopeMapGrid      *self);

G_END_DECLS
