/* The far end of the windows along one axis: how their number is rounded, and what falls off the edge. */
#pragma once
#include <gtk/gtk.h>
#include "window.h"

G_BEGIN_DECLS

#define SCOPE_TYPE_WINDOW_END (scope_window_end_get_type ())
G_DECLARE_FINAL_TYPE (ScopeWindowEnd, scope_window_end, SCOPE, WINDOW_END, GtkWidget)

GtkWidget *scope_window_end_new (const ConvoWindow *window,
                                 gint64             in,
                                 gint64             out,
                                 gboolean           has_line);

G_END_DECLS
