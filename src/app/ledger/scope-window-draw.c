/* Drawing that the pictures of windows share: text, boxes, hatches. */
#include "scope-window-draw.h"

/** scope_window_draw_init: what is drawn on @widget, @width pixels wide */
void
scope_window_draw_init (ScopeWindowDraw *d, GtkWidget *widget, GtkSnapshot *snapshot, const ConvoWindow *window, gint64 in,
                        gint64 out)
{
  *d = (ScopeWindowDraw) { widget, snapshot, *window, in, out, gtk_widget_get_width (widget), in + 2 * window->pad,
                           convo_window_span (window) };
}

/** scope_window_draw_text: small text; @align: 0 begins at @x, 0.5 is centred there, 1 ends there; stays inside of the widget */
void
scope_window_draw_text (ScopeWindowDraw *d, double x, double y, double align, ScopeColor color, const char *format, ...)
{
  g_autofree char *text = NULL;
  g_autoptr(PangoLayout) layout = NULL;
  g_autoptr(PangoAttrList) small = pango_attr_list_new ();
  int width, height;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  layout = gtk_widget_create_pango_layout (d->widget, text);
  pango_attr_list_insert (small, pango_attr_scale_new (0.9));
  pango_layout_set_attributes (layout, small);
  pango_layout_get_pixel_size (layout, &width, &height);
  gtk_snapshot_save (d->snapshot);
  gtk_snapshot_translate (d->snapshot, &GRAPHENE_POINT_INIT (CLAMP (x - align * width, 0, MAX (d->width - width, 0)), y));
  gtk_snapshot_append_layout (d->snapshot, layout, scope_palette_color (color));
  gtk_snapshot_restore (d->snapshot);
}

/** scope_window_draw_box: a filled rectangle */
void
scope_window_draw_box (ScopeWindowDraw *d, double x, double y, double width, double height, ScopeColor color, float alpha)
{
  GdkRGBA fill = *scope_palette_color (color);

  fill.alpha *= alpha;
  gtk_snapshot_append_color (d->snapshot, &fill, &GRAPHENE_RECT_INIT (x, y, width, height));
}

/** scope_window_draw_hatch: slanted lines: padding is grey, what no window reads amber, and never colour alone */
void
scope_window_draw_hatch (ScopeWindowDraw *d, double x, double y, double width, double height, ScopeColor color)
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

/** scope_window_draw_edge: its outline */
void
scope_window_draw_edge (ScopeWindowDraw *d, double x, double y, double width, double height, ScopeColor color)
{
  const GdkRGBA *edge = scope_palette_color (color);
  GskRoundedRect rect;

  gsk_rounded_rect_init_from_rect (&rect, &GRAPHENE_RECT_INIT (x, y, width, height), 0);
  gtk_snapshot_append_border (d->snapshot, &rect, (float[4]) { 1, 1, 1, 1 }, (GdkRGBA[4]) { *edge, *edge, *edge, *edge });
}
