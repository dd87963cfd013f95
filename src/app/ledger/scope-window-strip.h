/* The windows along one axis: where they stand, how their number is rounded, and what falls off the edge. */
#pragma once
#include <gtk/gtk.h>
#include "window.h"

G_BEGIN_DECLS

#define SCOPE_TYPE_WINDOW_STRIP (scope_window_strip_get_type ())
G_DECLARE_FINAL_TYPE (ScopeWindowStrip, scope_window_strip, SCOPE, WINDOW_STRIP, GtkWidget)

GtkWidget *scope_window_strip_new  (const ConvoWindow *window,
                                    gint64             in,
                                    gint64             out);
char      *scope_window_strip_text (const ConvoWindow *window,
                                    gint64             in,
                                    gint64             out);

G_END_DECLS
