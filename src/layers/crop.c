/* Crop: the map without a border; each side for itself. */
#include "common.h"
#include "errors.h"
#include "sampling.h"
#include "text.h"

#include <inttypes.h>

typedef struct
{
  ConvoAxes before, after;
} Crop;

static const ConvoProp props[] = {
  CONVO_PROP_AXES_ (Crop, before, "before", N_("Before"), N_("Rows cut off above and columns to the left"),
                    1, 0, 65536, 0, 8),
  CONVO_PROP_AXES_ (Crop, after, "after", N_("After"), N_("Rows cut off below and columns to the right"),
                    1, 0, 65536, 0, 8),
};

static gboolean
infer (const void *state, const ConvoShape *in, int n_in, ConvoShape *out, GError **error)
{
  const Crop *crop = state;

  if (!convo_needs_spatial (_("Crop"), in, error))
    return FALSE;
  *out = *in;
  for (int i = 1; i < in->rank; i++)
    {
      int axis = i + CONVO_MAX_AXES - in->rank;
      gint64 cut = convo_border_side (&crop->before, in, axis) + convo_border_side (&crop->after, in, axis);

      out->dim[i] -= cut;
      if (out->dim[i] < 1)
        {
          g_set_error (error, CONVO_ERROR, CONVO_ERROR_SHAPE,
                       _("Cutting off %" PRId64 " leaves nothing of the %" PRId64 " along that axis; cut off less."),
                       cut, in->dim[i]);
          return FALSE;
        }
    }
  return TRUE;
}

/* Equal sides are a negative padding of a window of one pixel */
static ConvoReach
reach (const void *state, const ConvoSite *site, int axis, ConvoWindow *window)
{
  const Crop *crop = state;
  gint64 before = convo_border_side (&crop->before, &site->in[0], axis);

  *window = (ConvoWindow) { 1, 1, -before, 1, FALSE };
  return before == convo_border_side (&crop->after, &site->in[0], axis) ? CONVO_REACH_WINDOW : CONVO_REACH_POINT;
}

static void
describe (const void *state, GString *text)
{
  const Crop *crop = state;
  g_autofree char *before = convo_axes_to_string (&crop->before), *after = convo_axes_to_string (&crop->after);

  g_string_append_printf (text, "−%s", before);
  if (!g_str_equal (before, after))
    g_string_append_printf (text, " − %s", after);
}

static void
explain (const void *state, const ConvoSite *site, ConvoLedger *ledger)
{
  const Crop *crop = state;

  convo_border_explain (&crop->before, &crop->after, "n − a − b", site, ledger);
}

static ConvoSample
sample (const void *state, const ConvoSite *site, int axis, gint64 o)
{
  return (ConvoSample) { { o + convo_border_side (&((const Crop *) state)->before, &site->in[0], axis), 0 }, { 1, 0 } };
}

static void
sees (const void *state, const ConvoSite *site, const ConvoRegion *out, gboolean beyond, ConvoRegion *in)
{
  for (int axis = 0; axis < CONVO_MAX_AXES; axis++)
    {
      const gint64 before = convo_border_side (&((const Crop *) state)->before, &site->in[0], axis);

      in->first[axis] = out->first[axis] + before;
      in->last[axis] = out->last[axis] + before;
    }
}

static void
forward (const void *state, ConvoPass *pass)
{
  convo_sampling_forward (state, pass, sample);
}

static void
backward (const void *state, ConvoPass *pass)
{
  convo_sampling_backward (state, pass, sample);
}

const ConvoKind convo_kind_crop = {
  .name = "crop",
  .title = N_("Crop"),
  .family = "shape",
  .prefix = "crop",
  .doc = N_("Cuts a border off the map, for instance so that it fits a smaller one. Sides may differ."),
  .onnx = "Slice(starts={before}, ends=-{after})",
  .torch = "x[:, :, {before}:-{after}, {before}:-{after}]",
  .keras = "layers.Cropping{n}D(({before}, {after}))",
  .min_inputs = 1,
  .max_inputs = 1,
  .state_size = sizeof (Crop),
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
