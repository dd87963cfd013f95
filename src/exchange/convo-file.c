/* Documents as files: bounded loading, atomic saving, and the models that come with the program. */
#include "convo-file.h"
#include "config.h"
#include "errors.h"
#include "text.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BLOCK (1 << 20)

/* What GIO says of a file names its whole path; here a sentence with its name. NULL: what it says is good enough */
static char *
sentence_of (const GError *error, const char *name)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    return g_strdup_printf (_("“%s” is not there; it may have been moved, renamed or deleted."), name);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED))
    return g_strdup_printf (_("“%s” may not be read; ask its owner for the permission, or for a copy."), name);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_IS_DIRECTORY))
    return g_strdup_printf (_("“%s” is a folder; choose a file in it."), name);
  return NULL;
}

/**
 * convo_file_name_error:
 * @error: (nullable): set
 *
 * Makes the sentence say which file it is about: by its name alone, for a path is long; whoever shows it may tell the path.
 */
void
convo_file_name_error (GFile *file, GError **error)
{
  g_autofree char *base = g_file_get_basename (file), *name = base != NULL ? g_filename_display_name (base) : NULL, *text = NULL;

  if (error == NULL || *error == NULL || name == NULL || g_error_matches (*error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  text = sentence_of (*error, name);
  if (text != NULL)
    {
      g_free ((*error)->message);
      (*error)->message = g_steal_pointer (&text);
    }
  else if ((*error)->domain == CONVO_ERROR)
    g_prefix_error (error, _("%s: "), name);               /* translators: a file name, then what is wrong with the file */
}

/* Reads at most @limit + 1 bytes, so that an endless file ends */
static GByteArray *
read_bounded (GFile *file, gsize limit, GCancellable *cancellable, GError **error)
{
  g_autoptr(GFileInputStream) stream = g_file_read (file, cancellable, error);
  g_autoptr(GByteArray) bytes = g_byte_array_new ();
  g_autofree guint8 *block = g_malloc (BLOCK);

  if (stream == NULL)
    return NULL;
  while (bytes->len <= limit)
    {
      gssize n = g_input_stream_read (G_INPUT_STREAM (stream), block, MIN ((gsize) BLOCK, limit + 1 - bytes->len),
                                      cancellable, error);

      if (n < 0)
        return NULL;
      if (n == 0)
        break;
      g_byte_array_append (bytes, block, n);
    }
  return g_steal_pointer (&bytes);
}

/**
 * convo_graph_load:
 * @file: a `.convo` document
 * @error: return location; %CONVO_ERROR as convo_graph_parse(), or %G_IO_ERROR. The message begins with the file's name
 *
 * Blocks: call it from a worker.
 *
 * Returns: (transfer full): the graph, or %NULL with @error set
 */
ConvoGraph *
convo_graph_load (GFile *file, GCancellable *cancellable, GError **error)
{
  g_autoptr(GByteArray) bytes = NULL;
  ConvoGraph *graph = NULL;

  g_return_val_if_fail (G_IS_FILE (file), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);
  bytes = read_bounded (file, CONVO_LIMIT_FILE, cancellable, error);
  if (bytes != NULL)
    graph = convo_graph_parse (bytes->data != NULL ? (const char *) bytes->data : "", bytes->len, error);
  if (graph == NULL)
    convo_file_name_error (file, error);
  return graph;
}

/**
 * convo_graph_save:
 * @error: return location; %G_IO_ERROR
 *
 * Writes the document atomically: see convo_save_atomically().
 *
 * Returns: %TRUE on success
 */
gboolean
convo_graph_save (const ConvoGraph *graph, GFile *file, GCancellable *cancellable, GError **error)
{
  char *text = convo_graph_to_text (graph);
  g_autoptr(GBytes) bytes = g_bytes_new_take (text, strlen (text));

  return convo_save_atomically (file, bytes, cancellable, error);
}

/* Takes errno */
static gboolean
failed (const char *path, GError **error)
{
  int code = errno;
  g_autofree char *name = g_filename_display_basename (path);

  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (code),
               _("“%s” could not be saved: %s. What was there before is intact."), name, g_strerror (code));
  return FALSE;
}

static gboolean
write_all (int fd, GBytes *contents, GCancellable *cancellable, const char *path, GError **error)
{
  gsize size, done = 0;
  const char *data = g_bytes_get_data (contents, &size);

  while (done < size)
    {
      gssize n;

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      n = write (fd, data + done, MIN (size - done, (gsize) BLOCK));
      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return failed (path, error);
      done += n;
    }
  return fsync (fd) == 0 || failed (path, error);
}

static void
sync_folder (const char *folder)
{
  int fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

  if (fd < 0)
    return;
  (void) fsync (fd);   /* some file systems cannot; the data itself is synced */
  close (fd);
}

static gboolean
replace_file (const char *path, GBytes *contents, GCancellable *cancellable, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *temporary = g_build_filename (folder, ".convo-XXXXXX", NULL);
  struct stat old;
  gboolean exists = stat (path, &old) == 0;
  int fd;
  gboolean ok;

  if (exists && !S_ISREG (old.st_mode))
    {
      errno = S_ISDIR (old.st_mode) ? EISDIR : EINVAL;
      return failed (path, error);
    }
  fd = g_mkstemp_full (temporary, O_RDWR | O_CLOEXEC, 0666);
  if (fd < 0)
    return failed (path, error);
  ok = !exists || fchmod (fd, old.st_mode & 0777) == 0 || failed (path, error);
  ok = ok && write_all (fd, contents, cancellable, path, error);
  if (close (fd) != 0 && ok)
    ok = failed (path, error);
  if (ok && g_rename (temporary, path) != 0)
    ok = failed (path, error);
  if (ok)
    sync_folder (folder);
  else
    g_unlink (temporary);
  return ok;
}

/**
 * convo_save_atomically:
 * @contents: the whole new file
 * @error: return location; %G_IO_ERROR
 *
 * Writes a temporary file in the same folder, syncs it, and renames it over @file: whatever happens, there is either the
 * old file or the new one, whole. A symbolic link stays and its target is replaced. Blocks: call it from a worker.
 *
 * Returns: %TRUE on success
 */
gboolean
convo_save_atomically (GFile *file, GBytes *contents, GCancellable *cancellable, GError **error)
{
  g_autofree char *path = NULL;
  g_autofree char *real = NULL;

  g_return_val_if_fail (G_IS_FILE (file), FALSE);
  g_return_val_if_fail (contents != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);
  path = g_file_get_path (file);
  if (path == NULL)   /* not on this computer: the best that GIO can do */
    return g_file_replace_contents (file, g_bytes_get_data (contents, NULL), g_bytes_get_size (contents), NULL, FALSE,
                                    G_FILE_CREATE_NONE, NULL, cancellable, error);
  real = realpath (path, NULL);
  return replace_file (real != NULL ? real : path, contents, cancellable, error);
}

/** convo_in_build_folder: Returns: whether the running program lies in the folder it was built in */
gboolean
convo_in_build_folder (void)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);

  return program != NULL && g_str_has_prefix (program, CONVO_BUILD_DIR G_DIR_SEPARATOR_S);
}

