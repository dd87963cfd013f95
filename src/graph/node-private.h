/* What a node is made of: for graph/ only. */
#pragma once
#include "build.h"
#include "registry.h"
#include "value.h"

G_BEGIN_DECLS

typedef enum
{
  NODE_CONDITION,
  NODE_REPEAT,
  NODE_FIRST,
  NODE_LAST,
  NODE_WHEN,
  NODE_WEIGHT,
  NODE_EXTRAS,
  NODE_VIEW,
  N_NODE_KEYS,
} NodeKey;

struct _ConvoNode
{
  gatomicrefcount refs;
  char *id, *type;
  const ConvoKind *kind;         /* NULL: an instance of a definition */
  void *state;                   /* literal values and defaults; fields with an expression hold no meaning */
  gboolean expressions;
  int n_props;
  char **keys;
  JsonNode **values;
  int n_inputs;                  /* the last one is wired */
  char **inputs;
  JsonNode *special[N_NODE_KEYS];
  gboolean placed;
  double x, y;
};

extern const char *const convo_node_key_names[N_NODE_KEYS];   /* NULL: not in a node's object */

gboolean   convo_id_valid             (const char       *id,
                                       GError          **error);
/* A copy to change before anybody else sees it */
ConvoNode *convo_node_copy            (const ConvoNode  *node);
void       convo_node_set_input       (ConvoNode        *node,
                                       int               port,
                                       const char       *wire);
void       convo_node_drop_input      (ConvoNode        *node,
                                       int               port);
gboolean   convo_node_put             (ConvoNode        *node,
                                       const char       *key,
                                       JsonNode         *value,
                                       const ConvoScope *scope,
                                       GError          **error);
gboolean   convo_node_put_special     (ConvoNode        *node,
                                       NodeKey           key,
                                       JsonNode         *value,
                                       GError          **error);
gboolean   convo_node_check_names     (const ConvoNode  *node,
                                       const ConvoScope *scope,
                                       GError          **error);
gboolean   convo_node_same            (const ConvoNode  *a,
                                       const ConvoNode  *b);
JsonNode  *convo_node_to_json         (const ConvoNode  *node);

G_END_DECLS
