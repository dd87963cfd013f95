/* Small pieces of text that several views write. */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

#define SCOPE_TOOLTIP_CHARS 60                             /* a line of a tooltip */

char *scope_text_axis    (double value);
char *scope_text_value   (double value);
char *scope_text_percent (double share);
char *scope_text_fold    (const char *text, int width);

G_END_DECLS
