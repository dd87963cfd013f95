/* Questions: the sets that come along hold every hand question with its answer; slips are recognised; scores add up. */
#include "convo-file.h"
#include "errors.h"
#include "expression.h"
#include "layers.h"
#include "question.h"
#include "registry.h"
#include "trace.h"

#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

static const ConvoQuestion *
find (ConvoQuestionSet *const *sets, const char *id)
{
  for (int s = 0; sets[s] != NULL; s++)
    for (guint i = 0; i < sets[s]->questions->len; i++)
      if (strcmp (((ConvoQuestion *) sets[s]->questions->pdata[i])->id, id) == 0)
        return sets[s]->questions->pdata[i];
  return NULL;
}

static void
collect (JsonNode *node, GArray *numbers)
{
  if (JSON_NODE_HOLDS_ARRAY (node))
    for (guint i = 0; i < json_array_get_length (json_node_get_array (node)); i++)
      collect (json_array_get_element (json_node_get_array (node), i), numbers);
  else if (json_node_get_value_type (node) != G_TYPE_STRING)
    {
      double number = json_node_get_double (node);

      g_array_append_val (numbers, number);
    }
}

/* Every question of the oracle, and where its answer is numbers, these */
static void
test_oracle (void)
{
  g_autoptr(JsonParser) parser = json_parser_new ();
  g_autofree char *path = g_build_filename (g_getenv ("CONVO_SOURCE_DIR"), "tests/oracle/hand/hand_oracles.json", NULL);
  ConvoQuestionSet *sets[8] = { NULL };
  JsonArray *oracle;

  for (int i = 0; convo_question_set_name (i) != NULL; i++)
    {
      g_autoptr(GError) error = NULL;

      sets[i] = convo_question_set_load (convo_question_set_name (i), &error);
      g_assert_no_error (error);
    }
  g_assert_true (json_parser_load_from_file (parser, path, NULL));
  oracle = json_node_get_array (json_parser_get_root (parser));
  for (guint i = 0; i < json_array_get_length (oracle); i++)
    {
      JsonObject *object = json_array_get_object_element (oracle, i);
      const ConvoQuestion *question = find (sets, json_object_get_string_member (object, "id"));
      g_autoptr(GArray) numbers = g_array_new (FALSE, FALSE, sizeof (double));
      g_autofree char *answer = NULL;

      g_assert_nonnull (question);
      collect (json_object_get_member (object, "a"), numbers);
      if (question->ask == CONVO_ASK_CHOICE)
        {
          answer = g_strdup_printf ("%d", (int) question->answer[0] + 1);
          g_assert_cmpint (convo_question_check (question, answer, NULL), ==, CONVO_VERDICT_RIGHT);
          continue;
        }
      g_assert_cmpint (question->n_answers, ==, numbers->len);
      for (guint k = 0; k < numbers->len; k++)
        g_assert_cmpfloat (question->answer[k], ==, g_array_index (numbers, double, k));
      answer = convo_question_answer_text (question);
      g_assert_cmpint (convo_question_check (question, answer, NULL), ==, CONVO_VERDICT_RIGHT);
    }
  for (int i = 0; sets[i] != NULL; i++)
    convo_question_set_free (sets[i]);
}

static void
assert_verdict (const ConvoQuestion *question, const char *typed, ConvoVerdict wanted, const char *words)
{
  g_autofree char *reason = NULL;

  g_assert_cmpint (convo_question_check (question, typed, &reason), ==, wanted);
  if (words != NULL)
    {
      g_assert_nonnull (reason);
      g_assert_nonnull (strstr (reason, words));
    }
}

