/* The keys that every node may have besides its properties: if, repeat, first, last, when, weight; and JSON of a node. */
#include "node-private.h"
#include "errors.h"
#include "text.h"

#include <math.h>
#include <string.h>

static const ConvoScope any_scope = { .any = TRUE };

static gboolean
refuse (GError **error, const char *format, const char *name)
{
  g_set_error (error, CONVO_ERROR, CONVO_ERROR_PROPERTY, format, name);
  return FALSE;
}

static gboolean
check_overrides (JsonNode *value, const char *name, GError **error)
{
  JsonObjectIter iter;
  const char *key;
  JsonNode *item;
  gint64 ignored;

  if (!JSON_NODE_HOLDS_OBJECT (value))
    return refuse (error, _("“%s” must be an object of arguments."), name);
  json_object_iter_init (&iter, json_node_get_object (value));
  while (json_object_iter_next (&iter, &key, &item))
    if (!convo_value_int (item, &any_scope, key, &ignored, error))
      return FALSE;
  return TRUE;
}

static gboolean
check_number (JsonNode *value, const char *name, GError **error)
{
  GType type = JSON_NODE_HOLDS_VALUE (value) ? json_node_get_value_type (value) : G_TYPE_INVALID;

  if (type != G_TYPE_INT64 && type != G_TYPE_DOUBLE)
    return refuse (error, _("“%s” must be a number."), name);
  return isfinite (json_node_get_double (value)) || refuse (error, _("“%s” must be a finite number."), name);
}

/**
 * convo_node_put_special:
 * @node: a node that nobody else sees yet
 * @value: (nullable): %NULL to remove
 *
 * Returns: %TRUE if the node may have that key and the type is right
 */
gboolean
convo_node_put_special (ConvoNode *node, NodeKey key, JsonNode *value, GError **error)
{
  const char *name = convo_node_key_names[key];
  gint64 ignored;

  if (value != NULL)
    switch (key)
      {
      case NODE_CONDITION:
        if (JSON_NODE_HOLDS_VALUE (value) && json_node_get_value_type (value) == G_TYPE_BOOLEAN)
          break;
        if (!convo_value_int (value, &any_scope, name, &ignored, error))
          return FALSE;
        break;
      case NODE_REPEAT:
      case NODE_FIRST:
      case NODE_LAST:
        if (node->kind != NULL)
          return refuse (error, _("“%s” belongs to blocks; a layer cannot have it."), name);
        if (key == NODE_REPEAT ? !convo_value_int (value, &any_scope, name, &ignored, error)
                               : !check_overrides (value, name, error))
          return FALSE;
        break;
      case NODE_WHEN:
        if (!JSON_NODE_HOLDS_VALUE (value) || g_strcmp0 (json_node_get_string (value), "training") != 0)
          return refuse (error, _("“%s” can only be \"training\"."), name);
        break;
      case NODE_WEIGHT:
        if (node->kind == NULL || !(node->kind->flags & CONVO_KIND_LOSS))
          return refuse (error, _("“%s” belongs to losses; other nodes cannot have it."), name);
        if (!check_number (value, name, error))
          return FALSE;
        break;
      default:
        if (!JSON_NODE_HOLDS_OBJECT (value))
          return refuse (error, _("“%s” must be an object."), name != NULL ? name : "view");
      }
  value = convo_value_keep (value);
  g_clear_pointer (&node->special[key], json_node_unref);
  node->special[key] = value;
  return TRUE;
}

static gboolean
check_value_names (JsonNode *value, const ConvoScope *scope, GError **error)
{
  gint64 ignored;

  if (JSON_NODE_HOLDS_ARRAY (value))
    {
      JsonArray *array = json_node_get_array (value);

      for (guint i = 0; i < json_array_get_length (array); i++)
        if (!check_value_names (json_array_get_element (array, i), scope, error))
          return FALSE;
    }
  else if (JSON_NODE_HOLDS_OBJECT (value))
    {
      JsonObjectIter iter;
      JsonNode *item;

      json_object_iter_init (&iter, json_node_get_object (value));
      while (json_object_iter_next (&iter, NULL, &item))
        if (!check_value_names (item, scope, error))
          return FALSE;
    }
  else if (convo_value_is_expression (value))
    return convo_expression_eval (json_node_get_string (value), scope, &ignored, error);
  return TRUE;
}

/** convo_node_check_names: Returns: %TRUE if all its expressions name only arguments of @scope */
gboolean
convo_node_check_names (const ConvoNode *node, const ConvoScope *scope, GError **error)
{
  for (int i = 0; i < node->n_props; i++)
    if (!check_value_names (node->values[i], scope, error))
      return FALSE;
  for (int i = NODE_CONDITION; i <= NODE_LAST; i++)
    if (node->special[i] != NULL && !check_value_names (node->special[i], scope, error))
      return FALSE;
  return TRUE;
}

