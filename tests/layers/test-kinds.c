/* What single kinds promise beyond the general tests: accuracy, ties, edges, sentences, statistics, chance. */
#include "cpu.h"
#include "errors.h"
#include "layers.h"
#include "pointwise.h"
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
  return site;
}

typedef double (*Reference) (double x);

static double
sigmoid (double x)
{
  return 1 / (1 + exp (-x));
}

static double
elu (double x)
{
  return x > 0 ? x : expm1 (x);
}

static double
gelu (double x)
{
  return isinf (x) && x < 0 ? 0 : x / 2 * erfc (-x / sqrt (2));
}

static double
silu (double x)
{
  return isinf (x) && x < 0 ? 0 : x / (1 + exp (-x));
}

static double
softplus (double x)
{
  return x > 0 ? x + log1p (exp (-x)) : log1p (exp (x));
}

static double
selu (double x)
{
  return 1.0507009873554805 * (x > 0 ? x : 1.6732632423543772 * expm1 (x));
}

/* Absolute error under 2e-6 (and the last digits of a float) everywhere, ±∞ included, on every instruction set and for
 * any length */
static void
test_accuracy (void)
{
  static const struct { const char *kind; Reference reference; } all[] = {
    { "tanh", tanh }, { "sigmoid", sigmoid }, { "elu", elu }, { "gelu", gelu }, { "silu", silu },
    { "softplus", softplus }, { "selu", selu },
  };
  const int n = 20001;
  ConvoIsa best = convo_cpu_isa ();

  for (ConvoIsa isa = CONVO_ISA_BASE; isa <= best; isa++)
    for (gsize k = 0; k < G_N_ELEMENTS (all); k++)
      {
        g_autoptr(TestSite) site = site_new (all[k].kind, NULL, CONVO_SHAPE (n), 1);

        convo_cpu_set_isa (isa);
        for (int i = 0; i < n; i++)
          site->x[0][i] = i < n - 8 ? (i - n / 2) * 1e-3 : ldexp (i % 2 ? 1 : -1, 7 + 20 * (n - i - 1));
        site->x[0][0] = -INFINITY;
        site->x[0][1] = -0.0;
        test_site_forward (site);
        for (int i = 0; i < n; i++)
          {
            double expected = all[k].reference (site->x[0][i]);
            if (site->y[i] != expected && !(fabs (site->y[i] - expected) <= 2e-6 + 2e-7 * fabs (expected)))
              g_error ("%s (%g) is %.9g, not %.9g", all[k].kind, site->x[0][i], site->y[i], expected);
          }
      }
  convo_cpu_set_isa (best);
}

/* The vectorised numbers of the kernel are those of convo_random_at() */
static void
test_dropout_mask (void)
{
  g_autoptr(TestSite) site = site_new ("dropout", NULL, CONVO_SHAPE (5, 7, 9), 3);
  gint64 values = 5 * 7 * 9, kept = 0;

  test_state_set (site->kind, site->state, "probability", 0.3);
  test_site_set_layout (site, 1, 0);
  for (gint64 i = 0; i < 3 * values; i++)
    site->x[0][i] = 1;
  site->random_key = 12345;
  test_site_forward (site);
  for (int image = 0; image < 3; image++)
    for (gint64 c = 0; c < 5; c++)
      for (gint64 pixel = 0; pixel < 63; pixel++)
        {
          guint64 bits = convo_random_at (12345, image * values + pixel * 5 + c);
          gboolean keep = (bits >> 11) * 0x1p-53 >= 0.3;

          g_assert_cmpfloat_with_epsilon (site->y[image * values + c * 63 + pixel], keep ? 1 / 0.7 : 0, 1e-6);
          kept += keep;
        }
  g_assert_cmpfloat_with_epsilon (kept / (3.0 * values), 0.7, 0.05);
  site->training = FALSE;
  test_site_forward (site);
  g_assert_cmpmem (site->x[0], 3 * values * sizeof (float), site->y, 3 * values * sizeof (float));
}

