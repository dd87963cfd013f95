/* Checkpoints of a running training, on the trainer's thread: written now and then, at pauses and at the end of the
 * program, removed when the training is over. */
#include "trainer-private.h"

#define SHARE 20   /* training goes on at least so many times as long as writing took */

/** convo_engine_keep: writes a checkpoint if one is due, or @at_once. A disk that is full does not end the training */
void
convo_engine_keep (Engine *engine, gboolean at_once)
{
  const ConvoPosition position = { engine->epoch, engine->step_in_epoch, engine->loss_sum, engine->correct_sum };
  gint64 started = g_get_monotonic_time ();
  g_autoptr(GError) error = NULL;

  if (engine->checkpoint == NULL || engine->run == NULL || engine->batcher == NULL)
    return;
  if (!at_once && started - engine->last_kept < MAX (engine->keep_every, SHARE * engine->keep_cost))
    return;
  convo_checkpoint_save (engine->run, &position, engine->checkpoint, NULL, &error);
  engine->last_kept = g_get_monotonic_time ();
  engine->keep_cost = engine->last_kept - started;
  g_mutex_lock (&engine->lock);
  g_free (engine->keep_problem);
  engine->keep_problem = error != NULL ? g_strdup (error->message) : NULL;
  g_mutex_unlock (&engine->lock);
}

/** convo_engine_forget: the training is over: there is nothing to go on with */
void
convo_engine_forget (Engine *engine)
{
  if (engine->checkpoint != NULL)
    g_file_delete (engine->checkpoint, NULL, NULL);
}

/** convo_engine_continue: @from: a checkpoint. Puts the run that was just set up where it stood. FALSE: refused */
gboolean
convo_engine_continue (Engine *engine, GFile *from)
{
  const guint steps = convo_batcher_steps (engine->batcher);
  g_autoptr(GError) error = NULL;
  ConvoPosition position;

  if (!convo_checkpoint_load (engine->run, &position, from, NULL, &error))
    {
      convo_engine_fail (engine, error, -1);
      return FALSE;
    }
  engine->epoch = position.epoch;
  engine->step_in_epoch = MIN ((guint) position.step, steps);
  engine->loss_sum = position.loss_sum;
  engine->correct_sum = position.correct;
  engine->first_step = convo_run_steps (engine->run);
  engine->evaluating = engine->step_in_epoch >= steps;
  convo_batcher_epoch (engine->batcher, engine->epoch);
  return TRUE;
}
