/* The stage "Compare": two or three ways of doing the same, side by side, with field, parameters and multiplications. */
#pragma once
#include <adwaita.h>

G_BEGIN_DECLS

#define SCOPE_TYPE_ARITH_COMPARE (scope_arith_compare_get_type ())
G_DECLARE_FINAL_TYPE (ScopeArithCompare, scope_arith_compare, SCOPE, ARITH_COMPARE, AdwBin)

GtkWidget  *scope_arith_compare_new  (void);
const char *scope_arith_compare_name (ScopeArithCompare *self);

G_END_DECLS
