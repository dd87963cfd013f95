/* The trainer's thread: waits for commands while idle, looks at the queue between steps while training. */
#include "trainer-private.h"

#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

static gboolean
let_go (gpointer task)
{
  return G_SOURCE_REMOVE;
}

/** convo_command_free: frees a command and what it still owns. A task is let go in the main context: its last reference may
 * hold the last one to the trainer, which must not be disposed of on the trainer's own thread, for that waits for itself */
void
convo_command_free (Command *command)
{
  g_clear_pointer (&command->report, convo_report_unref);
  g_clear_pointer (&command->dataset, convo_dataset_unref);
  g_clear_pointer (&command->weights, convo_weights_free);
  if (command->task != NULL)
    g_idle_add_full (G_PRIORITY_DEFAULT, let_go, g_steal_pointer (&command->task), g_object_unref);
  g_clear_object (&command->file);
  g_free (command->picture);
  g_free (command);
}

static void
start (Engine *engine, Command *command)
{
  gboolean single = command->kind == COMMAND_STEP;

  if (engine->state == CONVO_TRAINER_RUNNING && !single)
    return;
  if (engine->state != CONVO_TRAINER_PAUSED && engine->state != CONVO_TRAINER_RUNNING
      && !convo_engine_begin (engine, command))
    return;
  if (engine->run != NULL && engine->epoch >= convo_run_training (engine->run)->epochs)   /* resumed at its end */
    {
      convo_run_take_best (engine->run);
      convo_engine_set_state (engine, CONVO_TRAINER_DONE);
      return;
    }
  engine->single = single;
  convo_engine_set_state (engine, CONVO_TRAINER_RUNNING);
}

/* What was looked with last goes on being shown; what was trained fills the rest */
static void
hand_down (Engine *engine, ConvoWatch *watch)
{
  ConvoWeights *trained = engine->run != NULL ? convo_run_weights (engine->run) : engine->adopted;
  ConvoWeights *last = engine->watch != NULL ? convo_watch_weights (engine->watch) : NULL;

  if (trained != NULL)
    convo_watch_inherit (watch, engine->report, trained);
  if (last != NULL)
    convo_watch_inherit (watch, convo_watch_report (engine->watch), last);
}

static void
watch (Engine *engine, Command *command)
{
  if (engine->watch != NULL && convo_watch_report (engine->watch) == command->report)
    convo_watch_update (engine->watch, command->picture, command->weights_node);
  else
    {
      ConvoWatch *watch = convo_watch_new (command->report, command->picture, command->weights_node);

      hand_down (engine, watch);
      g_clear_pointer (&engine->watch, convo_watch_free);
      engine->watch = watch;
    }
  convo_engine_look (engine, TRUE);
}

static void
adopt (Engine *engine, Command *command)
{
  convo_engine_forget (engine);
  convo_engine_end_run (engine);
  g_clear_pointer (&engine->report, convo_report_unref);
  g_clear_pointer (&engine->adopted, convo_weights_free);
  engine->report = g_steal_pointer (&command->report);
  engine->adopted = g_steal_pointer (&command->weights);
  g_atomic_int_set (&engine->has_weights, 1);
  convo_engine_set_state (engine, CONVO_TRAINER_IDLE);
  convo_engine_look (engine, TRUE);
}

/* For any net, or for one of the structure that was asked for */
static void
give_copy (Engine *engine, Command *command)
{
  ConvoWeights *weights = engine->run != NULL ? convo_run_weights (engine->run) : engine->adopted;

  if (command->report != NULL && !convo_engine_same_net (engine->report, command->report))
    weights = NULL;
  g_task_return_pointer (command->task, weights != NULL ? convo_weights_copy (weights) : NULL,
                         (GDestroyNotify) convo_weights_free);
}

/* By hand while it runs; another rule would need other states */
static void
turn (ConvoOptimizerSettings *settings, const ConvoOptimizerSettings *wanted)
{
  ConvoOptimizerKind kind = settings->kind;

  *settings = *wanted;
  settings->kind = kind;
}

static void
take_priority (Engine *engine)
{
  setpriority (PRIO_PROCESS, syscall (SYS_gettid), g_atomic_int_get (&engine->niceness));   /* new workers inherit it */
}

static void
power (Engine *engine, Command *command)
{
  g_autoptr(GError) error = NULL;

  take_priority (engine);
  if (engine->run == NULL)
    return;
  convo_run_training (engine->run)->threads = command->threads;
  if (convo_run_set_threads (engine->run, command->threads, &error))
    return;
  convo_engine_end_run (engine);
  convo_engine_fail (engine, error, -1);
}

