/* Formulas worked out step by step, and the ledgers of layers, blocks and networks. */
#include "contrast.h"
#include "layers.h"
#include "report.h"
#include "sketch.h"

#include <string.h>

#define FAR_PADDING "a last window that would begin in the far padding is left out"
#define INPUT(shape) "{\"id\": \"in\", \"kind\": \"input\", \"shape\": " shape "}"

typedef struct
{
  const char *general, *formula, *steps;   /* joined by " = " */
  gint64 result;                           /* -1: not known */
  gboolean rounded;
} Case;

static const ConvoSymbol symbols[] = {
  { "n", 227, "" }, { "p", 0, "" }, { "k", 11, "" }, { "s", 4, "" }, { "M", 96, "" }, { "C", 3, "" }, { "odd", 224, "" },
  { "k₁", 3, "" }, { "0", 7, "" }, { "big", G_GINT64_CONSTANT (4000000000000000000), "" }, { "a-b", 5, "" },
};

static const Case cases[] = {
  { "⌊(n + 2·p − k) / s⌋ + 1", "⌊(227 + 2·0 − 11) / 4⌋ + 1", "⌊216 / 4⌋ + 1 = 54 + 1", 55, FALSE },
  { "⌊(odd + 2·p − k) / s⌋ + 1", "⌊(224 + 2·0 − 11) / 4⌋ + 1", "⌊213 / 4⌋ + 1 = ⌊53.25⌋ + 1 = 53 + 1", 54, TRUE },
  { "⌈(odd + 2·p − k) / s⌉ + 1", "⌈(224 + 2·0 − 11) / 4⌉ + 1", "⌈213 / 4⌉ + 1 = ⌈53.25⌉ + 1 = 54 + 1", 55, TRUE },
  { "⌊(p − k) / s⌋", "⌊(0 − 11) / 4⌋", "⌊−11 / 4⌋ = ⌊−2.75⌋", -3, TRUE },
  { "M·(C·k² + 1)", "96·(3·11² + 1)", "96·364", 34944, FALSE },
  { "C / k₁·M²", "3 / 3·96²", "", 9216, FALSE },
  { "k³ − 2·k", "11³ − 2·11", "1,331 − 22", 1309, FALSE },
  { "0 + 3 + a-b", "7 + 3 + 5", "", 15, FALSE },
  { "((1 + 2)·(3 + 4) + ⌈1 / 2⌉)·2", "((1 + 2)·(3 + 4) + ⌈1 / 2⌉)·2", "(3·7 + ⌈0.5⌉)·2 = (3·7 + 1)·2 = 22·2", 44, TRUE },
  { "big·big", "4,000,000,000,000,000,000·4,000,000,000,000,000,000", "", -1, FALSE },
  { "n / k", "227 / 11", "", -1, FALSE },
  { "n / 0·p", "227 / 7·0", "", 0, FALSE },
  { "n / p", "227 / 0", "", -1, FALSE },
  { "unknown + 1", "unknown + 1", "", -1, FALSE },
  { "(1 + 2", "(1 + 2", "", -1, FALSE }, { ")1(", ")1(", "", -1, FALSE }, { "·3 + 2", "·3 + 2", "", -1, FALSE },
  { "1 + + 2", "1 +  + 2", "", -1, FALSE }, { "()", "()", "", -1, FALSE }, { "", "", "", -1, FALSE }, { "²", "²", "", -1, FALSE },
};

static void
test_formulas (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(ConvoWorking) working = convo_formula_work (cases[i].general, symbols, G_N_ELEMENTS (symbols));
      g_autofree char *steps = NULL;

      g_ptr_array_add (working->steps, NULL);
      steps = g_strjoinv (" = ", (char **) working->steps->pdata);
      g_assert_cmpstr (working->formula, ==, cases[i].formula);
      g_assert_cmpint (working->known ? working->result : -1, ==, cases[i].result);
      if (!working->known)
        continue;
      g_assert_cmpstr (steps, ==, cases[i].steps);
      g_assert_cmpint (working->rounded, ==, cases[i].rounded);
    }
}

