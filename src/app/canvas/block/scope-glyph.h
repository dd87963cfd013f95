/* The family glyphs at 16 px, drawn once a colour and kept. */
#pragma once
#include <gtk/gtk.h>
#include "graph.h"

G_BEGIN_DECLS

/**
 * ScopeGlyph:
 *
 * What stands before a block's name: colour and shape together tell its family (never colour alone).
 */
typedef enum
{
  SCOPE_GLYPH_PICTURE,
  SCOPE_GLYPH_LOSS,
  SCOPE_GLYPH_CONVOLUTION,
  SCOPE_GLYPH_POOLING,
  SCOPE_GLYPH_DENSE,
  SCOPE_GLYPH_NORMALISATION,
  SCOPE_GLYPH_HINGE,
  SCOPE_GLYPH_SIGMOID,
  SCOPE_GLYPH_TANH,
  SCOPE_GLYPH_SOFTMAX,
  SCOPE_GLYPH_ADD,
  SCOPE_GLYPH_CONCATENATE,
  SCOPE_GLYPH_REGULARISATION,
  SCOPE_GLYPH_SHAPE,
  SCOPE_GLYPH_COMPOSITE,
  SCOPE_N_GLYPHS
} ScopeGlyph;

ScopeGlyph     scope_glyph_of_kind (const ConvoKind *kind);
char          *scope_glyph_accel   (const ConvoKind *kind);
GskRenderNode *scope_glyph_node    (ScopeGlyph       glyph,
                                    const GdkRGBA   *color);
void           scope_glyph_append  (GtkSnapshot     *snapshot,
                                    ScopeGlyph       glyph,
                                    const GdkRGBA   *color,
                                    double           x,
                                    double           y,
                                    double           size);
GtkWidget     *scope_glyph_image_new (ScopeGlyph     glyph,
                                      const char    *family);

G_END_DECLS
