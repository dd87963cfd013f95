/* The application object: windows, files from the command line, colour scheme. */
#include "scope-application.h"

#include <glib/gi18n.h>

#include "config.h"
#include "layers.h"
#include "scope-about.h"
#include "scope-actions.h"
#include "scope-preferences.h"
#include "scope-renderer.h"
#include "scope-settings.h"
#include "scope-window.h"

struct _ScopeApplication
{
  AdwApplication parent_instance;
};

G_DEFINE_FINAL_TYPE (ScopeApplication, scope_application, ADW_TYPE_APPLICATION)

static void
preferences (GSimpleAction *action, GVariant *parameter, gpointer app)
{
  scope_preferences_present (gtk_application_get_active_window (app));
}

static void
shortcuts (GSimpleAction *action, GVariant *parameter, gpointer app)
{
  scope_shortcuts_present (gtk_application_get_active_window (app));
}

static void
about (GSimpleAction *action, GVariant *parameter, gpointer app)
{
  scope_about_present (gtk_application_get_active_window (app));
}

/* Closing asks about unsaved changes; so quitting is closing every window. */
static void
quit (GSimpleAction *action, GVariant *parameter, gpointer app)
{
  g_autoptr(GList) windows = g_list_copy (gtk_application_get_windows (app));

  for (GList *l = windows; l != NULL; l = l->next)
    gtk_window_close (l->data);
}

static void
new_window (GSimpleAction *action, GVariant *parameter, gpointer app)
{
  ScopeWindow *window = scope_window_new (app);

  scope_window_open_first (window);
  gtk_window_present (GTK_WINDOW (window));
}

static const GActionEntry entries[] = {
  { .name = "preferences", .activate = preferences },
  { .name = "shortcuts", .activate = shortcuts },
  { .name = "about", .activate = about },
  { .name = "new-window", .activate = new_window },
  { .name = "quit", .activate = quit },
};

static void
apply_color_scheme (void)
{
  static const AdwColorScheme schemes[] = { ADW_COLOR_SCHEME_DEFAULT, ADW_COLOR_SCHEME_FORCE_LIGHT, ADW_COLOR_SCHEME_FORCE_DARK };
  int chosen = g_settings_get_enum (scope_settings (), "color-scheme");

  adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                      schemes[CLAMP (chosen, 0, (int) G_N_ELEMENTS (schemes) - 1)]);
}

static void
scope_application_startup (GApplication *app)
{
  G_APPLICATION_CLASS (scope_application_parent_class)->startup (app);

  scope_renderer_choose ();
  scope_renderer_follow_compositor ();
  convo_layers_register ();
  gtk_window_set_default_icon_name (CONVO_APP_ID);
  g_action_map_add_action_entries (G_ACTION_MAP (app), entries, G_N_ELEMENTS (entries), app);
  scope_actions_install_accels (GTK_APPLICATION (app));
  apply_color_scheme ();
  g_signal_connect (scope_settings (), "changed::color-scheme", G_CALLBACK (apply_color_scheme), NULL);
}

static void
scope_application_activate (GApplication *app)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (app));

  if (window == NULL)
    {
      window = GTK_WINDOW (scope_window_new (GTK_APPLICATION (app)));
      scope_window_open_first (SCOPE_WINDOW (window));
    }
  gtk_window_present (window);
}

/* A set of questions is asked before the window that there is */
static void
open_questions (GApplication *app, GFile *file)
{
  if (gtk_application_get_windows (GTK_APPLICATION (app)) == NULL)
    g_application_activate (app);
  for (GList *l = gtk_application_get_windows (GTK_APPLICATION (app)); l != NULL; l = l->next)
    if (SCOPE_IS_WINDOW (l->data))
      {
        scope_window_open_file (l->data, file);
        return;
      }
}

/* One window a network. */
static void
scope_application_open (GApplication *app, GFile **files, int n_files, const char *hint)
{
  for (int i = 0; i < n_files; i++)
    {
      if (scope_window_is_questions (files[i]))
        {
          open_questions (app, files[i]);
          continue;
        }
      ScopeWindow *window = scope_window_new (GTK_APPLICATION (app));

      scope_window_open_file (window, files[i]);
      gtk_window_present (GTK_WINDOW (window));
    }
}

static void
scope_application_class_init (ScopeApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  application_class->startup = scope_application_startup;
  application_class->activate = scope_application_activate;
  application_class->open = scope_application_open;
}

static void
scope_application_init (ScopeApplication *self)
{
}

/** scope_application_new: Returns: (transfer full): the application, to be run */
ScopeApplication *
scope_application_new (void)
{
  return g_object_new (SCOPE_TYPE_APPLICATION,
                       "application-id", CONVO_APP_ID,
                       "flags", G_APPLICATION_HANDLES_OPEN,
                       "resource-base-path", "/org/convoscope/Convoscope",
                       NULL);
}
