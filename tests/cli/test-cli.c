/* The real `convo`, driven from outside: what it prints, where, and how it ends. CONVO_BINARY names it. */
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <signal.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

typedef struct
{
  char *out, *err;
  int status;
} Result;

static void
result_clear (Result *result)
{
  g_free (result->out);
  g_free (result->err);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Result, result_clear)

static char *folder;   /* of this test's files */

static Result
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

static JsonNode *
parse (const char *text)
{
  g_autoptr(JsonParser) parser = json_parser_new ();
  g_autoptr(GError) error = NULL;

  json_parser_load_from_data (parser, text, -1, &error);
  g_assert_no_error (error);
  return json_parser_steal_root (parser);
}

static void
write_file (const char *name, const char *text, gssize size)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  g_assert_true (g_file_set_contents (path, text, size, NULL));
}

/* A failure: nothing on stdout, one line "convo: …" on stderr that says @words */
static void
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
test_usage (void)
{
  static const char *const wrong[][2] = {
    { "", "command" }, { "descrbe lenet5", "descrbe" }, { "describe", "model is missing" },
    { "describe lenet5 resnet20", "resnet20" },
    { "explain lenet5 conv1 too", "too" }, { "explain lenet5 conv1 --what size", "size" }, { "describe lenet5 --jsn", "--jsn" }, { "describe lenet5 --input 3x", "" },
    { "train lenet5", "--data" }, { "train lenet5 --data shapes --epochs 0", "--epochs" },
    { "train lenet5 --data shapes --epochs many", "many" }, { "train lenet5 --data shapes --lr -1", "--lr" },
    { "train lenet5 --data shapes --batch -1", "--batch" }, { "train lenet5 --data shapes --optimizer lion", "lion" },
    { "run lenet5", "--weights" }, { "run lenet5 --weights w", "--image" },
    { "run lenet5 --weights w --image a.png --sample 3", "--image" }, { "bench lenet5 --mode sideways", "sideways" }, { "check", "model is missing" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    assert_fails (wrong[i][0], 2, wrong[i][1]);
}

static void
test_help (void)
{
  static const char *const commands[] = { "describe", "explain", "train", "run", "bench", "check" };
  g_auto(Result) help = convo ("--help"), version = convo ("--version");

  g_assert_cmpint (help.status, ==, 0);
  g_assert_true (g_str_has_prefix (version.out, "convo "));
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      g_autofree char *line = g_strdup_printf ("%s --help", commands[i]);
      g_auto(Result) result = convo (line);

      g_assert_nonnull (strstr (help.out, commands[i]));
      g_assert_cmpint (result.status, ==, 0);
      g_assert_nonnull (strstr (result.out, "MODEL"));
    }
}

static void
test_broken_files (void)
{
  g_autofree char *large = g_strnfill (17 << 20, ' ');

  write_file ("cut.convo", "{\"format\": \"convo\", \"version\": 1,\n\"nodes\": [{\"id\"", -1);
  write_file ("new.convo", "{\"format\": \"convo\", \"version\": 7, \"nodes\": []}", -1);
  write_file ("large.convo", large, 17 << 20);
  write_file ("kind.convo", "{\"format\": \"convo\", \"version\": 1,\n\"nodes\": [\n{\"id\": \"a\", \"kind\": \"gonv\"}]}", -1);
  for (int i = 0; i < 2; i++)
    {
      const char *command = i == 0 ? "describe" : "check";
      g_autofree char *cut = g_strdup_printf ("%s cut.convo", command), *new = g_strdup_printf ("%s new.convo", command);
      g_autofree char *big = g_strdup_printf ("%s large.convo", command), *kind = g_strdup_printf ("%s kind.convo", command);
      g_autofree char *none = g_strdup_printf ("%s nothing", command);

      assert_fails (cut, 1, "line 2");
      assert_fails (new, 1, "version 7");
      assert_fails (big, 1, "16 MiB");
      assert_fails (kind, 1, "gonv");
      assert_fails (none, 1, "nothing");
    }
}

static void
test_check (void)
{
  g_auto(Result) good = convo ("check lenet5");

  g_assert_cmpint (good.status, ==, 0);
  g_assert_cmpstr (good.out, ==, "");
  write_file ("bad.convo", "{\"format\": \"convo\", \"version\": 1, \"nodes\": [{\"id\": \"input\", \"kind\": \"input\", "
              "\"shape\": [1, 4, 4]}, {\"id\": \"wide\", \"kind\": \"conv\", \"kernel\": 9}, "
              "{\"id\": \"loss\", \"kind\": \"softmax-cross-entropy\"}]}", -1);
  {
    g_auto(Result) bad = convo ("check bad.convo"), described = convo ("describe --json bad.convo");
    g_autoptr(JsonNode) root = parse (described.out);

    g_assert_cmpint (bad.status, ==, 1);
    g_assert_true (g_str_has_prefix (bad.out, "wide: "));
    g_assert_cmpint (described.status, ==, 1);
    g_assert_true (g_str_has_prefix (described.err, "convo: "));
    g_assert_nonnull (root);
  }
}

/* Shape of the JSON, and its totals against the oracle */
static void
test_describe (void)
{
  static const char *const models[][2] = { { "lenet5", "lenet5_classic" }, { "resnet20", "cifar_resnet20" },
                                           { "cnn-1", "unn_cnn_1" }, { "cnn-2", "unn_cnn_2" } };
  const char *chosen = g_getenv ("CONVO_ORACLE");
  g_autofree char *oracle = chosen != NULL ? g_strdup (chosen)
                                           : g_build_filename (g_getenv ("CONVO_SOURCE_DIR"), "tests", "oracle", NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (models); i++)
    {
      g_autofree char *line = g_strdup_printf ("describe %s --json", models[i][0]);
      g_autofree char *file = g_strdup_printf ("%s/models/%s.json", oracle, models[i][1]), *text = NULL;
      g_auto(Result) result = convo (line);
      g_autoptr(JsonNode) root = parse (result.out), expected = NULL;
      JsonObject *o = json_node_get_object (root), *totals = json_object_get_object_member (o, "totals"), *sums, *layer;

      g_assert_true (g_file_get_contents (file, &text, NULL, NULL));
      expected = parse (text);
      sums = json_object_get_object_member (json_node_get_object (expected), "totals");
      g_assert_cmpint (json_object_get_int_member (totals, "parameters"), ==, json_object_get_int_member (sums, "params"));
      g_assert_cmpint (json_object_get_int_member (totals, "macs"), ==, json_object_get_int_member (sums, "macs"));
      g_assert_cmpint (json_object_get_int_member (totals, "flops"), ==, json_object_get_int_member (sums, "flops_2x_macs"));
      g_assert_cmpint (json_array_get_length (json_object_get_array_member (totals, "receptive_field")), ==, 2);
      g_assert_cmpint (json_array_get_length (json_object_get_array_member (o, "input")), ==, 3);
      layer = json_array_get_object_element (json_object_get_array_member (o, "layers"), 1);
      g_assert_cmpstr (json_object_get_string_member (layer, "kind"), ==, "conv");
      g_assert_cmpstr (json_array_get_string_element (json_object_get_array_member (layer, "inputs"), 0), ==, "input");
    }
}

static void
test_input (void)
{
  g_auto(Result) result = convo ("describe resnet20 --input 3x64x48 --json"), table = convo ("describe lenet5");
  g_autoptr(JsonNode) root = parse (result.out);
  JsonArray *input = json_object_get_array_member (json_node_get_object (root), "input");

  g_assert_cmpint (result.status, ==, 0);
  g_assert_cmpint (json_array_get_int_element (input, 1), ==, 64);
  g_assert_cmpint (json_array_get_int_element (input, 2), ==, 48);
  g_assert_nonnull (strstr (table.out, "1 MAC = 2 FLOP"));
  g_assert_nonnull (strstr (table.out, "61,706"));
}

/* Some of the oracle's hand-made questions, as a person would ask them */
static void
test_explain (void)
{
  static const struct { const char *line, *answer; } all[] = {
    { "explain tower.convo conv1 --what shape", "  = ⌊(227 + 2·0 − 11) / 4⌋ + 1\n  = ⌊216 / 4⌋ + 1\n  = 54 + 1\n" },
    { "explain tower.convo conv1 --what parameters", "Parameters: 34,944\n" },
    { "explain tower.convo conv1 --what macs", "MACs: 105,415,200\n" },
    { "explain tower.convo pool1 --what shape", "Output height and width: 27\n" },
    { "explain tower.convo conv2 --what parameters", "  = 256·((96 / 2)·5² + 1)\n" },
    { "explain tower.convo conv2 --what parameters", "Parameters: 307,456\n" },
    { "explain tower.convo conv1 --input 3x224x224 --what shape", "⌊53.25⌋ + 1\n" },
    { "explain tower.convo conv1 --input 3x224x224 --what shape", "the last 1 value of the padded axis is in no window" },
    { "explain resnet20 stage2.1 --what field", "Receptive field: " },
    { "explain lenet5 --what parameters", "  = 48,120 + 10,164 + 2,416 + 850 + 156\n" },
  };

  write_file ("tower.convo", "{\"format\": \"convo\", \"version\": 1, \"name\": \"tower\", \"nodes\": ["
              "{\"id\": \"input\", \"kind\": \"input\", \"shape\": [3, 227, 227]},"
              "{\"id\": \"conv1\", \"kind\": \"conv\", \"channels\": 96, \"kernel\": 11, \"stride\": 4},"
              "{\"id\": \"pool1\", \"kind\": \"max-pool\", \"kernel\": 3, \"stride\": 2},"
              "{\"id\": \"conv2\", \"kind\": \"conv\", \"channels\": 256, \"kernel\": 5, \"padding\": 2, \"groups\": 2}]}", -1);
  for (gsize i = 0; i < G_N_ELEMENTS (all); i++)
    {
      g_auto(Result) result = convo (all[i].line);

      g_assert_cmpint (result.status, ==, 0);
      if (strstr (result.out, all[i].answer) == NULL)
        g_error ("“%s” is not in “%s”", all[i].answer, result.out);
    }
}

static void
test_advice (void)
{
  static const char bad[] = "{\"format\": \"convo\", \"version\": 1, \"name\": \"x\", \"nodes\": ["
    "{\"id\": \"input\", \"kind\": \"input\", \"shape\": [3, 8, 8]},"
    "{\"id\": \"conv\", \"kind\": \"conv\", \"kernel\": 9}]}";
  g_auto(Result) plain = convo ("check plain56 --advice");

  write_file ("wide-kernel.convo", bad, -1);
  {
    g_auto(Result) cured = convo ("check --advice wide-kernel.convo"), dry = convo ("check wide-kernel.convo");

    g_assert_cmpint (cured.status, ==, 1);
    g_assert_nonnull (strstr (cured.out, "  → Kernel: 9 → 8\n"));
    g_assert_null (strstr (dry.out, "→"));
  }
  g_assert_cmpint (plain.status, ==, 0);
  g_assert_nonnull (strstr (plain.out, "Advice: 55 convolutions in one chain"));
}

static void
assert_epoch (const char *line, int epoch)
{
  static const char *const keys[] = { "epoch", "train_loss", "test_loss", "top1", "top5", "images_per_second", "seconds" };
  g_autoptr(JsonNode) root = parse (line);
  JsonObject *object = json_node_get_object (root);

  g_assert_cmpint (json_object_get_size (object), ==, G_N_ELEMENTS (keys));
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    g_assert_true (json_object_has_member (object, keys[i]));
  g_assert_cmpint (json_object_get_int_member (object, "epoch"), ==, epoch);
  g_assert_cmpfloat (json_object_get_double_member (object, "top5"), >=, json_object_get_double_member (object, "top1"));
  g_assert_cmpfloat (json_object_get_double_member (object, "top5"), <=, 100);
}

static void
test_train (void)
{
  g_auto(Result) trained = convo ("train lenet5 --data shapes --limit 256 --epochs 2 --seed 3 --threads 1 --save w.safetensors --json");
  g_auto(Result) again = convo ("train lenet5 --data shapes --limit 256 --epochs 2 --seed 3 --threads 2 --save v.safetensors --json");
  g_auto(GStrv) lines = g_strsplit (trained.out, "\n", -1);
  g_autofree char *w = g_build_filename (folder, "w.safetensors", NULL), *v = g_build_filename (folder, "v.safetensors", NULL);
  g_autofree char *one = NULL, *two = NULL;
  gsize n, m;

  g_assert_cmpint (trained.status, ==, 0);
  g_assert_cmpint (again.status, ==, 0);
  g_assert_cmpint (g_strv_length (lines), ==, 3);
  assert_epoch (lines[0], 1);
  assert_epoch (lines[1], 2);
  g_assert_true (g_file_get_contents (w, &one, &n, NULL));
  g_assert_true (g_file_get_contents (v, &two, &m, NULL));
  g_assert_cmpmem (one, n, two, m);   /* the same bits with one thread and with two */
}

static void
test_run (void)
{
  g_auto(Result) trained = convo ("train lenet5 --data shapes --limit 64 --epochs 1 --save r.safetensors");
  g_auto(Result) run = convo ("run lenet5 --weights r.safetensors --data shapes --sample 2 --maps maps --json");
  g_auto(Result) image = convo ("run lenet5 --weights r.safetensors --image maps/input.png");
  g_autoptr(JsonNode) root = parse (run.out);
  JsonArray *classes = json_object_get_array_member (json_node_get_object (root), "classes");
  double sum = 0;

  g_assert_cmpint (trained.status + run.status + image.status, ==, 0);
  g_assert_cmpint (json_array_get_length (classes), ==, 5);
  for (int i = 0; i < 5; i++)
    sum += json_object_get_double_member (json_array_get_object_element (classes, i), "probability");
  g_assert_cmpfloat (sum, <=, 1.0001);
  assert_fails ("run lenet5 --weights r.safetensors --data shapes --sample 99999999", 1, "99999999");
  assert_fails ("run lenet5 --weights none.safetensors --data shapes --sample 1", 1, "none.safetensors");
  assert_fails ("run vgg-small --weights r.safetensors --data shapes --sample 1", 1, "r.safetensors");
  {
    g_autofree char *path = g_build_filename (folder, "r.safetensors", NULL), *bytes = NULL;
    gsize size;

    g_assert_true (g_file_get_contents (path, &bytes, &size, NULL));
    write_file ("cut.safetensors", bytes, size / 2);
    assert_fails ("run lenet5 --weights cut.safetensors --data shapes --sample 1", 1, "not complete");
  }
}

/* The program ends and goes on: the same file as without an end, with the best weights and early stopping */
static void
test_resume (void)
{
  static const char document[] = "{\"format\": \"convo\", \"version\": 1, \"name\": \"r\", \"training\": {"
    "\"learning-rate\": 0.02, \"optimizer\": \"adam\", \"batch\": 32, \"keep-best\": true, \"early-stopping\": 3},\n"
    "\"nodes\": [{\"id\": \"input\", \"kind\": \"input\", \"shape\": [1, 28, 28]},\n"
    "{\"id\": \"conv\", \"kind\": \"conv\", \"channels\": 4}, {\"id\": \"fc\", \"kind\": \"linear\"},\n"
    "{\"id\": \"loss\", \"kind\": \"softmax-cross-entropy\"}]}";
  g_autofree char *a = g_build_filename (folder, "whole.safetensors", NULL), *whole = NULL;
  g_autofree char *b = g_build_filename (folder, "parts.safetensors", NULL), *parts = NULL;
  gsize whole_size, parts_size;

  write_file ("r.convo", document, -1);
  for (int epochs = 1; epochs <= 8; epochs++)
    {
      g_autofree char *line = g_strdup_printf ("train r.convo --data shapes --limit 256 --epochs %d --threads 2 %s "
                                               "--checkpoint c.safetensors --save parts.safetensors", epochs,
                                               epochs > 1 ? "--resume" : "");
      g_auto(Result) part = convo (line);

      g_assert_cmpint (part.status, ==, 0);
    }
  {
    g_auto(Result) once = convo ("train r.convo --data shapes --limit 256 --epochs 8 --threads 1 --save whole.safetensors");

    g_assert_cmpint (once.status, ==, 0);
  }
  g_assert_true (g_file_get_contents (a, &whole, &whole_size, NULL));
  g_assert_true (g_file_get_contents (b, &parts, &parts_size, NULL));
  g_assert_cmpmem (whole, whole_size, parts, parts_size);
}

static void
test_train_errors (void)
{
  write_file ("huge.convo", "{\"format\": \"convo\", \"version\": 1, \"nodes\": [{\"id\": \"input\", \"kind\": \"input\", "
              "\"shape\": [1, 28, 28]}, {\"id\": \"fc\", \"kind\": \"linear\", \"features\": 16000000}, "
              "{\"id\": \"out\", \"kind\": \"linear\", \"features\": 10}, {\"id\": \"loss\", \"kind\": \"softmax-cross-entropy\"}]}", -1);
  assert_fails ("train huge.convo --data shapes --limit 64", 1, "GB");
  assert_fails ("train lenet5 --data nowhere", 1, "nowhere");
  assert_fails ("train lenet5 --data shapes --limit 64 --save no/such/folder/w.safetensors", 1, "folder");
  write_file ("steep.convo", "{\"format\": \"convo\", \"version\": 1, \"nodes\": [{\"id\": \"input\", \"kind\": \"input\", "
              "\"shape\": [1, 28, 28]}, {\"id\": \"conv\", \"kind\": \"conv\", \"channels\": 8}, {\"id\": \"relu\", \"kind\": "
              "\"relu\"}, {\"id\": \"a\", \"kind\": \"linear\", \"features\": 64}, {\"id\": \"b\", \"kind\": \"linear\", "
              "\"features\": 10}, {\"id\": \"loss\", \"kind\": \"softmax-cross-entropy\"}]}", -1);
  assert_fails ("train steep.convo --data shapes --limit 512 --epochs 20 --lr 1000 --save steep.safetensors --json", 1, "diverged");
  {
    g_autofree char *path = g_build_filename (folder, "steep.safetensors", NULL);

    g_assert_true (g_file_test (path, G_FILE_TEST_IS_REGULAR));   /* the last good weights */
  }
}

static void
test_bench (void)
{
  static const char *const modes[] = { "forward", "backward", "train" };

  for (gsize i = 0; i < G_N_ELEMENTS (modes); i++)
    {
      g_autofree char *line = g_strdup_printf ("bench lenet5 --mode %s --batch 8 --threads 2 --runs 3 --json", modes[i]);
      g_auto(Result) result = convo (line);
      g_autoptr(JsonNode) root = parse (result.out);
      JsonObject *o = json_node_get_object (root);

      g_assert_cmpint (result.status, ==, 0);
      g_assert_cmpfloat (json_object_get_double_member (o, "median_ms"), >, 0);
      g_assert_cmpfloat (json_object_get_double_member (o, "images_per_second"), >, 0);
      g_assert_cmpfloat (json_object_get_double_member (o, "gflops"), >, 0);
      g_assert_cmpint (json_object_get_int_member (o, "peak_rss_bytes"), >, 1000000);
    }
}

static void
test_bench_layers (void)
{
  g_auto(Result) direct = convo ("bench resnet20 --layers --mode train --batch 4 --runs 2");
  g_auto(Result) thin = convo ("bench lenet5 --layers --batch 4 --runs 2");

  g_assert_cmpint (direct.status, ==, 0);
  g_assert_nonnull (strstr (direct.out, "stage3.2.conv2"));
  g_assert_nonnull (strstr (direct.out, "Winograd"));
  g_assert_nonnull (strstr (direct.out, "of peak"));
  g_assert_cmpint (thin.status, ==, 0);
  g_assert_nonnull (strstr (thin.out, "direct"));
  g_assert_nonnull (strstr (thin.out, "dense"));
}

static void
assert_answers (GOutputStream *in, GDataInputStream *out, const char *question, gboolean ok, const char *key)
{
  g_autofree char *line = NULL;
  g_autoptr(JsonNode) root = NULL;

  g_assert_true (g_output_stream_write_all (in, question, strlen (question), NULL, NULL, NULL));
  line = g_data_input_stream_read_line (out, NULL, NULL, NULL);
  g_assert_nonnull (line);
  root = parse (line);
  g_assert_cmpint (json_object_get_boolean_member (json_node_get_object (root), "ok"), ==, ok);
  g_assert_true (json_object_has_member (json_node_get_object (root), key));
}

static void
test_bench_worker (void)
{
  g_autoptr(GSubprocess) worker = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, NULL,
                                                    g_getenv ("CONVO_BINARY"), "bench-worker", "--threads", "1", NULL);
  GOutputStream *in = g_subprocess_get_stdin_pipe (worker);
  g_autoptr(GDataInputStream) out = g_data_input_stream_new (g_subprocess_get_stdout_pipe (worker));

  assert_answers (in, out, "{\"op\":\"time\",\"seconds\":0.01}\n", FALSE, "error");
  assert_answers (in, out, "{\"op\":\"prep\",\"workload\":\"train:lenet:8\"}\n", TRUE, "gflop_fwd");
  assert_answers (in, out, "{\"op\":\"time\",\"seconds\":0.01}\n", TRUE, "cpu_ms");
  assert_answers (in, out, "{\"op\":\"prep\",\"workload\":\"infer:cnn1:2\"}\n", TRUE, "first_ms");
  assert_answers (in, out, "{\"op\":\"time\",\"seconds\":0.01,\"min\":3}\n", TRUE, "ms");
  assert_answers (in, out, "{\"op\":\"prep\",\"workload\":\"fwdbwd:resnet20:1\"}\n", TRUE, "batch");
  assert_answers (in, out, "{\"op\":\"time\",\"seconds\":0.01}\n", TRUE, "ms");
  assert_answers (in, out, "{\"op\":\"prep\",\"workload\":\"train:unknown:8\"}\n", FALSE, "error");
  assert_answers (in, out, "no json\n", FALSE, "error");
  assert_answers (in, out, "{\"op\":\"info\"}\n", TRUE, "rss_mib");
  g_assert_true (g_output_stream_close (in, NULL, NULL));
  g_assert_true (g_subprocess_wait_check (worker, NULL, NULL));
}

