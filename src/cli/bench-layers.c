/* convo bench --layers: what each layer takes, how it is computed, and how near that comes to what the machine can do. */
#include "cli.h"
#include "numbers.h"
#include "peak.h"
#include "stepper.h"
#include "table.h"
#include "text.h"

typedef struct
{
  double *forward, *backward;   /* [n_nodes] seconds, least of the runs */
} Times;

static void
keep_least (double *least, const double *now, int n, gboolean first)
{
  for (int i = 0; i < n; i++)
    least[i] = first ? now[i] : MIN (least[i], now[i]);
}

static void
take_speed (CliTable *table, double seconds, double flop, double peak)
{
  double gflops = seconds > 0 ? flop / seconds / 1e9 : 0;

  cli_table_take (table, seconds > 0 ? convo_number_real (seconds * 1e3, 3) : g_strdup ("–"));
  cli_table_take (table, gflops > 0 ? convo_number_real (gflops, 1) : g_strdup ("–"));
  if (gflops > 0)
    {
      g_autofree char *share = convo_number_real (100 * gflops / peak, 0);

      cli_table_take (table, g_strdup_printf ("%s %%", share));
    }
  else
    cli_table_take (table, g_strdup ("–"));
}

/* Then its backward is the weight gradient alone in training: the picture needs none */
static gboolean
reads_picture (const ConvoNet *net, const ConvoNetNode *node)
{
  return node->n_inputs > 0 && convo_net_node (net, node->inputs[0])->kind->flags & CONVO_KIND_SOURCE;
}

static void
print_rows (const ConvoReport *report, const ConvoPlan *plan, const Times *times, int batch, CliStepMode mode, double peak)
{
  const gboolean both = mode != CLI_STEP_FORWARD;
  const char *const columns[] = { _("Layer"), _("Algorithm"), _(">ms"), ">GFLOP/s", _(">of peak"), _(">backward ms"), ">GFLOP/s",
                                  _(">of peak") };
  const ConvoNet *net = convo_report_net (report);
  g_autoptr(CliTable) table = cli_table_new (columns, both ? 8 : 5);

  for (int i = 0; i < convo_net_n_nodes (net); i++)
    {
      const ConvoNetNode *node = convo_net_node (net, i);
      double flop = 2.0 * convo_report_node (report, i)->macs * batch;

      cli_table_take (table, g_strdup (node->path));
      cli_table_take (table, g_strdup (convo_plan_algorithm (plan, i)));
      take_speed (table, times->forward[i], flop, peak);
      if (both)
        take_speed (table, times->backward[i], mode == CLI_STEP_TRAIN && reads_picture (net, node) ? flop : 2 * flop, peak);
    }
  cli_table_print (table);
}

/**
 * cli_bench_layers:
 * @runs: how often each step is measured; the least time of each layer counts
 *
 * Prints a row for each layer, on one thread.
 *
 * Returns: %FALSE with @error set
 */
gboolean
cli_bench_layers (const ConvoReport *report, CliStepMode mode, int batch, int runs, GError **error)
{
  int n = convo_net_n_nodes (convo_report_net (report));
  g_autofree double *now = g_new0 (double, 2 * n), *least = g_new0 (double, 2 * n);
  g_autoptr(CliStepper) stepper = cli_stepper_new (report, mode, batch, 1, error);
  g_autofree char *peak_text = NULL;
  double peak = convo_peak_gflops ();

  if (stepper == NULL)
    return FALSE;
  for (int run = 0; run < runs; run++)
    {
      for (int i = 0; i < 2 * n; i++)
        now[i] = 0;
      cli_stepper_profile (stepper, now, now + n);
      keep_least (least, now, 2 * n, run == 0);
    }
  print_rows (report, cli_stepper_plan (stepper), &(Times) { least, least + n }, batch, mode, peak);
  peak_text = convo_number_real (peak, 0);
  g_print (_("One thread, %d pictures, least of %d runs; this machine's peak: %s GFLOP/s a core (1 MAC = 2 FLOP). A layer "
             "without a time is done together with the one before it."), batch, runs, peak_text);
  g_print ("\n");
  return TRUE;
}
