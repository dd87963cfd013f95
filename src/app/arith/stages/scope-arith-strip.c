/* Along one axis: the padded cells in a row, every window under them, and what no window reads. */
#include "scope-arith-strip.h"

#include <glib/gi18n.h>

#include "scope-grid-paint.h"

#define CELL_HEIGHT 18
#define STEP 8                /* between rows of windows */
#define ROWS 4
#define MAX_CELLS 120

struct _ScopeArithStrip
{
  ScopeView parent_instance;
  ConvoLane lane;
  gint64    current;
  gboolean  set;
};

G_DEFINE_FINAL_TYPE (ScopeArithStrip, scope_arith_strip, SCOPE_TYPE_VIEW)

/* A cell: an input value by its number, a zero of the padding, or one between values that lie apart. */
static void
draw_cell (ScopeArithStrip *self, GtkSnapshot *snapshot, gint64 i, double cell)
{
  ScopeView *view = SCOPE_VIEW (self);
  const GdkRGBA *text = scope_palette_color (SCOPE_COLOR_TEXT);
  const GdkRGBA pad = scope_paint_faint (text, 0.1), dash = scope_paint_faint (text, 0.3);
  const GdkRGBA amber = scope_paint_faint (scope_palette_color (SCOPE_COLOR_WARNING), 0.6);
  const gint64 source = convo_lane_source (&self->lane, i);
  const gboolean unread = i >= self->lane.cells - self->lane.unread;
  g_autofree char *number = unread ? g_strdup ("✕") : source >= 0 ? g_strdup_printf ("%d", (int) source + 1) : g_strdup ("0");

  scope_paint_fill (snapshot, i * cell, 0, cell, CELL_HEIGHT, unread ? &amber : source == -1 ? &pad : scope_palette_color (SCOPE_COLOR_CARD));
  if (source == -2 && cell > 8)
    scope_paint_dashes (snapshot, i * cell + 2, 2, cell - 3, CELL_HEIGHT - 3, 1, &dash);
  if (scope_view_text_width (view, number, SCOPE_TEXT_CAPTION) < cell)
    scope_view_append_text (view, snapshot, number, SCOPE_TEXT_CAPTION, (i + 0.5) * cell,
                            (CELL_HEIGHT - scope_view_text_height (view, SCOPE_TEXT_CAPTION)) / 2, 0.5,
                            source >= 0 ? text : scope_palette_color (SCOPE_COLOR_DIM));
}

static void
draw_cells (ScopeArithStrip *self, GtkSnapshot *snapshot, double cell)
{
  const GdkRGBA line = scope_paint_faint (scope_palette_color (SCOPE_COLOR_TEXT), 0.25);
  const gint64 n = self->lane.cells;

  for (gint64 i = 0; i < n; i++)
    draw_cell (self, snapshot, i, cell);
  for (gint64 i = 0; i <= n; i++)
    scope_paint_fill (snapshot, i * cell, 0, 1, CELL_HEIGHT, &line);
  scope_paint_fill (snapshot, 0, 0, n * cell, 1, &line);
  scope_paint_fill (snapshot, 0, CELL_HEIGHT, n * cell + 1, 1, &line);
}

/* Windows in four staggered rows, so that overlapping ones can be told apart; dilated ones are dotted. */
static void
draw_windows (ScopeArithStrip *self, GtkSnapshot *snapshot, double cell)
{
  const ConvoLane *lane = &self->lane;

  for (gint64 i = 0; i < lane->windows; i++)
    {
      const double y = CELL_HEIGHT + 5 + (i % ROWS) * STEP;
      const GdkRGBA color = scope_paint_faint (scope_palette_color (SCOPE_COLOR_INPUT), i == self->current ? 1 : 0.4);

      for (gint64 k = 0; k < lane->taps; k++)
        scope_paint_fill (snapshot, (i * lane->step + k * lane->dilation) * cell + (k == 0 ? 1.5 : 0), y,
                          cell - (k == lane->taps - 1 || lane->dilation > 1 ? 3 : 0), 5, &color);
    }
}

static void
scope_arith_strip_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  ScopeArithStrip *self = SCOPE_ARITH_STRIP (widget);
  double cell;

  if (!self->set)
    return;
  cell = MIN ((double) (gtk_widget_get_width (widget) - 2) / self->lane.cells, 24);
  draw_cells (self, snapshot, cell);
  draw_windows (self, snapshot, cell);
}

static void
scope_arith_strip_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *min, int *nat, int *b1, int *b2)
{
  *min = *nat = orientation == GTK_ORIENTATION_HORIZONTAL ? 200 : CELL_HEIGHT + 6 + ROWS * STEP;
}

static void
scope_arith_strip_class_init (ScopeArithStripClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->snapshot = scope_arith_strip_snapshot;
  widget_class->measure = scope_arith_strip_measure;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
scope_arith_strip_init (ScopeArithStrip *self)
{
  scope_view_describe (SCOPE_VIEW (self), _("Windows along one axis"), NULL);
}

/** scope_arith_strip_new: Returns: (transfer full): an empty strip */
GtkWidget *
scope_arith_strip_new (void)
{
  return g_object_new (SCOPE_TYPE_ARITH_STRIP, NULL);
}

/** scope_arith_strip_set: @lane: (nullable): the columns of the input; of its windows @current is emphasised; %NULL, or too many cells: nothing */
void
scope_arith_strip_set (ScopeArithStrip *self, const ConvoLane *lane, gint64 current)
{
  self->set = lane != NULL && lane->cells >= 1 && lane->cells <= MAX_CELLS;
  if (self->set)
    self->lane = *lane;
  self->current = current;
  gtk_widget_set_visible (GTK_WIDGET (self), self->set);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
