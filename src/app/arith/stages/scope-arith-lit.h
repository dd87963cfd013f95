/* What the stages take from a sum: which cells its terms touch, and the short words beside them. */
#pragma once
#include <gtk/gtk.h>
#include "trace.h"

G_BEGIN_DECLS

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
                                         int               input,
                                         int               plane,
                                         int               slice);
guint8    *scope_arith_lit_outputs      (const ConvoShape *shape,
                                         GArray           *terms,
                                         gint64            output);
guint8    *scope_arith_lit_inputs       (const ConvoTrace *trace,
                                         GArray           *terms,
                                         int               channel);

G_END_DECLS
