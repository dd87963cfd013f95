/* The way of a wire: axis-aligned segments between an output and an input port. */
#include "scope-wires.h"

#include <math.h>

typedef struct { double left, top, right, bottom; } Box;

/* Pieces that are taken, so that two wires never lie on each other: upright at x, level at y. Wires of one port may. */
typedef struct { gboolean level; double at, from, to; int port; } Lane;

#define BESIDE 18      /* between level runs of two wires above one row of blocks: the height of a shape written on them */

typedef struct
{
  ScopeScene *scene;
  Box *boxes;
  int n_boxes;
  GArray *lanes;
} Router;

/* Whether a vertical at @x crosses a block between @top and @bottom. Returns: the right edge to go around, or −∞ */
static double
blocked_vertical (const Router *router, double x, double top, double bottom)
{
  for (int i = 0; i < router->n_boxes; i++)
    {
      const Box *box = &router->boxes[i];

      if (x > box->left - 8 && x < box->right + 8 && box->top < bottom - 1 && box->bottom > top + 1)
        return box->right;
    }
  return -G_MAXDOUBLE;
}

static gboolean
blocked_horizontal (const Router *router, double y, double left, double right)
{
  for (int i = 0; i < router->n_boxes; i++)
    {
      const Box *box = &router->boxes[i];

      if (y > box->top + 1 && y < box->bottom - 1 && box->left < right - 1 && box->right > left + 1)
        return TRUE;
    }
  return FALSE;
}

static gboolean
lane_taken (const Router *router, gboolean level, double at, double from, double to, int port)
{
  const double apart = level ? BESIDE : SCOPE_LANE / 2.0;

  for (guint i = 0; i < router->lanes->len; i++)
    {
      const Lane *lane = &g_array_index (router->lanes, Lane, i);

      if (lane->level == level && lane->port != port && fabs (lane->at - at) < apart && lane->from < to && lane->to > from)
        return TRUE;
    }
  return FALSE;
}

/* The first free lane from @x to the right. */
static double
find_lane (const Router *router, double x, double top, double bottom, int port)
{
  for (int tries = 0; tries < 100; tries++)
    {
      const double edge = blocked_vertical (router, x, top, bottom);

      if (edge > x - SCOPE_LANE)
        x = edge + SCOPE_LANE;
      else if (lane_taken (router, FALSE, x, top, bottom, port))
        x += SCOPE_LANE;
      else
        break;
    }
  return x;
}

/* A level run at @y, or as far as need be in steps of @by where no other wire lies and no block stands. */
static double
find_level (const Router *router, double y, double by, double left, double right, int port)
{
  for (double at = y; fabs (at - y) < 5 * fabs (by); at += by)
    {
      if (blocked_horizontal (router, at, left, right))
        break;
      if (!lane_taken (router, TRUE, at, left, right, port))
        return at;
    }
  return y;
}

static void
take (const Router *router, gboolean level, double at, double from, double to, int port)
{
  const Lane taken = { level, at, MIN (from, to), MAX (from, to), port };

  if (taken.to - taken.from >= 1)
    g_array_append_val (router->lanes, taken);
}

/* What a wire of several turns lies on, runs beside the ports included */
static void
take_all (const Router *router, const ScopeWire *wire, int port)
{
  for (int i = 1; i < wire->n; i++)
    {
      const graphene_point_t *a = &wire->at[i - 1], *b = &wire->at[i];
      const gboolean level = fabsf (a->x - b->x) >= 1;

      if (level || i == 3)                                 /* the stubs beside ports are nobody else's */
        take (router, level, level ? a->y : a->x, level ? a->x : a->y, level ? b->x : b->y, port);
    }
}

/* Outputs of all items have numbers of their own */
static int
port_of (const ScopeWire *wire)
{
  return wire->from * 64 + wire->out + (wire->from_port ? 32 : 0);
}

/* 15 px out of a port before the first turn; where blocks stand closer, half of what there is. */
static double
stub_of (graphene_point_t from, graphene_point_t to)
{
  const double gap = to.y - from.y;

  return gap >= 6 ? MIN (SCOPE_STUB, gap / 2) : SCOPE_STUB;
}

static void
corners (ScopeWire *wire, graphene_point_t from, graphene_point_t to, double lane, double low, double high)
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

static gboolean
label_free (const Router *router, double x, double y)
{
  for (int i = 0; i < router->n_boxes; i++)
    if (x + 40 > router->boxes[i].left && x - 40 < router->boxes[i].right + 11 && y + 10 > router->boxes[i].top
        && y - 10 < router->boxes[i].bottom)
      return FALSE;
  return TRUE;
}

/* A shape is written where the wire is on its own: on the level run of a wire that rises, or on its lane
 * between blocks. */
static void
place_label (const Router *router, ScopeWire *wire, double lane, gboolean own_lane)
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
      for (double off = 0; off < reach && off < 300; off += 6)
        for (int side = -1; side <= 1; side += 2)
          if (label_free (router, lane, middle + side * off))
            {
              wire->label.y = middle + side * off;
              return;
            }
    }
}

/* What several blocks take from one port is written once. */
static gboolean
written_already (const Router *router, const ScopeWire *wire)
{
  for (guint w = 0; w < router->scene->wires->len; w++)
    {
      const ScopeWire *other = scope_scene_wire (router->scene, w);

      if (other == wire)
        break;
      if (other->level == wire->level && other->labelled && port_of (other) == port_of (wire)
          && fabsf (other->label.y - wire->label.y) < 1)
        return TRUE;
    }
  return FALSE;
}

