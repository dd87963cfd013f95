/* This layer's windows beside the nearest instructive case: for scope-ledger-section.c only. */
#pragma once
#include <gtk/gtk.h>
#include "ledger.h"

G_BEGIN_DECLS

GtkWidget *scope_ledger_case_new (const ConvoLedgerRow *row);

G_END_DECLS
