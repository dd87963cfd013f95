/* One node: immutable once published, shared between versions of the graph. */
#include "node-private.h"
#include "errors.h"
#include "text.h"

#include <string.h>

const char *const convo_node_key_names[N_NODE_KEYS] = {
  [NODE_CONDITION] = "if", [NODE_REPEAT] = "repeat", [NODE_FIRST] = "first", [NODE_LAST] = "last",
  [NODE_WHEN] = "when", [NODE_WEIGHT] = "weight",
};

/** convo_node_ref: Returns: (transfer full): @node */
ConvoNode *
convo_node_ref (const ConvoNode *node)
{
  g_atomic_ref_count_inc ((gatomicrefcount *) &node->refs);
  return (ConvoNode *) node;
}

/** convo_node_unref: gives one reference back */
void
convo_node_unref (const ConvoNode *node)
{
  ConvoNode *self = (ConvoNode *) node;

  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  for (int i = 0; i < self->n_props; i++)
    {
      g_free (self->keys[i]);
      json_node_unref (self->values[i]);
    }
  for (int i = 0; i < self->n_inputs; i++)
    g_free (self->inputs[i]);
  for (int i = 0; i < N_NODE_KEYS; i++)
    g_clear_pointer (&self->special[i], json_node_unref);
  g_free (self->keys);
  g_free (self->values);
  g_free (self->inputs);
  g_free (self->state);
  g_free (self->type);
  g_free (self->id);
  g_free (self);
}

/** convo_node_copy: Returns: (transfer full): an equal node that nobody else sees yet */
ConvoNode *
convo_node_copy (const ConvoNode *node)
{
  ConvoNode *copy = g_memdup2 (node, sizeof *node);

  g_atomic_ref_count_init (&copy->refs);
  copy->id = g_strdup (node->id);
  copy->type = g_strdup (node->type);
  if (node->kind != NULL)
    copy->state = g_memdup2 (node->state, MAX (node->kind->state_size, 1));
  copy->keys = g_new (char *, node->n_props);
  copy->values = g_new (JsonNode *, node->n_props);
  for (int i = 0; i < node->n_props; i++)
    {
      copy->keys[i] = g_strdup (node->keys[i]);
      copy->values[i] = json_node_ref (node->values[i]);
    }
  copy->inputs = g_new (char *, node->n_inputs);
  for (int i = 0; i < node->n_inputs; i++)
    copy->inputs[i] = g_strdup (node->inputs[i]);
  for (int i = 0; i < N_NODE_KEYS; i++)
    if (node->special[i] != NULL)
      json_node_ref (copy->special[i]);
  return copy;
}

