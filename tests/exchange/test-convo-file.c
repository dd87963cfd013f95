/* `.convo` documents: what is read, what is refused and how it is said, and that writing changes no byte. */
#include "build.h"
#include "convo-file.h"
#include "errors.h"
#include "layers.h"
#include "net.h"
#include "scratch.h"

#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* The example of the format's description, whole */
static const char example[] =
  "{\n\"format\": \"convo\", \"version\": 1,\n\"name\": \"ResNet-18\",\n"
  "\"about\": {\"year\": 2015, \"authors\": \"He, Zhang, Ren, Sun\", \"paper\": \"Deep Residual Learning for Image Recognition\",\n"
  "  \"text\": {\"en\": \"…\", \"ru\": \"…\"}},\n\"definitions\": {\n"
  "\"basic\": {\"arguments\": {\"channels\": 64, \"stride\": 1, \"project\": 0}, \"nodes\": [\n"
  "  {\"id\": \"conv1\", \"kind\": \"conv\", \"channels\": \"=channels\", \"kernel\": 3, \"stride\": \"=stride\", \"padding\": 1, \"bias\": false},\n"
  "  {\"id\": \"bn1\", \"kind\": \"batch-norm\"},\n  {\"id\": \"relu1\", \"kind\": \"relu\"},\n"
  "  {\"id\": \"conv2\", \"kind\": \"conv\", \"channels\": \"=channels\", \"kernel\": 3, \"padding\": 1, \"bias\": false},\n"
  "  {\"id\": \"bn2\", \"kind\": \"batch-norm\"},\n"
  "  {\"id\": \"shortcut\", \"kind\": \"conv\", \"channels\": \"=channels\", \"kernel\": 1, \"stride\": \"=stride\", \"bias\": false, "
  "\"from\": [\"@in\"], \"if\": \"=project\"},\n"
  "  {\"id\": \"bn-s\", \"kind\": \"batch-norm\", \"if\": \"=project\"},\n"
  "  {\"id\": \"add\", \"kind\": \"add\", \"from\": [\"bn2\", \"bn-s\"]},\n  {\"id\": \"relu2\", \"kind\": \"relu\"}]}\n},\n"
  "\"nodes\": [\n  {\"id\": \"input\", \"kind\": \"input\", \"shape\": [3, 224, 224]},\n"
  "  {\"id\": \"conv1\", \"kind\": \"conv\", \"channels\": 64, \"kernel\": 7, \"stride\": 2, \"padding\": 3, \"bias\": false},\n"
  "  {\"id\": \"bn1\", \"kind\": \"batch-norm\"},\n  {\"id\": \"relu1\", \"kind\": \"relu\"},\n"
  "  {\"id\": \"pool1\", \"kind\": \"max-pool\", \"kernel\": 3, \"stride\": 2, \"padding\": 1},\n"
  "  {\"id\": \"layer1\", \"block\": \"basic\", \"repeat\": 2, \"channels\": 64},\n"
  "  {\"id\": \"layer2\", \"block\": \"basic\", \"repeat\": 2, \"channels\": 128, \"first\": {\"stride\": 2, \"project\": 1}},\n"
  "  {\"id\": \"pool5\", \"kind\": \"global-average-pool\"},\n  {\"id\": \"fc\", \"kind\": \"linear\", \"features\": 1000},\n"
  "  {\"id\": \"loss\", \"kind\": \"softmax-cross-entropy\"}],\n"
  "\"training\": {\"optimizer\": \"sgd\", \"learning-rate\": 0.1, \"momentum\": 0.9, \"weight-decay\": 0.0001, \"batch\": 128, "
  "\"epochs\": 90, \"schedule\": {\"divide-on-plateau\": 10}},\n"
  "\"view\": {\"conv1\": {\"x\": 0, \"y\": 96}, \"layer1\": {\"x\": 0, \"y\": 240, \"folded\": true}, \"notes\": []}\n}\n";

static void
assert_stable (const char *text, const char *name)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ConvoGraph) graph = convo_graph_parse (text, -1, &error);
  g_autofree char *again = NULL;

  if (graph == NULL)
    g_error ("%s: %s", name, error->message);
  again = convo_graph_to_text (graph);
  g_assert_cmpstr (again, ==, text);
}

