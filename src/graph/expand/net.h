/* The expanded graph: definitions, repeats, conditions and expressions resolved into a flat list of layers.
 * Analysis and engine see this; the canvas sees ConvoGraph. */
#pragma once
#include "graph.h"

G_BEGIN_DECLS

/**
 * ConvoNetNode:
 * @path: stable name, unique: "conv1", "layer2.1.conv2"
 * @kind: layer kind
 * @state: its state, expressions evaluated; owned by the net, or by its graph; often shared by many layers
 * @n_inputs: number of wired ports up to the last one that is wired
 * @inputs: indices of earlier nodes of the net; -1 for a free port or a source that failed to expand
 * @top: index of the top-level node of the graph that it came from
 * @weight: for losses: factor of this loss in the total (default 1)
 * @training_only: "when": "training", or reads such a layer: inference leaves it out
 * @broken: an input comes from something that could not be expanded
 * @like: index of an earlier layer of the same kind and state, in another copy of the same block; its own index if none is known
 */
typedef struct
{
  const char *path;
  const ConvoKind *kind;
  const void *state;
  int n_inputs;
  int *inputs;
  int top;
  double weight;
  gboolean training_only;
  gboolean broken;
  int like;
} ConvoNetNode;

/**
 * ConvoProblem:
 * @top: index of the guilty top-level node; -1 for the whole graph
 * @path: (nullable): path of the guilty node
 * @port: guilty input port; -1 if none
 * @warning: a warning does not prevent training
 * @message: whole sentences, translated: which, why, what to do
 */
typedef struct
{
  int top;
  char *path;
  int port;
  gboolean warning;
  char *message;
} ConvoProblem;

void convo_problem_free (ConvoProblem *problem);

typedef struct _ConvoNet ConvoNet;

/* Nodes in topological order (every input comes earlier). Whatever cannot be expanded is left out and is a problem;
 * what depends on it has inputs of -1. Never fails. */
ConvoNet           *convo_net_new        (const ConvoGraph *graph);
ConvoNet           *convo_net_new_plain  (const ConvoGraph *graph);
ConvoNet           *convo_net_part       (const ConvoNet   *net,
                                          const gboolean   *keep);
ConvoNet           *convo_net_ref        (const ConvoNet   *net);
void                convo_net_unref      (const ConvoNet   *net);
const ConvoGraph   *convo_net_graph      (const ConvoNet   *net);
int                 convo_net_n_nodes    (const ConvoNet   *net);
const ConvoNetNode *convo_net_node       (const ConvoNet   *net,
                                          int               index);
int                 convo_net_find       (const ConvoNet   *net,
                                          const char       *path);
int                 convo_net_output_at  (const ConvoNet   *net,
                                          const char       *path);
int                 convo_net_output_of  (const ConvoNet   *net,
                                          int               top);
gboolean            convo_net_broken     (const ConvoNet   *net,
                                          int               index);
GPtrArray          *convo_net_problems   (const ConvoNet   *net);   /* (element-type ConvoProblem) (transfer none) */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ConvoNet, convo_net_unref)

G_END_DECLS
