/* The left side of the Models page: which cards are shown. */
#pragma once
#include <adwaita.h>
#include "scope-model.h"

G_BEGIN_DECLS

/** ScopeModelFilter: signals "changed": other models pass now; "entered": Enter in the search entry; "stopped": Escape in the empty search entry */
#define SCOPE_TYPE_MODEL_FILTER (scope_model_filter_get_type ())
G_DECLARE_FINAL_TYPE (ScopeModelFilter, scope_model_filter, SCOPE, MODEL_FILTER, AdwBin)

GtkWidget *scope_model_filter_new          (void);
gboolean   scope_model_filter_passes       (ScopeModelFilter *self,
                                            ScopeModel       *model);
gboolean   scope_model_filter_names        (ScopeModelFilter *self,
                                            ScopeModel       *model);
void       scope_model_filter_add_lectures (ScopeModelFilter *self,
                                            GPtrArray        *models);
void       scope_model_filter_focus_search (ScopeModelFilter *self);

G_END_DECLS
