/* Places for items: those of the document, else remembered ones, else found by the layered layout. */
#include "scope-layout.h"

#include <math.h>
#include "layout.h"
#include "scope-wires.h"

#define MOST_TRIES 6    /* to make room for wires */

typedef struct { gboolean document, remembered; double x, y; } Place;

static Place
place_of (const ScopeItem *item, GHashTable *places, gboolean arrange)
{
  Place place = { 0 };
  const graphene_point_t *point;

  if (arrange)
    return place;
  place.document = convo_node_placed (item->node, &place.x, &place.y);
  if (place.document || places == NULL || item->parent >= 0)
    return place;
  point = g_hash_table_lookup (places, item->path);
  if (point != NULL)
    place = (Place) { .remembered = TRUE, .x = point->x, .y = point->y };
  return place;
}

/** scope_layout_near: Returns: whether a slice at @x, @y is near enough to its place in the stack to be
 * snapped there */
gboolean
scope_layout_near (double host_x, double expected_y, double x, double y)
{
  return fabs (x - host_x) <= SCOPE_GRID && fabs (y - expected_y) <= SCOPE_GRID;
}

/* A slice belongs under its producer unless the document puts it somewhere else. Producers come first in the order. */
static void
attach (ScopeScene *scene, const Place *place)
{
  for (int k = 0; k < scene->n_items; k++)
    {
      const int i = scene->order[k];
      int above, host;
      double expected;

      if (!scope_scene_attachable (scene, i))
        continue;
      above = scope_scene_wire (scene, scope_scene_wire_into (scene, i, 0))->from;
      host = scene->items[above].host;
      expected = place[host].y + SCOPE_BODY_HEIGHT + scene->items[above].row * SCOPE_SLICE_HEIGHT;
      if (scene->items[host].frame || scene->items[host].rows >= SCOPE_MAX_SLICES || scene->items[above].next >= 0
          || (place[i].document && place[host].document
              && !scope_layout_near (place[host].x, expected, place[i].x, place[i].y)))
        continue;
      scene->items[i].host = host;
      scene->items[i].row = scene->items[above].row + 1;
      scene->items[i].height = SCOPE_SLICE_HEIGHT;
      scene->items[above].next = i;
      scene->items[host].rows++;
    }
}

/** scope_layout_settle: puts every slice where its host is, and tells wires that are inside of stacks */
void
scope_layout_settle (ScopeScene *scene)
{
  for (int i = 0; i < scene->n_items; i++)
    {
      ScopeItem *item = &scene->items[i];
      const ScopeItem *host = &scene->items[item->host];

      if (item->row == 0)
        continue;
      item->x = host->x;
      item->y = host->y + SCOPE_BODY_HEIGHT + (item->row - 1) * SCOPE_SLICE_HEIGHT;
    }
  for (guint w = 0; w < scene->wires->len; w++)
    {
      ScopeWire *wire = scope_scene_wire (scene, w);

      wire->inner = scene->items[wire->from].next == wire->to;
    }
}

static void
arrange_all (ScopeScene *scene, const ScopeLevel *level, double view_height, const ScopeRoom *room)
{
  g_autofree ConvoBox *boxes = g_new0 (ConvoBox, level->n + 1);

  for (int k = 0; k < level->n; k++)
    {
      const ScopeItem *item = &scene->items[level->items[k]];

      boxes[k].attached = item->row > 0;
      boxes[k].width = item->width;
      boxes[k].middle = item->middle;
      boxes[k].above = room->above[level->items[k]];
      boxes[k].below = room->below[level->items[k]];
      boxes[k].height = boxes[k].attached ? SCOPE_SLICE_HEIGHT : scope_scene_stack_height (scene, level->items[k]);
    }
  if (level->graph != NULL)
    convo_layout_arrange (level->graph, boxes, view_height);
  for (int k = 0; k < level->n; k++)
    {
      scene->items[level->items[k]].x = round (boxes[k].x / SCOPE_GRID) * SCOPE_GRID;
      scene->items[level->items[k]].y = round (boxes[k].y / SCOPE_GRID) * SCOPE_GRID;
    }
}

static gboolean
is_free (const ScopeScene *scene, const ScopeLevel *level, const gboolean *known, int item, double x, double y)
{
  const double width = scene->items[item].width, height = scope_scene_stack_height (scene, item);

  for (int k = 0; k < level->n; k++)
    {
      const int i = level->items[k];
      const ScopeItem *at = &scene->items[i];

      if (known[i] && at->host == i && i != item && at->x < x + width + 12 && x < at->x + at->width + 12
          && at->y < y + height + 12 && at->y + scope_scene_stack_height (scene, i) + 12 > y)
        return FALSE;
    }
  return TRUE;
}

