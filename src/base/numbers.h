#pragma once
#include <glib.h>

G_BEGIN_DECLS

char *convo_number_exact   (gint64 value);
char *convo_number_short   (gint64 value);
char *convo_number_bytes   (gint64 bytes);
char *convo_number_seconds (double seconds);
char *convo_number_real    (double value,
                            int    digits);
char *convo_number_plain   (double value);
char *convo_number_power   (double value,
                            int    digits);
char *convo_number_tiny    (double value);
char *convo_number_raised  (gint64 exponent);

G_END_DECLS
