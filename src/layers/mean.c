/* Mean: the mean of two or more maps of equal shape, value by value; joins the votes of branches. */
#include "common.h"
#include "errors.h"
#include "pointwise.h"
#include "text.h"

static gboolean
infer (const void *state, const ConvoShape *in, int n_in, ConvoShape *out, GError **error)
{
  for (int i = 1; i < n_in; i++)
    if (!convo_shape_equal (&in[0], &in[i]))
      {
        g_autofree char *a = convo_shape_to_string (&in[0]), *b = convo_shape_to_string (&in[i]);

        g_set_error (error, CONVO_ERROR, CONVO_ERROR_SHAPE,
                     _("The mean needs equal shapes: %s and %s. Bring one to the other's shape, for instance with a "
                       "1×1 convolution of the right channels and stride."), a, b);
        return FALSE;
      }
  *out = in[0];
  return TRUE;
}

typedef struct
{
  float factor;
  gboolean add;
} Work;

static void
scale_run (float *const *at, gint64 length, gconstpointer data)
{
  const Work *work = data;

  convo_pointwise ()->scale (at[0], at[1], length, work->factor, work->add);
}

static void
scale (const ConvoPass *pass, const ConvoMap *to, const ConvoMap *from, gboolean add)
{
  const ConvoMap *maps[] = { to, from };
  Work work = { 1.0f / pass->site->n_in, add };

  convo_maps_walk (maps, 2, pass->first, pass->count, scale_run, &work);
}

static void
forward (const void *state, ConvoPass *pass)
{
  for (int i = 0; i < pass->site->n_in; i++)
    scale (pass, pass->y, &pass->x[i], i > 0);
}

static void
backward (const void *state, ConvoPass *pass)
{
  for (int i = 0; i < pass->site->n_in; i++)
    if (pass->dx[i].data != NULL)
      scale (pass, &pass->dx[i], pass->dy, pass->dx_add[i]);
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
