/* All channels of one layer, large: values under the pointer, a selection, dead maps, a colour bar. */
#pragma once
#include "scope-colormap.h"
#include "scope-view.h"

G_BEGIN_DECLS

/**
 * ScopeMapGrid:
 *
 * Lives inside a #GtkScrolledWindow (height for width). The first 512 maps are drawn, and the description says so.
 * Arrow keys move the selection and scroll to it; Shift and an arrow move over the cells of the selected map.
 *
 * Properties: `selected` (int, −1 is none, notifies), `one-scale` (boolean), `hover-text` of #ScopeView
 * ("map 6, row 3, column 12: 1.284"; everything counts from 1 on screen).
 * Signals `map-activated (int map)`: double click or Enter, map counts from 0; `cell-changed (int map, int row,
 * int column)`: the pointer or the keyboard is on another cell, all count from 0, map −1 for none.
 */
#define SCOPE_TYPE_MAP_GRID (scope_map_grid_get_type ())
G_DECLARE_FINAL_TYPE (ScopeMapGrid, scope_map_grid, SCOPE, MAP_GRID, ScopeView)

#define SCOPE_MAP_GRID_MAX 512

/**
 * ScopeMapGridWhat:
 * @SCOPE_MAP_GRID_MAPS: feature maps (the default); those that are zero everywhere are marked
 * @SCOPE_MAP_GRID_FILTERS: weights of a convolution
 * @SCOPE_MAP_GRID_GRADIENTS: gradients
 *
 * The word for one picture of the grid.
 */
typedef enum
{
  SCOPE_MAP_GRID_MAPS,
  SCOPE_MAP_GRID_FILTERS,
  SCOPE_MAP_GRID_GRADIENTS,
} ScopeMapGridWhat;

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
void         scope_map_grid_set_what      (ScopeMapGrid      *self,
                                           ScopeMapGridWhat   what);
void         scope_map_grid_set_selected  (ScopeMapGrid      *self,
                                           int                map);
int          scope_map_grid_get_selected  (ScopeMapGrid      *self);
int          scope_map_grid_get_n_maps    (ScopeMapGrid      *self);
const float *scope_map_grid_get_map       (ScopeMapGrid      *self,
                                           int                map);
char        *scope_map_grid_dup_heading   (ScopeMapGrid      *self);

G_END_DECLS
