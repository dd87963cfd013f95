/* Which inputs have weights to which outputs: the matrix that groups thin out to its diagonal. */
#pragma once
#include "scope-arith-state.h"
#include "scope-view.h"

G_BEGIN_DECLS

#define SCOPE_TYPE_ARITH_LINKS (scope_arith_links_get_type ())
G_DECLARE_FINAL_TYPE (ScopeArithLinks, scope_arith_links, SCOPE, ARITH_LINKS, ScopeView)

GtkWidget *scope_arith_links_new   (ScopeArithState *state);
char      *scope_arith_links_words (ScopeArithState *state);

G_END_DECLS
