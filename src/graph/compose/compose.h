/* Blocks in blocks: paths, levels, grouping, ungrouping, repeats, definitions from elsewhere, what is folded. */
#pragma once
#include "build.h"

G_BEGIN_DECLS

/* A path names a node at any depth, as the expanded net does: "layer3.5.conv2" is conv2 in the sixth copy of layer3;
 * instances without `repeat` have no number. A level is the path of what a node is in: "layer3.5"; "" is the document. */
char            *convo_path_level             (const char        *path);
const char      *convo_path_id                (const char        *path);
char            *convo_path_join              (const char        *level,
                                               const char        *id);
gboolean         convo_path_alike             (const char        *a,
                                               const char        *b,
                                               gboolean           prefix);

/* A level as a graph of its own: the nodes of its definition, wires from "@in", outputs read as a node "@out" */
ConvoGraph      *convo_graph_enter            (const ConvoGraph  *graph,
                                               const char        *level,
                                               GError           **error);
ConvoGraph      *convo_graph_leave            (const ConvoGraph  *graph,
                                               const char        *level,
                                               ConvoGraph        *inner,
                                               GError           **error);
const ConvoDefinition *convo_graph_inside     (const ConvoGraph  *graph);
const char      *convo_graph_output           (const ConvoGraph  *graph,
                                               int                port);
const ConvoDefinition *convo_graph_definition_at (const ConvoGraph *graph,
                                               const char        *path);
int              convo_graph_source           (const ConvoGraph  *graph,
                                               const char        *wire);

ConvoGraph      *convo_graph_add_in           (const ConvoGraph  *graph,
                                               const char        *level,
                                               const char        *type,
                                               double             x,
                                               double             y,
                                               char             **path,
                                               GError           **error);
ConvoGraph      *convo_graph_set_folded       (const ConvoGraph  *graph,
                                               const char        *path,
                                               gboolean           folded,
                                               GError           **error);
gboolean         convo_node_folded            (const ConvoNode   *node);
ConvoGraph      *convo_graph_set_argument     (const ConvoGraph  *graph,
                                               const char        *path,
                                               const char        *which,
                                               const char        *argument,
                                               JsonNode          *value,
                                               GError           **error);

ConvoGraph      *convo_graph_group            (const ConvoGraph  *graph,
                                               const char *const *paths,
                                               const char        *name,
                                               char             **instance,
                                               GError           **error);
ConvoGraph      *convo_graph_ungroup          (const ConvoGraph  *graph,
                                               const char        *path,
                                               char            ***ids,
                                               GError           **error);

char            *convo_graph_free_definition_name (const ConvoGraph *graph,
                                               const char        *stem);
ConvoGraph      *convo_graph_import           (const ConvoGraph  *graph,
                                               const ConvoGraph  *library,
                                               const char        *name,
                                               char             **as,
                                               GError           **error);

/* Definitions themselves, and their arguments: by the name of a definition of the document */
ConvoGraph      *convo_graph_rename_definition (const ConvoGraph *graph,
                                               const char        *name,
                                               const char        *new_name,
                                               GError           **error);
ConvoGraph      *convo_graph_copy_definition  (const ConvoGraph  *graph,
                                               const char        *name,
                                               char             **as,
                                               GError           **error);
ConvoGraph      *convo_graph_own_definition   (const ConvoGraph  *graph,
                                               const char        *path,
                                               char             **as,
                                               GError           **error);
ConvoGraph      *convo_graph_remove_definition (const ConvoGraph *graph,
                                               const char        *name,
                                               GError           **error);
char            *convo_graph_instance_of      (const ConvoGraph  *graph,
                                               const char        *name);
int              convo_graph_definition_uses  (const ConvoGraph  *graph,
                                               const char        *name);
ConvoGraph      *convo_graph_remove_output    (const ConvoGraph  *graph,
                                               const char        *definition,
                                               int                port,
                                               GError           **error);
ConvoGraph      *convo_graph_add_argument     (const ConvoGraph  *graph,
                                               const char        *definition,
                                               const char        *argument,
                                               JsonNode          *value,
                                               GError           **error);
ConvoGraph      *convo_graph_remove_argument  (const ConvoGraph  *graph,
                                               const char        *definition,
                                               const char        *argument,
                                               GError           **error);
ConvoGraph      *convo_graph_rename_argument  (const ConvoGraph  *graph,
                                               const char        *definition,
                                               const char        *argument,
                                               const char        *new_name,
                                               GError           **error);
ConvoGraph      *convo_graph_set_default      (const ConvoGraph  *graph,
                                               const char        *definition,
                                               const char        *argument,
                                               JsonNode          *value,
                                               GError           **error);

ConvoGraph      *convo_graph_paste            (const ConvoGraph  *graph,
                                               const ConvoGraph  *from,
                                               const char        *level,
                                               char            ***paths,
                                               GError           **error);
ConvoGraph      *convo_graph_extract          (const ConvoGraph  *graph,
                                               const char *const *paths,
                                               GError           **error);

G_END_DECLS
