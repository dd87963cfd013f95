/* Convolution in one, two or three dimensions, by the rank of its input. */
#include "conv.h"
#include "conv-choice.h"
#include "common.h"
#include "dense.h"
#include "errors.h"
#include "packs.h"
#include "text.h"
#include "thin.h"

#include <inttypes.h>

typedef struct
{
  gint64 channels;
  ConvoAxes kernel, stride, padding, dilation;
  gint64 groups;
  gboolean bias;
  ConvoInitChoice init;
} Conv;

static const ConvoProp props[] = {
  CONVO_PROP_INT_ (Conv, channels, "channels", N_("Channels"), N_("Number of kernels, each of which makes one map"),
                   16, 1, 65536, 1, 512),
  CONVO_PROP_AXES_ (Conv, kernel, "kernel", N_("Kernel"), N_("Extent of the window"), 3, 1, 1024, 1, 11),
  CONVO_PROP_AXES_ (Conv, stride, "stride", N_("Stride"), N_("Step from one window to the next"), 1, 1, 1024, 1, 4),
  CONVO_PROP_AXES_ (Conv, padding, "padding", N_("Padding"), N_("Zeros added at each end of the input"),
                    0, 0, 1024, 0, 5),
  CONVO_PROP_AXES_ (Conv, dilation, "dilation", N_("Dilation"), N_("Distance between neighbouring kernel elements"),
                    1, 1, 1024, 1, 8),
  CONVO_PROP_INT_ (Conv, groups, "groups", N_("Groups"), N_("Groups of channels that are convolved apart"),
                   1, 1, 65536, 1, 64),
  CONVO_PROP_BOOL_ (Conv, bias, "bias", N_("Bias"), N_("Add a learned constant to each map"), TRUE),
  CONVO_PROPS_INIT_ (Conv, init),
};

static void
windows_of (const Conv *conv, const ConvoShape *in, ConvoWindow windows[3])
{
  for (int axis = 0; axis < CONVO_MAX_AXES; axis++)
    convo_layer_window (in, axis, &conv->kernel, &conv->stride, &conv->padding, &conv->dilation, FALSE, &windows[axis]);
}

/* Weights of one kernel: taps × input channels of a group */
static gint64
kernel_weights (const Conv *conv, const ConvoShape *in)
{
  ConvoWindow windows[3];

  windows_of (conv, in, windows);
  return windows[0].kernel * windows[1].kernel * windows[2].kernel * (in->dim[0] / conv->groups);
}

static gboolean
windows_fit (const Conv *conv, const ConvoWindow windows[3], const ConvoShape *in, GError **error)
{
  g_autoptr(GString) kernel = g_string_new (NULL), span = g_string_new (NULL), padded = g_string_new (NULL);
  gboolean fit = TRUE, dilated = FALSE;

  for (int i = 1; i < in->rank; i++)
    {
      const ConvoWindow *w = &windows[i + CONVO_MAX_AXES - in->rank];
      const char *times = i > 1 ? "×" : "";

      fit = fit && convo_window_span (w) <= in->dim[i] + 2 * w->pad;
      dilated = dilated || w->dilation > 1;
      g_string_append_printf (kernel, "%s%" G_GINT64_FORMAT, times, w->kernel);
      g_string_append_printf (span, "%s%" G_GINT64_FORMAT, times, convo_window_span (w));
      g_string_append_printf (padded, "%s%" G_GINT64_FORMAT, times, in->dim[i] + 2 * w->pad);
    }
  if (fit)
    return TRUE;
  if (dilated)
    g_set_error (error, CONVO_ERROR, CONVO_ERROR_SHAPE,
                 /* translators: extents such as 7×7; the span is the kernel with its gaps */
                 _("Kernel %s (span %s) is larger than the padded input %s: use a smaller kernel, less dilation or "
                   "more padding."), kernel->str, span->str, padded->str);
  else
    g_set_error (error, CONVO_ERROR, CONVO_ERROR_SHAPE,
                 _("Kernel %s is larger than the padded input %s: use a smaller kernel or more padding."),
                 kernel->str, padded->str);
  return FALSE;
}

