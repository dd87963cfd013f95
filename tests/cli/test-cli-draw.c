/* The real `convo arithmetic`: number by number, and drawn. */
#include "drive.h"

#include <glib/gstdio.h>
#include <string.h>

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

int
main (int argc, char **argv)
{
  static const CliTest tests[] = {
    { "/cli/arithmetic", test_arithmetic },
    { "/cli/drawings", test_drawings },
  };

  return run_tests (argc, argv, tests, G_N_ELEMENTS (tests));
}
