/* Multiply: the product of two maps, value by value; or of a map and one value a channel, as the gates of
 * squeeze-and-excitation networks want it. Source: Hu, Shen, Sun, Squeeze-and-Excitation Networks, 2017. */
#include "common.h"
#include "errors.h"
#include "pointwise.h"
#include "text.h"

#include <string.h>

/* One value a channel: features, or a map of one pixel */
static gboolean
is_gate (const ConvoShape *shape)
{
  return convo_shape_count (shape) == shape->dim[0];
}

/* Index of the input that has one value for all pixels of the other; -1 if both have all */
static int
gate_of (const ConvoShape *in)
{
  return convo_shape_equal (&in[0], &in[1]) ? -1 : is_gate (&in[1]) ? 1 : 0;
}

static gboolean
infer (const void *state, const ConvoShape *in, int n_in, ConvoShape *out, GError **error)
{
  int gate = gate_of (in);

  if (gate >= 0 && (!is_gate (&in[gate]) || in[0].dim[0] != in[1].dim[0]))
    {
      g_autofree char *a = convo_shape_to_string (&in[0]), *b = convo_shape_to_string (&in[1]);

      g_set_error (error, CONVO_ERROR, CONVO_ERROR_SHAPE,
                   _("Multiply needs equal shapes, or as many features as the other has channels: %s and %s. "
                     "Bring one to the other's channels."), a, b);
      return FALSE;
    }
  *out = in[gate == 0 ? 1 : 0];
  return TRUE;
}

/* Sums of a row, and of all rows */
static gsize
scratch_size (const void *state, const ConvoSite *site, int images, gboolean backward)
{
  return 2 * site->in[0].dim[0] * sizeof (float);
}

static void
multiply_run (float *const *at, gint64 length, gconstpointer data)
{
  convo_pointwise ()->multiply (at[0], at[1], at[2], length, GPOINTER_TO_INT (data));
}

/* The gate stands before all pixels: a map in which they are one */
static ConvoMap
spread (const ConvoMap *map, const ConvoShape *out)
{
  ConvoMap view = *map;

  for (int axis = 0; axis < 3; axis++)
    view.extent[axis] = convo_shape_spatial (out, axis);
  view.pixel_pitch = view.row_pitch = view.plane_pitch = 0;
  return view;
}

/* to = a·b where each of the two may be a gate */
static void
multiply (const ConvoPass *pass, const ConvoMap *to, const ConvoMap *a, const ConvoMap *b, int gate, gboolean add)
{
  ConvoMap spread_b = *b;
  const ConvoMap *maps[] = { to, a, &spread_b };

  if (gate >= 0)
    spread_b = spread (b, &pass->site->out);
  convo_maps_walk (maps, 3, pass->first, pass->count, multiply_run, GINT_TO_POINTER (add));
}

static void
forward (const void *state, ConvoPass *pass)
{
  int gate = gate_of (pass->site->in), other = gate == 0 ? 1 : 0;

  multiply (pass, pass->y, &pass->x[other], &pass->x[1 - other], gate, FALSE);
}

/* dgate = Σ dy·x over the pixels: sums of rows first, so that large maps lose no digits */
static void
add_up (const ConvoPass *pass, const ConvoMap *x, const ConvoMap *dgate, gboolean add)
{
  const ConvoPointwise *pointwise = convo_pointwise ();
  const ConvoMap *dy = pass->dy;
  gint64 channels = dy->channels;
  float *row = pass->scratch, *sum = row + channels;

  for (int image = pass->first; image < pass->first + pass->count; image++)
    {
      float *to = convo_map_pixel (dgate, image, 0, 0, 0);

      memset (sum, 0, channels * sizeof (float));
      for (gint64 z = 0; z < dy->extent[0]; z++)
        for (gint64 h = 0; h < dy->extent[1]; h++)
          {
            memset (row, 0, channels * sizeof (float));
            for (gint64 w = 0; w < dy->extent[2]; w++)
              pointwise->multiply (row, convo_map_pixel (dy, image, z, h, w), convo_map_pixel (x, image, z, h, w),
                                   channels, TRUE);
            pointwise->add (sum, sum, row, channels);
          }
      pointwise->scale (to, sum, channels, 1, add);
    }
}

static void
backward (const void *state, ConvoPass *pass)
{
  int gate = gate_of (pass->site->in);

  for (int i = 0; i < 2; i++)
    if (pass->dx[i].data == NULL)
      continue;
    else if (i == gate)
      add_up (pass, &pass->x[1 - i], &pass->dx[i], pass->dx_add[i]);
    else
      multiply (pass, &pass->dx[i], pass->dy, &pass->x[1 - i], gate, pass->dx_add[i]);
}

const ConvoKind convo_kind_multiply = {
  .name = "multiply",
  .title = N_("Multiply"),
  .family = "merge",
  .prefix = "mul",
  .doc = N_("Multiplies two maps value by value, or every channel of a map with one value: a gate that lets it through "
            "or not."),
  .onnx = "Mul()",
  .torch = "torch.mul()",
  .keras = "layers.Multiply()",
  .flags = CONVO_KIND_READS_X | CONVO_KIND_SIGNED,
  .min_inputs = 2,
  .max_inputs = 2,
  .infer = infer,
  .scratch_size = scratch_size,
  .forward = forward,
  .backward = backward,
};
