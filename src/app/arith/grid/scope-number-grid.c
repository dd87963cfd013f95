/* A grid of numbers: what it holds, how it is pointed at and typed into. scope-number-grid-draw.c draws it. */
#include "scope-number-grid-private.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

G_DEFINE_FINAL_TYPE (ScopeNumberGrid, scope_number_grid, SCOPE_TYPE_VIEW)

static guint hovered_signal, pressed_signal, edited_signal;

/** scope_number_text: Returns: (transfer full): @value short: whole numbers as they are, others with two decimals; a true minus */
char *
scope_number_text (double value)
{
  char buffer[32];

  if (!isfinite (value))
    return g_strdup (isnan (value) ? "?" : value > 0 ? "∞" : "−∞");
  if (fabs (value) < 0.005 && value != 0)
    return g_strdup (value < 0 ? "−0" : "≈0");
  if (fabs (value - round (value)) < 1e-6)
    g_snprintf (buffer, sizeof buffer, "%.0f", fabs (value));
  else
    g_snprintf (buffer, sizeof buffer, "%.*f", fabs (value) >= 100 ? 0 : fabs (value) >= 10 ? 1 : 2, fabs (value));
  return g_strconcat (value < 0 ? "−" : "", buffer, NULL);
}

/* Size of a cell and where the padded grid begins; the grid is centred. */
int
scope_number_grid_cell (ScopeNumberGrid *self, double *x0, double *y0)
{
  const int columns = MAX (self->left + self->columns + self->right, 1), rows = MAX (self->top + self->rows + self->bottom, 1);
  const int width = gtk_widget_get_width (GTK_WIDGET (self)), height = gtk_widget_get_height (GTK_WIDGET (self));
  const int cell = CLAMP (MIN ((width - 4) / columns, (height - 4) / rows), 1, self->largest);

  *x0 = floor ((width - cell * columns) / 2.0);
  *y0 = MIN (2, floor ((height - cell * rows) / 2.0));      /* close below its title */
  return cell;
}

/** scope_number_grid_cell_rect: Returns: whether there is such a cell; @rect (out) is where, in the widget */
gboolean
scope_number_grid_cell_rect (ScopeNumberGrid *self, int row, int column, graphene_rect_t *rect)
{
  double x0, y0;
  const int cell = scope_number_grid_cell (self, &x0, &y0);

  *rect = GRAPHENE_RECT_INIT (x0 + (column + self->left) * cell, y0 + (row + self->top) * cell, cell, cell);
  return row >= -self->top && row < self->rows + self->bottom && column >= -self->left && column < self->columns + self->right;
}

/** scope_number_grid_value: Returns: the number of a cell; 0 in the padding */
double
scope_number_grid_value (ScopeNumberGrid *self, int row, int column)
{
  if (row < 0 || column < 0 || row >= self->rows || column >= self->columns || self->values == NULL)
    return 0;
  return self->values[row * self->columns + column];
}

/** scope_number_grid_is_hidden: Returns: whether the number of a cell must not be told */
gboolean
scope_number_grid_is_hidden (ScopeNumberGrid *self, int row, int column)
{
  return self->hidden != NULL && row >= 0 && column >= 0 && row < self->rows && column < self->columns
         && self->hidden[row * self->columns + column];
}

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

  if (!inside)                         /* translators: a cell of the padding */
    return g_strdup (_("padding: 0"));
  /* translators: a cell of a grid of numbers: row, column, number */
  return g_strdup_printf (_("row %d, column %d: %s"), row + 1, column + 1, number);
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
  g_signal_emit (self, hovered_signal, 0, row == G_MININT ? -1 : row, row == G_MININT ? -1 : column);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
