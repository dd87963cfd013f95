/* From a graph to the text of a `.convo` document: one node a line, known keys in a fixed order, nothing that is at its
 * default; so an unchanged document is written as it was read. */
#include "build.h"
#include "convo-file.h"
#include "json-text.h"

#include <math.h>
#include <string.h>

#define FILL 120   /* characters after which a new line begins in lists of short entries */

/* An object that grows a member at a time */
static void
begin_member (GString *out, const char *key)
{
  if (out->str[out->len - 1] != '{')
    g_string_append (out, ", ");
  convo_json_append_string (out, key);
  g_string_append (out, ": ");
}

static void
member (GString *out, const char *key, JsonNode *value)
{
  if (value == NULL)
    return;
  begin_member (out, key);
  convo_json_append (out, value);
}

static void
member_string (GString *out, const char *key, const char *value)
{
  begin_member (out, key);
  convo_json_append_string (out, value);
}

/* The members of an object, as members of the object being written */
static void
members (GString *out, JsonNode *object)
{
  JsonObjectIter iter;
  const char *key;
  JsonNode *value;

  if (object == NULL)
    return;
  json_object_iter_init_ordered (&iter, json_node_get_object (object));
  while (json_object_iter_next_ordered (&iter, &key, &value))
    member (out, key, value);
}

static JsonNode *
prop_of (const ConvoNode *node, const char *key)
{
  for (int i = 0; i < convo_node_n_props (node); i++)
    if (strcmp (convo_node_prop_key (node, i), key) == 0)
      return convo_node_prop_value (node, i);
  return NULL;
}

/* Properties in the order of the kind's table; arguments in the order of the document */
static void
append_props (GString *out, const ConvoNode *node)
{
  const ConvoKind *kind = convo_node_kind (node);

  if (kind != NULL)
    for (int i = 0; i < kind->n_props; i++)
      member (out, kind->props[i].key, prop_of (node, kind->props[i].key));
  else
    for (int i = 0; i < convo_node_n_props (node); i++)
      member (out, convo_node_prop_key (node, i), convo_node_prop_value (node, i));
}

static void
append_from (GString *out, const ConvoNode *node)
{
  begin_member (out, "from");
  g_string_append_c (out, '[');
  for (int i = 0; i < convo_node_n_inputs (node); i++)
    {
      g_string_append (out, i > 0 ? ", " : "");
      if (convo_node_input (node, i) != NULL)
        convo_json_append_string (out, convo_node_input (node, i));
      else
        g_string_append (out, "null");
    }
  g_string_append_c (out, ']');
}

static void
append_node (GString *out, const ConvoNode *node, const ConvoNode *previous, gboolean inside)
{
  g_string_append (out, "  {");
  member_string (out, "id", convo_node_id (node));
  member_string (out, convo_node_is_block (node) ? "block" : "kind", convo_node_type (node));
  member (out, "repeat", convo_node_repeat_value (node));
  append_props (out, node);
  member (out, "first", convo_node_first (node));
  member (out, "last", convo_node_last (node));
  if (!convo_node_from_implied (node, previous, inside))
    append_from (out, node);
  member (out, "if", convo_node_condition (node));
  member (out, "weight", convo_node_weight (node));
  member (out, "when", convo_node_when (node));
  members (out, convo_node_extras (node));
  g_string_append_c (out, '}');
}

static void
append_strings (GString *out, const char *key, const char *const *strings)
{
  begin_member (out, key);
  g_string_append_c (out, '[');
  for (int i = 0; strings[i] != NULL; i++)
    {
      g_string_append (out, i > 0 ? ", " : "");
      convo_json_append_string (out, strings[i]);
    }
  g_string_append_c (out, ']');
}

static void
append_definition (GString *out, const ConvoDefinition *definition)
{
  const ConvoNode *previous = NULL;

  convo_json_append_string (out, convo_definition_name (definition));
  g_string_append (out, ": {");
  if (convo_definition_n_arguments (definition) > 0)
    {
      begin_member (out, "arguments");
      g_string_append_c (out, '{');
      for (int i = 0; i < convo_definition_n_arguments (definition); i++)
        member (out, convo_definition_argument (definition, i), convo_definition_default (definition, i));
      g_string_append_c (out, '}');
    }
  if (convo_definition_outputs (definition) != NULL)
    append_strings (out, "outputs", convo_definition_outputs (definition));
  members (out, convo_definition_extras (definition));
  begin_member (out, "nodes");
  g_string_append_c (out, '[');
  for (int i = 0; i < convo_definition_n_nodes (definition); i++)
    {
      g_string_append (out, i > 0 ? ",\n" : "\n");
      append_node (out, convo_definition_node (definition, i), previous, TRUE);
      previous = convo_definition_node (definition, i);
    }
  g_string_append (out, "]}");
}

