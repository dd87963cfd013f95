/* An optimiser at work: state for every trainable value, and a step over all of them on the plan's workers. */
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
  double *squares;              /* of each part's gradients */
  double norm;
  float scale;                  /* of gradients, for clipping by norm */
};

/** convo_optimizer_defaults: @settings: (out): the rule's usual values */
void
convo_optimizer_defaults (ConvoOptimizerSettings *settings, ConvoOptimizerKind kind)
{
  const ConvoOptimizerRule *rule = convo_optimizer_rule (kind);

  *settings = (ConvoOptimizerSettings) {
    .kind = kind, .learning_rate = rule->learning_rate, .momentum = rule->momentum, .beta1 = 0.9, .beta2 = 0.999,
    .rho = rule->rho, .epsilon = rule->epsilon,
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
  self->squares = g_new0 (double, MAX (self->parts->len, 1));
  self->state1 = convo_aligned_floats (self->floats);
  if (convo_optimizer_rule (kind)->n_states > 1)
    self->state2 = convo_aligned_floats (self->floats);
  if (self->state1 == NULL || (convo_optimizer_rule (kind)->n_states > 1 && self->state2 == NULL))
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
  g_free (self->squares);
  g_free (self);
}

/**
 * convo_optimizer_apply:
 * @step: counts from 1
 * @n: number of values
 * @w: (inout): weights
 * @g: gradients
 * @state1: (inout): first state of the rule, zero before step 1
 * @state2: (inout) (nullable): second state of the rule, zero before step 1
 */
void
convo_optimizer_apply (const ConvoOptimizerSettings *settings, gint64 step, gint64 n, float *w, const float *g,
                       float *state1, float *state2)
{
  convo_optimizer_rule (settings->kind)->apply (settings, step, n, w, g, state1, state2);
}

static float *
gradient_of (ConvoOptimizer *self, const Part *part)
{
  const ConvoTensor *tensor = convo_weights_get (self->weights, part->tensor);
  float *gradient = convo_plan_gradient (self->plan, tensor->node, tensor->param);

  return gradient != NULL ? gradient + part->first : NULL;
}

static void
sum_squares (gpointer data, int worker, int index)
{
  ConvoOptimizer *self = data;
  const Part *part = &g_array_index (self->parts, Part, index);
  const float *gradient = gradient_of (self, part);
  double sum = 0;

  for (gint64 i = 0; gradient != NULL && i < part->count; i++)
    sum += (double) gradient[i] * gradient[i];
  self->squares[index] = sum;
}

static void
clip (const ConvoOptimizer *self, float *gradient, gint64 n)
{
  const float most = self->settings->clip_value, scale = self->scale;

  for (gint64 i = 0; scale != 1 && i < n; i++)
    gradient[i] *= scale;
  for (gint64 i = 0; most > 0 && i < n; i++)
    gradient[i] = gradient[i] > most ? most : gradient[i] < -most ? -most : gradient[i];
}

static void
update_part (gpointer data, int worker, int index)
{
  ConvoOptimizer *self = data;
  const Part *part = &g_array_index (self->parts, Part, index);
  float *gradient = gradient_of (self, part);

  if (gradient == NULL)
    return;
  clip (self, gradient, part->count);
  convo_optimizer_apply (self->settings, self->steps, part->count,
                         convo_weights_get (self->weights, part->tensor)->data + part->first, gradient,
                         self->state1 + part->state, self->state2 != NULL ? self->state2 + part->state : NULL);
}

/* In the order of the parts, so the norm has the same bits for any number of threads */
static void
measure_norm (ConvoOptimizer *self)
{
  double sum = 0;

  self->scale = 1;
  if (self->settings->clip_norm <= 0)
    return;
  convo_workers_run (convo_plan_workers (self->plan), self->parts->len, sum_squares, self);
  for (guint i = 0; i < self->parts->len; i++)
    sum += self->squares[i];
  self->norm = sqrt (sum);
  if (self->norm > self->settings->clip_norm)
    self->scale = self->settings->clip_norm / self->norm;
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
  measure_norm (self);
  convo_workers_run (convo_plan_workers (plan), self->parts->len, update_part, self);
  convo_weights_changed (self->weights);
}

/** convo_optimizer_state: Returns: (nullable) (transfer none): see optimizer.h */
float *
convo_optimizer_state (ConvoOptimizer *self, int tensor, int which)
{
  float *states = which == 0 ? self->state1 : self->state2;

  for (guint i = 0; states != NULL && i < self->parts->len; i++)
    {
      const Part *part = &g_array_index (self->parts, Part, i);

      if (part->tensor == tensor)
        return states + part->state;
    }
  return NULL;
}

/** convo_optimizer_set_steps: steps done so far, for rules that count them */
void
convo_optimizer_set_steps (ConvoOptimizer *self, gint64 steps)
{
  self->steps = steps;
}

/** convo_optimizer_norm: Returns: see optimizer.h */
double
convo_optimizer_norm (ConvoOptimizer *self)
{
  return self->norm;
}
