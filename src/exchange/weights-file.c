/* Weights of a net as a .safetensors file, in PyTorch's names and layouts. */
#include "aligned.h"
#include "convo-file.h"
#include "errors.h"
#include "numbers.h"
#include "safetensors.h"
#include "text.h"

#include <string.h>

static GBytes *
read_whole (GFile *file, GCancellable *cancellable, GError **error)
{
  g_autoptr(GFileInputStream) stream = g_file_read (file, cancellable, error);
  g_autoptr(GFileInfo) info = NULL;
  g_autofree char *data = NULL;
  gsize size, got, available = convo_memory_available ();

  if (stream == NULL)
    return NULL;
  info = g_file_input_stream_query_info (stream, G_FILE_ATTRIBUTE_STANDARD_SIZE, cancellable, error);
  if (info == NULL)
    return NULL;
  size = g_file_info_get_size (info);
  data = available == 0 || size < available ? g_try_malloc (MAX (size, 1)) : NULL;
  if (data == NULL)
    {
      g_autofree char *text = convo_number_bytes (size);

      g_set_error (error, CONVO_ERROR, CONVO_ERROR_MEMORY, _("The file has %s, which do not fit into memory."), text);
      return NULL;
    }
  if (!g_input_stream_read_all (G_INPUT_STREAM (stream), data, size, &got, cancellable, error))
    return NULL;
  return g_bytes_new_take (g_steal_pointer (&data), got);
}

/**
 * convo_safetensors_load:
 * @error: return location; as convo_safetensors_parse(), %CONVO_ERROR_MEMORY or %G_IO_ERROR. The message begins with the
 *   file's name
 *
 * Blocks: call it from a worker.
 *
 * Returns: (transfer full): the tensors, or %NULL with @error set
 */
ConvoSafetensors *
convo_safetensors_load (GFile *file, GCancellable *cancellable, GError **error)
{
  g_autoptr(GBytes) bytes = read_whole (file, cancellable, error);
  ConvoSafetensors *tensors = bytes != NULL ? convo_safetensors_parse (bytes, error) : NULL;

  if (tensors == NULL)
    convo_file_name_error (file, error);
  return tensors;
}

/* "16×6×5×5"; "one value" for rank 0 */
static char *
shape_text (const gint64 *dim, int rank)
{
  GString *text = g_string_new (rank == 0 ? "1" : NULL);

  for (int i = 0; i < rank; i++)
    g_string_append_printf (text, "%s%" G_GINT64_FORMAT, i > 0 ? "×" : "", dim[i]);
  return g_string_free (text, FALSE);
}

static gboolean
check_tensor (const ConvoTensor *tensor, const ConvoStored *stored, const char *file, GError **error)
{
  g_autofree char *needed = shape_text (tensor->spec.dim, tensor->spec.rank);
  g_autofree char *given = stored != NULL ? shape_text (stored->dim, stored->rank) : NULL;

  if (stored == NULL)
    g_set_error (error, CONVO_ERROR, CONVO_ERROR_NAME,
                 /* translators: file, tensor, shape */
                 _("%s has no %s, which the network needs (%s)."), file, tensor->name, needed);
  else if (stored->rank != tensor->spec.rank
           || memcmp (stored->dim, tensor->spec.dim, stored->rank * sizeof (gint64)) != 0)
    g_set_error (error, CONVO_ERROR, CONVO_ERROR_SHAPE,
                 /* translators: tensor, its shape, file, another shape */
                 _("%s is %s in %s but the network needs %s."), tensor->name, given, file, needed);
  else if (strcmp (stored->dtype, "F32") != 0)
    g_set_error (error, CONVO_ERROR, CONVO_ERROR_FORMAT,
                 /* translators: tensor, a type such as F16, file */
                 _("%s has the type %s in %s but the network needs F32; convert the file."), tensor->name, stored->dtype,
                 file);
  else
    return TRUE;
  return FALSE;
}

