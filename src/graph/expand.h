/* Between net.c and expand.c: what is known of every level (the graph, each definition) before anything is expanded. */
#pragma once
#include "graph-private.h"
#include "net.h"

G_BEGIN_DECLS

#define SOURCE_FREE (-1)
#define SOURCE_BROKEN (-2)

/**
 * ConvoLevel:
 * @n: how many nodes are listed
 * @nodes: the nodes
 * @index: id → index + 1
 * @order: nodes to visit, sources first
 * @n_order: how many of them
 * @on_cycle: [n] left out of the order
 * @offset: [n + 1] where the outputs of each node begin in an array of sources
 * @settled: no definition below contains itself
 * @height: levels of definitions, this one included
 * @least: fewest layers an instance can have, conditions aside; saturated
 */
typedef struct
{
  int n;
  ConvoNode *const *nodes;
  GHashTable *index;
  int *order;
  int n_order;
  gboolean *on_cycle;
  int *offset;
  gboolean settled;
  int height;
  gint64 least;
} ConvoLevel;

struct _ConvoNet
{
  gatomicrefcount refs;
  ConvoGraph *graph;
  GArray *nodes;                 /* ConvoNetNode */
  GByteArray *broken;            /* per node: an input comes from something that could not be expanded */
  GHashTable *paths;             /* path → index + 1 */
  GHashTable *blocks;            /* path of an instance, or of one copy ("path:2": its second output) → index + 1 */
  int *outputs;                  /* per top-level node: index of its first output, or -1 */
  GPtrArray *problems;
};

ConvoLevel *convo_levels_new   (const ConvoGraph *graph);     /* [n_definitions + 1]; the last one is the graph */
void        convo_levels_free  (ConvoLevel       *levels,
                                const ConvoGraph *graph);
void        convo_net_expand   (ConvoNet         *net,
                                const ConvoLevel *levels);
void        convo_net_complain (ConvoNet         *net,
                                int               top,
                                const char       *path,
                                int               port,
                                const char       *message);

G_END_DECLS
