/* Small drawings of colour nodes that blocks, wires and slots share. */
#pragma once
#include <gtk/gtk.h>

G_BEGIN_DECLS

void scope_draw_rounded     (GtkSnapshot           *snapshot,
                             const graphene_rect_t *rect,
                             double                 top_radius,
                             double                 bottom_radius,
                             const GdkRGBA         *color);
void scope_draw_edge        (GtkSnapshot           *snapshot,
                             const graphene_rect_t *rect,
                             double                 top_radius,
                             double                 bottom_radius,
                             double                 width,
                             const GdkRGBA         *color);
void scope_draw_port        (GtkSnapshot           *snapshot,
                             double                 x,
                             double                 y,
                             const GdkRGBA         *ring,
                             const GdkRGBA         *fill);
void scope_draw_dashes      (GtkSnapshot           *snapshot,
                             const graphene_rect_t *rect,
                             double                 width,
                             const GdkRGBA         *color);
void scope_draw_line        (GtkSnapshot           *snapshot,
                             double                 x0,
                             double                 y0,
                             double                 x1,
                             double                 y1,
                             double                 width,
                             gboolean               dashed,
                             const GdkRGBA         *color);
PangoLayout *scope_draw_text_new (GtkWidget        *widget,
                             const char            *text,
                             double                 pixels,
                             gboolean               bold);
void scope_draw_slot        (GtkSnapshot           *snapshot,
                             const graphene_rect_t *rect,
                             PangoLayout           *text);

G_END_DECLS
