/* Pad channels: channels of zeros before and after; the shortcut of ResNets without parameters (option A). */
#include "common.h"
#include "text.h"

typedef struct
{
  gint64 before, after;
} PadChannels;

static const ConvoProp props[] = {
  CONVO_PROP_INT_ (PadChannels, before, "before", N_("Before"), N_("Channels of zeros before the first"),
                   0, 0, 65536, 0, 64),
  CONVO_PROP_INT_ (PadChannels, after, "after", N_("After"), N_("Channels of zeros after the last"),
                   0, 0, 65536, 0, 64),
};

static gboolean
infer (const void *state, const ConvoShape *in, int n_in, ConvoShape *out, GError **error)
{
  const PadChannels *pad = state;

  *out = *in;
  out->dim[0] += pad->before + pad->after;
  return TRUE;
}

static void
describe (const void *state, GString *text)
{
  const PadChannels *pad = state;

  g_string_append_printf (text, "%" G_GINT64_FORMAT " + C + %" G_GINT64_FORMAT, pad->before, pad->after);
}

static void
explain (const void *state, const ConvoSite *site, ConvoLedger *ledger)
{
  const PadChannels *pad = state;
  const ConvoSymbol symbols[] = {
    { "a", pad->before, _("zeros before") }, { "C", site->in[0].dim[0], _("input channels") },
    { "b", pad->after, _("zeros after") },
  };

  convo_ledger_work (ledger, CONVO_NUMBER_SHAPE, _("Output channels"), "a + C + b", symbols, 3);
}

static void
forward (const void *state, ConvoPass *pass)
{
  const PadChannels *pad = state;
  gint64 channels = pass->x[0].channels;

  convo_maps_clear (pass->y, 0, pad->before, pass->first, pass->count);
  convo_maps_copy (pass->y, pad->before, &pass->x[0], 0, channels, pass->first, pass->count, FALSE);
  convo_maps_clear (pass->y, pad->before + channels, pad->after, pass->first, pass->count);
}

static void
backward (const void *state, ConvoPass *pass)
{
  const PadChannels *pad = state;

  if (pass->dx[0].data != NULL)
    convo_maps_copy (&pass->dx[0], 0, pass->dy, pad->before, pass->dx[0].channels, pass->first, pass->count,
                     pass->dx_add[0]);
}

const ConvoKind convo_kind_pad_channels = {
  .name = "pad-channels",
  .title = N_("Pad channels"),
  .family = "shape",
  .prefix = "pad",
  .doc = N_("Adds channels of zeros, so that a shortcut fits maps with more channels, without parameters."),
  .onnx = "Pad(pads=[0, {before}, 0, 0, 0, {after}, 0, 0])",
  .torch = "nn.functional.pad(x, (0, 0, 0, 0, {before}, {after}))",
  .keras = "layers.Lambda(lambda x: tf.pad(x, [[0, 0], [0, 0], [0, 0], [{before}, {after}]]))",
  .min_inputs = 1,
  .max_inputs = 1,
  .state_size = sizeof (PadChannels),
  .props = props,
  .n_props = G_N_ELEMENTS (props),
  .infer = infer,
  .describe = describe,
  .explain = explain,
  .forward = forward,
  .backward = backward,
};
