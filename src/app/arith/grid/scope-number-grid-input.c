/* A grid of numbers under pointer and keys: what is pointed at, drawn with the pointer, typed. */
#include "scope-number-grid-private.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

static gboolean
cell_at (ScopeNumberGrid *self, double x, double y, int *row, int *column)
{
  double x0, y0;
  const int cell = scope_number_grid_cell (self, &x0, &y0);

  *row = (int) floor ((y - y0) / cell) - self->top;
  *column = (int) floor ((x - x0) / cell) - self->left;
  return x >= x0 && y >= y0 && *row < self->rows + self->bottom && *column < self->columns + self->right;
}

static char *
cell_words (ScopeNumberGrid *self, int row, int column)
{
  g_autofree char *number = scope_number_grid_is_hidden (self, row, column)
                            ? g_strdup ("?") : scope_number_text (scope_number_grid_value (self, row, column));
  const gboolean inside = row >= 0 && column >= 0 && row < self->rows && column < self->columns;
  const ScopeGridEmpty empty = !inside ? SCOPE_GRID_PADDING : self->empty != NULL ? self->empty[row * self->columns + column] : SCOPE_GRID_FULL;

  if (empty == SCOPE_GRID_PADDING)     /* translators: a cell of the padding */
    return g_strdup (_("padding: 0"));
  if (empty == SCOPE_GRID_BETWEEN)     /* translators: a cell between the values of a transposed convolution */
    return g_strdup (_("between two values: 0"));
  /* translators: a cell of a grid of numbers: row, column, number */
  return g_strdup_printf (_("row %d, column %d: %s"), scope_number_grid_number (self, FALSE, row),
                          scope_number_grid_number (self, TRUE, column), number);
}

