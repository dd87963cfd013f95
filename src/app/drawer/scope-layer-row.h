/* One row of the Layers table: what the report says about one block. */
#pragma once
#include <glib-object.h>
#include "report.h"

G_BEGIN_DECLS

/** ScopeLayerRow: signal "changed" (): the numbers are other ones */
#define SCOPE_TYPE_LAYER_ROW (scope_layer_row_get_type ())
G_DECLARE_FINAL_TYPE (ScopeLayerRow, scope_layer_row, SCOPE, LAYER_ROW, GObject)

/**
 * ScopeLayerColumn: the columns of the table, from left to right
 */
typedef enum
{
  SCOPE_LAYER_NAME,
  SCOPE_LAYER_KIND,
  SCOPE_LAYER_OUTPUT,
  SCOPE_LAYER_ARGUMENTS,
  SCOPE_LAYER_PARAMETERS,
  SCOPE_LAYER_MACS,
  SCOPE_LAYER_SHARE,
  SCOPE_LAYER_ACTIVATIONS,
  SCOPE_LAYER_FIELD,
  SCOPE_LAYER_JUMP,
  SCOPE_N_LAYER_COLUMNS
} ScopeLayerColumn;

ScopeLayerRow   *scope_layer_row_new   (const ConvoReport *report,
                                        int                top,
                                        gint64             most_macs);
void             scope_layer_row_set   (ScopeLayerRow     *self,
                                        const ConvoReport *report,
                                        int                top,
                                        gint64             most_macs);
const char      *scope_layer_row_id    (ScopeLayerRow     *self);
const ConvoKind *scope_layer_row_kind  (ScopeLayerRow     *self);
const char      *scope_layer_row_text  (ScopeLayerRow     *self,
                                        ScopeLayerColumn   column);
double           scope_layer_row_share (ScopeLayerRow     *self);
ConvoStatus      scope_layer_row_status (ScopeLayerRow    *self);

G_END_DECLS
