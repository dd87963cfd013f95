#pragma once
#include <gio/gio.h>
#include "training.h"

G_BEGIN_DECLS

/**
 * ConvoPosition:
 * @epoch: epochs done
 * @step: steps done in the epoch that runs
 * @loss_sum: of the pictures of this epoch, times their number
 * @correct: pictures of this epoch that were classified rightly
 *
 * Where a training stands besides what the run itself knows.
 */
typedef struct
{
  int epoch, step;
  double loss_sum, correct;
} ConvoPosition;

gboolean convo_checkpoint_save (ConvoRun            *run,
                                const ConvoPosition *position,
                                GFile               *file,
                                GCancellable        *cancellable,
                                GError             **error);
gboolean convo_checkpoint_load (ConvoRun            *run,
                                ConvoPosition       *position,
                                GFile               *file,
                                GCancellable        *cancellable,
                                GError             **error);

G_END_DECLS
