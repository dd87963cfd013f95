/* A training that is killed, or whose program is closed, goes on from its checkpoint with the bits that it would have had:
 * weights, best weights, early stopping and schedule. And what the application keeps about it in the state folder. */
#include "../engine/nets.h"
#include "open.h"
#include "recovery.h"
#include "trainer.h"

#include <glib/gstdio.h>
#include <string.h>

typedef struct
{
  char *folder;
  ConvoReport *report;
  ConvoDataset *dataset;
  ConvoTraining training;
} Fixture;

static void
set_up (Fixture *f, gconstpointer unused)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ConvoDataset) all = NULL;

  f->folder = g_dir_make_tmp ("convo-XXXXXX", NULL);
  f->report = report_from_text (LENET);
  all = convo_dataset_open ("shapes", &convo_report_totals (f->report)->input,
                            convo_report_totals (f->report)->n_classes, NULL, &error);
  g_assert_no_error (error);
  f->dataset = convo_dataset_limit (all, 256);
  convo_training_defaults (&f->training);
  convo_optimizer_defaults (&f->training.optimizer, CONVO_OPTIMIZER_ADAM);
  f->training.optimizer.learning_rate = 0.02;   /* restless: the best epoch is not the last */
  f->training.threads = 2;
  f->training.epochs = 8;
  f->training.batch = 32;
  f->training.keep_best = TRUE;
  f->training.patience = 3;
  f->training.schedule = (ConvoSchedule) { .kind = CONVO_SCHEDULE_PLATEAU, .factor = 10, .patience = 1 };
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  g_rmdir (f->folder);
  g_free (f->folder);
  convo_report_unref (f->report);
  convo_dataset_unref (f->dataset);
}

static GFile *
file_in (Fixture *f, const char *name)
{
  return g_file_new_build_filename (f->folder, name, NULL);
}

/* FALSE if it was done before it came to @step. */
static gboolean
wait_for (ConvoTrainer *trainer, ConvoTrainerState state, gint64 step)
{
  gint64 started = g_get_monotonic_time ();
  ConvoProgress progress;

  do
    {
      g_main_context_iteration (NULL, FALSE);
      convo_trainer_progress (trainer, &progress);
      g_assert_cmpint (g_get_monotonic_time () - started, <, 60 * G_USEC_PER_SEC);
      g_assert_cmpint (progress.state, !=, CONVO_TRAINER_FAILED);
      if (progress.state == CONVO_TRAINER_DONE && state != CONVO_TRAINER_DONE)
        return FALSE;
      g_usleep (200);
    }
  while (progress.state != state || progress.step < step);
  return TRUE;
}