static gboolean
infer (const void *state, const ConvoShape *in, int n_in, ConvoShape *out, GError **error)
{
  const Conv *conv = state;
  ConvoWindow windows[3];
  gint64 weights;

  if (in->rank < 2)
    {
      g_set_error (error, CONVO_ERROR, CONVO_ERROR_SHAPE,
                   _("Convolution needs C×H×W, gets features: %" PRId64
                     "; put it before the layers that flatten."), in->dim[0]);
      return FALSE;
    }
  if (!convo_layer_groups_fit (conv->channels, conv->groups, in, error))
    return FALSE;
  windows_of (conv, in, windows);
  if (!windows_fit (conv, windows, in, error))
    return FALSE;
  if (!convo_mul_checked (windows[0].kernel * windows[1].kernel * windows[2].kernel, in->dim[0], &weights) ||
      !convo_mul_checked (weights, conv->channels, &weights))
    {
      g_set_error (error, CONVO_ERROR, CONVO_ERROR_LIMIT,
                   _("The layer would have more weights than can be counted; use fewer channels or a smaller kernel."));
      return FALSE;
    }
  return convo_windows_infer (windows, in, conv->channels, out, error);
}

static int
params (const void *state, const ConvoSite *site, ConvoParamSpec *specs)
{
  const Conv *conv = state;
  const ConvoShape *in = &site->in[0];
  const gint64 g = conv->groups, ci = in->dim[0] / g, co = conv->channels / g;
  ConvoWindow w[3];
  gint64 taps;

  windows_of (conv, in, w);
  taps = w[0].kernel * w[1].kernel * w[2].kernel;
  specs[0] = (ConvoParamSpec) {
    .name = "weight", .role = CONVO_ROLE_WEIGHT, .rank = in->rank + 1, .dim = { conv->channels, ci },
    .n_view = 6, .view = { g, co, ci, w[0].kernel, w[1].kernel, w[2].kernel }, .order = { 0, 3, 4, 5, 2, 1 },
    .fan_in = ci * taps, .fan_out = conv->channels * taps, .init = conv->init,
  };
  for (int i = 1; i < in->rank; i++)
    specs[0].dim[i + 1] = w[i + CONVO_MAX_AXES - in->rank].kernel;
  if (!conv->bias)
    return 1;
  specs[1] = (ConvoParamSpec) {
    .name = "bias", .role = CONVO_ROLE_BIAS, .rank = 1, .dim = { conv->channels },
    .fan_in = ci * taps, .fan_out = conv->channels * taps, .init = conv->init,
  };
  return 2;
}

static gint64
macs (const void *state, const ConvoSite *site)
{
  gint64 count;

  if (__builtin_mul_overflow (convo_shape_count (&site->out), kernel_weights (state, &site->in[0]), &count))
    return G_MAXINT64;
  return count;
}

static ConvoReach
reach (const void *state, const ConvoSite *site, int axis, ConvoWindow *window)
{
  const Conv *conv = state;

  convo_layer_window (&site->in[0], axis, &conv->kernel, &conv->stride, &conv->padding, &conv->dilation, FALSE, window);
  return CONVO_REACH_WINDOW;
}

static ConvoConv
shape_of (const Conv *conv, const ConvoSite *site)
{
  const ConvoShape *in = &site->in[0];
  ConvoConv c = { .groups = conv->groups, .ci = in->dim[0] / conv->groups, .co = conv->channels / conv->groups };
  ConvoWindow windows[3];

  windows_of (conv, in, windows);
  for (int axis = 0; axis < 3; axis++)
    {
      c.in[axis] = convo_shape_spatial (in, axis);
      c.out[axis] = convo_shape_spatial (&site->out, axis);
      c.kernel[axis] = windows[axis].kernel;
      c.stride[axis] = windows[axis].stride;
      c.pad[axis] = windows[axis].pad;
      c.dilation[axis] = windows[axis].dilation;
    }
  return c;
}

/* One window that is the whole input: the data gradient then needs no halo and does no work in it. */
static gboolean
is_dense (const ConvoConv *c)
{
  gboolean whole = c->groups == 1;

  for (int axis = 0; axis < 3; axis++)
    whole = whole && c->pad[axis] == 0 && c->kernel[axis] == c->in[axis] &&
            (c->dilation[axis] == 1 || c->in[axis] == 1);
  return whole;
}

static void
halo (const void *state, const ConvoSite *site, gint64 x[3], gint64 dy[3])
{
  ConvoConv c = shape_of (state, site);

  if (site->lanes > 0)
    convo_thin_halo (&c, TRUE, x, dy);
  else
    convo_conv_halo (&c, x, dy);
  if (is_dense (&c))
    dy[0] = dy[1] = dy[2] = 0;
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

  if (site->lanes > 0)
    return 0;
  return is_dense (&c) ? convo_dense_packed_size (&c, backward) : convo_choice_packed_size (&c, backward);
}

static gsize
scratch_size (const void *state, const ConvoSite *site, int images, gboolean backward)
{
  ConvoConv c = shape_of (state, site);

  return is_dense (&c) || site->lanes > 0 ? 0 : convo_choice_scratch_size (&c);
}

