/* The bar of predict mode: what is hidden, the score, the last verdict, the results. */
#pragma once
#include <adwaita.h>
#include "predict.h"

G_BEGIN_DECLS

#define SCOPE_TYPE_PREDICT_BAR (scope_predict_bar_get_type ())
G_DECLARE_FINAL_TYPE (ScopePredictBar, scope_predict_bar, SCOPE, PREDICT_BAR, AdwBin)

GtkWidget *scope_predict_bar_new  (ConvoPredict *predict);
void       scope_predict_save     (GtkWindow    *parent,
                                   ConvoPredict *predict,
                                   GtkWidget    *verdict);

G_END_DECLS
