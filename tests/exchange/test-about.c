/* What documents tell of their networks: reading, writing, languages, refusals. */
#include "about.h"
#include "convo-file.h"
#include "errors.h"
#include "layers.h"

#include <math.h>
#include <string.h>

#define BEGIN "{\n\"format\": \"convo\", \"version\": 1,\n\"name\": \"Net\",\n\"about\": "
#define END ",\n\"nodes\": [\n  {\"id\": \"input\", \"kind\": \"input\", \"shape\": [1, 8, 8]}]\n}\n"

static const char whole[] =
  BEGIN
  "{\"year\": 2015, \"authors\": \"A, B\", \"paper\": \"P\", \"family\": \"shortcuts\", \"lectures\": [\"000\", \"004\"], "
  "\"label\": {\"x\": 10, \"y\": -14.5}, \"x-own\": [1, 2],\n"
  "  \"title\": {\"en\": \"Net\", \"ru\": \"Сеть\"},\n"
  "  \"errors\": [\n"
  "    {\"data\": \"ImageNet\", \"top1\": 30.2, \"top5\": 10.9, \"crops\": 1, \"protocol\": \"val, 1 crop\", \"source\": \"paper\"},\n"
  "    {\"data\": \"ImageNet\", \"top5\": 3.57, \"ensemble\": true, \"protocol\": {\"en\": \"challenge test\", \"ru\": \"тест соревнования\"}, \"source\": \"abstract\"}],\n"
  "  \"grew-out-of\": [\n"
  "    {\"model\": \"vgg-e\", \"idea\": {\"en\": \"shortcuts\", \"ru\": \"обходы\"}, \"source\": \"section 3\"},\n"
  "    {\"model\": \"lenet5\"}],\n"
  "  \"brought\": {\"en\": \"Much.\", \"ru\": \"Многое.\"},\n"
  "  \"text\": {\"en\": \"Text.\"},\n"
  "  \"notes\": {\"ru\": \"Заметки.\"}}"
  END;

static ConvoGraph *
parse (const char *text)
{
  g_autoptr(GError) error = NULL;
  ConvoGraph *graph = convo_graph_parse (text, -1, &error);

  g_assert_no_error (error);
  return graph;
}

static void
test_bytes (void)
{
  g_autoptr(ConvoGraph) graph = parse (whole);
  g_autofree char *text = convo_graph_to_text (graph);

  g_assert_cmpstr (text, ==, whole);
}

static void
test_parts (void)
{
  const char *const russian[] = { "ru_RU", "ru", "C", NULL };
  g_autoptr(ConvoGraph) graph = parse (whole);
  g_autoptr(ConvoAbout) about = convo_about_new (graph, russian);

  g_assert_cmpint (about->year, ==, 2015);
  g_assert_cmpstr (about->title, ==, "Сеть");
  g_assert_cmpstr (about->authors, ==, "A, B");
  g_assert_cmpstr (about->family, ==, "shortcuts");
  g_assert_cmpint (g_strv_length (about->lectures), ==, 2);
  g_assert_cmpstr (about->lectures[1], ==, "004");
  g_assert_true (about->labelled);
  g_assert_cmpfloat (about->label_y, ==, -14.5);
  g_assert_cmpint (about->n_errors, ==, 2);
  g_assert_cmpfloat (about->errors[0].top1, ==, 30.2);
  g_assert_true (isnan (about->errors[1].top1));
  g_assert_cmpint (about->errors[0].crops, ==, 1);
  g_assert_true (about->errors[1].ensemble && !about->errors[0].ensemble && about->errors[1].crops == 0);
  g_assert_cmpstr (about->errors[0].protocol, ==, "val, 1 crop");
  g_assert_cmpstr (about->errors[1].protocol, ==, "тест соревнования");
  g_assert_cmpstr (about->errors[1].source, ==, "abstract");
  g_assert_cmpint (about->n_roots, ==, 2);
  g_assert_cmpstr (about->roots[0].idea, ==, "обходы");
  g_assert_cmpstr (about->roots[1].model, ==, "lenet5");
  g_assert_null (about->roots[1].idea);
  g_assert_cmpstr (about->brought, ==, "Многое.");
  g_assert_cmpstr (about->text, ==, "Text.");   /* English where there is no other */
  g_assert_cmpstr (about->notes, ==, "Заметки.");
}

static void
test_nothing (void)
{
  g_autoptr(ConvoGraph) graph = convo_graph_new ("Net");
  g_autoptr(ConvoAbout) about = convo_about_new (graph, NULL);

  g_assert_cmpint (about->year, ==, 0);
  g_assert_null (about->text);
  g_assert_null (about->lectures);
  g_assert_cmpint (about->n_errors + about->n_roots, ==, 0);
  g_assert_false (about->labelled);
}

/* What is unknown or of the wrong type is refused, with its line */
static void
test_refusals (void)
{
  static const char *const wrong[] = {
    "{\"yaer\": 2015}", "{\"year\": \"2015\"}", "{\"lectures\": [1]}", "{\"lectures\": \"000\"}", "{\"label\": {\"x\": 1}}",
    "{\"errors\": {}}", "{\"errors\": [{\"data\": \"D\", \"protocol\": \"p\"}]}",
    "{\"errors\": [{\"data\": \"D\", \"top1\": 101, \"protocol\": \"p\", \"source\": \"s\"}]}",
    "{\"errors\": [{\"data\": \"D\", \"top1\": 1, \"protocol\": {\"en\": 1}, \"source\": \"s\"}]}",
    "{\"errors\": [{\"data\": \"D\", \"top1\": 1, \"protocol\": [], \"source\": \"s\"}]}",
    "{\"errors\": [{\"data\": \"D\", \"top1\": 1, \"ensemble\": 1, \"protocol\": \"p\", \"source\": \"s\"}]}",
    "{\"errors\": [{\"data\": \"D\", \"top2\": 1, \"protocol\": \"p\", \"source\": \"s\"}]}",
    "{\"grew-out-of\": [{\"idea\": {\"en\": \"e\"}}]}", "{\"grew-out-of\": [{\"model\": \"m\", \"idea\": \"i\"}]}",
    "{\"notes\": \"n\"}", "{\"text\": {\"en\": 1}}", "[]",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autofree char *text = g_strconcat (BEGIN, wrong[i], END, NULL);
      g_autoptr(GError) error = NULL;

      g_test_message ("%s", wrong[i]);
      g_assert_null (convo_graph_parse (text, -1, &error));
      g_assert_true (error->domain == CONVO_ERROR);
      g_assert_true (g_str_has_prefix (error->message, "line 4: "));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  convo_layers_register ();
  g_test_add_func ("/about/bytes", test_bytes);
  g_test_add_func ("/about/parts", test_parts);
  g_test_add_func ("/about/nothing", test_nothing);
  g_test_add_func ("/about/refusals", test_refusals);
  return g_test_run ();
}
