/* Reader of .safetensors files: https://github.com/huggingface/safetensors. Everything is checked before it is used. */
#include "safetensors.h"
#include "errors.h"
#include "json-scan.h"
#include "text.h"

#include <string.h>

#define LIMIT_HEADER (100 * 1000 * 1000)   /* as the reference implementation */
#define LIMIT_VALUES 2000000

struct _ConvoSafetensors
{
  GBytes *bytes;
  GArray *tensors;        /* of ConvoStored, in the order of their data */
  GHashTable *by_name;    /* name → index + 1 */
  GHashTable *metadata;
};

static gboolean G_GNUC_PRINTF (2, 3)
bad (GError **error, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error_literal (error, CONVO_ERROR, CONVO_ERROR_FORMAT, message);
  return FALSE;
}

/* Bytes of one value; 0 for a type that is not in the format */
static gsize
dtype_size (const char *dtype)
{
  static const struct { const char *name; gsize size; } types[] = {
    { "F32", 4 }, { "F64", 8 }, { "F16", 2 }, { "BF16", 2 }, { "I64", 8 }, { "I32", 4 }, { "I16", 2 }, { "I8", 1 },
    { "U8", 1 }, { "U16", 2 }, { "U32", 4 }, { "U64", 8 }, { "BOOL", 1 }, { "F8_E4M3", 1 }, { "F8_E5M2", 1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    if (strcmp (types[i].name, dtype) == 0)
      return types[i].size;
  return 0;
}

static gboolean
whole (JsonNode *node, gint64 *value)
{
  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_INT64)
    return FALSE;
  *value = json_node_get_int (node);
  return *value >= 0;
}

static JsonArray *
list (JsonObject *object, const char *key)
{
  JsonNode *node = json_object_get_member (object, key);

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

static gboolean
read_shape (const char *name, JsonArray *shape, ConvoStored *stored, GError **error)
{
  if (shape == NULL || json_array_get_length (shape) > G_N_ELEMENTS (stored->dim))
    return bad (error, _("The tensor %s has no shape of at most %d extents."), name, (int) G_N_ELEMENTS (stored->dim));
  stored->rank = json_array_get_length (shape);
  stored->count = 1;
  for (int i = 0; i < stored->rank; i++)
    {
      if (!whole (json_array_get_element (shape, i), &stored->dim[i]))
        return bad (error, _("The shape of the tensor %s is not a list of whole numbers."), name);
      if (__builtin_mul_overflow (stored->count, stored->dim[i], &stored->count) || stored->count > (G_GINT64_CONSTANT (1) << 48))
        return bad (error, _("The tensor %s has too many values."), name);
    }
  return TRUE;
}

/* One entry of the header; @data, @size: the part of the file after the header */
static gboolean
read_tensor (const char *name, JsonNode *node, const char *data, gsize size, ConvoStored *stored, GError **error)
{
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  JsonNode *type = object != NULL ? json_object_get_member (object, "dtype") : NULL;
  const char *dtype = type != NULL && JSON_NODE_HOLDS_VALUE (type) ? json_node_get_string (type) : NULL;
  JsonArray *offsets;
  gint64 begin, end;

  if (dtype == NULL || dtype_size (dtype) == 0)
    return bad (error, _("The tensor %s has an unknown type."), name);
  if (!read_shape (name, list (object, "shape"), stored, error))
    return FALSE;
  offsets = list (object, "data_offsets");
  if (offsets == NULL || json_array_get_length (offsets) != 2
      || !whole (json_array_get_element (offsets, 0), &begin) || !whole (json_array_get_element (offsets, 1), &end))
    return bad (error, _("The tensor %s does not say where its values are."), name);
  if (begin > end || (guint64) end > size)
    return bad (error, _("The values of the tensor %s end after the end of the file; it is not complete."), name);
  if (end - begin != stored->count * (gint64) dtype_size (dtype))
    return bad (error, _("The tensor %s has another number of bytes than its shape says."), name);
  g_strlcpy (stored->dtype, dtype, sizeof stored->dtype);
  stored->data = data + begin;
  stored->name = g_strdup (name);
  return TRUE;
}

static gboolean
read_metadata (ConvoSafetensors *file, JsonNode *node, GError **error)
{
  JsonObjectIter iter;
  const char *key;
  JsonNode *value;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    return bad (error, _("The file's metadata is not an object."));
  json_object_iter_init_ordered (&iter, json_node_get_object (node));
  while (json_object_iter_next_ordered (&iter, &key, &value))
    {
      if (!JSON_NODE_HOLDS_VALUE (value) || json_node_get_value_type (value) != G_TYPE_STRING)
        return bad (error, _("The file's metadata “%s” is not a text."), key);
      g_hash_table_insert (file->metadata, g_strdup (key), json_node_dup_string (value));
    }
  return TRUE;
}

static int
by_place (gconstpointer a, gconstpointer b)
{
  const ConvoStored *x = a, *y = b;

  if (x->data != y->data)
    return (const char *) x->data < (const char *) y->data ? -1 : 1;
  return (x->count > y->count) - (x->count < y->count);   /* empty ones first */
}

/* The tensors must lie one after the other and fill the file: no overlap, nothing hidden between them */
static gboolean
check_places (ConvoSafetensors *file, const char *data, gsize size, GError **error)
{
  const char *at = data;

  g_array_sort (file->tensors, by_place);
  for (guint i = 0; i < file->tensors->len; i++)
    {
      const ConvoStored *stored = &g_array_index (file->tensors, ConvoStored, i);

      if (stored->data != at)
        return bad (error, _("The values of the tensor %s overlap with others, or there is a gap before them."), stored->name);
      at += stored->count * dtype_size (stored->dtype);
      g_hash_table_insert (file->by_name, stored->name, GUINT_TO_POINTER (i + 1));
    }
  if (at != data + size)
    return bad (error, _("There is more in the file than its tensors."));
  return TRUE;
}

static gboolean
read_header (ConvoSafetensors *file, JsonNode *root, const char *data, gsize size, GError **error)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  if (!JSON_NODE_HOLDS_OBJECT (root))
    return bad (error, _("The file's header is not an object."));
  json_object_iter_init_ordered (&iter, json_node_get_object (root));
  while (json_object_iter_next_ordered (&iter, &name, &node))
    {
      ConvoStored stored = { 0 };

      if (strcmp (name, "__metadata__") == 0)
        {
          if (!read_metadata (file, node, error))
            return FALSE;
          continue;
        }
      if (!read_tensor (name, node, data, size, &stored, error))
        return FALSE;
      g_array_append_val (file->tensors, stored);
    }
  return check_places (file, data, size, error);
}

static void
clear_stored (gpointer data)
{
  g_free (((ConvoStored *) data)->name);
}

/**
 * convo_safetensors_parse:
 * @bytes: a whole file; kept, the tensors point into it
 * @error: return location; %CONVO_ERROR_FORMAT, %CONVO_ERROR_LIMIT, %CONVO_ERROR_NAME (a tensor twice)
 *
 * Checks the file: header of at most 100 MB and valid JSON, known types, at most 8 extents, sizes without overflow, tensors
 * that fill the rest of the file without overlap or gap. Values may be unaligned: copy them with memcpy().
 *
 * Returns: (transfer full): the tensors, or %NULL with @error set
 */
ConvoSafetensors *
convo_safetensors_parse (GBytes *bytes, GError **error)
{
  g_autoptr(ConvoSafetensors) file = NULL;
  g_autoptr(JsonNode) root = NULL;
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);
  guint64 header;

  g_return_val_if_fail (error == NULL || *error == NULL, NULL);
  if (size < 8)
    {
      bad (error, _("The file is too short for a .safetensors file."));
      return NULL;
    }
  memcpy (&header, data, 8);
  header = GUINT64_FROM_LE (header);
  if (header > LIMIT_HEADER || header > size - 8)
    {
      bad (error, header > LIMIT_HEADER ? _("The header says it is larger than 100 MB; this is not a .safetensors file.")
                                        : _("The file ends in its header; it is not complete."));
      return NULL;
    }
  root = convo_scan_parse (data + 8, header, LIMIT_VALUES, NULL, error);
  if (root == NULL)
    return NULL;
  file = g_new0 (ConvoSafetensors, 1);
  file->bytes = g_bytes_ref (bytes);
  file->tensors = g_array_new (FALSE, FALSE, sizeof (ConvoStored));
  g_array_set_clear_func (file->tensors, clear_stored);
  file->by_name = g_hash_table_new (g_str_hash, g_str_equal);
  file->metadata = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  if (!read_header (file, root, data + 8 + header, size - 8 - header, error))
    return NULL;
  return g_steal_pointer (&file);
}

