/* Small pieces of text that several views write. */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

char *scope_text_axis    (double value);
char *scope_text_value   (double value);
char *scope_text_percent (double share);

G_END_DECLS
