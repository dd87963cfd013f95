/* The input of a transposed convolution as its window sees it: values apart by the stride, zeros between. */
#pragma once
#include "scope-number-grid.h"
#include "trace.h"

G_BEGIN_DECLS

gboolean scope_spread_is     (const ConvoTrace *trace);
void     scope_spread_show   (ScopeNumberGrid  *grid,
                              const ConvoTrace *trace,
                              int               plane);
gboolean scope_spread_source (const ConvoTrace *trace,
                              int              *row,
                              int              *column);
void     scope_spread_place  (const ConvoTrace *trace,
                              gint64           *row,
                              gint64           *column);
gboolean scope_spread_window (const ConvoTrace *trace,
                              gint64            y,
                              ScopeGridWindow  *window);

G_END_DECLS
