/* The arithmetic of a layer: a row a number, with the formula that gives it. */
#pragma once
#include <gtk/gtk.h>
#include "predict.h"

G_BEGIN_DECLS

GtkWidget *scope_ledger_list_new (void);
void       scope_ledger_list_set (GtkListBox        *list,
                                  const ConvoLedger *ledger,
                                  ConvoPredict      *predict,
                                  const char        *path);

ConvoNumber scope_ledger_list_number (GtkListBoxRow  *row);

G_END_DECLS
