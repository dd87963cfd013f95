/* How a wire looks: lines, bundles, and the words that are written on it. */
#include "scope-wire-draw.h"

#include <math.h>
#include "scope-colormap.h"
#include "scope-draw.h"
#include "scope-palette.h"

#define LEAST_ZOOM 0.55          /* smaller letters cannot be read */
#define TRUNK 6.0                /* of a bundle, into the block */
#define BUS 4.0                  /* where the wires of a bundle lie side by side */

/** scope_wire_width: Returns: of a wire at @place of the scale, so that it can be told without colours */
double
scope_wire_width (double place)
{
  return place < 1 / 3.0 ? 2 : place < 2 / 3.0 ? 3 : 4;
}

/** scope_wire_heat: @rgba: (out): colour of @place on the scale; on a light canvas yellow is darker, to be seen */
void
scope_wire_heat (double place, GdkRGBA *rgba)
{
  const ScopeTheme theme = scope_palette_theme ();
  const gboolean light = theme == SCOPE_THEME_LIGHT || theme == SCOPE_THEME_LIGHT_CONTRAST;
  const float dim = light ? 1 - 0.25f * (float) place : 1;

  scope_colormap_rgba (SCOPE_COLORMAP_HEAT, place, rgba);
  rgba->red *= dim;
  rgba->green *= dim;
  rgba->blue *= dim;
}

static GdkRGBA
color_of (const ScopeWireStyle *style)
{
  GdkRGBA heat;

  if (style->selected || style->hover)
    return *scope_palette_color (SCOPE_COLOR_ACCENT);
  if (style->faulty || style->flow == SCOPE_FLOW_EXPLODING)
    return *scope_palette_color (SCOPE_COLOR_ERROR);
  if (style->flow == SCOPE_FLOW_DEAD)
    return *scope_palette_color (SCOPE_COLOR_WARNING_TEXT);
  if (style->flow == SCOPE_FLOW_NONE)
    return *scope_palette_color (SCOPE_COLOR_WIRE);
  scope_wire_heat (style->place, &heat);
  return heat;
}

/* At 100 %; what is dead is thin and dotted, what explodes thicker than all others. */
static double
thickness (const ScopeWireStyle *style)
{
  const double plain = style->flow == SCOPE_FLOW_DEAD ? 2 : style->flow == SCOPE_FLOW_EXPLODING ? 6
                     : style->flow == SCOPE_FLOW_ALIVE ? scope_wire_width (style->place) : 2;

  return style->hover || style->selected ? MAX (3, plain) : plain;
}

/* Every second place of @width is left open. */
static void
draw_dots (GtkSnapshot *snapshot, const graphene_point_t *a, const graphene_point_t *b, double width, const GdkRGBA *color)
{
  const double length = MAX (fabs (a->x - b->x), fabs (a->y - b->y));
  const double dx = (b->x - a->x) / MAX (length, 1), dy = (b->y - a->y) / MAX (length, 1);

  for (double at = 0; at < length; at += 3 * width)
    gtk_snapshot_append_color (snapshot, color, &GRAPHENE_RECT_INIT (a->x + dx * at - width / 2, a->y + dy * at - width / 2,
                                                                     width, width));
}

/* From afar a line stays about as wide as a pixel, and what is thick two or three of them. */
static double
width_of (const ScopeWireStyle *style, double width)
{
  return MAX (width, width * (style->detail == SCOPE_DETAIL_RECTANGLE ? 0.5 : 0.7) / style->zoom);
}

