/* The drawer's page "Layers": every number of every block, selected together with the canvas. */
#pragma once
#include <adwaita.h>
#include "scope-session.h"
#include "tabulate.h"

G_BEGIN_DECLS

#define SCOPE_TYPE_LAYERS_TABLE (scope_layers_table_get_type ())
G_DECLARE_FINAL_TYPE (ScopeLayersTable, scope_layers_table, SCOPE, LAYERS_TABLE, AdwBin)

GtkWidget         *scope_layers_table_new   (ScopeSession     *session);
GtkSelectionModel *scope_layers_table_model (ScopeLayersTable *self);
char              *scope_layers_table_text  (ScopeLayersTable *self,
                                             ConvoTableFormat  format);
ScopeSession      *scope_layers_table_session (ScopeLayersTable *self);

G_END_DECLS
