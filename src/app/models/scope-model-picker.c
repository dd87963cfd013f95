/* A small window in which one network is chosen: a search above a list that fills while the models are read. */
#include "scope-model-picker.h"

#include <glib/gi18n.h>
#include <string.h>

#include "numbers.h"
#include "scope-catalog.h"

struct _ScopeModelPicker
{
  AdwWindow     parent_instance;
  GtkWidget    *title, *search;
  GtkListBox   *list;
  ScopeCatalog *catalog;
};

G_DEFINE_FINAL_TYPE (ScopeModelPicker, scope_model_picker, ADW_TYPE_WINDOW)

enum { PICKED, ANOTHER, N_SIGNALS };
static guint signals[N_SIGNALS];

static ScopeModel *
model_of (GtkListBoxRow *row)
{
  return g_object_get_data (G_OBJECT (row), "model");
}

static void
add_row (ScopeModelPicker *self, ScopeModel *model)
{
  g_autofree char *parameters = convo_number_short (model->totals.parameters), *macs = convo_number_short (model->totals.macs);
  g_autofree char *facts = g_strdup_printf (_("%s parameters, %s MAC"), parameters, macs);
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), model->name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), facts);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_object_set_data_full (G_OBJECT (row), "model", g_object_ref (model), g_object_unref);
  gtk_list_box_append (self->list, row);
}

static gboolean
matches (GtkListBoxRow *row, gpointer data)
{
  ScopeModelPicker *self = data;
  g_autofree char *wanted = g_utf8_casefold (gtk_editable_get_text (GTK_EDITABLE (self->search)), -1);
  g_autofree char *name = g_utf8_casefold (model_of (row)->name, -1);

  return strstr (name, wanted) != NULL || strstr (model_of (row)->id, wanted) != NULL;
}

static int
by_name (GtkListBoxRow *a, GtkListBoxRow *b, gpointer data)
{
  return g_utf8_collate (model_of (a)->name, model_of (b)->name);
}

static void
activated (GtkListBox *list, GtkListBoxRow *row, ScopeModelPicker *self)
{
  g_signal_emit (self, signals[PICKED], 0, model_of (row)->file);
  gtk_window_close (GTK_WINDOW (self));
}

static void
another (ScopeModelPicker *self)
{
  g_signal_emit (self, signals[ANOTHER], 0);
  gtk_window_close (GTK_WINDOW (self));
}

/* Enter in the search takes the first that is left */
static void
search_activated (ScopeModelPicker *self)
{
  gtk_list_box_invalidate_filter (self->list);   /* a search entry speaks late, and Enter may follow the last letter at once */
  for (int i = 0; gtk_list_box_get_row_at_index (self->list, i) != NULL; i++)
    if (gtk_widget_get_child_visible (GTK_WIDGET (gtk_list_box_get_row_at_index (self->list, i))))
      {
        activated (self->list, gtk_list_box_get_row_at_index (self->list, i), self);
        return;
      }
}

static void
scope_model_picker_dispose (GObject *object)
{
  ScopeModelPicker *self = SCOPE_MODEL_PICKER (object);

  if (self->catalog != NULL)
    g_signal_handlers_disconnect_by_data (self->catalog, self);
  g_clear_object (&self->catalog);
  G_OBJECT_CLASS (scope_model_picker_parent_class)->dispose (object);
}

static void
scope_model_picker_class_init (ScopeModelPickerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = scope_model_picker_dispose;
  gtk_widget_class_add_binding_action (GTK_WIDGET_CLASS (klass), GDK_KEY_Escape, 0, "window.close", NULL);
  signals[PICKED] = g_signal_new ("picked", SCOPE_TYPE_MODEL_PICKER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                  G_TYPE_FILE);
  signals[ANOTHER] = g_signal_new ("another", SCOPE_TYPE_MODEL_PICKER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static GtkWidget *
list_new (ScopeModelPicker *self)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_list_box_set_filter_func (self->list, matches, self, NULL);
  gtk_list_box_set_sort_func (self->list, by_name, NULL, NULL);
  gtk_list_box_set_placeholder (self->list, gtk_label_new (_("No model is called so.")));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Models"), -1);
  g_signal_connect (self->list, "row-activated", G_CALLBACK (activated), self);
  g_object_set (scrolled, "hscrollbar-policy", GTK_POLICY_NEVER, "vexpand", TRUE, "child", self->list, NULL);
  return scrolled;
}

static void
scope_model_picker_init (ScopeModelPicker *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), *header = adw_header_bar_new ();
  GtkWidget *button = gtk_button_new_with_mnemonic (_("Another _File…"));

  self->title = adw_window_title_new ("", "");
  self->search = gtk_search_entry_new ();
  g_object_set (self->search, "placeholder-text", _("Search the models"), "margin-start", 12, "margin-end", 12, "margin-bottom", 6, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->search), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Search the models"), -1);
  adw_header_bar_set_title_widget (ADW_HEADER_BAR (header), self->title);
  adw_header_bar_pack_start (ADW_HEADER_BAR (header), button);
  gtk_box_append (GTK_BOX (box), header);
  gtk_box_append (GTK_BOX (box), self->search);
  gtk_box_append (GTK_BOX (box), list_new (self));
  adw_window_set_content (ADW_WINDOW (self), box);
  gtk_window_set_default_size (GTK_WINDOW (self), 420, 520);
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (another), self);
  g_signal_connect_swapped (self->search, "search-changed", G_CALLBACK (gtk_list_box_invalidate_filter), self->list);
  g_signal_connect_swapped (self->search, "activate", G_CALLBACK (search_activated), self);
  g_signal_connect_swapped (self->search, "stop-search", G_CALLBACK (gtk_window_close), self);
  self->catalog = scope_catalog_get ();
  g_signal_connect_object (self->catalog, "added", G_CALLBACK (add_row), self, G_CONNECT_SWAPPED);
  for (guint i = 0; i < scope_catalog_all (self->catalog)->len; i++)
    add_row (self, scope_catalog_all (self->catalog)->pdata[i]);
  scope_catalog_start (self->catalog);
}

/** scope_model_picker_new: @title: what the choice is for. Returns: (transfer none): a modal window, to be presented */
GtkWidget *
scope_model_picker_new (GtkWindow *parent, const char *title)
{
  ScopeModelPicker *self = g_object_new (SCOPE_TYPE_MODEL_PICKER, "transient-for", parent, "modal", TRUE, "title", title, NULL);

  adw_window_title_set_title (ADW_WINDOW_TITLE (self->title), title);
  gtk_window_set_focus (GTK_WINDOW (self), self->search);
  return GTK_WIDGET (self);
}
