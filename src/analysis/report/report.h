/* Every number of a graph, computed in one pass: shapes, parameters, MACs, bytes, receptive fields, and problems. */
#pragma once
#include "net.h"

G_BEGIN_DECLS

/**
 * ConvoStatus:
 * @CONVO_STATUS_OK: the output shape is known
 * @CONVO_STATUS_ERROR: this node is guilty of a problem
 * @CONVO_STATUS_UNKNOWN: something before it is
 */
typedef enum
{
  CONVO_STATUS_OK,
  CONVO_STATUS_ERROR,
  CONVO_STATUS_UNKNOWN,
} ConvoStatus;

/**
 * ConvoNodeReport:
 * @status: see #ConvoStatus
 * @out: output shape of one image; rank 0 if unknown
 * @parameters: trainable values
 * @statistics: values kept besides (running mean and variance)
 * @macs: multiply-accumulates for one image (1 MAC = 2 FLOP); convolution and linear only, bias not counted
 * @activation_bytes: float32 bytes of the output for one image
 * @has_field: whether a receptive field exists (not after a global pool, flatten or linear)
 * @field: receptive field in input pixels: depth, height, width; borders ignored; at a merge the largest branch
 * @jump: distance in input pixels between neighbouring outputs
 *
 * For a top-level instance of a block: sums over its layers; shape and field of its last output.
 */
typedef struct
{
  ConvoStatus status;
  ConvoShape out;
  gint64 parameters, statistics, macs, activation_bytes;
  gboolean has_field;
  gint64 field[3], jump[3];
} ConvoNodeReport;

/**
 * ConvoTotals:
 * @complete: %FALSE if some node has no shape: then the sums are lower bounds
 * @activation_bytes: outputs of all layers, one image, float32
 * @weight_bytes: parameters in float32; running statistics are not counted, here or there
 * @training_parameters, @training_macs: what of the sums belongs to heads that are there in training only
 * @field: of the last node that has one and is not there in training only
 * @n_classes: width of the first loss's input; 0 if there is no loss or it is unknown
 * @input: shape of the picture; rank 0 if there is none
 */
typedef struct
{
  gboolean complete;
  gint64 parameters, statistics, macs, activation_bytes, weight_bytes;
  gint64 training_parameters, training_macs;
  gboolean has_field;
  gint64 field[3];
  int n_classes;
  ConvoShape input;
} ConvoTotals;

typedef struct _ConvoReport ConvoReport;

ConvoReport           *convo_report_new      (const ConvoGraph  *graph);
ConvoReport           *convo_report_new_for  (const ConvoGraph  *graph,
                                              int                n_classes,
                                              const char        *data);
ConvoReport           *convo_report_sound    (const ConvoReport *report);
ConvoReport           *convo_report_ref      (const ConvoReport *report);
void                   convo_report_unref    (const ConvoReport *report);

const ConvoGraph      *convo_report_graph    (const ConvoReport *report);
const ConvoNet        *convo_report_net      (const ConvoReport *report);
const ConvoNodeReport *convo_report_node     (const ConvoReport *report,
                                              int                net_index);
const ConvoNodeReport *convo_report_top      (const ConvoReport *report,
                                              int                graph_index);
gboolean               convo_report_at       (const ConvoReport *report,
                                              const char        *path,
                                              ConvoNodeReport   *out);
const ConvoProblem    *convo_report_problem_at (const ConvoReport *report,
                                              const char        *path);
gboolean               convo_report_has_window (const ConvoReport *report);
void                   convo_report_site     (const ConvoReport *report,
                                              int                net_index,
                                              ConvoSite         *site);
const ConvoTotals     *convo_report_totals   (const ConvoReport *report);
GPtrArray             *convo_report_problems (const ConvoReport *report);   /* (element-type ConvoProblem) */
const ConvoProblem    *convo_report_top_problem (const ConvoReport *report,
                                                 int                graph_index);
gboolean               convo_report_check    (const ConvoReport *report,
                                              GError           **error);
ConvoLedger           *convo_report_explain  (const ConvoReport *report,
                                              int                net_index);
ConvoLedger           *convo_report_explain_triples (const ConvoReport *report);
ConvoLedger           *convo_report_explain_block (const ConvoReport *report,
                                                   const char        *path);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ConvoReport, convo_report_unref)

G_END_DECLS
