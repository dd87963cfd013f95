/* What kinds compute, against their definitions in double: norms, pools, losses, and what chance does. The general
 * tests compare backward with forward; these say that forward is right. */
#include "cpu.h"
#include "layers.h"
#include "random.h"
#include "site.h"

#include <math.h>
#include <string.h>

static TestSite *
site_new (const char *name, void *state, ConvoShape in, int batch)
{
  g_autoptr(GError) error = NULL;
  TestSite *site = test_site_new (convo_kind_find (name), state, &in, 1, batch, &error);

  g_assert_no_error (error);
  site->training = TRUE;
  test_site_randomize (site, 3);
  return site;
}

/* @n values of x, @step apart, must have become (x − mean) / √(variance + ε)·scale + shift */
static void
assert_standardized (const TestSite *site, gint64 from, gint64 n, gint64 step, const float *scale, const float *shift)
{
  double mean = 0, square = 0;

  for (gint64 i = 0; i < n; i++)
    mean += site->x[0][from + i * step] / n;
  for (gint64 i = 0; i < n; i++)
    square += pow (site->x[0][from + i * step] - mean, 2) / n;
  for (gint64 i = 0; i < n; i++)
    {
      gint64 at = from + i * step;
      double expected = (site->x[0][at] - mean) / sqrt (square + 1e-5);

      if (scale != NULL)
        expected = expected * scale[i] + shift[i];
      g_assert_cmpfloat_with_epsilon (site->y[at], expected, 3e-5);
    }
}

/* All values, the channels of each position, the last axis; a mean a hundred times the deviation costs few digits */
static void
test_layer_norm (void)
{
  const ConvoKind *kind = convo_kind_find ("layer-norm");
  const gint64 c = 6, h = 5, w = 7, pixels = h * w, all = c * pixels;

  for (int over = 0; over < 3; over++)
    {
      void *state = convo_kind_new_state (kind);
      g_autoptr(TestSite) site = NULL;
      g_autofree float *scale = g_new (float, all), *shift = g_new (float, all);

      test_state_set (kind, state, "over", over);
      site = site_new ("layer-norm", state, CONVO_SHAPE (c, h, w), 3);
      for (gint64 i = 0; i < 3 * all; i++)
        site->x[0][i] += 100;
      convo_param_to_file (&site->specs[0], site->params[0], scale);
      convo_param_to_file (&site->specs[1], site->params[1], shift);
      test_site_forward (site);
      for (gint64 image = 0; image < 3; image++)
        if (over == 0)
          assert_standardized (site, image * all, all, 1, scale, shift);
        else
          for (gint64 i = 0; i < (over == 1 ? pixels : c * h); i++)
            assert_standardized (site, image * all + (over == 1 ? i : i * w), over == 1 ? c : w,
                                 over == 1 ? pixels : 1, scale, shift);
    }
}

static void
test_group_norm (void)
{
  const ConvoKind *kind = convo_kind_find ("group-norm");
  void *state = convo_kind_new_state (kind);
  g_autoptr(TestSite) site = NULL, instance = site_new ("instance-norm", NULL, CONVO_SHAPE (5, 40), 2);

  test_state_set (kind, state, "groups", 3);
  site = site_new ("group-norm", state, CONVO_SHAPE (12, 5, 4), 2);
  for (int c = 0; c < 12; c++)
    {
      site->params[0][c] = 1;
      site->params[1][c] = 0;
    }
  test_site_forward (site);
  for (int g = 0; g < 6; g++)
    assert_standardized (site, g * 80, 80, 1, NULL, NULL);
  test_site_forward (instance);
  for (int map = 0; map < 10; map++)
    assert_standardized (instance, map * 40, 40, 1, NULL, NULL);
}

