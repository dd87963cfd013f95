/* The network as a table: blocks before what is in them, sums that agree, and the table as text. */
#include "convo-file.h"
#include "layers.h"
#include "sketch.h"
#include "tabulate.h"

#define BLOCKS \
  "\"definitions\": {\"unit\": {\"arguments\": {\"c\": 8}, \"nodes\": [" \
  "{\"id\": \"conv\", \"kind\": \"conv\", \"from\": [\"@in\"], \"channels\": \"=c\", \"padding\": 1}," \
  "{\"id\": \"bn\", \"kind\": \"batch-norm\"}]}," \
  "\"pair\": {\"arguments\": {\"c\": 8}, \"nodes\": [{\"id\": \"left\", \"block\": \"unit\", \"c\": \"=c\", \"from\": [\"@in\"]}," \
  "{\"id\": \"right\", \"block\": \"unit\", \"c\": \"=c\", \"from\": [\"@in\"]}," \
  "{\"id\": \"sum\", \"kind\": \"add\", \"from\": [\"left\", \"right\"]}]}}," \
  "\"nodes\": [{\"id\": \"in\", \"kind\": \"input\", \"shape\": [8, 6, 6]}, {\"id\": \"pairs\", \"block\": \"pair\", \"repeat\": 2}," \
  "{\"id\": \"fc\", \"kind\": \"linear\"}, {\"id\": \"loss\", \"kind\": \"softmax-cross-entropy\"}]"

static const ConvoTableRow *
row_of (GPtrArray *rows, const char *path)
{
  for (guint i = 0; i < rows->len; i++)
    if (strcmp (((ConvoTableRow *) rows->pdata[i])->path, path) == 0)
      return rows->pdata[i];
  g_error ("no row “%s”", path);
  return NULL;
}

/* A row's numbers are the sums of the rows one level below it */
static void
check_sums (GPtrArray *rows, guint index)
{
  const ConvoTableRow *block = rows->pdata[index];
  gint64 parameters = 0, macs = 0, bytes = 0;

  for (guint i = index + 1; i < rows->len && ((ConvoTableRow *) rows->pdata[i])->depth > block->depth; i++)
    {
      const ConvoTableRow *row = rows->pdata[i];

      g_assert_true (g_str_has_prefix (row->path, block->path));
      if (row->depth != block->depth + 1)
        continue;
      parameters += row->numbers.parameters;
      macs += row->numbers.macs;
      bytes += row->numbers.activation_bytes;
    }
  g_assert_cmpint (block->numbers.parameters, ==, parameters);
  g_assert_cmpint (block->numbers.macs, ==, macs);
  g_assert_cmpint (block->numbers.activation_bytes, ==, bytes);
}

static void
test_rows (void)
{
  g_autoptr(ConvoGraph) graph = sketch (BLOCKS);
  g_autoptr(ConvoReport) report = convo_report_new (graph);
  g_autoptr(GPtrArray) rows = convo_tabulate (report);
  g_autoptr(GString) order = g_string_new (NULL);
  gint64 parameters = 0;

  for (guint i = 0; i < rows->len; i++)
    {
      const ConvoTableRow *row = rows->pdata[i];

      g_string_append_printf (order, "%s%s", i > 0 ? " " : "", row->path);
      if (row->net_index < 0)
        check_sums (rows, i);
      parameters += row->depth == 0 ? row->numbers.parameters : 0;
    }
  g_assert_cmpstr (order->str, ==,
    "in pairs pairs.0 pairs.0.left pairs.0.left.conv pairs.0.left.bn pairs.0.right pairs.0.right.conv pairs.0.right.bn "
    "pairs.0.sum pairs.1 pairs.1.left pairs.1.left.conv pairs.1.left.bn pairs.1.right pairs.1.right.conv pairs.1.right.bn "
    "pairs.1.sum fc loss");
  g_assert_cmpint (parameters, ==, convo_report_totals (report)->parameters);
  g_assert_cmpint (row_of (rows, "pairs.1.left")->depth, ==, 2);
  g_assert_cmpstr (convo_table_row_cell (row_of (rows, "pairs.1.left.conv"), CONVO_COLUMN_NAME), ==, "conv");
  g_assert_cmpstr (convo_table_row_cell (row_of (rows, "pairs"), CONVO_COLUMN_KIND), ==, "pair");
  g_assert_cmpstr (convo_table_row_cell (row_of (rows, "pairs"), CONVO_COLUMN_OUTPUT), ==, "8×6×6");
  g_assert_cmpstr (convo_table_row_cell (row_of (rows, "pairs"), CONVO_COLUMN_FIELD), ==, "5×5");
  g_assert_cmpstr (convo_table_row_cell (row_of (rows, "pairs"), CONVO_COLUMN_ARGUMENTS), ==, "×2");
  g_assert_cmpstr (convo_table_row_cell (row_of (rows, "fc"), CONVO_COLUMN_INPUT), ==, "8×6×6");
}

