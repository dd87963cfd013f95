/* Convolution and dense layers in the thin layout: packs of images, image by image in the lanes of a vector.
 *
 * A pack of `lanes` images is one #ConvoMap image: its pixels hold the lanes (so #ConvoMap.channels is the number of
 * lanes, and so is the pixel pitch), and its planes are the channels. Nets of few channels waste no lane so, whatever
 * the number of channels, and need no shuffles. Kernels for values one by one and for pooling take such maps as they
 * are. One or two spatial axes. Weights are in engine order, as in conv.h; they need no packing. */
#pragma once
#include "conv.h"

G_BEGIN_DECLS

int      convo_thin_lanes           (void);
void     convo_thin_halo            (const ConvoConv *conv,
                                     gboolean         backward,
                                     gint64           x[3],
                                     gint64           dy[3]);
void     convo_thin_forward         (const ConvoConv *conv,
                                     const float     *weight,
                                     const float     *bias,
                                     const ConvoMap  *x,
                                     const ConvoMap  *y,
                                     int              first,
                                     int              count);
void     convo_thin_backward_data   (const ConvoConv *conv,
                                     const float     *weight,
                                     const ConvoMap  *dy,
                                     const ConvoMap  *dx,
                                     int              first,
                                     int              count,
                                     gboolean         add);
void     convo_thin_backward_weight (const ConvoConv *conv,
                                     const ConvoMap  *x,
                                     const ConvoMap  *dy,
                                     float           *dw,
                                     int              first,
                                     int              count);
void     convo_thin_backward_bias   (const ConvoMap  *dy,
                                     float           *db,
                                     int              first,
                                     int              count);

/* Dense layers: one window that is the whole input. Their weight gradient reads the whole batch at once, from x and
 * from the transposed dy that backward left behind. */
gboolean convo_thin_is_dense        (const ConvoConv *conv);
void     convo_thin_dense_forward   (const ConvoConv *conv,
                                     const float     *weight,
                                     const float     *bias,
                                     const ConvoMap  *x,
                                     const ConvoMap  *y,
                                     int              first,
                                     int              count);
void     convo_thin_dense_data      (const ConvoConv *conv,
                                     const float     *weight,
                                     const ConvoMap  *dy,
                                     const ConvoMap  *dx,
                                     int              first,
                                     int              count,
                                     gboolean         add);
gsize    convo_thin_dense_saved     (const ConvoConv *conv);
void     convo_thin_dense_save      (const ConvoConv *conv,
                                     const ConvoMap  *dy,
                                     void            *saved,
                                     gsize            saved_pitch,
                                     int              first,
                                     int              count);
int      convo_thin_dense_parts     (const ConvoConv *conv);
void     convo_thin_dense_weight    (const ConvoConv *conv,
                                     const ConvoMap  *x,
                                     const void      *saved,
                                     gsize            saved_pitch,
                                     float           *dw,
                                     float           *db,
                                     int              packs,
                                     int              part);


G_END_DECLS
