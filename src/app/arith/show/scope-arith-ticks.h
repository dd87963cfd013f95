/* Ticks below a slider that do not catch it: a mark of GtkScale would, and cells between two marks could not be reached. */
#pragma once
#include "scope-view.h"

G_BEGIN_DECLS

#define SCOPE_TYPE_ARITH_TICKS (scope_arith_ticks_get_type ())
G_DECLARE_FINAL_TYPE (ScopeArithTicks, scope_arith_ticks, SCOPE, ARITH_TICKS, ScopeView)

GtkWidget *scope_arith_ticks_new (GtkRange        *range);
void       scope_arith_ticks_set (ScopeArithTicks *self,
                                  gint64           every);

G_END_DECLS
