/* Wires between blocks that stand anywhere: where there is a free way, none runs through a block, and no two lie on each
 * other. Whether there is one is found by a flood over a fine grid, which knows nothing of the router. */
#include "convo-file.h"
#include "layers.h"
#include "scene-look.h"
#include "scope-wires.h"

#include <math.h>

#define CELL 4           /* of the grid, in canvas units */
#define CLEAR 12         /* what a way keeps from blocks */
#define STUB 20          /* how much of a wire is straight at a port */
#define N_SCENES 400

static GRand *dice;      /* the same scenes on every computer */

/* Scenes */

static double
somewhere (int extent)
{
  return SCOPE_GRID * g_rand_int_range (dice, 0, extent / SCOPE_GRID);
}

/* A place that is @apart from all of @taken, if one is found soon; below 0 it may be on others */
static graphene_point_t
place (GArray *taken, int extent, int apart)
{
  graphene_point_t at = GRAPHENE_POINT_INIT (somewhere (extent), somewhere (extent));

  for (int tries = 0; tries < 400; tries++)
    {
      gboolean free = TRUE;

      for (guint i = 0; i < taken->len; i++)
        {
          const graphene_point_t *other = &g_array_index (taken, graphene_point_t, i);

          free &= fabsf (at.x - other->x) >= SCOPE_BLOCK_WIDTH + apart || fabsf (at.y - other->y) >= SCOPE_BODY_HEIGHT + apart;
        }
      if (free || apart < 0)
        break;
      at = GRAPHENE_POINT_INIT (somewhere (extent), somewhere (extent));
    }
  g_array_append_val (taken, at);
  return at;
}

/* An input, then convolutions, additions and concatenations that read what is before them, anywhere on the canvas */
static ConvoGraph *
random_graph (int n, int extent, int apart)
{
  g_autoptr(GString) text = g_string_new ("{\"format\": \"convo\", \"version\": 1, \"name\": \"Random\", \"nodes\": ["
                                          "{\"id\": \"n0\", \"kind\": \"input\", \"shape\": [16, 8, 8]}");
  g_autoptr(GArray) taken = g_array_new (FALSE, FALSE, sizeof (graphene_point_t));
  g_autoptr(GError) error = NULL;
  ConvoGraph *graph;

  for (int i = 1; i < n; i++)
    {
      const int what = g_rand_int_range (dice, 0, 6);
      const int inputs = what == 0 ? g_rand_int_range (dice, 4, 6) : what < 3 ? 2 : 1;

      g_string_append_printf (text, ", {\"id\": \"n%d\", \"kind\": \"%s\", \"from\": [", i,
                              what == 0 ? "concatenate" : what < 3 ? "add" : "conv");
      for (int k = 0; k < inputs; k++)
        g_string_append_printf (text, "%s\"n%d\"", k > 0 ? ", " : "", g_rand_int_range (dice, 0, i));
      g_string_append (text, "]}");
    }
  g_string_append (text, "], \"view\": {");
  for (int i = 0; i < n; i++)
    {
      const graphene_point_t at = place (taken, extent, apart);

      g_string_append_printf (text, "%s\"n%d\": {\"x\": %.0f, \"y\": %.0f}", i > 0 ? ", " : "", i, at.x, at.y);
    }
  g_string_append (text, "}}");
  graph = convo_graph_parse (text->str, -1, &error);
  g_assert_no_error (error);
  return graph;
}

/* Is there a way at all? */

typedef struct { double left, top; int width, height; guint8 *wall; } Grid;

static void
build_walls (Grid *grid, const ScopeScene *scene, int level)
{
  for (int k = 0; k < scene->n_items; k++)
    if (scene->items[k].host == k && scene->items[k].level == level)
      {
        const graphene_rect_t rect = scene_stack (scene, k);
        const int first = (int) floor ((rect.origin.x - CLEAR - grid->left) / CELL);
        const int last = (int) ceil ((rect.origin.x + rect.size.width + CLEAR - grid->left) / CELL);
        const int top = (int) floor ((rect.origin.y - CLEAR - grid->top) / CELL);
        const int bottom = (int) ceil ((rect.origin.y + rect.size.height + CLEAR - grid->top) / CELL);

        for (int y = MAX (top, 0); y <= MIN (bottom, grid->height - 1); y++)
          for (int x = MAX (first, 0); x <= MIN (last, grid->width - 1); x++)
            grid->wall[y * grid->width + x] = 1;
      }
}