/** scope_wire_draw: Returns: (transfer full) (nullable): its lines */
GskRenderNode *
scope_wire_draw (const ScopeScene *scene, int index, const ScopeWireStyle *style)
{
  const ScopeWire *wire = scope_scene_wire (scene, index);
  const gboolean bundled = scope_wire_is_bundled (scene, wire);
  const double width = width_of (style, thickness (style));
  const GdkRGBA color = color_of (style);
  const graphene_point_t *to = &wire->at[wire->n - 1];
  GtkSnapshot *snapshot = gtk_snapshot_new ();

  for (int i = 1; i < wire->n; i++)
    {
      const graphene_point_t *a = &wire->at[i - 1], *b = &wire->at[i];
      const gboolean bus = bundled && a->y == b->y && a->y == wire->bus;

      if (style->flow == SCOPE_FLOW_DEAD)
        draw_dots (snapshot, a, b, width, &color);
      else
        scope_draw_line (snapshot, a->x, a->y, b->x, b->y, bus ? MAX (width, width_of (style, BUS)) : width,
                         style->shape == NULL && style->detail == SCOPE_DETAIL_FULL, &color);
    }
  if (bundled)
    scope_draw_line (snapshot, to->x, wire->bus, to->x, to->y, width_of (style, TRUNK), FALSE, &color);
  return gtk_snapshot_free_to_node (snapshot);
}

static void
write_count (GtkWidget *widget, GtkSnapshot *snapshot, const ScopeScene *scene, const ScopeWire *wire)
{
  g_autofree char *text = g_strdup_printf ("×%d", scene->items[wire->to].n_wires);
  g_autoptr(PangoLayout) layout = scope_draw_text_new (widget, text, 12, TRUE);
  const graphene_point_t *to = &wire->at[wire->n - 1];
  int height;

  pango_layout_get_pixel_size (layout, NULL, &height);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (to->x + 9, (wire->bus + 2 + to->y) / 2 - height / 2.0));
  gtk_snapshot_append_layout (snapshot, layout, scope_palette_color (SCOPE_COLOR_TEXT));
  gtk_snapshot_restore (snapshot);
}

static void
write_text (GtkWidget *widget, GtkSnapshot *snapshot, const ScopeScene *scene, const ScopeWire *wire, const char *text,
            const GdkRGBA *ink)
{
  const gboolean framed = scope_scene_level (scene, wire->level)->frame >= 0;
  g_autoptr(PangoLayout) layout = scope_draw_text_new (widget, text, 12, FALSE);
  int width, height;
  graphene_rect_t rect;

  pango_layout_get_pixel_size (layout, &width, &height);
  rect = GRAPHENE_RECT_INIT (wire->label.x - width / 2.0 - 6, wire->label.y - 9, width + 12, 18);
  gtk_snapshot_append_color (snapshot, scope_palette_color (framed ? SCOPE_COLOR_FRAME : SCOPE_COLOR_CANVAS), &rect);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (rect.origin.x + 6, wire->label.y - height / 2.0));
  gtk_snapshot_append_layout (snapshot, layout, ink);
  gtk_snapshot_restore (snapshot);
}

/** scope_wire_draw_label: Returns: (transfer full) (nullable): its words, for above all lines */
GskRenderNode *
scope_wire_draw_label (GtkWidget *widget, const ScopeScene *scene, int index, const ScopeWireStyle *style)
{
  const ScopeWire *wire = scope_scene_wire (scene, index);
  const gboolean count = scope_wire_is_bundled (scene, wire) && scene->items[wire->to].first_wire == index;
  const gboolean shape = style->shape != NULL && (wire->labelled || (style->hover && !style->bundle) || style->faulty);
  GtkSnapshot *snapshot;

  if (style->detail != SCOPE_DETAIL_FULL || !(count || shape || style->norm != NULL)
      || (style->zoom < LEAST_ZOOM && !style->hover && !style->faulty))
    return NULL;
  snapshot = gtk_snapshot_new ();
  if (style->norm != NULL && !style->hover)
    write_text (widget, snapshot, scene, wire, style->norm,
           scope_palette_color (style->flow == SCOPE_FLOW_DEAD ? SCOPE_COLOR_WARNING_TEXT : SCOPE_COLOR_ERROR_TEXT));
  else if (shape)
    write_text (widget, snapshot, scene, wire, style->shape,
           scope_palette_color (style->faulty ? SCOPE_COLOR_ERROR_TEXT : SCOPE_COLOR_TEXT));
  if (count)
    write_count (widget, snapshot, scene, wire);
  return gtk_snapshot_free_to_node (snapshot);
}
