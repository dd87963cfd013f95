/* ReLU: y = x where x > 0, 0 elsewhere. The derivative at 0 is 0, as in PyTorch. */
#include "activation.h"
#include "text.h"

static void
forward (const void *state, ConvoPass *pass)
{
  convo_activation_forward (CONVO_RELU, 0, pass);
}

static void
backward (const void *state, ConvoPass *pass)
{
  convo_activation_backward (CONVO_RELU, 0, pass);
}

const ConvoKind convo_kind_relu = {
  .name = "relu",
  .title = N_("ReLU"),
  .family = "activation",
  .prefix = "relu",
  .doc = N_("Keeps positive values and replaces negative ones by zero. Gradients pass where the output is positive."),
  .accel = "r",
  .onnx = "Relu()",
  .torch = "nn.ReLU()",
  .keras = "layers.ReLU()",
  .flags = CONVO_KIND_SLICE | CONVO_KIND_READS_Y | CONVO_KIND_IN_PLACE | CONVO_KIND_RELU | CONVO_KIND_ROWS | CONVO_KIND_THIN,
  .min_inputs = 1,
  .max_inputs = 1,
  .infer = convo_infer_same,
  .forward = forward,
  .backward = backward,
};
