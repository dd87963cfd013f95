/* Reports: numbers of known nets, whose fault a problem is, warnings of the whole graph, ledgers, and speed. */
#include "oracle-json.h"
#include "report.h"
#include "sketch.h"
#include "../work.h"

#define INPUT(shape) "{\"id\": \"input\", \"kind\": \"input\", \"shape\": " shape "}"

static const ConvoNodeReport *
node_of (const ConvoReport *report, const char *path)
{
  int index = convo_net_find (convo_report_net (report), path);

  g_assert_cmpint (index, >=, 0);
  return convo_report_node (report, index);
}

static void
test_lenet (void)
{
  g_autoptr(ConvoGraph) graph = sketch ("\"nodes\": [" INPUT ("[1, 28, 28]") ","
    "{\"id\": \"conv1\", \"kind\": \"conv\", \"channels\": 6, \"kernel\": 5, \"padding\": 2},"
    "{\"id\": \"tanh1\", \"kind\": \"tanh\"}, {\"id\": \"pool1\", \"kind\": \"average-pool\"},"
    "{\"id\": \"conv2\", \"kind\": \"conv\", \"channels\": 16, \"kernel\": 5},"
    "{\"id\": \"tanh2\", \"kind\": \"tanh\"}, {\"id\": \"pool2\", \"kind\": \"average-pool\"},"
    "{\"id\": \"conv3\", \"kind\": \"conv\", \"channels\": 120, \"kernel\": 5}, {\"id\": \"tanh3\", \"kind\": \"tanh\"},"
    "{\"id\": \"fc1\", \"kind\": \"linear\", \"features\": 84}, {\"id\": \"tanh4\", \"kind\": \"tanh\"},"
    "{\"id\": \"fc2\", \"kind\": \"linear\", \"features\": 10}, {\"id\": \"loss\", \"kind\": \"softmax-cross-entropy\"}]");
  g_autoptr(ConvoReport) report = convo_report_new (graph);
  const ConvoTotals *totals = convo_report_totals (report);

  g_assert_true (convo_report_check (report, NULL));
  g_assert_cmpint (convo_report_problems (report)->len, ==, 0);
  g_assert_true (totals->complete);
  g_assert_cmpint (totals->parameters, ==, 61706);
  g_assert_cmpint (totals->macs, ==, 416520);
  g_assert_cmpint (totals->weight_bytes, ==, 4 * 61706);
  g_assert_cmpint (totals->n_classes, ==, 10);
  g_assert_true (totals->has_field);
  g_assert_cmpint (totals->field[1], ==, 32);
  g_assert_cmpint (totals->input.dim[1], ==, 28);
  g_assert_cmpint (node_of (report, "conv2")->field[2], ==, 14);
  g_assert_cmpint (node_of (report, "pool2")->jump[2], ==, 4);
  g_assert_false (node_of (report, "fc1")->has_field);
  g_assert_cmpint (node_of (report, "conv1")->activation_bytes, ==, 4 * 6 * 28 * 28);
}

static const ConvoProblem *
find_problem (const ConvoReport *report, const char *path, const char *says)
{
  for (guint i = 0; i < convo_report_problems (report)->len; i++)
    {
      const ConvoProblem *problem = convo_report_problems (report)->pdata[i];

      if (g_strcmp0 (problem->path, path) == 0 && strstr (problem->message, says) != NULL)
        return problem;
    }
  g_error ("%s: no problem says “%s”", path, says);
  return NULL;
}