/* (Σ |x|ᵖ)^(1/p): sums, odd and broken powers, negative values; nothing of nothing; large values do not overflow */
static void
test_lp_pool (void)
{
  static const double powers[] = { 1, 1.5, 2, 3, 12 };
  const ConvoKind *kind = convo_kind_find ("lp-pool");

  for (gsize k = 0; k < G_N_ELEMENTS (powers); k++)
    {
      void *state = convo_kind_new_state (kind);
      g_autoptr(TestSite) site = NULL;

      test_state_set (kind, state, "p", powers[k]);
      site = site_new ("lp-pool", state, CONVO_SHAPE (3, 4, 6), 2);
      for (int i = 0; i < 6; i++)
        site->x[0][i] = site->x[0][6 + i] = i < 2 ? 0 : i < 4 ? -3e37f : 1e-37f;
      test_site_forward (site);
      test_site_backward (site);
      g_assert_cmpfloat (site->y[0], ==, 0);
      g_assert_cmpfloat (fabs (site->y[1] / (3e37 * pow (4, 1 / powers[k])) - 1), <, 1e-5);
      for (gint64 i = 0; i < test_site_count (site, 0); i++)
        g_assert_true (isfinite (site->dx[0][i]));
      for (gint64 i = 6; i < test_site_count (site, -1); i++)
        {
          const float *x = site->x[0] + i / 6 * 24 + i % 6 / 3 * 12 + i % 3 * 2;
          double sum = pow (fabs (x[0]), powers[k]) + pow (fabs (x[1]), powers[k]) + pow (fabs (x[6]), powers[k]) +
                       pow (fabs (x[7]), powers[k]);

          g_assert_cmpfloat_with_epsilon (site->y[i], pow (sum, 1 / powers[k]), 1e-5);
        }
    }
}

/* 3×3: 1 in the middle, ½ beside it, ¼ at the corners, divided by 4 inside and by what is left at the edge */
static void
test_distance_pool (void)
{
  const ConvoKind *kind = convo_kind_find ("distance-pool");
  void *state = convo_kind_new_state (kind);
  g_autoptr(TestSite) site = NULL;

  test_state_set (kind, state, "stride", 1);
  test_state_set (kind, state, "padding", 1);
  site = site_new ("distance-pool", state, CONVO_SHAPE (1, 3, 3), 1);
  test_site_forward (site);
  {
    const float *x = site->x[0];
    double inner = (x[4] + (x[1] + x[3] + x[5] + x[7]) / 2 + (x[0] + x[2] + x[6] + x[8]) / 4) / 4;
    double corner = (x[0] + (x[1] + x[3]) / 2 + x[4] / 4) / 2.25;

    g_assert_cmpfloat_with_epsilon (site->y[4], inner, 1e-6);
    g_assert_cmpfloat_with_epsilon (site->y[0], corner, 1e-6);
  }
}

/* Values that differ from each other and from 0 */
static void
fill (TestSite *site, int input, int n)
{
  for (int i = 0; i < n; i++)
    site->x[input][i] = (i * 37 % 101 - 50.5f) / (7 + input);
}

/* Whole images, by random number n of the stream; evaluation passes all on */
static void
test_drop_path (void)
{
  const ConvoKind *kind = convo_kind_find ("drop-path");
  void *state = convo_kind_new_state (kind);
  g_autoptr(TestSite) site = NULL;
  int dropped = 0;

  test_state_set (kind, state, "probability", 0.25);
  site = site_new ("drop-path", state, CONVO_SHAPE (3, 2, 2), 64);
  site->random_key = 77;
  site->training = TRUE;
  site->n_slices = 3;
  fill (site, 0, 64 * 12);
  test_site_forward (site);
  for (int image = 0; image < 64; image++)
    {
      gboolean drop = (convo_random_at (77, image) >> 11) * 0x1p-53 < 0.25;

      dropped += drop;
      for (int i = image * 12; i < (image + 1) * 12; i++)
        g_assert_cmpfloat_with_epsilon (site->y[i], drop ? 0 : site->x[0][i] / 0.75, 1e-6);
    }
  g_assert_true (dropped > 4 && dropped < 32);
  site->training = FALSE;
  test_site_forward (site);
  g_assert_cmpmem (site->x[0], 64 * 12 * sizeof (float), site->y, 64 * 12 * sizeof (float));
}

/* y = factor·x + offset; the gradient knows nothing of the offset */
static void
test_scale (void)
{
  const ConvoKind *kind = convo_kind_find ("scale");
  void *state = convo_kind_new_state (kind);
  g_autoptr(TestSite) site = NULL;

  test_state_set (kind, state, "factor", -2);
  test_state_set (kind, state, "offset", 0.5);
  site = site_new ("scale", state, CONVO_SHAPE (3, 5, 7), 2);
  fill (site, 0, 2 * 3 * 5 * 7);
  test_site_forward (site);
  for (int i = 0; i < 2 * 3 * 5 * 7; i++)
    g_assert_cmpfloat_with_epsilon (site->y[i], 0.5 - 2 * site->x[0][i], 1e-5);
}

