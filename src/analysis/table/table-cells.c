/* What stands in the cells of the table: words and numbers as people read them. */
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
fill_known (ConvoTableRow *row)
{
  const ConvoReport *report = row->report;
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
fill (ConvoTableRow *row)
{
  const ConvoReport *report = row->report;
  const ConvoNode *top = convo_graph_node (convo_report_graph (report), row->top);
  const char *block = row->depth == 0 && row->net_index < 0 ? convo_node_type (top) : NULL;
  const ConvoNetNode *node = row->net_index >= 0 ? convo_net_node (convo_report_net (report), row->net_index) : NULL;
  const char *dot = strrchr (row->path, '.');

  row->cells[CONVO_COLUMN_NAME] = g_strdup (dot != NULL ? dot + 1 : row->path);
  row->cells[CONVO_COLUMN_KIND] = g_strdup (node != NULL ? _(node->kind->title) : block != NULL ? block : "");
  row->cells[CONVO_COLUMN_ARGUMENTS] = node != NULL ? convo_kind_summary (node->kind, node->state)
                                      : arguments_of (convo_graph_find (convo_report_graph (report), row->path));
  row->cells[CONVO_COLUMN_INPUT] = row->input.rank > 0 ? convo_shape_to_string (&row->input) : NULL;
  if (row->numbers.status == CONVO_STATUS_OK)
    fill_known (row);
  else
    row->cells[CONVO_COLUMN_OUTPUT] = g_strdup (_("undefined"));
  for (int i = 0; i < CONVO_N_COLUMNS; i++)
    if (row->cells[i] == NULL)
      row->cells[i] = g_strdup ("");
}

/**
 * convo_table_row_cell:
 *
 * The cells of a row are written when one of them is asked for first: of a large network few rows are ever seen.
 *
 * Returns: (transfer none): what stands in @column, translated; empty where there is nothing
 */
const char *
convo_table_row_cell (const ConvoTableRow *row, ConvoColumn column)
{
  if (row->cells[CONVO_COLUMN_NAME] == NULL)
    fill ((ConvoTableRow *) row);
  return row->cells[column];
}

/** convo_table_row_hide: @text: what stands in @column instead, if anything stands there */
void
convo_table_row_hide (ConvoTableRow *row, ConvoColumn column, const char *text)
{
  if (*convo_table_row_cell (row, column) == '\0')
    return;
  g_free (row->cells[column]);
  row->cells[column] = g_strdup (text);
}
