/* Dense layers on maps: every output sees every input. Forward and weight gradient are those of a convolution whose
 * window is the whole input (conv.h); the data gradient has a better way. */
#pragma once
#include "conv.h"

G_BEGIN_DECLS

ConvoConv convo_dense_conv          (gint64           channels,
                                     const gint64     extent[3],
                                     gint64           features);
gsize     convo_dense_packed_size   (const ConvoConv *dense,
                                     gboolean         backward);
void      convo_dense_pack          (const ConvoConv *dense,
                                     const float     *weight,
                                     float           *packed,
                                     gboolean         backward);
void      convo_dense_backward_data (const ConvoConv *dense,
                                     const float     *packed,
                                     const ConvoMap  *dy,
                                     const ConvoMap  *dx,
                                     int              first,
                                     int              count,
                                     gboolean         add);

G_END_DECLS
