/* The stage "Forward": input, kernel, products, sum, output; what the pointer is on lights up everywhere. */
#pragma once
#include <adwaita.h>
#include "scope-arith-predict.h"

G_BEGIN_DECLS

#define SCOPE_TYPE_ARITH_FORWARD (scope_arith_forward_get_type ())
G_DECLARE_FINAL_TYPE (ScopeArithForward, scope_arith_forward, SCOPE, ARITH_FORWARD, AdwBin)

GtkWidget *scope_arith_forward_new (ScopeArithState   *state,
                                    ScopeArithPredict *predict);
double     scope_arith_forward_arrival  (ScopeArithForward *self);
void       scope_arith_forward_set_pace (ScopeArithForward *self,
                                         double             seconds);
void       scope_arith_forward_set_beat (ScopeArithForward *self,
                                         double             beat);
double     scope_arith_forward_pause    (ScopeArithForward *self,
                                         double             beat);

G_END_DECLS
