/* Between the files that expand a graph: what is known of every level (the graph, each definition) before anything is expanded,
 * and what an expansion holds while it runs. */
#pragma once
#include "arena.h"
#include "graph-private.h"
#include "net.h"

G_BEGIN_DECLS

#define CONVO_LIMIT_WORK 1000000
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

/** ConvoNetBlock: a block that was expanded: @path of an instance, or of one copy ("path:2": its second output); @output: -1 if none */
typedef struct
{
  const char *path;
  int output;
} ConvoNetBlock;

struct _ConvoNet
{
  gatomicrefcount refs;
  ConvoGraph *graph;
  ConvoArena *arena;             /* paths, states and inputs */
  GArray *nodes;                 /* ConvoNetNode */
  GArray *blocks;                /* ConvoNetBlock */
  int *outputs;                  /* per top-level node: index of its first output, or -1 */
  GPtrArray *problems;
  guint n_complaints;            /* problems, those included that are too many to keep */

  ConvoNet *whole;               /* (nullable): this is a part of that one, which owns paths and states */

  gsize indexed;                 /* the two tables are made when somebody asks first */
  GHashTable *paths;             /* path → index + 1 */
  GHashTable *by_block;          /* path of a block → index + 1 */
};

/**
 * ConvoExpansion:
 * @indices: ConvoDefinition → index + 1
 * @patterns: (nullable): copies that went well, see convo_patterns_new()
 * @work: nodes looked at, absent ones too, their wires, copies and their arguments and ports
 * @top: the top-level node that is being expanded
 */
typedef struct
{
  ConvoNet *net;
  const ConvoLevel *levels;
  GHashTable *indices;
  GHashTable *patterns;
  gint64 work;
  int top;
} ConvoExpansion;

/** ConvoPlace: where a level is expanded: arguments, sources of "@in", "@in2", …, and the path so far ("layer1.0.") */
typedef struct
{
  const ConvoLevel *level;
  const ConvoScope *scope;
  const int *inputs;
  int n_inputs;
  const char *prefix;
  gboolean training_only;
} ConvoPlace;

/** ConvoCopy: all that the layers of one copy depend on, besides where its ports lead */
typedef struct
{
  const ConvoDefinition *definition;
  const gint64 *values;
  gboolean training_only;
} ConvoCopy;

/** ConvoMark: how far an expansion had come before a copy */
typedef struct
{
  guint n_layers, n_blocks, n_complaints;
  gint64 work;
} ConvoMark;

ConvoLevel *convo_levels_new      (const ConvoGraph     *graph);     /* [n_definitions + 1]; the last one is the graph */
void        convo_levels_free     (ConvoLevel           *levels,
                                   const ConvoGraph     *graph);

void        convo_net_complain    (ConvoNet             *net,
                                   int                   top,
                                   const char           *path,
                                   int                   port,
                                   const char           *message);

void        convo_net_expand      (ConvoNet             *net,
                                   const ConvoLevel     *levels,
                                   gboolean              plain);
gboolean    convo_expand_level    (ConvoExpansion       *self,
                                   const ConvoPlace     *place,
                                   int                  *sources);
gboolean    convo_expand_block    (ConvoExpansion       *self,
                                   const ConvoPlace     *place,
                                   const ConvoNode      *node,
                                   const int            *sources,
                                   int                  *outputs,
                                   GError              **error);
int         convo_expand_source   (const ConvoPlace     *place,
                                   const int            *sources,
                                   const char           *wire);
gboolean    convo_expand_charge   (ConvoExpansion       *self,
                                   gint64                work);

GHashTable *convo_patterns_new    (void);
ConvoMark   convo_patterns_mark   (const ConvoExpansion *self);
gboolean    convo_patterns_repeat (ConvoExpansion       *self,
                                   const ConvoCopy      *copy,
                                   const int            *ports,
                                   const char           *prefix,
                                   int                  *outputs);
void        convo_patterns_keep   (ConvoExpansion       *self,
                                   const ConvoCopy      *copy,
                                   const ConvoMark      *mark,
                                   const int            *ports,
                                   const char           *prefix,
                                   const int            *outputs);
void        convo_patterns_forget (GHashTable           *patterns,
                                   guint                 n_layers);

G_END_DECLS
