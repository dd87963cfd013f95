/* All channels of one layer, large: values under the pointer, a selection, dead maps, a colour bar. */
#include "scope-map-grid.h"
#include "scope-map-texture.h"
#include "scope-text.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define MARGIN  3                   /* room for the outline of the selection */
#define GAP     6
#define TILE    64                  /* a map is at most this large when there are many */
#define CELL    24                  /* side of a 1×1 map */
#define BAR     10

struct _ScopeMapGrid
{
  ScopeView parent_instance;

  float            *planes;         /* [n, height, width] */
  gboolean         *dead;           /* [n] */
  int               n, total, height, width;
  gboolean          dead_given;
  ScopeMapGridWhat  what;
  int               colormap;       /* −1: signed if any value is negative */
  gboolean          one_scale;
  float             min, max;       /* of all maps */
  int               selected, hovered;

  GskRenderNode    *node;           /* all but selection, focus and hover */
  int               node_width;
};

enum { PROP_SELECTED = 1, PROP_ONE_SCALE, N_PROPS };
static GParamSpec *props[N_PROPS];
enum { MAP_ACTIVATED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ScopeMapGrid, scope_map_grid, SCOPE_TYPE_VIEW)

/* Where things are for a given width, in logical pixels. */
typedef struct
{
  int columns, rows;
  int side;                         /* longest side of a tile */
  int tile_width, tile_height;
  int factor;                       /* how often a map is enlarged; 0 when averaged down */
  int repeat;                       /* a map of one row is drawn as this many equal rows */
  int pitch_x, pitch_y;
  int bar_x, bar_height;
  int height;
} Layout;

static ScopeColormapKind
colormap_of (ScopeMapGrid *self)
{
  if (self->colormap >= 0)
    return self->colormap;
  return self->min < 0 ? SCOPE_COLORMAP_DIVERGING : SCOPE_COLORMAP_SEQUENTIAL;
}

/* A width that does not change with the numbers, so that live maps never jump to another number of columns. */
static int
scale_width (ScopeMapGrid *self)
{
  return 8 + BAR + 4 + scope_view_text_width (SCOPE_VIEW (self), "-0.00", SCOPE_TEXT_CAPTION);
}

static int
tile_side (ScopeMapGrid *self, int room)
{
  const int longest = MAX (self->height, self->width);
  int side = TILE;

  if (longest == 1)
    return CELL;
  if (self->n == 1)
    side = CLAMP (room, TILE, 4 * TILE);
  else if (self->n <= 4)
    side = CLAMP ((room - GAP) / 2, TILE, 2 * TILE);
  return longest <= side ? side / longest * longest : side;
}

static Layout
layout_for (ScopeMapGrid *self, int width)
{
  const int caption = scope_view_text_height (SCOPE_VIEW (self), SCOPE_TEXT_CAPTION);
  const int room = MAX (width - 2 * MARGIN - scale_width (self), TILE);
  const int longest = MAX (MAX (self->height, self->width), 1);
  Layout layout = { .repeat = 1 };
  ScopeAtlas atlas = { 0 };

  if (self->n == 0)
    return layout;
  layout.side = atlas.tile = tile_side (self, room);
  layout.factor = layout.side / longest;
  if (self->height == 1 && self->width > 1)
    layout.repeat = MAX (1, 12 / MAX (layout.factor, 1));
  scope_atlas_tile_size (&atlas, self->height * layout.repeat, self->width, &layout.tile_height, &layout.tile_width);
  layout.columns = CLAMP ((room + GAP) / (layout.tile_width + GAP), 1, self->n);
  layout.rows = (self->n + layout.columns - 1) / layout.columns;
  layout.pitch_x = layout.tile_width + GAP;
  layout.pitch_y = layout.tile_height + caption + GAP;
  layout.height = 2 * MARGIN + layout.rows * layout.pitch_y - GAP;
  layout.bar_x = MARGIN + layout.columns * layout.pitch_x - GAP + 8;
  layout.bar_height = CLAMP (layout.height - 2 * MARGIN - caption, 2 * caption, 300);
  layout.height = MAX (layout.height, layout.bar_height + 2 * MARGIN);
  return layout;
}