/** convo_id_valid: Returns: %TRUE if @id may name a node or a definition */
gboolean
convo_id_valid (const char *id, GError **error)
{
  gsize length = strlen (id);

  if (length > CONVO_LIMIT_NAME)
    {
      g_set_error (error, CONVO_ERROR, CONVO_ERROR_LIMIT, _("A name has %d bytes; the limit is %d. Choose a shorter one."),
                   (int) MIN (length, G_MAXINT), CONVO_LIMIT_NAME);
      return FALSE;
    }
  if (length > 0 && strspn (id, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-") == length)
    return TRUE;
  g_set_error (error, CONVO_ERROR, CONVO_ERROR_NAME,
               _("“%s” cannot be a name; use Latin letters, digits, “-” and “_”."), id);
  return FALSE;
}

/** convo_node_id: Returns: its name, unique among its neighbours */
const char *
convo_node_id (const ConvoNode *node)
{
  return node->id;
}

/** convo_node_type: Returns: the name of its kind, or of its definition */
const char *
convo_node_type (const ConvoNode *node)
{
  return node->type;
}

/** convo_node_kind: Returns: (nullable): its kind; %NULL for an instance of a definition */
const ConvoKind *
convo_node_kind (const ConvoNode *node)
{
  return node->kind;
}

/** convo_node_state: Returns: (nullable): the kind's state; fields given as expressions are at their defaults */
const void *
convo_node_state (const ConvoNode *node)
{
  return node->state;
}

/** convo_node_is_block: Returns: whether it is an instance of a definition */
gboolean
convo_node_is_block (const ConvoNode *node)
{
  return node->kind == NULL;
}

/** convo_node_repeat: Returns: how many copies; 1 if not given, or given as an expression */
int
convo_node_repeat (const ConvoNode *node)
{
  JsonNode *value = node->special[NODE_REPEAT];
  gint64 n = 1;

  if (value == NULL || convo_value_is_expression (value) || !convo_value_int (value, NULL, "", &n, NULL))
    return 1;
  return CLAMP (n, 0, G_MAXINT);
}

/** convo_node_n_inputs: Returns: number of wired ports up to the last one that is wired */
int
convo_node_n_inputs (const ConvoNode *node)
{
  return node->n_inputs;
}

/** convo_node_input: Returns: (nullable): the wire at @port; %NULL if it is free or there is no such port */
const char *
convo_node_input (const ConvoNode *node, int port)
{
  return port >= 0 && port < node->n_inputs ? node->inputs[port] : NULL;
}

static int
prop_index (const ConvoNode *node, const char *key)
{
  for (int i = 0; i < node->n_props; i++)
    if (strcmp (node->keys[i], key) == 0)
      return i;
  return -1;
}

static int
special_index (const char *key)
{
  for (int i = 0; i < N_NODE_KEYS; i++)
    if (g_strcmp0 (convo_node_key_names[i], key) == 0)
      return i;
  return -1;
}

/**
 * convo_node_get:
 * @key: a property, an argument, or "repeat", "first", "last", "if", "when", "weight"
 *
 * Returns: (nullable) (transfer none): what the document says; %NULL at the default
 */
JsonNode *
convo_node_get (const ConvoNode *node, const char *key)
{
  int i = prop_index (node, key);

  if (i >= 0)
    return node->values[i];
  i = special_index (key);
  return i >= 0 ? node->special[i] : NULL;
}

/** convo_node_keys: Returns: (transfer full): names of the properties or arguments that are given; g_strfreev() it */
char **
convo_node_keys (const ConvoNode *node)
{
  char **keys = g_new0 (char *, node->n_props + 1);

  for (int i = 0; i < node->n_props; i++)
    keys[i] = g_strdup (node->keys[i]);
  return keys;
}

/** convo_node_placed: Returns: whether it has a place on the canvas; @x and @y (out) (optional) are that place */
gboolean
convo_node_placed (const ConvoNode *node, double *x, double *y)
{
  if (x != NULL)
    *x = node->x;
  if (y != NULL)
    *y = node->y;
  return node->placed;
}

/**
 * convo_wire_parse:
 * @wire: "conv1", "layer2:2", "@in", "@in2"
 * @id: (out) (optional) (transfer full): "conv1"; "@in" for input ports of the definition
 * @output: (out) (optional): output (or input port) counted from 0
 *
 * Returns: %TRUE if @wire is well formed
 */
gboolean
convo_wire_parse (const char *wire, char **id, int *output)
{
  gboolean port = g_str_has_prefix (wire, "@in");
  const char *digits = port ? wire + 3 : strchr (wire, ':');
  g_autofree char *name = port ? g_strdup ("@in") : digits != NULL ? g_strndup (wire, digits - wire) : g_strdup (wire);
  guint64 number = 1;

  if (!port && !convo_id_valid (name, NULL))
    return FALSE;
  if (!port && digits != NULL)
    digits++;
  if (digits != NULL && !(port && *digits == '\0')
      && (*digits == '0' || !g_ascii_string_to_unsigned (digits, 10, 1, 9999, &number, NULL)))
    return FALSE;
  if (output != NULL)
    *output = (int) number - 1;
  if (id != NULL)
    *id = g_steal_pointer (&name);
  return TRUE;
}

/** convo_node_set_input: wires @port, or frees it with a %NULL @wire; only on a node that nobody else sees yet */
void
convo_node_set_input (ConvoNode *node, int port, const char *wire)
{
  if (port >= node->n_inputs && wire != NULL)
    {
      node->inputs = g_renew (char *, node->inputs, port + 1);
      while (node->n_inputs <= port)
        node->inputs[node->n_inputs++] = NULL;
    }
  if (port < node->n_inputs)
    {
      g_free (node->inputs[port]);
      node->inputs[port] = g_strdup (wire);
    }
  while (node->n_inputs > 0 && node->inputs[node->n_inputs - 1] == NULL)
    node->n_inputs--;
}

/* Frees a port. Where any number of inputs is welcome, the ports after it close up, unless too few would remain. */
void
convo_node_drop_input (ConvoNode *node, int port)
{
  if (port >= node->n_inputs)
    return;
  if (node->kind == NULL || node->kind->max_inputs != G_MAXINT || node->n_inputs <= node->kind->min_inputs)
    {
      convo_node_set_input (node, port, NULL);
      return;
    }
  g_free (node->inputs[port]);
  node->n_inputs--;
  memmove (node->inputs + port, node->inputs + port + 1, sizeof (char *) * (node->n_inputs - port));
}

static void
store (ConvoNode *node, const char *key, JsonNode *value)
{
  int i = prop_index (node, key);

  if (i >= 0)
    json_node_unref (node->values[i]);
  if (i >= 0 && value == NULL)
    {
      g_free (node->keys[i]);
      node->n_props--;
      memmove (node->keys + i, node->keys + i + 1, sizeof (char *) * (node->n_props - i));
      memmove (node->values + i, node->values + i + 1, sizeof (JsonNode *) * (node->n_props - i));
    }
  if (value == NULL)
    return;
  if (i < 0)
    {
      i = node->n_props++;
      node->keys = g_renew (char *, node->keys, node->n_props);
      node->values = g_renew (JsonNode *, node->values, node->n_props);
      node->keys[i] = g_strdup (key);
    }
  node->values[i] = convo_value_keep (value);
}

static void
reset_field (ConvoNode *node, const ConvoProp *prop)
{
  g_autofree char *initial = convo_kind_new_state (node->kind);
  static const gsize sizes[] = {
    [CONVO_PROP_INT] = sizeof (gint64), [CONVO_PROP_AXES] = sizeof (ConvoAxes), [CONVO_PROP_BOOL] = sizeof (gboolean),
    [CONVO_PROP_REAL] = sizeof (double), [CONVO_PROP_CHOICE] = sizeof (int), [CONVO_PROP_SHAPE] = sizeof (ConvoShape),
  };

  memcpy ((char *) node->state + prop->offset, initial + prop->offset, sizes[prop->type]);
}

static gboolean
put_property (ConvoNode *node, const char *key, JsonNode *value, const ConvoScope *scope, GError **error)
{
  const ConvoProp *prop = convo_kind_prop (node->kind, key);

  if (prop == NULL)
    {
      g_set_error (error, CONVO_ERROR, CONVO_ERROR_NAME, _("%s has no property “%s”; remove it or correct its name."),
                   _(node->kind->title), key);
      return FALSE;
    }
  reset_field (node, prop);
  if (value != NULL && !convo_value_read (value, prop, scope, node->state, error))
    return FALSE;
  if (value != NULL && convo_value_is_expression (value))
    reset_field (node, prop);
  else if (scope == NULL && convo_kind_prop_is_default (prop, node->state))
    value = NULL;   /* an edit; a document keeps what it says, so that saving it unchanged changes no byte */
  store (node, key, value);
  node->expressions = FALSE;
  for (int i = 0; i < node->n_props; i++)
    node->expressions |= convo_value_is_expression (node->values[i]);
  return TRUE;
}

/**
 * convo_node_put:
 * @node: a node that nobody else sees yet; after a failure it is only good for unref
 * @key: a property of its kind; of an instance: an argument (whose existence the graph checks)
 * @value: (nullable): %NULL for the default
 * @scope: (nullable): arguments that expressions may name
 *
 * Returns: %TRUE if the key exists and the type is right
 */
gboolean
convo_node_put (ConvoNode *node, const char *key, JsonNode *value, const ConvoScope *scope, GError **error)
{
  gint64 ignored;

  if (node->kind != NULL)
    return put_property (node, key, value, scope, error);
  if (value != NULL && !convo_value_int (value, scope, key, &ignored, error))
    return FALSE;
  store (node, key, value);
  return TRUE;
}
