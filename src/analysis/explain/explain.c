/* The ledger of a layer: its kind's own rows, then parameters, MACs, bytes and receptive field with their formulas. */
#include "field.h"
#include "field-lens.h"
#include "numbers.h"
#include "report.h"
#include "text.h"

#include <string.h>

static GArray *
symbols_new (void)
{
  return g_array_new (FALSE, FALSE, sizeof (ConvoSymbol));
}

static ConvoLedgerRow *
work (ConvoLedger *ledger, ConvoNumber what, const char *title, const char *formula, GArray *symbols)
{
  return convo_ledger_work (ledger, what, title, formula, (const ConvoSymbol *) symbols->data, symbols->len);
}

static void
explain_shape (const ConvoNodeReport *self, const ConvoSite *site, ConvoLedger *ledger)
{
  g_autofree char *shape = convo_shape_to_string (&self->out);
  const gboolean same = site->n_in > 0 && convo_shape_equal (&self->out, &site->in[0]);

  if (!convo_ledger_has (ledger, CONVO_NUMBER_SHAPE))
    convo_ledger_tell (ledger, CONVO_NUMBER_SHAPE, _("Output"), shape,
                       same ? site->n_in > 1 ? _("the shape of every input") : _("the same as the input") : NULL);
}

/* Parameters of kinds that say no more than their tensors: "a₁·a₂ + b₁" */
static void
explain_tensors (const ConvoNetNode *node, const ConvoSite *site, ConvoLedger *ledger)
{
  ConvoParamSpec specs[CONVO_MAX_PARAMS];
  const int n = convo_kind_params (node->kind, node->state, site, specs);
  g_autoptr(GString) formula = g_string_new (NULL);
  g_autoptr(GArray) symbols = symbols_new ();

  for (int i = 0; i < n; i++)
    {
      g_autofree char *name = g_strdup_printf ("N%d", i + 1);
      const ConvoSymbol symbol = { g_intern_string (name), convo_param_count (&specs[i]), specs[i].name };

      if (!convo_param_trainable (&specs[i]))
        continue;
      g_string_append_printf (formula, "%s%s", formula->len > 0 ? " + " : "", name);
      g_array_append_val (symbols, symbol);
    }
  if (formula->len > 0)
    work (ledger, CONVO_NUMBER_PARAMETERS, _("Parameters"), formula->str, symbols);
}

static void
explain_parameters (const ConvoNetNode *node, const ConvoSite *site, const ConvoNodeReport *self, ConvoLedger *ledger)
{
  g_autofree char *kept = NULL, *note = NULL;

  if (self->parameters > 0 && !convo_ledger_has (ledger, CONVO_NUMBER_PARAMETERS))
    explain_tensors (node, site, ledger);
  if (!convo_ledger_has (ledger, CONVO_NUMBER_PARAMETERS))
    convo_ledger_tell (ledger, CONVO_NUMBER_PARAMETERS, _("Parameters"), "0", _("nothing in it is learned"));
  if (self->statistics == 0)
    return;
  kept = convo_number_exact (self->statistics);
  /* translators: a number of values */
  note = g_strdup_printf (_("and %s running values that are not trained"), kept);
  for (guint i = 0; i < ledger->len; i++)
    if (((ConvoLedgerRow *) ledger->pdata[i])->what == CONVO_NUMBER_PARAMETERS)
      convo_ledger_convention (ledger->pdata[i], note);
}

static void
explain_macs (const ConvoNodeReport *self, ConvoLedger *ledger)
{
  g_autofree char *flop = self->macs <= G_MAXINT64 / 2 ? convo_number_exact (2 * self->macs) : g_strdup ("∞");
  /* translators: a number of FLOP */
  g_autofree char *text = g_strdup_printf (_("%s FLOP, since 1 MAC = 2 FLOP; bias not counted"), flop);
  g_autofree char *value = convo_number_exact (self->macs);

  if (self->macs == 0)
    {
      convo_ledger_tell (ledger, CONVO_NUMBER_MACS, _("MACs"), "0", _("only convolution and linear layers are counted"));
      return;
    }
  if (!convo_ledger_has (ledger, CONVO_NUMBER_MACS))
    convo_ledger_tell (ledger, CONVO_NUMBER_MACS, _("MACs"), value, _("multiply-accumulates for one image"));
  for (guint i = 0; i < ledger->len; i++)
    if (((ConvoLedgerRow *) ledger->pdata[i])->what == CONVO_NUMBER_MACS)
      convo_ledger_convention (ledger->pdata[i], text);
}

static void
explain_bytes (const ConvoNodeReport *self, ConvoLedger *ledger)
{
  g_autoptr(GString) formula = g_string_new ("C");
  g_autoptr(GArray) symbols = symbols_new ();
  const ConvoSymbol channels = { "C", self->out.dim[0], self->out.rank > 1 ? _("output channels") : _("outputs") };
  g_autofree char *exact = NULL, *note = NULL;
  ConvoLedgerRow *row;

  g_array_append_val (symbols, channels);
  if (self->out.rank > 1)
    {
      g_string_append (formula, "·");
      convo_formula_power (formula, symbols, "o", self->out.dim + 1, self->out.rank - 1, _("output"));
    }
  g_string_append (formula, "·4");
  row = work (ledger, CONVO_NUMBER_BYTES, _("Memory of the output"), formula->str, symbols);
  exact = g_strdup (row->value);
  g_free (row->value);
  row->value = convo_number_bytes (self->activation_bytes);
  /* translators: a number of bytes */
  note = g_strdup_printf (_("%s bytes; training keeps its gradient too, as many again"), exact);
  convo_ledger_note (row, note);
  convo_ledger_convention (row, _("one image, 32-bit numbers of 4 bytes, 1 MB = 10⁶ bytes"));
}

