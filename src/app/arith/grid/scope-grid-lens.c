/* A lens over a grid whose cells are too small for digits: a few of them with their numbers, and the window over them. */
#include "scope-grid-lens.h"

#include <glib/gi18n.h>

#include "scope-grid-paint.h"
#include "scope-number-grid-private.h"

struct _ScopeGridLens
{
  ScopeView        parent_instance;
  ScopeNumberGrid *grid;
  int              row, column, cells;      /* the first cell, and how many there are each way */
};

G_DEFINE_FINAL_TYPE (ScopeGridLens, scope_grid_lens, SCOPE_TYPE_VIEW)

static void
draw_cells (ScopeGridLens *self, GtkSnapshot *snapshot, double cell)
{
  const GdkRGBA thin = scope_paint_faint (scope_palette_color (SCOPE_COLOR_TEXT), 0.16);

  scope_paint_fill (snapshot, 0, 0, cell * self->cells, cell * self->cells, scope_palette_color (SCOPE_COLOR_CARD));
  for (int i = 0; i < self->cells * self->cells; i++)
    {
      const double x = i % self->cells * cell, y = i / self->cells * cell;

      scope_number_grid_cell_at (self->grid, snapshot, self->row + i / self->cells, self->column + i % self->cells, x, y, cell);
      scope_paint_fill (snapshot, x, y, cell, 1, &thin);
      scope_paint_fill (snapshot, x, y, 1, cell, &thin);
    }
}

static void
draw_window (ScopeGridLens *self, GtkSnapshot *snapshot, double cell)
{
  const ScopeGridWindow *w = &self->grid->window;
  const GdkRGBA *color = scope_number_grid_color (self->grid), tint = scope_paint_faint (color, 0.2);
  const double x = (w->column - self->column) * cell, y = (w->row - self->row) * cell;

  for (int i = 0; i < w->rows * w->columns; i++)
    scope_paint_fill (snapshot, x + i % w->columns * w->column_step * cell, y + i / w->columns * w->row_step * cell, cell, cell, &tint);
  if (w->rows > 0)
    scope_paint_frame (snapshot, x - 1, y - 1, ((w->columns - 1) * w->column_step + 1) * cell + 3,
                       ((w->rows - 1) * w->row_step + 1) * cell + 3, 3, color);
}

static void
scope_grid_lens_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  ScopeGridLens *self = SCOPE_GRID_LENS (widget);
  const double size = MIN (gtk_widget_get_width (widget), gtk_widget_get_height (widget)), cell = (int) (size / MAX (self->cells, 1));
  const double side = cell * self->cells;

  if (self->grid->values == NULL || self->cells < 1)
    return;
  gtk_snapshot_push_clip (snapshot, &GRAPHENE_RECT_INIT (0, 0, side, side));
  draw_cells (self, snapshot, cell);
  draw_window (self, snapshot, cell);
  gtk_snapshot_pop (snapshot);
  scope_paint_frame (snapshot, 0, 0, side, side, 2, scope_number_grid_color (self->grid));
}

static void
scope_grid_lens_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *min, int *nat, int *b1, int *b2)
{
  *min = 100;
  *nat = SCOPE_GRID_LENS_SIZE;
}

static void
scope_grid_lens_class_init (ScopeGridLensClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->snapshot = scope_grid_lens_snapshot;
  widget_class->measure = scope_grid_lens_measure;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
scope_grid_lens_init (ScopeGridLens *self)
{
  self->cells = 5;
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
  scope_view_describe (SCOPE_VIEW (self), _("Lens"), NULL);
}

/** scope_grid_lens_new: @grid: what it looks at; lives as long; Returns: (transfer full): a lens */
GtkWidget *
scope_grid_lens_new (ScopeNumberGrid *grid)
{
  ScopeGridLens *self = g_object_new (SCOPE_TYPE_GRID_LENS, NULL);

  self->grid = grid;
  return GTK_WIDGET (self);
}

/** scope_grid_lens_centre: shows @cells × @cells cells with @row, @column in the middle, as far as there are any */
void
scope_grid_lens_centre (ScopeGridLens *self, int row, int column, int cells)
{
  const ScopeNumberGrid *g = self->grid;
  const int rows = g->top + g->rows + g->bottom, columns = g->left + g->columns + g->right;

  self->cells = CLAMP (cells, 1, MAX (MIN (rows, columns), 1));
  self->row = CLAMP (row - self->cells / 2, -g->top, MAX (rows - self->cells, 0) - g->top);
  self->column = CLAMP (column - self->cells / 2, -g->left, MAX (columns - self->cells, 0) - g->left);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/** scope_grid_lens_source: Returns: whether it looks at something; @rect (out): at what, in the grid's own pixels */
gboolean
scope_grid_lens_source (ScopeGridLens *self, graphene_rect_t *rect)
{
  graphene_rect_t cell;

  if (!scope_number_grid_cell_rect (self->grid, self->row, self->column, &cell))
    return FALSE;
  *rect = GRAPHENE_RECT_INIT (cell.origin.x, cell.origin.y, cell.size.width * self->cells, cell.size.height * self->cells);
  return TRUE;
}
