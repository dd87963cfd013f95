/* Several weighted losses, heads that are there in training only, and losses at every position of a map. */
#include "nets.h"
#include "training.h"

#include <math.h>
#include <string.h>

#define TRUNK \
  "{\"id\": \"input\", \"kind\": \"input\", \"shape\": [3, 12, 12]},\n" \
  "{\"id\": \"conv1\", \"kind\": \"conv\", \"channels\": 8, \"padding\": 1},\n" \
  "{\"id\": \"bn1\", \"kind\": \"batch-norm\"},\n" \
  "{\"id\": \"relu1\", \"kind\": \"relu\"},\n" \
  "{\"id\": \"conv2\", \"kind\": \"conv\", \"channels\": 6, \"padding\": 1, \"stride\": 2},\n" \
  "{\"id\": \"tanh2\", \"kind\": \"tanh\"},\n" \
  "{\"id\": \"conv3\", \"kind\": \"conv\", \"channels\": 6, \"padding\": 1},\n" \
  "{\"id\": \"add\", \"kind\": \"add\", \"from\": [\"conv3\", \"tanh2\"]},\n" \
  "{\"id\": \"drop\", \"kind\": \"dropout\", \"probability\": 0.3},\n" \
  "{\"id\": \"fc\", \"kind\": \"linear\", \"features\": 5},\n" \
  "{\"id\": \"loss\", \"kind\": \"softmax-cross-entropy\"}"

/* As GoogLeNet has them. They stand behind the trunk, so that backward they are the first to write gradients. Only the
 * layers that begin a head say when they are there; the others follow. */
#define HEADED DOCUMENT (TRUNK ",\n" \
  "{\"id\": \"pool-a\", \"kind\": \"average-pool\", \"kernel\": 3, \"from\": [\"relu1\"], \"when\": \"training\"},\n" \
  "{\"id\": \"relu-a\", \"kind\": \"relu\"},\n" \
  "{\"id\": \"fc-a\", \"kind\": \"linear\", \"features\": 5},\n" \
  "{\"id\": \"loss-a\", \"kind\": \"softmax-cross-entropy\", \"weight\": 0.3},\n" \
  "{\"id\": \"conv-b\", \"kind\": \"conv\", \"channels\": 4, \"kernel\": 1, \"from\": [\"tanh2\"], \"when\": \"training\"},\n" \
  "{\"id\": \"bn-b\", \"kind\": \"batch-norm\"},\n" \
  "{\"id\": \"fc-b\", \"kind\": \"linear\", \"features\": 5},\n" \
  "{\"id\": \"loss-b\", \"kind\": \"softmax-cross-entropy\", \"label-smoothing\": 0.1, \"weight\": 0.3}")
#define N 9

typedef struct
{
  ConvoReport *report;
  ConvoWeights *weights;
  ConvoWorkers *workers;
  ConvoPlan *plan;
  float pictures[N * 432];
  gint32 labels[N];
} Case;

static void
case_init (Case *c, const char *text, ConvoPlanMode mode)
{
  g_autoptr(GError) error = NULL;

  c->report = report_from_text (text);
  c->weights = convo_weights_new (c->report, &error);
  g_assert_no_error (error);
  convo_weights_init (c->weights, CONVO_INIT_FAN_IN, 0, 7);
  c->workers = convo_workers_new (2);
  c->plan = convo_plan_new (c->report, c->weights, mode, N, c->workers, &error);
  g_assert_no_error (error);
  random_batch (c->pictures, convo_shape_count (&convo_report_totals (c->report)->input), c->labels, N, 5, 3);
  convo_plan_set_input (c->plan, c->pictures, N);
}

static void
case_clear (Case *c)
{
  convo_plan_free (c->plan);
  convo_workers_free (c->workers);
  convo_weights_free (c->weights);
  convo_report_unref (c->report);
}

static int
find (const Case *c, const char *path)
{
  int index = convo_net_find (convo_report_net (c->report), path);

  g_assert_cmpint (index, >=, 0);
  return index;
}

