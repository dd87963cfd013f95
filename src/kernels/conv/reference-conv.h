/* Convolution by its definition, in double precision: what the fast kernels are tested against. */
#pragma once
#include "conv.h"

G_BEGIN_DECLS

void convo_reference_conv_forward  (const ConvoConv *conv,
                                    const float     *weight,
                                    const float     *bias,
                                    const ConvoMap  *x,
                                    const ConvoMap  *y,
                                    int              first,
                                    int              count);
void convo_reference_conv_backward (const ConvoConv *conv,
                                    const float     *weight,
                                    const ConvoMap  *x,
                                    const ConvoMap  *dy,
                                    double          *dx,
                                    double          *dw,
                                    double          *db,
                                    int              first,
                                    int              count);

G_END_DECLS
