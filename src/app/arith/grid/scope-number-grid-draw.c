/* A grid of numbers, drawn: the frozen cells, and over them what moves: window, frames, marks, what is being typed. */
#include "scope-number-grid-private.h"

#include <math.h>

#include "scope-grid-paint.h"

#define MAX_DOTS 150            /* cells that are not yet written get a dot each, if the grid has few */

/* ---- the window ---- */

static graphene_rect_t
window_rect (ScopeNumberGrid *self, const ScopeGridWindow *window, double x0, double y0, double cell)
{
  return GRAPHENE_RECT_INIT (x0 + (window->column + self->left) * cell, y0 + (window->row + self->top) * cell,
                             ((window->columns - 1) * window->column_step + 1) * cell,
                             ((window->rows - 1) * window->row_step + 1) * cell);
}

/* How far the window still has to go, in cells. */
static graphene_point_t
still_to_go (ScopeNumberGrid *self)
{
  const double left = self->before.rows > 0 ? 1 - self->slide : 0;

  return GRAPHENE_POINT_INIT ((self->before.column - self->window.column) * left, (self->before.row - self->window.row) * left);
}

/** scope_number_grid_window_rect: Returns: whether there is a window; @rect (out): where it is now, in the widget */
gboolean
scope_number_grid_window_rect (ScopeNumberGrid *self, graphene_rect_t *rect)
{
  const graphene_point_t left = still_to_go (self);
  double x0, y0;
  const int cell = scope_number_grid_cell (self, &x0, &y0);

  if (self->window.rows == 0)
    return FALSE;
  *rect = window_rect (self, &self->window, x0 + left.x * cell, y0 + left.y * cell, cell);
  return TRUE;
}

/* Its elements tinted, its hull framed; with dilation the holes stay untinted. Where it was before: dashes. */
static void
draw_window (ScopeNumberGrid *self, GtkSnapshot *snapshot, double x0, double y0, double cell)
{
  const ScopeGridWindow *window = &self->window;
  const GdkRGBA *color = scope_number_grid_color (self), tint = scope_paint_faint (color, 0.2);
  graphene_rect_t hull;

  if (window->rows == 0)
    return;
  if (self->before.rows > 0)
    {
      hull = window_rect (self, &self->before, x0, y0, cell);
      scope_paint_dashes (snapshot, hull.origin.x, hull.origin.y, hull.size.width + 1, hull.size.height + 1, 1.5, color);
    }
  scope_number_grid_window_rect (self, &hull);
  if (window->row_step == 1 && window->column_step == 1)
    scope_paint_fill (snapshot, hull.origin.x, hull.origin.y, hull.size.width, hull.size.height, &tint);
  for (int i = 0; (window->row_step > 1 || window->column_step > 1) && i < window->rows * window->columns; i++)
    scope_paint_fill (snapshot, hull.origin.x + i % window->columns * window->column_step * cell,
                      hull.origin.y + i / window->columns * window->row_step * cell, cell, cell, &tint);
  scope_paint_frame (snapshot, hull.origin.x - 1, hull.origin.y - 1, hull.size.width + 3, hull.size.height + 3, 3, color);
}

/* ---- cells that stand out ---- */

static void
draw_lit (ScopeNumberGrid *self, GtkSnapshot *snapshot, double x0, double y0, double cell)
{
  const int columns = self->left + self->columns + self->right, rows = self->top + self->rows + self->bottom;
  const GdkRGBA tint = scope_paint_faint (scope_number_grid_color (self), 0.28);

  for (int i = 0; self->lit != NULL && i < rows * columns; i++)
    if (self->lit[i])
      scope_paint_fill (snapshot, x0 + i % columns * cell, y0 + i / columns * cell, cell, cell, &tint);
}

static void
cover (ScopeNumberGrid *self, GtkSnapshot *snapshot, double x, double y, int rows, int columns, double cell)
{
  const GdkRGBA thin = scope_paint_faint (scope_palette_color (SCOPE_COLOR_TEXT), 0.16);
  const GdkRGBA ground = scope_paint_faint (scope_number_grid_color (self), self->role == SCOPE_GRID_PLAIN ? 0 : 0.05);

  if (rows <= 0 || columns <= 0)
    return;
  scope_paint_fill (snapshot, x, y, columns * cell, rows * cell, scope_palette_color (SCOPE_COLOR_CARD));
  scope_paint_fill (snapshot, x, y, columns * cell, rows * cell, &ground);
  for (int i = 0; cell >= SCOPE_GRID_PIXELS_BELOW && i < rows; i++)
    scope_paint_fill (snapshot, x, y + i * cell, columns * cell, 1, &thin);
  for (int i = 0; cell >= SCOPE_GRID_PIXELS_BELOW && i < columns; i++)
    scope_paint_fill (snapshot, x + i * cell, y, 1, rows * cell, &thin);
  for (int i = 0; self->rows * self->columns <= MAX_DOTS && i < rows * columns; i++)
    scope_paint_fill (snapshot, x + (i % columns + 0.5) * cell - 1, y + (i / columns + 0.5) * cell - 1, 2, 2,
                      scope_palette_color (SCOPE_COLOR_DIM));
}