static void
append_definitions (GString *out, const ConvoGraph *graph)
{
  int n = convo_graph_n_definitions (graph);

  if (n == 0)
    return;
  g_string_append (out, ",\n\"definitions\": {");
  for (int i = 0; i < n; i++)
    {
      g_string_append (out, i > 0 ? ",\n" : "\n");
      append_definition (out, convo_graph_definition (graph, i));
    }
  g_string_append (out, "\n}");
}

/* Adds @entry to a list, on a new line where the line would grow too long; @line is where the line begins */
static void
append_entry (GString *out, gsize *line, GString *entry, const char *indent)
{
  gboolean first = out->str[out->len - 1] == '{';

  if (!first && g_utf8_strlen (out->str + *line, -1) + g_utf8_strlen (entry->str, -1) > FILL)
    {
      g_string_append_printf (out, ",\n%s", indent);
      *line = out->len - strlen (indent);
    }
  else if (!first)
    g_string_append (out, ", ");
  g_string_append (out, entry->str);
  g_string_truncate (entry, 0);
}

/* The texts of one key, a language each */
static void
append_texts (GString *out, const char *name, JsonObject *texts)
{
  g_autoptr(GString) entry = g_string_new (NULL);
  JsonObjectIter iter;
  const char *key;
  JsonNode *value;
  gsize line = out->str[out->len - 1] == ' ' ? out->len - 2 : out->len;

  g_string_append_printf (out, "\"%s\": {", name);
  json_object_iter_init_ordered (&iter, texts);
  while (json_object_iter_next_ordered (&iter, &key, &value))
    {
      convo_json_append_string (entry, key);
      g_string_append (entry, ": ");
      convo_json_append (entry, value);
      append_entry (out, &line, entry, "    ");
    }
  g_string_append_c (out, '}');
}

/* One entry a line */
static void
append_list (GString *out, const char *name, JsonArray *list)
{
  g_string_append_printf (out, "\"%s\": [", name);
  for (guint i = 0; i < json_array_get_length (list); i++)
    {
      g_string_append (out, i > 0 ? ",\n    " : "\n    ");
      convo_json_append (out, json_array_get_element (list, i));
    }
  g_string_append_c (out, ']');
}

/* The facts on one line, the lists and texts on lines of their own */
static void
append_about (GString *out, JsonNode *about)
{
  static const char *const facts[] = { "year", "authors", "paper", "family", "lectures", "label" };
  static const char *const rest[] = { "title", "errors", "grew-out-of", "brought", "text", "notes" };
  JsonObject *object = about != NULL ? json_node_get_object (about) : NULL;
  JsonObjectIter iter;
  const char *key;
  JsonNode *value;

  if (object == NULL)
    return;
  g_string_append (out, ",\n\"about\": {");
  for (gsize i = 0; i < G_N_ELEMENTS (facts); i++)
    member (out, facts[i], json_object_get_member (object, facts[i]));
  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &key, &value))
    if (g_str_has_prefix (key, "x-"))
      member (out, key, value);
  for (gsize i = 0; i < G_N_ELEMENTS (rest); i++)
    {
      value = json_object_get_member (object, rest[i]);
      if (value == NULL)
        continue;
      g_string_append (out, out->str[out->len - 1] != '{' ? ",\n  " : "");
      if (JSON_NODE_HOLDS_ARRAY (value))
        append_list (out, rest[i], json_node_get_array (value));
      else
        append_texts (out, rest[i], json_node_get_object (value));
    }
  g_string_append_c (out, '}');
}

/* Places are whole canvas units where they can be */
static void
append_coordinate (GString *out, const char *key, double value)
{
  begin_member (out, key);
  if (value == floor (value) && fabs (value) < 1e15)
    g_string_append_printf (out, "%" G_GINT64_FORMAT, (gint64) value);
  else
    convo_json_append_real (out, value);
}

