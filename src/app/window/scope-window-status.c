/* What the window says about itself: title, status line, sentences that pass by. */
#include "scope-window-private.h"

#include <glib/gi18n.h>

#include "config.h"
#include "cpu.h"
#include "numbers.h"
#include "scope-ledger.h"
#include "workers.h"

static AdwToast *
toast_new (const char *text)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);
  AdwToast *toast = adw_toast_new (escaped);

  adw_toast_set_timeout (toast, 6);
  return toast;
}

static void
add_toast (ScopeWindow *self, AdwToast *toast)
{
  adw_toast_overlay_add_toast (scope_window_shows_editor (self) ? self->toasts : self->page_toasts, toast);
}

/** scope_window_toast: shows a sentence for some seconds */
void
scope_window_toast (ScopeWindow *self, const char *text)
{
  add_toast (self, toast_new (text));
}

/** scope_window_predicts: Returns: whether shapes or counts are to be predicted, so that no network may be looked up */
gboolean
scope_window_predicts (ScopeWindow *self)
{
  ConvoPredict *predict = convo_predict_of (scope_session_document (self->session));

  return convo_predict_active (predict) && (convo_predict_kinds (predict) & (CONVO_PREDICT_SHAPES | CONVO_PREDICT_COUNTS)) != 0;
}

/** scope_window_toast_veiled: shows a sentence about the network, which may hold numbers that are to be predicted */
void
scope_window_toast_veiled (ScopeWindow *self, const char *text)
{
  g_autofree char *veiled = convo_predict_veil (convo_predict_of (scope_session_document (self->session)), text);

  scope_window_toast (self, veiled);
}

static void
show_details (AdwToast *toast, gpointer data)
{
  const char *text = g_object_get_data (G_OBJECT (toast), "text"), *path = g_object_get_data (G_OBJECT (toast), "path");
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (data), text, path);

  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _("_Close"));
  gtk_window_present (GTK_WINDOW (dialog));
}

/** scope_window_toast_file: shows a sentence about @file, which names it; a button tells where the file is */
void
scope_window_toast_file (ScopeWindow *self, const char *text, GFile *file)
{
  AdwToast *toast = toast_new (text);

  adw_toast_set_button_label (toast, _("Details"));
  g_object_set_data_full (G_OBJECT (toast), "text", g_strdup (text), g_free);
  g_object_set_data_full (G_OBJECT (toast), "path", g_file_get_parse_name (file), g_free);
  g_signal_connect_object (toast, "button-clicked", G_CALLBACK (show_details), self, 0);
  add_toast (self, toast);
}

/** scope_window_update_title: name, and data set or progress below it */
void
scope_window_update_title (ScopeWindow *self)
{
  ConvoDocument *document = scope_session_document (self->session);
  ConvoDataset *dataset = scope_session_dataset (self->session);
  const char *name = convo_graph_name (convo_document_graph (document));
  const char *data = dataset != NULL ? convo_dataset_name (dataset) : _("no data");
  g_autofree char *run = scope_window_run_title (self);
  g_autofree char *text = NULL;

  if (run == NULL)
    text = convo_document_modified (document) ? g_strdup_printf (_("%s · edited"), data) : g_strdup (data);
  adw_window_title_set_title (self->title, name != NULL && *name != '\0' ? name : _("Untitled"));
  adw_window_title_set_subtitle (self->title, run != NULL ? run : text);
  gtk_window_set_title (GTK_WINDOW (self), adw_window_title_get_title (self->title));
}

/* A number that opens its ledger; @as_link: for the label, not for its tooltip */
static char *
number_markup (const char *text, const char *what, gboolean as_link)
{
  return as_link ? g_markup_printf_escaped ("<a href=\"%s\" title=\"%s\">%s</a>", what,
                                            _("Where this number comes from"), text)
                 : g_strdup (text);
}

/* @number: (transfer full): or "?" while it is to be predicted */
static char *
total (ScopeWindow *self, ConvoNumber what, char *number)
{
  if (!convo_predict_hides (convo_predict_of (scope_session_document (self->session)), NULL, what))
    return number;
  g_free (number);
  return g_strdup (C_("number", "?"));
}

static void
append_field (ScopeWindow *self, GString *text, const ConvoTotals *totals, gboolean links)
{
  g_autofree char *plain = total (self, CONVO_NUMBER_FIELD, totals->field[1] == totals->field[2] || totals->field[1] > 1
    ? g_strdup_printf ("%" G_GINT64_FORMAT "×%" G_GINT64_FORMAT, totals->field[1], totals->field[2])
    : g_strdup_printf ("%" G_GINT64_FORMAT, totals->field[2]));

  g_autofree char *field = number_markup (plain, "field", links);

  g_string_append (text, "  ·  ");
  g_string_append_printf (text, _("field <b>%s</b>"), field);
}

