/* The document as a value: nodes, wires, definitions, training settings and places on the canvas. Every edit returns a
 * new graph that shares what did not change; so undo is keeping old pointers, and "saved" is pointer equality. */
#pragma once
#include "node.h"

G_BEGIN_DECLS

#define CONVO_LIMIT_NODES 100000
#define CONVO_LIMIT_DEPTH 16
#define CONVO_LIMIT_NAME 255
#define CONVO_LIMIT_ARGUMENTS 64

typedef struct _ConvoGraph ConvoGraph;

ConvoGraph      *convo_graph_new            (const char        *name);
ConvoGraph      *convo_graph_ref            (const ConvoGraph  *graph);
void             convo_graph_unref          (const ConvoGraph  *graph);

/* Reading */
const char      *convo_graph_name           (const ConvoGraph  *graph);
int              convo_graph_n_nodes        (const ConvoGraph  *graph);
const ConvoNode *convo_graph_node           (const ConvoGraph  *graph,
                                             int                index);
const ConvoNode *convo_graph_find           (const ConvoGraph  *graph,
                                             const char        *id);
int              convo_graph_index          (const ConvoGraph  *graph,
                                             const char        *id);
JsonNode        *convo_graph_about          (const ConvoGraph  *graph);
JsonNode        *convo_graph_training       (const ConvoGraph  *graph);
JsonNode        *convo_graph_definitions    (const ConvoGraph  *graph);
gboolean         convo_graph_same_structure (const ConvoGraph  *a,
                                             const ConvoGraph  *b);
gboolean         convo_graph_can_connect    (const ConvoGraph  *graph,
                                             const char        *from,
                                             const char        *to,
                                             GError           **error);
GPtrArray       *convo_graph_consumers      (const ConvoGraph  *graph,
                                             const char        *id);

/* Edits: each returns (transfer full) a new graph, or NULL with @error set and nothing changed */
ConvoGraph      *convo_graph_add            (const ConvoGraph  *graph,
                                             const char        *type,
                                             double             x,
                                             double             y,
                                             char             **id,
                                             GError           **error);
ConvoGraph      *convo_graph_remove         (const ConvoGraph  *graph,
                                             const char *const *ids,
                                             gboolean           reconnect,
                                             GError           **error);
ConvoGraph      *convo_graph_connect        (const ConvoGraph  *graph,
                                             const char        *from,
                                             const char        *to,
                                             int                port,
                                             GError           **error);
ConvoGraph      *convo_graph_disconnect     (const ConvoGraph  *graph,
                                             const char        *to,
                                             int                port,
                                             GError           **error);
ConvoGraph      *convo_graph_insert         (const ConvoGraph  *graph,
                                             const char        *id,
                                             const char        *to,
                                             int                port,
                                             GError           **error);
ConvoGraph      *convo_graph_set_property   (const ConvoGraph  *graph,
                                             const char        *id,
                                             const char        *key,
                                             JsonNode          *value,
                                             GError           **error);
ConvoGraph      *convo_graph_rename         (const ConvoGraph  *graph,
                                             const char        *id,
                                             const char        *new_id,
                                             GError           **error);
ConvoGraph      *convo_graph_move           (const ConvoGraph  *graph,
                                             const char        *id,
                                             double             x,
                                             double             y);
ConvoGraph      *convo_graph_move_many      (const ConvoGraph  *graph,
                                             const char *const *ids,
                                             const double      *x,
                                             const double      *y,
                                             int                n);
ConvoGraph      *convo_graph_set_name       (const ConvoGraph  *graph,
                                             const char        *name);
ConvoGraph      *convo_graph_set_training   (const ConvoGraph  *graph,
                                             const char        *key,
                                             JsonNode          *value);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ConvoGraph, convo_graph_unref)

G_END_DECLS