edit (ScopeNumberGrid *self, int row, int column, double value)
{
  if (row >= 0 && column >= 0 && row < self->rows && column < self->columns)
    g_signal_emit (self, edited_signal, 0, row, column, value);
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
  g_signal_emit (self, pressed_signal, 0, row, column);
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

/** scope_number_grid_set_follow: whether the cursor stays on the current cell and arrows are left to the parent */
void
scope_number_grid_set_follow (ScopeNumberGrid *self, gboolean follow)
{
  self->follow = follow;
}

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
        g_signal_emit (self, pressed_signal, 0, self->cursor_row, self->cursor_column);
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

/* ---- life ---- */

static void
scope_number_grid_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *min, int *nat, int *b1, int *b2)
{
  ScopeNumberGrid *self = SCOPE_NUMBER_GRID (widget);
  const int n = orientation == GTK_ORIENTATION_HORIZONTAL ? self->left + self->columns + self->right
                                                          : self->top + self->rows + self->bottom;

  *min = MIN (n * self->smallest, 340) + 4;
  *nat = MAX (MIN (n * self->largest, self->largest > 60 ? 620 : 420) + 4, *min);
}

static void
scope_number_grid_drop (ScopeView *view)
{
  g_clear_object (&SCOPE_NUMBER_GRID (view)->texture);
  SCOPE_VIEW_CLASS (scope_number_grid_parent_class)->drop (view);
}

static void
scope_number_grid_finalize (GObject *object)
{
  ScopeNumberGrid *self = SCOPE_NUMBER_GRID (object);

  g_free (self->values);
  g_strfreev (self->above);
  g_free (self->lit);
  g_free (self->hidden);
  if (self->typed != NULL)
    g_string_free (self->typed, TRUE);
  G_OBJECT_CLASS (scope_number_grid_parent_class)->finalize (object);
}

static void
scope_number_grid_class_init (ScopeNumberGridClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = scope_number_grid_finalize;
  SCOPE_VIEW_CLASS (klass)->drop = scope_number_grid_drop;
  widget_class->measure = scope_number_grid_measure;
  widget_class->snapshot = scope_number_grid_snapshot;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GRID);
  hovered_signal = g_signal_new ("hovered", SCOPE_TYPE_NUMBER_GRID, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                                 G_TYPE_INT, G_TYPE_INT);
  pressed_signal = g_signal_new ("pressed", SCOPE_TYPE_NUMBER_GRID, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                                 G_TYPE_INT, G_TYPE_INT);
  edited_signal = g_signal_new ("edited", SCOPE_TYPE_NUMBER_GRID, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 3,
                                G_TYPE_INT, G_TYPE_INT, G_TYPE_DOUBLE);
}

static void
add_controllers (ScopeNumberGrid *self)
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

static void
scope_number_grid_init (ScopeNumberGrid *self)
{
  self->smallest = 18;
  self->largest = 44;
  self->known = -1;
  self->current_row = self->current_column = G_MININT;
  self->hover_row = self->hover_column = G_MININT;
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  add_controllers (self);
}

/** scope_number_grid_new: Returns: (transfer full): an empty grid; @name for a screen reader */
GtkWidget *
scope_number_grid_new (ScopeGridRole role, const char *name)
{
  ScopeNumberGrid *self = g_object_new (SCOPE_TYPE_NUMBER_GRID, NULL);

  self->role = role;
  scope_number_grid_set_name (self, name);
  return GTK_WIDGET (self);
}

void
scope_number_grid_set_name (ScopeNumberGrid *self, const char *name)
{
  scope_view_describe (SCOPE_VIEW (self), name, NULL);
}

