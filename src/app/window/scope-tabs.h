/* A row of tabs over a GtkStack: 28 px high, with icons above the words or a badge behind them. */
#pragma once
#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * ScopeTabs:
 *
 * Made from the stack's pages (name, title, icon-name). Property: "icons" (boolean: icons above the words, all tabs of
 * one width).
 */
#define SCOPE_TYPE_TABS (scope_tabs_get_type ())
G_DECLARE_FINAL_TYPE (ScopeTabs, scope_tabs, SCOPE, TABS, GtkBox)

void scope_tabs_set_stack (ScopeTabs  *self,
                           GtkStack   *stack);
void scope_tabs_set_badge (ScopeTabs  *self,
                           const char *page,
                           guint       count,
                           gboolean    error);

G_END_DECLS
