/* The inspector without a selection: how the network is trained. */
#pragma once
#include <adwaita.h>
#include "scope-session.h"

G_BEGIN_DECLS

#define SCOPE_TYPE_TRAINING_PAGE (scope_training_page_get_type ())
G_DECLARE_FINAL_TYPE (ScopeTrainingPage, scope_training_page, SCOPE, TRAINING_PAGE, AdwBin)

GtkWidget  *scope_training_page_new  (ScopeSession      *session);
GtkListBox *scope_training_page_list (ScopeTrainingPage *self);

G_END_DECLS
