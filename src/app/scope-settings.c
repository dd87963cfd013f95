/* The application's preferences, also when it runs from the build tree. */
#include "scope-settings.h"

#include <string.h>

#include "config.h"

#define MAX_RECENT 8

/** scope_runs_from_build: Returns: whether this program lies in the folder that it was built in */
gboolean
scope_runs_from_build (void)
{
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);

  return self != NULL && g_str_has_prefix (self, CONVO_BUILD_DIR G_DIR_SEPARATOR_S);
}

/* From the build tree the schema beside it wins: an installed one may be older. */
static GSettingsSchema *
find_schema (void)
{
  GSettingsSchemaSource *standard = g_settings_schema_source_get_default ();
  GSettingsSchema *schema = NULL;

  if (scope_runs_from_build ())
    {
      g_autoptr(GSettingsSchemaSource) source =
        g_settings_schema_source_new_from_directory (CONVO_BUILD_DIR "/resources", standard, FALSE, NULL);
      if (source != NULL)
        schema = g_settings_schema_source_lookup (source, CONVO_APP_ID, FALSE);
    }
  if (schema == NULL && standard != NULL)
    schema = g_settings_schema_source_lookup (standard, CONVO_APP_ID, TRUE);
  return schema;
}

/** scope_settings: Returns: (transfer none): the preferences; the installation is broken without their schema */
GSettings *
scope_settings (void)
{
  static GSettings *settings;

  if (settings == NULL)
    {
      g_autoptr(GSettingsSchema) schema = find_schema ();

      if (schema == NULL)
        g_error ("The settings schema " CONVO_APP_ID " is not installed. Install Convoscope with “ninja install”.");
      settings = g_settings_new_full (schema, NULL, NULL);
    }
  return settings;
}

/** scope_settings_person: Returns: (transfer full): who answers questions: as they call themselves, else as the system does */
char *
scope_settings_person (void)
{
  g_autofree char *person = g_settings_get_string (scope_settings (), "person");

  g_strstrip (person);
  if (*person != '\0')
    return g_steal_pointer (&person);
  return g_strdup (strcmp (g_get_real_name (), "Unknown") != 0 ? g_get_real_name () : g_get_user_name ());
}

/** scope_settings_recent: puts @uri first among the documents opened lately */
void
scope_settings_recent (const char *uri)
{
  g_auto(GStrv) old = g_settings_get_strv (scope_settings (), "recent");
  g_autoptr(GPtrArray) list = g_ptr_array_new ();

  g_ptr_array_add (list, (gpointer) uri);
  for (int i = 0; old[i] != NULL && list->len < MAX_RECENT; i++)
    if (g_strcmp0 (old[i], uri) != 0)
      g_ptr_array_add (list, old[i]);
  g_ptr_array_add (list, NULL);
  g_settings_set_strv (scope_settings (), "recent", (const char *const *) list->pdata);
}
