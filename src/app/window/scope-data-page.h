/* The left pane's page "Data": which pictures, their classes, a strip of samples. */
#pragma once
#include <adwaita.h>
#include "scope-session.h"

G_BEGIN_DECLS

#define SCOPE_TYPE_DATA_PAGE (scope_data_page_get_type ())
G_DECLARE_FINAL_TYPE (ScopeDataPage, scope_data_page, SCOPE, DATA_PAGE, AdwBin)

GtkWidget  *scope_data_page_new     (ScopeSession *session);
const char *scope_data_page_default (void);

G_END_DECLS
