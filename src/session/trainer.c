/* The trainer as the application sees it. Everything returns at once. */
#include "trainer-private.h"
#include "errors.h"
#include "safetensors.h"
#include "text.h"

#include <string.h>

struct _ConvoTrainer
{
  GObject parent_instance;
  Engine *engine;
  gint notify_queued;
};

G_DEFINE_FINAL_TYPE (ConvoTrainer, convo_trainer, G_TYPE_OBJECT)

enum { STATE_CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

static gboolean
emit_state (gpointer data)
{
  ConvoTrainer *self = data;

  g_atomic_int_set (&self->notify_queued, 0);
  g_signal_emit (self, signals[STATE_CHANGED], 0);
  return G_SOURCE_REMOVE;
}

/** convo_trainer_notify_state: called on the trainer's thread; one emission at most is under way */
void
convo_trainer_notify_state (ConvoTrainer *self)
{
  if (g_atomic_int_compare_and_exchange (&self->notify_queued, 0, 1))
    g_idle_add_full (G_PRIORITY_DEFAULT, emit_state, g_object_ref (self), g_object_unref);
}

static void
convo_trainer_dispose (GObject *object)
{
  ConvoTrainer *self = CONVO_TRAINER (object);

  g_clear_pointer (&self->engine, convo_engine_free);
  G_OBJECT_CLASS (convo_trainer_parent_class)->dispose (object);
}

static void
convo_trainer_class_init (ConvoTrainerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = convo_trainer_dispose;
  /**
   * ConvoTrainer::state-changed:
   *
   * Emitted in the main context after the state (or the message) has changed.
   */
  signals[STATE_CHANGED] = g_signal_new ("state-changed", CONVO_TYPE_TRAINER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 0);
}

static void
convo_trainer_init (ConvoTrainer *self)
{
  self->engine = convo_engine_new (self);
}

/** convo_trainer_new: Returns: (transfer full): an idle trainer */
ConvoTrainer *
convo_trainer_new (void)
{
  return g_object_new (CONVO_TYPE_TRAINER, NULL);
}

static void
send (ConvoTrainer *self, CommandKind kind, const Command *with)
{
  Command *command = with != NULL ? g_memdup2 (with, sizeof *with) : g_new0 (Command, 1);

  command->kind = kind;
  convo_engine_send (self->engine, command);
}

/** convo_trainer_start: see trainer.h */
void
convo_trainer_start (ConvoTrainer *self, ConvoReport *report, const ConvoTraining *training, ConvoDataset *dataset)
{
  send (self, COMMAND_START, &(Command) { .report = convo_report_ref (report), .training = *training,
                                          .dataset = convo_dataset_ref (dataset) });
}

/** convo_trainer_start_from: see trainer.h */
void
convo_trainer_start_from (ConvoTrainer *self, ConvoReport *report, const ConvoTraining *training, ConvoDataset *dataset,
                          GFile *checkpoint)
{
  send (self, COMMAND_START, &(Command) { .report = convo_report_ref (report), .training = *training,
                                          .dataset = convo_dataset_ref (dataset), .file = g_object_ref (checkpoint) });
}

/** convo_trainer_keep: see trainer.h */
void
convo_trainer_keep (ConvoTrainer *self, GFile *file, double seconds)
{
  send (self, COMMAND_KEEP, &(Command) { .file = file != NULL ? g_object_ref (file) : NULL, .seconds = seconds });
}

/** convo_trainer_keep_problem: Returns: (transfer full) (nullable): why the last checkpoint could not be written */
char *
convo_trainer_keep_problem (ConvoTrainer *self)
{
  char *problem;

  g_mutex_lock (&self->engine->lock);
  problem = g_strdup (self->engine->keep_problem);
  g_mutex_unlock (&self->engine->lock);
  return problem;
}

/** convo_trainer_step: see trainer.h */
void
convo_trainer_step (ConvoTrainer *self, ConvoReport *report, const ConvoTraining *training, ConvoDataset *dataset)
{
  send (self, COMMAND_STEP, &(Command) { .report = convo_report_ref (report), .training = *training,
                                         .dataset = convo_dataset_ref (dataset) });
}

/** convo_trainer_pause: between two steps; the step that runs is given up and done again on resuming */
void
convo_trainer_pause (ConvoTrainer *self)
{
  send (self, COMMAND_PAUSE, NULL);
}

/** convo_trainer_resume: goes on where it paused */
void
convo_trainer_resume (ConvoTrainer *self)
{
  send (self, COMMAND_RESUME, NULL);
}

/** convo_trainer_stop: ends the training; its weights stay for looking and saving */
void
convo_trainer_stop (ConvoTrainer *self)
{
  send (self, COMMAND_STOP, NULL);
}

/** convo_trainer_set_optimizer: see trainer.h */
void
convo_trainer_set_optimizer (ConvoTrainer *self, const ConvoOptimizerSettings *settings)
{
  send (self, COMMAND_OPTIMIZER, &(Command) { .training.optimizer = *settings });
}

/** convo_trainer_set_power: see trainer.h. A lower niceness than before waits for the step that runs to be given up */
void
convo_trainer_set_power (ConvoTrainer *self, int threads, int niceness)
{
  const int before = g_atomic_int_get (&self->engine->niceness);

  niceness = CLAMP (niceness, 0, 19);
  g_atomic_int_set (&self->engine->niceness, niceness);
  if (niceness < before)   /* a thread may not raise its own priority; one that this thread starts has this thread's */
    convo_engine_hand_over (self->engine);
  send (self, COMMAND_POWER, &(Command) { .threads = threads });
}

/** convo_trainer_watch: see trainer.h */
void
convo_trainer_watch (ConvoTrainer *self, ConvoReport *report, const float *picture, int weights_node)
{
  gsize n = convo_shape_count (&convo_report_totals (report)->input);

  if (n == 0)
    return;
  send (self, COMMAND_WATCH, &(Command) { .report = convo_report_ref (report), .weights_node = weights_node,
                                          .picture = g_memdup2 (picture, n * sizeof (float)) });
}

/** convo_trainer_progress: @progress: (out): how far it is */
void
convo_trainer_progress (ConvoTrainer *self, ConvoProgress *progress)
{
  g_mutex_lock (&self->engine->lock);
  *progress = self->engine->progress;
  g_mutex_unlock (&self->engine->lock);
}

/** convo_trainer_take_snapshot: Returns: (transfer full) (nullable): the newest, if it has not been taken yet */
ConvoSnapshot *
convo_trainer_take_snapshot (ConvoTrainer *self)
{
  return g_atomic_pointer_exchange (&self->engine->mailbox, NULL);
}

/** convo_trainer_take_point: @point: (out): the oldest unread. Returns: %FALSE if there is none */
gboolean
convo_trainer_take_point (ConvoTrainer *self, ConvoPoint *point)
{
  Engine *engine = self->engine;
  guint tail = engine->ring_tail;

  if (tail == (guint) g_atomic_int_get (&engine->ring_head))
    return FALSE;
  *point = engine->ring[tail];
  g_atomic_int_set (&engine->ring_tail, (tail + 1) % RING);
  return TRUE;
}

/** convo_trainer_take_epoch: Returns: (transfer full) (nullable): the oldest unread; convo_epoch_end_free() it */
ConvoEpochEnd *
convo_trainer_take_epoch (ConvoTrainer *self)
{
  return g_async_queue_try_pop (self->engine->epochs);
}

/** convo_epoch_end_free: %NULL is allowed */
void
convo_epoch_end_free (ConvoEpochEnd *end)
{
  if (end == NULL)
    return;
  g_free (end->confusion);
  g_free (end);
}

/** convo_trainer_message: Returns: (nullable) (transfer full): why the last training failed */
char *
convo_trainer_message (ConvoTrainer *self)
{
  char *message;

  g_mutex_lock (&self->engine->lock);
  message = g_strdup (self->engine->message);
  g_mutex_unlock (&self->engine->lock);
  return message;
}

/** convo_trainer_guilty: Returns: index in the net of the layer that the message names; −1 if none */
int
convo_trainer_guilty (ConvoTrainer *self)
{
  int guilty;

  g_mutex_lock (&self->engine->lock);
  guilty = self->engine->guilty;
  g_mutex_unlock (&self->engine->lock);
  return guilty;
}

/** convo_trainer_report: Returns: (nullable) (transfer full): of what is, or was last, trained */
ConvoReport *
convo_trainer_report (ConvoTrainer *self)
{
  ConvoReport *report;

  g_mutex_lock (&self->engine->lock);
  report = self->engine->shared_report != NULL ? convo_report_ref (self->engine->shared_report) : NULL;
  g_mutex_unlock (&self->engine->lock);
  return report;
}

/** convo_trainer_has_weights: Returns: whether there are trained or loaded weights */
gboolean
convo_trainer_has_weights (ConvoTrainer *self)
{
  return g_atomic_int_get (&self->engine->has_weights) != 0;
}

static void
save_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  ConvoWeights *weights = g_object_get_data (G_OBJECT (task), "weights");

