/* One picture through the whole network and back, with its label: real inputs, outputs and δ of every layer, what each reader
 * of a value sends back, and finite differences of the network's own loss. */
#pragma once
#include "plan.h"
#include "trace.h"

G_BEGIN_DECLS

#define CONVO_NET_TRACE_KEY 0x5eed   /* the stream of random numbers: dropout draws the same values each time */

/**
 * ConvoNetTrace:
 *
 * Immutable for those who look at it, reference-counted; its functions may be called from any thread, and wait for each other.
 */
typedef struct _ConvoNetTrace ConvoNetTrace;

/**
 * ConvoBranch:
 * @path: of the layer that reads the value
 * @input: which of its inputs it is
 * @delta: gradient of the loss that it sends back, NCHW, of the value's shape
 */
typedef struct
{
  char *path;
  int input;
  float *delta;
} ConvoBranch;

ConvoNetTrace *convo_net_trace_new      (ConvoReport         *report,
                                         ConvoWeights        *weights,
                                         const float         *picture,
                                         int                  label,
                                         gboolean             training,
                                         const gint          *cancel,
                                         GError             **error);
ConvoNetTrace *convo_net_trace_ref      (ConvoNetTrace       *self);
void           convo_net_trace_unref    (ConvoNetTrace       *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ConvoNetTrace, convo_net_trace_unref)

ConvoReport   *convo_net_trace_report   (ConvoNetTrace       *self);
double         convo_net_trace_loss     (ConvoNetTrace       *self);
int            convo_net_trace_label    (ConvoNetTrace       *self);
gboolean       convo_net_trace_training (ConvoNetTrace       *self);
const float   *convo_net_trace_gradient (ConvoNetTrace       *self,
                                         int                  node,
                                         int                  param);
ConvoTrace    *convo_net_trace_layer    (ConvoNetTrace       *self,
                                         int                  node,
                                         GError             **error);
gboolean       convo_net_trace_reaches  (ConvoNetTrace       *self,
                                         int                  node);
GPtrArray     *convo_net_trace_branches (ConvoNetTrace       *self,
                                         int                  node,
                                         GError             **error);   /* (element-type ConvoBranch) */
gboolean       convo_net_trace_prove    (ConvoNetTrace       *self,
                                         const ConvoNudge    *nudge,
                                         const gint          *cancel,
                                         ConvoProof          *proof,
                                         GError             **error);

/* Whether a network behaves otherwise while it trains: batch statistics, dropout */
gboolean       convo_net_trace_differs  (const ConvoReport   *report);

G_END_DECLS