static void
resize (ScopeNumberGrid *self, int rows, int columns)
{
  if (rows == self->rows && columns == self->columns)
    return;
  self->rows = rows;
  self->columns = columns;
  self->cursor_row = MIN (self->cursor_row, MAX (rows - 1, 0));
  self->cursor_column = MIN (self->cursor_column, MAX (columns - 1, 0));
  g_clear_pointer (&self->lit, g_free);
  g_clear_pointer (&self->hidden, g_free);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

/* What a screen reader hears of the whole grid; long ones only by their size. */
static void
describe (ScopeNumberGrid *self)
{
  g_autoptr(GString) text = g_string_new (NULL);

  for (int i = 0; i < self->rows * self->columns && self->rows * self->columns <= 100; i++)
    {
      g_autofree char *number = self->hidden != NULL && self->hidden[i] ? g_strdup ("?") : scope_number_text (self->values[i]);

      g_string_append_printf (text, "%s%s", i == 0 ? "" : i % self->columns == 0 ? "; " : " ", number);
    }
  if (self->rows * self->columns > 100)    /* translators: a grid too large to read out */
    g_string_append_printf (text, _("%d rows, %d columns"), self->rows, self->columns);
  scope_view_describe (SCOPE_VIEW (self), NULL, text->str);
}

/** scope_number_grid_set_values: @values: [rows × columns], copied */
void
scope_number_grid_set_values (ScopeNumberGrid *self, int rows, int columns, const float *values)
{
  const int n = rows * columns;

  g_return_if_fail (SCOPE_IS_NUMBER_GRID (self));
  resize (self, rows, columns);
  g_free (self->values);
  self->values = g_memdup2 (values, n * sizeof *values);
  self->low = self->high = 0;
  for (int i = 0; i < n; i++)
    if (isfinite (values[i]))
      {
        self->low = MIN (self->low, values[i]);
        self->high = MAX (self->high, values[i]);
      }
  g_clear_pointer (&self->above, g_strfreev);
  g_clear_object (&self->texture);
  describe (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/** scope_number_grid_set_texts: numbers with a small line above each: factors and their product */
void
scope_number_grid_set_texts (ScopeNumberGrid *self, int rows, int columns, const char *const *above, const float *values)
{
  scope_number_grid_set_values (self, rows, columns, values);
  self->above = g_strdupv ((char **) above);
}

void
scope_number_grid_set_padding (ScopeNumberGrid *self, int top, int left, int bottom, int right)
{
  if (self->top == top && self->left == left && self->bottom == bottom && self->right == right)
    return;
  self->top = top;
  self->left = left;
  self->bottom = bottom;
  self->right = right;
  g_clear_pointer (&self->lit, g_free);
  g_clear_pointer (&self->hidden, g_free);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

/** scope_number_grid_set_window: @window: (nullable): where the kernel lies */
void
scope_number_grid_set_window (ScopeNumberGrid *self, const ScopeGridWindow *window)
{
  self->window = window != NULL ? *window : (ScopeGridWindow) { 0 };
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/** scope_number_grid_set_unread: how many rows and columns at the end of the padded grid no window reads */
void
scope_number_grid_set_unread (ScopeNumberGrid *self, int rows, int columns)
{
  self->unread_rows = rows;
  self->unread_columns = columns;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/** scope_number_grid_set_lit: @lit: (nullable): one byte for each cell of the padded grid: 1 to mark it */
void
scope_number_grid_set_lit (ScopeNumberGrid *self, const guint8 *lit)
{
  const int n = (self->top + self->rows + self->bottom) * (self->left + self->columns + self->right);

  g_free (self->lit);
  self->lit = lit != NULL ? g_memdup2 (lit, n) : NULL;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/** scope_number_grid_set_current: the framed cell; %G_MININT: none */
void
scope_number_grid_set_current (ScopeNumberGrid *self, int row, int column)
{
  self->current_row = row;
  self->current_column = column;
  if (self->follow && row != G_MININT)
    {
      self->cursor_row = row;
      self->cursor_column = column;
    }
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/** scope_number_grid_set_known: cells from @known on are still dots; −1: all are numbers */
void
scope_number_grid_set_known (ScopeNumberGrid *self, int known)
{
  self->known = known;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/** scope_number_grid_set_hidden: @hidden: (nullable): [rows × columns], copied: cells that are question marks */
void
scope_number_grid_set_hidden (ScopeNumberGrid *self, const guint8 *hidden)
{
  if (self->hidden == NULL && hidden == NULL)
    return;
  g_free (self->hidden);
  self->hidden = hidden != NULL ? g_memdup2 (hidden, (gsize) self->rows * self->columns) : NULL;
  describe (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
scope_number_grid_set_editable (ScopeNumberGrid *self, gboolean editable)
{
  self->editable = editable;
}

void
scope_number_grid_set_drawable (ScopeNumberGrid *self, gboolean drawable)
{
  self->drawable = drawable;
}

/** scope_number_grid_set_cell: least and greatest size of a cell in pixels */
void
scope_number_grid_set_cell (ScopeNumberGrid *self, int smallest, int largest)
{
  self->smallest = smallest;
  self->largest = largest;
  gtk_widget_queue_resize (GTK_WIDGET (self));
}