static void
test_guilt (void)
{
  g_autoptr(ConvoGraph) graph = sketch ("\"nodes\": [" INPUT ("[3, 8, 8]") ","
    "{\"id\": \"conv1\", \"kind\": \"conv\", \"kernel\": 11}, {\"id\": \"relu1\", \"kind\": \"relu\"},"
    "{\"id\": \"pool1\", \"kind\": \"max-pool\", \"kernel\": 0}, {\"id\": \"fc\", \"kind\": \"linear\"},"
    "{\"id\": \"loss\", \"kind\": \"softmax-cross-entropy\"},"
    "{\"id\": \"add1\", \"kind\": \"add\", \"from\": [null, \"input\"]},"
    "{\"id\": \"add2\", \"kind\": \"add\", \"from\": [\"input\"]}]");
  g_autoptr(ConvoReport) report = convo_report_new (graph);
  g_autoptr(GError) error = NULL;

  g_assert_cmpint (node_of (report, "input")->status, ==, CONVO_STATUS_OK);
  g_assert_cmpint (node_of (report, "conv1")->status, ==, CONVO_STATUS_ERROR);
  g_assert_cmpint (node_of (report, "relu1")->status, ==, CONVO_STATUS_UNKNOWN);
  g_assert_cmpint (node_of (report, "relu1")->out.rank, ==, 0);
  g_assert_cmpint (node_of (report, "pool1")->status, ==, CONVO_STATUS_ERROR);   /* its own property */
  g_assert_cmpint (convo_report_top (report, 3)->status, ==, CONVO_STATUS_ERROR);
  g_assert_cmpint (node_of (report, "loss")->status, ==, CONVO_STATUS_UNKNOWN);
  g_assert_cmpint (find_problem (report, "add1", "Input 1 is free")->port, ==, 0);
  g_assert_cmpint (find_problem (report, "add2", "needs 2 inputs but has 1")->port, ==, 1);
  g_assert_false (convo_report_totals (report)->complete);
  g_assert_cmpint (convo_report_top_problem (report, 1)->top, ==, 1);
  g_assert_null (convo_report_top_problem (report, 2));
  g_assert_false (convo_report_check (report, &error));
  g_assert_true (g_str_has_prefix (error->message, "conv1: "));
}

static void
test_whole (void)
{
  g_autoptr(ConvoGraph) empty = convo_graph_new ("empty");
  g_autoptr(ConvoReport) nothing = convo_report_new (empty);
  g_autoptr(ConvoGraph) graph = sketch ("\"nodes\": [" INPUT ("[3, 8, 8]") ", {\"id\": \"fc\", \"kind\": \"linear\"},"
    "{\"id\": \"loss\", \"kind\": \"softmax-cross-entropy\"}, {\"id\": \"other\", \"kind\": \"input\", \"shape\": [4]},"
    "{\"id\": \"relu\", \"kind\": \"relu\", \"from\": [\"input\"]}]");
  g_autoptr(ConvoReport) report = convo_report_new (graph);
  g_autoptr(ConvoGraph) open = sketch ("\"nodes\": [" INPUT ("[3, 8, 8]") ", {\"id\": \"fc\", \"kind\": \"linear\"}]");
  g_autoptr(ConvoReport) untrained = convo_report_new (open);

  g_assert_false (convo_report_check (nothing, NULL));
  find_problem (nothing, NULL, "has no input");
  g_assert_false (find_problem (report, "other", "an input already, input")->warning);
  g_assert_true (find_problem (report, "relu", "Nobody reads")->warning);
  g_assert_true (convo_report_check (untrained, NULL));
  g_assert_true (find_problem (untrained, NULL, "no loss")->warning);
  g_assert_cmpint (convo_report_problems (untrained)->len, ==, 1);
}

static void
test_fields (void)
{
  g_autoptr(ConvoGraph) graph = sketch ("\"nodes\": [" INPUT ("[4, 64, 64]") ","
    "{\"id\": \"a\", \"kind\": \"conv\", \"channels\": 4, \"kernel\": [3, 5], \"padding\": [1, 2], \"stride\": 2},"
    "{\"id\": \"b\", \"kind\": \"conv\", \"channels\": 4, \"kernel\": 3, \"dilation\": 2, \"padding\": 2},"
    "{\"id\": \"c\", \"kind\": \"conv\", \"channels\": 4, \"kernel\": [1, 7], \"padding\": [0, 3], \"from\": [\"a\"]},"
    "{\"id\": \"sum\", \"kind\": \"add\", \"from\": [\"b\", \"c\", \"a\"]}, {\"id\": \"gap\", \"kind\": \"global-average-pool\"},"
    "{\"id\": \"relu\", \"kind\": \"relu\"}]");
  g_autoptr(ConvoReport) report = convo_report_new (graph);
  const ConvoNodeReport *sum = node_of (report, "sum");

  g_assert_cmpint (node_of (report, "a")->field[1], ==, 3);
  g_assert_cmpint (node_of (report, "a")->field[2], ==, 5);
  g_assert_cmpint (node_of (report, "b")->field[1], ==, 3 + 4 * 2);
  g_assert_cmpint (node_of (report, "c")->field[2], ==, 5 + 6 * 2);
  g_assert_cmpint (sum->field[1], ==, 11);    /* b is larger in height, c in width */
  g_assert_cmpint (sum->field[2], ==, 17);
  g_assert_cmpint (sum->jump[1], ==, 2);
  g_assert_false (node_of (report, "gap")->has_field);
  g_assert_false (node_of (report, "relu")->has_field);
  g_assert_cmpint (convo_report_totals (report)->field[2], ==, 17);
}

