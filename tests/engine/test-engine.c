/* The engine as a whole: the same bits for any number of threads, memory as estimated, gradients against finite
 * differences through whole nets, divergence, refusal of what does not fit. */
#include "nets.h"
#include "errors.h"
#include "training.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static ConvoRun *
new_run (const char *text, int batch, int threads, double rate)
{
  g_autoptr(ConvoReport) report = report_from_text (text);
  g_autoptr(GError) error = NULL;
  ConvoTraining training;
  ConvoRun *run;

  convo_training_defaults (&training);
  training.batch = batch;
  training.threads = threads;
  training.optimizer.learning_rate = rate;
  training.optimizer.weight_decay = 1e-4;
  run = convo_run_new (report, &training, NULL, &error);
  g_assert_no_error (error);
  return run;
}

static void
train (ConvoRun *run, gint64 floats, int classes, int batch, int steps, double *losses)
{
  g_autofree float *pictures = g_new (float, floats * batch);
  g_autofree gint32 *labels = g_new (gint32, batch);

  for (int i = 0; i < steps; i++)
    {
      g_autoptr(GError) error = NULL;
      int n = i % 3 == 2 ? batch - 5 : batch;   /* a short batch now and then */

      random_batch (pictures, floats, labels, n, classes, i);
      convo_run_step (run, pictures, labels, n, &losses[i], NULL, &error);
      g_assert_no_error (error);
    }
}

static void
test_threads (gconstpointer text)
{
  gboolean coloured = strcmp (text, LENET) != 0;
  gint64 floats = coloured ? 3 * 144 : 784;
  static const int threads[] = { 1, 2, 8 };
  g_autoptr(ConvoRun) reference = NULL;
  double losses[3][9];

  for (int t = 0; t < 3; t++)
    {
      ConvoRun *run = new_run (text, 29, threads[t], 0.05);

      train (run, floats, 5, 29, 9, losses[t]);
      g_assert_cmpmem (losses[t], sizeof losses[t], losses[0], sizeof losses[0]);
      for (int i = 0; t > 0 && i < convo_weights_n (convo_run_weights (run)); i++)
        {
          const ConvoTensor *a = convo_weights_get (convo_run_weights (run), i);
          const ConvoTensor *b = convo_weights_get (convo_run_weights (reference), i);

          g_assert_cmpmem (a->data, a->count * sizeof (float), b->data, b->count * sizeof (float));
        }
      if (t == 0)
        reference = run;
      else
        convo_run_free (run);
    }
}

/* Gradients of the loss through the whole net against central differences, in evaluation and in training. */
static void
test_gradients (gconstpointer data)
{
  gboolean training = GPOINTER_TO_INT (data);
  g_autoptr(ConvoReport) report = report_from_text (RESIDUAL);
  g_autoptr(GError) error = NULL;
  g_autoptr(ConvoWeights) weights = convo_weights_new (report, &error);
  g_autoptr(ConvoWorkers) workers = convo_workers_new (2);
  g_autoptr(ConvoPlan) plan = NULL;
  float pictures[9 * 432];
  gint32 labels[9];
  int checked = 0;

  convo_weights_init (weights, CONVO_INIT_FAN_IN, 0, 7);
  plan = convo_plan_new (report, weights, CONVO_PLAN_TRAINING, 9, workers, &error);
  g_assert_no_error (error);
  random_batch (pictures, 432, labels, 9, 5, 3);
  convo_plan_set_input (plan, pictures, 9);
  for (int i = 0; i < convo_weights_n (weights); i++)
    {
      ConvoTensor *tensor = convo_weights_get (weights, i);
      gint64 at = tensor->count / 2;
      double expected, found, sides[2];
      float kept = tensor->data[at], h = 1e-3f;   /* small: the net has kinks */

      if (!convo_param_trainable (&tensor->spec))
        continue;
      convo_plan_step (plan, 9, training, labels, 11);
      expected = convo_plan_gradient (plan, tensor->node, tensor->param)[at];
      for (int side = 0; side < 2; side++)
        {
          tensor->data[at] = kept + (side ? h : -h);
          convo_weights_changed (weights);
          sides[side] = convo_plan_forward (plan, 9, training, labels, 11);
        }
      tensor->data[at] = kept;
      convo_weights_changed (weights);
      found = (sides[1] - sides[0]) / (2 * h);
      g_assert_cmpfloat_with_epsilon (found, expected, 2e-3 + 0.05 * fabs (expected));
      checked++;
    }
  g_assert_cmpint (checked, ==, 13);
}

