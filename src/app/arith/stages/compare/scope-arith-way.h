/* How one way of the stage "Compare" comes to its output: windows above each other, or branches beside each other. */
#pragma once
#include "compare.h"
#include "scope-view.h"

G_BEGIN_DECLS

#define SCOPE_TYPE_ARITH_WAY (scope_arith_way_get_type ())
G_DECLARE_FINAL_TYPE (ScopeArithWay, scope_arith_way, SCOPE, ARITH_WAY, ScopeView)

GtkWidget *scope_arith_way_new (const ConvoComparison *comparison,
                                const ConvoWay        *way);

G_END_DECLS
