/* Every training of the oracle's table on Fashion-MNIST, against PyTorch's accuracies, within the table's own tolerances.
 * Takes many minutes: it runs only where CONVO_LONG is set; ACCURACY.md holds its last results. */
#include "batcher.h"
#include "convo-file.h"
#include "evaluate.h"
#include "layers.h"
#include "mnist.h"
#include "training.h"

#include <math.h>
#include <string.h>

#define DOCUMENT(more, nodes) "{\"format\": \"convo\", \"version\": 1, \"name\": \"net\", " more "\"nodes\": [" \
  "{\"id\": \"input\", \"kind\": \"input\", \"shape\": [1, 28, 28]}," nodes "{\"id\": \"loss\", \"kind\": \"softmax-cross-entropy\"}]}"
#define CONV(id, channels, padding) "{\"id\": \"" id "\", \"kind\": \"conv\", \"channels\": " channels ", \"kernel\": 5, \"padding\": " padding "},"
#define LINEAR(id, features) "{\"id\": \"" id "\", \"kind\": \"linear\", \"features\": " features "},"
#define LAYER(id, kind) "{\"id\": \"" id "\", \"kind\": \"" kind "\"},"
#define LENET5(act, pool) CONV ("c1", "6", "2") LAYER ("a1", act) LAYER ("p1", pool) CONV ("c2", "16", "0") LAYER ("a2", act) \
  LAYER ("p2", pool) LINEAR ("f1", "120") LAYER ("a3", act) LINEAR ("f2", "84") LAYER ("a4", act) LINEAR ("f3", "10")

/* The CIFAR ResNet-20 of width 8: shortcuts that take every second pixel and fill up with zeros */
#define RESIDUAL "\"definitions\": {\"residual\": {\"arguments\": {\"channels\": 8, \"stride\": 1, \"pad\": 0}, \"nodes\": [" \
  "{\"id\": \"conv1\", \"kind\": \"conv\", \"channels\": \"=channels\", \"stride\": \"=stride\", \"padding\": 1, \"bias\": false}," \
  LAYER ("bn1", "batch-norm") LAYER ("relu1", "relu") \
  "{\"id\": \"conv2\", \"kind\": \"conv\", \"channels\": \"=channels\", \"padding\": 1, \"bias\": false}," \
  LAYER ("bn2", "batch-norm") \
  "{\"id\": \"every\", \"kind\": \"subsample\", \"stride\": \"=stride\", \"from\": [\"@in\"], \"if\": \"=pad\"}," \
  "{\"id\": \"fill\", \"kind\": \"pad-channels\", \"before\": \"=pad\", \"after\": \"=pad\", \"if\": \"=pad\"}," \
  "{\"id\": \"add\", \"kind\": \"add\", \"from\": [\"bn2\", \"fill\"]}, {\"id\": \"relu2\", \"kind\": \"relu\"}]}}, "
#define RESNET20 "{\"id\": \"conv1\", \"kind\": \"conv\", \"channels\": 8, \"padding\": 1, \"bias\": false}," \
  LAYER ("bn1", "batch-norm") LAYER ("relu1", "relu") \
  "{\"id\": \"stage1\", \"block\": \"residual\", \"repeat\": 3}," \
  "{\"id\": \"stage2\", \"block\": \"residual\", \"repeat\": 3, \"channels\": 16, \"first\": {\"stride\": 2, \"pad\": 4}}," \
  "{\"id\": \"stage3\", \"block\": \"residual\", \"repeat\": 3, \"channels\": 32, \"first\": {\"stride\": 2, \"pad\": 8}}," \
  LAYER ("pool", "global-average-pool") LINEAR ("fc", "10")

static const struct { const char *name, *text; } nets[] = {
  { "lenet5_tanh_avg", DOCUMENT ("", LENET5 ("tanh", "average-pool")) },
  { "lenet5_relu_max", DOCUMENT ("", LENET5 ("relu", "max-pool")) },
  { "softmax_reg", DOCUMENT ("", LINEAR ("fc", "10")) },
  { "cnn1", DOCUMENT ("", CONV ("c1", "16", "2") LAYER ("a1", "relu") LAYER ("p1", "max-pool") LINEAR ("fc", "10")) },
  { "resnet20_w8", DOCUMENT (RESIDUAL, RESNET20) },
};

