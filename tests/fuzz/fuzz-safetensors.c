/* Fuzz target: the reader of .safetensors files. */
#include "safetensors.h"

#include <string.h>

static gsize
bytes_of (const ConvoStored *stored)
{
  static const struct { const char *end; gsize size; } ends[] = { { "64", 8 }, { "32", 4 }, { "16", 2 } };

  for (gsize i = 0; i < G_N_ELEMENTS (ends); i++)
    if (g_str_has_suffix (stored->dtype, ends[i].end))
      return ends[i].size;
  return 1;
}

/* Any bytes either load, or fail with one GError; what loads lies within the file. Every byte of it is read.
 * Seeds: tests/fuzz/corpus/safetensors/. A finding becomes a seed. */
int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(ConvoSafetensors) file = NULL;
  guint sum = 0;

  if (size > 1 << 16)                       /* keep one run under a millisecond */
    return 0;

  bytes = g_bytes_new (data, size);
  file = convo_safetensors_parse (bytes, &error);
  g_assert ((file == NULL) == (error != NULL));
  for (int i = 0; file != NULL && i < convo_safetensors_n (file); i++)
    {
      const ConvoStored *stored = convo_safetensors_get (file, i);
      const guint8 *values = stored->data;

      g_assert (convo_safetensors_find (file, stored->name) == stored);
      for (gsize k = 0; k < stored->count * bytes_of (stored); k++)
        sum += values[k];
    }
  return sum == G_MAXUINT;   /* so that the reading is not left out */
}
