/* Optimisers and whole trainings against PyTorch's numbers. */
#include "nets.h"
#include "oracle.h"
#include "training.h"

#include <math.h>
#include <string.h>

#define STEPS 10
#define VALUES 12

typedef struct
{
  const char *name;
  ConvoOptimizerSettings settings;
} OptimizerCase;

static const OptimizerCase optimizers[] = {
  { "opt_sgd", { CONVO_OPTIMIZER_SGD, 0.1 } },
  { "opt_sgd_momentum", { CONVO_OPTIMIZER_SGD, 0.1, 0.9 } },
  { "opt_sgd_momentum_wd", { CONVO_OPTIMIZER_SGD, 0.1, 0.9, 0.01 } },
  { "opt_adam", { CONVO_OPTIMIZER_ADAM, 0.01, 0, 0, 0.9, 0.999, 0, 1e-8 } },
  { "opt_adam_wd", { CONVO_OPTIMIZER_ADAM, 0.01, 0, 0.1, 0.9, 0.999, 0, 1e-8 } },
  { "opt_rmsprop", { CONVO_OPTIMIZER_RMSPROP, 0.01, .rho = 0.9, .epsilon = 1e-8 } },
  { "opt_adagrad", { CONVO_OPTIMIZER_ADAGRAD, 0.1, .epsilon = 1e-10 } },
  { "opt_adadelta", { CONVO_OPTIMIZER_ADADELTA, 1.0, .rho = 0.9, .epsilon = 1e-6 } },
};

static void
test_optimizer (gconstpointer data)
{
  const OptimizerCase *c = data;
  g_autoptr(ConvoSafetensors) file = oracle_golden (c->name);
  const float *grads = oracle_floats (file, "grads"), *after = oracle_floats (file, "w_after_each_step");
  float w[VALUES], state1[VALUES] = { 0 }, state2[VALUES] = { 0 };

  memcpy (w, oracle_floats (file, "w0"), sizeof w);
  for (int step = 0; step < STEPS; step++)
    {
      convo_optimizer_apply (&c->settings, step + 1, VALUES, w, grads + step * VALUES, state1, state2);
      for (int i = 0; i < VALUES; i++)
        g_assert_cmpfloat_with_epsilon (w[i], after[step * VALUES + i], 1e-5);
    }
}

#define NET DOCUMENT ( \
  "{\"id\": \"input\", \"kind\": \"input\", \"shape\": [1, 16, 16]},\n" \
  "{\"id\": \"0\", \"kind\": \"conv\", \"channels\": 6, \"kernel\": 5, \"padding\": 2},\n" \
  "{\"id\": \"1\", \"kind\": \"relu\"},\n" \
  "{\"id\": \"2\", \"kind\": \"max-pool\"},\n" \
  "{\"id\": \"3\", \"kind\": \"conv\", \"channels\": 8, \"padding\": 1},\n" \
  "{\"id\": \"4\", \"kind\": \"relu\"},\n" \
  "{\"id\": \"5\", \"kind\": \"max-pool\"},\n" \
  "{\"id\": \"6\", \"kind\": \"flatten\"},\n" \
  "{\"id\": \"7\", \"kind\": \"linear\", \"features\": 10},\n" \
  "{\"id\": \"loss\", \"kind\": \"softmax-cross-entropy\"}")

static void
compare (ConvoWeights *weights, ConvoPlan *plan, const ConvoSafetensors *file, const char *prefix, double tolerance)
{
  for (int i = 0; i < convo_weights_n (weights); i++)
    {
      ConvoTensor *tensor = convo_weights_get (weights, i);
      g_autofree char *name = g_strconcat (prefix, tensor->name, NULL);
      g_autofree float *ours = g_new (float, tensor->count);
      const float *theirs = oracle_floats (file, name);

      convo_param_to_file (&tensor->spec, plan != NULL ? convo_plan_gradient (plan, tensor->node, tensor->param)
                                                       : tensor->data, ours);
      for (gint64 k = 0; k < tensor->count; k++)
        g_assert_cmpfloat_with_epsilon (ours[k], theirs[k], tolerance);
    }
}