/* A port with a block before it has no way out. */
static gboolean
is_buried (const ScopeScene *scene, graphene_point_t port, int item, gboolean below, int level)
{
  const graphene_rect_t stub = GRAPHENE_RECT_INIT (port.x - CLEAR, below ? port.y + 2 : port.y - STUB - 8, 2 * CLEAR, STUB + 6);

  for (int k = 0; k < scene->n_items; k++)
    if (scene->items[k].host == k && scene->items[k].level == level)
      {
        const graphene_rect_t rect = scene_stack (scene, k);

        if (k != scene->items[item].host && graphene_rect_intersection (&rect, &stub, NULL))
          return TRUE;
      }
  return FALSE;
}

static gboolean
flood (Grid *grid, int from, int to)
{
  g_autoptr(GArray) open = g_array_new (FALSE, FALSE, sizeof (int));

  g_array_append_val (open, from);
  grid->wall[from] = 1;
  while (open->len > 0)
    {
      const int at = g_array_index (open, int, open->len - 1), x = at % grid->width, y = at / grid->width;
      const int next[] = { x > 0 ? at - 1 : at, x + 1 < grid->width ? at + 1 : at, y > 0 ? at - grid->width : at,
                           y + 1 < grid->height ? at + grid->width : at };

      if (at == to)
        return TRUE;
      g_array_set_size (open, open->len - 1);
      for (int i = 0; i < 4; i++)
        if (!grid->wall[next[i]])
          {
            grid->wall[next[i]] = 1;
            g_array_append_val (open, next[i]);
          }
    }
  return FALSE;
}

static gboolean
has_no_way (const ScopeScene *scene, const ScopeWire *wire)
{
  const graphene_point_t from = scope_scene_output (scene, wire->from, wire->out);
  const graphene_point_t to = scope_scene_input (scene, wire->to, wire->port);
  graphene_rect_t all;
  Grid grid = { 0 };
  g_autofree guint8 *wall = NULL;
  int a, b;

  if (is_buried (scene, from, wire->from, TRUE, wire->level) || is_buried (scene, to, wire->to, FALSE, wire->level))
    return TRUE;
  scope_scene_bounds (scene, &all);
  graphene_rect_inset (&all, -80, -80);
  grid = (Grid) { all.origin.x, all.origin.y, (int) (all.size.width / CELL) + 1, (int) (all.size.height / CELL) + 1 };
  grid.wall = wall = g_new0 (guint8, (gsize) grid.width * (gsize) grid.height);
  build_walls (&grid, scene, wire->level);
  a = (int) ((from.y + STUB - grid.top) / CELL) * grid.width + (int) ((from.x - grid.left) / CELL);
  b = (int) ((to.y - STUB - grid.top) / CELL) * grid.width + (int) ((to.x - grid.left) / CELL);
  return grid.wall[a] || grid.wall[b] || !flood (&grid, a, b);
}

static void
look_at (const ScopeScene *scene, const char *how, int *n_wires, SceneLook *sum)
{
  SceneLook look = { .model = "random", .how = how, .scene = scene, .excuse = has_no_way };

  scene_look_at_wires (&look);
  *n_wires += (int) scene->wires->len;
  sum->crossings += look.crossings;
  sum->shared += look.shared;
}

/* @apart: gap between blocks; below 0 they may lie on each other */
static void
check (int apart, int *n_wires, SceneLook *sum)
{
  for (int i = 0; i < N_SCENES / 4; i++)
    {
      const int n = g_rand_int_range (dice, 4, 15);
      g_autofree char *how = g_strdup_printf ("scene %d, %d apart", i, apart);
      g_autoptr(ConvoGraph) graph = random_graph (n, 400 + 110 * n, apart);
      g_autoptr(ScopeScene) scene = scope_scene_new (graph, "", NULL, 600, FALSE);

      look_at (scene, how, n_wires, sum);
    }
}

