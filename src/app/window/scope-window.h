/* The main window: one document, one trainer, the panes around the canvas. */
#pragma once
#include <adwaita.h>
#include "scope-session.h"

G_BEGIN_DECLS

#define SCOPE_TYPE_WINDOW (scope_window_get_type ())
G_DECLARE_FINAL_TYPE (ScopeWindow, scope_window, SCOPE, WINDOW, AdwApplicationWindow)

ScopeWindow  *scope_window_new        (GtkApplication *app);
ScopeSession *scope_window_session    (ScopeWindow    *self);
void          scope_window_open_first (ScopeWindow    *self);
void          scope_window_open_file  (ScopeWindow    *self,
                                       GFile          *file);
gboolean      scope_window_is_questions (GFile        *file);
void          scope_window_toast      (ScopeWindow    *self,
                                       const char     *text);
void          scope_window_toast_file (ScopeWindow    *self,
                                       const char     *text,
                                       GFile          *file);

G_END_DECLS