/* What the node says of @key; NULL if that is the default, said or not */
static JsonNode *
find_prop (const ConvoNode *node, const char *key)
{
  const ConvoProp *prop = node->kind != NULL ? convo_kind_prop (node->kind, key) : NULL;

  for (int i = 0; i < node->n_props; i++)
    if (strcmp (node->keys[i], key) == 0)
      return prop != NULL && !convo_value_is_expression (node->values[i])
             && convo_kind_prop_is_default (prop, node->state) ? NULL : node->values[i];
  return NULL;
}

static gboolean
same_props (const ConvoNode *a, const ConvoNode *b)
{
  for (int i = 0; i < a->n_props; i++)
    if (!convo_value_equal (find_prop (a, a->keys[i]), find_prop (b, a->keys[i])))
      return FALSE;
  return TRUE;
}

/** convo_node_same: Returns: whether both mean the same layers and wires; places and foreign keys do not count */
gboolean
convo_node_same (const ConvoNode *a, const ConvoNode *b)
{
  if (a == b)
    return TRUE;
  if (strcmp (a->id, b->id) != 0 || strcmp (a->type, b->type) != 0 || a->kind != b->kind
      || a->n_inputs != b->n_inputs || !same_props (a, b) || !same_props (b, a))
    return FALSE;
  for (int i = 0; i < a->n_inputs; i++)
    if (g_strcmp0 (a->inputs[i], b->inputs[i]) != 0)
      return FALSE;
  for (int i = 0; i <= NODE_WEIGHT; i++)
    if (!convo_value_equal (a->special[i], b->special[i]))
      return FALSE;
  return TRUE;
}

static void
append_json (JsonBuilder *builder, const char *key, JsonNode *value)
{
  if (value == NULL)
    return;
  json_builder_set_member_name (builder, key);
  json_builder_add_value (builder, json_node_copy (value));
}

/** convo_node_to_json: Returns: (transfer full): the node as a document has it, `from` always given */
JsonNode *
convo_node_to_json (const ConvoNode *node)
{
  g_autoptr(JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "id");
  json_builder_add_string_value (builder, node->id);
  json_builder_set_member_name (builder, node->kind != NULL ? "kind" : "block");
  json_builder_add_string_value (builder, node->type);
  for (int i = 0; i < node->n_props; i++)
    append_json (builder, node->keys[i], node->values[i]);
  json_builder_set_member_name (builder, "from");
  json_builder_begin_array (builder);
  for (int i = 0; i < node->n_inputs; i++)
    json_builder_add_string_value (builder, node->inputs[i]);
  json_builder_end_array (builder);
  for (int i = 0; i <= NODE_WEIGHT; i++)
    append_json (builder, convo_node_key_names[i], node->special[i]);
  json_builder_end_object (builder);
  return json_builder_get_root (builder);
}

/** convo_node_n_props: Returns: how many properties or arguments are given */
int
convo_node_n_props (const ConvoNode *node)
{
  return node->n_props;
}

/** convo_node_prop_key: Returns: name of the property at @index */
const char *
convo_node_prop_key (const ConvoNode *node, int index)
{
  return node->keys[index];
}

/** convo_node_prop_value: Returns: (transfer none): value of the property at @index */
JsonNode *
convo_node_prop_value (const ConvoNode *node, int index)
{
  return node->values[index];
}

/** convo_node_condition: Returns: (nullable): `if` */
JsonNode *
convo_node_condition (const ConvoNode *node)
{
  return node->special[NODE_CONDITION];
}

/** convo_node_repeat_value: Returns: (nullable): `repeat` */
JsonNode *
convo_node_repeat_value (const ConvoNode *node)
{
  return node->special[NODE_REPEAT];
}

/** convo_node_first: Returns: (nullable): arguments of the first copy */
JsonNode *
convo_node_first (const ConvoNode *node)
{
  return node->special[NODE_FIRST];
}

/** convo_node_last: Returns: (nullable): arguments of the last copy */
JsonNode *
convo_node_last (const ConvoNode *node)
{
  return node->special[NODE_LAST];
}

/** convo_node_when: Returns: (nullable): `when` */
JsonNode *
convo_node_when (const ConvoNode *node)
{
  return node->special[NODE_WHEN];
}

/** convo_node_weight: Returns: (nullable): factor of a loss */
JsonNode *
convo_node_weight (const ConvoNode *node)
{
  return node->special[NODE_WEIGHT];
}

/** convo_node_extras: Returns: (nullable): object of foreign keys */
JsonNode *
convo_node_extras (const ConvoNode *node)
{
  return node->special[NODE_EXTRAS];
}

/** convo_node_view: Returns: (nullable): object of the view's keys besides x and y */
JsonNode *
convo_node_view (const ConvoNode *node)
{
  return node->special[NODE_VIEW];
}

/** convo_node_from_implied: Returns: whether a reader gives the node these wires if `from` is left out */
gboolean
convo_node_from_implied (const ConvoNode *node, const ConvoNode *previous, gboolean inside)
{
  const char *wire = previous != NULL ? previous->id : inside ? "@in" : NULL;

  if (wire == NULL || (node->kind != NULL && node->kind->max_inputs == 0))
    return node->n_inputs == 0;
  return node->n_inputs == 1 && strcmp (node->inputs[0], wire) == 0;
}
