/* Transposed convolution: the adjoint of a convolution, which makes maps larger. Its forward is the data gradient of
 * that convolution (kernels/conv.h), its data gradient the convolution's forward, and in the weight gradient input
 * and output change places. Weights in files: in, out / groups, kernel…, which is what the convolution from output to
 * input has. Source: Dumoulin, Visin, A guide to convolution arithmetic, 2016. */
#include "common.h"
#include "conv.h"
#include "errors.h"
#include "pointwise.h"
#include "text.h"

#include <inttypes.h>
#include <math.h>

typedef struct
{
  gint64 channels;
  ConvoAxes kernel, stride, padding, output_padding, dilation;
  gint64 groups;
  gboolean bias;
  ConvoInitChoice init;
} Transposed;

static const ConvoProp props[] = {
  CONVO_PROP_INT_ (Transposed, channels, "channels", N_("Channels"), N_("Number of maps that are made"),
                   16, 1, 65536, 1, 512),
  CONVO_PROP_AXES_ (Transposed, kernel, "kernel", N_("Kernel"), N_("Extent of what each input value is spread over"),
                    2, 1, 1024, 1, 11),
  CONVO_PROP_AXES_ (Transposed, stride, "stride", N_("Stride"), N_("How far apart neighbouring input values are put"),
                    2, 1, 1024, 1, 4),
  CONVO_PROP_AXES_ (Transposed, padding, "padding", N_("Padding"), N_("Cut off at each end of the output"),
                    0, 0, 1024, 0, 5),
  CONVO_PROP_AXES_ (Transposed, output_padding, "output-padding", N_("Output padding"),
                    N_("Added at the far end of the output, to tell sizes apart that a stride makes equal"),
                    0, 0, 1024, 0, 3),
  CONVO_PROP_AXES_ (Transposed, dilation, "dilation", N_("Dilation"),
                    N_("Distance between neighbouring kernel elements"), 1, 1, 1024, 1, 8),
  CONVO_PROP_INT_ (Transposed, groups, "groups", N_("Groups"), N_("Groups of channels that are convolved apart"),
                   1, 1, 65536, 1, 64),
  CONVO_PROP_BOOL_ (Transposed, bias, "bias", N_("Bias"), N_("Add a learned constant to each map"), TRUE),
  CONVO_PROPS_INIT_ (Transposed, init),
};

/* Along one axis: the window of the convolution from output to input, and the extent of the output */
static gint64
window_of (const Transposed *t, const ConvoShape *in, int axis, ConvoWindow *window, gint64 *output_padding)
{
  int n = convo_shape_n_spatial (in);

  convo_layer_window (in, axis, &t->kernel, &t->stride, &t->padding, &t->dilation, FALSE, window);
  *output_padding = axis < CONVO_MAX_AXES - n ? 0 : convo_axes_get (&t->output_padding, axis, n);
  return (convo_shape_spatial (in, axis) - 1) * window->stride - 2 * window->pad + convo_window_span (window) +
         *output_padding;
}

static gboolean
axis_fits (const ConvoWindow *window, gint64 out, gint64 output_padding, GError **error)
{
  if (output_padding >= MAX (window->stride, window->dilation))
    g_set_error (error, CONVO_ERROR, CONVO_ERROR_PROPERTY,
                 _("The output padding is %" PRId64 "; it must be less than the stride or the dilation, which are "
                   "%" PRId64 " and %" PRId64 "."), output_padding, window->stride, window->dilation);
  else if (out < 1)
    g_set_error_literal (error, CONVO_ERROR, CONVO_ERROR_SHAPE,
                         _("The padding cuts off the whole output; use less padding or a larger kernel."));
  else
    return TRUE;
  return FALSE;
}

static gboolean
infer (const void *state, const ConvoShape *in, int n_in, ConvoShape *out, GError **error)
{
  const Transposed *t = state;
  gint64 weights = in->dim[0], all;

  if (!convo_needs_spatial (_("Transposed convolution"), in, error)
      || !convo_layer_groups_fit (t->channels, t->groups, in, error))
    return FALSE;
  *out = *in;
  out->dim[0] = t->channels;
  for (int i = 1; i < in->rank; i++)
    {
      gint64 output_padding;
      ConvoWindow window;

      out->dim[i] = window_of (t, in, i + CONVO_MAX_AXES - in->rank, &window, &output_padding);
      if (!axis_fits (&window, out->dim[i], output_padding, error))
        return FALSE;
      if (!convo_mul_checked (weights, window.kernel, &weights) || !convo_mul_checked (weights, t->channels, &all))
        {
          g_set_error (error, CONVO_ERROR, CONVO_ERROR_LIMIT,
                       _("The layer would have more weights than can be counted; use fewer channels or a smaller "
                         "kernel."));
          return FALSE;
        }
    }
  return TRUE;
}