static void
test_slips (void)
{
  static const char json[] = "{ \"format\": \"convo-questions\", \"version\": 1, \"title\": \"t\", \"questions\": ["
    "{ \"id\": \"a\", \"text\": \"?\", \"answer\": [4, 4, 3], \"layer\": { \"kind\": \"conv\", \"ask\": \"shape\", "
    "\"input\": [2, 8, 8], \"kernels\": 3, \"kernel\": 3, \"stride\": 2, \"padding\": 1 } },"
    "{ \"id\": \"b\", \"text\": \"?\", \"answer\": 57, \"layer\": { \"kind\": \"conv\", \"ask\": \"parameters\", "
    "\"input\": [2, 8, 8], \"kernels\": 3, \"kernel\": 3 } },"
    "{ \"id\": \"c\", \"text\": \"?\", \"answer\": 34848 } ] }";
  g_autoptr(GError) error = NULL;
  g_autoptr(ConvoQuestionSet) set = convo_question_set_parse ("t", json, -1, &error);
  const ConvoQuestion *shape, *count, *plain;

  g_assert_no_error (error);
  shape = set->questions->pdata[0];
  count = set->questions->pdata[1];
  plain = set->questions->pdata[2];
  assert_verdict (shape, "4×4×3", CONVO_VERDICT_RIGHT, NULL);
  assert_verdict (shape, "3 x 4 x 4", CONVO_VERDICT_RIGHT, NULL);
  assert_verdict (shape, "(4, 4, 3)", CONVO_VERDICT_RIGHT, NULL);
  assert_verdict (shape, "3×3×3", CONVO_VERDICT_SLIP, "padding");
  assert_verdict (shape, "5×5×3", CONVO_VERDICT_SLIP, "ound");
  assert_verdict (shape, "8×8×3", CONVO_VERDICT_SLIP, "stride");
  assert_verdict (shape, "9×9×9", CONVO_VERDICT_WRONG, NULL);
  assert_verdict (shape, "4×4", CONVO_VERDICT_UNREAD, "3");
  assert_verdict (shape, "four", CONVO_VERDICT_UNREAD, NULL);
  assert_verdict (count, "57", CONVO_VERDICT_RIGHT, NULL);
  assert_verdict (count, "54", CONVO_VERDICT_CONVENTION, "biases");
  assert_verdict (count, "30", CONVO_VERDICT_SLIP, "input channel");
  assert_verdict (plain, "34,848", CONVO_VERDICT_RIGHT, NULL);
  assert_verdict (plain, "34 848", CONVO_VERDICT_RIGHT, NULL);
  assert_verdict (plain, "34848.0", CONVO_VERDICT_RIGHT, NULL);
  assert_verdict (plain, "34849", CONVO_VERDICT_WRONG, "between");
}

static void
test_refusals (void)
{
  static const char *const bad[] = {
    "", "{}", "[]", "{\"format\": \"convo-questions\"}", "{\"format\": \"convo-questions\", \"version\": 2, \"questions\": []}",
    "{\"format\": \"convo-questions\", \"version\": 1, \"questions\": [1]}",
    "{\"format\": \"convo-questions\", \"version\": 1, \"questions\": []}",
    "{\"format\": \"convo-questions\", \"version\": 1, \"questions\": [{\"id\": \"a\", \"text\": \"b\", \"answer\": \"4\"}]}",
    "{\"format\": \"convo-questions\", \"version\": 1, \"questions\": [{\"id\": \"a\", \"text\": \"b\", \"answer\": 4, "
    "\"layer\": {\"kind\": \"conv\", \"ask\": \"macs\", \"input\": [1, 3, 3]}}]}",
    "{\"format\": \"convo-questions\", \"version\": 1, \"questions\": [{\"id\": \"a\", \"text\": \"b\", \"answer\": 4, "
    "\"choices\": [\"one\", \"two\"]}]}",
    "[[[[[[[[[[[[]]]]]]]]]]]]",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (convo_question_set_parse ("bad", bad[i], -1, &error));
      g_assert_nonnull (error);
    }
}