/** convo_safetensors_free: frees the file; %NULL is allowed */
void
convo_safetensors_free (ConvoSafetensors *file)
{
  if (file == NULL)
    return;
  g_hash_table_unref (file->by_name);
  g_hash_table_unref (file->metadata);
  g_array_unref (file->tensors);
  g_bytes_unref (file->bytes);
  g_free (file);
}

/** convo_safetensors_n: Returns: the number of tensors */
int
convo_safetensors_n (const ConvoSafetensors *file)
{
  return file->tensors->len;
}

/** convo_safetensors_get: Returns: (transfer none): tensor @index, in the order of the file's data */
const ConvoStored *
convo_safetensors_get (const ConvoSafetensors *file, int index)
{
  g_return_val_if_fail (index >= 0 && (guint) index < file->tensors->len, NULL);
  return &g_array_index (file->tensors, ConvoStored, index);
}

/** convo_safetensors_find: Returns: (transfer none) (nullable): the tensor of that name */
const ConvoStored *
convo_safetensors_find (const ConvoSafetensors *file, const char *name)
{
  guint index = GPOINTER_TO_UINT (g_hash_table_lookup (file->by_name, name));

  return index > 0 ? &g_array_index (file->tensors, ConvoStored, index - 1) : NULL;
}

/** convo_safetensors_metadata: Returns: (nullable): an entry of `__metadata__` */
const char *
convo_safetensors_metadata (const ConvoSafetensors *file, const char *key)
{
  return g_hash_table_lookup (file->metadata, key);
}
