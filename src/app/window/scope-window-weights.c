/* The window's weights files and the file chooser that both kinds of files share. */
#include "scope-window-private.h"

#include <glib/gi18n.h>

static ConvoDocument *
document_of (ScopeWindow *self)
{
  return scope_session_document (self->session);
}

static gboolean
was_cancelled (const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* NAME.safetensors beside NAME.convo. */
static GFile *
weights_beside (GFile *file)
{
  g_autofree char *uri = g_file_get_uri (file);
  g_autofree char *stem = g_str_has_suffix (uri, ".convo") ? g_strndup (uri, strlen (uri) - 6) : g_strdup (uri);
  g_autofree char *weights = g_strconcat (stem, ".safetensors", NULL);

  return g_file_new_for_uri (weights);
}

/* ---- weights ---- */

/* Weights on their way to a file, or from one */
typedef struct { ScopeWindow *window; GFile *file; } Transfer;

static Transfer *
transfer_new (ScopeWindow *self, GFile *file)
{
  Transfer *transfer = g_new (Transfer, 1);

  *transfer = (Transfer) { g_object_ref (self), g_object_ref (file) };
  return transfer;
}

static void
transfer_free (Transfer *self)
{
  g_object_unref (self->window);
  g_object_unref (self->file);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Transfer, transfer_free)

/* A button beside the sentence tells which file it was. */
static void
refuse (const Transfer *transfer, const GError *error)
{
  g_autofree char *veiled = convo_predict_veil (convo_predict_of (document_of (transfer->window)), error->message);

  if (!was_cancelled (error))
    scope_window_toast_file (transfer->window, veiled, transfer->file);
}

static void
weights_saved (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(Transfer) transfer = data;
  g_autoptr(GError) error = NULL;

  if (convo_trainer_save_finish (CONVO_TRAINER (source), result, &error))
    transfer->window->weights_unsaved = FALSE;
  else
    refuse (transfer, error);
}

static void
save_weights_to (ScopeWindow *self, GFile *file)
{
  convo_trainer_save_async (scope_session_trainer (self->session), file, self->cancellable, weights_saved,
                            transfer_new (self, file));
}

static void
weights_loaded (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(Transfer) transfer = data;
  ScopeWindow *self = transfer->window;
  g_autoptr(GError) error = NULL;

  if (convo_trainer_load_finish (CONVO_TRAINER (source), result, &error))
    {
      self->weights_unsaved = FALSE;
      scope_window_toast (self, _("The weights are loaded."));
      scope_session_set_sample (self->session, scope_session_sample (self->session));
    }
  else
    refuse (transfer, error);
  scope_window_update_training (self);
}

static void
load_weights_from (ScopeWindow *self, GFile *file)
{
  convo_trainer_load_async (scope_session_trainer (self->session), convo_document_report (document_of (self)), file,
                            self->cancellable, weights_loaded, transfer_new (self, file));
}

/** scope_window_load_weights_beside: loads NAME.safetensors beside @file, if there is one */
void
scope_window_load_weights_beside (ScopeWindow *self, GFile *file)
{
  g_autoptr(GFile) weights = weights_beside (file);

  if (g_file_is_native (weights) && g_file_query_exists (weights, NULL)
      && convo_report_check (convo_document_report (document_of (self)), NULL))
    load_weights_from (self, weights);
}

/* ---- the file chooser ---- */

static void
chooser_response (GtkNativeDialog *dialog, int response, ScopeWindow *self)
{
  ScopeFileChosen chosen = (ScopeFileChosen) g_object_get_data (G_OBJECT (dialog), "chosen");
  g_autoptr(GFile) file = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog)) : NULL;

  if (file != NULL)
    chosen (self, file);
  else
    g_object_set_data (G_OBJECT (self), "after-save", NULL);   /* who gives up saving does not want to close either */
  gtk_native_dialog_destroy (dialog);
  g_object_unref (dialog);
}

/**
 * scope_window_choose_file:
 * @suffix: ".convo" or ".safetensors"
 * @kind: translated: what such files are
 * @chosen: called with the file, not at all if the person gives up
 *
 * Asks for a file, in the document's folder and under its name.
 */
void
scope_window_choose_file (ScopeWindow *self, const char *title, gboolean save, const char *suffix, const char *kind, ScopeFileChosen chosen)
{
  GtkFileChooserNative *dialog =
    gtk_file_chooser_native_new (title, GTK_WINDOW (self), save ? GTK_FILE_CHOOSER_ACTION_SAVE : GTK_FILE_CHOOSER_ACTION_OPEN,
                                 NULL, NULL);
  g_autoptr(GtkFileFilter) filter = gtk_file_filter_new ();
  GFile *file = convo_document_file (document_of (self));
  g_autofree char *pattern = g_strconcat ("*", suffix, NULL);

  gtk_file_filter_set_name (filter, kind);
  gtk_file_filter_add_pattern (filter, pattern);
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (dialog), filter);
  if (save)
    {
      const char *title_of = convo_graph_name (convo_document_graph (document_of (self)));
      g_autofree char *base = file != NULL ? g_file_get_basename (file) : g_strdup (title_of);
      char *dot = g_str_has_suffix (base, ".convo") ? strrchr (base, '.') : NULL;
      g_autofree char *name = NULL;

      if (dot != NULL)
        *dot = '\0';
      g_strdelimit (base, "/", '-');
      name = g_strconcat (base, suffix, NULL);
      gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), name);
    }
  if (file != NULL && g_file_is_native (file))
    {
      g_autoptr(GFile) folder = g_file_get_parent (file);

      gtk_file_chooser_set_current_folder (GTK_FILE_CHOOSER (dialog), folder, NULL);
    }
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_object_set_data (G_OBJECT (dialog), "chosen", chosen);
  g_signal_connect_object (dialog, "response", G_CALLBACK (chooser_response), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

static void
load_weights (GSimpleAction *action, GVariant *parameter, gpointer self)
{
  scope_window_choose_file (self, _("Load weights"), FALSE, ".safetensors", _("Weights"), load_weights_from);
}

static void
save_weights (GSimpleAction *action, GVariant *parameter, gpointer self)
{
  scope_window_choose_file (self, _("Save the weights"), TRUE, ".safetensors", _("Weights"), save_weights_to);
}

/** scope_window_save_weights_beside: saves trained weights to NAME.safetensors beside @file, if there are new ones */
void
scope_window_save_weights_beside (ScopeWindow *self, GFile *file)
{
  g_autoptr(GFile) weights = weights_beside (file);

  if (self->weights_unsaved && convo_trainer_has_weights (scope_session_trainer (self->session)))
    save_weights_to (self, weights);
}

static const GActionEntry entries[] = {
  { .name = "load-weights", .activate = load_weights },
  { .name = "save-weights", .activate = save_weights },
};

/** scope_window_install_weights: adds the actions of this file */
void
scope_window_install_weights (ScopeWindow *self)
{
  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
}
