/* Predicting in the arithmetic view: results are hidden until they are typed; the score, and the table for a teacher. */
#include "scope-arith-predict.h"

#include <glib/gi18n.h>
#include <string.h>

#include "convo-file.h"
#include "question.h"
#include "scope-arith-plane.h"

/* One hidden number: a set of one question, so that it is scored and written as every other question. */
typedef struct
{
  ConvoQuestionSet *set;
  ConvoQuiz        *quiz;
} Asked;

struct _ScopeArithPredict
{
  AdwBin           parent_instance;

  ScopeArithState *state;
  gboolean         active;
  GPtrArray       *asked;       /* (element-type Asked): all since it was switched on */
  GHashTable      *open;        /* output index → Asked (borrowed), of the present numbers */
  GHashTable      *known;       /* output indices that are shown */
  GtkWidget       *prompt, *verdict, *score, *show, *save;
};

G_DEFINE_FINAL_TYPE (ScopeArithPredict, scope_arith_predict, ADW_TYPE_BIN)

static guint changed_signal;

static void
asked_free (Asked *asked)
{
  convo_quiz_free (asked->quiz);
  convo_question_set_free (asked->set);
  g_free (asked);
}

static gint64 *
key_of (gint64 output)
{
  return g_memdup2 (&output, sizeof output);
}

static Asked *
ask (ScopeArithPredict *self, gint64 output)
{
  Asked *asked = g_hash_table_lookup (self->open, &output);

  if (asked != NULL)
    return asked;
  asked = g_new0 (Asked, 1);
  asked->set = g_new0 (ConvoQuestionSet, 1);
  asked->set->name = g_strdup ("arithmetic");
  asked->set->title = g_strdup (scope_arith_state_title (self->state));
  asked->set->questions = g_ptr_array_new ();
  g_ptr_array_add (asked->set->questions, convo_question_from_output (scope_arith_state_trace (self->state), output));
  asked->quiz = convo_quiz_new (asked->set, g_get_real_name ());
  g_ptr_array_add (self->asked, asked);
  g_hash_table_insert (self->open, key_of (output), asked);
  return asked;
}

static void
show_score (ScopeArithPredict *self)
{
  double points = 0;
  int answered = 0;

  for (guint i = 0; i < self->asked->len; i++)
    {
      double one;
      int done, all;

      convo_quiz_score (((const Asked *) self->asked->pdata[i])->quiz, &one, &done, &all);
      points += one;
      answered += done;
    }
  /* translators: points, and how many numbers were predicted */
  scope_arith_markup (self->score, ngettext ("<b>%.1f</b> of %d point", "<b>%.1f</b> of %d points", answered), points, answered);
  gtk_widget_set_sensitive (self->save, answered > 0);
}

static void
show_verdict (ScopeArithPredict *self, const char *text, const char *css_class)
{
  static const char *const classes[] = { "success", "warning", "error" };

  for (gsize i = 0; i < G_N_ELEMENTS (classes); i++)
    gtk_widget_remove_css_class (self->verdict, classes[i]);
  if (css_class != NULL)
    gtk_widget_add_css_class (self->verdict, css_class);
  gtk_label_set_text (GTK_LABEL (self->verdict), text);
  gtk_widget_set_visible (self->verdict, *text != '\0');
}

static void
moved (ScopeArithPredict *self)
{
  const gint64 output = scope_arith_state_output (self->state);
  const gboolean hidden = scope_arith_predict_hides (self, output);

  show_verdict (self, "", NULL);
  gtk_label_set_label (GTK_LABEL (self->prompt), hidden ? _("Type the number into the dashed cell; Enter checks it.")
                                                       : _("This one is known; → goes on."));
  gtk_widget_set_sensitive (self->show, hidden);
}

static void
settings_changed (ScopeArithPredict *self)
{
  g_hash_table_remove_all (self->open);
  g_hash_table_remove_all (self->known);
  moved (self);
}

static void
reveal (ScopeArithPredict *self, gint64 output)
{
  g_hash_table_add (self->known, key_of (output));
  gtk_widget_set_sensitive (self->show, FALSE);
  gtk_label_set_label (GTK_LABEL (self->prompt), _("This one is known; → goes on."));
  show_score (self);
  g_signal_emit (self, changed_signal, 0);
}

/** scope_arith_predict_answer: checks @typed for the present cell; a right answer is shown, a slip is explained */
void
scope_arith_predict_answer (ScopeArithPredict *self, const char *typed)
{
  static const char *const classes[] = { "warning", "success", "warning", "error", "error" };
  const gint64 output = scope_arith_state_output (self->state);
  g_autofree char *explanation = NULL;
  ConvoVerdict verdict;

  if (!scope_arith_predict_hides (self, output))
    return;
  verdict = convo_quiz_answer (ask (self, output)->quiz, 0, typed, &explanation);
  show_score (self);
  if (verdict == CONVO_VERDICT_RIGHT || verdict == CONVO_VERDICT_CONVENTION)
    reveal (self, output);
  show_verdict (self, verdict == CONVO_VERDICT_RIGHT ? _("Right.") : explanation != NULL ? explanation : "", classes[verdict]);
}