/* Below its first producer, or moved right until nothing is in the way. */
static void
find_place (ScopeScene *scene, const ScopeLevel *level, const gboolean *known, int item)
{
  double x = 0, y = 0;

  for (guint w = 0; w < scene->wires->len; w++)
    {
      const ScopeWire *wire = scope_scene_wire (scene, w);
      const int host = scene->items[wire->from].host;

      if (wire->to != item || wire->from_port || wire->to_port || !known[host])
        continue;
      x = scene->items[host].x + scene->items[host].middle - scene->items[item].middle;
      y = scene->items[host].y + scope_scene_stack_height (scene, host) + SCOPE_GAP;
      break;
    }
  for (int tries = 0; tries < 200 && !is_free (scene, level, known, item, x, y); tries++)
    x += SCOPE_PITCH;
  scene->items[item].x = x;
  scene->items[item].y = y;
}

/* Places of one level, measured from any corner: what is known stays; with none at all the whole level is arranged; else
 * newcomers are put below their producers. Returns: whether all of it was arranged */
static gboolean
place_level (ScopeScene *scene, int index, const Place *place, gboolean *known, double view_height, const ScopeRoom *room)
{
  const ScopeLevel *level = scope_scene_level (scene, index);
  int n_known = 0, n_hosts = 0;

  for (int k = 0; k < level->n; k++)
    {
      const int i = level->items[k];

      known[i] = place[i].document || place[i].remembered;
      scene->items[i].x = place[i].x;
      scene->items[i].y = place[i].y;
      n_hosts += scene->items[i].row == 0;
      n_known += known[i] && scene->items[i].row == 0;
    }
  if (n_known == 0)
    arrange_all (scene, level, view_height, room);
  else if (n_known < n_hosts)
    for (int k = 0; k < scene->n_items; k++)
      {
        const int i = scene->order[k];

        if (scene->items[i].level != index || known[i] || scene->items[i].row > 0)
          continue;
        find_place (scene, level, known, i);
        known[i] = TRUE;
      }
  return n_known == 0;
}

/* The column that the first input leads to: the frame's ports are over it, so that the main path is straight. */
static double
main_column (const ScopeScene *scene, const ScopeLevel *level)
{
  for (guint w = 0; w < scene->wires->len; w++)
    {
      const ScopeWire *wire = scope_scene_wire (scene, w);

      if (wire->from_port && wire->from == level->frame && !wire->to_port)
        return scene->items[scene->items[wire->to].host].x + scene->items[scene->items[wire->to].host].width / 2;
    }
  return level->n > 0 ? scene->items[scene->items[level->items[0]].host].x + SCOPE_BLOCK_WIDTH / 2.0 : 0;
}

static void
level_bounds (const ScopeScene *scene, int index, graphene_rect_t *all)
{
  const ScopeLevel *level = scope_scene_level (scene, index);
  gboolean any = FALSE;
  graphene_rect_t one;

  graphene_rect_init (all, 0, 0, SCOPE_BLOCK_WIDTH, SCOPE_GAP);
  for (int k = 0; k < level->n; k++)
    if (scene->items[level->items[k]].row == 0)
      {
        scope_scene_stack_rect (scene, level->items[k], &one);
        one.size.width += scene->items[level->items[k]].frame ? 0 : 11;
        if (any)
          graphene_rect_union (all, &one, all);
        else
          *all = one;
        any = TRUE;
      }
}

/* How large a frame is that holds the level: blocks and lanes, its ports over the main column. While its wires are looked
 * at, the frame stands around the level's own coordinates. */
