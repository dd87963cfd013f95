/* What is wrong with a scene, as one who looks at it would say. */
#include "scene-look.h"

#include <math.h>

static void
complain (SceneLook *look, int *count, const char *what, int a, int b)
{
  if (++*count <= 3)
    g_test_message ("%s, %s: %s: %s, %s", look->model, look->how, what, scope_scene_id (look->scene, a),
                    scope_scene_id (look->scene, b));
}

/** scene_stack: Returns: where a stack is */
graphene_rect_t
scene_stack (const ScopeScene *scene, int item)
{
  graphene_rect_t rect;

  scope_scene_stack_rect (scene, item, &rect);
  return rect;
}

static gboolean
overlap (const graphene_rect_t *a, const graphene_rect_t *b)
{
  return a->origin.x < b->origin.x + b->size.width - 1 && b->origin.x < a->origin.x + a->size.width - 1
         && a->origin.y < b->origin.y + b->size.height - 1 && b->origin.y < a->origin.y + a->size.height - 1;
}

/** scene_look_at_blocks: counts stacks that overlap */
void
scene_look_at_blocks (SceneLook *look)
{
  const ScopeScene *scene = look->scene;

  for (int i = 0; i < scene->n_items; i++)
    for (int k = 0; k < i; k++)
      if (scene->items[i].host == i && scene->items[k].host == k && scene->items[i].level == scene->items[k].level)
        {
          const graphene_rect_t a = scene_stack (scene, i), b = scene_stack (scene, k);

          if (overlap (&a, &b))
            complain (look, &look->overlaps, "blocks overlap", i, k);
        }
}

static graphene_rect_t
piece_of (const ScopeWire *wire, int i)
{
  const graphene_point_t *a = &wire->at[i - 1], *b = &wire->at[i];

  return GRAPHENE_RECT_INIT (MIN (a->x, b->x) - 1, MIN (a->y, b->y) - 1, fabsf (a->x - b->x) + 2, fabsf (a->y - b->y) + 2);
}

static void
look_at_wire (SceneLook *look, const ScopeWire *wire)
{
  const ScopeScene *scene = look->scene;
  const int frame = scope_scene_level (scene, wire->level)->frame;

  for (int i = 1; i < wire->n; i++)
    {
      const graphene_rect_t piece = piece_of (wire, i);

      g_assert_true (wire->at[i - 1].x == wire->at[i].x || wire->at[i - 1].y == wire->at[i].y);
      for (int k = 0; k < scene->n_items; k++)
        if (scene->items[k].host == k && scene->items[k].level == wire->level)
          {
            const graphene_rect_t rect = scene_stack (scene, k);

            if (overlap (&piece, &rect) && (look->excuse == NULL || !look->excuse (scene, wire)))
              complain (look, &look->crossings, "a wire runs through a block", wire->from, k);
          }
      if (frame >= 0)
        {
          graphene_rect_t inside = scene_stack (scene, frame);

          graphene_rect_inset (&inside, -2, -2);
          if (!graphene_rect_contains_rect (&inside, &piece))
            complain (look, &look->escapes, "a wire leaves its frame", wire->from, wire->to);
        }
    }
}

static gboolean
same_port (const ScopeWire *a, const ScopeWire *b)
{
  return a->from == b->from && a->out == b->out && a->from_port == b->from_port;
}

/* Whether two pieces are on one line, one over the other or end to end. */
static gboolean
in_line (graphene_rect_t p, graphene_rect_t q)
{
  const gboolean level = p.size.width > p.size.height;

  if (level != (q.size.width > q.size.height) || MIN (p.size.width + p.size.height, q.size.width + q.size.height) < 8)
    return FALSE;
  graphene_rect_inset (&p, level ? -2 : -1, level ? -1 : -2);
  return graphene_rect_intersection (&p, &q, NULL);
}

/* What comes from two ports must not look like one wire. Bus and trunk of a bundle are common. */
static gboolean
lie_together (const ScopeScene *scene, const ScopeWire *a, const ScopeWire *b)
{
  const gboolean bundle = a->to == b->to && scope_wire_is_bundled (scene, a);

  for (int i = 1; i < a->n; i++)
    for (int k = 1; k < b->n; k++)
      if (!(bundle && i >= a->n - 2 && k >= b->n - 2) && in_line (piece_of (a, i), piece_of (b, k)))
        return TRUE;
  return FALSE;
}

/** scene_look_at_wires: counts wires that run through blocks, out of frames, or on each other */
void
scene_look_at_wires (SceneLook *look)
{
  const ScopeScene *scene = look->scene;

  for (guint w = 0; w < scene->wires->len; w++)
    {
      const ScopeWire *wire = scope_scene_wire (scene, w);

      if (wire->inner)
        continue;
      look_at_wire (look, wire);
      for (guint v = 0; v < w; v++)
        {
          const ScopeWire *other = scope_scene_wire (scene, v);

          if (!other->inner && other->level == wire->level && !same_port (wire, other) && lie_together (scene, wire, other)
              && (look->excuse == NULL || (!look->excuse (scene, wire) && !look->excuse (scene, other))))
            complain (look, &look->shared, "wires lie on each other", wire->from, other->from);
        }
    }
}
