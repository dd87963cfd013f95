/* One thread that trains and looks: commands go in through a queue, snapshots come out through a one-slot mailbox, curve
 * points through a ring without loss. Neither side waits for the other. */
#pragma once
#include <gio/gio.h>
#include "dataset.h"
#include "snapshot.h"
#include "training.h"

G_BEGIN_DECLS

/**
 * ConvoTrainerState:
 * @CONVO_TRAINER_IDLE: no training; pictures can be looked at with the present weights
 * @CONVO_TRAINER_LOADING: preparing data and memory
 * @CONVO_TRAINER_RUNNING: training
 * @CONVO_TRAINER_PAUSED: a training waits between two steps
 * @CONVO_TRAINER_DONE: all epochs are done
 * @CONVO_TRAINER_FAILED: refused or diverged; see the message
 */
typedef enum
{
  CONVO_TRAINER_IDLE,
  CONVO_TRAINER_LOADING,
  CONVO_TRAINER_RUNNING,
  CONVO_TRAINER_PAUSED,
  CONVO_TRAINER_DONE,
  CONVO_TRAINER_FAILED,
} ConvoTrainerState;

/** ConvoPoint: one step: training loss of the batch and its accuracy (0…1); epoch as a real number */
typedef struct
{
  gint64 step;
  double epoch, loss, accuracy, learning_rate;
} ConvoPoint;

/** ConvoEpochEnd: after each epoch (and once at the end): evaluation on the test set */
typedef struct
{
  int epoch;                    /* 1… */
  double train_loss, train_accuracy, test_loss, top1, top5;   /* accuracies in percent */
  double images_per_second, seconds;
  int n_classes;
  guint32 *confusion;           /* n_classes²; row true, column predicted */
} ConvoEpochEnd;

/** ConvoProgress: read at any time, by value */
typedef struct
{
  ConvoTrainerState state;
  int epoch, epochs;            /* epoch: 1… of epochs */
  gint64 step, steps;           /* of the whole run */
  double images_per_second, seconds, seconds_left;
  gboolean evaluating;
} ConvoProgress;

#define CONVO_TRAINER_NICENESS 5   /* training takes every core, but a window that wants to draw goes first */

#define CONVO_TYPE_TRAINER (convo_trainer_get_type ())
G_DECLARE_FINAL_TYPE (ConvoTrainer, convo_trainer, CONVO, TRAINER, GObject)

/* All of these return at once. Signal "state-changed" () is emitted in the main context (also for each new message). */
ConvoTrainer     *convo_trainer_new            (void);
void              convo_trainer_start          (ConvoTrainer        *self,
                                                ConvoReport         *report,
                                                const ConvoTraining *training,
                                                ConvoDataset        *dataset);   /* or resumes when paused */
/* Goes on from a checkpoint, with the bits that the training would have had; a refusal makes it FAILED */
void              convo_trainer_start_from     (ConvoTrainer        *self,
                                                ConvoReport         *report,
                                                const ConvoTraining *training,
                                                ConvoDataset        *dataset,
                                                GFile               *checkpoint);
/* Trainings write a checkpoint to @file (nullable: none) at most every @seconds, when they pause, and when the trainer is
 * freed. It is removed when a training is done, stopped or diverged */
void              convo_trainer_keep           (ConvoTrainer        *self,
                                                GFile               *file,
                                                double               seconds);
char             *convo_trainer_keep_problem   (ConvoTrainer        *self);   /* (transfer full) (nullable): of the last one */
void              convo_trainer_pause          (ConvoTrainer        *self);
void              convo_trainer_resume         (ConvoTrainer        *self);
void              convo_trainer_step           (ConvoTrainer        *self,
                                                ConvoReport         *report,
                                                const ConvoTraining *training,
                                                ConvoDataset        *dataset);   /* one step, then paused; starts if idle */
void              convo_trainer_stop           (ConvoTrainer        *self);
/* Learning rate, momentum, weight decay and clipping from the next step on; the rule stays */
void              convo_trainer_set_optimizer  (ConvoTrainer        *self,
                                                const ConvoOptimizerSettings *settings);
/* Threads (0: all cores) of the training that runs, and niceness (0…19) of all its threads, from the next step on; the
 * numbers stay the same */
void              convo_trainer_set_power      (ConvoTrainer        *self,
                                                int                  threads,
                                                int                  niceness);
/* Look: picture of the watched sample (NCHW floats of the input's shape), and whose weights are wanted (−1: none).
 * With no training, a plan of its own runs the picture through (weights of the last run if the structure is the same,
 * else freshly initialised); while training, the snapshots come with it, at most 15 a second. Of a net with problems, what does
 * not depend on them, with the weights that were looked at before */
void              convo_trainer_watch          (ConvoTrainer        *self,
                                                ConvoReport         *report,
                                                const float         *picture,
                                                int                  weights_node);
/* For the tick callback: never wait */
void              convo_trainer_progress       (ConvoTrainer        *self,
                                                ConvoProgress       *progress);
ConvoSnapshot    *convo_trainer_take_snapshot  (ConvoTrainer        *self);      /* (transfer full) (nullable): newest unread */
gboolean          convo_trainer_take_point     (ConvoTrainer        *self,
                                                ConvoPoint          *point);
ConvoEpochEnd    *convo_trainer_take_epoch     (ConvoTrainer        *self);      /* (transfer full) (nullable) */
void              convo_epoch_end_free         (ConvoEpochEnd       *end);
char             *convo_trainer_message        (ConvoTrainer        *self);   /* (transfer full) (nullable): why it FAILED */
/* Index in the net of the layer that the message is about, −1 */
int               convo_trainer_guilty         (ConvoTrainer        *self);
ConvoReport      *convo_trainer_report         (ConvoTrainer        *self);   /* (transfer full) (nullable): what is (was last) trained */
/* Weights of the last run, in the main thread between runs or paused: loaded, saved. Asynchronous */
void              convo_trainer_save_async     (ConvoTrainer        *self,
                                                GFile               *file,
                                                GCancellable        *cancellable,
                                                GAsyncReadyCallback  callback,
                                                gpointer             user_data);
gboolean          convo_trainer_save_finish    (ConvoTrainer        *self,
                                                GAsyncResult        *result,
                                                GError             **error);
/* A copy of the weights that a net of the structure of @report has now: trained, or loaded; taken between two steps */
void              convo_trainer_copy_async     (ConvoTrainer        *self,
                                                ConvoReport         *report,
                                                GCancellable        *cancellable,
                                                GAsyncReadyCallback  callback,
                                                gpointer             user_data);
ConvoWeights     *convo_trainer_copy_finish    (ConvoTrainer        *self,
                                                GAsyncResult        *result,
                                                GError             **error);   /* NULL without error: there are none */
void              convo_trainer_load_async     (ConvoTrainer        *self,
                                                ConvoReport         *report,
                                                GFile               *file,
                                                GCancellable        *cancellable,
                                                GAsyncReadyCallback  callback,
                                                gpointer             user_data);
gboolean          convo_trainer_load_finish    (ConvoTrainer        *self,
                                                GAsyncResult        *result,
                                                GError             **error);
/* Has weights (trained or loaded) that would be lost with the window */
gboolean          convo_trainer_has_weights    (ConvoTrainer        *self);

G_END_DECLS