static Layout
current_layout (ScopeMapGrid *self)
{
  return layout_for (self, gtk_widget_get_width (GTK_WIDGET (self)));
}

static graphene_rect_t
tile_rect (const Layout *layout, int map)
{
  return GRAPHENE_RECT_INIT (MARGIN + map % layout->columns * layout->pitch_x,
                             MARGIN + map / layout->columns * layout->pitch_y,
                             layout->tile_width, layout->tile_height);
}

/* Which map is at (@x, @y), and which of its values; −1 between the maps. */
static int
map_at (ScopeMapGrid *self, double x, double y, int *row, int *column)
{
  const Layout layout = current_layout (self);
  const double dx = x - MARGIN, dy = y - MARGIN;
  int i, j, map;

  if (self->n == 0 || dx < 0 || dy < 0)
    return -1;
  i = (int) (dx / layout.pitch_x), j = (int) (dy / layout.pitch_y);
  map = j * layout.columns + i;
  if (i >= layout.columns || map >= self->n
      || dx - i * layout.pitch_x >= layout.tile_width || dy - j * layout.pitch_y >= layout.tile_height)
    return -1;
  *column = CLAMP ((int) ((dx - i * layout.pitch_x) / layout.tile_width * self->width), 0, self->width - 1);
  *row = CLAMP ((int) ((dy - j * layout.pitch_y) / layout.tile_height * self->height), 0, self->height - 1);
  return map;
}

/* ---- words ---- */

static char *
dup_count (ScopeMapGrid *self)
{
  switch (self->what)
    {
    case SCOPE_MAP_GRID_FILTERS:
      return g_strdup_printf (ngettext ("%d filter", "%d filters", self->total), self->total);
    case SCOPE_MAP_GRID_GRADIENTS:
      return g_strdup_printf (ngettext ("%d gradient", "%d gradients", self->total), self->total);
    case SCOPE_MAP_GRID_MAPS:
    default:
      return g_strdup_printf (ngettext ("%d map", "%d maps", self->total), self->total);
    }
}

static char *
dup_value (ScopeMapGrid *self, int map, int row, int column)
{
  const gsize at = ((gsize) map * self->height + row) * self->width + column;
  g_autofree char *value = scope_text_value (self->planes[at]);

  if (self->height == 1 && self->width == 1)
    switch (self->what)
      {
      case SCOPE_MAP_GRID_FILTERS:
        return g_strdup_printf (_("filter %d: %s"), map + 1, value);
      case SCOPE_MAP_GRID_GRADIENTS:
        return g_strdup_printf (_("gradient %d: %s"), map + 1, value);
      case SCOPE_MAP_GRID_MAPS:
      default:
        return g_strdup_printf (_("map %d: %s"), map + 1, value);
      }
  switch (self->what)
    {
    case SCOPE_MAP_GRID_FILTERS:
      return g_strdup_printf (_("filter %d, row %d, column %d: %s"), map + 1, row + 1, column + 1, value);
    case SCOPE_MAP_GRID_GRADIENTS:
      return g_strdup_printf (_("gradient %d, row %d, column %d: %s"), map + 1, row + 1, column + 1, value);
    case SCOPE_MAP_GRID_MAPS:
    default:
      return g_strdup_printf (_("map %d, row %d, column %d: %s"), map + 1, row + 1, column + 1, value);
    }
}

static void
describe (ScopeMapGrid *self)
{
  g_autofree char *heading = scope_map_grid_dup_heading (self);
  g_autofree char *min = scope_text_axis (self->min), *max = scope_text_axis (self->max);
  GString *text = g_string_new (NULL);
  int n_dead = 0;

  for (int q = 0; q < self->n; q++)
    n_dead += self->dead[q];
  if (self->n > 0)
    g_string_append_printf (text, _("Values from %s to %s."), min, max);
  if (self->total > self->n)
    g_string_append_printf (text, _(" The first %d are shown."), self->n);
  if (n_dead > 0)
    g_string_append_printf (text, ngettext (" %d is zero everywhere.", " %d are zero everywhere.", n_dead), n_dead);
  if (self->selected >= 0 && self->selected < self->n)
    g_string_append_printf (text, _(" Number %d is selected."), self->selected + 1);
  scope_view_describe (SCOPE_VIEW (self), heading, text->str);
  g_string_free (text, TRUE);
}