static void
test_anywhere (void)
{
  static const int gaps[] = { 60, 36, 24, -1 };
  SceneLook sum = { 0 };
  int n_wires = 0;

  for (gsize g = 0; g < G_N_ELEMENTS (gaps); g++)
    check (gaps[g], &n_wires, &sum);
  g_test_message ("%d wires in %d scenes: %d through blocks, %d on each other", n_wires, N_SCENES, sum.crossings, sum.shared);
  g_assert_cmpint (n_wires, >, 10 * N_SCENES);
  g_assert_cmpint (sum.crossings, ==, 0);
  g_assert_cmpint (sum.shared, ==, 0);
}

/* One block after another is dragged across the others, and let go anywhere. */
static void
test_dragging (void)
{
  SceneLook sum = { 0 }, moving = { 0 };
  int n_wires = 0;

  for (int i = 0; i < 40; i++)
    {
      g_autoptr(ConvoGraph) graph = random_graph (12, 1700, 36);
      g_autoptr(ScopeScene) scene = scope_scene_new (graph, "", NULL, 600, FALSE);

      for (int turn = 0; turn < 12; turn++)
        {
          const int host = g_rand_int_range (dice, 0, scene->n_items);
          g_autofree char *how = g_strdup_printf ("scene %d, move %d", i, turn);

          scope_scene_put (scene, host, somewhere (1700), somewhere (1700));
          scope_wires_route_moved (scene, &host, 1);
          look_at (scene, how, &n_wires, &moving);
        }
      scope_wires_route (scene);                           /* let go: now all find their ways anew */
      look_at (scene, "let go", &n_wires, &sum);
    }
  g_test_message ("%d wires: %d through blocks, %d on each other, %d for a moment", n_wires, sum.crossings + moving.crossings,
                  sum.shared, moving.shared);
  g_assert_cmpint (moving.crossings, ==, 0);
  g_assert_cmpint (moving.shared * 500, <=, n_wires);
  g_assert_cmpint (sum.crossings, ==, 0);
  g_assert_cmpint (sum.shared, ==, 0);
}

static GFile *
find_model (const char *name)
{
  g_autoptr(GPtrArray) files = convo_model_list ();

  for (guint i = 0; i < files->len; i++)
    {
      g_autofree char *base = g_file_get_basename (files->pdata[i]);

      if (g_str_equal (base, name))
        return g_object_ref (files->pdata[i]);
    }
  g_error ("%s is not there", name);
}

/* How long one step of a drag takes, in a large network that is unfolded; the bound is for a slow computer at work. */
static void
test_time (void)
{
  g_autoptr(GFile) file = find_model ("resnet50.convo");
  g_autoptr(GError) error = NULL;
  g_autoptr(ConvoGraph) graph = convo_graph_load (file, NULL, &error);
  g_autoptr(ScopeScene) scene = NULL;
  double sum = 0, most = 0;
  int n = 0;

  g_assert_no_error (error);
  for (int i = 0; i < convo_graph_n_nodes (graph); i++)
    if (convo_node_is_block (convo_graph_node (graph, i)))
      {
        ConvoGraph *next = convo_graph_set_folded (graph, convo_node_id (convo_graph_node (graph, i)), FALSE, NULL);

        convo_graph_unref (graph);
        graph = next;
      }
  scene = scope_scene_new (graph, "", NULL, 600, FALSE);
  for (int host = 0; host < scene->n_items; host++)
    for (int i = 0; scene->items[host].host == host && i < 8; i++)
      {
        scope_scene_put (scene, host, scene->items[host].x + 18, scene->items[host].y + 30);
        g_test_timer_start ();
        scope_wires_route_moved (scene, &host, 1);
        sum += g_test_timer_elapsed ();
        most = MAX (most, g_test_timer_last ());
        n++;
      }
  g_test_message ("%d items, %d steps: %.3f ms on average, %.3f ms at most", scene->n_items, n, 1e3 * sum / n, 1e3 * most);
  g_assert_cmpfloat (sum / n, <, 0.05);
}

int
main (int argc, char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  convo_layers_register ();
  dice = g_rand_new_with_seed (20261122);
  g_test_add_func ("/canvas/router/anywhere", test_anywhere);
  g_test_add_func ("/canvas/router/dragging", test_dragging);
  g_test_add_func ("/canvas/router/time", test_time);
  status = g_test_run ();
  g_rand_free (dice);
  return status;
}
