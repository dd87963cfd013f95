/* The popover that asks for a hidden number: an entry, what was wrong with the answer, a hint, and the answer itself. */
#include "scope-predict-ask.h"

#include <glib/gi18n.h>

typedef struct
{
  ConvoPredict *predict;
  char *key;
  GtkWidget *popover, *entry, *check, *verdict, *hint, *help, *show;
  gboolean open;                 /* answered: the next Enter closes */
} Ask;

static void
ask_free (Ask *ask)
{
  g_object_unref (ask->predict);
  g_free (ask->key);
  g_free (ask);
}

/** scope_verdict_style: Returns: the CSS class of a verdict: never colour alone, the words say it too */
const char *
scope_verdict_style (ConvoVerdict verdict)
{
  return verdict == CONVO_VERDICT_RIGHT ? "success"
         : verdict == CONVO_VERDICT_CONVENTION || verdict == CONVO_VERDICT_UNREAD ? "warning" : "error";
}

/** scope_verdict_show: @explanation: (nullable): a sentence */
void
scope_verdict_show (GtkWidget *label, ConvoVerdict verdict, const char *explanation)
{
  static const char *const classes[] = { "success", "warning", "error" };
  const gboolean some = explanation != NULL && *explanation != '\0';
  g_autofree char *text = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (classes); i++)
    gtk_widget_remove_css_class (label, classes[i]);
  gtk_widget_add_css_class (label, scope_verdict_style (verdict));
  switch (verdict)
    {
    case CONVO_VERDICT_RIGHT:
      text = some ? g_strdup_printf (_("Right. %s"), explanation) : g_strdup (_("Right."));
      break;
    case CONVO_VERDICT_CONVENTION:
      text = g_strdup_printf (_("Half right. %s"), some ? explanation : "");
      break;
    default:
      text = g_strdup (some ? explanation : _("No."));
    }
  gtk_label_set_label (GTK_LABEL (label), text);
  gtk_widget_set_visible (label, TRUE);
}

/* The number is open: what remains is to read the sentence and to close. */
static void
finish (Ask *ask)
{
  const ConvoQuestion *question = convo_predict_question (ask->predict, ask->key);
  g_autofree char *answer = convo_question_answer_text (question);

  ask->open = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (ask->entry), answer);
  gtk_editable_set_editable (GTK_EDITABLE (ask->entry), FALSE);
  gtk_button_set_label (GTK_BUTTON (ask->check), _("Close"));
  gtk_widget_set_sensitive (ask->help, FALSE);
  gtk_widget_set_sensitive (ask->show, FALSE);
}

static void
check (Ask *ask)
{
  g_autoptr(GtkWidget) popover = g_object_ref (ask->popover);      /* the row that it points to may go with the answer */
  g_autofree char *explanation = NULL, *typed = NULL;
  ConvoVerdict verdict;

  if (ask->open)
    {
      gtk_popover_popdown (GTK_POPOVER (popover));
      return;
    }
  typed = g_strdup (gtk_editable_get_text (GTK_EDITABLE (ask->entry)));
  if (*typed == '\0')
    return;
  verdict = convo_predict_answer (ask->predict, ask->key, typed, &explanation);
  if (verdict == CONVO_VERDICT_RIGHT && (explanation == NULL || *explanation == '\0'))
    {
      gtk_popover_popdown (GTK_POPOVER (popover));          /* the block says the number, the bar that it is right */
      return;
    }
  scope_verdict_show (ask->verdict, verdict, explanation);
  gtk_accessible_update_property (GTK_ACCESSIBLE (ask->entry), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  gtk_label_get_label (GTK_LABEL (ask->verdict)), -1);
  if (verdict == CONVO_VERDICT_RIGHT || verdict == CONVO_VERDICT_CONVENTION)
    finish (ask);
  else
    gtk_editable_select_region (GTK_EDITABLE (ask->entry), 0, -1);
}

