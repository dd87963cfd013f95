/* The training itself, on the trainer's thread: one step or one test batch at a time, so that commands are heard between. */
#include "trainer-private.h"
#include "errors.h"
#include "gradient-norm.h"

#include <math.h>
#include <string.h>

#define LOOK_EVERY (G_USEC_PER_SEC / 15)

/** convo_engine_set_state: tells the other side, once */
void
convo_engine_set_state (Engine *engine, ConvoTrainerState state)
{
  gboolean changed = engine->state != state;

  engine->state = state;
  convo_engine_publish (engine);
  if (changed)
    convo_trainer_notify_state (engine->trainer);
}

/** convo_engine_fail: the run is over; the message says why */
void
convo_engine_fail (Engine *engine, const GError *error, int guilty)
{
  g_mutex_lock (&engine->lock);
  g_free (engine->message);
  engine->message = g_strdup (error->message);
  engine->guilty = guilty;
  g_mutex_unlock (&engine->lock);
  convo_engine_set_state (engine, CONVO_TRAINER_FAILED);
}

static gint64
now (void)
{
  return g_get_monotonic_time ();
}

/** convo_engine_publish: puts the present progress where the other side reads it */
void
convo_engine_publish (Engine *engine)
{
  ConvoProgress progress = { .state = engine->state };

  if (engine->run != NULL && engine->batcher != NULL)
    {
      const ConvoTraining *training = convo_run_training (engine->run);

      progress.epochs = training->epochs;
      progress.epoch = MIN (engine->epoch + 1, training->epochs);
      progress.step = convo_run_steps (engine->run);
      progress.steps = (gint64) convo_batcher_steps (engine->batcher) * training->epochs;
      progress.seconds = engine->train_time / 1e6;
      if (engine->train_time > 0)
        progress.images_per_second = engine->seen / progress.seconds;
      if (progress.step > engine->first_step)
        progress.seconds_left = progress.seconds / (progress.step - engine->first_step) * (progress.steps - progress.step);
      progress.evaluating = engine->evaluating;
    }
  g_mutex_lock (&engine->lock);
  engine->progress = progress;
  g_mutex_unlock (&engine->lock);
}

static void
push_point (Engine *engine, double loss, double accuracy, double rate)
{
  guint head = engine->ring_head, next = (head + 1) % RING;
  double fraction = (double) (engine->step_in_epoch + 1) / convo_batcher_steps (engine->batcher);

  if (next == (guint) g_atomic_int_get (&engine->ring_tail))
    return;   /* nobody has read for half a minute: the curve gets a gap, training goes on */
  engine->ring[head] = (ConvoPoint) {
    convo_run_steps (engine->run), engine->epoch + fraction, loss, accuracy, rate,
  };
  g_atomic_int_set (&engine->ring_head, next);
}

/** convo_engine_end_run: forgets the training; the weights go with it */
void
convo_engine_end_run (Engine *engine)
{
  if (engine->watch != NULL)
    convo_watch_use (engine->watch, NULL);
  g_clear_pointer (&engine->run, convo_run_free);
  g_clear_pointer (&engine->batcher, convo_batcher_free);
  g_clear_pointer (&engine->dataset, convo_dataset_unref);
  g_clear_pointer (&engine->pictures, g_free);
  g_clear_pointer (&engine->labels, g_free);
  convo_score_clear (&engine->score);
}

static void
reset_counters (Engine *engine)
{
  engine->epoch = 0;
  engine->step_in_epoch = engine->test_at = 0;
  engine->evaluating = FALSE;
  engine->loss_sum = engine->correct_sum = 0;
  engine->seen = engine->train_time = engine->epoch_train_time = engine->first_step = 0;
}

static void
share_report (Engine *engine, ConvoReport *report)
{
  g_clear_pointer (&engine->report, convo_report_unref);
  engine->report = convo_report_ref (report);
  g_mutex_lock (&engine->lock);
  g_clear_pointer (&engine->shared_report, convo_report_unref);
  engine->shared_report = convo_report_ref (report);
  g_clear_pointer (&engine->message, g_free);
  engine->guilty = -1;
  g_mutex_unlock (&engine->lock);
}

