/* The window's files: new, open, save, recent ones, and the question before changes are lost. */
#include "scope-window-private.h"

#include <glib/gi18n.h>

#include "convo-file.h"
#include "scope-settings.h"

typedef void (*Then) (ScopeWindow *self, gpointer data);

/* What to do once changes are saved or given up. */
typedef struct
{
  ScopeWindow   *self;
  Then           then;
  gpointer       data;
  GDestroyNotify destroy;
} Next;

static void
next_free (Next *next)
{
  if (next->destroy != NULL)
    next->destroy (next->data);
  g_object_unref (next->self);
  g_free (next);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Next, next_free)

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

/* ---- saving ---- */

static void
remember (ScopeWindow *self, GFile *file)
{
  g_autofree char *uri = g_file_get_uri (file);

  scope_settings_recent (uri);
  g_settings_set_string (scope_settings (), "last-document", uri);
  gtk_recent_manager_add_item (gtk_recent_manager_get_default (), uri);
  scope_window_update_open_menu (self);
}

static void
saved (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(Next) next = data;
  ScopeWindow *self = next->self;
  g_autoptr(GError) error = NULL;

  if (!convo_document_save_finish (CONVO_DOCUMENT (source), result, &error))
    {
      if (!was_cancelled (error))
        scope_window_toast (self, error->message);
      return;
    }
  remember (self, convo_document_file (document_of (self)));
  scope_window_update_title (self);
  if (next->then != NULL)
    next->then (self, next->data);
}

static Next *
next_new (ScopeWindow *self, Then then, gpointer data, GDestroyNotify destroy)
{
  Next *next = g_new (Next, 1);

  *next = (Next) { g_object_ref (self), then, data, destroy };
  return next;
}

/* The models that come with the program are not written over: a lecturer's next class needs them as they are. */
static gboolean
may_write (GFile *file)
{
  g_autoptr(GPtrArray) models = convo_model_list ();

  for (guint i = 0; i < models->len; i++)
    if (g_file_equal (file, models->pdata[i]))
      return FALSE;
  return TRUE;
}

static void
save_to (ScopeWindow *self, GFile *file)
{
  g_autoptr(Next) kept = g_object_steal_data (G_OBJECT (self), "after-save");
  Next *next = kept != NULL ? g_steal_pointer (&kept) : next_new (self, NULL, NULL, NULL);

  scope_window_save_weights_beside (self, file);
  convo_document_save_async (document_of (self), file, self->cancellable, saved, next);
}

static void
save_as_chosen (ScopeWindow *self, GFile *file)
{
  g_autofree char *uri = g_file_get_uri (file);
  g_autofree char *named = g_str_has_suffix (uri, ".convo") ? g_strdup (uri) : g_strconcat (uri, ".convo", NULL);
  g_autoptr(GFile) target = g_file_new_for_uri (named);

  save_to (self, target);
}

static void
save_as (GSimpleAction *action, GVariant *parameter, gpointer self)
{
  scope_window_choose_file (self, _("Save the network"), TRUE, ".convo", _("Convoscope documents"), save_as_chosen);
}

static void
save (GSimpleAction *action, GVariant *parameter, gpointer self)
{
  GFile *file = convo_document_file (document_of (self));

  if (file != NULL && may_write (file))
    save_to (self, file);
  else
    save_as (NULL, NULL, self);
}

/* ---- the question ---- */

static void
answered (AdwMessageDialog *dialog, const char *response, gpointer data)
{
  g_autoptr(Next) next = data;
  ScopeWindow *self = next->self;

  if (g_str_equal (response, "discard"))
    next->then (self, next->data);
  else if (g_str_equal (response, "save"))
    {
      g_object_set_data_full (G_OBJECT (self), "after-save", g_steal_pointer (&next), (GDestroyNotify) next_free);
      save (NULL, NULL, self);
    }
}

