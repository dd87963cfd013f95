/* Takes the "about" of a document apart, in the language of the person. */
#include "about.h"

#include <math.h>

static JsonObject *
object_of (JsonNode *node)
{
  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

static JsonObject *
object_member (JsonObject *object, const char *key)
{
  return object != NULL ? object_of (json_object_get_member (object, key)) : NULL;
}

static char *
string_member (JsonObject *object, const char *key)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, key) : NULL;

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) ? g_strdup (json_node_get_string (node)) : NULL;
}

static double
number_member (JsonObject *object, const char *key)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, key) : NULL;

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_double (node) : NAN;
}

static JsonArray *
array_member (JsonObject *object, const char *key)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, key) : NULL;

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

/* A text that is given in several languages: the first of @languages that is there, else English */
static char *
text_member (JsonObject *object, const char *key, const char *const *languages)
{
  JsonObject *texts = object_member (object, key);

  for (int i = 0; texts != NULL && languages[i] != NULL; i++)
    if (json_object_has_member (texts, languages[i]))
      return string_member (texts, languages[i]);
  return string_member (texts, "en");
}

/* A text for all languages, or one in several */
static char *
words_member (JsonObject *object, const char *key, const char *const *languages)
{
  char *text = string_member (object, key);

  return text != NULL ? text : text_member (object, key, languages);
}

static void
take_lectures (ConvoAbout *about, JsonArray *array)
{
  guint n = array != NULL ? json_array_get_length (array) : 0;

  if (n == 0)
    return;
  about->lectures = g_new0 (char *, n + 1);
  for (guint i = 0; i < n; i++)
    about->lectures[i] = g_strdup (json_array_get_string_element (array, i));
}

static void
take_errors (ConvoAbout *about, JsonArray *array, const char *const *languages)
{
  about->n_errors = array != NULL ? (int) json_array_get_length (array) : 0;
  about->errors = g_new0 (ConvoAboutError, MAX (about->n_errors, 1));
  for (int i = 0; i < about->n_errors; i++)
    {
      JsonObject *object = object_of (json_array_get_element (array, i));
      const double crops = number_member (object, "crops");

      about->errors[i].data = string_member (object, "data");
      about->errors[i].top1 = number_member (object, "top1");
      about->errors[i].top5 = number_member (object, "top5");
      about->errors[i].crops = crops >= 1 && crops < 1000 ? (int) crops : 0;
      about->errors[i].ensemble = object != NULL && json_object_get_boolean_member_with_default (object, "ensemble", FALSE);
      about->errors[i].protocol = words_member (object, "protocol", languages);
      about->errors[i].source = words_member (object, "source", languages);
    }
}

static void
take_roots (ConvoAbout *about, JsonArray *array, const char *const *languages)
{
  about->n_roots = array != NULL ? (int) json_array_get_length (array) : 0;
  about->roots = g_new0 (ConvoAboutRoot, MAX (about->n_roots, 1));
  for (int i = 0; i < about->n_roots; i++)
    {
      JsonObject *object = object_of (json_array_get_element (array, i));

      about->roots[i].model = string_member (object, "model");
      about->roots[i].idea = text_member (object, "idea", languages);
      about->roots[i].source = string_member (object, "source");
    }
}

/**
 * convo_about_new:
 * @graph: a document
 * @languages: (nullable): languages of the person, best first; %NULL: those of the process (g_get_language_names())
 *
 * Returns: (transfer full): what the document tells of its network; empty if it tells nothing
 */
ConvoAbout *
convo_about_new (const ConvoGraph *graph, const char *const *languages)
{
  ConvoAbout *about = g_new0 (ConvoAbout, 1);
  JsonObject *object, *label;
  double year;

  g_return_val_if_fail (graph != NULL, about);
  object = object_of (convo_graph_about (graph));
  label = object_member (object, "label");
  languages = languages != NULL ? languages : g_get_language_names ();
  year = number_member (object, "year");
  about->year = year > 0 && year < 10000 ? (int) year : 0;
  about->authors = string_member (object, "authors");
  about->paper = string_member (object, "paper");
  about->family = string_member (object, "family");
  about->title = text_member (object, "title", languages);
  about->brought = text_member (object, "brought", languages);
  about->text = text_member (object, "text", languages);
  about->notes = text_member (object, "notes", languages);
  take_lectures (about, array_member (object, "lectures"));
  take_errors (about, array_member (object, "errors"), languages);
  take_roots (about, array_member (object, "grew-out-of"), languages);
  about->label_x = label != NULL ? number_member (label, "x") : 0;
  about->label_y = label != NULL ? number_member (label, "y") : 0;
  about->labelled = label != NULL;
  return about;
}

/** convo_about_free: frees @about and all it holds */
void
convo_about_free (ConvoAbout *about)
{
  for (int i = 0; i < about->n_errors; i++)
    {
      g_free (about->errors[i].data);
      g_free (about->errors[i].protocol);
      g_free (about->errors[i].source);
    }
  for (int i = 0; i < about->n_roots; i++)
    {
      g_free (about->roots[i].model);
      g_free (about->roots[i].idea);
      g_free (about->roots[i].source);
    }
  g_free (about->errors);
  g_free (about->roots);
  g_strfreev (about->lectures);
  g_free (about->title);
  g_free (about->authors);
  g_free (about->paper);
  g_free (about->family);
  g_free (about->brought);
  g_free (about->text);
  g_free (about->notes);
  g_free (about);
}
