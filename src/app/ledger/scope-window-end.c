/* The far end of the windows along one axis: the quotient on a number line with the arrow of its floor or ceiling, and the
 * last cells with the last two windows. */
#include "scope-window-end.h"

#include <glib/gi18n.h>
#include <math.h>

#include "contrast.h"
#include "scope-window-draw.h"
#include "scope-window-strip.h"

#define END 18                   /* cells of the enlarged end */
#define LINE 68                  /* height of the number line */
#define CELLS 60                 /* of the cells */

struct _ScopeWindowEnd
{
  GtkWidget   parent_instance;
  ConvoWindow window;
  gint64      in, out;
  gboolean    has_line;
};

G_DEFINE_FINAL_TYPE (ScopeWindowEnd, scope_window_end, GTK_TYPE_WIDGET)

static void
arrow (ScopeWindowDraw *d, double from, double to, double y)
{
  const graphene_rect_t rect = GRAPHENE_RECT_INIT (MIN (from, to) - 8, y - 22, fabs (to - from) + 16, 24);
  cairo_t *cr = gtk_snapshot_append_cairo (d->snapshot, &rect);

  gdk_cairo_set_source_rgba (cr, scope_palette_color (SCOPE_COLOR_WARNING_TEXT));
  cairo_set_line_width (cr, 1.5);
  cairo_move_to (cr, from, y - 6);
  cairo_curve_to (cr, from, y - 20, to, y - 20, to, y - 7);
  cairo_stroke (cr);
  cairo_move_to (cr, to, y - 3);
  cairo_line_to (cr, to - 4, y - 9);
  cairo_line_to (cr, to + 4, y - 9);
  cairo_close_path (cr);
  cairo_fill (cr);
  cairo_destroy (cr);
}

/* The quotient between its whole neighbours; the arrow is the floor or the ceiling */
static void
draw_line (ScopeWindowDraw *d, double y)
{
  const gint64 room = d->padded - d->span, stride = d->window.stride, low = room / stride, taken = d->out - 1;
  const gboolean whole = room % stride == 0;
  const double from = 30, length = d->width - 60, at = from + length * (whole ? 0 : (double) (room % stride) / stride);
  const double label = CLAMP (at, 60, d->width - 60);
  g_autofree char *ratio = NULL;

  scope_window_draw_box (d, 6, y, d->width - 12, 1.5, SCOPE_COLOR_EDGE, 1);
  for (int i = 0; i < 2; i++)
    {
      scope_window_draw_box (d, from + i * length, y - 5, 1.5, 11, SCOPE_COLOR_TEXT, 1);
      scope_window_draw_text (d, from + i * length, y + 8, 0.5, SCOPE_COLOR_DIM, "%" G_GINT64_FORMAT, low + i);
    }
  scope_window_draw_box (d, at - 4, y - 3, 8, 8, whole ? SCOPE_COLOR_OUTPUT : SCOPE_COLOR_WARNING_TEXT, 1);
  if (whole)
    {
      scope_window_draw_text (d, 6, y - 38, 0, SCOPE_COLOR_OUTPUT, _("exactly %d, nothing to cut"), (int) low);
      return;
    }
  if (taken == low || taken == low + 1)
    arrow (d, at, from + (taken > low ? length : 0), y);
  ratio = convo_contrast_ratio (room, stride);
  scope_window_draw_text (d, label, y - 38, 0.5, SCOPE_COLOR_WARNING_TEXT, "%s → %" G_GINT64_FORMAT, ratio, taken);
}

/* Which value of the input is at @place of the padded axis */
static void
name_place (ScopeWindowDraw *d, double x, double y, double align, gint64 place)
{
  const gint64 value = place - d->window.pad + 1;

  if (value < 1 || value > d->in)
    scope_window_draw_text (d, x, y, align, SCOPE_COLOR_DIM, "%s", _("padding"));
  else
    scope_window_draw_text (d, x, y, align, SCOPE_COLOR_DIM, _("value %d"), (int) value);
}

/* The last cells of the padded input and the last two windows on them */
static void
draw_end (ScopeWindowDraw *d, double y)
{
  const gint64 last = (d->out - 1) * d->window.stride, end = MAX (d->padded, last + d->span);
  const gint64 shown = MIN (END, end), first = end - shown;
  const double cell = d->width / shown;

  for (gint64 i = first; i < end; i++)
    {
      const double left = (i - first) * cell;
      const gboolean padding = i < d->window.pad || i >= d->window.pad + d->in;

      if (i >= last + d->span)
        {
          scope_window_draw_hatch (d, left, y, cell, 18, SCOPE_COLOR_WARNING);
          scope_window_draw_text (d, left + cell / 2, y + 1, 0.5, SCOPE_COLOR_WARNING_TEXT, "✕");
        }
      else if (padding)
        scope_window_draw_hatch (d, left, y, cell, 18, SCOPE_COLOR_DIM);
      else
        scope_window_draw_box (d, left, y, cell, 18, SCOPE_COLOR_INPUT, 0.15f);
      scope_window_draw_edge (d, left, y, cell, 18, SCOPE_COLOR_EDGE);
    }
  for (int i = 0; i < 2 && d->out - 1 - i >= 0; i++)
    {
      const gint64 start = last - i * d->window.stride, from = MAX (start, first), to = start + d->span;

      if (to > first)
        scope_window_draw_box (d, (from - first) * cell, y + 32 - 9 * i, (to - from) * cell, 6, SCOPE_COLOR_INPUT,
                               i == 0 ? 1.0f : 0.45f);
    }
  name_place (d, 0, y + 42, 0, first);
  name_place (d, d->width, y + 42, 1, end - 1);
}

static void
scope_window_end_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  ScopeWindowEnd *self = SCOPE_WINDOW_END (widget);
  ScopeWindowDraw d;

  scope_window_draw_init (&d, widget, snapshot, &self->window, self->in, self->out);
  if (self->has_line)
    draw_line (&d, 40);
  draw_end (&d, self->has_line ? LINE : 0);
}

static void
scope_window_end_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                          int *minimum_baseline, int *natural_baseline)
{
  const int height = CELLS + (SCOPE_WINDOW_END (widget)->has_line ? LINE : 0);

  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? 200 : height;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 320 : height;
  *minimum_baseline = *natural_baseline = -1;
}

static void
scope_window_end_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (scope_window_end_parent_class)->css_changed (widget, change);
  gtk_widget_queue_draw (widget);
}

static void
scope_window_end_class_init (ScopeWindowEndClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->snapshot = scope_window_end_snapshot;
  widget_class->measure = scope_window_end_measure;
  widget_class->css_changed = scope_window_end_css_changed;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
scope_window_end_init (ScopeWindowEnd *self)
{
}

/**
 * scope_window_end_new:
 * @in: extent of the input
 * @out: how many windows
 * @has_line: with the number line, which says nothing at stride 1
 *
 * Returns: (transfer floating): the picture
 */
GtkWidget *
scope_window_end_new (const ConvoWindow *window, gint64 in, gint64 out, gboolean has_line)
{
  ScopeWindowEnd *self = g_object_new (SCOPE_TYPE_WINDOW_END, NULL);
  g_autofree char *text = scope_window_strip_text (window, in, out);

  self->window = *window;
  self->in = in;
  self->out = out;
  self->has_line = has_line;
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  return GTK_WIDGET (self);
}