/* ---- drawing ---- */

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
repeat_rows (ScopeMapGrid *self, int repeat)
{
  float *planes = g_new (float, (gsize) self->n * repeat * self->width);

  for (int q = 0; q < self->n * repeat; q++)
    memcpy (planes + (gsize) q * self->width, self->planes + (gsize) (q / repeat) * self->width,
            sizeof (float) * self->width);
  return planes;
}

static GdkTexture *
build_texture (ScopeMapGrid *self, const Layout *layout)
{
  const int scale = gtk_widget_get_scale_factor (GTK_WIDGET (self));
  const ScopeAtlas atlas = {
    .tile = layout->side * scale, .columns = layout->columns,
    .gap_x = GAP * scale, .gap_y = (layout->pitch_y - layout->tile_height) * scale,
    .colormap = colormap_of (self), .one_scale = self->one_scale,
  };
  g_autofree float *thick = layout->repeat > 1 ? repeat_rows (self, layout->repeat) : NULL;

  return scope_atlas_texture (&atlas, thick != NULL ? thick : self->planes, self->n, self->height * layout->repeat,
                              self->width);
}

static void
append_captions (ScopeMapGrid *self, GtkSnapshot *snapshot, const Layout *layout)
{
  const int scale = gtk_widget_get_scale_factor (GTK_WIDGET (self));
  const GdkRGBA *dim = scope_palette_color (SCOPE_COLOR_DIM), *warn = scope_palette_color (SCOPE_COLOR_WARNING_TEXT);
  g_autoptr(GdkTexture) mark = NULL;

  for (int q = 0; q < self->n; q++)
    {
      const graphene_rect_t tile = tile_rect (layout, q);
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
append_scale (ScopeMapGrid *self, GtkSnapshot *snapshot, const Layout *layout)
{
  g_autoptr(GdkTexture) ramp = scope_colormap_texture (colormap_of (self), GTK_ORIENTATION_VERTICAL);
  const GdkRGBA *text = scope_palette_color (SCOPE_COLOR_TEXT), *edge = scope_palette_color (SCOPE_COLOR_EDGE);
  const int line = scope_view_text_height (SCOPE_VIEW (self), SCOPE_TEXT_CAPTION), x = layout->bar_x + BAR + 4;
  const graphene_rect_t bar = GRAPHENE_RECT_INIT (layout->bar_x, MARGIN, BAR, layout->bar_height);
  float min, max;

  gtk_snapshot_append_texture (snapshot, ramp, &bar);
  gtk_snapshot_append_border (snapshot, &GSK_ROUNDED_RECT_INIT (bar.origin.x, bar.origin.y, BAR, bar.size.height),
                              (float[4]) { 1, 1, 1, 1 }, (GdkRGBA[4]) { *edge, *edge, *edge, *edge });
  if (bar_range (self, &min, &max))
    {
      g_autofree char *low = scope_text_axis (min), *high = scope_text_axis (max);

      scope_view_append_text (SCOPE_VIEW (self), snapshot, high, SCOPE_TEXT_CAPTION, x, MARGIN - 2, 0, text);
      scope_view_append_text (SCOPE_VIEW (self), snapshot, low, SCOPE_TEXT_CAPTION, x,
                              MARGIN + layout->bar_height - line + 2, 0, text);
    }
  if (colormap_of (self) == SCOPE_COLORMAP_DIVERGING)       /* zero has one colour whatever the range */
    scope_view_append_text (SCOPE_VIEW (self), snapshot, "0", SCOPE_TEXT_CAPTION, x,
                            MARGIN + (layout->bar_height - line) / 2.0, 0, text);
}

static void
append_outline (GtkSnapshot *snapshot, graphene_rect_t rect, float distance, float thickness, const GdkRGBA *color)
{
  GskRoundedRect outline;

  graphene_rect_inset (&rect, -distance - thickness, -distance - thickness);
  gsk_rounded_rect_init_from_rect (&outline, &rect, distance > 0 ? 2 : 0);
  gtk_snapshot_append_border (snapshot, &outline, (float[4]) { thickness, thickness, thickness, thickness },
                              (GdkRGBA[4]) { *color, *color, *color, *color });
}

static void
scope_map_grid_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  ScopeMapGrid *self = SCOPE_MAP_GRID (widget);
  const int width = gtk_widget_get_width (widget);
  const Layout layout = layout_for (self, width);

  if (self->n == 0)
    return;
  if (self->node == NULL || self->node_width != width)
    {
      GtkSnapshot *still = gtk_snapshot_new ();
      g_autoptr(GdkTexture) atlas = build_texture (self, &layout);
      const int scale = gtk_widget_get_scale_factor (widget);

      gtk_snapshot_append_texture (still, atlas,
                                   &GRAPHENE_RECT_INIT (MARGIN, MARGIN, gdk_texture_get_width (atlas) / (float) scale,
                                                        gdk_texture_get_height (atlas) / (float) scale));
      append_captions (self, still, &layout);
      append_scale (self, still, &layout);
      g_clear_pointer (&self->node, gsk_render_node_unref);
      self->node = gtk_snapshot_free_to_node (still);
      self->node_width = width;
    }
  gtk_snapshot_append_node (snapshot, self->node);
  if (self->hovered >= 0 && self->hovered < self->n)
    append_outline (snapshot, tile_rect (&layout, self->hovered), 0, 1, scope_palette_color (SCOPE_COLOR_ACCENT));
  if (self->selected >= 0 && self->selected < self->n)
    append_outline (snapshot, tile_rect (&layout, self->selected), 1, 2, scope_palette_color (SCOPE_COLOR_ACCENT));
  if (gtk_widget_has_visible_focus (widget))
    append_outline (snapshot, GRAPHENE_RECT_INIT (0, 0, width, gtk_widget_get_height (widget)), -2, 2,
                    scope_palette_color (SCOPE_COLOR_FOCUS));
}

static void
scope_map_grid_drop (ScopeView *view)
{
  g_clear_pointer (&SCOPE_MAP_GRID (view)->node, gsk_render_node_unref);
  SCOPE_VIEW_CLASS (scope_map_grid_parent_class)->drop (view);
}

static GtkSizeRequestMode
scope_map_grid_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
scope_map_grid_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                        int *minimum_baseline, int *natural_baseline)
{
  ScopeMapGrid *self = SCOPE_MAP_GRID (widget);
  const int least = 2 * MARGIN + TILE + scale_width (self);

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = least;
      *natural = 2 * MARGIN + 4 * TILE + 3 * GAP + scale_width (self);
    }
  else
    *minimum = *natural = layout_for (self, for_size < 0 ? 300 : MAX (for_size, least)).height;
}

