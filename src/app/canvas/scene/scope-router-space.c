/* What is in a wire's way: blocks of its level, and the lines that other wires lie on. Both are found by shelves, so that
 * a look costs what is near, not what there is. */
#include "scope-router-private.h"

#include <math.h>

#define MEETING 5.0      /* between ends on one line, else two wires look like one */
#define RESERVED 9.0     /* of the line through a port */
#define SHELF 64.0       /* things are found by their line, in steps of this */

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
add_box (ScopeRouter *self, ScopeRouterBox box)
{
  const int index = (int) self->boxes->len;

  g_array_append_val (self->boxes, box);
  for (int s = shelf_of (box.left - SCOPE_CLEAR_SIDE); s <= shelf_of (box.right + SCOPE_CLEAR_SIDE); s++)
    g_array_append_val (shelf_at (self->near[SCOPE_UPRIGHT], s, sizeof (int)), index);
  for (int s = shelf_of (box.top - SCOPE_CLEAR); s <= shelf_of (box.bottom + SCOPE_CLEAR); s++)
    g_array_append_val (shelf_at (self->near[SCOPE_LEVEL], s, sizeof (int)), index);
}

/** scope_router_new: @room: (nullable): to be told what is missing. Blocks of one level are in the way of its wires;
 * what is in a frame lies behind the frame. */
ScopeRouter *
scope_router_new (const ScopeScene *scene, int index, ScopeRoom *room)
{
  const ScopeLevel *level = scope_scene_level (scene, index);
  ScopeRouter *self = g_new0 (ScopeRouter, 1);

  self->scene = scene;
  self->level = index;
  self->room = room;
  self->boxes = g_array_sized_new (FALSE, FALSE, sizeof (ScopeRouterBox), (guint) level->n);
  for (int d = 0; d < SCOPE_N_DIRECTIONS; d++)
    {
      self->near[d] = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_array_unref);
      self->runs[d] = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_array_unref);
    }
  for (int k = 0; k < level->n; k++)
    {
      const int i = level->items[k];
      const ScopeItem *item = &scene->items[i];

      if (item->host == i)
        add_box (self, (ScopeRouterBox) { item->x, item->y, item->x + item->width,
                                          item->y + scope_scene_stack_height (scene, i) });
    }
  return self;
}

void
scope_router_free (ScopeRouter *self)
{
  for (int d = 0; d < SCOPE_N_DIRECTIONS; d++)
    {
      g_hash_table_unref (self->near[d]);
      g_hash_table_unref (self->runs[d]);
    }
  g_array_unref (self->boxes);
  g_free (self);
}

/** scope_router_blocked: Returns: (nullable): the block that a piece would run through or too close to; uprights need more
 * room, for ports and bars */
const ScopeRouterBox *
scope_router_blocked (const ScopeRouter *self, ScopeDirection direction, double at, double a, double b)
{
  const GArray *near = shelf_at (self->near[direction], shelf_of (at), 0);
  const double from = MIN (a, b), to = MAX (a, b);

  for (guint i = 0; near != NULL && i < near->len; i++)
    {
      const ScopeRouterBox *box = &g_array_index (self->boxes, ScopeRouterBox, g_array_index (near, int, i));

      if (direction == SCOPE_UPRIGHT
          ? at > box->left - SCOPE_CLEAR_SIDE && at < box->right + SCOPE_CLEAR_SIDE && box->top < to - 1 && box->bottom > from + 1
          : at > box->top - SCOPE_CLEAR && at < box->bottom + SCOPE_CLEAR && box->left < to - 1 && box->right > from + 1)
        return box;
    }
  return NULL;
}

static gboolean
shared (const ScopeRouterRun *run, int port, int bundle)
{
  return run->port == port || (bundle > 0 && run->bundle == bundle);
}