/* Whether a process has a handler for SIGINT and has worked for so many seconds. */
static gboolean
is_at_work (const char *process, double seconds)
{
  g_autofree char *status = g_build_filename ("/proc", process, "status", NULL);
  g_autofree char *stat = g_build_filename ("/proc", process, "stat", NULL);
  g_autofree char *masks = NULL, *times = NULL;
  const char *caught, *rest;
  unsigned long user, kernel;

  if (!g_file_get_contents (status, &masks, NULL, NULL) || !g_file_get_contents (stat, &times, NULL, NULL))
    return FALSE;
  caught = strstr (masks, "SigCgt:");
  rest = strrchr (times, ')');
  g_assert_true (caught != NULL && rest != NULL);
  g_assert_cmpint (sscanf (rest, ") %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user, &kernel), ==, 2);
  return (g_ascii_strtoull (caught + strlen ("SigCgt:"), NULL, 16) >> (SIGINT - 1) & 1)
         && (double) (user + kernel) / sysconf (_SC_CLK_TCK) >= seconds;
}

/* Ctrl-C in the middle of an epoch: ends well, and the weights are there */
static void
test_interrupt (void)
{
  g_autofree char *path = g_build_filename (folder, "stopped.safetensors", NULL);
  g_autoptr(GSubprocess) train = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, NULL,
                                                   g_getenv ("CONVO_BINARY"), "train", "vgg-small", "--data", "shapes",
                                                   "--epochs", "1000", "--save", path, NULL);

  for (int i = 0; !is_at_work (g_subprocess_get_identifier (train), 1.5); i++)
    {
      g_assert_cmpint (i, <, 6000);
      g_usleep (10000);
    }
  g_subprocess_send_signal (train, SIGINT);
  g_assert_true (g_subprocess_wait (train, NULL, NULL));
  g_assert_true (g_subprocess_get_if_exited (train));
  g_assert_cmpint (g_subprocess_get_exit_status (train), ==, 0);
  g_assert_true (g_file_test (path, G_FILE_TEST_IS_REGULAR));
}

/* Numbers on the terminal, a sentence with the legal settings, and a file of every format */
static void
test_arithmetic (void)
{
  static const struct { const char *name, *magic; } files[] = {
    { "a.svg", "<?xml" }, { "a.pdf", "%PDF-" }, { "a.png", "\x89PNG" }, { "a.tex", "\\docum" }, { "a.gif", "GIF89a" },
    { "s-09.svg", "<?xml" },
  };
  g_auto(Result) text = convo ("arithmetic --input 5x5 --kernel 3 --stride 2 --padding 1 --no-bias --picture impulse "
                               "--weights sobel");
  g_auto(Result) back = convo ("arithmetic --input 4 --kernel 2 --backward");
  g_auto(Result) wrong = convo ("arithmetic --input 7x7 --kernel 9");
  g_auto(Result) lesson = convo ("arithmetic --preset bottleneck");

  g_assert_cmpint (text.status, ==, 0);
  g_assert_nonnull (strstr (text.out, "⌊(5 + 2·1 − 3) / 2⌋ + 1"));
  g_assert_nonnull (strstr (text.out, "output row 2, column 2: 0 = 0; 9 products are zero"));
  g_assert_nonnull (strstr (back.out, "✓"));
  g_assert_null (strstr (back.out, "✕"));
  g_assert_cmpint (wrong.status, ==, 1);
  g_assert_nonnull (strstr (wrong.err, "at most 7"));
  g_assert_nonnull (strstr (wrong.err, "Kernel 7"));
  g_assert_nonnull (strstr (lesson.out, "854,196,224"));
  g_assert_nonnull (strstr (lesson.out, "271,351,808"));
  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      gboolean strip = files[i].name[0] == 's';
      g_autofree char *line = g_strdup_printf ("arithmetic --input 5x5 --kernel 3 %s -o %s", strip ? "--strip" : "",
                                               strip ? "s.svg" : files[i].name);
      g_autofree char *path = g_build_filename (folder, files[i].name, NULL), *bytes = NULL;
      g_auto(Result) result = convo (line);
      gsize size;

      g_assert_cmpint (result.status, ==, 0);
      g_assert_true (g_file_get_contents (path, &bytes, &size, NULL));
      g_assert_cmpuint (size, >, 1000);
      g_assert_true (g_str_has_prefix (bytes, files[i].magic));
    }
}

