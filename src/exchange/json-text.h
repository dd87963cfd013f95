/* JSON as our documents write it: one line, ", " and ": ", shortest numbers, UTF-8 kept. */
#pragma once
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

void convo_json_append_string (GString    *out,
                               const char *text);
void convo_json_append_real   (GString    *out,
                               double      value);
void convo_json_append        (GString    *out,
                               JsonNode   *node);

G_END_DECLS
