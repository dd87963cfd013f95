/* The trainer thread: start, pause, step, stop act within 100 ms of work; points, epochs and snapshots come out; the same seed
 * gives the same numbers with and without pauses. */
#include "../engine/nets.h"
#include "open.h"
#include "trainer.h"
#include "../work.h"

#include <glib/gstdio.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#define PROMPT (200 * 1000)   /* µs of work: each command acts within this, 100 ms of two threads */

typedef struct
{
  ConvoTrainer *trainer;
  ConvoReport *report;
  ConvoDataset *dataset;
  ConvoTraining training;
} Fixture;

static void
set_up (Fixture *f, gconstpointer text)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ConvoDataset) all = NULL;

  f->trainer = convo_trainer_new ();
  f->report = report_from_text (text);
  all = convo_dataset_open ("shapes", &convo_report_totals (f->report)->input,
                            convo_report_totals (f->report)->n_classes, NULL, &error);
  g_assert_no_error (error);
  f->dataset = convo_dataset_limit (all, 512);
  convo_training_defaults (&f->training);
  f->training.threads = 2;
  f->training.epochs = 2;
  f->training.batch = 32;
}

static void
tear_down (Fixture *f, gconstpointer text)
{
  g_object_unref (f->trainer);
  convo_report_unref (f->report);
  convo_dataset_unref (f->dataset);
}

/* Returns the µs that this process has worked meanwhile. */
static gint64
wait_state (Fixture *f, ConvoTrainerState state)
{
  gint64 started = g_get_monotonic_time (), work = work_of_process ();
  ConvoProgress progress;

  do
    {
      g_main_context_iteration (NULL, FALSE);
      convo_trainer_progress (f->trainer, &progress);
      g_assert_cmpint (g_get_monotonic_time () - started, <, 60 * G_USEC_PER_SEC);
      g_usleep (500);
    }
  while (progress.state != state);
  return work_of_process () - work;
}

static void
on_state (ConvoTrainer *trainer, gpointer count)
{
  ++*(int *) count;
}

static void
test_whole (Fixture *f, gconstpointer text)
{
  ConvoPoint point;
  ConvoEpochEnd *end;
  int points = 0, epochs = 0, states = 0;
  guint32 judged = 0;

  g_signal_connect (f->trainer, "state-changed", G_CALLBACK (on_state), &states);
  convo_trainer_start (f->trainer, f->report, &f->training, f->dataset);
  wait_state (f, CONVO_TRAINER_DONE);
  while (convo_trainer_take_point (f->trainer, &point))
    {
      points++;
      g_assert_cmpint (point.step, ==, points);
      g_assert_true (isfinite (point.loss));
    }
  g_assert_cmpint (points, ==, 32);
  while ((end = convo_trainer_take_epoch (f->trainer)) != NULL)
    {
      g_assert_cmpint (end->epoch, ==, ++epochs);
      judged = 0;
      for (int i = 0; i < end->n_classes * end->n_classes; i++)
        judged += end->confusion[i];
      g_assert_cmpuint (judged, ==, convo_dataset_count (f->dataset, TRUE));
      convo_epoch_end_free (end);
    }
  g_assert_cmpint (epochs, ==, 2);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpint (states, >=, 1);
  g_assert_true (convo_trainer_has_weights (f->trainer));
}

static void
test_prompt (Fixture *f, gconstpointer text)
{
  ConvoProgress progress;

  f->training.epochs = 1000;
  convo_trainer_start (f->trainer, f->report, &f->training, f->dataset);
  wait_state (f, CONVO_TRAINER_RUNNING);
  for (int i = 0; i < 5; i++)
    {
      g_usleep (30000);
      convo_trainer_pause (f->trainer);
      g_assert_cmpint (wait_state (f, CONVO_TRAINER_PAUSED), <, PROMPT);
      convo_trainer_resume (f->trainer);
      g_assert_cmpint (wait_state (f, CONVO_TRAINER_RUNNING), <, PROMPT);
    }
  convo_trainer_stop (f->trainer);
  g_assert_cmpint (wait_state (f, CONVO_TRAINER_IDLE), <, PROMPT);
  convo_trainer_step (f->trainer, f->report, &f->training, f->dataset);
  wait_state (f, CONVO_TRAINER_PAUSED);
  convo_trainer_progress (f->trainer, &progress);
  g_assert_cmpint (progress.step, ==, 1);
  convo_trainer_step (f->trainer, f->report, &f->training, f->dataset);
  g_usleep (1000);
  do
    convo_trainer_progress (f->trainer, &progress);
  while (progress.step < 2 || progress.state != CONVO_TRAINER_PAUSED);
  g_assert_cmpint (progress.step, ==, 2);
}

