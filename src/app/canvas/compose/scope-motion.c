/* Blocks on their way to new places: where each is now, and how the wires go between. The scene itself stands at the goal,
 * so that an edit in the middle of it records the right places. */
#include "scope-motion.h"

#include <math.h>
#include <string.h>
#include "scope-wires.h"

#define DURATION 200000          /* µs */
#define MOST_ITEMS 400           /* more would not be followed with the eye, and routing costs */

struct _ScopeMotion
{
  int n;
  graphene_rect_t *from, *to, *now;
  gint64 begin;                  /* 0 before the first frame */
  ScopeItem *items;              /* while the scene stands where the blocks are */
  ScopeWire *wires;
};

static gboolean
differs (const graphene_rect_t *a, const graphene_rect_t *b)
{
  return fabs (a->origin.x - b->origin.x) > 0.5 || fabs (a->origin.y - b->origin.y) > 0.5
         || fabs (a->size.width - b->size.width) > 0.5 || fabs (a->size.height - b->size.height) > 0.5;
}

/* What was not shown comes out of what it was folded in. */
static void
origin_of (const ScopeScene *from, const ScopeScene *to, int item, graphene_rect_t *rect)
{
  const int before = scope_scene_host_near (from, to->items[item].path);
  graphene_rect_t goal;

  scope_scene_rect (to, item, &goal);
  *rect = goal;
  if (before < 0)
    return;
  scope_scene_rect (from, before, rect);
  if (strcmp (from->items[before].path, to->items[item].path) != 0)
    rect->size = goal.size;
}

/** scope_motion_new: Returns: (transfer full) (nullable): the way from one scene to the other; %NULL if nothing moves */
ScopeMotion *
scope_motion_new (const ScopeScene *from, const ScopeScene *to)
{
  ScopeMotion *self;
  gboolean any = FALSE;

  if (to->n_items > MOST_ITEMS || to->n_items == 0)
    return NULL;
  self = g_new0 (ScopeMotion, 1);
  self->n = to->n_items;
  self->from = g_new0 (graphene_rect_t, self->n);
  self->to = g_new0 (graphene_rect_t, self->n);
  for (int i = 0; i < self->n; i++)
    {
      origin_of (from, to, i, &self->from[i]);
      scope_scene_rect (to, i, &self->to[i]);
      any |= differs (&self->from[i], &self->to[i]);
    }
  self->now = g_memdup2 (self->from, sizeof *self->from * self->n);
  if (any)
    return self;
  scope_motion_free (self);
  return NULL;
}

void
scope_motion_free (ScopeMotion *self)
{
  if (self == NULL)
    return;
  g_free (self->from);
  g_free (self->to);
  g_free (self->now);
  g_free (self);
}

/** scope_motion_step: @now: time of the frame, µs. Returns: %FALSE when all have arrived */
gboolean
scope_motion_step (ScopeMotion *self, gint64 now)
{
  double left;

  if (self->begin == 0)
    self->begin = now;
  left = 1 - CLAMP ((now - self->begin) / (double) DURATION, 0, 1);
  left = left * left * left;                               /* fast at first, soft at the end */
  for (int i = 0; i < self->n; i++)
    graphene_rect_interpolate (&self->to[i], &self->from[i], left, &self->now[i]);
  return now - self->begin < DURATION;
}

/** scope_motion_at: @rect: (out): where the item is now. Returns: %FALSE if it is none of this motion */
gboolean
scope_motion_at (const ScopeMotion *self, int item, graphene_rect_t *rect)
{
  if (item < 0 || item >= self->n)
    return FALSE;
  *rect = self->now[item];
  return TRUE;
}

/** scope_motion_begin_wires: until scope_motion_end_wires() the scene stands where the blocks are now */
void
scope_motion_begin_wires (ScopeMotion *self, ScopeScene *scene)
{
  self->items = g_memdup2 (scene->items, sizeof *scene->items * scene->n_items);
  self->wires = g_memdup2 (scene->wires->data, sizeof (ScopeWire) * scene->wires->len);
  for (int i = 0; i < MIN (self->n, scene->n_items); i++)
    {
      scene->items[i].x = self->now[i].origin.x;
      scene->items[i].y = self->now[i].origin.y;
      scene->items[i].middle *= self->now[i].size.width / MAX (1, scene->items[i].width);
      scene->items[i].width = self->now[i].size.width;
      if (scene->items[i].frame)
        scene->items[i].height = self->now[i].size.height;
    }
  scope_wires_route_draft (scene);
}

/** scope_motion_end_wires: the scene stands at its goal again */
void
scope_motion_end_wires (ScopeMotion *self, ScopeScene *scene)
{
  memcpy (scene->items, self->items, sizeof *scene->items * scene->n_items);
  if (scene->wires->len > 0)
    memcpy (scene->wires->data, self->wires, sizeof (ScopeWire) * scene->wires->len);
  g_clear_pointer (&self->items, g_free);
  g_clear_pointer (&self->wires, g_free);
}
