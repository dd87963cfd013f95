/* All channels of one layer, large: values under the pointer, a selection, dead maps, a colour bar. */
#include "scope-map-grid-private.h"
#include "scope-map-texture.h"
#include "scope-text.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

enum { PROP_SELECTED = 1, PROP_ONE_SCALE, N_PROPS };
static GParamSpec *props[N_PROPS];
enum { MAP_ACTIVATED, CELL_CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ScopeMapGrid, scope_map_grid, SCOPE_TYPE_VIEW)

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

/* Rows of maps that can be seen: of two thousand filters only these are worth a texture, sixty times a second. */
static void
rows_in_view (ScopeMapGrid *self, const ScopeMapGridLayout *layout, int *top, int *bottom)
{
  GtkWidget *viewport = gtk_widget_get_ancestor (GTK_WIDGET (self), GTK_TYPE_VIEWPORT);
  graphene_point_t at;

  *top = 0, *bottom = layout->rows;
  if (viewport == NULL
      || !gtk_widget_compute_point (GTK_WIDGET (self), viewport, &GRAPHENE_POINT_INIT (0, SCOPE_MAP_GRID_MARGIN), &at))
    return;
  *top = CLAMP ((int) floor (-at.y / layout->pitch_y), 0, layout->rows);
  *bottom = CLAMP ((int) ceil ((gtk_widget_get_height (viewport) - at.y) / layout->pitch_y), *top, layout->rows);
}

static void
scrolled (ScopeMapGrid *self)
{
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
scope_map_grid_map (GtkWidget *widget)
{
  ScopeMapGrid *self = SCOPE_MAP_GRID (widget);
  GtkWidget *viewport = gtk_widget_get_ancestor (widget, GTK_TYPE_VIEWPORT);

  GTK_WIDGET_CLASS (scope_map_grid_parent_class)->map (widget);
  if (viewport != NULL && g_set_object (&self->scroll, gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (viewport))))
    {
      g_signal_connect_swapped (self->scroll, "value-changed", G_CALLBACK (scrolled), self);
      g_signal_connect_swapped (self->scroll, "changed", G_CALLBACK (scrolled), self);
    }
}

static void
scope_map_grid_unmap (GtkWidget *widget)
{
  ScopeMapGrid *self = SCOPE_MAP_GRID (widget);

  if (self->scroll != NULL)
    g_signal_handlers_disconnect_by_func (self->scroll, scrolled, self);
  g_clear_object (&self->scroll);
  GTK_WIDGET_CLASS (scope_map_grid_parent_class)->unmap (widget);
}

static void
scope_map_grid_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  ScopeMapGrid *self = SCOPE_MAP_GRID (widget);
  const int width = gtk_widget_get_width (widget);
  const ScopeMapGridLayout layout = scope_map_grid_layout (self, width);
  int top, bottom;

  if (self->n == 0)
    return;
  rows_in_view (self, &layout, &top, &bottom);
  if (self->node == NULL || self->node_width != width || top < self->node_top || bottom > self->node_bottom)
    {
      g_clear_pointer (&self->node, gsk_render_node_unref);
      self->node = scope_map_grid_build_node (self, width, top, bottom);
      self->node_width = width, self->node_top = top, self->node_bottom = bottom;
    }
  gtk_snapshot_append_node (snapshot, self->node);
  if (self->hovered >= 0 && self->hovered < self->n)
    {
      scope_map_grid_append_outline (snapshot, scope_map_grid_tile (&layout, self->hovered), 0, 1,
                                     scope_palette_color (SCOPE_COLOR_ACCENT));
      scope_map_grid_append_outline (snapshot, scope_map_grid_cell (self, &layout), 0, 1,
                                     scope_palette_color (SCOPE_COLOR_ACCENT));
    }
  if (self->selected >= 0 && self->selected < self->n)
    scope_map_grid_append_outline (snapshot, scope_map_grid_tile (&layout, self->selected), 1, 2,
                                   scope_palette_color (SCOPE_COLOR_ACCENT));
  if (gtk_widget_has_visible_focus (widget))
    scope_map_grid_append_outline (snapshot, GRAPHENE_RECT_INIT (0, 0, width, gtk_widget_get_height (widget)), -2, 2,
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
  const int least = 2 * SCOPE_MAP_GRID_MARGIN + SCOPE_MAP_GRID_TILE + scope_map_grid_scale_width (self);

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = least;
      *natural = 2 * SCOPE_MAP_GRID_MARGIN + 4 * SCOPE_MAP_GRID_TILE + 3 * SCOPE_MAP_GRID_GAP
                 + scope_map_grid_scale_width (self);
    }
  else
    *minimum = *natural = scope_map_grid_layout (self, for_size < 0 ? 300 : MAX (for_size, least)).height;
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
 * The selection stays if it still exists. Marks of scope_map_grid_set_dead() are forgotten when the shape changes, else
 * kept.
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
      scope_map_grid_point_away (self);
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
  scope_map_grid_renew_hover (self);
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

/** scope_map_grid_get_one_scale: Returns: whether all maps share one range */
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

/** scope_map_grid_get_map: Returns: (transfer none) (nullable): [height, width] values of @map, until the
 * next scope_map_grid_set_maps() */
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
  ScopeMapGridLayout layout;

  g_return_val_if_fail (SCOPE_IS_MAP_GRID (self), NULL);
  count = dup_count (self);
  layout = scope_map_grid_layout (self, width > 0 ? width : 300);
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
  widget_class->map = scope_map_grid_map;
  widget_class->unmap = scope_map_grid_unmap;
  widget_class->measure = scope_map_grid_measure;
  widget_class->get_request_mode = scope_map_grid_get_request_mode;
  SCOPE_VIEW_CLASS (klass)->drop = scope_map_grid_drop;
  gtk_widget_class_set_css_name (widget_class, "mapgrid");

  props[PROP_SELECTED] = g_param_spec_int ("selected", NULL, NULL, -1, SCOPE_MAP_GRID_MAX - 1, -1, flags);
  props[PROP_ONE_SCALE] = g_param_spec_boolean ("one-scale", NULL, NULL, TRUE, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
  signals[MAP_ACTIVATED] = g_signal_new ("map-activated", SCOPE_TYPE_MAP_GRID, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 1, G_TYPE_INT);
  signals[CELL_CHANGED] = g_signal_new ("cell-changed", SCOPE_TYPE_MAP_GRID, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                        G_TYPE_NONE, 3, G_TYPE_INT, G_TYPE_INT, G_TYPE_INT);
}

static void
scope_map_grid_init (ScopeMapGrid *self)
{
  self->one_scale = TRUE;
  self->colormap = self->selected = self->hovered = -1;
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  scope_map_grid_input_init (self);
}
