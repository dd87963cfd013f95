/* Drives the real `convo` for the tests: CONVO_BINARY names it. */
#include "drive.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/wait.h>

void
result_clear (Result *result)
{
  g_free (result->out);
  g_free (result->err);
}

char *folder;   /* of this test's files */

Result
convo (const char *line)
{
  g_autofree char *command = g_strdup_printf ("%s %s", g_getenv ("CONVO_BINARY"), line);
  g_autoptr(GError) error = NULL;
  Result result = { 0 };
  g_auto(GStrv) argv = NULL;

  g_assert_true (g_shell_parse_argv (command, NULL, &argv, &error));
  g_spawn_sync (folder, argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, &result.out, &result.err, &result.status, &error);
  g_assert_no_error (error);
  g_assert_true (WIFEXITED (result.status));
  result.status = WEXITSTATUS (result.status);
  g_test_message ("convo %s → %d %s", line, result.status, result.err);
  return result;
}

JsonNode *
parse (const char *text)
{
  g_autoptr(JsonParser) parser = json_parser_new ();
  g_autoptr(GError) error = NULL;

  json_parser_load_from_data (parser, text, -1, &error);
  g_assert_no_error (error);
  return json_parser_steal_root (parser);
}

void
write_file (const char *name, const char *text, gssize size)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  g_assert_true (g_file_set_contents (path, text, size, NULL));
}

/* A failure: nothing on stdout, one line "convo: …" on stderr that says @words */
void
assert_fails (const char *line, int status, const char *words)
{
  g_auto(Result) result = convo (line);

  g_assert_cmpint (result.status, ==, status);
  g_assert_cmpstr (result.out, ==, "");
  g_assert_true (g_str_has_prefix (result.err, "convo: "));
  g_assert_nonnull (strchr (result.err, '.'));
  if (strstr (result.err, words) == NULL)
    g_error ("“%s” does not say “%s”", result.err, words);
}

static void
remove_folder (const char *path)
{
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_file_test (child, G_FILE_TEST_IS_DIR))
        remove_folder (child);
      else
        g_unlink (child);
    }
  g_rmdir (path);
}

/* Every test in a folder of its own, which is gone afterwards */
int
run_tests (int argc, char **argv, const CliTest *tests, gsize n)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("convo-cli-XXXXXX", NULL);
  for (gsize i = 0; i < n; i++)
    g_test_add_func (tests[i].path, tests[i].test);
  status = g_test_run ();
  remove_folder (folder);
  g_free (folder);
  return status;
}
