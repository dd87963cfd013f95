/* The likeliest classes as bars, the true one marked. */
#pragma once
#include "scope-view.h"

G_BEGIN_DECLS

/**
 * ScopeBars:
 *
 * Rows "pullover ▇▇▇▇ 93 %", the likeliest first. The true class carries a tick, and takes the last row
 * when it is not among the likeliest.
 */
#define SCOPE_TYPE_BARS (scope_bars_get_type ())
G_DECLARE_FINAL_TYPE (ScopeBars, scope_bars, SCOPE, BARS, ScopeView)

#define SCOPE_BARS_MAX_ROWS 10

GtkWidget *scope_bars_new           (void);
void       scope_bars_set_values    (ScopeBars          *self,
                                     const float        *probabilities,
                                     int                 n,
                                     const char * const *names,
                                     int                 true_class);
void       scope_bars_set_rows      (ScopeBars          *self,
                                     int                 rows);
int        scope_bars_get_class     (ScopeBars          *self,
                                     int                 row);

G_END_DECLS
