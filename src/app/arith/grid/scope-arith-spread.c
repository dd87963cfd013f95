/* The input of a transposed convolution as its window sees it: values apart by the stride, zeros between. The window slides
 * by one cell, and the stride is in the picture. */
#include "scope-arith-spread.h"

#include "scope-arith-plane.h"

/** scope_spread_is: Returns: whether the input of @trace is drawn spread */
gboolean
scope_spread_is (const ConvoTrace *trace)
{
  return convo_arith_windows (&trace->arith) && convo_arith_has (&trace->arith, CONVO_ARITH_OUTPUT_PADDING)
         && (trace->in[0].rank == 2 || trace->in[0].rank == 3);
}

static void
lanes (const ConvoTrace *trace, ConvoLane *down, ConvoLane *across)
{
  convo_trace_lane (trace, 2, across);
  if (trace->in[0].rank == 3)
    convo_trace_lane (trace, 1, down);
  else
    *down = (ConvoLane) { .cells = 1, .spread = 1, .step = 1, .taps = 1, .dilation = 1, .windows = 1, .n = 1 };
}

/** scope_spread_show: @plane: channel; the grid gets its numbers and what lies between them */
void
scope_spread_show (ScopeNumberGrid *grid, const ConvoTrace *trace, int plane)
{
  const float *values = scope_plane_values (&trace->in[0], trace->x[0], plane, 0);
  ConvoLane down, across;
  g_autofree float *spread = NULL;
  g_autofree guint8 *empty = NULL;

  lanes (trace, &down, &across);
  spread = g_new0 (float, down.cells * across.cells);
  empty = g_new0 (guint8, down.cells * across.cells);
  for (gint64 r = 0; r < down.cells; r++)
    for (gint64 c = 0; c < across.cells; c++)
      {
        const gint64 row = convo_lane_source (&down, r), column = convo_lane_source (&across, c), at = r * across.cells + c;

        if (row >= 0 && column >= 0)
          spread[at] = values[row * across.n + column];
        else
          empty[at] = row == -1 || column == -1 ? SCOPE_GRID_PADDING : SCOPE_GRID_BETWEEN;
      }
  scope_number_grid_set_padding (grid, 0, 0, 0, 0);
  scope_number_grid_set_unread (grid, 0, 0);
  scope_number_grid_set_values (grid, (int) down.cells, (int) across.cells, spread);
  scope_number_grid_set_empty (grid, empty);
  scope_number_grid_set_numbering (grid, (int) down.lead, (int) down.spread, (int) across.lead, (int) across.spread);
}

/** scope_spread_source: Returns: whether an input value lies in that cell of the grid; then @row and @column become its own */
gboolean
scope_spread_source (const ConvoTrace *trace, int *row, int *column)
{
  ConvoLane down, across;

  lanes (trace, &down, &across);
  *row = (int) convo_lane_source (&down, *row);
  *column = (int) convo_lane_source (&across, *column);
  return *row >= 0 && *column >= 0;
}

/** scope_spread_place: the inverse: where the input value at @row, @column lies on the grid */
void
scope_spread_place (const ConvoTrace *trace, gint64 *row, gint64 *column)
{
  ConvoLane down, across;

  lanes (trace, &down, &across);
  *row = down.lead + *row * down.spread;
  *column = across.lead + *column * across.spread;
}

/** scope_spread_window: @window: (out): what output @y reads; Returns: %TRUE */
gboolean
scope_spread_window (const ConvoTrace *trace, gint64 y, ScopeGridWindow *window)
{
  ConvoLane down, across;
  int plane, slice, row, column;

  lanes (trace, &down, &across);
  scope_plane_place (&trace->out, y, &plane, &slice, &row, &column);
  if (trace->in[0].rank == 2)
    row = 0;
  *window = (ScopeGridWindow) { (int) (row * down.step), (int) (column * across.step), (int) down.taps, (int) across.taps,
                                (int) down.dilation, (int) across.dilation };
  return TRUE;
}
