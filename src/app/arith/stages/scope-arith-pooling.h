/* The stage "Pooling": four kinds of pooling side by side, and what a shift of the picture changes in each. */
#pragma once
#include <adwaita.h>
#include "figure.h"
#include "scope-arith-state.h"

G_BEGIN_DECLS

#define SCOPE_TYPE_ARITH_POOLING (scope_arith_pooling_get_type ())
G_DECLARE_FINAL_TYPE (ScopeArithPooling, scope_arith_pooling, SCOPE, ARITH_POOLING, AdwBin)

GtkWidget *scope_arith_pooling_new   (ScopeArithState   *state);
void       scope_arith_pooling_pools (ScopeArithPooling *self,
                                      ConvoPools        *pools);

G_END_DECLS
