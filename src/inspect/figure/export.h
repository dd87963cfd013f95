/* What the writers of drawings share. */
#pragma once
#include <cairo.h>
#include "figure.h"

G_BEGIN_DECLS

#define CONVO_HATCH_PAD_LINE 0xe9e9ec
#define CONVO_HATCH_PAD_GROUND 0xf7f7f8
#define CONVO_HATCH_DROP_LINE 0xe3bf62
#define CONVO_HATCH_DROP_GROUND 0xfdf3d6
#define CONVO_EXPORT_LIMIT 16384      /* px along a side of a picture */

GBytes          *convo_export_svg    (const ConvoScene  *scene);
GBytes          *convo_export_tikz   (const ConvoScene  *scene);
GBytes          *convo_export_pdf    (const ConvoScene  *scene,
                                      GError           **error);
GBytes          *convo_export_png    (const ConvoScene  *scene,
                                      double             scale,
                                      GError           **error);
cairo_surface_t *convo_export_pixels (const ConvoScene  *scene,
                                      double             width,
                                      double             height,
                                      double             scale,
                                      GError           **error);

G_END_DECLS
