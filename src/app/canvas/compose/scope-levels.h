/* What is shown of a document: its nodes, and those of every composite that is unfolded. For scope-scene.c. */
#pragma once
#include "scope-scene.h"

G_BEGIN_DECLS

void scope_scene_add_levels    (ScopeScene *self);
void scope_scene_collect_wires (ScopeScene *self);

G_END_DECLS
