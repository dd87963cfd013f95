/* The models that come with the program, against the oracle's exact numbers, layer by layer. */
#include "convo-file.h"
#include "layers.h"
#include "report.h"

#include <string.h>

typedef struct
{
  const char *model, *oracle;
} Case;

static const Case cases[] = {
  { "lenet5", "lenet5_classic" }, { "resnet20", "cifar_resnet20" }, { "cnn-1", "unn_cnn_1" }, { "cnn-2", "unn_cnn_2" },
};

/* The oracle's names of our kinds; kinds of ours that it does not count are not here */
static const char *const kinds[][2] = {
  { "conv", "conv2d" }, { "linear", "linear" }, { "max-pool", "maxpool" }, { "average-pool", "avgpool" },
  { "global-average-pool", "adaptiveavgpool" }, { "batch-norm", "batchnorm" }, { "relu", "relu" }, { "elu", "elu" },
  { "tanh", "tanh" }, { "sigmoid", "sigmoid" }, { "add", "add" }, { "subsample", "getitem" }, { "pad-channels", "pad" },
};

static const char *
oracle_kind (const char *kind)
{
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (strcmp (kinds[i][0], kind) == 0)
      return kinds[i][1];
  return NULL;
}

static ConvoReport *
load (const char *model)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GFile) file = convo_model_find (model, &error);
  g_autoptr(ConvoGraph) graph = file != NULL ? convo_graph_load (file, NULL, &error) : NULL;

  g_assert_no_error (error);
  return convo_report_new (graph);
}

static JsonNode *
load_oracle (const char *name)
{
  const char *chosen = g_getenv ("CONVO_ORACLE");
  g_autofree char *folder = chosen != NULL ? g_strdup (chosen)
                                           : g_build_filename (g_getenv ("CONVO_SOURCE_DIR"), "tests", "oracle", NULL);
  g_autofree char *file = g_strdup_printf ("%s/models/%s.json", folder, name);
  g_autoptr(JsonParser) parser = json_parser_new ();
  g_autoptr(GError) error = NULL;

  json_parser_load_from_file (parser, file, &error);
  g_assert_no_error (error);
  return json_parser_steal_root (parser);
}

static void
compare_layer (const ConvoReport *report, int index, JsonObject *expected)
{
  const ConvoNetNode *node = convo_net_node (convo_report_net (report), index);
  const ConvoNodeReport *numbers = convo_report_node (report, index);
  JsonArray *out = json_object_get_array_member (expected, "out");

  g_test_message ("%s: %s", node->path, node->kind->name);
  g_assert_cmpstr (oracle_kind (node->kind->name), ==, json_object_get_string_member (expected, "kind"));
  g_assert_cmpint (numbers->out.rank, ==, json_array_get_length (out));
  for (int i = 0; i < numbers->out.rank; i++)
    g_assert_cmpint (numbers->out.dim[i], ==, json_array_get_int_element (out, i));
  g_assert_cmpint (numbers->parameters, ==, json_object_get_int_member (expected, "params"));
  g_assert_cmpint (numbers->statistics, ==, json_object_get_int_member (expected, "buffers"));
  g_assert_cmpint (numbers->macs, ==, json_object_get_int_member (expected, "macs"));
  if (strcmp (node->kind->name, "subsample") == 0 || strcmp (node->kind->name, "pad-channels") == 0)
    return;   /* the oracle counts no stride for a slice */
  g_assert_cmpint (numbers->has_field, ==, !json_object_get_null_member (expected, "rf"));
  for (int axis = 0; numbers->has_field && axis < 2; axis++)
    {
      g_assert_cmpint (numbers->field[axis + 1], ==,
                       json_array_get_int_element (json_object_get_array_member (expected, "rf"), axis));
      g_assert_cmpint (numbers->jump[axis + 1], ==,
                       json_array_get_int_element (json_object_get_array_member (expected, "jump"), axis));
    }
}

/* Layers of the report and of the oracle in order; flatten, identity, input and loss are on one side only */
static void
test_oracle (gconstpointer data)
{
  const Case *c = data;
  g_autoptr(ConvoReport) report = load (c->model);
  const ConvoTotals *totals = convo_report_totals (report);
  g_autoptr(JsonNode) oracle = load_oracle (c->oracle);
  JsonObject *root = json_node_get_object (oracle), *sums = json_object_get_object_member (root, "totals");
  JsonArray *layers = json_object_get_array_member (root, "layers");
  int at = 0, n = convo_net_n_nodes (convo_report_net (report));

  g_assert_true (convo_report_check (report, NULL));
  for (guint i = 0; i < json_array_get_length (layers); i++)
    {
      JsonObject *layer = json_array_get_object_element (layers, i);
      const char *kind = json_object_get_string_member (layer, "kind");

      if (strcmp (kind, "flatten") == 0 || strcmp (kind, "identity") == 0)
        continue;
      while (at < n && oracle_kind (convo_net_node (convo_report_net (report), at)->kind->name) == NULL)
        at++;
      g_assert_cmpint (at, <, n);
      compare_layer (report, at++, layer);
    }
  while (at < n)
    g_assert_null (oracle_kind (convo_net_node (convo_report_net (report), at++)->kind->name));
  g_assert_cmpint (totals->parameters, ==, json_object_get_int_member (sums, "params"));
  g_assert_cmpint (totals->statistics, ==, json_object_get_int_member (sums, "buffers"));
  g_assert_cmpint (totals->macs, ==, json_object_get_int_member (sums, "macs"));
  g_assert_cmpint (totals->weight_bytes, ==, json_object_get_int_member (sums, "weight_bytes_f32"));
}

/* Every model trains: no problem in it, a loss, and texts in both languages */
static void
test_whole (void)
{
  g_autoptr(GPtrArray) files = convo_model_list ();

  for (guint i = 0; i < files->len; i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(ConvoGraph) graph = convo_graph_load (g_ptr_array_index (files, i), NULL, &error);
      g_autoptr(ConvoReport) report = NULL;
      JsonObject *text;

      g_assert_no_error (error);
      report = convo_report_new (graph);
      g_assert_true (convo_report_check (report, &error));
      g_assert_no_error (error);
      g_assert_cmpint (convo_report_totals (report)->n_classes, >=, 2);
      text = json_object_get_object_member (json_node_get_object (convo_graph_about (graph)), "text");
      g_assert_true (json_object_has_member (text, "en") && json_object_has_member (text, "ru"));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  convo_layers_register ();
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/models/", cases[i].model, NULL);
      g_test_add_data_func (path, &cases[i], test_oracle);
    }
  g_test_add_func ("/models/whole", test_whole);
  return g_test_run ();
}