static void
test_dropout_all (void)
{
  g_autoptr(TestSite) site = site_new ("dropout", NULL, CONVO_SHAPE (40), 1);

  test_state_set (site->kind, site->state, "probability", 1);
  test_site_randomize (site, 1);
  test_site_forward (site);
  for (int i = 0; i < 40; i++)
    g_assert_cmpfloat (site->y[i], ==, 0);
}

/* A mean a thousand times the deviation costs no digits; slices give the same */
static void
test_batch_norm_mean (void)
{
  static const gint64 channels[] = { 1, 3, 16, 33, 600 };

  for (gsize k = 0; k < G_N_ELEMENTS (channels); k++)
    for (int slices = 1; slices <= 4; slices += 3)
      {
        gint64 n = channels[k];
        g_autoptr(TestSite) site = site_new ("batch-norm", NULL, CONVO_SHAPE (n, 6, 5), 8);
        gint64 values = test_site_count (site, 0);

        test_site_randomize (site, 4);
        for (gint64 c = 0; c < n; c++)
          {
            site->params[0][c] = 1;
            site->params[1][c] = 0;
          }
        for (gint64 i = 0; i < values; i++)
          site->x[0][i] = 1000 + site->x[0][i];
        site->n_slices = slices;
        test_site_forward (site);
        for (gint64 c = 0; c < n; c++)
          {
            double mean = 0, square = 0, y_mean = 0, y_square = 0;

            for (gint64 i = 0; i < 8 * 30; i++)
              mean += site->x[0][i / 30 * n * 30 + c * 30 + i % 30] / 240.0;
            for (gint64 i = 0; i < 8 * 30; i++)
              square += pow (site->x[0][i / 30 * n * 30 + c * 30 + i % 30] - mean, 2) / 240;
            for (gint64 i = 0; i < 8 * 30; i++)
              {
                gint64 at = i / 30 * n * 30 + c * 30 + i % 30;

                g_assert_cmpfloat_with_epsilon (site->y[at], (site->x[0][at] - mean) / sqrt (square + 1e-5), 1e-5);
                y_mean += site->y[at] / 240.0;
                y_square += site->y[at] * site->y[at] / 240.0;
              }
            g_assert_cmpfloat_with_epsilon (y_mean, 0, 1e-5);
            g_assert_cmpfloat_with_epsilon (y_square, 1, 1e-4);
          }
      }
}

/* One value a channel: no division by zero, and running statistics stay finite */
static void
test_batch_norm_single (void)
{
  g_autoptr(TestSite) site = site_new ("batch-norm", NULL, CONVO_SHAPE (4), 1);

  test_site_randomize (site, 4);
  test_site_forward (site);
  test_site_backward (site);
  for (int c = 0; c < 4; c++)
    g_assert_true (fabs (site->y[c] - site->params[1][c]) < 1e-6 && isfinite (site->params[3][c]) &&
                   isfinite (site->dx[0][c]));
}

/* Windows of more than 256 elements keep "which" in four bytes */
static void
test_max_pool_wide (void)
{
  static const gint64 kernel[] = { 17, 19 };
  const ConvoKind *kind = convo_kind_find ("max-pool");
  void *state = convo_kind_new_state (kind);
  g_autoptr(TestSite) site = NULL;
  double sum = 0;

  test_state_set_axes (kind, state, "kernel", 2, kernel);
  test_state_set (kind, state, "stride", 3);
  test_state_set (kind, state, "padding", 5);
  site = site_new ("max-pool", state, CONVO_SHAPE (3, 22, 25), 2);
  test_site_randomize (site, 9);
  for (gint64 i = 0; i < test_site_count (site, -1); i++)
    site->dy[i] = 1;
  test_site_forward (site);
  test_site_backward (site);
  for (gint64 i = 0; i < test_site_count (site, 0); i++)
    sum += site->dx[0][i] * site->x[0][i];
  g_assert_cmpfloat_with_epsilon (sum, test_site_product (site), 1e-3);
}

