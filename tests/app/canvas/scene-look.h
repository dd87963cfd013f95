/* What is wrong with a scene, as one who looks at it would say. */
#pragma once
#include "scope-scene.h"

/** SceneLook: @model, @how: for messages; @excuse: (nullable): whether a wire has no free way anyhow; counts start at 0 */
typedef struct
{
  const char *model, *how;
  const ScopeScene *scene;
  gboolean (*excuse) (const ScopeScene *scene, const ScopeWire *wire);
  int overlaps, crossings, escapes, shared;
} SceneLook;

graphene_rect_t scene_stack          (const ScopeScene *scene,
                                      int               item);
void            scene_look_at_blocks (SceneLook        *look);
void            scene_look_at_wires  (SceneLook        *look);
