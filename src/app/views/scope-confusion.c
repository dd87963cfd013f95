/* Confusion matrix: which classes a network takes for which. */
#include "scope-confusion-private.h"
#include "numbers.h"
#include "scope-text.h"

#include <glib/gi18n.h>
#include <math.h>

enum { CELL_ACTIVATED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ScopeConfusion, scope_confusion, SCOPE_TYPE_VIEW)

/* ---- words ---- */

/**
 * scope_confusion_dup_cell:
 * @self: a matrix
 * @true_class: row, from 0
 * @predicted_class: column, from 0
 *
 * Returns: (transfer full): "true pullover, predicted coat: 104 of 1000 (10.4 %)"
 */
char *
scope_confusion_dup_cell (ScopeConfusion *self, int true_class, int predicted_class)
{
  g_autofree char *count = NULL, *sum = NULL, *share = NULL;

  g_return_val_if_fail (SCOPE_IS_CONFUSION (self), NULL);
  g_return_val_if_fail (true_class >= 0 && true_class < self->n, NULL);
  g_return_val_if_fail (predicted_class >= 0 && predicted_class < self->n, NULL);
  count = convo_number_exact (scope_confusion_count_at (self, true_class, predicted_class));
  sum = convo_number_exact (self->row_sums[true_class]);
  share = scope_text_percent (scope_confusion_share_at (self, true_class, predicted_class));
  return g_strdup_printf (_("true %s, predicted %s: %s of %s (%s)"), self->names[true_class],
                          self->names[predicted_class], count, sum, share);
}

/** scope_confusion_get_accuracy: Returns: share of the diagonal in 0…1; NaN while there are no counts */
double
scope_confusion_get_accuracy (ScopeConfusion *self)
{
  gint64 right = 0, all = 0;

  g_return_val_if_fail (SCOPE_IS_CONFUSION (self), NAN);
  for (int i = 0; i < self->n; i++)
    right += scope_confusion_count_at (self, i, i), all += self->row_sums[i];
  return all > 0 ? (double) right / all : NAN;
}

static void
describe (ScopeConfusion *self)
{
  const double accuracy = scope_confusion_get_accuracy (self);
  int row = -1, column = -1;
  g_autofree char *share = NULL, *worst = NULL, *text = NULL;

  if (self->by_key && self->row >= 0)                       /* where the reader is comes before the whole */
    {
      scope_view_describe (SCOPE_VIEW (self), NULL, scope_view_get_hover_text (SCOPE_VIEW (self)));
      return;
    }
  for (int i = 0; i < self->n; i++)
    for (int j = 0; j < self->n; j++)
      if (i != j && scope_confusion_count_at (self, i, j) > 0 && (row < 0 || scope_confusion_share_at (self, i, j) > scope_confusion_share_at (self, row, column)))
        row = i, column = j;
  if (isnan (accuracy))
    {
      scope_view_describe (SCOPE_VIEW (self), _("Confusion matrix"), _("No predictions yet."));
      return;
    }
  share = scope_text_percent (accuracy);
  if (row >= 0)
    {
      worst = scope_confusion_dup_cell (self, row, column);
      text = g_strdup_printf (_("Accuracy %s. Worst confusion: %s."), share, worst);
    }
  else
    text = g_strdup_printf (_("Accuracy %s. No mistakes."), share);
  scope_view_describe (SCOPE_VIEW (self), _("Confusion matrix"), text);
}

static void
scope_confusion_drop (ScopeView *view)
{
  g_clear_pointer (&SCOPE_CONFUSION (view)->node, gsk_render_node_unref);
  SCOPE_VIEW_CLASS (scope_confusion_parent_class)->drop (view);
}

/* ---- input ---- */

