/* Where windows and values meet: given a window, its cells; given a cell, its windows; given a weight, all its places. */
#include "trace-private.h"

#include <string.h>

/** convo_place_index: Returns: index of a value in row order; −1 outside the shape */
gint64
convo_place_index (const ConvoShape *shape, gint64 channel, const gint64 at[3])
{
  gint64 index = channel;

  if (channel < 0 || channel >= shape->dim[0])
    return -1;
  for (int axis = 0; axis < 3; axis++)
    {
      gint64 extent = convo_shape_spatial (shape, axis);

      if (at[axis] < 0 || at[axis] >= extent)
        return -1;
      index = index * extent + at[axis];
    }
  return index;
}

/** convo_index_place: @channel: (out): and @at: (out): where the value of that index lies */
void
convo_index_place (const ConvoShape *shape, gint64 index, gint64 *channel, gint64 at[3])
{
  for (int axis = 2; axis >= 0; axis--)
    {
      gint64 extent = convo_shape_spatial (shape, axis);

      at[axis] = index % extent;
      index /= extent;
    }
  *channel = index;
}

static gint64
flat (gint64 channel, const gint64 at[3], const gint64 extent[3])
{
  return ((channel * extent[0] + at[0]) * extent[1] + at[1]) * extent[2] + at[2];
}

static void
unflat (gint64 index, const gint64 extent[3], gint64 *channel, gint64 at[3])
{
  for (int axis = 2; axis >= 0; axis--)
    {
      at[axis] = index % extent[axis];
      index /= extent[axis];
    }
  *channel = index;
}

/* Channels of both sides and of groups */
static void
set_channels (TraceGeometry *g, const ConvoArith *arith, TraceFamily family, const ConvoShape *in, const ConvoShape *out)
{
  gboolean transposed = family == TRACE_TRANSPOSED;
  const ConvoShape *wide = transposed ? out : in, *narrow = transposed ? in : out;

  g->wide_channels = wide->dim[0];
  g->narrow_channels = narrow->dim[0];
  g->groups = arith->groups;
  for (int axis = 0; axis < 3; axis++)
    {
      g->wide[axis] = convo_shape_spatial (wide, axis);
      g->narrow[axis] = convo_shape_spatial (narrow, axis);
    }
  if (strcmp (arith->kind->name, "linear") == 0)   /* every input value is a channel of one pixel */
    {
      g->wide_channels = convo_shape_count (in);
      g->wide[0] = g->wide[1] = g->wide[2] = 1;
    }
  g->wide_group = g->wide_channels / g->groups;
  g->narrow_group = g->narrow_channels / g->groups;
}

/** trace_geometry_init: @g: (out): where windows and values meet, for the windowed families */
void
trace_geometry_init (TraceGeometry *g, const ConvoArith *arith, TraceFamily family, const ConvoShape *in,
                     const ConvoShape *out)
{
  *g = (TraceGeometry) { .apart = family == TRACE_POOL, .taps = 1 };
  set_channels (g, arith, family, in, out);
  for (int axis = 0; axis < 3; axis++)
    {
      ConvoWindow window;

      convo_arith_window (arith, axis, &window);
      g->kernel[axis] = window.kernel;
      g->stride[axis] = window.stride;
      g->pad[axis] = window.pad;
      g->dilation[axis] = window.dilation;
      g->taps *= window.kernel;
    }
}

/** trace_turned: Returns: the weight at the place opposite to @w in its kernel */
gint64
trace_turned (const TraceGeometry *g, gint64 w)
{
  return w / g->taps * g->taps + g->taps - 1 - w % g->taps;
}

static void
set_weight (const TraceGeometry *g, TraceMeeting *m)
{
  gint64 tap = (m->tap[0] * g->kernel[1] + m->tap[1]) * g->kernel[2] + m->tap[2];

  m->w = g->apart ? -1 : (m->narrow_channel * g->wide_group + m->wide_channel % g->wide_group) * g->taps + tap;
}

