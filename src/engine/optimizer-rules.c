/* The update rules: one function and one row of a table each, in the order of operations of PyTorch, with L2 weight
 * decay added to the gradient except where it says otherwise. Sources stand at ConvoOptimizerKind. */
#include "optimizer.h"
#include "text.h"

#include <math.h>
#include <string.h>

static void
sgd (const ConvoOptimizerSettings *settings, gint64 step, gint64 n, float *w, const float *g, float *v, float *unused)
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
nesterov (const ConvoOptimizerSettings *settings, gint64 step, gint64 n, float *w, const float *g, float *v, float *unused)
{
  const float rate = settings->learning_rate, momentum = settings->momentum, decay = settings->weight_decay;

  for (gint64 i = 0; i < n; i++)
    {
      float gradient = g[i] + decay * w[i];

      v[i] = momentum * v[i] + gradient;
      w[i] -= rate * (gradient + momentum * v[i]);
    }
}

/* @decay is added to the gradient; @shrink multiplies the weight */
static void
adam_with (const ConvoOptimizerSettings *settings, gint64 step, gint64 n, float *w, const float *g, float *m, float *v,
           float decay, float shrink)
{
  const float b1 = settings->beta1, b2 = settings->beta2, epsilon = settings->epsilon;
  const float rate = settings->learning_rate / (1 - pow (settings->beta1, step));
  const float scale = 1 / sqrt (1 - pow (settings->beta2, step));

  for (gint64 i = 0; i < n; i++)
    {
      float gradient = g[i] + decay * w[i];

      m[i] = b1 * m[i] + (1 - b1) * gradient;
      v[i] = b2 * v[i] + (1 - b2) * gradient * gradient;
      w[i] = shrink * w[i] - rate * m[i] / (sqrtf (v[i]) * scale + epsilon);
    }
}

static void
adam (const ConvoOptimizerSettings *settings, gint64 step, gint64 n, float *w, const float *g, float *m, float *v)
{
  adam_with (settings, step, n, w, g, m, v, settings->weight_decay, 1);
}

static void
adamw (const ConvoOptimizerSettings *settings, gint64 step, gint64 n, float *w, const float *g, float *m, float *v)
{
  adam_with (settings, step, n, w, g, m, v, 0, 1 - settings->learning_rate * settings->weight_decay);
}

static void
rmsprop (const ConvoOptimizerSettings *settings, gint64 step, gint64 n, float *w, const float *g, float *s, float *v)
{
  const float rate = settings->learning_rate, momentum = settings->momentum, decay = settings->weight_decay;
  const float rho = settings->rho, epsilon = settings->epsilon;

  for (gint64 i = 0; i < n; i++)
    {
      float gradient = g[i] + decay * w[i];

      s[i] = rho * s[i] + (1 - rho) * gradient * gradient;
      v[i] = momentum * v[i] + gradient / (sqrtf (s[i]) + epsilon);
      w[i] -= rate * v[i];
    }
}

static void
adagrad (const ConvoOptimizerSettings *settings, gint64 step, gint64 n, float *w, const float *g, float *s, float *unused)
{
  const float rate = settings->learning_rate, decay = settings->weight_decay, epsilon = settings->epsilon;

  for (gint64 i = 0; i < n; i++)
    {
      float gradient = g[i] + decay * w[i];

      s[i] += gradient * gradient;
      w[i] -= rate * gradient / (sqrtf (s[i]) + epsilon);
    }
}

static void
adadelta (const ConvoOptimizerSettings *settings, gint64 step, gint64 n, float *w, const float *g, float *s, float *u)
{
  const float rate = settings->learning_rate, decay = settings->weight_decay;
  const float rho = settings->rho, epsilon = settings->epsilon;

  for (gint64 i = 0; i < n; i++)
    {
      float gradient = g[i] + decay * w[i], change;

      s[i] = rho * s[i] + (1 - rho) * gradient * gradient;
      change = sqrtf (u[i] + epsilon) / sqrtf (s[i] + epsilon) * gradient;
      u[i] = rho * u[i] + (1 - rho) * change * change;
      w[i] -= rate * change;
    }
}

/* name, title, momentum used, learning rate, momentum, ρ, ε, states */
static const ConvoOptimizerRule rules[CONVO_N_OPTIMIZERS] = {
  [CONVO_OPTIMIZER_SGD] = { "sgd", N_("SGD"), TRUE, 0.01, 0.9, 0, 1e-8, 1, sgd },
  [CONVO_OPTIMIZER_NESTEROV] = { "nesterov", N_("Nesterov"), TRUE, 0.01, 0.9, 0, 1e-8, 1, nesterov },
  [CONVO_OPTIMIZER_ADAM] = { "adam", N_("Adam"), FALSE, 0.001, 0, 0, 1e-8, 2, adam },
  [CONVO_OPTIMIZER_ADAMW] = { "adamw", N_("AdamW"), FALSE, 0.001, 0, 0, 1e-8, 2, adamw },
  [CONVO_OPTIMIZER_RMSPROP] = { "rmsprop", N_("RMSprop"), TRUE, 0.01, 0, 0.99, 1e-8, 2, rmsprop },
  [CONVO_OPTIMIZER_ADAGRAD] = { "adagrad", N_("Adagrad"), FALSE, 0.01, 0, 0, 1e-10, 1, adagrad },
  [CONVO_OPTIMIZER_ADADELTA] = { "adadelta", N_("Adadelta"), FALSE, 1, 0, 0.9, 1e-6, 2, adadelta },
};

/** convo_optimizer_rule: Returns: (transfer none): the rule */
const ConvoOptimizerRule *
convo_optimizer_rule (ConvoOptimizerKind kind)
{
  return &rules[kind];
}

/** convo_optimizer_from_name: @kind: (out): unset on failure. Returns: %FALSE if there is no such optimiser */
gboolean
convo_optimizer_from_name (const char *name, ConvoOptimizerKind *kind)
{
  for (int i = 0; i < CONVO_N_OPTIMIZERS; i++)
    if (g_strcmp0 (rules[i].name, name) == 0)
      {
        *kind = i;
        return TRUE;
      }
  return FALSE;
}

/** convo_optimizer_names: Returns: (transfer full): all names, separated by commas */
char *
convo_optimizer_names (void)
{
  const char *names[CONVO_N_OPTIMIZERS + 1] = { NULL };

  for (int i = 0; i < CONVO_N_OPTIMIZERS; i++)
    names[i] = rules[i].name;
  return g_strjoinv (", ", (char **) names);
}
