/* What a window slides over, as it is drawn: the input with its padding, or spread with zeros between for transposed
 * convolution, so that one picture serves both. */
#include "trace-private.h"

#include <string.h>

/**
 * convo_trace_lane:
 * @axis: 0, 1, 2: depth, height, width
 * @lane: (out): the cells along that axis, and how the window steps over them
 */
void
convo_trace_lane (const ConvoTrace *trace, int axis, ConvoLane *lane)
{
  const ConvoArith *arith = &trace->arith;
  gint64 in = convo_shape_spatial (&trace->in[0], axis), out = convo_shape_spatial (&trace->out, axis);
  ConvoWindow w;

  convo_arith_window (arith, axis, &w);
  *lane = (ConvoLane) { .cells = in, .lead = w.pad, .spread = 1, .step = w.stride, .taps = w.kernel,
                        .dilation = w.dilation, .n = in, .windows = out };
  if (trace->p->family == TRACE_TRANSPOSED)
    {
      lane->spread = w.stride;
      lane->step = 1;
      lane->lead = w.dilation * (w.kernel - 1) - w.pad;
      lane->cells = out - 1 + w.dilation * (w.kernel - 1) + 1;
      return;
    }
  if (!convo_arith_windows (arith) || axis < 3 - convo_shape_n_spatial (&trace->in[0]))
    return;
  lane->cells = in + w.pad + (trace->p->family == TRACE_POOL ? w.pad : arith->after[axis]);
  lane->cells = MAX (lane->cells, (out - 1) * w.stride + convo_window_span (&w));
  lane->unread = lane->cells - ((out - 1) * w.stride + convo_window_span (&w));
}

/**
 * convo_lane_source:
 * @cell: a cell of the lane, counted from 0
 *
 * Returns: which input value lies in it; −1 in the padding, −2 for a zero between spread values
 */
gint64
convo_lane_source (const ConvoLane *lane, gint64 cell)
{
  gint64 at = cell - lane->lead;

  if (at < 0 || at > (lane->n - 1) * lane->spread)
    return -1;
  return at % lane->spread == 0 ? at / lane->spread : -2;
}

/**
 * convo_trace_acting_weight:
 * @out: output channel
 * @in: input channel, of the same group
 * @tap: depth, row, column in the window as it slides over the lanes: turned for transposed and for true convolution
 *
 * Returns: index of the weight that acts there; −1 for layers without weights or channels of two groups
 */
gint64
convo_trace_acting_weight (const ConvoTrace *trace, gint64 out, gint64 in, const gint64 tap[3])
{
  const TraceGeometry *g = &trace->p->geometry;
  gboolean transposed = trace->p->family == TRACE_TRANSPOSED;
  gint64 narrow = transposed ? in : out, wide = transposed ? out : in, w;

  if (convo_trace_weight (trace) < 0 || narrow / g->narrow_group != wide / g->wide_group)
    return -1;
  w = (narrow * g->wide_group + wide % g->wide_group) * g->taps + (tap[0] * g->kernel[1] + tap[1]) * g->kernel[2] + tap[2];
  return transposed != trace->arith.flip ? trace_turned (g, w) : w;
}

/** convo_trace_group: @first: (out): first input channel that output channel @out reads. Returns: how many */
gint64
convo_trace_group (const ConvoTrace *trace, gint64 out, gint64 *first)
{
  const TraceGeometry *g = &trace->p->geometry;
  gint64 n = trace->in[0].dim[0] / MAX (trace->arith.groups, 1);

  *first = out;
  if (trace->p->family >= TRACE_POOL)
    return 1;
  *first = trace->p->family == TRACE_TRANSPOSED ? out / g->wide_group * n : out / g->narrow_group * n;
  return n;
}
