/* The pointer and the keyboard on a map grid: values under the pointer, selection, walking over cells. */
#include "scope-map-grid-private.h"
#include "scope-text.h"

#include <glib/gi18n.h>

static ScopeMapGridLayout
current_layout (ScopeMapGrid *self)
{
  return scope_map_grid_layout (self, gtk_widget_get_width (GTK_WIDGET (self)));
}

/* Which map is at (@x, @y), and which of its values; −1 between the maps. */
static int
map_at (ScopeMapGrid *self, double x, double y, int *row, int *column)
{
  const ScopeMapGridLayout layout = current_layout (self);
  const double dx = x - SCOPE_MAP_GRID_MARGIN, dy = y - SCOPE_MAP_GRID_MARGIN;
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

static char *
dup_value (ScopeMapGrid *self, int map, int row, int column)
{
  static const char * const nouns[] = { N_("map %d"), N_("filter %d"), N_("gradient %d") };
  const gsize at = ((gsize) map * self->height + row) * self->width + column;
  g_autofree char *value = scope_text_value (self->planes[at]);
  g_autofree char *name = NULL;

  name = g_strdup_printf (_(nouns[self->what]), map + 1);
  if (self->height == 1 && self->width == 1)
    return g_strdup_printf ("%s: %s", name, value);
  /* translators: "map 6, row 3, column 12: 1.284" */
  return g_strdup_printf (_("%s, row %d, column %d: %s"), name, row + 1, column + 1, value);
}

static void
scroll_to_selected (ScopeMapGrid *self)
{
  GtkWidget *scrolled = gtk_widget_get_ancestor (GTK_WIDGET (self), GTK_TYPE_SCROLLED_WINDOW);
  const ScopeMapGridLayout layout = current_layout (self);
  GtkAdjustment *adjustment;
  graphene_rect_t tile;
  graphene_point_t top;

  if (scrolled == NULL || self->selected < 0 || layout.columns == 0)
    return;
  adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scrolled));
  tile = scope_map_grid_tile (&layout, self->selected);
  if (gtk_widget_compute_point (GTK_WIDGET (self), scrolled, &tile.origin, &top))
    {
      const double y = top.y + gtk_adjustment_get_value (adjustment);

      gtk_adjustment_clamp_page (adjustment, y - SCOPE_MAP_GRID_MARGIN, y + layout.pitch_y);
    }
}

/* What is under the pointer, or under the keyboard's cursor: −1 for nothing. */
static void
point_at (ScopeMapGrid *self, int map, int row, int column)
{
  g_autofree char *text = map >= 0 ? dup_value (self, map, row, column) : NULL;

  scope_view_set_hover_text (SCOPE_VIEW (self), text);
  if (map == self->hovered && (map < 0 || (row == self->hovered_row && column == self->hovered_column)))
    return;
  self->hovered = map, self->hovered_row = row, self->hovered_column = column;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_signal_emit_by_name (self, "cell-changed", map, row, column);
}

/* Shift and an arrow walk over the cells of the selected map, from its middle. */
static gboolean
walk_cells (ScopeMapGrid *self, guint key)
{
  const int map = MAX (self->hovered >= 0 ? self->hovered : self->selected, 0);
  const gboolean begins = self->hovered < 0;
  int row = begins ? self->height / 2 : self->hovered_row, column = begins ? self->width / 2 : self->hovered_column;

  switch (key)
    {
    case GDK_KEY_Left: case GDK_KEY_KP_Left:   column -= !begins; break;
    case GDK_KEY_Right: case GDK_KEY_KP_Right: column += !begins; break;
    case GDK_KEY_Up: case GDK_KEY_KP_Up:       row -= !begins; break;
    case GDK_KEY_Down: case GDK_KEY_KP_Down:   row += !begins; break;
    default: return GDK_EVENT_PROPAGATE;
    }
  point_at (self, map, CLAMP (row, 0, self->height - 1), CLAMP (column, 0, self->width - 1));
  return GDK_EVENT_STOP;
}

static gboolean
key_pressed (ScopeMapGrid *self, guint key, guint code, GdkModifierType state)
{
  const int columns = current_layout (self).columns;
  int to = self->selected;

  if (self->n > 0 && (state & (GDK_SHIFT_MASK | GDK_CONTROL_MASK | GDK_ALT_MASK)) == GDK_SHIFT_MASK)
    return walk_cells (self, key);
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
        g_signal_emit_by_name (self, "map-activated", self->selected);
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
    g_signal_emit_by_name (self, "map-activated", map);
}

static void
moved (ScopeMapGrid *self, double x, double y)
{
  int row = 0, column = 0, map = map_at (self, x, y, &row, &column);

  point_at (self, map, row, column);
}

/** scope_map_grid_renew_hover: new values under a pointer that rests */
void
scope_map_grid_renew_hover (ScopeMapGrid *self)
{
  g_autofree char *text = NULL;

  if (self->hovered < 0)
    return;
  text = dup_value (self, self->hovered, self->hovered_row, self->hovered_column);
  scope_view_set_hover_text (SCOPE_VIEW (self), text);
}

/** scope_map_grid_point_away: at no cell */
void
scope_map_grid_point_away (ScopeMapGrid *self)
{
  moved (self, -1, -1);
}

/** scope_map_grid_input_init: connects the controllers */
void
scope_map_grid_input_init (ScopeMapGrid *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkEventController *motion = gtk_event_controller_motion_new (), *keys = gtk_event_controller_key_new ();
  GtkGesture *click = gtk_gesture_click_new ();

  g_signal_connect_swapped (motion, "motion", G_CALLBACK (moved), self);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (scope_map_grid_point_away), self);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_pressed), self);
  g_signal_connect_swapped (click, "pressed", G_CALLBACK (pressed), self);
  gtk_widget_add_controller (widget, motion);
  gtk_widget_add_controller (widget, keys);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (click));
}