/** scope_router_reserve: what is next to its ports is for @wire, whose turn comes later */
void
scope_router_reserve (ScopeRouter *self, const ScopeWire *wire)
{
  const graphene_point_t from = scope_router_begin (self, wire), to = scope_router_end (self, wire);
  ScopeRouterRun run = scope_router_owner (self, wire);
  const int bundle = run.bundle;

  run.bundle = 0;
  run.at = from.x, run.from = from.y, run.to = from.y + RESERVED;
  g_array_append_val (shelf_at (self->runs[SCOPE_UPRIGHT], shelf_of (run.at), sizeof (ScopeRouterRun)), run);
  run.bundle = bundle;
  run.at = to.x, run.from = to.y - RESERVED, run.to = to.y;
  g_array_append_val (shelf_at (self->runs[SCOPE_UPRIGHT], shelf_of (run.at), sizeof (ScopeRouterRun)), run);
}

/** scope_router_taken: Returns: whether a piece would lie closer than @apart to one of another output */
gboolean
scope_router_taken (const ScopeRouter *self, ScopeDirection direction, double at, double a, double b, double apart,
                    ScopeRouterRun who)
{
  const double from = MIN (a, b), to = MAX (a, b);

  if (to - from < 1)
    return FALSE;
  for (int s = shelf_of (at - apart); s <= shelf_of (at + apart); s++)
    {
      const GArray *runs = shelf_at (self->runs[direction], s, 0);

      for (guint i = 0; runs != NULL && i < runs->len; i++)
        {
          const ScopeRouterRun *run = &g_array_index (runs, ScopeRouterRun, i);

          if (fabs (run->at - at) < apart && run->from < to + MEETING && run->to > from - MEETING
              && !shared (run, who.port, who.bundle))
            return TRUE;
        }
    }
  return FALSE;
}

/** scope_router_owner: Returns: who @wire is: outputs of all items have numbers of their own */
ScopeRouterRun
scope_router_owner (const ScopeRouter *self, const ScopeWire *wire)
{
  return (ScopeRouterRun) { .port = wire->from * 64 + wire->out + (wire->from_port ? 32 : 0),
                 .bundle = scope_wire_is_bundled (self->scene, wire) ? wire->to + 1 : 0 };
}

/** scope_router_take: its lines are its own from now on */
void
scope_router_take (ScopeRouter *self, const ScopeWire *wire)
{
  for (int i = 1; i < wire->n; i++)
    {
      const graphene_point_t *a = &wire->at[i - 1], *b = &wire->at[i];
      const ScopeDirection direction = fabsf (a->x - b->x) >= 1 ? SCOPE_LEVEL : SCOPE_UPRIGHT;
      ScopeRouterRun run = scope_router_owner (self, wire);

      run.at = direction == SCOPE_LEVEL ? a->y : a->x;
      run.from = direction == SCOPE_LEVEL ? MIN (a->x, b->x) : MIN (a->y, b->y);
      run.to = direction == SCOPE_LEVEL ? MAX (a->x, b->x) : MAX (a->y, b->y);
      if (run.bundle > 0 && i < wire->n - 2)
        run.bundle = 0;                                    /* what is common to a bundle is its bus and trunk */
      if (run.to - run.from >= 1)
        g_array_append_val (shelf_at (self->runs[direction], shelf_of (run.at), sizeof (ScopeRouterRun)), run);
    }
}

/** scope_router_begin: Returns: where @wire leaves its port */
graphene_point_t
scope_router_begin (const ScopeRouter *self, const ScopeWire *wire)
{
  return wire->from_port ? scope_scene_inside (self->scene, wire->from, wire->out)
                         : scope_scene_output (self->scene, wire->from, wire->out);
}

/** scope_router_end: Returns: where @wire arrives */
graphene_point_t
scope_router_end (const ScopeRouter *self, const ScopeWire *wire)
{
  return wire->to_port ? scope_scene_output (self->scene, wire->to, wire->port)
                       : scope_scene_input (self->scene, wire->to, wire->port);
}

/** scope_router_is_free: Returns: whether a shape can be written there without hiding a block */
gboolean
scope_router_is_free (const ScopeRouter *self, double x, double y)
{
  for (guint i = 0; i < self->boxes->len; i++)
    {
      const ScopeRouterBox *box = &g_array_index (self->boxes, ScopeRouterBox, i);

      if (x + 40 > box->left && x - 40 < box->right + 11 && y + 10 > box->top && y - 10 < box->bottom)
        return FALSE;
    }
  return TRUE;
}
