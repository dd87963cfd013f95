/* Drawing that the pictures of windows share: for scope-window-strip.c and scope-window-end.c only. */
#pragma once
#include <gtk/gtk.h>
#include "scope-palette.h"
#include "window.h"

G_BEGIN_DECLS

/** ScopeWindowDraw: one drawing of @out windows on @in values; @padded: with the padding; @span: of one window */
typedef struct
{
  GtkWidget   *widget;
  GtkSnapshot *snapshot;
  ConvoWindow  window;
  gint64       in, out;
  double       width;
  gint64       padded, span;
} ScopeWindowDraw;

void scope_window_draw_init  (ScopeWindowDraw   *d,
                              GtkWidget         *widget,
                              GtkSnapshot       *snapshot,
                              const ConvoWindow *window,
                              gint64             in,
                              gint64             out);
void scope_window_draw_text  (ScopeWindowDraw   *d,
                              double             x,
                              double             y,
                              double             align,
                              ScopeColor         color,
                              const char        *format,
                              ...) G_GNUC_PRINTF (6, 7);
void scope_window_draw_box   (ScopeWindowDraw   *d,
                              double             x,
                              double             y,
                              double             width,
                              double             height,
                              ScopeColor         color,
                              float              alpha);
void scope_window_draw_hatch (ScopeWindowDraw   *d,
                              double             x,
                              double             y,
                              double             width,
                              double             height,
                              ScopeColor         color);
void scope_window_draw_edge  (ScopeWindowDraw   *d,
                              double             x,
                              double             y,
                              double             width,
                              double             height,
                              ScopeColor         color);

G_END_DECLS
