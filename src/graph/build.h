/* How a reader makes a graph and how a writer takes it apart. Everybody else edits through graph.h. */
#pragma once
#include "graph.h"

G_BEGIN_DECLS

/**
 * ConvoNodeSpec:
 * @id: name: letters, digits, "_", "-"; 1 to 255 bytes
 * @type: name of a layer kind, or with @block of a definition
 * @block: the node is an instance of a definition
 * @n_props: how many properties (of an instance: arguments)
 * @keys: their names, in the order of the document
 * @values: their values: whole numbers, arrays, booleans, reals, choices, or expressions "=4*channels"
 * @n_inputs: how many ports have an entry
 * @inputs: wires "conv1", "layer2:2", "@in", "@in2"; %NULL for a free port. The reader resolves a missing `from`: the node
 *   before; "@in" for the first node of a definition; none for kinds that take no input and for the first top-level node
 * @condition: (nullable): `if`
 * @repeat: (nullable): instances only
 * @first: (nullable): object of arguments for the first copy; instances only
 * @last: (nullable): object of arguments for the last copy; instances only
 * @when: (nullable): the string "training"
 * @weight: (nullable): factor of a loss
 * @extras: (nullable): object of all keys that begin with "x-"
 * @placed: whether the view gives a place
 * @x: place on the canvas
 * @y: place on the canvas
 * @view: (nullable): object of the other keys of the node's view entry ("folded", "x-…")
 *
 * A node to build. Everything is copied or referenced; JSON values are sealed (json_node_seal()), so they must not be
 * changed afterwards.
 */
typedef struct
{
  const char *id, *type;
  gboolean block;
  int n_props;
  const char *const *keys;
  JsonNode *const *values;
  int n_inputs;
  const char *const *inputs;
  JsonNode *condition, *repeat, *first, *last, *when, *weight, *extras;
  gboolean placed;
  double x, y;
  JsonNode *view;
} ConvoNodeSpec;

/* Refuses with a sentence: an illegal id, an unknown kind or property, a property given twice, a value of the wrong JSON
 * type, an illegal wire, more inputs than the kind takes, keys that do not belong to layers or to instances. Values out
 * of range are not refused here: they become problems of the node (net.h). A property that the document gives is kept even
 * at its default, so that an unchanged document is saved as it was; an edit that returns to the default drops it. */
ConvoNode             *convo_node_build             (const ConvoNodeSpec  *spec,
                                                     GError              **error);

/**
 * ConvoDefinition:
 *
 * A named block: arguments with defaults, nodes, outputs. Immutable, ref-counted.
 */
typedef struct _ConvoDefinition ConvoDefinition;

/**
 * ConvoDefinitionSpec:
 * @name: like an id
 * @n_arguments: how many arguments
 * @arguments: their names: letters, digits, "_", beginning with a letter
 * @defaults: whole numbers, or expressions over the arguments before
 * @n_nodes: how many nodes
 * @nodes: the nodes
 * @outputs: (nullable): %NULL-terminated wires; %NULL: the last node
 * @extras: (nullable): object of all keys that begin with "x-"
 */
typedef struct
{
  const char *name;
  int n_arguments;
  const char *const *arguments;
  JsonNode *const *defaults;
  int n_nodes;
  ConvoNode *const *nodes;
  const char *const *outputs;
  JsonNode *extras;
} ConvoDefinitionSpec;

/* @guilty: (out) (optional) (transfer none): the node of the spec that is refused, NULL if none in particular.
 * Refuses duplicate ids, wires from nodes that do not exist, arguments given twice. */
ConvoDefinition       *convo_definition_build       (const ConvoDefinitionSpec *spec,
                                                     const ConvoNode          **guilty,
                                                     GError                   **error);

/**
 * ConvoGraphSpec:
 * @name: title of the document
 * @about: (nullable): object
 * @n_definitions: how many definitions
 * @definitions: in the order of the document; one may use those after it
 * @n_nodes: how many top-level nodes
 * @nodes: in the order of the document
 * @training: (nullable): object
 * @view: (nullable): object of the entries of `view` that are no node's ("notes", "x-…")
 * @extras: (nullable): object of all keys that begin with "x-"
 */
typedef struct
{
  const char *name;
  JsonNode *about;
  int n_definitions;
  ConvoDefinition *const *definitions;
  int n_nodes;
  ConvoNode *const *nodes;
  JsonNode *training, *view, *extras;
} ConvoGraphSpec;

/* Refuses besides: unknown definitions, arguments and output ports, two definitions of one name, more than
 * CONVO_LIMIT_NODES nodes. @guilty may be a node of a definition. Cycles of wires or of definitions are not refused:
 * they become problems (net.h), so that a person can mend them. */
ConvoGraph            *convo_graph_build            (const ConvoGraphSpec      *spec,
                                                     const ConvoNode          **guilty,
                                                     GError                   **error);

/* What a writer reads, besides node.h and graph.h. All (transfer none); JSON values may be NULL: not given */
int                    convo_node_n_props           (const ConvoNode       *node);
const char            *convo_node_prop_key          (const ConvoNode       *node,
                                                     int                    index);
JsonNode              *convo_node_prop_value        (const ConvoNode       *node,
                                                     int                    index);
JsonNode              *convo_node_condition         (const ConvoNode       *node);
JsonNode              *convo_node_repeat_value      (const ConvoNode       *node);
JsonNode              *convo_node_first             (const ConvoNode       *node);
JsonNode              *convo_node_last              (const ConvoNode       *node);
JsonNode              *convo_node_when              (const ConvoNode       *node);
JsonNode              *convo_node_weight            (const ConvoNode       *node);
JsonNode              *convo_node_extras            (const ConvoNode       *node);
JsonNode              *convo_node_view              (const ConvoNode       *node);
/* Whether `from` may be left out after @previous (NULL: the first node), @inside a definition */
gboolean               convo_node_from_implied      (const ConvoNode       *node,
                                                     const ConvoNode       *previous,
                                                     gboolean               inside);

ConvoDefinition       *convo_definition_ref         (const ConvoDefinition *definition);
void                   convo_definition_unref       (const ConvoDefinition *definition);
const char            *convo_definition_name        (const ConvoDefinition *definition);
int                    convo_definition_n_arguments (const ConvoDefinition *definition);
const char            *convo_definition_argument    (const ConvoDefinition *definition,
                                                     int                    index);
JsonNode              *convo_definition_default     (const ConvoDefinition *definition,
                                                     int                    index);
int                    convo_definition_n_nodes     (const ConvoDefinition *definition);
const ConvoNode       *convo_definition_node        (const ConvoDefinition *definition,
                                                     int                    index);
int                    convo_definition_n_inputs    (const ConvoDefinition *definition);
int                    convo_definition_n_outputs   (const ConvoDefinition *definition);
const char *const     *convo_definition_outputs     (const ConvoDefinition *definition);   /* NULL: the last node */
JsonNode              *convo_definition_extras      (const ConvoDefinition *definition);

int                    convo_graph_n_definitions    (const ConvoGraph      *graph);
const ConvoDefinition *convo_graph_definition       (const ConvoGraph      *graph,
                                                     int                    index);
const ConvoDefinition *convo_graph_find_definition  (const ConvoGraph      *graph,
                                                     const char            *name);
JsonNode              *convo_graph_view             (const ConvoGraph      *graph);   /* without the nodes' entries */
JsonNode              *convo_graph_extras           (const ConvoGraph      *graph);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ConvoDefinition, convo_definition_unref)

G_END_DECLS
