/* Ways for the wires of one level between its blocks: on lines that no other wire lies on. No widgets.
 *
 * A wire is straight where it can be; else it turns once between two rows; else it goes around on a lane beside the
 * column. Wires of one output may share a line, and those into a bundle its bus; all others keep apart. Where they cannot,
 * the room that is missing is told, so that the layout makes it; where nothing is to be moved, scope-detour.c looks for
 * another way. */
#include "scope-router-private.h"

#include <math.h>

#define BESIDE 18.0      /* between level runs of rising wires: the height of a shape written on them */
#define BUS 24.0         /* from the bus of a bundle to its block */

/** scope_wire_stub: Returns: how far out of a port the first turn is: 15 px; where blocks stand closer, half of what
 * there is */
double
scope_wire_stub (graphene_point_t from, graphene_point_t to)
{
  const double gap = to.y - from.y;

  return gap >= 6 ? MIN (SCOPE_STUB, gap / 2) : SCOPE_STUB;
}

/** scope_wire_corners: down to @low, over to @lane, along it to @high, and over to the port; without turns where
 * the lane is above or below a port */
void
scope_wire_corners (ScopeWire *wire, graphene_point_t from, graphene_point_t to, double lane, double low, double high)
{
  wire->n = 0;
  wire->at[wire->n++] = from;
  if (fabs (lane - from.x) >= 1)
    {
      wire->at[wire->n++] = GRAPHENE_POINT_INIT (from.x, low);
      wire->at[wire->n++] = GRAPHENE_POINT_INIT (lane, low);
    }
  if (fabs (lane - to.x) >= 1)
    {
      wire->at[wire->n++] = GRAPHENE_POINT_INIT (lane, high);
      wire->at[wire->n++] = GRAPHENE_POINT_INIT (to.x, high);
    }
  wire->at[wire->n++] = to;
}

/* The layout is told once a wire; rows are as far apart as the fullest gap between them needs. */
static void
want_room (ScopeRouter *self, const ScopeWire *wire, gboolean above)
{
  if (self->room == NULL)
    return;
  if (above && wire->to_port)
    self->room->bottom += SCOPE_APART;
  else if (above)
    self->room->above[self->scene->items[wire->to].host] += SCOPE_APART;
  else if (wire->from_port)
    self->room->top += SCOPE_APART;
  else
    self->room->below[self->scene->items[wire->from].host] += SCOPE_APART;
}

/** scope_router_straight: Returns: whether @wire goes straight down; then it has its corners */
gboolean
scope_router_straight (ScopeRouter *self, ScopeWire *wire)
{
  const graphene_point_t from = scope_router_begin (self, wire), to = scope_router_end (self, wire);

  if (to.y <= from.y || fabs (to.x - from.x) >= 1
      || scope_router_blocked (self, SCOPE_UPRIGHT, from.x, from.y + 2, to.y - 2) != NULL)
    return FALSE;
  scope_wire_corners (wire, from, to, from.x, to.y, to.y);
  return TRUE;
}

/* How many wires are in the way of one turn at @y: 0: none, 1: some; 2: a block is */
static int
try_turn (const ScopeRouter *self, graphene_point_t from, graphene_point_t to, double y, double apart, ScopeRouterRun who)
{
  ScopeRouterRun own = who;

  if (scope_router_blocked (self, SCOPE_UPRIGHT, from.x, from.y + 2, y) != NULL
      || scope_router_blocked (self, SCOPE_LEVEL, y, from.x, to.x) != NULL
      || scope_router_blocked (self, SCOPE_UPRIGHT, to.x, y, to.y - 2) != NULL)
    return 2;
  own.bundle = 0;
  return scope_router_taken (self, SCOPE_UPRIGHT, from.x, from.y, y, SCOPE_APART, own)
         || scope_router_taken (self, SCOPE_LEVEL, y, from.x, to.x, apart, who)
         || scope_router_taken (self, SCOPE_UPRIGHT, to.x, y, to.y, SCOPE_APART, who);
}

