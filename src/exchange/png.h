/* Pictures as files: maps as PNG grids, a PNG or JPEG as a network's input. */
#pragma once
#include <gio/gio.h>
#include "shape.h"

G_BEGIN_DECLS

gboolean convo_png_save_maps (const float       *values,
                              const ConvoShape  *shape,
                              gboolean           is_signed,
                              GFile             *file,
                              GCancellable      *cancellable,
                              GError           **error);
float   *convo_png_load      (const char        *path,
                              const ConvoShape  *shape,
                              GError           **error);

G_END_DECLS
