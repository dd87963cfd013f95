/* Blocks on their way to new places, when something unfolds, folds or makes room. */
#pragma once
#include "scope-scene.h"

G_BEGIN_DECLS

typedef struct _ScopeMotion ScopeMotion;

ScopeMotion *scope_motion_new         (const ScopeScene *from,
                                       const ScopeScene *to);
void         scope_motion_free        (ScopeMotion      *self);
gboolean     scope_motion_step        (ScopeMotion      *self,
                                       gint64            now);
gboolean     scope_motion_at          (const ScopeMotion *self,
                                       int               item,
                                       graphene_rect_t  *rect);
void         scope_motion_begin_wires (ScopeMotion      *self,
                                       ScopeScene       *scene);
void         scope_motion_end_wires   (ScopeMotion      *self,
                                       ScopeScene       *scene);

G_END_DECLS