/** convo_engine_same_net: whether weights of the one are weights of the other; %NULL is allowed */
gboolean
convo_engine_same_net (ConvoReport *a, ConvoReport *b)
{
  return a != NULL && b != NULL && convo_graph_same_structure (convo_report_graph (a), convo_report_graph (b));
}

/** convo_engine_begin: sets up a training as @command asks. Returns: %FALSE if it was refused; the state says so */
gboolean
convo_engine_begin (Engine *engine, Command *command)
{
  g_autoptr(GError) error = NULL;
  ConvoWeights *start = NULL;
  const ConvoShape *shape = convo_dataset_shape (command->dataset);
  int batch = command->training.batch;

  convo_engine_set_state (engine, CONVO_TRAINER_LOADING);
  if (engine->adopted != NULL && convo_engine_same_net (engine->report, command->report))
    start = convo_weights_copy (engine->adopted);
  convo_engine_end_run (engine);
  g_clear_pointer (&engine->adopted, convo_weights_free);   /* the run has its copy, or they are another net's */
  share_report (engine, command->report);
  reset_counters (engine);
  engine->run = convo_run_new (command->report, &command->training, start, &error);
  if (engine->run == NULL)
    {
      convo_engine_fail (engine, error, -1);
      return FALSE;
    }
  convo_run_set_cancel (engine->run, &engine->cancel);
  engine->dataset = convo_dataset_ref (command->dataset);
  engine->batcher = convo_batcher_new (convo_dataset_count (engine->dataset, FALSE), batch, command->training.seed);
  engine->pictures = g_new (float, batch * convo_shape_count (shape));
  engine->labels = g_new (gint32, batch);
  g_atomic_int_set (&engine->has_weights, 1);
  engine->last_kept = now ();
  convo_batcher_epoch (engine->batcher, 0);
  return command->file == NULL || convo_engine_continue (engine, command->file);
}

/* Of the last step; weights of a run that has not made one have no gradients yet. */
static double *
gradients_of (Engine *engine)
{
  const int n = convo_net_n_nodes (convo_report_net (engine->report));
  double *norms;

  if (convo_run_steps (engine->run) <= engine->first_step)
    return NULL;
  norms = g_new (double, MAX (n, 1));
  for (int i = 0; i < n; i++)
    norms[i] = NAN;
  convo_plan_gradient_norms (convo_run_plan (engine->run), norms);
  return norms;
}

/** convo_engine_look: sends a snapshot if one is due, or at once; nothing if the last has not been taken yet */
void
convo_engine_look (Engine *engine, gboolean at_once)
{
  gint64 started = now ();
  ConvoSnapshot *snapshot, *unread;
  gboolean same;

  if (engine->watch == NULL)
    return;
  if (!at_once && (started - engine->last_look < MAX (LOOK_EVERY, 10 * engine->look_cost)
                   || g_atomic_pointer_get (&engine->mailbox) != NULL))
    return;
  same = convo_engine_same_net (engine->report, convo_watch_report (engine->watch));
  convo_watch_use (engine->watch, !same ? NULL : engine->run != NULL ? convo_run_weights (engine->run) : engine->adopted);
  snapshot = convo_watch_look (engine->watch, engine->run != NULL && same ? convo_run_steps (engine->run) : 0, NULL);
  if (snapshot == NULL)
    return;   /* a network in which nothing works, or one that does not fit, shows no maps; its blocks say why */
  if (engine->run != NULL && same)
    snapshot->gradients = gradients_of (engine);
  unread = g_atomic_pointer_exchange (&engine->mailbox, snapshot);
  convo_snapshot_unref (unread);
  engine->last_look = now ();
  engine->look_cost = engine->last_look - started;
}

