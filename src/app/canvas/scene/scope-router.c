/* Ways for the wires of one level between its blocks: on lines that no other wire lies on. No widgets.
 *
 * A wire is straight where it can be; else it turns once between two rows; else it goes around on a lane beside the
 * column. Wires of one output may share a line, and those into a bundle its bus; all others keep apart. Where they cannot,
 * the room that is missing is told, so that the layout makes it. */
#include "scope-router.h"

#include <math.h>

#define APART 12.0       /* between wires of different outputs */
#define TIGHT 6.0        /* where blocks leave no more */
#define BESIDE 18.0      /* between level runs of rising wires: the height of a shape written on them */
#define MEETING 5.0      /* between ends on one line, else two wires look like one */
#define CLEAR 5.0        /* of a level run from blocks that it passes */
#define SHELF 64.0       /* things are found by their line, in steps of this */
#define BUS 24.0         /* from the bus of a bundle to its block */

typedef enum { UPRIGHT, LEVEL, N_DIRECTIONS } Direction;

typedef struct { double left, top, right, bottom; } Box;

/* A piece of a wire: upright at x = @at, or level at y = @at */
typedef struct { double at, from, to; int port, bundle; } Run;

struct _ScopeRouter
{
  const ScopeScene *scene;
  ScopeRoom *room;               /* (nullable) */
  GArray *boxes;
  GHashTable *near[N_DIRECTIONS];   /* shelf → GArray of int: boxes that a line there might meet */
  GHashTable *runs[N_DIRECTIONS];   /* shelf → GArray of Run */
};

static int
shelf_of (double at)
{
  return (int) floor (at / SHELF);
}

static GArray *
shelf_at (GHashTable *shelves, int shelf, guint size)
{
  GArray *array = g_hash_table_lookup (shelves, GINT_TO_POINTER (shelf));

  if (array == NULL && size > 0)
    {
      array = g_array_new (FALSE, FALSE, size);
      g_hash_table_insert (shelves, GINT_TO_POINTER (shelf), array);
    }
  return array;
}

static void
add_box (ScopeRouter *self, Box box)
{
  const int index = (int) self->boxes->len;

  g_array_append_val (self->boxes, box);
  for (int s = shelf_of (box.left - 8); s <= shelf_of (box.right + 8); s++)
    g_array_append_val (shelf_at (self->near[UPRIGHT], s, sizeof (int)), index);
  for (int s = shelf_of (box.top - CLEAR); s <= shelf_of (box.bottom + CLEAR); s++)
    g_array_append_val (shelf_at (self->near[LEVEL], s, sizeof (int)), index);
}

/** scope_router_new: @room: (nullable): to be told what is missing. Blocks of one level are in the way of its wires;
 * what is in a frame lies behind the frame. */
ScopeRouter *
scope_router_new (const ScopeScene *scene, int index, ScopeRoom *room)
{
  const ScopeLevel *level = scope_scene_level (scene, index);
  ScopeRouter *self = g_new0 (ScopeRouter, 1);

  self->scene = scene;
  self->room = room;
  self->boxes = g_array_sized_new (FALSE, FALSE, sizeof (Box), (guint) level->n);
  for (int d = 0; d < N_DIRECTIONS; d++)
    {
      self->near[d] = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_array_unref);
      self->runs[d] = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_array_unref);
    }
  for (int k = 0; k < level->n; k++)
    {
      const int i = level->items[k];
      const ScopeItem *item = &scene->items[i];

      if (item->host == i)
        add_box (self, (Box) { item->x, item->y, item->x + item->width, item->y + scope_scene_stack_height (scene, i) });
    }
  return self;
}

void
scope_router_free (ScopeRouter *self)
{
  for (int d = 0; d < N_DIRECTIONS; d++)
    {
      g_hash_table_unref (self->near[d]);
      g_hash_table_unref (self->runs[d]);
    }
  g_array_unref (self->boxes);
  g_free (self);
}

/* The block that a piece would run through or too close to; uprights need more room, for ports and bars. */
static const Box *
blocked (const ScopeRouter *self, Direction direction, double at, double a, double b)
{
  const GArray *near = shelf_at (self->near[direction], shelf_of (at), 0);
  const double from = MIN (a, b), to = MAX (a, b);

  for (guint i = 0; near != NULL && i < near->len; i++)
    {
      const Box *box = &g_array_index (self->boxes, Box, g_array_index (near, int, i));

      if (direction == UPRIGHT ? at > box->left - 8 && at < box->right + 8 && box->top < to - 1 && box->bottom > from + 1
                               : at > box->top - CLEAR && at < box->bottom + CLEAR && box->left < to - 1 && box->right > from + 1)
        return box;
    }
  return NULL;
}

static gboolean
shared (const Run *run, int port, int bundle)
{
  return run->port == port || (bundle > 0 && run->bundle == bundle);
}