/* Calls @then at once, or after the question whether to save; not at all if the answer is Cancel. */
static void
ask_first (ScopeWindow *self, Then then, gpointer data, GDestroyNotify destroy)
{
  Next *next = next_new (self, then, data, destroy);
  const gboolean modified = convo_document_modified (document_of (self));
  GtkWidget *dialog;

  if (!modified && !self->weights_unsaved)
    {
      then (self, data);
      next_free (next);
      return;
    }
  dialog = adw_message_dialog_new (GTK_WINDOW (self), _("Save changes?"), NULL);
  adw_message_dialog_format_body (ADW_MESSAGE_DIALOG (dialog),
                                  modified ? _("“%s” has changes that are not saved. They will be lost if you do not save them.")
                                           : _("The trained weights of “%s” are not saved. They will be lost if you do not save them."),
                                  convo_graph_name (convo_document_graph (document_of (self))));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"), "discard", _("_Discard"),
                                    "save", _("_Save"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "discard", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "save", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "save");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect (dialog, "response", G_CALLBACK (answered), next);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
close_now (ScopeWindow *self, gpointer data)
{
  self->closing = TRUE;
  gtk_window_close (GTK_WINDOW (self));
}

/** scope_window_ask_to_close: Returns: %TRUE if a question was asked: the window closes after its answer */
gboolean
scope_window_ask_to_close (ScopeWindow *self)
{
  if (!convo_document_modified (document_of (self)) && !self->weights_unsaved)
    return FALSE;
  ask_first (self, close_now, NULL, NULL);
  return TRUE;
}

/* ---- opening ---- */

typedef struct
{
  ScopeWindow *self;
  GFile       *file;
} Opening;

static void
opening_free (Opening *opening)
{
  g_object_unref (opening->self);
  g_object_unref (opening->file);
  g_free (opening);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Opening, opening_free)

static void
loaded (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(Opening) opening = data;
  ScopeWindow *self = opening->self;
  g_autoptr(GError) error = NULL;
  GFile *file;

  if (!convo_document_load_finish (CONVO_DOCUMENT (source), result, &error))
    {
      if (!was_cancelled (error))
        scope_window_toast_file (self, error->message, opening->file);
      return;
    }
  file = convo_document_file (document_of (self));
  self->weights_unsaved = FALSE;
  convo_document_select_one (document_of (self), NULL);
  remember (self, file);
  scope_window_load_weights_beside (self, file);
  scope_window_offer_recovery (self);
  scope_canvas_zoom_fit (self->canvas);
  scope_window_update_title (self);
}

static void
open_now (ScopeWindow *self, gpointer file)
{
  Opening *opening = g_new0 (Opening, 1);

  *opening = (Opening) { g_object_ref (self), g_object_ref (file) };
  convo_trainer_stop (scope_session_trainer (self->session));
  convo_document_load_async (document_of (self), file, self->cancellable, loaded, opening);
}

/** scope_window_is_questions: Returns: whether @file is named as a set of questions is, not as a network */
gboolean
scope_window_is_questions (GFile *file)
{
  g_autofree char *name = g_file_get_basename (file), *lower = name != NULL ? g_ascii_strdown (name, -1) : NULL;

  return lower != NULL && g_str_has_suffix (lower, ".json");
}

/** scope_window_open_file: opens @file in this window; asks about unsaved changes first. A set of questions is asked beside it */
void
scope_window_open_file (ScopeWindow *self, GFile *file)
{
  if (scope_window_is_questions (file))
    {
      scope_window_open_questions (self, file);
      return;
    }
  if (scope_session_data_spec (self->session) == NULL)
    scope_session_open_data (self->session, scope_data_page_default ());
  ask_first (self, open_now, g_object_ref (file), g_object_unref);
}

/** scope_window_open_first: what the window shows at start: the last document, or LeNet */
void
scope_window_open_first (ScopeWindow *self)
{
  g_autofree char *uri = g_settings_get_string (scope_settings (), "last-document");
  g_autoptr(GFile) last = *uri != '\0' ? g_file_new_for_uri (uri) : NULL;
  g_autoptr(GFile) model = NULL;

  if (last != NULL && g_file_is_native (last) && g_file_query_exists (last, NULL))
    scope_window_open_file (self, last);
  else if ((model = convo_model_find ("lenet5", NULL)) != NULL)
    scope_window_open_file (self, model);
}

/* Of several files the first: a window holds one network */
static gboolean
dropped (ScopeWindow *self, const GValue *value)
{
  GSList *files = gdk_file_list_get_files (g_value_get_boxed (value));

  if (files != NULL)
    scope_window_open_file (self, files->data);
  return files != NULL;
}

/** scope_window_install_drop: files may be let fall onto the window */
void
scope_window_install_drop (ScopeWindow *self)
{
  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  g_signal_connect_swapped (target, "drop", G_CALLBACK (dropped), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}

static void
open_chosen (ScopeWindow *self, GFile *file)
{
  scope_window_open_file (self, file);
}

static void
open_dialog (GSimpleAction *action, GVariant *parameter, gpointer self)
{
  scope_window_choose_file (self, _("Open a network"), FALSE, ".convo", _("Convoscope documents"), open_chosen);
}

static void
open_uri (GSimpleAction *action, GVariant *parameter, gpointer self)
{
  g_autoptr(GFile) file = g_file_new_for_uri (g_variant_get_string (parameter, NULL));

  scope_window_open_file (self, file);
}

/* A new network begins with a picture of the data set's size: something to hang layers on. */
static ConvoGraph *
empty_graph (ScopeWindow *self)
{
  ConvoDataset *dataset = scope_session_dataset (self->session);
  g_autoptr(ConvoGraph) plain = convo_graph_new (_("Untitled"));
  g_autofree char *id = NULL;
  g_autoptr(ConvoGraph) graph = convo_graph_add (plain, "input", 0, 0, &id, NULL);

  if (graph == NULL)
    return g_steal_pointer (&plain);
  if (dataset != NULL)
    {
      const ConvoShape *shape = convo_dataset_shape (dataset);
      g_autoptr(JsonNode) value = json_node_alloc ();
      g_autoptr(JsonArray) extents = json_array_new ();
      ConvoGraph *sized;

      for (int i = 0; i < shape->rank; i++)
        json_array_add_int_element (extents, shape->dim[i]);
      json_node_init_array (value, extents);
      sized = convo_graph_set_property (graph, id, "shape", value, NULL);
      if (sized != NULL)
        return sized;
    }
  return g_steal_pointer (&graph);
}

static void
new_now (ScopeWindow *self, gpointer data)
{
  convo_trainer_stop (scope_session_trainer (self->session));
  convo_document_reset (document_of (self), empty_graph (self), NULL);
  self->weights_unsaved = FALSE;
  scope_canvas_zoom_fit (self->canvas);
}

static void
new_document (GSimpleAction *action, GVariant *parameter, gpointer self)
{
  ask_first (self, new_now, NULL, NULL);
}

/* ---- the menu ---- */

static char *
file_label (GFile *file)
{
  g_autofree char *base = g_file_get_basename (file);
  char *dot = g_str_has_suffix (base, ".convo") ? strrchr (base, '.') : NULL;

  if (dot != NULL)
    *dot = '\0';
  return g_steal_pointer (&base);
}

static void
append_file (GMenu *menu, GFile *file)
{
  g_autofree char *uri = g_file_get_uri (file);
  g_autofree char *label = file_label (file);
  g_auto(GStrv) parts = g_strsplit (label, "_", -1);
  g_autofree char *escaped = g_strjoinv ("__", parts);
  g_autoptr(GMenuItem) item = g_menu_item_new (escaped, NULL);

  g_menu_item_set_action_and_target (item, "win.open-uri", "s", uri);
  g_menu_append_item (menu, item);
}

static GMenu *
list_models (void)
{
  g_autoptr(GPtrArray) list = convo_model_list ();
  GMenu *menu = g_menu_new ();

  for (guint i = 0; i < list->len; i++)
    append_file (menu, list->pdata[i]);
  return menu;
}

static GMenu *
list_recent (void)
{
  g_auto(GStrv) uris = g_settings_get_strv (scope_settings (), "recent");
  GMenu *menu = g_menu_new ();

  for (int i = 0; uris[i] != NULL; i++)
    {
      g_autoptr(GFile) file = g_file_new_for_uri (uris[i]);

      if (may_write (file) && g_file_is_native (file) && g_file_query_exists (file, NULL))
        append_file (menu, file);
    }
  return menu;
}

/**
 * scope_window_update_open_menu:
 *
 * Models of the program, then documents opened lately. The menu's widgets follow its model, and there are many models: only the
 * section that can change is put in anew.
 */
void
scope_window_update_open_menu (ScopeWindow *self)
{
  GMenuModel *shown = adw_split_button_get_menu_model (self->open_button);
  g_autoptr(GMenu) recent = list_recent ();

  if (shown == NULL)
    {
      g_autoptr(GMenu) menu = g_menu_new (), models = list_models ();

      g_menu_append_section (menu, _("Models"), G_MENU_MODEL (models));
      adw_split_button_set_menu_model (self->open_button, G_MENU_MODEL (menu));
      shown = G_MENU_MODEL (menu);
    }
  if (g_menu_model_get_n_items (shown) > 1)
    g_menu_remove (G_MENU (shown), 1);
  if (g_menu_model_get_n_items (G_MENU_MODEL (recent)) > 0)
    g_menu_append_section (G_MENU (shown), _("Recent"), G_MENU_MODEL (recent));
}

static const GActionEntry entries[] = {
  { .name = "new", .activate = new_document },
  { .name = "open", .activate = open_dialog },
  { .name = "open-uri", .activate = open_uri, .parameter_type = "s" },
  { .name = "save", .activate = save },
  { .name = "save-as", .activate = save_as },
};

/** scope_window_install_files: adds the actions of this file and fills the Open menu */
void
scope_window_install_files (ScopeWindow *self)
{
  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  scope_window_update_open_menu (self);
}
