/* The canvas's only transformed child: blocks as widgets, wires as colour nodes, and what is drawn while dragging. */
#pragma once
#include "scope-block.h"
#include "scope-flow.h"

G_BEGIN_DECLS

#define SCOPE_TYPE_WORLD (scope_world_get_type ())
G_DECLARE_FINAL_TYPE (ScopeWorld, scope_world, SCOPE, WORLD, GtkWidget)

/** ScopeWireLook: how a wire that is being dragged looks */
typedef enum
{
  SCOPE_WIRE_FREE,
  SCOPE_WIRE_TAKEN,
  SCOPE_WIRE_REFUSED,
} ScopeWireLook;

GtkWidget  *scope_world_new            (void);
void        scope_world_set_scene      (ScopeWorld             *self,
                                        ScopeScene             *scene,
                                        ConvoReport            *report,
                                        const ScopeBlockWords  *words,
                                        gboolean                glide);
void        scope_world_set_words      (ScopeWorld             *self,
                                        const ScopeBlockWords  *words);
void        scope_world_set_flow       (ScopeWorld             *self,
                                        ScopeFlow              *flow);
const ScopeFlow *scope_world_get_flow  (ScopeWorld             *self);
ScopeScene *scope_world_get_scene      (ScopeWorld             *self);
ScopeBlock *scope_world_get_block      (ScopeWorld             *self,
                                        int                     item);
int         scope_world_find           (ScopeWorld             *self,
                                        GtkWidget              *block);
void        scope_world_set_view       (ScopeWorld             *self,
                                        const graphene_rect_t  *view,
                                        double                  zoom);
void        scope_world_move           (ScopeWorld             *self,
                                        const int              *hosts,
                                        const graphene_point_t *places,
                                        int                     n);
void        scope_world_set_hover      (ScopeWorld             *self,
                                        int                     item,
                                        int                     wire,
                                        int                     bundle);
void        scope_world_set_selected_wire (ScopeWorld          *self,
                                        int                     wire);
void        scope_world_set_slot       (ScopeWorld             *self,
                                        const graphene_rect_t  *rect,
                                        const char             *text);
void        scope_world_set_rubber     (ScopeWorld             *self,
                                        const graphene_rect_t  *rect);
void        scope_world_set_drag_wire  (ScopeWorld             *self,
                                        const graphene_point_t *from,
                                        const graphene_point_t *to,
                                        ScopeWireLook           look,
                                        int                     hidden_wire);
void        scope_world_add_home       (ScopeWorld             *self,
                                        const graphene_rect_t  *rect);
void        scope_world_set_copies     (ScopeWorld             *self,
                                        const int              *hosts,
                                        int                     n,
                                        double                  dx,
                                        double                  dy);
void        scope_world_clear_drag     (ScopeWorld             *self);

G_END_DECLS
