/* Softmax and cross-entropy in one: loss = log Σ exp (x) − x[label], without overflow. Ends a network for training.
 * With label smoothing ε the target is 1 − ε for the label and ε more spread over all classes; then the loss is
 * log Σ exp (x) − (1 − ε)·x[label] − ε·mean (x). Source: Szegedy et al., Rethinking Inception, 2015; as PyTorch. */
#include "common.h"
#include "losses.h"
#include "numbers.h"
#include "pointwise.h"
#include "text.h"

typedef struct
{
  double smoothing;
} CrossEntropy;

static const ConvoProp props[] = {
  CONVO_PROP_REAL_ (CrossEntropy, smoothing, "label-smoothing", N_("Label smoothing"),
                    N_("Part of the target that is spread over all classes"), 0, 0, 1, 0, 0.3),
};

static gboolean
infer (const void *state, const ConvoShape *in, int n_in, ConvoShape *out, GError **error)
{
  return convo_scores_infer (_("Cross-entropy"), in, out, error);
}

static gsize
saved_size (const void *state, const ConvoSite *site)
{
  return site->in[0].dim[0] * sizeof (float);   /* probabilities */
}

static void
describe (const void *state, GString *text)
{
  const CrossEntropy *loss = state;
  g_autofree char *smoothing = convo_number_plain (loss->smoothing);

  if (loss->smoothing > 0)
    g_string_append_printf (text, _("smoothing %s"), smoothing);
}

static float *
probabilities (const ConvoPass *pass, int image)
{
  return (float *) (pass->saved + image * pass->saved_pitch);
}

/* What the smoothed target has of the scores: (1 − ε)·x[label] + ε·mean (x) */
static double
target_score (double smoothing, const float *x, gint64 classes, int label)
{
  double sum = 0;

  if (smoothing == 0)
    return x[label];
  for (gint64 c = 0; c < classes; c++)
    sum += x[c];
  return (1 - smoothing) * x[label] + smoothing * sum / classes;
}

static void
forward (const void *state, ConvoPass *pass)
{
  const double smoothing = ((const CrossEntropy *) state)->smoothing;

  for (int image = pass->first; image < pass->first + pass->count; image++)
    {
      const float *x = convo_map_pixel (&pass->x[0], image, 0, 0, 0);
      float *y = convo_map_pixel (pass->y, image, 0, 0, 0);
      double log_sum = convo_pointwise ()->softmax (probabilities (pass, image), x, pass->x[0].channels);

      *y = convo_loss_has_label (pass, image)
           ? log_sum - target_score (smoothing, x, pass->x[0].channels, pass->labels[image]) : 0;
    }
}

static void
backward (const void *state, ConvoPass *pass)
{
  const float smoothing = ((const CrossEntropy *) state)->smoothing;
  const ConvoMap *dx = &pass->dx[0];

  for (int image = pass->first; dx->data != NULL && image < pass->first + pass->count; image++)
    {
      const float *p = probabilities (pass, image);
      float *to = convo_map_pixel (dx, image, 0, 0, 0);
      gboolean labelled = convo_loss_has_label (pass, image), add = pass->dx_add[0];
      float dy = labelled ? *convo_map_pixel (pass->dy, image, 0, 0, 0) : 0, share = smoothing / dx->channels;

      for (gint64 c = 0; c < dx->channels; c++)
        to[c] = (add ? to[c] : 0) + dy * (p[c] - share);
      if (labelled)
        to[pass->labels[image]] -= dy * (1 - smoothing);
    }
}

const ConvoKind convo_kind_softmax_cross_entropy = {
  .name = "softmax-cross-entropy",
  .title = N_("Cross-entropy"),
  .family = "io",
  .prefix = "loss",
  .doc = N_("Turns class scores into probabilities and takes −log of the true class's: the loss that training lowers."),
  .onnx = "SoftmaxCrossEntropyLoss()",
  .torch = "nn.CrossEntropyLoss(label_smoothing={label-smoothing})",
  .keras = "keras.losses.SparseCategoricalCrossentropy(from_logits=True)",
  .flags = CONVO_KIND_LOSS,
  .min_inputs = 1,
  .max_inputs = 1,
  .state_size = sizeof (CrossEntropy),
  .props = props,
  .n_props = G_N_ELEMENTS (props),
  .infer = infer,
  .saved_size = saved_size,
  .describe = describe,
  .explain = convo_loss_explain,
  .forward = forward,
  .backward = backward,
};
