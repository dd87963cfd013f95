/* One row of the inspector for a value that may be an expression over the arguments of a block. */
#pragma once
#include <gtk/gtk.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * ScopeExpressionEdit:
 * @which: (nullable): "first" or "last": that copy of a repeat
 * @key: property or argument
 * @value: (nullable): as in documents; %NULL for the default
 *
 * Returns: %FALSE with @error set if the value is refused
 */
typedef gboolean (*ScopeExpressionEdit) (const char *which, const char *key, JsonNode *value, gpointer data, GError **error);

#define SCOPE_TYPE_EXPRESSION_ROW (scope_expression_row_get_type ())
G_DECLARE_FINAL_TYPE (ScopeExpressionRow, scope_expression_row, SCOPE, EXPRESSION_ROW, GtkListBoxRow)

GtkWidget  *scope_expression_row_new   (const char          *which,
                                        const char          *key,
                                        const char          *label,
                                        const char          *help,
                                        ScopeExpressionEdit  edit,
                                        gpointer             data);
const char *scope_expression_row_key   (ScopeExpressionRow  *self);
const char *scope_expression_row_which (ScopeExpressionRow  *self);
GtkWidget  *scope_expression_row_entry (ScopeExpressionRow *self);
void        scope_expression_row_set   (ScopeExpressionRow  *self,
                                        JsonNode            *value,
                                        const char          *initial,
                                        const char          *result);
char       *scope_expression_text      (JsonNode            *value);
JsonNode   *scope_expression_value     (const char          *text);

G_END_DECLS