/* A teacher is told which question is wrong, and why */
static void
test_reasons (void)
{
  static const struct { const char *questions, *words[2]; } bad[] = {
    { "{\"id\": \"a\", \"text\": \"b\", \"answer\": 4}, {\"text\": \"c\", \"answer\": 4}", { "question 2", "id" } },
    { "{\"id\": \"apples\", \"text\": \"b\", \"answer\": \"4\"}", { "apples", "number" } },
    { "{\"id\": \"pears\", \"text\": \"b\", \"answer\": 4, \"choices\": [\"one\", \"two\"]}", { "pears", "choices" } },
    { "{\"id\": \"plums\", \"text\": \"b\", \"answer\": 4, \"layer\": {\"kind\": \"conv\", \"ask\": \"weights\", "
      "\"input\": [2, 9, 9], \"kernel\": 3}}", { "plums", "gives 18" } },
    { "{\"id\": \"nuts\", \"text\": \"b\", \"answer\": 4, \"layer\": {\"kind\": \"cnv\"}}", { "nuts", "not understood" } },
    { "{\"id\": ", { "the file", "JSON" } },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autofree char *json = g_strdup_printf ("{\"format\": \"convo-questions\", \"version\": 1, \"questions\": [%s]}", bad[i].questions);
      g_autoptr(GError) error = NULL;

      g_assert_null (convo_question_set_parse ("bad", json, -1, &error));
      for (int k = 0; k < 2; k++)
        if (strstr (error->message, bad[i].words[k]) == NULL)
          g_error ("“%s” does not say “%s”", error->message, bad[i].words[k]);
    }
}

/* Fresh ones: the same for a seed, others for another, all answerable, no slip equal to the answer */
static void
test_generate (void)
{
  g_autoptr(ConvoQuestionSet) one = convo_question_set_generate (5, 60), same = convo_question_set_generate (5, 60);
  g_autoptr(ConvoQuestionSet) other = convo_question_set_generate (6, 60);
  int equal = 0, slips = 0;

  for (guint i = 0; i < 60; i++)
    {
      const ConvoQuestion *a = one->questions->pdata[i], *b = same->questions->pdata[i], *c = other->questions->pdata[i];
      g_autofree char *answer = convo_question_answer_text (a);

      g_assert_cmpstr (a->text, ==, b->text);
      equal += strcmp (a->text, c->text) == 0;
      g_assert_cmpint (convo_question_check (a, answer, NULL), ==, CONVO_VERDICT_RIGHT);
      for (guint k = 0; k < a->slips->len; k++, slips++)
        {
          const ConvoSlip *slip = a->slips->pdata[k];

          g_assert_true (slip->n_answers != a->n_answers
                         || memcmp (slip->answer, a->answer, a->n_answers * sizeof (double)) != 0);
        }
    }
  g_assert_cmpint (equal, <, 5);
  g_assert_cmpint (slips, >, 60);
}

/* ---- every answer that can be computed is computed again ---- */

static void
add_model_answer (JsonObject *object, GArray *numbers)
{
  static const struct { const char *ask; ConvoNumber what; } asks[] = {
    { "shape", CONVO_NUMBER_SHAPE }, { "parameters", CONVO_NUMBER_PARAMETERS }, { "macs", CONVO_NUMBER_MACS },
    { "field", CONVO_NUMBER_FIELD },
  };
  g_autofree char *name = g_strconcat (json_object_get_string_member (object, "model"), ".convo", NULL);
  g_autofree char *path = g_build_filename (g_getenv ("CONVO_SOURCE_DIR"), "models", name, NULL);
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(GError) error = NULL;
  g_autoptr(ConvoGraph) graph = convo_graph_load (file, NULL, &error);
  g_autoptr(ConvoReport) report = NULL;

  g_assert_no_error (error);
  report = convo_report_new (graph);
  for (gsize i = 0; i < G_N_ELEMENTS (asks); i++)
    if (strcmp (asks[i].ask, json_object_get_string_member (object, "ask")) == 0)
      {
        ConvoQuestion *question = convo_question_from_report (
          report, json_object_get_string_member_with_default (object, "path", NULL), asks[i].what);

        g_assert_nonnull (question);
        g_array_append_vals (numbers, question->answer, question->n_answers);
        convo_question_free (question);
        return;
      }
  g_assert_not_reached ();
}

