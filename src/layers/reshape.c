/* Reshape: the same values under another shape, numbered row-major with channels slowest, as PyTorch does. */
#include "common.h"
#include "errors.h"
#include "text.h"

#include <inttypes.h>

typedef struct
{
  ConvoShape shape;
} Reshape;

static const ConvoProp props[] = {
  { .key = "shape", .type = CONVO_PROP_SHAPE, .offset = G_STRUCT_OFFSET (Reshape, shape), .label = N_("Shape"),
    .help = N_("Channels, then depth, height, width"), .min = 1, .max = 1 << 30, .soft_min = 1, .soft_max = 4096,
    .initial_shape = { .rank = 3, .dim = { 1, 28, 28 } } },
};

static gboolean
infer (const void *state, const ConvoShape *in, int n_in, ConvoShape *out, GError **error)
{
  const ConvoShape *shape = &((const Reshape *) state)->shape;

  if (convo_shape_count (shape) != convo_shape_count (in))
    {
      g_autofree char *from = convo_shape_to_string (in), *to = convo_shape_to_string (shape);

      g_set_error (error, CONVO_ERROR, CONVO_ERROR_SHAPE,
                   _("The %" PRId64 " values of %s do not fill %s, which has %" PRId64 "; give a shape of as many."),
                   convo_shape_count (in), from, to, convo_shape_count (shape));
      return FALSE;
    }
  *out = *shape;
  return TRUE;
}

static ConvoReach
reach (const void *state, const ConvoSite *site, int axis, ConvoWindow *window)
{
  *window = (ConvoWindow) { convo_shape_spatial (&site->in[0], axis), 1, 0, 1, FALSE };
  return convo_shape_equal (&site->in[0], &site->out) ? CONVO_REACH_POINT : CONVO_REACH_ALL;
}

/* A run of values @from … @to of the input, counted row-major with channels slowest, widens the box: along an axis
 * either it stays within one position of the axis before, or it may be anywhere. */
static void
include_run (const ConvoShape *in, gint64 from, gint64 to, ConvoRegion *box)
{
  const gint64 width = convo_shape_spatial (in, 2), height = convo_shape_spatial (in, 1);
  const gint64 depth = convo_shape_spatial (in, 0), area = width * height;
  const gint64 size[] = { area, width, 1 }, before[] = { area * depth, area, width }, extent[] = { depth, height, width };

  for (int axis = 0; axis < CONVO_MAX_AXES; axis++)
    {
      const gboolean stays = from / before[axis] == to / before[axis];
      const gint64 first = stays ? from % before[axis] / size[axis] : 0;
      const gint64 last = stays ? to % before[axis] / size[axis] : extent[axis] - 1;

      box->first[axis] = MIN (box->first[axis], first);
      box->last[axis] = MAX (box->last[axis], last);
    }
}

/* All channels of a place are looked at, as everywhere. */
static void
sees (const void *state, const ConvoSite *site, const ConvoRegion *out, gboolean beyond, ConvoRegion *in)
{
  const gint64 depth = convo_shape_spatial (&site->out, 0), height = convo_shape_spatial (&site->out, 1);
  const gint64 width = convo_shape_spatial (&site->out, 2);
  ConvoRegion inside;

  for (int axis = 0; axis < CONVO_MAX_AXES; axis++)
    {
      const gint64 end = convo_shape_spatial (&site->out, axis) - 1;

      inside.first[axis] = CLAMP (out->first[axis], 0, end), inside.last[axis] = CLAMP (out->last[axis], 0, end);
      in->first[axis] = G_MAXINT64, in->last[axis] = -1;
    }
  for (gint64 c = 0; c < site->out.dim[0]; c++)
    for (gint64 z = inside.first[0]; z <= inside.last[0]; z++)
      for (gint64 y = inside.first[1]; y <= inside.last[1]; y++)
        {
          const gint64 row = ((c * depth + z) * height + y) * width;

          include_run (&site->in[0], row + inside.first[2], row + inside.last[2], in);
        }
}

static void
describe (const void *state, GString *text)
{
  g_autofree char *shape = convo_shape_to_string (&((const Reshape *) state)->shape);

  g_string_append (text, shape);
}

static void
explain (const void *state, const ConvoSite *site, ConvoLedger *ledger)
{
  convo_shape_explain (&site->in[0], _("Values of the input"), ledger);
  convo_shape_explain (&site->out, _("Values of the output"), ledger);
}

/* Value @flat of an image, counted row-major with channels slowest */
static float *
value_at (const ConvoMap *map, int image, gint64 flat)
{
  gint64 width = map->extent[2], height = map->extent[1], rows = flat / width, planes = rows / height;

  return convo_map_pixel (map, image, planes % map->extent[0], rows % height, flat % width) + planes / map->extent[0];
}

static void
forward (const void *state, ConvoPass *pass)
{
  gint64 count = convo_shape_count (&pass->site->out);

  for (int image = pass->first; image < pass->first + pass->count; image++)
    for (gint64 i = 0; i < count; i++)
      *value_at (pass->y, image, i) = *value_at (&pass->x[0], image, i);
}

static void
backward (const void *state, ConvoPass *pass)
{
  gint64 count = convo_shape_count (&pass->site->out);

  if (pass->dx[0].data == NULL)
    return;
  for (int image = pass->first; image < pass->first + pass->count; image++)
    for (gint64 i = 0; i < count; i++)
      {
        float *dx = value_at (&pass->dx[0], image, i);

        *dx = (pass->dx_add[0] ? *dx : 0) + *value_at (pass->dy, image, i);
      }
}

const ConvoKind convo_kind_reshape = {
  .name = "reshape",
  .title = N_("Reshape"),
  .family = "shape",
  .prefix = "reshape",
  .doc = N_("Gives the values another shape without moving them: channel after channel, row after row."),
  .onnx = "Reshape(shape={shape})",
  .torch = "nn.Unflatten(1, {shape})",
  .keras = "layers.Reshape({shape})",
  .min_inputs = 1,
  .max_inputs = 1,
  .state_size = sizeof (Reshape),
  .props = props,
  .n_props = G_N_ELEMENTS (props),
  .infer = infer,
  .reach = reach,
  .sees = sees,
  .describe = describe,
  .explain = explain,
  .forward = forward,
  .backward = backward,
};
