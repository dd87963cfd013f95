/* How long the gradients of each layer's parameters are. */
#include "gradient-norm.h"

#include <math.h>

static double
sum_of_squares (const float *values, gint64 n)
{
  double sum = 0;

  for (gint64 first = 0; first < n; first += 4096)         /* floats add up in vectors, their sums exactly enough */
    {
      float part[8] = { 0 };
      const gint64 count = MIN (4096, n - first);

      for (gint64 i = 0; i < count / 8 * 8; i += 8)
        for (int k = 0; k < 8; k++)
          part[k] += values[first + i + k] * values[first + i + k];
      for (gint64 i = count / 8 * 8; i < count; i++)
        part[0] += values[first + i] * values[first + i];
      for (int k = 0; k < 8; k++)
        sum += part[k];
    }
  return sum;
}

/**
 * convo_plan_gradient_norms:
 * @plan: one that has done a step of training
 * @norms: (out): one for each node of the net: the L2 norm of the gradient of the loss in all its trainable parameters
 *   together, mean over the batch; NaN for a layer that has none, infinite where a value is no number
 *
 * Reads every gradient once; call it between two steps, on the thread that runs them.
 */
void
convo_plan_gradient_norms (ConvoPlan *plan, double *norms)
{
  const ConvoWeights *weights = convo_plan_weights (plan);
  int n = 0;

  for (int i = 0; i < convo_weights_n (weights); i++)
    n = MAX (n, convo_weights_get (weights, i)->node + 1);
  for (int i = 0; i < n; i++)
    norms[i] = NAN;
  for (int i = 0; i < convo_weights_n (weights); i++)
    {
      const ConvoTensor *tensor = convo_weights_get (weights, i);
      const gboolean trains = convo_param_trainable (&tensor->spec);
      const float *gradient = trains ? convo_plan_gradient (plan, tensor->node, tensor->param) : NULL;
      double *norm = &norms[tensor->node], sum;

      if (gradient == NULL)
        continue;
      sum = sum_of_squares (gradient, convo_param_count (&tensor->spec));
      *norm = (isnan (*norm) ? 0 : *norm) + (isnan (sum) ? INFINITY : sum);
    }
  for (int i = 0; i < n; i++)
    if (!isnan (norms[i]))
      norms[i] = sqrt (norms[i]);
}
