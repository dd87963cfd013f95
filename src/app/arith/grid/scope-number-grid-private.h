/* What the files of the grid of numbers share. */
#pragma once
#include "scope-number-grid.h"

G_BEGIN_DECLS

#define SCOPE_GRID_DIGITS_FROM 17   /* pixels a cell: less have colour only */
#define SCOPE_GRID_PIXELS_BELOW 12  /* less have no lines either */

struct _ScopeNumberGrid
{
  ScopeView        parent_instance;

  ScopeGridRole    role;
  int              rows, columns;                 /* without padding */
  int              top, left, bottom, right;      /* padding */
  float           *values;                        /* [rows × columns] */
  char           **above;                         /* [rows × columns] a small line above each number; NULL: none */
  guint8          *lit;                           /* [(top + rows + bottom) × (left + columns + right)]; NULL: none */
  guint8          *empty;                         /* [rows × columns] of ScopeGridEmpty; NULL: all have values */
  guint8          *hidden;                        /* [rows × columns]: a question mark; NULL: none */
  ScopeGridWindow  window, before;                /* @before: where it comes from; no rows: from nowhere */
  double           slide;                         /* 0: the window is still at @before, 1: it has arrived */
  int              unread_rows, unread_columns;   /* at the end of the padded grid: no window reads them */
  int              current_row, current_column;   /* G_MININT: none */
  double           pulse;                         /* 1: the current cell has just been written, 0: long ago */
  int              known;                         /* cells before this one are written; −1: all */
  gboolean         editable, drawable;
  gboolean         rulers, large_rulers;          /* indices of rows and columns beside the cells */
  int              ruler_left, ruler_top;         /* pixels that they have now; 0: there is no room */
  int              lead[2], every[2];             /* down, across: cells before the first value, from value to value */
  gboolean         follow;                        /* the cursor stays on the current cell */
  int              smallest, largest;             /* of a cell, in pixels */
  float            low, high;

  int              cursor_row, cursor_column;     /* of the keyboard */
  GString         *typed;                         /* what is being typed; NULL: nothing */
  int              hover_row, hover_column;
  gboolean         drawing;
  float            ink;
  GskRenderNode   *cells;                         /* cells and digits, frozen until a number changes; at 0, 0 */
  int              cells_size, cells_scale;       /* of a cell in @cells; device pixels */
  double           digits_size;                   /* of all numbers in @cells, in pixels; 0: each on its own */
  GHashTable      *digits;                        /* size and text → PangoLayout */
};

enum { SCOPE_GRID_HOVERED, SCOPE_GRID_PRESSED, SCOPE_GRID_EDITED, SCOPE_GRID_N_SIGNALS };
extern guint scope_number_grid_signals[SCOPE_GRID_N_SIGNALS];

gboolean       scope_number_grid_is_hidden       (ScopeNumberGrid *self,
                                                  int              row,
                                                  int              column);
int            scope_number_grid_cell            (ScopeNumberGrid *self,
                                                  double          *x0,
                                                  double          *y0);
void           scope_number_grid_add_controllers (ScopeNumberGrid *self);
int            scope_number_grid_number          (ScopeNumberGrid *self,
                                                  gboolean         across,
                                                  int              at);

/* scope-number-grid-ruler.c */
void           scope_number_grid_draw_rulers     (ScopeNumberGrid *self,
                                                  GtkSnapshot     *snapshot,
                                                  double           x0,
                                                  double           y0,
                                                  int              cell);

/* scope-number-grid-cells.c */
const GdkRGBA *scope_number_grid_color           (ScopeNumberGrid *self);
GskRenderNode *scope_number_grid_cells           (ScopeNumberGrid *self,
                                                  int              cell);
void           scope_number_grid_cell_at         (ScopeNumberGrid *self,
                                                  GtkSnapshot     *snapshot,
                                                  int              row,
                                                  int              column,
                                                  double           x,
                                                  double           y,
                                                  double           cell);
void           scope_number_grid_digits          (ScopeNumberGrid *self,
                                                  GtkSnapshot     *snapshot,
                                                  const char      *text,
                                                  double           x,
                                                  double           y,
                                                  double           width,
                                                  double           height,
                                                  double           size,
                                                  gboolean         bold,
                                                  const GdkRGBA   *color);

/* scope-number-grid-draw.c */
void           scope_number_grid_snapshot        (GtkWidget       *widget,
                                                  GtkSnapshot     *snapshot);

G_END_DECLS
