/* Windows along one axis, drawn from the same numbers as the formula: all of them under the padded input, the quotient on
 * a number line with the arrow of its floor or ceiling, and the far end enlarged, cell by cell. */
#include "scope-window-strip.h"

#include <glib/gi18n.h>
#include <math.h>

#include "scope-palette.h"

#define MANY 120                 /* windows that are all drawn; of more the first and last three */
#define ROWS 3                   /* staggered rows of windows */
#define END 18                   /* cells of the enlarged end */

struct _ScopeWindowStrip
{
  GtkWidget   parent_instance;
  ConvoWindow window;
  gint64      in, out;
};

G_DEFINE_FINAL_TYPE (ScopeWindowStrip, scope_window_strip, GTK_TYPE_WIDGET)

/** scope_window_strip_text: Returns: (transfer full): what the picture shows, in words: "55 windows of 11, stride 4, …" */
char *
scope_window_strip_text (const ConvoWindow *window, gint64 in, gint64 out)
{
  const gint64 unread = convo_window_unread (window, in, out);

  return g_strdup_printf (_("%d windows of %d, stride %d, on %d values and %d of padding at each end; %d left over at the "
                            "far end"), (int) out, (int) convo_window_span (window), (int) window->stride, (int) in,
                          (int) window->pad, (int) unread);
}

typedef struct
{
  ScopeWindowStrip *self;
  GtkSnapshot      *snapshot;
  double            width;
  gint64            padded, span;
} Draw;

static void
text_at (Draw *d, double x, double y, double align, ScopeColor color, const char *format, ...) G_GNUC_PRINTF (6, 7);

static void
text_at (Draw *d, double x, double y, double align, ScopeColor color, const char *format, ...)
{
  g_autofree char *text = NULL;
  g_autoptr(PangoLayout) layout = NULL;
  g_autoptr(PangoAttrList) small = pango_attr_list_new ();
  int width, height;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  layout = gtk_widget_create_pango_layout (GTK_WIDGET (d->self), text);
  pango_attr_list_insert (small, pango_attr_scale_new (0.9));
  pango_layout_set_attributes (layout, small);
  pango_layout_get_pixel_size (layout, &width, &height);
  gtk_snapshot_save (d->snapshot);
  gtk_snapshot_translate (d->snapshot, &GRAPHENE_POINT_INIT (CLAMP (x - align * width, 0, MAX (d->width - width, 0)), y));
  gtk_snapshot_append_layout (d->snapshot, layout, scope_palette_color (color));
  gtk_snapshot_restore (d->snapshot);
}

static void
box_at (Draw *d, double x, double y, double width, double height, ScopeColor color, float alpha)
{
  GdkRGBA fill = *scope_palette_color (color);

  fill.alpha *= alpha;
  gtk_snapshot_append_color (d->snapshot, &fill, &GRAPHENE_RECT_INIT (x, y, width, height));
}

/* Slanted lines: padding is grey, what no window reads amber. Never colour alone: hatch and a cross say it too */
static void
hatch_at (Draw *d, double x, double y, double width, double height, ScopeColor color)
{
  const graphene_rect_t rect = GRAPHENE_RECT_INIT (x, y, width, height);
  cairo_t *cr = gtk_snapshot_append_cairo (d->snapshot, &rect);

  cairo_rectangle (cr, x, y, width, height);
  cairo_clip (cr);
  gdk_cairo_set_source_rgba (cr, scope_palette_color (color));
  cairo_set_line_width (cr, 1);
  for (double at = x - height; at < x + width; at += 5)
    {
      cairo_move_to (cr, at, y + height);
      cairo_line_to (cr, at + height, y);
    }
  cairo_stroke (cr);
  cairo_destroy (cr);
}

static void
edge_at (Draw *d, double x, double y, double width, double height, ScopeColor color)
{
  const GdkRGBA *edge = scope_palette_color (color);
  GskRoundedRect rect;

  gsk_rounded_rect_init_from_rect (&rect, &GRAPHENE_RECT_INIT (x, y, width, height), 0);
  gtk_snapshot_append_border (d->snapshot, &rect, (float[4]) { 1, 1, 1, 1 }, (GdkRGBA[4]) { *edge, *edge, *edge, *edge });
}

