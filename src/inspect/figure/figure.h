/* The stages of the arithmetic view as drawings. Every number is taken from the trace. */
#pragma once
#include "net-trace.h"
#include "scene.h"

G_BEGIN_DECLS

/**
 * ConvoPools:
 * @channel: of the picture
 * @kernel: extent of the window
 * @stride: its step
 * @down: cells by which the picture is shifted
 * @right: likewise
 *
 * How the four poolings are compared.
 */
typedef struct
{
  gint64 channel, kernel, stride, down, right;
} ConvoPools;

/**
 * ConvoUpstream:
 * @pass: (nullable): δ is the gradient of the loss of this pass, and it is this loss that proofs nudge; %NULL: the loss is Σ δ·y
 * @node: the layer in its net
 * @branches: (nullable) (element-type ConvoBranch): what the readers of the output send back
 * @label_name: (nullable): name of the picture's class
 * @y: the output value whose parts are written
 * @cancel: (nullable): not 0: nobody wants the proofs any more
 *
 * Where δ comes from. Nothing is owned.
 */
typedef struct
{
  ConvoNetTrace *pass;
  int node;
  GPtrArray *branches;
  const char *label_name;
  gint64 y;
  const gint *cancel;
} ConvoUpstream;

/* How output @y arises; outputs behind @y are not written yet. @y of −1: all are written */
ConvoScene *convo_figure_forward    (const ConvoTrace *trace,
                                     gint64            y);
/* How the gradients of weight @w (−1: none) and input value @x (−1: none) arise, with their finite differences */
ConvoScene *convo_figure_backward   (const ConvoTrace *trace,
                                     const ConvoUpstream *from,
                                     gint64            w,
                                     int               input,
                                     gint64            x);
/* im2col and Toeplitz of a convolution, output @y lit; NULL for other layers and for more than 8,000 cells */
ConvoScene *convo_figure_matrix     (const ConvoTrace *trace,
                                     gint64            y);
ConvoScene *convo_figure_pooling    (const ConvoTrace *trace,
                                     const ConvoPools *pools,
                                     gint64            y,
                                     GError          **error);
gboolean    convo_pools_fit         (const ConvoTrace *trace,
                                     const ConvoPools *pools,
                                     gint64           *n,
                                     GError          **error);
ConvoScene *convo_figure_derivation (const ConvoTrace *trace,
                                     gint64            upto);
gint64      convo_figure_derivation_steps (const ConvoTrace *trace);
ConvoScene *convo_figure_comparison (const char       *name);

G_END_DECLS
