/* Softmax and cross-entropy in one: loss = log Σ exp (x) − x[label], without overflow. Ends a network for training. */
#include "common.h"
#include "errors.h"
#include "pointwise.h"
#include "text.h"

static gboolean
infer (const void *state, const ConvoShape *in, int n_in, ConvoShape *out, GError **error)
{
  if (convo_shape_count (in) != in->dim[0])
    {
      g_autofree char *shape = convo_shape_to_string (in);

      g_set_error (error, CONVO_ERROR, CONVO_ERROR_SHAPE,
                   _("Cross-entropy needs one score for each class, not maps of %s; put a linear layer or global "
                     "average pooling before it."), shape);
      return FALSE;
    }
  *out = CONVO_SHAPE (1);
  return TRUE;
}

static gsize
saved_size (const void *state, const ConvoSite *site)
{
  return site->in[0].dim[0] * sizeof (float);   /* probabilities */
}

static void
explain (const void *state, const ConvoSite *site, ConvoLedger *ledger)
{
  convo_shape_explain (&site->in[0], _("Classes"), ledger);
}

/* A label that is no class: the image has no loss and no gradient */
static gboolean
has_label (const ConvoPass *pass, int image)
{
  return pass->labels != NULL && pass->labels[image] >= 0 && pass->labels[image] < pass->site->in[0].dim[0];
}

static float *
probabilities (const ConvoPass *pass, int image)
{
  return (float *) (pass->saved + image * pass->saved_pitch);
}

static void
forward (const void *state, ConvoPass *pass)
{
  for (int image = pass->first; image < pass->first + pass->count; image++)
    {
      const float *x = convo_map_pixel (&pass->x[0], image, 0, 0, 0);
      float *y = convo_map_pixel (pass->y, image, 0, 0, 0);
      double log_sum = convo_pointwise ()->softmax (probabilities (pass, image), x, pass->x[0].channels);

      *y = has_label (pass, image) ? log_sum - x[pass->labels[image]] : 0;
    }
}

static void
backward (const void *state, ConvoPass *pass)
{
  const ConvoMap *dx = &pass->dx[0];

  for (int image = pass->first; dx->data != NULL && image < pass->first + pass->count; image++)
    {
      const float *p = probabilities (pass, image);
      float *to = convo_map_pixel (dx, image, 0, 0, 0);
      float dy = has_label (pass, image) ? *convo_map_pixel (pass->dy, image, 0, 0, 0) : 0;
      gboolean add = pass->dx_add[0];

      for (gint64 c = 0; c < dx->channels; c++)
        to[c] = (add ? to[c] : 0) + dy * p[c];
      if (has_label (pass, image))
        to[pass->labels[image]] -= dy;
    }
}

const ConvoKind convo_kind_softmax_cross_entropy = {
  .name = "softmax-cross-entropy",
  .title = N_("Cross-entropy"),
  .family = "io",
  .prefix = "loss",
  .doc = N_("Turns class scores into probabilities and takes −log of the true class's: the loss that training lowers."),
  .onnx = "SoftmaxCrossEntropyLoss()",
  .torch = "nn.CrossEntropyLoss()",
  .keras = "keras.losses.SparseCategoricalCrossentropy(from_logits=True)",
  .flags = CONVO_KIND_LOSS,
  .min_inputs = 1,
  .max_inputs = 1,
  .infer = infer,
  .saved_size = saved_size,
  .explain = explain,
  .forward = forward,
  .backward = backward,
};