static double
mean_of (const Case *c, const char *path)
{
  double sum = 0;
  float value;

  for (int i = 0; i < N; i++)
    {
      g_assert_true (convo_plan_get_value (c->plan, find (c, path), i, &value));
      sum += value;
    }
  return sum / N;
}

/* In training the loss is the weighted sum; in evaluation it is the main one, and the heads do not run. */
static void
test_sum (void)
{
  Case c;
  float value;
  double main_loss, training, evaluation;

  case_init (&c, HEADED, CONVO_PLAN_INSPECT_TRAINING);
  training = convo_plan_step (c.plan, N, TRUE, c.labels, 5);
  main_loss = mean_of (&c, "loss");
  g_assert_cmpfloat (mean_of (&c, "loss-a"), >, 0.1);
  g_assert_cmpfloat_with_epsilon (training, main_loss + 0.3 * mean_of (&c, "loss-a") + 0.3 * mean_of (&c, "loss-b"), 1e-6);
  evaluation = convo_plan_step (c.plan, N, FALSE, c.labels, 5);
  g_assert_cmpfloat_with_epsilon (evaluation, mean_of (&c, "loss"), 1e-9);
  g_assert_false (convo_plan_get_value (c.plan, find (&c, "fc-a"), 0, &value));
  g_assert_false (convo_plan_get_gradient (c.plan, find (&c, "bn-b"), 0, &value));
  case_clear (&c);
}

static gboolean
in_head (const ConvoTensor *tensor)
{
  return strstr (tensor->name, "-a.") != NULL || strstr (tensor->name, "-b.") != NULL;
}

/* Every parameter's gradient against central differences of the total loss, three values of each */
static void
test_gradients (gconstpointer data)
{
  gboolean training = GPOINTER_TO_INT (data);
  Case c;
  int checked = 0, idle = 0;

  case_init (&c, HEADED, CONVO_PLAN_TRAINING);
  for (int i = 0; i < convo_weights_n (c.weights); i++)
    {
      ConvoTensor *tensor = convo_weights_get (c.weights, i);

      for (int k = 0; k < 3 && convo_param_trainable (&tensor->spec); k++)
        {
          gint64 at = tensor->count * (2 * k + 1) / 6;
          float kept = tensor->data[at], h = 1e-3f;
          double expected, sides[2];

          convo_plan_step (c.plan, N, training, c.labels, 11);
          expected = convo_plan_gradient (c.plan, tensor->node, tensor->param)[at];
          for (int side = 0; side < 2; side++)
            {
              tensor->data[at] = kept + (side ? h : -h);
              convo_weights_changed (c.weights);
              sides[side] = convo_plan_forward (c.plan, N, training, c.labels, 11);
            }
          tensor->data[at] = kept;
          convo_weights_changed (c.weights);
          g_assert_cmpfloat_with_epsilon ((sides[1] - sides[0]) / (2 * h), expected, 2e-3 + 0.05 * fabs (expected));
          checked++;
          idle += expected == 0;
          if (!training && in_head (tensor))
            g_assert_cmpfloat (expected, ==, 0);
        }
    }
  g_assert_cmpint (checked, ==, 54);
  if (training)
    g_assert_cmpint (idle, <=, 3);   /* a bias before batch normalisation, a dead ReLU */
  case_clear (&c);
}