static void
test_example (void)
{
  g_autoptr(ConvoGraph) graph = convo_graph_parse (example, -1, NULL);
  double x, y;

  assert_stable (example, "example");
  g_assert_cmpstr (convo_graph_name (graph), ==, "ResNet-18");
  g_assert_cmpint (convo_graph_n_nodes (graph), ==, 10);
  g_assert_cmpint (convo_graph_n_definitions (graph), ==, 1);
  g_assert_true (convo_node_placed (convo_graph_find (graph, "layer1"), &x, &y));
  g_assert_cmpfloat (y, ==, 240);
  g_assert_false (convo_node_placed (convo_graph_find (graph, "fc"), &x, &y));
}

static void
each_document (const char *folder)
{
  g_autofree char *path = g_build_filename (g_getenv ("CONVO_SOURCE_DIR"), folder, NULL);
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;
  int n = 0;

  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, ".convo"))
      {
        g_autofree char *file = g_build_filename (path, name, NULL);
        g_autofree char *text = NULL;

        g_assert_true (g_file_get_contents (file, &text, NULL, NULL));
        assert_stable (text, name);
        n++;
      }
  g_assert_cmpint (n, >=, 5);
}

/* Reading and writing every document that we ship changes no byte */
static void
test_shipped (void)
{
  each_document ("models");
  each_document ("src/cli/bench-nets");
}

#define HEAD "{\"format\": \"convo\", \"version\": 1, \"name\": \"\",\n"
#define INPUT "{\"id\": \"input\", \"kind\": \"input\"}"
#define BLOCK "\"definitions\": {\"d\": {\"nodes\": [{\"id\": \"r\", \"kind\": \"relu\"}]}},\n"

