/* Memory as a lecture counts it: a convolution, the activation behind it and the pooling behind that keep
 * 2·H·W·k + h·w·k values, for the activation has an output of its own. */
#include "numbers.h"
#include "report.h"
#include "text.h"

#include <string.h>

/* The only layer that reads @index, if it reads nothing else; -1 */
static int
reader_of (const ConvoNet *net, int index)
{
  int reader = -1;

  for (int i = index + 1; i < convo_net_n_nodes (net); i++)
    {
      const ConvoNetNode *node = convo_net_node (net, i);

      for (int port = 0; port < node->n_inputs; port++)
        if (node->inputs[port] == index)
          {
            if (reader >= 0 || node->n_inputs > 1)
              return -1;
            reader = i;
          }
    }
  return reader;
}

static gboolean
is_family (const ConvoNet *net, int index, const char *family)
{
  return index >= 0 && strcmp (convo_net_node (net, index)->kind->family, family) == 0;
}

static void
explain_triple (const ConvoReport *report, const int layers[3], ConvoLedger *ledger)
{
  const ConvoNet *net = convo_report_net (report);
  const ConvoShape *wide = &convo_report_node (report, layers[0])->out, *narrow = &convo_report_node (report, layers[2])->out;
  g_autoptr(GString) formula = g_string_new ("2·k·"), kept = g_string_new (NULL);
  g_autoptr(GArray) symbols = g_array_new (FALSE, FALSE, sizeof (ConvoSymbol));
  const ConvoSymbol maps = { "k", wide->dim[0], _("maps") };
  g_autofree char *title = g_strdup_printf ("%s + %s + %s", convo_net_node (net, layers[0])->path,
                                            convo_net_node (net, layers[1])->path, convo_net_node (net, layers[2])->path);
  ConvoLedgerRow *row;

  g_array_append_val (symbols, maps);
  convo_formula_power (formula, symbols, "H", wide->dim + 1, wide->rank - 1, _("before pooling"));
  g_string_append (formula, " + k·");
  convo_formula_power (formula, symbols, "h", narrow->dim + 1, narrow->rank - 1, _("after pooling"));
  row = convo_ledger_work (ledger, CONVO_NUMBER_BYTES, title, formula->str, (const ConvoSymbol *) symbols->data, symbols->len);
  if (row->result >= 0)
    {
      g_autofree char *values = convo_number_exact (row->result - convo_shape_count (wide));

      /* translators: a number of values */
      g_string_printf (kept, _("values, 4 bytes each; %s if the activation works in place"), values);
    }
  convo_ledger_note (row, kept->str);
  convo_ledger_convention (row, _("one image, forward; training keeps about as many gradients"));
}

/**
 * convo_report_explain_triples:
 *
 * Returns: (transfer full): a row for every convolution with an activation and a pooling behind it: the values that the
 *   three keep; empty if there is no such triple
 */
ConvoLedger *
convo_report_explain_triples (const ConvoReport *report)
{
  const ConvoNet *net = convo_report_net (report);
  ConvoLedger *ledger = convo_ledger_new ();

  for (int i = 0; i < convo_net_n_nodes (net); i++)
    {
      int layers[3] = { i, -1, -1 };

      if (!is_family (net, i, "convolution") || convo_report_node (report, i)->status != CONVO_STATUS_OK)
        continue;
      layers[1] = reader_of (net, i);
      layers[2] = is_family (net, layers[1], "activation") ? reader_of (net, layers[1]) : -1;
      if (is_family (net, layers[2], "pooling") && convo_report_node (report, layers[2])->status == CONVO_STATUS_OK
          && convo_report_node (report, layers[2])->out.rank > 1)
        explain_triple (report, layers, ledger);
    }
  return ledger;
}