static gboolean
taken (const ScopeRouter *self, Direction direction, double at, double a, double b, double apart, Run who)
{
  const double from = MIN (a, b), to = MAX (a, b);

  if (to - from < 1)
    return FALSE;
  for (int s = shelf_of (at - apart); s <= shelf_of (at + apart); s++)
    {
      const GArray *runs = shelf_at (self->runs[direction], s, 0);

      for (guint i = 0; runs != NULL && i < runs->len; i++)
        {
          const Run *run = &g_array_index (runs, Run, i);

          if (fabs (run->at - at) < apart && run->from < to + MEETING && run->to > from - MEETING
              && !shared (run, who.port, who.bundle))
            return TRUE;
        }
    }
  return FALSE;
}

/* Outputs of all items have numbers of their own */
static Run
owner_of (const ScopeRouter *self, const ScopeWire *wire)
{
  return (Run) { .port = wire->from * 64 + wire->out + (wire->from_port ? 32 : 0),
                 .bundle = scope_wire_is_bundled (self->scene, wire) ? wire->to + 1 : 0 };
}

/** scope_router_take: its lines are its own from now on */
void
scope_router_take (ScopeRouter *self, const ScopeWire *wire)
{
  for (int i = 1; i < wire->n; i++)
    {
      const graphene_point_t *a = &wire->at[i - 1], *b = &wire->at[i];
      const Direction direction = fabsf (a->x - b->x) >= 1 ? LEVEL : UPRIGHT;
      Run run = owner_of (self, wire);

      run.at = direction == LEVEL ? a->y : a->x;
      run.from = direction == LEVEL ? MIN (a->x, b->x) : MIN (a->y, b->y);
      run.to = direction == LEVEL ? MAX (a->x, b->x) : MAX (a->y, b->y);
      if (run.bundle > 0 && i < wire->n - 2)
        run.bundle = 0;                                    /* what is common to a bundle is its bus and trunk */
      if (run.to - run.from >= 1)
        g_array_append_val (shelf_at (self->runs[direction], shelf_of (run.at), sizeof (Run)), run);
    }
}

static graphene_point_t
begin_of (const ScopeRouter *self, const ScopeWire *wire)
{
  return wire->from_port ? scope_scene_inside (self->scene, wire->from, wire->out)
                         : scope_scene_output (self->scene, wire->from, wire->out);
}

static graphene_point_t
end_of (const ScopeRouter *self, const ScopeWire *wire)
{
  return wire->to_port ? scope_scene_output (self->scene, wire->to, wire->port)
                       : scope_scene_input (self->scene, wire->to, wire->port);
}

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
    self->room->bottom += APART;
  else if (above)
    self->room->above[self->scene->items[wire->to].host] += APART;
  else if (wire->from_port)
    self->room->top += APART;
  else
    self->room->below[self->scene->items[wire->from].host] += APART;
}

/** scope_router_straight: Returns: whether @wire goes straight down; then it has its corners */
gboolean
scope_router_straight (ScopeRouter *self, ScopeWire *wire)
{
  const graphene_point_t from = begin_of (self, wire), to = end_of (self, wire);

  if (to.y <= from.y || fabs (to.x - from.x) >= 1 || blocked (self, UPRIGHT, from.x, from.y + 2, to.y - 2))
    return FALSE;
  scope_wire_corners (wire, from, to, from.x, to.y, to.y);
  return TRUE;
}

/* How many wires are in the way of one turn at @y: 0: none, 1: some; 2: a block is */
static int
try_turn (const ScopeRouter *self, graphene_point_t from, graphene_point_t to, double y, double apart, Run who)
{
  Run own = who;

  if (blocked (self, UPRIGHT, from.x, from.y + 2, y) != NULL || blocked (self, LEVEL, y, from.x, to.x) != NULL
      || blocked (self, UPRIGHT, to.x, y, to.y - 2) != NULL)
    return 2;
  own.bundle = 0;
  return taken (self, UPRIGHT, from.x, from.y, y, APART, own) || taken (self, LEVEL, y, from.x, to.x, apart, who)
         || taken (self, UPRIGHT, to.x, y, to.y, APART, who);
}

/* The first @y from @first on, in steps of @by, where nothing is in the way; how it is at best otherwise. */
static int
find_turn (const ScopeRouter *self, graphene_point_t from, graphene_point_t to, double first, double by, double apart,
           Run who, double *y)
{
  int least = 2;

  for (double at = first; at >= from.y + TIGHT && at <= to.y - TIGHT && fabs (at - first) < 120; at += by)
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
  const graphene_point_t to = end_of (self, wire);
  const double left = self->scene->items[wire->to].x, right = left + SCOPE_BLOCK_WIDTH;

  for (double bus = BUS; bus > SCOPE_STUB; bus -= 3)
    if (blocked (self, LEVEL, to.y - bus, left, right) == NULL)
      return to.y - bus;
  return to.y - SCOPE_STUB;
}