/* The convolution from output to input whose adjoint this is */
static ConvoConv
shape_of (const Transposed *t, const ConvoSite *site)
{
  const ConvoShape *in = &site->in[0];
  ConvoConv c = { .groups = t->groups, .ci = t->channels / t->groups, .co = in->dim[0] / t->groups };

  for (int axis = 0; axis < 3; axis++)
    {
      gint64 output_padding;
      ConvoWindow window;

      c.in[axis] = window_of (t, in, axis, &window, &output_padding);
      c.out[axis] = convo_shape_spatial (in, axis);
      c.kernel[axis] = window.kernel;
      c.stride[axis] = window.stride;
      c.pad[axis] = window.pad;
      c.dilation[axis] = window.dilation;
    }
  return c;
}

static int
params (const void *state, const ConvoSite *site, ConvoParamSpec *specs)
{
  const Transposed *t = state;
  const ConvoShape *in = &site->in[0];
  ConvoConv c = shape_of (t, site);
  gint64 taps = c.kernel[0] * c.kernel[1] * c.kernel[2];

  specs[0] = (ConvoParamSpec) {
    .name = "weight", .role = CONVO_ROLE_WEIGHT, .rank = in->rank + 1, .dim = { in->dim[0], c.ci },
    .n_view = 6, .view = { c.groups, c.co, c.ci, c.kernel[0], c.kernel[1], c.kernel[2] },
    .order = { 0, 3, 4, 5, 2, 1 }, .fan_in = c.ci * taps, .fan_out = in->dim[0] * taps, .init = t->init,   /* as PyTorch counts them */
  };
  for (int i = 1; i < in->rank; i++)
    specs[0].dim[i + 1] = c.kernel[i + CONVO_MAX_AXES - in->rank];
  if (!t->bias)
    return 1;
  specs[1] = (ConvoParamSpec) { .name = "bias", .role = CONVO_ROLE_BIAS, .rank = 1, .dim = { t->channels },
                                .fan_in = c.ci * taps, .fan_out = in->dim[0] * taps, .init = t->init };
  return 2;
}

static gint64
macs (const void *state, const ConvoSite *site)
{
  ConvoConv c = shape_of (state, site);
  gint64 count;

  if (__builtin_mul_overflow (convo_shape_count (&site->in[0]), c.ci * c.kernel[0] * c.kernel[1] * c.kernel[2], &count))
    return G_MAXINT64;
  return count;
}

/* With stride 1 it is a convolution with more padding; else neighbouring outputs see other parts of the kernel, which a
 * window with a whole stride cannot say */
static ConvoReach
reach (const void *state, const ConvoSite *site, int axis, ConvoWindow *window)
{
  gint64 output_padding;

  window_of (state, &site->in[0], axis, window, &output_padding);
  if (window->stride > 1 || output_padding > 0)
    return CONVO_REACH_ALL;
  window->pad = convo_window_span (window) - 1 - window->pad;
  return CONVO_REACH_WINDOW;
}

/* Whether the input position @i is spread over one of the outputs @first … @last: over its first one there, or none */
static gboolean
spreads_over (const ConvoWindow *w, gint64 i, gint64 first, gint64 last)
{
  const gint64 start = i * w->stride - w->pad, skipped = first > start ? (first - start + w->dilation - 1) / w->dilation : 0;

  return skipped < w->kernel && start + skipped * w->dilation <= last;
}

/* Of the inputs whose span covers an output, those that a dilated kernel does not leave out */
static void
sees (const void *state, const ConvoSite *site, const ConvoRegion *out, gboolean beyond, ConvoRegion *in)
{
  for (int axis = 0; axis < CONVO_MAX_AXES; axis++)
    {
      const gint64 first = out->first[axis], last = out->last[axis], end = convo_shape_spatial (&site->in[0], axis) - 1;
      gint64 output_padding;
      ConvoWindow w;

      window_of (state, &site->in[0], axis, &w, &output_padding);
      in->first[axis] = (gint64) ceil ((double) (first + w.pad - convo_window_span (&w) + 1) / w.stride);
      in->last[axis] = (gint64) floor ((double) (last + w.pad) / w.stride);
      if (!beyond)
        {
          in->first[axis] = MAX (in->first[axis], 0);
          in->last[axis] = MIN (in->last[axis], end);
        }
      while (in->first[axis] <= in->last[axis] && !spreads_over (&w, in->first[axis], first, last))
        in->first[axis]++;
      while (in->first[axis] <= in->last[axis] && !spreads_over (&w, in->last[axis], first, last))
        in->last[axis]--;
    }
}

