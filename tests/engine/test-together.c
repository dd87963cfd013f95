/* Threads that do one picture together: the same bits as one thread alone, for every way of dividing a layer. */
#include "nets.h"
#include "cpu.h"
#include "plan.h"

#include <math.h>
#include <string.h>

#define SIDE 48
#define FLOATS (3 * SIDE * SIDE)
#define CLASSES 7
#define MOST 3

/* Layers large enough to be divided: by rows, by channels, by tiles, by gradients; sums, merges, pooling, dense layers */
#define LARGE DOCUMENT ( \
  "{\"id\": \"input\", \"kind\": \"input\", \"shape\": [3, 48, 48]},\n" \
  "{\"id\": \"conv1\", \"kind\": \"conv\", \"channels\": 32, \"kernel\": 7, \"stride\": 2, \"padding\": 3},\n" \
  "{\"id\": \"bn1\", \"kind\": \"batch-norm\"},\n" \
  "{\"id\": \"relu1\", \"kind\": \"relu\"},\n" \
  "{\"id\": \"pool1\", \"kind\": \"max-pool\", \"kernel\": 3, \"stride\": 1, \"padding\": 1},\n" \
  "{\"id\": \"conv2\", \"kind\": \"conv\", \"channels\": 32, \"padding\": 1},\n" \
  "{\"id\": \"bn2\", \"kind\": \"batch-norm\"},\n" \
  "{\"id\": \"add\", \"kind\": \"add\", \"from\": [\"bn2\", \"pool1\"]},\n" \
  "{\"id\": \"silu\", \"kind\": \"silu\"},\n" \
  "{\"id\": \"single\", \"kind\": \"conv\", \"channels\": 32, \"padding\": 1, \"groups\": 32},\n" \
  "{\"id\": \"relu2\", \"kind\": \"relu\"},\n" \
  "{\"id\": \"grouped\", \"kind\": \"conv\", \"channels\": 48, \"padding\": 1, \"groups\": 4},\n" \
  "{\"id\": \"point\", \"kind\": \"conv\", \"channels\": 80, \"kernel\": 1, \"from\": [\"relu2\"]},\n" \
  "{\"id\": \"cat\", \"kind\": \"concatenate\", \"from\": [\"grouped\", \"point\"]},\n" \
  "{\"id\": \"pool2\", \"kind\": \"average-pool\", \"kernel\": 2, \"stride\": 2},\n" \
  "{\"id\": \"conv3\", \"kind\": \"conv\", \"channels\": 160, \"padding\": 1},\n" \
  "{\"id\": \"relu3\", \"kind\": \"relu\"},\n" \
  "{\"id\": \"conv4\", \"kind\": \"conv\", \"channels\": 200, \"padding\": 1, \"stride\": 2},\n" \
  "{\"id\": \"relu4\", \"kind\": \"relu\"},\n" \
  "{\"id\": \"conv5\", \"kind\": \"conv\", \"channels\": 130, \"padding\": 1},\n" \
  "{\"id\": \"fc1\", \"kind\": \"linear\", \"features\": 210},\n" \
  "{\"id\": \"relu5\", \"kind\": \"relu\"},\n" \
  "{\"id\": \"fc\", \"kind\": \"linear\", \"features\": 7},\n" \
  "{\"id\": \"loss\", \"kind\": \"softmax-cross-entropy\"}")

typedef struct
{
  ConvoReport *report;
  ConvoWeights *weights;
  ConvoPlanMode mode;
  int batch;
  gboolean training;
} Case;

/* Scores and all gradients of a step on @threads threads, one behind another */
static GArray *
results (const Case *c, int threads)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ConvoWorkers) workers = convo_workers_new (threads);
  g_autoptr(ConvoWeights) weights = convo_weights_copy (c->weights);
  g_autoptr(ConvoPlan) plan = convo_plan_new (c->report, weights, c->mode, c->batch, workers, &error);
  g_autofree float *pictures = g_new (float, FLOATS * MOST);
  GArray *all = g_array_new (FALSE, FALSE, sizeof (float));
  gint32 labels[MOST];
  float scores[CLASSES];

  g_assert_no_error (error);
  random_batch (pictures, FLOATS, labels, MOST, CLASSES, 4);
  convo_plan_set_input (plan, pictures, c->batch);
  for (int round = 0; round < 2; round++)   /* memory is dirty the second time */
    {
      if (c->mode == CONVO_PLAN_INFERENCE)
        convo_plan_forward (plan, c->batch, FALSE, NULL, 0);
      else
        convo_plan_step (plan, c->batch, c->training, labels, 9);
      for (int i = 0; i < c->batch; i++)
        {
          convo_plan_get_value (plan, convo_plan_scores (plan), i, scores);
          g_array_append_vals (all, scores, CLASSES);
        }
      for (int i = 0; i < c->batch && c->mode == CONVO_PLAN_GRADIENTS; i++)
        {
          g_assert_true (convo_plan_get_gradient (plan, 0, i, pictures));
          g_array_append_vals (all, pictures, FLOATS);
          random_batch (pictures, FLOATS, labels, MOST, CLASSES, 4);
        }
      for (int i = 0; i < convo_weights_n (weights); i++)
        {
          const ConvoTensor *tensor = convo_weights_get (weights, i);
          const float *gradient = convo_plan_gradient (plan, tensor->node, tensor->param);

          if (gradient != NULL)
            g_array_append_vals (all, gradient, tensor->count);
        }
    }
  return all;
}

