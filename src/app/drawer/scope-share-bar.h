/* A bar in a cell of the Layers table. */
#pragma once
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SCOPE_TYPE_SHARE_BAR (scope_share_bar_get_type ())
G_DECLARE_FINAL_TYPE (ScopeShareBar, scope_share_bar, SCOPE, SHARE_BAR, GtkWidget)

GtkWidget *scope_share_bar_new (void);
void       scope_share_bar_set (ScopeShareBar *self,
                                double         share);

G_END_DECLS