/* The same numbers as the net that never had heads: gradients too, although the heads would have been first to write */
static void
test_without (void)
{
  Case with, inference, without;
  double losses[3];

  case_init (&with, HEADED, CONVO_PLAN_TRAINING);
  case_init (&inference, HEADED, CONVO_PLAN_INFERENCE);
  case_init (&without, DOCUMENT (TRUNK), CONVO_PLAN_TRAINING);
  convo_plan_step (with.plan, N, TRUE, with.labels, 1);   /* leaves gradients of the heads in memory */
  convo_weights_init (with.weights, CONVO_INIT_FAN_IN, 0, 7);
  losses[0] = convo_plan_step (with.plan, N, FALSE, with.labels, 1);
  losses[1] = convo_plan_forward (inference.plan, N, FALSE, inference.labels, 1);
  losses[2] = convo_plan_step (without.plan, N, FALSE, without.labels, 1);
  g_assert_cmpfloat (losses[0], ==, losses[2]);
  g_assert_cmpfloat_with_epsilon (losses[1], losses[2], 1e-6);   /* inference folds batch normalisation */
  for (int i = 0; i < convo_weights_n (without.weights); i++)
    {
      const ConvoTensor *a = convo_weights_get (without.weights, i);
      const ConvoTensor *b = convo_weights_find (with.weights, a->name);
      const float *expected, *found;

      g_assert_nonnull (b);
      g_assert_cmpmem (a->data, a->count * sizeof (float), b->data, b->count * sizeof (float));
      expected = convo_plan_gradient (without.plan, a->node, a->param);
      found = convo_plan_gradient (with.plan, b->node, b->param);
      for (gint64 k = 0; expected != NULL && k < a->count; k++)   /* groups of images differ, and so do sums' last bits */
        g_assert_cmpfloat_with_epsilon (found[k], expected[k], 1e-6);
    }
  case_clear (&with);
  case_clear (&inference);
  case_clear (&without);
}

/* A run tests without its heads; the report says what they cost. */
static void
test_report (void)
{
  g_autoptr(ConvoReport) with = report_from_text (HEADED), without = report_from_text (DOCUMENT (TRUNK));
  const ConvoTotals *a = convo_report_totals (with), *b = convo_report_totals (without);

  g_assert_cmpint (b->training_parameters, ==, 0);
  g_assert_cmpint (b->training_macs, ==, 0);
  g_assert_cmpint (a->parameters - a->training_parameters, ==, b->parameters);
  g_assert_cmpint (a->macs - a->training_macs, ==, b->macs);
  g_assert_cmpint (a->training_parameters, ==, 5 * (8 * 25 + 1) + 4 * (6 + 1) + 8 + 5 * (4 * 36 + 1));
  g_assert_true (convo_net_node (convo_report_net (with), convo_net_find (convo_report_net (with), "loss-b"))->training_only);
  g_assert_cmpint (a->n_classes, ==, 5);
}

/* A picture in channel 0, the class of every pixel in channel 1 */
#define PIXELS DOCUMENT ( \
  "{\"id\": \"input\", \"kind\": \"input\", \"shape\": [2, 8, 8]},\n" \
  "{\"id\": \"labels\", \"kind\": \"slice\", \"start\": 1, \"count\": 1},\n" \
  "{\"id\": \"picture\", \"kind\": \"slice\", \"start\": 0, \"count\": 1, \"from\": [\"input\"]},\n" \
  "{\"id\": \"conv1\", \"kind\": \"conv\", \"channels\": 12, \"kernel\": 3, \"padding\": 1},\n" \
  "{\"id\": \"tanh1\", \"kind\": \"tanh\"},\n" \
  "{\"id\": \"scores\", \"kind\": \"conv\", \"channels\": 3, \"kernel\": 1},\n" \
  "{\"id\": \"loss\", \"kind\": \"softmax-cross-entropy\", \"from\": [\"scores\", \"labels\"]}")

/* Dark, grey, bright; the border is to be ignored */
static void
label_pixels (float *pictures, int n)
{
  for (int i = 0; i < n; i++)
    for (int p = 0; p < 64; p++)
      {
        float *picture = pictures + i * 128;
        gboolean border = p < 8 || p >= 56 || p % 8 == 0 || p % 8 == 7;

        picture[64 + p] = border ? 255 : MIN ((int) (picture[p] * 3), 2);
      }
}

/* The loss from its definition, in double */
static double
loss_by_hand (Case *c)
{
  double sum = 0;
  float scores[3 * 64];

  for (int i = 0; i < N; i++)
    {
      g_assert_true (convo_plan_get_value (c->plan, find (c, "scores"), i, scores));
      for (int p = 0; p < 64; p++)
        {
          int label = c->pictures[i * 128 + 64 + p];
          double all = exp (scores[p]) + exp (scores[64 + p]) + exp (scores[128 + p]);

          if (label < 3)
            sum -= log (exp (scores[label * 64 + p]) / all) / 36 / N;
        }
    }
  return sum;
}

