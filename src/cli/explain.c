/* convo explain: how the numbers of a layer, a block or the network come about, step by step. */
#include "cli.h"
#include "contrast.h"
#include "errors.h"
#include "numbers.h"
#include "text.h"

#include <string.h>

static const char *const names[] = { "shape", "parameters", "macs", "bytes", "field" };

static void
print_symbols (const ConvoLedgerRow *row)
{
  for (guint i = 0; i < row->symbols->len; i++)
    {
      const ConvoSymbol *symbol = &g_array_index (row->symbols, ConvoSymbol, i);
      g_autofree char *value = convo_number_exact (symbol->value);

      if (*symbol->label != '\0')
        g_print ("%s%s = %s (%s)", i > 0 ? ", " : "    ", symbol->name, value, symbol->label);
    }
  g_print ("\n");
}

/* The formula once in symbols, then with numbers, then every step, the result last */
static void
print_working (const ConvoLedgerRow *row)
{
  const gboolean named = row->symbols->len > 0 && *g_array_index (row->symbols, ConvoSymbol, 0).label != '\0';

  if (row->general != NULL && named)
    print_symbols (row);
  if (row->general != NULL)
    g_print ("    %s\n", row->general);
  if (*row->formula != '\0' && g_strcmp0 (row->formula, row->value) != 0)
    g_print ("  = %s\n", row->formula);
  for (guint i = 0; i < row->steps->len; i++)
    g_print ("  = %s\n", (const char *) row->steps->pdata[i]);
}

/* The nearest case that tells what rounding and padding do */
static void
print_contrast (const ConvoLedgerRow *row)
{
  g_autoptr(ConvoContrast) contrast = convo_contrast_new (row);
  g_autofree char *quotient = contrast != NULL ? convo_contrast_quotient (&contrast->window, contrast->in) : NULL;

  if (contrast != NULL)
    /* translators: a case beside this one, its division, what comes of it: "Beside it: Input 224: (224 − 11) / 4 = 53.25: …" */
    g_print (_("    Beside it: %s: %s: %s"), contrast->title, quotient, contrast->lesson);
  if (contrast != NULL)
    g_print ("\n");
}

static void
print_row (const ConvoLedgerRow *row)
{
  g_print ("%s: %s\n", row->title, row->value);
  print_working (row);
  if (row->note != NULL)
    g_print ("    %s\n", row->note);
  if (row->convention != NULL)
    g_print ("    %s\n", row->convention);
  print_contrast (row);
}

/* Prints the rows that explain @what, -1: all. Returns: how many */
static int
print_rows (ConvoLedger *ledger, int what)
{
  int printed = 0;

  for (guint i = 0; i < ledger->len; i++)
    {
      const ConvoLedgerRow *row = ledger->pdata[i];

      if (what >= 0 && (int) row->what != what)
        continue;
      if (printed++ > 0)
        g_print ("\n");
      print_row (row);
    }
  return printed;
}

static ConvoLedger *
find_ledger (const ConvoReport *report, const char *layer, GError **error)
{
  const int index = layer != NULL ? convo_net_find (convo_report_net (report), layer) : -1;
  ConvoLedger *ledger = index >= 0 ? convo_report_explain (report, index) : convo_report_explain_block (report, layer);

  if (ledger->len > 0)
    return ledger;
  g_ptr_array_unref (ledger);
  if (index >= 0)
    g_set_error (error, CONVO_ERROR, CONVO_ERROR_SHAPE,
                 _("The shape of “%s” is not known; “convo check” says what is wrong."), layer);
  else
    g_set_error (error, CONVO_ERROR, CONVO_ERROR_NAME,
                 _("There is no layer or block “%s”; “convo describe” lists them."), layer != NULL ? layer : "");
  return NULL;
}

static int
number_named (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (strcmp (names[i], name) == 0)
      return i;
  return -1;
}

static void
print_heading (const ConvoReport *report, const char *layer)
{
  const int index = layer != NULL ? convo_net_find (convo_report_net (report), layer) : -1;
  const ConvoNetNode *node = index >= 0 ? convo_net_node (convo_report_net (report), index) : NULL;
  g_autofree char *summary = node != NULL ? convo_kind_summary (node->kind, node->state) : NULL;

  g_print ("%s", layer != NULL ? layer : convo_graph_name (convo_report_graph (report)));
  if (node != NULL)
    g_print (" · %s%s%s", _(node->kind->title), *summary != '\0' ? " " : "", summary);
  g_print ("\n\n");
}

/** cli_explain: the subcommand `explain` */
int
cli_explain (int argc, char **argv)
{
  static char *input, *what;
  const GOptionEntry options[] = {
    { "input", 0, 0, G_OPTION_ARG_STRING, &input, N_("Shape of the picture instead of the document's"), "CxHxW" },
    { "what", 0, 0, G_OPTION_ARG_STRING, &what, N_("Only this number: shape, parameters, macs, bytes or field"), N_("NUMBER") },
    { NULL }
  };
  g_autoptr(GError) error = NULL;
  g_autoptr(ConvoReport) report = NULL;
  g_autoptr(GPtrArray) ledger = NULL;
  ConvoShape shape = { 0 };
  const char *layer;

  if (!cli_parse_some (&argc, argv, N_("MODEL [LAYER]"),
                       N_("Prints how the numbers of a layer, a block or the whole network come about."), options, 1, 2))
    return CLI_USAGE;
  if (what != NULL && number_named (what) < 0)
    return cli_wrong_usage (_("“%s” is no number of a layer: choose shape, parameters, macs, bytes or field."), what);
  if (input != NULL && !convo_shape_parse (input, &shape, &error))
    return cli_wrong_usage ("%s", error->message);
  layer = argc > 2 ? argv[2] : NULL;
  report = cli_load_report (argv[1], &shape, &error);
  ledger = report != NULL ? find_ledger (report, layer, &error) : NULL;
  if (ledger == NULL)
    return cli_fail (g_steal_pointer (&error));
  if (what == NULL)
    print_heading (report, layer);
  if (print_rows (ledger, what != NULL ? number_named (what) : -1) == 0)
    g_print ("%s\n", _("It has no such number."));
  return CLI_DONE;
}