static void
hover (ScopeNumberGrid *self, int row, int column)
{
  g_autofree char *words = NULL;

  if (row == self->hover_row && column == self->hover_column)
    return;
  self->hover_row = row;
  self->hover_column = column;
  words = row == G_MININT ? NULL : cell_words (self, row, column);
  scope_view_set_hover_text (SCOPE_VIEW (self), words);
  g_signal_emit (self, scope_number_grid_signals[SCOPE_GRID_HOVERED], 0, row == G_MININT ? -1 : row, row == G_MININT ? -1 : column);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
edit (ScopeNumberGrid *self, int row, int column, double value)
{
  if (row >= 0 && column >= 0 && row < self->rows && column < self->columns)
    g_signal_emit (self, scope_number_grid_signals[SCOPE_GRID_EDITED], 0, row, column, value);
}

static void
commit (ScopeNumberGrid *self)
{
  GString *typed = g_steal_pointer (&self->typed);

  if (typed == NULL)
    return;
  if (typed->len > 0 && strcmp (typed->str, "-") != 0)
    edit (self, self->cursor_row, self->cursor_column, g_ascii_strtod (typed->str, NULL));
  g_string_free (typed, TRUE);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
motion (ScopeNumberGrid *self, double x, double y)
{
  int row, column;

  if (!cell_at (self, x, y, &row, &column))
    row = column = G_MININT;
  hover (self, row, column);
}

static void
leave (ScopeNumberGrid *self)
{
  hover (self, G_MININT, G_MININT);
}

static void
press (ScopeNumberGrid *self, int n, double x, double y, GtkGesture *gesture)
{
  int row, column;

  gtk_widget_grab_focus (GTK_WIDGET (self));
  commit (self);
  if (!cell_at (self, x, y, &row, &column))
    return;
  self->cursor_row = CLAMP (row, 0, self->rows - 1);
  self->cursor_column = CLAMP (column, 0, self->columns - 1);
  g_signal_emit (self, scope_number_grid_signals[SCOPE_GRID_PRESSED], 0, row, column);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* ---- drawing a picture with the pointer ---- */

static void
ink_at (ScopeNumberGrid *self, double x, double y)
{
  int row, column;

  if (self->drawing && cell_at (self, x, y, &row, &column)
      && scope_number_grid_value (self, row, column) != self->ink)
    edit (self, row, column, self->ink);
}

static void
drag_begin (ScopeNumberGrid *self, double x, double y, GtkGesture *gesture)
{
  int row, column;

  self->drawing = self->drawable && cell_at (self, x, y, &row, &column);
  if (!self->drawing)
    {
      gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_DENIED);
      return;
    }
  self->ink = scope_number_grid_value (self, row, column) > 0 ? 0 : MAX (self->high, 1);   /* a second stroke rubs out */
}

static void
drag_update (ScopeNumberGrid *self, double dx, double dy, GtkGesture *gesture)
{
  double x, y;

  gtk_gesture_drag_get_start_point (GTK_GESTURE_DRAG (gesture), &x, &y);
  if (hypot (dx, dy) > 4)
    {
      ink_at (self, x, y);
      ink_at (self, x + dx, y + dy);
    }
}

/* ---- keys ---- */

static void
move_cursor (ScopeNumberGrid *self, int down, int across)
{
  commit (self);
  self->cursor_row = CLAMP (self->cursor_row + down, 0, self->rows - 1);
  self->cursor_column = CLAMP (self->cursor_column + across, 0, self->columns - 1);
  hover (self, self->cursor_row, self->cursor_column);
}

static gboolean
type (ScopeNumberGrid *self, guint keyval)
{
  const gunichar c = keyval == GDK_KEY_comma || keyval == GDK_KEY_KP_Decimal ? '.' : gdk_keyval_to_unicode (keyval);

  if (!self->editable || !((c >= '0' && c <= '9') || c == '-' || c == '.')
      || (self->typed != NULL && self->typed->len > 8))
    return FALSE;
  if (self->typed == NULL)
    self->typed = g_string_new (NULL);
  if ((c == '-' && self->typed->len > 0) || (c == '.' && strchr (self->typed->str, '.') != NULL))
    return TRUE;
  g_string_append_c (self->typed, (char) c);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  return TRUE;
}

static gboolean
key (ScopeNumberGrid *self, guint keyval, guint code, GdkModifierType state)
{
  if ((state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SHIFT_MASK)) != 0)
    return GDK_EVENT_PROPAGATE;
  if (self->follow && (keyval == GDK_KEY_Left || keyval == GDK_KEY_Right || keyval == GDK_KEY_Up || keyval == GDK_KEY_Down))
    return GDK_EVENT_PROPAGATE;
  switch (keyval)
    {
    case GDK_KEY_Left: move_cursor (self, 0, -1); return GDK_EVENT_STOP;
    case GDK_KEY_Right: move_cursor (self, 0, 1); return GDK_EVENT_STOP;
    case GDK_KEY_Up: move_cursor (self, -1, 0); return GDK_EVENT_STOP;
    case GDK_KEY_Down: move_cursor (self, 1, 0); return GDK_EVENT_STOP;
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
      if (self->typed != NULL && self->follow)
        commit (self);
      else if (self->typed == NULL)
        g_signal_emit (self, scope_number_grid_signals[SCOPE_GRID_PRESSED], 0, self->cursor_row, self->cursor_column);
      else
        move_cursor (self, self->cursor_column == self->columns - 1, self->cursor_column == self->columns - 1 ? -self->columns : 1);
      return GDK_EVENT_STOP;
    case GDK_KEY_BackSpace:
      if (self->typed == NULL)
        return GDK_EVENT_PROPAGATE;
      g_string_truncate (self->typed, MAX ((gssize) self->typed->len - 1, 0));
      gtk_widget_queue_draw (GTK_WIDGET (self));
      return GDK_EVENT_STOP;
    case GDK_KEY_Escape:
      if (self->typed == NULL)
        return GDK_EVENT_PROPAGATE;
      g_string_free (g_steal_pointer (&self->typed), TRUE);
      gtk_widget_queue_draw (GTK_WIDGET (self));
      return GDK_EVENT_STOP;
    default: return type (self, keyval) ? GDK_EVENT_STOP : GDK_EVENT_PROPAGATE;
    }
}

static void
focus_left (ScopeNumberGrid *self)
{
  commit (self);
  leave (self);
}

/** scope_number_grid_add_controllers: pointer, drawing, typing */
void
scope_number_grid_add_controllers (ScopeNumberGrid *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkEventController *controller = gtk_event_controller_motion_new ();
  GtkGesture *click = gtk_gesture_click_new (), *drag = gtk_gesture_drag_new ();

  g_signal_connect_swapped (controller, "motion", G_CALLBACK (motion), self);
  g_signal_connect_swapped (controller, "leave", G_CALLBACK (leave), self);
  gtk_widget_add_controller (widget, controller);
  controller = gtk_event_controller_key_new ();
  g_signal_connect_swapped (controller, "key-pressed", G_CALLBACK (key), self);
  gtk_widget_add_controller (widget, controller);
  controller = gtk_event_controller_focus_new ();
  g_signal_connect_swapped (controller, "leave", G_CALLBACK (focus_left), self);
  gtk_widget_add_controller (widget, controller);
  g_signal_connect_swapped (click, "pressed", G_CALLBACK (press), self);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (click));
  g_signal_connect_swapped (drag, "drag-begin", G_CALLBACK (drag_begin), self);
  g_signal_connect_swapped (drag, "drag-update", G_CALLBACK (drag_update), self);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (drag));
}
