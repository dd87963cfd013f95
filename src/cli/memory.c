/* convo memory: what a network takes in memory for inference and training, and the largest batch that fits. */
#include "cli.h"
#include "budget.h"
#include "numbers.h"
#include "table.h"
#include "text.h"
#include "workers.h"

typedef struct
{
  const char *title;
  gsize offset;
} Part;

static const Part parts[] = {
  { N_("Input pictures"), G_STRUCT_OFFSET (ConvoBudget, pictures) },
  { N_("Weights"), G_STRUCT_OFFSET (ConvoBudget, weights) },
  { N_("Gradients of the weights"), G_STRUCT_OFFSET (ConvoBudget, weight_gradients) },
  { N_("State of the optimizer"), G_STRUCT_OFFSET (ConvoBudget, optimizer) },
  { N_("Activations"), G_STRUCT_OFFSET (ConvoBudget, activations) },
  { N_("Gradients of the activations"), G_STRUCT_OFFSET (ConvoBudget, activation_gradients) },
  { N_("Maps used up at once"), G_STRUCT_OFFSET (ConvoBudget, fleeting) },
  { N_("Workspace"), G_STRUCT_OFFSET (ConvoBudget, workspace) },
};

static void
add_bytes (CliTable *table, const char *title, gsize inference, gsize training)
{
  cli_table_take (table, g_strdup (title));
  cli_table_take (table, convo_number_bytes (inference));
  cli_table_take (table, convo_number_bytes (training));
}

static void
print_table (const ConvoBudget budgets[2])
{
  const char *const columns[] = { _("Memory"), _(">Inference"), _(">Training") };
  g_autoptr(CliTable) table = cli_table_new (columns, G_N_ELEMENTS (columns));

  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    add_bytes (table, _(parts[i].title), *(const gsize *) ((const char *) &budgets[0] + parts[i].offset),
               *(const gsize *) ((const char *) &budgets[1] + parts[i].offset));
  cli_table_rule (table);
  add_bytes (table, C_ ("table", "Total"), budgets[0].total, budgets[1].total);
  add_bytes (table, _("Counting every output"), budgets[0].by_hand, budgets[1].by_hand);
  cli_table_print (table);
}

static void
print_fit (const ConvoReport *report, const ConvoBudget *budget, gboolean training, int threads, ConvoOptimizerKind optimizer)
{
  const int largest = convo_budget_largest (report, training, threads, optimizer);
  g_autofree char *there = convo_number_bytes (budget->available), *number = convo_number_exact (largest);
  g_autofree char *batch = g_strconcat (largest == CONVO_BUDGET_MOST ? "≥ " : "", number, NULL);   /* nobody looked further */
  const char *what = training ? _("Training") : _("Inference");

  if (budget->available == 0)
    g_print (_("%s: this system does not say how much memory is free."), what);
  else if (largest == 0)
    g_print (_("%s: does not fit this computer: %s are free."), what, there);
  else if (convo_budget_fits (budget))
    g_print (_("%s: fits this computer, %s are free; the largest batch that fits is %s."), what, there, batch);
  else
    g_print (_("%s: does not fit this computer, %s are free; the largest batch that fits is %s."), what, there, batch);
  g_print ("\n");
}

/* The lecture's formula */
static void
print_triples (const ConvoReport *report)
{
  g_autoptr(GPtrArray) ledger = convo_report_explain_triples (report);

  for (guint i = 0; i < ledger->len; i++)
    {
      const ConvoLedgerRow *row = ledger->pdata[i];

      g_print ("\n%s: %s = %s = %s %s\n", row->title, row->general, row->formula, row->value, row->note);
    }
}

/** cli_memory: the subcommand `memory` */
int
cli_memory (int argc, char **argv)
{
  static char *name;
  static int batch = 1, threads;
  const GOptionEntry options[] = {
    { "batch", 0, 0, G_OPTION_ARG_INT, &batch, N_("Images a step"), "N" },
    { "optimizer", 0, 0, G_OPTION_ARG_STRING, &name, N_("Rule of the weights' updates"), N_("NAME") },
    { "threads", 0, 0, G_OPTION_ARG_INT, &threads, N_("Threads; 0: as many as there are cores"), "N" },
    { NULL }
  };
  ConvoOptimizerKind optimizer = CONVO_OPTIMIZER_SGD;
  g_autoptr(GError) error = NULL;
  g_autoptr(ConvoReport) report = NULL;
  ConvoBudget budgets[2];

  if (!cli_parse (&argc, argv, N_("MODEL"), N_("Prints what a network takes in memory."), options, 1))
    return CLI_USAGE;
  if (!cli_in_range ("--batch", batch, 1, 65536) || !cli_in_range ("--threads", threads, 0, 1024))
    return CLI_USAGE;
  if (name != NULL && !convo_optimizer_from_name (name, &optimizer))
    {
      g_autofree char *all = convo_optimizer_names ();

      return cli_wrong_usage (_("There is no optimizer “%s”; use one of %s."), name, all);
    }
  threads = threads > 0 ? threads : convo_cores ();
  report = cli_load_report (argv[1], NULL, &error);
  for (int training = 0; training < 2 && report != NULL; training++)
    if (!convo_budget (report, training, batch, threads, optimizer, &budgets[training], &error))
      break;
  if (error != NULL)
    return cli_fail (g_steal_pointer (&error));
  print_table (budgets);
  g_print ("\n");
  for (int training = 0; training < 2; training++)
    print_fit (report, &budgets[training], training, threads, optimizer);
  print_triples (report);
  return CLI_DONE;
}