/* The padded input as one bar, the windows below it in staggered rows */
static void
draw_all (Draw *d)
{
  const ScopeWindowStrip *self = d->self;
  const double unit = d->width / MAX (d->padded, (self->out - 1) * self->window.stride + d->span);
  const double pad = self->window.pad * unit;
  const gint64 unread = convo_window_unread (&self->window, self->in, self->out);

  box_at (d, pad, 0, self->in * unit, 14, SCOPE_COLOR_INPUT, 0.22f);
  edge_at (d, pad, 0, self->in * unit, 14, SCOPE_COLOR_INPUT);
  if (pad > 0)
    {
      hatch_at (d, 0, 0, pad, 14, SCOPE_COLOR_DIM);
      hatch_at (d, pad + self->in * unit, 0, pad, 14, SCOPE_COLOR_DIM);
    }
  if (unread > 0)
    hatch_at (d, (d->padded - unread) * unit, 0, unread * unit, 14, SCOPE_COLOR_WARNING);
  for (gint64 i = 0; i < self->out; i++)
    {
      const gboolean end = i == 0 || i == self->out - 1;

      if (self->out > MANY && i >= 3 && i < self->out - 3)
        {
          i = self->out - 4;
          continue;
        }
      box_at (d, i * self->window.stride * unit, 18 + 8 * (i % ROWS), MAX (d->span * unit - (d->span * unit > 3 ? 1 : 0), 1), 6,
              SCOPE_COLOR_INPUT, end ? 1.0f : 0.45f);
    }
  if (self->out > MANY)
    text_at (d, d->width / 2, 18, 0.5, SCOPE_COLOR_DIM, "…");
  text_at (d, 0, 44, 0, SCOPE_COLOR_DIM, ngettext ("hop of %d", "hops of %d", (gulong) self->window.stride),
           (int) self->window.stride);
  /* translators: one hop fewer than windows */
  text_at (d, d->width / 2, 44, 0.5, SCOPE_COLOR_TEXT, _("%d hops, %d windows"), (int) self->out - 1, (int) self->out);
  text_at (d, d->width, 44, 1, SCOPE_COLOR_DIM, _("window %d ends on %d of %d"), (int) self->out,
           (int) ((self->out - 1) * self->window.stride + d->span), (int) d->padded);
}

static void
arrow (Draw *d, double from, double to, double y)
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

/* The quotient between its whole neighbours; the arrow is the floor or the ceiling. @x: left edge of the half */
static void
draw_line (Draw *d, double x, double y, double width)
{
  const ScopeWindowStrip *self = d->self;
  const gint64 room = d->padded - d->span, stride = self->window.stride, low = room / stride;
  const gboolean whole = room % stride == 0;
  const gint64 taken = self->out - 1;
  const double from = x + 30, length = width - 60, at = from + length * (whole ? 0 : (double) (room % stride) / stride);

  box_at (d, x + 6, y, width - 12, 1.5, SCOPE_COLOR_EDGE, 1);
  for (int i = 0; i < 2; i++)
    {
      box_at (d, from + i * length, y - 5, 1.5, 11, SCOPE_COLOR_TEXT, 1);
      text_at (d, from + i * length, y + 8, 0.5, SCOPE_COLOR_DIM, "%" G_GINT64_FORMAT, low + i);
    }
  box_at (d, at - 4, y - 3, 8, 8, whole ? SCOPE_COLOR_OUTPUT : SCOPE_COLOR_WARNING_TEXT, 1);
  if (whole)
    text_at (d, x, y - 36, 0, SCOPE_COLOR_DIM, _("%d / %d = %d exactly, nothing to cut"), (int) room, (int) stride, (int) low);
  else
    {
      if (taken == low || taken == low + 1)
        arrow (d, at, from + (taken > low ? length : 0), y);
      text_at (d, x, y - 40, 0, SCOPE_COLOR_WARNING_TEXT, "%" G_GINT64_FORMAT " / %" G_GINT64_FORMAT " = %.2f → %"
               G_GINT64_FORMAT, room, stride, (double) room / stride, taken);
    }
}

