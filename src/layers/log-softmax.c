/* Log-softmax over channels: y = x − log Σ exp (x), at every position. */
#include "common.h"
#include "pointwise.h"
#include "text.h"

static void
forward (const void *state, ConvoPass *pass)
{
  const ConvoPointwise *pointwise = convo_pointwise ();

  CONVO_FOR_EACH_PIXEL (pass, pass->y, i, z, h, w)
    pointwise->log_softmax (convo_map_pixel (pass->y, i, z, h, w), convo_map_pixel (&pass->x[0], i, z, h, w),
                            pass->y->channels);
}

static void
backward (const void *state, ConvoPass *pass)
{
  const ConvoPointwise *pointwise = convo_pointwise ();

  if (pass->dx[0].data == NULL)
    return;
  CONVO_FOR_EACH_PIXEL (pass, pass->y, i, z, h, w)
    pointwise->log_softmax_backward (convo_map_pixel (&pass->dx[0], i, z, h, w),
                                     convo_map_pixel (pass->y, i, z, h, w), convo_map_pixel (pass->dy, i, z, h, w),
                                     pass->y->channels, pass->dx_add[0]);
}

const ConvoKind convo_kind_log_softmax = {
  .name = "log-softmax",
  .title = N_("Log-softmax"),
  .family = "activation",
  .prefix = "softmax",
  .doc = N_("The logarithm of the probabilities that softmax would give, without losing small ones. "
            "The negative log-likelihood loss expects it."),
  .onnx = "LogSoftmax(axis=1)",
  .torch = "nn.LogSoftmax(dim=1)",
  .keras = "layers.Activation(\"log_softmax\")",
  .flags = CONVO_KIND_SLICE | CONVO_KIND_READS_Y | CONVO_KIND_SIGNED,
  .min_inputs = 1,
  .max_inputs = 1,
  .infer = convo_infer_same,
  .forward = forward,
  .backward = backward,
};
