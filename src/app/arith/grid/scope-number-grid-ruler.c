/* The rulers of a grid of numbers: rows at its left, columns above, counted from 1 as everywhere on screen. They go by
 * themselves where cells are small, and stand out for the current cell. */
#include "scope-number-grid-private.h"

#define ROOM 18                /* pixels beside the cells */
#define LARGE_ROOM 30
#define FROM 24                /* pixels a cell: smaller ones have no rulers */
#define LARGE_FROM 34

/**
 * scope_number_grid_set_rulers:
 * @rulers: whether rows and columns are numbered, where cells are large enough
 * @large: in figures for the last row of a lecture hall
 */
void
scope_number_grid_set_rulers (ScopeNumberGrid *self, gboolean rulers, gboolean large)
{
  if (self->rulers == rulers && self->large_rulers == large)
    return;
  self->rulers = rulers;
  self->large_rulers = large;
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

/**
 * scope_number_grid_set_numbering:
 * @lead_rows: rows before the first value, within the grid
 * @every_row: rows from value to value
 * @lead_columns: likewise
 * @every_column: likewise
 *
 * Values that lie apart are counted, not the cells: what is said of a cell and the rulers follow.
 */
void
scope_number_grid_set_numbering (ScopeNumberGrid *self, int lead_rows, int every_row, int lead_columns, int every_column)
{
  if (self->lead[0] == lead_rows && self->every[0] == every_row && self->lead[1] == lead_columns && self->every[1] == every_column)
    return;
  self->lead[0] = lead_rows;
  self->every[0] = every_row;
  self->lead[1] = lead_columns;
  self->every[1] = every_column;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* Which row or column of values stands there, from 1; 0: none. */
int
scope_number_grid_number (ScopeNumberGrid *self, gboolean across, int at)
{
  const int from = at - self->lead[across], every = MAX (self->every[across], 1), n = across ? self->columns : self->rows;

  return at < 0 || at >= n || from < 0 || from % every != 0 ? 0 : from / every + 1;
}

/**
 * scope_number_grid_ruler_room:
 * @cell: pixels a cell; %G_MAXINT: as many as there may be
 * @left: (out): pixels that the ruler of the rows needs; a single row has none
 * @top: (out): that of the columns
 *
 * Returns: whether there are rulers beside cells of that size
 */
gboolean
scope_number_grid_ruler_room (ScopeNumberGrid *self, int cell, int *left, int *top)
{
  const gboolean shown = self->rulers && cell >= (self->large_rulers ? LARGE_FROM : FROM);
  const int room = self->large_rulers ? LARGE_ROOM : ROOM;

  *left = shown && self->rows > 1 ? room : 0;
  *top = shown ? room : 0;
  return shown;
}

/** scope_number_grid_rulers: @left: (out): pixels of the rulers as the grid stands now; 0: none; @top: (out): likewise */
void
scope_number_grid_rulers (ScopeNumberGrid *self, int *left, int *top)
{
  double x0, y0;

  scope_number_grid_cell (self, &x0, &y0);
  *left = self->ruler_left;
  *top = self->ruler_top;
}

static void
draw_index (ScopeNumberGrid *self, GtkSnapshot *snapshot, int number, gboolean current, double x, double y, int width, int height)
{
  const double size = self->large_rulers ? 22 : 11;
  char text[12];

  if (number == 0)
    return;
  g_snprintf (text, sizeof text, "%d", number);
  scope_number_grid_digits (self, snapshot, text, x, y, width, height, size, current,
                            current ? scope_number_grid_color (self) : scope_palette_color (SCOPE_COLOR_DIM));
}

/** scope_number_grid_draw_rulers: the numbers of rows and columns, if they have room beside cells of @cell pixels */
void
scope_number_grid_draw_rulers (ScopeNumberGrid *self, GtkSnapshot *snapshot, double x0, double y0, int cell)
{
  const int left = self->ruler_left, top = self->ruler_top;

  if (top == 0)
    return;
  for (int row = 0; left > 0 && row < self->rows; row++)
    draw_index (self, snapshot, scope_number_grid_number (self, FALSE, row), row == self->current_row, x0 - left,
                y0 + (row + self->top) * cell, left - 2, cell);
  for (int column = 0; column < self->columns; column++)
    draw_index (self, snapshot, scope_number_grid_number (self, TRUE, column), column == self->current_column,
                x0 + (column + self->left) * cell, y0 - top, cell, top - 1);
}
