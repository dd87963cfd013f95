/* A grid of numbers: what it holds. scope-number-grid-cells.c and -draw.c draw it, -input.c answers pointer and keys. */
#include "scope-number-grid-private.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "numbers.h"

#define LEAST_SIDE 200         /* pixels that a grid of many cells asks for, if it has not more cells; smaller ones are colours */
#define LEAST_ROW 180          /* likewise a single row: features of a linear layer */

G_DEFINE_FINAL_TYPE (ScopeNumberGrid, scope_number_grid, SCOPE_TYPE_VIEW)

guint scope_number_grid_signals[SCOPE_GRID_N_SIGNALS];

/** scope_number_decimals: Returns: how many decimals scope_number_text() writes */
int
scope_number_decimals (double value)
{
  if (fabs (value - round (value)) < 1e-6)
    return 0;
  return fabs (value) >= 100 ? 0 : fabs (value) >= 10 ? 1 : 2;
}

/** scope_number_text: Returns: (transfer full): @value short: whole numbers as they are, others with two decimals; a true minus and the language's decimal sign */
char *
scope_number_text (double value)
{
  g_autofree char *text = NULL;

  if (!isfinite (value))
    return g_strdup (isnan (value) ? "?" : value > 0 ? "∞" : "−∞");
  if (fabs (value) < 0.005 && value != 0)
    return g_strdup ("≈0");
  text = convo_number_real (fabs (value), scope_number_decimals (value));
  return g_strconcat (value < 0 ? "−" : "", text, NULL);
}

/* Size of a cell, with so much room for rulers. */
static int
fit (ScopeNumberGrid *self, int left, int top)
{
  const int columns = MAX (self->left + self->columns + self->right, 1), rows = MAX (self->top + self->rows + self->bottom, 1);
  const int width = gtk_widget_get_width (GTK_WIDGET (self)) - left, height = gtk_widget_get_height (GTK_WIDGET (self)) - top;

  return CLAMP (MIN ((width - 4) / columns, (height - 4) / rows), 1, self->largest);
}