static GArray *
losses_of (Fixture *f, gboolean pauses)
{
  ConvoTrainer *trainer = convo_trainer_new ();
  GArray *losses = g_array_new (FALSE, FALSE, sizeof (double));
  Fixture other = *f;
  ConvoPoint point;

  other.trainer = trainer;
  convo_trainer_start (trainer, f->report, &f->training, f->dataset);
  for (int i = 0; pauses && i < 4; i++)
    {
      ConvoProgress progress;

      g_usleep (3000);
      convo_trainer_pause (trainer);
      g_usleep (3000);
      convo_trainer_progress (trainer, &progress);
      if (progress.state == CONVO_TRAINER_PAUSED)
        convo_trainer_resume (trainer);
    }
  convo_trainer_resume (trainer);
  wait_state (&other, CONVO_TRAINER_DONE);
  while (convo_trainer_take_point (trainer, &point))
    g_array_append_val (losses, point.loss);
  g_object_unref (trainer);
  return losses;
}

static void
test_same_numbers (Fixture *f, gconstpointer text)
{
  g_autoptr(GArray) calm = losses_of (f, FALSE), paused = losses_of (f, TRUE);

  g_assert_cmpmem (calm->data, calm->len * sizeof (double), paused->data, paused->len * sizeof (double));
}

/* Turned while it runs: the points say so, and a decay of this size makes the loss that of guessing. */
static void
test_by_hand (Fixture *f, gconstpointer text)
{
  ConvoOptimizerSettings settings = f->training.optimizer;
  ConvoProgress progress;
  ConvoPoint point = { 0 }, last = { 0 };
  int before = 0, after = 0;

  f->training.epochs = 40;
  convo_trainer_start (f->trainer, f->report, &f->training, f->dataset);
  do
    convo_trainer_progress (f->trainer, &progress);
  while (progress.step < 5);
  settings.learning_rate = 0.003;
  settings.weight_decay = 100;
  settings.momentum = 0;
  settings.kind = CONVO_OPTIMIZER_ADAM;   /* cannot be had while it runs, and must do no harm */
  convo_trainer_set_optimizer (f->trainer, &settings);
  wait_state (f, CONVO_TRAINER_DONE);
  while (convo_trainer_take_point (f->trainer, &point))
    {
      g_assert_true (point.learning_rate == 0.01 || point.learning_rate == 0.003);
      g_assert_true (after == 0 || point.learning_rate == 0.003);
      before += point.learning_rate == 0.01;
      after += point.learning_rate == 0.003;
      last = point;
    }
  g_assert_cmpint (before, >=, 5);
  g_assert_cmpint (after, >=, 500);
  g_assert_cmpfloat_with_epsilon (last.loss, log (10), 0.02);
}

/* Threads of this process with the given niceness; −1: all */
static int
threads_with (int niceness)
{
  GDir *tasks = g_dir_open ("/proc/self/task", 0, NULL);
  const char *name;
  int n = 0;

  g_assert_nonnull (tasks);
  while ((name = g_dir_read_name (tasks)) != NULL)
    n += niceness < 0 || getpriority (PRIO_PROCESS, atoi (name)) == niceness;
  g_dir_close (tasks);
  return n;
}

static void
wait_threads (Fixture *f, int niceness, int n)
{
  gint64 started = g_get_monotonic_time ();

  while (threads_with (niceness) != n)
    {
      g_main_context_iteration (NULL, FALSE);
      g_assert_cmpint (g_get_monotonic_time () - started, <, 60 * G_USEC_PER_SEC);
      g_usleep (500);
    }
}

/* Threads and niceness act at once on a training that runs, and change no number of it. */
static void
test_power (Fixture *f, gconstpointer text)
{
  static const int powers[][2] = { { 1, 9 }, { 3, 9 }, { 2, 12 }, { 2, 4 }, { 1, 4 } };   /* threads, niceness */
  g_autoptr(GArray) calm = NULL, losses = g_array_new (FALSE, FALSE, sizeof (double));
  const int here = getpriority (PRIO_PROCESS, 0);
  ConvoProgress progress;
  ConvoPoint point;

  if (here > 4)
    {
      g_test_skip ("this process is nicer than the test wants to be");
      return;
    }
  f->training.epochs = 12;
  calm = losses_of (f, FALSE);
  convo_trainer_start (f->trainer, f->report, &f->training, f->dataset);
  wait_state (f, CONVO_TRAINER_RUNNING);
  for (gsize i = 0; i < G_N_ELEMENTS (powers); i++)
    {
      gint64 before;

      convo_trainer_set_power (f->trainer, powers[i][0], powers[i][1]);
      wait_threads (f, powers[i][1], powers[i][0]);
      convo_trainer_progress (f->trainer, &progress);
      for (before = progress.step; progress.step < before + 3 && progress.state == CONVO_TRAINER_RUNNING;)
        convo_trainer_progress (f->trainer, &progress);
      g_assert_cmpint (progress.state, ==, CONVO_TRAINER_RUNNING);   /* else the training was too short for this test */
    }
  wait_state (f, CONVO_TRAINER_DONE);
  while (convo_trainer_take_point (f->trainer, &point))
    g_array_append_val (losses, point.loss);
  g_assert_cmpmem (calm->data, calm->len * sizeof (double), losses->data, losses->len * sizeof (double));
}

