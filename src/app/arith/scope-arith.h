/* The arithmetic view: one operation, number by number, forwards and backwards. A page of the window. */
#pragma once
#include <adwaita.h>
#include "scope-arith-state.h"
#include "scope-session.h"

G_BEGIN_DECLS

/** ScopeArith: signals "closed": back to the network; "message" (const char *text): for a toast */
#define SCOPE_TYPE_ARITH (scope_arith_get_type ())
G_DECLARE_FINAL_TYPE (ScopeArith, scope_arith, SCOPE, ARITH, AdwBin)

GtkWidget       *scope_arith_new       (ScopeSession  *session);
ScopeArithState *scope_arith_state     (ScopeArith    *self);
gboolean         scope_arith_show_layer (ScopeArith   *self,
                                         const char   *path,
                                         GError      **error);
void             scope_arith_show_free (ScopeArith    *self);

G_END_DECLS