/* Only −∞ in a window: −∞, not a made-up number; and all equal: the first gets the gradient */
static void
test_max_pool_edges (void)
{
  g_autoptr(TestSite) site = site_new ("max-pool", NULL, CONVO_SHAPE (1, 2, 4), 1);

  for (int i = 0; i < 8; i++)
    site->x[0][i] = i % 4 < 2 ? -INFINITY : 7;
  site->dy[0] = 1;
  site->dy[1] = 2;
  test_site_forward (site);
  test_site_backward (site);
  g_assert_true (isinf (site->y[0]) && site->y[0] < 0 && site->y[1] == 7);
  g_assert_true (site->dx[0][0] == 1 && site->dx[0][2] == 2 && site->dx[0][3] == 0 && site->dx[0][6] == 0);
}

/* Labels that are no class neither crash nor teach; huge scores do not overflow */
static void
test_loss_edges (void)
{
  g_autoptr(TestSite) site = site_new ("softmax-cross-entropy", NULL, CONVO_SHAPE (5), 4);

  test_site_randomize (site, 2);
  site->labels[0] = -1;
  site->labels[1] = 5;
  site->labels[2] = G_MAXINT32;
  site->labels[3] = 2;
  site->x[0][15 + 1] = 3e38f;
  site->x[0][15 + 2] = -1e38f;
  test_site_forward (site);
  test_site_backward (site);
  for (int i = 0; i < 15; i++)
    g_assert_true (site->y[i / 5] == 0 && site->dx[0][i] == 0);
  g_assert_false (isnan (site->y[3]));
  g_assert_cmpfloat_with_epsilon (site->dx[0][15 + 2], -site->dy[3], 1e-6);
}

static void
assert_refused (const char *name, void *state, const ConvoShape *in, int n_in, int code, const char *part)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (test_site_new (convo_kind_find (name), state, in, n_in, 1, &error));
  g_assert_error (error, CONVO_ERROR, code);
  if (strstr (error->message, part) == NULL)
    g_error ("“%s” does not say “%s”", error->message, part);
  g_assert_true (g_str_has_suffix (error->message, "."));
}

static void
test_sentences (void)
{
  ConvoShape unequal[] = { CONVO_SHAPE (64, 32, 32), CONVO_SHAPE (128, 16, 16) };
  const ConvoKind *max = convo_kind_find ("max-pool");
  void *state;

  assert_refused ("add", NULL, unequal, 2, CONVO_ERROR_SHAPE, "Add needs equal shapes: 64×32×32 and 128×16×16.");
  assert_refused ("add", NULL, unequal, 1, CONVO_ERROR_WIRING, "It needs 2 inputs but has 1");
  assert_refused ("concatenate", NULL, unequal, 2, CONVO_ERROR_SHAPE, "64×32×32 and 128×16×16");
  assert_refused ("softmax-cross-entropy", NULL, unequal, 1, CONVO_ERROR_SHAPE, "64×32×32");
  assert_refused ("max-pool", NULL, (ConvoShape[]) { CONVO_SHAPE (84) }, 1, CONVO_ERROR_SHAPE, "84 features");
  assert_refused ("average-pool", NULL, (ConvoShape[]) { CONVO_SHAPE (8, 10, 1) }, 1, CONVO_ERROR_SHAPE, "width");
  assert_refused ("global-average-pool", NULL, (ConvoShape[]) { CONVO_SHAPE (10) }, 1, CONVO_ERROR_SHAPE,
                  "10 features");
  state = convo_kind_new_state (max);
  test_state_set (max, state, "padding", 2);
  assert_refused ("max-pool", state, (ConvoShape[]) { CONVO_SHAPE (3, 8, 8) }, 1, CONVO_ERROR_PROPERTY,
                  "at most half the kernel");
  state = convo_kind_new_state (max);
  test_state_set (max, state, "padding", 1);
  test_state_set (max, state, "dilation", 2);
  assert_refused ("max-pool", state, (ConvoShape[]) { CONVO_SHAPE (3, 1, 1) }, 1, CONVO_ERROR_SHAPE, "padding only");
  state = convo_kind_new_state (max);
  test_state_set_axes (max, state, "kernel", 3, (const gint64[]) { 2, 2, 2 });
  assert_refused ("max-pool", state, (ConvoShape[]) { CONVO_SHAPE (3, 8, 8) }, 1, CONVO_ERROR_PROPERTY,
                  "2 spatial axes");
}

