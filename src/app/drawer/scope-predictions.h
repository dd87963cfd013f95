/* The drawer's page "Predictions": the test picture with its likeliest classes, and the confusion matrix. */
#pragma once
#include <adwaita.h>
#include "scope-session.h"

G_BEGIN_DECLS

#define SCOPE_TYPE_PREDICTIONS (scope_predictions_get_type ())
G_DECLARE_FINAL_TYPE (ScopePredictions, scope_predictions, SCOPE, PREDICTIONS, AdwBin)

GtkWidget  *scope_predictions_new   (ScopeSession     *session);
const char *scope_predictions_score (ScopePredictions *self);

G_END_DECLS
