/* Predicting in the arithmetic view: results are hidden until they are typed; the score, and the table for a teacher. */
#pragma once
#include <adwaita.h>
#include "predict.h"
#include "scope-arith-state.h"

G_BEGIN_DECLS

/**
 * ScopeArithAsked:
 * @SCOPE_ASKED_OUTPUT: an output value
 * @SCOPE_ASKED_WEIGHT: the gradient of a weight
 * @SCOPE_ASKED_PIXEL: the gradient of an input value; all inputs are counted through, see scope_arith_predict_pixel()
 * @SCOPE_ASKED_ROW: a formula of the panel, by its index
 */
typedef enum
{
  SCOPE_ASKED_OUTPUT,
  SCOPE_ASKED_WEIGHT,
  SCOPE_ASKED_PIXEL,
  SCOPE_ASKED_ROW,
} ScopeArithAsked;

/** ScopeArithPredict: a bar below the stage. Signal "changed" (): another number is hidden or known */
#define SCOPE_TYPE_ARITH_PREDICT (scope_arith_predict_get_type ())
G_DECLARE_FINAL_TYPE (ScopeArithPredict, scope_arith_predict, SCOPE, ARITH_PREDICT, AdwBin)

GtkWidget *scope_arith_predict_new          (ScopeArithState   *state,
                                             ConvoPredict      *predict);
gboolean   scope_arith_predict_active       (ScopeArithPredict *self);
void       scope_arith_predict_set_active   (ScopeArithPredict *self,
                                             gboolean           active);
gboolean   scope_arith_predict_hides        (ScopeArithPredict *self,
                                             gint64             output);
void       scope_arith_predict_answer       (ScopeArithPredict *self,
                                             const char        *typed);

/* Any number of the view */
gboolean   scope_arith_predict_hides_at     (ScopeArithPredict *self,
                                             ScopeArithAsked    what,
                                             gint64             index);
void       scope_arith_predict_answer_at    (ScopeArithPredict *self,
                                             ScopeArithAsked    what,
                                             gint64             index,
                                             const char        *typed);
void       scope_arith_predict_look         (ScopeArithPredict *self,
                                             ScopeArithAsked    what);

gint64     scope_arith_predict_pixel        (ScopeArithPredict *self,
                                             gint64             pixel);

/* Formulas: those of shapes and counts hide by their kinds */
gboolean   scope_arith_predict_hides_row    (ScopeArithPredict *self,
                                             ConvoNumber        what,
                                             gint64             index);
gboolean   scope_arith_predict_hides_formula (ScopeArithPredict    *self,
                                              const ConvoLedgerRow *row,
                                              gint64                index);
gboolean   scope_arith_predict_hides_shape  (ScopeArithPredict *self);

G_END_DECLS
