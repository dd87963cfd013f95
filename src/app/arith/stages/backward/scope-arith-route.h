/* How a gradient finds its way back through one operation, in words with its numbers. */
#pragma once
#include "trace.h"

G_BEGIN_DECLS

const char *scope_arith_route_title   (const ConvoTrace *trace);
const char *scope_arith_route_formula (const ConvoTrace *trace);
const char *scope_arith_route_weight_title   (const ConvoTrace *trace);
const char *scope_arith_route_weight_formula (const ConvoTrace *trace);
char       *scope_arith_route_words   (const ConvoTrace *trace,
                                       const ConvoSum   *sum,
                                       int               input,
                                       gint64            pixel);

G_END_DECLS