static void
route (const Router *router, ScopeWire *wire)
{
  const ScopeScene *scene = router->scene;
  const graphene_point_t from = wire->from_port ? scope_scene_inside (scene, wire->from, wire->out)
                                                : scope_scene_output (scene, wire->from, wire->out);
  const graphene_point_t to = wire->to_port ? scope_scene_output (scene, wire->to, wire->port)
                                            : scope_scene_input (scene, wire->to, wire->port);
  const ScopeItem *host = &scene->items[scene->items[wire->from].host];
  const double edge = wire->from_port ? from.x + SCOPE_BLOCK_WIDTH / 2.0 : host->x + host->width;
  const int port = port_of (wire);
  double low = from.y + stub_of (from, to), high = to.y - stub_of (from, to);
  const gboolean down = high >= low - 1 || (to.y > from.y && fabs (to.x - from.x) < 1);
  double lane = from.x;
  gboolean own_lane = FALSE;

  if (down && blocked_vertical (router, from.x, from.y + 2, high) < -1e9
      && !blocked_horizontal (router, high, MIN (from.x, to.x), MAX (from.x, to.x)))
    lane = from.x;
  else if (down && blocked_vertical (router, to.x, low, to.y - 2) < -1e9
           && !blocked_horizontal (router, low, MIN (from.x, to.x), MAX (from.x, to.x)))
    lane = to.x;
  else
    {
      own_lane = TRUE;
      lane = find_lane (router, edge + SCOPE_LANE, MIN (low, high), MAX (low, high), port);
      if (!down)                                           /* downward there is no more room than the two stubs */
        {
          low = find_level (router, low, BESIDE, MIN (from.x, lane), MAX (from.x, lane), port);
          high = find_level (router, high, -BESIDE, MIN (to.x, lane), MAX (to.x, lane), port);
        }
    }
  corners (wire, from, to, lane, low, high);
  measure (wire);
  place_label (router, wire, lane, own_lane);
  wire->labelled = wire->labelled && !written_already (router, wire);
  if (own_lane)
    take_all (router, wire, port);
}

static void
keep_lane (const Router *router, const ScopeWire *wire)
{
  if (wire->n == 6)                                        /* it has a lane of its own */
    take_all (router, wire, port_of (wire));
}

static gboolean
touches (const ScopeScene *scene, const ScopeWire *wire, int host)
{
  return host < 0 || scene->items[wire->from].host == host || scene->items[wire->to].host == host;
}

/* Blocks of one level are in the way of its wires; what is in a frame lies behind the frame. */
static void
route_level (ScopeScene *scene, int index, int only_item)
{
  const ScopeLevel *level = scope_scene_level (scene, index);
  g_autofree Box *boxes = g_new (Box, level->n + 1);
  g_autoptr(GArray) lanes = g_array_new (FALSE, FALSE, sizeof (Lane));
  Router router = { .scene = scene, .boxes = boxes, .lanes = lanes };

  for (int k = 0; k < level->n; k++)
    {
      const int i = level->items[k];
      const ScopeItem *item = &scene->items[i];

      if (item->host == i)
        boxes[router.n_boxes++] = (Box) { item->x, item->y, item->x + item->width,
                                          item->y + scope_scene_stack_height (scene, i) };
    }
  for (guint w = 0; only_item >= 0 && w < scene->wires->len; w++)
    if (scope_scene_wire (scene, w)->level == index && !touches (scene, scope_scene_wire (scene, w), only_item))
      keep_lane (&router, scope_scene_wire (scene, w));
  for (guint w = 0; w < scene->wires->len; w++)
    {
      ScopeWire *wire = scope_scene_wire (scene, w);

      if (wire->level == index && !wire->inner && touches (scene, wire, only_item))
        route (&router, wire);
    }
}

/** scope_wires_route_level: finds the corners of the wires of one level */
void
scope_wires_route_level (ScopeScene *scene, int level)
{
  route_level (scene, level, -1);
}

/**
 * scope_wires_route:
 * @only_item: a stack whose wires are to be routed; −1, or a frame, for all
 *
 * Finds the corners of the wires. Straight where nothing is in the way; else one turn 15 px from a port; else a lane to
 * the right of the column, 24 px from the next.
 */
void
scope_wires_route (ScopeScene *scene, int only_item)
{
  if (only_item >= 0 && !scene->items[only_item].frame)
    {
      route_level (scene, scene->items[only_item].level, only_item);
      return;
    }
  for (guint l = 0; l < scene->levels->len; l++)
    route_level (scene, (int) l, -1);
}

/** scope_wires_elbow: @at: (out): at least 6 corners, of a wire that is being dragged. Returns: how many */
int
scope_wires_elbow (graphene_point_t from, graphene_point_t to, graphene_point_t *at)
{
  ScopeWire wire = { 0 };
  double lane = from.x;

  if (to.y < from.y + 6)
    lane = from.x + SCOPE_BLOCK_WIDTH / 2.0 + SCOPE_LANE;
  corners (&wire, from, to, lane, from.y + stub_of (from, to), to.y - stub_of (from, to));
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
