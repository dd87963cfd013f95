/* Property values: from what a document says (JSON, perhaps with expressions) to a field of a kind's state. */
#include "value.h"
#include "errors.h"
#include "text.h"

#include <math.h>
#include <string.h>

/** convo_value_keep: Returns: (transfer full) (nullable): @value itself if it is sealed, otherwise a sealed copy */
JsonNode *
convo_value_keep (JsonNode *value)
{
  JsonNode *copy;

  if (value == NULL)
    return NULL;
  if (json_node_is_immutable (value))
    return json_node_ref (value);
  copy = json_node_copy (value);
  json_node_seal (copy);
  return copy;
}

/** convo_value_equal: Returns: whether both are absent, or equal JSON */
gboolean
convo_value_equal (JsonNode *a, JsonNode *b)
{
  return a == b || (a != NULL && b != NULL && json_node_equal (a, b));
}

/** convo_value_is_expression: Returns: whether @value, or an item of it, is a string that begins with "=" */
gboolean
convo_value_is_expression (JsonNode *value)
{
  if (JSON_NODE_HOLDS_ARRAY (value))
    {
      JsonArray *array = json_node_get_array (value);

      for (guint i = 0; i < json_array_get_length (array); i++)
        if (convo_value_is_expression (json_array_get_element (array, i)))
          return TRUE;
      return FALSE;
    }
  return JSON_NODE_HOLDS_VALUE (value) && json_node_get_value_type (value) == G_TYPE_STRING
         && json_node_get_string (value)[0] == '=';
}

/** convo_value_names: Returns: whether an expression in @value, however deep, names @argument */
gboolean
convo_value_names (JsonNode *value, const char *argument)
{
  gboolean found = FALSE;

  if (JSON_NODE_HOLDS_ARRAY (value))
    for (guint i = 0; !found && i < json_array_get_length (json_node_get_array (value)); i++)
      found = convo_value_names (json_array_get_element (json_node_get_array (value), i), argument);
  else if (JSON_NODE_HOLDS_OBJECT (value))
    {
      JsonObjectIter iter;
      JsonNode *item;

      json_object_iter_init (&iter, json_node_get_object (value));
      while (!found && json_object_iter_next (&iter, NULL, &item))
        found = convo_value_names (item, argument);
    }
  else if (convo_value_is_expression (value))
    found = convo_expression_names (json_node_get_string (value), argument);
  return found;
}

static JsonNode *
renamed_items (JsonNode *value, const char *argument, const char *new_name)
{
  g_autoptr(JsonArray) array = json_array_new ();

  for (guint i = 0; i < json_array_get_length (json_node_get_array (value)); i++)
    json_array_add_element (array, convo_value_rename (json_array_get_element (json_node_get_array (value), i), argument, new_name));
  return json_node_init_array (json_node_alloc (), array);
}

static JsonNode *
renamed_members (JsonNode *value, const char *argument, const char *new_name)
{
  g_autoptr(JsonObject) object = json_object_new ();
  JsonObjectIter iter;
  const char *key;
  JsonNode *item;

  json_object_iter_init_ordered (&iter, json_node_get_object (value));
  while (json_object_iter_next_ordered (&iter, &key, &item))
    json_object_set_member (object, key, convo_value_rename (item, argument, new_name));
  return json_node_init_object (json_node_alloc (), object);
}

/** convo_value_rename: Returns: (transfer full): @value, where all expressions call @argument @new_name; sealed */
JsonNode *
convo_value_rename (JsonNode *value, const char *argument, const char *new_name)
{
  g_autofree char *text = NULL;
  JsonNode *out;

  if (!convo_value_names (value, argument))
    return convo_value_keep (value);
  if (JSON_NODE_HOLDS_ARRAY (value))
    out = renamed_items (value, argument, new_name);
  else if (JSON_NODE_HOLDS_OBJECT (value))
    out = renamed_members (value, argument, new_name);
  else
    {
      text = convo_expression_rename (json_node_get_string (value), argument, new_name);
      out = json_node_init_string (json_node_alloc (), text);
    }
  json_node_seal (out);
  return out;
}

static gboolean
is_type (JsonNode *value, GType type)
{
  return JSON_NODE_HOLDS_VALUE (value) && json_node_get_value_type (value) == type;
}

static gboolean
eval (JsonNode *value, const ConvoScope *scope, const char *label, gint64 *out, GError **error)
{
  if (convo_expression_eval (json_node_get_string (value), scope, out, error))
    return TRUE;
  /* translators: the label of a property, before a sentence about it */
  g_prefix_error (error, _("%s: "), label);
  return FALSE;
}

/**
 * convo_value_int:
 * @label: what it is, translated, to begin the sentence with
 * @out: (out): the number
 *
 * Returns: %TRUE if @value is a whole number or an expression that gives one
 */
