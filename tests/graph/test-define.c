/* Definitions as things of their own: names, copies, arguments and their defaults; everything that uses them follows. */
#include "sketch.h"

#include "compose.h"
#include "report.h"

/* "unit" is used by the document twice, and by "pair" */
#define UNITS \
  "\"definitions\": {\"unit\": {\"arguments\": {\"channels\": 8, \"wide\": \"=2*channels\"}, \"nodes\": [" \
  "{\"id\": \"conv\", \"kind\": \"conv\", \"channels\": \"=channels\", \"kernel\": [\"=channels % 2 + 1\", 1]}," \
  "{\"id\": \"out\", \"kind\": \"conv\", \"channels\": \"=max(wide, channels)\", \"if\": \"=channels\"}]}," \
  "\"pair\": {\"arguments\": {\"channels\": 4}, \"nodes\": [" \
  "{\"id\": \"u\", \"block\": \"unit\", \"repeat\": 2, \"channels\": \"=channels+1\", \"first\": {\"wide\": 6, \"channels\": 2}}]}}," \
  "\"nodes\": [{\"id\": \"input\", \"kind\": \"input\", \"shape\": [3, 32, 32]}," \
  "{\"id\": \"a\", \"block\": \"unit\", \"wide\": 5}, {\"id\": \"b\", \"block\": \"unit\", \"channels\": 3}, {\"id\": \"c\", \"block\": \"pair\"}]"

static ConvoGraph *
units (void)
{
  return sketch (UNITS);
}

static char *
text_of (const ConvoGraph *graph)
{
  g_autoptr(GError) error = NULL;
  char *text = convo_graph_to_text (graph);
  g_autoptr(ConvoGraph) read = convo_graph_parse (text, -1, &error);

  g_assert_no_error (error);
  g_assert_nonnull (read);                                 /* whatever an edit gives must be a document */
  return text;
}

static void
assert_same_numbers (const ConvoGraph *a, const ConvoGraph *b)
{
  g_autoptr(ConvoReport) one = convo_report_new (a), two = convo_report_new (b);

  g_assert_true (convo_report_totals (one)->complete);
  g_assert_true (convo_report_totals (two)->complete);
  g_assert_cmpint (convo_report_totals (one)->parameters, ==, convo_report_totals (two)->parameters);
  g_assert_cmpint (convo_report_totals (one)->macs, ==, convo_report_totals (two)->macs);
}

static void
assert_has (const char *text, const char *part)
{
  if (strstr (text, part) == NULL)
    g_error ("“%s” is not in %s", part, text);
}

