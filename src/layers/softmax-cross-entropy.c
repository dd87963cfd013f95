/* Softmax and cross-entropy in one: loss = log Σ exp (x) − x[label], without overflow. Ends a network for training.
 * With a second input, a label map of one class number a position (1, H, W), the scores (classes, H, W) are judged at every
 * position, and the image's loss is the mean over its positions. Positions whose number is no class (255, −1) are ignored.
 * With label smoothing ε the target is 1 − ε for the label and ε more spread over all classes; then the loss is
 * log Σ exp (x) − (1 − ε)·x[label] − ε·mean (x). Source: Szegedy et al., Rethinking Inception, 2015; as PyTorch. */
#include "common.h"
#include "losses.h"
#include "numbers.h"
#include "pointwise.h"
#include "text.h"
#include "thin-tile.h"

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
  return n_in > 1 ? convo_label_map_infer (_("Cross-entropy"), in, out, error)
                  : convo_scores_infer (_("Cross-entropy"), in, out, error);
}

static gsize
saved_size (const void *state, const ConvoSite *site)
{
  return convo_shape_count (&site->in[0]) * sizeof (float);   /* probabilities, position by position */
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

#define FOR_EACH_POSITION(map, z, h, w) \
  for (gint64 z = 0; z < (map)->extent[0]; z++) \
    for (gint64 h = 0; h < (map)->extent[1]; h++) \
      for (gint64 w = 0; w < (map)->extent[2]; w++)

/* Class of a position: of the label map, or of the image, whose scores are one position; −1: no loss there */
static int
class_at (const ConvoPass *pass, int image, gint64 z, gint64 h, gint64 w)
{
  if (pass->site->n_in > 1)
    return convo_label_map_at (&pass->x[1], image, z, h, w, pass->x[0].channels);
  return convo_loss_has_label (pass, image) ? pass->labels[image] : -1;
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

/* Lanes of a pack that have no label, or no image, have no loss */
static gboolean
has_loss (const ConvoPass *pass, int image)
{
  return image < pass->batch && convo_loss_has_label (pass, image);
}

static void
forward_packs (double smoothing, ConvoPass *pass)
{
  const ConvoMap *x = &pass->x[0];
  const int lanes = x->channels;
  const gint64 classes = x->extent[0];
  float log_sum[CONVO_THIN_LANES];

  for (int pack = pass->first; pack < pass->first + pass->count; pack++)
    {
      float *y = convo_map_pixel (pass->y, pack, 0, 0, 0);

      convo_pointwise ()->softmax_packs (probabilities (pass, pack), log_sum, convo_map_pixel (x, pack, 0, 0, 0),
                                         x->plane_pitch, classes);
      for (int lane = 0; lane < lanes; lane++)
        {
          const int image = pack * lanes + lane;
          double sum = 0;

          for (gint64 c = 0; c < classes && smoothing > 0; c++)
            sum += convo_map_pixel (x, pack, c, 0, 0)[lane];
          y[lane] = has_loss (pass, image)
                    ? log_sum[lane] - (1 - smoothing) * convo_map_pixel (x, pack, pass->labels[image], 0, 0)[lane]
                      - smoothing * sum / classes : 0;
        }
    }
}

static void
backward_packs (float smoothing, ConvoPass *pass)
{
  const ConvoMap *dx = &pass->dx[0];
  const int lanes = dx->channels;
  const gint64 classes = dx->extent[0];
  const float share = smoothing / classes;
  float dy[CONVO_THIN_LANES];

  for (int pack = pass->first; pack < pass->first + pass->count; pack++)
    {
      const float *p = probabilities (pass, pack);

      for (int lane = 0; lane < lanes; lane++)
        dy[lane] = has_loss (pass, pack * lanes + lane) ? convo_map_pixel (pass->dy, pack, 0, 0, 0)[lane] : 0;
      for (gint64 c = 0; c < classes; c++)
        {
          float *to = convo_map_pixel (dx, pack, c, 0, 0);

          for (int lane = 0; lane < lanes; lane++)
            to[lane] = (pass->dx_add[0] ? to[lane] : 0) + dy[lane] * (p[c * lanes + lane] - share);
        }
      for (int lane = 0; lane < lanes; lane++)
        if (has_loss (pass, pack * lanes + lane))
          convo_map_pixel (dx, pack, pass->labels[pack * lanes + lane], 0, 0)[lane] -= dy[lane] * (1 - smoothing);
    }
}

static void
forward (const void *state, ConvoPass *pass)
{
  const double smoothing = ((const CrossEntropy *) state)->smoothing;
  const ConvoMap *x = &pass->x[0];

  if (pass->site->lanes > 0)
    {
      forward_packs (smoothing, pass);
      return;
    }

  for (int image = pass->first; image < pass->first + pass->count; image++)
    {
      float *p = probabilities (pass, image);
      double sum = 0;
      gint64 n = 0;

      FOR_EACH_POSITION (x, z, h, w)
        {
          const float *scores = convo_map_pixel (x, image, z, h, w);
          double log_sum = convo_pointwise ()->softmax (p, scores, x->channels);
          int label = class_at (pass, image, z, h, w);

          p += x->channels;
          if (label < 0)
            continue;
          sum += log_sum - target_score (smoothing, scores, x->channels, label);
          n++;
        }
      *convo_map_pixel (pass->y, image, 0, 0, 0) = n > 0 ? sum / n : 0;
    }
}

static gint64
count_labelled (const ConvoPass *pass, int image)
{
  gint64 n = 0;

  FOR_EACH_POSITION (&pass->x[0], z, h, w)
    n += class_at (pass, image, z, h, w) >= 0;
  return n;
}

/* dx = dy · (probabilities − smoothed target), at one position */
static void
backward_at (const float *p, float *dx, gint64 classes, float dy, float smoothing, int label, gboolean add)
{
  const float share = smoothing / classes;

  for (gint64 c = 0; c < classes; c++)
    dx[c] = (add ? dx[c] : 0) + (label < 0 ? 0 : dy * (p[c] - share));
  if (label >= 0)
    dx[label] -= dy * (1 - smoothing);
}

/* A class number has no slope */
static void
clear_target (ConvoPass *pass)
{
  if (pass->site->n_in > 1 && pass->dx[1].data != NULL && !pass->dx_add[1])
    convo_maps_clear (&pass->dx[1], 0, 1, pass->first, pass->count);
}

static void
backward (const void *state, ConvoPass *pass)
{
  const float smoothing = ((const CrossEntropy *) state)->smoothing;
  const ConvoMap *dx = &pass->dx[0];

  clear_target (pass);
  if (pass->site->lanes > 0)
    {
      if (dx->data != NULL)
        backward_packs (smoothing, pass);
      return;
    }
  for (int image = pass->first; dx->data != NULL && image < pass->first + pass->count; image++)
    {
      const float *p = probabilities (pass, image);
      float dy = *convo_map_pixel (pass->dy, image, 0, 0, 0) / MAX (count_labelled (pass, image), 1);

      FOR_EACH_POSITION (dx, z, h, w)
        {
          backward_at (p, convo_map_pixel (dx, image, z, h, w), dx->channels, dy, smoothing,
                       class_at (pass, image, z, h, w), pass->dx_add[0]);
          p += dx->channels;
        }
    }
}

const ConvoKind convo_kind_softmax_cross_entropy = {
  .name = "softmax-cross-entropy",
  .title = N_("Cross-entropy"),
  .family = "io",
  .prefix = "loss",
  .doc = N_("Turns class scores into probabilities and takes −log of the true class's: the loss that training lowers. "
            "With a label map as second input it judges every pixel."),
  .onnx = "SoftmaxCrossEntropyLoss()",
  .torch = "nn.CrossEntropyLoss(label_smoothing={label-smoothing})",
  .keras = "keras.losses.SparseCategoricalCrossentropy(from_logits=True)",
  .flags = CONVO_KIND_LOSS | CONVO_KIND_TAKES_SCORES | CONVO_KIND_LABEL_MAP | CONVO_KIND_THIN,
  .min_inputs = 1,
  .max_inputs = 2,
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
