/* Hard swish: y = x·hard sigmoid (x). Source: Howard et al., Searching for MobileNetV3, 2019. */
#include "activation.h"
#include "text.h"

static void
forward (const void *state, ConvoPass *pass)
{
  convo_activation_forward (CONVO_HARD_SWISH, 0, pass);
}

static void
backward (const void *state, ConvoPass *pass)
{
  convo_activation_backward (CONVO_HARD_SWISH, 0, pass);
}

const ConvoKind convo_kind_hard_swish = {
  .name = "hard-swish",
  .title = N_("Hard swish"),
  .family = "activation",
  .prefix = "swish",
  .doc = N_("Multiplies each value by its hard sigmoid: close to SiLU, but cheap on small processors."),
  .onnx = "HardSwish()",
  .torch = "nn.Hardswish()",
  .keras = "layers.Activation(\"hard_swish\")",
  .flags = CONVO_KIND_SLICE | CONVO_KIND_READS_X | CONVO_KIND_SIGNED | CONVO_KIND_IN_PLACE | CONVO_KIND_ROWS | CONVO_KIND_THIN,
  .min_inputs = 1,
  .max_inputs = 1,
  .infer = convo_infer_same,
  .forward = forward,
  .backward = backward,
};