/* The sentences of kinds with one property set; @key NULL: defaults */
static void
test_more_sentences (void)
{
  static const struct { const char *kind, *key; double value; int code; const char *part; } all[] = {
    { "group-norm", "groups", 2, CONVO_ERROR_PROPERTY, "3 channels of the input cannot be divided into 2" },
    { "channel-shuffle", "groups", 2, CONVO_ERROR_PROPERTY, "3 channels of the input cannot be divided into 2" },
    { "transposed-conv", "groups", 2, CONVO_ERROR_PROPERTY, "3 channels of the input cannot be divided into 2" },
    { "transposed-conv", "output-padding", 2, CONVO_ERROR_PROPERTY, "less than the stride or the dilation" },
    { "transposed-conv", "padding", 20, CONVO_ERROR_SHAPE, "cuts off the whole output" },
    { "slice", "start", 3, CONVO_ERROR_SHAPE, "ends with channel 3 but the input has only 3" },
    { "crop", "before", 7, CONVO_ERROR_SHAPE, "leaves nothing of the 8" },
    { "reshape", NULL, 0, CONVO_ERROR_SHAPE, "192 values of 3×8×8 do not fill 1×28×28, which has 784" },
    { "nll", NULL, 0, CONVO_ERROR_SHAPE, "Negative log-likelihood needs one score for each class" },
    { "hinge", NULL, 0, CONVO_ERROR_SHAPE, "3×8×8" }, { "mean-squared-error", NULL, 0, CONVO_ERROR_SHAPE, "3×8×8" },
  };
  ConvoShape in[] = { CONVO_SHAPE (3, 8, 8), CONVO_SHAPE (4, 8, 8) };
  const ConvoKind *pad = convo_kind_find ("pad");
  void *mirror = convo_kind_new_state (pad);

  for (gsize i = 0; i < G_N_ELEMENTS (all); i++)
    {
      const ConvoKind *kind = convo_kind_find (all[i].kind);
      void *state = convo_kind_new_state (kind);

      if (all[i].key != NULL)
        test_state_set (kind, state, all[i].key, all[i].value);
      assert_refused (all[i].kind, state, in, 1, all[i].code, all[i].part);
    }
  test_state_set (pad, mirror, "mode", 1);
  test_state_set (pad, mirror, "after", 8);
  assert_refused ("pad", mirror, in, 1, CONVO_ERROR_SHAPE, "at least 9");
  assert_refused ("multiply", NULL, in, 2, CONVO_ERROR_SHAPE, "3×8×8 and 4×8×8");
  assert_refused ("mean", NULL, in, 2, CONVO_ERROR_SHAPE, "3×8×8 and 4×8×8");
  assert_refused ("binary-cross-entropy", NULL, in, 2, CONVO_ERROR_SHAPE, "3×8×8 with the target 4×8×8");
  in[0] = CONVO_SHAPE (12);
  assert_refused ("upsample", NULL, in, 1, CONVO_ERROR_SHAPE, "12 features");
  assert_refused ("instance-norm", NULL, in, 1, CONVO_ERROR_SHAPE, "12 features");
}

