/* Sliding windows along one axis: how many fit, and what stays unread. */
#include "window.h"
#include "errors.h"
#include "shape.h"
#include "text.h"

#include <inttypes.h>

/**
 * convo_window_span:
 *
 * Returns: dilation·(kernel − 1) + 1, the distance from the first to the last element read, inclusive
 */
gint64
convo_window_span (const ConvoWindow *window)
{
  return window->dilation * (window->kernel - 1) + 1;
}

/**
 * convo_window_extent:
 * @in: input extent along the axis, in elements, at least 1
 * @out: (out): output extent, in elements; unset on failure
 * @error: return location; %CONVO_ERROR_SHAPE if no window fits
 *
 * Computes how many windows fit: ⌊(in + 2·pad − span) / stride⌋ + 1. With @ceil the division rounds
 * up and a last window that would start in the far padding is dropped.
 *
 * Source: ONNX operators `Conv` and `MaxPool`, "output spatial shape"; PyTorch's `ceil_mode`.
 *
 * Returns: %TRUE on success
 */
gboolean
convo_window_extent (const ConvoWindow *window, gint64 in, gint64 *out, GError **error)
{
  gint64 span = convo_window_span (window);
  gint64 padded = in + 2 * window->pad;
  gint64 count;

  g_return_val_if_fail (window->kernel >= 1 && window->stride >= 1 && window->dilation >= 1, FALSE);
  if (padded < span)
    {
      g_set_error (error, CONVO_ERROR, CONVO_ERROR_SHAPE,
                   _("The window spans %" PRId64 " values but the padded input has only %" PRId64
                     "; use a smaller kernel or dilation, or more padding."), span, padded);
      return FALSE;
    }
  count = (padded - span) / window->stride + 1;
  if (window->ceil && (padded - span) % window->stride != 0 &&
      count * window->stride < in + window->pad)
    count++;
  *out = count;
  return TRUE;
}

/**
 * convo_window_unread:
 * @in: input extent
 * @out: number of windows, as convo_window_extent() gave it
 *
 * Returns: how many elements at the far end of the *padded* axis no window reaches, at least 0
 */
gint64
convo_window_unread (const ConvoWindow *window, gint64 in, gint64 out)
{
  return MAX (in + 2 * window->pad - ((out - 1) * window->stride + convo_window_span (window)), 0);
}
