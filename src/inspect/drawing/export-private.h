/* What the writers of drawings share. */
#pragma once
#include <cairo.h>
#include "export.h"

G_BEGIN_DECLS

#define CONVO_HATCH_PAD_LINE 0xe9e9ec
#define CONVO_HATCH_PAD_GROUND 0xf7f7f8
#define CONVO_HATCH_DROP_LINE 0xe3bf62
#define CONVO_HATCH_DROP_GROUND 0xfdf3d6
#define CONVO_EXPORT_LIMIT 16384      /* px along a side of a picture */

GBytes          *convo_export_svg    (const ConvoScene  *scene);
GBytes          *convo_export_tikz   (const ConvoScene  *scene,
                                      GError           **error);
GBytes          *convo_export_pdf    (const ConvoScene  *scene,
                                      GError           **error);
GBytes          *convo_export_png    (const ConvoScene  *scene,
                                      double             scale,
                                      GError           **error);
gboolean         convo_export_fits   (double             width,
                                      double             height,
                                      double             scale,
                                      GError           **error);
cairo_surface_t *convo_export_pixels (const ConvoScene  *scene,
                                      double             scale,
                                      GError           **error);

/* palette.c: at most @n colours for many pictures, the frequent ones exactly as they are */
typedef struct _ConvoPalette ConvoPalette;

ConvoPalette    *convo_palette_new   (int                n);
void             convo_palette_free  (ConvoPalette      *palette);
void             convo_palette_count (ConvoPalette      *palette,
                                      guint32            colour);
void             convo_palette_fix   (ConvoPalette      *palette);
const guint8    *convo_palette_bytes (const ConvoPalette *palette);      /* [@n][3] */
int              convo_palette_find  (ConvoPalette      *palette,
                                      guint32            colour);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ConvoPalette, convo_palette_free)

/* lzw.c: @n indices of eight bits, as GIF stores them, minimum code size and closing zero included */
void             convo_lzw_append    (GByteArray        *out,
                                      const guint8      *pixels,
                                      gsize              n);

G_END_DECLS
