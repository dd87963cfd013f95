/* The application's entry: language, then the application object. */
#include <glib/gi18n.h>
#include <locale.h>

#include "config.h"
#include "scope-application.h"
#include "scope-settings.h"

int
main (int argc, char *argv[])
{
  g_autoptr(ScopeApplication) app = NULL;
  const gboolean build = scope_runs_from_build () && g_file_test (CONVO_BUILD_LOCALE_DIR, G_FILE_TEST_IS_DIR);

  setlocale (LC_ALL, "");
  bindtextdomain (CONVO_GETTEXT_PACKAGE, build ? CONVO_BUILD_LOCALE_DIR : CONVO_LOCALE_DIR);
  bind_textdomain_codeset (CONVO_GETTEXT_PACKAGE, "UTF-8");
  textdomain (CONVO_GETTEXT_PACKAGE);

  app = scope_application_new ();
  return g_application_run (G_APPLICATION (app), argc, argv);
}