/* As far as the windows reach that hold the last output pixel, too */
static void
halo (const void *state, const ConvoSite *site, gint64 x[3], gint64 dy[3])
{
  ConvoConv c = shape_of (state, site);

  convo_conv_halo (&c, dy, x);
  for (int axis = 0; axis < 3; axis++)
    x[axis] = MAX (x[axis], (c.in[axis] - 1 + c.pad[axis]) / c.stride[axis] - (c.out[axis] - 1));
}

/* Both orders of the weights, whatever is asked: forward reads those of the data gradient */
static gsize
packed_size (const void *state, const ConvoSite *site, gboolean backward)
{
  ConvoConv c = shape_of (state, site);

  return convo_conv_packed_size (&c, TRUE);
}

static void
prepare (const void *state, ConvoPass *pass, void *packed, gboolean backward)
{
  ConvoConv c = shape_of (state, pass->site);

  convo_conv_pack (&c, pass->params[0], packed, TRUE);
}

/* The gradient of some images' input, which is then added to what is there */
static gsize
scratch_size (const void *state, const ConvoSite *site, int images, gboolean backward)
{
  return backward ? images * convo_shape_count (&site->in[0]) * sizeof (float) : 0;
}

static ConvoMap
scratch_map (const ConvoPass *pass)
{
  const ConvoShape *in = &pass->site->in[0];
  ConvoMap map = { .data = pass->scratch, .channels = in->dim[0], .pixel_pitch = in->dim[0] };

  for (int axis = 0; axis < 3; axis++)
    map.extent[axis] = convo_shape_spatial (in, axis);
  map.row_pitch = map.extent[2] * map.pixel_pitch;
  map.plane_pitch = map.extent[1] * map.row_pitch;
  map.image_pitch = map.extent[0] * map.plane_pitch;
  map.data -= pass->first * map.image_pitch;   /* image first is the first of the scratch */
  return map;
}

static void
add_bias (const ConvoPass *pass)
{
  const ConvoMap *y = pass->y;

  for (int image = pass->first; image < pass->first + pass->count; image++)
    for (gint64 z = 0; z < y->extent[0]; z++)
      for (gint64 h = 0; h < y->extent[1]; h++)
        for (gint64 w = 0; w < y->extent[2]; w++)
          {
            float *at = convo_map_pixel (y, image, z, h, w);

            convo_pointwise ()->add (at, at, pass->params[1], y->channels);
          }
}

static void
forward (const void *state, ConvoPass *pass)
{
  const Transposed *t = state;
  ConvoConv c = shape_of (t, pass->site);

  convo_conv_backward_data (&c, pass->packed, &pass->x[0], pass->y, pass->first, pass->count, FALSE);
  if (t->bias)
    add_bias (pass);
}

static void
backward (const void *state, ConvoPass *pass)
{
  const Transposed *t = state;
  ConvoConv c = shape_of (t, pass->site);
  const ConvoMap *dx = &pass->dx[0];

  if (pass->grads[0] != NULL)
    convo_conv_backward_weight (&c, pass->dy, &pass->x[0], pass->grads[0], pass->first, pass->count);
  if (t->bias && pass->grads[1] != NULL)
    convo_conv_backward_bias (pass->dy, pass->grads[1], pass->first, pass->count, (ConvoShare) { 0 });
  if (dx->data != NULL && pass->dx_add[0])
    {
      ConvoMap map = scratch_map (pass);

      convo_conv_forward (&c, pass->packed, NULL, pass->dy, &map, pass->first, pass->count);
      convo_maps_copy (dx, 0, &map, 0, dx->channels, pass->first, pass->count, TRUE);
    }
  else if (dx->data != NULL)
    convo_conv_forward (&c, pass->packed, NULL, pass->dy, dx, pass->first, pass->count);
}

static void
describe (const void *state, GString *text)
{
  const Transposed *t = state;

  convo_describe_kernel (&t->kernel, text);
  g_string_append_printf (text, ", %" G_GINT64_FORMAT, t->channels);
  convo_describe_axes (&t->stride, 1, C_("block", ", stride %s"), text);
  convo_describe_axes (&t->padding, 0, C_("block", ", pad %s"), text);
  convo_describe_axes (&t->dilation, 1, C_("block", ", dilation %s"), text);
  if (t->groups > 1)
    g_string_append_printf (text, C_("block", ", %" PRId64 " groups"), t->groups);
}