static char **
model_folders (void)
{
  g_autoptr(GStrvBuilder) folders = g_strv_builder_new ();
  const char *chosen = g_getenv ("CONVO_MODELS_DIR");

  if (chosen != NULL && *chosen != '\0')
    g_strv_builder_add (folders, chosen);
  if (convo_in_build_folder ())
    {
      g_autofree char *source = g_build_filename (CONVO_SOURCE_DIR, "models", NULL);
      g_strv_builder_add (folders, source);
    }
  g_strv_builder_add (folders, CONVO_MODELS_DIR);
  return g_strv_builder_end (folders);
}

static int
by_name (gconstpointer a, gconstpointer b)
{
  g_autofree char *first = g_file_get_basename (*(GFile *const *) a);
  g_autofree char *second = g_file_get_basename (*(GFile *const *) b);

  return strcmp (first, second);
}

/* The documents of a folder below the models' folders */
static GPtrArray *
list_documents (const char *below)
{
  g_auto(GStrv) folders = model_folders ();
  g_autoptr(GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GPtrArray *files = g_ptr_array_new_with_free_func (g_object_unref);

  for (int i = 0; folders[i] != NULL; i++)
    {
      g_autofree char *path = g_build_filename (folders[i], below, NULL);
      g_autoptr(GDir) folder = g_dir_open (path, 0, NULL);
      const char *name;

      while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
        if (g_str_has_suffix (name, ".convo") && *name != '.' && g_hash_table_add (seen, g_strdup (name)))
          g_ptr_array_add (files, g_file_new_build_filename (path, name, NULL));
    }
  g_ptr_array_sort (files, by_name);
  return files;
}

/**
 * convo_model_list:
 *
 * Returns: (transfer full) (element-type GFile): the documents that come with the program, sorted by name. If a name is
 * in two folders, the first counts: $CONVO_MODELS_DIR, the source tree (in its build folder), the installed one
 */
GPtrArray *
convo_model_list (void)
{
  return list_documents (NULL);
}

/**
 * convo_block_list:
 *
 * Blocks of general use lie in the folder "blocks" beside the models, one a document: its last definition is the block
 * and has the file's name, the definitions before it are those it is made of, its nodes are an input that fits and one
 * instance; what it is, about.h tells.
 *
 * Returns: (transfer full) (element-type GFile): the documents, sorted by name
 */
GPtrArray *
convo_block_list (void)
{
  return list_documents ("blocks");
}

static char *
model_names (void)
{
  g_autoptr(GPtrArray) files = convo_model_list ();
  GString *names = g_string_new (NULL);

  for (guint i = 0; i < files->len; i++)
    {
      g_autofree char *name = g_file_get_basename (g_ptr_array_index (files, i));

      *strrchr (name, '.') = '\0';
      g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", name);
    }
  return g_string_free (names, FALSE);
}

/**
 * convo_model_find:
 * @name: a path, or the bare name of a model that comes with the program: "lenet5" or "lenet5.convo"
 * @error: return location; %CONVO_ERROR_NAME, whose message lists the names there are
 *
 * Returns: (transfer full): the file, or %NULL with @error set
 */
GFile *
convo_model_find (const char *name, GError **error)
{
  g_auto(GStrv) folders = NULL;
  g_autofree char *names = NULL;

  g_return_val_if_fail (name != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);
  if (g_file_test (name, G_FILE_TEST_EXISTS) && !g_file_test (name, G_FILE_TEST_IS_DIR))
    return g_file_new_for_path (name);
  folders = model_folders ();
  for (int i = 0; folders[i] != NULL && strchr (name, G_DIR_SEPARATOR) == NULL; i++)
    {
      g_autofree char *file = g_strconcat (name, g_str_has_suffix (name, ".convo") ? "" : ".convo", NULL);
      g_autofree char *path = g_build_filename (folders[i], file, NULL);

      if (g_file_test (path, G_FILE_TEST_IS_REGULAR))
        return g_file_new_for_path (path);
    }
  names = model_names ();
  g_set_error (error, CONVO_ERROR, CONVO_ERROR_NAME,
               _("There is no model “%s”: no such file, and none of the models that come with the program (%s)."),
               name, names);
  return NULL;
}