/* Size of a cell and where the padded grid begins; grid and rulers together are centred. */
int
scope_number_grid_cell (ScopeNumberGrid *self, double *x0, double *y0)
{
  const int columns = MAX (self->left + self->columns + self->right, 1), rows = MAX (self->top + self->rows + self->bottom, 1);
  const int width = gtk_widget_get_width (GTK_WIDGET (self)), height = gtk_widget_get_height (GTK_WIDGET (self));
  int left, top, cell;

  scope_number_grid_ruler_room (self, G_MAXINT, &left, &top);
  cell = fit (self, left, top);
  if (!scope_number_grid_ruler_room (self, cell, &left, &top))
    cell = fit (self, left, top);      /* that is 0, 0 */
  self->ruler_left = left;
  self->ruler_top = top;
  *x0 = left + floor ((width - left - cell * columns) / 2.0);
  *y0 = top + MIN (2, floor ((height - top - cell * rows) / 2.0));      /* close below its title */
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

/** scope_number_grid_get_size: with padding */
void
scope_number_grid_get_size (ScopeNumberGrid *self, int *rows, int *columns)
{
  *rows = self->top + self->rows + self->bottom;
  *columns = self->left + self->columns + self->right;
}

/** scope_number_grid_get_largest: Returns: the greatest size of a cell, in pixels */
int
scope_number_grid_get_largest (ScopeNumberGrid *self)
{
  return self->largest;
}

/** scope_number_grid_current_rect: Returns: whether a cell is framed; @rect (out): where, in the widget */
gboolean
scope_number_grid_current_rect (ScopeNumberGrid *self, graphene_rect_t *rect)
{
  return self->current_row != G_MININT && scope_number_grid_cell_rect (self, self->current_row, self->current_column, rect);
}

/** scope_number_grid_digits_fit: Returns: whether cells of so many pixels have room for numbers; otherwise they are colours */
gboolean
scope_number_grid_digits_fit (int cell)
{
  return cell >= SCOPE_GRID_DIGITS_FROM;
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

/* ---- life ---- */

static void
scope_number_grid_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *min, int *nat, int *b1, int *b2)
{
  ScopeNumberGrid *self = SCOPE_NUMBER_GRID (widget);
  const int n = orientation == GTK_ORIENTATION_HORIZONTAL ? self->left + self->columns + self->right
                                                          : self->top + self->rows + self->bottom;

  int left, top;

  scope_number_grid_ruler_room (self, self->largest, &left, &top);
  *min = MIN (n * self->smallest, self->rows == 1 ? LEAST_ROW : MAX (n, LEAST_SIDE)) + 4;
  *nat = MAX (MIN (n * self->largest, 620) + 4, *min) + (orientation == GTK_ORIENTATION_HORIZONTAL ? left : top);
}

static void
scope_number_grid_drop (ScopeView *view)
{
  g_clear_pointer (&SCOPE_NUMBER_GRID (view)->cells, gsk_render_node_unref);
  g_hash_table_remove_all (SCOPE_NUMBER_GRID (view)->digits);
  SCOPE_VIEW_CLASS (scope_number_grid_parent_class)->drop (view);
}

static void
scope_number_grid_finalize (GObject *object)
{
  ScopeNumberGrid *self = SCOPE_NUMBER_GRID (object);

  g_hash_table_unref (self->digits);
  g_free (self->values);
  g_strfreev (self->above);
  g_free (self->lit);
  g_free (self->hidden);
  g_free (self->empty);
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
  scope_number_grid_signals[SCOPE_GRID_HOVERED] = g_signal_new ("hovered", SCOPE_TYPE_NUMBER_GRID, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                                 G_TYPE_INT, G_TYPE_INT);
  scope_number_grid_signals[SCOPE_GRID_PRESSED] = g_signal_new ("pressed", SCOPE_TYPE_NUMBER_GRID, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                                 G_TYPE_INT, G_TYPE_INT);
  scope_number_grid_signals[SCOPE_GRID_EDITED] = g_signal_new ("edited", SCOPE_TYPE_NUMBER_GRID, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 3,
                                G_TYPE_INT, G_TYPE_INT, G_TYPE_DOUBLE);
}

static void
scope_number_grid_init (ScopeNumberGrid *self)
{
  self->digits = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->slide = 1;
  self->every[0] = self->every[1] = 1;
  self->smallest = 18;
  self->largest = 44;
  self->known = -1;
  self->current_row = self->current_column = G_MININT;
  self->hover_row = self->hover_column = G_MININT;
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  scope_number_grid_add_controllers (self);
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
  g_clear_pointer (&self->empty, g_free);
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

/* What the frozen cells show has changed. */
static void
redraw_cells (ScopeNumberGrid *self)
{
  g_clear_pointer (&self->cells, gsk_render_node_unref);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/** scope_number_grid_set_values: @values: [rows × columns], copied; the same numbers again cost nothing */
void
scope_number_grid_set_values (ScopeNumberGrid *self, int rows, int columns, const float *values)
{
  const int n = rows * columns;

  g_return_if_fail (SCOPE_IS_NUMBER_GRID (self));
  if (self->values != NULL && self->above == NULL && rows == self->rows && columns == self->columns
      && memcmp (self->values, values, n * sizeof *values) == 0)
    return;
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
  describe (self);
  redraw_cells (self);
}

/** scope_number_grid_set_texts: numbers with a small line above each: factors and their product */
void
scope_number_grid_set_texts (ScopeNumberGrid *self, int rows, int columns, const char *const *above, const float *values)
{
  scope_number_grid_set_values (self, rows, columns, values);
  g_strfreev (self->above);
  self->above = g_strdupv ((char **) above);
  redraw_cells (self);
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
  redraw_cells (self);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

/** scope_number_grid_set_window: @window: (nullable): where the kernel lies */
void
scope_number_grid_set_window (ScopeNumberGrid *self, const ScopeGridWindow *window)
{
  self->window = window != NULL ? *window : (ScopeGridWindow) { 0 };
  self->slide = 1;
  self->before = (ScopeGridWindow) { 0 };
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * scope_number_grid_set_slide:
 * @before: (nullable): where the window was: a dashed frame
 * @progress: 0: the window is still there, 1: it has arrived
 */
void
scope_number_grid_set_slide (ScopeNumberGrid *self, const ScopeGridWindow *before, double progress)
{
  self->before = before != NULL ? *before : (ScopeGridWindow) { 0 };
  self->slide = CLAMP (progress, 0, 1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/** scope_number_grid_set_unread: how many rows and columns at the end of the padded grid no window reads */
void
scope_number_grid_set_unread (ScopeNumberGrid *self, int rows, int columns)
{
  if (self->unread_rows == rows && self->unread_columns == columns)
    return;
  self->unread_rows = rows;
  self->unread_columns = columns;
  redraw_cells (self);
}

/** scope_number_grid_set_lit: @lit: (nullable): one byte for each cell of the padded grid: 1 to mark it */
void
scope_number_grid_set_lit (ScopeNumberGrid *self, const guint8 *lit)
{
  const int n = (self->top + self->rows + self->bottom) * (self->left + self->columns + self->right);

  if (self->lit == NULL && lit == NULL)
    return;
  g_free (self->lit);
  self->lit = lit != NULL ? g_memdup2 (lit, n) : NULL;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/** scope_number_grid_set_empty: @empty: (nullable): [rows × columns] of #ScopeGridEmpty, copied */
void
scope_number_grid_set_empty (ScopeNumberGrid *self, const guint8 *empty)
{
  const gsize n = (gsize) self->rows * self->columns;

  if ((self->empty == NULL && empty == NULL) || (self->empty != NULL && empty != NULL && memcmp (self->empty, empty, n) == 0))
    return;
  g_free (self->empty);
  self->empty = empty != NULL ? g_memdup2 (empty, n) : NULL;
  redraw_cells (self);
}

/** scope_number_grid_set_current: the framed cell; %G_MININT: none */
void
scope_number_grid_set_current (ScopeNumberGrid *self, int row, int column)
{
  if (!self->follow && self->current_row == row && self->current_column == column)
    return;
  self->current_row = row;
  self->current_column = column;
  if (self->follow && row != G_MININT)
    {
      self->cursor_row = row;
      self->cursor_column = column;
    }
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/** scope_number_grid_set_pulse: @pulse: 1: the current cell has just been written and glows, 0: no longer */
void
scope_number_grid_set_pulse (ScopeNumberGrid *self, double pulse)
{
  pulse = CLAMP (pulse, 0, 1);
  if (self->pulse == pulse)
    return;
  self->pulse = pulse;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/** scope_number_grid_set_known: cells from @known on are still dots; −1: all are numbers */
void
scope_number_grid_set_known (ScopeNumberGrid *self, int known)
{
  if (self->known == known)
    return;
  self->known = known;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/** scope_number_grid_set_hidden: @hidden: (nullable): [rows × columns], copied: cells that are question marks */
void
scope_number_grid_set_hidden (ScopeNumberGrid *self, const guint8 *hidden)
{
  if (self->hidden == NULL && hidden == NULL)
    return;
  if (self->hidden != NULL && hidden != NULL && memcmp (self->hidden, hidden, (gsize) self->rows * self->columns) == 0)
    return;
  g_free (self->hidden);
  self->hidden = hidden != NULL ? g_memdup2 (hidden, (gsize) self->rows * self->columns) : NULL;
  describe (self);
  redraw_cells (self);
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
  if (self->smallest == smallest && self->largest == largest)
    return;
  self->smallest = smallest;
  self->largest = largest;
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

/** scope_number_grid_set_follow: whether the cursor stays on the current cell and arrows are left to the parent */
void
scope_number_grid_set_follow (ScopeNumberGrid *self, gboolean follow)
{
  self->follow = follow;
}
