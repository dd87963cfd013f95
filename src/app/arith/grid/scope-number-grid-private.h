/* What the two files of the grid of numbers share. */
#pragma once
#include "scope-number-grid.h"

G_BEGIN_DECLS

struct _ScopeNumberGrid
{
  ScopeView        parent_instance;

  ScopeGridRole    role;
  int              rows, columns;                 /* without padding */
  int              top, left, bottom, right;      /* padding */
  float           *values;                        /* [rows × columns] */
  char           **above;                         /* [rows × columns] a small line above each number; NULL: none */
  guint8          *lit;                           /* [(top + rows + bottom) × (left + columns + right)]; NULL: none */
  guint8          *hidden;                        /* [rows × columns]: a question mark; NULL: none */
  ScopeGridWindow  window;
  int              unread_rows, unread_columns;   /* at the end of the padded grid: no window reads them */
  int              current_row, current_column;   /* G_MININT: none */
  int              known;                         /* cells before this one are written; −1: all */
  gboolean         editable, drawable;
  gboolean         follow;                        /* the cursor stays on the current cell */
  int              smallest, largest;             /* of a cell, in pixels */
  float            low, high;

  int              cursor_row, cursor_column;     /* of the keyboard */
  GString         *typed;                         /* what is being typed; NULL: nothing */
  int              hover_row, hover_column;
  gboolean         drawing;
  float            ink;
  GdkTexture      *texture;                       /* where cells are too small for digits */
};

gboolean scope_number_grid_is_hidden (ScopeNumberGrid *self,
                                 int              row,
                                 int              column);
int  scope_number_grid_cell     (ScopeNumberGrid *self,
                                 double          *x0,
                                 double          *y0);
void scope_number_grid_snapshot (GtkWidget       *widget,
                                 GtkSnapshot     *snapshot);

G_END_DECLS
