/* A model as a card: miniature, name, year, what it brought, and three numbers. */
#pragma once
#include <adwaita.h>
#include "scope-model.h"

G_BEGIN_DECLS

/** ScopeModelCard: a child of a flow box; signal "compare" (gboolean on): its + was switched */
#define SCOPE_TYPE_MODEL_CARD (scope_model_card_get_type ())
G_DECLARE_FINAL_TYPE (ScopeModelCard, scope_model_card, SCOPE, MODEL_CARD, GtkFlowBoxChild)

GtkWidget  *scope_model_card_new         (ScopeModel     *model);
ScopeModel *scope_model_card_model       (ScopeModelCard *self);
void        scope_model_card_set_compare (ScopeModelCard *self,
                                          gboolean        on);

G_END_DECLS
