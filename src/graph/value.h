#pragma once
#include <json-glib/json-glib.h>
#include "expression.h"
#include "kind.h"

G_BEGIN_DECLS

JsonNode *convo_value_keep          (JsonNode         *value);
gboolean  convo_value_is_expression (JsonNode         *value);
gboolean  convo_value_names         (JsonNode         *value,
                                     const char       *argument);
JsonNode *convo_value_rename        (JsonNode         *value,
                                     const char       *argument,
                                     const char       *new_name);
gboolean  convo_value_int           (JsonNode         *value,
                                     const ConvoScope *scope,
                                     const char       *label,
                                     gint64           *out,
                                     GError          **error);
gboolean  convo_value_read          (JsonNode         *value,
                                     const ConvoProp  *prop,
                                     const ConvoScope *scope,
                                     void             *state,
                                     GError          **error);
gboolean  convo_value_equal         (JsonNode         *a,
                                     JsonNode         *b);

G_END_DECLS