static void
show_hint (Ask *ask)
{
  gtk_widget_set_visible (ask->hint, TRUE);
  gtk_widget_set_sensitive (ask->help, FALSE);
  gtk_widget_grab_focus (ask->entry);
}

static void
show_answer (Ask *ask)
{
  g_autoptr(GtkWidget) popover G_GNUC_UNUSED = g_object_ref (ask->popover);

  finish (ask);
  gtk_widget_grab_focus (ask->check);
  convo_predict_show (ask->predict, ask->key);
}

static GtkWidget *
label_new (const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 42);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

static GtkWidget *
button_new (const char *text, GCallback clicked, Ask *ask)
{
  GtkWidget *button = gtk_button_new_with_label (text);

  g_signal_connect_swapped (button, "clicked", clicked, ask);
  return button;
}

static GtkWidget *
build (Ask *ask, const ConvoQuestion *question)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9), *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  g_autofree char *hint = g_strdup_printf (_("Hint: %s"), question->hint != NULL ? question->hint : "");

  ask->entry = gtk_entry_new ();
  ask->check = button_new (_("Check"), G_CALLBACK (check), ask);
  ask->verdict = label_new (NULL, "verdict");
  ask->hint = label_new (hint, "numeric");
  ask->help = button_new (_("Hint"), G_CALLBACK (show_hint), ask);
  ask->show = button_new (_("Show"), G_CALLBACK (show_answer), ask);
  gtk_widget_set_tooltip_text (ask->help, _("The formula, without numbers"));
  gtk_widget_set_tooltip_text (ask->show, _("Opens the number; it gives no point"));
  gtk_widget_set_sensitive (ask->help, question->hint != NULL);
  gtk_widget_set_visible (ask->verdict, FALSE);
  gtk_widget_set_visible (ask->hint, FALSE);
  gtk_widget_set_hexpand (ask->entry, TRUE);
  gtk_entry_set_placeholder_text (GTK_ENTRY (ask->entry), question->ask == CONVO_ASK_SHAPE && question->n_answers == 3 ? _("such as 6×28×28") : "");
  gtk_accessible_update_property (GTK_ACCESSIBLE (ask->entry), GTK_ACCESSIBLE_PROPERTY_LABEL, question->text, -1);
  gtk_widget_add_css_class (ask->check, "suggested-action");
  g_signal_connect_swapped (ask->entry, "activate", G_CALLBACK (check), ask);
  gtk_box_append (GTK_BOX (line), ask->entry);
  gtk_box_append (GTK_BOX (line), ask->check);
  gtk_box_append (GTK_BOX (buttons), ask->help);
  gtk_box_append (GTK_BOX (buttons), ask->show);
  gtk_box_append (GTK_BOX (box), label_new (question->text, "heading"));
  gtk_box_append (GTK_BOX (box), line);
  gtk_box_append (GTK_BOX (box), ask->verdict);
  gtk_box_append (GTK_BOX (box), ask->hint);
  gtk_box_append (GTK_BOX (box), buttons);
  gtk_widget_add_css_class (box, "predict-ask");
  gtk_widget_set_size_request (box, 300, -1);
  return box;
}

/**
 * scope_predict_ask_new:
 * @key: of a question that was put
 *
 * Returns: (transfer floating): a #GtkPopover; Enter checks, and closes it when the number is open
 */
GtkWidget *
scope_predict_ask_new (ConvoPredict *predict, const char *key)
{
  const ConvoQuestion *question = convo_predict_question (predict, key);
  Ask *ask = g_new0 (Ask, 1);

  ask->predict = g_object_ref (predict);
  ask->key = g_strdup (key);
  ask->popover = gtk_popover_new ();
  gtk_popover_set_child (GTK_POPOVER (ask->popover), build (ask, question));
  gtk_accessible_update_property (GTK_ACCESSIBLE (ask->popover), GTK_ACCESSIBLE_PROPERTY_LABEL, question->text, -1);
  g_object_set_data_full (G_OBJECT (ask->popover), "ask", ask, (GDestroyNotify) ask_free);
  return ask->popover;
}
