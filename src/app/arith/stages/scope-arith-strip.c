/* Along one axis: the padded cells in a row, every window under them, and what no window reads. */
#include "scope-arith-strip.h"

#include <glib/gi18n.h>

#include "scope-grid-paint.h"

#define CELL_HEIGHT 18
#define STEP 8                /* rows of windows */
#define MAX_CELLS 120

struct _ScopeArithStrip
{
  ScopeView  parent_instance;
  ConvoArith arith;
  gint64     out, current;
  gboolean   set;
};

G_DEFINE_FINAL_TYPE (ScopeArithStrip, scope_arith_strip, SCOPE_TYPE_VIEW)

static void
draw_cells (ScopeArithStrip *self, GtkSnapshot *snapshot, double cell, gint64 before, gint64 in, gint64 total, gint64 unread)
{
  const GdkRGBA line = scope_paint_faint (scope_palette_color (SCOPE_COLOR_TEXT), 0.25), pad = scope_paint_faint (scope_palette_color (SCOPE_COLOR_TEXT), 0.1);
  const GdkRGBA amber = scope_paint_faint (scope_palette_color (SCOPE_COLOR_WARNING), 0.6);

  for (gint64 i = 0; i < total; i++)
    {
      const gboolean inside = i >= before && i < before + in;
      g_autofree char *number = inside ? g_strdup_printf ("%d", (int) (i - before + 1)) : g_strdup ("0");

      scope_paint_fill (snapshot, i * cell, 0, cell, CELL_HEIGHT, inside ? scope_palette_color (SCOPE_COLOR_CARD) : &pad);
      if (i >= total - unread)
        scope_paint_fill (snapshot, i * cell, 0, cell, CELL_HEIGHT, &amber);
      scope_paint_fill (snapshot, i * cell, 0, 1, CELL_HEIGHT, &line);
      if (scope_view_text_width (SCOPE_VIEW (self), number, SCOPE_TEXT_CAPTION) < cell)
        scope_view_append_text (SCOPE_VIEW (self), snapshot, i >= total - unread ? "✕" : number, SCOPE_TEXT_CAPTION, (i + 0.5) * cell,
                                (CELL_HEIGHT - scope_view_text_height (SCOPE_VIEW (self), SCOPE_TEXT_CAPTION)) / 2, 0.5,
                                scope_palette_color (inside ? SCOPE_COLOR_TEXT : SCOPE_COLOR_DIM));
    }
  scope_paint_fill (snapshot, 0, 0, total * cell, 1, &line);
  scope_paint_fill (snapshot, 0, CELL_HEIGHT, total * cell + 1, 1, &line);
  scope_paint_fill (snapshot, total * cell, 0, 1, CELL_HEIGHT, &line);
}

/* Windows in three staggered rows, so that overlapping ones can be told apart; dilated ones are dotted. */
static void
draw_windows (ScopeArithStrip *self, GtkSnapshot *snapshot, double cell)
{
  ConvoWindow window;

  convo_arith_window (&self->arith, 2, &window);
  for (gint64 i = 0; i < self->out; i++)
    {
      const double y = CELL_HEIGHT + 5 + (i % 4) * STEP;
      GdkRGBA color = *scope_palette_color (SCOPE_COLOR_INPUT);

      color.alpha = i == self->current ? 1 : 0.4;
      for (gint64 k = 0; k < window.kernel; k++)
        scope_paint_fill (snapshot, (i * window.stride + k * window.dilation) * cell + (k == 0 ? 1.5 : 0), y,
              cell - (k == window.kernel - 1 || window.dilation > 1 ? 3 : 0), 5, &color);
    }
}

static void
scope_arith_strip_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  ScopeArithStrip *self = SCOPE_ARITH_STRIP (widget);
  gint64 in, before, total;
  double cell;

  if (!self->set)
    return;
  in = convo_arith_get (&self->arith, CONVO_ARITH_INPUT);
  before = self->arith.before[2];
  total = in + before + self->arith.after[2];
  if (total > MAX_CELLS || total < 1)
    return;
  cell = MIN ((double) (gtk_widget_get_width (widget) - 2) / total, 24);
  draw_cells (self, snapshot, cell, before, in, total, convo_arith_unread (&self->arith, 2));
  draw_windows (self, snapshot, cell);
}

static void
scope_arith_strip_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *min, int *nat, int *b1, int *b2)
{
  *min = *nat = orientation == GTK_ORIENTATION_HORIZONTAL ? 200 : CELL_HEIGHT + 6 + 4 * STEP;
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

/** scope_arith_strip_set: shows the columns of @arith: @out windows, of which @current is emphasised */
void
scope_arith_strip_set (ScopeArithStrip *self, const ConvoArith *arith, gint64 out, gint64 current)
{
  self->set = convo_arith_windows (arith) && !convo_arith_has (arith, CONVO_ARITH_OUTPUT_PADDING);
  self->arith = *arith;
  self->out = out;
  self->current = current;
  gtk_widget_set_visible (GTK_WIDGET (self), self->set);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