static gboolean
link_activated (GtkLabel *label, const char *what, ScopeWindow *self)
{
  const ConvoNumber number = g_str_equal (what, "parameters") ? CONVO_NUMBER_PARAMETERS
                             : g_str_equal (what, "macs") ? CONVO_NUMBER_MACS
                             : g_str_equal (what, "field") ? CONVO_NUMBER_FIELD : CONVO_NUMBER_BYTES;

  scope_ledger_popup (GTK_WIDGET (label), NULL, scope_session_document (self->session), NULL, number);
  return TRUE;
}

static char *
totals_text (ScopeWindow *self, gboolean links)
{
  const ConvoTotals *totals = convo_report_totals (convo_document_report (scope_session_document (self->session)));
  g_autofree char *n_parameters = total (self, CONVO_NUMBER_PARAMETERS, convo_number_exact (totals->parameters));
  g_autofree char *n_macs = total (self, CONVO_NUMBER_MACS, convo_number_short (totals->macs));
  g_autofree char *n_bytes = total (self, CONVO_NUMBER_BYTES, convo_number_bytes (totals->activation_bytes));
  g_autofree char *parameters = number_markup (n_parameters, "parameters", links);
  g_autofree char *macs = number_markup (n_macs, "macs", links), *bytes = number_markup (n_bytes, "bytes", links);
  g_autofree char *flops = total (self, CONVO_NUMBER_MACS, convo_number_short (2 * totals->macs));
  GString *text = g_string_new (totals->complete ? NULL : _("at least "));

  g_string_append_printf (text, g_dngettext (CONVO_GETTEXT_PACKAGE, "<b>%s</b> parameter", "<b>%s</b> parameters",
                                             (gulong) totals->parameters), parameters);
  /* translators: multiply-accumulates, and floating point operations, twice as many */
  g_string_append_printf (text, _("  ·  <b>%s MAC</b> (%s FLOP)"), macs, flops);
  if (!self->tight)
    {
      g_string_append_printf (text, _("  ·  <b>%s</b> activations (one picture)"), bytes);
      if (totals->has_field && convo_report_has_window (convo_document_report (scope_session_document (self->session))))
        append_field (self, text, totals, links);
      else if (totals->has_field)
        g_string_append (text, _("  ·  field <b>whole input</b>"));
    }
  return g_string_free (text, FALSE);
}

/* The field of the cell that somebody points at */
static char *
lens_text (ScopeWindow *self)
{
  const ConvoFieldLens *lens = scope_session_lens (self->session);
  const int input = lens != NULL ? convo_field_lens_input (lens) : -1;
  g_autofree char *text = input >= 0 ? convo_field_lens_describe (lens, input) : NULL;
  g_autofree char *cell = lens != NULL ? convo_field_lens_name (lens) : NULL;

  return text != NULL ? g_markup_printf_escaped ("%s  ·  %s", cell, text) : NULL;
}

/** scope_window_update_status: totals of the network, or how fast it trains, or what a cell sees while one is pointed at */
void
scope_window_update_status (ScopeWindow *self)
{
  g_autofree char *run = scope_window_run_status (self), *lens = lens_text (self);
  g_autofree char *totals = totals_text (self, TRUE), *plain = totals_text (self, FALSE);
  g_autofree char *machine = NULL;
  ConvoTraining training;
  int threads;

  scope_session_training (self->session, &training);
  threads = training.threads > 0 ? training.threads : convo_cores ();
  /* translators: instruction set and number of threads: "AVX-512, 2 threads" */
  machine = g_strdup_printf (g_dngettext (CONVO_GETTEXT_PACKAGE, "%s, %d thread", "%s, %d threads", threads),
                             convo_cpu_isa_name (), threads);
  gtk_label_set_markup (self->status, lens != NULL ? lens : run != NULL ? run : totals);
  gtk_widget_set_tooltip_markup (GTK_WIDGET (self->status), plain);
  gtk_label_set_label (self->machine, machine);
}

/** scope_window_install_status: the numbers of the status line open their ledgers */
void
scope_window_install_status (ScopeWindow *self)
{
  g_signal_connect (self->status, "activate-link", G_CALLBACK (link_activated), self);
}
