/* Softplus: y = log (1 + eˣ), without overflow. */
#include "activation.h"
#include "text.h"

static void
forward (const void *state, ConvoPass *pass)
{
  convo_activation_forward (CONVO_SOFTPLUS, 0, pass);
}

static void
backward (const void *state, ConvoPass *pass)
{
  convo_activation_backward (CONVO_SOFTPLUS, 0, pass);
}

const ConvoKind convo_kind_softplus = {
  .name = "softplus",
  .title = N_("Softplus"),
  .family = "activation",
  .prefix = "softplus",
  .doc = N_("A smooth ReLU: near zero for negative values, near the value itself for positive ones."),
  .onnx = "Softplus()",
  .torch = "nn.Softplus()",
  .keras = "layers.Activation(\"softplus\")",
  .flags = CONVO_KIND_SLICE | CONVO_KIND_READS_Y | CONVO_KIND_IN_PLACE | CONVO_KIND_ROWS | CONVO_KIND_THIN,
  .min_inputs = 1,
  .max_inputs = 1,
  .infer = convo_infer_same,
  .forward = forward,
  .backward = backward,
};
