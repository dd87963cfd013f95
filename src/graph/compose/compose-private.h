/* Between the files of compose/ and the edits of nodes and wires: for graph/ only. */
#pragma once
#include "compose.h"
#include "graph-private.h"

G_BEGIN_DECLS

/* If @id is deeper than @graph itself: its level, and the name within (pointer into @id) */
gboolean    convo_path_nested             (const char       *id,
                                           char            **level,
                                           const char      **local);
/* @graph with other definitions: (transfer full) of ConvoDefinition; instances lose wires to ports that are gone */
ConvoGraph *convo_graph_with_definitions  (const ConvoGraph *graph,
                                           GPtrArray        *definitions);
GPtrArray  *convo_definitions_copy        (const ConvoGraph *graph);
JsonNode   *convo_definitions_to_json     (GPtrArray        *definitions);
gboolean    convo_definition_contains     (const ConvoGraph *graph,
                                           const char       *outer,
                                           const char       *inner);
gboolean    convo_node_names_argument     (const ConvoNode  *node,
                                           const char       *argument);
/* @graph with @definition (transfer full) in the place of the one called @name, and every node that any level lists, of
 * the new definition too, as @change has it: (transfer full), perhaps the same node */
typedef ConvoNode *(*ConvoNodeChange) (const ConvoNode *node, gpointer data);
ConvoGraph *convo_graph_redefine          (const ConvoGraph *graph,
                                           const char       *name,
                                           ConvoDefinition  *definition,
                                           ConvoNodeChange   change,
                                           gpointer          data);
/* "@out" is port 0, "@out2" port 1 */
int         convo_output_port             (const char       *name);
char       *convo_graph_free_id           (const ConvoGraph *graph,
                                           const char       *prefix,
                                           gboolean          bare);
ConvoDefinition *convo_definition_rebuild (const ConvoDefinition *definition,
                                           const char       *name,
                                           ConvoNode *const *nodes,
                                           int               n_nodes,
                                           const char *const *outputs,
                                           GError          **error);

G_END_DECLS
