/* Values of a document with their lines, and the sentences that refuse them. */
#include "reader.h"
#include "errors.h"
#include "text.h"

/** convo_reader_refuse: sets "line 12: sentence". Returns: %FALSE */
gboolean
convo_reader_refuse (ConvoReader *r, ConvoScanId at, int code, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);
  /* translators: a line number, then a sentence */
  g_set_error (r->error, CONVO_ERROR, code, _("line %u: %s"), convo_scan_line (r->scan, at), message);
  return FALSE;
}

/** convo_walk_init: @of: an object or an array */
void
convo_walk_init (ConvoWalk *walk, ConvoReader *r, ConvoJson of)
{
  *walk = (ConvoWalk) { .object = JSON_NODE_HOLDS_OBJECT (of.node), .next = convo_scan_first (r->scan, of.at) };
  if (walk->object)
    json_object_iter_init_ordered (&walk->members, json_node_get_object (of.node));
  else
    walk->array = json_node_get_array (of.node);
}

/** convo_walk_next: Returns: %FALSE after the last; else @walk has the next value, and its key in an object */
gboolean
convo_walk_next (ConvoWalk *walk, ConvoReader *r)
{
  if (walk->object)
    {
      if (!json_object_iter_next_ordered (&walk->members, &walk->key, &walk->value.node))
        return FALSE;
    }
  else
    {
      if (walk->index >= json_array_get_length (walk->array))
        return FALSE;
      walk->value.node = json_array_get_element (walk->array, walk->index++);
    }
  walk->value.at = walk->next;
  walk->next = convo_scan_next (r->scan, walk->next);
  return TRUE;
}

/** convo_json_is_string: Returns: whether @node is a text */
gboolean
convo_json_is_string (JsonNode *node)
{
  return JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING;
}

/** convo_json_is_number: Returns: whether @node is a whole or real number */
gboolean
convo_json_is_number (JsonNode *node)
{
  return JSON_NODE_HOLDS_VALUE (node) && (json_node_get_value_type (node) == G_TYPE_INT64
                                          || json_node_get_value_type (node) == G_TYPE_DOUBLE);
}

/** convo_json_is_extra: Returns: whether @key is somebody else's, to be kept */
gboolean
convo_json_is_extra (const char *key)
{
  return g_str_has_prefix (key, "x-");
}

/** convo_json_keep: the object *@extras gets one more member */
void
convo_json_keep (JsonNode **extras, const char *key, JsonNode *value)
{
  if (*extras == NULL)
    {
      g_autoptr(JsonObject) object = json_object_new ();

      *extras = json_node_init_object (json_node_alloc (), object);
    }
  json_object_set_member (json_node_get_object (*extras), key, json_node_ref (value));
}

/** convo_reader_want_object: Returns: %FALSE, and says so, if @value is something else */
gboolean
convo_reader_want_object (ConvoReader *r, ConvoJson value, const char *what)
{
  return JSON_NODE_HOLDS_OBJECT (value.node)
         || convo_reader_refuse (r, value.at, CONVO_ERROR_FORMAT, _("“%s” must be an object: {…}."), what);
}

/** convo_reader_want_array: Returns: %FALSE, and says so, if @value is something else */
gboolean
convo_reader_want_array (ConvoReader *r, ConvoJson value, const char *what)
{
  return JSON_NODE_HOLDS_ARRAY (value.node)
         || convo_reader_refuse (r, value.at, CONVO_ERROR_FORMAT, _("“%s” must be a list: […]."), what);
}

/** convo_reader_want_string: Returns: %FALSE, and says so, if @value is something else */
gboolean
convo_reader_want_string (ConvoReader *r, ConvoJson value, const char *what)
{
  return convo_json_is_string (value.node) || convo_reader_refuse (r, value.at, CONVO_ERROR_FORMAT, _("“%s” must be a text: \"…\"."), what);
}

/** convo_reader_want_number: Returns: %FALSE, and says so, if @value is something else */
gboolean
convo_reader_want_number (ConvoReader *r, ConvoJson value, const char *what)
{
  return convo_json_is_number (value.node) || convo_reader_refuse (r, value.at, CONVO_ERROR_FORMAT, _("“%s” must be a number."), what);
}

/** convo_reader_unknown_key: refuses @key of @where. Returns: %FALSE */
gboolean
convo_reader_unknown_key (ConvoReader *r, ConvoScanId at, const char *key, const char *where)
{
  return convo_reader_refuse (r, at, CONVO_ERROR_NAME, _("“%s” is not known in %s; remove it, or begin its name with x-."), key, where);
}

/** convo_reader_names: fills @names from a list of texts; with @free_ports, null is a free port */
gboolean
convo_reader_names (ConvoReader *r, ConvoJson list, const char *what, gboolean free_ports, GPtrArray *names)
{
  ConvoWalk walk;

  if (!convo_reader_want_array (r, list, what))
    return FALSE;
  convo_walk_init (&walk, r, list);
  while (convo_walk_next (&walk, r))
    if (convo_json_is_string (walk.value.node))
      g_ptr_array_add (names, (gpointer) json_node_get_string (walk.value.node));
    else if (free_ports && JSON_NODE_HOLDS_NULL (walk.value.node))
      g_ptr_array_add (names, NULL);
    else
      return convo_reader_refuse (r, walk.value.at, CONVO_ERROR_FORMAT, _("“%s” must be a list of names."), what);
  return TRUE;
}
