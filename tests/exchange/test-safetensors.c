/* `.safetensors`: what is read, what is refused, and that weights come back as they were saved. */
#include "errors.h"
#include "layers.h"
#include "convo-file.h"
#include "safetensors.h"
#include "scratch.h"

#include <string.h>

static GBytes *
with_header (const char *header, gsize data)
{
  GByteArray *bytes = g_byte_array_new ();
  guint64 length = GUINT64_TO_LE ((guint64) strlen (header));

  g_byte_array_append (bytes, (const guint8 *) &length, 8);
  g_byte_array_append (bytes, (const guint8 *) header, strlen (header));
  for (gsize i = 0; i < data; i++)
    g_byte_array_append (bytes, (const guint8 *) "\1", 1);
  return g_byte_array_free_to_bytes (bytes);
}

#define T(name, type, shape, begin, end) \
  "\"" name "\":{\"dtype\":\"" type "\",\"shape\":" shape ",\"data_offsets\":[" #begin "," #end "]}"

static const struct
{
  const char *header;
  gsize data;
  const char *words;    /* NULL: accepted */
} headers[] = {
  { "{}", 0, NULL },
  { "{" T ("a", "F32", "[2]", 0, 8) "}  ", 8, NULL },
  { "{" T ("b", "U8", "[]", 8, 9) "," T ("a", "F32", "[2]", 0, 8) "}", 9, NULL },
  { "{" T ("a", "F32", "[0,4]", 0, 0) "," T ("b", "I16", "[1]", 0, 2) "}", 2, NULL },
  { "{\"__metadata__\":{\"k\":\"v\"}," T ("a", "BOOL", "[1,1,1,1,1,1,1,1]", 0, 1) "}", 1, NULL },
  { "{" T ("a", "F32", "[2]", 0, 8) "}", 7, "not complete" },
  { "{" T ("a", "F32", "[2]", 0, 8) "}", 9, "more in the file" },
  { "{" T ("a", "F32", "[2]", 0, 4) "}", 4, "number of bytes" },
  { "{" T ("a", "F32", "[2]", 8, 0) "}", 8, "end of the file" },
  { "{" T ("a", "F31", "[2]", 0, 8) "}", 8, "unknown type" },
  { "{" T ("a", "F32", "[-2]", 0, 8) "}", 8, "whole numbers" },
  { "{" T ("a", "F32", "[2.0]", 0, 8) "}", 8, "whole numbers" },
  { "{" T ("a", "F32", "[1,1,1,1,1,1,1,1,2]", 0, 8) "}", 8, "at most 8" },
  { "{" T ("a", "F32", "[999999999999,999999999999,999999999999]", 0, 8) "}", 8, "too many values" },
  { "{" T ("a", "F32", "[2]", 0, 8) "," T ("b", "F32", "[2]", 4, 12) "}", 12, "overlap" },
  { "{" T ("a", "F32", "[1]", 0, 4) "," T ("b", "F32", "[1]", 8, 12) "}", 12, "gap" },
  { "{" T ("a", "F32", "[1]", 0, 4) "," T ("a", "F32", "[1]", 4, 8) "}", 8, "twice" },
  { "{" T ("a", "F32", "[1]", 0, 1e3) "}", 8, "where its values" },
  { "{\"a\":[]}", 0, "unknown type" },
  { "{\"__metadata__\":{\"k\":1}}", 0, "metadata" },
  { "[]", 0, "not an object" },
  { "{", 0, "not complete" },
  { "", 0, "not complete" },
};

static void
test_headers (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (headers); i++)
    {
      g_autoptr(GBytes) bytes = with_header (headers[i].header, headers[i].data);
      g_autoptr(GError) error = NULL;
      g_autoptr(ConvoSafetensors) file = convo_safetensors_parse (bytes, &error);

      if (headers[i].words == NULL)
        g_assert_no_error (error);
      else if (file != NULL || strstr (error->message, headers[i].words) == NULL)
        g_error ("%s: “%s” does not say “%s”", headers[i].header, error != NULL ? error->message : "accepted",
                 headers[i].words);
    }
}

