/* The ledger popover: where a number comes from, step by step, with this layer's values. */
#pragma once
#include <adwaita.h>
#include "predict.h"

G_BEGIN_DECLS

GtkWidget *scope_ledger_new         (ConvoDocument      *document,
                                     const char         *path,
                                     ConvoNumber         first);
void       scope_ledger_fit         (GtkWidget          *popover,
                                     GtkWidget          *parent,
                                     const GdkRectangle *at);
gboolean   scope_ledger_is_ledger   (GtkWidget          *popover);
char      *scope_ledger_text        (ConvoDocument      *document,
                                     const char         *path);
void       scope_ledger_popup       (GtkWidget          *parent,
                                     const GdkRectangle *at,
                                     ConvoDocument      *document,
                                     const char         *path,
                                     ConvoNumber         first);
void       scope_ledger_drop_hidden (ConvoLedger        *ledger,
                                     ConvoDocument      *document,
                                     const char         *path);

G_END_DECLS
