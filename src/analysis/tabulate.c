/* The network as a table. Rows are in the order of the net; the layers of a block follow its row. */
#include "tabulate.h"
#include "numbers.h"
#include "text.h"

#include <string.h>

static const struct { const char *title; gboolean number; } columns[CONVO_N_COLUMNS] = {
  [CONVO_COLUMN_NAME] = { N_("Layer"), FALSE },
  [CONVO_COLUMN_KIND] = { N_("Kind"), FALSE },
  [CONVO_COLUMN_INPUT] = { NC_ ("column", "Input"), FALSE },
  [CONVO_COLUMN_OUTPUT] = { N_("Output"), FALSE },
  [CONVO_COLUMN_ARGUMENTS] = { N_("Arguments"), FALSE },
  [CONVO_COLUMN_PARAMETERS] = { N_("Parameters"), TRUE },
  [CONVO_COLUMN_STATISTICS] = { N_("Running values"), TRUE },
  [CONVO_COLUMN_WEIGHT_BYTES] = { N_("Weights"), TRUE },
  [CONVO_COLUMN_MACS] = { N_("MACs"), TRUE },
  [CONVO_COLUMN_FLOP] = { N_("FLOP"), TRUE },
  [CONVO_COLUMN_SHARE] = { N_("Share of MACs"), TRUE },
  [CONVO_COLUMN_ACTIVATIONS] = { N_("Activations"), TRUE },
  [CONVO_COLUMN_FIELD] = { N_("Field"), TRUE },
  [CONVO_COLUMN_JUMP] = { N_("Jump"), TRUE },
};

/** convo_column_title: Returns: the translated title */
const char *
convo_column_title (ConvoColumn column)
{
  return column == CONVO_COLUMN_INPUT ? C_ ("column", "Input") : _(columns[column].title);
}

/** convo_column_is_number: Returns: whether the cells are numbers, which stand at the right */
gboolean
convo_column_is_number (ConvoColumn column)
{
  return columns[column].number;
}

static gint64
times (gint64 value, gint64 factor)
{
  gint64 product;

  return __builtin_mul_overflow (value, factor, &product) ? G_MAXINT64 : product;
}

/** convo_table_row_number: Returns: the number in @column, exact, for sorting; 0 in columns of words */
gint64
convo_table_row_number (const ConvoTableRow *row, ConvoColumn column)
{
  switch (column)
    {
    case CONVO_COLUMN_PARAMETERS: return row->numbers.parameters;
    case CONVO_COLUMN_STATISTICS: return row->numbers.statistics;
    case CONVO_COLUMN_WEIGHT_BYTES: return times (row->numbers.parameters, sizeof (float));
    case CONVO_COLUMN_MACS: case CONVO_COLUMN_SHARE: return row->numbers.macs;
    case CONVO_COLUMN_FLOP: return times (row->numbers.macs, 2);
    case CONVO_COLUMN_ACTIVATIONS: return row->numbers.activation_bytes;
    case CONVO_COLUMN_FIELD: return row->numbers.has_field ? row->numbers.field[2] : 0;
    case CONVO_COLUMN_JUMP: return row->numbers.has_field ? row->numbers.jump[2] : 0;
    case CONVO_COLUMN_INPUT: return row->input.rank > 0 ? convo_shape_count (&row->input) : 0;
    case CONVO_COLUMN_OUTPUT: return row->numbers.out.rank > 0 ? convo_shape_count (&row->numbers.out) : 0;
    case CONVO_COLUMN_NAME: case CONVO_COLUMN_KIND: case CONVO_COLUMN_ARGUMENTS: case CONVO_N_COLUMNS:
    default: return 0;
    }
}

static void
row_free (gpointer data)
{
  ConvoTableRow *row = data;

  for (int i = 0; i < CONVO_N_COLUMNS; i++)
    g_free (row->cells[i]);
  g_free (row->path);
  g_free (row);
}

static void
add_numbers (ConvoNodeReport *sum, const ConvoNodeReport *layer)
{
  gint64 *to[] = { &sum->parameters, &sum->statistics, &sum->macs, &sum->activation_bytes };
  const gint64 from[] = { layer->parameters, layer->statistics, layer->macs, layer->activation_bytes };

  for (gsize i = 0; i < G_N_ELEMENTS (to); i++)
    if (__builtin_add_overflow (*to[i], from[i], to[i]))
      *to[i] = G_MAXINT64;
  sum->out = layer->out;
  sum->status = layer->status != CONVO_STATUS_OK ? layer->status : sum->status;
  sum->has_field = layer->has_field;
  memcpy (sum->field, layer->field, sizeof sum->field);
  memcpy (sum->jump, layer->jump, sizeof sum->jump);
}