static void
test_rename (void)
{
  g_autoptr(ConvoGraph) graph = units (), next = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;

  next = convo_graph_rename_definition (graph, "unit", "residual", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (convo_node_type (convo_graph_find (next, "a")), ==, "residual");
  g_assert_cmpstr (convo_node_type (convo_graph_find (next, "c.u")), ==, "residual");
  g_assert_null (convo_graph_find_definition (next, "unit"));
  assert_same_numbers (graph, next);
  text = text_of (next);
  g_assert_null (strstr (text, "\"unit\""));
  g_assert_null (convo_graph_rename_definition (graph, "unit", "pair", &error));
  assert_says (&error, CONVO_ERROR_NAME, "“pair” already");
  g_assert_null (convo_graph_rename_definition (graph, "unit", "conv", &error));
  assert_says (&error, CONVO_ERROR_NAME, "“conv” already");
  g_assert_null (convo_graph_rename_definition (graph, "unit", "my unit", &error));
  assert_says (&error, CONVO_ERROR_NAME, "my unit");
  g_assert_null (convo_graph_rename_definition (graph, "ghost", "x", &error));
  assert_says (&error, CONVO_ERROR_NAME, "ghost");
  g_assert_true (convo_graph_rename_definition (graph, "unit", "unit", NULL) == graph);
  convo_graph_unref (graph);                               /* what the line above gave */
}

static void
test_own (void)
{
  g_autoptr(ConvoGraph) graph = units (), own = NULL, inside = NULL, edited = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) five = json ("5");
  g_autofree char *as = NULL, *other = NULL, *text = NULL, *instance = NULL, *deep = NULL;

  instance = convo_graph_instance_of (graph, "unit");
  g_assert_cmpstr (instance, ==, "a");
  own = convo_graph_own_definition (graph, "a", &as, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (as, ==, "unit2");
  g_assert_cmpstr (convo_node_type (convo_graph_find (own, "a")), ==, "unit2");
  g_assert_cmpstr (convo_node_type (convo_graph_find (own, "b")), ==, "unit");
  g_assert_cmpint (convo_graph_definition_uses (own, "unit"), ==, 2);
  g_assert_cmpint (convo_graph_definition_uses (own, "unit2"), ==, 1);
  assert_same_numbers (graph, own);
  edited = convo_graph_set_property (own, "a.conv", "kernel", five, &error);
  g_assert_no_error (error);
  g_assert_true (JSON_NODE_HOLDS_ARRAY (convo_node_get (convo_graph_find (edited, "b.conv"), "kernel")));
  inside = convo_graph_own_definition (graph, "c.u", &other, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (convo_node_type (convo_graph_find (inside, "c.u")), ==, other);
  assert_same_numbers (graph, inside);
  deep = convo_graph_instance_of (inside, other);
  g_assert_cmpstr (deep, ==, "c.u");
  g_assert_null (convo_graph_instance_of (inside, "ghost"));
  text = text_of (inside);
  g_assert_null (convo_graph_own_definition (graph, "input", &as, &error));
  assert_says (&error, CONVO_ERROR_NAME, "input is a layer");
}

static void
test_remove (void)
{
  g_autoptr(ConvoGraph) graph = units (), copied = NULL, less = NULL, alone = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *as = NULL;

  g_assert_null (convo_graph_remove_definition (graph, "pair", &error));
  assert_says (&error, CONVO_ERROR_NAME, "c is made of it");
  copied = convo_graph_copy_definition (graph, "pair", &as, &error);
  g_assert_no_error (error);
  g_assert_cmpint (convo_graph_definition_uses (copied, "unit"), ==, 4);
  less = convo_graph_remove_definition (copied, as, &error);
  g_assert_no_error (error);
  g_assert_true (convo_graph_same_structure (less, graph));
  alone = convo_graph_remove (graph, (const char *const[]) { "a", "b", NULL }, TRUE, &error);
  g_assert_no_error (error);
  g_assert_null (convo_graph_remove_definition (alone, "unit", &error));
  assert_says (&error, CONVO_ERROR_NAME, "u in the block “pair”");
}

static void
test_arguments (void)
{
  g_autoptr(ConvoGraph) graph = units (), renamed = NULL, second = NULL, more = NULL, set = NULL, used = NULL, gone = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) seven = json ("7"), sum = json ("\"=channels+wide\""), later = json ("\"=depth\""), six = json ("6");
  g_autofree char *text = NULL, *again = NULL, *last = NULL;

  /* a new name, in expressions, defaults of others, and what instances give */
  renamed = convo_graph_rename_argument (graph, "unit", "channels", "c", &error);
  g_assert_no_error (error);
  assert_same_numbers (graph, renamed);
  text = text_of (renamed);
  assert_has (text, "\"unit\": {\"arguments\": {\"c\": 8, \"wide\": \"=2*c\"}");
  assert_has (text, "\"channels\": \"=c\", \"kernel\": [\"=c % 2 + 1\", 1]");
  assert_has (text, "\"=max(wide, c)\", \"if\": \"=c\"");
  assert_has (text, "\"c\": \"=channels+1\", \"first\": {\"wide\": 6, \"c\": 2}");
  assert_has (text, "\"id\": \"b\", \"block\": \"unit\", \"c\": 3");
  second = convo_graph_rename_argument (graph, "pair", "channels", "n", &error);
  g_assert_no_error (error);
  again = text_of (second);
  assert_has (again, "\"channels\": \"=n+1\", \"first\": {\"wide\": 6, \"channels\": 2}");
  assert_same_numbers (graph, second);
  g_assert_null (convo_graph_rename_argument (graph, "unit", "channels", "wide", &error));
  assert_says (&error, CONVO_ERROR_NAME, "two arguments “wide”");
  g_assert_null (convo_graph_rename_argument (graph, "unit", "channels", "repeat", &error));
  assert_says (&error, CONVO_ERROR_NAME, "repeat");
  g_assert_null (convo_graph_rename_argument (graph, "unit", "ghost", "x", &error));
  assert_says (&error, CONVO_ERROR_NAME, "no argument “ghost”");

  /* one more; defaults; one less */
  more = convo_graph_add_argument (graph, "unit", "depth", sum, &error);
  g_assert_no_error (error);
  assert_same_numbers (graph, more);
  g_assert_null (convo_graph_add_argument (more, "unit", "depth", seven, &error));
  assert_says (&error, CONVO_ERROR_NAME, "two arguments");
  g_assert_null (convo_graph_add_argument (more, "unit", "2d", seven, &error));
  assert_says (&error, CONVO_ERROR_NAME, "2d");
  g_assert_null (convo_graph_set_default (more, "unit", "wide", later, &error));
  assert_says (&error, CONVO_ERROR_PROPERTY, "no argument “depth”");
  g_assert_null (convo_graph_set_default (more, "unit", "wide", NULL, &error));
  assert_says (&error, CONVO_ERROR_PROPERTY, "needs a default");
  set = convo_graph_set_default (more, "unit", "wide", seven, &error);
  g_assert_no_error (error);
  g_assert_cmpint (json_node_get_int (convo_definition_default (convo_graph_find_definition (set, "unit"), 1)), ==, 7);
  g_assert_null (convo_graph_remove_argument (more, "unit", "wide", &error));
  assert_says (&error, CONVO_ERROR_NAME, "out still names “wide”");
  used = convo_graph_set_argument (set, "c.u", "first", "depth", six, &error);
  g_assert_no_error (error);
  gone = convo_graph_remove_argument (used, "unit", "depth", &error);
  g_assert_no_error (error);
  last = text_of (gone);
  assert_has (last, "\"first\": {\"wide\": 6, \"channels\": 2}");
  g_assert_null (strstr (last, "depth"));
}

static void
test_default_names (void)
{
  g_autoptr(ConvoGraph) graph = sketch ("\"definitions\": {\"d\": {\"arguments\": {\"a\": 1, \"b\": \"=a\"}, "
                                        "\"nodes\": [{\"id\": \"r\", \"kind\": \"relu\"}]}}, \"nodes\": []");
  g_autoptr(ConvoGraph) less = NULL, none = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_null (convo_graph_remove_argument (graph, "d", "a", &error));
  assert_says (&error, CONVO_ERROR_NAME, "default of “b” still names “a”");
  less = convo_graph_remove_argument (graph, "d", "b", &error);
  g_assert_no_error (error);
  none = convo_graph_remove_argument (less, "d", "a", &error);
  g_assert_no_error (error);
  g_assert_cmpint (convo_definition_n_arguments (convo_graph_find_definition (none, "d")), ==, 0);
}

/* A second output by a wire to the port after the last; what reads outputs follows when one goes. */
static void
test_outputs (void)
{
  g_autoptr(ConvoGraph) graph = sketch ("\"definitions\": {\"d\": {\"nodes\": [{\"id\": \"a\", \"kind\": \"relu\"}, "
                                        "{\"id\": \"b\", \"kind\": \"relu\"}, {\"id\": \"c\", \"kind\": \"relu\"}]}}, "
                                        "\"nodes\": [{\"id\": \"input\", \"kind\": \"input\"}, {\"id\": \"s\", \"block\": \"d\"}, "
                                        "{\"id\": \"add\", \"kind\": \"add\", \"from\": [\"s\", \"input\"]}]");
  g_autoptr(ConvoGraph) two = NULL, three = NULL, wired = NULL, less = NULL, one = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;

  two = convo_graph_connect (graph, "s.a", "s.@out2", 0, &error);
  g_assert_no_error (error);
  three = convo_graph_connect (two, "s.b", "s.@out3", 0, &error);
  g_assert_no_error (error);
  g_assert_cmpint (convo_definition_n_outputs (convo_graph_find_definition (three, "d")), ==, 3);
  g_assert_null (convo_graph_connect (three, "s.b", "s.@out5", 0, &error));
  assert_says (&error, CONVO_ERROR_WIRING, "only 3 outputs");
  wired = convo_graph_connect (three, "s:3", "add", 1, &error);
  g_assert_no_error (error);
  text = text_of (wired);
  assert_has (text, "\"outputs\": [\"c\", \"a\", \"b\"]");
  assert_has (text, "\"from\": [\"s\", \"s:3\"]");
  less = convo_graph_disconnect (wired, "s.@out2", 1, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (convo_node_input (convo_graph_find (less, "add"), 1), ==, "s:2");
  one = convo_graph_disconnect (less, "s.@out", 0, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (convo_node_input (convo_graph_find (one, "add"), 1), ==, "s");
  g_assert_null (convo_node_input (convo_graph_find (one, "add"), 0));
  g_assert_null (convo_graph_disconnect (one, "s.@out", 0, &error));
  assert_says (&error, CONVO_ERROR_WIRING, "must give something out");
  g_free (text);
  text = text_of (one);
}

int
main (int argc, char **argv)
{
  convo_layers_register ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/graph/define/rename", test_rename);
  g_test_add_func ("/graph/define/own", test_own);
  g_test_add_func ("/graph/define/remove", test_remove);
  g_test_add_func ("/graph/define/arguments", test_arguments);
  g_test_add_func ("/graph/define/outputs", test_outputs);
  g_test_add_func ("/graph/define/default-names", test_default_names);
  return g_test_run ();
}