static gboolean
turn_at_bus (ScopeRouter *self, ScopeWire *wire, graphene_point_t from, graphene_point_t to)
{
  const double bus = scope_router_bus (self, wire);

  if (self->room != NULL && bus - from.y < SCOPE_STUB)
    self->room->above[wire->to] = MAX (self->room->above[wire->to], APART);
  if (from.y + TIGHT > bus || try_turn (self, from, to, bus, TIGHT, owner_of (self, wire)) == 2)
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
  const graphene_point_t from = begin_of (self, wire), to = end_of (self, wire);
  const double stub = scope_wire_stub (from, to), high = to.y - stub, low = from.y + stub;
  const Run who = owner_of (self, wire);
  double y = high, other = low;
  int best, second;

  if (high < low - 1)
    return FALSE;
  if (who.bundle > 0)
    return turn_at_bus (self, wire, from, to);
  best = find_turn (self, from, to, high, -APART, APART, who, &y);
  second = best > 0 ? find_turn (self, from, to, low, APART, APART, who, &other) : 2;
  if (second < best)
    best = second, y = other;
  if (best == 1)
    {
      want_room (self, wire, y >= high - 1);
      if (find_turn (self, from, to, to.y - TIGHT, -2, TIGHT, who, &other) == 0)
        y = other;
    }
  if (best == 2)
    return FALSE;
  scope_wire_corners (wire, from, to, from.x, y, y);
  return TRUE;
}

/* The first lane from @x on to the side of @by that passes all blocks and keeps away from other wires. */
static double
find_lane (const ScopeRouter *self, double x, double by, double top, double bottom, Run who)
{
  who.bundle = 0;
  for (int tries = 0; tries < 200; tries++)
    {
      const Box *box = blocked (self, UPRIGHT, x, top, bottom);

      if (box != NULL)
        x = by > 0 ? box->right + SCOPE_LANE : box->left - SCOPE_LANE;
      else if (taken (self, UPRIGHT, x, top, bottom, APART, who))
        x += by;
      else
        break;
    }
  return x;
}

/* A level run between a port at @x and a lane, at @y or as far as need be in steps of @by; else between @y and the port.
 * Returns: whether it is free. */
static gboolean
find_level (const ScopeRouter *self, double *y, double by, double x, double lane, double port, Run who)
{
  const double first = *y;

  for (double at = first; fabs (at - first) < 6 * fabs (by); at += by)
    {
      if (blocked (self, LEVEL, at, x, lane) != NULL)
        break;
      if (!taken (self, LEVEL, at, x, lane, fabs (by), who) && !taken (self, UPRIGHT, x, port, at, APART, who))
        {
          *y = at;
          return TRUE;
        }
    }
  for (double at = first; fabs (at - port) >= TIGHT && fabs (at - first) < SCOPE_STUB; at += by > 0 ? -1 : 1)
    if (!taken (self, LEVEL, at, x, lane, TIGHT, who) && !taken (self, UPRIGHT, x, port, at, APART, who)
        && blocked (self, LEVEL, at, x, lane) == NULL)
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
  const double step = rises ? BESIDE : APART;
  Run who = owner_of (self, wire), own = who;

  own.bundle = 0;
  if (who.bundle > 0)
    way.high = scope_router_bus (self, wire);
  way.lane = find_lane (self, start, by, MIN (way.low, way.high), MAX (way.low, way.high), own);
  way.low_free = find_level (self, &way.low, step, from.x, way.lane, from.y, own);
  way.high_free = who.bundle > 0 ? blocked (self, LEVEL, way.high, to.x, way.lane) == NULL
                                 : find_level (self, &way.high, -step, to.x, way.lane, to.y, who);
  way.cost = fabs (way.lane - from.x) + fabs (way.lane - to.x) + fabs (way.high - way.low)
             + (way.low_free ? 0 : 4000) + (way.high_free ? 0 : 4000)
             + (blocked (self, LEVEL, way.low, from.x, way.lane) != NULL ? 1e5 : 0)
             + (blocked (self, LEVEL, way.high, to.x, way.lane) != NULL ? 1e5 : 0);
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
  const graphene_point_t from = begin_of (self, wire), to = end_of (self, wire);
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

/** scope_router_is_free: Returns: whether a shape can be written there without hiding a block */
gboolean
scope_router_is_free (const ScopeRouter *self, double x, double y)
{
  for (guint i = 0; i < self->boxes->len; i++)
    {
      const Box *box = &g_array_index (self->boxes, Box, i);

      if (x + 40 > box->left && x - 40 < box->right + 11 && y + 10 > box->top && y - 10 < box->bottom)
        return FALSE;
    }
  return TRUE;
}