/* The first @y from @first on, in steps of @by, where nothing is in the way; how it is at best otherwise. */
static int
find_turn (const ScopeRouter *self, graphene_point_t from, graphene_point_t to, double first, double by, double apart,
           ScopeRouterRun who, double *y)
{
  int least = 2;

  for (double at = first; at >= from.y + SCOPE_TIGHT && at <= to.y - SCOPE_TIGHT && fabs (at - first) < 120; at += by)
    {
      const int in_way = try_turn (self, from, to, at, apart, who);

      if (in_way < least)
        least = in_way, *y = at;
      if (least == 0)
        break;
    }
  return least;
}

/** scope_router_bus: Returns: the height of a bundle's bus: above its block, where nothing stands */
double
scope_router_bus (const ScopeRouter *self, const ScopeWire *wire)
{
  const graphene_point_t to = scope_router_end (self, wire);
  const double left = self->scene->items[wire->to].x, right = left + SCOPE_BLOCK_WIDTH;

  for (double bus = BUS; bus > SCOPE_STUB; bus -= 3)
    if (scope_router_blocked (self, SCOPE_LEVEL, to.y - bus, left, right) == NULL)
      return to.y - bus;
  return to.y - SCOPE_STUB;
}

static gboolean
turn_at_bus (ScopeRouter *self, ScopeWire *wire, graphene_point_t from, graphene_point_t to)
{
  const double bus = scope_router_bus (self, wire);

  if (self->room != NULL && bus - from.y < SCOPE_STUB)
    self->room->above[wire->to] = MAX (self->room->above[wire->to], SCOPE_APART);
  if (from.y + SCOPE_TIGHT > bus || try_turn (self, from, to, bus, SCOPE_TIGHT, scope_router_owner (self, wire)) == 2)
    return FALSE;
  scope_wire_corners (wire, from, to, from.x, bus, bus);
  return TRUE;
}

/**
 * scope_router_turn:
 *
 * One turn between the rows, near the end if it may be, else near the begin, else on a line between them. Where others leave
 * no line, wires come closer to each other, and room is asked for.
 *
 * Returns: whether @wire gets by with one turn; then it has its corners
 */
gboolean
scope_router_turn (ScopeRouter *self, ScopeWire *wire)
{
  const graphene_point_t from = scope_router_begin (self, wire), to = scope_router_end (self, wire);
  const double stub = scope_wire_stub (from, to), high = to.y - stub, low = from.y + stub;
  const ScopeRouterRun who = scope_router_owner (self, wire);
  double y = high, other = low;
  int best, second;

  if (high < low - 1)
    return FALSE;
  if (who.bundle > 0)
    return turn_at_bus (self, wire, from, to);
  best = find_turn (self, from, to, high, -SCOPE_APART, SCOPE_APART, who, &y);
  second = best > 0 ? find_turn (self, from, to, low, SCOPE_APART, SCOPE_APART, who, &other) : 2;
  if (second < best)
    best = second, y = other;
  if (best == 1)
    {
      want_room (self, wire, y >= high - 1);
      if (find_turn (self, from, to, to.y - SCOPE_TIGHT, -2, SCOPE_TIGHT, who, &other) == 0)
        y = other;
    }
  if (best == 2)
    return FALSE;
  scope_wire_corners (wire, from, to, from.x, y, y);
  return TRUE;
}

/* The first lane from @x on to the side of @by that passes all blocks and keeps away from other wires. */
static double
find_lane (const ScopeRouter *self, double x, double by, double top, double bottom, ScopeRouterRun who)
{
  who.bundle = 0;
  for (int tries = 0; tries < 200; tries++)
    {
      const ScopeRouterBox *box = scope_router_blocked (self, SCOPE_UPRIGHT, x, top, bottom);

      if (box != NULL)
        x = by > 0 ? box->right + SCOPE_LANE : box->left - SCOPE_LANE;
      else if (scope_router_taken (self, SCOPE_UPRIGHT, x, top, bottom, SCOPE_APART, who))
        x += by;
      else
        break;
    }
  return x;
}

/* A level run between a port at @x and a lane, at @y or as far as need be in steps of @by; else between @y and the port.
 * Returns: whether it is free. */