/* The same values whether buffers are shared or all are kept, and whether forward and backward run apart or in one. */
static void
test_modes (gconstpointer text)
{
  g_autoptr(ConvoReport) report = report_from_text (text);
  g_autoptr(GError) error = NULL;
  g_autoptr(ConvoWeights) weights = convo_weights_new (report, &error);
  g_autoptr(ConvoWorkers) workers = convo_workers_new (2);
  g_autoptr(ConvoPlan) training = NULL, all = NULL, inference = NULL;
  float pictures[9 * 432], a[5], b[5];
  gint32 labels[9];
  double loss;

  convo_weights_init (weights, CONVO_INIT_KAIMING, 0, 7);
  training = convo_plan_new (report, weights, CONVO_PLAN_TRAINING, 9, workers, &error);
  all = convo_plan_new (report, weights, CONVO_PLAN_INSPECT_TRAINING, 9, workers, &error);
  inference = convo_plan_new (report, weights, CONVO_PLAN_INFERENCE, 9, workers, &error);
  random_batch (pictures, 432, labels, 9, 5, 3);
  for (int i = 0; i < 3; i++)
    convo_plan_set_input (i == 0 ? training : i == 1 ? all : inference, pictures, 9);
  for (int round = 0; round < 3; round++)   /* memory is dirty from the second round on */
    {
      loss = convo_plan_step (training, 9, TRUE, labels, 5);
      g_assert_cmpfloat (convo_plan_forward (all, 9, TRUE, labels, 5), ==, loss);
      convo_plan_backward (all);
      for (int i = 0; i < convo_weights_n (weights); i++)
        {
          const ConvoTensor *tensor = convo_weights_get (weights, i);
          const float *g = convo_plan_gradient (training, tensor->node, tensor->param);

          if (g != NULL)
            g_assert_cmpmem (g, tensor->count * 4, convo_plan_gradient (all, tensor->node, tensor->param),
                             tensor->count * 4);
        }
      g_assert_cmpfloat_with_epsilon (convo_plan_forward (all, 9, FALSE, labels, 0),
                                      convo_plan_forward (inference, 9, FALSE, labels, 0), 1e-5);
      for (int i = 0; i < 9; i++)
        {
          convo_plan_get_value (all, convo_plan_scores (all), i, a);
          convo_plan_get_value (inference, convo_plan_scores (inference), i, b);
          for (int k = 0; k < 5; k++)   /* inference folds batch normalisation into weights */
            g_assert_cmpfloat_with_epsilon (a[k], b[k], 1e-5 * MAX (1, fabs (a[k])));
        }
    }
}

/* Gradients of all parameters, one after the other */
static GArray *
copy_gradients (ConvoPlan *plan, ConvoWeights *weights)
{
  GArray *all = g_array_new (FALSE, FALSE, sizeof (float));

  for (int i = 0; i < convo_weights_n (weights); i++)
    {
      const ConvoTensor *tensor = convo_weights_get (weights, i);
      const float *gradient = convo_plan_gradient (plan, tensor->node, tensor->param);

      if (gradient != NULL)
        g_array_append_vals (all, gradient, tensor->count);
    }
  return all;
}

/* The programs of a plan share its memory: one finds the zeros it needs around its maps whatever ran before. */
static void
test_switching (gconstpointer text)
{
  g_autoptr(ConvoReport) report = report_from_text (text);
  g_autoptr(GError) error = NULL;
  g_autoptr(ConvoWeights) weights = convo_weights_new (report, &error);
  g_autoptr(ConvoWorkers) workers = convo_workers_new (2);
  g_autoptr(ConvoPlan) plan = NULL;
  g_autoptr(GArray) first = NULL;
  float pictures[9 * 432];
  gint32 labels[9];
  double loss;

  convo_weights_init (weights, CONVO_INIT_KAIMING, 0, 7);
  plan = convo_plan_new (report, weights, CONVO_PLAN_TRAINING, 9, workers, &error);
  g_assert_no_error (error);
  random_batch (pictures, 432, labels, 9, 5, 3);
  convo_plan_set_input (plan, pictures, 9);
  loss = convo_plan_step (plan, 9, TRUE, labels, 5);
  first = copy_gradients (plan, weights);
  g_assert_cmpuint (first->len, >, 0);
  for (int round = 0; round < 3; round++)
    {
      g_autoptr(GArray) again = NULL;

      convo_plan_forward (plan, 9, FALSE, labels, 0);
      if (round > 0)
        g_assert_cmpfloat (convo_plan_forward (plan, 9, TRUE, labels, 5), ==, loss);
      if (round > 1)
        convo_plan_step (plan, 9, FALSE, labels, 0);
      g_assert_cmpfloat (convo_plan_step (plan, 9, TRUE, labels, 5), ==, loss);
      again = copy_gradients (plan, weights);
      g_assert_cmpmem (again->data, again->len * sizeof (float), first->data, first->len * sizeof (float));
    }
}

