/* The left pane's page "Models": the networks that come with the program, one click away. */
#pragma once
#include <adwaita.h>

G_BEGIN_DECLS

/** ScopeModelsPage: signal "open-model" (GFile *file): a row was activated */
#define SCOPE_TYPE_MODELS_PAGE (scope_models_page_get_type ())
G_DECLARE_FINAL_TYPE (ScopeModelsPage, scope_models_page, SCOPE, MODELS_PAGE, AdwBin)

GtkWidget *scope_models_page_new        (void);
void       scope_models_page_set_veiled (ScopeModelsPage *self,
                                         gboolean         veiled);

G_END_DECLS
