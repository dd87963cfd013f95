/* Blocks in blocks: levels, edits within definitions, grouping, ungrouping, repeats, definitions from elsewhere. */
#include "sketch.h"

#include "compose.h"
#include "report.h"

#define RESIDUAL \
  "\"definitions\": {\"residual\": {\"arguments\": {\"channels\": 16, \"stride\": 1, \"project\": 0}, \"nodes\": [" \
  "{\"id\": \"conv1\", \"kind\": \"conv\", \"channels\": \"=channels\", \"kernel\": 3, \"stride\": \"=stride\", \"padding\": 1}," \
  "{\"id\": \"relu1\", \"kind\": \"relu\"}," \
  "{\"id\": \"conv2\", \"kind\": \"conv\", \"channels\": \"=channels\", \"kernel\": 3, \"padding\": 1}," \
  "{\"id\": \"short\", \"kind\": \"conv\", \"channels\": \"=channels\", \"kernel\": 1, \"stride\": \"=stride\", \"from\": [\"@in\"]," \
  " \"if\": \"=project\"}," \
  "{\"id\": \"add\", \"kind\": \"add\", \"from\": [\"conv2\", \"short\"]}]}}," \
  "\"nodes\": [{\"id\": \"input\", \"kind\": \"input\", \"shape\": [3, 32, 32]}," \
  "{\"id\": \"conv\", \"kind\": \"conv\", \"channels\": 16, \"kernel\": 3, \"padding\": 1}," \
  "{\"id\": \"a\", \"block\": \"residual\", \"repeat\": 2}," \
  "{\"id\": \"b\", \"block\": \"residual\", \"repeat\": 3, \"channels\": 32, \"first\": {\"stride\": 2, \"project\": 1}}," \
  "{\"id\": \"fc\", \"kind\": \"linear\"}, {\"id\": \"loss\", \"kind\": \"softmax-cross-entropy\"}]"

static gint64
parameters_of (const ConvoGraph *graph)
{
  g_autoptr(ConvoReport) report = convo_report_new (graph);

  return convo_report_totals (report)->parameters;
}

static gboolean
is_whole (const ConvoGraph *graph)
{
  g_autoptr(ConvoReport) report = convo_report_new (graph);

  return convo_report_totals (report)->complete;
}

static void
assert_round_trip (const ConvoGraph *graph)
{
  g_autofree char *text = convo_graph_to_text (graph), *again = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(ConvoGraph) read = convo_graph_parse (text, -1, &error);

  g_assert_no_error (error);
  again = convo_graph_to_text (read);
  g_assert_cmpstr (again, ==, text);
  g_assert_true (convo_graph_same_structure (read, graph));
}

static void
test_paths (void)
{
  g_autoptr(ConvoGraph) graph = sketch (RESIDUAL);
  g_autoptr(ConvoReport) report = convo_report_new (graph);
  g_autofree char *level = convo_path_level ("a.1.conv2"), *joined = convo_path_join ("a.1", "conv2");
  ConvoNodeReport numbers;

  g_assert_cmpstr (level, ==, "a.1");
  g_assert_cmpstr (joined, ==, "a.1.conv2");
  g_assert_cmpstr (convo_path_id ("a.1.conv2"), ==, "conv2");
  g_assert_nonnull (convo_graph_find (graph, "b.2.short"));
  g_assert_null (convo_graph_find (graph, "b.2.nothing"));
  g_assert_null (convo_graph_find (graph, "nothing.conv1"));
  g_assert_true (convo_path_alike ("a.1.conv2", "a.0.conv2", FALSE));
  g_assert_false (convo_path_alike ("a.1.conv2", "a.0", FALSE));
  g_assert_true (convo_path_alike ("a", "a.0.conv1", TRUE));
  g_assert_false (convo_path_alike ("a", "a.0.conv1", FALSE));
  g_assert_true (convo_report_at (report, "b.0.short", &numbers));
  g_assert_cmpint (numbers.parameters, ==, 16 * 32 + 32);
  g_assert_false (convo_report_at (report, "b.1.short", &numbers));   /* its condition is zero there */
  g_assert_true (convo_report_at (report, "b.1", &numbers));
  g_assert_cmpint (numbers.parameters, ==, 2 * (32 * 32 * 9 + 32));
  g_assert_cmpint (numbers.out.dim[1], ==, 16);
  g_assert_true (convo_report_at (report, "b", &numbers));
  g_assert_cmpint (numbers.out.dim[0], ==, 32);
}