/* What is computed again for backward is not kept, and what one phase needs has a place for each worker, not for each
 * image. */
static void
test_kept (void)
{
  g_autoptr(ConvoReport) report = report_from_text (RESIDUAL);
  ConvoPlanMemory few, many, all;

  g_assert_true (convo_plan_estimate (report, CONVO_PLAN_TRAINING, 512, 2, &few, NULL));
  g_assert_true (convo_plan_estimate (report, CONVO_PLAN_TRAINING, 1024, 2, &many, NULL));
  g_assert_true (convo_plan_estimate (report, CONVO_PLAN_INSPECT_TRAINING, 512, 2, &all, NULL));
  g_assert_cmpuint (few.scratch, ==, many.scratch);
  g_assert_cmpuint (few.values + few.gradients, <, (all.values + all.gradients) / 2);
}

static void
test_memory (void)
{
  g_autoptr(ConvoReport) report = report_from_text (LENET);
  ConvoPlanMemory training, inference, inspect;

  g_assert_true (convo_plan_estimate (report, CONVO_PLAN_TRAINING, 64, 2, &training, NULL));
  g_assert_true (convo_plan_estimate (report, CONVO_PLAN_INFERENCE, 64, 2, &inference, NULL));
  g_assert_true (convo_plan_estimate (report, CONVO_PLAN_INSPECT, 64, 2, &inspect, NULL));
  g_assert_cmpuint (inference.values, <, inspect.values * 3 / 4);   /* buffers are reused; its two largest are neighbours */
  g_assert_cmpuint (training.total, <, 40u << 20);
}

static gint64
resident (void)
{
  g_autofree char *text = NULL;
  gint64 pages = 0;

  g_assert_true (g_file_get_contents ("/proc/self/statm", &text, NULL, NULL));
  g_assert_cmpint (sscanf (text, "%*d %" G_GINT64_FORMAT, &pages), ==, 1);
  return pages * sysconf (_SC_PAGESIZE);
}

/* What the estimate says is what a step really occupies, within 5 %. */
static void
test_estimate (void)
{
  g_autoptr(ConvoReport) report = report_from_text (RESIDUAL);
  g_autoptr(GError) error = NULL;
  g_autoptr(ConvoWeights) weights = convo_weights_new (report, &error);
  g_autoptr(ConvoWorkers) workers = convo_workers_new (2);
  g_autoptr(ConvoPlan) plan = NULL;
  g_autofree float *pictures = g_new (float, 432 * 2048);
  g_autofree gint32 *labels = g_new (gint32, 2048);
  ConvoPlanMemory memory;
  gint64 before, used;

#ifdef __SANITIZE_ADDRESS__
  g_test_skip ("the sanitizer's shadow counts as memory, too");
  return;
#endif
  convo_weights_init (weights, CONVO_INIT_FAN_IN, 0, 1);
  random_batch (pictures, 432, labels, 2048, 5, 1);
  g_assert_true (convo_plan_estimate (report, CONVO_PLAN_TRAINING, 2048, 2, &memory, &error));
  before = resident ();
  plan = convo_plan_new (report, weights, CONVO_PLAN_TRAINING, 2048, workers, &error);
  convo_plan_set_input (plan, pictures, 2048);
  convo_plan_step (plan, 2048, TRUE, labels, 1);
  used = resident () - before;
  g_test_message ("estimated %.1f MB, used %.1f MB", memory.total / 1e6, used / 1e6);
  g_assert_cmpfloat (fabs ((double) used - memory.total), <=, 0.05 * memory.total);
}

