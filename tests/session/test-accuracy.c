/* LeNet-5 on Fashion-MNIST for three epochs, three seeds, against PyTorch's accuracies in the oracle's training table. */
#include "batcher.h"
#include "convo-file.h"
#include "evaluate.h"
#include "layers.h"
#include "mnist.h"
#include "training.h"

#include <math.h>

#define EPOCHS 3
#define SEEDS 3
#define TOLERANCE 1.5   /* percent points; the oracle's, for the mean of three seeds at this learning rate */

/* Mean test accuracy in percent after EPOCHS of the rows that trained like this. */
static double
expected_accuracy (void)
{
  const char *folder = g_getenv ("CONVO_ORACLE");
  g_autofree char *path = g_build_filename (folder != NULL ? folder : ORACLE, "training", "training.jsonl", NULL);
  g_autofree char *text = NULL;
  g_auto(GStrv) lines = NULL;
  double sum = 0;
  int rows = 0;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  lines = g_strsplit (text, "\n", -1);
  for (int i = 0; lines[i] != NULL; i++)
    {
      g_autoptr(JsonNode) node = *lines[i] != '\0' ? json_from_string (lines[i], NULL) : NULL;
      JsonObject *row = node != NULL ? json_node_get_object (node) : NULL;
      JsonArray *history = row != NULL ? json_object_get_array_member (row, "history") : NULL;

      if (row == NULL || !g_str_equal (json_object_get_string_member (row, "data"), "fashion60k")
          || !g_str_equal (json_object_get_string_member (row, "net"), "lenet5_tanh_avg")
          || json_object_get_double_member (row, "lr") != 0.01)
        continue;
      sum += 100 * json_object_get_double_member (json_array_get_object_element (history, EPOCHS - 1), "test_acc");
      rows++;
    }
  g_assert_cmpint (rows, >, 0);
  return sum / rows;
}

static double
train (ConvoReport *report, ConvoDataset *data, int seed)
{
  ConvoTraining training;
  g_autoptr(ConvoRun) run = NULL;
  g_autoptr(ConvoBatcher) batcher = NULL;
  g_autofree float *pictures = NULL;
  g_autofree gint32 *labels = NULL;
  g_autoptr(GError) error = NULL;

  convo_training_defaults (&training);   /* SGD, 0.01, momentum 0.9, batch 64 */
  training.seed = seed;
  run = convo_run_new (report, &training, NULL, &error);
  g_assert_no_error (error);
  batcher = convo_batcher_new (convo_dataset_count (data, FALSE), training.batch, seed);
  pictures = g_new (float, training.batch * 784);
  labels = g_new (gint32, training.batch);
  for (int epoch = 0; epoch < EPOCHS; epoch++)
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
    }
  return convo_test_evaluate (run, data, pictures, labels);
}

static void
test_lenet (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GFile) file = NULL;
  g_autoptr(ConvoGraph) graph = NULL;
  g_autoptr(ConvoReport) report = NULL;
  g_autoptr(ConvoDataset) data = NULL;
  double expected = expected_accuracy (), mean = 0;

  data = convo_dataset_load_fashion_mnist (NULL, NULL, &error);
  if (data == NULL)
    {
      g_test_skip ("Fashion-MNIST is not installed");
      return;
    }
  file = convo_model_find ("lenet5", &error);
  g_assert_no_error (error);
  graph = convo_graph_load (file, NULL, &error);
  g_assert_no_error (error);
  report = convo_report_new (graph);
  for (int seed = 0; seed < SEEDS; seed++)
    {
      double top1 = train (report, data, seed);

      g_test_message ("seed %d: %.2f %%", seed, top1);
      mean += top1 / SEEDS;
    }
  g_test_message ("mean %.2f %%, PyTorch's %.2f %%", mean, expected);
  g_assert_cmpfloat (fabs (mean - expected), <=, TOLERANCE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  convo_layers_register ();
  g_test_add_func ("/accuracy/lenet5", test_lenet);
  return g_test_run ();
}