/* With narrow_at and tap known: the wide position, and whether it lies inside */
static void
set_wide (const TraceGeometry *g, TraceMeeting *m)
{
  gboolean inside = TRUE;

  for (int axis = 0; axis < 3; axis++)
    {
      gint64 at = m->narrow_at[axis] * g->stride[axis] + m->tap[axis] * g->dilation[axis] - g->pad[axis];

      m->wide_at[axis] = at;
      inside = inside && at >= 0 && at < g->wide[axis];
    }
  m->wide = inside ? flat (m->wide_channel, m->wide_at, g->wide) : -1;
}

/* With wide_at and tap known: the narrow position. Returns: whether there is one */
static gboolean
set_narrow (const TraceGeometry *g, TraceMeeting *m)
{
  for (int axis = 0; axis < 3; axis++)
    {
      gint64 from = m->wide_at[axis] + g->pad[axis] - m->tap[axis] * g->dilation[axis];

      if (from < 0 || from % g->stride[axis] != 0 || from / g->stride[axis] >= g->narrow[axis])
        return FALSE;
      m->narrow_at[axis] = from / g->stride[axis];
    }
  return TRUE;
}

#define FOR_EACH_TAP(g, tap) \
  for ((tap)[0] = 0; (tap)[0] < (g)->kernel[0]; (tap)[0]++) \
    for ((tap)[1] = 0; (tap)[1] < (g)->kernel[1]; (tap)[1]++) \
      for ((tap)[2] = 0; (tap)[2] < (g)->kernel[2]; (tap)[2]++)

/** trace_meet_narrow: every tap of one window, channel by channel; padding too */
void
trace_meet_narrow (const TraceGeometry *g, gint64 narrow, TraceMeetingFunc func, gpointer data)
{
  TraceMeeting m = { .narrow = narrow };
  gint64 first, n;

  unflat (narrow, g->narrow, &m.narrow_channel, m.narrow_at);
  first = g->apart ? m.narrow_channel : m.narrow_channel / g->narrow_group * g->wide_group;
  n = g->apart ? 1 : g->wide_group;
  for (m.wide_channel = first; m.wide_channel < first + n; m.wide_channel++)
    FOR_EACH_TAP (g, m.tap)
      {
        set_wide (g, &m);
        set_weight (g, &m);
        func (&m, data);
      }
}

/** trace_meet_wide: every window that reads one value, narrow channel by narrow channel */
void
trace_meet_wide (const TraceGeometry *g, gint64 wide, TraceMeetingFunc func, gpointer data)
{
  TraceMeeting m = { .wide = wide };
  gint64 first, n;

  unflat (wide, g->wide, &m.wide_channel, m.wide_at);
  first = g->apart ? m.wide_channel : m.wide_channel / g->wide_group * g->narrow_group;
  n = g->apart ? 1 : g->narrow_group;
  for (m.narrow_channel = first; m.narrow_channel < first + n; m.narrow_channel++)
    FOR_EACH_TAP (g, m.tap)
      if (set_narrow (g, &m))
        {
          m.narrow = flat (m.narrow_channel, m.narrow_at, g->narrow);
          set_weight (g, &m);
          func (&m, data);
        }
}

/** trace_meet_weight: every window that a weight acts in, padding too */
void
trace_meet_weight (const TraceGeometry *g, gint64 w, TraceMeetingFunc func, gpointer data)
{
  gint64 pair = w / g->taps, tap = w % g->taps;
  TraceMeeting m = { .w = w };

  m.narrow_channel = pair / g->wide_group;
  m.wide_channel = m.narrow_channel / g->narrow_group * g->wide_group + pair % g->wide_group;
  m.tap[2] = tap % g->kernel[2];
  m.tap[1] = tap / g->kernel[2] % g->kernel[1];
  m.tap[0] = tap / g->kernel[2] / g->kernel[1];
  for (m.narrow_at[0] = 0; m.narrow_at[0] < g->narrow[0]; m.narrow_at[0]++)
    for (m.narrow_at[1] = 0; m.narrow_at[1] < g->narrow[1]; m.narrow_at[1]++)
      for (m.narrow_at[2] = 0; m.narrow_at[2] < g->narrow[2]; m.narrow_at[2]++)
        {
          set_wide (g, &m);
          m.narrow = flat (m.narrow_channel, m.narrow_at, g->narrow);
          func (&m, data);
        }
}