static void
test_refusal (void)
{
  g_autoptr(ConvoReport) report = report_from_text (DOCUMENT (
    "{\"id\": \"input\", \"kind\": \"input\", \"shape\": [3, 20000, 20000]},\n"
    "{\"id\": \"conv\", \"kind\": \"conv\", \"channels\": 512, \"padding\": 1},\n"
    "{\"id\": \"pool\", \"kind\": \"global-average-pool\"},\n"
    "{\"id\": \"fc\", \"kind\": \"linear\"},\n"
    "{\"id\": \"loss\", \"kind\": \"softmax-cross-entropy\"}"));
  g_autoptr(GError) error = NULL;
  ConvoTraining training;

  convo_training_defaults (&training);
  g_assert_null (convo_run_new (report, &training, NULL, &error));
  g_assert_error (error, CONVO_ERROR, CONVO_ERROR_MEMORY);
  g_assert_nonnull (strstr (error->message, "TB"));   /* names the estimate */
}

static void
test_divergence (void)
{
  g_autoptr(ConvoRun) run = new_run (LENET, 32, 2, 1e30);
  g_autofree float *pictures = g_new (float, 784 * 32);
  g_autoptr(GError) error = NULL;
  gint32 labels[32];
  int steps = 0;

  do
    random_batch (pictures, 784, labels, 32, 10, steps);
  while (++steps < 200 && convo_run_step (run, pictures, labels, 32, NULL, NULL, &error));
  g_assert_error (error, CONVO_ERROR, CONVO_ERROR_DIVERGED);
  g_assert_true (convo_weights_finite (convo_run_weights (run)));
  g_test_message ("%s", error->message);
}

/* NaN put into one layer's weights is found in that layer. */
static void
test_guilty (void)
{
  g_autoptr(ConvoRun) run = new_run (RESIDUAL, 16, 2, 0.01);
  g_autofree float *pictures = g_new (float, 432 * 16);
  g_autoptr(GError) error = NULL;
  gint32 labels[16];

  random_batch (pictures, 432, labels, 16, 5, 1);
  g_assert_true (convo_run_step (run, pictures, labels, 16, NULL, NULL, NULL));
  convo_weights_find (convo_run_weights (run), "right.weight")->data[3] = NAN;
  convo_weights_changed (convo_run_weights (run));
  g_assert_false (convo_run_step (run, pictures, labels, 16, NULL, NULL, &error));
  g_assert_error (error, CONVO_ERROR, CONVO_ERROR_DIVERGED);
  g_assert_nonnull (strstr (error->message, "right"));
  g_assert_true (convo_weights_finite (convo_run_weights (run)));
}

/* A step that is given up changes nothing: going on gives the bits of an undisturbed run. */
static void
test_cancel (void)
{
  g_autoptr(ConvoRun) calm = new_run (RESIDUAL, 16, 2, 0.05), disturbed = new_run (RESIDUAL, 16, 2, 0.05);
  g_autofree float *pictures = g_new (float, 432 * 16);
  gint32 labels[16];
  gint cancel = 0;

  convo_run_set_cancel (disturbed, &cancel);
  for (int i = 0; i < 6; i++)
    {
      g_autoptr(GError) error = NULL;
      double a, b;

      random_batch (pictures, 432, labels, 16, 5, i);
      g_assert_true (convo_run_step (calm, pictures, labels, 16, &a, NULL, NULL));
      cancel = 1;
      g_assert_false (convo_run_step (disturbed, pictures, labels, 16, NULL, NULL, &error));
      g_assert_error (error, CONVO_ERROR, CONVO_ERROR_CANCELLED);
      cancel = 0;
      g_assert_true (convo_run_step (disturbed, pictures, labels, 16, &b, NULL, NULL));
      g_assert_cmpfloat (a, ==, b);
    }
  g_assert_cmpmem (convo_weights_find (convo_run_weights (calm), "bn1.running_var")->data, 32,
                   convo_weights_find (convo_run_weights (disturbed), "bn1.running_var")->data, 32);
}

