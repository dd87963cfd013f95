/* The thin layout against the usual one: values, gradients, loss and dropout masks of nets that hold every layer which
 * works on packs; any number of images; the same bits for any number of threads; and when it is chosen. */
#include "nets.h"
#include "cpu.h"
#include "training.h"

#include <math.h>
#include <string.h>

#define THIN DOCUMENT ( \
  "{\"id\": \"input\", \"kind\": \"input\", \"shape\": [3, 12, 13]},\n" \
  "{\"id\": \"conv1\", \"kind\": \"conv\", \"channels\": 7, \"kernel\": 5, \"padding\": 2},\n" \
  "{\"id\": \"relu1\", \"kind\": \"relu\"},\n" \
  "{\"id\": \"conv2\", \"kind\": \"conv\", \"channels\": 14, \"stride\": 2, \"padding\": 1, \"groups\": 7},\n" \
  "{\"id\": \"leaky\", \"kind\": \"leaky-relu\"},\n" \
  "{\"id\": \"left\", \"kind\": \"conv\", \"channels\": 5, \"kernel\": 1},\n" \
  "{\"id\": \"elu\", \"kind\": \"elu\"},\n" \
  "{\"id\": \"right\", \"kind\": \"conv\", \"channels\": 6, \"padding\": 2, \"dilation\": 2, \"from\": [\"leaky\"]},\n" \
  "{\"id\": \"gelu\", \"kind\": \"gelu\"},\n" \
  "{\"id\": \"cat\", \"kind\": \"concatenate\", \"from\": [\"elu\", \"gelu\"]},\n" \
  "{\"id\": \"single\", \"kind\": \"conv\", \"channels\": 11, \"padding\": 1, \"groups\": 11},\n" \
  "{\"id\": \"add\", \"kind\": \"add\", \"from\": [\"cat\", \"single\"]},\n" \
  "{\"id\": \"relu2\", \"kind\": \"relu\"},\n" \
  "{\"id\": \"drop\", \"kind\": \"dropout\", \"probability\": 0.3},\n" \
  "{\"id\": \"pool\", \"kind\": \"max-pool\", \"kernel\": 3, \"stride\": 2, \"padding\": 1},\n" \
  "{\"id\": \"sigmoid\", \"kind\": \"sigmoid\"},\n" \
  "{\"id\": \"conv3\", \"kind\": \"conv\", \"channels\": 9, \"padding\": 1},\n" \
  "{\"id\": \"mean\", \"kind\": \"average-pool\", \"kernel\": 2, \"stride\": 1},\n" \
  "{\"id\": \"global\", \"kind\": \"global-average-pool\", \"from\": [\"conv3\"]},\n" \
  "{\"id\": \"flat1\", \"kind\": \"flatten\", \"from\": [\"mean\"]},\n" \
  "{\"id\": \"flat2\", \"kind\": \"flatten\", \"from\": [\"global\"]},\n" \
  "{\"id\": \"both\", \"kind\": \"concatenate\", \"from\": [\"flat1\", \"flat2\"]},\n" \
  "{\"id\": \"fc1\", \"kind\": \"linear\", \"features\": 33},\n" \
  "{\"id\": \"tanh\", \"kind\": \"tanh\"},\n" \
  "{\"id\": \"fc2\", \"kind\": \"linear\", \"features\": 5, \"bias\": false},\n" \
  "{\"id\": \"loss\", \"kind\": \"softmax-cross-entropy\", \"label-smoothing\": 0.1}")

/* One spatial axis; a linear layer that flattens by itself; convolution as a dense layer */
#define SIGNAL DOCUMENT ( \
  "{\"id\": \"input\", \"kind\": \"input\", \"shape\": [2, 41]},\n" \
  "{\"id\": \"conv1\", \"kind\": \"conv\", \"channels\": 5, \"kernel\": 7, \"padding\": 3, \"stride\": 2},\n" \
  "{\"id\": \"silu\", \"kind\": \"silu\"},\n" \
  "{\"id\": \"pool\", \"kind\": \"max-pool\", \"kernel\": 3, \"stride\": 3},\n" \
  "{\"id\": \"whole\", \"kind\": \"conv\", \"channels\": 12, \"kernel\": 7},\n" \
  "{\"id\": \"relu6\", \"kind\": \"relu6\"},\n" \
  "{\"id\": \"fc\", \"kind\": \"linear\", \"features\": 5},\n" \
  "{\"id\": \"loss\", \"kind\": \"softmax-cross-entropy\"}")