static void
explain_extents (const Transposed *t, const ConvoSite *site, ConvoLedger *ledger)
{
  ConvoSymbol symbols[CONVO_MAX_AXES * 6];

  for (int i = 1; i < site->out.rank; i++)
    {
      ConvoSymbol *at = symbols + (i - 1) * 6;
      gint64 output_padding;
      ConvoWindow w;

      window_of (t, &site->in[0], i + CONVO_MAX_AXES - site->out.rank, &w, &output_padding);
      at[0] = (ConvoSymbol) { "n", site->in[0].dim[i], _("input") };
      at[1] = (ConvoSymbol) { "s", w.stride, _("stride") };
      at[2] = (ConvoSymbol) { "p", w.pad, _("padding") };
      at[3] = (ConvoSymbol) { "d", w.dilation, _("dilation") };
      at[4] = (ConvoSymbol) { "k", w.kernel, _("kernel") };
      at[5] = (ConvoSymbol) { "a", output_padding, _("output padding") };
    }
  convo_axes_explain (&site->out, "(n − 1)·s − 2·p + d·(k − 1) + a + 1", symbols, 6, ledger);
}

static void
explain (const void *state, const ConvoSite *site, ConvoLedger *ledger)
{
  const Transposed *t = state;
  const ConvoShape *in = &site->in[0];
  ConvoConv c = shape_of (t, site);
  g_autoptr(GString) kernel = g_string_new (NULL);
  g_autoptr(GArray) symbols = g_array_new (FALSE, FALSE, sizeof (ConvoSymbol));
  const ConvoSymbol first[] = { { "C", in->dim[0], _("input channels") }, { "M", t->channels, _("output channels") },
                                { "g", t->groups, _("groups") } };
  g_autofree char *parameters = NULL, *macs = NULL;
  ConvoLedgerRow *row;

  g_array_append_vals (symbols, first, t->groups > 1 ? 3 : 2);
  g_string_append (kernel, t->groups > 1 ? "·M / g·" : "·M·");
  convo_formula_power (kernel, symbols, "k", c.kernel + CONVO_MAX_AXES - (in->rank - 1), in->rank - 1, _("kernel"));
  explain_extents (t, site, ledger);
  parameters = g_strconcat ("C", kernel->str, t->bias ? " + M" : "", NULL);
  row = convo_ledger_work (ledger, CONVO_NUMBER_PARAMETERS, _("Parameters"), parameters,
                           (const ConvoSymbol *) symbols->data, symbols->len);
  convo_ledger_note (row, t->bias ? _("one kernel for each pair of maps and one bias a map")
                                  : _("one kernel for each pair of maps"));
  convo_bias_explain (t->bias, row);
  g_string_prepend (kernel, "C");
  convo_formula_extents (kernel, symbols, in, "n", _("input"));
  macs = g_strdup (kernel->str);
  row = convo_ledger_work (ledger, CONVO_NUMBER_MACS, _("MACs"), macs, (const ConvoSymbol *) symbols->data, symbols->len);
  convo_ledger_note (row, _("input values times what each is spread over"));
}

const ConvoKind convo_kind_transposed_conv = {
  .name = "transposed-conv",
  .title = N_("Transposed convolution"),
  .family = "convolution",
  .prefix = "deconv",
  .doc = N_("Spreads each input value over a small window of a larger output: a convolution backwards, which learns to "
            "enlarge maps."),
  .onnx = "ConvTranspose(kernel_shape={kernel}, strides={stride}, pads={padding}, output_padding={output-padding}, "
          "dilations={dilation}, group={groups})",
  .torch = "nn.ConvTranspose{n}d({in}, {channels}, {kernel}, stride={stride}, padding={padding}, "
           "output_padding={output-padding}, groups={groups}, bias={bias}, dilation={dilation})",
  .keras = "layers.Conv{n}DTranspose({channels}, {kernel}, strides={stride}, output_padding={output-padding}, "
           "dilation_rate={dilation}, use_bias={bias})",
  .flags = CONVO_KIND_READS_X | CONVO_KIND_SIGNED,
  .min_inputs = 1,
  .max_inputs = 1,
  .state_size = sizeof (Transposed),
  .props = props,
  .n_props = G_N_ELEMENTS (props),
  .infer = infer,
  .params = params,
  .macs = macs,
  .reach = reach,
  .sees = sees,
  .halo = halo,
  .packed_size = packed_size,
  .scratch_size = scratch_size,
  .describe = describe,
  .explain = explain,
  .prepare = prepare,
  .forward = forward,
  .backward = backward,
};
