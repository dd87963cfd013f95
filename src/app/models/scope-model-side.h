/* Beside the history map: the selected model with every reading of its error, and the legend. */
#pragma once
#include <adwaita.h>
#include "scope-model.h"

G_BEGIN_DECLS

/** ScopeModelSide: signals "open" (ScopeModel *model) and "compare" (ScopeModel *model) */
#define SCOPE_TYPE_MODEL_SIDE (scope_model_side_get_type ())
G_DECLARE_FINAL_TYPE (ScopeModelSide, scope_model_side, SCOPE, MODEL_SIDE, AdwBin)

GtkWidget *scope_model_side_new  (void);
void       scope_model_side_show (ScopeModelSide *self,
                                  ScopeModel     *model);

G_END_DECLS
