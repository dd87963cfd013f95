/* What is typed behind the name of a block: "conv 64 7 2 3 bias=no", "residual-basic 128 ×2 first.stride=2". */
#include <glib/gi18n.h>
#include <string.h>
#include "scope-compose.h"

static gboolean
is_setting (const char *word)
{
  return memchr (word, '=', strcspn (word, " ")) != NULL || g_ascii_isdigit (word[0]) || g_str_has_prefix (word, "×")
         || ((word[0] == 'x' || word[0] == '*') && g_ascii_isdigit (word[1]));
}

/** scope_command_rest: Returns: (nullable): what of @line follows the name; points into @line */
const char *
scope_command_rest (const char *line)
{
  for (const char *at = strchr (line, ' '); at != NULL; at = strchr (at + 1, ' '))
    if (is_setting (at + 1))
      return at + 1;
  return NULL;
}

/** scope_command_name: Returns: (transfer full): the name in @line, without what is set */
char *
scope_command_name (const char *line)
{
  const char *rest = scope_command_rest (line);

  return g_strchomp (rest != NULL ? g_strndup (line, rest - line) : g_strdup (line));
}

/* "64", "3x3", "no", "=2*channels", "reflect" */
static JsonNode *
value_of (const char *text)
{
  static const char *const yes[] = { "true", "yes", "on", NULL }, *const no[] = { "false", "no", "off", NULL };
  g_autofree char *plain = g_strdup (text);
  g_auto(GStrv) parts = NULL;
  JsonNode *node = json_node_alloc ();
  JsonArray *array;

  for (char *at = plain; (at = strstr (at, "×")) != NULL; at++)
    {
      *at = 'x';
      memmove (at + 1, at + strlen ("×"), strlen (at + strlen ("×")) + 1);
    }
  if (g_strv_contains (yes, plain) || g_strv_contains (no, plain))
    return json_node_init_boolean (node, g_strv_contains (yes, plain));
  if (plain[0] == '\0' || strspn (plain, "0123456789x-.") != strlen (plain))
    return json_node_init_string (node, text);
  if (strchr (plain, '.') != NULL)
    return json_node_init_double (node, g_ascii_strtod (plain, NULL));
  parts = g_strsplit (plain, "x", -1);
  if (parts[1] == NULL)
    return json_node_init_int (node, g_ascii_strtoll (plain, NULL, 10));
  array = json_array_new ();
  for (int i = 0; parts[i] != NULL; i++)
    json_array_add_int_element (array, g_ascii_strtoll (parts[i], NULL, 10));
  node = json_node_init_array (node, array);
  json_array_unref (array);
  return node;
}

static char **
keys_of (const ConvoGraph *graph, const char *path)
{
  const ConvoNode *node = convo_graph_find (graph, path);
  const ConvoKind *kind = node != NULL ? convo_node_kind (node) : NULL;
  const ConvoDefinition *definition = node != NULL && kind == NULL
                                      ? convo_graph_find_definition (graph, convo_node_type (node)) : NULL;
  g_autoptr(GStrvBuilder) keys = g_strv_builder_new ();

  for (int i = 0; kind != NULL && i < kind->n_props; i++)
    g_strv_builder_add (keys, kind->props[i].key);
  for (int i = 0; definition != NULL && i < convo_definition_n_arguments (definition); i++)
    g_strv_builder_add (keys, convo_definition_argument (definition, i));
  return g_strv_builder_end (keys);
}

/* A key may be cut short while only one begins so. */
static const char *
complete (char **keys, const char *begin)
{
  const char *found = NULL;

  for (int i = 0; keys[i] != NULL; i++)
    if (strcmp (keys[i], begin) == 0)
      return keys[i];
    else if (g_str_has_prefix (keys[i], begin))
      found = found == NULL ? keys[i] : begin;
  return found != NULL ? found : begin;
}

static ConvoGraph *
set_one (const ConvoGraph *graph, const char *path, char **keys, int *position, const char *word, GError **error)
{
  const char *equals = strchr (word, '='), *dot;
  g_autofree char *name = equals != NULL ? g_strndup (word, equals - word) : NULL, *which = NULL;
  g_autoptr(JsonNode) value = NULL;

  if (name == NULL && !g_ascii_isdigit (word[0]))           /* ×2, x2, *2 */
    {
      value = value_of (word + (word[0] == 'x' || word[0] == '*' ? 1 : strlen ("×")));
      return convo_graph_set_property (graph, path, "repeat", value, error);
    }
  value = value_of (equals != NULL ? equals + 1 : word);
  if (name == NULL)
    {
      const char *key = *position < (int) g_strv_length (keys) ? keys[*position] : word;

      ++*position;
      return convo_graph_set_property (graph, path, key, value, error);
    }
  dot = strchr (name, '.');
  if (dot != NULL)
    {
      which = g_strndup (name, dot - name);
      if (strcmp (which, "first") == 0 || strcmp (which, "last") == 0)
        return convo_graph_set_argument (graph, path, which, complete (keys, dot + 1), value, error);
    }
  return convo_graph_set_property (graph, path, complete (keys, name), value, error);
}

/**
 * scope_command_apply:
 * @path: a node that was just added
 * @settings: values in the order of its properties, "key=value" where the key may be cut short, "×N" for a repeat,
 *   "first.key=value" for the first copy of a repeat
 * @error: return location; the sentence of the first setting that is refused
 *
 * Returns: (transfer full): the graph with all of them
 */
ConvoGraph *
scope_command_apply (const ConvoGraph *graph, const char *path, const char *settings, GError **error)
{
  g_auto(GStrv) words = g_strsplit (settings, " ", -1), keys = keys_of (graph, path);
  g_autoptr(ConvoGraph) result = convo_graph_ref (graph);
  int position = 0;

  for (int i = 0; words[i] != NULL; i++)
    {
      ConvoGraph *next;

      if (words[i][0] == '\0')
        continue;
      next = set_one (result, path, keys, &position, words[i], error);
      if (next == NULL)
        return NULL;
      convo_graph_unref (result);
      result = next;
    }
  return g_steal_pointer (&result);
}
