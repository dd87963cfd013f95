/* Inside of a plan: buffers of one image's arena, operations, phases between barriers. */
#pragma once
#include "aligned.h"
#include "cpu.h"
#include "plan.h"
#include "random.h"

G_BEGIN_DECLS

#define PLAN_ALIGN 16            /* floats: one cache line */
#define PLAN_SLICES 8            /* virtual slices of a batch: fixed, so that bits do not depend on threads */
#define PLAN_MAX_ROWS 16         /* most inputs of a layer that threads do row by row together */
#define PLAN_MAX_GROUP 32        /* images that go depth-first through a phase together */
#define PLAN_DENSE_GROUP 8       /* at least so many where there is a dense layer */
#define PLAN_CACHE (1280 * 1024) /* bytes a group may touch: most of an L2 cache of 2 MiB that others use too */
#define PLAN_ACCUMULATORS (G_GINT64_CONSTANT (256) << 20)   /* beyond this, fewer slices */
#define CONVO_PACKED_SLACK 256  /* bytes that vector kernels may read past packed weights */

/**
 * PlanBuffer: a stretch of every image's arena.
 * @size: floats, halo included; 0: not needed
 * @start, @end: first and last operation (forward 0…N−1, backward N…2N−1) that touches it
 * @offset: floats from the start of the image's arena
 * @dirty: shares memory with others, so that its halo must be cleared before each use
 */
typedef struct
{
  gint64 size;
  int start, end;
  gint64 offset;
  gboolean dirty;
} PlanBuffer;

typedef struct _PlanNode PlanNode;

struct _PlanNode
{
  const ConvoKind *kind;
  const void *state;
  ConvoSite site;
  int n_in;
  const int *inputs;             /* of the net */
  ConvoParamSpec specs[CONVO_MAX_PARAMS];
  int n_params;
  gboolean forward, backward;    /* runs at all */
  gboolean evaluated;            /* runs in evaluation too: not part of a head for training only */
  gboolean sums;                 /* has a barrier in training */
  gboolean head;                 /* gradient comes from outside: a loss, or a seeded output */
  double weight;
  gint64 work;                   /* of an image, forward, in multiply-adds */
  PlanBuffer value, gradient, saved;
  PlanBuffer *value_at, *gradient_at;   /* of this node, or of the one it shares memory with */
  gboolean in_place;                    /* the value of an input shares memory with this node's */
  gboolean relu;                        /* the layer behind it is a ReLU that is done with this one, … */
  gboolean masks;                       /* … in training also backward, in the pass that sums */
  gboolean fused, fused_backward;       /* is such a ReLU */
  const PlanNode *folded;               /* the layer behind that is done with this one's weights; or NULL */
  float *folded_params[CONVO_MAX_PARAMS];
  const PlanNode *gradient_from;        /* the input whose gradient shares memory with this node's; or NULL */
  ConvoMap y, dy;                /* dy has the halo that the kind wants */
  ConvoMap *x, *dx;              /* [n_in] */
  gboolean *dx_add;
  float *params[CONVO_MAX_PARAMS];
  gint64 grad_offset[CONVO_MAX_PARAMS];   /* in a slice's accumulators; −1: none */
  gsize packed_size, kept_size;
  gint64 gathered_floats;        /* that backward gathers gradients in; 0: none */
  int n_sums;
  gint64 sums_offset;
  void *packed, *kept;
};

typedef enum
{
  PLAN_OP_INPUT,
  PLAN_OP_FORWARD,
  PLAN_OP_SUMS_FORWARD,
  PLAN_OP_SEED,
  PLAN_OP_BACKWARD,
  PLAN_OP_SUMS_BACKWARD,
  PLAN_OP_CLEAR,                 /* the layer's gradient becomes 0: who would write it first does not run */
} PlanOpKind;

typedef struct
{
  PlanOpKind kind;
  int node;
  gint64 gathered;               /* backward: floats from the start of the worker's room for gathering */
} PlanOp;

/* What one call of an operation does: all or a share of the work on some images */
typedef struct
{
  int first, count;
  ConvoShare share;
} PlanPart;