typedef struct
{
  const char *text;
  int floats;
} Net;

static const Net thin_net = { THIN, 3 * 12 * 13 }, signal_net = { SIGNAL, 2 * 41 };

static ConvoPlan *
plan_in (ConvoPlanLayout layout, const ConvoReport *report, ConvoWeights *weights, int batch, ConvoWorkers *workers)
{
  g_autoptr(GError) error = NULL;
  ConvoPlan *plan;

  convo_plan_set_layout (layout);
  plan = convo_plan_new (report, weights, CONVO_PLAN_INSPECT_TRAINING, batch, workers, &error);
  g_assert_no_error (error);
  g_assert_true (convo_plan_is_thin (plan) == (layout == CONVO_PLAN_LAYOUT_THIN));
  convo_plan_set_layout (CONVO_PLAN_LAYOUT_AUTO);
  return plan;
}

static void
assert_close (const float *a, const float *b, gint64 n, const char *what)
{
  double largest = 1e-6, worst = 0;

  for (gint64 i = 0; i < n; i++)
    {
      largest = fmax (largest, fabs (a[i]));
      worst = fmax (worst, isfinite (b[i]) ? fabs (a[i] - b[i]) : INFINITY);
    }
  if (worst > 1e-4 * largest)
    g_error ("%s: %s differs by %g of %g", convo_cpu_isa_name (), what, worst, largest);
}

static void
compare_maps (ConvoPlan *a, ConvoPlan *b, const ConvoReport *report, int n)
{
  for (int i = 0; i < convo_net_n_nodes (convo_report_net (report)); i++)
    {
      gint64 count = convo_shape_count (&convo_report_node (report, i)->out);
      g_autofree float *x = g_new (float, count), *y = g_new (float, count);
      const char *path = convo_net_node (convo_report_net (report), i)->path;

      for (int image = 0; image < n; image++)
        {
          g_assert_true (convo_plan_get_value (a, i, image, x) && convo_plan_get_value (b, i, image, y));
          assert_close (x, y, count, path);
          if (convo_plan_get_gradient (a, i, image, x) && convo_plan_get_gradient (b, i, image, y))
            assert_close (x, y, count, path);
        }
    }
}

static void
compare_step (const Net *net, const ConvoReport *report, ConvoWeights *weights, int n)
{
  g_autoptr(ConvoWorkers) workers = convo_workers_new (2);
  g_autoptr(ConvoPlan) usual = plan_in (CONVO_PLAN_LAYOUT_NHWC, report, weights, 40, workers);
  g_autoptr(ConvoPlan) thin = plan_in (CONVO_PLAN_LAYOUT_THIN, report, weights, 40, workers);
  g_autofree float *pictures = g_new (float, net->floats * 40);
  gint32 labels[40];

  random_batch (pictures, net->floats, labels, 40, 5, n);
  labels[0] = -1;   /* a picture without a label */
  convo_plan_set_input (usual, pictures, n);
  convo_plan_set_input (thin, pictures, n);
  for (int training = 0; training < 2; training++)
    {
      double loss = convo_plan_step (usual, n, training, labels, 17);

      g_assert_cmpfloat_with_epsilon (convo_plan_step (thin, n, training, labels, 17), loss, 1e-5);
      compare_maps (usual, thin, report, n);
      for (int i = 0; i < convo_weights_n (weights); i++)
        {
          const ConvoTensor *tensor = convo_weights_get (weights, i);

          assert_close (convo_plan_gradient (usual, tensor->node, tensor->param),
                        convo_plan_gradient (thin, tensor->node, tensor->param), tensor->count, tensor->name);
        }
      for (int image = 0; image < n; image++)
        assert_close (convo_plan_image_scores (usual, image), convo_plan_image_scores (thin, image),
                      convo_plan_n_scores (thin), "scores");
    }
}

