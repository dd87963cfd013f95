/* Receptive fields, one layer at a time: for analysis/ only. */
#pragma once
#include "report.h"

G_BEGIN_DECLS

void convo_field_step (const ConvoNetNode           *node,
                       const ConvoSite              *site,
                       const ConvoNodeReport *const *inputs,
                       ConvoNodeReport              *report);
int  convo_field_widest (const ConvoNodeReport *const *inputs,
                         int                           n,
                         int                           axis);

G_END_DECLS