/* What must be refused, as what, and words of the sentence; nearly all name the line */
static const struct
{
  const char *text;
  int code;
  const char *words[3];
} refused[] = {
  { "", CONVO_ERROR_FORMAT, { "line 1", "not complete" } },
  { "{", CONVO_ERROR_FORMAT, { "line 1", "not complete" } },
  { "[]", CONVO_ERROR_FORMAT, { "line 1", "not a .convo document" } },
  { "{}", CONVO_ERROR_FORMAT, { "not a .convo document" } },
  { "{\"format\": \"netron\", \"version\": 1, \"nodes\": []}", CONVO_ERROR_FORMAT, { "not a .convo document" } },
  { "{\"format\": \"convo\", \"nodes\": []}", CONVO_ERROR_VERSION, { "does not say its version" } },
  { "{\"format\": \"convo\",\n\"version\": 2, \"graph\": {}}", CONVO_ERROR_VERSION, { "line 2", "version 2", "reads version 1" } },
  { "{\"format\": \"convo\", \"version\": 1.5, \"nodes\": []}", CONVO_ERROR_VERSION, { "version" } },
  { HEAD "\"nodes\": [], \"colour\": 1}", CONVO_ERROR_NAME, { "line 2", "colour" } },
  { HEAD "\"nodes\": [],\n\"nodes\": []}", CONVO_ERROR_NAME, { "line 3", "nodes", "twice" } },
  { HEAD "\"nodes\": {}}", CONVO_ERROR_FORMAT, { "line 2", "nodes", "list" } },
  { HEAD "\"about\": {}}", CONVO_ERROR_FORMAT, { "no “nodes”" } },
  { HEAD "\"nodes\": [\n{\"kind\": \"relu\"}]}", CONVO_ERROR_FORMAT, { "line 3", "no “id”" } },
  { HEAD "\"nodes\": [\n{\"id\": \"a\"}]}", CONVO_ERROR_FORMAT, { "line 3", "“a”", "neither" } },
  { HEAD "\"nodes\": [\n{\"id\": \"a\", \"kind\": \"relu\", \"block\": \"b\"}]}", CONVO_ERROR_FORMAT, { "line 3", "not both" } },
  { HEAD "\"nodes\": [\n{\"id\": \"a\", \"kind\": \"convolve\"}]}", CONVO_ERROR_NAME, { "line 3", "convolve" } },
  { HEAD "\"nodes\": [\n{\"id\": \"a\", \"block\": \"basic\"}]}", CONVO_ERROR_NAME, { "line 3", "basic" } },
  { HEAD "\"nodes\": [" INPUT ",\n{\"id\": \"a\", \"kind\": \"conv\", \"colour\": 3}]}", CONVO_ERROR_NAME, { "line 3", "colour" } },
  { HEAD "\"nodes\": [" INPUT ",\n{\"id\": \"a\", \"kind\": \"conv\", \"kernel\": 3, \"kernel\": 5}]}", CONVO_ERROR_NAME,
    { "line 3", "kernel", "twice" } },
  { HEAD "\"nodes\": [" INPUT ",\n{\"id\": \"a\", \"kind\": \"relu\", \"from\": [\"nobody\"]}]}", -1, { "line 3", "nobody" } },
  { HEAD "\"nodes\": [" INPUT ",\n{\"id\": \"a\", \"kind\": \"relu\", \"from\": [\"input:2\"]}]}", -1, { "line 3", "input" } },
  { HEAD "\"nodes\": [" INPUT ",\n{\"id\": \"a\", \"kind\": \"relu\", \"from\": \"input\"}]}", CONVO_ERROR_FORMAT, { "line 3", "from" } },
  { HEAD "\"nodes\": [" INPUT ",\n{\"id\": \"input\", \"kind\": \"relu\"}]}", CONVO_ERROR_NAME, { "line", "two nodes", "input" } },
  { HEAD "\"nodes\": [" INPUT ",\n{\"id\": \"a.b\", \"kind\": \"relu\"}]}", -1, { "line 3", "a.b" } },
  { HEAD "\"definitions\": {\n\"d\": {\"arguments\": {\"c\": 1}, \"nodes\": [\n{\"id\": \"r\", \"kind\": \"relu\"}]}},\n"
    "\"nodes\": [" INPUT ",\n{\"id\": \"a\", \"block\": \"d\", \"e\": 3}]}", CONVO_ERROR_NAME, { "line 6", "“e”" } },
  { HEAD "\"definitions\": {\"d\": {\"nodes\": [\n{\"id\": \"r\", \"kind\": \"relu\", \"from\": [\"ghost\"]}]}},\n\"nodes\": []}", -1,
    { "line 3", "ghost" } },
  { HEAD "\"definitions\": {\"d\": {\"knots\": []}}, \"nodes\": []}", CONVO_ERROR_NAME, { "line 2", "knots" } },
  { HEAD "\"nodes\": [" INPUT "],\n\"view\": {\"ghost\": {\"x\": 1, \"y\": 2}}}", CONVO_ERROR_NAME, { "line 3", "ghost" } },
  { HEAD "\"nodes\": [" INPUT "],\n\"view\": {\"input\": {\"x\": 1}}}", CONVO_ERROR_FORMAT, { "line 3", "input" } },
  { HEAD BLOCK "\"nodes\": [],\n\"view\": {\"d/s\": {\"folded\": false}}}", CONVO_ERROR_NAME, { "line 4", "d/s" } },
  { HEAD BLOCK "\"nodes\": [],\n\"view\": {\"e/r\": {\"folded\": false}}}", CONVO_ERROR_NAME, { "line 4", "e/r" } },
  { HEAD BLOCK "\"nodes\": [],\n\"view\": {\"r\": {\"x\": 1, \"y\": 2}}}", CONVO_ERROR_NAME, { "line 4", "“r”" } },
  { HEAD BLOCK "\"nodes\": [],\n\"view\": {\"d/r\": {\"y\": 2}}}", CONVO_ERROR_FORMAT, { "line 4", "d/r", "both x and y" } },
  { HEAD BLOCK "\"nodes\": [],\n\"view\": {\"d/r\": []}}", CONVO_ERROR_FORMAT, { "line 4", "d/r" } },
  { HEAD BLOCK "\"nodes\": [],\n\"view\": {\"d/r\": {\"z\": 2}}}", CONVO_ERROR_NAME, { "line 4", "“z”" } },
  { HEAD "\"nodes\": [],\n\"training\": {\"lerning-rate\": 1}}", CONVO_ERROR_NAME, { "line 3", "lerning-rate" } },
  { HEAD "\"nodes\": [],\n\"training\": {\"keep-best\": 1}}", CONVO_ERROR_FORMAT, { "line 3", "keep-best" } },
  { HEAD "\"nodes\": [],\n\"training\": {\"keep-best\": []}}", CONVO_ERROR_FORMAT, { "line 3", "keep-best" } },
  { HEAD "\"nodes\": [],\n\"training\": {\"batch\": \"big\"}}", CONVO_ERROR_FORMAT, { "line 3", "batch" } },
  { HEAD "\"nodes\": [],\n\"about\": {\"year\": \"old\"}}", CONVO_ERROR_FORMAT, { "line 3", "year" } },
  { HEAD "\"nodes\": []} // the end", CONVO_ERROR_FORMAT, { "line 2" } },
  { HEAD "\"nodes\": [],}", CONVO_ERROR_FORMAT, { "line 2" } },
  { HEAD "\"x-a\": 0123, \"nodes\": []}", CONVO_ERROR_FORMAT, { "line 2", "number" } },
  { HEAD "\"x-a\": 1e999, \"nodes\": []}", CONVO_ERROR_LIMIT, { "line 2", "too large" } },
  { HEAD "\"x-a\": 99999999999999999999, \"nodes\": []}", CONVO_ERROR_LIMIT, { "line 2", "too large" } },
  { HEAD "\"x-a\": \"\\ud800\", \"nodes\": []}", CONVO_ERROR_FORMAT, { "line 2" } },
  { HEAD "\"x-a\": \"\\u0000\", \"nodes\": []}", CONVO_ERROR_FORMAT, { "line 2" } },
  { HEAD "\"x-a\": \"\xff\", \"nodes\": []}", CONVO_ERROR_FORMAT, { "line 2", "UTF-8" } },
};