/* Rows of the table with the same settings: they differ in the seed */
typedef struct
{
  const char *data, *net;
  double rate;
} Setting;

static JsonArray *
read_table (void)
{
  const char *folder = g_getenv ("CONVO_ORACLE");
  g_autofree char *path = g_build_filename (folder != NULL ? folder : ORACLE, "training", "training.jsonl", NULL), *text = NULL;
  g_auto(GStrv) lines = NULL;
  JsonArray *rows = json_array_new ();

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  lines = g_strsplit (g_strchomp (text), "\n", -1);
  for (int i = 0; lines[i] != NULL; i++)
    json_array_add_element (rows, json_from_string (lines[i], NULL));
  return rows;
}

static gboolean
matches (JsonObject *row, const Setting *setting)
{
  return g_str_equal (json_object_get_string_member (row, "data"), setting->data)
         && g_str_equal (json_object_get_string_member (row, "net"), setting->net)
         && json_object_get_double_member (row, "lr") == setting->rate;
}

/* Test accuracy in percent after @epochs; NaN if the row is shorter */
static double
row_accuracy (JsonObject *row, int epochs)
{
  JsonArray *history = json_object_get_array_member (row, "history");

  return json_array_get_length (history) < (guint) epochs
         ? NAN : 100 * json_object_get_double_member (json_array_get_object_element (history, epochs - 1), "test_acc");
}

static ConvoReport *
report_of (const char *net, JsonObject *row)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ConvoGraph) graph = NULL;
  ConvoReport *report;

  for (gsize i = 0; i < G_N_ELEMENTS (nets); i++)
    if (g_str_equal (nets[i].name, net))
      graph = convo_graph_parse (nets[i].text, -1, &error);
  g_assert_no_error (error);
  g_assert_nonnull (graph);
  report = convo_report_new (graph);
  convo_report_check (report, &error);
  g_assert_no_error (error);
  g_assert_cmpint (convo_report_totals (report)->parameters, ==, json_object_get_int_member (row, "params"));
  return report;
}

static ConvoRun *
run_of (JsonObject *row, int seed)
{
  g_autoptr(ConvoReport) report = report_of (json_object_get_string_member (row, "net"), row);
  g_autoptr(GError) error = NULL;
  ConvoTraining training;
  ConvoRun *run;

  convo_training_defaults (&training);   /* uniform by fan-in, as the table's nets begin */
  if (g_str_equal (json_object_get_string_member (row, "opt"), "adam"))
    convo_optimizer_defaults (&training.optimizer, CONVO_OPTIMIZER_ADAM);
  else
    training.optimizer.momentum = json_object_get_double_member (row, "momentum");
  training.optimizer.learning_rate = json_object_get_double_member (row, "lr");
  training.optimizer.weight_decay = json_object_get_double_member (row, "weight_decay");
  training.batch = json_object_get_int_member (row, "batch");
  training.seed = seed;
  run = convo_run_new (report, &training, NULL, &error);
  g_assert_no_error (error);
  return run;
}

/* Trains one row's settings; @accuracies: after each epoch */
static void
train (JsonObject *row, ConvoDataset *data, int seed, int epochs, double *accuracies)
{
  g_autoptr(ConvoRun) run = run_of (row, seed);
  int batch = convo_run_training (run)->batch;
  g_autoptr(ConvoBatcher) batcher = convo_batcher_new (convo_dataset_count (data, FALSE), batch, seed);
  g_autofree float *pictures = g_new (float, batch * 784);
  g_autofree gint32 *labels = g_new (gint32, batch);
  g_autoptr(GError) error = NULL;

  for (int epoch = 0; epoch < epochs; epoch++)
    {
      convo_batcher_epoch (batcher, epoch);
      for (guint step = 0; step < convo_batcher_steps (batcher); step++)
        {
          const guint32 *indices;
          guint n;

          convo_batcher_get (batcher, step, &indices, &n);
          convo_dataset_read (data, FALSE, indices, n, pictures, labels);
          convo_run_step (run, pictures, labels, n, NULL, NULL, &error);
          g_assert_no_error (error);
        }
      accuracies[epoch] = convo_test_evaluate (run, data, pictures, labels);
    }
}

