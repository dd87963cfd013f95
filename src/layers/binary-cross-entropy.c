/* Sigmoid and binary cross-entropy in one: the mean of −t·log σ (x) − (1 − t)·log (1 − σ (x)) over an image's values,
 * without overflow. The target t is the second input, or else 1 for the image's class and 0 for the others. */
#include "losses.h"
#include "text.h"

#include <math.h>

static double
value (double x, double t)
{
  return (x > 0 ? x : 0) - x * t + log1p (exp (-fabs (x)));
}

static double
slope (double x, double t)
{
  return 1 / (1 + exp (-x)) - t;
}

static double
target_slope (double x, double t)
{
  return -x;
}

static const ConvoPointLoss loss = { value, slope, target_slope };

static gboolean
infer (const void *state, const ConvoShape *in, int n_in, ConvoShape *out, GError **error)
{
  return convo_loss_infer (_("Binary cross-entropy"), in, n_in, out, error);
}

static void
forward (const void *state, ConvoPass *pass)
{
  convo_loss_forward (&loss, pass);
}

static void
backward (const void *state, ConvoPass *pass)
{
  convo_loss_backward (&loss, pass);
}

const ConvoKind convo_kind_binary_cross_entropy = {
  .name = "binary-cross-entropy",
  .title = N_("Binary cross-entropy"),
  .family = "io",
  .prefix = "loss",
  .doc = N_("Asks of every output alone whether it is on, through a sigmoid. The target is the second input, or 1 for "
            "the true class and 0 for the others."),
  .onnx = "Neg(target * Log(Sigmoid(x)) + (1 - target) * Log(1 - Sigmoid(x)))",
  .torch = "nn.BCEWithLogitsLoss()",
  .keras = "keras.losses.BinaryCrossentropy(from_logits=True)",
  .flags = CONVO_KIND_LOSS | CONVO_KIND_TAKES_SCORES | CONVO_KIND_READS_X,
  .min_inputs = 1,
  .max_inputs = 2,
  .infer = infer,
  .explain = convo_loss_explain,
  .forward = forward,
  .backward = backward,
};
