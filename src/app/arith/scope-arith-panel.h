/* The panel beside the stage: sliders for every setting, the windows along one axis, and the formulas with their numbers. */
#pragma once
#include <adwaita.h>
#include "scope-arith-predict.h"

G_BEGIN_DECLS

#define SCOPE_TYPE_ARITH_PANEL (scope_arith_panel_get_type ())
G_DECLARE_FINAL_TYPE (ScopeArithPanel, scope_arith_panel, SCOPE, ARITH_PANEL, AdwBin)

GtkWidget *scope_arith_panel_new (ScopeArithState   *state,
                                  ScopeArithPredict *predict);

G_END_DECLS
