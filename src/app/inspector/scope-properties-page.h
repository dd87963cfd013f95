/* The inspector's page "Properties": name, properties, inputs and arithmetic of one layer. */
#pragma once
#include <adwaita.h>
#include "scope-session.h"

G_BEGIN_DECLS

#define SCOPE_TYPE_PROPERTIES_PAGE (scope_properties_page_get_type ())
G_DECLARE_FINAL_TYPE (ScopePropertiesPage, scope_properties_page, SCOPE, PROPERTIES_PAGE, AdwBin)

GtkWidget  *scope_properties_page_new     (ScopeSession        *session);
void        scope_properties_page_set     (ScopePropertiesPage *self,
                                           const char          *id);
void        scope_properties_page_rename  (ScopePropertiesPage *self);
GtkListBox *scope_properties_page_list    (ScopePropertiesPage *self);
GtkListBox *scope_properties_page_ledger  (ScopePropertiesPage *self);

G_END_DECLS