static void
show_answer (ScopeArithPredict *self)
{
  const gint64 output = scope_arith_state_output (self->state);

  convo_quiz_show (ask (self, output)->quiz, 0);
  reveal (self, output);
}

/* ---- results ---- */

/* One table: the head of the first, the lines of all. */
static char *
table_of (ScopeArithPredict *self)
{
  GString *table = g_string_new (NULL);

  for (guint i = 0; i < self->asked->len; i++)
    {
      g_autofree char *csv = convo_quiz_csv (((const Asked *) self->asked->pdata[i])->quiz);
      const char *second = strchr (csv, '\n');

      g_string_append (table, i == 0 || second == NULL ? csv : second + 1);
    }
  return g_string_free (table, FALSE);
}

static void
results_chosen (ScopeArithPredict *self, int response, GtkNativeDialog *chooser)
{
  g_autoptr(GFile) file = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser)) : NULL;
  g_autofree char *csv = table_of (self);
  g_autoptr(GBytes) bytes = g_bytes_new_take (g_strdup (csv), strlen (csv));
  g_autoptr(GError) error = NULL;

  if (file != NULL && !convo_save_atomically (file, bytes, NULL, &error))
    show_verdict (self, error->message, "error");
  g_object_unref (chooser);
}

static void
save_results (ScopeArithPredict *self)
{
  GtkFileChooserNative *chooser = gtk_file_chooser_native_new (_("Save Results"), GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                                                              GTK_FILE_CHOOSER_ACTION_SAVE, NULL, NULL);

  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser), _("results.csv"));
  g_signal_connect_object (chooser, "response", G_CALLBACK (results_chosen), self, G_CONNECT_SWAPPED);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

/* ---- reading ---- */

gboolean
scope_arith_predict_active (ScopeArithPredict *self)
{
  return self->active;
}

/** scope_arith_predict_set_active: begins anew, or shows everything again */
void
scope_arith_predict_set_active (ScopeArithPredict *self, gboolean active)
{
  if (self->active == active)
    return;
  self->active = active;
  g_hash_table_remove_all (self->open);
  g_hash_table_remove_all (self->known);
  g_ptr_array_set_size (self->asked, 0);
  gtk_widget_set_visible (GTK_WIDGET (self), active);
  moved (self);
  show_score (self);
  g_signal_emit (self, changed_signal, 0);
}

/** scope_arith_predict_hides: Returns: whether output value @output must not be seen yet */
gboolean
scope_arith_predict_hides (ScopeArithPredict *self, gint64 output)
{
  return self->active && !g_hash_table_contains (self->known, &output);
}

/* ---- life ---- */

static void
scope_arith_predict_finalize (GObject *object)
{
  ScopeArithPredict *self = SCOPE_ARITH_PREDICT (object);

  g_clear_object (&self->state);
  g_hash_table_unref (self->open);
  g_hash_table_unref (self->known);
  g_ptr_array_unref (self->asked);
  G_OBJECT_CLASS (scope_arith_predict_parent_class)->finalize (object);
}

static void
scope_arith_predict_class_init (ScopeArithPredictClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = scope_arith_predict_finalize;
  changed_signal = g_signal_new ("changed", SCOPE_TYPE_ARITH_PREDICT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
scope_arith_predict_init (ScopeArithPredict *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  self->asked = g_ptr_array_new_with_free_func ((GDestroyNotify) asked_free);
  self->open = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->known = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->prompt = scope_arith_label (NULL);
  self->verdict = scope_arith_label ("verdict");
  self->score = scope_arith_label (NULL);
  self->show = gtk_button_new_with_label (_("Show"));
  self->save = gtk_button_new_with_label (_("Save results…"));
  gtk_label_set_wrap (GTK_LABEL (self->score), FALSE);
  gtk_widget_set_hexpand (self->prompt, TRUE);
  g_signal_connect_swapped (self->show, "clicked", G_CALLBACK (show_answer), self);
  g_signal_connect_swapped (self->save, "clicked", G_CALLBACK (save_results), self);
  gtk_box_append (GTK_BOX (box), self->prompt);
  gtk_box_append (GTK_BOX (box), self->verdict);
  gtk_box_append (GTK_BOX (box), self->score);
  gtk_box_append (GTK_BOX (box), self->show);
  gtk_box_append (GTK_BOX (box), self->save);
  gtk_widget_add_css_class (box, "arith-play");
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  adw_bin_set_child (ADW_BIN (self), box);
}

/** scope_arith_predict_new: Returns: (transfer full): the bar of @state, off and hidden */
GtkWidget *
scope_arith_predict_new (ScopeArithState *state)
{
  ScopeArithPredict *self = g_object_new (SCOPE_TYPE_ARITH_PREDICT, NULL);

  self->state = g_object_ref (state);
  g_signal_connect_object (state, "settings", G_CALLBACK (settings_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (state, "moved", G_CALLBACK (moved), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}
