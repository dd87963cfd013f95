/* Every model of the zoo on the canvas, as its file folds it and unfolded by one level: nothing overlaps, no wire runs
 * through a block or leaves its frame, and no two wires lie on each other. */
#include "convo-file.h"
#include "layers.h"
#include "scope-scene.h"

#include <math.h>

typedef struct
{
  const char *model, *how;
  const ScopeScene *scene;
  int overlaps, crossings, escapes, shared;
} Look;

static void
complain (Look *look, int *count, const char *what, int a, int b)
{
  if (++*count <= 3)
    g_test_message ("%s, %s: %s: %s, %s", look->model, look->how, what, scope_scene_id (look->scene, a),
                    scope_scene_id (look->scene, b));
}

static graphene_rect_t
stack_of (const ScopeScene *scene, int item)
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

static void
look_at_blocks (Look *look)
{
  const ScopeScene *scene = look->scene;

  for (int i = 0; i < scene->n_items; i++)
    for (int k = 0; k < i; k++)
      if (scene->items[i].host == i && scene->items[k].host == k && scene->items[i].level == scene->items[k].level)
        {
          const graphene_rect_t a = stack_of (scene, i), b = stack_of (scene, k);

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
look_at_wire (Look *look, const ScopeWire *wire)
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
            const graphene_rect_t rect = stack_of (scene, k);

            if (overlap (&piece, &rect))
              complain (look, &look->crossings, "a wire runs through a block", wire->from, k);
          }
      if (frame >= 0)
        {
          graphene_rect_t inside = stack_of (scene, frame);

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

static void
look_at_wires (Look *look)
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

          if (!other->inner && other->level == wire->level && !same_port (wire, other) && lie_together (scene, wire, other))
            complain (look, &look->shared, "wires lie on each other", wire->from, other->from);
        }
    }
}

static Look
look_at (const char *model, const char *how, ConvoGraph *graph, double height)
{
  g_autoptr(ScopeScene) scene = scope_scene_new (graph, "", NULL, height, FALSE);
  Look look = { .model = model, .how = how, .scene = scene };

  look_at_blocks (&look);
  look_at_wires (&look);
  if (look.overlaps + look.crossings + look.escapes + look.shared > 0)
    g_test_message ("%s, %s, %.0f high: %d overlaps, %d wires through blocks, %d out of frames, %d on each other", model, how,
                    height, look.overlaps, look.crossings, look.escapes, look.shared);
  return look;
}

/* (transfer full): every composite of the document unfolded */
static ConvoGraph *
unfold (ConvoGraph *graph)
{
  ConvoGraph *result = convo_graph_ref (graph);

  for (int i = 0; i < convo_graph_n_nodes (graph); i++)
    if (convo_node_is_block (convo_graph_node (graph, i)))
      {
        ConvoGraph *next = convo_graph_set_folded (result, convo_node_id (convo_graph_node (graph, i)), FALSE, NULL);

        g_assert_nonnull (next);
        convo_graph_unref (result);
        result = next;
      }
  return result;
}

/* (transfer full): what is shown folded in @graph unfolded, too */
static ConvoGraph *
unfold_more (ConvoGraph *graph)
{
  g_autoptr(ScopeScene) scene = scope_scene_new (graph, "", NULL, 560, FALSE);
  ConvoGraph *result = convo_graph_ref (graph);

  for (int i = 0; i < scene->n_items; i++)
    if (scene->items[i].composite && !scene->items[i].frame)
      {
        ConvoGraph *next = convo_graph_set_folded (result, scope_scene_id (scene, i), FALSE, NULL);

        g_assert_nonnull (next);
        convo_graph_unref (result);
        result = next;
      }
  return result;
}

static void
test_zoo (void)
{
  static const double heights[] = { 420, 560, 780 };
  g_autoptr(GPtrArray) files = convo_model_list ();
  Look sum = { 0 };

  g_assert_cmpuint (files->len, >=, 50);
  for (guint f = 0; f < files->len; f++)
    {
      g_autoptr(GError) error = NULL;
      g_autofree char *name = g_file_get_basename (files->pdata[f]);
      g_autoptr(ConvoGraph) folded = convo_graph_load (files->pdata[f], NULL, &error);
      g_autoptr(ConvoGraph) open = NULL, more = NULL;

      g_assert_no_error (error);
      open = unfold (folded);
      more = unfold_more (open);
      for (gsize h = 0; h < 3 * G_N_ELEMENTS (heights); h++)
        {
          static const char *const how[] = { "as saved", "unfolded", "twice unfolded" };
          ConvoGraph *const graphs[] = { folded, open, more };
          const Look look = look_at (name, how[h % 3], graphs[h % 3], heights[h / 3]);

          sum.overlaps += look.overlaps;
          sum.crossings += look.crossings;
          sum.escapes += look.escapes;
          sum.shared += look.shared;
        }
    }
  g_test_message ("all: %d overlaps, %d wires through blocks, %d out of frames, %d on each other", sum.overlaps, sum.crossings,
                  sum.escapes, sum.shared);
  g_assert_cmpint (sum.overlaps, ==, 0);
  g_assert_cmpint (sum.crossings, ==, 0);
  g_assert_cmpint (sum.escapes, ==, 0);
  g_assert_cmpint (sum.shared, ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  convo_layers_register ();
  g_test_add_func ("/canvas/scene/zoo", test_zoo);
  return g_test_run ();
}
