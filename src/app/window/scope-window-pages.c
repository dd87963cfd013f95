/* The window's pages: the network; the Models page and the arithmetic view before it. Pages are made when they are first seen. */
#include "scope-window-private.h"

#include <glib/gi18n.h>

#include "scope-arith.h"
#include "scope-gallery.h"
#include "scope-quiz.h"

static const char *const editor_only[] = { "undo", "redo", "rename", "arrange", "zoom-in", "zoom-out", "zoom-reset", "zoom-fit" };

/** scope_window_shows_editor: Returns: whether the network is in front */
gboolean
scope_window_shows_editor (ScopeWindow *self)
{
  return g_strcmp0 (gtk_stack_get_visible_child_name (self->pages), "editor") == 0;
}

/** scope_window_show_page: shows "editor" or another page by its name; what acts on the canvas rests meanwhile */
void
scope_window_show_page (ScopeWindow *self, const char *name)
{
  gtk_stack_set_visible_child_name (self->pages, name);
  for (gsize i = 0; i < G_N_ELEMENTS (editor_only); i++)
    scope_window_enable (self, editor_only[i], scope_window_shows_editor (self));
  if (!scope_window_shows_editor (self))
    {
      if (!scope_window_search_page (self))
        gtk_widget_grab_focus (gtk_stack_get_visible_child (self->pages));
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

  if (scope_window_predicts (self))
    {
      scope_window_toast (self, _("The models and their history tell numbers that are to be predicted. End predict mode first."));
      return;
    }
  if (self->gallery == NULL)
    {
      self->gallery = scope_gallery_new ();
      g_signal_connect_object (self->gallery, "closed", G_CALLBACK (show_editor), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (self->gallery, "open-model", G_CALLBACK (open_model), self, G_CONNECT_SWAPPED);
      gtk_stack_add_named (self->pages, self->gallery, "models");
    }
  scope_window_show_page (self, "models");
}

/** scope_window_leave_models: shows the canvas if the models are in front and tell what is to be predicted */
void
scope_window_leave_models (ScopeWindow *self)
{
  if (self->gallery != NULL && gtk_stack_get_visible_child (self->pages) == self->gallery && scope_window_predicts (self))
    show_editor (self);
}

/* ---- the arithmetic view ---- */

/* Index in the net of layer @path; −1: there is none, or it cannot be shown. */
static int
layer_at (ScopeWindow *self, const char *path)
{
  const ConvoReport *report = convo_document_report (scope_session_document (self->session));
  const int index = path != NULL ? convo_net_find (convo_report_net (report), path) : -1;

  if (index < 0 || convo_report_node (report, index)->status != CONVO_STATUS_OK
      || !convo_arith_supports (convo_net_node (convo_report_net (report), index)->kind))
    return -1;
  return index;
}

/* The numbers of a layer lie in a grid that tells the shape of what it reads. Returns: whether that is still to be predicted */
static gboolean
waits_for_input (ScopeWindow *self, const char *path)
{
  g_autofree char *words = NULL;

  if (path == NULL || !convo_predict_hides_input (convo_predict_of (scope_session_document (self->session)), path))
    return FALSE;
  words = g_strdup_printf (_("First predict the shape of what %s reads: its numbers would tell it."), path);
  scope_window_toast (self, words);
  return TRUE;
}

/* Returns: whether the selected layer is shown; a toast says why not, if one is selected */
static gboolean
open_layer (ScopeWindow *self, int node)
{
  const ConvoReport *report = convo_document_report (scope_session_document (self->session));
  g_autoptr(GError) error = NULL;

  if (node < 0)
    return FALSE;
  if (scope_arith_show_layer (SCOPE_ARITH (self->arith), convo_net_node (convo_report_net (report), node)->path, &error))
    return TRUE;
  scope_window_toast (self, error->message);
  return FALSE;
}

static void
predict (GSimpleAction *action, GVariant *parameter, gpointer self)
{
  gtk_window_present (GTK_WINDOW (scope_quiz_new (GTK_WINDOW (self))));
}

/* Why there is nothing to take apart in what is selected, and what to select instead. */
static void
say_why_not (ScopeWindow *self, const char *path)
{
  const ConvoReport *report = convo_document_report (scope_session_document (self->session));
  const int index = convo_net_find (convo_report_net (report), path);
  const char *format = index < 0 ? _("“%s” is made of several layers: open it with a double click and select one of them.")
                       : convo_report_node (report, index)->status != CONVO_STATUS_OK
                         ? _("“%s” has a problem, so it has no numbers yet: its block tells what to do.")
                         : _("“%s” has no products or sums: select a convolution, a pooling or another layer.");
  g_autofree char *text = g_strdup_printf (format, path);

  scope_window_toast (self, text);
}

/** scope_window_open_questions: asks the questions of the set @file; what is wrong with it stands where the verdict does */
void
scope_window_open_questions (ScopeWindow *self, GFile *file)
{
  GtkWidget *quiz = scope_quiz_new (GTK_WINDOW (self));

  gtk_window_present (GTK_WINDOW (quiz));
  scope_quiz_open (SCOPE_QUIZ (quiz), file);
}

/* @path: (nullable): the layer that is shown, if it can be */
static void
show_arithmetic (ScopeWindow *self, const char *path)
{
  if (waits_for_input (self, path))
    return;
  if (self->arith == NULL)
    {
      self->arith = scope_arith_new (self->session);
      g_signal_connect_object (self->arith, "message", G_CALLBACK (scope_window_toast), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (self->arith, "closed", G_CALLBACK (show_editor), self, G_CONNECT_SWAPPED);
      gtk_stack_add_named (self->pages, self->arith, "arithmetic");
    }
  if (!open_layer (self, layer_at (self, path)))
    scope_arith_show_free (SCOPE_ARITH (self->arith));
  scope_window_show_page (self, "arithmetic");
  if (path != NULL && layer_at (self, path) < 0)      /* on that page, where it is read */
    say_why_not (self, path);
}

/* Of the one selected layer */
static void
arithmetic (GSimpleAction *action, GVariant *parameter, gpointer self)
{
  GPtrArray *selection = convo_document_selection (scope_session_document (((ScopeWindow *) self)->session));

  show_arithmetic (self, selection->len == 1 ? selection->pdata[0] : NULL);
}

static void
arithmetic_of (GSimpleAction *action, GVariant *parameter, gpointer self)
{
  show_arithmetic (self, g_variant_get_string (parameter, NULL));
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
  static const GActionEntry entries[] = { { .name = "models", .activate = models },
                                          { .name = "arithmetic", .activate = arithmetic },
                                          { .name = "arithmetic-of", .activate = arithmetic_of, .parameter_type = "s" },
                                          { .name = "predict", .activate = predict } };
  GtkWidget *editor = g_object_ref (adw_application_window_get_content (ADW_APPLICATION_WINDOW (self)));

  adw_application_window_set_content (ADW_APPLICATION_WINDOW (self), NULL);
  self->pages = GTK_STACK (gtk_stack_new ());
  gtk_stack_set_transition_type (self->pages, GTK_STACK_TRANSITION_TYPE_CROSSFADE);
  gtk_stack_set_transition_duration (self->pages, 150);
  gtk_stack_set_vhomogeneous (self->pages, FALSE);
  gtk_stack_set_hhomogeneous (self->pages, FALSE);
  gtk_stack_add_named (self->pages, editor, "editor");
  self->page_toasts = ADW_TOAST_OVERLAY (adw_toast_overlay_new ());
  adw_toast_overlay_set_child (self->page_toasts, GTK_WIDGET (self->pages));
  adw_application_window_set_content (ADW_APPLICATION_WINDOW (self), GTK_WIDGET (self->page_toasts));
  g_object_unref (editor);
  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
}
