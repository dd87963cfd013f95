/* The popover that asks for a hidden number. */
#pragma once
#include <adwaita.h>
#include "predict.h"

G_BEGIN_DECLS

GtkWidget  *scope_predict_ask_new  (ConvoPredict *predict,
                                    const char   *key);
const char *scope_verdict_style    (ConvoVerdict  verdict);
void        scope_verdict_show     (GtkWidget    *label,
                                    ConvoVerdict  verdict,
                                    const char   *explanation);

G_END_DECLS
