/* Strokes that all drawings of the arithmetic view share: fills, frames, hatches, dashes, arrows; digits that fit a cell. */
#pragma once
#include <gtk/gtk.h>

G_BEGIN_DECLS

GdkRGBA        scope_paint_faint  (const GdkRGBA *color,
                                   double         alpha);
void           scope_paint_fill   (GtkSnapshot   *snapshot,
                                   double         x,
                                   double         y,
                                   double         width,
                                   double         height,
                                   const GdkRGBA *color);
void           scope_paint_frame  (GtkSnapshot   *snapshot,
                                   double         x,
                                   double         y,
                                   double         width,
                                   double         height,
                                   double         thick,
                                   const GdkRGBA *color);
void           scope_paint_dashes (GtkSnapshot   *snapshot,
                                   double         x,
                                   double         y,
                                   double         width,
                                   double         height,
                                   double         thick,
                                   const GdkRGBA *color);
void           scope_paint_hatch  (GtkSnapshot   *snapshot,
                                   double         x,
                                   double         y,
                                   double         width,
                                   double         height,
                                   const GdkRGBA *color);
void           scope_paint_arrow  (cairo_t       *cr,
                                   double         x0,
                                   double         y0,
                                   double         x1,
                                   double         y1);
GskRenderNode *scope_paint_freeze (GskRenderNode *node,
                                   double         width,
                                   double         height,
                                   int            scale);
GskRenderNode *scope_paint_image  (cairo_surface_t *image,
                                   double           width,
                                   double           height);

G_END_DECLS
