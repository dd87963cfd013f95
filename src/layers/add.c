/* Add: the sum of two or more maps of equal shape; the shortcut of residual networks ends here. */
#include "activation.h"
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
               _("Add needs equal shapes: %s and %s. Bring one to the other's shape, for instance with a 1×1 "
                 "convolution of the right channels and stride."), a, b);
  return FALSE;
}

static void
sum_run (float *const *at, gint64 length, gconstpointer data)
{
  const gboolean *relu = data;

  (*relu ? convo_pointwise ()->add_relu : convo_pointwise ()->add) (at[0], at[1], at[2], length);
}

static void
forward (const void *state, ConvoPass *pass)
{
  const ConvoMap *maps[] = { pass->y, &pass->x[0], &pass->x[1] };
  const gboolean relu = pass->relu && pass->site->n_in == 2;

  convo_maps_walk (maps, 3, pass->first, pass->count, sum_run, &relu);
  for (int i = 2; i < pass->site->n_in; i++)
    convo_maps_copy (pass->y, 0, &pass->x[i], 0, pass->y->channels, pass->first, pass->count, TRUE);
  if (pass->relu && !relu)
    convo_activation_in_place (CONVO_RELU, 0, pass);
}

static void
backward (const void *state, ConvoPass *pass)
{
  for (int i = 0; i < pass->site->n_in; i++)
    if (pass->dx[i].data != NULL)
      convo_maps_copy (&pass->dx[i], 0, pass->dy, 0, pass->dy->channels, pass->first, pass->count, pass->dx_add[i]);
}

const ConvoKind convo_kind_add = {
  .name = "add",
  .title = N_("Add"),
  .family = "merge",
  .prefix = "add",
  .doc = N_("Adds maps of equal shape, value by value. "
            "With a shortcut around some layers these learn only the difference."),
  .accel = "a",
  .onnx = "Add()",
  .torch = "torch.add()",
  .keras = "layers.Add()",
  .flags = CONVO_KIND_SIGNED | CONVO_KIND_IN_PLACE | CONVO_KIND_FUSES_RELU | CONVO_KIND_ROWS | CONVO_KIND_THIN,
  .min_inputs = 2,
  .max_inputs = G_MAXINT,
  .infer = infer,
  .forward = forward,
  .backward = backward,
};
