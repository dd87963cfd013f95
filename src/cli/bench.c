/* convo bench: how fast a network runs on this computer. */
#include "numbers.h"
#include "stepper.h"
#include "text.h"

#include <math.h>
#include <string.h>

#define WARM_UP 3

static const char *const modes[] = { "forward", "backward", "train" };

typedef struct
{
  char *mode;
  int batch, threads, runs;
  gboolean json, layers;
} Options;

static gboolean
parse (int *argc, char **argv, Options *o, CliStepMode *mode)
{
  const GOptionEntry options[] = {
    { "mode", 0, 0, G_OPTION_ARG_STRING, &o->mode, N_("forward, backward (both ways) or train (and the optimiser)"),
      N_("MODE") },
    { "batch", 0, 0, G_OPTION_ARG_INT, &o->batch, N_("Pictures a step"), "N" },
    { "threads", 0, 0, G_OPTION_ARG_INT, &o->threads, N_("Threads; 0: all cores"), "T" },
    { "runs", 0, 0, G_OPTION_ARG_INT, &o->runs, N_("Steps to measure"), "R" },
    { "layers", 0, 0, G_OPTION_ARG_NONE, &o->layers, N_("Print a row a layer, on one thread"), NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, &o->json, N_("Print JSON"), NULL },
    { NULL }
  };
  gsize i = 0;

  if (!cli_parse (argc, argv, N_("MODEL"), N_("Measures steps of a network with random weights and pictures."), options,
                  1))
    return FALSE;
  while (o->mode != NULL && i < G_N_ELEMENTS (modes) && strcmp (o->mode, modes[i]) != 0)
    i++;
  *mode = i;
  if (i == G_N_ELEMENTS (modes))
    {
      cli_wrong_usage (_("There is no mode “%s”; use forward, backward or train."), o->mode);
      return FALSE;
    }
  return cli_in_range ("--batch", o->batch, 1, 65536) && cli_in_range ("--threads", o->threads, 0, 1024)
         && cli_in_range ("--runs", o->runs, 1, 1000000);
}

static void
print_json (double median, double images, double gflops)
{
  g_autoptr(JsonBuilder) b = json_builder_new ();
  const struct { const char *key; double value; } numbers[] = {
    { "median_ms", median }, { "images_per_second", images }, { "gflops", gflops },
  };

  json_builder_begin_object (b);
  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      json_builder_set_member_name (b, numbers[i].key);
      json_builder_add_double_value (b, round (numbers[i].value * 1e4) / 1e4);
    }
  json_builder_set_member_name (b, "peak_rss_bytes");
  json_builder_add_int_value (b, cli_peak_rss ());
  json_builder_end_object (b);
  cli_print_json (b);
}

static void
print_text (double median, double images, double gflops)
{
  g_autofree char *time = convo_number_real (median, 3), *pace = convo_number_real (images, 1);
  g_autofree char *speed = convo_number_real (gflops, 2), *memory = convo_number_bytes (cli_peak_rss ());

  /* translators: milliseconds, pictures a second, 10⁹ floating point operations a second, memory */
  g_print (_("%s ms a step (median), %s pictures/s, %s GFLOP/s (1 MAC = 2 FLOP), %s of memory at most"),
           time, pace, speed, memory);
  g_print ("\n");
}

static gboolean
measure (CliStepper *stepper, const Options *o, GError **error)
{
  g_autofree double *ms = g_new (double, o->runs);
  double median;

  for (int i = -WARM_UP; i < o->runs; i++)
    {
      gint64 start = g_get_monotonic_time ();

      if (!cli_stepper_step (stepper, error))
        return FALSE;
      if (i >= 0)
        ms[i] = (g_get_monotonic_time () - start) / 1e3;
    }
  median = MAX (cli_median (ms, o->runs), 1e-3);
  (o->json ? print_json : print_text) (median, o->batch * 1e3 / median, cli_stepper_flop (stepper) / median / 1e6);
  return TRUE;
}

/** cli_bench: the subcommand `bench` */
int
cli_bench (int argc, char **argv)
{
  Options o = { .batch = 1, .runs = 20 };
  g_autoptr(GError) error = NULL;
  g_autoptr(ConvoReport) report = NULL;
  g_autoptr(CliStepper) stepper = NULL;
  CliStepMode mode;
  gboolean understood = parse (&argc, argv, &o, &mode);

  g_free (o.mode);
  if (!understood)
    return CLI_USAGE;
  report = cli_load_report (argv[1], NULL, &error);
  if (report != NULL && o.layers)
    return cli_bench_layers (report, mode, o.batch, o.runs, &error) ? CLI_DONE : cli_fail (g_steal_pointer (&error));
  if (report != NULL)
    stepper = cli_stepper_new (report, mode, o.batch, o.threads, &error);
  return stepper != NULL && measure (stepper, &o, &error) ? CLI_DONE : cli_fail (g_steal_pointer (&error));
}