static void
test_sizes (void)
{
  static const guint8 huge[16] = { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, '{', '}' };
  g_autoptr(GError) error = NULL;

  for (gsize n = 0; n <= sizeof huge; n++)
    {
      g_autoptr(GBytes) bytes = g_bytes_new_static (huge, n);

      g_assert_null (convo_safetensors_parse (bytes, &error));
      g_assert_error (error, CONVO_ERROR, CONVO_ERROR_FORMAT);
      g_clear_error (&error);
    }
}

/* Every file of the oracle can be read, and, cut in a hundred places, never is */
static void
test_golden (void)
{
  const char *chosen = g_getenv ("CONVO_ORACLE");
  g_autofree char *path = chosen != NULL ? g_build_filename (chosen, "golden", NULL)
                                         : g_build_filename (g_getenv ("CONVO_SOURCE_DIR"), "tests/oracle/golden", NULL);
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *file = g_build_filename (path, name, NULL);
      g_autoptr(GError) error = NULL;
      char *data;
      gsize size;

      if (!g_str_has_suffix (name, ".safetensors"))
        continue;
      g_assert_true (g_file_get_contents (file, &data, &size, NULL));
      {
        g_autoptr(GBytes) bytes = g_bytes_new_take (data, size);
        g_autoptr(ConvoSafetensors) tensors = convo_safetensors_parse (bytes, &error);

        g_assert_no_error (error);
        g_assert_cmpint (convo_safetensors_n (tensors), >, 0);
        for (int i = 0; i < 100; i++)
          {
            g_autoptr(GBytes) cut = g_bytes_new_from_bytes (bytes, 0, size * i / 100);

            g_assert_null (convo_safetensors_parse (cut, NULL));
          }
      }
    }
}

static ConvoReport *
report_of (const char *nodes)
{
  g_autofree char *text = g_strdup_printf ("{\"format\": \"convo\", \"version\": 1, \"nodes\": [{\"id\": \"input\", \"kind\": "
                                           "\"input\", \"shape\": [3, 8, 8]}, %s]}", nodes);
  g_autoptr(GError) error = NULL;
  g_autoptr(ConvoGraph) graph = convo_graph_parse (text, -1, &error);

  g_assert_no_error (error);
  return convo_report_new (graph);
}

static void
assert_mismatch (ConvoWeights *weights, const char *nodes, const char *sentence)
{
  g_autoptr(ConvoReport) other = report_of (nodes);
  g_autoptr(ConvoWeights) saved = convo_weights_new (other, NULL);
  char *folder = scratch_new ();
  g_autoptr(GFile) file = scratch_file (folder, "net.safetensors");
  g_autoptr(GError) error = NULL;
  float before = convo_weights_get (weights, 0)->data[0];

  convo_weights_init (saved, CONVO_INIT_CONSTANT, 7, 0);
  g_assert_true (convo_weights_save (saved, file, NULL, NULL));
  g_assert_false (convo_weights_load (weights, file, NULL, &error));
  g_assert_cmpstr (error->message, ==, sentence);
  g_assert_cmpfloat (convo_weights_get (weights, 0)->data[0], ==, before);
  scratch_free (folder);
}

#define CONV(channels, kernel) \
  "{\"id\": \"conv2\", \"kind\": \"conv\", \"channels\": " #channels ", \"kernel\": " #kernel "}"
#define FC ", {\"id\": \"fc\", \"kind\": \"linear\", \"features\": 10}"

static void
test_mismatch (void)
{
  g_autoptr(ConvoReport) report = report_of (CONV (32, 5) FC);
  g_autoptr(ConvoWeights) weights = convo_weights_new (report, NULL);

  convo_weights_init (weights, CONVO_INIT_FAN_IN, 0, 3);
  assert_mismatch (weights, CONV (16, 5) FC, "conv2.weight is 16×3×5×5 in net.safetensors but the network needs 32×3×5×5.");
  assert_mismatch (weights, CONV (32, 5), "net.safetensors has no fc.weight, which the network needs (10×512).");
  assert_mismatch (weights, CONV (32, 5) FC ", {\"id\": \"fc2\", \"kind\": \"linear\", \"features\": 3}",
                   "net.safetensors holds fc2.weight, which the network does not have; the file belongs to another network.");
}

