/* What convolution and linear layers share when they work on packs of images (thin layout). */
#pragma once
#include "conv.h"
#include "kind.h"

G_BEGIN_DECLS

gsize convo_packs_saved_size   (const ConvoConv *conv);
int   convo_packs_finish_parts (const ConvoConv *conv);
void  convo_packs_forward      (const ConvoConv *conv,
                                ConvoPass       *pass);
void  convo_packs_backward     (const ConvoConv *conv,
                                gboolean         bias,
                                ConvoPass       *pass);
void  convo_packs_finish       (const ConvoConv *conv,
                                gboolean         bias,
                                ConvoPass       *pass,
                                int              part);

G_END_DECLS
