/* Places for items: those of the document, else remembered ones, else found by the layered layout. */
#pragma once
#include "scope-scene.h"

G_BEGIN_DECLS

void  scope_layout_place       (ScopeScene *scene,
                                GHashTable *places,
                                double      view_height,
                                gboolean    arrange);
void  scope_layout_settle      (ScopeScene *scene);
gboolean scope_layout_near     (double      host_x,
                                double      expected_y,
                                double      x,
                                double      y);

G_END_DECLS
