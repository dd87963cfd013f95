/* Windows along one axis, drawn from the same numbers as the formula: all of them under the padded input. */
#include "scope-window-strip.h"

#include <glib/gi18n.h>

#include "scope-window-draw.h"

#define MANY 120                 /* windows that are all drawn; of more the first and last three */
#define ROWS 3                   /* staggered rows of windows */
#define HEIGHT 62

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

/* The padded input as one bar, the windows below it in staggered rows */
static void
draw_all (ScopeWindowDraw *d)
{
  const double unit = d->width / MAX (d->padded, (d->out - 1) * d->window.stride + d->span);
  const double pad = d->window.pad * unit;
  const gint64 unread = convo_window_unread (&d->window, d->in, d->out);

  scope_window_draw_box (d, pad, 0, d->in * unit, 14, SCOPE_COLOR_INPUT, 0.22f);
  scope_window_draw_edge (d, pad, 0, d->in * unit, 14, SCOPE_COLOR_INPUT);
  if (pad > 0)
    {
      scope_window_draw_hatch (d, 0, 0, pad, 14, SCOPE_COLOR_DIM);
      scope_window_draw_hatch (d, pad + d->in * unit, 0, pad, 14, SCOPE_COLOR_DIM);
    }
  if (unread > 0)
    scope_window_draw_hatch (d, (d->padded - unread) * unit, 0, unread * unit, 14, SCOPE_COLOR_WARNING);
  for (gint64 i = 0; i < d->out; i++)
    {
      const gboolean end = i == 0 || i == d->out - 1;

      if (d->out > MANY && i >= 3 && i < d->out - 3)
        {
          i = d->out - 4;
          continue;
        }
      scope_window_draw_box (d, i * d->window.stride * unit, 18 + 8 * (i % ROWS), MAX (d->span * unit - (d->span * unit > 3 ? 1 : 0), 1), 6,
              SCOPE_COLOR_INPUT, end ? 1.0f : 0.45f);
    }
  if (d->out > MANY)
    scope_window_draw_text (d, d->width / 2, 18, 0.5, SCOPE_COLOR_DIM, "…");
  scope_window_draw_text (d, 0, 44, 0, SCOPE_COLOR_DIM, ngettext ("hop of %d", "hops of %d", (gulong) d->window.stride),
           (int) d->window.stride);
  /* translators: one hop fewer than windows */
  scope_window_draw_text (d, d->width / 2, 44, 0.5, SCOPE_COLOR_TEXT, _("%d hops, %d windows"), (int) d->out - 1, (int) d->out);
  scope_window_draw_text (d, d->width, 44, 1, SCOPE_COLOR_DIM, _("window %d ends on %d of %d"), (int) d->out,
           (int) ((d->out - 1) * d->window.stride + d->span), (int) d->padded);
}

static void
scope_window_strip_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  ScopeWindowStrip *self = SCOPE_WINDOW_STRIP (widget);
  ScopeWindowDraw d;

  scope_window_draw_init (&d, widget, snapshot, &self->window, self->in, self->out);
  draw_all (&d);
}

static void
scope_window_strip_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                            int *minimum_baseline, int *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? 420 : HEIGHT;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 580 : HEIGHT;
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
