/* Places for items: those of the document, else remembered ones, else found by the layered layout. */
#include "scope-layout.h"

#include <math.h>
#include "layout.h"

typedef struct { gboolean document, remembered; double x, y; } Place;

static Place
place_of (const ScopeItem *item, GHashTable *places, gboolean arrange)
{
  Place place = { 0 };
  const graphene_point_t *point;

  if (arrange)
    return place;
  place.document = convo_node_placed (item->node, &place.x, &place.y);
  if (place.document || places == NULL)
    return place;
  point = g_hash_table_lookup (places, convo_node_id (item->node));
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
      if (scene->items[host].rows >= SCOPE_MAX_SLICES || scene->items[above].next >= 0
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
arrange_all (ScopeScene *scene, double view_height)
{
  g_autofree ConvoBox *boxes = g_new0 (ConvoBox, scene->n_items + 1);

  for (int i = 0; i < scene->n_items; i++)
    {
      boxes[i].attached = scene->items[i].row > 0;
      boxes[i].width = SCOPE_BLOCK_WIDTH;
      boxes[i].height = boxes[i].attached ? SCOPE_SLICE_HEIGHT : scope_scene_stack_height (scene, i);
    }
  convo_layout_arrange (scene->graph, boxes, view_height);
  for (int i = 0; i < scene->n_items; i++)
    {
      scene->items[i].x = round (boxes[i].x / SCOPE_GRID) * SCOPE_GRID;
      scene->items[i].y = round (boxes[i].y / SCOPE_GRID) * SCOPE_GRID;
    }
}

static gboolean
is_free (const ScopeScene *scene, const gboolean *known, int item, double x, double y)
{
  const double height = scope_scene_stack_height (scene, item);

  for (int i = 0; i < scene->n_items; i++)
    if (known[i] && scene->items[i].host == i && i != item && fabs (scene->items[i].x - x) < SCOPE_BLOCK_WIDTH + 12
        && scene->items[i].y < y + height + 12 && scene->items[i].y + scope_scene_stack_height (scene, i) + 12 > y)
      return FALSE;
  return TRUE;
}

/* Below its first producer, or moved right until nothing is in the way. */
static void
find_place (ScopeScene *scene, const gboolean *known, int item)
{
  double x = 0, y = 0;

  for (guint w = 0; w < scene->wires->len; w++)
    {
      const ScopeWire *wire = scope_scene_wire (scene, w);
      const int host = scene->items[wire->from].host;

      if (wire->to != item || !known[host])
        continue;
      x = scene->items[host].x;
      y = scene->items[host].y + scope_scene_stack_height (scene, host) + SCOPE_GAP;
      break;
    }
  for (int tries = 0; tries < 200 && !is_free (scene, known, item, x, y); tries++)
    x += SCOPE_PITCH;
  scene->items[item].x = x;
  scene->items[item].y = y;
}

/**
 * scope_layout_place:
 *
 * Fills places and stacks of @scene. Places of the document are kept; with none at all the whole graph is arranged;
 * otherwise newcomers are put below their producers.
 */
void
scope_layout_place (ScopeScene *scene, GHashTable *places, double view_height, gboolean arrange)
{
  g_autofree Place *place = g_new0 (Place, scene->n_items + 1);
  g_autofree gboolean *known = g_new0 (gboolean, scene->n_items + 1);
  int n_known = 0, n_hosts = 0;

  for (int i = 0; i < scene->n_items; i++)
    place[i] = place_of (&scene->items[i], places, arrange);
  attach (scene, place);
  for (int i = 0; i < scene->n_items; i++)
    {
      known[i] = place[i].document || place[i].remembered;
      scene->items[i].x = place[i].x;
      scene->items[i].y = place[i].y;
      n_hosts += scene->items[i].row == 0;
      n_known += known[i] && scene->items[i].row == 0;
    }
  if (n_known == 0)
    arrange_all (scene, view_height);
  else if (n_known < n_hosts)
    for (int k = 0; k < scene->n_items; k++)
      if (!known[scene->order[k]] && scene->items[scene->order[k]].row == 0)
        {
          find_place (scene, known, scene->order[k]);
          known[scene->order[k]] = TRUE;
        }
  scope_layout_settle (scene);
  for (int i = 0; places != NULL && i < scene->n_items; i++)
    if (!place[i].document && scene->items[i].row == 0)
      {
        graphene_point_t point = GRAPHENE_POINT_INIT (scene->items[i].x, scene->items[i].y);

        g_hash_table_replace (places, g_strdup (scope_scene_id (scene, i)),
                              g_memdup2 (&point, sizeof point));
      }
}
