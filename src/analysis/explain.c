/* The ledger of a layer: its kind's own rows, then parameters, MACs, bytes and receptive field with their formulas. */
#include "field.h"
#include "numbers.h"
#include "report.h"
#include "text.h"

#include <string.h>

static gboolean
has_row (ConvoLedger *ledger, const char *title)
{
  for (guint i = 0; i < ledger->len; i++)
    if (strcmp (((ConvoLedgerRow *) ledger->pdata[i])->title, title) == 0)
      return TRUE;
  return FALSE;
}

static void
add (ConvoLedger *ledger, const char *title, const char *note, const char *value, const char *formula)
{
  if (!has_row (ledger, title))
    convo_ledger_add (ledger, title, note, value, "%s", formula);
}

static void
append_product (GString *text, const gint64 *dim, int n)
{
  for (int i = 0; i < n; i++)
    g_string_append_printf (text, "%s%" G_GINT64_FORMAT, i > 0 ? "·" : "", dim[i]);
}

static void
explain_parameters (const ConvoNetNode *node, const ConvoSite *site, const ConvoNodeReport *report, ConvoLedger *ledger)
{
  ConvoParamSpec specs[CONVO_MAX_PARAMS];
  int n = convo_kind_params (node->kind, node->state, site, specs);
  g_autoptr(GString) formula = g_string_new (NULL);
  g_autofree char *value = convo_number_exact (report->parameters), *note = NULL, *kept = NULL;

  for (int i = 0; i < n; i++)
    if (convo_param_trainable (&specs[i]))
      {
        g_string_append (formula, formula->len > 0 ? " + " : "");
        append_product (formula, specs[i].dim, specs[i].rank);
      }
  if (report->statistics > 0)
    {
      kept = convo_number_exact (report->statistics);
      /* translators: a number of values */
      note = g_strdup_printf (_("and %s running values that are not trained"), kept);
    }
  add (ledger, _("Parameters"), note, value, formula->str);
}

static void
explain_macs (const ConvoNodeReport *report, ConvoLedger *ledger)
{
  g_autofree char *value = convo_number_exact (report->macs), *flop = NULL, *formula = NULL;

  if (report->macs == 0)
    return;
  flop = report->macs <= G_MAXINT64 / 2 ? convo_number_exact (2 * report->macs) : g_strdup ("∞");
  formula = g_strdup_printf ("2·%s", value);
  add (ledger, _("MACs"), _("multiply-accumulates for one image; bias not counted"), value, "");
  add (ledger, _("FLOP"), _("1 MAC = 2 FLOP"), flop, formula);
}

static void
explain_bytes (const ConvoNodeReport *report, ConvoLedger *ledger)
{
  g_autoptr(GString) formula = g_string_new (NULL);
  g_autofree char *value = convo_number_bytes (report->activation_bytes);

  append_product (formula, report->out.dim, report->out.rank);
  g_string_append (formula, "·4");
  add (ledger, _("Activation bytes"), _("32-bit numbers, one image"), value, formula->str);
}

static char *
field_formula (const ConvoNetNode *node, const ConvoSite *site, const ConvoNodeReport *from, int axis)
{
  ConvoWindow window = { 1, 1, 0, 1, FALSE };

  if (node->kind->reach != NULL && node->kind->reach (node->state, site, axis, &window) == CONVO_REACH_WINDOW)
    return g_strdup_printf ("%" G_GINT64_FORMAT " + (%" G_GINT64_FORMAT " − 1)·%" G_GINT64_FORMAT, from->field[axis],
                            convo_window_span (&window), from->jump[axis]);
  return g_strdup ("");
}

static void
explain_field (const ConvoReport *report, int index, const ConvoSite *site, ConvoLedger *ledger)
{
  const ConvoNetNode *node = convo_net_node (convo_report_net (report), index);
  const ConvoNodeReport *self = convo_report_node (report, index);
  g_autofree const ConvoNodeReport **inputs = g_new (const ConvoNodeReport *, MAX (site->n_in, 1));
  int first = CONVO_MAX_AXES - convo_shape_n_spatial (&site->in[0]);
  const char *titles[] = { _("Receptive field, depth"), _("Receptive field, height"), _("Receptive field, width") };
  gboolean equal = TRUE;

  for (int i = 0; i < site->n_in; i++)
    inputs[i] = convo_report_node (report, node->inputs[i]);
  for (int axis = first; axis < CONVO_MAX_AXES; axis++)
    equal &= self->field[axis] == self->field[first];
  for (int axis = first; axis < (equal ? first + 1 : CONVO_MAX_AXES); axis++)
    {
      const ConvoNodeReport *from = inputs[convo_field_widest (inputs, site->n_in, axis)];
      g_autofree char *formula = field_formula (node, site, from, axis);
      g_autofree char *value = convo_number_exact (self->field[axis]);

      add (ledger, equal ? _("Receptive field") : titles[axis],
           site->n_in > 1 ? _("of the largest branch, in pixels of the picture; borders ignored")
                          : _("in pixels of the picture; borders ignored"), value, formula);
    }
}

/**
 * convo_report_explain:
 * @net_index: a layer
 *
 * Returns: (transfer full): every number of the layer with the formula that gives it; empty if its shape is not known
 */
ConvoLedger *
convo_report_explain (const ConvoReport *report, int net_index)
{
  const ConvoNetNode *node = convo_net_node (convo_report_net (report), net_index);
  const ConvoNodeReport *self = convo_report_node (report, net_index);
  ConvoLedger *ledger = convo_ledger_new ();
  ConvoSite site;

  if (self->status != CONVO_STATUS_OK)
    return ledger;
  convo_report_site (report, net_index, &site);
  if (node->kind->explain != NULL)
    node->kind->explain (node->state, &site, ledger);
  if (node->kind->params != NULL)
    explain_parameters (node, &site, self, ledger);
  explain_macs (self, ledger);
  explain_bytes (self, ledger);
  if (self->has_field && site.n_in > 0)
    explain_field (report, net_index, &site, ledger);
  return ledger;
}
