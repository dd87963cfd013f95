/* From numbers to pixels: colour maps as tables of 256 entries. */
#pragma once
#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * ScopeColormapKind:
 * @SCOPE_COLORMAP_SEQUENTIAL: dark violet to yellow, lightness rises evenly (viridis); activations
 * @SCOPE_COLORMAP_DIVERGING: blue below zero, red above, the card's own colour at zero; signed values.
 *   Give it a range that is symmetric about zero.
 * @SCOPE_COLORMAP_GREY: black to white; pictures
 * @SCOPE_COLORMAP_HEAT: blue to yellow; gradient norms
 */
typedef enum
{
  SCOPE_COLORMAP_SEQUENTIAL,
  SCOPE_COLORMAP_DIVERGING,
  SCOPE_COLORMAP_GREY,
  SCOPE_COLORMAP_HEAT,
} ScopeColormapKind;

/* 256 colours and, last, the colour of what is no number. */
#define SCOPE_COLORMAP_SIZE 257
#define SCOPE_COLORMAP_NAN 256

const guint32 *scope_colormap_lut       (ScopeColormapKind  kind);
void           scope_colormap_diverging (const GdkRGBA     *neutral,
                                         guint32           *lut);
int            scope_colormap_index     (float              value,
                                         float              min,
                                         float              max);
void           scope_colormap_fill_lut  (const guint32     *lut,
                                         const float       *values,
                                         gsize              n,
                                         float              min,
                                         float              max,
                                         guint32           *argb);
void           scope_colormap_fill      (ScopeColormapKind  kind,
                                         const float       *values,
                                         gsize              n,
                                         float              min,
                                         float              max,
                                         guint32           *argb);
void           scope_colormap_fill_rgb  (const float       *red,
                                         const float       *green,
                                         const float       *blue,
                                         gsize              n,
                                         float              min,
                                         float              max,
                                         guint32           *argb);
void           scope_colormap_rgba      (ScopeColormapKind  kind,
                                         double             t,
                                         GdkRGBA           *rgba);
GdkTexture    *scope_colormap_texture   (ScopeColormapKind  kind,
                                         GtkOrientation     orientation);

G_END_DECLS