static void
finished (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

/* The file that the trainer's weights make, and the losses of its steps by their number; frees @trainer */
static GBytes *
outcome (Fixture *f, ConvoTrainer *trainer, double losses[65])
{
  g_autoptr(GFile) file = file_in (f, "weights.safetensors");
  g_autoptr(GAsyncResult) saved = NULL;
  ConvoPoint point;
  char *contents;
  gsize length;

  wait_for (trainer, CONVO_TRAINER_DONE, 0);
  convo_trainer_save_async (trainer, file, NULL, finished, &saved);
  while (saved == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (convo_trainer_save_finish (trainer, saved, NULL));
  g_assert_true (g_file_get_contents (g_file_peek_path (file), &contents, &length, NULL));
  g_file_delete (file, NULL, NULL);
  while (convo_trainer_take_point (trainer, &point))
    losses[point.step] = point.loss;
  g_object_unref (trainer);
  return g_bytes_new_take (contents, length);
}

/* @killed: the checkpoint is one that was written on the way, as after a loss of power; else the program was closed. FALSE if
 * the training was done before it could be interrupted. */
static gboolean
interrupt (Fixture *f, GFile *kept, gint64 step, gboolean killed)
{
  ConvoTrainer *trainer = convo_trainer_new ();
  g_autoptr(GFile) running = file_in (f, "running.safetensors");
  gboolean in_time;

  convo_trainer_keep (trainer, killed ? running : kept, 0);
  convo_trainer_start (trainer, f->report, &f->training, f->dataset);
  in_time = wait_for (trainer, CONVO_TRAINER_RUNNING, step);
  while (in_time && killed && !g_file_copy (running, kept, G_FILE_COPY_OVERWRITE, NULL, NULL, NULL, NULL))
    {
      ConvoProgress progress;

      convo_trainer_progress (trainer, &progress);
      in_time = progress.state == CONVO_TRAINER_RUNNING;
    }
  g_object_unref (trainer);
  g_file_delete (running, NULL, NULL);
  return in_time && g_file_query_exists (kept, NULL);
}

/* A busy machine may look too late: then once more. */
static void
interrupt_in_time (Fixture *f, GFile *kept, gint64 step, gboolean killed)
{
  for (int i = 0; i < 50; i++)
    if (interrupt (f, kept, step, killed))
      return;
  g_error ("50 trainings were done before anyone could interrupt them");
}

static void
test_resume (Fixture *f, gconstpointer data)
{
  static const gint64 steps[] = { 1, 9, 16, 23 };
  ConvoTrainer *calm = convo_trainer_new ();
  g_autoptr(GBytes) expected = NULL;
  double losses[65] = { 0 };

  convo_trainer_start (calm, f->report, &f->training, f->dataset);
  expected = outcome (f, calm, losses);
  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_autoptr(GFile) kept = file_in (f, "kept.safetensors");
      g_autoptr(GBytes) found = NULL;
      ConvoTrainer *second = convo_trainer_new ();
      ConvoTraining other = f->training;
      double again[65] = { 0 };

      interrupt_in_time (f, kept, steps[i], GPOINTER_TO_INT (data));
      other.optimizer.learning_rate = 7;   /* the checkpoint knows better */
      convo_trainer_keep (second, kept, 0);
      convo_trainer_start_from (second, f->report, &other, f->dataset, kept);
      found = outcome (f, second, again);
      g_assert_true (g_bytes_equal (expected, found));
      for (int k = 1; k < 65; k++)
        if (again[k] != 0)
          g_assert_cmpfloat (again[k], ==, losses[k]);
      g_assert_cmpfloat (again[1], ==, 0);
      g_assert_false (g_file_query_exists (kept, NULL));   /* done: nothing to go on with */
    }
}

static void
test_removed (Fixture *f, gconstpointer unused)
{
  g_autoptr(GFile) kept = file_in (f, "kept.safetensors");
  g_autoptr(ConvoTrainer) trainer = convo_trainer_new ();

  f->training.epochs = f->training.patience = 10000;         /* until it is stopped */
  convo_trainer_keep (trainer, kept, 0);
  convo_trainer_start (trainer, f->report, &f->training, f->dataset);
  wait_for (trainer, CONVO_TRAINER_RUNNING, 2);
  convo_trainer_pause (trainer);
  wait_for (trainer, CONVO_TRAINER_PAUSED, 2);
  g_assert_true (g_file_query_exists (kept, NULL));
  convo_trainer_stop (trainer);
  wait_for (trainer, CONVO_TRAINER_IDLE, 0);
  g_assert_false (g_file_query_exists (kept, NULL));
}

/* A folder that is not there: training goes on, and the problem can be asked for */
static void
test_unwritable (Fixture *f, gconstpointer unused)
{
  g_autoptr(GFile) kept = file_in (f, "no/such/kept.safetensors");
  g_autoptr(ConvoTrainer) trainer = convo_trainer_new ();
  g_autofree char *problem = NULL;

  g_assert_null (convo_trainer_keep_problem (trainer));
  f->training.epochs = 1;
  convo_trainer_keep (trainer, kept, 0);
  convo_trainer_start (trainer, f->report, &f->training, f->dataset);
  wait_for (trainer, CONVO_TRAINER_DONE, 0);
  problem = convo_trainer_keep_problem (trainer);
  g_assert_nonnull (problem);
}

/* Another network's checkpoint is refused with a sentence */
static void
test_foreign (Fixture *f, gconstpointer unused)
{
  g_autoptr(GFile) kept = file_in (f, "kept.safetensors");
  g_autoptr(ConvoReport) other = report_from_text (RESIDUAL);
  g_autoptr(ConvoTrainer) trainer = convo_trainer_new ();
  g_autofree char *message = NULL;
  ConvoProgress progress;

  interrupt_in_time (f, kept, 1, FALSE);
  convo_trainer_start_from (trainer, other, &f->training, f->dataset, kept);
  do
    convo_trainer_progress (trainer, &progress);
  while (progress.state != CONVO_TRAINER_FAILED);
  message = convo_trainer_message (trainer);
  g_assert_nonnull (strstr (message, "another network"));
  g_file_delete (kept, NULL, NULL);
}

static void
test_recovery (Fixture *f, gconstpointer unused)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GFile) document = g_file_new_for_path ("/somewhere/net.convo"), kept = NULL, again = NULL;
  g_autofree char *key = convo_recovery_key (document, "x"), *other = convo_recovery_key (NULL, "x");
  const ConvoGraph *graph = convo_report_graph (f->report);
  g_autoptr(ConvoRecovery) found = NULL;

  g_assert_cmpstr (key, !=, other);
  g_assert_null (convo_recovery_find (key));
  kept = convo_recovery_begin (key, graph, "shapes", &error);
  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (g_file_peek_path (kept), g_get_user_state_dir ()));
  g_assert_null (convo_recovery_find (key));   /* no checkpoint yet */
  interrupt_in_time (f, kept, 3, FALSE);
  found = convo_recovery_find (key);
  g_assert_nonnull (found);
  g_assert_true (convo_graph_same_structure (found->graph, graph));
  g_assert_cmpstr (found->data, ==, "shapes");
  g_assert_true (g_file_equal (found->checkpoint, kept));
  g_assert_nonnull (found->saved);
  g_assert_null (convo_recovery_find (other));
  again = convo_recovery_begin (key, graph, NULL, &error);   /* a new training: the old one is not to be offered */
  g_assert_no_error (error);
  g_assert_null (convo_recovery_find (key));
  convo_recovery_forget (key);
}

int
main (int argc, char **argv)
{
  g_autofree char *state = g_dir_make_tmp ("convo-state-XXXXXX", NULL), *command = NULL;
  int result;

  g_setenv ("XDG_STATE_HOME", state, TRUE);
  g_test_init (&argc, &argv, NULL);
  convo_layers_register ();
  g_test_add ("/resume/closed", Fixture, GINT_TO_POINTER (FALSE), set_up, test_resume, tear_down);
  g_test_add ("/resume/killed", Fixture, GINT_TO_POINTER (TRUE), set_up, test_resume, tear_down);
  g_test_add ("/resume/removed", Fixture, NULL, set_up, test_removed, tear_down);
  g_test_add ("/resume/unwritable", Fixture, NULL, set_up, test_unwritable, tear_down);
  g_test_add ("/resume/foreign", Fixture, NULL, set_up, test_foreign, tear_down);
  g_test_add ("/resume/recovery", Fixture, NULL, set_up, test_recovery, tear_down);
  result = g_test_run ();
  command = g_build_filename (state, "convoscope", "runs", NULL);
  g_rmdir (command);
  *strrchr (command, '/') = '\0';
  g_rmdir (command);
  g_rmdir (state);
  return result;
}
