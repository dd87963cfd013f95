/* Optimisers: SGD with momentum, and Adam (Kingma, Ba, "Adam: a method for stochastic optimization", 2015), with L2
 * weight decay added to the gradient, in the order of operations of PyTorch. */
#include "optimizer.h"
#include "aligned.h"
#include "errors.h"
#include "text.h"

#include <math.h>
#include <string.h>

#define CHUNK 16384   /* values that one thread updates at a time */

typedef struct
{
  int tensor;
  gint64 first, count, state;
} Part;

struct _ConvoOptimizer
{
  ConvoWeights *weights;        /* not owned */
  ConvoOptimizerKind kind;
  gint64 steps, floats;
  float *state1, *state2;       /* velocity; first and second moment */
  GArray *parts;                /* Part: trainable values in chunks */
  /* of the running step */
  ConvoPlan *plan;
  const ConvoOptimizerSettings *settings;
};

/** convo_optimizer_defaults: @settings: (out): usual values: SGD 0.01, momentum 0.9; Adam 0.001, 0.9, 0.999, 1e-8 */
void
convo_optimizer_defaults (ConvoOptimizerSettings *settings, ConvoOptimizerKind kind)
{
  *settings = (ConvoOptimizerSettings) {
    .kind = kind, .learning_rate = kind == CONVO_OPTIMIZER_ADAM ? 0.001 : 0.01,
    .momentum = kind == CONVO_OPTIMIZER_ADAM ? 0 : 0.9, .beta1 = 0.9, .beta2 = 0.999, .epsilon = 1e-8,
  };
}

/**
 * convo_optimizer_new:
 * @weights: (transfer none): must outlive the optimiser
 * @error: return location; %CONVO_ERROR_MEMORY
 *
 * Returns: (transfer full) (nullable): an optimiser with zero state
 */
ConvoOptimizer *
convo_optimizer_new (ConvoWeights *weights, ConvoOptimizerKind kind, GError **error)
{
  g_autoptr(ConvoOptimizer) self = g_new0 (ConvoOptimizer, 1);

  self->weights = weights;
  self->kind = kind;
  self->parts = g_array_new (FALSE, FALSE, sizeof (Part));
  for (int i = 0; i < convo_weights_n (weights); i++)
    {
      const ConvoTensor *tensor = convo_weights_get (weights, i);

      if (!convo_param_trainable (&tensor->spec))
        continue;
      for (gint64 at = 0; at < tensor->count; at += CHUNK)
        g_array_append_val (self->parts, ((Part) { i, at, MIN (CHUNK, tensor->count - at), self->floats + at }));
      self->floats += tensor->count;
    }
  self->state1 = convo_aligned_floats (self->floats);
  if (kind == CONVO_OPTIMIZER_ADAM)
    self->state2 = convo_aligned_floats (self->floats);
  if (self->state1 == NULL || (kind == CONVO_OPTIMIZER_ADAM && self->state2 == NULL))
    {
      g_set_error (error, CONVO_ERROR, CONVO_ERROR_MEMORY,
                   _("The optimiser's state does not fit into memory; use SGD, or a smaller network."));
      return NULL;
    }
  return g_steal_pointer (&self);
}

/** convo_optimizer_free: %NULL is allowed */
void
convo_optimizer_free (ConvoOptimizer *self)
{
  if (self == NULL)
    return;
  convo_aligned_free (self->state1);
  convo_aligned_free (self->state2);
  g_array_unref (self->parts);
  g_free (self);
}

static void
sgd (const ConvoOptimizerSettings *settings, gint64 step, gint64 n, float *w, const float *g, float *v)
{
  const float rate = settings->learning_rate, momentum = settings->momentum, decay = settings->weight_decay;

  if (momentum == 0)
    for (gint64 i = 0; i < n; i++)
      w[i] -= rate * (g[i] + decay * w[i]);
  else
    for (gint64 i = 0; i < n; i++)
      {
        v[i] = momentum * v[i] + (g[i] + decay * w[i]);   /* v starts at 0, so the first step gives v = g */
        w[i] -= rate * v[i];
      }
}

static void
adam (const ConvoOptimizerSettings *settings, gint64 step, gint64 n, float *w, const float *g, float *m, float *v)
{
  const float b1 = settings->beta1, b2 = settings->beta2, decay = settings->weight_decay;
  const float epsilon = settings->epsilon;
  const float rate = settings->learning_rate / (1 - pow (settings->beta1, step));
  const float scale = 1 / sqrt (1 - pow (settings->beta2, step));

  for (gint64 i = 0; i < n; i++)
    {
      float gradient = g[i] + decay * w[i];

      m[i] = b1 * m[i] + (1 - b1) * gradient;
      v[i] = b2 * v[i] + (1 - b2) * gradient * gradient;
      w[i] -= rate * m[i] / (sqrtf (v[i]) * scale + epsilon);
    }
}

/**
 * convo_optimizer_apply:
 * @step: counts from 1
 * @n: number of values
 * @w: (inout): weights
 * @g: gradients
 * @state1: (inout): velocity or first moment, zero before step 1
 * @state2: (inout): second moment (Adam), zero before step 1
 */
void
convo_optimizer_apply (const ConvoOptimizerSettings *settings, gint64 step, gint64 n, float *w, const float *g,
                       float *state1, float *state2)
{
  if (settings->kind == CONVO_OPTIMIZER_ADAM)
    adam (settings, step, n, w, g, state1, state2);
  else
    sgd (settings, step, n, w, g, state1);
}

static void
update_part (gpointer data, int worker, int index)
{
  ConvoOptimizer *self = data;
  const Part *part = &g_array_index (self->parts, Part, index);
  const ConvoTensor *tensor = convo_weights_get (self->weights, part->tensor);
  const float *gradient = convo_plan_gradient (self->plan, tensor->node, tensor->param);

  if (gradient != NULL)
    convo_optimizer_apply (self->settings, self->steps, part->count, tensor->data + part->first,
                           gradient + part->first, self->state1 + part->state,
                           self->state2 != NULL ? self->state2 + part->state : NULL);
}

/** convo_optimizer_step: one update of all trainable values from the plan's gradients, on the plan's workers */
void
convo_optimizer_step (ConvoOptimizer *self, ConvoPlan *plan, const ConvoOptimizerSettings *settings)
{
  ConvoOptimizerSettings now = *settings;

  now.kind = self->kind;   /* the state that was allocated decides */
  self->plan = plan;
  self->settings = &now;
  self->steps++;
  convo_workers_run (convo_plan_workers (plan), self->parts->len, update_part, self);
}
