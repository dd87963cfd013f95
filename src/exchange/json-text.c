/* Writes JSON values into a string. */
#include "json-text.h"

#include <math.h>
#include <string.h>

/** convo_json_append_string: appends @text in quotes; only what must be escaped is */
void
convo_json_append_string (GString *out, const char *text)
{
  static const char from[] = "\"\\\b\f\n\r\t", to[] = "\"\\bfnrt";

  g_string_append_c (out, '"');
  for (const char *c = text; *c != '\0'; c++)
    {
      const char *which = strchr (from, *c);

      if (which != NULL)
        {
          g_string_append_c (out, '\\');
          g_string_append_c (out, to[which - from]);
        }
      else if ((guchar) *c < 0x20)
        g_string_append_printf (out, "\\u%04x", (guchar) *c);
      else
        g_string_append_c (out, *c);
    }
  g_string_append_c (out, '"');
}

/* "1e-05" → "1e-5": C pads exponents to two digits, people do not */
static void
trim_exponent (char *number)
{
  char *e = strchr (number, 'e');
  char *digits;

  if (e == NULL)
    return;
  digits = e + 1 + (e[1] == '-' || e[1] == '+');
  while (digits[0] == '0' && digits[1] != '\0')
    memmove (digits, digits + 1, strlen (digits));
}

/** convo_json_append_real: appends the shortest text that reads back as @value and as a real number; not finite: null */
void
convo_json_append_real (GString *out, double value)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  if (!isfinite (value))
    {
      g_string_append (out, "null");
      return;
    }
  for (int digits = 1; digits <= 17; digits++)
    {
      char format[8];

      g_snprintf (format, sizeof format, "%%.%dg", digits);
      g_ascii_formatd (buffer, sizeof buffer, format, value);
      if (g_ascii_strtod (buffer, NULL) == value)
        break;
    }
  trim_exponent (buffer);
  g_string_append (out, buffer);
  if (strpbrk (buffer, ".e") == NULL)
    g_string_append (out, ".0");
}

static void
append_object (GString *out, JsonObject *object)
{
  JsonObjectIter iter;
  const char *key;
  JsonNode *value;
  gboolean more = FALSE;

  g_string_append_c (out, '{');
  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &key, &value))
    {
      if (more)
        g_string_append (out, ", ");
      convo_json_append_string (out, key);
      g_string_append (out, ": ");
      convo_json_append (out, value);
      more = TRUE;
    }
  g_string_append_c (out, '}');
}

/** convo_json_append: appends @node on one line */
void
convo_json_append (GString *out, JsonNode *node)
{
  if (JSON_NODE_HOLDS_OBJECT (node))
    append_object (out, json_node_get_object (node));
  else if (JSON_NODE_HOLDS_ARRAY (node))
    {
      JsonArray *array = json_node_get_array (node);

      g_string_append_c (out, '[');
      for (guint i = 0; i < json_array_get_length (array); i++)
        {
          g_string_append (out, i > 0 ? ", " : "");
          convo_json_append (out, json_array_get_element (array, i));
        }
      g_string_append_c (out, ']');
    }
  else if (JSON_NODE_HOLDS_NULL (node))
    g_string_append (out, "null");
  else if (json_node_get_value_type (node) == G_TYPE_INT64)
    g_string_append_printf (out, "%" G_GINT64_FORMAT, json_node_get_int (node));
  else if (json_node_get_value_type (node) == G_TYPE_DOUBLE)
    convo_json_append_real (out, json_node_get_double (node));
  else if (json_node_get_value_type (node) == G_TYPE_BOOLEAN)
    g_string_append (out, json_node_get_boolean (node) ? "true" : "false");
  else
    convo_json_append_string (out, json_node_get_string (node));
}
