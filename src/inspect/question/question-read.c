/* Question sets as JSON: limits first, then every member checked, so that any bytes give a set or a sentence. */
#include "question.h"
#include "questions-resource.h"
#include "errors.h"
#include "registry.h"
#include "text.h"

#include <gio/gio.h>
#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

#define MAX_BYTES (1 << 20)
#define MAX_DEPTH 8
#define MAX_QUESTIONS 500
#define MAX_TEXT 2000
#define MAX_CHOICES 8

static const char *const names[] = { "lecture-000", "lecture-001", "lecture-002", "lecture-003", "lecture-004" };

/** convo_question_set_name: Returns: (transfer none) (nullable): name of set @index that comes with the program */
const char *
convo_question_set_name (int index)
{
  return index >= 0 && index < (int) G_N_ELEMENTS (names) ? names[index] : NULL;
}

static gboolean
refuse (GError **error, const char *where, const char *what)
{
  g_set_error (error, CONVO_ERROR, CONVO_ERROR_FORMAT,
               /* translators: %s: id of a question, or "the file"; %s: what is wrong with it */
               _("Question set, %s: %s."), where, what);
  return FALSE;
}

/* Depth before the parser recurses; brackets inside strings do not count */
static gboolean
shallow (const char *json, gsize length)
{
  int depth = 0, deepest = 0;
  gboolean quoted = FALSE;

  for (gsize i = 0; i < length; i++)
    if (quoted && json[i] == '\\')
      i++;
    else if (quoted)
      quoted = json[i] != '"';
    else if (json[i] == '"')
      quoted = TRUE;
    else if (json[i] == '[' || json[i] == '{')
      {
        depth++;
        deepest = MAX (deepest, depth);
      }
    else if (json[i] == ']' || json[i] == '}')
      depth--;
  return deepest <= MAX_DEPTH;
}

static JsonObject *
object_of (JsonNode *node)
{
  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

static JsonArray *
array_of (JsonObject *object, const char *key)
{
  JsonNode *node = json_object_get_member (object, key);

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

static const char *
string_of (JsonNode *node)
{
  const char *text = node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING
                     ? json_node_get_string (node) : NULL;

  return text != NULL && strlen (text) <= MAX_TEXT ? text : NULL;
}

/* { "en": …, "ru": … } in the language in use, else English; a plain string is for all */
static const char *
words_of (JsonNode *node)
{
  JsonObject *object = object_of (node);
  const char *const *languages = g_get_language_names ();

  if (object == NULL)
    return string_of (node);
  for (int i = 0; languages[i] != NULL; i++)
    {
      const char *text = string_of (json_object_get_member (object, languages[i]));

      if (text != NULL)
        return text;
      if (strcmp (languages[i], "C") == 0)
        break;
    }
  return string_of (json_object_get_member (object, "en"));
}

static gboolean
number_of (JsonNode *node, double *number)
{
  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node))
    return FALSE;
  if (json_node_get_value_type (node) != G_TYPE_INT64 && json_node_get_value_type (node) != G_TYPE_DOUBLE)
    return FALSE;
  *number = json_node_get_double (node);
  return isfinite (*number);
}

static gboolean
read_answer (ConvoQuestion *question, JsonNode *node)
{
  JsonArray *array = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  guint n = array != NULL ? json_array_get_length (array) : 1;

  if (n < 1 || n > CONVO_QUESTION_MAX_ANSWERS)
    return FALSE;
  for (guint i = 0; i < n; i++)
    if (!number_of (array != NULL ? json_array_get_element (array, i) : node, &question->answer[i]))
      return FALSE;
  question->n_answers = n;
  return TRUE;
}

static gboolean
small_int (JsonObject *object, const char *key, gint64 usual, gint64 *value)
{
  double number = usual;

  if (json_object_has_member (object, key) && !number_of (json_object_get_member (object, key), &number))
    return FALSE;
  *value = number;
  return number >= 0 && number <= 65536 && number == floor (number);
}

static gboolean
read_shape (JsonObject *object, ConvoShape *in)
{
  JsonArray *array = array_of (object, "input");

  *in = (ConvoShape) { 0 };
  if (array == NULL || json_array_get_length (array) < 2 || json_array_get_length (array) > CONVO_MAX_RANK)
    return FALSE;
  in->rank = json_array_get_length (array);
  for (int i = 0; i < in->rank; i++)
    {
      double number;

      if (!number_of (json_array_get_element (array, i), &number) || number < 1 || number > 65536)
        return FALSE;
      in->dim[i] = number;
    }
  return TRUE;
}