/* The mean of the survivors, of which there is always one; in evaluation of all */
static void
test_fractal_join (void)
{
  const ConvoKind *kind = convo_kind_find ("fractal-join");
  const ConvoShape in[] = { CONVO_SHAPE (3, 2, 2), CONVO_SHAPE (3, 2, 2) };
  g_autoptr(GError) error = NULL;
  g_autoptr(TestSite) site = NULL;
  void *state = convo_kind_new_state (kind);
  int counts[3] = { 0 };

  test_state_set (kind, state, "probability", 0.5);
  site = test_site_new (kind, state, in, 2, 200, &error);
  g_assert_no_error (error);
  site->random_key = 5;
  site->training = TRUE;
  site->n_slices = 3;
  fill (site, 0, 200 * 12);
  fill (site, 1, 200 * 12);
  test_site_forward (site);
  for (int image = 0; image < 200; image++)
    {
      float a = site->x[0][image * 12], b = site->x[1][image * 12], y = site->y[image * 12];
      int which = fabsf (y - a) < 1e-5f ? 0 : fabsf (y - b) < 1e-5f ? 1 : 2;
      const float share[3][2] = { { 1, 0 }, { 0, 1 }, { 0.5f, 0.5f } };

      counts[which]++;
      for (int i = image * 12; i < (image + 1) * 12; i++)
        g_assert_cmpfloat_with_epsilon (site->y[i], share[which][0] * site->x[0][i] + share[which][1] * site->x[1][i],
                                        1e-5);
    }
  for (int i = 0; i < 3; i++)   /* expected: 75, 75, 50 */
    g_assert_true (counts[i] > 25 && counts[i] < 110);
  site->training = FALSE;
  test_site_forward (site);
  for (int i = 0; i < 200 * 12; i++)
    g_assert_cmpfloat_with_epsilon (site->y[i], (site->x[0][i] + site->x[1][i]) / 2, 1e-5);
}

/* ShuffleNet's figure: 3 groups of 2 */
static void
test_channel_shuffle (void)
{
  static const float expected[] = { 0, 2, 4, 1, 3, 5 };
  const ConvoKind *kind = convo_kind_find ("channel-shuffle");
  void *state = convo_kind_new_state (kind);
  g_autoptr(TestSite) site = NULL;

  test_state_set (kind, state, "groups", 3);
  site = site_new ("channel-shuffle", state, CONVO_SHAPE (6), 1);
  for (int i = 0; i < 6; i++)
    site->x[0][i] = i;
  test_site_forward (site);
  g_assert_cmpmem (site->y, sizeof expected, expected, sizeof expected);
}

/* Features and maps keep their row-major order, as PyTorch's view() */
static void
test_reshape (void)
{
  const ConvoKind *kind = convo_kind_find ("reshape");
  void *state = convo_kind_new_state (kind);
  g_autoptr(TestSite) site = NULL;
  gint64 n;

  *(ConvoShape *) ((char *) state + convo_kind_prop (kind, "shape")->offset) = CONVO_SHAPE (4, 3, 5);
  site = site_new ("reshape", state, CONVO_SHAPE (6, 10), 2);
  n = test_site_count (site, 0);
  test_site_forward (site);
  g_assert_cmpmem (site->x[0], n * sizeof (float), site->y, n * sizeof (float));
}

static double
log_sum (const float *x, int n)
{
  double sum = 0;

  for (int c = 0; c < n; c++)
    sum += exp (x[c]);
  return log (sum);
}

