/* The stage "Derivation": the gradients of a convolution along one axis, step by step, in letters and in numbers. */
#pragma once
#include <adwaita.h>
#include "scope-arith-state.h"

G_BEGIN_DECLS

#define SCOPE_TYPE_ARITH_DERIVATION (scope_arith_derivation_get_type ())
G_DECLARE_FINAL_TYPE (ScopeArithDerivation, scope_arith_derivation, SCOPE, ARITH_DERIVATION, AdwBin)

GtkWidget       *scope_arith_derivation_new   (ScopeArithState      *state);
void             scope_arith_derivation_step  (ScopeArithDerivation *self,
                                               int                   by);
ScopeArithState *scope_arith_derivation_shown (ScopeArithDerivation *self);

G_END_DECLS
