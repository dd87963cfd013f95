/* What comes out of the trainer: immutable, ref-counted, read on the UI's frame tick. */
#pragma once
#include <glib.h>
#include "report.h"

G_BEGIN_DECLS

/**
 * ConvoValues:
 * @node: index in the net
 * @shape: output shape of the layer
 * @data: output for the watched picture, NCHW (one image), convo_shape_count() floats
 */
typedef struct
{
  int node;
  ConvoShape shape;
  float *data;
} ConvoValues;

/**
 * ConvoSnapshot:
 * @report: the report of the net that the values belong to (so node indices can be told): of a graph with problems, of what
 *   convo_report_sound() leaves
 * @step: training steps done
 * @values: [n_values] outputs of all layers for the watched picture
 * @weights_node: node whose weights were asked for (−1: none)
 * @weights_shape: shape as in weights files (first five extents, rank)
 * @weights: its first parameter in file order; NULL if none
 * @params: all its parameters and statistics in file order; NULL behind the last; the first is @weights
 * @gradients: (nullable): one for each node of the report's net: L2 norm of the gradient of its parameters in the last step of
 *   the training; NaN without parameters, infinite where a gradient is no number. %NULL without a training
 * @scores: class probabilities (softmax of the class scores), n_scores; %NULL if a problem keeps the picture from them
 */
typedef struct
{
  ConvoReport *report;
  gint64 step;
  int n_values;
  ConvoValues *values;
  int weights_node;
  int weights_rank;
  gint64 weights_dim[5];
  float *weights;
  float *params[CONVO_MAX_PARAMS];
  double *gradients;
  int n_scores;
  float *scores;
  /*< private >*/
  gatomicrefcount ref_count;
} ConvoSnapshot;

ConvoSnapshot     *convo_snapshot_ref   (ConvoSnapshot       *snapshot);
void               convo_snapshot_unref (ConvoSnapshot       *snapshot);
const ConvoValues *convo_snapshot_find  (const ConvoSnapshot *snapshot,
                                         int                  node);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ConvoSnapshot, convo_snapshot_unref)

G_END_DECLS
