/* Inside of a plan: buffers of one image's arena, operations, phases between barriers. */
#pragma once
#include "aligned.h"
#include "cpu.h"
#include "plan.h"
#include "random.h"

G_BEGIN_DECLS

#define PLAN_ALIGN 16            /* floats: one cache line */
#define PLAN_ALIASED 256         /* floats: channels of the thin layout should not lie a multiple of this apart */
#define PLAN_SLICES 8            /* virtual slices of a batch: fixed, so that bits do not depend on threads */
#define PLAN_MAX_ROWS 16         /* most inputs of a layer that threads do row by row together */
#define PLAN_MAX_GROUP 32        /* images that go depth-first through a phase together */
#define PLAN_DENSE_GROUP 8       /* at least so many where there is a dense layer */
#define PLAN_CACHE (1024 * 1024) /* bytes a group may touch: half of an L2 cache of 2 MiB; weights and tiles need the rest */
#define PLAN_ACCUMULATORS (G_GINT64_CONSTANT (256) << 20)   /* beyond this, fewer slices */
#define CONVO_PACKED_SLACK 256  /* bytes that vector kernels may read past packed weights */

/**
 * PlanRoom:
 * @PLAN_VALUE: a layer's output
 * @PLAN_AGAIN: the same, computed a second time for the backward pass instead of being kept
 * @PLAN_GRADIENT: gradient of the output
 * @PLAN_SAVED: what the layer keeps from forward to backward
 */
typedef enum
{
  PLAN_VALUE,
  PLAN_AGAIN,
  PLAN_GRADIENT,
  PLAN_SAVED,
  PLAN_ROOMS,
} PlanRoom;

/**
 * PlanBuffer: a stretch of memory that every image has.
 * @size: floats, halo included; 0: not needed
 * @start, @end: first and last operation of the program that touches it
 * @offset: floats from the start of the image's arena
 * @local: needed within one phase only: lies in the arena of the worker, which holds one group of images and stays in the
 *   cache
 * @dirty: shares memory with others, so that its halo must be cleared before each use
 */
typedef struct
{
  gint64 size;
  int start, end;
  gint64 offset;
  gboolean local, dirty;
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
  gint64 saved_floats;                  /* an image */
  int value_at, gradient_at;            /* the node whose memory is used: this one, or the one it shares with */
  gboolean in_place;                    /* the value of an input shares memory with this node's */
  gboolean relu;                        /* the layer behind it is a ReLU that is done with this one, … */
  gboolean masks;                       /* … in training also backward, in the pass that sums; or does the part of the ReLU
                                           before it, being a maximum */
  gboolean fused, fused_backward;       /* is such a ReLU */
  const PlanNode *folded;               /* the layer behind that is done with this one's weights; or NULL */
  float *folded_params[CONVO_MAX_PARAMS];
  const PlanNode *gradient_from;        /* the input whose gradient shares memory with this node's; or NULL */
  ConvoMap y, dy;                /* dy has the halo that the kind wants; data where all images have a place, else NULL */
  ConvoMap *x, *dx;              /* [n_in] */
  gboolean *dx_add;
  float *params[CONVO_MAX_PARAMS];
  gint64 grad_offset[CONVO_MAX_PARAMS];   /* in a slice's accumulators; −1: none */
  int finish_parts;              /* of the weight gradient that the whole batch gives at once; 0: slices add theirs */
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
  gboolean again;                /* forward: for the backward pass */
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
  gint64 pitch;                  /* floats of one image in the worker's arena */
  ConvoAheadRun *ahead;          /* what it touches in the image's arena, in order */
  int n_ahead;
  gint64 gathered;               /* floats that its operations gather gradients in */
} PlanPhase;

