/* The window's actions that build and show: history, panes, zoom, names. */
#include "scope-window-private.h"

#include <glib/gi18n.h>

#include "scope-actions.h"

/** scope_window_enable: makes @action of the window sensitive or not */
void
scope_window_enable (ScopeWindow *self, const char *action, gboolean enabled)
{
  GAction *found = g_action_map_lookup_action (G_ACTION_MAP (self), action);

  g_return_if_fail (found != NULL);
  g_simple_action_set_enabled (G_SIMPLE_ACTION (found), enabled);
}

static void
undo (GSimpleAction *action, GVariant *parameter, gpointer self)
{
  convo_document_undo (scope_session_document (scope_window_session (self)));
}

static void
redo (GSimpleAction *action, GVariant *parameter, gpointer self)
{
  convo_document_redo (scope_session_document (scope_window_session (self)));
}

static void
find_block (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  ScopeWindow *self = data;

  if (scope_window_search_page (self))
    return;
  adw_flap_set_reveal_flap (self->left_flap, TRUE);
  gtk_stack_set_visible_child_name (self->left_stack, "blocks");
  scope_block_palette_focus_search (self->palette);
}

static void
rename_block (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  ScopeWindow *self = data;

  if (convo_document_selection (scope_session_document (self->session))->len > 1)
    return;
  adw_flap_set_reveal_flap (self->right_flap, TRUE);
  scope_inspector_rename (self->inspector);
}

static void
zoom_in (GSimpleAction *action, GVariant *parameter, gpointer self)
{
  scope_canvas_zoom_in (((ScopeWindow *) self)->canvas);
}

static void
zoom_out (GSimpleAction *action, GVariant *parameter, gpointer self)
{
  scope_canvas_zoom_out (((ScopeWindow *) self)->canvas);
}

static void
zoom_reset (GSimpleAction *action, GVariant *parameter, gpointer self)
{
  scope_canvas_zoom_reset (((ScopeWindow *) self)->canvas);
}

static void
zoom_fit (GSimpleAction *action, GVariant *parameter, gpointer self)
{
  scope_canvas_zoom_fit (((ScopeWindow *) self)->canvas);
}

static void
arrange (GSimpleAction *action, GVariant *parameter, gpointer self)
{
  gtk_widget_activate_action (GTK_WIDGET (((ScopeWindow *) self)->canvas), "canvas.arrange", NULL);
}

static void
delete_blocks (GSimpleAction *action, GVariant *parameter, gpointer self)
{
  gtk_widget_activate_action (GTK_WIDGET (((ScopeWindow *) self)->canvas), "canvas.delete", NULL);
}

static void
delete_reconnect (GSimpleAction *action, GVariant *parameter, gpointer self)
{
  gtk_widget_activate_action (GTK_WIDGET (((ScopeWindow *) self)->canvas), "canvas.delete-reconnect", NULL);
}

static void
hide_drawer (GSimpleAction *action, GVariant *parameter, gpointer self)
{
  gtk_widget_set_visible (GTK_WIDGET (((ScopeWindow *) self)->drawer_bin), FALSE);
}

static void
menu (GSimpleAction *action, GVariant *parameter, gpointer self)
{
  gtk_menu_button_popup (((ScopeWindow *) self)->menu_button);
}

static void
fullscreen (GSimpleAction *action, GVariant *parameter, gpointer self)
{
  if (gtk_window_is_fullscreen (self))
    gtk_window_unfullscreen (self);
  else
    gtk_window_fullscreen (self);
}

static void
next_picture (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  ScopeSession *session = ((ScopeWindow *) data)->session;

  scope_session_set_sample (session, scope_session_sample (session) + 1);
}

static void
previous_picture (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  ScopeSession *session = ((ScopeWindow *) data)->session;

  scope_session_set_sample (session, scope_session_sample (session) + MAX (scope_session_n_samples (session), 1) - 1);
}

static void
random_picture (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  ScopeSession *session = ((ScopeWindow *) data)->session;

  if (scope_session_n_samples (session) > 0)
    scope_session_set_sample (session, g_random_int_range (0, scope_session_n_samples (session)));
}

static void
predict_mode (GSimpleAction *action, GVariant *state, gpointer data)
{
  ScopeWindow *self = data;

  convo_predict_set_active (convo_predict_of (scope_session_document (self->session)), g_variant_get_boolean (state));
}

static const GActionEntry entries[] = {
  { .name = "undo", .activate = undo },
  { .name = "redo", .activate = redo },
  { .name = "find-block", .activate = find_block },
  { .name = "rename", .activate = rename_block },
  { .name = "zoom-in", .activate = zoom_in },
  { .name = "zoom-out", .activate = zoom_out },
  { .name = "zoom-reset", .activate = zoom_reset },
  { .name = "zoom-fit", .activate = zoom_fit },
  { .name = "arrange", .activate = arrange },
  { .name = "delete", .activate = delete_blocks },
  { .name = "delete-reconnect", .activate = delete_reconnect },
  { .name = "hide-drawer", .activate = hide_drawer },
  { .name = "menu", .activate = menu },
  { .name = "predict-mode", .state = "false", .change_state = predict_mode },
  { .name = "fullscreen", .activate = fullscreen },
  { .name = "next-picture", .activate = next_picture },
  { .name = "previous-picture", .activate = previous_picture },
  { .name = "random-picture", .activate = random_picture },
};

static void
name_button (GtkWidget *button, const char *action, const char *label, const char *format)
{
  g_autofree char *title = label != NULL ? g_strdup_printf (format, label) : NULL;
  g_autofree char *tooltip = scope_actions_tooltip (action, title);

  gtk_widget_set_tooltip_text (button, tooltip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, title != NULL ? title : "", -1);
}

/** scope_window_update_history: undo and redo name what they do */
void
scope_window_update_history (ScopeWindow *self)
{
  ConvoDocument *document = scope_session_document (self->session);
  const char *undo_label = convo_document_undo_label (document), *redo_label = convo_document_redo_label (document);

  scope_window_enable (self, "undo", undo_label != NULL);
  scope_window_enable (self, "redo", redo_label != NULL);
  name_button (self->undo_button, "win.undo", undo_label, _("Undo: %s"));
  name_button (self->redo_button, "win.redo", redo_label, _("Redo: %s"));
}

static void
add_property_action (ScopeWindow *self, const char *name, gpointer object, const char *property)
{
  g_autoptr(GPropertyAction) action = g_property_action_new (name, object, property);

  g_action_map_add_action (G_ACTION_MAP (self), G_ACTION (action));
}

/** scope_window_install_actions: adds the actions of this file */
void
scope_window_install_actions (ScopeWindow *self)
{
  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  add_property_action (self, "left-pane", self->left_flap, "reveal-flap");
  add_property_action (self, "right-pane", self->right_flap, "reveal-flap");
  add_property_action (self, "drawer", self->drawer_bin, "visible");
}
