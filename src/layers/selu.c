/* SELU: y = λx where x > 0, λα·(eˣ − 1) elsewhere. Source: Klambauer et al., Self-Normalizing Neural Networks, 2017. */
#include "activation.h"
#include "text.h"

static void
forward (const void *state, ConvoPass *pass)
{
  convo_activation_forward (CONVO_SELU, 0, pass);
}

static void
backward (const void *state, ConvoPass *pass)
{
  convo_activation_backward (CONVO_SELU, 0, pass);
}

const ConvoKind convo_kind_selu = {
  .name = "selu",
  .title = N_("SELU"),
  .family = "activation",
  .prefix = "selu",
  .doc = N_("An ELU with constants that keep mean 0 and variance 1 from layer to layer, without normalisation."),
  .onnx = "Selu()",
  .torch = "nn.SELU()",
  .keras = "layers.Activation(\"selu\")",
  .flags = CONVO_KIND_SLICE | CONVO_KIND_READS_Y | CONVO_KIND_SIGNED | CONVO_KIND_IN_PLACE | CONVO_KIND_ROWS | CONVO_KIND_THIN,
  .min_inputs = 1,
  .max_inputs = 1,
  .infer = convo_infer_same,
  .forward = forward,
  .backward = backward,
};
