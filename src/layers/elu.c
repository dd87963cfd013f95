/* ELU: y = x where x > 0, α·(eˣ − 1) elsewhere. Source: Clevert, Unterthiner, Hochreiter 2015. */
#include "activation.h"
#include "numbers.h"
#include "text.h"

typedef struct
{
  double alpha;
} Elu;

static const ConvoProp props[] = {
  CONVO_PROP_REAL_ (Elu, alpha, "alpha", N_("Alpha"), N_("Very negative inputs give −alpha"), 1, 0, 1000, 0.1, 2),
};

static void
describe (const void *state, GString *text)
{
  const Elu *elu = state;
  g_autofree char *alpha = convo_number_plain (elu->alpha);

  if (elu->alpha != 1)
    g_string_append_printf (text, _("alpha %s"), alpha);
}

static void
forward (const void *state, ConvoPass *pass)
{
  convo_activation_forward (CONVO_ELU, ((const Elu *) state)->alpha, pass);
}

static void
backward (const void *state, ConvoPass *pass)
{
  convo_activation_backward (CONVO_ELU, ((const Elu *) state)->alpha, pass);
}

const ConvoKind convo_kind_elu = {
  .name = "elu",
  .title = N_("ELU"),
  .family = "activation",
  .prefix = "elu",
  .doc = N_("Keeps positive values and bends negative ones smoothly towards −alpha, so the mean stays near zero."),
  .accel = "e",
  .onnx = "Elu(alpha={alpha})",
  .torch = "nn.ELU(alpha={alpha})",
  .keras = "layers.ELU(alpha={alpha})",
  .flags = CONVO_KIND_SLICE | CONVO_KIND_READS_Y | CONVO_KIND_SIGNED | CONVO_KIND_IN_PLACE | CONVO_KIND_ROWS | CONVO_KIND_THIN,
  .min_inputs = 1,
  .max_inputs = 1,
  .state_size = sizeof (Elu),
  .props = props,
  .n_props = G_N_ELEMENTS (props),
  .infer = convo_infer_same,
  .describe = describe,
  .forward = forward,
  .backward = backward,
};
