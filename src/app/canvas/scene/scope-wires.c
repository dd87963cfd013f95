/* The way of a wire: axis-aligned segments between an output and an input port. */
#include "scope-wires.h"

#include <math.h>
#include "scope-router.h"

#define SHORT_WIRE 90    /* between neighbouring rows */

static void
measure (ScopeWire *wire)
{
  double left = G_MAXDOUBLE, top = G_MAXDOUBLE, right = -G_MAXDOUBLE, bottom = -G_MAXDOUBLE;

  for (int i = 0; i < wire->n; i++)
    {
      left = MIN (left, wire->at[i].x), right = MAX (right, wire->at[i].x);
      top = MIN (top, wire->at[i].y), bottom = MAX (bottom, wire->at[i].y);
    }
  graphene_rect_init (&wire->bounds, left - 5, top - 5, right - left + 10, bottom - top + 10);
}

/* A shape is written where the wire is on its own: on the level run of a wire that rises, or on its lane
 * between blocks. */
static void
place_label (const ScopeRouter *router, ScopeWire *wire, double lane, gboolean own_lane)
{
  const graphene_point_t *to = &wire->at[wire->n - 1];
  const double level = wire->n > 3 ? wire->at[wire->n - 2].y : to->y - SCOPE_STUB, middle = (wire->at[0].y + SCOPE_STUB + level) / 2;
  const double reach = fabs (level - wire->at[0].y - SCOPE_STUB) / 2 - 12;
  const gboolean rises = to->y < wire->at[0].y;

  wire->labelled = own_lane;
  if (!own_lane && wire->n == 2)
    wire->label = GRAPHENE_POINT_INIT (to->x - 44, (wire->at[0].y + to->y) / 2);
  else if (!own_lane)
    wire->label = GRAPHENE_POINT_INIT ((wire->at[0].x + to->x) / 2,
                                       wire->at[1].y == wire->at[2].y ? wire->at[1].y : level);
  else if (rises && fabs (to->x - lane) > 100)
    wire->label = GRAPHENE_POINT_INIT ((lane + to->x) / 2, level);
  else
    {
      wire->label = GRAPHENE_POINT_INIT (lane, middle);
      for (double aside = 0; aside <= 30; aside += 10)
        for (double off = 0; off < MAX (reach, 1) && off < 300; off += 6)
          for (int side = -1; side <= 1; side += 2)
            if (scope_router_is_free (router, lane + (lane > to->x ? aside : -aside), middle + side * off))
              {
                wire->label.x += lane > to->x ? aside : -aside;
                wire->label.y = middle + side * off;
                return;
              }
      wire->labelled = FALSE;                              /* no place for words: they come when it is pointed at */
    }
}

/* What several blocks take from one port is written once. */
static gboolean
written_already (const ScopeScene *scene, const ScopeWire *wire)
{
  for (guint w = 0; w < scene->wires->len; w++)
    {
      const ScopeWire *other = scope_scene_wire (scene, w);

      if (other == wire)
        break;
      if (other->level == wire->level && other->labelled && other->from == wire->from && other->out == wire->out
          && other->from_port == wire->from_port && fabsf (other->label.y - wire->label.y) < 1)
        return TRUE;
    }
  return FALSE;
}

static gboolean
touches (const ScopeScene *scene, const ScopeWire *wire, int host)
{
  return host < 0 || scene->items[wire->from].host == host || scene->items[wire->to].host == host;
}

/* Which wires choose first: those that have no choice, then bundles, whose bus lies where it must, then short ones. */
enum { STRAIGHT, BUNDLES, SHORT, LONG, LANES, N_TURNS };

static gboolean
route (ScopeRouter *router, ScopeScene *scene, ScopeWire *wire, int turn)
{
  const gboolean bundled = scope_wire_is_bundled (scene, wire);
  double lane;

  wire->bus = bundled ? (float) scope_router_bus (router, wire) : 0;
  if (turn == STRAIGHT)
    {
      if (!scope_router_straight (router, wire))
        return FALSE;
    }
  else if (turn < LANES)
    {
      if ((turn == BUNDLES) != bundled || !scope_router_turn (router, wire))
        return FALSE;
    }
  else
    {
      lane = scope_router_lane (router, wire);
      place_label (router, wire, lane, TRUE);
    }
  if (turn < LANES)
    place_label (router, wire, wire->at[0].x, FALSE);
  measure (wire);
  scope_router_take (router, wire);
  return TRUE;
}

/* A wire that has no way yet. @dx, @dy: from its begin to its end */
typedef struct { guint wire; double x, dx, dy; } Waiting;

static Waiting
waiting_of (const ScopeScene *scene, guint index)
{
  const ScopeWire *wire = scope_scene_wire (scene, index);
  const graphene_point_t to = wire->to_port ? scope_scene_output (scene, wire->to, wire->port)
                                            : scope_scene_input (scene, wire->to, wire->port);
  const graphene_point_t from = wire->from_port ? scope_scene_inside (scene, wire->from, wire->out)
                                                : scope_scene_output (scene, wire->from, wire->out);

  return (Waiting) { index, from.x, to.x - from.x, fabsf (to.y - from.y) };
}