static gboolean
find_level (const ScopeRouter *self, double *y, double by, double x, double lane, double port, ScopeRouterRun who)
{
  const double first = *y;

  for (double at = first; fabs (at - first) < 6 * fabs (by); at += by)
    {
      if (scope_router_blocked (self, SCOPE_LEVEL, at, x, lane) != NULL)
        break;
      if (!scope_router_taken (self, SCOPE_LEVEL, at, x, lane, fabs (by), who)
          && !scope_router_taken (self, SCOPE_UPRIGHT, x, port, at, SCOPE_APART, who))
        {
          *y = at;
          return TRUE;
        }
    }
  for (double at = first; fabs (at - port) >= SCOPE_TIGHT && fabs (at - first) < SCOPE_STUB; at += by > 0 ? -1 : 1)
    if (!scope_router_taken (self, SCOPE_LEVEL, at, x, lane, SCOPE_TIGHT, who)
        && !scope_router_taken (self, SCOPE_UPRIGHT, x, port, at, SCOPE_APART, who)
        && scope_router_blocked (self, SCOPE_LEVEL, at, x, lane) == NULL)
      {
        *y = at;
        return TRUE;
      }
  return FALSE;
}

typedef struct { double lane, low, high, cost; gboolean low_free, high_free; } Way;

static Way
try_lane (const ScopeRouter *self, const ScopeWire *wire, graphene_point_t from, graphene_point_t to, double start, double by)
{
  const double stub = scope_wire_stub (from, to);
  Way way = { .low = from.y + stub, .high = to.y - stub };
  const gboolean rises = way.high < way.low;
  const double step = rises ? BESIDE : SCOPE_APART;
  ScopeRouterRun who = scope_router_owner (self, wire), own = who;

  own.bundle = 0;
  if (who.bundle > 0)
    way.high = scope_router_bus (self, wire);
  way.lane = find_lane (self, start, by, MIN (way.low, way.high), MAX (way.low, way.high), own);
  way.low_free = find_level (self, &way.low, step, from.x, way.lane, from.y, own);
  way.high_free = who.bundle > 0 ? scope_router_blocked (self, SCOPE_LEVEL, way.high, to.x, way.lane) == NULL
                                 : find_level (self, &way.high, -step, to.x, way.lane, to.y, who);
  way.cost = fabs (way.lane - from.x) + fabs (way.lane - to.x) + fabs (way.high - way.low)
             + (way.low_free ? 0 : 4000) + (way.high_free ? 0 : 4000)
             + (scope_router_blocked (self, SCOPE_LEVEL, way.low, from.x, way.lane) != NULL ? 1e5 : 0)
             + (scope_router_blocked (self, SCOPE_LEVEL, way.high, to.x, way.lane) != NULL ? 1e5 : 0);
  return way;
}

/**
 * scope_router_lane:
 *
 * Around on a lane: to the right of the column that @wire comes from, unless another side is much shorter.
 *
 * Returns: where the lane is; @wire has its corners
 */
double
scope_router_lane (ScopeRouter *self, ScopeWire *wire)
{
  const ScopeItem *begin = &self->scene->items[self->scene->items[wire->from].host];
  const ScopeItem *end = &self->scene->items[self->scene->items[wire->to].host];
  const graphene_point_t from = scope_router_begin (self, wire), to = scope_router_end (self, wire);
  const double half = SCOPE_BLOCK_WIDTH / 2.0 + SCOPE_LANE;
  const double left = wire->from_port ? from.x - half : begin->x - SCOPE_LANE;
  const double right = wire->from_port ? from.x + half : begin->x + begin->width + SCOPE_LANE;
  Way best = try_lane (self, wire, from, to, right, SCOPE_LANE), other;

  other = try_lane (self, wire, from, to, left, -SCOPE_LANE);
  if (other.cost + 96 < best.cost)
    best = other;
  if (!wire->to_port)
    {
      other = try_lane (self, wire, from, to, end->x + end->width + SCOPE_LANE, SCOPE_LANE);
      if (other.cost + 96 < best.cost)
        best = other;
      other = try_lane (self, wire, from, to, end->x - SCOPE_LANE, -SCOPE_LANE);
      if (other.cost + 96 < best.cost)
        best = other;
    }
  if (!best.low_free)
    want_room (self, wire, FALSE);
  if (!best.high_free)
    want_room (self, wire, TRUE);
  scope_wire_corners (wire, from, to, best.lane, best.low, best.high);
  return best.lane;
}