static void
test_same (gconstpointer data)
{
  static const int counts[] = { 40, 1, 16, 19, 40 };
  const Net *net = data;
  g_autoptr(ConvoReport) report = report_from_text (net->text);
  g_autoptr(ConvoWeights) weights = convo_weights_new (report, NULL);
  ConvoIsa best = convo_cpu_isa ();

  convo_weights_init (weights, CONVO_INIT_KAIMING, 0, 7);
  for (int isa = CONVO_ISA_BASE; isa <= (int) best; isa++)
    {
      convo_cpu_set_isa (isa);
      for (gsize i = 0; i < G_N_ELEMENTS (counts); i++)
        compare_step (net, report, weights, counts[i]);
    }
  convo_cpu_set_isa (best);
}

static void
test_threads (gconstpointer data)
{
  const Net *net = data;
  g_autoptr(ConvoReport) report = report_from_text (net->text);
  g_autoptr(ConvoWeights) weights = convo_weights_new (report, NULL);
  g_autofree float *pictures = g_new (float, net->floats * 40);
  g_autoptr(GArray) first = g_array_new (FALSE, FALSE, sizeof (float));
  gint32 labels[40];

  convo_weights_init (weights, CONVO_INIT_KAIMING, 0, 7);
  random_batch (pictures, net->floats, labels, 40, 5, 2);
  for (int threads = 1; threads <= 8; threads = threads == 1 ? 2 : 4 * threads)
    {
      g_autoptr(ConvoWorkers) workers = convo_workers_new (threads);
      g_autoptr(ConvoPlan) plan = plan_in (CONVO_PLAN_LAYOUT_THIN, report, weights, 40, workers);
      guint at = 0;

      convo_plan_set_input (plan, pictures, 37);
      convo_plan_step (plan, 37, TRUE, labels, 3);
      for (int i = 0; i < convo_weights_n (weights); i++)
        {
          const ConvoTensor *tensor = convo_weights_get (weights, i);
          const float *gradient = convo_plan_gradient (plan, tensor->node, tensor->param);

          if (threads == 1)
            g_array_append_vals (first, gradient, tensor->count);
          else
            g_assert_cmpmem (gradient, tensor->count * sizeof (float), &g_array_index (first, float, at),
                             tensor->count * sizeof (float));
          at += tensor->count;
        }
    }
}

static gboolean
chosen (const char *text, int batch)
{
  g_autoptr(ConvoReport) report = report_from_text (text);
  g_autoptr(ConvoWeights) weights = convo_weights_new (report, NULL);
  g_autoptr(ConvoWorkers) workers = convo_workers_new (1);
  g_autoptr(ConvoPlan) plan = convo_plan_new (report, weights, CONVO_PLAN_TRAINING, batch, workers, NULL);

  return convo_plan_is_thin (plan);
}

/* Few channels and whole packs of images are what it is for */
static void
test_choice (void)
{
  ConvoIsa best = convo_cpu_isa ();

  convo_plan_set_layout (CONVO_PLAN_LAYOUT_AUTO);
  for (int isa = CONVO_ISA_BASE; isa <= (int) best; isa++)
    {
      convo_cpu_set_isa (isa);
      g_assert_true (chosen (LENET, 64));
      g_assert_true (chosen (THIN, 64));
      g_assert_false (chosen (LENET, 1));
      g_assert_false (chosen (IN_PLACE, 64));   /* batch normalisation */
      g_assert_false (chosen (DOCUMENT ("{\"id\": \"input\", \"kind\": \"input\", \"shape\": [32, 16, 16]},\n"
                                        "{\"id\": \"conv1\", \"kind\": \"conv\", \"channels\": 32, \"padding\": 1},\n"
                                        "{\"id\": \"conv2\", \"kind\": \"conv\", \"channels\": 64, \"padding\": 1}"), 64));
    }
  convo_cpu_set_isa (best);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  convo_layers_register ();
  g_test_add_data_func ("/layout/same/pictures", &thin_net, test_same);
  g_test_add_data_func ("/layout/same/signals", &signal_net, test_same);
  g_test_add_data_func ("/layout/threads/pictures", &thin_net, test_threads);
  g_test_add_data_func ("/layout/threads/signals", &signal_net, test_threads);
  g_test_add_func ("/layout/choice", test_choice);
  return g_test_run ();
}
