/* What convolution and linear layers share when they work on packs of images (thin layout). Parameter 0 is the weight,
 * parameter 1 the bias. A dense layer's gradients of parameters wait for the whole batch. */
#include "packs.h"
#include "thin.h"

/** convo_packs_saved_size: Returns: bytes an image that backward keeps for convo_packs_finish() */
gsize
convo_packs_saved_size (const ConvoConv *conv)
{
  return convo_thin_is_dense (conv) ? convo_thin_dense_saved (conv) / convo_thin_lanes () : 0;
}

/** convo_packs_finish_parts: Returns: parts of the gradient that waits for the whole batch; 0 if it does not */
int
convo_packs_finish_parts (const ConvoConv *conv)
{
  return convo_thin_is_dense (conv) ? convo_thin_dense_parts (conv) : 0;
}

/** convo_packs_forward: the kind's forward */
void
convo_packs_forward (const ConvoConv *conv, ConvoPass *pass)
{
  const float *bias = pass->params[1];   /* folded, a layer may have one that the document does not know */

  if (convo_thin_is_dense (conv))
    convo_thin_dense_forward (conv, pass->params[0], bias, &pass->x[0], pass->y, pass->first, pass->count);
  else
    convo_thin_forward (conv, pass->params[0], bias, &pass->x[0], pass->y, pass->first, pass->count);
}

/** convo_packs_backward: the kind's backward */
void
convo_packs_backward (const ConvoConv *conv, gboolean bias, ConvoPass *pass)
{
  const gboolean dense = convo_thin_is_dense (conv);

  if (dense)
    convo_thin_dense_save (conv, pass->dy, pass->saved, pass->saved_pitch, pass->first, pass->count);
  if (!dense && pass->grads[0] != NULL)
    convo_thin_backward_weight (conv, &pass->x[0], pass->dy, pass->grads[0], pass->first, pass->count);
  if (!dense && bias && pass->grads[1] != NULL)
    convo_thin_backward_bias (pass->dy, pass->grads[1], pass->first, pass->count);
  if (pass->dx[0].data == NULL)
    return;
  if (dense)
    convo_thin_dense_data (conv, pass->params[0], pass->dy, &pass->dx[0], pass->first, pass->count, pass->dx_add[0]);
  else
    convo_thin_backward_data (conv, pass->params[0], pass->dy, &pass->dx[0], pass->first, pass->count, pass->dx_add[0]);
}

/** convo_packs_finish: the kind's finish */
void
convo_packs_finish (const ConvoConv *conv, gboolean bias, ConvoPass *pass, int part)
{
  convo_thin_dense_weight (conv, &pass->x[0], pass->saved, pass->saved_pitch, pass->grads[0],
                           bias ? pass->grads[1] : NULL, pass->count, part);
}
