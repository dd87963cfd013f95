/* The inspector's page for a named block itself: its name, its arguments with their defaults, copies of it. */
#pragma once
#include <adwaita.h>
#include "scope-session.h"

G_BEGIN_DECLS

#define SCOPE_TYPE_DEFINITION_PAGE (scope_definition_page_get_type ())
G_DECLARE_FINAL_TYPE (ScopeDefinitionPage, scope_definition_page, SCOPE, DEFINITION_PAGE, AdwBin)

GtkWidget  *scope_definition_page_new    (ScopeSession        *session);
void        scope_definition_page_set    (ScopeDefinitionPage *self,
                                          const char          *name,
                                          const char          *instance);
const char *scope_definition_page_name   (ScopeDefinitionPage *self);
void        scope_definition_page_rename (ScopeDefinitionPage *self);

G_END_DECLS
