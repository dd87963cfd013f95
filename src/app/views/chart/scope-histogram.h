/* How often each value occurs; zeros stand apart, because after ReLU they would hide all else. */
#pragma once
#include "scope-view.h"

G_BEGIN_DECLS

#define SCOPE_TYPE_HISTOGRAM (scope_histogram_get_type ())
G_DECLARE_FINAL_TYPE (ScopeHistogram, scope_histogram, SCOPE, HISTOGRAM, ScopeView)

GtkWidget *scope_histogram_new        (void);
void       scope_histogram_set_values (ScopeHistogram *self,
                                       const float    *values,
                                       gsize           n);
void       scope_histogram_set_title  (ScopeHistogram *self,
                                       const char     *title);
gsize      scope_histogram_get_zeros  (ScopeHistogram *self);
gsize      scope_histogram_get_count  (ScopeHistogram *self,
                                       int             bin);

/* Columns beside that of the zeros. */
#define SCOPE_HISTOGRAM_BINS 30

G_END_DECLS
