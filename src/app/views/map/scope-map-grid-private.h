/* What the parts of the map grid share: the widget (scope-map-grid.c), its drawing (scope-map-grid-draw.c), its pointer and
 * keys (scope-map-grid-input.c). */
#pragma once
#include "scope-map-grid.h"

G_BEGIN_DECLS

#define SCOPE_MAP_GRID_MARGIN 3     /* room for the outline of the selection */
#define SCOPE_MAP_GRID_GAP    6
#define SCOPE_MAP_GRID_TILE   64    /* a map is at most this large when there are many */

struct _ScopeMapGrid
{
  ScopeView parent_instance;

  float            *planes;         /* [n, height, width] */
  gboolean         *dead;           /* [n] */
  int               n, total, height, width;
  gboolean          dead_given;
  ScopeMapGridWhat  what;
  int               colormap;       /* −1: signed if any value is negative */
  gboolean          one_scale;
  float             min, max;       /* of all maps */
  int               selected, hovered;
  int               hovered_row, hovered_column;

  GskRenderNode    *node;           /* all but selection, focus and hover */
  int               node_width;
  int               node_top, node_bottom;  /* rows of maps in it */
  GtkAdjustment    *scroll;         /* of the viewport around, while mapped */
};

/* Where things are for a given width, in logical pixels. */
typedef struct
{
  int columns, rows;
  int side;                         /* longest side of a tile */
  int tile_width, tile_height;
  int factor;                       /* how often a map is enlarged; 0 when averaged down */
  int repeat;                       /* a map of one row is drawn as this many equal rows */
  int pitch_x, pitch_y;
  int bar_x, bar_height;
  int height;
} ScopeMapGridLayout;

ScopeMapGridLayout scope_map_grid_layout         (ScopeMapGrid             *self,
                                                  int                       width);
graphene_rect_t    scope_map_grid_tile           (const ScopeMapGridLayout *layout,
                                                  int                       map);
graphene_rect_t    scope_map_grid_cell           (ScopeMapGrid             *self,
                                                  const ScopeMapGridLayout *layout);
int                scope_map_grid_scale_width    (ScopeMapGrid             *self);
GskRenderNode     *scope_map_grid_build_node     (ScopeMapGrid             *self,
                                                  int                       width,
                                                  int                       top,
                                                  int                       bottom);
void               scope_map_grid_append_outline (GtkSnapshot              *snapshot,
                                                  graphene_rect_t           rect,
                                                  float                     distance,
                                                  float                     thickness,
                                                  const GdkRGBA            *color);

void               scope_map_grid_input_init     (ScopeMapGrid             *self);
void               scope_map_grid_point_away     (ScopeMapGrid             *self);
void               scope_map_grid_renew_hover    (ScopeMapGrid             *self);

G_END_DECLS
