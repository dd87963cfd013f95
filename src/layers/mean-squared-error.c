/* Mean squared error: the mean of (x − t)² over an image's values. The target t is the second input, or else 1 for the
 * image's class and 0 for the others. */
#include "losses.h"
#include "text.h"

static double
value (double x, double t)
{
  return (x - t) * (x - t);
}

static double
slope (double x, double t)
{
  return 2 * (x - t);
}

static double
target_slope (double x, double t)
{
  return 2 * (t - x);
}

static const ConvoPointLoss loss = { value, slope, target_slope };

static gboolean
infer (const void *state, const ConvoShape *in, int n_in, ConvoShape *out, GError **error)
{
  return convo_loss_infer (_("Mean squared error"), in, n_in, out, error);
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

const ConvoKind convo_kind_mean_squared_error = {
  .name = "mean-squared-error",
  .title = N_("Mean squared error"),
  .family = "io",
  .prefix = "loss",
  .doc = N_("The mean squared difference from a target: the second input, or 1 for the true class and 0 for the "
            "others."),
  .onnx = "ReduceMean(Pow(Sub(x, target), 2))",
  .torch = "nn.MSELoss()",
  .keras = "keras.losses.MeanSquaredError()",
  .flags = CONVO_KIND_LOSS | CONVO_KIND_READS_X,
  .min_inputs = 1,
  .max_inputs = 2,
  .infer = infer,
  .explain = convo_loss_explain,
  .forward = forward,
  .backward = backward,
};