static void
test_summaries (void)
{
  static const struct { const char *kind, *key; double value; const char *summary; } all[] = {
    { "max-pool", NULL, 0, "2×2, stride 2" }, { "max-pool", "kernel", 3, "3×3, stride 2" },
    { "average-pool", "padding", 1, "2×2, stride 2, padding 1" }, { "dropout", NULL, 0, "0.5" },
    { "subsample", NULL, 0, "stride 2" }, { "elu", NULL, 0, "" }, { "input", NULL, 0, "1×28×28" },
    { "pad-channels", "after", 8, "0 + C + 8" }, { "transposed-conv", NULL, 0, "2×2, 16, stride 2" },
    { "lp-pool", "p", 3, "L3, 2×2, stride 2" }, { "distance-pool", NULL, 0, "3×3, stride 2" },
    { "adaptive-average-pool", "size", 6, "to 6" }, { "layer-norm", "over", 1, "over channels" },
    { "group-norm", "groups", 8, "8 groups" }, { "lrn", NULL, 0, "5" }, { "upsample", NULL, 0, "×2, nearest" },
    { "pad", "after", 2, "1 + 2" }, { "crop", NULL, 0, "−1" }, { "slice", "count", 8, "0…7" },
    { "leaky-relu", "slope", 0.2, "slope 0.2" }, { "softmax-cross-entropy", "label-smoothing", 0.1, "smoothing 0.1" },
    { "hinge", "margin", 2, "margin 2" }, { "drop-path", NULL, 0, "0.1" },
    { "scale", "offset", 0.5, "×1 + 0.5" }, { "fractal-join", NULL, 0, "0.15" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (all); i++)
    {
      const ConvoKind *kind = convo_kind_find (all[i].kind);
      g_autofree void *state = convo_kind_new_state (kind);
      g_autofree char *summary = NULL;

      if (all[i].key != NULL)
        test_state_set (kind, state, all[i].key, all[i].value);
      summary = convo_kind_summary (kind, state);
      g_assert_cmpstr (summary, ==, all[i].summary);
    }
}

/* The ledger shows the window with this layer's numbers, and what no window reads */
static void
test_ledger (void)
{
  const ConvoKind *kind = convo_kind_find ("max-pool");
  void *state = convo_kind_new_state (kind);
  g_autoptr(GPtrArray) ledger = convo_ledger_new ();
  g_autoptr(TestSite) site = NULL;
  const ConvoLedgerRow *row;

  test_state_set (kind, state, "kernel", 3);
  site = site_new ("max-pool", state, CONVO_SHAPE (96, 28, 55), 1);
  kind->explain (site->state, &site->site, ledger);
  row = g_ptr_array_index (ledger, 0);
  g_assert_cmpstr (row->title, ==, "Output height");
  g_assert_cmpstr (row->formula, ==, "⌊(28 + 2·0 − 3) / 2⌋ + 1");
  g_assert_cmpstr (row->value, ==, "13");
  g_assert_nonnull (row->note);
  row = g_ptr_array_index (ledger, 1);
  g_assert_cmpstr (row->value, ==, "27");
  g_assert_null (row->note);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  convo_layers_register ();
  g_test_add_func ("/kinds/accuracy", test_accuracy);
  g_test_add_func ("/kinds/dropout/mask", test_dropout_mask);
  g_test_add_func ("/kinds/dropout/all", test_dropout_all);
  g_test_add_func ("/kinds/batch-norm/mean", test_batch_norm_mean);
  g_test_add_func ("/kinds/batch-norm/single", test_batch_norm_single);
  g_test_add_func ("/kinds/max-pool/wide", test_max_pool_wide);
  g_test_add_func ("/kinds/max-pool/edges", test_max_pool_edges);
  g_test_add_func ("/kinds/loss/edges", test_loss_edges);
  g_test_add_func ("/kinds/sentences", test_sentences);
  g_test_add_func ("/kinds/more-sentences", test_more_sentences);
  g_test_add_func ("/kinds/summaries", test_summaries);
  g_test_add_func ("/kinds/ledger", test_ledger);
  return g_test_run ();
}
