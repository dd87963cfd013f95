/* One argument of a named block: its name, what it is unless an instance says otherwise, a button to remove it. */
#pragma once
#include <gtk/gtk.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

typedef enum
{
  SCOPE_DEFAULT_RENAME,          /* @text: the new name */
  SCOPE_DEFAULT_SET,             /* @text: the new default, as it was typed */
  SCOPE_DEFAULT_REMOVE,
} ScopeDefaultVerb;

/** ScopeDefaultEdit: Returns: %FALSE with @error set if it is refused; the row says why */
typedef gboolean (*ScopeDefaultEdit) (ScopeDefaultVerb verb, const char *argument, const char *text, gpointer data, GError **error);

#define SCOPE_TYPE_DEFAULT_ROW (scope_default_row_get_type ())
G_DECLARE_FINAL_TYPE (ScopeDefaultRow, scope_default_row, SCOPE, DEFAULT_ROW, GtkListBoxRow)

GtkWidget *scope_default_row_new   (ScopeDefaultEdit edit,
                                    gpointer         data);
void       scope_default_row_set   (ScopeDefaultRow *self,
                                    const char      *argument,
                                    JsonNode        *value);
void       scope_default_row_focus (ScopeDefaultRow *self);

G_END_DECLS
