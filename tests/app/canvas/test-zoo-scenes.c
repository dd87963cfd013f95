/* Every model of the zoo on the canvas, as its file folds it and unfolded by one level: nothing overlaps, no wire runs
 * through a block or leaves its frame, and no two wires lie on each other. */
#include "convo-file.h"
#include "layers.h"
#include "scene-look.h"

static SceneLook
look_at (const char *model, const char *how, ConvoGraph *graph, double height)
{
  g_autoptr(ScopeScene) scene = scope_scene_new (graph, "", NULL, height, FALSE);
  SceneLook look = { .model = model, .how = how, .scene = scene };

  scene_look_at_blocks (&look);
  scene_look_at_wires (&look);
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
  SceneLook sum = { 0 };

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
          const SceneLook look = look_at (name, how[h % 3], graphs[h % 3], heights[h / 3]);

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
