/* Small drawings of colour nodes that blocks, wires and slots share. */
#include "scope-draw.h"

#include <math.h>
#include "scope-palette.h"

static void
make_rounded (GskRoundedRect *out, const graphene_rect_t *rect, double top, double bottom)
{
  const graphene_size_t t = GRAPHENE_SIZE_INIT (top, top), b = GRAPHENE_SIZE_INIT (bottom, bottom);

  gsk_rounded_rect_init (out, rect, &t, &t, &b, &b);
}

void
scope_draw_rounded (GtkSnapshot *snapshot, const graphene_rect_t *rect, double top, double bottom, const GdkRGBA *color)
{
  GskRoundedRect rounded;

  make_rounded (&rounded, rect, top, bottom);
  gtk_snapshot_push_rounded_clip (snapshot, &rounded);
  gtk_snapshot_append_color (snapshot, color, rect);
  gtk_snapshot_pop (snapshot);
}

/** scope_draw_edge: @width: drawn inside @rect */
void
scope_draw_edge (GtkSnapshot *snapshot, const graphene_rect_t *rect, double top, double bottom, double width,
                 const GdkRGBA *color)
{
  const float widths[4] = { (float) width, (float) width, (float) width, (float) width };
  const GdkRGBA colors[4] = { *color, *color, *color, *color };
  GskRoundedRect rounded;

  make_rounded (&rounded, rect, top, bottom);
  gtk_snapshot_append_border (snapshot, &rounded, widths, colors);
}

/** scope_draw_port: a ring of 10 px around @x, @y */
void
scope_draw_port (GtkSnapshot *snapshot, double x, double y, const GdkRGBA *ring, const GdkRGBA *fill)
{
  const graphene_rect_t rect = GRAPHENE_RECT_INIT (x - 5, y - 5, 10, 10);

  scope_draw_rounded (snapshot, &rect, 5, 5, fill);
  scope_draw_edge (snapshot, &rect, 5, 5, 2, ring);
}

/** scope_draw_line: an axis-aligned line, dashed 5 on, 4 off */
void
scope_draw_line (GtkSnapshot *snapshot, double x0, double y0, double x1, double y1, double width, gboolean dashed,
                 const GdkRGBA *color)
{
  const double left = MIN (x0, x1), top = MIN (y0, y1), dx = fabs (x1 - x0), dy = fabs (y1 - y0), h = width / 2;
  const double length = MAX (dx, dy);

  if (!dashed)
    {
      gtk_snapshot_append_color (snapshot, color, &GRAPHENE_RECT_INIT (left - h, top - h, dx + width, dy + width));
      return;
    }
  for (double at = 0; at < length; at += 9)
    {
      const double on = MIN (5, length - at);

      if (dx >= dy)
        gtk_snapshot_append_color (snapshot, color, &GRAPHENE_RECT_INIT (left + at, top - h, on, width));
      else
        gtk_snapshot_append_color (snapshot, color, &GRAPHENE_RECT_INIT (left - h, top + at, width, on));
    }
}

/** scope_draw_dashes: the outline of @rect, dashed, inside of it; corners left open */
void
scope_draw_dashes (GtkSnapshot *snapshot, const graphene_rect_t *rect, double width, const GdkRGBA *color)
{
  const double l = rect->origin.x + width / 2, t = rect->origin.y + width / 2;
  const double r = rect->origin.x + rect->size.width - width / 2, b = rect->origin.y + rect->size.height - width / 2;
  const double c = MIN (4, rect->size.height / 5);

  scope_draw_line (snapshot, l + c, t, r - c, t, width, TRUE, color);
  scope_draw_line (snapshot, l + c, b, r - c, b, width, TRUE, color);
  scope_draw_line (snapshot, l, t + c, l, b - c, width, TRUE, color);
  scope_draw_line (snapshot, r, t + c, r, b - c, width, TRUE, color);
}

/** scope_draw_text_new: @pixels: size of the type in canvas units, so that boxes fit at any text size of the desktop */
PangoLayout *
scope_draw_text_new (GtkWidget *widget, const char *text, double pixels, gboolean bold)
{
  PangoLayout *layout = gtk_widget_create_pango_layout (widget, text);
  PangoAttrList *attributes = pango_attr_list_new ();

  pango_attr_list_insert (attributes, pango_attr_size_new_absolute ((int) (pixels * PANGO_SCALE)));
  pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum=1"));
  if (bold)
    pango_attr_list_insert (attributes, pango_attr_weight_new (PANGO_WEIGHT_BOLD));
  pango_layout_set_attributes (layout, attributes);
  pango_attr_list_unref (attributes);
  pango_layout_set_single_paragraph_mode (layout, TRUE);
  return layout;
}

/** scope_draw_slot: a place that is offered: dashed accent with words */
void
scope_draw_slot (GtkSnapshot *snapshot, const graphene_rect_t *rect, PangoLayout *text)
{
  const GdkRGBA *accent = scope_palette_color (SCOPE_COLOR_ACCENT);
  int width, height;

  scope_draw_rounded (snapshot, rect, 9, 9, scope_palette_color (SCOPE_COLOR_CANVAS));
  scope_draw_rounded (snapshot, rect, 9, 9, scope_palette_color (SCOPE_COLOR_SELECTION));
  scope_draw_dashes (snapshot, rect, 2, accent);
  if (text == NULL)
    return;
  pango_layout_get_pixel_size (text, &width, &height);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (rect->origin.x + (rect->size.width - width) / 2,
                                                          rect->origin.y + (rect->size.height - height) / 2));
  gtk_snapshot_append_layout (snapshot, text, accent);
  gtk_snapshot_restore (snapshot);
}
