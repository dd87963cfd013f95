/* A training that is saved, forgotten and resumed gives the bits of one that was never disturbed. */
#include "../engine/nets.h"
#include "checkpoint.h"
#include "safetensors.h"
#include "errors.h"

#include <glib/gstdio.h>
#include <string.h>

#define FLOATS (3 * 144)
#define BATCH 16

static ConvoRun *
new_run (ConvoReport *report, ConvoOptimizerKind kind)
{
  g_autoptr(GError) error = NULL;
  ConvoTraining training;
  ConvoRun *run;

  convo_training_defaults (&training);
  convo_optimizer_defaults (&training.optimizer, kind);
  training.batch = BATCH;
  training.threads = 2;
  run = convo_run_new (report, &training, NULL, &error);
  g_assert_no_error (error);
  return run;
}

static void
train (ConvoRun *run, int from, int to)
{
  g_autofree float *pictures = g_new (float, FLOATS * BATCH);
  gint32 labels[BATCH];

  for (int i = from; i < to; i++)
    {
      g_autoptr(GError) error = NULL;

      random_batch (pictures, FLOATS, labels, BATCH, 5, i);
      convo_run_step (run, pictures, labels, BATCH, NULL, NULL, &error);
      g_assert_no_error (error);
    }
}

static GFile *
scratch_file (void)
{
  g_autofree char *folder = g_dir_make_tmp ("convo-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "checkpoint.safetensors", NULL);

  return g_file_new_for_path (path);
}

static void
remove_file (GFile *file)
{
  g_autoptr(GFile) folder = g_file_get_parent (file);

  g_file_delete (file, NULL, NULL);
  g_file_delete (folder, NULL, NULL);
}

static void
test_resume (gconstpointer data)
{
  ConvoOptimizerKind kind = GPOINTER_TO_INT (data);
  g_autoptr(ConvoReport) report = report_from_text (RESIDUAL);
  g_autoptr(ConvoRun) calm = new_run (report, kind), first = new_run (report, kind), second = new_run (report, kind);
  g_autoptr(GFile) file = scratch_file ();
  g_autoptr(GError) error = NULL;
  ConvoPosition position = { 3, 4, 1.0 / 3, 17 }, read;

  train (calm, 0, 12);
  train (first, 0, 5);
  g_assert_true (convo_checkpoint_save (first, &position, file, NULL, &error));
  g_assert_no_error (error);
  train (second, 100, 102);   /* whatever it did before is forgotten */
  g_assert_true (convo_checkpoint_load (second, &read, file, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpmem (&read, sizeof read, &position, sizeof position);
  g_assert_cmpint (convo_run_steps (second), ==, 5);
  train (second, 5, 12);
  for (int i = 0; i < convo_weights_n (convo_run_weights (calm)); i++)
    {
      const ConvoTensor *a = convo_weights_get (convo_run_weights (calm), i);
      const ConvoTensor *b = convo_weights_get (convo_run_weights (second), i);

      g_assert_cmpmem (a->data, a->count * sizeof (float), b->data, b->count * sizeof (float));
    }
  remove_file (file);
}

static ConvoRun *
keeping_run (ConvoReport *report, gboolean keeps)
{
  ConvoTraining training;
  ConvoRun *run;

  convo_training_defaults (&training);
  training.batch = BATCH;
  training.threads = 2;
  training.keep_best = keeps;
  training.patience = 2;
  run = convo_run_new (report, &training, NULL, NULL);
  g_assert_nonnull (run);
  return run;
}

static void
see (ConvoRun *run, double loss)
{
  const ConvoScore score = { .loss = loss };

  convo_run_see_epoch (run, &score);
}

static void
assert_same_weights (ConvoRun *a, ConvoRun *b)
{
  for (int i = 0; i < convo_weights_n (convo_run_weights (a)); i++)
    {
      const ConvoTensor *first = convo_weights_get (convo_run_weights (a), i);
      const ConvoTensor *second = convo_weights_get (convo_run_weights (b), i);

      g_assert_cmpmem (first->data, first->count * sizeof (float), second->data, second->count * sizeof (float));
    }
}

/* The best weights and the wait for better ones are part of the checkpoint. */
static void
test_best (void)
{
  g_autoptr(ConvoReport) report = report_from_text (RESIDUAL);
  g_autoptr(ConvoRun) calm = keeping_run (report, TRUE), second = keeping_run (report, TRUE);
  g_autoptr(ConvoRun) later = keeping_run (report, FALSE);
  g_autoptr(GFile) file = scratch_file ();
  g_autoptr(GError) error = NULL;
  ConvoPosition position = { 2, 0, 0, 0 };

  train (calm, 0, 3);
  see (calm, 0.5);   /* the best */
  train (calm, 3, 6);
  see (calm, 0.7);
  g_assert_true (convo_checkpoint_save (calm, &position, file, NULL, &error));
  g_assert_true (convo_checkpoint_load (second, &position, file, NULL, &error));
  g_assert_true (convo_checkpoint_load (later, &position, file, NULL, &error));   /* does not want the best: fine */
  g_assert_no_error (error);
  for (int i = 0; i < 2; i++)
    {
      ConvoRun *run = i == 0 ? calm : second;

      train (run, 6, 8);
      g_assert_false (convo_run_should_stop (run));
      see (run, 0.6);   /* worse than the best, the second time */
      g_assert_true (convo_run_should_stop (run));
    }
  assert_same_weights (calm, second);
  convo_run_take_best (calm);
  convo_run_take_best (second);
  assert_same_weights (calm, second);
  g_assert_cmpint (convo_run_steps (second), ==, 8);
  g_assert_true (convo_checkpoint_save (later, &position, file, NULL, &error));
  g_assert_true (convo_checkpoint_load (second, &position, file, NULL, &error));   /* the best is still to come */
  see (second, 0.9);
  g_assert_false (convo_run_should_stop (second));
  remove_file (file);
}

/* Every setting that trainings have can be written in a document and is read from there. */
static void
test_settings (void)
{
  g_autoptr(ConvoReport) report = report_from_text (
    "{\"format\": \"convo\", \"version\": 1, \"name\": \"t\", \"training\": {\"optimizer\": \"nesterov\", "
    "\"learning-rate\": 0.3, \"momentum\": 0.4, \"weight-decay\": 0.5, \"clip-norm\": 6, \"clip-value\": 7, "
    "\"initializer\": \"uniform\", \"initializer-value\": 0.08, \"batch\": 9, \"epochs\": 11, \"seed\": 12, "
    "\"threads\": 13, \"early-stopping\": 14, \"keep-best\": true, \"schedule\": {\"cosine\": 0.1, \"warm-up\": 2}}, "
    "\"nodes\": [{\"id\": \"input\", \"kind\": \"input\"}, {\"id\": \"fc\", \"kind\": \"linear\"}]}");
  g_autoptr(GError) error = NULL;
  ConvoTraining t;

  convo_training_defaults (&t);
  g_assert_true (convo_training_from_json (&t, convo_graph_training (convo_report_graph (report)), &error));
  g_assert_no_error (error);
  g_assert_cmpint (t.optimizer.kind, ==, CONVO_OPTIMIZER_NESTEROV);
  g_assert_cmpfloat (t.optimizer.learning_rate + t.optimizer.momentum + t.optimizer.weight_decay, ==, 0.3 + 0.4 + 0.5);
  g_assert_cmpfloat (t.optimizer.clip_norm + t.optimizer.clip_value, ==, 13);
  g_assert_cmpint (t.init, ==, CONVO_INIT_UNIFORM);
  g_assert_cmpfloat (t.init_value, ==, 0.08);
  g_assert_cmpint (t.batch * t.epochs * t.seed * t.threads * t.patience, ==, 9 * 11 * 12 * 13 * 14);
  g_assert_true (t.keep_best);
  g_assert_cmpint (t.schedule.kind, ==, CONVO_SCHEDULE_COSINE);
  g_assert_cmpfloat (t.schedule.warm_up, ==, 2);
}

static void
test_refused (void)
{
  g_autoptr(ConvoReport) report = report_from_text (RESIDUAL), other = report_from_text (LENET);
  g_autoptr(ConvoRun) sgd = new_run (report, CONVO_OPTIMIZER_SGD), adam = new_run (report, CONVO_OPTIMIZER_ADAM);
  g_autoptr(ConvoRun) lenet = new_run (other, CONVO_OPTIMIZER_SGD);
  g_autoptr(GFile) file = scratch_file ();
  g_autoptr(GError) error = NULL;
  ConvoPosition position = { 0 };

  g_assert_true (convo_checkpoint_save (sgd, &position, file, NULL, NULL));
  g_assert_false (convo_checkpoint_load (adam, &position, file, NULL, &error));
  g_assert_error (error, CONVO_ERROR, CONVO_ERROR_SHAPE);
  g_clear_error (&error);
  g_assert_false (convo_checkpoint_load (lenet, &position, file, NULL, &error));
  g_assert_error (error, CONVO_ERROR, CONVO_ERROR_SHAPE);
  g_clear_error (&error);
  g_assert_true (convo_weights_save (convo_run_weights (sgd), file, NULL, NULL));
  g_assert_false (convo_checkpoint_load (sgd, &position, file, NULL, &error));
  g_assert_error (error, CONVO_ERROR, CONVO_ERROR_FORMAT);
  remove_file (file);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  convo_layers_register ();
  for (int kind = 0; kind < CONVO_N_OPTIMIZERS; kind++)
    {
      g_autofree char *path = g_strconcat ("/checkpoint/resume/", convo_optimizer_rule (kind)->name, NULL);
      g_test_add_data_func (path, GINT_TO_POINTER (kind), test_resume);
    }
  g_test_add_func ("/checkpoint/best", test_best);
  g_test_add_func ("/checkpoint/settings", test_settings);
  g_test_add_func ("/checkpoint/refused", test_refused);
  return g_test_run ();
}