/* What has not been computed yet in the show: the rest of the present row, and all rows below. */
static void
draw_unknown (ScopeNumberGrid *self, GtkSnapshot *snapshot, double x0, double y0, double cell)
{
  const int row = self->columns > 0 ? self->known / self->columns : 0, column = self->columns > 0 ? self->known % self->columns : 0;
  const double x = x0 + self->left * cell, y = y0 + self->top * cell;

  if (self->known < 0 || row >= self->rows)
    return;
  cover (self, snapshot, x + column * cell, y + row * cell, 1, self->columns - column, cell);
  cover (self, snapshot, x, y + (row + 1) * cell, self->rows - row - 1, self->columns, cell);
}

static void
draw_typed (ScopeNumberGrid *self, GtkSnapshot *snapshot, double x0, double y0, double cell)
{
  const double x = x0 + (self->cursor_column + self->left) * cell, y = y0 + (self->cursor_row + self->top) * cell;

  if (self->typed == NULL)
    return;
  scope_paint_fill (snapshot, x + 1, y + 1, cell - 1, cell - 1, scope_palette_color (SCOPE_COLOR_CARD));
  scope_number_grid_cell_at (self, snapshot, self->cursor_row, self->cursor_column, x, y, cell);
}

static void
draw_cursor (ScopeNumberGrid *self, GtkSnapshot *snapshot, double x0, double y0, double cell)
{
  const GdkRGBA *color = scope_number_grid_color (self);

  if (self->current_row != G_MININT)
    {
      const double x = x0 + (self->current_column + self->left) * cell - 1, y = y0 + (self->current_row + self->top) * cell - 1;
      const GdkRGBA tint = scope_paint_faint (color, 0.16 + 0.44 * self->pulse);

      if (scope_number_grid_is_hidden (self, self->current_row, self->current_column))
        scope_paint_dashes (snapshot, x, y, cell + 3, cell + 3, 3, color);
      else
        {
          scope_paint_fill (snapshot, x + 1, y + 1, cell, cell, &tint);
          scope_paint_frame (snapshot, x, y, cell + 3, cell + 3, 3, color);
        }
    }
  if (self->hover_row != G_MININT)
    scope_paint_frame (snapshot, x0 + (self->hover_column + self->left) * cell, y0 + (self->hover_row + self->top) * cell, cell + 1,
                       cell + 1, 1.5, color);
  if (gtk_widget_has_visible_focus (GTK_WIDGET (self)))
    scope_paint_frame (snapshot, x0 + (self->cursor_column + self->left) * cell - 2, y0 + (self->cursor_row + self->top) * cell - 2,
                       cell + 5, cell + 5, 2, scope_palette_color (SCOPE_COLOR_FOCUS));
}

/** scope_number_grid_snapshot: draws cells, numbers, window and frames */
void
scope_number_grid_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  ScopeNumberGrid *self = SCOPE_NUMBER_GRID (widget);
  const GdkRGBA *edge = self->role == SCOPE_GRID_INPUT || self->role == SCOPE_GRID_PLAIN ? scope_palette_color (SCOPE_COLOR_DIM)
                                                                                      : scope_number_grid_color (self);
  double x0, y0;
  const int cell = scope_number_grid_cell (self, &x0, &y0);

  if (self->values == NULL || self->rows * self->columns == 0)
    return;
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (x0, y0));
  gtk_snapshot_append_node (snapshot, scope_number_grid_cells (self, cell));
  gtk_snapshot_restore (snapshot);
  draw_unknown (self, snapshot, x0, y0, cell);
  scope_paint_frame (snapshot, x0 + self->left * cell, y0 + self->top * cell, self->columns * cell + 1, self->rows * cell + 1, 1.5,
                     edge);
  draw_lit (self, snapshot, x0, y0, cell);
  draw_typed (self, snapshot, x0, y0, cell);
  draw_window (self, snapshot, x0, y0, cell);
  draw_cursor (self, snapshot, x0, y0, cell);
  scope_number_grid_draw_rulers (self, snapshot, x0, y0, cell);
}
