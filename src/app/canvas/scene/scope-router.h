/* Ways for the wires of one level between its blocks: on lines that no other wire lies on. No widgets. */
#pragma once
#include "scope-scene.h"

G_BEGIN_DECLS

/**
 * ScopeRoom:
 * @above: [items]: how much more room the wires want above a block, in canvas units
 * @below: [items]: likewise below it
 * @top: likewise under the header of the level's frame
 * @bottom: likewise at the frame's lower edge
 *
 * What wires would need so that none lies on another.
 */
typedef struct
{
  double *above, *below;
  double top, bottom;
} ScopeRoom;

#define SCOPE_FAULT_BLOCK 100   /* of a way: a piece of it runs through a block */
#define SCOPE_FAULT_WIRE 1      /* or lies on another wire */

typedef struct _ScopeRouter ScopeRouter;

ScopeRouter *scope_router_new      (const ScopeScene *scene,
                                    int               level,
                                    ScopeRoom        *room);
void         scope_router_free     (ScopeRouter      *self);
void         scope_router_take     (ScopeRouter      *self,
                                    const ScopeWire  *wire);
void         scope_router_reserve  (ScopeRouter      *self,
                                    const ScopeWire  *wire);
gboolean     scope_router_straight (ScopeRouter      *self,
                                    ScopeWire        *wire);
gboolean     scope_router_turn     (ScopeRouter      *self,
                                    ScopeWire        *wire);
double       scope_router_lane     (ScopeRouter      *self,
                                    ScopeWire        *wire);
double       scope_router_bus      (const ScopeRouter *self,
                                    const ScopeWire  *wire);
int          scope_router_faults   (const ScopeRouter *self,
                                    const ScopeWire  *wire);
gboolean     scope_router_around   (const ScopeRouter *self,
                                    ScopeWire        *wire);
gboolean     scope_router_is_free  (const ScopeRouter *self,
                                    double            x,
                                    double            y);

double       scope_wire_stub       (graphene_point_t  from,
                                    graphene_point_t  to);
void         scope_wire_corners    (ScopeWire        *wire,
                                    graphene_point_t  from,
                                    graphene_point_t  to,
                                    double            lane,
                                    double            low,
                                    double            high);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ScopeRouter, scope_router_free)

G_END_DECLS
