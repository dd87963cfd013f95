/* Hard sigmoid: y = x / 6 + ½ between −3 and 3, 0 below, 1 above; as PyTorch and MobileNetV3 have it. */
#include "activation.h"
#include "text.h"

static void
forward (const void *state, ConvoPass *pass)
{
  convo_activation_forward (CONVO_HARD_SIGMOID, 0, pass);
}

static void
backward (const void *state, ConvoPass *pass)
{
  convo_activation_backward (CONVO_HARD_SIGMOID, 0, pass);
}

const ConvoKind convo_kind_hard_sigmoid = {
  .name = "hard-sigmoid",
  .title = N_("Hard sigmoid"),
  .family = "activation",
  .prefix = "sigmoid",
  .doc = N_("A sigmoid of three straight lines: 0 below −3, 1 above 3. Cheap on small processors."),
  .onnx = "HardSigmoid(alpha=0.166666667, beta=0.5)",
  .torch = "nn.Hardsigmoid()",
  .keras = "layers.Activation(\"hard_sigmoid\")",
  .flags = CONVO_KIND_SLICE | CONVO_KIND_READS_Y | CONVO_KIND_IN_PLACE | CONVO_KIND_ROWS | CONVO_KIND_THIN,
  .min_inputs = 1,
  .max_inputs = 1,
  .infer = convo_infer_same,
  .forward = forward,
  .backward = backward,
};
