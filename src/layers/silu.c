/* SiLU, also Swish: y = x·sigmoid (x). Source: Elfwing, Uchibe, Doya 2017; Ramachandran, Zoph, Le 2017. */
#include "activation.h"
#include "text.h"

static void
forward (const void *state, ConvoPass *pass)
{
  convo_activation_forward (CONVO_SILU, 0, pass);
}

static void
backward (const void *state, ConvoPass *pass)
{
  convo_activation_backward (CONVO_SILU, 0, pass);
}

const ConvoKind convo_kind_silu = {
  .name = "silu",
  .title = N_("SiLU"),
  .family = "activation",
  .prefix = "silu",
  .doc = N_("Multiplies each value by its own sigmoid: smooth, slightly negative just below zero. Also called Swish."),
  .onnx = "x * Sigmoid(x)",
  .torch = "nn.SiLU()",
  .keras = "layers.Activation(\"swish\")",
  .flags = CONVO_KIND_SLICE | CONVO_KIND_READS_X | CONVO_KIND_SIGNED | CONVO_KIND_IN_PLACE | CONVO_KIND_ROWS | CONVO_KIND_THIN,
  .min_inputs = 1,
  .max_inputs = 1,
  .infer = convo_infer_same,
  .forward = forward,
  .backward = backward,
};
