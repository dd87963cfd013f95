/* What a graph and a definition are made of: for graph/ only. */
#pragma once
#include "node-private.h"

G_BEGIN_DECLS

struct _ConvoDefinition
{
  gatomicrefcount refs;
  char *name;
  int n_arguments;
  char **arguments;              /* NULL-terminated */
  JsonNode **defaults;
  int n_nodes;
  ConvoNode **nodes;
  GHashTable *index;             /* id → index + 1 */
  char **outputs;                /* NULL: the last node */
  int n_inputs;
  JsonNode *extras;
};

struct _ConvoGraph
{
  gatomicrefcount refs;
  char *name;
  GPtrArray *definitions;        /* ConvoDefinition; shared between versions, never changed */
  GHashTable *by_name;           /* name → ConvoDefinition; likewise */
  JsonNode *definitions_json;
  JsonNode *about, *training, *view, *extras;
  int n_nodes;
  ConvoNode **nodes;
  GHashTable *index;             /* id (of the node) → index + 1 */
  ConvoDefinition *inside;       /* NULL for a document; else these are its nodes, see compose/ */
  char **outputs;                /* inside a definition: the wires that leave it */
};

/* A graph that shares everything with @graph, to change before anybody else sees it; index is made by finish() */
ConvoGraph *convo_graph_fork      (const ConvoGraph *graph);
ConvoGraph *convo_graph_finish    (ConvoGraph       *graph,
                                   gboolean          sort);
void        convo_graph_replace   (ConvoGraph       *graph,
                                   int               index,
                                   ConvoNode        *node);
GHashTable *convo_nodes_index     (ConvoNode *const *nodes,
                                   int               n,
                                   int              *duplicate);
/* Index of the node that a wire comes from; -1 for free ports, ports of the definition and unknown names */
int         convo_nodes_source    (GHashTable       *index,
                                   const char       *wire);
/* order[k]: the k-th node to visit, every source before its consumers, otherwise as listed; nodes on a cycle are marked
 * and left out of the order. Returns: how many are ordered */
int         convo_nodes_sort      (ConvoNode *const *nodes,
                                   int               n,
                                   GHashTable       *index,
                                   int              *order,
                                   gboolean         *on_cycle);

gboolean    convo_graph_reaches   (const ConvoGraph *graph,
                                   int               from,
                                   int               to);
gboolean    convo_graph_locate    (const ConvoGraph *graph,
                                   const char       *id,
                                   int              *index,
                                   GError          **error);

G_END_DECLS