/* ---- input ---- */

static void
scroll_to_selected (ScopeMapGrid *self)
{
  GtkWidget *scrolled = gtk_widget_get_ancestor (GTK_WIDGET (self), GTK_TYPE_SCROLLED_WINDOW);
  const Layout layout = current_layout (self);
  GtkAdjustment *adjustment;
  graphene_rect_t tile;
  graphene_point_t top;

  if (scrolled == NULL || self->selected < 0 || layout.columns == 0)
    return;
  adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scrolled));
  tile = tile_rect (&layout, self->selected);
  if (gtk_widget_compute_point (GTK_WIDGET (self), scrolled, &tile.origin, &top))
    {
      const double y = top.y + gtk_adjustment_get_value (adjustment);

      gtk_adjustment_clamp_page (adjustment, y - MARGIN, y + layout.pitch_y);
    }
}

static gboolean
key_pressed (ScopeMapGrid *self, guint key, guint code, GdkModifierType state)
{
  const int columns = current_layout (self).columns;
  int to = self->selected;

  if (self->n == 0 || (state & (GDK_CONTROL_MASK | GDK_ALT_MASK)))
    return GDK_EVENT_PROPAGATE;
  switch (key)
    {
    case GDK_KEY_Left: case GDK_KEY_KP_Left:   to -= 1; break;
    case GDK_KEY_Right: case GDK_KEY_KP_Right: to += 1; break;
    case GDK_KEY_Up: case GDK_KEY_KP_Up:       to -= columns; break;
    case GDK_KEY_Down: case GDK_KEY_KP_Down:   to += columns; break;
    case GDK_KEY_Home: case GDK_KEY_KP_Home:   to = 0; break;
    case GDK_KEY_End: case GDK_KEY_KP_End:     to = self->n - 1; break;
    case GDK_KEY_Return: case GDK_KEY_KP_Enter: case GDK_KEY_space:
      if (self->selected >= 0)
        g_signal_emit (self, signals[MAP_ACTIVATED], 0, self->selected);
      return self->selected >= 0;
    default:
      return GDK_EVENT_PROPAGATE;
    }
  if (self->selected < 0)
    to = key == GDK_KEY_End ? self->n - 1 : 0;
  if (to < 0 || to >= self->n)
    return GDK_EVENT_PROPAGATE;
  scope_map_grid_set_selected (self, to);
  scroll_to_selected (self);
  return GDK_EVENT_STOP;
}

