/* The real `convo` at work: training, running, resuming, timing, being interrupted. */
#include "drive.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

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

int
main (int argc, char **argv)
{
  static const CliTest tests[] = {
    { "/cli/train", test_train },
    { "/cli/run", test_run },
    { "/cli/train-errors", test_train_errors },
    { "/cli/resume", test_resume },
    { "/cli/bench", test_bench },
    { "/cli/bench-layers", test_bench_layers },
    { "/cli/bench-worker", test_bench_worker },
    { "/cli/interrupt", test_interrupt },
  };

  return run_tests (argc, argv, tests, G_N_ELEMENTS (tests));
}