static ConvoRun *
start (const ConvoSafetensors *file, const ConvoOptimizerSettings *optimizer)
{
  g_autoptr(ConvoReport) report = report_from_text (NET);
  g_autoptr(GError) error = NULL;
  ConvoTraining training;
  ConvoRun *run;

  convo_training_defaults (&training);
  training.optimizer = *optimizer;
  training.batch = 16;
  training.threads = 2;
  run = convo_run_new (report, &training, NULL, &error);
  g_assert_no_error (error);
  for (int i = 0; i < convo_weights_n (convo_run_weights (run)); i++)
    {
      ConvoTensor *tensor = convo_weights_get (convo_run_weights (run), i);
      g_autofree char *name = g_strconcat ("init.", tensor->name, NULL);

      convo_param_to_engine (&tensor->spec, oracle_floats (file, name), tensor->data);
    }
  convo_weights_changed (convo_run_weights (run));
  return run;
}

static void
check_scores (ConvoRun *run, const float *expected, double tolerance)
{
  ConvoPlan *plan = convo_run_plan (run);
  float scores[10];

  for (int i = 0; i < 16; i++)
    {
      g_assert_true (convo_plan_get_value (plan, convo_plan_scores (plan), i, scores));
      for (int k = 0; k < 10; k++)
        g_assert_cmpfloat_with_epsilon (scores[k], expected[i * 10 + k], tolerance);
    }
}

static void
run_trajectory (const char *name, const ConvoOptimizerSettings *optimizer)
{
  g_autoptr(ConvoSafetensors) file = oracle_golden (name);
  g_autoptr(ConvoRun) run = start (file, optimizer);
  const float *x = oracle_floats (file, "x"), *losses = oracle_floats (file, "losses");
  const gint64 *t = convo_safetensors_find (file, "t")->data;
  ConvoScore score = { 0 };
  gint32 labels[64];

  for (int i = 0; i < 64; i++)
    labels[i] = t[i];
  for (int step = 0; step < 20; step++)
    {
      g_autoptr(GError) error = NULL;
      int at = step * 16 % 64;
      double loss;

      g_assert_true (convo_run_step (run, x + at * 256, labels + at, 16, &loss, NULL, &error));
      g_assert_no_error (error);
      g_assert_cmpfloat (fabs (loss - losses[step]), <=, 1e-4 * losses[step]);
      if (step == 0)
        {
          compare (convo_run_weights (run), convo_run_plan (run), file, "step0_grad.", 1e-5);
          check_scores (run, oracle_floats (file, "step0_logits"), 1e-5);
        }
    }
  compare (convo_run_weights (run), NULL, file, "final.", 1e-3);
  convo_run_evaluate (run, x, labels, 16, &score);
  check_scores (run, oracle_floats (file, "eval_logits_after_first_batch"), 1e-3);
  convo_score_clear (&score);
}

static void
test_sgd (void)
{
  run_trajectory ("trajectory_cnn_sgdm", &(ConvoOptimizerSettings) { CONVO_OPTIMIZER_SGD, 0.05, 0.9 });
}

static void
test_adam (void)
{
  run_trajectory ("trajectory_cnn_adam",
                  &(ConvoOptimizerSettings) { CONVO_OPTIMIZER_ADAM, 0.002, 0, 0, 0.9, 0.999, 0, 1e-8 });
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  convo_layers_register ();
  for (gsize i = 0; i < G_N_ELEMENTS (optimizers); i++)
    {
      g_autofree char *path = g_strconcat ("/engine/optimizer/", optimizers[i].name, NULL);
      g_test_add_data_func (path, &optimizers[i], test_optimizer);
    }
  g_test_add_func ("/engine/trajectory/sgd", test_sgd);
  g_test_add_func ("/engine/trajectory/adam", test_adam);
  return g_test_run ();
}
