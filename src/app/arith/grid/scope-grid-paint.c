/* Strokes that all drawings of the arithmetic view share, and drawings frozen to pixels. */
#include "scope-grid-paint.h"

#include <math.h>

/** scope_paint_faint: Returns: @color with its opacity times @alpha */
GdkRGBA
scope_paint_faint (const GdkRGBA *color, double alpha)
{
  GdkRGBA result = *color;

  result.alpha *= alpha;
  return result;
}

void
scope_paint_fill (GtkSnapshot *snapshot, double x, double y, double width, double height, const GdkRGBA *color)
{
  gtk_snapshot_append_color (snapshot, color, &GRAPHENE_RECT_INIT (x, y, width, height));
}

/** scope_paint_frame: a frame of @thick pixels, inside the rectangle */
void
scope_paint_frame (GtkSnapshot *snapshot, double x, double y, double width, double height, double thick, const GdkRGBA *color)
{
  const float widths[4] = { thick, thick, thick, thick };
  const GdkRGBA colors[4] = { *color, *color, *color, *color };
  GskRoundedRect round;

  gsk_rounded_rect_init_from_rect (&round, &GRAPHENE_RECT_INIT (x, y, width, height), 2);
  gtk_snapshot_append_border (snapshot, &round, widths, colors);
}

/* Dashes along one side, as many as fit: they begin and end with a dash. */
static void
dashed_side (GtkSnapshot *snapshot, double x, double y, double length, double thick, gboolean across, const GdkRGBA *color)
{
  const int n = MAX ((int) (length / 8), 1) | 1;
  const double dash = length / n;

  for (int i = 0; i < n; i += 2)
    scope_paint_fill (snapshot, across ? x + i * dash : x, across ? y : y + i * dash, across ? dash : thick, across ? thick : dash, color);
}

/** scope_paint_dashes: a frame of dashes: what was here before, or what is awaited */
void
scope_paint_dashes (GtkSnapshot *snapshot, double x, double y, double width, double height, double thick, const GdkRGBA *color)
{
  dashed_side (snapshot, x, y, width, thick, TRUE, color);
  dashed_side (snapshot, x, y + height - thick, width, thick, TRUE, color);
  dashed_side (snapshot, x, y, height, thick, FALSE, color);
  dashed_side (snapshot, x + width - thick, y, height, thick, FALSE, color);
}

/** scope_paint_hatch: slanted lines, the old sign for "not part of it" */
void
scope_paint_hatch (GtkSnapshot *snapshot, double x, double y, double width, double height, const GdkRGBA *color)
{
  const GdkRGBA none = scope_paint_faint (color, 0);
  const GskColorStop stops[] = { { 0, *color }, { 0.18, *color }, { 0.18, none }, { 1, none } };

  gtk_snapshot_append_repeating_linear_gradient (snapshot, &GRAPHENE_RECT_INIT (x, y, width, height),
                                                 &GRAPHENE_POINT_INIT (x, y), &GRAPHENE_POINT_INIT (x + 4, y + 4), stops, 4);
}

/** scope_paint_arrow: a line with a head, in the present colour */
void
scope_paint_arrow (cairo_t *cr, double x0, double y0, double x1, double y1)
{
  const double length = hypot (x1 - x0, y1 - y0), head = MIN (7, length / 2);
  const double dx = length > 0 ? (x1 - x0) / length : 0, dy = length > 0 ? (y1 - y0) / length : 0;

  cairo_move_to (cr, x0, y0);
  cairo_line_to (cr, x1 - dx * head, y1 - dy * head);
  cairo_stroke (cr);
  cairo_move_to (cr, x1, y1);
  cairo_line_to (cr, x1 - dx * head - dy * head * 0.55, y1 - dy * head + dx * head * 0.55);
  cairo_line_to (cr, x1 - dx * head + dy * head * 0.55, y1 - dy * head - dx * head * 0.55);
  cairo_fill (cr);
}

/**
 * scope_paint_image:
 * @image: (transfer full): pixels
 * @width: in pixels of the application
 * @height: likewise
 *
 * Returns: (transfer full): a node that copies the damaged part of @image and nothing else. A texture node would copy
 *   the whole image for every frame with the cairo renderer.
 */
GskRenderNode *
scope_paint_image (cairo_surface_t *image, double width, double height)
{
  GskRenderNode *node = gsk_cairo_node_new (&GRAPHENE_RECT_INIT (0, 0, width, height));
  cairo_t *cr = gsk_cairo_node_get_draw_context (node);

  cairo_set_source_surface (cr, image, 0, 0);
  cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_NEAREST);
  cairo_rectangle (cr, 0, 0, width, height);
  cairo_fill (cr);
  cairo_destroy (cr);
  cairo_surface_destroy (image);
  return node;
}

/**
 * scope_paint_freeze:
 * @node: (transfer full) (nullable): many small things
 * @width: of the drawing, in pixels of the application
 * @height: likewise
 * @scale: device pixels for each of them
 *
 * Returns: (transfer full): the same drawing as one image: a thousand digits are drawn once, not in every frame
 */
GskRenderNode *
scope_paint_freeze (GskRenderNode *node, double width, double height, int scale)
{
  cairo_surface_t *image = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, MAX ((int) ceil (width), 1) * scale,
                                                       MAX ((int) ceil (height), 1) * scale);
  cairo_t *cr;

  cairo_surface_set_device_scale (image, scale, scale);
  cr = cairo_create (image);
  if (node != NULL)
    {
      gsk_render_node_draw (node, cr);
      gsk_render_node_unref (node);
    }
  cairo_destroy (cr);
  return scope_paint_image (image, width, height);
}
