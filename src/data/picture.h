#pragma once
#include <gio/gio.h>
#include "shape.h"

G_BEGIN_DECLS

gboolean convo_picture_named  (const char        *name);
gboolean convo_picture_shape  (const char        *path,
                               ConvoShape        *shape,
                               GError           **error);
gboolean convo_picture_load   (const char        *path,
                               const ConvoShape  *shape,
                               guint8            *pixels,
                               GError           **error);

G_END_DECLS