/* ---- cells ---- */

/* "3×3", or one number where there is one axis only */
static char *
extents (const gint64 values[3], int n_spatial)
{
  GString *text = g_string_new (NULL);

  for (int axis = CONVO_MAX_AXES - n_spatial; axis < CONVO_MAX_AXES; axis++)
    g_string_append_printf (text, "%s%" G_GINT64_FORMAT, text->len > 0 ? "×" : "", values[axis]);
  return g_string_free (text, FALSE);
}

static void
fill_known (ConvoTableRow *row, const ConvoReport *report)
{
  const int n_spatial = MAX (1, convo_shape_n_spatial (&convo_report_totals (report)->input));
  const gint64 all = convo_report_totals (report)->macs;
  const ConvoNodeReport *n = &row->numbers;
  static const ConvoColumn exact[] = { CONVO_COLUMN_PARAMETERS, CONVO_COLUMN_STATISTICS, CONVO_COLUMN_MACS, CONVO_COLUMN_FLOP };
  static const ConvoColumn bytes[] = { CONVO_COLUMN_WEIGHT_BYTES, CONVO_COLUMN_ACTIVATIONS };

  for (gsize i = 0; i < G_N_ELEMENTS (exact); i++)
    row->cells[exact[i]] = convo_number_exact (convo_table_row_number (row, exact[i]));
  for (gsize i = 0; i < G_N_ELEMENTS (bytes); i++)
    row->cells[bytes[i]] = convo_number_bytes (convo_table_row_number (row, bytes[i]));
  row->cells[CONVO_COLUMN_OUTPUT] = convo_shape_to_string (&n->out);
  if (all > 0 && n->macs > 0)
    {
      g_autofree char *percent = convo_number_real (100.0 * n->macs / all, 1);

      row->cells[CONVO_COLUMN_SHARE] = g_strdup_printf (_("%s %%"), percent);
    }
  if (!n->has_field)
    return;
  row->cells[CONVO_COLUMN_FIELD] = extents (n->field, n_spatial);
  row->cells[CONVO_COLUMN_JUMP] = n_spatial == 2 && n->jump[1] == n->jump[2] ? extents (n->jump, 1)
                                                                            : extents (n->jump, n_spatial);
}

/* What an instance of a block sets: "channels 32, stride 2" */
static char *
arguments_of (const ConvoNode *node)
{
  g_auto(GStrv) keys = node != NULL && convo_node_kind (node) == NULL ? convo_node_keys (node) : NULL;
  GString *text = g_string_new (NULL);

  for (int i = 0; keys != NULL && keys[i] != NULL; i++)
    {
      JsonNode *value = convo_node_get (node, keys[i]);
      const char *between = text->len > 0 ? ", " : "";

      if (value == NULL || !JSON_NODE_HOLDS_VALUE (value))
        continue;
      if (json_node_get_value_type (value) == G_TYPE_INT64)
        g_string_append_printf (text, "%s%s %" G_GINT64_FORMAT, between, keys[i], json_node_get_int (value));
      else if (json_node_get_value_type (value) == G_TYPE_STRING && json_node_get_string (value)[0] == '=')
        g_string_append_printf (text, "%s%s %s", between, keys[i], json_node_get_string (value) + 1);
    }
  if (node != NULL && convo_node_repeat (node) > 1)
    g_string_append_printf (text, "%s×%d", text->len > 0 ? ", " : "", convo_node_repeat (node));
  return g_string_free (text, FALSE);
}

static void
fill (ConvoTableRow *row, const ConvoReport *report, const char *block)
{
  const ConvoNetNode *node = row->net_index >= 0 ? convo_net_node (convo_report_net (report), row->net_index) : NULL;
  const char *dot = strrchr (row->path, '.');

  row->cells[CONVO_COLUMN_NAME] = g_strdup (dot != NULL ? dot + 1 : row->path);
  row->cells[CONVO_COLUMN_KIND] = g_strdup (node != NULL ? _(node->kind->title) : block != NULL ? block : "");
  row->cells[CONVO_COLUMN_ARGUMENTS] = node != NULL ? convo_kind_summary (node->kind, node->state)
                                      : arguments_of (convo_graph_find (convo_report_graph (report), row->path));
  row->cells[CONVO_COLUMN_INPUT] = row->input.rank > 0 ? convo_shape_to_string (&row->input) : NULL;
  if (row->numbers.status == CONVO_STATUS_OK)
    fill_known (row, report);
  else
    row->cells[CONVO_COLUMN_OUTPUT] = g_strdup (_("undefined"));
  for (int i = 0; i < CONVO_N_COLUMNS; i++)
    if (row->cells[i] == NULL)
      row->cells[i] = g_strdup ("");
}