static void
test_refused (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(ConvoGraph) graph = convo_graph_parse (refused[i].text, -1, &error);

      if (graph != NULL)
        g_error ("not refused: %s", refused[i].text);
      g_test_message ("%s", error->message);
      g_assert_true (error->domain == CONVO_ERROR);
      if (refused[i].code >= 0)
        g_assert_cmpint (error->code, ==, refused[i].code);
      for (int w = 0; w < 3 && refused[i].words[w] != NULL; w++)
        if (strstr (error->message, refused[i].words[w]) == NULL)
          g_error ("“%s” does not say “%s”", error->message, refused[i].words[w]);
    }
}

/* Cut anywhere, a document is refused: only the line break after the end may be missing */
static void
test_truncated (void)
{
  gsize length = sizeof example - 1;

  for (gsize n = 0; n < length - 1; n++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (convo_graph_parse (example, n, &error));
      g_assert_error (error, CONVO_ERROR, CONVO_ERROR_FORMAT);
    }
  {
    g_autoptr(ConvoGraph) graph = convo_graph_parse (example, length - 1, NULL);
    g_assert_nonnull (graph);
  }
}

static void
test_limits (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GString) deep = g_string_new (HEAD "\"x-deep\": ");
  g_autoptr(GString) many = g_string_new (HEAD "\"nodes\": [\n" INPUT);
  g_autofree char *large = g_malloc (CONVO_LIMIT_FILE + 1);

  memset (large, ' ', CONVO_LIMIT_FILE + 1);
  g_assert_null (convo_graph_parse (large, CONVO_LIMIT_FILE + 1, &error));
  g_assert_error (error, CONVO_ERROR, CONVO_ERROR_LIMIT);
  g_assert_nonnull (strstr (error->message, "16 MiB"));
  g_clear_error (&error);

  for (int i = 0; i < 200000; i++)
    g_string_append_c (deep, '[');
  g_assert_null (convo_graph_parse (deep->str, deep->len, &error));
  g_assert_error (error, CONVO_ERROR, CONVO_ERROR_LIMIT);
  g_clear_error (&error);

  for (int i = 0; i < CONVO_LIMIT_NODES; i++)
    g_string_append_printf (many, ",\n{\"id\": \"r%d\", \"kind\": \"relu\"}", i);
  g_string_append (many, "]}");
  g_assert_null (convo_graph_parse (many->str, many->len, &error));
  g_assert_error (error, CONVO_ERROR, CONVO_ERROR_LIMIT);
}

