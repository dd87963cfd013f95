/* convo bench-worker: answers JSON lines, so that a harness can time this engine and others in turn.
 *   {"op":"prep","workload":"train:lenet:64"} → {"ok":true,"batch":64,"gflop_fwd":…,"first_ms":…}
 *   {"op":"time","seconds":1.0,"min":2}       → {"ok":true,"ms":[…],"cpu_ms":[…]}
 *   {"op":"info"}                             → {"ok":true,"version":…,"rss_mib":…,"import_s":…}
 * Workloads: train | infer | fwdbwd : NET : BATCH. The nets are the documents of bench-nets/, kept in the program. */
#include "bench-nets.h"
#include "config.h"
#include "convo-file.h"
#include "errors.h"
#include "stepper.h"
#include "text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WARM_UP 2

typedef struct
{
  int threads;
  gint64 start;          /* of the process, about */
  double ready;          /* seconds until the first question was read */
  CliStepper *stepper;
} Worker;

static ConvoReport *
load_net (const char *name, GError **error)
{
  g_autofree char *path = g_strdup_printf ("/org/convoscope/bench-nets/%s.convo", name);
  g_autoptr(GBytes) bytes = g_resource_lookup_data (bench_nets_get_resource (), path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  g_autoptr(ConvoGraph) graph = NULL;
  gsize size;
  const char *text;

  if (bytes == NULL)
    {
      g_set_error (error, CONVO_ERROR, CONVO_ERROR_NAME, _("There is no network “%s” for measuring."), name);
      return NULL;
    }
  text = g_bytes_get_data (bytes, &size);
  graph = convo_graph_parse (text, size, error);
  return graph != NULL ? convo_report_new (graph) : NULL;
}

static gboolean
parse_workload (const char *workload, CliStepMode *mode, char **net, int *batch, GError **error)
{
  static const char *const names[] = { "infer", "fwdbwd", "train" };
  g_auto(GStrv) parts = g_strsplit (workload != NULL ? workload : "", ":", -1);
  gint64 number = g_strv_length (parts) == 3 ? g_ascii_strtoll (parts[2], NULL, 10) : 0;

  for (gsize i = 0; i < G_N_ELEMENTS (names) && number >= 1 && number <= 65536; i++)
    if (strcmp (parts[0], names[i]) == 0)
      {
        *mode = i;
        *net = g_strdup (parts[1]);
        *batch = number;
        return TRUE;
      }
  g_set_error (error, CONVO_ERROR, CONVO_ERROR_FORMAT, _("A workload is train, infer or fwdbwd, a network and a batch: train:lenet:64."));
  return FALSE;
}

static gboolean
prepare (Worker *w, const char *workload, JsonBuilder *answer, GError **error)
{
  g_autofree char *net = NULL;
  g_autoptr(ConvoReport) report = NULL;
  CliStepMode mode;
  gint64 start;
  int batch;

  g_clear_pointer (&w->stepper, cli_stepper_free);
  if (!parse_workload (workload, &mode, &net, &batch, error) || (report = load_net (net, error)) == NULL)
    return FALSE;
  w->stepper = cli_stepper_new (report, mode, batch, w->threads, error);
  start = g_get_monotonic_time ();
  if (w->stepper == NULL || !cli_stepper_step (w->stepper, error))
    return FALSE;
  json_builder_set_member_name (answer, "batch");
  json_builder_add_int_value (answer, batch);
  json_builder_set_member_name (answer, "gflop_fwd");
  json_builder_add_double_value (answer, 2e-9 * convo_report_totals (report)->macs * batch);
  json_builder_set_member_name (answer, "first_ms");
  json_builder_add_double_value (answer, (g_get_monotonic_time () - start) / 1e3);
  for (int i = 0; i < WARM_UP; i++)
    if (!cli_stepper_step (w->stepper, error))
      return FALSE;
  return TRUE;
}

static void
add_list (JsonBuilder *answer, const char *key, GArray *values)
{
  json_builder_set_member_name (answer, key);
  json_builder_begin_array (answer);
  for (guint i = 0; i < values->len; i++)
    json_builder_add_double_value (answer, g_array_index (values, double, i));
  json_builder_end_array (answer);
}

static gboolean
measure (Worker *w, double seconds, gint64 least, JsonBuilder *answer, GError **error)
{
  g_autoptr(GArray) wall = g_array_new (FALSE, FALSE, sizeof (double)), cpu = g_array_new (FALSE, FALSE, sizeof (double));
  gint64 end = g_get_monotonic_time () + (gint64) (seconds * G_USEC_PER_SEC);

  if (w->stepper == NULL)
    {
      g_set_error (error, CONVO_ERROR, CONVO_ERROR_FORMAT, _("Nothing is prepared; send “prep” first."));
      return FALSE;
    }
  while (wall->len < least || g_get_monotonic_time () < end)
    {
      gint64 busy = cli_cpu_time (), start = g_get_monotonic_time ();
      double ms;

      if (!cli_stepper_step (w->stepper, error))
        return FALSE;
      ms = (g_get_monotonic_time () - start) / 1e3;
      g_array_append_val (wall, ms);
      ms = (cli_cpu_time () - busy) / 1e3;
      g_array_append_val (cpu, ms);
    }
  add_list (answer, "ms", wall);
  add_list (answer, "cpu_ms", cpu);
  return TRUE;
}

static gboolean
inform (Worker *w, JsonBuilder *answer)
{
  json_builder_set_member_name (answer, "version");
  json_builder_add_string_value (answer, CONVO_VERSION);
  json_builder_set_member_name (answer, "rss_mib");
  json_builder_add_double_value (answer, cli_peak_rss () / 1048576.0);
  json_builder_set_member_name (answer, "import_s");
  json_builder_add_double_value (answer, w->ready);
  return TRUE;
}

static gboolean
do_op (Worker *w, JsonObject *question, JsonBuilder *answer, GError **error)
{
  const char *op = json_object_get_string_member_with_default (question, "op", "");

  if (g_strcmp0 (op, "prep") == 0)
    return prepare (w, json_object_get_string_member_with_default (question, "workload", NULL), answer, error);
  if (g_strcmp0 (op, "time") == 0)
    return measure (w, CLAMP (json_object_get_double_member_with_default (question, "seconds", 1), 0, 3600),
                    json_object_get_int_member_with_default (question, "min", 2), answer, error);
  if (g_strcmp0 (op, "info") == 0)
    return inform (w, answer);
  g_set_error (error, CONVO_ERROR, CONVO_ERROR_NAME, _("There is no operation “%s”."), op != NULL ? op : "");
  return FALSE;
}

static void
answer_line (Worker *w, const char *line)
{
  g_autoptr(JsonParser) parser = json_parser_new ();
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonBuilder) answer = json_builder_new ();
  JsonNode *root = json_parser_load_from_data (parser, line, -1, &error) ? json_parser_get_root (parser) : NULL;
  gboolean ok = FALSE;

  json_builder_begin_object (answer);
  if (root != NULL && JSON_NODE_HOLDS_OBJECT (root))
    ok = do_op (w, json_node_get_object (root), answer, &error);
  json_builder_set_member_name (answer, "ok");
  json_builder_add_boolean_value (answer, ok);
  if (!ok)
    {
      json_builder_set_member_name (answer, "error");
      json_builder_add_string_value (answer, error != NULL ? error->message : _("A question is an object on one line."));
    }
  json_builder_end_object (answer);
  cli_print_json (answer);
}

/** cli_bench_worker: the subcommand `bench-worker`; ends with its input */
int
cli_bench_worker (int argc, char **argv)
{
  Worker w = { .start = g_get_monotonic_time () };
  const GOptionEntry options[] = {
    { "threads", 0, 0, G_OPTION_ARG_INT, &w.threads, N_("Threads; 0: all cores"), "T" },
    { NULL }
  };
  char *line = NULL;
  gsize size = 0;

  if (!cli_parse (&argc, argv, NULL, N_("Answers JSON lines of a benchmark harness."), options, 0)
      || !cli_in_range ("--threads", w.threads, 0, 1024))
    return CLI_USAGE;
  w.ready = (g_get_monotonic_time () - w.start) / 1e6;
  while (getline (&line, &size, stdin) > 0)
    answer_line (&w, line);
  free (line);
  cli_stepper_free (w.stepper);
  return CLI_DONE;
}
