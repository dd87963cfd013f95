/* Hinge loss for several classes: Σ max (0, margin − x[label] + x[c]) / classes over the classes c that are not the
 * label. Source: Crammer, Singer 2001; PyTorch's MultiMarginLoss. The derivative where a maximum turns is 0. */
#include "common.h"
#include "losses.h"
#include "numbers.h"
#include "text.h"

typedef struct
{
  double margin;
} Hinge;

static const ConvoProp props[] = {
  CONVO_PROP_REAL_ (Hinge, margin, "margin", N_("Margin"), N_("How far the true class should lead"), 1, 0, 1000, 1, 5),
};

static gboolean
infer (const void *state, const ConvoShape *in, int n_in, ConvoShape *out, GError **error)
{
  return convo_scores_infer (_("Hinge loss"), in, out, error);
}

/* For every class whether it comes too close */
static gsize
saved_size (const void *state, const ConvoSite *site)
{
  return site->in[0].dim[0];
}

static void
describe (const void *state, GString *text)
{
  const Hinge *hinge = state;
  g_autofree char *margin = convo_number_plain (hinge->margin);

  if (hinge->margin != props[0].initial)
    g_string_append_printf (text, _("margin %s"), margin);
}

static void
forward (const void *state, ConvoPass *pass)
{
  const double margin = ((const Hinge *) state)->margin;

  for (int image = pass->first; image < pass->first + pass->count; image++)
    {
      const float *x = convo_map_pixel (&pass->x[0], image, 0, 0, 0);
      guint8 *close = pass->saved + image * pass->saved_pitch;
      gint64 classes = pass->x[0].channels;
      double sum = 0;

      for (gint64 c = 0; convo_loss_has_label (pass, image) && c < classes; c++)
        {
          double excess = c == pass->labels[image] ? 0 : margin - x[pass->labels[image]] + x[c];

          close[c] = !(excess <= 0);   /* NaN passes */
          sum += close[c] ? excess : 0;
        }
      *convo_map_pixel (pass->y, image, 0, 0, 0) = sum / classes;
    }
}

static void
backward (const void *state, ConvoPass *pass)
{
  const ConvoMap *dx = &pass->dx[0];

  for (int image = pass->first; dx->data != NULL && image < pass->first + pass->count; image++)
    {
      const guint8 *close = pass->saved + image * pass->saved_pitch;
      float *to = convo_map_pixel (dx, image, 0, 0, 0);
      float part = *convo_map_pixel (pass->dy, image, 0, 0, 0) / dx->channels;
      gboolean labelled = convo_loss_has_label (pass, image);
      int n = 0;

      for (gint64 c = 0; c < dx->channels; c++)
        {
          gboolean on = labelled && close[c];

          to[c] = (pass->dx_add[0] ? to[c] : 0) + (on ? part : 0);
          n += on;
        }
      if (labelled)
        to[pass->labels[image]] -= n * part;
    }
}

const ConvoKind convo_kind_hinge = {
  .name = "hinge",
  .title = N_("Hinge loss"),
  .family = "io",
  .prefix = "loss",
  .doc = N_("Wants the true class's score to lead every other by a margin, and is content then: the loss of support "
            "vector machines."),
  .torch = "nn.MultiMarginLoss(margin={margin})",
  .flags = CONVO_KIND_LOSS,
  .min_inputs = 1,
  .max_inputs = 1,
  .state_size = sizeof (Hinge),
  .props = props,
  .n_props = G_N_ELEMENTS (props),
  .infer = infer,
  .saved_size = saved_size,
  .describe = describe,
  .explain = convo_loss_explain,
  .forward = forward,
  .backward = backward,
};
