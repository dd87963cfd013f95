/* What the trainer's two sides share. */
#pragma once
#include "batcher.h"
#include "checkpoint.h"
#include "trainer.h"
#include "watch.h"

G_BEGIN_DECLS

#define RING 65536   /* points: more than half a minute of the fastest training with nobody reading */

typedef enum
{
  COMMAND_START,
  COMMAND_STEP,
  COMMAND_PAUSE,
  COMMAND_RESUME,
  COMMAND_STOP,
  COMMAND_OPTIMIZER,
  COMMAND_KEEP,       /* where checkpoints go */
  COMMAND_POWER,      /* threads and priority */
  COMMAND_HANDOVER,   /* another thread goes on with everything */
  COMMAND_WATCH,
  COMMAND_COPY,       /* a copy of the weights, for saving */
  COMMAND_ADOPT,      /* weights from a file */
  COMMAND_QUIT,
} CommandKind;

typedef struct
{
  CommandKind kind;
  ConvoReport *report;
  ConvoTraining training;
  ConvoDataset *dataset;
  double seconds;
  int threads;
  float *picture;
  int weights_node;
  ConvoWeights *weights;
  GFile *file;        /* start: a checkpoint to go on from; keep: where to write them; or NULL */
  GTask *task;
} Command;

/* Owned by the thread alone, but for what stands under the lock or is atomic. */
typedef struct
{
  ConvoTrainer *trainer;        /* not owned: the trainer outlives its thread */
  GAsyncQueue *commands;
  GThread *thread;
  gint niceness;                /* atomic: of this thread and the workers */

  /* the training */
  ConvoRun *run;
  ConvoReport *report;          /* of the run, or of adopted weights */
  ConvoWeights *adopted;        /* loaded from a file, for looking and as a start */
  ConvoDataset *dataset;
  ConvoBatcher *batcher;
  float *pictures;
  gint32 *labels;
  ConvoTrainerState state;
  gboolean single;              /* pause again after one step */
  int epoch;                    /* 0-based */
  guint step_in_epoch, test_at;
  gboolean evaluating;
  double loss_sum, correct_sum;
  gint64 seen;
  gint64 epoch_started, run_started, train_time, epoch_train_time;   /* µs; training only, pauses not counted */
  ConvoScore score;
  gint64 first_step;            /* steps that were done when this run began: not 0 if it was resumed */

  /* checkpoints */
  GFile *checkpoint;            /* NULL: none are written */
  gint64 keep_every, last_kept, keep_cost;   /* µs */

  /* looking */
  ConvoWatch *watch;
  gint64 last_look, look_cost;

  /* shared */
  gint cancel;                  /* atomic: give up the step that is running */
  gpointer mailbox;             /* atomic: ConvoSnapshot */
  ConvoPoint ring[RING];
  guint ring_head, ring_tail;   /* atomic: written by the thread; by the reader */
  GAsyncQueue *epochs;          /* ConvoEpochEnd */
  GMutex lock;
  ConvoProgress progress;       /* under the lock, for a copy's time only */
  char *message, *keep_problem;
  int guilty;
  ConvoReport *shared_report;
  gint has_weights;             /* atomic */
} Engine;

Engine  *convo_engine_new     (ConvoTrainer *trainer);
void     convo_engine_free    (Engine       *engine);
void     convo_engine_send    (Engine       *engine,
                               Command      *command);
void     convo_engine_hand_over (Engine      *engine);
void     convo_command_free   (Command      *command);

/* trainer-epoch.c: on the thread */
gboolean convo_engine_begin    (Engine *engine, Command *command);
void     convo_engine_advance  (Engine *engine);
void     convo_engine_end_run  (Engine *engine);
void     convo_engine_publish  (Engine *engine);
void     convo_engine_fail     (Engine *engine, const GError *error, int guilty);
void     convo_engine_set_state (Engine *engine, ConvoTrainerState state);
void     convo_engine_look     (Engine *engine, gboolean now);
gboolean convo_engine_same_net (ConvoReport *a, ConvoReport *b);

/* trainer-keep.c: on the thread */
void     convo_engine_keep     (Engine *engine, gboolean at_once);
void     convo_engine_forget   (Engine *engine);
gboolean convo_engine_continue (Engine *engine, GFile *from);

/* trainer.c */
void     convo_trainer_notify_state (ConvoTrainer *self);

G_END_DECLS