static void
check (const Case *c)
{
  static const int threads[] = { 2, 3, 8 };
  g_autoptr(GArray) alone = results (c, 1);

  g_assert_cmpint (alone->len, >, 2 * CLASSES - 1);
  for (gsize t = 0; t < G_N_ELEMENTS (threads); t++)
    {
      g_autoptr(GArray) together = results (c, threads[t]);

      g_assert_cmpmem (together->data, together->len * sizeof (float), alone->data, alone->len * sizeof (float));
    }
}

static void
test_bits (gconstpointer isa)
{
  g_autoptr(ConvoReport) report = report_from_text (LARGE);
  g_autoptr(GError) error = NULL;
  ConvoIsa best = convo_cpu_isa ();

  convo_cpu_set_isa (GPOINTER_TO_INT (isa));
  for (int batch = 1; batch <= MOST; batch += 2)
    {
      g_autoptr(ConvoWeights) weights = convo_weights_new (report, &error);
      const Case cases[] = {
        { report, weights, CONVO_PLAN_INFERENCE, batch, FALSE },
        { report, weights, CONVO_PLAN_GRADIENTS, batch, FALSE },
        { report, weights, CONVO_PLAN_TRAINING, batch, TRUE },
      };

      convo_weights_init (weights, CONVO_INIT_KAIMING, 0, 3);
      for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
        check (&cases[i]);
    }
  convo_cpu_set_isa (best);
}

/* The gradient of the pictures is that of a plan which keeps everything. */
static void
test_picture (void)
{
  g_autoptr(ConvoReport) report = report_from_text (LARGE);
  g_autoptr(GError) error = NULL;
  g_autoptr(ConvoWeights) weights = convo_weights_new (report, &error);
  g_autoptr(ConvoWorkers) workers = convo_workers_new (2);
  g_autoptr(ConvoPlan) plain = convo_plan_new (report, weights, CONVO_PLAN_GRADIENTS, 1, workers, &error);
  g_autoptr(ConvoPlan) all = convo_plan_new (report, weights, CONVO_PLAN_INSPECT_TRAINING, 1, workers, &error);
  g_autofree float *picture = g_new (float, FLOATS), *a = g_new (float, FLOATS), *b = g_new (float, FLOATS);
  double sum = 0;
  gint32 label;

  convo_weights_init (weights, CONVO_INIT_KAIMING, 0, 3);
  random_batch (picture, FLOATS, &label, 1, CLASSES, 4);
  convo_plan_set_input (plain, picture, 1);
  convo_plan_set_input (all, picture, 1);
  convo_plan_step (plain, 1, FALSE, &label, 0);
  convo_plan_step (all, 1, FALSE, &label, 0);
  g_assert_true (convo_plan_get_gradient (plain, 0, 0, a));
  g_assert_true (convo_plan_get_gradient (all, 0, 0, b));
  for (int i = 0; i < FLOATS; i++)
    {
      g_assert_cmpfloat_with_epsilon (a[i], b[i], 1e-6);
      sum += fabs (a[i]);
    }
  g_assert_cmpfloat (sum, >, 1e-2);
}

/* Inference, with batch normalisation folded into weights, against a plan that does layer after layer; running statistics far
 * from their first values */
static void
test_folded (void)
{
  g_autoptr(ConvoReport) report = report_from_text (LARGE);
  g_autoptr(GError) error = NULL;
  g_autoptr(ConvoWeights) weights = convo_weights_new (report, &error);
  g_autoptr(ConvoWorkers) workers = convo_workers_new (2);
  g_autoptr(ConvoPlan) folded = convo_plan_new (report, weights, CONVO_PLAN_INFERENCE, 1, workers, &error);
  g_autoptr(ConvoPlan) plain = convo_plan_new (report, weights, CONVO_PLAN_INSPECT, 1, workers, &error);
  g_autofree float *picture = g_new (float, FLOATS);
  float a[CLASSES], b[CLASSES];
  gint32 label;

  random_batch (picture, FLOATS, &label, 1, CLASSES, 4);
  convo_plan_set_input (folded, picture, 1);
  convo_plan_set_input (plain, picture, 1);
  for (int round = 0; round < 3; round++)   /* other weights each time: packed ones must not stay */
    {
      convo_weights_init (weights, CONVO_INIT_KAIMING, 0, round);
      for (int i = 0; i < convo_weights_n (weights); i++)
        {
          ConvoTensor *tensor = convo_weights_get (weights, i);

          for (gint64 k = 0; k < tensor->count && g_str_has_prefix (tensor->name, "bn"); k++)
            tensor->data[k] = 0.5f + (k * 7 + i * 3 + round) % 11 / 8.0f;
        }
      convo_weights_changed (weights);
      convo_plan_forward (folded, 1, FALSE, NULL, 0);
      convo_plan_forward (plain, 1, FALSE, NULL, 0);
      convo_plan_get_value (folded, convo_plan_scores (folded), 0, a);
      convo_plan_get_value (plain, convo_plan_scores (plain), 0, b);
      for (int k = 0; k < CLASSES; k++)
        g_assert_cmpfloat_with_epsilon (a[k], b[k], 1e-4 * MAX (1, fabs (b[k])));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  convo_layers_register ();
  for (int isa = CONVO_ISA_BASE; isa <= (int) convo_cpu_isa (); isa++)
    {
      g_autofree char *path = g_strdup_printf ("/engine/together/bits/%d", isa);

      g_test_add_data_func (path, GINT_TO_POINTER (isa), test_bits);
    }
  g_test_add_func ("/engine/together/picture", test_picture);
  g_test_add_func ("/engine/together/folded", test_folded);
  return g_test_run ();
}
