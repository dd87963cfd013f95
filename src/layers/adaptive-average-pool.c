/* Adaptive average pooling: means over windows that divide the map into a given number of parts. Source: PyTorch's
 * AdaptiveAvgPool; windows overlap where the extent is no multiple. */
#include "common.h"
#include "pool.h"
#include "text.h"

#include <math.h>

typedef struct
{
  ConvoAxes size;
} AdaptivePool;

static const ConvoProp props[] = {
  CONVO_PROP_AXES_ (AdaptivePool, size, "size", N_("Size"), N_("Extent of the output, whatever the input's"),
                    1, 1, 65536, 1, 14),
};

static gboolean
infer (const void *state, const ConvoShape *in, int n_in, ConvoShape *out, GError **error)
{
  const AdaptivePool *pool = state;

  if (!convo_needs_spatial (_("Adaptive average pooling"), in, error))
    return FALSE;
  *out = *in;
  for (int i = 1; i < in->rank; i++)
    out->dim[i] = convo_axes_get (&pool->size, i + CONVO_MAX_AXES - in->rank, in->rank - 1);
  return TRUE;
}

static ConvoReach
reach (const void *state, const ConvoSite *site, int axis, ConvoWindow *window)
{
  gint64 in = convo_shape_spatial (&site->in[0], axis), out = convo_shape_spatial (&site->out, axis);

  *window = (ConvoWindow) { in, 1, 0, 1, FALSE };
  if (out == 1 || in % out != 0)   /* windows of different sizes have no one field */
    return in == 1 && out == 1 ? CONVO_REACH_POINT : CONVO_REACH_ALL;
  *window = (ConvoWindow) { in / out, in / out, 0, 1, FALSE };
  return CONVO_REACH_WINDOW;
}

/* The window of position o begins at ⌊o·in / out⌋ and ends before ⌈(o + 1)·in / out⌉. */
static void
sees (const void *state, const ConvoSite *site, const ConvoRegion *out, gboolean beyond, ConvoRegion *in)
{
  for (int axis = 0; axis < CONVO_MAX_AXES; axis++)
    {
      const gint64 n = convo_shape_spatial (&site->in[0], axis), parts = convo_shape_spatial (&site->out, axis);

      in->first[axis] = (gint64) floor ((double) out->first[axis] * n / parts);
      in->last[axis] = (gint64) ceil ((double) (out->last[axis] + 1) * n / parts) - 1;
    }
}

static void
describe (const void *state, GString *text)
{
  convo_describe_axes (&((const AdaptivePool *) state)->size, -1, _("to %s"), text);
}

static void
explain (const void *state, const ConvoSite *site, ConvoLedger *ledger)
{
  for (int i = 1; i < site->out.rank; i++)
    {
      const ConvoSymbol symbols[] = { { "o", site->out.dim[i], _("output, as set") } };
      ConvoLedgerRow *row = convo_ledger_work (ledger, CONVO_NUMBER_SHAPE,
                                               convo_output_title (i + CONVO_MAX_AXES - site->out.rank), "o", symbols, 1);

      convo_ledger_note (row, _("windows are stretched so that this many cover the input"));
    }
}

static void
forward (const void *state, ConvoPass *pass)
{
  convo_pool (pass->x[0].channels)->adaptive (&pass->x[0], pass->y, pass->first, pass->count);
}

static void
backward (const void *state, ConvoPass *pass)
{
  if (pass->dx[0].data != NULL)
    convo_pool (pass->dx[0].channels)->adaptive_backward (pass->dy, &pass->dx[0], pass->first, pass->count,
                                                          pass->dx_add[0]);
}

const ConvoKind convo_kind_adaptive_average_pool = {
  .name = "adaptive-average-pool",
  .title = N_("Adaptive average pooling"),
  .family = "pooling",
  .prefix = "pool",
  .doc = N_("Takes means over a grid of windows, so that the output has a given size whatever the input's."),
  .onnx = "AdaptiveAveragePool(output_size={size})",
  .torch = "nn.AdaptiveAvgPool{n}d({size})",
  .keras = "tfa.layers.AdaptiveAveragePooling{n}D({size})",
  .flags = CONVO_KIND_THIN,
  .min_inputs = 1,
  .max_inputs = 1,
  .state_size = sizeof (AdaptivePool),
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
