/* The sum written out: a line a channel, then the total; and which cells the terms of a sum touch. */
#pragma once
#include <adwaita.h>
#include "trace.h"

G_BEGIN_DECLS

#define SCOPE_TYPE_ARITH_SUM (scope_arith_sum_get_type ())
G_DECLARE_FINAL_TYPE (ScopeArithSum, scope_arith_sum, SCOPE, ARITH_SUM, AdwBin)

GtkWidget *scope_arith_sum_new          (void);
void       scope_arith_sum_show         (ScopeArithSum    *self,
                                         const ConvoTrace *trace,
                                         gint64            y,
                                         const ConvoSum   *sum);

char      *scope_arith_factors          (const ConvoTerm  *term,
                                         ConvoRule         rule);
void       scope_arith_show_channel_sum (GtkWidget        *label,
                                         const ConvoSum   *sum,
                                         int               channel);
void       scope_arith_show_rest        (GtkWidget        *label,
                                         const ConvoSum   *sum,
                                         int               shown0,
                                         int               shown1);
guint8    *scope_arith_lit_terms        (const ConvoShape *shape,
                                         const ConvoSum   *sum,
                                         int               plane,
                                         int               slice);
guint8    *scope_arith_lit_outputs      (const ConvoShape *shape,
                                         GArray           *terms,
                                         gint64            output);
guint8    *scope_arith_lit_inputs       (const ConvoTrace *trace,
                                         GArray           *terms,
                                         int               channel);

G_END_DECLS
