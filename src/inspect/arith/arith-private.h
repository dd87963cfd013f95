/* What the files of the settings share: ranges and changes of a field. */
#pragma once
#include "arith.h"

G_BEGIN_DECLS

/* arith-field.c */
void   arith_field_range  (ConvoArithField   field,
                           gint64           *min,
                           gint64           *max);
char  *arith_field_change (const ConvoArith *from,
                           const ConvoArith *to,
                           ConvoArithField   field);
double arith_legal_power  (const ConvoArith *arith);

G_END_DECLS
