/* The offer to go on with a training that was interrupted: a bar over the canvas when its network is opened again. */
#include "scope-window-private.h"

#include <glib/gi18n.h>

#include "convo-file.h"

static void
show_offer (ScopeWindow *self)
{
  g_autoptr(GDateTime) local = NULL;
  g_autofree char *time = NULL, *text = NULL;

  gtk_widget_set_visible (self->offer, self->recovery != NULL && !self->resuming);
  if (self->recovery == NULL)
    return;
  local = g_date_time_to_local (self->recovery->saved);
  time = g_date_time_format (local, "%F %R");
  /* translators: a date and a time */
  text = g_strdup_printf (_("A training of this network was interrupted; it was last kept %s."), time);
  gtk_label_set_label (self->offer_label, text);
}

static void
drop (ScopeWindow *self)
{
  g_clear_pointer (&self->recovery, convo_recovery_free);
  self->resuming = FALSE;
  show_offer (self);
}

/** scope_window_offer_recovery: looks whether a training of the document that was just opened can be gone on with */
void
scope_window_offer_recovery (ScopeWindow *self)
{
  g_autofree char *key = scope_session_run_key (self->session);

  drop (self);
  self->recovery = convo_recovery_find (key);
  show_offer (self);
}

/* The network as it was trained: the document may be older, if it was never saved */
static void
restore_network (ScopeWindow *self)
{
  ConvoDocument *document = scope_session_document (self->session);
  g_autofree char *now = convo_graph_to_text (convo_document_graph (document));
  g_autofree char *then = convo_graph_to_text (self->recovery->graph);

  if (!g_str_equal (now, then))
    convo_document_apply (document, convo_graph_ref (self->recovery->graph), _("Restore the network in training"), NULL);
}

/* Once the data are there */
static void
go_on (ScopeWindow *self)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GFile) checkpoint = NULL;
  double fraction, seconds;

  if (!self->resuming || scope_session_loading (self->session, &fraction, &seconds))
    return;
  checkpoint = g_object_ref (self->recovery->checkpoint);
  if (!scope_session_train_from (self->session, checkpoint, &error))
    {
      self->resuming = FALSE;
      show_offer (self);
      scope_window_toast (self, error->message);
    }
  else
    drop (self);
  scope_window_update_training (self);
}

static void
resume (ScopeWindow *self)
{
  const char *data = self->recovery->data;

  self->resuming = TRUE;
  show_offer (self);
  restore_network (self);
  if (data != NULL && g_strcmp0 (data, scope_session_data_spec (self->session)) != 0)
    scope_session_open_data (self->session, data);
  go_on (self);
}

static void
discard (ScopeWindow *self)
{
  convo_recovery_forget (self->recovery->key);
  drop (self);
}

static GtkWidget *
button_new (const char *label, const char *tooltip, GCallback clicked, ScopeWindow *self)
{
  GtkWidget *button = gtk_button_new_with_label (label);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, tooltip);
  gtk_widget_add_css_class (button, "small");
  g_signal_connect_object (button, "clicked", clicked, self, G_CONNECT_SWAPPED);
  return button;
}

/** scope_window_install_recovery: puts the bar above the one about an outdated run */
void
scope_window_install_recovery (ScopeWindow *self)
{
  GtkBox *bar = GTK_BOX (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12));

  self->offer = GTK_WIDGET (bar);
  self->offer_label = GTK_LABEL (gtk_label_new (NULL));
  gtk_widget_add_css_class (self->offer, "scope-banner");
  gtk_widget_set_hexpand (GTK_WIDGET (self->offer_label), TRUE);
  gtk_label_set_xalign (self->offer_label, 0);
  gtk_label_set_wrap (self->offer_label, TRUE);
  gtk_box_append (bar, GTK_WIDGET (self->offer_label));
  gtk_box_append (bar, button_new (_("Resume"), _("Go on where the training was interrupted"), G_CALLBACK (resume), self));
  gtk_box_append (bar, button_new (_("Discard"), _("Forget the interrupted training"), G_CALLBACK (discard), self));
  gtk_widget_insert_before (self->offer, gtk_widget_get_parent (self->banner), self->banner);
  show_offer (self);
  g_signal_connect_object (self->session, "data-changed", G_CALLBACK (go_on), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "run-started", G_CALLBACK (drop), self, G_CONNECT_SWAPPED);
}

/** scope_window_clear_recovery: when the window is disposed of */
void
scope_window_clear_recovery (ScopeWindow *self)
{
  g_clear_pointer (&self->recovery, convo_recovery_free);
}
