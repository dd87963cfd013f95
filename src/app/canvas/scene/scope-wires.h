/* The way of a wire: axis-aligned segments between an output and an input port. */
#pragma once
#include "scope-router.h"

G_BEGIN_DECLS

void     scope_wires_route      (ScopeScene             *scene);
void     scope_wires_route_draft (ScopeScene            *scene);
void     scope_wires_route_moved (ScopeScene            *scene,
                                 const int              *hosts,
                                 int                     n);
void     scope_wires_route_level (ScopeScene             *scene,
                                 int                     level,
                                 ScopeRoom              *room);
int      scope_wires_elbow      (graphene_point_t        from,
                                 graphene_point_t        to,
                                 graphene_point_t       *at);
double   scope_wire_distance    (const ScopeWire        *wire,
                                 double                  x,
                                 double                  y);

G_END_DECLS