/* Keys that begin with x- come back where they were; free ports, real places and odd texts too */
static void
test_kept (void)
{
  const char *text =
    "{\n\"format\": \"convo\", \"version\": 1,\n\"name\": \"quotes \\\" and \\\\ and\\nlines, Ünïcödé\",\n"
    "\"x-tool\": {\"a\": [1, 2.5, null, true], \"b\": \"\\u0001\"},\n\"definitions\": {\n"
    "\"two\": {\"arguments\": {\"c\": \"=2 * 3\"}, \"outputs\": [\"a\", \"b\"], \"x-d\": 1, \"nodes\": [\n"
    "  {\"id\": \"a\", \"kind\": \"conv\", \"channels\": \"=c\"},\n"
    "  {\"id\": \"b\", \"kind\": \"relu\", \"from\": [\"@in2\"], \"x-n\": [1e-9]}]}\n},\n"
    "\"nodes\": [\n  {\"id\": \"input\", \"kind\": \"input\"},\n"
    "  {\"id\": \"t\", \"block\": \"two\", \"c\": 7, \"from\": [\"input\", \"input\"]},\n"
    "  {\"id\": \"add\", \"kind\": \"add\", \"from\": [null, \"t:2\"], \"x-why\": \"free\"},\n"
    "  {\"id\": \"alone\", \"kind\": \"relu\", \"from\": []}],\n"
    "\"training\": {\"learning-rate\": 0.00001, \"x-t\": 3},\n"
    "\"view\": {\"add\": {\"x\": -12.25, \"y\": 1000000, \"x-v\": {}}, \"x-zoom\": 1.5, \"notes\": [\"a\"]}\n}\n";
  g_autofree char *expected = g_strdup (text);
  char *small = strstr (expected, "0.00001");

  memmove (small + 4, small + 7, strlen (small + 7) + 1);
  memcpy (small, "1e-5", 4);   /* the shortest way to write it */
  {
    g_autoptr(GError) error = NULL;
    g_autoptr(ConvoGraph) graph = convo_graph_parse (text, -1, &error);
    g_autofree char *again = graph != NULL ? convo_graph_to_text (graph) : NULL;

    g_assert_no_error (error);
    g_assert_cmpstr (again, ==, expected);
    assert_stable (again, "kept");
  }
}

/* Places and what is folded inside of definitions, with the same names in another definition and in the document */
static void
test_places_inside (void)
{
  const char *text =
    "{\n\"format\": \"convo\", \"version\": 1,\n\"name\": \"places\",\n\"definitions\": {\n"
    "\"one\": {\"nodes\": [\n  {\"id\": \"conv\", \"kind\": \"conv\"},\n  {\"id\": \"relu\", \"kind\": \"relu\"}]},\n"
    "\"two\": {\"nodes\": [\n  {\"id\": \"conv\", \"kind\": \"conv\"},\n  {\"id\": \"one\", \"block\": \"one\"}]}\n},\n"
    "\"nodes\": [\n  {\"id\": \"input\", \"kind\": \"input\"},\n  {\"id\": \"conv\", \"kind\": \"conv\"},\n"
    "  {\"id\": \"one\", \"block\": \"two\"}],\n"
    "\"view\": {\"conv\": {\"x\": 6, \"y\": 12}, \"one\": {\"folded\": false}, \"one/conv\": {\"x\": -3.5, \"y\": 96},\n  "
    "\"two/one\": {\"x\": 0, \"y\": 0, \"folded\": false}, \"notes\": []}\n}\n";
  g_autoptr(ConvoGraph) graph = NULL;
  double x, y;

  assert_stable (text, "places inside");
  graph = convo_graph_parse (text, -1, NULL);
  g_assert_true (convo_node_placed (convo_graph_find (graph, "one.one.conv"), &x, &y));
  g_assert_cmpfloat (x, ==, -3.5);
  g_assert_false (convo_node_placed (convo_graph_find (graph, "one.conv"), &x, &y));
  g_assert_false (convo_node_placed (convo_graph_find (graph, "one.one.relu"), &x, &y));
  g_assert_true (convo_node_placed (convo_graph_find (graph, "conv"), &x, &y));
  g_assert_cmpfloat (y, ==, 12);
  g_assert_nonnull (convo_node_view (convo_graph_find (graph, "one.one")));
}