static gsize
gathered_size (const void *state, const ConvoSite *site)
{
  ConvoConv c = shape_of (state, site);

  return is_dense (&c) || site->lanes > 0 ? 0 : convo_choice_gathered_size (&c);
}

static void
prepare (const void *state, ConvoPass *pass, void *packed, gboolean backward)
{
  ConvoConv c = shape_of (state, pass->site);

  if (is_dense (&c))
    convo_dense_pack (&c, pass->params[0], packed, backward);
  else
    convo_choice_pack (&c, pass->params[0], packed, backward);
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
  const Conv *conv = state;
  ConvoConv c = shape_of (conv, pass->site);
  const float *bias = pass->params[1];   /* folded, a convolution may have one that the document does not know */

  c.relu = pass->relu;
  c.share = pass->share;
  c.ahead = pass->ahead;
  if (pass->site->lanes > 0)
    {
      convo_packs_forward (&c, pass);
      return;
    }
  if (is_dense (&c))
    convo_conv_forward (&c, pass->packed, bias, &pass->x[0], pass->y, pass->first, pass->count);
  else
    convo_choice_forward (&c, pass->packed, bias, &pass->x[0], pass->y, pass->first, pass->count, pass->scratch);
}

static void
backward_dense (const ConvoConv *c, ConvoPass *pass)
{
  if (pass->grads[0] != NULL)
    convo_conv_backward_weight (c, &pass->x[0], pass->dy, pass->grads[0], pass->first, pass->count);
  if (pass->dx[0].data != NULL)
    convo_dense_backward_data (c, pass->packed, pass->dy, &pass->dx[0], pass->first, pass->count, pass->dx_add[0]);
}

static void
backward (const void *state, ConvoPass *pass)
{
  const Conv *conv = state;
  ConvoConv c = shape_of (conv, pass->site);

  c.share = pass->share;
  c.ahead = pass->ahead;
  if (pass->site->lanes > 0)
    {
      convo_packs_backward (&c, conv->bias, pass);
      return;
    }
  if (conv->bias && pass->grads[1] != NULL)
    convo_conv_backward_bias (pass->dy, pass->grads[1], pass->first, pass->count, pass->share);
  if (is_dense (&c))
    {
      backward_dense (&c, pass);
      return;
    }
  if (pass->grads[0] != NULL)
    convo_choice_backward_weight (&c, pass->packed, &pass->x[0], pass->dy, pass->grads[0], pass->gathered, pass->first,
                                  pass->count, pass->scratch);
  if (pass->dx[0].data != NULL)
    convo_choice_backward_data (&c, pass->packed, pass->dy, &pass->dx[0], pass->first, pass->count, pass->dx_add[0],
                                pass->scratch);
}

static void
gather (const void *state, ConvoPass *pass)
{
  ConvoConv c = shape_of (state, pass->site);

  c.share = pass->share;
  if (pass->grads[0] != NULL)
    convo_choice_gather (&c, pass->packed, pass->gathered, pass->grads[0]);
}

static void
finish (const void *state, ConvoPass *pass, int part)
{
  const Conv *conv = state;
  ConvoConv c = shape_of (conv, pass->site);

  convo_packs_finish (&c, conv->bias, pass, part);
}

static void
describe (const void *state, GString *text)
{
  const Conv *conv = state;

  convo_describe_kernel (&conv->kernel, text);
  g_string_append_printf (text, ", %" G_GINT64_FORMAT, conv->channels);
  convo_describe_axes (&conv->stride, 1, C_("block", ", stride %s"), text);
  convo_describe_axes (&conv->padding, 0, C_("block", ", pad %s"), text);
  convo_describe_axes (&conv->dilation, 1, C_("block", ", dilation %s"), text);
  if (conv->groups > 1)
    g_string_append_printf (text, C_("block", ", %" PRId64 " groups"), conv->groups);
}

/* "C·k²": what one kernel multiplies; with groups "(C / g)·k²" */
static void
append_kernel (const Conv *conv, const ConvoShape *in, GString *formula, GArray *symbols)
{
  const ConvoSymbol channels = { "C", in->dim[0], _("input channels") }, groups = { "g", conv->groups, _("groups") };
  gint64 kernel[3];
  ConvoWindow windows[3];

  windows_of (conv, in, windows);
  for (int i = 1; i < in->rank; i++)
    kernel[i - 1] = windows[i + CONVO_MAX_AXES - in->rank].kernel;
  g_string_append (formula, conv->groups > 1 ? "(C / g)·" : "C·");
  g_array_append_val (symbols, channels);
  if (conv->groups > 1)
    g_array_append_val (symbols, groups);
  convo_formula_power (formula, symbols, "k", kernel, in->rank - 1, _("kernel"));
}

