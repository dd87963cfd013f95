/* The stages of the arithmetic view as drawings. Every number is taken from the trace. */
#pragma once
#include "scene.h"
#include "trace.h"

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

/* How output @y arises; outputs behind @y are not written yet. @y of −1: all are written */
ConvoScene *convo_figure_forward    (const ConvoTrace *trace,
                                     gint64            y);
/* How the gradients of weight @w (−1: none) and input value @x (−1: none) arise, with their finite differences */
ConvoScene *convo_figure_backward   (const ConvoTrace *trace,
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
