/* Reads the oracle's tensors. */
#include "tensors.h"

#include <string.h>

char *
test_oracle_path (const char *name)
{
  const char *folder = g_getenv ("CONVO_ORACLE");

  if (folder != NULL)
    return g_build_filename (folder, name, NULL);
  return g_build_filename (g_getenv ("CONVO_SOURCE_DIR"), "tests", "oracle", name, NULL);
}

JsonNode *
test_oracle_json (const char *name)
{
  g_autofree char *path = test_oracle_path (name);
  g_autoptr(JsonParser) parser = json_parser_new ();
  g_autoptr(GError) error = NULL;

  json_parser_load_from_file (parser, path, &error);
  g_assert_no_error (error);
  return json_parser_steal_root (parser);
}

static void
tensor_free (gpointer data)
{
  g_free (((TestTensor *) data)->values);
  g_free (data);
}

static TestTensor *
tensor_read (JsonObject *entry, const char *data, gsize size)
{
  JsonArray *shape = json_object_get_array_member (entry, "shape");
  JsonArray *offsets = json_object_get_array_member (entry, "data_offsets");
  gboolean whole = g_str_equal (json_object_get_string_member (entry, "dtype"), "I64");
  gsize start = json_array_get_int_element (offsets, 0), end = json_array_get_int_element (offsets, 1);
  TestTensor *tensor = g_new0 (TestTensor, 1);

  tensor->rank = json_array_get_length (shape);
  tensor->count = 1;
  g_assert_cmpint (tensor->rank, <=, G_N_ELEMENTS (tensor->dim));
  for (int i = 0; i < tensor->rank; i++)
    tensor->count *= tensor->dim[i] = json_array_get_int_element (shape, i);
  g_assert_true (start <= end && end <= size);
  g_assert_true (end - start == tensor->count * (whole ? sizeof (gint64) : sizeof (float)));
  tensor->values = g_new (float, MAX (tensor->count, 1));
  for (gint64 i = 0; i < tensor->count; i++)
    if (whole)
      {
        gint64 value;

        memcpy (&value, data + start + i * sizeof value, sizeof value);
        tensor->values[i] = value;
      }
    else
      memcpy (&tensor->values[i], data + start + i * sizeof (float), sizeof (float));
  return tensor;
}

GHashTable *
test_oracle_tensors (const char *name)
{
  g_autofree char *file = g_strdup_printf ("golden/%s.safetensors", name), *path = test_oracle_path (file);
  g_autofree char *bytes = NULL;
  g_autoptr(JsonParser) parser = json_parser_new ();
  g_autoptr(GList) names = NULL;
  g_autoptr(GError) error = NULL;
  GHashTable *tensors = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, tensor_free);
  JsonObject *header;
  guint64 header_size;
  gsize size;

  g_file_get_contents (path, &bytes, &size, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (size, >=, 8);
  memcpy (&header_size, bytes, 8);
  header_size = GUINT64_FROM_LE (header_size);
  g_assert_cmpuint (header_size, <=, size - 8);
  json_parser_load_from_data (parser, bytes + 8, header_size, &error);
  g_assert_no_error (error);
  header = json_node_get_object (json_parser_get_root (parser));
  names = json_object_get_members (header);
  for (GList *l = names; l != NULL; l = l->next)
    if (!g_str_equal (l->data, "__metadata__"))
      g_hash_table_insert (tensors, g_strdup (l->data),
                           tensor_read (json_object_get_object_member (header, l->data), bytes + 8 + header_size,
                                        size - 8 - header_size));
  return tensors;
}

const TestTensor *
test_tensor (GHashTable *tensors, const char *name)
{
  const TestTensor *tensor = g_hash_table_lookup (tensors, name);

  if (tensor == NULL)
    g_error ("The tensor %s is missing", name);
  return tensor;
}
