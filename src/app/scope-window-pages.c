/* The window's pages: the network, and the Models page above it. Pages are made when they are first seen. */
#include "scope-window-private.h"

#include <glib/gi18n.h>

#include "scope-gallery.h"

static const char *const editor_only[] = { "undo", "redo", "rename", "arrange", "zoom-in", "zoom-out", "zoom-reset", "zoom-fit" };

static gboolean
shows_editor (ScopeWindow *self)
{
  return g_strcmp0 (gtk_stack_get_visible_child_name (self->pages), "editor") == 0;
}

/** scope_window_show_page: shows "editor" or another page by its name; what acts on the canvas rests meanwhile */
void
scope_window_show_page (ScopeWindow *self, const char *name)
{
  gtk_stack_set_visible_child_name (self->pages, name);
  for (gsize i = 0; i < G_N_ELEMENTS (editor_only); i++)
    scope_window_enable (self, editor_only[i], shows_editor (self));
  if (!shows_editor (self))
    {
      if (!scope_window_search_page (self))
        gtk_widget_child_focus (gtk_stack_get_visible_child (self->pages), GTK_DIR_TAB_FORWARD);
      return;
    }
  scope_window_update_history (self);
  gtk_window_set_focus (GTK_WINDOW (self), GTK_WIDGET (self->canvas));
}

static void
show_editor (ScopeWindow *self)
{
  scope_window_show_page (self, "editor");
}

static void
open_model (ScopeWindow *self, GFile *file)
{
  show_editor (self);
  scope_window_open_file (self, file);
}

static void
models (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  ScopeWindow *self = data;

  if (self->gallery == NULL)
    {
      self->gallery = scope_gallery_new ();
      g_signal_connect_object (self->gallery, "closed", G_CALLBACK (show_editor), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (self->gallery, "open-model", G_CALLBACK (open_model), self, G_CONNECT_SWAPPED);
      gtk_stack_add_named (self->pages, self->gallery, "models");
    }
  scope_window_show_page (self, "models");
}

/** scope_window_search_page: Returns: whether the page in front has a search of its own, which now has the cursor */
gboolean
scope_window_search_page (ScopeWindow *self)
{
  if (self->gallery == NULL || gtk_stack_get_visible_child (self->pages) != self->gallery)
    return FALSE;
  scope_gallery_search (SCOPE_GALLERY (self->gallery));
  return TRUE;
}

/** scope_window_install_pages: puts the window's content onto the first of its pages */
void
scope_window_install_pages (ScopeWindow *self)
{
  static const GActionEntry entries[] = { { .name = "models", .activate = models } };
  GtkWidget *editor = g_object_ref (adw_application_window_get_content (ADW_APPLICATION_WINDOW (self)));

  adw_application_window_set_content (ADW_APPLICATION_WINDOW (self), NULL);
  self->pages = GTK_STACK (gtk_stack_new ());
  gtk_stack_set_transition_type (self->pages, GTK_STACK_TRANSITION_TYPE_CROSSFADE);
  gtk_stack_set_transition_duration (self->pages, 150);
  gtk_stack_set_vhomogeneous (self->pages, FALSE);
  gtk_stack_set_hhomogeneous (self->pages, FALSE);
  gtk_stack_add_named (self->pages, editor, "editor");
  adw_application_window_set_content (ADW_APPLICATION_WINDOW (self), GTK_WIDGET (self->pages));
  g_object_unref (editor);
  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
}
