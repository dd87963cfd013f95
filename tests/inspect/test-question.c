/* Questions: the sets that come along hold every hand question with its answer; slips are recognised; scores add up. */
#include "errors.h"
#include "layers.h"
#include "question.h"
#include "trace.h"

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

static void
test_quiz (void)
{
  g_autoptr(ConvoQuestionSet) set = convo_question_set_load ("lecture-000", NULL);
  g_autoptr(ConvoQuiz) quiz = convo_quiz_new (set, "=A \"B\"");
  g_autofree char *csv = NULL;
  double points;
  int answered, all;

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
  g_assert_nonnull (strstr (csv, "\"'=A \"\"B\"\"\",\"lecture-000\",\"alex_conv1_shape\",\"1\",\"right\""));
  g_assert_nonnull (strstr (csv, "\"alex_conv1_w\",\"2\",\"wrong\",\"right\",\"no\",\"0.5\""));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  convo_layers_register ();
  g_test_add_func ("/question/oracle", test_oracle);
  g_test_add_func ("/question/slips", test_slips);
  g_test_add_func ("/question/refusals", test_refusals);
  g_test_add_func ("/question/generate", test_generate);
  g_test_add_func ("/question/quiz", test_quiz);
  return g_test_run ();
}
