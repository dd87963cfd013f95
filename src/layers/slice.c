/* Slice: some neighbouring channels of a map. */
#include "common.h"
#include "errors.h"
#include "text.h"

#include <inttypes.h>

typedef struct
{
  gint64 start, count;
} Slice;

static const ConvoProp props[] = {
  CONVO_PROP_INT_ (Slice, start, "start", N_("From"), N_("First channel that is kept, counted from 0"),
                   0, 0, 1 << 24, 0, 512),
  CONVO_PROP_INT_ (Slice, count, "count", N_("Count"), N_("How many channels are kept"), 1, 1, 1 << 24, 1, 512),
};

static gboolean
infer (const void *state, const ConvoShape *in, int n_in, ConvoShape *out, GError **error)
{
  const Slice *slice = state;

  if (slice->start + slice->count > in->dim[0])
    {
      g_set_error (error, CONVO_ERROR, CONVO_ERROR_SHAPE,
                   _("The slice ends with channel %" PRId64 " but the input has only %" PRId64
                     " channels; begin earlier or keep fewer."), slice->start + slice->count - 1, in->dim[0]);
      return FALSE;
    }
  *out = *in;
  out->dim[0] = slice->count;
  return TRUE;
}

static void
describe (const void *state, GString *text)
{
  const Slice *slice = state;

  g_string_append_printf (text, "%" G_GINT64_FORMAT "…%" G_GINT64_FORMAT, slice->start,
                          slice->start + slice->count - 1);
}

static void
forward (const void *state, ConvoPass *pass)
{
  const Slice *slice = state;

  convo_maps_copy (pass->y, 0, &pass->x[0], slice->start, slice->count, pass->first, pass->count, FALSE);
}

static void
backward (const void *state, ConvoPass *pass)
{
  const Slice *slice = state;
  const ConvoMap *dx = &pass->dx[0];
  gint64 end = slice->start + slice->count;

  if (dx->data == NULL)
    return;
  if (!pass->dx_add[0])
    {
      convo_maps_clear (dx, 0, slice->start, pass->first, pass->count);
      convo_maps_clear (dx, end, dx->channels - end, pass->first, pass->count);
    }
  convo_maps_copy (dx, slice->start, pass->dy, 0, slice->count, pass->first, pass->count, pass->dx_add[0]);
}

const ConvoKind convo_kind_slice = {
  .name = "slice",
  .title = N_("Slice of channels"),
  .family = "shape",
  .prefix = "slice",
  .doc = N_("Keeps some neighbouring channels and drops the others, for instance to send halves different ways."),
  .onnx = "Slice(axes=1, starts={start}, ends={start} + {count})",
  .torch = "x[:, {start}:{start} + {count}]",
  .keras = "layers.Lambda(lambda x: x[..., {start}:{start} + {count}])",
  .min_inputs = 1,
  .max_inputs = 1,
  .state_size = sizeof (Slice),
  .props = props,
  .n_props = G_N_ELEMENTS (props),
  .infer = infer,
  .describe = describe,
  .forward = forward,
  .backward = backward,
};
