/* Fuzz target: the reader of IDX files, plain and gzipped. */
#include "idx.h"

/* Any bytes either load as pictures or labels, or fail with one GError, and nothing leaks.
 * Seeds: tests/fuzz/corpus/idx/. A finding becomes a seed. */
int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr(GError) image_error = NULL;
  g_autoptr(GError) label_error = NULL;
  g_autoptr(ConvoIdx) images = NULL;
  g_autoptr(ConvoIdx) labels = NULL;

  if (size > 1 << 14)                       /* deflate makes at most 17 MB of it */
    return 0;

  images = convo_idx_parse_images (data, size, "fuzz", &image_error);
  g_assert ((images == NULL) == (image_error != NULL));
  labels = convo_idx_parse_labels (data, size, "fuzz", &label_error);
  g_assert ((labels == NULL) == (label_error != NULL));
  g_assert (images == NULL || g_bytes_get_size (images->values) == (gsize) images->n * images->height * images->width);
  g_assert (labels == NULL || g_bytes_get_size (labels->values) == labels->n);
  return 0;
}
