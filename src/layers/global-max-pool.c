/* Global max pooling: the largest value of each channel's whole map; the rank stays. One window as large as the map. */
#include "common.h"
#include "pool.h"
#include "text.h"

static gboolean
infer (const void *state, const ConvoShape *in, int n_in, ConvoShape *out, GError **error)
{
  if (!convo_needs_spatial (_("Global max pooling"), in, error))
    return FALSE;
  *out = *in;
  for (int i = 1; i < in->rank; i++)
    out->dim[i] = 1;
  return TRUE;
}

static void
windows_of (const ConvoSite *site, ConvoWindow windows[3])
{
  for (int axis = 0; axis < 3; axis++)
    windows[axis] = (ConvoWindow) { convo_shape_spatial (&site->in[0], axis), 1, 0, 1, FALSE };
}

static ConvoReach
reach (const void *state, const ConvoSite *site, int axis, ConvoWindow *window)
{
  ConvoWindow windows[3];

  windows_of (site, windows);
  *window = windows[axis];
  return CONVO_REACH_ALL;
}

static gsize
saved_size (const void *state, const ConvoSite *site)
{
  ConvoWindow windows[3];

  windows_of (site, windows);
  return convo_pool_saved_size (windows, convo_shape_count (&site->out));
}

static gsize
scratch_size (const void *state, const ConvoSite *site, int images, gboolean backward)
{
  ConvoWindow windows[3];

  windows_of (site, windows);
  return convo_pool_taps_size (windows);
}

static void
explain (const void *state, const ConvoSite *site, ConvoLedger *ledger)
{
  const ConvoSymbol symbols[] = { { "C", site->in[0].dim[0], _("channels, one value each") } };
  ConvoShape map = site->in[0];

  map.dim[0] = 1;
  convo_shape_explain (&map, _("Values in each maximum"), ledger);
  convo_ledger_work (ledger, CONVO_NUMBER_SHAPE, _("Outputs"), "C", symbols, 1);
}

static ConvoPoolJob
job_of (const ConvoPass *pass)
{
  ConvoPoolJob job = { .taps = pass->scratch, .first = pass->first, .count = pass->count };

  windows_of (pass->site, job.window);
  return job;
}

static void
forward (const void *state, ConvoPass *pass)
{
  ConvoPoolJob job = job_of (pass);

  convo_pool (pass->site->in[0].dim[0])->max (&job, &pass->x[0], pass->y, pass->saved, pass->saved_pitch);
}

static void
backward (const void *state, ConvoPass *pass)
{
  ConvoPoolJob job = job_of (pass);

  if (pass->dx[0].data != NULL)
    convo_pool (pass->site->in[0].dim[0])->max_backward (&job, pass->dy, &pass->dx[0], pass->saved,
                                                         pass->saved_pitch, pass->dx_add[0]);
}

const ConvoKind convo_kind_global_max_pool = {
  .name = "global-max-pool",
  .title = N_("Global max pooling"),
  .family = "pooling",
  .prefix = "pool",
  .doc = N_("Reduces each channel's map to its largest value: whether a feature is anywhere, not where."),
  .onnx = "GlobalMaxPool()",
  .torch = "nn.AdaptiveMaxPool{n}d(1)",
  .keras = "layers.GlobalMaxPooling{n}D(keepdims=True)",
  .min_inputs = 1,
  .max_inputs = 1,
  .infer = infer,
  .reach = reach,
  .saved_size = saved_size,
  .scratch_size = scratch_size,
  .explain = explain,
  .forward = forward,
  .backward = backward,
};
