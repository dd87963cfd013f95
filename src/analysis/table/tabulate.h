/* The network as a table: a row for every block and every layer in it, with every number; and the table as text. */
#pragma once
#include "report.h"

G_BEGIN_DECLS

/** ConvoColumn: the columns, from left to right */
typedef enum
{
  CONVO_COLUMN_NAME,
  CONVO_COLUMN_KIND,
  CONVO_COLUMN_INPUT,
  CONVO_COLUMN_OUTPUT,
  CONVO_COLUMN_ARGUMENTS,
  CONVO_COLUMN_PARAMETERS,
  CONVO_COLUMN_STATISTICS,
  CONVO_COLUMN_WEIGHT_BYTES,
  CONVO_COLUMN_MACS,
  CONVO_COLUMN_FLOP,
  CONVO_COLUMN_SHARE,
  CONVO_COLUMN_ACTIVATIONS,
  CONVO_COLUMN_FIELD,
  CONVO_COLUMN_JUMP,
  CONVO_N_COLUMNS
} ConvoColumn;

/** ConvoTableFormat: how a table is written as text */
typedef enum
{
  CONVO_TABLE_TSV,
  CONVO_TABLE_MARKDOWN,
  CONVO_TABLE_LATEX,
} ConvoTableFormat;

/**
 * ConvoTableRow:
 * @path: of the layer, or of the block
 * @depth: 0 for what stands in the document
 * @kind: (nullable): %NULL for a block
 * @net_index: of the layer; -1 for a block
 * @top: index of the node of the document
 * @input: shape of the first input; rank 0 if there is none or it is unknown
 * @numbers: of the layer; of a block the sums of its layers, shape and field of its last
 * @report: where all this is from
 * @cells: see convo_table_row_cell()
 */
typedef struct
{
  char *path;
  int depth;
  const ConvoKind *kind;
  int net_index, top;
  ConvoShape input;
  ConvoNodeReport numbers;
  ConvoReport *report;
  char *cells[CONVO_N_COLUMNS];
} ConvoTableRow;

GPtrArray  *convo_tabulate            (const ConvoReport *report);   /* (transfer full) (element-type ConvoTableRow) */
const char *convo_column_title        (ConvoColumn        column);
gboolean    convo_column_is_number    (ConvoColumn        column);
gint64      convo_table_row_number    (const ConvoTableRow *row,
                                       ConvoColumn        column);
const char *convo_table_row_cell      (const ConvoTableRow *row,
                                       ConvoColumn        column);
void        convo_table_row_hide      (ConvoTableRow     *row,
                                       ConvoColumn        column,
                                       const char        *text);
char       *convo_table_text          (GPtrArray         *rows,
                                       guint              columns,
                                       ConvoTableFormat   format);

G_END_DECLS
