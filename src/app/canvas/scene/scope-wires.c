/* The way of a wire: axis-aligned segments between an output and an input port. */
#include "scope-wires.h"

#include <math.h>
#include <string.h>
#include "scope-router.h"

#define SHORT_WIRE 90    /* between neighbouring rows */
#define MOST_HARD 8      /* more than these have no free way anyhow */

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

/* Beside the longest piece of a detour, where no block is hidden */
static void
label_detour (const ScopeRouter *router, ScopeWire *wire)
{
  double longest = 0;

  wire->labelled = FALSE;
  for (int i = 1; i < wire->n; i++)
    {
      const graphene_point_t *a = &wire->at[i - 1], *b = &wire->at[i];
      const double length = fabsf (a->x - b->x) + fabsf (a->y - b->y);
      const graphene_point_t middle = GRAPHENE_POINT_INIT ((a->x + b->x) / 2, (a->y + b->y) / 2);

      if (length <= longest)
        continue;
      longest = length;
      wire->label = middle;
      wire->labelled = length > 60 && scope_router_is_free (router, middle.x, middle.y);
    }
}

/* Which wires choose first: those that have no choice, then bundles, whose bus lies where it must, then short ones. */
enum { STRAIGHT, BUNDLES, SHORT, LONG, LANES, N_TURNS };