gboolean
convo_value_int (JsonNode *value, const ConvoScope *scope, const char *label, gint64 *out, GError **error)
{
  if (is_type (value, G_TYPE_INT64))
    {
      *out = json_node_get_int (value);
      return TRUE;
    }
  if (JSON_NODE_HOLDS_VALUE (value) && convo_value_is_expression (value))
    return eval (value, scope, label, out, error);
  g_set_error (error, CONVO_ERROR, CONVO_ERROR_PROPERTY, _("%s must be a whole number."), label);
  return FALSE;
}

static gboolean
read_list (JsonNode *value, const ConvoProp *prop, const ConvoScope *scope, int most, gint64 *at, int *n, GError **error)
{
  JsonArray *array = JSON_NODE_HOLDS_ARRAY (value) ? json_node_get_array (value) : NULL;
  int length = array != NULL ? (int) json_array_get_length (array) : 1;

  if (length < 1 || length > most)
    {
      g_set_error (error, CONVO_ERROR, CONVO_ERROR_PROPERTY, _("%s has %d values; it takes 1 to %d."),
                   _(prop->label), length, most);
      return FALSE;
    }
  *n = length;
  for (int i = 0; i < length; i++)
    if (!convo_value_int (array != NULL ? json_array_get_element (array, i) : value, scope, _(prop->label), &at[i], error))
      return FALSE;
  return TRUE;
}

static gboolean
read_bool (JsonNode *value, const ConvoProp *prop, const ConvoScope *scope, gboolean *out, GError **error)
{
  gint64 number = 0;

  if (is_type (value, G_TYPE_BOOLEAN))
    {
      *out = json_node_get_boolean (value);
      return TRUE;
    }
  if (!convo_value_is_expression (value))
    {
      g_set_error (error, CONVO_ERROR, CONVO_ERROR_PROPERTY, _("%s must be true or false."), _(prop->label));
      return FALSE;
    }
  if (!eval (value, scope, _(prop->label), &number, error))
    return FALSE;
  *out = number != 0;
  return TRUE;
}

static gboolean
read_real (JsonNode *value, const ConvoProp *prop, const ConvoScope *scope, double *out, GError **error)
{
  gint64 number = 0;

  if (is_type (value, G_TYPE_DOUBLE))
    {
      *out = json_node_get_double (value);
      return TRUE;
    }
  if (!is_type (value, G_TYPE_INT64) && !convo_value_is_expression (value))
    {
      g_set_error (error, CONVO_ERROR, CONVO_ERROR_PROPERTY, _("%s must be a number."), _(prop->label));
      return FALSE;
    }
  if (!convo_value_int (value, scope, _(prop->label), &number, error))
    return FALSE;
  *out = number;
  return TRUE;
}

static gboolean
read_choice (JsonNode *value, const ConvoProp *prop, int *out, GError **error)
{
  g_autofree char *names = NULL;

  if (is_type (value, G_TYPE_STRING))
    for (int i = 0; prop->choices[i] != NULL; i++)
      if (strcmp (prop->choices[i], json_node_get_string (value)) == 0)
        {
          *out = i;
          return TRUE;
        }
  names = g_strjoinv (", ", (char **) prop->choices);
  g_set_error (error, CONVO_ERROR, CONVO_ERROR_PROPERTY, _("%s must be one of %s."), _(prop->label), names);
  return FALSE;
}

/**
 * convo_value_read:
 * @value: what the document says
 * @scope: (nullable): arguments of expressions
 * @state: the state whose field is written
 * @error: return location; %CONVO_ERROR_PROPERTY
 *
 * Checks the type only; ranges are convo_kind_check()'s. If @scope has no values, expressions are checked for grammar
 * and names, and the field keeps a zero.
 *
 * Returns: %TRUE if the type is right
 */
gboolean
convo_value_read (JsonNode *value, const ConvoProp *prop, const ConvoScope *scope, void *state, GError **error)
{
  void *field = (char *) state + prop->offset;

  switch (prop->type)
    {
    case CONVO_PROP_INT: return convo_value_int (value, scope, _(prop->label), field, error);
    case CONVO_PROP_BOOL: return read_bool (value, prop, scope, field, error);
    case CONVO_PROP_REAL: return read_real (value, prop, scope, field, error);
    case CONVO_PROP_CHOICE: return read_choice (value, prop, field, error);
    case CONVO_PROP_AXES:
      {
        ConvoAxes *axes = field;
        return read_list (value, prop, scope, CONVO_MAX_AXES, axes->at, &axes->n, error);
      }
    case CONVO_PROP_SHAPE:
      {
        ConvoShape *shape = field;
        return read_list (value, prop, scope, CONVO_MAX_RANK, shape->dim, &shape->rank, error);
      }
    default: g_return_val_if_reached (FALSE);
    }
}