static void
test_blocks (void)
{
  g_autoptr(ConvoGraph) graph = sketch ("\"definitions\": {\"cr\": {\"arguments\": {\"c\": 4}, \"nodes\": ["
    "{\"id\": \"conv\", \"kind\": \"conv\", \"channels\": \"=c\", \"padding\": 1}, {\"id\": \"relu\", \"kind\": \"relu\"}]}},"
    "\"nodes\": [" INPUT ("[4, 8, 8]") ", {\"id\": \"b\", \"block\": \"cr\", \"repeat\": 2},"
    "{\"id\": \"bad\", \"block\": \"cr\", \"c\": 0}, {\"id\": \"none\", \"block\": \"cr\", \"if\": 0}]");
  g_autoptr(ConvoReport) report = convo_report_new (graph);
  const ConvoNodeReport *block = convo_report_top (report, 1);

  g_assert_cmpint (block->status, ==, CONVO_STATUS_OK);
  g_assert_cmpint (block->parameters, ==, 2 * (4 * 4 * 9 + 4));
  g_assert_cmpint (block->activation_bytes, ==, 4 * 4 * 64 * 4);
  g_assert_cmpint (block->field[1], ==, 5);
  g_assert_cmpint (block->out.dim[0], ==, 4);
  g_assert_cmpint (convo_report_top (report, 2)->status, ==, CONVO_STATUS_ERROR);
  g_assert_cmpstr (convo_report_top_problem (report, 2)->path, ==, "bad.conv");
  g_assert_cmpint (convo_report_top (report, 3)->status, ==, CONVO_STATUS_UNKNOWN);
}

static const ConvoLedgerRow *
row_of (ConvoLedger *ledger, const char *title)
{
  for (guint i = 0; i < ledger->len; i++)
    if (strcmp (((ConvoLedgerRow *) ledger->pdata[i])->title, title) == 0)
      return ledger->pdata[i];
  g_error ("no row “%s”", title);
  return NULL;
}

static void
test_explain (void)
{
  g_autoptr(ConvoGraph) graph = sketch ("\"nodes\": [" INPUT ("[1, 28, 28]") ","
    "{\"id\": \"conv1\", \"kind\": \"conv\", \"channels\": 6, \"kernel\": 5, \"padding\": 2, \"stride\": 2},"
    "{\"id\": \"pool1\", \"kind\": \"max-pool\", \"kernel\": 3}]");
  g_autoptr(ConvoReport) report = convo_report_new (graph);
  g_autoptr(GPtrArray) conv = convo_report_explain (report, 1), pool = convo_report_explain (report, 2);
  g_autoptr(GHashTable) titles = g_hash_table_new (g_str_hash, g_str_equal);

  g_assert_cmpstr (row_of (conv, "Parameters")->value, ==, "156");
  g_assert_cmpstr (row_of (conv, "MACs")->value, ==, "29,400");
  g_assert_cmpstr (row_of (conv, "MACs")->convention, ==, "58,800 FLOP, since 1 MAC = 2 FLOP; bias not counted");
  g_assert_cmpstr (row_of (conv, "Receptive field")->formula, ==, "1 + (5 − 1)·1");
  g_assert_cmpstr (row_of (pool, "Receptive field")->formula, ==, "5 + (3 − 1)·2");
  g_assert_cmpstr (row_of (pool, "Receptive field")->value, ==, "9");
  for (guint i = 0; i < conv->len; i++)   /* no title twice */
    g_assert_true (g_hash_table_add (titles, ((ConvoLedgerRow *) conv->pdata[i])->title));
}

/* Layers that the two descriptions of a net have in common; the rest is flow of data */
static gboolean
is_work (const char *kind)
{
  static const char *const others[] = { "input", "identity", "getitem", "pad", "flatten", "dropout", "subsample",
                                        "pad-channels", "softmax-cross-entropy", NULL };

  return !g_strv_contains (others, kind);
}