static void
measure_frame (ScopeScene *scene, int index, ScopeRoom *room)
{
  ScopeLevel *level = scope_scene_level (scene, index);
  ScopeItem *frame = &scene->items[level->frame];
  const double top = SCOPE_FRAME_HEADER + SCOPE_GAP + room->top;
  double centre, left, right;
  graphene_rect_t all;

  level_bounds (scene, index, &all);
  centre = main_column (scene, level);
  left = centre - all.origin.x;
  right = all.origin.x + all.size.width - centre;
  frame->x = centre - left;
  frame->middle = left;
  frame->y = all.origin.y - top;
  frame->width = left + right;
  frame->height = all.size.height + top + SCOPE_FRAME_PADDING + 6 + room->bottom;
  scope_layout_settle (scene);
  scope_wires_route_level (scene, index, room);
  for (guint w = 0; w < scene->wires->len; w++)
    {
      const ScopeWire *wire = scope_scene_wire (scene, w);

      const double beside = (wire->labelled ? 30 : 0) - 5;

      if (wire->level != index || wire->inner)
        continue;
      left = MAX (left, centre - wire->bounds.origin.x + beside);
      right = MAX (right, wire->bounds.origin.x + wire->bounds.size.width - centre + beside);
    }
  left = ceil (MAX (left + SCOPE_FRAME_PADDING, 126) / SCOPE_GRID) * SCOPE_GRID;
  right = ceil (MAX (right + SCOPE_FRAME_PADDING, 126) / SCOPE_GRID) * SCOPE_GRID;
  level->dx = left - centre;
  level->dy = top - all.origin.y;
  frame->middle = left;
  frame->width = left + right;
  frame->height = ceil (frame->height / SCOPE_GRID) * SCOPE_GRID;
}

static double
wanted (const ScopeScene *scene, const ScopeLevel *level, const ScopeRoom *room)
{
  double sum = room->top + room->bottom;

  for (int k = 0; k < level->n; k++)
    sum += room->above[level->items[k]] + room->below[level->items[k]];
  return sum;
}

/* Places and wires of one level. Wires that find no line of their own ask for room, and the rows move apart, until all
 * have one. */
static void
settle_level (ScopeScene *scene, int index, const Place *place, gboolean *known, double view_height, ScopeRoom *room)
{
  const ScopeLevel *level = scope_scene_level (scene, index);
  const gboolean framed = level->frame >= 0;

  room->top = room->bottom = 0;
  for (int tries = 0; tries < MOST_TRIES; tries++)
    {
      const double before = wanted (scene, level, room);
      const gboolean arranged = place_level (scene, index, place, known, framed ? 1e6 : view_height, room);

      if (framed)
        measure_frame (scene, index, room);
      else if (arranged)
        {
          scope_layout_settle (scene);
          scope_wires_route_level (scene, index, room);
        }
      if (wanted (scene, level, room) <= before)
        break;
    }
}

static void
remember (ScopeScene *scene, const Place *place, GHashTable *places)
{
  for (int i = 0; i < scene->n_items; i++)
    if (!place[i].document && scene->items[i].row == 0 && scene->items[i].parent < 0)
      {
        graphene_point_t point = GRAPHENE_POINT_INIT (scene->items[i].x, scene->items[i].y);

        g_hash_table_replace (places, g_strdup (scope_scene_id (scene, i)), g_memdup2 (&point, sizeof point));
      }
}

/**
 * scope_layout_place:
 *
 * Fills places and stacks of @scene, from the innermost frames outwards: what is in a frame says how large it is. Places
 * of the document are kept, and those of definitions; @places (nullable) remembers the others of the document.
 */
void
scope_layout_place (ScopeScene *scene, GHashTable *places, double view_height, gboolean arrange)
{
  g_autofree Place *place = g_new0 (Place, scene->n_items + 1);
  g_autofree gboolean *known = g_new0 (gboolean, scene->n_items + 1);
  g_autofree double *above = g_new0 (double, scene->n_items + 1), *below = g_new0 (double, scene->n_items + 1);
  ScopeRoom room = { .above = above, .below = below };

  for (int i = 0; i < scene->n_items; i++)
    place[i] = place_of (&scene->items[i], places, arrange);
  if (scene->base[0] != '\0')
    place[0] = (Place) { .remembered = TRUE };             /* the one block that is looked into */
  attach (scene, place);
  for (int l = (int) scene->levels->len - 1; l >= 0; l--)
    settle_level (scene, l, place, known, view_height, &room);
  for (guint l = 1; l < scene->levels->len; l++)           /* outer ones first: now frames know where they are */
    {
      const ScopeLevel *level = scope_scene_level (scene, l);
      const ScopeItem *frame = &scene->items[level->frame];

      for (int k = 0; level->frame >= 0 && k < level->n; k++)
        {
          scene->items[level->items[k]].x += frame->x + level->dx;
          scene->items[level->items[k]].y += frame->y + level->dy;
        }
    }
  scope_layout_settle (scene);
  if (places != NULL && scene->base[0] == '\0')
    remember (scene, place, places);
}
