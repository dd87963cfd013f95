/* The history map: year against error, parameters or MACs; area is parameters; lines tell what grew out of what. */
#pragma once
#include "scope-catalog.h"
#include "scope-view.h"

G_BEGIN_DECLS

/** ScopeHistory: signal "selected" (ScopeModel *model): pointer click or arrow keys; "open" (ScopeModel *model) */
#define SCOPE_TYPE_HISTORY (scope_history_get_type ())
G_DECLARE_FINAL_TYPE (ScopeHistory, scope_history, SCOPE, HISTORY, ScopeView)

/**
 * ScopeHistoryAxis:
 * @SCOPE_HISTORY_ERROR: top-5 error on ImageNet in per cent
 * @SCOPE_HISTORY_PARAMETERS: parameters
 * @SCOPE_HISTORY_MACS: multiply-accumulates for one image
 */
typedef enum
{
  SCOPE_HISTORY_ERROR,
  SCOPE_HISTORY_PARAMETERS,
  SCOPE_HISTORY_MACS,
} ScopeHistoryAxis;

GtkWidget     *scope_history_new        (ScopeCatalog     *catalog);
void           scope_history_set_axis   (ScopeHistory     *self,
                                         ScopeHistoryAxis  axis);
void           scope_history_set_single (ScopeHistory     *self,
                                         gboolean          single);
void           scope_history_update     (ScopeHistory     *self);
ScopeModel    *scope_history_selected   (ScopeHistory     *self);
const GdkRGBA *scope_history_color      (const char       *family);
const char    *scope_history_family     (int               index,
                                         const char      **title);

G_END_DECLS
