/* Cures: graph edits that remove a problem, each tried before it is offered. */
#pragma once
#include "report.h"

G_BEGIN_DECLS

/**
 * ConvoCure:
 * @label: translated, for a button and the undo step: "Insert a 1×1 convolution: 128 channels, stride 2"
 * @graph: the graph with the change
 * @parameters: how many more parameters the layers then have that it makes or changes; may be negative
 * @macs: how many more multiply-accumulates
 * @recommended: the first choice
 *
 * One change of the graph that removes a problem or follows an advice.
 */
typedef struct
{
  char *label;
  ConvoGraph *graph;
  gint64 parameters, macs;
  gboolean recommended;
} ConvoCure;

/** ConvoCures: (element-type ConvoCure): the best first */
typedef GPtrArray ConvoCures;

ConvoCures *convo_cures_new         (const ConvoReport  *report,
                                     const ConvoProblem *problem);
ConvoCures *convo_cures_classes     (const ConvoReport  *report,
                                     int                 n_classes);

G_END_DECLS