static void
pressed (ScopeMapGrid *self, int n_press, double x, double y)
{
  int row, column, map = map_at (self, x, y, &row, &column);

  gtk_widget_grab_focus (GTK_WIDGET (self));
  if (map < 0)
    return;
  scope_map_grid_set_selected (self, map);
  if (n_press == 2)
    g_signal_emit (self, signals[MAP_ACTIVATED], 0, map);
}

static void
moved (ScopeMapGrid *self, double x, double y)
{
  int row = 0, column = 0, map = map_at (self, x, y, &row, &column);
  g_autofree char *text = map >= 0 ? dup_value (self, map, row, column) : NULL;

  scope_view_set_hover_text (SCOPE_VIEW (self), text);
  if (map != self->hovered)
    gtk_widget_queue_draw (GTK_WIDGET (self));
  self->hovered = map;
}

static void
left (ScopeMapGrid *self)
{
  moved (self, -1, -1);
}

/* ---- public ---- */

/** scope_map_grid_new: Returns: (transfer floating): an empty grid */
GtkWidget *
scope_map_grid_new (void)
{
  return g_object_new (SCOPE_TYPE_MAP_GRID, NULL);
}

static void
find_dead (ScopeMapGrid *self)
{
  const gsize area = (gsize) self->height * self->width;

  for (int q = 0; q < self->n; q++)
    {
      gboolean zero = self->what == SCOPE_MAP_GRID_MAPS && area > 1;

      for (gsize i = 0; zero && i < area; i++)
        zero = self->planes[area * q + i] == 0;
      self->dead[q] = zero;
    }
}

static void
changed (ScopeMapGrid *self)
{
  g_clear_pointer (&self->node, gsk_render_node_unref);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  describe (self);
}

/**
 * scope_map_grid_set_maps:
 * @self: a grid
 * @planes: (nullable): [@n, @height, @width] values, copied
 * @n: maps; of more than %SCOPE_MAP_GRID_MAX the first are shown; 0 empties the grid
 * @height: rows of a map
 * @width: columns of a map
 *
 * The selection stays if it still exists. Marks of scope_map_grid_set_dead() are forgotten when the shape changes, else kept.
 */
void
scope_map_grid_set_maps (ScopeMapGrid *self, const float *planes, int n, int height, int width)
{
  const int kept = MIN (n, SCOPE_MAP_GRID_MAX);
  const gsize area = (gsize) MAX (height, 0) * MAX (width, 0);
  gboolean same;

  g_return_if_fail (SCOPE_IS_MAP_GRID (self));
  g_return_if_fail (n == 0 || (n > 0 && planes != NULL && height > 0 && width > 0));
  same = n == self->total && height == self->height && width == self->width;
  if (!same)
    {
      g_free (self->planes);
      g_free (self->dead);
      self->planes = g_new (float, MAX (kept * area, 1));
      self->dead = g_new0 (gboolean, MAX (kept, 1));
      self->dead_given = FALSE;
      self->n = kept, self->total = n, self->height = height, self->width = width;
      self->hovered = -1;
      gtk_widget_queue_resize (GTK_WIDGET (self));
    }
  if (kept > 0)
    memcpy (self->planes, planes, sizeof (float) * kept * area);
  scope_map_range (self->planes, kept * area, &self->min, &self->max);
  if (!self->dead_given)
    find_dead (self);
  if (self->selected >= kept)
    scope_map_grid_set_selected (self, -1);
  changed (self);
}