/* The table's own: README beside it */
static double
tolerance_of (const Setting *setting, int epochs)
{
  if (g_str_has_prefix (setting->net, "resnet20"))
    return epochs == 10 ? 3 : 4;
  return epochs == 10 || setting->rate == 0.01 ? 1.5 : 4;
}

static void
compare (const Setting *setting, int epochs, double found, double expected, int seeds)
{
  double tolerance = tolerance_of (setting, epochs);

  g_print ("# | %s | %s | %g | %d | %d | %.2f | %.2f | %+.2f | %.1f |\n", setting->data, setting->net, setting->rate, epochs,
           seeds, found, expected, found - expected, tolerance);
  if (!(fabs (found - expected) <= tolerance))
    {
      g_test_message ("%s %s: %.2f, expected %.2f", setting->data, setting->net, found, expected);
      g_test_fail ();
    }
}

static ConvoDataset *
load (const char *name)
{
  g_autoptr(ConvoDataset) all = convo_dataset_load_fashion_mnist (NULL, NULL, NULL);

  if (all == NULL)
    return NULL;
  return convo_dataset_limit (all, g_str_equal (name, "fashion10k") ? 10000 : 0);
}

static void
test_setting (gconstpointer setting_)
{
  const Setting *setting = setting_;
  g_autoptr(JsonArray) rows = read_table ();
  g_autoptr(ConvoDataset) data = NULL;
  double found[2] = { 0 }, expected[2] = { 0 };
  int seeds[2] = { 0 };

  if (g_getenv ("CONVO_LONG") == NULL || (data = load (setting->data)) == NULL)
    {
      g_test_skip ("takes minutes: set CONVO_LONG, and have Fashion-MNIST installed");
      return;
    }
  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      JsonObject *row = json_array_get_object_element (rows, i);
      double accuracies[10];

      if (!matches (row, setting))
        continue;
      train (row, data, seeds[0], isnan (row_accuracy (row, 10)) ? 3 : 10, accuracies);
      for (int k = 0; k < 2; k++)
        if (!isnan (row_accuracy (row, k == 0 ? 3 : 10)))
          {
            found[k] += accuracies[k == 0 ? 2 : 9];
            expected[k] += row_accuracy (row, k == 0 ? 3 : 10);
            seeds[k]++;
          }
    }
  g_assert_cmpint (seeds[0], >, 0);
  for (int k = 0; k < 2; k++)
    if (seeds[k] > 0)
      compare (setting, k == 0 ? 3 : 10, found[k] / seeds[k], expected[k] / seeds[k], seeds[k]);
}

int
main (int argc, char **argv)
{
  static const Setting settings[] = {
    { "fashion60k", "softmax_reg", 0.05 }, { "fashion60k", "cnn1", 0.01 }, { "fashion60k", "lenet5_tanh_avg", 0.01 },
    { "fashion60k", "lenet5_relu_max", 0.01 }, { "fashion10k", "lenet5_relu_max", 0.001 },
    { "fashion60k", "lenet5_tanh_avg", 0.05 }, { "fashion60k", "cnn1", 0.05 }, { "fashion60k", "lenet5_relu_max", 0.05 },
    { "fashion10k", "resnet20_w8", 0.1 },
  };

  g_test_init (&argc, &argv, NULL);
  convo_layers_register ();
  for (gsize i = 0; i < G_N_ELEMENTS (settings); i++)
    {
      g_autofree char *path = g_strdup_printf ("/training/%s/%s/%g", settings[i].data, settings[i].net, settings[i].rate);

      g_test_add_data_func (path, &settings[i], test_setting);
    }
  return g_test_run ();
}
