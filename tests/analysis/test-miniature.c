/* Miniatures of all models that come with the program: everything is inside, in order, and what must be there is there. */
#include "miniature.h"

#include <math.h>

#include "convo-file.h"
#include "layers.h"

#define WIDTH 316
#define HEIGHT 122

static ConvoMiniature *
miniature_of (GFile *file)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ConvoGraph) graph = convo_graph_load (file, NULL, &error);
  g_autoptr(ConvoReport) report = NULL;

  g_assert_no_error (error);
  report = convo_report_new (graph);
  return convo_miniature_new (report, WIDTH, HEIGHT);
}

static ConvoMiniature *
miniature_named (const char *name)
{
  g_autoptr(GFile) file = convo_model_find (name, NULL);

  g_assert_nonnull (file);
  return miniature_of (file);
}

static void
test_inside (void)
{
  g_autoptr(GPtrArray) files = convo_model_list ();

  g_assert_cmpint (files->len, >, 4);
  for (guint k = 0; k < files->len; k++)
    {
      g_autoptr(ConvoMiniature) mini = miniature_of (files->pdata[k]);
      double edge = 0;

      g_assert_cmpint (mini->bars->len, >, 2);
      for (guint i = 0; i < mini->bars->len; i++)
        {
          const ConvoMiniBar *bar = &g_array_index (mini->bars, ConvoMiniBar, i);

          g_assert_cmpfloat (bar->x, >=, 0);
          g_assert_cmpfloat (bar->y, >=, 0);
          g_assert_cmpfloat (bar->width, >, 0);
          g_assert_cmpfloat (bar->height, >, 0);
          g_assert_cmpfloat (bar->x + bar->width, <=, WIDTH + 12);
          g_assert_cmpfloat (bar->y + bar->height, <=, HEIGHT);
          if (!bar->side)
            g_assert_cmpfloat (bar->x, >=, edge - 1e-9);
          edge = bar->side ? edge : bar->x;
        }
      for (guint i = 0; i < mini->arcs->len; i++)
        {
          const ConvoMiniArc *arc = &g_array_index (mini->arcs, ConvoMiniArc, i);

          g_assert_cmpfloat (arc->from, <, arc->to);
          g_assert_true (isfinite (arc->y) && arc->rise > 0);
        }
    }
}

static void
test_chain (void)
{
  g_autoptr(ConvoMiniature) mini = miniature_named ("lenet5");

  g_assert_cmpint (mini->bars->len, ==, 8);      /* picture, three convolutions, two pools, two dense layers */
  g_assert_cmpint (mini->arcs->len, ==, 0);
  g_assert_cmpfloat (g_array_index (mini->bars, ConvoMiniBar, 0).height, >, g_array_index (mini->bars, ConvoMiniBar, 4).height);
}

static void
test_shortcuts (void)
{
  g_autoptr(ConvoMiniature) mini = miniature_named ("resnet20");
  int dashed = 0;

  g_assert_cmpint (mini->bars->len, ==, 1 + 19 + 1 + 1);      /* picture, convolutions, pool, dense */
  g_assert_cmpint (mini->arcs->len, ==, 9);
  for (guint i = 0; i < mini->arcs->len; i++)
    dashed += g_array_index (mini->arcs, ConvoMiniArc, i).dashed;
  g_assert_cmpint (dashed, ==, 2);                            /* where the channels double */
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  convo_layers_register ();
  g_test_add_func ("/analysis/miniature/inside", test_inside);
  g_test_add_func ("/analysis/miniature/chain", test_chain);
  g_test_add_func ("/analysis/miniature/shortcuts", test_shortcuts);
  return g_test_run ();
}
