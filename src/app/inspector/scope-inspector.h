/* The right pane: properties, maps and weights of the selected layer; with nothing selected the named block that is looked
 * into, or training settings. */
#pragma once
#include <adwaita.h>
#include "scope-session.h"

G_BEGIN_DECLS

#define SCOPE_TYPE_INSPECTOR (scope_inspector_get_type ())
G_DECLARE_FINAL_TYPE (ScopeInspector, scope_inspector, SCOPE, INSPECTOR, GtkWidget)

GtkWidget *scope_inspector_new    (ScopeSession   *session);
void       scope_inspector_show   (ScopeInspector *self,
                                   const char     *page);
void       scope_inspector_rename (ScopeInspector *self);
void       scope_inspector_look   (ScopeInspector *self,
                                   const char     *base);
void       scope_inspector_define (ScopeInspector *self,
                                   const char     *name);

G_END_DECLS