  if (convo_weights_save (weights, G_FILE (data), cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
save_copied (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) task = data;
  ConvoWeights *weights = g_task_propagate_pointer (G_TASK (result), NULL);

  if (weights == NULL)
    {
      g_task_return_new_error (task, CONVO_ERROR, CONVO_ERROR_DATA,
                               _("There are no weights to save yet; train the network first."));
      return;
    }
  g_object_set_data_full (G_OBJECT (task), "weights", weights, (GDestroyNotify) convo_weights_free);
  g_task_run_in_thread (task, save_worker);
}

/** convo_trainer_save_async: writes the present weights to @file; training goes on meanwhile */
void
convo_trainer_save_async (ConvoTrainer *self, GFile *file, GCancellable *cancellable, GAsyncReadyCallback callback,
                          gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_task_data (task, g_object_ref (file), g_object_unref);
  send (self, COMMAND_COPY, &(Command) { .task = g_task_new (self, cancellable, save_copied, task) });
}

/** convo_trainer_save_finish: Returns: %TRUE if the file is written */
gboolean
convo_trainer_save_finish (ConvoTrainer *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * convo_trainer_copy_async:
 * @report: (transfer none): of the net whose weights are wanted
 *
 * Training goes on; the copy is made between two of its steps.
 */
void
convo_trainer_copy_async (ConvoTrainer *self, ConvoReport *report, GCancellable *cancellable, GAsyncReadyCallback callback,
                          gpointer user_data)
{
  send (self, COMMAND_COPY, &(Command) { .report = convo_report_ref (report),
                                         .task = g_task_new (self, cancellable, callback, user_data) });
}

/** convo_trainer_copy_finish: Returns: (transfer full) (nullable): the weights; %NULL if no net of that structure has any */
ConvoWeights *
convo_trainer_copy_finish (ConvoTrainer *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

typedef struct
{
  ConvoReport *report;
  GFile *file;
} Load;

static void
load_free (gpointer data)
{
  Load *load = data;

  convo_report_unref (load->report);
  g_object_unref (load->file);
  g_free (load);
}

static void
load_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Load *load = data;
  GError *error = NULL;
  ConvoWeights *weights = convo_weights_new (load->report, &error);

  if (weights != NULL && convo_weights_load (weights, load->file, cancellable, &error))
    {
      send (CONVO_TRAINER (source), COMMAND_ADOPT, &(Command) { .report = convo_report_ref (load->report),
                                                                .weights = weights });
      g_task_return_boolean (task, TRUE);
      return;
    }
  convo_weights_free (weights);
  g_task_return_error (task, error);
}

/** convo_trainer_load_async: reads weights for @report's net from @file; a training that runs ends when they are good */
void
convo_trainer_load_async (ConvoTrainer *self, ConvoReport *report, GFile *file, GCancellable *cancellable,
                          GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  Load *load = g_new (Load, 1);

  *load = (Load) { convo_report_ref (report), g_object_ref (file) };
  g_task_set_task_data (task, load, load_free);
  g_task_run_in_thread (task, load_worker);
}

/** convo_trainer_load_finish: Returns: %TRUE if the weights are in use; on failure the old ones stay */
gboolean
convo_trainer_load_finish (ConvoTrainer *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