/* Every kind of drawing has its own words; what cannot be drawn is said, and nothing is left behind */
static void
test_drawings (void)
{
  static const struct { const char *arguments, *words; } drawings[] = {
    { "--layer linear --input 6 --kernels 3", "Weights: one row for each output" },
    { "--layer linear --input 6 --kernels 3 --backward", "each δ times each x" },
    { "--layer relu --input 4x4", "f(x) = max (0, x)" },
    { "--layer batch-norm --input 4x4 --training --backward", "through the variance" },
    { "--layer softmax --input 5", "exp (x − " },
    { "--layer add --inputs 3 --input 4x4", "Input 3" },
    { "--layer concatenate --inputs 3 --input 4x4", "= 3 channels" },
    { "--input 5x5 --kernel 3 --backward", "turned by 180°" },
    { "--input 5x5 --kernel 3 --view matrix", "sparse Toeplitz matrix" },
    { "--input 9x9 --view pooling --down 1", "after: 1 down, 1 right" },
    { "--layer concatenate --inputs 3 --of 3 --input 2x2 --backward --at 4", "∂L/∂x = δ of the channel that x became" },
    { "--model lenet5 --node conv2 --backward", "loss for this picture, whose label is" },
    { "--model lenet5 --node conv2 --backward --sample 3 --at 7 --pixel 0 --cell 5", "Gradient of one weight" },
    { "--model lenet5 --node conv1 --picture sine --at 5", "Convolution: 1×" },
    { "--preset derivation-1d", "The chain rule, for a weight" },
    { "--preset bottleneck", "271,351,808" },
  };
  g_autofree char *path = g_build_filename (folder, "drawing.svg", NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (drawings); i++)
    {
      g_autofree char *line = g_strdup_printf ("arithmetic %s -o drawing.svg", drawings[i].arguments), *svg = NULL;
      g_auto(Result) result = convo (line);

      g_assert_cmpint (result.status, ==, 0);
      g_assert_cmpstr (result.err, ==, "");
      g_assert_true (g_file_get_contents (path, &svg, NULL, NULL));
      if (strstr (svg, drawings[i].words) == NULL)
        g_error ("“convo %s” draws nothing of “%s”", line, drawings[i].words);
      g_unlink (path);
    }
  assert_fails ("arithmetic --layer conv2 -o drawing.svg", 1, "batch-norm");
  assert_fails ("arithmetic --model lenet5 -o drawing.svg", 1, "conv2");
  assert_fails ("arithmetic --model lenet5 --node conv2 --sample 99999 -o drawing.svg", 1, "the last one is");
  assert_fails ("arithmetic --model lenet5 --node conv2 --preset shift", 2, "--preset");
  assert_fails ("arithmetic --channels 0", 1, "1 channels");
  assert_fails ("arithmetic --kernel 9 --groups 3 --channels 4", 1, "Kernel 5, 1 groups");
  assert_fails ("arithmetic --layer add --of 3", 2, "--of");
  assert_fails ("arithmetic --input 5x5 --view nothing -o drawing.svg", 1, "pooling");
  assert_fails ("arithmetic --input 5x5 --view derivation -o drawing.svg", 1, "one axis");
  assert_fails ("arithmetic --input 5 --view pooling -o drawing.svg", 1, "rows and columns");
  assert_fails ("arithmetic --input 64x64 --kernel 3 --view matrix -o drawing.svg", 1, "smaller input");
  assert_fails ("arithmetic --input 70x70 --kernel 3 -o drawing.gif", 1, "4096");
  assert_fails ("arithmetic --input 200x200 --kernel 3 -o drawing.tex", 1, "write .pdf instead");
  assert_fails ("arithmetic --input 5x5 --kernel 3 -o drawing.bmp", 1, ".svg");
  assert_fails ("arithmetic --input 5x5 --kernel 3 -o nowhere/drawing.svg", 1, "could not be saved");
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
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

int
main (int argc, char **argv)
{
  static const struct { const char *path; void (*test) (void); } tests[] = {
    { "/cli/usage", test_usage }, { "/cli/help", test_help }, { "/cli/broken-files", test_broken_files },
    { "/cli/check", test_check }, { "/cli/describe", test_describe }, { "/cli/input", test_input },
    { "/cli/explain", test_explain }, { "/cli/advice", test_advice },
    { "/cli/train", test_train }, { "/cli/run", test_run }, { "/cli/train-errors", test_train_errors },
    { "/cli/resume", test_resume },
    { "/cli/bench", test_bench }, { "/cli/bench-layers", test_bench_layers },
    { "/cli/bench-worker", test_bench_worker }, { "/cli/interrupt", test_interrupt },
    { "/cli/arithmetic", test_arithmetic }, { "/cli/drawings", test_drawings },
  };
  int status;

  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("convo-cli-XXXXXX", NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add_func (tests[i].path, tests[i].test);
  status = g_test_run ();
  remove_folder (folder);
  g_free (folder);
  return status;
}
