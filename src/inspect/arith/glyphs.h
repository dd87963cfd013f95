#pragma once
#include <glib.h>

G_BEGIN_DECLS

gboolean convo_glyph_draw (char    sign,
                           gint64  height,
                           gint64  width,
                           int     most,
                           float  *cells);

G_END_DECLS
