#pragma once
#include "report.h"

G_BEGIN_DECLS

/**
 * ConvoTensor:
 * @name: path and parameter, "layer1.1.conv2.weight"
 * @node: index in the net
 * @param: index among the node's parameters
 * @spec: shape and order
 * @count: number of values
 * @data: the values in engine order; owned by the weights
 */
typedef struct
{
  char *name;
  int node, param;
  ConvoParamSpec spec;
  gint64 count;
  float *data;
} ConvoTensor;

/* All parameters and running statistics of a net, in the order of the net. */
typedef struct _ConvoWeights ConvoWeights;

ConvoWeights      *convo_weights_new      (const ConvoReport *report,
                                           GError           **error);
void               convo_weights_free     (ConvoWeights      *weights);
ConvoWeights      *convo_weights_copy     (const ConvoWeights *weights);
void               convo_weights_assign   (ConvoWeights       *weights,
                                           const ConvoWeights *from);
int                convo_weights_inherit  (ConvoWeights       *weights,
                                           const ConvoWeights *from);
void               convo_weights_init     (ConvoWeights      *weights,
                                           ConvoInit          init,
                                           double             value,
                                           guint64            seed);
int                convo_weights_n        (const ConvoWeights *weights);
ConvoTensor       *convo_weights_get      (const ConvoWeights *weights,
                                           int                 index);
ConvoTensor       *convo_weights_find     (const ConvoWeights *weights,
                                           const char         *name);
float             *convo_weights_param    (const ConvoWeights *weights,
                                           int                 node,
                                           int                 param);
gboolean           convo_weights_finite   (const ConvoWeights *weights);
/* Plans keep weights in the order of their kernels until told that values changed: whoever writes values through pointers
 * says so afterwards. The functions here, the optimiser and the plan itself do */
void               convo_weights_changed  (ConvoWeights       *weights);
guint              convo_weights_version  (const ConvoWeights *weights);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ConvoWeights, convo_weights_free)

G_END_DECLS
