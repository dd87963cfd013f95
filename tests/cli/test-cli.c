/* The real `convo`, driven from outside: what it prints, where, and how it ends. */
#include "drive.h"

#include <string.h>

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

int
main (int argc, char **argv)
{
  static const CliTest tests[] = {
    { "/cli/usage", test_usage },
    { "/cli/help", test_help },
    { "/cli/broken-files", test_broken_files },
    { "/cli/check", test_check },
    { "/cli/describe", test_describe },
    { "/cli/input", test_input },
    { "/cli/explain", test_explain },
    { "/cli/advice", test_advice },
  };

  return run_tests (argc, argv, tests, G_N_ELEMENTS (tests));
}
