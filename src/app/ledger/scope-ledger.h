/* The ledger popover: where a number comes from, step by step, with this layer's values. */
#pragma once
#include <adwaita.h>
#include "report.h"

G_BEGIN_DECLS

GtkWidget *scope_ledger_new     (const ConvoReport *report,
                                 const char        *path,
                                 ConvoNumber        first);
char      *scope_ledger_text    (const ConvoReport *report,
                                 const char        *path);
void       scope_ledger_popup   (GtkWidget         *parent,
                                 const GdkRectangle *at,
                                 const ConvoReport *report,
                                 const char        *path,
                                 ConvoNumber        first);

G_END_DECLS
