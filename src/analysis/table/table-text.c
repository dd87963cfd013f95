/* The table as text, for a spreadsheet, a page or a paper. */
#include "tabulate.h"

/* What LaTeX takes for commands, and what its fonts or encodings may not have */
static const struct
{
  gunichar c;
  const char *as;
} latex[] = {
  { '&', "\\&" }, { '%', "\\%" }, { '$', "\\$" }, { '#', "\\#" }, { '_', "\\_" }, { '{', "\\{" }, { '}', "\\}" },
  { '\\', "\\textbackslash{}" }, { '~', "\\textasciitilde{}" }, { '^', "\\textasciicircum{}" }, { '<', "$<$" },
  { '>', "$>$" }, { '|', "$|$" }, { 0xa0, "~" }, { 0x202f, "\\," }, { 0xb2, "$^2$" }, { 0xb7, "$\\cdot$" },
  { 0xbd, "$\\frac12$" }, { 0xd7, "$\\times$" }, { 0x2026, "\\dots{}" }, { 0x2192, "$\\to$" }, { 0x2212, "$-$" },
  { 0x221e, "$\\infty$" },
};

static void
append_latex (GString *text, const char *cell)
{
  for (; *cell != '\0'; cell = g_utf8_next_char (cell))
    {
      const gunichar c = g_utf8_get_char (cell);
      gsize i = 0;

      while (i < G_N_ELEMENTS (latex) && latex[i].c != c)
        i++;
      if (i < G_N_ELEMENTS (latex))
        g_string_append (text, latex[i].as);
      else
        g_string_append_unichar (text, c);
    }
}

static void
append_cell (GString *text, const ConvoTableRow *row, ConvoColumn column, ConvoTableFormat format)
{
  const gboolean plain = format == CONVO_TABLE_TSV && convo_column_is_number (column) && column != CONVO_COLUMN_FIELD
                         && column != CONVO_COLUMN_JUMP && column != CONVO_COLUMN_SHARE;
  const char *cell = column == CONVO_COLUMN_NAME ? row->path : convo_table_row_cell (row, column);

  if (plain && row->numbers.status == CONVO_STATUS_OK)
    g_string_append_printf (text, "%" G_GINT64_FORMAT, convo_table_row_number (row, column));   /* for spreadsheets */
  else if (format == CONVO_TABLE_LATEX)
    append_latex (text, cell);
  else
    g_string_append (text, cell);
}

static void
append_line (GString *text, const ConvoTableRow *row, guint mask, ConvoTableFormat format)
{
  static const char *const between[] = { "\t", " | ", " & " };
  gboolean first = TRUE;

  g_string_append (text, format == CONVO_TABLE_MARKDOWN ? "| " : "");
  for (int column = 0; column < CONVO_N_COLUMNS; column++)
    {
      if (!(mask & (1u << column)))
        continue;
      g_string_append (text, first ? "" : between[format]);
      first = FALSE;
      if (row != NULL)
        append_cell (text, row, column, format);
      else if (format == CONVO_TABLE_LATEX)
        append_latex (text, convo_column_title (column));
      else
        g_string_append (text, convo_column_title (column));
    }
  g_string_append (text, format == CONVO_TABLE_MARKDOWN ? " |\n" : format == CONVO_TABLE_LATEX ? " \\\\\n" : "\n");
}

static void
append_alignment (GString *text, guint mask, ConvoTableFormat format)
{
  for (int column = 0; column < CONVO_N_COLUMNS; column++)
    if (mask & (1u << column))
      g_string_append (text, format == CONVO_TABLE_LATEX ? convo_column_is_number (column) ? "r" : "l"
                                                         : convo_column_is_number (column) ? "| ---: " : "| --- ");
}

/**
 * convo_table_text:
 * @rows: (element-type ConvoTableRow): of convo_tabulate(), or some of them
 * @mask: the columns, bits 1 << #ConvoColumn
 *
 * TSV has whole numbers for spreadsheets, the others the numbers as people read them.
 *
 * Returns: (transfer full): the table with its titles
 */
char *
convo_table_text (GPtrArray *rows, guint mask, ConvoTableFormat format)
{
  GString *text = g_string_new (NULL);

  if (format == CONVO_TABLE_LATEX)
    {
      g_string_append (text, "\\begin{tabular}{");
      append_alignment (text, mask, format);
      g_string_append (text, "}\n\\hline\n");
    }
  append_line (text, NULL, mask, format);
  if (format == CONVO_TABLE_MARKDOWN)
    {
      append_alignment (text, mask, format);
      g_string_append (text, "|\n");
    }
  else if (format == CONVO_TABLE_LATEX)
    g_string_append (text, "\\hline\n");
  for (guint i = 0; i < rows->len; i++)
    append_line (text, rows->pdata[i], mask, format);
  if (format == CONVO_TABLE_LATEX)
    g_string_append (text, "\\hline\n\\end{tabular}\n");
  return g_string_free (text, FALSE);
}