static void
test_pixels (void)
{
  Case c;
  float gradient[3 * 64];

  case_init (&c, PIXELS, CONVO_PLAN_INSPECT_TRAINING);
  label_pixels (c.pictures, N);
  g_assert_cmpfloat_with_epsilon (convo_plan_step (c.plan, N, TRUE, c.labels, 0), loss_by_hand (&c), 1e-5);
  g_assert_true (convo_plan_get_gradient (c.plan, find (&c, "scores"), 4, gradient));
  for (int p = 0; p < 64; p++)
    {
      gboolean ignored = c.pictures[4 * 128 + 64 + p] == 255;

      g_assert_cmpfloat_with_epsilon (gradient[p] + gradient[64 + p] + gradient[128 + p], 0, 1e-7);
      g_assert_true ((fabs (gradient[p]) > 1e-9) == !ignored);
    }
  for (int i = 0; i < convo_weights_n (c.weights); i++)
    {
      ConvoTensor *tensor = convo_weights_get (c.weights, i);
      gint64 at = tensor->count / 2;
      float kept = tensor->data[at];
      double expected, sides[2];

      convo_plan_step (c.plan, N, TRUE, c.labels, 0);
      expected = convo_plan_gradient (c.plan, tensor->node, tensor->param)[at];
      for (int side = 0; side < 2; side++)
        {
          tensor->data[at] = kept + (side ? 1e-2f : -1e-2f);
          convo_weights_changed (c.weights);
          sides[side] = convo_plan_forward (c.plan, N, TRUE, c.labels, 0);
        }
      tensor->data[at] = kept;
      convo_weights_changed (c.weights);
      g_assert_cmpfloat_with_epsilon ((sides[1] - sides[0]) / 2e-2, expected, 1e-4 + 0.02 * fabs (expected));
    }
  case_clear (&c);
}

/* Learns brightness, and scores are shares of pixels. */
static void
test_pixel_training (void)
{
  g_autoptr(ConvoReport) report = report_from_text (PIXELS);
  g_autoptr(GError) error = NULL;
  g_autoptr(ConvoRun) run = NULL;
  ConvoTraining training;
  ConvoScore score = { 0 };
  float pictures[N * 128];
  gint32 labels[N] = { 0 };
  double loss = 0, correct = 0;
  guint32 cases = 0;

  convo_training_defaults (&training);
  convo_optimizer_defaults (&training.optimizer, CONVO_OPTIMIZER_ADAM);
  training.optimizer.learning_rate = 0.03;
  training.batch = N;
  run = convo_run_new (report, &training, NULL, &error);
  g_assert_no_error (error);
  for (int i = 0; i < 400; i++)
    {
      random_batch (pictures, 128, labels, N, 5, i);
      label_pixels (pictures, N);
      g_assert_true (convo_run_step (run, pictures, labels, N, &loss, &correct, &error));
    }
  convo_run_evaluate (run, pictures, labels, N, &score);
  for (int i = 0; i < 9; i++)
    cases += score.confusion[i];
  g_assert_cmpint (score.n_classes, ==, 3);
  g_assert_cmpint (cases, ==, 36 * N);
  convo_score_finish (&score);
  g_assert_cmpfloat (score.top1, >, 93);
  g_assert_cmpfloat (score.top1, <=, 100);
  g_assert_cmpfloat (correct, >, 0.93 * N);
  g_assert_cmpfloat_with_epsilon (score.top1, 100.0 * (score.confusion[0] + score.confusion[4] + score.confusion[8])
                                  / (36 * N), 1e-6);
  convo_score_clear (&score);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  convo_layers_register ();
  g_test_add_func ("/heads/sum", test_sum);
  g_test_add_data_func ("/heads/gradients/training", GINT_TO_POINTER (TRUE), test_gradients);
  g_test_add_data_func ("/heads/gradients/evaluation", GINT_TO_POINTER (FALSE), test_gradients);
  g_test_add_func ("/heads/without", test_without);
  g_test_add_func ("/heads/report", test_report);
  g_test_add_func ("/pixels/loss", test_pixels);
  g_test_add_func ("/pixels/training", test_pixel_training);
  return g_test_run ();
}
