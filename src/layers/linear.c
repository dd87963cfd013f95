/* Linear (fully connected) layer: every output is a weighted sum of all inputs. Inputs of any shape are flattened in
 * the order channel, height, width, as PyTorch's Flatten does; the engine's order of the weights undoes that. */
#include "common.h"
#include "dense.h"
#include "errors.h"
#include "packs.h"
#include "text.h"

typedef struct
{
  gint64 features;
  gboolean bias;
  ConvoInitChoice init;
} Linear;

static const ConvoProp props[] = {
  CONVO_PROP_INT_ (Linear, features, "features", N_("Features"), N_("Number of outputs"), 10, 1, 1 << 24, 1, 4096),
  CONVO_PROP_BOOL_ (Linear, bias, "bias", N_("Bias"), N_("Add a learned constant to each output"), TRUE),
  CONVO_PROPS_INIT_ (Linear, init),
};

static gboolean
infer (const void *state, const ConvoShape *in, int n_in, ConvoShape *out, GError **error)
{
  const Linear *linear = state;
  gint64 weights;

  if (!convo_mul_checked (convo_shape_count (in), linear->features, &weights))
    {
      g_set_error (error, CONVO_ERROR, CONVO_ERROR_LIMIT,
                   _("The layer would have more weights than can be counted; use fewer features or pool first."));
      return FALSE;
    }
  *out = CONVO_SHAPE (linear->features);
  return TRUE;
}

static int
params (const void *state, const ConvoSite *site, ConvoParamSpec *specs)
{
  const Linear *linear = state;
  const ConvoShape *in = &site->in[0];
  const gint64 inputs = convo_shape_count (in);

  specs[0] = (ConvoParamSpec) {
    .name = "weight", .role = CONVO_ROLE_WEIGHT, .rank = 2, .dim = { linear->features, inputs },
    .n_view = 5, .view = { linear->features, in->dim[0], convo_shape_spatial (in, 0), convo_shape_spatial (in, 1),
                           convo_shape_spatial (in, 2) },
    .order = { 2, 3, 4, 1, 0 },
    .fan_in = inputs, .fan_out = linear->features, .init = linear->init,
  };
  if (!linear->bias)
    return 1;
  specs[1] = (ConvoParamSpec) {
    .name = "bias", .role = CONVO_ROLE_BIAS, .rank = 1, .dim = { linear->features },
    .fan_in = inputs, .fan_out = linear->features, .init = linear->init,
  };
  return 2;
}

static gint64
macs (const void *state, const ConvoSite *site)
{
  return convo_shape_count (&site->in[0]) * ((const Linear *) state)->features;
}

static ConvoReach
reach (const void *state, const ConvoSite *site, int axis, ConvoWindow *window)
{
  return CONVO_REACH_ALL;
}

static ConvoConv
shape_of (const Linear *linear, const ConvoSite *site)
{
  const ConvoShape *in = &site->in[0];
  const gint64 extent[3] = { convo_shape_spatial (in, 0), convo_shape_spatial (in, 1), convo_shape_spatial (in, 2) };

  return convo_dense_conv (in->dim[0], extent, linear->features);
}

static gsize
saved_size (const void *state, const ConvoSite *site)
{
  ConvoConv c = shape_of (state, site);

  return site->lanes > 0 ? convo_packs_saved_size (&c) : 0;
}

static int
finish_parts (const void *state, const ConvoSite *site)
{
  ConvoConv c = shape_of (state, site);

  return site->lanes > 0 ? convo_packs_finish_parts (&c) : 0;
}

static gsize
packed_size (const void *state, const ConvoSite *site, gboolean backward)
{
  ConvoConv c = shape_of (state, site);

  return site->lanes > 0 ? 0 : convo_dense_packed_size (&c, backward);
}

static void
prepare (const void *state, ConvoPass *pass, void *packed, gboolean backward)
{
  ConvoConv c = shape_of (state, pass->site);

  convo_dense_pack (&c, pass->params[0], packed, backward);
}

static void
scale (const void *state, const ConvoSite *site, float *const *params, const float *factor, const float *shift,
       float *weight, float *bias)
{
  ConvoConv c = shape_of (state, site);

  convo_conv_scale (&c, params[0], params[1], factor, shift, weight, bias);
}

