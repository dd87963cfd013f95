/* Ways of doing the same, side by side: two 3×3 against one 5×5, a bottleneck against none, and their costs. */
#pragma once
#include "arith.h"

G_BEGIN_DECLS

/**
 * ConvoWayPart:
 * @in: shape of what the layer reads
 * @out: shape of what it writes
 * @kernel: rows and columns of its window
 * @weights: how many one kernel has, over all channels that it reads; 0: a pool
 * @parameters: without biases
 * @macs: of one image
 * @depthwise: each channel for itself
 * @branch: begins again at the input
 */
typedef struct
{
  ConvoShape in, out;
  gint64 kernel[2], weights, parameters, macs;
  gboolean depthwise, branch;
} ConvoWayPart;

/**
 * ConvoWay:
 * @label: translated: "two 3×3"
 * @layers: translated, one layer a line, with what it costs
 * @parts: (element-type ConvoWayPart): the same layers in numbers
 * @out: shape of the output
 * @field: receptive field along one axis, in cells of the input
 * @parameters: without biases
 * @macs: of one image, bias not counted
 */
typedef struct
{
  char *label;
  GPtrArray *layers;
  GArray *parts;
  ConvoShape out;
  gint64 field, parameters, macs;
} ConvoWay;

/**
 * ConvoComparison:
 * @name: "two-3x3"
 * @title: translated
 * @in: shape of the input
 * @ways: (element-type ConvoWay)
 * @note: (nullable): translated
 */
typedef struct
{
  const char *name;
  char *title;
  ConvoShape in;
  GPtrArray *ways;
  char *note;
} ConvoComparison;

/* @index: 0, 1, …; NULL behind the last */
const char      *convo_comparison_name (int               index);
ConvoComparison *convo_comparison_new  (const char       *name);
void             convo_comparison_free (ConvoComparison  *comparison);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ConvoComparison, convo_comparison_free)

G_END_DECLS
