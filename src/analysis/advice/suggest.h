/* Advice: nothing is wrong, but a teacher would say a word. Each names the layer, says why in numbers, and brings the
 * change that follows it, where there is one. */
#pragma once
#include "cures.h"

G_BEGIN_DECLS

/**
 * ConvoAdviceKind:
 * @CONVO_ADVICE_TWICE_SOFTMAX: probabilities go into a loss that makes them itself
 * @CONVO_ADVICE_LAST_ACTIVATION: an activation bends the scores that the loss reads
 * @CONVO_ADVICE_LOST_BIAS: a normalisation takes the bias before it away
 * @CONVO_ADVICE_SMALL_FIELD: what is averaged in the end sees a part of the picture only
 * @CONVO_ADVICE_POOLED_AWAY: a map so small that kernel weights meet nothing but padding
 * @CONVO_ADVICE_BOTTLENECK: values are squeezed hard in the first third of the network
 * @CONVO_ADVICE_LARGE_KERNEL: a stack of 3×3 kernels sees as much for less
 * @CONVO_ADVICE_POOL_FIRST: pooling before a widening layer saves most of its work
 * @CONVO_ADVICE_DEPTH: deep without shortcuts
 * @CONVO_ADVICE_WIDTH: wide without depth
 * @CONVO_ADVICE_SPARE_SCORES: more scores than the chosen data have classes
 */
typedef enum
{
  CONVO_ADVICE_TWICE_SOFTMAX,
  CONVO_ADVICE_LAST_ACTIVATION,
  CONVO_ADVICE_LOST_BIAS,
  CONVO_ADVICE_SMALL_FIELD,
  CONVO_ADVICE_POOLED_AWAY,
  CONVO_ADVICE_BOTTLENECK,
  CONVO_ADVICE_LARGE_KERNEL,
  CONVO_ADVICE_POOL_FIRST,
  CONVO_ADVICE_DEPTH,
  CONVO_ADVICE_WIDTH,
  CONVO_ADVICE_SPARE_SCORES,
} ConvoAdviceKind;

/**
 * ConvoAdvice:
 * @kind: which
 * @top: index of the top-level node; -1 for the network as a whole
 * @path: (nullable): the layer; of a repeated block's layers the first
 * @message: translated: why, in numbers
 * @cures: the changes that follow it; may be empty
 */
typedef struct
{
  ConvoAdviceKind kind;
  int top;
  char *path, *message;
  ConvoCures *cures;
} ConvoAdvice;

GPtrArray *convo_advise (const ConvoReport *report);   /* (transfer full) (element-type ConvoAdvice) */

G_END_DECLS
