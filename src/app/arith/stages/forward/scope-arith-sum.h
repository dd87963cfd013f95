/* The sum written out: a line a channel with its running sum, then the total. */
#pragma once
#include "scope-arith-lit.h"
#include "scope-view.h"

G_BEGIN_DECLS

#define SCOPE_TYPE_ARITH_SUM (scope_arith_sum_get_type ())
G_DECLARE_FINAL_TYPE (ScopeArithSum, scope_arith_sum, SCOPE, ARITH_SUM, ScopeView)

GtkWidget *scope_arith_sum_new  (void);
void       scope_arith_sum_show (ScopeArithSum    *self,
                                 const ConvoTrace *trace,
                                 gint64            y,
                                 ConvoSum         *sum);
void       scope_arith_sum_set_written (ScopeArithSum *self,
                                        int            written);
const ConvoSum *scope_arith_sum_get (ScopeArithSum *self);

G_END_DECLS
