/* The drawer below the canvas: layers, training, predictions, problems. */
#pragma once
#include <adwaita.h>
#include "scope-session.h"

G_BEGIN_DECLS

/** ScopeDrawer: signal "problem-chosen" (const char *id): a problem's row was activated */
#define SCOPE_TYPE_DRAWER (scope_drawer_get_type ())
G_DECLARE_FINAL_TYPE (ScopeDrawer, scope_drawer, SCOPE, DRAWER, GtkWidget)

GtkWidget *scope_drawer_new  (ScopeSession *session);
void       scope_drawer_show (ScopeDrawer  *self,
                              const char   *page);

G_END_DECLS
