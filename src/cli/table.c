/* The tables of table.h. */
#include "table.h"

#include <string.h>

struct _CliTable
{
  int n;
  gboolean *right;
  GPtrArray *cells;    /* row by row, headings first; a NULL in a row's first place is a rule */
};

/** cli_text_width: Returns: how many columns of a terminal @text takes */
int
cli_text_width (const char *text)
{
  int width = 0;

  for (const char *c = text; *c != '\0'; c = g_utf8_next_char (c))
    {
      gunichar letter = g_utf8_get_char (c);

      if (!g_unichar_iszerowidth (letter))
        width += g_unichar_iswide (letter) ? 2 : 1;
    }
  return width;
}

/** cli_table_new: Returns: (transfer full): a table with its headings */
CliTable *
cli_table_new (const char *const *columns, int n)
{
  CliTable *table = g_new0 (CliTable, 1);

  table->n = n;
  table->right = g_new0 (gboolean, n);
  table->cells = g_ptr_array_new_with_free_func (g_free);
  for (int i = 0; i < n; i++)
    {
      table->right[i] = columns[i][0] == '>';
      cli_table_take (table, g_strdup (columns[i] + table->right[i]));
    }
  cli_table_rule (table);
  return table;
}

/** cli_table_free: frees @table */
void
cli_table_free (CliTable *table)
{
  g_ptr_array_unref (table->cells);
  g_free (table->right);
  g_free (table);
}

/** cli_table_take: @cell: (transfer full): the next cell, row by row */
void
cli_table_take (CliTable *table, char *cell)
{
  g_ptr_array_add (table->cells, cell);
}

/** cli_table_rule: a line across the table, after a whole row */
void
cli_table_rule (CliTable *table)
{
  for (int i = 0; i < table->n; i++)
    g_ptr_array_add (table->cells, NULL);
}

static const char *
cell_at (const CliTable *table, guint row, int column)
{
  return g_ptr_array_index (table->cells, row * table->n + column);
}

static void
append_cell (GString *line, const char *cell, int width, gboolean right, gboolean last)
{
  int gap = width - cli_text_width (cell);

  if (right)
    g_string_append_printf (line, "%*s", gap, "");
  g_string_append (line, cell);
  if (!right && !last)
    g_string_append_printf (line, "%*s", gap, "");
  if (!last)
    g_string_append (line, "  ");
}

/** cli_table_print: prints @table on stdout, as wide as it needs to be */
void
cli_table_print (const CliTable *table)
{
  guint rows = table->cells->len / table->n;
  g_autofree int *width = g_new0 (int, table->n);
  int total = 2 * (table->n - 1);

  for (int c = 0; c < table->n; c++)
    {
      for (guint r = 0; r < rows; r++)
        if (cell_at (table, r, c) != NULL)
          width[c] = MAX (width[c], cli_text_width (cell_at (table, r, c)));
      total += width[c];
    }
  for (guint r = 0; r < rows; r++)
    {
      g_autoptr(GString) line = g_string_new (NULL);

      if (cell_at (table, r, 0) == NULL)
        for (int i = 0; i < total; i++)
          g_string_append (line, "─");
      else
        for (int c = 0; c < table->n; c++)
          append_cell (line, cell_at (table, r, c), width[c], table->right[c], c == table->n - 1);
      g_print ("%s\n", line->str);
    }
}
