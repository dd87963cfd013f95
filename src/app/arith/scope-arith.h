/* The arithmetic view: one operation, number by number, forwards and backwards. A page of the window. */
#pragma once
#include <adwaita.h>
#include "scope-arith-state.h"

G_BEGIN_DECLS

/** ScopeArith: signals "closed": back to the network; "message" (const char *text): for a toast */
#define SCOPE_TYPE_ARITH (scope_arith_get_type ())
G_DECLARE_FINAL_TYPE (ScopeArith, scope_arith, SCOPE, ARITH, AdwBin)

GtkWidget       *scope_arith_new   (void);
ScopeArithState *scope_arith_state (ScopeArith *self);

G_END_DECLS
