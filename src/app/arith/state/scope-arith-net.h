/* Follows one layer of the window's network for the arithmetic view: passes of the chosen picture, on a thread of their own. */
#pragma once
#include "scope-arith-state.h"
#include "scope-session.h"

G_BEGIN_DECLS

/**
 * ScopeArithNet:
 *
 * Runs the picture through the network anew when layer, picture, weights or graph change, and hands the numbers to a
 * #ScopeArithState. While training at most once a second, so that the numbers can be read.
 */
#define SCOPE_TYPE_ARITH_NET (scope_arith_net_get_type ())
G_DECLARE_FINAL_TYPE (ScopeArithNet, scope_arith_net, SCOPE, ARITH_NET, GObject)

ScopeArithNet *scope_arith_net_new       (ScopeSession    *session,
                                          ScopeArithState *state);
gboolean       scope_arith_net_follow    (ScopeArithNet   *self,
                                          const char      *path,
                                          GError         **error);
void           scope_arith_net_leave     (ScopeArithNet   *self);
void           scope_arith_net_set_drawn (ScopeArithNet   *self,
                                          const char      *name);
void           scope_arith_net_set_shown (ScopeArithNet   *self,
                                          gboolean         shown);

G_END_DECLS
