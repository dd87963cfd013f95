/* Training settings, epochs and evaluation: what the command line and the trainer thread share. Knows data only as a
 * function that fills a batch, so the room of data sets may stand to the right. */
#pragma once
#include "optimizer.h"
#include "schedule.h"
#include "score.h"

G_BEGIN_DECLS

/**
 * ConvoTraining:
 * the "training" object of a document: optimiser, learning rate, momentum, weight decay, schedule, batch, epochs, seed,
 * initialiser, threads (0: all cores); @patience: stop after so many epochs without a better test loss (0: never);
 * @keep_best: end with the weights of the epoch that had the best test loss
 */
typedef struct
{
  ConvoOptimizerSettings optimizer;
  ConvoSchedule schedule;
  int batch, epochs, threads;
  guint64 seed;
  ConvoInit init;
  double init_value;
  int patience;
  gboolean keep_best;
} ConvoTraining;

void      convo_training_defaults  (ConvoTraining *training);
gboolean  convo_training_from_json (ConvoTraining *training,
                                    JsonNode      *object,
                                    GError       **error);

/* Fills pictures (NCHW floats) and labels of batch @step of @epoch (or of the test set when epoch is −1).
 * Returns how many; 0 after the last batch. Called on the training thread. */
typedef int (*ConvoBatchFunc) (gpointer data, int epoch, int step, float *pictures, gint32 *labels);

typedef struct _ConvoRun ConvoRun;

/* Owns weights, plan, optimiser and workers of one training. Refuses (CONVO_ERROR_MEMORY, naming the estimate) before it
 * allocates. @weights (nullable, transfer full): start from these instead of the initialiser. */
ConvoRun     *convo_run_new       (const ConvoReport   *report,
                                   const ConvoTraining *training,
                                   ConvoWeights        *weights,
                                   GError             **error);
void          convo_run_free      (ConvoRun            *run);
ConvoWeights *convo_run_weights   (ConvoRun            *run);
ConvoPlan    *convo_run_plan      (ConvoRun            *run);
ConvoTraining *convo_run_training (ConvoRun            *run);   /* learning rate, momentum, decay may be changed between steps */
/* While *@cancel is not 0 a step is given up: convo_run_step() returns CONVO_ERROR_CANCELLED and has
 * changed nothing */
void          convo_run_set_cancel (ConvoRun           *run,
                                    const gint         *cancel);
/* Another number of threads (0: all cores) from the next step on, with the same bits. New threads are started even if
 * the number is the same, so that they take the priority of the calling thread. On failure the run has no plan any more
 * and can only be freed */
gboolean      convo_run_set_threads (ConvoRun          *run,
                                     int                threads,
                                     GError           **error);
int           convo_run_threads   (ConvoRun            *run);
int           convo_run_guilty    (ConvoRun            *run);   /* net index of the layer a divergence names; −1 */
/* One step on @n pictures. FALSE with CONVO_ERROR_DIVERGED naming the layer where NaN first appeared; the weights are then
 * put back to the last good ones */
gboolean      convo_run_step      (ConvoRun            *run,
                                   const float         *pictures,
                                   const gint32        *labels,
                                   int                  n,
                                   double              *loss,
                                   double              *correct,   /* as convo_score_correct() */
                                   GError             **error);
/* Evaluates one batch in inference mode, adding to @score; finish with convo_score_finish() */
void          convo_run_evaluate  (ConvoRun            *run,
                                   const float         *pictures,
                                   const gint32        *labels,
                                   int                  n,
                                   ConvoScore          *score);
gint64        convo_run_steps     (ConvoRun            *run);
/* Where the training is: epochs done, with their fraction. The schedule follows it; without it the rate is constant */
void          convo_run_set_epoch (ConvoRun            *run,
                                   double               epoch);
/* After each epoch's evaluation, for schedules that watch the test loss, early stopping, and keeping the best */
void          convo_run_see_epoch (ConvoRun            *run,
                                   const ConvoScore    *score);
gboolean      convo_run_should_stop (ConvoRun          *run);   /* the test loss has not improved for too long */
/* Puts the best weights back if they are to be kept; at the end of the training */
void          convo_run_take_best (ConvoRun            *run);

/** ConvoRunState: what a checkpoint must know of a run besides weights and the optimiser's states */
typedef struct
{
  gint64 steps;
  ConvoPlateau plateau;
  double best_loss;             /* of the epochs so far; infinite before the first */
  int worse;                    /* epochs since */
} ConvoRunState;

ConvoOptimizer *convo_run_optimizer (ConvoRun            *run);
ConvoWeights *convo_run_best      (ConvoRun            *run);   /* (nullable): the best so far, if they are kept */
void          convo_run_get_state (ConvoRun            *run,
                                   ConvoRunState       *state);
/* After weights and states were put back; what they are now counts as good */
void          convo_run_set_state (ConvoRun            *run,
                                   const ConvoRunState *state);
double        convo_run_rate      (ConvoRun            *run);   /* learning rate of the next step, schedule included */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ConvoRun, convo_run_free)

G_END_DECLS
