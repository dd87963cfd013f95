/* Drop-path, also stochastic depth: in training a whole image's map is zero with the given probability, the rest grow
 * by 1 / (1 − p), so the mean stays. Source: Huang et al., Deep Networks with Stochastic Depth, 2016. Image n of the
 * batch is dropped by random number n of the stream, whoever does it. */
#include "common.h"
#include "numbers.h"
#include "pointwise.h"
#include "random.h"
#include "text.h"

typedef struct
{
  double probability;
} DropPath;

static const ConvoProp props[] = {
  CONVO_PROP_REAL_ (DropPath, probability, "probability", N_("Probability"), N_("Part of the images that become zero"),
                    0.1, 0, 1, 0.05, 0.5),
};

static gsize
saved_size (const void *state, const ConvoSite *site)
{
  return 1;   /* kept or not */
}

static void
describe (const void *state, GString *text)
{
  g_autofree char *probability = convo_number_plain (((const DropPath *) state)->probability);

  g_string_append (text, probability);
}

static void
scale_image (const DropPath *drop, const ConvoMap *to, const ConvoMap *from, int image, gboolean keep, gboolean add)
{
  convo_maps_scale (to, from, image, 1, keep && drop->probability < 1 ? 1 / (1 - drop->probability) : 0, add);
}

static void
forward (const void *state, ConvoPass *pass)
{
  const DropPath *drop = state;

  if (!pass->training)
    {
      convo_maps_copy (pass->y, 0, &pass->x[0], 0, pass->y->channels, pass->first, pass->count, FALSE);
      return;
    }
  for (int image = pass->first; image < pass->first + pass->count; image++)
    {
      guint8 *keep = pass->saved + image * pass->saved_pitch;

      *keep = (convo_random_at (pass->random_key, image) >> 11) * 0x1p-53 >= drop->probability;
      scale_image (drop, pass->y, &pass->x[0], image, *keep, FALSE);
    }
}

static void
backward (const void *state, ConvoPass *pass)
{
  const ConvoMap *dx = &pass->dx[0];

  if (dx->data == NULL)
    return;
  if (!pass->training)
    {
      convo_maps_copy (dx, 0, pass->dy, 0, dx->channels, pass->first, pass->count, pass->dx_add[0]);
      return;
    }
  for (int image = pass->first; image < pass->first + pass->count; image++)
    scale_image (state, dx, pass->dy, image, pass->saved[image * pass->saved_pitch], pass->dx_add[0]);
}

const ConvoKind convo_kind_drop_path = {
  .name = "drop-path",
  .title = N_("Drop-path"),
  .family = "regularisation",
  .prefix = "droppath",
  .doc = N_("Leaves a branch out for random images while training, so that the network learns to do without. "
            "Does nothing in evaluation."),
  .onnx = "Identity()",
  .torch = "torchvision.ops.StochasticDepth({probability}, \"row\")",
  .keras = "layers.Dropout({probability}, noise_shape=(None, 1, 1, 1))",
  .flags = CONVO_KIND_SLICE | CONVO_KIND_RANDOM,
  .min_inputs = 1,
  .max_inputs = 1,
  .state_size = sizeof (DropPath),
  .props = props,
  .n_props = G_N_ELEMENTS (props),
  .infer = convo_infer_same,
  .saved_size = saved_size,
  .describe = describe,
  .forward = forward,
  .backward = backward,
};
