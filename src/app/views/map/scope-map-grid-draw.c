/* Draws a map grid: the rows in view are one texture, built when the data, the width, the style or the view change. */
#include "scope-map-grid-private.h"
#include "scope-map-texture.h"
#include "scope-text.h"

#include <glib/gi18n.h>
#include <string.h>

#define CELL 24                     /* side of a 1×1 map */
#define BAR  10                     /* width of the colour bar */

static ScopeColormapKind
colormap_of (ScopeMapGrid *self)
{
  if (self->colormap >= 0)
    return self->colormap;
  return self->min < 0 ? SCOPE_COLORMAP_DIVERGING : SCOPE_COLORMAP_SEQUENTIAL;
}

/** scope_map_grid_scale_width: Returns: of the colour bar; it does not follow the numbers, so that live maps never jump
 * to another number of columns */
int
scope_map_grid_scale_width (ScopeMapGrid *self)
{
  return 8 + BAR + 4 + scope_view_text_width (SCOPE_VIEW (self), "-0.00", SCOPE_TEXT_CAPTION);
}

static int
tile_side (ScopeMapGrid *self, int room)
{
  const int longest = MAX (self->height, self->width);
  int side = SCOPE_MAP_GRID_TILE;

  if (longest == 1)
    return CELL;
  if (self->n == 1)
    side = CLAMP (room, SCOPE_MAP_GRID_TILE, 4 * SCOPE_MAP_GRID_TILE);
  else if (self->n <= 4)
    side = CLAMP ((room - SCOPE_MAP_GRID_GAP) / 2, SCOPE_MAP_GRID_TILE, 2 * SCOPE_MAP_GRID_TILE);
  return longest <= side ? side / longest * longest : side;
}

/** scope_map_grid_layout: Returns: where things are when the grid is @width pixels wide */
ScopeMapGridLayout
scope_map_grid_layout (ScopeMapGrid *self, int width)
{
  const int caption = scope_view_text_height (SCOPE_VIEW (self), SCOPE_TEXT_CAPTION);
  const int room = MAX (width - 2 * SCOPE_MAP_GRID_MARGIN - scope_map_grid_scale_width (self), SCOPE_MAP_GRID_TILE);
  const int longest = MAX (MAX (self->height, self->width), 1);
  ScopeMapGridLayout layout = { .repeat = 1 };
  ScopeAtlas atlas = { 0 };

  if (self->n == 0)
    return layout;
  layout.side = atlas.tile = tile_side (self, room);
  layout.factor = layout.side / longest;
  if (self->height == 1 && self->width > 1)
    layout.repeat = MAX (1, 12 / MAX (layout.factor, 1));
  scope_atlas_tile_size (&atlas, self->height * layout.repeat, self->width, &layout.tile_height, &layout.tile_width);
  layout.columns = CLAMP ((room + SCOPE_MAP_GRID_GAP) / (layout.tile_width + SCOPE_MAP_GRID_GAP), 1, self->n);
  layout.rows = (self->n + layout.columns - 1) / layout.columns;
  layout.pitch_x = layout.tile_width + SCOPE_MAP_GRID_GAP;
  layout.pitch_y = layout.tile_height + caption + SCOPE_MAP_GRID_GAP;
  layout.height = 2 * SCOPE_MAP_GRID_MARGIN + layout.rows * layout.pitch_y - SCOPE_MAP_GRID_GAP;
  layout.bar_x = SCOPE_MAP_GRID_MARGIN + layout.columns * layout.pitch_x - SCOPE_MAP_GRID_GAP + 8;
  layout.bar_height = CLAMP (layout.height - 2 * SCOPE_MAP_GRID_MARGIN - caption, 2 * caption, 300);
  layout.height = MAX (layout.height, layout.bar_height + 2 * SCOPE_MAP_GRID_MARGIN);
  return layout;
}

/** scope_map_grid_tile: Returns: where @map is drawn */
graphene_rect_t
scope_map_grid_tile (const ScopeMapGridLayout *layout, int map)
{
  return GRAPHENE_RECT_INIT (SCOPE_MAP_GRID_MARGIN + map % layout->columns * layout->pitch_x,
                             SCOPE_MAP_GRID_MARGIN + map / layout->columns * layout->pitch_y,
                             layout->tile_width, layout->tile_height);
}

/** scope_map_grid_cell: Returns: where the cell under the pointer or the cursor is drawn */
graphene_rect_t
scope_map_grid_cell (ScopeMapGrid *self, const ScopeMapGridLayout *layout)
{
  const graphene_rect_t tile = scope_map_grid_tile (layout, self->hovered);
  const float width = tile.size.width / self->width, height = tile.size.height / self->height;

  return GRAPHENE_RECT_INIT (tile.origin.x + self->hovered_column * width, tile.origin.y + self->hovered_row * height,
                             width, height);
}

