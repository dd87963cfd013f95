/* Along one axis: the padded cells in a row, every window under them, and what no window reads. */
#pragma once
#include "scope-view.h"
#include "trace.h"

G_BEGIN_DECLS

#define SCOPE_TYPE_ARITH_STRIP (scope_arith_strip_get_type ())
G_DECLARE_FINAL_TYPE (ScopeArithStrip, scope_arith_strip, SCOPE, ARITH_STRIP, ScopeView)

GtkWidget *scope_arith_strip_new (void);
void       scope_arith_strip_set (ScopeArithStrip *self,
                                  const ConvoLane *lane,
                                  gint64           current);

G_END_DECLS
