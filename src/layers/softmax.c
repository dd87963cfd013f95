/* Softmax over channels: y = exp (x) / Σ exp (x), at every position. */
#include "common.h"
#include "pointwise.h"
#include "text.h"

static void
forward (const void *state, ConvoPass *pass)
{
  const ConvoPointwise *pointwise = convo_pointwise ();

  CONVO_FOR_EACH_PIXEL (pass, pass->y, i, z, h, w)
    pointwise->softmax (convo_map_pixel (pass->y, i, z, h, w), convo_map_pixel (&pass->x[0], i, z, h, w),
                        pass->y->channels);
}

static void
backward (const void *state, ConvoPass *pass)
{
  const ConvoPointwise *pointwise = convo_pointwise ();

  if (pass->dx[0].data == NULL)
    return;
  CONVO_FOR_EACH_PIXEL (pass, pass->y, i, z, h, w)
    pointwise->softmax_backward (convo_map_pixel (&pass->dx[0], i, z, h, w), convo_map_pixel (pass->y, i, z, h, w),
                                 convo_map_pixel (pass->dy, i, z, h, w), pass->y->channels, pass->dx_add[0]);
}

const ConvoKind convo_kind_softmax = {
  .name = "softmax",
  .title = N_("Softmax"),
  .family = "activation",
  .prefix = "softmax",
  .doc = N_("Turns the channels at each position into probabilities: positive, with sum 1. "
            "The cross-entropy loss has its own; do not put both."),
  .accel = "x",
  .onnx = "Softmax(axis=1)",
  .torch = "nn.Softmax(dim=1)",
  .keras = "layers.Softmax()",
  .flags = CONVO_KIND_SLICE | CONVO_KIND_READS_Y | CONVO_KIND_PROBABILITIES,
  .min_inputs = 1,
  .max_inputs = 1,
  .infer = convo_infer_same,
  .forward = forward,
  .backward = backward,
};
