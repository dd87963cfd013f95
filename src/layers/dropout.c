/* Dropout: in training each value is zero with the given probability, the rest grow by 1 / (1 − p), so the mean stays.
 * Source: Srivastava et al. 2014 (inverted). Value i of image n is dropped by random number n·values + i, whoever does
 * it. */
#include "common.h"
#include "numbers.h"
#include "pointwise.h"
#include "text.h"

#include <math.h>

typedef struct
{
  double probability;
} Dropout;

static const ConvoProp props[] = {
  CONVO_PROP_REAL_ (Dropout, probability, "probability", N_("Probability"), N_("Part of the values that become zero"),
                    0.5, 0, 1, 0.1, 0.7),
};

static gsize
saved_size (const void *state, const ConvoSite *site)
{
  return convo_shape_count (&site->out);   /* a byte a value: kept or not */
}

static void
describe (const void *state, GString *text)
{
  g_autofree char *probability = convo_number_plain (((const Dropout *) state)->probability);

  g_string_append (text, probability);
}

static float
scale_of (const Dropout *dropout)
{
  return dropout->probability < 1 ? 1 / (1 - dropout->probability) : 0;
}

/* Values of a pixel lie together; those of a row too, if neither map has room between pixels */
static gint64
run_length (const ConvoMap *a, const ConvoMap *b)
{
  gboolean dense = a->pixel_pitch == a->channels && b->pixel_pitch == b->channels;

  return dense ? a->extent[2] * a->channels : a->channels;
}

/* Row by row; values are numbered as in the usual layout, so masks do not depend on the layout */
static void
drop_packs (const Dropout *dropout, ConvoPass *pass)
{
  const ConvoMap *x = &pass->x[0], *y = pass->y;
  const gint64 channels = x->extent[0], width = x->extent[2], lanes = x->channels;
  const guint64 count = convo_shape_count (&pass->site->out), threshold = ceil (dropout->probability * 0x1p53);

  for (int pack = pass->first; pack < pass->first + pass->count; pack++)
    for (gint64 c = 0; c < channels; c++)
      for (gint64 h = 0; h < x->extent[1]; h++)
        convo_pointwise ()->dropout_packs (convo_map_pixel (y, pack, c, h, 0), convo_map_pixel (x, pack, c, h, 0),
                                           pass->saved + pack * pass->saved_pitch
                                           + (c * x->extent[1] + h) * width * lanes, width, pass->random_key,
                                           (guint64) pack * lanes * count + h * width * channels + c, count, channels,
                                           threshold, scale_of (dropout));
}

static void
forward (const void *state, ConvoPass *pass)
{
  const Dropout *dropout = state;
  const ConvoMap *x = &pass->x[0], *y = pass->y;
  gint64 run = run_length (x, y), count = convo_shape_count (&pass->site->out);
  guint64 threshold = ceil (dropout->probability * 0x1p53);

  if (!pass->training)
    {
      convo_maps_copy (y, 0, x, 0, x->channels, pass->first, pass->count, FALSE);
      return;
    }
  if (pass->site->lanes > 0)
    {
      drop_packs (dropout, pass);
      return;
    }
  for (int image = pass->first; image < pass->first + pass->count; image++)
    for (gint64 i = 0; i < count; i += run)
      {
        gint64 pixel = i / x->channels, w = pixel % x->extent[2], row = pixel / x->extent[2];
        gint64 z = row / x->extent[1], h = row % x->extent[1];

        convo_pointwise ()->dropout (convo_map_pixel (y, image, z, h, w), convo_map_pixel (x, image, z, h, w),
                                     pass->saved + image * pass->saved_pitch + i, run, pass->random_key,
                                     (guint64) image * count + i, threshold, scale_of (dropout));
      }
}

static void
backward (const void *state, ConvoPass *pass)
{
  const ConvoMap *dx = &pass->dx[0], *dy = pass->dy;
  gint64 run = run_length (dx, dy), count = dy->extent[0] * dy->extent[1] * dy->extent[2] * dy->channels;

  if (dx->data == NULL)
    return;
  if (!pass->training)
    {
      convo_maps_copy (dx, 0, dy, 0, dx->channels, pass->first, pass->count, pass->dx_add[0]);
      return;
    }
  for (int image = pass->first; image < pass->first + pass->count; image++)
    for (gint64 i = 0; i < count; i += run)
      {
        gint64 pixel = i / dx->channels, w = pixel % dx->extent[2], row = pixel / dx->extent[2];
        gint64 z = row / dx->extent[1], h = row % dx->extent[1];

        convo_pointwise ()->dropout_backward (convo_map_pixel (dx, image, z, h, w),
                                              pass->saved + image * pass->saved_pitch + i,
                                              convo_map_pixel (dy, image, z, h, w), run, scale_of (state),
                                              pass->dx_add[0]);
      }
}

const ConvoKind convo_kind_dropout = {
  .name = "dropout",
  .title = N_("Dropout"),
  .family = "regularisation",
  .prefix = "dropout",
  .doc = N_("Sets random values to zero while training, so that no feature relies on one other. "
            "Does nothing in evaluation."),
  .accel = "d",
  .onnx = "Dropout(ratio={probability})",
  .torch = "nn.Dropout({probability})",
  .keras = "layers.Dropout({probability})",
  .flags = CONVO_KIND_SLICE | CONVO_KIND_RANDOM | CONVO_KIND_IN_PLACE | CONVO_KIND_THIN,
  .min_inputs = 1,
  .max_inputs = 1,
  .state_size = sizeof (Dropout),
  .props = props,
  .n_props = G_N_ELEMENTS (props),
  .infer = convo_infer_same,
  .saved_size = saved_size,
  .describe = describe,
  .forward = forward,
  .backward = backward,
};
