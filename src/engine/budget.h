/* What a network takes in memory, part by part, and the largest batch that fits this computer. */
#pragma once
#include "optimizer.h"
#include "plan.h"

G_BEGIN_DECLS

#define CONVO_BUDGET_MOST 65536  /* the largest batch that is looked for, and that a training takes */

/**
 * ConvoBudget:
 * @pictures: the batch that comes in, 4 bytes each value
 * @weights: parameters and running values
 * @weight_gradients: gradients of the parameters, for every slice of the batch; 0 for inference
 * @optimizer: what the rule keeps for each parameter
 * @activations: maps that stay until others have read them; for training with what backward needs besides
 * @activation_gradients: gradients of such maps; 0 for inference
 * @fleeting: maps and gradients that a thread makes and reads at once, before the next ones take their place
 * @workspace: packed weights and what the threads compute in
 * @total: all of these
 * @by_hand: what counting every output gives, twice for training: no buffer is used again
 * @available: bytes that are free now; 0 if the system does not say
 *
 * All in bytes, for a whole batch.
 */
typedef struct
{
  gsize pictures, weights, weight_gradients, optimizer, activations, activation_gradients, fleeting, workspace, total,
        by_hand, available;
} ConvoBudget;

gboolean convo_budget         (const ConvoReport  *report,
                               gboolean            training,
                               int                 batch,
                               int                 n_threads,
                               ConvoOptimizerKind  optimizer,
                               ConvoBudget        *budget,
                               GError            **error);
#define CONVO_BUDGET_RESERVE 10      /* a tenth of the free memory is left to other programs */

gboolean convo_budget_fits    (const ConvoBudget  *budget);
int      convo_budget_largest (const ConvoReport  *report,
                               gboolean            training,
                               int                 n_threads,
                               ConvoOptimizerKind  optimizer);

G_END_DECLS
