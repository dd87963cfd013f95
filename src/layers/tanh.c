/* Hyperbolic tangent: y = (eˣ − e⁻ˣ) / (eˣ + e⁻ˣ). */
#include "activation.h"
#include "text.h"

static void
forward (const void *state, ConvoPass *pass)
{
  convo_activation_forward (CONVO_TANH, 0, pass);
}

static void
backward (const void *state, ConvoPass *pass)
{
  convo_activation_backward (CONVO_TANH, 0, pass);
}

const ConvoKind convo_kind_tanh = {
  .name = "tanh",
  .title = N_("Tanh"),
  .family = "activation",
  .prefix = "tanh",
  .doc = N_("Squeezes every value between −1 and 1. Far from zero it is flat, and gradients fade."),
  .accel = "t",
  .onnx = "Tanh()",
  .torch = "nn.Tanh()",
  .keras = "layers.Activation('tanh')",
  .flags = CONVO_KIND_SLICE | CONVO_KIND_READS_Y | CONVO_KIND_SIGNED | CONVO_KIND_IN_PLACE | CONVO_KIND_ROWS | CONVO_KIND_THIN,
  .min_inputs = 1,
  .max_inputs = 1,
  .infer = convo_infer_same,
  .forward = forward,
  .backward = backward,
};