static void
test_edit_inside (void)
{
  g_autoptr(ConvoGraph) graph = sketch (RESIDUAL), kernel = NULL, renamed = NULL, less = NULL, more = NULL, wired = NULL;
  g_autoptr(ConvoGraph) out = NULL, moved = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) five = json ("5"), expression = json ("\"=2*channels\""), bad = json ("\"=width\"");
  g_autofree char *relu = NULL;

  kernel = convo_graph_set_property (graph, "a.0.conv1", "kernel", five, &error);
  g_assert_no_error (error);
  g_assert_cmpint (json_node_get_int (convo_node_get (convo_graph_find (kernel, "b.1.conv1"), "kernel")), ==, 5);
  g_assert_cmpint (json_node_get_int (convo_node_get (convo_graph_find (graph, "a.0.conv1"), "kernel")), ==, 3);
  g_assert_false (convo_graph_same_structure (graph, kernel));
  assert_round_trip (kernel);
  g_assert_null (convo_graph_set_property (graph, "a.0.conv1", "channels", bad, &error));
  assert_says (&error, CONVO_ERROR_PROPERTY, "width");
  g_clear_pointer (&moved, convo_graph_unref);
  moved = convo_graph_set_property (graph, "a.0.conv1", "channels", expression, &error);
  g_assert_no_error (error);
  renamed = convo_graph_rename (graph, "b.2.add", "sum", &error);
  g_assert_no_error (error);
  g_assert_nonnull (convo_graph_find (renamed, "a.0.sum"));
  g_assert_cmpint (parameters_of (renamed), ==, parameters_of (graph));
  more = convo_graph_add_in (graph, "a.0", "relu", 0, 0, &relu, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (relu, ==, "a.0.relu2");
  g_assert_cmpstr (convo_graph_find_definition (more, "residual") != NULL ? "there" : NULL, ==, "there");
  wired = convo_graph_insert (more, relu, "a.0.@out", 0, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (convo_node_input (convo_graph_find (wired, "b.0.relu2"), 0), ==, "add");
  g_assert_true (is_whole (wired));
  assert_round_trip (wired);
  less = convo_graph_remove (wired, (const char *const[]) { "a.0.relu1", "a.1.relu1", "b.0.relu2", "fc", NULL }, TRUE, &error);
  g_assert_no_error (error);
  g_assert_null (convo_graph_find (less, "a.0.relu1"));
  g_assert_null (convo_graph_find (less, "fc"));
  g_assert_cmpstr (convo_node_input (convo_graph_find (less, "a.0.conv2"), 0), ==, "conv1");
  out = convo_graph_connect (graph, "a.0.@in", "a.0.relu1", 0, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (convo_node_input (convo_graph_find (out, "b.0.relu1"), 0), ==, "@in");
  g_assert_null (convo_graph_connect (graph, "conv", "a.0.relu1", 0, &error));
  assert_says (&error, CONVO_ERROR_WIRING, "not in the same block");
  g_assert_null (convo_graph_disconnect (graph, "a.0.@out", 0, &error));
  assert_says (&error, CONVO_ERROR_WIRING, "must give something out");
  g_assert_null (convo_graph_add_in (graph, "a.0", "residual", 0, 0, NULL, &error));
  assert_says (&error, CONVO_ERROR_LIMIT, "cannot contain itself");
  g_assert_null (convo_graph_add_in (graph, "nowhere", "relu", 0, 0, NULL, &error));
  assert_says (&error, CONVO_ERROR_NAME, "nowhere");
}

static void
test_instance (void)
{
  g_autoptr(ConvoGraph) graph = sketch (RESIDUAL), open = NULL, closed = NULL, first = NULL, none = NULL, inner = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) one = json ("1");
  g_autofree char *text = NULL;

  g_assert_true (convo_node_folded (convo_graph_find (graph, "a")));
  open = convo_graph_set_folded (graph, "a", FALSE, &error);
  g_assert_no_error (error);
  g_assert_false (convo_node_folded (convo_graph_find (open, "a")));
  text = convo_graph_to_text (open);
  g_assert_nonnull (strstr (text, "\"a\": {\"folded\": false}"));
  assert_round_trip (open);
  closed = convo_graph_set_folded (open, "a", TRUE, &error);
  g_assert_true (convo_node_folded (convo_graph_find (closed, "a")));
  g_assert_true (convo_graph_set_folded (closed, "a", TRUE, NULL) == closed);
  convo_graph_unref (closed);
  first = convo_graph_set_argument (graph, "a", "first", "project", one, &error);
  g_assert_no_error (error);
  g_assert_cmpint (parameters_of (first), ==, parameters_of (graph) + 16 * 16 + 16);
  none = convo_graph_set_argument (first, "a", "first", "project", NULL, &error);
  g_assert_true (convo_graph_same_structure (none, graph));
  g_assert_null (convo_graph_set_argument (graph, "a", "last", "depth", one, &error));
  assert_says (&error, CONVO_ERROR_NAME, "no argument “depth”");
  inner = convo_graph_enter (graph, "a.0", &error);
  g_assert_cmpint (convo_graph_n_nodes (inner), ==, 5);
  g_assert_cmpstr (convo_graph_output (inner, 0), ==, "add");
}

/* What is moved and folded inside of a definition is seen through all its instances, saved, and no part of the structure. */
static void
test_places (void)
{
  g_autoptr(ConvoGraph) graph = sketch (RESIDUAL), moved = NULL, grouped = NULL, open = NULL, called = NULL, read = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *instance = NULL, *text = NULL;
  double x, y;

  moved = convo_graph_move (graph, "a.1.conv2", 12, -18.5);
  g_assert_true (convo_node_placed (convo_graph_find (moved, "b.2.conv2"), &x, &y));
  g_assert_cmpfloat (y, ==, -18.5);
  g_assert_true (convo_graph_same_structure (graph, moved));
  grouped = convo_graph_group (moved, (const char *const[]) { "a", "b", NULL }, "body", &instance, &error);
  g_assert_no_error (error);
  open = convo_graph_set_folded (grouped, "body.b", FALSE, &error);
  g_assert_no_error (error);
  called = convo_graph_rename_definition (open, "residual", "basic", &error);
  g_assert_no_error (error);
  text = convo_graph_to_text (called);
  g_assert_nonnull (strstr (text, "\"view\": {\"basic/conv2\": {\"x\": 12, \"y\": -18.5}, \"body/b\": {\"folded\": false}}"));
  assert_round_trip (called);
  read = convo_graph_parse (text, -1, &error);
  g_assert_no_error (error);
  g_assert_true (convo_node_placed (convo_graph_find (read, "body.b.0.conv2"), &x, &y));
  g_assert_cmpfloat (x, ==, 12);
  g_assert_false (convo_node_folded (convo_graph_find (read, "body.b")));
  g_assert_true (convo_node_folded (convo_graph_find (read, "body.a")));
}

/* Grouping changes no number, and ungrouping gives the same network back. */
static void
test_group (void)
{
  g_autoptr(ConvoGraph) graph = sketch (RESIDUAL), grouped = NULL, back = NULL, nested = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *instance = NULL, *inside = NULL;
  g_auto(GStrv) ids = NULL;

  grouped = convo_graph_group (graph, (const char *const[]) { "b", "conv", "a", NULL }, "body", &instance, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (instance, ==, "body");
  g_assert_cmpint (convo_graph_n_nodes (grouped), ==, 4);
  g_assert_cmpstr (convo_node_input (convo_graph_find (grouped, "fc"), 0), ==, "body");
  g_assert_cmpint (parameters_of (grouped), ==, parameters_of (graph));
  assert_round_trip (grouped);
  back = convo_graph_ungroup (grouped, "body", &ids, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_strv_length (ids), ==, 3);
  g_assert_cmpint (convo_graph_n_nodes (back), ==, 6);
  g_assert_cmpint (parameters_of (back), ==, parameters_of (graph));
  g_assert_cmpstr (convo_node_input (convo_graph_find (back, "b"), 0), ==, "a");
  nested = convo_graph_group (graph, (const char *const[]) { "a.0.conv1", "a.0.relu1", NULL }, "unit", &inside, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (inside, ==, "a.0.unit");
  g_assert_cmpint (parameters_of (nested), ==, parameters_of (graph));
  assert_round_trip (nested);
  g_assert_null (convo_graph_group (graph, (const char *const[]) { "conv", "b", NULL }, "torn", NULL, &error));
  assert_says (&error, CONVO_ERROR_WIRING, "a lies between");
  g_assert_null (convo_graph_group (graph, (const char *const[]) { "conv", NULL }, "residual", NULL, &error));
  assert_says (&error, CONVO_ERROR_NAME, "already");
  g_assert_null (convo_graph_group (graph, (const char *const[]) { "conv", "a.0.conv1", NULL }, "both", NULL, &error));
  assert_says (&error, CONVO_ERROR_WIRING, "not in the same block");
}

/* Several ports: two branches that meet outside */
static void
test_group_ports (void)
{
  g_autoptr(ConvoGraph) graph = sketch ("\"nodes\": [{\"id\": \"input\", \"kind\": \"input\", \"shape\": [3, 8, 8]},"
    "{\"id\": \"l\", \"kind\": \"conv\", \"channels\": 4}, {\"id\": \"r\", \"kind\": \"conv\", \"channels\": 4, \"from\": [\"input\"]},"
    "{\"id\": \"add\", \"kind\": \"add\", \"from\": [\"l\", \"r\"]}]"), grouped = NULL, back = NULL, merge = NULL;
  g_autoptr(GError) error = NULL;

  grouped = convo_graph_group (graph, (const char *const[]) { "l", "r", NULL }, "two", NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (convo_node_input (convo_graph_find (grouped, "add"), 0), ==, "two");
  g_assert_cmpstr (convo_node_input (convo_graph_find (grouped, "add"), 1), ==, "two:2");
  g_assert_true (is_whole (grouped));
  assert_round_trip (grouped);
  back = convo_graph_ungroup (grouped, "two", NULL, &error);
  g_assert_no_error (error);
  g_assert_true (is_whole (back));
  merge = convo_graph_group (graph, (const char *const[]) { "add", NULL }, "sum", NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (convo_node_n_inputs (convo_graph_find (merge, "sum")), ==, 2);
  g_assert_true (is_whole (merge));
}

static void
test_ungroup (void)
{
  g_autoptr(ConvoGraph) graph = sketch (RESIDUAL), copies = NULL, melted = NULL, dissolved = NULL;
  g_autoptr(GError) error = NULL;
  g_auto(GStrv) names = NULL;

  copies = convo_graph_ungroup (graph, "b", &names, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_strv_length (names), ==, 3);
  g_assert_cmpstr (names[2], ==, "b");
  g_assert_cmpint (parameters_of (copies), ==, parameters_of (graph));
  assert_round_trip (copies);
  melted = convo_graph_ungroup (copies, names[0], NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (parameters_of (melted), ==, parameters_of (graph));
  g_assert_nonnull (convo_graph_find (melted, "short"));                 /* projected: it stays */
  g_assert_cmpint (json_node_get_int (convo_node_get (convo_graph_find (melted, "conv1"), "channels")), ==, 32);
  assert_round_trip (melted);
  dissolved = convo_graph_ungroup (melted, names[1], NULL, &error);
  g_assert_no_error (error);
  g_assert_null (convo_graph_find (dissolved, "short-1"));               /* absent there: its wire passes through */
  g_assert_cmpstr (convo_node_input (convo_graph_find (dissolved, "add-1"), 1), ==, "add");
  g_assert_cmpint (parameters_of (dissolved), ==, parameters_of (graph));
  g_assert_null (convo_graph_ungroup (graph, "conv", NULL, &error));
  assert_says (&error, CONVO_ERROR_NAME, "no block");
}

static void
test_import (void)
{
  g_autoptr(ConvoGraph) library = sketch (RESIDUAL), empty = convo_graph_new ("new"), with = NULL, again = NULL, other = NULL;
  g_autoptr(ConvoGraph) changed = NULL, renamed = NULL, copy = NULL, pasted = NULL, twice = NULL;
  g_autofree char *name = NULL, *second = NULL, *third = NULL;
  g_auto(GStrv) paths = NULL, more = NULL, none = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) five = json ("5");

  with = convo_graph_import (empty, library, "residual", &name, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (name, ==, "residual");
  again = convo_graph_import (with, library, "residual", &second, &error);
  g_assert_true (again == with);
  g_assert_cmpint (convo_graph_n_definitions (again), ==, 1);
  changed = convo_graph_set_property (library, "a.0.conv1", "kernel", five, &error);
  other = convo_graph_import (changed, library, "residual", &third, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (third, ==, "residual2");
  renamed = convo_graph_rename_definition (library, "residual", "basic", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (convo_node_type (convo_graph_find (renamed, "b")), ==, "basic");
  g_assert_cmpint (parameters_of (renamed), ==, parameters_of (library));
  copy = convo_graph_extract (library, (const char *const[]) { "a", "b", NULL }, &error);
  g_assert_no_error (error);
  g_assert_cmpint (convo_graph_n_nodes (copy), ==, 2);
  pasted = convo_graph_paste (empty, copy, "", &paths, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (paths[1], ==, "b");
  g_assert_cmpstr (convo_node_input (convo_graph_find (pasted, "b"), 0), ==, "a");
  twice = convo_graph_paste (pasted, copy, "", &more, &error);
  g_assert_no_error (error);
  g_assert_cmpint (convo_graph_n_nodes (twice), ==, 4);
  g_assert_cmpint (convo_graph_n_definitions (twice), ==, 1);
  g_assert_cmpstr (convo_node_input (convo_graph_find (twice, more[1]), 0), ==, more[0]);
  g_assert_null (convo_graph_paste (library, copy, "a.0", &none, &error));
  assert_says (&error, CONVO_ERROR_LIMIT, "cannot contain itself");
  g_assert_null (none);
}

/* A problem within an instance is told of the instance and of the definition's node, in every copy. */
static void
test_problem (void)
{
  g_autoptr(ConvoGraph) graph = sketch (RESIDUAL), broken = NULL;
  g_autoptr(ConvoReport) report = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) two = json ("2");

  broken = convo_graph_set_argument (graph, "a", "first", "stride", two, &error);
  g_assert_no_error (error);
  report = convo_report_new (broken);
  g_assert_nonnull (convo_report_problem_at (report, "a"));
  g_assert_nonnull (convo_report_problem_at (report, "a.0"));
  g_assert_nonnull (convo_report_problem_at (report, "a.0.add"));
  g_assert_nonnull (convo_report_problem_at (report, "a.1.add"));
  g_assert_null (convo_report_problem_at (report, "a.0.conv1"));
  g_assert_null (convo_report_problem_at (report, "b.0.conv1"));
}

int
main (int argc, char *argv[])
{
  convo_layers_register ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/graph/compose/paths", test_paths);
  g_test_add_func ("/graph/compose/edit-inside", test_edit_inside);
  g_test_add_func ("/graph/compose/instance", test_instance);
  g_test_add_func ("/graph/compose/places", test_places);
  g_test_add_func ("/graph/compose/group", test_group);
  g_test_add_func ("/graph/compose/group-ports", test_group_ports);
  g_test_add_func ("/graph/compose/ungroup", test_ungroup);
  g_test_add_func ("/graph/compose/import", test_import);
  g_test_add_func ("/graph/compose/problem", test_problem);
  return g_test_run ();
}