static const ConvoLedgerRow *
row_of (ConvoLedger *ledger, ConvoNumber what)
{
  for (guint i = 0; i < ledger->len; i++)
    if (((ConvoLedgerRow *) ledger->pdata[i])->what == what)
      return ledger->pdata[i];
  g_error ("no row %d", what);
  return NULL;
}

/* What falls off the edge is told, with floor and with ceil; a window in the far padding too */
static void
test_edges (void)
{
  static const struct { const char *pool, *formula, *note; gint64 out; } all[] = {
    { "\"kernel\": 3, \"stride\": 2", "⌊(112 + 2·0 − 3) / 2⌋ + 1", "the last 1 value of the padded axis is in no window", 55 },
    { "\"kernel\": 3, \"stride\": 2, \"ceil\": true", "⌈(112 + 2·0 − 3) / 2⌉ + 1", NULL, 56 },
    { "\"kernel\": 2, \"stride\": 8, \"padding\": 1, \"ceil\": true", "⌈(112 + 2·1 − 2) / 8⌉ + 1", NULL, 15 },
    { "\"kernel\": 2, \"stride\": 3, \"padding\": 1, \"ceil\": true", "⌈(112 + 2·1 − 2) / 3⌉ + 1 − 1", FAR_PADDING, 38 },
    { "\"kernel\": 4, \"stride\": 19, \"padding\": 2, \"ceil\": true", "⌈(112 + 2·2 − 4) / 19⌉ + 1 − 1", FAR_PADDING, 6 },
    { "\"kernel\": 2, \"stride\": 113, \"padding\": 1, \"ceil\": true", "⌈(112 + 2·1 − 2) / 113⌉ + 1 − 1", FAR_PADDING, 1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (all); i++)
    {
      g_autofree char *text = g_strdup_printf ("\"nodes\": [" INPUT ("[64, 112, 112]") ","
                                               "{\"id\": \"pool\", \"kind\": \"max-pool\", %s}]", all[i].pool);
      g_autoptr(ConvoGraph) graph = sketch (text);
      g_autoptr(ConvoReport) report = convo_report_new (graph);
      g_autoptr(GPtrArray) ledger = convo_report_explain (report, 1);
      const ConvoLedgerRow *row = row_of (ledger, CONVO_NUMBER_SHAPE);

      g_assert_cmpint (convo_report_node (report, 1)->out.dim[1], ==, all[i].out);
      g_assert_cmpint (row->result, ==, all[i].out);
      g_assert_cmpstr (row->formula, ==, all[i].formula);
      g_assert_cmpstr (row->note, ==, all[i].note);
      g_assert_true (row->has_window);
    }
}

/* Beside every kind of window the case from which it is understood */
static void
test_contrasts (void)
{
  static const struct { const char *layer; int extent; const char *title, *quotient, *lesson; } all[] = {
    { "\"conv\", \"kernel\": 11, \"stride\": 4", 227, "Input 224", "(224 − 11) / 4 = 53.25", "1 value dropped; 54, not 55" },
    { "\"conv\", \"kernel\": 7, \"stride\": 2, \"padding\": 3", 224, "Input 225", "(225 + 2·3 − 7) / 2 = 112",
      "nothing dropped; 113, not 112" },
    { "\"conv\", \"kernel\": 5, \"stride\": 4", 30, "Input 29", "(29 − 5) / 4 = 6", "nothing dropped; still 7" },
    { "\"conv\", \"kernel\": 5, \"padding\": 2", 28, "No padding", "28 − 5 = 23", "nothing dropped; 24, not 28" },
    { "\"conv\", \"kernel\": 5", 14, "Padding 2", "14 + 2·2 − 5 = 13", "nothing dropped; 14, not 10" },
    { "\"conv\", \"kernel\": 1", 56, "Stride 2", "(56 − 1) / 2 = 27.5", "1 value dropped; 28, not 56" },
    { "\"max-pool\", \"kernel\": 3, \"stride\": 2, \"ceil\": true", 112, "Rounded down", "(112 − 3) / 2 = 54.5",
      "1 value dropped; 55, not 56" },
    { "\"max-pool\", \"kernel\": 2, \"stride\": 2", 2, "Input 3", "(3 − 2) / 2 = 0.5", "1 value dropped; still 1" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (all); i++)
    {
      g_autofree char *text = g_strdup_printf ("\"nodes\": [{\"id\": \"in\", \"kind\": \"input\", \"shape\": [3, %d, %d]},"
                                               "{\"id\": \"layer\", \"kind\": %s}]", all[i].extent, all[i].extent, all[i].layer);
      g_autoptr(ConvoGraph) graph = sketch (text);
      g_autoptr(ConvoReport) report = convo_report_new (graph);
      g_autoptr(GPtrArray) ledger = convo_report_explain (report, 1);
      g_autoptr(ConvoContrast) contrast = convo_contrast_new (row_of (ledger, CONVO_NUMBER_SHAPE));
      g_autofree char *quotient = convo_contrast_quotient (&contrast->window, contrast->in);

      g_assert_cmpstr (contrast->title, ==, all[i].title);
      g_assert_cmpstr (quotient, ==, all[i].quotient);
      g_assert_cmpstr (contrast->lesson, ==, all[i].lesson);
      g_assert_null (convo_contrast_new (row_of (ledger, CONVO_NUMBER_BYTES)));
    }
}

/* A block is the sum of its parts, the network of its blocks; parts are named within */
static void
test_blocks (void)
{
  g_autoptr(ConvoGraph) graph = sketch (
    "\"definitions\": {\"stage\": {\"arguments\": {\"channels\": 4}, \"nodes\": ["
    "{\"id\": \"conv\", \"kind\": \"conv\", \"channels\": \"=channels\", \"kernel\": 3, \"padding\": 1},"
    "{\"id\": \"relu\", \"kind\": \"relu\"}]}},"
    "\"nodes\": [" INPUT ("[4, 8, 8]") ", {\"id\": \"two\", \"block\": \"stage\", \"repeat\": 2},"
    "{\"id\": \"last\", \"kind\": \"conv\", \"channels\": 2}]");
  g_autoptr(ConvoReport) report = convo_report_new (graph);
  g_autoptr(GPtrArray) two = convo_report_explain_block (report, "two"), one = convo_report_explain_block (report, "two.1");
  g_autoptr(GPtrArray) all = convo_report_explain_block (report, NULL), none = convo_report_explain_block (report, "tw");
  const gint64 conv = 4 * (4 * 9 + 1), last = 2 * (4 * 9 + 1);

  g_assert_cmpint (row_of (two, CONVO_NUMBER_PARAMETERS)->result, ==, 2 * conv);
  g_assert_cmpstr (row_of (two, CONVO_NUMBER_PARAMETERS)->general, ==, "two.0 + two.1");
  g_assert_cmpint (row_of (one, CONVO_NUMBER_PARAMETERS)->result, ==, conv);
  g_assert_cmpint (row_of (all, CONVO_NUMBER_PARAMETERS)->result, ==, convo_report_totals (report)->parameters);
  g_assert_cmpint (row_of (all, CONVO_NUMBER_PARAMETERS)->result, ==, 2 * conv + last);
  g_assert_cmpstr (row_of (all, CONVO_NUMBER_PARAMETERS)->general, ==, "two + last");
  g_assert_cmpint (row_of (all, CONVO_NUMBER_MACS)->result, ==, convo_report_totals (report)->macs);
  g_assert_cmpint (row_of (all, CONVO_NUMBER_BYTES)->result, ==, convo_report_totals (report)->activation_bytes);
  g_assert_cmpuint (none->len, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  convo_layers_register ();
  g_test_add_func ("/analysis/ledger/formulas", test_formulas);
  g_test_add_func ("/analysis/ledger/edges", test_edges);
  g_test_add_func ("/analysis/ledger/contrasts", test_contrasts);
  g_test_add_func ("/analysis/ledger/blocks", test_blocks);
  return g_test_run ();
}
