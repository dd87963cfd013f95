/* Predict: questions whose answers are typed before they are shown; a score, and results for a teacher. */
#include "scope-quiz.h"

#include <glib/gi18n.h>
#include <string.h>

#include "convo-file.h"
#include "numbers.h"
#include "question.h"
#include "scope-predict-ask.h"
#include "scope-settings.h"

#define FRESH 12               /* questions of a generated set */

struct _ScopeQuiz
{
  AdwWindow         parent_instance;

  GtkDropDown      *sets;
  GtkLabel         *score, *number, *text, *verdict, *how;
  GtkBox           *choices, *entry_box;
  GtkEntry         *entry, *person;
  GtkButton        *check, *help, *hint, *save, *open, *previous, *next;
  GtkSpinButton    *seed;
  GtkWidget        *seed_box;
  GPtrArray        *own;         /* (element-type GFile): opened, behind the sets that come along */
  GString          *earlier;     /* lines of the table, of sets that were left */
  gboolean          done;        /* the present question is answered: Enter goes on */

  ConvoQuestionSet *set;
  ConvoQuiz        *quiz;
  guint             at;
  gint64            since;       /* monotonic, µs: when the present question came into view, or was tried last */
};

G_DEFINE_FINAL_TYPE (ScopeQuiz, scope_quiz, ADW_TYPE_WINDOW)

static const ConvoQuestion *
question (ScopeQuiz *self)
{
  return self->set->questions->pdata[self->at];
}

static void
show_score (ScopeQuiz *self)
{
  double points;
  int answered, all;
  g_autofree char *text = NULL, *number = NULL;

  convo_quiz_score (self->quiz, &points, &answered, &all);
  number = convo_number_real (points, 1);
  /* translators: points of a quiz, questions answered, questions in all */
  text = g_strdup_printf (_("%s points · %d of %d"), number, answered, all);
  gtk_label_set_label (self->score, text);
}

static void
hide_verdict (ScopeQuiz *self)
{
  self->done = FALSE;
  gtk_widget_set_visible (GTK_WIDGET (self->verdict), FALSE);
  gtk_label_set_label (self->how, "");
}

static void
make_choices (ScopeQuiz *self)
{
  const ConvoQuestion *q = question (self);
  GtkWidget *child, *first = NULL;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->choices))) != NULL)
    gtk_box_remove (self->choices, child);
  for (guint i = 0; i < q->choices->len; i++)
    {
      GtkWidget *button = gtk_check_button_new_with_label (q->choices->pdata[i]);

      gtk_label_set_wrap (GTK_LABEL (gtk_widget_get_last_child (button)), TRUE);
      gtk_label_set_xalign (GTK_LABEL (gtk_widget_get_last_child (button)), 0);
      gtk_check_button_set_group (GTK_CHECK_BUTTON (button), first != NULL ? GTK_CHECK_BUTTON (first) : NULL);
      first = first != NULL ? first : button;
      g_object_set_data (G_OBJECT (button), "index", GUINT_TO_POINTER (i));
      gtk_box_append (self->choices, button);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->entry_box), q->choices->len == 0);
}

static void
show_question (ScopeQuiz *self)
{
  g_autofree char *number = g_strdup_printf (_("Question %u of %u"), self->at + 1, self->set->questions->len);
  const ConvoQuestion *q = question (self);
  GtkWidget *focus;
  g_autofree char *wanted = q->n_answers > 1 ? g_strdup_printf (ngettext ("%d number", "%d numbers, separated by spaces", q->n_answers), q->n_answers)
                                            : NULL;

  gtk_label_set_label (self->number, number);
  gtk_label_set_label (self->text, q->text);
  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
  gtk_entry_set_placeholder_text (self->entry, wanted);
  make_choices (self);
  hide_verdict (self);
  gtk_widget_set_visible (GTK_WIDGET (self->help), q->hint != NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self->previous), self->at > 0);
  gtk_widget_set_sensitive (GTK_WIDGET (self->next), self->at + 1 < self->set->questions->len);
  show_score (self);
  focus = gtk_window_get_focus (GTK_WINDOW (self));
  if (focus == NULL || (!gtk_widget_is_ancestor (focus, self->seed_box) && !gtk_widget_is_ancestor (focus, GTK_WIDGET (self->person))))
    gtk_widget_grab_focus (q->choices->len > 0 ? gtk_widget_get_first_child (GTK_WIDGET (self->choices)) : GTK_WIDGET (self->entry));
}

