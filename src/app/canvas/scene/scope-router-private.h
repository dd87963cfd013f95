/* Inside of the router: what is in the way, for the files that find ways. */
#pragma once
#include "scope-router.h"

G_BEGIN_DECLS

#define SCOPE_APART 12.0         /* between wires of different outputs */
#define SCOPE_TIGHT 6.0          /* where blocks leave no more */
#define SCOPE_CLEAR 5.0          /* of a level run from blocks that it passes */
#define SCOPE_CLEAR_SIDE 8.0     /* of an upright */

typedef enum { SCOPE_UPRIGHT, SCOPE_LEVEL, SCOPE_N_DIRECTIONS } ScopeDirection;

typedef struct { double left, top, right, bottom; } ScopeRouterBox;

/** ScopeRouterRun: a piece of a wire: upright at x = @at, or level at y = @at. @port: whose; @bundle: into which, 0 for none */
typedef struct { double at, from, to; int port, bundle; } ScopeRouterRun;

struct _ScopeRouter
{
  const ScopeScene *scene;
  int level;
  ScopeRoom *room;               /* (nullable) */
  GArray *boxes;
  GHashTable *near[SCOPE_N_DIRECTIONS];   /* shelf → GArray of int: boxes that a line there might meet */
  GHashTable *runs[SCOPE_N_DIRECTIONS];   /* shelf → GArray of ScopeRouterRun */
};

const ScopeRouterBox *scope_router_blocked (const ScopeRouter *self,
                                     ScopeDirection     direction,
                                     double             at,
                                     double             a,
                                     double             b);
gboolean         scope_router_taken (const ScopeRouter *self,
                                     ScopeDirection     direction,
                                     double             at,
                                     double             a,
                                     double             b,
                                     double             apart,
                                     ScopeRouterRun     who);
ScopeRouterRun   scope_router_owner (const ScopeRouter *self,
                                     const ScopeWire   *wire);
graphene_point_t scope_router_begin (const ScopeRouter *self,
                                     const ScopeWire   *wire);
graphene_point_t scope_router_end   (const ScopeRouter *self,
                                     const ScopeWire   *wire);

G_END_DECLS
