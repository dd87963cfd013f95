/* Times of layers: of every layer that computes, summed over blocks, with as many pictures as are bearable, and cancelled. */
#include "errors.h"
#include "layers.h"
#include "nets.h"
#include "timing.h"

#define BLOCKS "\"definitions\": {\"unit\": {\"nodes\": [" \
  "{\"id\": \"conv\", \"kind\": \"conv\", \"from\": [\"@in\"], \"channels\": 16, \"padding\": 1}, {\"id\": \"bn\", \"kind\": \"batch-norm\"}," \
  "{\"id\": \"relu\", \"kind\": \"relu\"}]}},"
#define BODY "{\"id\": \"input\", \"kind\": \"input\", \"shape\": [3, 24, 24]}, {\"id\": \"stage\", \"block\": \"unit\", \"repeat\": 2}," \
  "{\"id\": \"fc\", \"kind\": \"linear\", \"features\": 10}"

static ConvoReport *
report_of (const char *members)
{
  g_autofree char *text = g_strdup_printf ("{\"format\": \"convo\", \"version\": 1, \"name\": \"test\", %s}", members);
  g_autoptr(GError) error = NULL;
  g_autoptr(ConvoGraph) graph = convo_graph_parse (text, -1, &error);

  g_assert_no_error (error);
  return convo_report_new (graph);
}

static double last_fraction;
static int calls;

static void
progress (double fraction, gpointer unused)
{
  g_assert_cmpfloat (fraction, >=, last_fraction);
  g_assert_cmpfloat (fraction, <=, 1);
  last_fraction = fraction;
  calls++;
}

static void
test_sums (void)
{
  g_autoptr(ConvoReport) report = report_of (BLOCKS "\"nodes\": [" BODY ", {\"id\": \"loss\", \"kind\": \"softmax-cross-entropy\"}]");
  g_autoptr(GError) error = NULL;
  g_autoptr(ConvoTiming) timing = NULL;
  double forward, backward, sum = 0, block[2] = { 0 };

  last_fraction = 0;
  timing = convo_timing_measure (report, 4, NULL, progress, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (calls, >=, 4);
  g_assert_cmpint (convo_timing_batch (timing), ==, 4);
  g_assert_true (convo_timing_has_backward (timing));
  g_assert_true (convo_timing_report (timing) == report);
  for (int i = 0; i < convo_net_n_nodes (convo_report_net (report)); i++)
    {
      const ConvoNetNode *node = convo_net_node (convo_report_net (report), i);

      g_assert_true (convo_timing_at (timing, node->path, &forward, &backward));
      sum += forward + backward;
      if (g_str_has_prefix (node->path, "stage.1."))
        block[0] += forward, block[1] += backward;
      if (strcmp (node->kind->name, "conv") == 0)
        g_assert_true (forward > 0 && backward > 0);
    }
  g_assert_cmpfloat_with_epsilon (sum, convo_timing_total (timing), 1e-12);
  g_assert_true (convo_timing_at (timing, "stage.1", &forward, &backward));
  g_assert_cmpfloat_with_epsilon (forward, block[0], 1e-12);
  g_assert_cmpfloat_with_epsilon (backward, block[1], 1e-12);
  g_assert_true (convo_timing_at (timing, "stage", &forward, &backward));
  g_assert_cmpfloat (forward, >, block[0]);
  g_assert_false (convo_timing_at (timing, "stag", &forward, &backward));
  g_assert_false (convo_timing_at (timing, "conv", &forward, &backward));
}

/* Without a loss only the way forward can be measured */
static void
test_forward_only (void)
{
  g_autoptr(ConvoReport) report = report_of (BLOCKS "\"nodes\": [" BODY "]");
  g_autoptr(GError) error = NULL;
  g_autoptr(ConvoTiming) timing = convo_timing_measure (report, 2, NULL, NULL, NULL, &error);
  double forward, backward;

  g_assert_no_error (error);
  g_assert_false (convo_timing_has_backward (timing));
  g_assert_true (convo_timing_at (timing, "fc", &forward, &backward));
  g_assert_cmpfloat (forward, >, 0);
  g_assert_cmpfloat (backward, ==, 0);
}

/* A pass of 4096 pictures would be 17 TFLOP: the batch shrinks to what takes about a second */
static void
test_batch (void)
{
  g_autoptr(ConvoReport) report
    = report_of ("\"nodes\": [{\"id\": \"input\", \"kind\": \"input\", \"shape\": [16, 96, 96]},"
                 "{\"id\": \"a\", \"kind\": \"conv\", \"channels\": 128, \"padding\": 1}, {\"id\": \"b\", \"kind\": \"conv\", "
                 "\"channels\": 128, \"stride\": 2}, {\"id\": \"fc\", \"kind\": \"linear\"},"
                 "{\"id\": \"loss\", \"kind\": \"softmax-cross-entropy\"}]");
  const double flop = 6.0 * convo_report_totals (report)->macs;
  gint cancel = 1;
  g_autoptr(GError) error = NULL;

  g_assert_cmpfloat (4096 * flop, >, 10e12);
  g_assert_null (convo_timing_measure (report, 4096, &cancel, NULL, NULL, &error));   /* and nothing of it runs */
  g_assert_error (error, CONVO_ERROR, CONVO_ERROR_CANCELLED);
}

static void
test_problem (void)
{
  g_autoptr(ConvoReport) report = report_of ("\"nodes\": [{\"id\": \"input\", \"kind\": \"input\", \"shape\": [3, 4, 4]},"
                                             "{\"id\": \"a\", \"kind\": \"conv\", \"kernel\": 9}]");
  g_autoptr(GError) error = NULL;

  g_assert_null (convo_timing_measure (report, 4, NULL, NULL, NULL, &error));
  g_assert_error (error, CONVO_ERROR, CONVO_ERROR_SHAPE);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  convo_layers_register ();
  g_test_add_func ("/timing/sums", test_sums);
  g_test_add_func ("/timing/forward-only", test_forward_only);
  g_test_add_func ("/timing/batch", test_batch);
  g_test_add_func ("/timing/problem", test_problem);
  return g_test_run ();
}
