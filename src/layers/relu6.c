/* ReLU6: y = min (max (x, 0), 6). Source: Howard et al., MobileNets, 2017. */
#include "activation.h"
#include "text.h"

static void
forward (const void *state, ConvoPass *pass)
{
  convo_activation_forward (CONVO_RELU6, 0, pass);
}

static void
backward (const void *state, ConvoPass *pass)
{
  convo_activation_backward (CONVO_RELU6, 0, pass);
}

const ConvoKind convo_kind_relu6 = {
  .name = "relu6",
  .title = N_("ReLU6"),
  .family = "activation",
  .prefix = "relu",
  .doc = N_("Keeps values between 0 and 6 and cuts the others off, so that eight bits can hold them."),
  .onnx = "Clip(min=0, max=6)",
  .torch = "nn.ReLU6()",
  .keras = "layers.ReLU(max_value=6)",
  .flags = CONVO_KIND_SLICE | CONVO_KIND_READS_Y | CONVO_KIND_IN_PLACE | CONVO_KIND_ROWS | CONVO_KIND_THIN,
  .min_inputs = 1,
  .max_inputs = 1,
  .infer = convo_infer_same,
  .forward = forward,
  .backward = backward,
};