/* "layer": { "kind", "input", "kernel", …, "ask" }: from it the slips follow */
static gboolean
read_layer (JsonObject *object, ConvoArith *layer, ConvoAsk *ask)
{
  static const struct { const char *name; ConvoAsk ask; } asks[] = {
    { "shape", CONVO_ASK_SHAPE }, { "weights", CONVO_ASK_WEIGHTS }, { "parameters", CONVO_ASK_PARAMETERS },
    { "macs", CONVO_ASK_MACS },
  };
  const char *name = string_of (json_object_get_member (object, "kind"));
  const char *asked = string_of (json_object_get_member (object, "ask"));
  const ConvoKind *kind = name != NULL ? convo_kind_find (name) : NULL;
  gint64 kernel, stride, padding, dilation, kernels, groups;
  ConvoShape in;

  if (kind == NULL || asked == NULL || !convo_arith_supports (kind) || !read_shape (object, &in)
      || !small_int (object, "kernel", 1, &kernel) || !small_int (object, "stride", 1, &stride)
      || !small_int (object, "padding", 0, &padding) || !small_int (object, "dilation", 1, &dilation)
      || !small_int (object, "kernels", 1, &kernels) || !small_int (object, "groups", 1, &groups))
    return FALSE;
  convo_arith_init (layer, kind, &in);
  convo_arith_set (layer, CONVO_ARITH_KERNEL, kernel);
  convo_arith_set (layer, CONVO_ARITH_STRIDE, stride);
  convo_arith_set (layer, CONVO_ARITH_PADDING, padding);
  convo_arith_set (layer, CONVO_ARITH_DILATION, dilation);
  layer->kernels = kernels;
  layer->groups = groups;
  layer->bias = strstr (name, "conv") != NULL;
  for (gsize i = 0; i < G_N_ELEMENTS (asks); i++)
    if (strcmp (asks[i].name, asked) == 0)
      {
        *ask = asks[i].ask;
        return TRUE;
      }
  return FALSE;
}

/* The file's answer must be what the layer gives. Returns: (nullable) (transfer full): what is wrong */
static char *
use_layer (ConvoQuestion *question, JsonObject *object)
{
  double answer[CONVO_QUESTION_MAX_ANSWERS];
  int n = question->n_answers;
  ConvoArith layer;

  memcpy (answer, question->answer, sizeof answer);
  if (!read_layer (object, &layer, &question->ask) || !convo_question_solve (question, &layer))
    return g_strdup (_("“layer” is not understood: it needs “kind”, “input” and “ask”, and settings that fit"));
  if (question->n_answers != n || memcmp (answer, question->answer, n * sizeof *answer) != 0)
    {
      g_autofree char *right = convo_question_answer_text (question);

      return g_strdup_printf (_("“layer” gives %s, which is not the answer beside it"), right);
    }
  convo_question_add_slips (question, &layer);
  return NULL;
}

/* The right one first in the file; on screen at a place that its id gives, the same every time */
static gboolean
read_choices (ConvoQuestion *question, JsonArray *array)
{
  guint n = json_array_get_length (array), right, turn;

  if (n < 2 || n > MAX_CHOICES || question->n_answers != 1 || question->answer[0] < 0 || question->answer[0] >= n
      || question->answer[0] != floor (question->answer[0]))
    return FALSE;
  right = question->answer[0];
  turn = g_str_hash (question->id) % n;
  for (guint i = 0; i < n; i++)
    {
      const char *text = words_of (json_array_get_element (array, (i + turn) % n));

      if (text == NULL)
        return FALSE;
      g_ptr_array_add (question->choices, g_strdup (text));
    }
  question->ask = CONVO_ASK_CHOICE;
  question->answer[0] = (right + n - turn) % n;
  return TRUE;
}

static gboolean
read_question (ConvoQuestionSet *set, int number, JsonNode *node, GError **error)
{
  JsonObject *object = object_of (node), *layer;
  const char *id = object != NULL ? string_of (json_object_get_member (object, "id")) : NULL;
  const char *text = object != NULL ? words_of (json_object_get_member (object, "text")) : NULL;
  g_autofree char *where = g_strdup_printf (_("question %d"), number);
  ConvoQuestion *question;

  if (id == NULL || text == NULL || *id == '\0')
    return refuse (error, id != NULL && *id != '\0' ? id : where, _("a question needs “id” and “text”, as strings"));
  question = convo_question_new (id, CONVO_ASK_NUMBERS, text);
  g_ptr_array_add (set->questions, question);
  question->how = g_strdup (words_of (json_object_get_member (object, "how")));
  question->note = g_strdup (words_of (json_object_get_member (object, "note")));
  if (!read_answer (question, json_object_get_member (object, "answer")))
    return refuse (error, id, _("“answer” must be a number or a list of one to sixteen numbers"));
  if (json_object_has_member (object, "choices")
      && (array_of (object, "choices") == NULL || !read_choices (question, array_of (object, "choices"))))
    return refuse (error, id, _("“choices” must be two to eight texts, and “answer” the number of one of them, from 0"));
  layer = object_of (json_object_get_member (object, "layer"));
  if (layer != NULL && question->ask != CONVO_ASK_CHOICE)
    {
      g_autofree char *wrong = use_layer (question, layer);

      return wrong == NULL || refuse (error, id, wrong);
    }
  return TRUE;
}