/* Saved and loaded, every value is the same; the file holds PyTorch's order and is the same for the same weights */
static void
test_round_trip (void)
{
  g_autoptr(ConvoReport) report = report_of (CONV (4, 3) ", {\"id\": \"bn\", \"kind\": \"batch-norm\"}" FC);
  g_autoptr(ConvoWeights) weights = convo_weights_new (report, NULL), back = convo_weights_new (report, NULL);
  char *folder = scratch_new ();
  g_autoptr(GFile) file = scratch_file (folder, "a.safetensors"), second = scratch_file (folder, "b.safetensors");
  g_autoptr(GError) error = NULL;
  g_autoptr(ConvoSafetensors) stored = NULL;
  g_autofree char *one = NULL, *two = NULL;
  gsize size, size_two;

  convo_weights_init (weights, CONVO_INIT_FAN_IN, 0, 42);
  g_assert_true (convo_weights_save (weights, file, NULL, &error));
  g_assert_true (convo_weights_load (back, file, NULL, &error));
  g_assert_no_error (error);
  for (int i = 0; i < convo_weights_n (weights); i++)
    g_assert_cmpmem (convo_weights_get (weights, i)->data, convo_weights_get (weights, i)->count * sizeof (float),
                     convo_weights_get (back, i)->data, convo_weights_get (back, i)->count * sizeof (float));
  g_assert_true (convo_weights_save (back, second, NULL, &error));
  g_assert_true (g_file_load_contents (file, NULL, &one, &size, NULL, NULL));
  g_assert_true (g_file_load_contents (second, NULL, &two, &size_two, NULL, NULL));
  g_assert_cmpmem (one, size, two, size_two);
  g_assert_cmpuint (one[0] % 8, ==, 0);
  stored = convo_safetensors_load (file, NULL, &error);
  g_assert_cmpint (convo_safetensors_n (stored), ==, 8);
  g_assert_cmpstr (convo_safetensors_get (stored, 0)->name, ==, "conv2.weight");
  g_assert_cmpstr (convo_safetensors_metadata (stored, "format"), ==, "pt");
  g_assert_cmpint (convo_safetensors_find (stored, "bn.running_var")->count, ==, 4);
  scratch_free (folder);
}

/* The reader itself converts from PyTorch's order: out, in, height, width */
static void
test_order (void)
{
  g_autoptr(ConvoReport) report = report_of (CONV (2, 2));
  g_autoptr(ConvoWeights) weights = convo_weights_new (report, NULL);
  const ConvoTensor *tensor = convo_weights_get (weights, 0);
  g_autofree float *ramp = g_new (float, tensor->count), *engine = g_new (float, tensor->count);
  g_autoptr(GByteArray) bytes = g_byte_array_new ();
  const char *header = "{" T ("conv2.weight", "F32", "[2,3,2,2]", 0, 96) "," T ("conv2.bias", "F32", "[2]", 96, 104)
                       "," T ("conv2.num_batches_tracked", "I64", "[]", 104, 112) "}";
  guint64 length = strlen (header);
  char *folder = scratch_new ();
  g_autoptr(GFile) file = scratch_file (folder, "a.safetensors");
  g_autoptr(GError) error = NULL;

  for (int i = 0; i < tensor->count; i++)
    ramp[i] = i;
  g_byte_array_append (bytes, (const guint8 *) &length, 8);
  g_byte_array_append (bytes, (const guint8 *) header, length);
  g_byte_array_append (bytes, (const guint8 *) ramp, 96);
  g_byte_array_append (bytes, (const guint8 *) ramp, 16);
  scratch_write (file, bytes->data, bytes->len);
  g_assert_true (convo_weights_load (weights, file, NULL, &error));
  g_assert_no_error (error);
  convo_param_to_engine (&tensor->spec, ramp, engine);
  g_assert_cmpmem (tensor->data, 96, engine, 96);
  scratch_free (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  convo_layers_register ();
  g_test_add_func ("/safetensors/headers", test_headers);
  g_test_add_func ("/safetensors/sizes", test_sizes);
  g_test_add_func ("/safetensors/golden", test_golden);
  g_test_add_func ("/safetensors/mismatch", test_mismatch);
  g_test_add_func ("/safetensors/round-trip", test_round_trip);
  g_test_add_func ("/safetensors/order", test_order);
  return g_test_run ();
}
