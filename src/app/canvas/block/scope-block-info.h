/* What a block says: words and numbers of one item, from the report. */
#pragma once
#include "predict.h"
#include "scope-canvas.h"
#include "scope-glyph.h"
#include "scope-scene.h"
#include "scope-statistic.h"

G_BEGIN_DECLS

/**
 * ScopeBlockInfo:
 * @id: name of the node
 * @title: with "×N"
 * @kind: for people: "Convolution", or the name of the block's definition
 * @family: for the colour
 * @properties: "3×3, 32, stride 2"
 * @chip: the output shape, "?", or "no output"
 * @statistic: as text
 * @problem: (nullable): message of its first problem
 * @glyph: before the name
 * @status: of the report
 * @warning: @problem does not prevent training
 * @share: of the bar's full scale, 0…1; −1 for no bar
 * @ghost: the same of what is compared with; −1 for none
 * @stale: the bar was measured before the network was edited
 * @is_new: it is not in what is compared with
 * @change: (nullable): the bar's number there and the difference, in words; of a time, how it was measured
 * @row: 0, or which slice
 * @rows: slices under a host
 * @composite: drawn as sheets
 * @frame: unfolded: drawn as a frame
 * @absent: its condition leaves it out of the instance that is shown
 * @copies: of a repeat; 1 for none
 * @n_outputs: outputs shown
 * @middle: of a frame: where its ports are
 * @n_ports: inputs shown
 * @has_output: whether a port is under it
 * @hides_chip: the shape is to be predicted: @chip is "?"
 * @hides_statistic: the number of @statistic is, which holds a "?"
 */
typedef struct
{
  char *id, *title, *kind, *properties, *chip, *statistic, *problem, *bar_text, *change;
  const char *family;
  ScopeGlyph glyph;
  ConvoStatus status;
  gboolean warning, composite, has_output, source, is_new, stale;
  double share, ghost, middle;
  int row, rows, n_ports, n_outputs, copies;
  gboolean frame, absent, hides_chip, hides_statistic;
} ScopeBlockInfo;

/**
 * ScopeBlockWords: what is written beside the report's numbers
 * @bar_full: full scale of the bars
 * @bar_total: their sum
 * @timing: (nullable): how long the layers take
 * @timing_stale: the network was edited since
 * @diff: (nullable): what the numbers are compared with
 * @diff_name: how that is called: "before", "AlexNet"
 * @diff_other: it is another model, so that what it has not is not new
 * @predict: (nullable): which numbers are hidden
 */
typedef struct
{
  ScopeStatistic text, bar;
  double bar_full, bar_total;
  const char *source, *caption, *result;
  const ConvoTiming *timing;
  gboolean timing_stale;
  const ConvoReportDiff *diff;
  const char *diff_name;
  gboolean diff_other;
  ConvoPredict *predict;
} ScopeBlockWords;

ScopeBlockInfo *scope_block_info_new   (const ScopeScene      *scene,
                                        ConvoReport           *report,
                                        int                    item,
                                        const ScopeBlockWords *words);
void            scope_block_info_free  (ScopeBlockInfo        *info);
gboolean        scope_block_info_equal (const ScopeBlockInfo  *a,
                                        const ScopeBlockInfo  *b);
char           *scope_block_info_label (const ScopeBlockInfo  *info);
char           *scope_block_info_tooltip (const ScopeBlockInfo *info);
char           *scope_properties_shorten (const char          *text,
                                          int                  step);
void            scope_block_info_fill_bar (ScopeBlockInfo     *info,
                                        const ScopeScene      *scene,
                                        ConvoReport           *report,
                                        int                    item,
                                        const ScopeBlockWords *words);

G_END_DECLS
