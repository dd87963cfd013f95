/* A folder of its own for a test, removed afterwards with its files. */
#pragma once
#include <gio/gio.h>
#include <glib/gstdio.h>

static inline char *
scratch_new (void)
{
  g_autoptr(GError) error = NULL;
  char *folder = g_dir_make_tmp ("convo-test-XXXXXX", &error);

  g_assert_no_error (error);
  return folder;
}

static inline GFile *
scratch_file (const char *folder, const char *name)
{
  return g_file_new_build_filename (folder, name, NULL);
}

static inline void
scratch_write (GFile *file, const void *data, gsize size)
{
  g_autoptr(GError) error = NULL;

  g_file_set_contents (g_file_peek_path (file), data, size, &error);
  g_assert_no_error (error);
}

static inline guint
scratch_count (const char *folder)
{
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

static inline void
scratch_free (char *folder)
{
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_unlink (path);
    }
  g_rmdir (folder);
  g_free (folder);
}