static gboolean
route (ScopeRouter *router, ScopeScene *scene, ScopeWire *wire, int turn, int bearable)
{
  const gboolean bundled = scope_wire_is_bundled (scene, wire);
  double lane;
  int faults;

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
  faults = bearable < G_MAXINT ? scope_router_faults (router, wire) : 0;
  wire->around = faults > bearable && scope_router_around (router, wire);
  if (wire->around)
    label_detour (router, wire);
  wire->hard = bearable == 0 && faults > 0 && (!wire->around || scope_router_faults (router, wire) > 0);
  wire->moved = TRUE;
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
wait (ScopeRouter *router, const ScopeScene *scene, guint index, gboolean reserve, GArray *waiting)
{
  const Waiting one = waiting_of (scene, index);

  if (reserve)
    scope_router_reserve (router, scope_scene_wire (scene, index));
  g_array_append_val (waiting, one);
}

/* Which wires of the level are to find a way: all, or those of the stacks in @moved, those that these stacks are in the way
 * of, and those that were on a detour; the others keep their lines. */
static GArray *
choose_wires (ScopeRouter *router, const ScopeScene *scene, int index, const gboolean *moved, gboolean reserve)
{
  GArray *waiting = g_array_new (FALSE, FALSE, sizeof (Waiting));

  for (int turn = 0; turn < (moved != NULL ? 2 : 1); turn++)
    for (guint w = 0; w < scene->wires->len; w++)
      {
        const ScopeWire *wire = scope_scene_wire (scene, w);
        const gboolean first = moved == NULL || wire->around || moved[scene->items[wire->from].host]
                               || moved[scene->items[wire->to].host];

        if (wire->level != index || wire->inner || first != (turn == 0))
          continue;
        if (first || scope_router_faults (router, wire) > 0)
          wait (router, scene, w, reserve, waiting);
        else
          scope_router_take (router, wire);
      }
  return waiting;
}

/* All of @waiting find their ways, those without choice first. */
static void
find_ways (ScopeRouter *router, ScopeScene *scene, GArray *waiting, int bearable)
{
  g_array_sort (waiting, compare_stairs);
  for (int turn = 0; turn < N_TURNS; turn++)
    {
      guint left = 0;

      if (turn == LANES)
        g_array_sort (waiting, compare_order);
      for (guint i = 0; i < waiting->len; i++)
        {
          const Waiting one = g_array_index (waiting, Waiting, i);

          if ((turn == SHORT && one.dy > SHORT_WIRE)
              || !route (router, scene, scope_scene_wire (scene, one.wire), turn, bearable))
            g_array_index (waiting, Waiting, left++) = one;
        }
      g_array_set_size (waiting, left);
    }
}

static guint
count_hard (const ScopeScene *scene, int index)
{
  guint n = 0;

  for (guint w = 0; w < scene->wires->len; w++)
    n += scope_scene_wire (scene, w)->level == index && !scope_scene_wire (scene, w)->inner
         && scope_scene_wire (scene, w)->hard;
  return n;
}

/* Wires that came too late choose first, and all others anew. What is no better is undone. */
static void
choose_again (ScopeScene *scene, int index)
{
  const guint before = count_hard (scene, index);
  g_autofree ScopeWire *kept = g_memdup2 (scene->wires->data, sizeof (ScopeWire) * scene->wires->len);
  g_autoptr(ScopeRouter) router = scope_router_new (scene, index, NULL);
  g_autoptr(GArray) waiting = choose_wires (router, scene, index, NULL, TRUE);
  g_autoptr(GArray) hard = g_array_new (FALSE, FALSE, sizeof (Waiting));

  for (guint i = waiting->len; i-- > 0;)
    if (scope_scene_wire (scene, g_array_index (waiting, Waiting, i).wire)->hard)
      {
        g_array_append_val (hard, g_array_index (waiting, Waiting, i));
        g_array_remove_index (waiting, i);
      }
  find_ways (router, scene, hard, 0);
  find_ways (router, scene, waiting, 0);
  if (count_hard (scene, index) >= before)
    memcpy (scene->wires->data, kept, sizeof (ScopeWire) * scene->wires->len);
}

/* @moved: (nullable): [items] which stacks stand elsewhere; @bearable: faults of a simple way that are not worth a detour */
static void
route_level (ScopeScene *scene, int index, const gboolean *moved, ScopeRoom *room, int bearable)
{
  g_autoptr(ScopeRouter) router = scope_router_new (scene, index, room);
  g_autoptr(GArray) waiting = choose_wires (router, scene, index, moved, room == NULL);
  guint hard;

  find_ways (router, scene, waiting, bearable);
  hard = bearable == 0 && moved == NULL ? count_hard (scene, index) : 0;   /* a drag has no time for it */
  for (int tries = 0; hard > 0 && hard <= MOST_HARD && tries < 2; tries++)
    {
      choose_again (scene, index);
      if (count_hard (scene, index) == hard)
        break;
      hard = count_hard (scene, index);
    }
  for (guint w = 0; w < scene->wires->len; w++)
    {
      ScopeWire *wire = scope_scene_wire (scene, w);

      if (wire->level == index && wire->labelled)
        wire->labelled = !written_already (scene, wire);
    }
}

/** scope_wires_route_level: finds the corners of the wires of one level; @room: told what room is missing, so that no
 * wire need lie on another in the end */
void
scope_wires_route_level (ScopeScene *scene, int level, ScopeRoom *room)
{
  route_level (scene, level, NULL, room, SCOPE_FAULT_BLOCK - 1);
}

/**
 * scope_wires_route:
 *
 * Finds the corners of all wires. Straight where nothing is in the way; else one turn 15 px from a port; else a lane to
 * the right of the column, 24 px from the next; else around whatever stands there. Wires of different outputs lie on different
 * lines.
 */
void
scope_wires_route (ScopeScene *scene)
{
  for (guint l = 0; l < scene->levels->len; l++)
    route_level (scene, (int) l, NULL, NULL, 0);
}

/** scope_wires_route_draft: without detours, for a moment: while blocks glide to their places */
void
scope_wires_route_draft (ScopeScene *scene)
{
  for (guint l = 0; l < scene->levels->len; l++)
    route_level (scene, (int) l, NULL, NULL, G_MAXINT);
}

/** scope_wires_route_moved: @hosts: [n]: stacks that stand elsewhere: their wires, and those that they are in the way of or were,
 * find their way anew; ScopeWire.moved tells which lie elsewhere now */
void
scope_wires_route_moved (ScopeScene *scene, const int *hosts, int n)
{
  g_autofree gboolean *moved = g_new0 (gboolean, scene->n_items + 1);
  g_autofree gboolean *levels = g_new0 (gboolean, scene->levels->len + 1);

  for (int i = 0; i < n; i++)
    {
      moved[hosts[i]] = TRUE;
      levels[scene->items[hosts[i]].level] = TRUE;
    }
  for (guint l = 0; l < scene->levels->len; l++)
    if (levels[l])
      route_level (scene, (int) l, moved, NULL, 0);
}

/** scope_wires_elbow: @at: (out): at least %SCOPE_MOST_CORNERS corners, of a wire that is being dragged. Returns: how many */
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
