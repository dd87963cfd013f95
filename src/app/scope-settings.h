/* The application's preferences, also when it runs from the build tree. */
#pragma once
#include <gio/gio.h>

G_BEGIN_DECLS

gboolean   scope_runs_from_build (void);
GSettings *scope_settings        (void);
char      *scope_settings_person (void);
void       scope_settings_recent (const char *uri);

G_END_DECLS