static void
test_save (void)
{
  char *folder = scratch_new ();
  g_autoptr(GFile) file = scratch_file (folder, "net.convo"), link = scratch_file (folder, "link.convo");
  g_autoptr(ConvoGraph) graph = convo_graph_parse (example, -1, NULL), back = NULL;
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;
  struct stat info;

  scratch_write (file, "old", 3);
  g_assert_cmpint (chmod (g_file_peek_path (file), 0640), ==, 0);
  g_assert_cmpint (symlink ("net.convo", g_file_peek_path (link)), ==, 0);
  g_assert_true (convo_graph_save (graph, link, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpint (lstat (g_file_peek_path (link), &info), ==, 0);
  g_assert_true (S_ISLNK (info.st_mode));
  g_assert_cmpint (stat (g_file_peek_path (file), &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0640);
  g_assert_true (g_file_load_contents (file, NULL, &text, NULL, NULL, NULL));
  g_assert_cmpstr (text, ==, example);
  back = convo_graph_load (file, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (scratch_count (folder), ==, 2);
  scratch_free (folder);
}

/* In a child, with a limit on the size of files: writing fails in the middle, as on a full disk */
static void
save_on_full_disk (GFile *file)
{
  struct rlimit limit = { 1000, 1000 };
  g_autoptr(ConvoGraph) graph = convo_graph_parse (example, -1, NULL);
  g_autoptr(GError) error = NULL;

  signal (SIGXFSZ, SIG_IGN);
  setrlimit (RLIMIT_FSIZE, &limit);
  if (convo_graph_save (graph, file, NULL, &error))
    _exit (1);
  _exit (error->domain == G_IO_ERROR && strstr (error->message, "net.convo") != NULL
         && strstr (error->message, "intact") != NULL ? 0 : 2);
}

static void
test_full_disk (void)
{
  char *folder = scratch_new ();
  g_autoptr(GFile) file = scratch_file (folder, "net.convo");
  g_autofree char *text = NULL;
  int status;
  pid_t child;

  scratch_write (file, "the old file", 12);
  child = fork ();
  if (child == 0)
    save_on_full_disk (file);
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFEXITED (status));
  g_assert_cmpint (WEXITSTATUS (status), ==, 0);
  g_assert_true (g_file_load_contents (file, NULL, &text, NULL, NULL, NULL));
  g_assert_cmpstr (text, ==, "the old file");
  g_assert_cmpuint (scratch_count (folder), ==, 1);   /* no temporary file is left */
  scratch_free (folder);
}

static void
test_load_errors (void)
{
  char *folder = scratch_new ();
  g_autoptr(GFile) file = scratch_file (folder, "bad.convo"), none = scratch_file (folder, "none.convo");
  g_autoptr(GFile) zero = g_file_new_for_path ("/dev/zero");
  g_autoptr(GError) error = NULL;

  scratch_write (file, example, 100);
  g_assert_null (convo_graph_load (file, NULL, &error));
  g_assert_error (error, CONVO_ERROR, CONVO_ERROR_FORMAT);
  g_assert_true (g_str_has_prefix (error->message, "bad.convo: line"));   /* its name, not its path */
  g_clear_error (&error);
  g_assert_null (convo_graph_load (none, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_assert_true (g_str_has_prefix (error->message, "“none.convo” is not there"));
  g_clear_error (&error);
  g_assert_null (convo_graph_load (zero, NULL, &error));   /* endless */
  g_assert_error (error, CONVO_ERROR, CONVO_ERROR_LIMIT);
  scratch_free (folder);
}

static void
test_find (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) models = convo_model_list ();
  g_autoptr(GFile) bare = convo_model_find ("lenet5", &error);
  g_autoptr(GFile) named = convo_model_find ("lenet5.convo", &error);

  g_assert_no_error (error);
  g_assert_true (g_file_equal (bare, named));
  g_assert_cmpuint (models->len, >=, 5);
  g_assert_null (convo_model_find ("lenet55", &error));
  g_assert_error (error, CONVO_ERROR, CONVO_ERROR_NAME);
  g_assert_nonnull (strstr (error->message, "resnet20"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  convo_layers_register ();
  g_test_add_func ("/convo/example", test_example);
  g_test_add_func ("/convo/shipped", test_shipped);
  g_test_add_func ("/convo/refused", test_refused);
  g_test_add_func ("/convo/truncated", test_truncated);
  g_test_add_func ("/convo/limits", test_limits);
  g_test_add_func ("/convo/kept", test_kept);
  g_test_add_func ("/convo/places-inside", test_places_inside);
  g_test_add_func ("/convo/save", test_save);
  g_test_add_func ("/convo/full-disk", test_full_disk);
  g_test_add_func ("/convo/load-errors", test_load_errors);
  g_test_add_func ("/convo/find", test_find);
  return g_test_run ();
}
