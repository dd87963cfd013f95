/* The drawer's page "Training": loss, accuracy and learning rate of the run. */
#pragma once
#include <adwaita.h>
#include "scope-chart.h"
#include "scope-session.h"

G_BEGIN_DECLS

#define SCOPE_TYPE_CURVES (scope_curves_get_type ())
G_DECLARE_FINAL_TYPE (ScopeCurves, scope_curves, SCOPE, CURVES, GtkWidget)

GtkWidget  *scope_curves_new           (ScopeSession *session);
void        scope_curves_set_smoothing (ScopeCurves  *self,
                                        double        smoothing);
ScopeChart *scope_curves_loss          (ScopeCurves  *self);

G_END_DECLS
