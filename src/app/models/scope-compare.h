/* Models side by side: their numbers in a table that can be copied. */
#pragma once
#include <adwaita.h>
#include "scope-model.h"

G_BEGIN_DECLS

#define SCOPE_TYPE_COMPARE (scope_compare_get_type ())
G_DECLARE_FINAL_TYPE (ScopeCompare, scope_compare, SCOPE, COMPARE, AdwWindow)

GtkWidget *scope_compare_new (GtkWindow *parent,
                              GPtrArray *models);   /* (element-type ScopeModel) */

G_END_DECLS
