/* How a wire looks: lines, bundles, and the words that are written on it. */
#include "scope-wire-draw.h"

#include "scope-draw.h"
#include "scope-palette.h"

#define TRUNK 6.0                /* of a bundle, into the block */
#define BUS 4.0                  /* where the wires of a bundle lie side by side */

static const GdkRGBA *
color_of (const ScopeWireStyle *style)
{
  return scope_palette_color (style->selected || style->hover ? SCOPE_COLOR_ACCENT
                              : style->faulty ? SCOPE_COLOR_ERROR : SCOPE_COLOR_WIRE);
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
  const double width = width_of (style, style->hover || style->selected ? 3 : 2);
  const graphene_point_t *to = &wire->at[wire->n - 1];
  GtkSnapshot *snapshot = gtk_snapshot_new ();

  for (int i = 1; i < wire->n; i++)
    {
      const graphene_point_t *a = &wire->at[i - 1], *b = &wire->at[i];
      const gboolean bus = bundled && a->y == b->y && a->y == wire->bus;

      scope_draw_line (snapshot, a->x, a->y, b->x, b->y, bus ? width_of (style, BUS) : width,
                       style->shape == NULL && style->detail == SCOPE_DETAIL_FULL, color_of (style));
    }
  if (bundled)
    scope_draw_line (snapshot, to->x, wire->bus, to->x, to->y, width_of (style, TRUNK), FALSE, color_of (style));
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
write_shape (GtkWidget *widget, GtkSnapshot *snapshot, const ScopeScene *scene, const ScopeWire *wire,
             const ScopeWireStyle *style)
{
  const gboolean framed = scope_scene_level (scene, wire->level)->frame >= 0;
  g_autoptr(PangoLayout) layout = scope_draw_text_new (widget, style->shape, 12, FALSE);
  int width, height;
  graphene_rect_t rect;

  pango_layout_get_pixel_size (layout, &width, &height);
  rect = GRAPHENE_RECT_INIT (wire->label.x - width / 2.0 - 6, wire->label.y - 9, width + 12, 18);
  gtk_snapshot_append_color (snapshot, scope_palette_color (framed ? SCOPE_COLOR_FRAME : SCOPE_COLOR_CANVAS), &rect);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (rect.origin.x + 6, wire->label.y - height / 2.0));
  gtk_snapshot_append_layout (snapshot, layout,
                              scope_palette_color (style->faulty ? SCOPE_COLOR_ERROR_TEXT : SCOPE_COLOR_TEXT));
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

  if (style->detail != SCOPE_DETAIL_FULL || !(count || shape))
    return NULL;
  snapshot = gtk_snapshot_new ();
  if (shape)
    write_shape (widget, snapshot, scene, wire, style);
  if (count)
    write_count (widget, snapshot, scene, wire);
  return gtk_snapshot_free_to_node (snapshot);
}
