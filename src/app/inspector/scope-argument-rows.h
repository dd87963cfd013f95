/* Rows for what depends on arguments: properties within a definition, and what the first copy of a repeat has of its own. */
#pragma once
#include "report.h"
#include "scope-expression-row.h"

G_BEGIN_DECLS

gboolean scope_argument_rows_take   (const char          *path,
                                     const ConvoProp     *prop);
void     scope_argument_rows_append (GtkListBox          *list,
                                     const ConvoGraph    *graph,
                                     const char          *path,
                                     ScopeExpressionEdit  edit,
                                     gpointer             data);
void     scope_argument_rows_update (GtkListBox          *list,
                                     const ConvoReport   *report,
                                     const char          *path);
char    *scope_argument_rows_shape  (const ConvoGraph    *graph,
                                     const char          *path);

G_END_DECLS