static void
test_text (void)
{
  g_autoptr(ConvoGraph) graph = sketch (
    "\"nodes\": [{\"id\": \"in_1\", \"kind\": \"input\", \"shape\": [3, 32, 32]},"
    "{\"id\": \"conv\", \"kind\": \"conv\", \"channels\": 64, \"padding\": 1}]");
  g_autoptr(ConvoReport) report = convo_report_new (graph);
  g_autoptr(GPtrArray) rows = convo_tabulate (report);
  const guint mask = 1u << CONVO_COLUMN_NAME | 1u << CONVO_COLUMN_OUTPUT | 1u << CONVO_COLUMN_MACS
                     | 1u << CONVO_COLUMN_ACTIVATIONS;
  g_autofree char *tsv = convo_table_text (rows, mask, CONVO_TABLE_TSV);
  g_autofree char *markdown = convo_table_text (rows, mask, CONVO_TABLE_MARKDOWN);
  g_autofree char *latex = convo_table_text (rows, mask, CONVO_TABLE_LATEX);

  g_assert_cmpstr (tsv, ==, "Layer\tOutput\tMACs\tActivations\nin_1\t3×32×32\t0\t12288\nconv\t64×32×32\t1769472\t262144\n");
  g_assert_cmpstr (markdown, ==, "| Layer | Output | MACs | Activations |\n| --- | --- | ---: | ---: |\n"
                                 "| in_1 | 3×32×32 | 0 | 12.29 kB |\n| conv | 64×32×32 | 1,769,472 | 262.1 kB |\n");
  g_assert_cmpstr (latex, ==, "\\begin{tabular}{llrr}\n\\hline\nLayer & Output & MACs & Activations \\\\\n\\hline\n"
                              "in\\_1 & 3$\\times$32$\\times$32 & 0 & 12.29 kB \\\\\n"
                              "conv & 64$\\times$32$\\times$32 & 1,769,472 & 262.1 kB \\\\\n\\hline\n\\end{tabular}\n");
}

/* LaTeX of every model is plain ASCII, so that it compiles with any encoding; its commands are balanced */
static void
test_latex (void)
{
  g_autoptr(GPtrArray) files = convo_model_list ();

  for (guint i = 0; i < files->len; i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(ConvoGraph) graph = convo_graph_load (files->pdata[i], NULL, &error);
      g_autoptr(ConvoReport) report = graph != NULL ? convo_report_new (graph) : NULL;
      g_autoptr(GPtrArray) rows = report != NULL ? convo_tabulate (report) : NULL;
      g_autofree char *latex = NULL;
      int dollars = 0;

      g_assert_no_error (error);
      latex = convo_table_text (rows, G_MAXUINT, CONVO_TABLE_LATEX);
      for (const char *c = latex; *c != '\0'; c++)
        {
          if ((guchar) *c >= 128)
            g_test_message ("%s", c);
          g_assert_cmpint ((guchar) *c, <, 128);
          dollars += *c == '$';
        }
      g_assert_cmpint (dollars % 2, ==, 0);
    }
}

/* What is broken has a row all the same, and no numbers that it has not */
static void
test_broken (void)
{
  g_autoptr(ConvoGraph) graph = sketch (
    "\"definitions\": {\"self\": {\"nodes\": [{\"id\": \"again\", \"block\": \"self\", \"from\": [\"@in\"]}]}},"
    "\"nodes\": [{\"id\": \"in\", \"kind\": \"input\", \"shape\": [3, 8, 8]},"
    "{\"id\": \"conv\", \"kind\": \"conv\", \"kernel\": 9}, {\"id\": \"endless\", \"block\": \"self\"}]");
  g_autoptr(ConvoReport) report = convo_report_new (graph);
  g_autoptr(GPtrArray) rows = convo_tabulate (report);
  g_autofree char *text = convo_table_text (rows, (1u << CONVO_N_COLUMNS) - 1, CONVO_TABLE_TSV);

  g_assert_cmpuint (rows->len, ==, 3);
  g_assert_cmpstr (convo_table_row_cell (row_of (rows, "conv"), CONVO_COLUMN_OUTPUT), ==, "undefined");
  g_assert_cmpstr (convo_table_row_cell (row_of (rows, "conv"), CONVO_COLUMN_PARAMETERS), ==, "");
  g_assert_cmpstr (convo_table_row_cell (row_of (rows, "endless"), CONVO_COLUMN_OUTPUT), ==, "undefined");
  g_assert_nonnull (strstr (text, "endless"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  convo_layers_register ();
  g_test_add_func ("/analysis/tabulate/rows", test_rows);
  g_test_add_func ("/analysis/tabulate/text", test_text);
  g_test_add_func ("/analysis/tabulate/broken", test_broken);
  g_test_add_func ("/analysis/tabulate/latex", test_latex);
  return g_test_run ();
}
