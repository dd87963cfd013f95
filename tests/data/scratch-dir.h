/* A folder that a test fills and removes. */
#pragma once
#include <glib.h>
#include <glib/gstdio.h>

G_GNUC_UNUSED static void
remove_tree (const char *path)
{
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *inside = g_build_filename (path, name, NULL);

      remove_tree (inside);
    }
  g_remove (path);
}

G_GNUC_UNUSED static char *
scratch_dir (void)
{
  g_autoptr(GError) error = NULL;
  char *path = g_dir_make_tmp ("convo-data-XXXXXX", &error);

  g_assert_no_error (error);
  return path;
}

G_GNUC_UNUSED static void
write_bytes (const char *folder, const char *name, const GByteArray *bytes)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr(GError) error = NULL;

  g_file_set_contents (path, (const char *) bytes->data, bytes->len, &error);
  g_assert_no_error (error);
}
