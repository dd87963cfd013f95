/* Settings of each axis on its own: how many axes there are, extents, kernel, stride, and zeros before and after. */
#pragma once
#include <adwaita.h>
#include "scope-arith-state.h"

G_BEGIN_DECLS

#define SCOPE_TYPE_ARITH_AXES (scope_arith_axes_get_type ())
G_DECLARE_FINAL_TYPE (ScopeArithAxes, scope_arith_axes, SCOPE, ARITH_AXES, AdwBin)

GtkWidget *scope_arith_axes_new (ScopeArithState *state);

G_END_DECLS