/* What interrupts a run, or lets it go on; without a run there is nothing to do */
static void
hold (Engine *engine, int kind)
{
  const gboolean busy = engine->state == CONVO_TRAINER_RUNNING, paused = engine->state == CONVO_TRAINER_PAUSED;

  if (kind == COMMAND_RESUME && paused)
    convo_engine_set_state (engine, CONVO_TRAINER_RUNNING);
  if (kind == COMMAND_QUIT && (busy || paused))
    convo_engine_keep (engine, TRUE);
  if ((kind == COMMAND_PAUSE && busy) || (kind == COMMAND_STOP && (busy || paused)))
    {
      convo_engine_look (engine, TRUE);
      if (kind == COMMAND_PAUSE)
        convo_engine_keep (engine, TRUE);
      else
        convo_engine_forget (engine);
      convo_engine_set_state (engine, kind == COMMAND_PAUSE ? CONVO_TRAINER_PAUSED : CONVO_TRAINER_IDLE);
    }
}

static void
obey (Engine *engine, Command *command)
{
  switch (command->kind)
    {
    case COMMAND_START:
    case COMMAND_STEP:
      start (engine, command);
      break;
    case COMMAND_PAUSE:
    case COMMAND_RESUME:
    case COMMAND_STOP:
    case COMMAND_QUIT:
      hold (engine, command->kind);
      break;
    case COMMAND_OPTIMIZER:
      if (engine->run != NULL)
        turn (&convo_run_training (engine->run)->optimizer, &command->training.optimizer);
      break;
    case COMMAND_WATCH:
      watch (engine, command);
      break;
    case COMMAND_COPY:
      give_copy (engine, command);
      break;
    case COMMAND_ADOPT:
      adopt (engine, command);
      break;
    case COMMAND_KEEP:
      g_set_object (&engine->checkpoint, command->file);
      engine->keep_every = command->seconds * G_USEC_PER_SEC;
      break;
    case COMMAND_POWER:
      power (engine, command);
      break;
    case COMMAND_HANDOVER:
      break;
    }
}

/* Commands that cannot wait for the end of the step that is running */
static gboolean
gives_up (CommandKind kind)
{
  return kind == COMMAND_PAUSE || kind == COMMAND_STOP || kind == COMMAND_QUIT || kind == COMMAND_ADOPT
         || kind == COMMAND_HANDOVER;
}

static gpointer
run_thread (gpointer data)
{
  Engine *engine = data;
  gboolean quit = FALSE;

  take_priority (engine);
  while (!quit)
    {
      Command *command = engine->state == CONVO_TRAINER_RUNNING ? g_async_queue_try_pop (engine->commands)
                                                                : g_async_queue_pop (engine->commands);

      if (command != NULL)
        {
          quit = command->kind == COMMAND_QUIT || command->kind == COMMAND_HANDOVER;
          if (gives_up (command->kind))
            g_atomic_int_set (&engine->cancel, 0);
          obey (engine, command);
          convo_command_free (command);
        }
      else
        convo_engine_advance (engine);
    }
  return NULL;
}

/** convo_engine_new: @trainer: (transfer none): who is told about states. Returns: (transfer full): a running thread */
Engine *
convo_engine_new (ConvoTrainer *trainer)
{
  Engine *engine = g_new0 (Engine, 1);

  engine->trainer = trainer;
  engine->guilty = -1;
  engine->niceness = CONVO_TRAINER_NICENESS;
  engine->commands = g_async_queue_new_full ((GDestroyNotify) convo_command_free);
  engine->epochs = g_async_queue_new_full ((GDestroyNotify) convo_epoch_end_free);
  g_mutex_init (&engine->lock);
  engine->thread = g_thread_new ("trainer", run_thread, engine);
  return engine;
}

/** convo_engine_hand_over: lets a new thread go on, which may have a higher priority than the old one could take */
void
convo_engine_hand_over (Engine *engine)
{
  Command *command = g_new0 (Command, 1);

  command->kind = COMMAND_HANDOVER;
  convo_engine_send (engine, command);
  g_thread_join (engine->thread);
  engine->thread = g_thread_new ("trainer", run_thread, engine);
}

/** convo_engine_send: @command: (transfer full). What must act at once gives up the step that is running */
void
convo_engine_send (Engine *engine, Command *command)
{
  if (gives_up (command->kind))
    g_atomic_int_set (&engine->cancel, 1);
  g_async_queue_push (engine->commands, command);
}

/** convo_engine_free: ends the thread and frees everything */
void
convo_engine_free (Engine *engine)
{
  Command *quit = g_new0 (Command, 1);

  quit->kind = COMMAND_QUIT;
  convo_engine_send (engine, quit);
  g_thread_join (engine->thread);
  convo_engine_end_run (engine);
  g_clear_pointer (&engine->watch, convo_watch_free);
  g_clear_pointer (&engine->report, convo_report_unref);
  g_clear_pointer (&engine->shared_report, convo_report_unref);
  g_clear_pointer (&engine->adopted, convo_weights_free);
  convo_snapshot_unref (engine->mailbox);
  g_async_queue_unref (engine->commands);
  g_async_queue_unref (engine->epochs);
  g_mutex_clear (&engine->lock);
  g_free (engine->message);
  g_free (engine->keep_problem);
  g_clear_object (&engine->checkpoint);
  g_free (engine);
}