static void
test_watch (Fixture *f, gconstpointer text)
{
  g_autofree float *picture = g_new (float, convo_shape_count (&convo_report_totals (f->report)->input));
  g_autoptr(ConvoSnapshot) idle = NULL, trained = NULL;
  int conv = convo_net_find (convo_report_net (f->report), "conv1");
  const guint32 first = 0;
  gint32 label;

  convo_dataset_read (f->dataset, TRUE, &first, 1, picture, &label);
  convo_trainer_watch (f->trainer, f->report, picture, conv);
  while ((idle = convo_trainer_take_snapshot (f->trainer)) == NULL)
    g_usleep (1000);
  g_assert_nonnull (convo_snapshot_find (idle, conv));
  g_assert_cmpint (idle->weights_rank, ==, 4);
  g_assert_nonnull (idle->scores);
  g_assert_null (idle->gradients);
  convo_trainer_start (f->trainer, f->report, &f->training, f->dataset);
  wait_state (f, CONVO_TRAINER_DONE);
  while ((trained = convo_trainer_take_snapshot (f->trainer)) == NULL)
    g_usleep (1000);
  g_assert_cmpint (trained->step, >, 0);
  g_assert_cmpfloat (trained->weights[0], !=, idle->weights[0]);
  g_assert_nonnull (trained->gradients);
  g_assert_cmpfloat (trained->gradients[conv], >, 0);
  g_assert_true (isfinite (trained->gradients[conv]));
  g_assert_true (isnan (trained->gradients[0]));           /* the picture has no parameters */
}

static ConvoSnapshot *
snapshot_of (Fixture *f, ConvoReport *report, const float *picture, const char *weights_of)
{
  ConvoSnapshot *snapshot;

  convo_snapshot_unref (convo_trainer_take_snapshot (f->trainer));
  convo_trainer_watch (f->trainer, report, picture, convo_net_find (convo_report_net (report), weights_of));
  do
    {
      while ((snapshot = convo_trainer_take_snapshot (f->trainer)) == NULL)
        g_usleep (1000);
      if (convo_report_graph (snapshot->report) != convo_report_graph (report))   /* was under way */
        g_clear_pointer (&snapshot, convo_snapshot_unref);
    }
  while (snapshot == NULL);
  return snapshot;
}

static void
assert_same_map (const ConvoSnapshot *a, const ConvoSnapshot *b, const char *path)
{
  const ConvoValues *first = convo_snapshot_find (a, convo_net_find (convo_report_net (a->report), path));
  const ConvoValues *second = convo_snapshot_find (b, convo_net_find (convo_report_net (b->report), path));

  g_assert_nonnull (first);
  g_assert_nonnull (second);
  for (gint64 i = 0; i < convo_shape_count (&first->shape); i++)
    g_assert_cmpfloat_with_epsilon (first->data[i], second->data[i], 1e-5);
}

/* A wire is cut in a trained network: what is before it goes on showing what was learnt, and nothing is lost when it is mended */
static void
test_cut (Fixture *f, gconstpointer text)
{
  g_autofree float *picture = g_new (float, convo_shape_count (&convo_report_totals (f->report)->input));
  g_autoptr(ConvoGraph) cut = convo_graph_disconnect (convo_report_graph (f->report), "conv2", 0, NULL);
  g_autoptr(ConvoReport) broken = convo_report_new (cut);
  g_autoptr(ConvoSnapshot) before = NULL, during = NULL, after = NULL;
  const guint32 first = 0;
  gint32 label;

  convo_dataset_read (f->dataset, TRUE, &first, 1, picture, &label);
  convo_trainer_start (f->trainer, f->report, &f->training, f->dataset);
  wait_state (f, CONVO_TRAINER_DONE);
  before = snapshot_of (f, f->report, picture, "conv1");
  during = snapshot_of (f, broken, picture, "conv1");
  g_assert_cmpint (during->n_values, <, before->n_values);
  g_assert_cmpint (convo_net_find (convo_report_net (during->report), "conv2"), ==, -1);
  g_assert_null (during->scores);
  g_assert_null (during->gradients);
  assert_same_map (before, during, "conv1");
  g_assert_cmpfloat (during->weights[0], ==, before->weights[0]);
  after = snapshot_of (f, f->report, picture, "conv1");
  g_assert_cmpint (after->step, ==, before->step);
  g_assert_cmpint (after->n_scores, ==, before->n_scores);
  for (int i = 0; i < before->n_scores; i++)
    g_assert_cmpfloat (after->scores[i], ==, before->scores[i]);
  assert_same_map (before, after, "conv2");
}