static void
test_losses (void)
{
  static const char *const names[] = { "softmax-cross-entropy", "mean-squared-error", "binary-cross-entropy", "hinge" };
  const int classes = 7;

  for (gsize k = 0; k < G_N_ELEMENTS (names); k++)
    {
      const ConvoKind *kind = convo_kind_find (names[k]);
      void *state = convo_kind_new_state (kind);
      g_autoptr(TestSite) site = NULL;

      if (k == 0)
        test_state_set (kind, state, "label-smoothing", 0.2);
      if (k == 3)
        test_state_set (kind, state, "margin", 0.3);
      site = site_new (names[k], state, CONVO_SHAPE (classes), 9);
      test_site_forward (site);
      for (int image = 0; image < 9; image++)
        {
          const float *x = site->x[0] + image * classes;
          int label = site->labels[image];
          double expected = 0;

          for (int c = 0; c < classes; c++)
            if (k == 0)
              expected += (log_sum (x, classes) - x[c]) * ((c == label) * 0.8 + 0.2 / classes);
            else if (k == 1)
              expected += pow (x[c] - (c == label), 2) / classes;
            else if (k == 2)
              expected += log1p (exp (c == label ? -x[c] : x[c])) / classes;
            else if (c != label)
              expected += MAX (0.3 - x[label] + x[c], 0) / classes;
          g_assert_cmpfloat_with_epsilon (site->y[image], expected, 1e-5);
        }
    }
}

/* Labels that are no class neither crash nor teach */
static void
test_loss_edges (void)
{
  static const char *const names[] = { "mean-squared-error", "binary-cross-entropy", "hinge", "nll" };

  for (gsize k = 0; k < G_N_ELEMENTS (names); k++)
    {
      g_autoptr(TestSite) site = site_new (names[k], NULL, CONVO_SHAPE (5), 3);

      site->labels[0] = -1;
      site->labels[1] = 5;
      site->labels[2] = G_MAXINT32;
      test_site_forward (site);
      test_site_backward (site);
      for (int i = 0; i < 15; i++)
        g_assert_true (site->y[i / 5] == 0 && site->dx[0][i] == 0);
    }
}

/* Where the slope of a kink lies in the dark of the differences: the flat parts, on every instruction set */
static void
test_flat_parts (void)
{
  static const struct { const char *kind; float x, y, slope; } all[] = {
    { "relu6", 6.5, 6, 0 }, { "relu6", -1, 0, 0 }, { "relu6", 5.5, 5.5, 1 }, { "hard-sigmoid", 3.5, 1, 0 },
    { "hard-sigmoid", -3.5, 0, 0 }, { "hard-swish", 4, 4, 1 }, { "hard-swish", -4, 0, 0 }, { "gelu", 20, 20, 1 },
    { "gelu", -20, 0, 0 }, { "silu", 100, 100, 1 }, { "silu", -100, 0, 0 }, { "softplus", 50, 50, 1 },
    { "softplus", -50, 0, 0 }, { "leaky-relu", -200, -2, 0.01 },
  };
  ConvoIsa best = convo_cpu_isa ();

  for (ConvoIsa isa = CONVO_ISA_BASE; isa <= best; isa++)
    for (gsize k = 0; k < G_N_ELEMENTS (all); k++)
      {
        g_autoptr(TestSite) site = site_new (all[k].kind, NULL, CONVO_SHAPE (19), 1);

        convo_cpu_set_isa (isa);
        for (int i = 0; i < 19; i++)
          {
            site->x[0][i] = all[k].x;
            site->dy[i] = 1;
          }
        test_site_forward (site);
        test_site_backward (site);
        for (int i = 0; i < 19; i++)
          {
            g_assert_cmpfloat_with_epsilon (site->y[i], all[k].y, 1e-6);
            g_assert_cmpfloat_with_epsilon (site->dx[0][i], all[k].slope, 1e-6);
          }
      }
  convo_cpu_set_isa (best);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  convo_layers_register ();
  g_test_add_func ("/forward/layer-norm", test_layer_norm);
  g_test_add_func ("/forward/group-norm", test_group_norm);
  g_test_add_func ("/forward/lp-pool", test_lp_pool);
  g_test_add_func ("/forward/distance-pool", test_distance_pool);
  g_test_add_func ("/forward/drop-path", test_drop_path);
  g_test_add_func ("/forward/scale", test_scale);
  g_test_add_func ("/forward/fractal-join", test_fractal_join);
  g_test_add_func ("/forward/channel-shuffle", test_channel_shuffle);
  g_test_add_func ("/forward/reshape", test_reshape);
  g_test_add_func ("/forward/losses", test_losses);
  g_test_add_func ("/forward/loss-edges", test_loss_edges);
  g_test_add_func ("/forward/flat-parts", test_flat_parts);
  return g_test_run ();
}
