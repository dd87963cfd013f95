#pragma once
#include "plan.h"

G_BEGIN_DECLS

/**
 * ConvoOptimizerKind:
 * @CONVO_OPTIMIZER_SGD: v = momentum·v + g; w −= rate·v
 * @CONVO_OPTIMIZER_NESTEROV: v = momentum·v + g; w −= rate·(g + momentum·v). Nesterov 1983, as PyTorch has it
 * @CONVO_OPTIMIZER_ADAM: Kingma, Ba, "Adam: a method for stochastic optimization", 2015
 * @CONVO_OPTIMIZER_ADAMW: Adam with decoupled weight decay. Loshchilov, Hutter, 2019
 * @CONVO_OPTIMIZER_RMSPROP: Tieleman, Hinton, lecture 6e, 2012
 * @CONVO_OPTIMIZER_ADAGRAD: Duchi, Hazan, Singer, 2011
 * @CONVO_OPTIMIZER_ADADELTA: Zeiler, 2012
 */
typedef enum
{
  CONVO_OPTIMIZER_SGD,
  CONVO_OPTIMIZER_NESTEROV,
  CONVO_OPTIMIZER_ADAM,
  CONVO_OPTIMIZER_ADAMW,
  CONVO_OPTIMIZER_RMSPROP,
  CONVO_OPTIMIZER_ADAGRAD,
  CONVO_OPTIMIZER_ADADELTA,
} ConvoOptimizerKind;

#define CONVO_N_OPTIMIZERS 7

/**
 * ConvoOptimizerSettings:
 * @learning_rate: at least 0
 * @momentum: of SGD, Nesterov and RMSprop; the first step takes v = g (PyTorch)
 * @weight_decay: L2: g += decay·w, for weights, biases and scales alike (PyTorch); AdamW: w −= rate·decay·w
 * @beta1: Adam: memory of the mean gradient, 0.9
 * @beta2: Adam: memory of its square, 0.999
 * @rho: RMSprop (0.99) and Adadelta (0.9): memory of the square
 * @epsilon: keeps divisions finite: 1e-8; Adagrad 1e-10, Adadelta 1e-6
 * @clip_norm: gradients are scaled down together so that their L2 norm is at most this; 0: never. Pascanu et al. 2013
 * @clip_value: each gradient is cut to ± this; 0: never
 */
typedef struct
{
  ConvoOptimizerKind kind;
  double learning_rate, momentum, weight_decay, beta1, beta2, rho, epsilon, clip_norm, clip_value;
} ConvoOptimizerSettings;

/**
 * ConvoOptimizerRule:
 * @name: in documents and on the command line
 * @title: for people (translatable)
 * @uses_momentum: whether the setting "momentum" means anything
 * @learning_rate: usual value
 * @n_states: floats kept per weight: 0 … 2
 * @apply: one step over @n values; @step counts from 1; unused states are %NULL
 */
typedef struct
{
  const char *name, *title;
  gboolean uses_momentum;
  double learning_rate, momentum, rho, epsilon;
  int n_states;
  void (*apply) (const ConvoOptimizerSettings *settings, gint64 step, gint64 n, float *w, const float *g,
                 float *state1, float *state2);
} ConvoOptimizerRule;

const ConvoOptimizerRule *convo_optimizer_rule      (ConvoOptimizerKind  kind);
gboolean                  convo_optimizer_from_name (const char         *name,
                                                     ConvoOptimizerKind *kind);
char                     *convo_optimizer_names     (void);

typedef struct _ConvoOptimizer ConvoOptimizer;

void            convo_optimizer_defaults (ConvoOptimizerSettings *settings,
                                          ConvoOptimizerKind      kind);
ConvoOptimizer *convo_optimizer_new      (ConvoWeights           *weights,
                                          ConvoOptimizerKind      kind,
                                          GError                **error);
void            convo_optimizer_free     (ConvoOptimizer         *optimizer);
/* Applies the plan's gradients to the weights; settings may change from step to step */
void            convo_optimizer_step     (ConvoOptimizer               *optimizer,
                                          ConvoPlan                    *plan,
                                          const ConvoOptimizerSettings *settings);
/* A state of tensor @tensor of the weights (@which: 0 or 1), engine order; NULL if the rule keeps none. For checkpoints */
float          *convo_optimizer_state    (ConvoOptimizer               *optimizer,
                                          int                           tensor,
                                          int                           which);
void            convo_optimizer_set_steps (ConvoOptimizer              *optimizer,
                                           gint64                       steps);
/* L2 norm of all gradients at the last step that clipped by norm; 0 before */
double          convo_optimizer_norm     (ConvoOptimizer               *optimizer);
/* One tensor, for tests: @step counts from 1 */
void            convo_optimizer_apply    (const ConvoOptimizerSettings *settings,
                                          gint64                        step,
                                          gint64                        n,
                                          float                        *w,
                                          const float                  *g,
                                          float                        *state1,
                                          float                        *state2);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ConvoOptimizer, convo_optimizer_free)

G_END_DECLS
