/* Logistic function: y = 1 / (1 + e⁻ˣ). */
#include "activation.h"
#include "text.h"

static void
forward (const void *state, ConvoPass *pass)
{
  convo_activation_forward (CONVO_SIGMOID, 0, pass);
}

static void
backward (const void *state, ConvoPass *pass)
{
  convo_activation_backward (CONVO_SIGMOID, 0, pass);
}

const ConvoKind convo_kind_sigmoid = {
  .name = "sigmoid",
  .title = N_("Sigmoid"),
  .family = "activation",
  .prefix = "sigmoid",
  .doc = N_("Squeezes every value between 0 and 1. Far from zero it is flat, and gradients fade."),
  .accel = "s",
  .onnx = "Sigmoid()",
  .torch = "nn.Sigmoid()",
  .keras = "layers.Activation('sigmoid')",
  .flags = CONVO_KIND_SLICE | CONVO_KIND_READS_Y | CONVO_KIND_IN_PLACE | CONVO_KIND_ROWS | CONVO_KIND_THIN,
  .min_inputs = 1,
  .max_inputs = 1,
  .infer = convo_infer_same,
  .forward = forward,
  .backward = backward,
};