static void
set_cursor (ScopeConfusion *self, int row, int column)
{
  g_autofree char *text = row >= 0 && column >= 0 ? scope_confusion_dup_cell (self, row, column) : NULL;

  if (row == self->row && column == self->column)
    return;
  self->row = text != NULL ? row : -1, self->column = text != NULL ? column : -1;
  scope_view_set_hover_text (SCOPE_VIEW (self), text);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static gboolean
cell_at (ScopeConfusion *self, double x, double y, int *row, int *column)
{
  const ScopeConfusionLayout layout = scope_confusion_layout (self);

  if (self->n == 0 || x < layout.left || y < layout.top)
    return FALSE;
  *row = (int) (y - layout.top) / layout.cell_height;
  *column = (int) (x - layout.left) / layout.cell_width;
  return *row < self->n && *column < self->n;
}

static void
moved (ScopeConfusion *self, double x, double y)
{
  int row, column;

  self->by_key = FALSE;
  if (cell_at (self, x, y, &row, &column))
    set_cursor (self, row, column);
  else
    set_cursor (self, -1, -1);
}

static void
left (ScopeConfusion *self)
{
  self->by_key = FALSE;
  set_cursor (self, -1, -1);
  describe (self);
}

static void
pressed (ScopeConfusion *self, int n_press, double x, double y)
{
  int row, column;

  gtk_widget_grab_focus (GTK_WIDGET (self));
  if (cell_at (self, x, y, &row, &column))
    g_signal_emit (self, signals[CELL_ACTIVATED], 0, row, column);
}

static gboolean
key_pressed (ScopeConfusion *self, guint key, guint code, GdkModifierType state)
{
  int row = MAX (self->row, 0), column = MAX (self->column, 0);

  if (self->n == 0 || (state & (GDK_CONTROL_MASK | GDK_ALT_MASK)))
    return GDK_EVENT_PROPAGATE;
  switch (key)
    {
    case GDK_KEY_Left: case GDK_KEY_KP_Left:   column--; break;
    case GDK_KEY_Right: case GDK_KEY_KP_Right: column++; break;
    case GDK_KEY_Up: case GDK_KEY_KP_Up:       row--; break;
    case GDK_KEY_Down: case GDK_KEY_KP_Down:   row++; break;
    case GDK_KEY_Home: case GDK_KEY_KP_Home:   column = 0; break;
    case GDK_KEY_End: case GDK_KEY_KP_End:     column = self->n - 1; break;
    case GDK_KEY_Return: case GDK_KEY_KP_Enter: case GDK_KEY_space:
      if (self->row >= 0)
        g_signal_emit (self, signals[CELL_ACTIVATED], 0, self->row, self->column);
      return self->row >= 0;
    default:
      return GDK_EVENT_PROPAGATE;
    }
  if (self->row < 0)
    row = column = 0;
  if (row < 0 || column < 0 || row >= self->n || column >= self->n)
    return GDK_EVENT_PROPAGATE;
  self->by_key = TRUE;
  set_cursor (self, row, column);
  describe (self);
  return GDK_EVENT_STOP;
}

/* ---- public ---- */

/** scope_confusion_new: Returns: (transfer floating): an empty matrix */
GtkWidget *
scope_confusion_new (void)
{
  return g_object_new (SCOPE_TYPE_CONFUSION, NULL);
}

/**
 * scope_confusion_set_counts:
 * @self: a matrix
 * @counts: (nullable): [@n, @n] counts, rows are the true classes; copied
 * @n: classes; 0 empties the matrix
 * @names: (array length=n) (nullable): translated class names; numbers from 0 without them, as data sets label them
 */
void
scope_confusion_set_counts (ScopeConfusion *self, const gint64 *counts, int n, const char * const *names)
{
  g_return_if_fail (SCOPE_IS_CONFUSION (self));
  g_return_if_fail (n == 0 || (n > 0 && n <= 4096 && counts != NULL));
  if (n != self->n)
    {
      set_cursor (self, -1, -1);
      gtk_widget_queue_resize (GTK_WIDGET (self));
    }
  g_free (self->counts);
  g_free (self->row_sums);
  g_strfreev (self->names);
  self->n = n;
  self->counts = g_memdup2 (counts, sizeof *counts * n * n);
  self->row_sums = g_new0 (gint64, MAX (n, 1));
  self->names = g_new0 (char *, n + 1);
  for (int i = 0; i < n; i++)
    {
      self->names[i] = names != NULL ? g_strdup (names[i]) : g_strdup_printf ("%d", i);
      for (int j = 0; j < n; j++)
        self->row_sums[i] += counts[(gsize) i * n + j];
    }
  g_clear_pointer (&self->node, gsk_render_node_unref);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  if (self->row >= 0)
    {
      g_autofree char *text = scope_confusion_dup_cell (self, self->row, self->column);
      scope_view_set_hover_text (SCOPE_VIEW (self), text);
    }
  describe (self);
}

static void
scope_confusion_finalize (GObject *object)
{
  ScopeConfusion *self = SCOPE_CONFUSION (object);

  g_free (self->counts);
  g_free (self->row_sums);
  g_strfreev (self->names);
  G_OBJECT_CLASS (scope_confusion_parent_class)->finalize (object);
}

static void
scope_confusion_class_init (ScopeConfusionClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = scope_confusion_finalize;
  widget_class->snapshot = scope_confusion_snapshot;
  widget_class->measure = scope_confusion_measure;
  SCOPE_VIEW_CLASS (klass)->drop = scope_confusion_drop;
  gtk_widget_class_set_css_name (widget_class, "confusion");
  signals[CELL_ACTIVATED] = g_signal_new ("cell-activated", SCOPE_TYPE_CONFUSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                          NULL, G_TYPE_NONE, 2, G_TYPE_INT, G_TYPE_INT);
}

static void
scope_confusion_init (ScopeConfusion *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkEventController *motion = gtk_event_controller_motion_new (), *keys = gtk_event_controller_key_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();
  GtkGesture *click = gtk_gesture_click_new ();

  self->row = self->column = -1;
  gtk_widget_set_focusable (widget, TRUE);
  gtk_widget_set_overflow (widget, GTK_OVERFLOW_HIDDEN);
  g_signal_connect_swapped (motion, "motion", G_CALLBACK (moved), self);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (left), self);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_pressed), self);
  g_signal_connect_swapped (click, "pressed", G_CALLBACK (pressed), self);
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (left), self);
  gtk_widget_add_controller (widget, focus);
  gtk_widget_add_controller (widget, motion);
  gtk_widget_add_controller (widget, keys);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (click));
  describe (self);
}
