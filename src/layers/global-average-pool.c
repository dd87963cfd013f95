/* Global average pooling: the mean of each channel's whole map; the rank stays. */
#include "common.h"
#include "pool.h"
#include "text.h"

static gboolean
infer (const void *state, const ConvoShape *in, int n_in, ConvoShape *out, GError **error)
{
  if (!convo_needs_spatial (_("Global average pooling"), in, error))
    return FALSE;
  *out = *in;
  for (int i = 1; i < in->rank; i++)
    out->dim[i] = 1;
  return TRUE;
}

static ConvoReach
reach (const void *state, const ConvoSite *site, int axis, ConvoWindow *window)
{
  *window = (ConvoWindow) { convo_shape_spatial (&site->in[0], axis), 1, 0, 1, FALSE };
  return CONVO_REACH_ALL;
}

static void
explain (const void *state, const ConvoSite *site, ConvoLedger *ledger)
{
  const ConvoSymbol symbols[] = { { "C", site->in[0].dim[0], _("channels, one value each") } };
  ConvoShape map = site->in[0];

  map.dim[0] = 1;
  convo_shape_explain (&map, _("Values in each mean"), ledger);
  convo_ledger_work (ledger, CONVO_NUMBER_SHAPE, _("Outputs"), "C", symbols, 1);
}

static void
forward (const void *state, ConvoPass *pass)
{
  const ConvoPool *pool = convo_pool (pass->x[0].channels);

  if (pass->site->lanes > 0)   /* planes are channels: the mean of each */
    pool->adaptive (&pass->x[0], pass->y, pass->first, pass->count);
  else
    pool->global (&pass->x[0], pass->y, pass->first, pass->count);
}

static void
backward (const void *state, ConvoPass *pass)
{
  const ConvoPool *pool = convo_pool (pass->dx[0].channels);

  if (pass->dx[0].data == NULL)
    return;
  if (pass->site->lanes > 0)
    pool->adaptive_backward (pass->dy, &pass->dx[0], pass->first, pass->count, pass->dx_add[0]);
  else
    pool->global_backward (pass->dy, &pass->dx[0], pass->first, pass->count, pass->dx_add[0]);
}

const ConvoKind convo_kind_global_average_pool = {
  .name = "global-average-pool",
  .title = N_("Global average pooling"),
  .family = "pooling",
  .prefix = "pool",
  .doc = N_("Reduces each channel's map to its mean, whatever its size. It replaces large linear layers."),
  .accel = "g",
  .onnx = "GlobalAveragePool()",
  .torch = "nn.AdaptiveAvgPool{n}d(1)",
  .keras = "layers.GlobalAveragePooling{n}D(keepdims=True)",
  .flags = CONVO_KIND_THIN,
  .min_inputs = 1,
  .max_inputs = 1,
  .infer = infer,
  .reach = reach,
  .explain = explain,
  .forward = forward,
  .backward = backward,
};