/* The last cells of the padded input and the last two windows on them */
static void
draw_end (Draw *d, double x, double y, double width)
{
  const ScopeWindowStrip *self = d->self;
  const gint64 last = (self->out - 1) * self->window.stride, end = MAX (d->padded, last + d->span);
  const gint64 shown = MIN (END, end), first = end - shown;
  const double cell = width / shown;

  for (gint64 i = first; i < end; i++)
    {
      const double left = x + (i - first) * cell;
      const gboolean padding = i < self->window.pad || i >= self->window.pad + self->in;

      if (i >= last + d->span)
        {
          hatch_at (d, left, y, cell, 18, SCOPE_COLOR_WARNING);
          text_at (d, left + cell / 2, y + 1, 0.5, SCOPE_COLOR_WARNING_TEXT, "✕");
        }
      else if (padding)
        hatch_at (d, left, y, cell, 18, SCOPE_COLOR_DIM);
      else
        box_at (d, left, y, cell, 18, SCOPE_COLOR_INPUT, 0.15f);
      edge_at (d, left, y, cell, 18, SCOPE_COLOR_EDGE);
    }
  for (int i = 0; i < 2 && self->out - 1 - i >= 0; i++)
    {
      const gint64 start = last - i * self->window.stride, from = MAX (start, first), to = start + d->span;

      if (to > first)
        box_at (d, x + (from - first) * cell, y + 32 - 9 * i, (to - from) * cell, 6, SCOPE_COLOR_INPUT, i == 0 ? 1.0f : 0.45f);
    }
  text_at (d, x, y + 42, 0, SCOPE_COLOR_DIM, _("from %d"), (int) first + 1);
  text_at (d, x + width, y + 42, 1, end - last - d->span > 0 ? SCOPE_COLOR_WARNING_TEXT : SCOPE_COLOR_DIM,
           end - last - d->span > 0 ? ngettext ("%d value dropped", "%d values dropped", (gulong) (end - last - d->span))
                                    : _("%d dropped"), (int) (end - last - d->span));
}

static void
scope_window_strip_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  ScopeWindowStrip *self = SCOPE_WINDOW_STRIP (widget);
  Draw d = { self, snapshot, gtk_widget_get_width (widget), self->in + 2 * self->window.pad,
             convo_window_span (&self->window) };
  const double half = d.width / 2 - 14;

  draw_all (&d);
  draw_line (&d, 0, 128, half);
  draw_end (&d, d.width / 2 + 14, 92, half);
}

static void
scope_window_strip_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                            int *minimum_baseline, int *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? 420 : 158;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 580 : 158;
  *minimum_baseline = *natural_baseline = -1;
}

static void
scope_window_strip_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (scope_window_strip_parent_class)->css_changed (widget, change);
  gtk_widget_queue_draw (widget);
}

static void
scope_window_strip_class_init (ScopeWindowStripClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->snapshot = scope_window_strip_snapshot;
  widget_class->measure = scope_window_strip_measure;
  widget_class->css_changed = scope_window_strip_css_changed;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
scope_window_strip_init (ScopeWindowStrip *self)
{
  gtk_widget_set_margin_top (GTK_WIDGET (self), 6);
}

/** scope_window_strip_new: @in: extent of the input @out: how many windows. Returns: (transfer floating): the picture */
GtkWidget *
scope_window_strip_new (const ConvoWindow *window, gint64 in, gint64 out)
{
  ScopeWindowStrip *self = g_object_new (SCOPE_TYPE_WINDOW_STRIP, NULL);
  g_autofree char *text = scope_window_strip_text (window, in, out);

  self->window = *window;
  self->in = in;
  self->out = out;
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  return GTK_WIDGET (self);
}