/* What was typed; for a choice its number, from 1 on, as the file of results has it. */
static char *
typed (ScopeQuiz *self)
{
  if (question (self)->choices->len == 0)
    return g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->entry)));
  for (GtkWidget *button = gtk_widget_get_first_child (GTK_WIDGET (self->choices)); button != NULL;
       button = gtk_widget_get_next_sibling (button))
    if (gtk_check_button_get_active (GTK_CHECK_BUTTON (button)))
      return g_strdup_printf ("%u", GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "index")) + 1);
  return g_strdup ("");
}

static void
show_how (ScopeQuiz *self)
{
  const ConvoQuestion *q = question (self);
  g_autoptr(GString) text = g_string_new (q->how);

  if (q->note != NULL)
    g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", q->note);
  gtk_label_set_label (self->how, text->str);
}

static void
show_verdict (ScopeQuiz *self, ConvoVerdict verdict, const char *explanation)
{
  scope_verdict_show (GTK_WIDGET (self->verdict), verdict, verdict == CONVO_VERDICT_RIGHT ? NULL : explanation);
  self->done = verdict == CONVO_VERDICT_RIGHT || verdict == CONVO_VERDICT_CONVENTION;
  if (self->done)
    show_how (self);
}

/* The time since the question came into view, or was tried, is spent on it */
static void
spend (ScopeQuiz *self)
{
  const gint64 now = g_get_monotonic_time ();

  if (self->quiz != NULL && !self->done)
    convo_quiz_spend (self->quiz, (int) self->at, (double) (now - self->since) / G_USEC_PER_SEC);
  self->since = now;
}

static void
go_previous (ScopeQuiz *self)
{
  spend (self);
  self->at--;
  show_question (self);
}

static void
go_next (ScopeQuiz *self)
{
  spend (self);
  self->at++;
  show_question (self);
}

static void
check_answer (ScopeQuiz *self)
{
  g_autofree char *answer = typed (self), *explanation = NULL;
  ConvoVerdict verdict;

  if (self->done)
    {
      if (self->at + 1 < self->set->questions->len)
        go_next (self);
      return;
    }
  spend (self);
  verdict = convo_quiz_answer (self->quiz, (int) self->at, answer, &explanation);
  show_verdict (self, verdict, explanation);
  show_score (self);
}

static void
show_answer (ScopeQuiz *self)
{
  g_autofree char *answer = convo_question_answer_text (question (self));

  spend (self);
  convo_quiz_show (self->quiz, (int) self->at);
  show_verdict (self, CONVO_VERDICT_UNREAD, answer);
  self->done = TRUE;
  show_how (self);
  show_score (self);
}

static void
show_hint (ScopeQuiz *self)
{
  g_autofree char *text = g_strdup_printf (_("Hint: %s"), question (self)->hint);

  gtk_label_set_label (self->how, text);
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
}

/* ---- sets ---- */

/* What was done with the set that is left stays in the table */
static void
keep_results (ScopeQuiz *self)
{
  double points;
  int answered, all;
  g_autofree char *person = scope_settings_person ();

  if (self->quiz == NULL)
    return;
  convo_quiz_set_person (self->quiz, person);
  convo_quiz_score (self->quiz, &points, &answered, &all);
  if (answered > 0)
    convo_quiz_csv_lines (self->quiz, self->earlier);
}