/* A step of SGD without momentum moves the weights by rate · gradient: clipped, the step is as long as the limit says. */
static void
test_clipping (void)
{
  for (int by_norm = 0; by_norm < 2; by_norm++)
    {
      g_autoptr(ConvoRun) run = new_run (RESIDUAL, 16, 2, 1);
      g_autoptr(ConvoWeights) before = convo_weights_copy (convo_run_weights (run));
      g_autofree float *pictures = g_new (float, 432 * 16);
      ConvoOptimizerSettings *settings = &convo_run_training (run)->optimizer;
      double squares = 0, largest = 0;
      gint32 labels[16];

      settings->momentum = settings->weight_decay = 0;
      *(by_norm ? &settings->clip_norm : &settings->clip_value) = 0.01;
      random_batch (pictures, 432, labels, 16, 5, 1);
      g_assert_true (convo_run_step (run, pictures, labels, 16, NULL, NULL, NULL));
      for (int i = 0; i < convo_weights_n (before); i++)
        {
          const ConvoTensor *a = convo_weights_get (before, i), *b = convo_weights_get (convo_run_weights (run), i);

          for (gint64 k = 0; convo_param_trainable (&a->spec) && k < a->count; k++)
            {
              squares += (b->data[k] - a->data[k]) * (b->data[k] - a->data[k]);
              largest = MAX (largest, fabs (b->data[k] - a->data[k]));
            }
        }
      if (by_norm)
        g_assert_cmpfloat_with_epsilon (sqrt (squares), 0.01, 1e-5);
      else
        g_assert_cmpfloat_with_epsilon (largest, 0.01, 1e-6);
    }
}

/* The weights of the epoch with the least test loss come back; two worse epochs in a row end the training. */
static void
test_early_stopping (void)
{
  static const double losses[] = { 1, 0.5, 0.7, 0.4, 0.6, 0.5 };
  g_autoptr(ConvoReport) report = report_from_text (LENET);
  g_autoptr(ConvoRun) run = NULL;
  ConvoTraining training;
  float *first;
  gsize epoch = 0;

  convo_training_defaults (&training);
  training.batch = 8;
  training.patience = 2;
  training.keep_best = TRUE;
  run = convo_run_new (report, &training, NULL, NULL);
  first = convo_weights_get (convo_run_weights (run), 0)->data;
  do
    {
      first[0] = epoch;
      convo_run_see_epoch (run, &(ConvoScore) { .loss = losses[epoch] });
    }
  while (!convo_run_should_stop (run) && ++epoch < G_N_ELEMENTS (losses));
  g_assert_cmpint (epoch, ==, 5);
  convo_run_take_best (run);
  g_assert_cmpfloat (first[0], ==, 3);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  convo_layers_register ();
  g_test_add_data_func ("/engine/threads/residual", RESIDUAL, test_threads);
  g_test_add_data_func ("/engine/threads/in-place", IN_PLACE, test_threads);
  g_test_add_data_func ("/engine/threads/lenet", LENET, test_threads);
  g_test_add_data_func ("/engine/gradients/evaluation", GINT_TO_POINTER (FALSE), test_gradients);
  g_test_add_data_func ("/engine/gradients/training", GINT_TO_POINTER (TRUE), test_gradients);
  g_test_add_data_func ("/engine/modes/residual", RESIDUAL, test_modes);
  g_test_add_data_func ("/engine/modes/in-place", IN_PLACE, test_modes);
  g_test_add_data_func ("/engine/threads/pooled", POOLED, test_threads);
  g_test_add_data_func ("/engine/modes/pooled", POOLED, test_modes);
  g_test_add_data_func ("/engine/switching/residual", RESIDUAL, test_switching);
  g_test_add_data_func ("/engine/switching/in-place", IN_PLACE, test_switching);
  g_test_add_data_func ("/engine/switching/pooled", POOLED, test_switching);
  g_test_add_func ("/engine/kept", test_kept);
  g_test_add_func ("/engine/memory", test_memory);
  g_test_add_func ("/engine/estimate", test_estimate);
  g_test_add_func ("/engine/refusal", test_refusal);
  g_test_add_func ("/engine/divergence", test_divergence);
  g_test_add_func ("/engine/guilty", test_guilty);
  g_test_add_func ("/engine/cancel", test_cancel);
  g_test_add_func ("/engine/clipping", test_clipping);
  g_test_add_func ("/engine/early-stopping", test_early_stopping);
  return g_test_run ();
}
