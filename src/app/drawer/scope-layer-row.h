/* One row of the Layers table: a block of the document or a layer in it, and below a block its parts. */
#pragma once
#include <gio/gio.h>
#include "tabulate.h"

G_BEGIN_DECLS

/** ScopeLayerRow: signal "changed" (): the numbers are other ones */
#define SCOPE_TYPE_LAYER_ROW (scope_layer_row_get_type ())
G_DECLARE_FINAL_TYPE (ScopeLayerRow, scope_layer_row, SCOPE, LAYER_ROW, GObject)

void                 scope_layer_rows_set     (GListStore    *rows,
                                               GPtrArray     *table,
                                               gint64         most_macs);
const ConvoTableRow *scope_layer_row_numbers  (ScopeLayerRow *self);
const char          *scope_layer_row_path     (ScopeLayerRow *self);
char                *scope_layer_row_id       (ScopeLayerRow *self);
GListModel          *scope_layer_row_children (ScopeLayerRow *self);
double               scope_layer_row_share    (ScopeLayerRow *self);

G_END_DECLS