static void
check_against (const ConvoNodeReport *report, JsonObject *layer)
{
  JsonArray *out = json_object_get_array_member (layer, "out"), *rf, *jump;

  g_assert_cmpint (report->out.dim[0], ==, json_array_get_int_element (out, 0));
  g_assert_cmpint (convo_shape_spatial (&report->out, 2), ==,
                   json_array_get_length (out) > 1 ? json_array_get_int_element (out, json_array_get_length (out) - 1) : 1);
  g_assert_cmpint (report->parameters, ==, json_object_get_int_member (layer, "params"));
  g_assert_cmpint (report->macs, ==, json_object_get_int_member (layer, "macs"));
  g_assert_cmpint (report->has_field, ==, !json_object_get_null_member (layer, "rf"));
  if (!report->has_field)
    return;
  rf = json_object_get_array_member (layer, "rf");
  jump = json_object_get_array_member (layer, "jump");
  for (int i = 0; i < 2; i++)
    {
      g_assert_cmpint (report->field[1 + i], ==, json_array_get_int_element (rf, i));
      g_assert_cmpint (report->jump[1 + i], ==, json_array_get_int_element (jump, i));
    }
}

static void
test_model (gconstpointer data)
{
  const char *const *names = data;
  g_autofree char *oracle = g_strconcat (names[1], ".json", NULL), *name = g_strconcat (names[0], ".convo", NULL);
  g_autofree char *path = g_build_filename (g_getenv ("CONVO_SOURCE_DIR"), "models", name, NULL);
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(JsonNode) root = oracle_json ("models", oracle);
  JsonArray *layers = json_object_get_array_member (json_node_get_object (root), "layers");
  g_autoptr(GError) error = NULL;
  g_autoptr(ConvoGraph) graph = convo_graph_load (file, NULL, &error);
  g_autoptr(ConvoReport) report = NULL;
  guint at = 0;

  g_assert_no_error (error);
  report = convo_report_new (graph);
  g_assert_cmpint (convo_report_problems (report)->len, ==, 0);
  for (int i = 0; i < convo_net_n_nodes (convo_report_net (report)); i++)
    {
      if (!is_work (convo_net_node (convo_report_net (report), i)->kind->name))
        continue;
      while (!is_work (json_object_get_string_member (json_array_get_object_element (layers, at), "kind")))
        at++;
      g_test_message ("%s", convo_net_node (convo_report_net (report), i)->path);
      check_against (convo_report_node (report, i), json_array_get_object_element (layers, at++));
    }
  g_assert_cmpint (at, ==, json_array_get_length (layers));
}

static void
test_speed (void)
{
  g_autoptr(GString) text = g_string_new ("\"nodes\": [" INPUT ("[8, 64, 64]"));
  g_autoptr(ConvoGraph) graph = NULL;
  gint64 best = G_MAXINT64;

  for (int i = 0; i < 250; i++)
    g_string_append_printf (text, ", {\"id\": \"c%d\", \"kind\": \"conv\", \"channels\": 8, \"padding\": 1},"
                            "{\"id\": \"b%d\", \"kind\": \"batch-norm\"}", i, i);
  g_string_append_c (text, ']');
  graph = sketch (text->str);
  for (int i = 0; i < 10; i++)
    {
      gint64 start = work_of_process ();
      g_autoptr(ConvoReport) report = convo_report_new (graph);

      g_assert_true (convo_report_totals (report)->complete);
      best = MIN (best, work_of_process () - start);
    }
  g_test_message ("500 nodes: %d µs of work", (int) best);
  g_assert_cmpint (best, <, 10000);
}

int
main (int argc, char **argv)
{
  static const char *const models[][2] = {
    { "lenet5", "lenet5_classic" }, { "resnet20", "cifar_resnet20" }, { "cnn-1", "unn_cnn_1" }, { "cnn-2", "unn_cnn_2" },
  };

  g_test_init (&argc, &argv, NULL);
  convo_layers_register ();
  g_test_add_func ("/analysis/report/lenet", test_lenet);
  g_test_add_func ("/analysis/report/guilt", test_guilt);
  g_test_add_func ("/analysis/report/whole", test_whole);
  g_test_add_func ("/analysis/report/fields", test_fields);
  g_test_add_func ("/analysis/report/blocks", test_blocks);
  g_test_add_func ("/analysis/report/explain", test_explain);
  for (gsize i = 0; i < G_N_ELEMENTS (models); i++)
    {
      g_autofree char *name = g_strconcat ("/analysis/report/model/", models[i][0], NULL);

      g_test_add_data_func (name, models[i], test_model);
    }
  g_test_add_func ("/analysis/report/speed", test_speed);
  return g_test_run ();
}
