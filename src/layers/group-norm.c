/* Group normalisation: mean 0 and variance 1 over a group of channels of one image. Source: Wu, He 2018. */
#include "common.h"
#include "errors.h"
#include "grouping.h"
#include "text.h"

#include <inttypes.h>

typedef struct
{
  gint64 groups;
  double epsilon;
} GroupNorm;

static const ConvoProp props[] = {
  CONVO_PROP_INT_ (GroupNorm, groups, "groups", N_("Groups"), N_("Groups of channels that are normalised apart"),
                   1, 1, 65536, 1, 64),
  CONVO_PROP_REAL_ (GroupNorm, epsilon, "epsilon", N_("Epsilon"), N_("Added to the variance, against division by zero"),
                    1e-5, 1e-12, 1, 1e-6, 1e-2),
};

static gboolean
infer (const void *state, const ConvoShape *in, int n_in, ConvoShape *out, GError **error)
{
  const GroupNorm *norm = state;

  if (in->dim[0] % norm->groups != 0)
    {
      g_set_error (error, CONVO_ERROR, CONVO_ERROR_PROPERTY,
                   _("The %" PRId64 " channels of the input cannot be divided into %" PRId64
                     " equal groups; choose a divisor of %" PRId64 "."), in->dim[0], norm->groups, in->dim[0]);
      return FALSE;
    }
  *out = *in;
  return TRUE;
}

static int
params (const void *state, const ConvoSite *site, ConvoParamSpec *specs)
{
  return convo_grouping_params (site, specs);
}

static gsize
saved_size (const void *state, const ConvoSite *site)
{
  return convo_grouping_saved_size (((const GroupNorm *) state)->groups);
}

static gsize
scratch_size (const void *state, const ConvoSite *site, int images, gboolean backward)
{
  return convo_grouping_scratch_size (site->in[0].dim[0]);
}

static void
describe (const void *state, GString *text)
{
  g_string_append_printf (text, C_("block", "%" PRId64 " groups"), ((const GroupNorm *) state)->groups);
}

static void
explain (const void *state, const ConvoSite *site, ConvoLedger *ledger)
{
  const GroupNorm *norm = state;
  const ConvoSymbol symbols[] = { { "v", convo_shape_count (&site->in[0]), _("values") }, { "g", norm->groups, _("groups") } };

  convo_ledger_work (ledger, CONVO_NUMBER_OTHER, _("Values in each mean"), "v / g", symbols, 2);
  convo_norm_explain (site->in[0].dim[0], _("scale and shift of every channel"), ledger);
}

static void
forward (const void *state, ConvoPass *pass)
{
  const GroupNorm *norm = state;

  convo_grouping_forward (pass, norm->groups, norm->epsilon, TRUE);
}

static void
backward (const void *state, ConvoPass *pass)
{
  convo_grouping_backward (pass, ((const GroupNorm *) state)->groups, TRUE);
}

const ConvoKind convo_kind_group_norm = {
  .name = "group-norm",
  .title = N_("Group normalisation"),
  .family = "normalisation",
  .prefix = "gn",
  .doc = N_("Brings groups of channels of each image to mean 0 and variance 1, then scales and shifts every channel. "
            "Works with any batch size."),
  .onnx = "GroupNormalization(num_groups={groups}, epsilon={epsilon})",
  .torch = "nn.GroupNorm({groups}, {channels}, eps={epsilon})",
  .keras = "layers.GroupNormalization({groups}, epsilon={epsilon})",
  .flags = CONVO_KIND_SLICE | CONVO_KIND_READS_X | CONVO_KIND_SIGNED,
  .min_inputs = 1,
  .max_inputs = 1,
  .state_size = sizeof (GroupNorm),
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
