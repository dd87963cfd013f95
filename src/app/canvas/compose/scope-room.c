/* Room for what unfolds or grows: its neighbours step aside, and come back when it folds. */
#include <math.h>
#include "scope-compose.h"

/** scope_scene_to_level: @x, @y: (inout): on the canvas; then as the level's nodes keep their places */
void
scope_scene_to_level (const ScopeScene *self, int level, double *x, double *y)
{
  const ScopeLevel *at = scope_scene_level (self, level);

  if (at->frame < 0)
    return;
  *x -= self->items[at->frame].x + at->dx;
  *y -= self->items[at->frame].y + at->dy;
}

/** scope_scene_level_placed: Returns: whether places are kept there; a definition that has none is always arranged */
gboolean
scope_scene_level_placed (const ScopeScene *self, int level)
{
  const ScopeLevel *at = scope_scene_level (self, level);

  if (at->frame < 0)
    return TRUE;
  for (int i = 0; i < at->n; i++)
    if (convo_node_placed (self->items[at->items[i]].node, NULL, NULL))
      return TRUE;
  return FALSE;
}

/* How far everything moves when the item @at becomes wider by @dl on the left of its ports and @dr on their right, for the
 * ports stay, and @dh higher: what is below goes down, what is beside goes aside. The other way round it all comes back. */
static void
step_aside (const ScopeScene *scene, int at, double dl, double dr, double dh, graphene_point_t *by)
{
  const ScopeItem *frame = &scene->items[at];
  const double right = frame->x + frame->width, bottom = frame->y + scope_scene_stack_height (scene, at);
  const double left_after = frame->x - MAX (dl, 0), right_after = right + MAX (dr, 0);

  by[at].x -= dl;
  for (int i = 0; i < scene->n_items; i++)
    {
      const ScopeItem *item = &scene->items[i];

      if (i == at || item->level != frame->level || item->row > 0)
        continue;
      if (item->x >= right - 1)
        by[i].x += dr;
      else if (item->x + item->width <= frame->x + 1)
        by[i].x -= dl;
      else if (item->y >= bottom - 1 && item->x < right_after && left_after < item->x + item->width)
        by[i].y += dh;
    }
}

static gboolean
is_arranged (const ScopeScene *scene)
{
  for (int i = 0; i < scene->n_items; i++)
    if (scene->items[i].parent < 0 && convo_node_placed (scene->items[i].node, NULL, NULL))
      return FALSE;
  return TRUE;
}

/* Sizes that differ between the scenes. Returns: whether any does; @by: what follows for those that keep places */
static gboolean
compare (const ScopeScene *scene, const ScopeScene *next, graphene_point_t *by)
{
  gboolean any = FALSE;

  for (int i = 0; i < scene->n_items; i++)
    {
      const int j = scene->items[i].composite ? scope_scene_index (next, scene->items[i].path) : -1;
      double dw, dl, dh;

      if (j < 0 || (!scene->items[i].frame && !next->items[j].frame))
        continue;
      dw = next->items[j].width - scene->items[i].width;
      dl = next->items[j].middle - scene->items[i].middle;
      dh = scope_scene_stack_height (next, j) - scope_scene_stack_height (scene, i);
      if (fabs (dw) < 1 && fabs (dh) < 1)
        continue;
      any = TRUE;
      if (scope_scene_level_placed (scene, scene->items[i].level))
        step_aside (scene, i, dl, dw - dl, dh, by);
    }
  return any;
}

/**
 * scope_canvas_make_way:
 * @graph: (transfer full): what is about to be shown
 *
 * Returns: (transfer full): @graph, with everything moved that composites of another size push away
 */
ConvoGraph *
scope_canvas_make_way (ScopeCanvas *self, ConvoGraph *graph)
{
  ScopeScene *scene = scope_canvas_scene (self);
  g_autoptr(ScopeScene) next = NULL;
  g_autofree graphene_point_t *by = NULL, *to = NULL;
  g_autofree int *hosts = NULL;
  gboolean composite = FALSE;
  int n = 0;

  for (int i = 0; scene != NULL && i < scene->n_items; i++)
    composite |= scene->items[i].composite;
  if (!composite || scene->base[0] != '\0')
    return graph;
  next = scope_scene_new (graph, "", self->places, scope_canvas_layout_height (self), FALSE);
  by = g_new0 (graphene_point_t, scene->n_items);
  if (!compare (scene, next, by))
    return graph;
  if (is_arranged (scene) && is_arranged (next))
    {
      g_hash_table_remove_all (self->places);              /* nobody has put anything anywhere: columns are found anew */
      return graph;
    }
  to = g_new (graphene_point_t, scene->n_items);
  hosts = g_new (int, scene->n_items);
  for (int i = 0; i < scene->n_items; i++)
    {
      const int now = by[i].x != 0 || by[i].y != 0 ? scope_scene_index (next, scene->items[i].path) : -1;

      if (now < 0 || scene->items[i].row > 0 || scene->items[i].level != next->items[now].level)
        continue;
      hosts[n] = i;
      to[n++] = GRAPHENE_POINT_INIT (round (next->items[now].x + by[i].x), round (next->items[now].y + by[i].y));
    }
  return scope_canvas_put (self, graph, hosts, to, n);
}

/** scope_canvas_level_of: Returns: the level that something dropped there becomes a part of */
int
scope_canvas_level_of (ScopeCanvas *self, const ScopeDrop *drop)
{
  ScopeScene *scene = scope_canvas_scene (self);

  if (drop->type == SCOPE_DROP_UNDER)
    return scene->items[drop->index].level;
  if (drop->type == SCOPE_DROP_WIRE)
    return scope_scene_wire (scene, drop->index)->level;
  return scope_scene_level_at (scene, drop->slot.origin.x + drop->slot.size.width / 2,
                               drop->slot.origin.y + drop->slot.size.height / 2);
}

/** scope_canvas_last: Returns: what new things follow if nothing is selected: the end of the outermost level, −1 */
int
scope_canvas_last (ScopeCanvas *self)
{
  ScopeScene *scene = scope_canvas_scene (self);
  const int parent = scene->base[0] != '\0' ? 0 : -1;

  for (guint w = 0; parent == 0 && w < scene->wires->len; w++)
    if (scope_scene_wire (scene, w)->to_port && scope_scene_wire (scene, w)->to == 0 && !scope_scene_wire (scene, w)->from_port)
      return scope_scene_wire (scene, w)->from;
  for (int k = scene->n_items - 1; k >= 0; k--)
    if (scene->items[scene->order[k]].parent == parent)
      return scene->order[k];
  return -1;
}
