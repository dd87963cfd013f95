/* Places of blocks: no two stacks overlap, data flows down within a column, slices lie under their block. */
#include "layout.h"
#include "sketch.h"
#include "../work.h"

#include <math.h>

static gboolean
is_slice (const ConvoNode *node)
{
  const ConvoKind *kind = convo_node_kind (node);

  return kind != NULL && (kind->flags & CONVO_KIND_SLICE) && convo_node_n_inputs (node) == 1;
}

/* Sizes as the canvas has them: a slice hangs under its producer if that has no other slice. */
static ConvoBox *
boxes_of (const ConvoGraph *graph)
{
  int n = convo_graph_n_nodes (graph);
  ConvoBox *boxes = g_new0 (ConvoBox, n);
  g_autofree int *host = g_new0 (int, n);
  g_autofree gboolean *taken = g_new0 (gboolean, n);

  for (int i = 0; i < n; i++)
    {
      int above = convo_graph_index (graph, convo_node_input (convo_graph_node (graph, i), 0));

      host[i] = i;
      boxes[i].width = 192;
      boxes[i].height = 90;
      if (!is_slice (convo_graph_node (graph, i)) || above < 0 || above >= i || taken[above])
        continue;
      taken[above] = TRUE;
      host[i] = host[above];
      boxes[i].attached = TRUE;
      boxes[i].height = 24;
      boxes[host[i]].height += 24;
    }
  return boxes;
}

static void
check_boxes (const ConvoGraph *graph, const ConvoBox *boxes)
{
  int n = convo_graph_n_nodes (graph);

  for (int i = 0; i < n; i++)
    {
      g_assert_cmpfloat (fmod (boxes[i].x, 6), ==, 0);
      g_assert_cmpfloat (fmod (boxes[i].y, 6), ==, 0);
      for (int k = 0; k < i; k++)
        if (!boxes[i].attached && !boxes[k].attached)
          g_assert_true (boxes[i].x + boxes[i].width <= boxes[k].x || boxes[k].x + boxes[k].width <= boxes[i].x
                         || boxes[i].y + boxes[i].height <= boxes[k].y || boxes[k].y + boxes[k].height <= boxes[i].y);
    }
  for (int i = 0; i < n; i++)
    if (boxes[i].attached)
      {
        int above = convo_graph_index (graph, convo_node_input (convo_graph_node (graph, i), 0));

        g_assert_cmpfloat (boxes[i].x, ==, boxes[above].x);
        g_assert_cmpfloat (boxes[i].y, ==, boxes[above].y + (boxes[above].attached ? 24 : 90));
      }
}