/** scope_map_grid_set_colormap: @kind instead of the choice by sign */
void
scope_map_grid_set_colormap (ScopeMapGrid *self, ScopeColormapKind kind)
{
  g_return_if_fail (SCOPE_IS_MAP_GRID (self));
  self->colormap = kind;
  changed (self);
}

/** scope_map_grid_set_signed: diverging or sequential colours; by default diverging as soon as a value is negative */
void
scope_map_grid_set_signed (ScopeMapGrid *self, gboolean is_signed)
{
  scope_map_grid_set_colormap (self, is_signed ? SCOPE_COLORMAP_DIVERGING : SCOPE_COLORMAP_SEQUENTIAL);
}

/** scope_map_grid_set_one_scale: whether all maps share one range (default), so that they can be compared */
void
scope_map_grid_set_one_scale (ScopeMapGrid *self, gboolean one_scale)
{
  g_return_if_fail (SCOPE_IS_MAP_GRID (self));
  if (self->one_scale == !!one_scale)
    return;
  self->one_scale = !!one_scale;
  changed (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ONE_SCALE]);
}

gboolean
scope_map_grid_get_one_scale (ScopeMapGrid *self)
{
  g_return_val_if_fail (SCOPE_IS_MAP_GRID (self), FALSE);
  return self->one_scale;
}

/**
 * scope_map_grid_set_dead:
 * @self: a grid
 * @dead: (nullable): for each map whether it is dead (zero for many pictures, not only for this one)
 * @n: how many are given
 *
 * Marks dead maps. With %NULL the maps that are zero everywhere now are marked, as "zero".
 */
void
scope_map_grid_set_dead (ScopeMapGrid *self, const gboolean *dead, int n)
{
  g_return_if_fail (SCOPE_IS_MAP_GRID (self));
  self->dead_given = dead != NULL;
  if (dead == NULL)
    find_dead (self);
  for (int q = 0; dead != NULL && q < self->n; q++)
    self->dead[q] = q < n && dead[q];
  changed (self);
}

/** scope_map_grid_set_what: the word for one picture of the grid */
void
scope_map_grid_set_what (ScopeMapGrid *self, ScopeMapGridWhat what)
{
  g_return_if_fail (SCOPE_IS_MAP_GRID (self));
  self->what = what;
  if (!self->dead_given)
    find_dead (self);
  changed (self);
}

/** scope_map_grid_set_selected: selects @map (from 0), or nothing with −1 */
void
scope_map_grid_set_selected (ScopeMapGrid *self, int map)
{
  g_return_if_fail (SCOPE_IS_MAP_GRID (self));
  g_return_if_fail (map >= -1 && map < MAX (self->n, 1));
  if (map == self->selected)
    return;
  self->selected = map;
  if (!self->one_scale)
    g_clear_pointer (&self->node, gsk_render_node_unref);   /* the colour bar shows the range of the selected map */
  gtk_widget_queue_draw (GTK_WIDGET (self));
  describe (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SELECTED]);
}

/** scope_map_grid_get_selected: Returns: the selected map, from 0; −1 if none is */
int
scope_map_grid_get_selected (ScopeMapGrid *self)
{
  g_return_val_if_fail (SCOPE_IS_MAP_GRID (self), -1);
  return self->selected;
}

/** scope_map_grid_get_n_maps: Returns: how many maps are drawn */
int
scope_map_grid_get_n_maps (ScopeMapGrid *self)
{
  g_return_val_if_fail (SCOPE_IS_MAP_GRID (self), 0);
  return self->n;
}

