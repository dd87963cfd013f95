/* Every model that comes with the program computes: one picture forward, then one step of training with its own settings.
 * Where pictures of 224 pixels and more would take minutes, smaller ones are taken; the layers are the same. */
#include "convo-file.h"
#include "layers.h"
#include "random.h"
#include "training.h"

#include <math.h>
#include <string.h>

#define BATCH 2
#define SMALL 64

/* Pictures as small as the windows behind the last stride allow; other large ones are SMALL. Before any training the
 * running statistics are 0 and 1: then a thousand layers of additions overflow, and there is no forward to look at */
static const struct { const char *model; int side; gboolean needs_training; } sides[] = {
  { "alexnet", 99 }, { "alexnet-2012", 99 }, { "zfnet", 99 }, { "googlenet", 112 }, { "inception-v3", 299 },
  { "inception-resnet-v2", 107 }, { "xception", 107 }, { "resnet18-unn", 128 },
  { "resnet1001", 32, TRUE },
};

static int
side_of (const char *name, const ConvoShape *input)
{
  for (gsize i = 0; i < G_N_ELEMENTS (sides); i++)
    if (strcmp (sides[i].model, name) == 0)
      return sides[i].side;
  return input->dim[1] > 150 ? SMALL : input->dim[1];
}

static gboolean
needs_training (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (sides); i++)
    if (strcmp (sides[i].model, name) == 0)
      return sides[i].needs_training;
  return FALSE;
}

static ConvoGraph *
load (GFile *file)
{
  g_autoptr(GError) error = NULL;
  ConvoGraph *graph = convo_graph_load (file, NULL, &error);

  g_assert_no_error (error);
  return graph;
}

/* The same network for pictures of @side × @side */
static ConvoReport *
report_at (const ConvoGraph *graph, int channels, int side)
{
  g_autofree char *shape = g_strdup_printf ("[%d, %d, %d]", channels, side, side);
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) value = json_from_string (shape, &error);
  g_autoptr(ConvoGraph) small = convo_graph_set_property (graph, "input", "shape", value, &error);
  ConvoReport *report;

  g_assert_no_error (error);
  report = convo_report_new (small);
  g_assert_true (convo_report_check (report, &error));
  g_assert_no_error (error);
  return report;
}

/* Every trainable parameter has a finite gradient, and nearly every tensor one that is not zero */
static void
check_gradients (ConvoRun *run)
{
  ConvoWeights *weights = convo_run_weights (run);
  int trainable = 0, alive = 0;

  for (int i = 0; i < convo_weights_n (weights); i++)
    {
      ConvoTensor *tensor = convo_weights_get (weights, i);
      const float *gradient = convo_plan_gradient (convo_run_plan (run), tensor->node, tensor->param);
      gboolean moves = FALSE;

      if (!convo_param_trainable (&tensor->spec))
        continue;
      g_assert_nonnull (gradient);
      for (gint64 k = 0; k < tensor->count; k++)
        {
          g_assert_true (isfinite (gradient[k]));
          moves |= gradient[k] != 0;
        }
      trainable++;
      alive += moves;
      if (!moves)
        g_test_message ("no gradient: %s", tensor->name);
    }
  g_assert_cmpint (alive, >=, trainable - trainable / 20);   /* a ReLU may be dead, or a branch dropped, for two pictures */
}

static ConvoRun *
start (const ConvoGraph *graph, const ConvoReport *report)
{
  g_autoptr(GError) error = NULL;
  ConvoTraining training;
  ConvoRun *run;

  convo_training_defaults (&training);
  g_assert_true (convo_training_from_json (&training, convo_graph_training (graph), &error));
  training.batch = BATCH;
  training.threads = 2;
  training.optimizer.learning_rate = MIN (training.optimizer.learning_rate, 0.01);   /* the file's suit its batch, not two pictures */
  run = convo_run_new (report, &training, NULL, &error);
  g_assert_no_error (error);
  return run;
}

static void
test_step (gconstpointer data)
{
  GFile *file = (GFile *) data;
  g_autofree char *name = g_file_get_basename (file);
  g_autoptr(GError) error = NULL;
  g_autoptr(ConvoGraph) graph = load (file);
  g_autoptr(ConvoReport) full = convo_report_new (graph), report = NULL;
  const ConvoTotals *totals = convo_report_totals (full);
  ConvoRandom random = convo_random_stream (3, 1, 2);
  g_autofree float *pictures = NULL;
  g_autoptr(ConvoRun) run = NULL;
  ConvoScore score = { 0 };
  gint32 labels[BATCH] = { 0, totals->n_classes - 1 };
  gint64 count;
  double loss;

  *strrchr (name, '.') = '\0';
  report = report_at (graph, totals->input.dim[0], side_of (name, &totals->input));
  count = convo_shape_count (&convo_report_totals (report)->input);
  pictures = g_new (float, BATCH * count);
  for (gint64 i = 0; i < BATCH * count; i++)
    pictures[i] = convo_random_unit (&random);
  run = start (graph, report);
  convo_run_evaluate (run, pictures, labels, 1, &score);
  convo_score_finish (&score);
  g_assert_true (isfinite (score.loss) || needs_training (name));
  convo_score_clear (&score);
  g_assert_true (convo_run_step (run, pictures, labels, BATCH, &loss, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (isfinite (loss) && loss > 0);
  check_gradients (run);
  g_assert_true (convo_weights_finite (convo_run_weights (run)));
}

int
main (int argc, char **argv)
{
  g_autoptr(GPtrArray) files = NULL;

  g_test_init (&argc, &argv, NULL);
  convo_layers_register ();
  files = convo_model_list ();
  for (guint i = 0; i < files->len; i++)
    {
      g_autofree char *name = g_file_get_basename (files->pdata[i]), *path = g_strconcat ("/steps/", name, NULL);

      g_test_add_data_func (path, files->pdata[i], test_step);
    }
  return g_test_run ();
}
