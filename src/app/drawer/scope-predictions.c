/* The drawer's page "Predictions": the test picture with its likeliest classes, and the confusion matrix. */
#include "scope-predictions.h"

#include <glib/gi18n.h>

#include "numbers.h"
#include "scope-bars.h"
#include "scope-confusion.h"
#include "scope-sample-bar.h"

struct _ScopePredictions
{
  AdwBin          parent_instance;
  ScopeSession   *session;
  ScopeBars      *bars;
  ScopeConfusion *confusion;
  GtkStack       *stack;              /* "empty" until the first epoch is tested, then "matrix" */
  char           *score;
};

G_DEFINE_FINAL_TYPE (ScopePredictions, scope_predictions, ADW_TYPE_BIN)

/* Names of @n classes; a network may have more outputs than the data have classes, and those have numbers only. */
static char **
names_of (ScopePredictions *self, int n)
{
  g_auto(GStrv) known = scope_session_class_names (self->session);
  const int n_known = known != NULL ? (int) g_strv_length (known) : 0;
  char **names;

  if (n_known == 0 || n_known > n)
    return NULL;
  names = g_new0 (char *, n + 1);
  for (int i = 0; i < n; i++)
    names[i] = i < n_known ? g_strdup (known[i]) : g_strdup_printf ("%d", i + 1);
  return names;
}

static void
show_scores (ScopePredictions *self)
{
  ConvoSnapshot *snapshot = scope_session_snapshot (self->session);
  g_auto(GStrv) names = snapshot != NULL ? names_of (self, snapshot->n_scores) : NULL;

  if (names == NULL)
    scope_bars_set_values (self->bars, NULL, 0, NULL, -1);
  else
    scope_bars_set_values (self->bars, snapshot->scores, snapshot->n_scores, (const char *const *) names,
                           scope_session_sample_class (self->session));
}

static void
on_epoch (ScopePredictions *self, const ConvoEpochEnd *end)
{
  g_auto(GStrv) names = names_of (self, end->n_classes);
  const gsize n = (gsize) end->n_classes * end->n_classes;
  g_autofree gint64 *counts = g_new (gint64, MAX (n, 1));
  g_autofree char *top1 = convo_number_real (end->top1, 1), *top5 = convo_number_real (end->top5, 1);
  g_autofree char *text = g_strdup_printf (_("After epoch %d: %s %% right, %s %% among the five likeliest"), end->epoch, top1, top5);

  if (end->confusion == NULL || names == NULL)
    return;
  for (gsize i = 0; i < n; i++)
    counts[i] = end->confusion[i];
  scope_confusion_set_counts (self->confusion, counts, end->n_classes, (const char *const *) names);
  g_free (self->score);
  self->score = g_steal_pointer (&text);
  gtk_stack_set_visible_child_name (self->stack, "matrix");
}

/** scope_predictions_score: Returns: (nullable): what the last test said, in a sentence */
const char *
scope_predictions_score (ScopePredictions *self)
{
  return self->score;
}

static void
on_run_started (ScopePredictions *self)
{
  g_clear_pointer (&self->score, g_free);
  gtk_stack_set_visible_child_name (self->stack, "empty");
}

static GtkWidget *
picture_side_new (ScopePredictions *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  gtk_box_append (GTK_BOX (box), scope_sample_bar_new (self->session, GTK_ORIENTATION_HORIZONTAL));
  self->bars = SCOPE_BARS (scope_bars_new ());
  gtk_widget_set_vexpand (GTK_WIDGET (self->bars), TRUE);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->bars));
  gtk_widget_set_size_request (box, 420, -1);
  gtk_widget_set_hexpand (box, FALSE);
  return box;
}

static GtkWidget *
matrix_side_new (ScopePredictions *self)
{
  GtkWidget *empty = gtk_label_new (_("The confusion matrix appears here after each epoch of training."));
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  self->stack = GTK_STACK (gtk_stack_new ());
  gtk_widget_add_css_class (empty, "dim-text");
  gtk_label_set_wrap (GTK_LABEL (empty), TRUE);
  gtk_stack_add_named (self->stack, empty, "empty");
  self->confusion = SCOPE_CONFUSION (scope_confusion_new ());
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), GTK_WIDGET (self->confusion));
  gtk_stack_add_named (self->stack, scrolled, "matrix");
  gtk_widget_set_hexpand (GTK_WIDGET (self->stack), TRUE);
  return GTK_WIDGET (self->stack);
}

static void
scope_predictions_dispose (GObject *object)
{
  G_OBJECT_CLASS (scope_predictions_parent_class)->dispose (object);
  g_clear_pointer (&SCOPE_PREDICTIONS (object)->score, g_free);
  g_clear_object (&SCOPE_PREDICTIONS (object)->session);
}

static void
scope_predictions_class_init (ScopePredictionsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = scope_predictions_dispose;
}

static void
scope_predictions_init (ScopePredictions *self)
{
}

/** scope_predictions_new: Returns: (transfer full): the page, following the session */
GtkWidget *
scope_predictions_new (ScopeSession *session)
{
  ScopePredictions *self = g_object_new (SCOPE_TYPE_PREDICTIONS, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 18);

  self->session = g_object_ref (session);
  gtk_widget_add_css_class (box, "page");
  gtk_box_append (GTK_BOX (box), picture_side_new (self));
  gtk_box_append (GTK_BOX (box), matrix_side_new (self));
  adw_bin_set_child (ADW_BIN (self), box);
  g_signal_connect_object (session, "snapshot", G_CALLBACK (show_scores), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "data-changed", G_CALLBACK (show_scores), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "epoch", G_CALLBACK (on_epoch), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "run-started", G_CALLBACK (on_run_started), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}
