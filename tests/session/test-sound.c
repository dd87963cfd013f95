/* A network with a problem goes on showing what still works: models of the zoo, broken somewhere, give for every layer that does
 * not depend on the broken one the same values as before. */
#include "convo-file.h"
#include "layers.h"
#include "watch.h"

#include <math.h>
#include <string.h>

#define MOST_MACS (400 * 1000 * 1000)  /* of the models that are tried: all of it shall take seconds */
#define MOST_PARAMETERS (10 * 1000 * 1000)
#define BREAKS 4                       /* of each model */

static ConvoReport *
load (const char *path)
{
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(GError) error = NULL;
  g_autoptr(ConvoGraph) graph = convo_graph_load (file, NULL, &error);

  g_assert_no_error (error);
  return convo_report_new (graph);
}

static float *
picture_for (const ConvoReport *report, GRand *random)
{
  const gint64 n = convo_shape_count (&convo_report_totals (report)->input);
  float *picture = g_new (float, n);

  for (gint64 i = 0; i < n; i++)
    picture[i] = g_rand_double_range (random, -1, 1);
  return picture;
}

/* A kernel larger than any picture, or the first wire cut. Returns: (nullable): the broken graph */
static ConvoGraph *
break_at (const ConvoGraph *graph, const ConvoNode *node, gboolean cut)
{
  g_autoptr(JsonNode) huge = json_from_string ("999", NULL);
  ConvoGraph *broken = cut ? NULL : convo_graph_set_property (graph, convo_node_id (node), "kernel", huge, NULL);

  return broken != NULL ? broken : convo_graph_disconnect (graph, convo_node_id (node), 0, NULL);
}

static int
by_name (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* The same breaks on every machine: in the order of their names */
static GPtrArray *
models (void)
{
  g_autofree char *folder = g_build_filename (g_getenv ("CONVO_SOURCE_DIR"), "models", NULL);
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  GPtrArray *paths = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, ".convo"))
      g_ptr_array_add (paths, g_build_filename (folder, name, NULL));
  g_ptr_array_sort (paths, by_name);
  return paths;
}

/* Layers that came from the top-level node @top, and all that read them, told from the network as it was */
static gboolean *
dependents (const ConvoNet *net, int top)
{
  gboolean *out = g_new0 (gboolean, convo_net_n_nodes (net));

  for (int i = 0; i < convo_net_n_nodes (net); i++)
    {
      const ConvoNetNode *node = convo_net_node (net, i);

      out[i] = node->top == top;
      for (int port = 0; port < node->n_inputs; port++)
        out[i] |= out[node->inputs[port]];
    }
  return out;
}

static void
assert_same (const ConvoValues *was, const ConvoValues *is)
{
  const gint64 n = convo_shape_count (&was->shape);
  double largest = 0;

  g_assert_true (convo_shape_equal (&was->shape, &is->shape));
  for (gint64 i = 0; i < n; i++)
    largest = MAX (largest, fabs (was->data[i]));
  for (gint64 i = 0; i < n; i++)
    g_assert_cmpfloat_with_epsilon (was->data[i], is->data[i], 1e-5 * largest);
}

/* Returns: how many layers were compared */
static int
compare (const ConvoSnapshot *whole, const ConvoReport *report, const ConvoSnapshot *part, int top)
{
  const ConvoNet *net = convo_report_net (report);
  g_autofree gboolean *lost = dependents (net, top);
  int n = 0;

  for (int i = 0; i < convo_net_n_nodes (net); i++)
    {
      const ConvoNetNode *node = convo_net_node (net, i);
      const int at = part != NULL ? convo_net_find (convo_report_net (part->report), node->path) : -1;
      const ConvoValues *was = convo_snapshot_find (whole, i), *is = at >= 0 ? convo_snapshot_find (part, at) : NULL;

      if (node->top == top)      /* of a block with two inputs, half may still work */
        continue;
      g_test_message ("  %s", node->path);
      g_assert_cmpint (is != NULL, ==, was != NULL && !lost[i]);
      if (is == NULL)
        continue;
      assert_same (was, is);
      n++;
    }
  return n;
}

/* The snapshot of a watch that took over what @whole was looked with. Returns: (nullable): nothing if nothing works */
static ConvoSnapshot *
look_broken (ConvoReport *report, ConvoWatch *whole, const float *picture)
{
  ConvoWatch *watch = convo_watch_new (report, picture, -1);
  g_autoptr(GError) error = NULL;
  ConvoSnapshot *snapshot;

  convo_watch_inherit (watch, convo_watch_report (whole), convo_watch_weights (whole));
  snapshot = convo_watch_look (watch, 0, &error);
  g_assert_true ((snapshot == NULL) == (error != NULL));
  convo_watch_free (watch);
  return snapshot;
}