static void
take_set (ScopeQuiz *self, ConvoQuestionSet *set)
{
  spend (self);
  keep_results (self);
  self->done = FALSE;
  g_clear_pointer (&self->quiz, convo_quiz_free);
  g_clear_pointer (&self->set, convo_question_set_free);
  self->set = set;
  self->quiz = convo_quiz_new (set, NULL);
  self->at = 0;
  show_question (self);
}

static guint
n_sets (void)
{
  guint n = 0;

  while (convo_question_set_name ((int) n) != NULL)
    n++;
  return n;
}

/* The first entry makes fresh questions, then come those of the lectures, then files of one's own. */
static void
set_chosen (ScopeQuiz *self)
{
  const guint index = gtk_drop_down_get_selected (self->sets);
  ConvoQuestionSet *set = NULL;

  gtk_widget_set_visible (self->seed_box, index == 0);
  if (index > n_sets () && index - n_sets () <= self->own->len)
    set = convo_question_set_load_file (self->own->pdata[index - n_sets () - 1], NULL);
  else if (index > 0)
    set = convo_question_set_load (convo_question_set_name ((int) index - 1), NULL);
  if (set == NULL)
    set = convo_question_set_generate ((guint64) gtk_spin_button_get_value_as_int (self->seed), FRESH);
  take_set (self, set);
}

/** scope_quiz_open: asks the questions of @file, or says which of them is wrong, and why */
void
scope_quiz_open (ScopeQuiz *self, GFile *file)
{
  g_autoptr(GError) error = NULL;
  ConvoQuestionSet *set = convo_question_set_load_file (file, &error);
  GtkStringList *list = GTK_STRING_LIST (gtk_drop_down_get_model (self->sets));

  if (set == NULL)
    {
      scope_verdict_show (GTK_WIDGET (self->verdict), CONVO_VERDICT_WRONG, error->message);
      return;
    }
  gtk_string_list_append (list, set->title);
  g_ptr_array_add (self->own, g_object_ref (file));
  convo_question_set_free (set);
  gtk_drop_down_set_selected (self->sets, g_list_model_get_n_items (G_LIST_MODEL (list)) - 1);
}

static void
own_chosen (GtkNativeDialog *chooser, int response, ScopeQuiz *self)
{
  g_autoptr(GFile) file = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser)) : NULL;

  if (file != NULL)
    scope_quiz_open (self, file);
  g_object_unref (chooser);
}

static gboolean
dropped (ScopeQuiz *self, const GValue *value)
{
  GSList *files = gdk_file_list_get_files (g_value_get_boxed (value));

  if (files != NULL)
    scope_quiz_open (self, files->data);
  return files != NULL;
}

static void
open_own (ScopeQuiz *self)
{
  GtkFileChooserNative *chooser = gtk_file_chooser_native_new (_("Open a Question Set"), GTK_WINDOW (self), GTK_FILE_CHOOSER_ACTION_OPEN,
                                                              NULL, NULL);
  g_autoptr(GtkFileFilter) filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, _("Question sets"));
  gtk_file_filter_add_suffix (filter, "json");
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (chooser), filter);
  g_signal_connect_object (chooser, "response", G_CALLBACK (own_chosen), self, 0);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

static void
fill_sets (ScopeQuiz *self)
{
  GtkStringList *list = gtk_string_list_new (NULL);
  const char *name;

  gtk_string_list_append (list, _("Fresh questions"));
  for (int i = 0; (name = convo_question_set_name (i)) != NULL; i++)
    {
      g_autoptr(ConvoQuestionSet) set = convo_question_set_load (name, NULL);

      gtk_string_list_append (list, set != NULL ? set->title : name);
    }
  gtk_drop_down_set_model (self->sets, G_LIST_MODEL (list));
  g_object_unref (list);
}

/* ---- results ---- */

