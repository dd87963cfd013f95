/* What flows back through the wires: norms of gradients, from the layers of a training to the wires of a scene. */
#pragma once
#include "scope-scene.h"

G_BEGIN_DECLS

/**
 * ScopeFlowState:
 * @SCOPE_FLOW_NONE: nothing is known
 * @SCOPE_FLOW_DEAD: no gradient arrives
 * @SCOPE_FLOW_ALIVE: its place on the scale says how much
 * @SCOPE_FLOW_EXPLODING: far too much, or no number any more
 */
typedef enum
{
  SCOPE_FLOW_NONE,
  SCOPE_FLOW_DEAD,
  SCOPE_FLOW_ALIVE,
  SCOPE_FLOW_EXPLODING,
} ScopeFlowState;

/**
 * ScopeFlow:
 * @n: wires
 * @norms: [n] of each wire: of the parameters in the block it leaves, or in what comes before that; NaN: not known
 * @low: lower end of the logarithmic scale; 1, 2 or 5 times a power of ten
 * @high: upper end
 * @n_dead: wires that are
 * @n_exploding: likewise
 */
typedef struct
{
  int n;
  double *norms;
  double low, high;
  int n_dead, n_exploding;
} ScopeFlow;

ScopeFlow     *scope_flow_new   (const ScopeScene  *scene,
                                 const ConvoReport *report,
                                 const double      *norms);
void           scope_flow_free  (ScopeFlow         *self);
ScopeFlowState scope_flow_at    (const ScopeFlow   *self,
                                 int                wire,
                                 double            *place);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ScopeFlow, scope_flow_free)

G_END_DECLS