typedef struct
{
  GArray *ops;                   /* PlanOp */
  GArray *phases;                /* PlanPhase */
  PlanBuffer *buffers;           /* [n_nodes × PLAN_ROOMS] */
  gboolean *again;               /* [n_nodes]: is computed again */
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

/* Maps of one operation on one group of images */
typedef struct
{
  ConvoMap y, dy;
  ConvoMap *x, *dx;              /* [n_in] */
  guint8 *saved;                 /* of image 0 */
  gsize saved_pitch;             /* bytes */
} PlanBinding;

struct _ConvoPlan
{
  ConvoReport *report;
  const ConvoNet *net;
  ConvoPlanMode mode;
  int batch, n_slices, n_nodes, n_threads;
  int lanes;                     /* images in a pack: the "images" of maps; 1 in the usual layout */
  int packs;                     /* of a batch */
  PlanNode *nodes;
  gboolean heavy;                /* enough work for threads to do an image together */
  int input, scores, targets;    /* nodes; −1 if there is none. targets: the label map of the loss that reads scores */
  gint64 image_pitch;            /* floats of one image's arena */
  gint64 n_grads;                /* floats of one slice's accumulators */
  gint64 n_finished;             /* floats of gradients that the whole batch gives at once */
  int finish_parts;              /* of all nodes */
  gint64 n_sums;                 /* doubles of one slice's sums */
  gint64 room_floats[PLAN_ROOMS];         /* of one image in its arena, before sharing; the largest of all programs */
  gint64 local_floats;           /* of one worker's arena: the largest phase's */
  gsize scratch_size;
  gint64 gathered_floats;        /* of one worker: the largest phase's */
  PlanProgram programs[N_PROGRAMS];

  ConvoWeights *weights;         /* not owned */
  ConvoWorkers *workers;         /* not owned */
  float *arena;
  float *grads;                  /* [n_slices][n_grads], [n_finished] */
  double *sums;                  /* [n_slices][n_sums] */
  double **sums_of;              /* [n_slices] scratch for reduce */
  float ***grad_pointers;        /* [n_slices][n_nodes × CONVO_MAX_PARAMS] */
  char *packed, *kept;
  void **scratch;                /* [n_threads] */
  float **local;                 /* [n_threads] */
  ConvoAhead **ahead;            /* [n_threads]: what the next group of images will touch; NULL: nothing */
  ConvoMap **maps;               /* [n_threads][2·inputs]: inputs and their gradients of the running operation */
  float **gathered;              /* [n_threads] */
  float *image_scores;           /* of one image, in the thin layout */
  gsize packed_total, kept_total;

  /* of the running step */
  const float *pictures;
  const gint32 *labels;
  int n, n_packs;
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
/* plan-layout.c */
int  convo_plan_choose_lanes (const ConvoPlan *plan);
/* plan-share.c */
void convo_plan_share    (ConvoPlan *plan);
/* plan-life.c */
void convo_plan_touches  (const ConvoPlan *plan, const PlanProgram *program, const PlanOp *op, GPtrArray *buffers);
void convo_plan_live     (const ConvoPlan *plan, PlanProgram *program);
gboolean convo_plan_reads_y (const PlanNode *node, PlanOpKind kind);
/* plan-again.c */
gboolean convo_plan_find_again (const ConvoPlan *plan, PlanProgram *program);
int  convo_plan_writer   (const ConvoPlan *plan, int owner);
/* plan-memory.c */
void convo_plan_place    (ConvoPlan *plan, PlanProgram *program);
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
/* plan-bind.c */
void convo_plan_select   (ConvoPlan *plan, PlanProgramKind kind);
void convo_plan_bind     (ConvoPlan *plan, const PlanOp *op, int worker, const PlanPart *part, PlanBinding *binding);
void convo_plan_clear_halos (const ConvoMap *map, int first, int count);
/* plan-run.c */
void convo_plan_prepare  (ConvoPlan *plan, gboolean backward);
void convo_plan_execute  (ConvoPlan *plan, PlanProgramKind kind);
void convo_plan_run_op   (ConvoPlan *plan, const PlanOp *op, int worker, int slice, const PlanPart *part);
void convo_plan_gather   (ConvoPlan *plan, const PlanOp *op, int worker, int slice, ConvoShare share);
void convo_plan_begin    (ConvoPlan *plan, int n, gboolean training, const gint32 *labels, guint64 random_key);
void convo_plan_finish   (ConvoPlan *plan);
void convo_plan_finish_part (ConvoPlan *plan, const PlanNode *node, int worker, int index);
void convo_plan_reduce   (ConvoPlan *plan, int node, gboolean backward);

/** convo_plan_keeps_all: Returns: whether every value and gradient stays, for inspection */
static inline gboolean
convo_plan_keeps_all (const ConvoPlan *plan)
{
  return plan->mode == CONVO_PLAN_INSPECT || plan->mode == CONVO_PLAN_INSPECT_TRAINING;
}

/** convo_plan_learns: Returns: whether the plan can go backward */
static inline gboolean
convo_plan_learns (const ConvoPlan *plan)
{
  return plan->mode == CONVO_PLAN_TRAINING || plan->mode == CONVO_PLAN_GRADIENTS ||
         plan->mode == CONVO_PLAN_INSPECT_TRAINING;
}

/** convo_plan_buffer: Returns: where @part of @node lies in @program */
static inline PlanBuffer *
convo_plan_buffer (const ConvoPlan *plan, const PlanProgram *program, int node, PlanRoom part)
{
  if (part == PLAN_VALUE || part == PLAN_AGAIN)
    node = plan->nodes[node].value_at;
  else if (part == PLAN_GRADIENT)
    node = plan->nodes[node].gradient_at;
  return &program->buffers[node * PLAN_ROOMS + part];
}

/** convo_plan_value: Returns: where @op finds the value of @node: backward, that may be the one computed again */
static inline PlanBuffer *
convo_plan_value (const ConvoPlan *plan, const PlanProgram *program, const PlanOp *op, int node)
{
  const gboolean forward = (op->kind == PLAN_OP_FORWARD || op->kind == PLAN_OP_SUMS_FORWARD) && !op->again;

  return convo_plan_buffer (plan, program, node,
                            !forward && program->again[plan->nodes[node].value_at] ? PLAN_AGAIN : PLAN_VALUE);
}

G_END_DECLS
