/* Convolution as a product of matrices: im2col (one column a window) and the sparse Toeplitz matrix (one row an output). */
#include "trace-private.h"

#include <string.h>

/**
 * convo_trace_link:
 *
 * The entry of the Toeplitz matrix in the row of output @y and the column of input @x.
 *
 * Returns: index of the weight that links the two; −1 if they have nothing to do with each other (a structural zero), or
 * the layer has no weights
 */
gint64
convo_trace_link (const ConvoTrace *trace, gint64 x, gint64 y)
{
  const TraceGeometry *g = &trace->p->geometry;
  gboolean transposed = trace->p->family == TRACE_TRANSPOSED;
  gint64 wide = transposed ? y : x, narrow = transposed ? x : y, w = 0;
  gint64 wide_at[3], narrow_at[3];

  if (convo_trace_weight (trace) < 0)
    return -1;
  for (int axis = 2; axis >= 0; axis--)
    {
      wide_at[axis] = wide % g->wide[axis];
      wide /= g->wide[axis];
      narrow_at[axis] = narrow % g->narrow[axis];
      narrow /= g->narrow[axis];
    }
  if (wide / g->wide_group != narrow / g->narrow_group)
    return -1;
  for (int axis = 0; axis < 3; axis++)
    {
      gint64 away = wide_at[axis] + g->pad[axis] - narrow_at[axis] * g->stride[axis];

      if (away < 0 || away % g->dilation[axis] != 0 || away / g->dilation[axis] >= g->kernel[axis])
        return -1;
      w = w * g->kernel[axis] + away / g->dilation[axis];
    }
  w += (narrow * g->wide_group + wide % g->wide_group) * g->taps;
  return trace->arith.flip ? trace_turned (g, w) : w;
}

/**
 * convo_trace_im2col_size:
 * @rows: (out): values of one window: taps × channels of a group
 * @columns: (out): windows
 *
 * Returns: whether the layer can be written so: convolution and linear
 */
gboolean
convo_trace_im2col_size (const ConvoTrace *trace, gint64 *rows, gint64 *columns)
{
  const TraceGeometry *g = &trace->p->geometry;

  *rows = *columns = 0;
  if (trace->p->family != TRACE_CONVOLUTION)
    return FALSE;
  *rows = g->taps * g->wide_group;
  *columns = g->narrow[0] * g->narrow[1] * g->narrow[2];
  return TRUE;
}

/**
 * convo_trace_im2col_cell:
 * @group: group of channels
 * @row: tap and channel, channels slowest
 * @column: window, in row order
 *
 * Returns: index of the input value in that cell of X; −1 for a zero of the padding
 */
gint64
convo_trace_im2col_cell (const ConvoTrace *trace, gint64 group, gint64 row, gint64 column)
{
  const TraceGeometry *g = &trace->p->geometry;
  gint64 tap = row % g->taps, at[3], index = group * g->wide_group + row / g->taps;

  g_return_val_if_fail (trace->p->family == TRACE_CONVOLUTION, -1);
  for (int axis = 2; axis >= 0; axis--)
    {
      at[axis] = column % g->narrow[axis] * g->stride[axis] + tap % g->kernel[axis] * g->dilation[axis] - g->pad[axis];
      column /= g->narrow[axis];
      tap /= g->kernel[axis];
    }
  for (int axis = 0; axis < 3; axis++)
    {
      if (at[axis] < 0 || at[axis] >= g->wide[axis])
        return -1;
      index = index * g->wide[axis] + at[axis];
    }
  return index;
}

/** convo_trace_im2col_weight: Returns: index of the weight in row @kernel, column @row of W, which meets row @row of X */
gint64
convo_trace_im2col_weight (const ConvoTrace *trace, gint64 kernel, gint64 row)
{
  const TraceGeometry *g = &trace->p->geometry;
  gint64 w = kernel * g->taps * g->wide_group + row;

  g_return_val_if_fail (trace->p->family == TRACE_CONVOLUTION, -1);
  return trace->arith.flip ? trace_turned (g, w) : w;
}

/* Along an axis: how many pairs of tap and window meet a cell of the wide side */
static gint64
meetings_along (const TraceGeometry *g, int axis)
{
  gint64 n = 0;

  for (gint64 i = 0; i < g->narrow[axis]; i++)
    for (gint64 k = 0; k < g->kernel[axis]; k++)
      {
        gint64 at = i * g->stride[axis] + k * g->dilation[axis] - g->pad[axis];

        n += at >= 0 && at < g->wide[axis];
      }
  return n;
}

/**
 * convo_trace_costs:
 * @costs: (out): what each way of writing the layer keeps and multiplies. Toeplitz: the matrix of one kernel is kept, the
 *   multiplications are for all; numbers of the whole layer saturate at %G_MAXINT64
 */
void
convo_trace_costs (const ConvoTrace *trace, ConvoCosts *costs)
{
  const TraceGeometry *g = &trace->p->geometry;
  gint64 x = convo_shape_count (&trace->in[0]), y = convo_shape_count (&trace->out), pairs = 1;

  *costs = (ConvoCosts) { .sliding_kept = x };
  if (convo_trace_weight (trace) < 0)
    return;
  for (int axis = 0; axis < 3; axis++)
    pairs *= meetings_along (g, axis);
  costs->sliding_macs = g->narrow_channels * g->narrow[0] * g->narrow[1] * g->narrow[2] * g->wide_group * g->taps;
  if (trace->p->family == TRACE_CONVOLUTION)
    {
      costs->im2col_kept = g->taps * g->wide_group * g->groups * g->narrow[0] * g->narrow[1] * g->narrow[2];
      costs->im2col_macs = costs->sliding_macs;
    }
  if (!convo_mul_checked (y / trace->out.dim[0], x, &costs->dense_kept))
    costs->dense_kept = G_MAXINT64;
  if (!convo_mul_checked (y, x, &costs->dense_macs))
    costs->dense_macs = G_MAXINT64;
  costs->sparse_macs = g->narrow_channels * g->wide_group * pairs;
  costs->sparse_kept = costs->sparse_macs / trace->out.dim[0];
}

/** convo_trace_copies: Returns: how many windows read an input value, of one output channel: its copies in im2col */
gint64
convo_trace_copies (const ConvoTrace *trace, gint64 x)
{
  g_autoptr(GArray) feeds = NULL;
  gint64 copies = 0, channel, at[3], first = -1;

  if (trace->p->family > TRACE_POOL)
    return 1;
  feeds = convo_trace_feeds (trace, 0, x);
  for (guint i = 0; i < feeds->len; i++)
    {
      convo_index_place (&trace->out, g_array_index (feeds, ConvoTerm, i).y, &channel, at);
      first = first < 0 ? channel : first;
      copies += channel == first;
    }
  return copies;
}
