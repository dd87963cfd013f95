/* What losses of single values share: the mean over an image's values of a loss of output and target.
 *
 * The target is the second input if there is one: an autoencoder compares its output with the picture. Else it is
 * made of the image's label: 1 for that class, 0 for the others ("one-hot"). */
#include "losses.h"
#include "common.h"
#include "errors.h"
#include "text.h"

/**
 * convo_scores_infer:
 * @title: translated title of the kind, for messages
 * @error: return location; %CONVO_ERROR_SHAPE
 *
 * Returns: %TRUE if the input is one value for each class
 */
gboolean
convo_scores_infer (const char *title, const ConvoShape *in, ConvoShape *out, GError **error)
{
  if (convo_shape_count (in) != in->dim[0])
    {
      g_autofree char *shape = convo_shape_to_string (in);

      g_set_error (error, CONVO_ERROR, CONVO_ERROR_SHAPE,
                   /* translators: a loss's title, a shape */
                   _("%s needs one score for each class, not maps of %s; put a linear layer or global average pooling "
                     "before it."), title, shape);
      return FALSE;
    }
  *out = CONVO_SHAPE (1);
  return TRUE;
}

/**
 * convo_label_map_infer:
 * @title: translated title of the kind, for messages
 * @in: scores (classes and any spatial axes), label map
 * @error: return location; %CONVO_ERROR_SHAPE
 *
 * Returns: %TRUE if the second input has one value at every position of the first
 */
gboolean
convo_label_map_infer (const char *title, const ConvoShape *in, ConvoShape *out, GError **error)
{
  ConvoShape wanted = in[0];

  wanted.dim[0] = 1;
  if (!convo_shape_equal (&in[1], &wanted))
    {
      g_autofree char *scores = convo_shape_to_string (&in[0]), *labels = convo_shape_to_string (&in[1]);
      g_autofree char *shape = convo_shape_to_string (&wanted);

      g_set_error (error, CONVO_ERROR, CONVO_ERROR_SHAPE,
                   /* translators: a loss's title, shapes of its two inputs, the shape that the second must have */
                   _("%s of scores %s needs a class number at every position, a label map of %s, but its second input is "
                     "%s; take one channel of it, or bring it to that size."), title, scores, shape, labels);
      return FALSE;
    }
  *out = CONVO_SHAPE (1);
  return TRUE;
}

/** convo_label_map_at: Returns: the nearest whole number if it is below @classes; −1 marks a position to be ignored */
int
convo_label_map_at (const ConvoMap *labels, int image, gint64 z, gint64 h, gint64 w, gint64 classes)
{
  float value = convo_map_pixel (labels, image, z, h, w)[0];

  return value > -0.5f && value < classes - 0.5 ? (int) (value + 0.5f) : -1;   /* NaN: −1 */
}

gboolean
convo_loss_has_label (const ConvoPass *pass, int image)
{
  return pass->labels != NULL && pass->labels[image] >= 0 && pass->labels[image] < pass->site->in[0].dim[0];
}

/**
 * convo_loss_infer:
 * @error: return location; %CONVO_ERROR_SHAPE
 *
 * Returns: %TRUE if output and target can be compared
 */
gboolean
convo_loss_infer (const char *title, const ConvoShape *in, int n_in, ConvoShape *out, GError **error)
{
  if (n_in < 2)
    return convo_scores_infer (title, in, out, error);
  if (!convo_shape_equal (&in[0], &in[1]))
    {
      g_autofree char *a = convo_shape_to_string (&in[0]), *b = convo_shape_to_string (&in[1]);

      g_set_error (error, CONVO_ERROR, CONVO_ERROR_SHAPE,
                   /* translators: a loss's title, two shapes */
                   _("%s compares values of equal shapes, not %s with the target %s; bring one to the other's shape."),
                   title, a, b);
      return FALSE;
    }
  *out = CONVO_SHAPE (1);
  return TRUE;
}

void
convo_loss_explain (const void *state, const ConvoSite *site, ConvoLedger *ledger)
{
  convo_shape_explain (&site->in[0], site->n_in > 1 ? _("Values in each mean") : _("Classes"), ledger);
}

/* Images without a label have no target */
static gboolean
has_target (const ConvoPass *pass, int image)
{
  return pass->site->n_in > 1 || convo_loss_has_label (pass, image);
}

static double
target_at (const ConvoPass *pass, int image, gint64 z, gint64 h, gint64 w, gint64 c)
{
  if (pass->site->n_in > 1)
    return convo_map_pixel (&pass->x[1], image, z, h, w)[c];
  return c == pass->labels[image];
}

#define FOR_EACH_VALUE(map, z, h, w, c) \
  for (gint64 z = 0; z < (map)->extent[0]; z++) \
    for (gint64 h = 0; h < (map)->extent[1]; h++) \
      for (gint64 w = 0; w < (map)->extent[2]; w++) \
        for (gint64 c = 0; c < (map)->channels; c++)

/** convo_loss_forward: y = Σ loss (x, t) / values */
void
convo_loss_forward (const ConvoPointLoss *loss, ConvoPass *pass)
{
  const ConvoMap *x = &pass->x[0];
  gint64 count = convo_shape_count (&pass->site->in[0]);

  for (int image = pass->first; image < pass->first + pass->count; image++)
    {
      double sum = 0;

      if (has_target (pass, image))
        FOR_EACH_VALUE (x, z, h, w, c)
          sum += loss->value (convo_map_pixel (x, image, z, h, w)[c], target_at (pass, image, z, h, w, c));
      *convo_map_pixel (pass->y, image, 0, 0, 0) = sum / count;
    }
}

/* @slope: by the output or by the target, whose gradient @dx is */
static void
backward_to (const ConvoPass *pass, int input, double (*slope) (double x, double t))
{
  const ConvoMap *x = &pass->x[0], *dx = &pass->dx[input];
  gboolean add = pass->dx_add[input];

  for (int image = pass->first; image < pass->first + pass->count; image++)
    {
      gboolean any = has_target (pass, image);
      double dy = *convo_map_pixel (pass->dy, image, 0, 0, 0) / convo_shape_count (&pass->site->in[0]);

      FOR_EACH_VALUE (x, z, h, w, c)
        {
          float *to = convo_map_pixel (dx, image, z, h, w) + c;
          double part = any ? dy * slope (convo_map_pixel (x, image, z, h, w)[c],
                                          target_at (pass, image, z, h, w, c)) : 0;

          *to = (add ? *to : 0) + part;
        }
    }
}

/** convo_loss_backward: gradients of the output and, if it is an input, of the target */
void
convo_loss_backward (const ConvoPointLoss *loss, ConvoPass *pass)
{
  for (int i = 0; i < pass->site->n_in; i++)
    if (pass->dx[i].data != NULL)
      backward_to (pass, i, i == 0 ? loss->slope : loss->target_slope);
}
