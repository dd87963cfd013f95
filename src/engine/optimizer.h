#pragma once
#include "plan.h"

G_BEGIN_DECLS

typedef enum
{
  CONVO_OPTIMIZER_SGD,
  CONVO_OPTIMIZER_ADAM,
} ConvoOptimizerKind;

/**
 * ConvoOptimizerSettings:
 * @learning_rate: at least 0
 * @momentum: SGD: v = momentum·v + g; w −= lr·v, the first step v = g (PyTorch)
 * @weight_decay: L2: g += decay·w, for weights, biases and scales alike (PyTorch)
 * @beta1: Adam, 0.9
 * @beta2: Adam, 0.999
 * @epsilon: Adam, 1e-8
 */
typedef struct
{
  ConvoOptimizerKind kind;
  double learning_rate, momentum, weight_decay, beta1, beta2, epsilon;
} ConvoOptimizerSettings;

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
