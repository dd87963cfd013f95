/* Pad: a border around the map, of zeros or of the map mirrored at its edge; each side for itself. */
#include "common.h"
#include "errors.h"
#include "sampling.h"
#include "text.h"

#include <inttypes.h>

enum { ZERO, REFLECT };

typedef struct
{
  ConvoAxes before, after;
  int mode;
} Pad;

static const char *const modes[] = { "zero", "reflect", NULL };
static const char *const mode_labels[] = { N_("Zeros"), N_("Mirror"), NULL };

static const ConvoProp props[] = {
  CONVO_PROP_AXES_ (Pad, before, "before", N_("Before"), N_("Rows above and columns to the left"), 1, 0, 65536, 0, 8),
  CONVO_PROP_AXES_ (Pad, after, "after", N_("After"), N_("Rows below and columns to the right"), 1, 0, 65536, 0, 8),
  { .key = "mode", .type = CONVO_PROP_CHOICE, .offset = G_STRUCT_OFFSET (Pad, mode), .label = N_("Mode"),
    .help = N_("What the border is filled with"), .choices = modes, .choice_labels = mode_labels },
};

static gboolean
infer (const void *state, const ConvoShape *in, int n_in, ConvoShape *out, GError **error)
{
  const Pad *pad = state;

  if (!convo_needs_spatial (_("Pad"), in, error))
    return FALSE;
  *out = *in;
  for (int i = 1; i < in->rank; i++)
    {
      int axis = i + CONVO_MAX_AXES - in->rank;
      gint64 before = convo_border_side (&pad->before, in, axis), after = convo_border_side (&pad->after, in, axis);

      out->dim[i] += before + after;
      if (pad->mode == REFLECT && MAX (before, after) >= in->dim[i])
        {
          g_set_error (error, CONVO_ERROR, CONVO_ERROR_SHAPE,
                       _("A mirrored border of %" PRId64 " needs an input of at least %" PRId64 " along that axis, "
                         "not %" PRId64 "; use a thinner border or zeros."), MAX (before, after),
                       MAX (before, after) + 1, in->dim[i]);
          return FALSE;
        }
    }
  return TRUE;
}

/* Equal borders are the padding of a window of one pixel */
static ConvoReach
reach (const void *state, const ConvoSite *site, int axis, ConvoWindow *window)
{
  const Pad *pad = state;
  gint64 before = convo_border_side (&pad->before, &site->in[0], axis);

  *window = (ConvoWindow) { 1, 1, before, 1, FALSE };
  return before == convo_border_side (&pad->after, &site->in[0], axis) ? CONVO_REACH_WINDOW : CONVO_REACH_POINT;
}

static void
describe (const void *state, GString *text)
{
  const Pad *pad = state;
  g_autofree char *before = convo_axes_to_string (&pad->before), *after = convo_axes_to_string (&pad->after);

  g_string_append (text, before);
  if (!g_str_equal (before, after))
    g_string_append_printf (text, " + %s", after);
  if (pad->mode == REFLECT)
    g_string_append (text, _(", mirrored"));
}

static void
explain (const void *state, const ConvoSite *site, ConvoLedger *ledger)
{
  const Pad *pad = state;

  convo_border_explain (&pad->before, &pad->after, "a + n + b", site, ledger);
}

static ConvoSample
sample (const void *state, const ConvoSite *site, int axis, gint64 o)
{
  const Pad *pad = state;
  gint64 extent = convo_shape_spatial (&site->in[0], axis), at = o - convo_border_side (&pad->before, &site->in[0], axis);

  if (pad->mode == REFLECT)
    at = at < 0 ? -at : at >= extent ? 2 * extent - 2 - at : at;
  return (ConvoSample) { { at, 0 }, { at >= 0 && at < extent, 0 } };
}

/* Zeros are seen beyond the map; what a mirror shows lies on it. */
static void
sees (const void *state, const ConvoSite *site, const ConvoRegion *out, gboolean beyond, ConvoRegion *in)
{
  const Pad *pad = state;
  ConvoRegion inside = *out;

  for (int axis = 0; axis < CONVO_MAX_AXES; axis++)
    {
      const gint64 before = convo_border_side (&pad->before, &site->in[0], axis), end = convo_shape_spatial (&site->out, axis) - 1;

      in->first[axis] = out->first[axis] - before;
      in->last[axis] = out->last[axis] - before;
      inside.first[axis] = CLAMP (out->first[axis], 0, end);
      inside.last[axis] = CLAMP (out->last[axis], 0, end);
    }
  if (beyond && pad->mode == ZERO)
    return;
  convo_sampling_sees (state, site, sample, &inside, in);
  for (int axis = 0; axis < CONVO_MAX_AXES; axis++)
    {
      in->first[axis] += out->first[axis] - inside.first[axis];
      in->last[axis] += out->last[axis] - inside.last[axis];
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

const ConvoKind convo_kind_pad = {
  .name = "pad",
  .title = N_("Pad"),
  .family = "shape",
  .prefix = "pad",
  .doc = N_("Puts a border around the map, of zeros or of the mirrored map. Sides may differ."),
  .onnx = "Pad(mode={mode}, pads=[{before}, {after}])",
  .torch = "nn.functional.pad(x, ({before}, {after}), mode={mode})",
  .keras = "layers.ZeroPadding{n}D(({before}, {after}))",
  .min_inputs = 1,
  .max_inputs = 1,
  .state_size = sizeof (Pad),
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
