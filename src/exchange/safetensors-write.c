/* Writer of .safetensors files: a JSON header, padded to 8 bytes, then the tensors in PyTorch's layouts. */
#include "config.h"
#include "errors.h"
#include "json-text.h"
#include "numbers.h"
#include "safetensors.h"
#include "text.h"

#include <string.h>

static GString *
header_of (const ConvoTensor *tensors, int n, const char *const *metadata)
{
  GString *text = g_string_new ("{\"__metadata__\":{\"format\":\"pt\",\"producer\":\"Convoscope " CONVO_VERSION "\"");
  gint64 at = 0;

  for (int i = 0; metadata != NULL && metadata[i] != NULL; i++)
    {
      g_string_append_c (text, i % 2 == 0 ? ',' : ':');
      convo_json_append_string (text, metadata[i]);
    }
  g_string_append_c (text, '}');
  for (int i = 0; i < n; i++)
    {
      gint64 end = at + tensors[i].count * (gint64) sizeof (float);

      g_string_append_c (text, ',');
      convo_json_append_string (text, tensors[i].name);
      g_string_append (text, ":{\"dtype\":\"F32\",\"shape\":[");
      for (int d = 0; d < tensors[i].spec.rank; d++)
        g_string_append_printf (text, "%s%" G_GINT64_FORMAT, d > 0 ? "," : "", tensors[i].spec.dim[d]);
      g_string_append_printf (text, "],\"data_offsets\":[%" G_GINT64_FORMAT ",%" G_GINT64_FORMAT "]}", at, end);
      at = end;
    }
  g_string_append_c (text, '}');
  while (text->len % 8 != 0)
    g_string_append_c (text, ' ');
  return text;
}

/**
 * convo_safetensors_write:
 * @tensors: values in engine order; written in file order, float32
 * @n: how many
 * @metadata: (nullable): name, value, name, value, …, %NULL
 * @error: return location; %CONVO_ERROR_MEMORY
 *
 * Returns: (transfer full) (nullable): the bytes of the file
 */
GBytes *
convo_safetensors_write (const ConvoTensor *tensors, int n, const char *const *metadata, GError **error)
{
  g_autoptr(GString) header = header_of (tensors, n, metadata);
  guint64 length = GUINT64_TO_LE ((guint64) header->len);
  gsize size = 8 + header->len;
  char *data, *at;

  for (int i = 0; i < n; i++)
    size += tensors[i].count * sizeof (float);
  data = g_try_malloc (size);
  if (data == NULL)
    {
      g_autofree char *text = convo_number_bytes (size);

      g_set_error (error, CONVO_ERROR, CONVO_ERROR_MEMORY, _("Saving the weights needs %s of memory."), text);
      return NULL;
    }
  memcpy (data, &length, 8);
  memcpy (data + 8, header->str, header->len);
  at = data + 8 + header->len;
  for (int i = 0; i < n; i++)
    {
      convo_param_to_file (&tensors[i].spec, tensors[i].data, (float *) (gpointer) at);
      at += tensors[i].count * sizeof (float);
    }
  return g_bytes_new_take (data, size);
}
