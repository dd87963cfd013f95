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
  g_test_add_func ("/checkpoint/refused", test_refused);
  return g_test_run ();
}
