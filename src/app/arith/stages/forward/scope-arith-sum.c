/* The sum written out: a line a channel, every product over its running sum, then the total with the bias last.
 *
 * It is drawn, not made of labels: a label that says something else lays the whole page out anew, thirty times a second
 * while the show plays. Its height follows from the number of channels only. */
#include "scope-arith-sum-private.h"

G_DEFINE_FINAL_TYPE (ScopeArithSum, scope_arith_sum, SCOPE_TYPE_VIEW)

/**
 * scope_arith_sum_show:
 * @trace: the operation
 * @y: index of the output
 * @sum: (transfer full): its terms
 *
 * Writes out how @y arises; the sentence for a screen reader is the same with words.
 */
void
scope_arith_sum_show (ScopeArithSum *self, const ConvoTrace *trace, gint64 y, ConvoSum *sum)
{
  g_autofree char *said = convo_trace_say_output (trace, y);
  const guint n_lines = sum->rule == CONVO_RULE_PRODUCTS ? MIN (sum->channels->len, SCOPE_SUM_LINES) : 0;

  g_clear_pointer (&self->sum, convo_sum_free);
  self->sum = sum;
  self->running = n_lines > 0 && g_array_index (sum->channels, ConvoChannelSum, 0).n <= SCOPE_SUM_PIECES;
  scope_sum_write (self->lines, self->sum, self->open);
  g_free (self->total);
  g_free (self->begun);
  self->total = scope_sum_total (trace, y, sum);
  self->begun = scope_sum_begun (trace, y);
  scope_view_describe (SCOPE_VIEW (self), said, NULL);
  if (n_lines != self->n_lines)
    {
      self->n_lines = n_lines;
      self->open = -1;
      gtk_widget_queue_resize (GTK_WIDGET (self));
    }
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/** scope_arith_sum_set_written: @written: terms that are added up so far; −1: all, and the total */
void
scope_arith_sum_set_written (ScopeArithSum *self, int written)
{
  if (self->written == written)
    return;
  self->written = written;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/** scope_arith_sum_get: Returns: (transfer none) (nullable): what is shown, until it shows another */
const ConvoSum *
scope_arith_sum_get (ScopeArithSum *self)
{
  return self->sum;
}

static void
scope_arith_sum_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *min, int *nat, int *b1, int *b2)
{
  ScopeArithSum *self = SCOPE_ARITH_SUM (widget);

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *min = *nat = 200;
  else
    *min = *nat = 16 + (int) self->n_lines * scope_sum_line_height (self) + scope_view_text_height (SCOPE_VIEW (self), SCOPE_TEXT_BODY) * 2;
}

/* A click on a row of a large kernel writes that row out; another click closes it. */
static void
pressed (ScopeArithSum *self, int n, double x, double y, GtkGesture *gesture)
{
  const guint line = (guint) ((y - 10) / scope_sum_line_height (self));
  const ScopeSumColumns c = scope_sum_columns (self);
  const int at = (int) ((x - c.left) / c.column);

  if (self->sum == NULL || line >= self->lines->len || self->running || x < c.left)
    return;
  self->open = self->open >= 0 ? -1 : at < (int) ((ScopeSumLine *) self->lines->pdata[line])->pieces->len ? at : -1;
  scope_sum_write (self->lines, self->sum, self->open);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* ---- life ---- */

static void
scope_arith_sum_finalize (GObject *object)
{
  ScopeArithSum *self = SCOPE_ARITH_SUM (object);

  g_clear_pointer (&self->sum, convo_sum_free);
  g_ptr_array_unref (self->lines);
  g_free (self->total);
  g_free (self->begun);
  G_OBJECT_CLASS (scope_arith_sum_parent_class)->finalize (object);
}

static void
scope_arith_sum_class_init (ScopeArithSumClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = scope_arith_sum_finalize;
  widget_class->snapshot = scope_sum_snapshot;
  widget_class->measure = scope_arith_sum_measure;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
scope_arith_sum_init (ScopeArithSum *self)
{
  GtkGesture *click = gtk_gesture_click_new ();

  self->open = self->written = -1;
  self->lines = g_ptr_array_new_with_free_func (scope_sum_line_free);
  gtk_widget_add_css_class (GTK_WIDGET (self), "card");
  g_signal_connect_swapped (click, "pressed", G_CALLBACK (pressed), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
}

/** scope_arith_sum_new: Returns: (transfer full): an empty card */
GtkWidget *
scope_arith_sum_new (void)
{
  return g_object_new (SCOPE_TYPE_ARITH_SUM, NULL);
}
