/* The way of a wire: axis-aligned segments between an output and an input port. */
#include "scope-wires.h"

#include <math.h>

typedef struct { double left, top, right, bottom; } Box;

/* Vertical pieces that are taken, so that two wires never lie on each other */
typedef struct { double x, top, bottom; int from; } Lane;

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
lane_taken (const Router *router, double x, double top, double bottom, int from)
{
  for (guint i = 0; i < router->lanes->len; i++)
    {
      const Lane *lane = &g_array_index (router->lanes, Lane, i);

      if (lane->from != from && fabs (lane->x - x) < SCOPE_LANE / 2 && lane->top < bottom && lane->bottom > top)
        return TRUE;
    }
  return FALSE;
}

/* The first free lane from @x to the right. */
static double
find_lane (const Router *router, double x, double top, double bottom, int from)
{
  for (int tries = 0; tries < 100; tries++)
    {
      const double edge = blocked_vertical (router, x, top, bottom);

      if (edge > x - SCOPE_LANE)
        x = edge + SCOPE_LANE;
      else if (lane_taken (router, x, top, bottom, from))
        x += SCOPE_LANE;
      else
        break;
    }
  return x;
}

/* 15 px out of a port before the first turn; where blocks stand closer, half of what there is. */
static double
stub_of (graphene_point_t from, graphene_point_t to)
{
  const double gap = to.y - from.y;

  return gap >= 6 ? MIN (SCOPE_STUB, gap / 2) : SCOPE_STUB;
}

static void
corners (ScopeWire *wire, graphene_point_t from, graphene_point_t to, double lane)
{
  const double low = from.y + stub_of (from, to), high = to.y - stub_of (from, to);

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
  const double level = to->y - SCOPE_STUB, middle = (wire->at[0].y + SCOPE_STUB + level) / 2;
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

static void
route (const Router *router, ScopeWire *wire)
{
  const ScopeScene *scene = router->scene;
  const graphene_point_t from = wire->from_port ? scope_scene_inside (scene, wire->from, wire->out)
                                                : scope_scene_output (scene, wire->from, wire->out);
  const graphene_point_t to = wire->to_port ? scope_scene_output (scene, wire->to, wire->port)
                                            : scope_scene_input (scene, wire->to, wire->port);
  const double side = wire->from_port ? SCOPE_BLOCK_WIDTH / 2.0 : scene->items[scene->items[wire->from].host].width / 2;
  const double stub = stub_of (from, to), low = from.y + stub, high = to.y - stub;
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
      lane = from.x + side + SCOPE_LANE;
      lane = find_lane (router, lane, MIN (low, high), MAX (low, high), wire->from);
    }
  corners (wire, from, to, lane);
  measure (wire);
  place_label (router, wire, lane, own_lane);
  if (own_lane)
    {
      const Lane taken = { lane, MIN (low, high), MAX (low, high), wire->from };

      g_array_append_val (router->lanes, taken);
    }
}

static void
keep_lane (const Router *router, const ScopeWire *wire)
{
  Lane taken = { .from = wire->from };

  if (!wire->labelled || wire->n < 4)
    return;
  taken.x = wire->at[2].x;
  taken.top = MIN (wire->at[2].y, wire->at[3].y);
  taken.bottom = MAX (wire->at[2].y, wire->at[3].y);
  g_array_append_val (router->lanes, taken);
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
  corners (&wire, from, to, lane);
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
