/* How long the deepest models take: the report after an edit, and a whole process of convo describe. Prints the times;
 * in a build without sanitizers they must stay within bounds. */
#include "convo-file.h"
#include "layers.h"
#include "report.h"

#define ROUNDS 40
#define EDIT_MS 5.0
#define DESCRIBE_MS 50.0

static void
say (const char *what, double ms, double limit)
{
  g_test_message ("%s: %.2f ms (at most %.0f)", what, ms, limit);
#ifdef CONVO_BOUNDS
  g_assert_cmpfloat (ms, <, limit);
#endif
}

/* The best of some rounds: what the computer can do while others leave it alone */
static void
test_edit (gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GFile) file = convo_model_find (data, &error);
  g_autoptr(ConvoGraph) graph = convo_graph_load (file, NULL, &error);
  const int features[] = { 100, 1000 };
  double best = G_MAXDOUBLE;

  g_assert_no_error (error);
  for (int round = 0; round < ROUNDS; round++)
    {
      g_autoptr(JsonNode) value = json_node_init_int (json_node_alloc (), features[round % 2]);
      g_autoptr(ConvoGraph) edited = NULL;
      g_autoptr(ConvoReport) report = NULL;
      gint64 start = g_get_monotonic_time ();

      edited = convo_graph_set_property (graph, "fc", "features", value, &error);
      g_assert_no_error (error);
      report = convo_report_new (edited);
      best = MIN (best, (g_get_monotonic_time () - start) / 1000.0);
      g_assert_cmpint (convo_report_totals (report)->parameters, >, 0);
    }
  say (data, best, EDIT_MS);
}

static void
test_describe (void)
{
  g_autofree char *program = g_build_filename (g_getenv ("CONVO_BINARY"), NULL);
  g_autofree char *model = g_build_filename (g_getenv ("CONVO_SOURCE_DIR"), "models", "resnet152.convo", NULL);
  const char *const argv[] = { program, "describe", model, NULL };
  double best = G_MAXDOUBLE;

  for (int round = 0; round < 10; round++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(GSubprocess) process = NULL;
      g_autofree char *output = NULL;
      gint64 start = g_get_monotonic_time ();

      process = g_subprocess_newv (argv, G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error);
      g_assert_no_error (error);
      g_assert_true (g_subprocess_communicate_utf8 (process, NULL, NULL, &output, NULL, &error));
      best = MIN (best, (g_get_monotonic_time () - start) / 1000.0);
      g_assert_true (g_subprocess_get_successful (process));
      g_assert_nonnull (g_strstr_len (output, -1, "60,192,808"));
    }
  say ("convo describe resnet152", best, DESCRIBE_MS);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  convo_layers_register ();
  g_test_add_data_func ("/zoo/edit/resnet1001", "resnet1001", test_edit);
  g_test_add_data_func ("/zoo/edit/nasnet-a-mobile", "nasnet-a-mobile", test_edit);
  g_test_add_data_func ("/zoo/edit/densenet201", "densenet201", test_edit);
  g_test_add_func ("/zoo/describe", test_describe);
  return g_test_run ();
}
