/* One table of actions: it feeds accelerators, the shortcuts window and tooltips. */
#pragma once
#include <gtk/gtk.h>

G_BEGIN_DECLS

void        scope_actions_install_accels (GtkApplication *app);
const char *scope_actions_title          (const char     *action);
char       *scope_actions_tooltip        (const char     *action,
                                          const char     *title);
void        scope_actions_set_tooltips   (GtkWidget      *root);
void        scope_shortcuts_present      (GtkWindow      *parent);

G_END_DECLS
