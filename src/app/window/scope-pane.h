/* A side pane of a width of its own, which its inner edge changes. */
#pragma once
#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * ScopePane:
 *
 * One child, exactly `extent` pixels wide whatever it would like to be, within `least` and `most`. The edge towards the
 * canvas can be dragged, or moved with the arrow keys. Properties: "child", "extent" (notifies), "least", "most", "at-end".
 */
#define SCOPE_TYPE_PANE (scope_pane_get_type ())
G_DECLARE_FINAL_TYPE (ScopePane, scope_pane, SCOPE, PANE, GtkWidget)

void scope_pane_set_extent (ScopePane *self,
                            int        extent);
int  scope_pane_get_extent (ScopePane *self);

G_END_DECLS