static void
results_chosen (GtkNativeDialog *chooser, int response, ScopeQuiz *self)
{
  g_autoptr(GFile) file = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser)) : NULL;
  GString *csv = convo_quiz_csv_head ();
  g_autofree char *person = scope_settings_person ();
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(GError) error = NULL;

  g_string_append_len (csv, self->earlier->str, (gssize) self->earlier->len);
  convo_quiz_set_person (self->quiz, person);
  convo_quiz_csv_lines (self->quiz, csv);
  bytes = g_string_free_to_bytes (csv);
  if (file != NULL && !convo_save_atomically (file, bytes, NULL, &error))
    scope_verdict_show (GTK_WIDGET (self->verdict), CONVO_VERDICT_WRONG, error->message);
  g_object_unref (chooser);
}

static void
save_results (ScopeQuiz *self)
{
  GtkFileChooserNative *chooser = gtk_file_chooser_native_new (_("Save Results"), GTK_WINDOW (self), GTK_FILE_CHOOSER_ACTION_SAVE,
                                                              NULL, NULL);

  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser), _("results.csv"));
  g_signal_connect_object (chooser, "response", G_CALLBACK (results_chosen), self, 0);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

/* ---- life ---- */

static void
scope_quiz_finalize (GObject *object)
{
  ScopeQuiz *self = SCOPE_QUIZ (object);

  g_clear_pointer (&self->quiz, convo_quiz_free);
  g_clear_pointer (&self->set, convo_question_set_free);
  g_ptr_array_unref (self->own);
  g_string_free (self->earlier, TRUE);
  G_OBJECT_CLASS (scope_quiz_parent_class)->finalize (object);
}

static void
scope_quiz_class_init (ScopeQuizClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = scope_quiz_finalize;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/convoscope/Convoscope/ui/scope-quiz.ui");
#define BIND(name_) gtk_widget_class_bind_template_child (widget_class, ScopeQuiz, name_)
  BIND (sets); BIND (score); BIND (number); BIND (text); BIND (verdict); BIND (how); BIND (choices); BIND (entry_box);
  BIND (entry); BIND (check); BIND (help); BIND (hint); BIND (save); BIND (open); BIND (previous); BIND (next); BIND (seed);
  BIND (seed_box); BIND (person);
#undef BIND
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
scope_quiz_init (ScopeQuiz *self)
{
  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  gtk_widget_init_template (GTK_WIDGET (self));
  self->own = g_ptr_array_new_with_free_func (g_object_unref);
  self->earlier = g_string_new (NULL);
  fill_sets (self);
  g_settings_bind (scope_settings (), "person", self->person, "text", G_SETTINGS_BIND_DEFAULT);
  g_signal_connect_swapped (target, "drop", G_CALLBACK (dropped), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
  gtk_spin_button_set_value (self->seed, g_random_int_range (1, 10000));
  g_signal_connect_swapped (self->check, "clicked", G_CALLBACK (check_answer), self);
  g_signal_connect_swapped (self->entry, "activate", G_CALLBACK (check_answer), self);
  g_signal_connect_swapped (self->entry, "changed", G_CALLBACK (hide_verdict), self);
  g_signal_connect_swapped (self->help, "clicked", G_CALLBACK (show_hint), self);
  g_signal_connect_swapped (self->open, "clicked", G_CALLBACK (open_own), self);
  g_signal_connect_swapped (self->seed, "value-changed", G_CALLBACK (set_chosen), self);
  g_signal_connect_swapped (self->hint, "clicked", G_CALLBACK (show_answer), self);
  g_signal_connect_swapped (self->previous, "clicked", G_CALLBACK (go_previous), self);
  g_signal_connect_swapped (self->next, "clicked", G_CALLBACK (go_next), self);
  g_signal_connect_swapped (self->save, "clicked", G_CALLBACK (save_results), self);
  g_signal_connect_swapped (self->sets, "notify::selected", G_CALLBACK (set_chosen), self);
  set_chosen (self);
}

/** scope_quiz_new: Returns: (transfer none): the window of questions, before @parent */
GtkWidget *
scope_quiz_new (GtkWindow *parent)
{
  return g_object_new (SCOPE_TYPE_QUIZ, "transient-for", parent, NULL);
}
