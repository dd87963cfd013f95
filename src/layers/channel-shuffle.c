/* Channel shuffle: groups of channels are dealt out like cards, so that the next grouped convolution sees all groups.
 * Channel i of group g becomes channel i·groups + g. Source: Zhang et al., ShuffleNet, 2017. */
#include "common.h"
#include "errors.h"
#include "text.h"

#include <inttypes.h>

typedef struct
{
  gint64 groups;
} Shuffle;

static const ConvoProp props[] = {
  CONVO_PROP_INT_ (Shuffle, groups, "groups", N_("Groups"), N_("Groups of channels that are mixed"),
                   1, 1, 65536, 1, 8),
};

static gboolean
infer (const void *state, const ConvoShape *in, int n_in, ConvoShape *out, GError **error)
{
  gint64 groups = ((const Shuffle *) state)->groups;

  if (in->dim[0] % groups != 0)
    {
      g_set_error (error, CONVO_ERROR, CONVO_ERROR_PROPERTY,
                   _("The %" PRId64 " channels of the input cannot be divided into %" PRId64
                     " equal groups; choose a divisor of %" PRId64 "."), in->dim[0], groups, in->dim[0]);
      return FALSE;
    }
  *out = *in;
  return TRUE;
}

static void
describe (const void *state, GString *text)
{
  g_string_append_printf (text, C_("block", "%" PRId64 " groups"), ((const Shuffle *) state)->groups);
}

static void
forward (const void *state, ConvoPass *pass)
{
  gint64 groups = ((const Shuffle *) state)->groups, n = pass->y->channels / groups;

  CONVO_FOR_EACH_PIXEL (pass, pass->y, image, z, h, w)
    {
      const float *x = convo_map_pixel (&pass->x[0], image, z, h, w);
      float *y = convo_map_pixel (pass->y, image, z, h, w);

      for (gint64 g = 0; g < groups; g++)
        for (gint64 i = 0; i < n; i++)
          y[i * groups + g] = x[g * n + i];
    }
}

static void
backward (const void *state, ConvoPass *pass)
{
  gint64 groups = ((const Shuffle *) state)->groups, n = pass->dy->channels / groups;
  gboolean add = pass->dx_add[0];

  if (pass->dx[0].data == NULL)
    return;
  CONVO_FOR_EACH_PIXEL (pass, pass->dy, image, z, h, w)
    {
      const float *dy = convo_map_pixel (pass->dy, image, z, h, w);
      float *dx = convo_map_pixel (&pass->dx[0], image, z, h, w);

      for (gint64 g = 0; g < groups; g++)
        for (gint64 i = 0; i < n; i++)
          dx[g * n + i] = (add ? dx[g * n + i] : 0) + dy[i * groups + g];
    }
}

const ConvoKind convo_kind_channel_shuffle = {
  .name = "channel-shuffle",
  .title = N_("Channel shuffle"),
  .family = "shape",
  .prefix = "shuffle",
  .doc = N_("Mixes the channels of groups, so that a grouped convolution after it sees something of every group."),
  .onnx = "Reshape, Transpose, Reshape (groups {groups})",
  .torch = "nn.ChannelShuffle({groups})",
  .keras = "layers.Lambda(shuffle)  # groups {groups}",
  .min_inputs = 1,
  .max_inputs = 1,
  .state_size = sizeof (Shuffle),
  .props = props,
  .n_props = G_N_ELEMENTS (props),
  .infer = infer,
  .describe = describe,
  .forward = forward,
  .backward = backward,
};