static void
forward (const void *state, ConvoPass *pass)
{
  const Linear *linear = state;
  ConvoConv c = shape_of (linear, pass->site);

  c.relu = pass->relu;
  c.share = pass->share;
  if (pass->site->lanes > 0)
    {
      convo_packs_forward (&c, pass);
      return;
    }
  convo_conv_forward (&c, pass->packed, pass->params[1], &pass->x[0], pass->y,
                      pass->first, pass->count);
}

static void
backward (const void *state, ConvoPass *pass)
{
  const Linear *linear = state;
  ConvoConv c = shape_of (linear, pass->site);

  c.share = pass->share;
  if (pass->site->lanes > 0)
    {
      convo_packs_backward (&c, linear->bias, pass);
      return;
    }
  if (pass->grads[0] != NULL)
    convo_conv_backward_weight (&c, &pass->x[0], pass->dy, pass->grads[0], pass->first, pass->count);
  if (linear->bias && pass->grads[1] != NULL)
    convo_conv_backward_bias (pass->dy, pass->grads[1], pass->first, pass->count, pass->share);
  if (pass->dx[0].data != NULL)
    convo_dense_backward_data (&c, pass->packed, pass->dy, &pass->dx[0], pass->first, pass->count, pass->dx_add[0]);
}

static void
finish (const void *state, ConvoPass *pass, int part)
{
  const Linear *linear = state;
  ConvoConv c = shape_of (linear, pass->site);

  convo_packs_finish (&c, linear->bias, pass, part);
}

static void
describe (const void *state, GString *text)
{
  g_string_append_printf (text, "%" G_GINT64_FORMAT, ((const Linear *) state)->features);
}

static void
explain (const void *state, const ConvoSite *site, ConvoLedger *ledger)
{
  const Linear *linear = state;
  const ConvoShape *in = &site->in[0];
  const ConvoSymbol symbols[] = { { "M", linear->features, _("outputs") }, { "N", convo_shape_count (in), _("inputs") } };
  ConvoLedgerRow *row;

  convo_shape_explain (in, _("Inputs"), ledger);
  if (in->rank > 1)
    convo_ledger_note (ledger->pdata[ledger->len - 1], _("the input is flattened: channel by channel, row by row"));
  convo_ledger_work (ledger, CONVO_NUMBER_SHAPE, _("Outputs"), "M", symbols, 1);
  row = convo_ledger_work (ledger, CONVO_NUMBER_PARAMETERS, _("Parameters"), linear->bias ? "M·(N + 1)" : "M·N", symbols, 2);
  convo_ledger_note (row, linear->bias ? _("one weight for each pair, the 1 is the bias of an output")
                                       : _("one weight for each pair"));
  convo_bias_explain (linear->bias, row);
  row = convo_ledger_work (ledger, CONVO_NUMBER_MACS, _("MACs"), "M·N", symbols, 2);
  convo_ledger_note (row, _("every output multiplies every input once"));
}

static const char *
algorithm (const void *state, const ConvoSite *site)
{
  return site->lanes > 0 ? "dense, by images" : "dense";
}

const ConvoKind convo_kind_linear = {
  .name = "linear",
  .title = N_("Linear"),
  .family = "dense",
  .prefix = "fc",
  .doc = N_("Connects every output with every input. Usually the last layers, which turn features into class scores."),
  .accel = "l",
  .onnx = "Gemm(transB=1)",
  .torch = "nn.Linear({in}, {features}, bias={bias})",
  .keras = "layers.Dense({features}, use_bias={bias})",
  .flags = CONVO_KIND_READS_X | CONVO_KIND_SIGNED | CONVO_KIND_FUSES_RELU | CONVO_KIND_SHARES_FORWARD |
           CONVO_KIND_SHARES_BACKWARD | CONVO_KIND_THIN,
  .min_inputs = 1,
  .max_inputs = 1,
  .state_size = sizeof (Linear),
  .props = props,
  .n_props = G_N_ELEMENTS (props),
  .infer = infer,
  .params = params,
  .macs = macs,
  .reach = reach,
  .saved_size = saved_size,
  .packed_size = packed_size,
  .finish_parts = finish_parts,
  .describe = describe,
  .explain = explain,
  .scale = scale,
  .prepare = prepare,
  .algorithm = algorithm,
  .forward = forward,
  .backward = backward,
  .finish = finish,
};
