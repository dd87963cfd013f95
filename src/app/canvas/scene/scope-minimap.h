/* The whole network small, with the part that is seen: click or drag to go there. */
#pragma once
#include "scope-scene.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SCOPE_TYPE_MINIMAP (scope_minimap_get_type ())
G_DECLARE_FINAL_TYPE (ScopeMinimap, scope_minimap, SCOPE, MINIMAP, GtkWidget)

typedef ScopeScene *(*ScopeMinimapScene) (gpointer data);
typedef void (*ScopeMinimapView) (gpointer data, graphene_rect_t *view);
typedef void (*ScopeMinimapGo) (gpointer data, double x, double y);
typedef gboolean (*ScopeMinimapFault) (int item, gpointer data);

GtkWidget *scope_minimap_new (ScopeMinimapScene scene,
                              ScopeMinimapView  view,
                              ScopeMinimapFault fault,
                              ScopeMinimapGo    go,
                              gpointer          data);

G_END_DECLS
