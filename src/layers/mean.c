/* Mean: the mean of two or more maps of equal shape, value by value; joins the votes of branches. */
#include "common.h"
#include "errors.h"
#include "pointwise.h"
#include "text.h"

static gboolean
infer (const void *state, const ConvoShape *in, int n_in, ConvoShape *out, GError **error)
{
  g_autofree char *a = NULL, *b = NULL;

  *out = in[0];
  if (convo_shapes_equal (in, n_in, &a, &b))
    return TRUE;
  g_set_error (error, CONVO_ERROR, CONVO_ERROR_SHAPE,
               _("The mean needs equal shapes: %s and %s. Bring one to the other's shape, for instance with a "
                 "1×1 convolution of the right channels and stride."), a, b);
  return FALSE;
}

static void
forward (const void *state, ConvoPass *pass)
{
  for (int i = 0; i < pass->site->n_in; i++)
    convo_maps_scale (pass->y, &pass->x[i], pass->first, pass->count, 1.0f / pass->site->n_in, i > 0);
}

static void
backward (const void *state, ConvoPass *pass)
{
  for (int i = 0; i < pass->site->n_in; i++)
    if (pass->dx[i].data != NULL)
      convo_maps_scale (&pass->dx[i], pass->dy, pass->first, pass->count, 1.0f / pass->site->n_in, pass->dx_add[i]);
}

const ConvoKind convo_kind_mean = {
  .name = "mean",
  .title = N_("Mean"),
  .family = "merge",
  .prefix = "mean",
  .doc = N_("Takes the mean of maps of equal shape, value by value, as a committee of networks does."),
  .onnx = "Mean()",
  .torch = "torch.stack(xs).mean(0)",
  .keras = "layers.Average()",
  .flags = CONVO_KIND_SIGNED,
  .min_inputs = 2,
  .max_inputs = G_MAXINT,
  .infer = infer,
  .forward = forward,
  .backward = backward,
};
