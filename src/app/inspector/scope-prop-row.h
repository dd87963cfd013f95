/* One row of the inspector, made from a property's description. */
#pragma once
#include <gtk/gtk.h>
#include <json-glib/json-glib.h>
#include "prop.h"

G_BEGIN_DECLS

/**
 * ScopePropEdit:
 * @prop: what is changed
 * @value: (transfer none): its new value, as in documents
 *
 * Returns: %FALSE with @error set if the value is refused: the sentence then stands under the row
 */
typedef gboolean (*ScopePropEdit) (const ConvoProp *prop, JsonNode *value, gpointer data, GError **error);

#define SCOPE_TYPE_PROP_ROW (scope_prop_row_get_type ())
G_DECLARE_FINAL_TYPE (ScopePropRow, scope_prop_row, SCOPE, PROP_ROW, GtkListBoxRow)

GtkWidget       *scope_prop_row_new       (const ConvoProp *prop,
                                           ScopePropEdit    edit,
                                           gpointer         data);
void             scope_prop_row_set_state (ScopePropRow    *self,
                                           const void      *state,
                                           int              n_spatial);
const ConvoProp *scope_prop_row_prop      (ScopePropRow    *self);
GtkWidget       *scope_prop_row_editor    (ScopePropRow    *self);
const char      *scope_prop_row_error     (ScopePropRow    *self);
void             scope_prop_row_set_note  (ScopePropRow    *self,
                                           const char      *note);

G_END_DECLS
