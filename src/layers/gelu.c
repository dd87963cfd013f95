/* GELU: y = x·Φ (x), with the normal distribution itself, not its tanh approximation. Source: Hendrycks,
 * Gimpel 2016. */
#include "activation.h"
#include "text.h"

static void
forward (const void *state, ConvoPass *pass)
{
  convo_activation_forward (CONVO_GELU, 0, pass);
}

static void
backward (const void *state, ConvoPass *pass)
{
  convo_activation_backward (CONVO_GELU, 0, pass);
}

const ConvoKind convo_kind_gelu = {
  .name = "gelu",
  .title = N_("GELU"),
  .family = "activation",
  .prefix = "gelu",
  .doc = N_("Multiplies each value by the share of a normal distribution below it: a ReLU with a soft bend, usual in "
            "transformers."),
  .onnx = "Gelu()",
  .torch = "nn.GELU()",
  .keras = "layers.Activation(\"gelu\")",
  .flags = CONVO_KIND_SLICE | CONVO_KIND_READS_X | CONVO_KIND_SIGNED | CONVO_KIND_IN_PLACE | CONVO_KIND_ROWS | CONVO_KIND_THIN,
  .min_inputs = 1,
  .max_inputs = 1,
  .infer = convo_infer_same,
  .forward = forward,
  .backward = backward,
};