/* The ✕ in a dashed frame, drawn once for all dead maps. */
static GdkTexture *
dead_mark (int width, int height, int scale)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width * scale, height * scale);
  cairo_t *cr = cairo_create (surface);
  const double arm = MIN (width, height) * 0.25, x = width / 2.0, y = height / 2.0;
  g_autoptr(GBytes) bytes = NULL;
  GdkTexture *texture;

  cairo_scale (cr, scale, scale);
  gdk_cairo_set_source_rgba (cr, scope_palette_color_in (SCOPE_THEME_DARK, SCOPE_COLOR_WARNING_TEXT));
  cairo_set_line_width (cr, 2);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  cairo_move_to (cr, x - arm, y - arm);
  cairo_line_to (cr, x + arm, y + arm);
  cairo_move_to (cr, x + arm, y - arm);
  cairo_line_to (cr, x - arm, y + arm);
  cairo_stroke (cr);
  gdk_cairo_set_source_rgba (cr, scope_palette_color (SCOPE_COLOR_WARNING_TEXT));
  cairo_set_line_width (cr, 1.5);
  cairo_set_dash (cr, (double[]) { 3, 2 }, 2, 0);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_BUTT);
  cairo_rectangle (cr, 1, 1, width - 2, height - 2);
  cairo_stroke (cr);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  bytes = g_bytes_new (cairo_image_surface_get_data (surface),
                       (gsize) cairo_image_surface_get_stride (surface) * height * scale);
  texture = gdk_memory_texture_new (width * scale, height * scale, GDK_MEMORY_DEFAULT, bytes,
                                    cairo_image_surface_get_stride (surface));
  cairo_surface_destroy (surface);
  return texture;
}

/* Maps of one row are too thin to see: [n, 1, width] → [n, repeat, width]. */
static float *
repeat_rows (const float *from, int n, int width, int repeat)
{
  float *planes = g_new (float, (gsize) n * repeat * width);

  for (int q = 0; q < n * repeat; q++)
    memcpy (planes + (gsize) q * width, from + (gsize) (q / repeat) * width, sizeof (float) * width);
  return planes;
}

/* Maps @first … @first + @n − 1, coloured by the range of all. */
static GdkTexture *
build_texture (ScopeMapGrid *self, const ScopeMapGridLayout *layout, int first, int n)
{
  const int scale = gtk_widget_get_scale_factor (GTK_WIDGET (self));
  const float *planes = self->planes + (gsize) first * self->height * self->width;
  const gboolean diverging = colormap_of (self) == SCOPE_COLORMAP_DIVERGING;
  const float reach = MAX (-self->min, self->max);
  const ScopeAtlas atlas = {
    .min = diverging ? -reach : MIN (self->min, 0), .max = diverging ? reach : self->max,
    .tile = layout->side * scale, .columns = layout->columns,
    .gap_x = SCOPE_MAP_GRID_GAP * scale, .gap_y = (layout->pitch_y - layout->tile_height) * scale,
    .colormap = colormap_of (self), .one_scale = self->one_scale,
  };
  g_autofree float *thick = layout->repeat > 1 ? repeat_rows (planes, n, self->width, layout->repeat) : NULL;

  return scope_atlas_texture (&atlas, thick != NULL ? thick : planes, n, self->height * layout->repeat, self->width);
}

static void
append_captions (ScopeMapGrid *self, GtkSnapshot *snapshot, const ScopeMapGridLayout *layout, int first, int n)
{
  const int scale = gtk_widget_get_scale_factor (GTK_WIDGET (self));
  const GdkRGBA *dim = scope_palette_color (SCOPE_COLOR_DIM), *warn = scope_palette_color (SCOPE_COLOR_WARNING_TEXT);
  g_autoptr(GdkTexture) mark = NULL;

  for (int q = first; q < first + n; q++)
    {
      const graphene_rect_t tile = scope_map_grid_tile (layout, q);
      g_autofree char *text = NULL;

      if (!self->dead[q] || layout->tile_width < 40)
        text = g_strdup_printf ("%d", q + 1);
      else if (self->dead_given)
        /* translators: caption of a map whose channel never answers */
        text = g_strdup_printf (_("%d dead"), q + 1);
      else
        /* translators: caption of a map that is zero everywhere for this picture */
        text = g_strdup_printf (_("%d zero"), q + 1);
      scope_view_append_text (SCOPE_VIEW (self), snapshot, text,
                              SCOPE_TEXT_CAPTION | (self->dead[q] ? SCOPE_TEXT_BOLD : 0),
                              tile.origin.x, tile.origin.y + layout->tile_height, 0, self->dead[q] ? warn : dim);
      if (!self->dead[q])
        continue;
      if (mark == NULL)
        mark = dead_mark (layout->tile_width + 4, layout->tile_height + 4, scale);
      gtk_snapshot_append_texture (snapshot, mark, &GRAPHENE_RECT_INIT (tile.origin.x - 2, tile.origin.y - 2,
                                                                        tile.size.width + 4, tile.size.height + 4));
    }
}