static void
explain_field_axis (const ConvoNetNode *node, const ConvoSite *site, const ConvoNodeReport *from, int axis,
                    const char *title, const char *jump_title, ConvoLedger *ledger)
{
  ConvoWindow w = { 1, 1, 0, 1, FALSE };
  const gboolean window = node->kind->reach != NULL
                          && node->kind->reach (node->state, site, axis, &w) == CONVO_REACH_WINDOW
                          && (w.kernel > 1 || w.stride > 1 || node->kind->sees == NULL);   /* a border only moves fields */
  const ConvoSymbol symbols[] = {
    { "r", from->field[axis], _("field before") }, { "j", from->jump[axis], _("jump before") },
    { "k", w.kernel, _("kernel") }, { "d", w.dilation, _("dilation") },
  };
  const ConvoSymbol jump[] = { symbols[1], { "s", w.stride, _("stride") } };
  ConvoLedgerRow *row = convo_ledger_work (ledger, CONVO_NUMBER_FIELD, title, !window ? "r" : w.dilation > 1 ?
                                           "r + d·(k − 1)·j" : "r + (k − 1)·j", symbols, !window ? 1 : w.dilation > 1 ? 4 : 3);

  convo_ledger_note (row, site->n_in > 1 ? _("of the largest branch") : window ? NULL : _("the same as before the layer"));
  convo_ledger_convention (row, _("in pixels of the picture; borders ignored"));
  if (window)
    convo_ledger_note (convo_ledger_work (ledger, CONVO_NUMBER_FIELD, jump_title, "j·s", jump, 2),
                       _("pixels of the picture from one output to its neighbour"));
}

static void
explain_field (const ConvoReport *report, int index, const ConvoSite *site, ConvoLedger *ledger)
{
  const ConvoNetNode *node = convo_net_node (convo_report_net (report), index);
  const ConvoNodeReport *self = convo_report_node (report, index);
  g_autofree const ConvoNodeReport **inputs = g_new (const ConvoNodeReport *, MAX (site->n_in, 1));
  int first = CONVO_MAX_AXES - convo_shape_n_spatial (&site->in[0]);
  const char *titles[] = { _("Receptive field, depth"), _("Receptive field, height"), _("Receptive field, width") };
  const char *jumps[] = { _("Jump, depth"), _("Jump, height"), _("Jump, width") };
  gboolean equal = TRUE;

  for (int i = 0; i < site->n_in; i++)
    inputs[i] = convo_report_node (report, node->inputs[i]);
  for (int axis = first; axis < CONVO_MAX_AXES; axis++)
    equal &= self->field[axis] == self->field[first] && self->jump[axis] == self->jump[first];
  for (int axis = first; axis < (equal ? first + 1 : CONVO_MAX_AXES); axis++)
    explain_field_axis (node, site, inputs[convo_field_widest (inputs, site->n_in, axis)], axis,
                        equal ? _("Receptive field") : titles[axis], equal ? _("Jump") : jumps[axis], ledger);
}

/* Behind a layer that enlarges the map there is no one field, but each cell has its own. */
static void
explain_field_of_cell (const ConvoReport *report, int index, const ConvoSite *site, ConvoLedger *ledger)
{
  gint64 middle[CONVO_MAX_AXES];
  g_autoptr(ConvoFieldLens) lens = NULL;
  g_autofree char *size = NULL;
  int input;

  for (int axis = 0; axis < CONVO_MAX_AXES; axis++)
    middle[axis] = convo_shape_spatial (&site->out, axis) / 2;
  lens = convo_field_lens_new (report, index, middle);
  input = lens != NULL ? convo_field_lens_input (lens) : -1;
  size = input >= 0 && convo_shape_n_spatial (&site->out) > 0 ? convo_field_lens_size (lens, input) : NULL;
  if (size != NULL)
    convo_ledger_convention (convo_ledger_tell (ledger, CONVO_NUMBER_FIELD, _("Receptive field"), size,
                                                _("of the value in the middle; behind an enlarged map it depends on the place")),
                             _("in pixels of the picture, the padding with them"));
  else
    convo_ledger_tell (ledger, CONVO_NUMBER_FIELD, _("Receptive field"), "–",
                       _("every value sees the whole picture from here on"));
}

static int
by_number (gconstpointer a, gconstpointer b)
{
  const ConvoLedgerRow *first = *(ConvoLedgerRow *const *) a, *second = *(ConvoLedgerRow *const *) b;

  return (first->what > second->what) - (first->what < second->what);
}

static int
by_number_stable (gconstpointer a, gconstpointer b, gpointer unused)
{
  return by_number (a, b);
}

/**
 * convo_report_explain:
 * @net_index: a layer
 *
 * Returns: (transfer full): every number of the layer with the formula that gives it, in the order of #ConvoNumber; empty
 *   if its shape is not known
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
  explain_shape (self, &site, ledger);
  explain_parameters (node, &site, self, ledger);
  explain_macs (self, ledger);
  explain_bytes (self, ledger);
  if (self->has_field && site.n_in > 0)
    explain_field (report, net_index, &site, ledger);
  else if (site.n_in > 0)
    explain_field_of_cell (report, net_index, &site, ledger);
  g_qsort_with_data (ledger->pdata, ledger->len, sizeof (gpointer), by_number_stable, NULL);
  return ledger;
}