static gboolean
read_set (ConvoQuestionSet *set, JsonNode *root, GError **error)
{
  JsonObject *object = object_of (root);
  const char *format = object != NULL ? string_of (json_object_get_member (object, "format")) : NULL;
  JsonArray *questions;
  double version;

  if (format == NULL || strcmp (format, "convo-questions") != 0)
    return refuse (error, _("the file"), _("“format” must be “convo-questions”"));
  if (!number_of (json_object_get_member (object, "version"), &version) || version != 1)
    return refuse (error, _("the file"), _("this program reads version 1 only"));
  questions = array_of (object, "questions");
  if (questions == NULL || json_array_get_length (questions) < 1 || json_array_get_length (questions) > MAX_QUESTIONS)
    return refuse (error, _("the file"), _("“questions” must be a list of one to 500"));
  set->title = g_strdup (words_of (json_object_get_member (object, "title")));
  if (set->title == NULL)
    set->title = g_strdup (set->name);
  for (guint i = 0; i < json_array_get_length (questions); i++)
    if (!read_question (set, (int) i + 1, json_array_get_element (questions, i), error))
      return FALSE;
  return TRUE;
}

/**
 * convo_question_set_parse:
 * @name: of the set
 * @json: UTF-8 bytes
 * @length: bytes; −1: up to the zero
 * @error: return location; %CONVO_ERROR_FORMAT, %CONVO_ERROR_LIMIT
 *
 * Texts are taken in the language in use, else in English.
 *
 * Returns: (transfer full): the set, or %NULL with @error set
 */
ConvoQuestionSet *
convo_question_set_parse (const char *name, const char *json, gssize length, GError **error)
{
  gsize size = length < 0 ? strlen (json) : (gsize) length;
  g_autoptr(JsonParser) parser = json_parser_new_immutable ();
  g_autoptr(GError) broken = NULL;
  g_autoptr(ConvoQuestionSet) set = NULL;

  if (size > MAX_BYTES || !shallow (json, size))
    {
      g_set_error (error, CONVO_ERROR, CONVO_ERROR_LIMIT,
                   _("The question set is larger than 1 MiB or nested too deeply; divide it."));
      return NULL;
    }
  if (!g_utf8_validate (json, size, NULL))
    {
      refuse (error, _("the file"), _("it is no UTF-8 text"));
      return NULL;
    }
  if (!json_parser_load_from_data (parser, json, size, &broken))
    {
      g_autofree char *what = g_strdup_printf (_("it is no JSON: %s"), broken->message);

      refuse (error, _("the file"), what);
      return NULL;
    }
  set = g_new0 (ConvoQuestionSet, 1);
  set->name = g_strdup (name);
  set->questions = g_ptr_array_new ();
  return read_set (set, json_parser_get_root (parser), error) ? g_steal_pointer (&set) : NULL;
}

/**
 * convo_question_set_load_file:
 * @error: return location; also errors of #GIOError
 *
 * Returns: (transfer full): the set of somebody's own file, named after it, or %NULL with @error set
 */
ConvoQuestionSet *
convo_question_set_load_file (GFile *file, GError **error)
{
  g_autoptr(GFileInfo) info = g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_SIZE, G_FILE_QUERY_INFO_NONE, NULL, error);
  g_autofree char *name = g_file_get_basename (file), *bytes = NULL;
  gsize length;

  if (info == NULL)
    return NULL;
  if (g_file_info_get_size (info) > MAX_BYTES)
    {
      g_set_error (error, CONVO_ERROR, CONVO_ERROR_LIMIT,
                   _("The question set is larger than 1 MiB or nested too deeply; divide it."));
      return NULL;
    }
  if (!g_file_load_contents (file, NULL, &bytes, &length, NULL, error))
    return NULL;
  if (g_str_has_suffix (name, ".json"))
    name[strlen (name) - strlen (".json")] = '\0';
  return convo_question_set_parse (name, bytes, (gssize) length, error);
}

/** convo_question_set_load: Returns: (transfer full): a set that comes with the program, or %NULL with @error set */
ConvoQuestionSet *
convo_question_set_load (const char *name, GError **error)
{
  g_autofree char *path = g_strdup_printf ("/org/convoscope/questions/%s.json", name);
  g_autoptr(GBytes) bytes = g_resource_lookup_data (questions_get_resource (), path, 0, error);

  if (bytes == NULL)
    return NULL;
  return convo_question_set_parse (name, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), error);
}
