/* What a network takes in memory. The parts that a plan makes are the plan's own estimate; pictures, weights and the
 * optimiser's state are counted here. */
#include "budget.h"
#include "aligned.h"
#include "errors.h"

/**
 * convo_budget:
 * @training: forward and backward, else forward only
 * @batch: images a step, at least 1
 * @n_threads: as many as will compute, at least 1
 * @budget: (out): in bytes
 * @error: return location; the report's first problem
 *
 * Nothing is allocated, and a budget that does not fit is no error: ask convo_budget_fits().
 *
 * Returns: %FALSE if there can be no plan
 */
gboolean
convo_budget (const ConvoReport *report, gboolean training, int batch, int n_threads, ConvoOptimizerKind optimizer,
              ConvoBudget *budget, GError **error)
{
  const ConvoTotals *totals = convo_report_totals (report);
  ConvoPlanMemory memory = { 0 };
  g_autoptr(GError) local = NULL;

  if (!convo_plan_estimate (report, training ? CONVO_PLAN_TRAINING : CONVO_PLAN_INFERENCE, batch, n_threads, &memory, &local)
      && !g_error_matches (local, CONVO_ERROR, CONVO_ERROR_MEMORY))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  *budget = (ConvoBudget) {
    .pictures = (gsize) convo_shape_count (&totals->input) * batch * sizeof (float),
    .weights = (gsize) (totals->parameters + totals->statistics) * sizeof (float),
    .weight_gradients = training ? memory.accumulators : 0,
    .optimizer = training ? (gsize) totals->parameters * convo_optimizer_rule (optimizer)->n_states * sizeof (float) : 0,
    .activations = memory.values + memory.saved,
    .activation_gradients = memory.gradients,
    .fleeting = memory.fleeting,
    .workspace = memory.scratch - memory.fleeting + (training ? 0 : memory.accumulators),
    .by_hand = (gsize) totals->activation_bytes * batch * (training ? 2 : 1),
    .available = convo_memory_available (),
  };
  budget->total = budget->pictures + budget->weights + budget->weight_gradients + budget->optimizer + budget->activations
                  + budget->activation_gradients + budget->fleeting + budget->workspace;
  return TRUE;
}

/** convo_budget_fits: Returns: whether nine tenths of the free memory hold it; %TRUE if the system does not say */
gboolean
convo_budget_fits (const ConvoBudget *budget)
{
  return budget->available == 0 || budget->total < budget->available - budget->available / CONVO_BUDGET_RESERVE;
}

/**
 * convo_budget_largest:
 *
 * Returns: the largest batch that fits, at most 65,536; 0 if a single image does not, or if there can be no plan
 */
int
convo_budget_largest (const ConvoReport *report, gboolean training, int n_threads, ConvoOptimizerKind optimizer)
{
  int low = 0, high = 1;
  ConvoBudget budget;

  while (high <= CONVO_BUDGET_MOST && convo_budget (report, training, high, n_threads, optimizer, &budget, NULL)
         && convo_budget_fits (&budget))
    {
      low = high;
      high *= 2;
    }
  if (low == 0 || low == CONVO_BUDGET_MOST)
    return low;
  while (high - low > 1)
    {
      const int middle = low + (high - low) / 2;

      if (convo_budget (report, training, middle, n_threads, optimizer, &budget, NULL) && convo_budget_fits (&budget))
        low = middle;
      else
        high = middle;
    }
  return low;
}
