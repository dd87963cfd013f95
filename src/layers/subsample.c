/* Subsample: keeps every s-th position; the shortcut of ResNets without parameters (option A). */
#include "common.h"
#include "text.h"

typedef struct
{
  ConvoAxes stride;
} Subsample;

static const ConvoAxes one = { 1, { 1 } };

static const ConvoProp props[] = {
  CONVO_PROP_AXES_ (Subsample, stride, "stride", N_("Stride"), N_("Keeps every so-many-th position"),
                    2, 1, 65536, 1, 4),
};

static void
windows_of (const Subsample *subsample, const ConvoShape *in, ConvoWindow windows[3])
{
  for (int axis = 0; axis < 3; axis++)
    convo_layer_window (in, axis, &one, &subsample->stride, NULL, NULL, FALSE, &windows[axis]);
}

static gboolean
infer (const void *state, const ConvoShape *in, int n_in, ConvoShape *out, GError **error)
{
  ConvoWindow windows[3];

  if (!convo_needs_spatial (_("Subsample"), in, error))
    return FALSE;
  windows_of (state, in, windows);
  return convo_windows_infer (windows, in, in->dim[0], out, error);
}

static ConvoReach
reach (const void *state, const ConvoSite *site, int axis, ConvoWindow *window)
{
  ConvoWindow windows[3];

  windows_of (state, &site->in[0], windows);
  *window = windows[axis];
  return CONVO_REACH_WINDOW;
}

static void
describe (const void *state, GString *text)
{
  convo_describe_axes (&((const Subsample *) state)->stride, -1, _("stride %s"), text);
}

static void
explain (const void *state, const ConvoSite *site, ConvoLedger *ledger)
{
  ConvoWindow windows[3];

  windows_of (state, &site->in[0], windows);
  convo_windows_explain (windows, site, ledger);
}

/* The kept positions of @map as a map of their own */
static ConvoMap
kept (const Subsample *subsample, const ConvoPass *pass, const ConvoMap *map)
{
  ConvoMap view = *map;
  ConvoWindow windows[3];

  windows_of (subsample, &pass->site->in[0], windows);
  for (int axis = 0; axis < 3; axis++)
    view.extent[axis] = convo_shape_spatial (&pass->site->out, axis);
  view.plane_pitch *= windows[0].stride;
  view.row_pitch *= windows[1].stride;
  view.pixel_pitch *= windows[2].stride;
  return view;
}

static void
forward (const void *state, ConvoPass *pass)
{
  ConvoMap from = kept (state, pass, &pass->x[0]);

  convo_maps_copy (pass->y, 0, &from, 0, from.channels, pass->first, pass->count, FALSE);
}

static void
backward (const void *state, ConvoPass *pass)
{
  const ConvoMap *dx = &pass->dx[0];
  ConvoMap to;

  if (dx->data == NULL)
    return;
  if (!pass->dx_add[0])
    convo_maps_clear (dx, 0, dx->channels, pass->first, pass->count);
  to = kept (state, pass, dx);
  convo_maps_copy (&to, 0, pass->dy, 0, to.channels, pass->first, pass->count, TRUE);
}

const ConvoKind convo_kind_subsample = {
  .name = "subsample",
  .title = N_("Subsample"),
  .family = "shape",
  .prefix = "subsample",
  .doc = N_("Keeps every s-th row and column and drops the rest: a shortcut around a layer with stride, "
            "without parameters."),
  .onnx = "Slice(steps={stride})",
  .torch = "x[:, :, ::{stride}, ::{stride}]",
  .keras = "layers.Lambda(lambda x: x[:, ::{stride}, ::{stride}, :])",
  .min_inputs = 1,
  .max_inputs = 1,
  .state_size = sizeof (Subsample),
  .props = props,
  .n_props = G_N_ELEMENTS (props),
  .infer = infer,
  .reach = reach,
  .describe = describe,
  .explain = explain,
  .forward = forward,
  .backward = backward,
};
