/* Convolution along one, two or three axes, grouped or depthwise, and dense layers, on maps in NHWC order with halo.
 *
 * Weights are in engine order: [group][kernel depth][kernel height][kernel width][channel in][channel out], channels
 * counted inside their group. Results do not depend on which images are done in one call. */
#pragma once
#include "ahead.h"
#include "map.h"
#include "share.h"

G_BEGIN_DECLS

/**
 * ConvoConv:
 * @groups: groups of channels that know nothing of each other
 * @ci: channels of the input in a group
 * @co: channels of the output in a group
 * @in: extents of the input (depth, height, width), in pixels
 * @out: extents of the output
 * @kernel: extents of the window, in taps
 * @stride: pixels from a window to the next
 * @pad: zeros before and after the input
 * @dilation: pixels from a tap to the next
 * @relu: the output is max (0, sum)
 * @share: which part of the result a call computes
 * @ahead: (nullable): memory to bring nearer meanwhile
 *
 * All that the kernels know of a convolution. Axes that the shape lacks have extent and kernel 1, stride 1, pad 0.
 */
typedef struct
{
  gint64 groups, ci, co;
  gint64 in[3], out[3];
  gint64 kernel[3], stride[3], pad[3], dilation[3];
  gboolean relu;
  ConvoShare share;
  ConvoAhead *ahead;
} ConvoConv;

void  convo_conv_halo            (const ConvoConv *conv,
                                  gint64           x[3],
                                  gint64           dy[3]);
gsize convo_conv_packed_size     (const ConvoConv *conv,
                                  gboolean         backward);
void  convo_conv_pack            (const ConvoConv *conv,
                                  const float     *weight,
                                  float           *packed,
                                  gboolean         backward);
void  convo_conv_forward         (const ConvoConv *conv,
                                  const float     *packed,
                                  const float     *bias,
                                  const ConvoMap  *x,
                                  const ConvoMap  *y,
                                  int              first,
                                  int              count);
void  convo_conv_scale           (const ConvoConv *conv,
                                  const float     *weight,
                                  const float     *bias,
                                  const float     *scale,
                                  const float     *shift,
                                  float           *to_weight,
                                  float           *to_bias);
void  convo_conv_backward_data   (const ConvoConv *conv,
                                  const float     *packed,
                                  const ConvoMap  *dy,
                                  const ConvoMap  *dx,
                                  int              first,
                                  int              count,
                                  gboolean         add);
void  convo_conv_backward_weight (const ConvoConv *conv,
                                  const ConvoMap  *x,
                                  const ConvoMap  *dy,
                                  float           *dw,
                                  int              first,
                                  int              count);
void  convo_conv_backward_bias   (const ConvoMap  *dy,
                                  float           *db,
                                  int              first,
                                  int              count,
                                  ConvoShare       share);

G_END_DECLS