/* Returns: whether the file says how the answer is computed; "layer" is computed when the set is read */
static gboolean
compute (JsonObject *object, GArray *numbers)
{
  JsonArray *models = json_object_has_member (object, "model") ? json_object_get_array_member (object, "model") : NULL;
  JsonArray *lines = json_object_has_member (object, "expression") ? json_object_get_array_member (object, "expression") : NULL;

  for (guint i = 0; models != NULL && i < json_array_get_length (models); i++)
    add_model_answer (json_array_get_object_element (models, i), numbers);
  for (guint i = 0; lines != NULL && i < json_array_get_length (lines); i++)
    {
      g_autofree char *formula = g_strconcat ("=", json_array_get_string_element (lines, i), NULL);
      g_autoptr(GError) error = NULL;
      gint64 value;
      double number;

      convo_expression_eval (formula, NULL, &value, &error);
      g_assert_no_error (error);
      number = (double) value;
      g_array_append_val (numbers, number);
    }
  return models != NULL || lines != NULL || json_object_has_member (object, "layer");
}

/* Both languages, and no question whose answer is neither computed, a choice, nor marked as a fact */
static void
check_question (JsonObject *object, const ConvoQuestion *question, gboolean new)
{
  g_autoptr(GArray) numbers = g_array_new (FALSE, FALSE, sizeof (double));
  const gboolean computed = compute (object, numbers);

  g_assert_true (json_object_has_member (json_object_get_object_member (object, "text"), "en"));
  g_assert_true (json_object_has_member (json_object_get_object_member (object, "text"), "ru"));
  g_assert_cmpstr (json_object_get_string_member (object, "id"), ==, question->id);
  if (new)
    g_assert_true (computed || question->ask == CONVO_ASK_CHOICE || json_object_has_member (object, "fact"));
  if (numbers->len == 0)
    return;
  g_assert_cmpint (numbers->len, ==, question->n_answers);
  for (guint i = 0; i < numbers->len; i++)
    if (g_array_index (numbers, double, i) != question->answer[i])
      g_error ("%s: %g, not %g", question->id, question->answer[i], g_array_index (numbers, double, i));
}

static void
test_answers (void)
{
  g_autoptr(GHashTable) ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  int sets = 0;

  for (; convo_question_set_name (sets) != NULL; sets++)
    {
      g_autofree char *file = g_strconcat (convo_question_set_name (sets), ".json", NULL);
      g_autofree char *path = g_build_filename (g_getenv ("CONVO_SOURCE_DIR"), "resources", "questions", file, NULL);
      g_autoptr(GFile) own = g_file_new_for_path (path);
      g_autoptr(JsonParser) parser = json_parser_new ();
      g_autoptr(GError) error = NULL;
      g_autoptr(ConvoQuestionSet) set = convo_question_set_load_file (own, &error);
      JsonArray *questions;

      g_assert_no_error (error);
      g_assert_cmpstr (set->name, ==, convo_question_set_name (sets));
      g_assert_true (json_parser_load_from_file (parser, path, NULL));
      questions = json_object_get_array_member (json_node_get_object (json_parser_get_root (parser)), "questions");
      g_assert_cmpint (json_array_get_length (questions), ==, set->questions->len);
      g_assert_cmpint (set->questions->len, >=, 14);
      for (guint i = 0; i < set->questions->len; i++)
        {
          const ConvoQuestion *question = set->questions->pdata[i];

          check_question (json_array_get_object_element (questions, i), question, strncmp (question->id, "l", 1) == 0
                                                                                  && g_ascii_isdigit (question->id[1]));
          g_assert_true (g_hash_table_add (ids, g_strdup (question->id)));
        }
    }
  g_assert_cmpint (sets, ==, 5);
}