/* Where one node stands and whether it is folded; nodes of definitions are called "basic/conv1" */
static void
append_node_view (GString *text, gsize *line, const char *definition, const ConvoNode *node)
{
  g_autofree char *name = definition != NULL ? g_strconcat (definition, "/", convo_node_id (node), NULL)
                                             : g_strdup (convo_node_id (node));
  g_autoptr(GString) entry = g_string_new (NULL);
  double x, y;
  const gboolean placed = convo_node_placed (node, &x, &y);

  if (!placed && convo_node_view (node) == NULL)
    return;
  convo_json_append_string (entry, name);
  g_string_append (entry, ": {");
  if (placed)
    {
      append_coordinate (entry, "x", x);
      append_coordinate (entry, "y", y);
    }
  members (entry, convo_node_view (node));
  g_string_append_c (entry, '}');
  append_entry (text, line, entry, "  ");
}

/* What "view" says besides: notes and foreign keys */
static void
append_rest (GString *text, gsize *line, const ConvoGraph *graph)
{
  JsonNode *rest = convo_graph_view (graph);
  g_autoptr(GString) entry = g_string_new (NULL);
  JsonObjectIter iter;
  const char *key;
  JsonNode *value;

  if (rest == NULL)
    return;
  json_object_iter_init_ordered (&iter, json_node_get_object (rest));
  while (json_object_iter_next_ordered (&iter, &key, &value))
    {
      if (strcmp (key, "notes") == 0 && convo_graph_find (graph, key) != NULL)
        continue;   /* a node has taken the name */
      convo_json_append_string (entry, key);
      g_string_append (entry, ": ");
      convo_json_append (entry, value);
      append_entry (text, line, entry, "  ");
    }
}

/* The document's nodes, then those of its definitions, then the rest */
static void
append_view (GString *out, const ConvoGraph *graph)
{
  g_autoptr(GString) text = g_string_new ("\"view\": {");
  const gsize empty = text->len;
  gsize line = 0;

  for (int i = 0; i < convo_graph_n_nodes (graph); i++)
    append_node_view (text, &line, NULL, convo_graph_node (graph, i));
  for (int d = 0; d < convo_graph_n_definitions (graph); d++)
    {
      const ConvoDefinition *definition = convo_graph_definition (graph, d);

      for (int i = 0; i < convo_definition_n_nodes (definition); i++)
        append_node_view (text, &line, convo_definition_name (definition), convo_definition_node (definition, i));
    }
  append_rest (text, &line, graph);
  if (text->len > empty)
    g_string_append_printf (out, ",\n%s}", text->str);
}

/**
 * convo_graph_to_text:
 *
 * Writes the document that convo_graph_parse() reads back. For one graph it is always the same bytes, and for a text
 * that this function wrote, reading and writing give the same text.
 *
 * Returns: (transfer full): UTF-8, ending in a line break
 */
char *
convo_graph_to_text (const ConvoGraph *graph)
{
  GString *out = g_string_new ("{\n\"format\": \"convo\", ");

  g_return_val_if_fail (graph != NULL, NULL);
  g_string_append_printf (out, "\"version\": %d,\n\"name\": ", CONVO_FILE_VERSION);
  convo_json_append_string (out, convo_graph_name (graph));
  append_about (out, convo_graph_about (graph));
  if (convo_graph_extras (graph) != NULL)
    {
      g_autoptr(GString) extras = g_string_new ("{");

      members (extras, convo_graph_extras (graph));
      g_string_append_printf (out, ",\n%s", extras->str + 1);
    }
  append_definitions (out, graph);
  g_string_append (out, ",\n\"nodes\": [");
  for (int i = 0; i < convo_graph_n_nodes (graph); i++)
    {
      g_string_append (out, i > 0 ? ",\n" : "\n");
      append_node (out, convo_graph_node (graph, i), i > 0 ? convo_graph_node (graph, i - 1) : NULL, FALSE);
    }
  g_string_append_c (out, ']');
  if (convo_graph_training (graph) != NULL)
    {
      g_string_append (out, ",\n\"training\": ");
      convo_json_append (out, convo_graph_training (graph));
    }
  append_view (out, graph);
  g_string_append (out, "\n}\n");
  return g_string_free (out, FALSE);
}
