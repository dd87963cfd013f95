/* The rows of a ledger: made by the kinds, each for its own layers, and by the analysis for what all layers share. */
#include "ledger.h"
#include "numbers.h"
#include "text.h"

static void
row_free (gpointer data)
{
  ConvoLedgerRow *row = data;

  g_free (row->title);
  g_free (row->general);
  g_array_unref (row->symbols);
  g_free (row->formula);
  g_ptr_array_unref (row->steps);
  g_free (row->value);
  g_free (row->note);
  g_free (row->convention);
  g_free (row);
}

static void
symbol_clear (gpointer data)
{
  ConvoSymbol *symbol = data;

  g_free ((char *) symbol->name);
  g_free ((char *) symbol->label);
}

static ConvoLedgerRow *
row_new (ConvoLedger *ledger, ConvoNumber what, const char *title)
{
  ConvoLedgerRow *row = g_new0 (ConvoLedgerRow, 1);

  row->what = what;
  row->title = g_strdup (title);
  row->symbols = g_array_new (FALSE, FALSE, sizeof (ConvoSymbol));
  g_array_set_clear_func (row->symbols, symbol_clear);
  row->steps = g_ptr_array_new_with_free_func (g_free);
  row->result = -1;
  g_ptr_array_add (ledger, row);
  return row;
}

/** convo_ledger_new: Returns: (transfer full): an empty ledger; g_ptr_array_unref() it */
ConvoLedger *
convo_ledger_new (void)
{
  return g_ptr_array_new_with_free_func (row_free);
}

/** convo_ledger_add: appends what else a kind tells; @title and @note are translated already, @formula is a printf format */
void
convo_ledger_add (ConvoLedger *ledger, const char *title, const char *note, const char *value, const char *formula, ...)
{
  ConvoLedgerRow *row = row_new (ledger, CONVO_NUMBER_OTHER, title);
  va_list args;

  va_start (args, formula);
  row->formula = g_strdup_vprintf (formula, args);
  va_end (args);
  row->value = g_strdup (value);
  row->note = g_strdup (note);
}

/**
 * convo_ledger_work:
 * @title: translated
 * @general: the formula in symbols, see convo_formula_work()
 * @symbols: every symbol of the formula
 *
 * Appends a row whose formula with values, steps and value follow from @general. If the formula gives no whole number of
 * 63 bits the value is "∞": nothing else can happen to legal layers.
 *
 * Returns: (transfer none): the row, for notes
 */
ConvoLedgerRow *
convo_ledger_work (ConvoLedger *ledger, ConvoNumber what, const char *title, const char *general,
                   const ConvoSymbol *symbols, int n_symbols)
{
  ConvoLedgerRow *row = row_new (ledger, what, title);
  g_autoptr(ConvoWorking) working = convo_formula_work (general, symbols, n_symbols);

  row->general = g_strdup (general);
  for (int i = 0; i < n_symbols; i++)
    {
      const ConvoSymbol copy = { g_strdup (symbols[i].name), symbols[i].value, g_strdup (symbols[i].label) };

      g_array_append_val (row->symbols, copy);
    }
  row->formula = g_steal_pointer (&working->formula);
  g_ptr_array_unref (row->steps);
  row->steps = g_ptr_array_ref (working->steps);
  row->result = working->known ? working->result : -1;
  row->value = working->known ? convo_number_exact (working->result) : g_strdup ("∞");
  return row;
}

/** convo_ledger_tell: appends a number that needs no formula. Returns: (transfer none): the row */
ConvoLedgerRow *
convo_ledger_tell (ConvoLedger *ledger, ConvoNumber what, const char *title, const char *value, const char *note)
{
  ConvoLedgerRow *row = row_new (ledger, what, title);

  row->formula = g_strdup ("");
  row->value = g_strdup (value);
  row->note = g_strdup (note);
  return row;
}

/** convo_ledger_note: @note: (nullable): translated; replaces what the row had */
void
convo_ledger_note (ConvoLedgerRow *row, const char *note)
{
  g_free (row->note);
  row->note = g_strdup (note);
}

/** convo_ledger_convention: @convention: translated: how such numbers are counted */
void
convo_ledger_convention (ConvoLedgerRow *row, const char *convention)
{
  g_free (row->convention);
  row->convention = g_strdup (convention);
}

/** convo_ledger_choice: a convention that the layer's property @setting decides, a static string: yes or no */
void
convo_ledger_choice (ConvoLedgerRow *row, const char *convention, const char *setting)
{
  convo_ledger_convention (row, convention);
  row->setting = setting;
}

/** convo_ledger_windows: @in: extent of the input @out: how many windows: the row can be drawn as windows along an axis */
void
convo_ledger_windows (ConvoLedgerRow *row, const ConvoWindow *window, gint64 in, gint64 out)
{
  row->has_window = TRUE;
  row->window = *window;
  row->in = in;
  row->out = out;
}

/** convo_ledger_has: Returns: whether some row explains @what */
gboolean
convo_ledger_has (ConvoLedger *ledger, ConvoNumber what)
{
  for (guint i = 0; i < ledger->len; i++)
    if (((ConvoLedgerRow *) ledger->pdata[i])->what == what)
      return TRUE;
  return FALSE;
}

/** convo_number_title: Returns: the translated name of that group of numbers */
const char *
convo_number_title (ConvoNumber what)
{
  switch (what)
    {
    case CONVO_NUMBER_SHAPE: return _("Output size");
    case CONVO_NUMBER_PARAMETERS: return _("Parameters");
    case CONVO_NUMBER_MACS: return _("MACs");
    case CONVO_NUMBER_BYTES: return _("Memory of the output");
    case CONVO_NUMBER_FIELD: return _("Receptive field");
    case CONVO_NUMBER_OTHER: return _("Besides");
    default: g_return_val_if_reached ("");
    }
}
