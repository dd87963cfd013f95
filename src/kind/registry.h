#pragma once
#include "kind.h"

G_BEGIN_DECLS

void                    convo_kinds_set  (const ConvoKind *const *kinds,
                                          int                     n);
const ConvoKind *const *convo_kinds      (int                    *n);
const ConvoKind        *convo_kind_find  (const char             *name);

G_END_DECLS
