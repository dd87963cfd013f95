/* Names that fit into the narrow page of blocks. */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

const char *scope_palette_name (const char *name,
                                const char *title);

G_END_DECLS