static void
finished (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

static void
test_save_load (Fixture *f, gconstpointer text)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("convo-XXXXXX", NULL), *path = g_build_filename (folder, "w.safetensors", NULL);
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(GAsyncResult) none = NULL, saved = NULL, loaded = NULL;

  convo_trainer_save_async (f->trainer, file, NULL, finished, &none);
  while (none == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (convo_trainer_save_finish (f->trainer, none, &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
  convo_trainer_start (f->trainer, f->report, &f->training, f->dataset);
  wait_state (f, CONVO_TRAINER_DONE);
  convo_trainer_save_async (f->trainer, file, NULL, finished, &saved);
  while (saved == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (convo_trainer_save_finish (f->trainer, saved, &error));
  convo_trainer_load_async (f->trainer, f->report, file, NULL, finished, &loaded);
  while (loaded == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (convo_trainer_load_finish (f->trainer, loaded, &error));
  g_assert_no_error (error);
  wait_state (f, CONVO_TRAINER_IDLE);
  g_file_delete (file, NULL, NULL);
  g_rmdir (folder);
}

static void
copied (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

static ConvoWeights *
copy_of (Fixture *f, ConvoReport *report)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  ConvoWeights *weights;

  convo_trainer_copy_async (f->trainer, report, NULL, copied, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  weights = convo_trainer_copy_finish (f->trainer, result, &error);
  g_assert_no_error (error);
  return weights;
}

/* None before the training; then those of the step, which goes on; none for another structure */
static void
test_copy (Fixture *f, gconstpointer text)
{
  g_autoptr(ConvoReport) other = report_from_text (RESIDUAL);
  g_autoptr(ConvoWeights) first = NULL, second = NULL;
  const ConvoTensor *a, *b;
  ConvoProgress progress;
  gint64 step;

  g_assert_null (copy_of (f, f->report));
  f->training.epochs = 1000;
  convo_trainer_start (f->trainer, f->report, &f->training, f->dataset);
  wait_state (f, CONVO_TRAINER_RUNNING);
  first = copy_of (f, f->report);
  g_assert_nonnull (first);
  g_assert_null (copy_of (f, other));
  convo_trainer_progress (f->trainer, &progress);
  step = progress.step;
  do
    {
      g_usleep (500);
      convo_trainer_progress (f->trainer, &progress);
    }
  while (progress.step < step + 2);              /* one of them began after the first copy */
  second = copy_of (f, f->report);
  a = convo_weights_get (first, 0);
  b = convo_weights_get (second, 0);
  g_assert_cmpint (a->count, ==, b->count);
  g_assert_cmpint (memcmp (a->data, b->data, a->count * sizeof (float)), !=, 0);
}

static void
test_diverges (Fixture *f, gconstpointer text)
{
  g_autofree char *message = NULL;

  f->training.optimizer.learning_rate = 1e30;
  f->training.epochs = 50;
  convo_trainer_start (f->trainer, f->report, &f->training, f->dataset);
  wait_state (f, CONVO_TRAINER_FAILED);
  message = convo_trainer_message (f->trainer);
  g_assert_nonnull (message);
  g_assert_nonnull (strstr (message, "diverged"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  convo_layers_register ();
  g_test_add ("/trainer/whole", Fixture, LENET, set_up, test_whole, tear_down);
  g_test_add ("/trainer/prompt", Fixture, LENET, set_up, test_prompt, tear_down);
  g_test_add ("/trainer/same-numbers", Fixture, LENET, set_up, test_same_numbers, tear_down);
  g_test_add ("/trainer/by-hand", Fixture, LENET, set_up, test_by_hand, tear_down);
  g_test_add ("/trainer/power", Fixture, LENET, set_up, test_power, tear_down);
  g_test_add ("/trainer/watch", Fixture, LENET, set_up, test_watch, tear_down);
  g_test_add ("/trainer/cut", Fixture, LENET, set_up, test_cut, tear_down);
  g_test_add ("/trainer/save-load", Fixture, LENET, set_up, test_save_load, tear_down);
  g_test_add ("/trainer/copy", Fixture, LENET, set_up, test_copy, tear_down);
  g_test_add ("/trainer/diverges", Fixture, LENET, set_up, test_diverges, tear_down);
  return g_test_run ();
}
