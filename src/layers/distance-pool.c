/* Distance-weighted pooling: the mean of each window with weights 2^(−r²), r the distance from the window's centre in
 * pixels. Weights are divided by the sum of those inside the map, so a constant map stays as it is. */
#include "pooling.h"
#include "text.h"

#include <math.h>

static const ConvoProp props[] = {
  CONVO_PROP_AXES_ (ConvoPooling, kernel, "kernel", N_("Kernel"), N_("Window size"), 3, 1, 65536, 1, 7),
  CONVO_PROP_AXES_ (ConvoPooling, stride, "stride", N_("Stride"), N_("Step from window to window"),
                    2, 1, 65536, 1, 4),
  CONVO_PROP_AXES_ (ConvoPooling, padding, "padding", N_("Padding"),
                    N_("Border around the map; at most half the kernel"), 0, 0, 32768, 0, 3),
  CONVO_PROP_BOOL_ (ConvoPooling, ceil, "ceil", N_("Round up"),
                    N_("Keep a last window that hangs over the edge"), FALSE),
};

static gboolean
infer (const void *state, const ConvoShape *in, int n_in, ConvoShape *out, GError **error)
{
  return convo_pooling_infer (state, _("Distance-weighted pooling"), in, out, error);
}

static gint64
volume_of (const ConvoWindow w[3])
{
  return w[0].kernel * w[1].kernel * w[2].kernel;
}

/* Taps, then the weights */
static gsize
scratch_size (const void *state, const ConvoSite *site, int images, gboolean backward)
{
  ConvoWindow windows[3];

  convo_pooling_windows (state, &site->in[0], windows);
  return convo_pool_taps_size (windows) + volume_of (windows) * sizeof (float);
}

static void
explain (const void *state, const ConvoSite *site, ConvoLedger *ledger)
{
  convo_pooling_explain (state, site, ledger);
  convo_ledger_add (ledger, _("Weight beside the centre"),
                    _("two to the power of minus the squared distance; the weights of a window are divided by their "
                      "sum"),
                    "½", "2^(−1²)");
}

static void
prepare_job (const ConvoPooling *pooling, const ConvoPass *pass, ConvoPoolJob *job)
{
  const ConvoWindow *w = job->window;
  float *weight;

  convo_pooling_job (pooling, pass, job);
  weight = (float *) ((char *) pass->scratch + convo_pool_taps_size (w));
  for (gint64 i = 0; i < volume_of (w); i++)
    {
      const gint64 at[3] = { i / w[2].kernel / w[1].kernel, i / w[2].kernel % w[1].kernel, i % w[2].kernel };
      double square = 0;

      for (int axis = 0; axis < 3; axis++)
        square += pow (at[axis] - (w[axis].kernel - 1) / 2.0, 2);
      /* A window that lost its centre at a corner must not divide by zero */
      weight[i] = exp2 (-MIN (square, 60));
    }
  job->weight = weight;
}

static void
forward (const void *state, ConvoPass *pass)
{
  ConvoPoolJob job;

  prepare_job (state, pass, &job);
  convo_pool (pass->site->in[0].dim[0])->weighted (&job, &pass->x[0], pass->y);
}

static void
backward (const void *state, ConvoPass *pass)
{
  ConvoPoolJob job;

  if (pass->dx[0].data == NULL)
    return;
  prepare_job (state, pass, &job);
  convo_pool (pass->site->in[0].dim[0])->weighted_backward (&job, pass->dy, &pass->dx[0], pass->dx_add[0]);
}

const ConvoKind convo_kind_distance_pool = {
  .name = "distance-pool",
  .title = N_("Distance-weighted pooling"),
  .family = "pooling",
  .prefix = "pool",
  .doc = N_("Takes a mean of each window in which pixels near its centre count more."),
  .min_inputs = 1,
  .max_inputs = 1,
  .state_size = sizeof (ConvoPooling),
  .props = props,
  .n_props = G_N_ELEMENTS (props),
  .infer = infer,
  .reach = convo_pooling_reach,
  .scratch_size = scratch_size,
  .describe = convo_pooling_describe,
  .explain = explain,
  .forward = forward,
  .backward = backward,
};
