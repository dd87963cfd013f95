/* Where the application keeps what it needs to go on with a training after it was closed, killed, or lost power: for each
 * document one network, the name of its data, and a checkpoint, in the person's state folder. */
#include "recovery.h"
#include "convo-file.h"

#include <string.h>

static GFile *
file_of (const char *key, const char *suffix)
{
  g_autofree char *name = g_strconcat (key, suffix, NULL);
  g_autofree char *path = g_build_filename (g_get_user_state_dir (), "convoscope", "runs", name, NULL);

  return g_file_new_for_path (path);
}

/**
 * convo_recovery_key:
 * @document: (nullable): the document's file
 * @name: the network's name, for documents that have no file yet
 *
 * Returns: (transfer full): the name under which the document's training is kept
 */
char *
convo_recovery_key (GFile *document, const char *name)
{
  g_autofree char *uri = document != NULL ? g_file_get_uri (document) : g_strconcat ("untitled:", name, NULL);
  g_autofree char *sum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, uri, -1);

  return g_strndup (sum, 24);
}

static gboolean
save_settings (const char *key, const char *data, GError **error)
{
  g_autoptr(GFile) file = file_of (key, ".ini");
  g_autoptr(GKeyFile) settings = g_key_file_new ();
  g_autoptr(GBytes) bytes = NULL;
  gsize length;
  char *text;

  g_key_file_set_string (settings, "run", "data", data != NULL ? data : "");
  text = g_key_file_to_data (settings, &length, NULL);
  bytes = g_bytes_new_take (text, length);
  return convo_save_atomically (file, bytes, NULL, error);
}

/**
 * convo_recovery_begin:
 * @graph: the network that is going to be trained
 * @data: (nullable): name or folder of the data set
 * @error: return location; %G_IO_ERROR
 *
 * Keeps what belongs to a training that begins; an older one of the same document is forgotten.
 *
 * Returns: (transfer full) (nullable): where the training's checkpoints go
 */
GFile *
convo_recovery_begin (const char *key, const ConvoGraph *graph, const char *data, GError **error)
{
  g_autoptr(GFile) checkpoint = file_of (key, ".safetensors"), network = file_of (key, ".convo");
  g_autoptr(GFile) folder = g_file_get_parent (network);
  g_autofree char *path = g_file_get_path (folder);

  if (g_mkdir_with_parents (path, 0700) != 0 && !g_file_make_directory_with_parents (folder, NULL, error))
    return NULL;
  g_file_delete (checkpoint, NULL, NULL);
  if (!convo_graph_save (graph, network, NULL, error) || !save_settings (key, data, error))
    return NULL;
  return g_steal_pointer (&checkpoint);
}

static char *
load_data (const char *key)
{
  g_autoptr(GFile) file = file_of (key, ".ini");
  g_autoptr(GKeyFile) settings = g_key_file_new ();
  g_autofree char *data = NULL;

  if (!g_key_file_load_from_file (settings, g_file_peek_path (file), G_KEY_FILE_NONE, NULL))
    return NULL;
  data = g_key_file_get_string (settings, "run", "data", NULL);
  return data != NULL && *data != '\0' ? g_steal_pointer (&data) : NULL;
}

/** convo_recovery_find: Returns: (transfer full) (nullable): the training that was interrupted; %NULL if there is none */
ConvoRecovery *
convo_recovery_find (const char *key)
{
  g_autoptr(ConvoRecovery) recovery = g_new0 (ConvoRecovery, 1);
  g_autoptr(GFile) network = file_of (key, ".convo");
  g_autoptr(GFileInfo) info = NULL;

  recovery->key = g_strdup (key);
  recovery->checkpoint = file_of (key, ".safetensors");
  info = g_file_query_info (recovery->checkpoint, G_FILE_ATTRIBUTE_TIME_MODIFIED, G_FILE_QUERY_INFO_NONE, NULL, NULL);
  if (info == NULL)
    return NULL;
  recovery->graph = convo_graph_load (network, NULL, NULL);
  if (recovery->graph == NULL)
    return NULL;
  recovery->data = load_data (key);
  recovery->saved = g_file_info_get_modification_date_time (info);
  return g_steal_pointer (&recovery);
}

/** convo_recovery_forget: the person does not want to go on with it */
void
convo_recovery_forget (const char *key)
{
  static const char *const suffixes[] = { ".safetensors", ".convo", ".ini" };

  for (gsize i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autoptr(GFile) file = file_of (key, suffixes[i]);

      g_file_delete (file, NULL, NULL);
    }
}

/** convo_recovery_free: %NULL is allowed */
void
convo_recovery_free (ConvoRecovery *recovery)
{
  if (recovery == NULL)
    return;
  if (recovery->graph != NULL)
    convo_graph_unref (recovery->graph);
  g_clear_object (&recovery->checkpoint);
  g_clear_pointer (&recovery->saved, g_date_time_unref);
  g_free (recovery->key);
  g_free (recovery->data);
  g_free (recovery);
}