/* ---- rows ---- */

typedef struct
{
  const ConvoReport *report;
  GHashTable *at;                /* path → row, while it is collected */
  GHashTable *children;          /* path, "" for the document → GPtrArray of rows, in order */
} Collection;

static void append_row (Collection *c, const char *level, ConvoTableRow *row);

static ConvoTableRow *
row_new (const char *path, int top, int net_index)
{
  ConvoTableRow *row = g_new0 (ConvoTableRow, 1);

  row->path = g_strdup (path);
  row->top = top;
  row->net_index = net_index;
  return row;
}

/* The row of the block at @path, and the rows of the blocks around it */
static ConvoTableRow *
block_row (Collection *c, const char *path, int top)
{
  ConvoTableRow *row = g_hash_table_lookup (c->at, path);
  const char *dot = strrchr (path, '.');
  g_autofree char *level = g_strndup (path, dot != NULL ? dot - path : 0);

  if (row != NULL)
    return row;
  if (dot != NULL)
    block_row (c, level, top);
  row = row_new (path, top, -1);
  append_row (c, level, row);
  return row;
}

static void
append_row (Collection *c, const char *level, ConvoTableRow *row)
{
  GPtrArray *list = g_hash_table_lookup (c->children, level);

  for (const char *at = row->path; *at != '\0'; at++)
    row->depth += *at == '.';
  if (list == NULL)
    {
      list = g_ptr_array_new ();
      g_hash_table_insert (c->children, g_strdup (level), list);
    }
  g_ptr_array_add (list, row);
  g_hash_table_insert (c->at, row->path, row);
}

static void
collect (Collection *c, int index)
{
  const ConvoNetNode *node = convo_net_node (convo_report_net (c->report), index);
  const ConvoNodeReport *numbers = convo_report_node (c->report, index);
  const char *dot = strrchr (node->path, '.');
  g_autofree char *level = g_strndup (node->path, dot != NULL ? dot - node->path : 0);
  ConvoTableRow *row = row_new (node->path, node->top, index);
  ConvoSite site;

  convo_report_site (c->report, index, &site);
  row->kind = node->kind;
  row->numbers = *numbers;
  if (site.n_in > 0)
    row->input = site.in[0];
  if (dot != NULL)
    block_row (c, level, node->top);
  append_row (c, level, row);
  for (char *end; *level != '\0'; *(end != NULL ? end : level) = '\0')
    {
      ConvoTableRow *block = g_hash_table_lookup (c->at, level);

      if (block->input.rank == 0)
        block->input = row->input;
      add_numbers (&block->numbers, numbers);
      end = strrchr (level, '.');
    }
}

/* Nodes of the document that could not be expanded have a row all the same */
static void
collect_lost (Collection *c)
{
  const ConvoGraph *graph = convo_report_graph (c->report);

  for (int top = 0; top < convo_graph_n_nodes (graph); top++)
    {
      const ConvoNode *node = convo_graph_node (graph, top);
      ConvoTableRow *row;

      if (g_hash_table_contains (c->at, convo_node_id (node)))
        continue;
      row = row_new (convo_node_id (node), top, -1);
      row->kind = convo_node_kind (node);
      row->numbers.status = CONVO_STATUS_ERROR;
      append_row (c, "", row);
    }
}

static void
flatten (Collection *c, const char *level, GPtrArray *rows)
{
  GPtrArray *list = g_hash_table_lookup (c->children, level);

  for (guint i = 0; list != NULL && i < list->len; i++)
    {
      ConvoTableRow *row = list->pdata[i];
      const ConvoNode *top = convo_graph_node (convo_report_graph (c->report), row->top);

      fill (row, c->report, row->depth == 0 && row->net_index < 0 ? convo_node_type (top) : NULL);
      g_ptr_array_add (rows, row);
      if (row->net_index < 0)
        flatten (c, row->path, rows);
    }
}

/**
 * convo_tabulate:
 *
 * Returns: (transfer full) (element-type ConvoTableRow): every block and every layer; a block before what is in it
 */
GPtrArray *
convo_tabulate (const ConvoReport *report)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func (row_free);
  Collection c = {
    .report = report, .at = g_hash_table_new (g_str_hash, g_str_equal),
    .children = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref),
  };

  for (int i = 0; i < convo_net_n_nodes (convo_report_net (report)); i++)
    collect (&c, i);
  collect_lost (&c);
  flatten (&c, "", rows);
  g_hash_table_unref (c.at);
  g_hash_table_unref (c.children);
  return rows;
}

/* ---- text ---- */

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
  const char *cell = column == CONVO_COLUMN_NAME ? row->path : row->cells[column];

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
