/* The preferences window. */
#include "scope-preferences.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "scope-settings.h"

static const char *const data_sets[] = { "fashion-mnist", "shapes" };

enum { FOLDER = G_N_ELEMENTS (data_sets) };

static void show_data_set (AdwComboRow *row);

static void
folder_response (GtkNativeDialog *dialog, int response, AdwComboRow *row)
{
  g_autoptr(GFile) file = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog)) : NULL;
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;

  if (path != NULL)
    g_settings_set_string (scope_settings (), "data-set", path);
  show_data_set (row);
  gtk_native_dialog_destroy (dialog);
  g_object_unref (dialog);
}

static void
choose_folder (AdwComboRow *row)
{
  GtkFileChooserNative *dialog =
    gtk_file_chooser_native_new (_("Choose a folder of pictures"), GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (row))),
                                 GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER, NULL, NULL);

  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect_object (dialog, "response", G_CALLBACK (folder_response), row, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

static void
data_set_chosen (AdwComboRow *row)
{
  const guint index = adw_combo_row_get_selected (row);

  if (index < FOLDER)
    {
      g_settings_set_string (scope_settings (), "data-set", data_sets[index]);
      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), _("Shapes is taken where Fashion-MNIST is not installed"));
    }
  else
    choose_folder (row);
}

static void
show_data_set (AdwComboRow *row)
{
  g_autofree char *spec = g_settings_get_string (scope_settings (), "data-set");
  guint index = FOLDER;

  for (guint i = 0; i < FOLDER; i++)
    if (g_str_equal (spec, data_sets[i]))
      index = i;
  g_signal_handlers_block_by_func (row, data_set_chosen, NULL);
  adw_combo_row_set_selected (row, index);
  g_signal_handlers_unblock_by_func (row, data_set_chosen, NULL);
  if (index == FOLDER)
    {
      g_autofree char *shown = g_filename_display_name (spec);

      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), shown);
    }
}

static void
color_scheme_chosen (AdwComboRow *row)
{
  g_settings_set_enum (scope_settings (), "color-scheme", adw_combo_row_get_selected (row));
}

/** scope_preferences_present: shows what can be chosen for all documents */
void
scope_preferences_present (GtkWindow *parent)
{
  g_autoptr(GtkBuilder) builder = gtk_builder_new_from_resource ("/org/convoscope/Convoscope/ui/scope-preferences.ui");
  GtkWindow *window = GTK_WINDOW (gtk_builder_get_object (builder, "window"));
  AdwComboRow *data_set = ADW_COMBO_ROW (gtk_builder_get_object (builder, "data_set"));
  AdwComboRow *colors = ADW_COMBO_ROW (gtk_builder_get_object (builder, "color_scheme"));

  adw_combo_row_set_selected (colors, g_settings_get_enum (scope_settings (), "color-scheme"));
  g_signal_connect (colors, "notify::selected", G_CALLBACK (color_scheme_chosen), NULL);
  g_settings_bind (scope_settings (), "threads", gtk_builder_get_object (builder, "threads"), "value", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (scope_settings (), "leave-core", gtk_builder_get_object (builder, "leave_core"), "active",
                   G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (scope_settings (), "niceness", gtk_builder_get_object (builder, "niceness"), "value",
                   G_SETTINGS_BIND_DEFAULT);
  g_signal_connect (data_set, "notify::selected", G_CALLBACK (data_set_chosen), NULL);
  show_data_set (data_set);
  gtk_window_set_transient_for (window, parent);
  gtk_window_present (window);
}
