/* The window of a 3-D convolution as a stack: its slices side by side, each with its weights and its part of the sum. */
#pragma once
#include "scope-view.h"
#include "trace.h"

G_BEGIN_DECLS

/**
 * ScopeArithDepth: signals
 *   "chosen" (int slice): one of the slices was clicked, counted from 0
 */
#define SCOPE_TYPE_ARITH_DEPTH (scope_arith_depth_get_type ())
G_DECLARE_FINAL_TYPE (ScopeArithDepth, scope_arith_depth, SCOPE, ARITH_DEPTH, ScopeView)

GtkWidget *scope_arith_depth_new         (void);
void       scope_arith_depth_show        (ScopeArithDepth  *self,
                                          const ConvoTrace *trace,
                                          const ConvoSum   *sum,
                                          int               channel,
                                          int               slice);
void       scope_arith_depth_set_written (ScopeArithDepth  *self,
                                          int               written);

G_END_DECLS