/* Wires to the right from left to right, then those to the left from right to left: each turns above the one before it, so
 * that a row of wires which all lead one block further becomes stairs. */
static int
compare_stairs (gconstpointer a, gconstpointer b)
{
  const Waiting *p = a, *q = b;
  const int side = (p->dx < 0) - (q->dx < 0);

  if (side != 0)
    return side;
  if (p->x != q->x)
    return (p->x < q->x ? -1 : 1) * (p->dx < 0 ? -1 : 1);
  return p->wire < q->wire ? -1 : 1;
}

static int
compare_order (gconstpointer a, gconstpointer b)
{
  const Waiting *p = a, *q = b;

  return p->wire < q->wire ? -1 : 1;
}

static void
route_level (ScopeScene *scene, int index, int only_item, ScopeRoom *room)
{
  g_autoptr(ScopeRouter) router = scope_router_new (scene, index, room);
  g_autoptr(GArray) waiting = g_array_new (FALSE, FALSE, sizeof (Waiting));

  for (guint w = 0; w < scene->wires->len; w++)
    {
      const ScopeWire *wire = scope_scene_wire (scene, w);
      const Waiting one = waiting_of (scene, w);

      if (wire->level != index || wire->inner)
        continue;
      if (touches (scene, wire, only_item))
        g_array_append_val (waiting, one);
      else
        scope_router_take (router, wire);
    }
  g_array_sort (waiting, compare_stairs);
  for (int turn = 0; turn < N_TURNS; turn++)
    {
      guint left = 0;

      if (turn == LANES)
        g_array_sort (waiting, compare_order);
      for (guint i = 0; i < waiting->len; i++)
        {
          const Waiting one = g_array_index (waiting, Waiting, i);

          if ((turn == SHORT && one.dy > SHORT_WIRE) || !route (router, scene, scope_scene_wire (scene, one.wire), turn))
            g_array_index (waiting, Waiting, left++) = one;
        }
      g_array_set_size (waiting, left);
    }
  for (guint w = 0; w < scene->wires->len; w++)
    {
      ScopeWire *wire = scope_scene_wire (scene, w);

      if (wire->level == index && wire->labelled)
        wire->labelled = !written_already (scene, wire);
    }
}

/** scope_wires_route_level: finds the corners of the wires of one level; @room: (nullable): told what room is missing */
void
scope_wires_route_level (ScopeScene *scene, int level, ScopeRoom *room)
{
  route_level (scene, level, -1, room);
}

/**
 * scope_wires_route:
 * @only_item: a stack whose wires are to be routed; −1, or a frame, for all
 *
 * Finds the corners of the wires. Straight where nothing is in the way; else one turn 15 px from a port; else a lane to
 * the right of the column, 24 px from the next. Wires of different outputs lie on different lines.
 */
void
scope_wires_route (ScopeScene *scene, int only_item)
{
  if (only_item >= 0 && !scene->items[only_item].frame)
    {
      route_level (scene, scene->items[only_item].level, only_item, NULL);
      return;
    }
  for (guint l = 0; l < scene->levels->len; l++)
    route_level (scene, (int) l, -1, NULL);
}

/** scope_wires_elbow: @at: (out): at least 6 corners, of a wire that is being dragged. Returns: how many */
int
scope_wires_elbow (graphene_point_t from, graphene_point_t to, graphene_point_t *at)
{
  ScopeWire wire = { 0 };
  double lane = from.x;

  if (to.y < from.y + 6)
    lane = from.x + SCOPE_BLOCK_WIDTH / 2.0 + SCOPE_LANE;
  scope_wire_corners (&wire, from, to, lane, from.y + scope_wire_stub (from, to), to.y - scope_wire_stub (from, to));
  for (int i = 0; i < wire.n; i++)
    at[i] = wire.at[i];
  return wire.n;
}

/** scope_wire_distance: Returns: from a point to the nearest piece, in canvas units */
double
scope_wire_distance (const ScopeWire *wire, double x, double y)
{
  double least = G_MAXDOUBLE;

  if (x < wire->bounds.origin.x - 12 || x > wire->bounds.origin.x + wire->bounds.size.width + 12
      || y < wire->bounds.origin.y - 12 || y > wire->bounds.origin.y + wire->bounds.size.height + 12)
    return least;
  for (int i = 1; i < wire->n; i++)
    {
      const graphene_point_t *a = &wire->at[i - 1], *b = &wire->at[i];
      const double nx = CLAMP (x, MIN (a->x, b->x), MAX (a->x, b->x));
      const double ny = CLAMP (y, MIN (a->y, b->y), MAX (a->y, b->y));

      least = MIN (least, hypot (x - nx, y - ny));
    }
  return least;
}
