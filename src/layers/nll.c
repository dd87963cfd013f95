/* Negative log-likelihood: loss = −x[label] of log-probabilities, as log-softmax gives them. */
#include "losses.h"
#include "text.h"

static gboolean
infer (const void *state, const ConvoShape *in, int n_in, ConvoShape *out, GError **error)
{
  return convo_scores_infer (_("Negative log-likelihood"), in, out, error);
}

static void
forward (const void *state, ConvoPass *pass)
{
  for (int image = pass->first; image < pass->first + pass->count; image++)
    *convo_map_pixel (pass->y, image, 0, 0, 0) =
      convo_loss_has_label (pass, image) ? -convo_map_pixel (&pass->x[0], image, 0, 0, 0)[pass->labels[image]] : 0;
}

static void
backward (const void *state, ConvoPass *pass)
{
  const ConvoMap *dx = &pass->dx[0];

  for (int image = pass->first; dx->data != NULL && image < pass->first + pass->count; image++)
    {
      float *to = convo_map_pixel (dx, image, 0, 0, 0);

      for (gint64 c = 0; !pass->dx_add[0] && c < dx->channels; c++)
        to[c] = 0;
      if (convo_loss_has_label (pass, image))
        to[pass->labels[image]] -= *convo_map_pixel (pass->dy, image, 0, 0, 0);
    }
}

const ConvoKind convo_kind_nll = {
  .name = "nll",
  .title = N_("Negative log-likelihood"),
  .family = "io",
  .prefix = "loss",
  .doc = N_("Takes minus the log-probability of the true class. Log-softmax must come before it; "
            "cross-entropy is both."),
  .onnx = "NegativeLogLikelihoodLoss()",
  .torch = "nn.NLLLoss()",
  .flags = CONVO_KIND_LOSS,
  .min_inputs = 1,
  .max_inputs = 1,
  .infer = infer,
  .explain = convo_loss_explain,
  .forward = forward,
  .backward = backward,
};