static gboolean
check_all (const ConvoWeights *weights, const ConvoSafetensors *tensors, const char *file, GError **error)
{
  g_autoptr(GHashTable) needed = g_hash_table_new (g_str_hash, g_str_equal);

  for (int i = 0; i < convo_weights_n (weights); i++)
    {
      const ConvoTensor *tensor = convo_weights_get (weights, i);

      g_hash_table_add (needed, tensor->name);
      if (!check_tensor (tensor, convo_safetensors_find (tensors, tensor->name), file, error))
        return FALSE;
    }
  for (int i = 0; i < convo_safetensors_n (tensors); i++)
    {
      const char *name = convo_safetensors_get (tensors, i)->name;

      if (g_hash_table_contains (needed, name) || g_str_has_suffix (name, ".num_batches_tracked"))
        continue;
      g_set_error (error, CONVO_ERROR, CONVO_ERROR_NAME,
                   _("%s holds %s, which the network does not have; the file belongs to another network."), file, name);
      return FALSE;
    }
  return TRUE;
}

/* Through an aligned copy: values in files may be unaligned */
static void
copy_in (ConvoTensor *tensor, const ConvoStored *stored, GByteArray *buffer)
{
  g_byte_array_set_size (buffer, 0);
  if (tensor->count == 0)
    return;
  if ((guintptr) stored->data % sizeof (float) == 0)
    {
      convo_param_to_engine (&tensor->spec, stored->data, tensor->data);
      return;
    }
  g_byte_array_append (buffer, stored->data, tensor->count * sizeof (float));
  convo_param_to_engine (&tensor->spec, (const float *) (gpointer) buffer->data, tensor->data);
}

/**
 * convo_weights_load:
 * @weights: of the net that the file must fit
 * @error: return location; %CONVO_ERROR: NAME, SHAPE, FORMAT, LIMIT, MEMORY; or %G_IO_ERROR
 *
 * Reads all parameters and running statistics. Every tensor must be there with its shape, and nothing else (PyTorch's
 * counters `num_batches_tracked` apart, which play no part). Blocks: call it from a worker.
 *
 * Returns: %TRUE on success; on failure @weights are unchanged
 */
gboolean
convo_weights_load (ConvoWeights *weights, GFile *file, GCancellable *cancellable, GError **error)
{
  g_autoptr(ConvoSafetensors) tensors = convo_safetensors_load (file, cancellable, error);
  g_autoptr(GByteArray) buffer = g_byte_array_new ();
  g_autofree char *name = g_file_get_basename (file);
  g_autofree char *shown = g_filename_display_name (name);

  if (tensors == NULL || !check_all (weights, tensors, shown, error))
    return FALSE;
  for (int i = 0; i < convo_weights_n (weights); i++)
    {
      ConvoTensor *tensor = convo_weights_get (weights, i);

      copy_in (tensor, convo_safetensors_find (tensors, tensor->name), buffer);
    }
  convo_weights_changed (weights);
  return TRUE;
}

/**
 * convo_weights_save:
 * @error: return location; %CONVO_ERROR_MEMORY or %G_IO_ERROR
 *
 * Writes all parameters and running statistics, float32, in the order of the net, atomically (convo_save_atomically()).
 *
 * Returns: %TRUE on success
 */
gboolean
convo_weights_save (const ConvoWeights *weights, GFile *file, GCancellable *cancellable, GError **error)
{
  g_autoptr(GArray) tensors = g_array_new (FALSE, FALSE, sizeof (ConvoTensor));
  g_autoptr(GBytes) bytes = NULL;

  for (int i = 0; i < convo_weights_n (weights); i++)
    g_array_append_vals (tensors, convo_weights_get (weights, i), 1);
  bytes = convo_safetensors_write ((ConvoTensor *) (gpointer) tensors->data, tensors->len, NULL, error);
  return bytes != NULL && convo_save_atomically (file, bytes, cancellable, error);
}
