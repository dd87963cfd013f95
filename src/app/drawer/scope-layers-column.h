#pragma once
#include "scope-layers-table.h"

G_BEGIN_DECLS

GtkColumnViewColumn *scope_layers_column_new    (ScopeLayersTable *table,
                                                 ConvoColumn       column);
gboolean             scope_layers_column_hidden (ConvoColumn       column);

G_END_DECLS
