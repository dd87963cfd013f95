/* One layer on its own: the engine's kernels run on arrays, without a network around them. */
#pragma once
#include "kind.h"

G_BEGIN_DECLS

/**
 * ConvoSolo:
 *
 * One layer with memory for one image, forward and backward. Arrays outside are NCHW; parameters are in file order.
 */
typedef struct _ConvoSolo ConvoSolo;

ConvoSolo       *convo_solo_new      (const ConvoKind      *kind,
                                      const void           *state,
                                      const ConvoShape     *in,
                                      int                   n_in,
                                      GError              **error);
void             convo_solo_free     (ConvoSolo            *solo);
const ConvoSite *convo_solo_site     (const ConvoSolo      *solo);
int              convo_solo_n_params (const ConvoSolo      *solo);
const ConvoParamSpec *convo_solo_spec (const ConvoSolo     *solo,
                                       int                  param);
/* For kinds that draw random numbers, and losses: the layer's own stream, and the class of the image (−1: none) */
void             convo_solo_set_step (ConvoSolo            *solo,
                                      guint64               random_key,
                                      int                   label);
/* @x: [n_in]; @params: [n_params]; statistics are not changed, even with @training */
void             convo_solo_forward  (ConvoSolo            *solo,
                                      const float *const   *x,
                                      const float *const   *params,
                                      gboolean              training,
                                      float                *y);
/* After forward. @grads: [n_params], NULL entries for statistics */
void             convo_solo_backward (ConvoSolo            *solo,
                                      const float          *dy,
                                      float *const         *dx,
                                      float *const         *grads);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ConvoSolo, convo_solo_free)

G_END_DECLS
