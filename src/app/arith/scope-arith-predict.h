/* Predicting in the arithmetic view: results are hidden until they are typed; the score, and the table for a teacher. */
#pragma once
#include <adwaita.h>
#include "scope-arith-state.h"

G_BEGIN_DECLS

/** ScopeArithPredict: a bar below the stage. Signal "changed" (): another cell is hidden or known */
#define SCOPE_TYPE_ARITH_PREDICT (scope_arith_predict_get_type ())
G_DECLARE_FINAL_TYPE (ScopeArithPredict, scope_arith_predict, SCOPE, ARITH_PREDICT, AdwBin)

GtkWidget *scope_arith_predict_new        (ScopeArithState   *state);
gboolean   scope_arith_predict_active     (ScopeArithPredict *self);
void       scope_arith_predict_set_active (ScopeArithPredict *self,
                                           gboolean           active);
gboolean   scope_arith_predict_hides      (ScopeArithPredict *self,
                                           gint64             output);
void       scope_arith_predict_answer     (ScopeArithPredict *self,
                                           const char        *typed);

G_END_DECLS
