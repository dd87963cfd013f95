/* The test picture: what it is, what the network says, and buttons for another one. */
#pragma once
#include <adwaita.h>
#include "scope-session.h"

G_BEGIN_DECLS

#define SCOPE_TYPE_SAMPLE_BAR (scope_sample_bar_get_type ())
G_DECLARE_FINAL_TYPE (ScopeSampleBar, scope_sample_bar, SCOPE, SAMPLE_BAR, GtkBox)

GtkWidget *scope_sample_bar_new (ScopeSession   *session,
                                 GtkOrientation  orientation);

G_END_DECLS
