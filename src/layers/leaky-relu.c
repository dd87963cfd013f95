/* Leaky ReLU: y = x where x > 0, slope·x elsewhere. Source: Maas, Hannun, Ng 2013. */
#include "activation.h"
#include "numbers.h"
#include "text.h"

typedef struct
{
  double slope;
} LeakyRelu;

static const ConvoProp props[] = {
  CONVO_PROP_REAL_ (LeakyRelu, slope, "slope", N_("Slope"), N_("Gain of negative values"), 0.01, 0, 1, 0.01, 0.5),
};

static void
describe (const void *state, GString *text)
{
  const LeakyRelu *leaky = state;
  g_autofree char *slope = convo_number_plain (leaky->slope);

  if (leaky->slope != props[0].initial)
    g_string_append_printf (text, _("slope %s"), slope);
}

static void
forward (const void *state, ConvoPass *pass)
{
  convo_activation_forward (CONVO_LEAKY_RELU, ((const LeakyRelu *) state)->slope, pass);
}

static void
backward (const void *state, ConvoPass *pass)
{
  convo_activation_backward (CONVO_LEAKY_RELU, ((const LeakyRelu *) state)->slope, pass);
}

const ConvoKind convo_kind_leaky_relu = {
  .name = "leaky-relu",
  .title = N_("Leaky ReLU"),
  .family = "activation",
  .prefix = "relu",
  .doc = N_("Keeps positive values and lets a small part of negative ones through, so that no neuron stops learning."),
  .onnx = "LeakyRelu(alpha={slope})",
  .torch = "nn.LeakyReLU(negative_slope={slope})",
  .keras = "layers.LeakyReLU(alpha={slope})",
  .flags = CONVO_KIND_SLICE | CONVO_KIND_READS_Y | CONVO_KIND_SIGNED | CONVO_KIND_IN_PLACE | CONVO_KIND_ROWS | CONVO_KIND_THIN,
  .min_inputs = 1,
  .max_inputs = 1,
  .state_size = sizeof (LeakyRelu),
  .props = props,
  .n_props = G_N_ELEMENTS (props),
  .infer = convo_infer_same,
  .describe = describe,
  .forward = forward,
  .backward = backward,
};