/* Somebody's own file: what is no set is refused in a sentence that names the place */
static void
test_own_file (void)
{
  g_autofree char *folder = g_dir_make_tmp ("questions-XXXXXX", NULL), *path = g_build_filename (folder, "mine.json", NULL);
  g_autoptr(GFile) file = g_file_new_for_path (path), missing = g_file_new_for_path ("/nowhere/at/all.json");
  g_autoptr(GError) error = NULL, gone = NULL, wrong = NULL;
  g_autoptr(ConvoQuestionSet) set = NULL;

  g_file_set_contents (path, "{ \"format\": \"convo-questions\", \"version\": 1, \"questions\": [{ \"id\": \"x\", \"text\": \"7 · 6?\", "
                       "\"answer\": 42 }] }", -1, NULL);
  set = convo_question_set_load_file (file, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (set->name, ==, "mine");
  g_assert_cmpstr (set->title, ==, "mine");
  g_file_set_contents (path, "{ not JSON", -1, NULL);
  g_assert_null (convo_question_set_load_file (file, &wrong));
  g_assert_error (wrong, CONVO_ERROR, CONVO_ERROR_FORMAT);
  g_assert_nonnull (strstr (wrong->message, "JSON"));
  g_assert_null (convo_question_set_load_file (missing, &gone));
  g_assert_nonnull (gone);
  g_remove (path);
  g_rmdir (folder);
}

/* One value of a trace: the number, and what those get who forget something, checked against sums done here */
static void
test_output (void)
{
  const ConvoShape in = CONVO_SHAPE (2, 3, 3);
  g_autoptr(ConvoTrace) trace = NULL;
  double sum = 0, first = 0, turned = 0, positive = 0;
  ConvoQuestion *question;
  ConvoArith layer;
  g_autofree char *text = NULL;

  convo_arith_init (&layer, convo_kind_find ("conv"), &in);
  layer.kernels = 1;
  layer.bias = TRUE;
  convo_arith_set (&layer, CONVO_ARITH_KERNEL, 3);
  convo_arith_set (&layer, CONVO_ARITH_PADDING, 0);
  trace = convo_trace_new (&layer, NULL);
  for (int i = 0; i < 18; i++)
    {
      trace->x[0][i] = i % 5 - 1;
      trace->param[0][i] = i % 4 - 2 + (i == 3);
    }
  trace->param[1][0] = 3;
  convo_trace_run (trace);
  for (int i = 0; i < 18; i++)
    {
      sum += trace->x[0][i] * trace->param[0][i];
      first += i < 9 ? trace->x[0][i] * trace->param[0][i] : 0;
      turned += trace->x[0][i] * trace->param[0][i / 9 * 9 + 8 - i % 9];
      positive += fabs (trace->x[0][i] * trace->param[0][i]);
    }
  question = convo_question_from_output (trace, 0);
  text = g_strdup_printf ("%g", sum + 3);
  assert_verdict (question, text, CONVO_VERDICT_RIGHT, NULL);
  {
    const struct { double answer; const char *words; } slips[] = {
      { sum, "bias was forgotten" }, { sum + 6, "each channel" }, { first + 3, "one input channel" }, { turned + 3, "turn" },
      { positive + 3, "Minus" },
    };

    for (gsize i = 0; i < G_N_ELEMENTS (slips); i++)
      {
        g_autofree char *typed = g_strdup_printf ("%g", slips[i].answer);

        g_assert_cmpfloat (slips[i].answer, !=, sum + 3);
        assert_verdict (question, typed, CONVO_VERDICT_SLIP, slips[i].words);
      }
  }
  g_assert_cmpstr (question->hint, ==, "Σ x·w + b");
  convo_question_free (question);
}

/* Fresh ones: every family comes, none too seldom, no answer that nobody would work out, a hint for each */
static void
test_families (void)
{
  static const char *const words[] = { "Convolution", "Transposed", "Max pooling", "Average pooling", "linear layer", "groups",
                                       "dilation", "window holds" };
  g_autoptr(ConvoQuestionSet) set = convo_question_set_generate (11, 600);
  int seen[G_N_ELEMENTS (words)] = { 0 }, asks[CONVO_ASK_SUM + 1] = { 0 };

  for (guint i = 0; i < set->questions->len; i++)
    {
      const ConvoQuestion *question = set->questions->pdata[i];

      asks[question->ask]++;
      for (gsize k = 0; k < G_N_ELEMENTS (words); k++)
        seen[k] += strstr (question->text, words[k]) != NULL;
      for (int k = 0; k < question->n_answers; k++)
        g_assert_true (fabs (question->answer[k]) <= 4e6);
      g_assert_nonnull (question->hint);
    }
  for (gsize k = 0; k < G_N_ELEMENTS (words); k++)
    if (seen[k] < 8)
      g_error ("“%s” only %d times in 600", words[k], seen[k]);
  for (int ask = CONVO_ASK_SHAPE; ask <= CONVO_ASK_SUM; ask++)
    g_assert_cmpint (asks[ask], >, 40);
}

#define TIME "20\\d\\d-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d"

static void
assert_line (const char *line, const char *pattern)
{
  if (!g_regex_match_simple (pattern, line, 0, 0))
    g_error ("%s is not %s", line, pattern);
}

static void
test_quiz (void)
{
  g_autoptr(ConvoQuestionSet) set = convo_question_set_load ("lecture-000", NULL);
  g_autoptr(ConvoQuiz) quiz = convo_quiz_new (set, "=A \"B\"");
  g_auto(GStrv) lines = NULL;
  g_autofree char *csv = NULL;
  double points;
  int answered, all;

  convo_quiz_spend (quiz, 0, 7.5);
  convo_quiz_spend (quiz, 0, 4.7);
  convo_quiz_answer (quiz, 0, "55 55 96", NULL);
  convo_quiz_answer (quiz, 1, "1", NULL);
  convo_quiz_answer (quiz, 1, "34848", NULL);
  convo_quiz_show (quiz, 2);
  convo_quiz_answer (quiz, 2, "34944", NULL);
  convo_quiz_answer (quiz, 3, "many", NULL);
  convo_quiz_score (quiz, &points, &answered, &all);
  g_assert_cmpfloat (points, ==, 1.5);
  g_assert_cmpint (answered, ==, 3);
  g_assert_cmpint (all, ==, set->questions->len);
  csv = convo_quiz_csv (quiz);
  lines = g_strsplit (csv, "\r\n", -1);
  g_assert_cmpint (g_strv_length (lines), ==, set->questions->len + 2);
  g_assert_true (g_str_has_prefix (lines[0], "\xef\xbb\xbf\"person\",\"set\",\"seed\",\"question\",\"time\",\"seconds\","));
  assert_line (lines[1], "^\"'=A \"\"B\"\"\",\"lecture-000\",\"\",\"alex_conv1_shape\",\"" TIME "\",\"12\",\"1\",\"right\",\"right\",\"no\",\"1\",\"55 55 96\",\"55×55×96\",");
  assert_line (lines[2], "\"alex_conv1_w\",\"" TIME "\",\"0\",\"2\",\"wrong\",\"right\",\"no\",\"0.5\",\"34848\"");
  assert_line (lines[3], "\"" TIME "\",\"0\",\"1\",\"right\",\"right\",\"yes\",\"0\"");
  assert_line (lines[4], ",\"\",\"\",\"0\",\"\",\"\",\"no\",\"0\",\"\",");
}

/* A table program must neither compute what somebody typed, nor lose the seed */
static void
test_table (void)
{
  g_autoptr(ConvoQuestionSet) set = convo_question_set_generate (7, 3);
  g_autoptr(ConvoQuiz) quiz = convo_quiz_new (set, "nobody");
  g_autofree char *csv = NULL;
  g_auto(GStrv) lines = NULL;

  convo_quiz_set_person (quiz, "-2+3\nx");
  convo_quiz_answer (quiz, 0, "-2", NULL);
  csv = convo_quiz_csv (quiz);
  lines = g_strsplit (csv, "\r\n", -1);
  g_assert_cmpint (g_strv_length (lines), ==, 5);
  assert_line (lines[1], "^\"'-2\\+3 x\",\"fresh-7\",\"7\",\"fresh-1\",");
  if (((const ConvoQuestion *) set->questions->pdata[0])->n_answers == 1)
    assert_line (lines[1], "\"-2\"");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  convo_layers_register ();
  g_test_add_func ("/question/oracle", test_oracle);
  g_test_add_func ("/question/slips", test_slips);
  g_test_add_func ("/question/refusals", test_refusals);
  g_test_add_func ("/question/reasons", test_reasons);
  g_test_add_func ("/question/generate", test_generate);
  g_test_add_func ("/question/quiz", test_quiz);
  g_test_add_func ("/question/table", test_table);
  g_test_add_func ("/question/answers", test_answers);
  g_test_add_func ("/question/own-file", test_own_file);
  g_test_add_func ("/question/output", test_output);
  g_test_add_func ("/question/families", test_families);
  return g_test_run ();
}