/** scope_map_grid_get_map: Returns: (transfer none) (nullable): [height, width] values of @map, until the next set_maps */
const float *
scope_map_grid_get_map (ScopeMapGrid *self, int map)
{
  g_return_val_if_fail (SCOPE_IS_MAP_GRID (self), NULL);
  return map >= 0 && map < self->n ? self->planes + (gsize) map * self->height * self->width : NULL;
}

/** scope_map_grid_dup_heading: Returns: (transfer full): "16 maps 28×28, shown ×2", for the line above the grid */
char *
scope_map_grid_dup_heading (ScopeMapGrid *self)
{
  const int width = gtk_widget_get_width (GTK_WIDGET (self));
  g_autofree char *count = NULL;
  Layout layout;

  g_return_val_if_fail (SCOPE_IS_MAP_GRID (self), NULL);
  count = dup_count (self);
  layout = layout_for (self, width > 0 ? width : 300);
  if (self->n == 0 || (self->height == 1 && self->width == 1))
    return g_steal_pointer (&count);
  if (layout.factor > 1)
    /* translators: "16 maps 28×28, shown ×2" */
    return g_strdup_printf (_("%s %d×%d, shown ×%d"), count, self->height, self->width, layout.factor);
  if (layout.factor == 1)
    return g_strdup_printf (_("%s %d×%d"), count, self->height, self->width);
  /* translators: "16 maps 112×112, averaged to 64×64" */
  return g_strdup_printf (_("%s %d×%d, averaged to %d×%d"), count, self->height, self->width,
                          layout.tile_height, layout.tile_width);
}

static void
scope_map_grid_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_SELECTED)
    g_value_set_int (value, SCOPE_MAP_GRID (object)->selected);
  else if (id == PROP_ONE_SCALE)
    g_value_set_boolean (value, SCOPE_MAP_GRID (object)->one_scale);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
scope_map_grid_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  ScopeMapGrid *self = SCOPE_MAP_GRID (object);

  if (id == PROP_SELECTED)
    scope_map_grid_set_selected (self, MIN (g_value_get_int (value), self->n - 1));
  else if (id == PROP_ONE_SCALE)
    scope_map_grid_set_one_scale (self, g_value_get_boolean (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
scope_map_grid_finalize (GObject *object)
{
  ScopeMapGrid *self = SCOPE_MAP_GRID (object);

  g_free (self->planes);
  g_free (self->dead);
  G_OBJECT_CLASS (scope_map_grid_parent_class)->finalize (object);
}

static void
scope_map_grid_class_init (ScopeMapGridClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = scope_map_grid_get_property;
  object_class->set_property = scope_map_grid_set_property;
  object_class->finalize = scope_map_grid_finalize;
  widget_class->snapshot = scope_map_grid_snapshot;
  widget_class->measure = scope_map_grid_measure;
  widget_class->get_request_mode = scope_map_grid_get_request_mode;
  SCOPE_VIEW_CLASS (klass)->drop = scope_map_grid_drop;
  gtk_widget_class_set_css_name (widget_class, "mapgrid");

  props[PROP_SELECTED] = g_param_spec_int ("selected", NULL, NULL, -1, SCOPE_MAP_GRID_MAX - 1, -1, flags);
  props[PROP_ONE_SCALE] = g_param_spec_boolean ("one-scale", NULL, NULL, TRUE, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
  signals[MAP_ACTIVATED] = g_signal_new ("map-activated", SCOPE_TYPE_MAP_GRID, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 1, G_TYPE_INT);
}

static void
scope_map_grid_init (ScopeMapGrid *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkEventController *motion = gtk_event_controller_motion_new (), *keys = gtk_event_controller_key_new ();
  GtkGesture *click = gtk_gesture_click_new ();

  self->one_scale = TRUE;
  self->colormap = self->selected = self->hovered = -1;
  gtk_widget_set_focusable (widget, TRUE);
  gtk_widget_set_overflow (widget, GTK_OVERFLOW_HIDDEN);
  g_signal_connect_swapped (motion, "motion", G_CALLBACK (moved), self);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (left), self);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_pressed), self);
  g_signal_connect_swapped (click, "pressed", G_CALLBACK (pressed), self);
  gtk_widget_add_controller (widget, motion);
  gtk_widget_add_controller (widget, keys);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (click));
}
