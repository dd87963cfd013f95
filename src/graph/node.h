#pragma once
#include <json-glib/json-glib.h>
#include "kind.h"

G_BEGIN_DECLS

/**
 * ConvoNode:
 *
 * One node of a graph or of a definition: immutable, ref-counted, shared between versions of the graph.
 * Either a layer of a registered kind or an instance of a named block (a definition of the graph).
 *
 * Properties are kept as the document has them (sealed #JsonNode values; inside definitions they may be expressions
 * "=4*channels"). Inputs are names: "conv1", "layer2:2" (second output of an instance), inside definitions also
 * "@in", "@in2"; %NULL for a free port.
 */
typedef struct _ConvoNode ConvoNode;

ConvoNode       *convo_node_ref         (const ConvoNode *node);
void             convo_node_unref       (const ConvoNode *node);

const char      *convo_node_id          (const ConvoNode *node);
const char      *convo_node_type        (const ConvoNode *node);
const ConvoKind *convo_node_kind        (const ConvoNode *node);
const void      *convo_node_state       (const ConvoNode *node);
gboolean         convo_node_is_block    (const ConvoNode *node);
int              convo_node_repeat      (const ConvoNode *node);

int              convo_node_n_inputs    (const ConvoNode *node);
const char      *convo_node_input       (const ConvoNode *node,
                                         int              port);

JsonNode        *convo_node_get         (const ConvoNode *node,
                                         const char      *key);
char           **convo_node_keys        (const ConvoNode *node);

gboolean         convo_node_placed      (const ConvoNode *node,
                                         double          *x,
                                         double          *y);

gboolean         convo_wire_parse       (const char      *wire,
                                         char           **id,
                                         int             *output);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ConvoNode, convo_node_unref)

G_END_DECLS