static void
test_models (void)
{
  static const char *const names[] = { "lenet5", "vgg-small", "resnet20", "cnn-1", "cnn-2" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    for (double view = 0; view < 2000; view += 640)
      {
        g_autofree char *name = g_strconcat (names[i], ".convo", NULL);
        g_autofree char *path = g_build_filename (g_getenv ("CONVO_SOURCE_DIR"), "models", name, NULL);
        g_autoptr(GFile) file = g_file_new_for_path (path);
        g_autoptr(GError) error = NULL;
        g_autoptr(ConvoGraph) graph = convo_graph_load (file, NULL, &error);
        g_autofree ConvoBox *boxes = NULL;

        g_assert_no_error (error);
        boxes = boxes_of (graph);
        convo_layout_arrange (graph, boxes, view);
        check_boxes (graph, boxes);
        for (int k = 0; view > 0 && k < convo_graph_n_nodes (graph); k++)
          g_assert_cmpfloat (boxes[k].y + boxes[k].height, <=, 1.125 * view);
      }
}

/* Every model of the zoo: nothing overlaps, and neither height nor width is far beyond the view's proportions */
static void
test_zoo (void)
{
  g_autoptr(GPtrArray) files = convo_model_list ();

  for (guint i = 0; i < files->len; i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(ConvoGraph) graph = convo_graph_load (files->pdata[i], NULL, &error);
      g_autofree ConvoBox *boxes = NULL;
      double width = 0, height = 0;

      g_assert_no_error (error);
      boxes = boxes_of (graph);
      convo_layout_arrange (graph, boxes, 500);
      check_boxes (graph, boxes);
      for (int k = 0; k < convo_graph_n_nodes (graph); k++)
        {
          width = MAX (width, boxes[k].x + boxes[k].width);
          height = MAX (height, boxes[k].y + boxes[k].height);
        }
      g_test_message ("%s: %.0f × %.0f", convo_graph_name (graph), width, height);
      g_assert_cmpfloat (width, <=, 3 * MAX (height, 500));
      g_assert_cmpfloat (height, <=, 1.5 * MAX (width, 500));
    }
}

static void
test_residual (void)
{
  g_autoptr(ConvoGraph) graph = sketch ("\"nodes\": [{\"id\": \"input\", \"kind\": \"input\", \"shape\": [3, 8, 8]},"
    "{\"id\": \"a\", \"kind\": \"conv\"}, {\"id\": \"r\", \"kind\": \"relu\"}, {\"id\": \"b\", \"kind\": \"conv\"},"
    "{\"id\": \"s\", \"kind\": \"conv\", \"from\": [\"input\"]}, {\"id\": \"add\", \"kind\": \"add\", \"from\": [\"b\", \"s\"]}]");
  g_autofree ConvoBox *boxes = boxes_of (graph);

  convo_layout_arrange (graph, boxes, 0);
  check_boxes (graph, boxes);
  g_assert_cmpfloat (boxes[1].x, ==, boxes[0].x);      /* the main path is straight */
  g_assert_cmpfloat (boxes[3].x, ==, boxes[0].x);
  g_assert_cmpfloat (boxes[5].x, ==, boxes[0].x);
  g_assert_cmpfloat (boxes[4].x, >=, boxes[3].x + 192 + 42);   /* the branch beside the end of it */
  g_assert_cmpfloat (boxes[4].y, ==, boxes[3].y);
  g_assert_cmpfloat (boxes[1].y, ==, 120);
  g_assert_cmpfloat (boxes[3].y, ==, 120 + 114 + 30);
}

static void
test_columns (void)
{
  g_autoptr(GString) text = g_string_new ("\"nodes\": [{\"id\": \"input\", \"kind\": \"input\", \"shape\": [3, 8, 8]}");
  g_autoptr(ConvoGraph) graph = NULL;
  g_autofree ConvoBox *boxes = NULL;

  for (int i = 0; i < 11; i++)
    g_string_append_printf (text, ", {\"id\": \"c%d\", \"kind\": \"conv\", \"padding\": 1}", i);
  g_string_append_c (text, ']');
  graph = sketch (text->str);
  boxes = boxes_of (graph);
  convo_layout_arrange (graph, boxes, 5 * 120);
  check_boxes (graph, boxes);
  for (int i = 0; i < 12; i++)   /* three columns of four, not five, five and two */
    {
      g_assert_cmpfloat (boxes[i].y, ==, (i % 4) * 120);
      g_assert_cmpfloat (boxes[i].x, >=, (i / 4) * 240);
    }
}

/* Any graph at all: random wires, cycles included, chains written backwards. */
static void
test_random (void)
{
  for (int round = 0; round < 200; round++)
    {
      g_autoptr(GString) text = g_string_new ("\"nodes\": [{\"id\": \"n0\", \"kind\": \"input\", \"shape\": [3, 8, 8]}");
      g_autoptr(ConvoGraph) graph = NULL;
      g_autofree ConvoBox *boxes = NULL;
      int n = g_test_rand_int_range (1, 40);

      for (int i = 1; i < n; i++)
        {
          gboolean anywhere = round % 4 == 0;

          if (g_test_rand_int_range (0, 3) == 0)
            g_string_append_printf (text, ", {\"id\": \"n%d\", \"kind\": \"relu\", \"from\": [\"n%d\"]}", i,
                                    g_test_rand_int_range (0, anywhere ? n : i));
          else
            g_string_append_printf (text, ", {\"id\": \"n%d\", \"kind\": \"add\", \"from\": [\"n%d\", \"n%d\"]}", i,
                                    g_test_rand_int_range (0, anywhere ? n : i), g_test_rand_int_range (MAX (0, i - 4), i));
        }
      g_string_append_c (text, ']');
      graph = sketch (text->str);
      boxes = boxes_of (graph);
      convo_layout_arrange (graph, boxes, round % 3 * 500);
      check_boxes (graph, boxes);
    }
}

static void
test_large (void)
{
  g_autoptr(GString) text = g_string_new ("\"nodes\": [");
  g_autoptr(ConvoGraph) graph = NULL;
  g_autofree ConvoBox *boxes = NULL;
  gint64 start;

  for (int i = 2000; i > 0; i--)   /* backwards: the last one is the input */
    g_string_append_printf (text, "{\"id\": \"n%d\", \"kind\": \"add\", \"from\": [\"n%d\", \"n%d\"]}, ", i, i - 1,
                            MAX (0, i - 9));
  g_string_append (text, "{\"id\": \"n0\", \"kind\": \"input\", \"shape\": [3, 8, 8]}]");
  graph = sketch (text->str);
  boxes = boxes_of (graph);
  start = work_of_process ();
  convo_layout_arrange (graph, boxes, 900);
  start = work_of_process () - start;
  g_test_message ("2,000 nodes: %d µs of work", (int) start);
  g_assert_cmpint (start, <, 1000000);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  convo_layers_register ();
  g_test_add_func ("/analysis/layout/models", test_models);
  g_test_add_func ("/analysis/layout/zoo", test_zoo);
  g_test_add_func ("/analysis/layout/residual", test_residual);
  g_test_add_func ("/analysis/layout/columns", test_columns);
  g_test_add_func ("/analysis/layout/random", test_random);
  g_test_add_func ("/analysis/layout/large", test_large);
  return g_test_run ();
}