static void
finish_epoch (Engine *engine)
{
  ConvoEpochEnd *end = g_new0 (ConvoEpochEnd, 1);
  guint n = convo_dataset_count (engine->dataset, FALSE);

  convo_score_finish (&engine->score);
  convo_run_see_epoch (engine->run, &engine->score);
  *end = (ConvoEpochEnd) {
    .epoch = engine->epoch + 1, .train_loss = engine->loss_sum / n, .train_accuracy = 100 * engine->correct_sum / n,
    .test_loss = engine->score.loss, .top1 = engine->score.top1, .top5 = engine->score.top5,
    .seconds = engine->epoch_train_time / 1e6, .images_per_second = n / MAX (engine->epoch_train_time / 1e6, 1e-9),
    .n_classes = engine->score.n_classes, .confusion = g_steal_pointer (&engine->score.confusion),
  };
  g_async_queue_push (engine->epochs, end);
  convo_score_clear (&engine->score);
  engine->epoch++;
  engine->step_in_epoch = engine->test_at = 0;
  engine->loss_sum = engine->correct_sum = 0;
  engine->epoch_train_time = 0;
  engine->evaluating = FALSE;
  if (engine->epoch >= convo_run_training (engine->run)->epochs || convo_run_should_stop (engine->run))
    {
      convo_run_take_best (engine->run);
      convo_engine_forget (engine);
      convo_engine_look (engine, TRUE);
      convo_engine_set_state (engine, CONVO_TRAINER_DONE);
    }
  else
    convo_batcher_epoch (engine->batcher, engine->epoch);
}

static void
test_batch (Engine *engine)
{
  guint n = convo_dataset_count (engine->dataset, TRUE), batch = convo_run_training (engine->run)->batch;
  guint count = MIN (batch, n - engine->test_at);
  g_autofree guint32 *indices = g_new (guint32, MAX (count, 1));

  for (guint i = 0; i < count; i++)
    indices[i] = engine->test_at + i;
  if (count > 0)
    {
      convo_dataset_read (engine->dataset, TRUE, indices, count, engine->pictures, engine->labels);
      convo_run_evaluate (engine->run, engine->pictures, engine->labels, count, &engine->score);
      if (g_atomic_int_get (&engine->cancel) != 0)
        {
          /* given up half way: start this evaluation again */
          convo_score_clear (&engine->score);
          engine->test_at = 0;
          return;
        }
    }
  engine->test_at += count;
  if (engine->test_at >= n)
    finish_epoch (engine);
}

static void
train_batch (Engine *engine)
{
  const guint32 *indices;
  g_autoptr(GError) error = NULL;
  gint64 started = now (), spent;
  double loss, rate, correct;
  guint n;

  convo_batcher_get (engine->batcher, engine->step_in_epoch, &indices, &n);
  convo_dataset_read (engine->dataset, FALSE, indices, n, engine->pictures, engine->labels);
  convo_run_set_epoch (engine->run, engine->epoch + (double) engine->step_in_epoch / convo_batcher_steps (engine->batcher));
  rate = convo_run_rate (engine->run);
  if (!convo_run_step (engine->run, engine->pictures, engine->labels, n, &loss, &correct, &error))
    {
      if (!g_error_matches (error, CONVO_ERROR, CONVO_ERROR_CANCELLED))
        {
          convo_engine_forget (engine);
          convo_engine_fail (engine, error, convo_run_guilty (engine->run));
        }
      return;
    }
  spent = now () - started;
  engine->train_time += spent;
  engine->epoch_train_time += spent;
  engine->seen += n;
  engine->loss_sum += loss * n;
  engine->correct_sum += correct;
  push_point (engine, loss, correct / n, rate);
  if (++engine->step_in_epoch >= convo_batcher_steps (engine->batcher))
    engine->evaluating = TRUE;
  if (engine->single)
    {
      engine->single = FALSE;
      convo_engine_look (engine, TRUE);
      convo_engine_set_state (engine, CONVO_TRAINER_PAUSED);
    }
}

/** convo_engine_advance: one training step or one test batch */
void
convo_engine_advance (Engine *engine)
{
  if (engine->evaluating)
    test_batch (engine);
  else
    train_batch (engine);
  convo_engine_publish (engine);
  convo_engine_look (engine, FALSE);
  if (engine->state == CONVO_TRAINER_RUNNING && !engine->evaluating)
    convo_engine_keep (engine, FALSE);
}