/* Operations between two barriers, and the node whose sums are reduced at the barrier that ends them (−1: none) */
typedef struct
{
  int first, count;              /* in the program's ops */
  int reduce;
  gboolean reduce_backward;
  int group;                     /* images at a time */
  gint64 gathered;               /* floats that its operations gather gradients in */
} PlanPhase;

typedef struct
{
  GArray *ops;                   /* PlanOp */
  GArray *phases;                /* PlanPhase */
} PlanProgram;

typedef enum
{
  PROGRAM_FORWARD_EVAL,
  PROGRAM_FORWARD_TRAIN,
  PROGRAM_BACKWARD_EVAL,
  PROGRAM_BACKWARD_TRAIN,
  PROGRAM_STEP_EVAL,
  PROGRAM_STEP_TRAIN,
  N_PROGRAMS,
} PlanProgramKind;

struct _ConvoPlan
{
  ConvoReport *report;
  const ConvoNet *net;
  ConvoPlanMode mode;
  int batch, n_slices, n_nodes, n_threads;
  PlanNode *nodes;
  gboolean heavy;                /* enough work for threads to do an image together */
  int input, scores, targets;    /* nodes; −1 if there is none. targets: the label map of the loss that reads scores */
  gint64 image_pitch;            /* floats of one image's arena */
  gint64 n_grads;                /* floats of one slice's accumulators */
  gint64 n_sums;                 /* doubles of one slice's sums */
  gint64 grad_floats, value_floats, saved_floats;   /* of one image, before sharing */
  gsize scratch_size;
  gint64 gathered_floats;        /* of one worker: the largest phase's */
  PlanProgram programs[N_PROGRAMS];

  ConvoWeights *weights;         /* not owned */
  ConvoWorkers *workers;         /* not owned */
  float *arena;
  float *grads;                  /* [n_slices][n_grads] */
  double *sums;                  /* [n_slices][n_sums] */
  double **sums_of;              /* [n_slices] scratch for reduce */
  float ***grad_pointers;        /* [n_slices][n_nodes × CONVO_MAX_PARAMS] */
  char *packed, *kept;
  void **scratch;                /* [n_threads] */
  float **gathered;              /* [n_threads] */
  gsize packed_total, kept_total;

  /* of the running step */
  const float *pictures;
  const gint32 *labels;
  int n;
  gboolean training;
  struct                         /* what the packed weights are of; version 0: nothing */
  {
    guint version;
    gboolean backward, direct;
    ConvoIsa isa;
  } packed_for;
  guint64 random_key;
  const PlanProgram *program;
  const PlanPhase *phase;
  gboolean clear_grads;
  const PlanOp *op;              /* that all threads do together, … */
  int slice;                     /* … for this slice */
  PlanPart part;
  const gint *cancel;
};

/* plan-design.c */
void convo_plan_design   (ConvoPlan *plan);
/* plan-share.c */
void convo_plan_share    (ConvoPlan *plan);
/* plan-memory.c */
void convo_plan_place    (ConvoPlan *plan);
/* plan-program.c */
void convo_plan_program  (ConvoPlan *plan);
void convo_plan_programs_clear (ConvoPlan *plan);
/* plan-fold.c */
void convo_plan_fold         (ConvoPlan *plan);
gsize convo_plan_fold_scratch (const PlanNode *node);
void convo_plan_fold_params  (PlanNode *node, void *scratch);
/* plan-together.c */
void convo_plan_weigh         (ConvoPlan *plan);
gboolean convo_plan_together  (const ConvoPlan *plan);
void convo_plan_run_together  (ConvoPlan *plan);
/* plan-run.c */
void convo_plan_prepare  (ConvoPlan *plan, gboolean backward);
void convo_plan_execute  (ConvoPlan *plan, PlanProgramKind kind);
void convo_plan_run_op   (ConvoPlan *plan, const PlanOp *op, int worker, int slice, const PlanPart *part);
void convo_plan_gather   (ConvoPlan *plan, const PlanOp *op, int worker, int slice, ConvoShare share);
void convo_plan_reduce   (ConvoPlan *plan, int node, gboolean backward);

G_END_DECLS