/* The range the colour bar stands for: of all maps, else of the selected one; FALSE if there is none. */
static gboolean
bar_range (ScopeMapGrid *self, float *min, float *max)
{
  *min = self->min, *max = self->max;
  if (!self->one_scale)
    {
      if (self->selected < 0 || self->selected >= self->n)
        return FALSE;
      scope_map_range (scope_map_grid_get_map (self, self->selected), (gsize) self->height * self->width, min, max);
    }
  if (colormap_of (self) == SCOPE_COLORMAP_DIVERGING)
    *max = MAX (*max, -*min), *min = -*max;
  return TRUE;
}

static void
append_scale (ScopeMapGrid *self, GtkSnapshot *snapshot, const ScopeMapGridLayout *layout)
{
  g_autoptr(GdkTexture) ramp = scope_colormap_texture (colormap_of (self), GTK_ORIENTATION_VERTICAL);
  const GdkRGBA *text = scope_palette_color (SCOPE_COLOR_TEXT), *edge = scope_palette_color (SCOPE_COLOR_EDGE);
  const int line = scope_view_text_height (SCOPE_VIEW (self), SCOPE_TEXT_CAPTION), x = layout->bar_x + BAR + 4;
  const graphene_rect_t bar = GRAPHENE_RECT_INIT (layout->bar_x, SCOPE_MAP_GRID_MARGIN, BAR, layout->bar_height);
  float min, max;

  gtk_snapshot_append_texture (snapshot, ramp, &bar);
  gtk_snapshot_append_border (snapshot, &GSK_ROUNDED_RECT_INIT (bar.origin.x, bar.origin.y, BAR, bar.size.height),
                              (float[4]) { 1, 1, 1, 1 }, (GdkRGBA[4]) { *edge, *edge, *edge, *edge });
  if (bar_range (self, &min, &max))
    {
      g_autofree char *low = scope_text_axis (min), *high = scope_text_axis (max);

      scope_view_append_text (SCOPE_VIEW (self), snapshot, high, SCOPE_TEXT_CAPTION, x,
                              SCOPE_MAP_GRID_MARGIN - 2, 0, text);
      scope_view_append_text (SCOPE_VIEW (self), snapshot, low, SCOPE_TEXT_CAPTION, x,
                              SCOPE_MAP_GRID_MARGIN + layout->bar_height - line + 2, 0, text);
    }
  if (colormap_of (self) == SCOPE_COLORMAP_DIVERGING)       /* zero has one colour whatever the range */
    scope_view_append_text (SCOPE_VIEW (self), snapshot, "0", SCOPE_TEXT_CAPTION, x,
                            SCOPE_MAP_GRID_MARGIN + (layout->bar_height - line) / 2.0, 0, text);
}

/** scope_map_grid_append_outline: a frame around @rect, @distance outside of it */
void
scope_map_grid_append_outline (GtkSnapshot *snapshot, graphene_rect_t rect, float distance, float thickness,
                               const GdkRGBA *color)
{
  GskRoundedRect outline;

  graphene_rect_inset (&rect, -distance - thickness, -distance - thickness);
  gsk_rounded_rect_init_from_rect (&outline, &rect, distance > 0 ? 2 : 0);
  gtk_snapshot_append_border (snapshot, &outline, (float[4]) { thickness, thickness, thickness, thickness },
                              (GdkRGBA[4]) { *color, *color, *color, *color });
}

/**
 * scope_map_grid_build_node:
 * @top: the first row of maps that is in view
 * @bottom: the row behind the last one
 *
 * Returns: (transfer full): everything but selection, focus and hover
 */
GskRenderNode *
scope_map_grid_build_node (ScopeMapGrid *self, int width, int top, int bottom)
{
  const ScopeMapGridLayout layout = scope_map_grid_layout (self, width);
  const float scale = gtk_widget_get_scale_factor (GTK_WIDGET (self));
  const int first = top * layout.columns, n = MIN (bottom * layout.columns, self->n) - first;
  GtkSnapshot *snapshot = gtk_snapshot_new ();

  if (n > 0)
    {
      g_autoptr(GdkTexture) atlas = build_texture (self, &layout, first, n);

      gtk_snapshot_append_texture (snapshot, atlas,
                                   &GRAPHENE_RECT_INIT (SCOPE_MAP_GRID_MARGIN,
                                                        SCOPE_MAP_GRID_MARGIN + top * layout.pitch_y,
                                                        gdk_texture_get_width (atlas) / scale,
                                                        gdk_texture_get_height (atlas) / scale));
      append_captions (self, snapshot, &layout, first, n);
    }
  append_scale (self, snapshot, &layout);
  return gtk_snapshot_free_to_node (snapshot);
}
