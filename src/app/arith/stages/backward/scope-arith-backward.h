/* The stage "Backward": what arrives, the gradient of one weight, the gradient of one pixel, each with its proof. */
#pragma once
#include <adwaita.h>
#include "scope-arith-predict.h"

G_BEGIN_DECLS

#define SCOPE_TYPE_ARITH_BACKWARD (scope_arith_backward_get_type ())
G_DECLARE_FINAL_TYPE (ScopeArithBackward, scope_arith_backward, SCOPE, ARITH_BACKWARD, AdwBin)

GtkWidget *scope_arith_backward_new (ScopeArithState   *state,
                                     ScopeArithPredict *predict);

G_END_DECLS
