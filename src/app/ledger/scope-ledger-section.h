/* One number of the ledger: for scope-ledger.c only. */
#pragma once
#include <gtk/gtk.h>
#include "ledger.h"

G_BEGIN_DECLS

GtkWidget *scope_ledger_section_new (const ConvoLedgerRow *row,
                                     gboolean              large,
                                     gboolean              can_change);
char      *scope_ledger_row_text    (const ConvoLedgerRow *row);

G_END_DECLS
