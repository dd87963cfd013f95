/* The network as a table. Rows are in the order of the net; the layers of a block follow its row. */
#include "tabulate.h"

#include <string.h>

static void
row_free (gpointer data)
{
  ConvoTableRow *row = data;

  for (int i = 0; i < CONVO_N_COLUMNS; i++)
    g_free (row->cells[i]);
  convo_report_unref (row->report);
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

typedef struct
{
  const ConvoReport *report;
  GHashTable *at;                /* path → row, while it is collected */
  GHashTable *children;          /* path, "" for the document → GPtrArray of rows, in order */
} Collection;

static void append_row (Collection *c, const char *level, ConvoTableRow *row);

static ConvoTableRow *
row_new (const ConvoReport *report, const char *path, int top, int net_index)
{
  ConvoTableRow *row = g_new0 (ConvoTableRow, 1);

  row->report = convo_report_ref (report);
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
  row = row_new (c->report, path, top, -1);
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
  ConvoTableRow *row = row_new (c->report, node->path, node->top, index);
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
      row = row_new (c->report, convo_node_id (node), top, -1);
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
