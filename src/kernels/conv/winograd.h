/* Winograd's convolution F(4×4, 3×3): 36 products for 16 outputs instead of 144, at the price of some digits (the worst
 * error is about 1e-5 of the largest value).
 *
 * Weights in the transformed domain ("U") and gradients gathered there ("dU") are [36][channels in][channels out],
 * whole vectors. Forward and data gradient of an image do not depend on the images done with it; a gathered gradient
 * does not depend on how its images were divided into calls. */
#pragma once
#include "conv.h"

G_BEGIN_DECLS

gboolean convo_winograd_fits            (const ConvoConv *conv);
gsize    convo_winograd_packed_floats   (const ConvoConv *conv,
                                         gboolean         backward);
gsize    convo_winograd_gathered_floats (const ConvoConv *conv);
gsize    convo_winograd_scratch_floats  (const ConvoConv *conv);
void     convo_winograd_pack            (const ConvoConv *conv,
                                         const float     *weight,
                                         float           *packed,
                                         gboolean         backward);
void     convo_winograd_forward         (const ConvoConv *conv,
                                         const float     *packed,
                                         const float     *bias,
                                         const ConvoMap  *x,
                                         const ConvoMap  *y,
                                         int              first,
                                         int              count,
                                         float           *scratch);
void     convo_winograd_backward_data   (const ConvoConv *conv,
                                         const float     *packed,
                                         const ConvoMap  *dy,
                                         const ConvoMap  *dx,
                                         int              first,
                                         int              count,
                                         gboolean         add,
                                         float           *scratch);
void     convo_winograd_gather          (const ConvoConv *conv,
                                         const ConvoMap  *x,
                                         const ConvoMap  *dy,
                                         float           *gathered,
                                         int              first,
                                         int              count,
                                         float           *scratch);
void     convo_winograd_fold            (const ConvoConv *conv,
                                         const float     *gathered,
                                         float           *dw);

G_END_DECLS
