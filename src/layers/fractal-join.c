/* Fractal join: the mean of the branches that are left when each was dropped with the given probability; at least one
 * stays. Source: Larsson, Maire, Shakhnarovich, FractalNet: Ultra-Deep Neural Networks without Residuals, 2017, the
 * local sampling of drop-path. Image n of the batch is decided by its own numbers of the stream, whoever does it. */
#include "common.h"
#include "errors.h"
#include "numbers.h"
#include "pointwise.h"
#include "random.h"
#include "text.h"

typedef struct
{
  double probability;
} FractalJoin;

static const ConvoProp props[] = {
  CONVO_PROP_REAL_ (FractalJoin, probability, "probability", N_("Probability"),
                    N_("How often a branch is left out while training"), 0.15, 0, 1, 0.05, 0.5),
};

static gboolean
infer (const void *state, const ConvoShape *in, int n_in, ConvoShape *out, GError **error)
{
  g_autofree char *a = NULL, *b = NULL;

  *out = in[0];
  if (convo_shapes_equal (in, n_in, &a, &b))
    return TRUE;
  g_set_error (error, CONVO_ERROR, CONVO_ERROR_SHAPE,
               _("A join needs equal shapes: %s and %s. Bring one to the other's shape, for instance with a "
                 "1×1 convolution of the right channels and stride."), a, b);
  return FALSE;
}

static gsize
saved_size (const void *state, const ConvoSite *site)
{
  return site->n_in;   /* each branch kept or not */
}

static void
describe (const void *state, GString *text)
{
  g_autofree char *probability = convo_number_plain (((const FractalJoin *) state)->probability);

  g_string_append (text, probability);
}

/* Which branches of one image stay: one number of the stream each, and one more for the last survivor */
static int
choose (const FractalJoin *join, const ConvoPass *pass, int image, guint8 *keep)
{
  int n = pass->site->n_in, alive = 0;
  guint64 first = (guint64) image * (n + 1);

  for (int i = 0; i < n; i++)
    {
      keep[i] = (convo_random_at (pass->random_key, first + i) >> 11) * 0x1p-53 >= join->probability;
      alive += keep[i];
    }
  if (alive > 0)
    return alive;
  keep[(convo_random_at (pass->random_key, first + n) >> 11) % n] = 1;
  return 1;
}

static void
forward (const void *state, ConvoPass *pass)
{
  int n = pass->site->n_in;

  if (!pass->training)
    for (int i = 0; i < n; i++)
      convo_maps_scale (pass->y, &pass->x[i], pass->first, pass->count, 1.0f / n, i > 0);
  for (int image = pass->first; pass->training && image < pass->first + pass->count; image++)
    {
      guint8 *keep = pass->saved + image * pass->saved_pitch;
      int alive = choose (state, pass, image, keep);

      for (int i = 0; i < n; i++)
        convo_maps_scale (pass->y, &pass->x[i], image, 1, keep[i] ? 1.0f / alive : 0, i > 0);
    }
}

static void
backward_image (const ConvoPass *pass, int image)
{
  const guint8 *keep = pass->saved + image * pass->saved_pitch;
  int n = pass->site->n_in, alive = 0;

  for (int i = 0; i < n; i++)
    alive += keep[i];
  for (int i = 0; i < n; i++)
    if (pass->dx[i].data != NULL)
      convo_maps_scale (&pass->dx[i], pass->dy, image, 1, keep[i] ? 1.0f / alive : 0, pass->dx_add[i]);
}

static void
backward (const void *state, ConvoPass *pass)
{
  int n = pass->site->n_in;

  if (pass->training)
    for (int image = pass->first; image < pass->first + pass->count; image++)
      backward_image (pass, image);
  else
    for (int i = 0; i < n; i++)
      if (pass->dx[i].data != NULL)
        convo_maps_scale (&pass->dx[i], pass->dy, pass->first, pass->count, 1.0f / n, pass->dx_add[i]);
}

const ConvoKind convo_kind_fractal_join = {
  .name = "fractal-join",
  .title = N_("Fractal join"),
  .family = "merge",
  .prefix = "join",
  .doc = N_("Takes the mean of its branches. While training, each branch is left out for random images, but never all of "
            "them, so that every path learns to answer alone."),
  .onnx = "Mean()",
  .torch = "torch.stack(xs).mean(0)",
  .keras = "layers.Average()",
  .flags = CONVO_KIND_SIGNED | CONVO_KIND_RANDOM,
  .min_inputs = 2,
  .max_inputs = 64,
  .state_size = sizeof (FractalJoin),
  .props = props,
  .n_props = G_N_ELEMENTS (props),
  .infer = infer,
  .saved_size = saved_size,
  .describe = describe,
  .forward = forward,
  .backward = backward,
};
