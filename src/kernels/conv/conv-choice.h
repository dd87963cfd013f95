/* Convolution by the algorithm that suits its shape: the direct one, or Winograd's.
 *
 * What is chosen when the weights are prepared holds for all that is done with them. Sizes are for either choice. */
#pragma once
#include "conv.h"

G_BEGIN_DECLS

/**
 * ConvoConvAlgorithm:
 * @CONVO_CONV_DIRECT: sums over the window, exact to the rounding of one chain
 * @CONVO_CONV_WINOGRAD: F(4×4, 3×3), see winograd.h
 */
typedef enum
{
  CONVO_CONV_DIRECT,
  CONVO_CONV_WINOGRAD,
} ConvoConvAlgorithm;

void               convo_conv_set_direct     (gboolean         direct);
gboolean           convo_conv_get_direct     (void);
ConvoConvAlgorithm convo_conv_choose         (const ConvoConv *conv);

gsize convo_choice_packed_size     (const ConvoConv *conv,
                                    gboolean         backward);
gsize convo_choice_scratch_size    (const ConvoConv *conv);
gsize convo_choice_gathered_size   (const ConvoConv *conv);
void  convo_choice_pack            (const ConvoConv *conv,
                                    const float     *weight,
                                    void            *packed,
                                    gboolean         backward);
void  convo_choice_forward         (const ConvoConv *conv,
                                    const void      *packed,
                                    const float     *bias,
                                    const ConvoMap  *x,
                                    const ConvoMap  *y,
                                    int              first,
                                    int              count,
                                    void            *scratch);
void  convo_choice_backward_data   (const ConvoConv *conv,
                                    const void      *packed,
                                    const ConvoMap  *dy,
                                    const ConvoMap  *dx,
                                    int              first,
                                    int              count,
                                    gboolean         add,
                                    void            *scratch);
void  convo_choice_backward_weight (const ConvoConv *conv,
                                    const void      *packed,
                                    const ConvoMap  *x,
                                    const ConvoMap  *dy,
                                    float           *dw,
                                    float           *gathered,
                                    int              first,
                                    int              count,
                                    void            *scratch);
void  convo_choice_gather          (const ConvoConv *conv,
                                    const void      *packed,
                                    const float     *gathered,
                                    float           *dw);

G_END_DECLS
