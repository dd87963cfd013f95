#pragma once
#include <glib.h>

G_BEGIN_DECLS

/**
 * ConvoWindow:
 * @kernel: window extent in elements, at least 1
 * @stride: step between windows, at least 1
 * @pad: zeros (or nothing, for pooling) added at each end, at least 0
 * @dilation: distance between the elements of the window, at least 1
 * @ceil: round the number of windows up, then drop a last window that would start in the far padding
 *
 * A sliding window along one axis.
 */
typedef struct
{
  gint64 kernel, stride, pad, dilation;
  gboolean ceil;
} ConvoWindow;

gint64   convo_window_span   (const ConvoWindow *window);
gboolean convo_window_extent (const ConvoWindow *window,
                              gint64             in,
                              gint64            *out,
                              GError           **error);
gint64   convo_window_unread (const ConvoWindow *window,
                              gint64             in,
                              gint64             out);

G_END_DECLS
