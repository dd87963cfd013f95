/* The drawer's page "Problems": which block, why, and what to do. */
#pragma once
#include <adwaita.h>
#include "scope-session.h"

G_BEGIN_DECLS

/**
 * ScopeProblems:
 *
 * Signals: "counted" (guint errors, guint warnings): the list is another one; "chosen" (const char *id): a row was activated
 */
#define SCOPE_TYPE_PROBLEMS (scope_problems_get_type ())
G_DECLARE_FINAL_TYPE (ScopeProblems, scope_problems, SCOPE, PROBLEMS, AdwBin)

GtkWidget *scope_problems_new (ScopeSession  *session);
void       scope_problems_count (ScopeProblems *self,
                                 guint         *errors,
                                 guint         *warnings);

G_END_DECLS
