/* The first card of the stage "Backward": the upstream gradient, where it comes from, the loss. */
#pragma once
#include <adwaita.h>
#include "scope-arith-state.h"

G_BEGIN_DECLS

#define SCOPE_TYPE_ARITH_ARRIVAL (scope_arith_arrival_get_type ())
G_DECLARE_FINAL_TYPE (ScopeArithArrival, scope_arith_arrival, SCOPE, ARITH_ARRIVAL, AdwBin)

GtkWidget *scope_arith_arrival_new    (ScopeArithState   *state);
void       scope_arith_arrival_update (ScopeArithArrival *self,
                                       gboolean           hide_outcome);

G_END_DECLS
