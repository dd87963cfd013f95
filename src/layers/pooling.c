/* What the pooling layers with sliding windows share: properties, windows, words. */
#include "pooling.h"
#include "errors.h"
#include "text.h"

#include <inttypes.h>

#define FEW_CHANNELS 16

/** convo_pooling_windows: @windows: (out): one per axis. A dilation of no values (average pooling) is 1 */
void
convo_pooling_windows (const ConvoPooling *pooling, const ConvoShape *in, ConvoWindow windows[3])
{
  for (int axis = 0; axis < 3; axis++)
    convo_layer_window (in, axis, &pooling->kernel, &pooling->stride, &pooling->padding,
                        pooling->dilation.n > 0 ? &pooling->dilation : NULL, pooling->ceil, &windows[axis]);
}

/* Whether some window would hold padding only; possible only where its elements step over the whole input */
static gboolean
misses_input (const ConvoWindow *w, gint64 in, gint64 out)
{
  if (w->pad == 0 || w->dilation <= in)
    return FALSE;
  for (gint64 i = 0; i < out; i++)
    {
      gint64 start = i * w->stride - w->pad;
      gint64 from = start < 0 ? (-start + w->dilation - 1) / w->dilation : 0;

      if (from >= w->kernel || start + from * w->dilation >= in)
        return TRUE;
    }
  return FALSE;
}

static gboolean
padding_fits (const ConvoWindow windows[3], GError **error)
{
  for (int axis = 0; axis < 3; axis++)
    if (2 * windows[axis].pad > windows[axis].kernel)
      {
        g_set_error (error, CONVO_ERROR, CONVO_ERROR_PROPERTY,
                     _("The padding is %" PRId64 " but the kernel only %" PRId64
                       "; padding must be at most half the kernel, else a window could hold padding only."),
                     windows[axis].pad, windows[axis].kernel);
        return FALSE;
      }
  return TRUE;
}

/**
 * convo_pooling_infer:
 * @title: translated title of the kind, for messages
 * @error: return location; %CONVO_ERROR_SHAPE, %CONVO_ERROR_PROPERTY
 *
 * Returns: %TRUE if every window has at least one value of the input
 */
gboolean
convo_pooling_infer (const ConvoPooling *pooling, const char *title, const ConvoShape *in, ConvoShape *out,
                     GError **error)
{
  ConvoWindow windows[3];

  if (!convo_needs_spatial (title, in, error))
    return FALSE;
  convo_pooling_windows (pooling, in, windows);
  if (!padding_fits (windows, error) || !convo_windows_infer (windows, in, in->dim[0], out, error))
    return FALSE;
  for (int axis = 0; axis < 3; axis++)
    if (misses_input (&windows[axis], convo_shape_spatial (in, axis), convo_shape_spatial (out, axis)))
      {
        g_set_error_literal (error, CONVO_ERROR, CONVO_ERROR_SHAPE,
                             _("The dilation steps over the whole input, so a window would hold padding only; "
                               "use a smaller dilation."));
        return FALSE;
      }
  return TRUE;
}

ConvoReach
convo_pooling_reach (const void *state, const ConvoSite *site, int axis, ConvoWindow *window)
{
  ConvoWindow windows[3];

  convo_pooling_windows (state, &site->in[0], windows);
  *window = windows[axis];
  return CONVO_REACH_WINDOW;
}

gsize
convo_pooling_scratch_size (const void *state, const ConvoSite *site, int images, gboolean backward)
{
  ConvoWindow windows[3];

  convo_pooling_windows (state, &site->in[0], windows);
  return convo_pool_taps_size (windows);
}

void
convo_pooling_describe (const void *state, GString *text)
{
  const ConvoPooling *pooling = state;

  convo_describe_kernel (&pooling->kernel, text);
  convo_describe_axes (&pooling->stride, -1, _(", stride %s"), text);
  convo_describe_axes (&pooling->padding, 0, _(", padding %s"), text);
  if (pooling->dilation.n > 0)
    convo_describe_axes (&pooling->dilation, 1, _(", dilation %s"), text);
  if (pooling->ceil)
    g_string_append (text, _(", round up"));
}

void
convo_pooling_explain (const void *state, const ConvoSite *site, ConvoLedger *ledger)
{
  ConvoWindow windows[3];

  convo_pooling_windows (state, &site->in[0], windows);
  convo_windows_explain (windows, site, ledger);
  for (guint i = 0; i < ledger->len; i++)
    if (((ConvoLedgerRow *) ledger->pdata[i])->has_window)
      ((ConvoLedgerRow *) ledger->pdata[i])->setting = "ceil";
}

/** convo_pooling_job: @job: (out): what the kernels need */
void
convo_pooling_job (const ConvoPooling *pooling, const ConvoPass *pass, ConvoPoolJob *job)
{
  *job = (ConvoPoolJob) { .taps = pass->scratch, .count_padding = pooling->count_padding,
                          .first = pass->first, .count = pass->count, .share = pass->share };
  if (pass->x[0].channels < FEW_CHANNELS)   /* what is saved of a pixel is written together with the next one's */
    {
      job->count = pass->share.index == 0 ? pass->count : 0;
      job->share = (ConvoShare) { 0 };
    }
  convo_pooling_windows (pooling, &pass->site->in[0], job->window);
}
