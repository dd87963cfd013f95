/* How values of any rank become a flat grid: features are a row, 1-D maps a row a channel, 3-D maps one slice. */
#pragma once
#include "scope-arith-state.h"
#include "scope-number-grid.h"

G_BEGIN_DECLS

/**
 * ScopePlane:
 * @rows: height of the grid
 * @columns: width
 * @planes: how many grids there are in the whole value (channels)
 * @slices: depth of a 3-D value, else 1
 */
typedef struct
{
  int rows, columns, planes, slices;
} ScopePlane;

ScopePlane   scope_plane_of      (const ConvoShape *shape);
const float *scope_plane_values  (const ConvoShape *shape,
                                  const float      *values,
                                  int               plane,
                                  int               slice);
gint64       scope_plane_index   (const ConvoShape *shape,
                                  int               plane,
                                  int               slice,
                                  int               row,
                                  int               column);
void         scope_plane_place   (const ConvoShape *shape,
                                  gint64            index,
                                  int              *plane,
                                  int              *slice,
                                  int              *row,
                                  int              *column);
gboolean     scope_plane_window  (const ConvoTrace *trace,
                                  const ConvoSum   *sum,
                                  ScopeGridWindow  *window,
                                  int              *slice);
void         scope_plane_padding (ScopeNumberGrid  *grid,
                                  const ConvoTrace *trace);
int          scope_plane_unit    (const float      *values,
                                  gint64            n);
void         scope_plane_show    (ScopeNumberGrid  *grid,
                                  int               rows,
                                  int               columns,
                                  const float      *values,
                                  int               unit);
char        *scope_plane_unit_text (int             unit);
GtkWidget   *scope_arith_label   (const char       *css_class);
GtkWidget   *scope_arith_inscription (const char    *css_class,
                                      int            chars,
                                      int            lines);
void         scope_arith_inscribe (GtkWidget        *inscription,
                                   const char       *format,
                                   ...) G_GNUC_PRINTF (2, 3);
GtkWidget   *scope_arith_titled  (const char       *sign,
                                  const char       *css_class,
                                  GtkWidget        *grid,
                                  GtkWidget       **title);
void         scope_arith_markup  (GtkWidget        *label,
                                  const char       *format,
                                  ...) G_GNUC_PRINTF (2, 3);

G_END_DECLS
