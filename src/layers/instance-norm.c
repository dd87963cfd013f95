/* Instance normalisation: mean 0 and variance 1 over each map of one image. Source: Ulyanov, Vedaldi, Lempitsky
 * 2016. */
#include "common.h"
#include "grouping.h"
#include "text.h"

typedef struct
{
  double epsilon;
  gboolean affine;
} InstanceNorm;

static const ConvoProp props[] = {
  CONVO_PROP_REAL_ (InstanceNorm, epsilon, "epsilon", N_("Epsilon"),
                    N_("Added to the variance, against division by zero"), 1e-5, 1e-12, 1, 1e-6, 1e-2),
  CONVO_PROP_BOOL_ (InstanceNorm, affine, "affine", N_("Scale and shift"), N_("Learn a scale and a shift afterwards"),
                    FALSE),
};

static gboolean
infer (const void *state, const ConvoShape *in, int n_in, ConvoShape *out, GError **error)
{
  *out = *in;
  return convo_needs_spatial (_("Instance normalisation"), in, error);
}

static int
params (const void *state, const ConvoSite *site, ConvoParamSpec *specs)
{
  return ((const InstanceNorm *) state)->affine ? convo_grouping_params (site, specs) : 0;
}

static gsize
saved_size (const void *state, const ConvoSite *site)
{
  return convo_grouping_saved_size (site->in[0].dim[0]);
}

static gsize
scratch_size (const void *state, const ConvoSite *site, int images, gboolean backward)
{
  return convo_grouping_scratch_size (site->in[0].dim[0]);
}

static void
describe (const void *state, GString *text)
{
  if (((const InstanceNorm *) state)->affine)
    g_string_append (text, _("scale and shift"));
}

static void
explain (const void *state, const ConvoSite *site, ConvoLedger *ledger)
{
  ConvoShape map = site->in[0];

  map.dim[0] = 1;
  convo_shape_explain (&map, _("Values in each mean"), ledger);
  if (((const InstanceNorm *) state)->affine)
    convo_norm_explain (site->in[0].dim[0], _("scale and shift of every channel"), ledger);
}

static void
forward (const void *state, ConvoPass *pass)
{
  const InstanceNorm *norm = state;

  convo_grouping_forward (pass, pass->x[0].channels, norm->epsilon, norm->affine);
}

static void
backward (const void *state, ConvoPass *pass)
{
  convo_grouping_backward (pass, pass->x[0].channels, ((const InstanceNorm *) state)->affine);
}

const ConvoKind convo_kind_instance_norm = {
  .name = "instance-norm",
  .title = N_("Instance normalisation"),
  .family = "normalisation",
  .prefix = "in",
  .doc = N_("Brings each map of each image to mean 0 and variance 1, which takes contrast out. "
            "Usual in style transfer."),
  .onnx = "InstanceNormalization(epsilon={epsilon})",
  .torch = "nn.InstanceNorm{n}d({channels}, eps={epsilon}, affine={affine})",
  .keras = "layers.GroupNormalization(-1, epsilon={epsilon}, center={affine}, scale={affine})",
  .flags = CONVO_KIND_SLICE | CONVO_KIND_REMOVES_MEAN | CONVO_KIND_READS_X | CONVO_KIND_SIGNED,
  .min_inputs = 1,
  .max_inputs = 1,
  .state_size = sizeof (InstanceNorm),
  .props = props,
  .n_props = G_N_ELEMENTS (props),
  .infer = infer,
  .params = params,
  .saved_size = saved_size,
  .scratch_size = scratch_size,
  .describe = describe,
  .explain = explain,
  .forward = forward,
  .backward = backward,
};