static void
explain_parameters (const Conv *conv, const ConvoShape *in, ConvoLedger *ledger)
{
  g_autoptr(GString) formula = g_string_new (conv->bias ? "M·(" : "M·");
  g_autoptr(GArray) symbols = g_array_new (FALSE, FALSE, sizeof (ConvoSymbol));
  const ConvoSymbol kernels = { "M", conv->channels, _("kernels") };
  ConvoLedgerRow *row;

  g_array_append_val (symbols, kernels);
  append_kernel (conv, in, formula, symbols);
  g_string_append (formula, conv->bias ? " + 1)" : "");
  row = convo_ledger_work (ledger, CONVO_NUMBER_PARAMETERS, _("Parameters"), formula->str,
                           (const ConvoSymbol *) symbols->data, symbols->len);
  if (conv->groups > 1)
    convo_ledger_note (row, conv->bias ? _("each kernel spans the channels of its group, the 1 is its bias")
                                       : _("each kernel spans the channels of its group"));
  else
    convo_ledger_note (row, conv->bias ? _("each kernel spans all input channels, the 1 is its bias")
                                       : _("each kernel spans all input channels"));
  convo_bias_explain (conv->bias, row);
}

static void
explain_macs (const Conv *conv, const ConvoSite *site, ConvoLedger *ledger)
{
  g_autoptr(GString) formula = g_string_new ("M");
  g_autoptr(GArray) symbols = g_array_new (FALSE, FALSE, sizeof (ConvoSymbol));
  const ConvoSymbol kernels = { "M", conv->channels, _("kernels") };
  ConvoLedgerRow *row;

  g_array_append_val (symbols, kernels);
  convo_formula_extents (formula, symbols, &site->out, "o", _("output"));
  g_string_append (formula, "·");
  append_kernel (conv, &site->in[0], formula, symbols);
  row = convo_ledger_work (ledger, CONVO_NUMBER_MACS, _("MACs"), formula->str, (const ConvoSymbol *) symbols->data,
                           symbols->len);
  convo_ledger_note (row, _("output values times what one kernel multiplies"));
}

static void
explain (const void *state, const ConvoSite *site, ConvoLedger *ledger)
{
  ConvoWindow windows[3];

  windows_of (state, &site->in[0], windows);
  convo_windows_explain (windows, site, ledger);
  explain_parameters (state, &site->in[0], ledger);
  explain_macs (state, site, ledger);
}

static const char *
algorithm (const void *state, const ConvoSite *site)
{
  ConvoConv c = shape_of (state, site);

  if (is_dense (&c))
    return site->lanes > 0 ? "dense, by images" : "dense";
  if (site->lanes > 0)
    return "by images";
  if (c.groups > 1 && c.ci == 1 && c.co == 1)
    return "depthwise";
  return convo_conv_choose (&c) == CONVO_CONV_WINOGRAD ? "Winograd F(4×4, 3×3)" : "direct";
}

const ConvoKind convo_kind_conv = {
  .name = "conv",
  .title = N_("Convolution"),
  .family = "convolution",
  .prefix = "conv",
  .doc = N_("Slides small kernels over its input. Each kernel makes one map, bright where the input resembles it."),
  .accel = "c",
  .onnx = "Conv(kernel_shape={kernel}, strides={stride}, pads={padding}, dilations={dilation}, group={groups})",
  .torch = "nn.Conv{n}d({in}, {channels}, {kernel}, stride={stride}, padding={padding}, dilation={dilation}, "
           "groups={groups}, bias={bias})",
  .keras = "layers.Conv{n}D({channels}, {kernel}, strides={stride}, padding={padding}, dilation_rate={dilation}, "
           "groups={groups}, use_bias={bias})",
  .flags = CONVO_KIND_READS_X | CONVO_KIND_SIGNED | CONVO_KIND_FUSES_RELU | CONVO_KIND_SHARES_FORWARD |
           CONVO_KIND_SHARES_BACKWARD | CONVO_KIND_THIN,
  .min_inputs = 1,
  .max_inputs = 1,
  .state_size = sizeof (Conv),
  .props = props,
  .n_props = G_N_ELEMENTS (props),
  .infer = infer,
  .params = params,
  .macs = macs,
  .reach = reach,
  .halo = halo,
  .saved_size = saved_size,
  .packed_size = packed_size,
  .scratch_size = scratch_size,
  .gathered_size = gathered_size,
  .finish_parts = finish_parts,
  .describe = describe,
  .explain = explain,
  .scale = scale,
  .prepare = prepare,
  .algorithm = algorithm,
  .forward = forward,
  .backward = backward,
  .gather = gather,
  .finish = finish,
};