static int
try_breaks (ConvoReport *report, const float *picture, GRand *random, int *compared)
{
  const ConvoGraph *graph = convo_report_graph (report);
  ConvoWatch *whole = convo_watch_new (report, picture, -1);
  g_autoptr(ConvoSnapshot) before = convo_watch_look (whole, 0, NULL);
  int n = 0;

  g_assert_nonnull (before);
  for (int k = 0; k < BREAKS; k++)
    {
      const int top = g_rand_int_range (random, 0, convo_graph_n_nodes (graph));
      const ConvoNode *node = convo_graph_node (graph, top);
      g_autoptr(ConvoGraph) broken = break_at (graph, node, g_rand_boolean (random));
      g_autoptr(ConvoReport) wrong = broken != NULL ? convo_report_new (broken) : NULL;
      g_autoptr(ConvoSnapshot) after = NULL;

      if (wrong == NULL || convo_report_check (wrong, NULL))      /* the input, or one wire of many */
        continue;
      g_test_message ("%s, broken at %s", convo_graph_name (graph), convo_node_id (node));
      after = look_broken (wrong, whole, picture);
      *compared += compare (before, report, after, top);
      n++;
    }
  convo_watch_free (whole);
  return n;
}

static void
test_zoo (void)
{
  g_autoptr(GPtrArray) paths = models ();
  GRand *random = g_rand_new_with_seed (7);
  int breaks = 0, compared = 0;

  for (guint i = 0; i < paths->len; i++)
    {
      g_autoptr(ConvoReport) report = load (paths->pdata[i]);
      g_autofree float *picture = NULL;

      if (convo_report_totals (report)->macs > MOST_MACS || convo_report_totals (report)->parameters > MOST_PARAMETERS)
        continue;
      picture = picture_for (report, random);
      breaks += try_breaks (report, picture, random, &compared);
    }
  g_test_message ("%d layers in %d broken networks", compared, breaks);
  g_assert_cmpint (breaks, >, 20);
  g_assert_cmpint (compared, >, 10 * breaks);
  g_rand_free (random);
}

/* Two branches, and a second input besides: what is left is known layer by layer */
static void
test_left (void)
{
  static const char text[] =
    "{\"format\": \"convo\", \"version\": 1, \"name\": \"test\", \"nodes\": ["
    "{\"id\": \"input\", \"kind\": \"input\", \"shape\": [3, 8, 8]},"
    "{\"id\": \"other\", \"kind\": \"input\", \"shape\": [3, 8, 8]},"
    "{\"id\": \"a\", \"kind\": \"conv\", \"channels\": 4, \"kernel\": 3, \"from\": [\"input\"]},"
    "{\"id\": \"b\", \"kind\": \"conv\", \"channels\": 4, \"kernel\": 9, \"from\": [\"input\"]},"
    "{\"id\": \"c\", \"kind\": \"relu\", \"from\": [\"other\"]},"
    "{\"id\": \"d\", \"kind\": \"relu\", \"from\": [\"a\"]},"
    "{\"id\": \"join\", \"kind\": \"concatenate\", \"from\": [\"d\", \"b\"]},"
    "{\"id\": \"fc\", \"kind\": \"linear\", \"features\": 10},"
    "{\"id\": \"loss\", \"kind\": \"softmax-cross-entropy\"}]}";
  static const char *const left[] = { "input", "a", "d" };
  g_autoptr(GError) error = NULL;
  g_autoptr(ConvoGraph) graph = convo_graph_parse (text, -1, &error);
  g_autoptr(ConvoReport) report = NULL, sound = NULL, same = NULL;

  g_assert_no_error (error);
  report = convo_report_new (graph);
  g_assert_false (convo_report_check (report, NULL));
  sound = convo_report_sound (report);
  g_assert_nonnull (sound);
  g_assert_true (convo_report_check (sound, &error));
  g_assert_true (convo_report_graph (sound) == graph);
  g_assert_cmpint (convo_net_n_nodes (convo_report_net (sound)), ==, G_N_ELEMENTS (left));
  for (gsize i = 0; i < G_N_ELEMENTS (left); i++)
    {
      ConvoNodeReport was, is;

      g_assert_cmpstr (convo_net_node (convo_report_net (sound), i)->path, ==, left[i]);
      g_assert_true (convo_report_at (report, left[i], &was) && convo_report_at (sound, left[i], &is));
      g_assert_true (convo_shape_equal (&was.out, &is.out));
      g_assert_cmpint (was.macs, ==, is.macs);
    }
  same = convo_report_sound (sound);
  g_assert_true (same == sound);
}

/* Where the very input is missing, nothing works and the watch says why */
static void
test_nothing (void)
{
  g_autoptr(ConvoGraph) graph = convo_graph_new ("test"), lonely = convo_graph_add (graph, "conv", 0, 0, NULL, NULL);
  g_autoptr(ConvoReport) report = convo_report_new (lonely);
  ConvoWatch *watch = convo_watch_new (report, &(float) { 0 }, -1);
  g_autoptr(GError) error = NULL;

  g_assert_null (convo_report_sound (report));
  g_assert_null (convo_watch_look (watch, 0, &error));
  g_assert_nonnull (error);
  convo_watch_free (watch);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  convo_layers_register ();
  g_test_add_func ("/sound/zoo", test_zoo);
  g_test_add_func ("/sound/left", test_left);
  g_test_add_func ("/sound/nothing", test_nothing);
  return g_test_run ();
}
