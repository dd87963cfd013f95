/* Traces of layers of a network: each layer's own terms give the network's values and gradients, and what several consumers
 * send back adds up to what arrives. */
#include "convo-file.h"
#include "layers.h"
#include "random.h"
#include "trace.h"

#include <math.h>
#include <string.h>

#define BATCH 2

static const char document[] =
  "{\"format\": \"convo\", \"version\": 1, \"name\": \"test\", \"nodes\": [\n"
  "{\"id\": \"input\", \"kind\": \"input\", \"shape\": [3, 9, 8]},\n"
  "{\"id\": \"conv1\", \"kind\": \"conv\", \"channels\": 4, \"padding\": 1, \"stride\": 2},\n"
  "{\"id\": \"bn1\", \"kind\": \"batch-norm\"},\n"
  "{\"id\": \"tanh1\", \"kind\": \"tanh\"},\n"
  "{\"id\": \"left\", \"kind\": \"conv\", \"channels\": 4, \"kernel\": 3, \"padding\": 1, \"groups\": 2},\n"
  "{\"id\": \"add\", \"kind\": \"add\", \"from\": [\"left\", \"tanh1\"]},\n"
  "{\"id\": \"right\", \"kind\": \"conv\", \"channels\": 2, \"kernel\": 1, \"from\": [\"tanh1\"]},\n"
  "{\"id\": \"cat\", \"kind\": \"concatenate\", \"from\": [\"add\", \"right\"]},\n"
  "{\"id\": \"pool\", \"kind\": \"average-pool\", \"kernel\": 2, \"stride\": 2},\n"
  "{\"id\": \"fc\", \"kind\": \"linear\", \"features\": 5},\n"
  "{\"id\": \"loss\", \"kind\": \"softmax-cross-entropy\"}]}";

typedef struct
{
  ConvoReport *report;
  ConvoWeights *weights;
  ConvoWorkers *workers;
  ConvoPlan *plan;
  float *pictures;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  const gint32 labels[BATCH] = { 1, 3 };
  ConvoRandom random = convo_random_stream (1, 2, 3);
  g_autoptr(GError) error = NULL;
  g_autoptr(ConvoGraph) graph = convo_graph_parse (document, -1, &error);

  g_assert_no_error (error);
  f->report = convo_report_new (graph);
  f->weights = convo_weights_new (f->report, &error);
  g_assert_no_error (error);
  convo_weights_init (f->weights, CONVO_INIT_KAIMING, 0, 4);
  f->workers = convo_workers_new (1);
  f->plan = convo_plan_new (f->report, f->weights, CONVO_PLAN_INSPECT_TRAINING, BATCH, f->workers, &error);
  g_assert_no_error (error);
  f->pictures = g_new (float, BATCH * 3 * 9 * 8);
  for (int i = 0; i < BATCH * 3 * 9 * 8; i++)
    f->pictures[i] = convo_random_normal (&random);
  convo_plan_set_input (f->plan, f->pictures, BATCH);
  convo_plan_forward (f->plan, BATCH, FALSE, labels, 1);      /* running statistics */
  convo_plan_backward (f->plan);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  convo_plan_free (f->plan);
  convo_workers_free (f->workers);
  convo_weights_free (f->weights);
  convo_report_unref (f->report);
  g_free (f->pictures);
}

static ConvoTrace *
trace_of (Fixture *f, const char *path, int image)
{
  g_autoptr(GError) error = NULL;
  ConvoTrace *trace = convo_trace_new_from_plan (f->report, f->plan,
                                                 convo_net_find (convo_report_net (f->report), path), image, &error);

  g_assert_no_error (error);
  return trace;
}

static void
test_values (Fixture *f, gconstpointer data)
{
  static const char *const paths[] = { "conv1", "bn1", "tanh1", "left", "add", "right", "cat", "pool", "fc" };

  for (gsize i = 0; i < G_N_ELEMENTS (paths); i++)
    for (int image = 0; image < BATCH; image++)
      {
        g_autoptr(ConvoTrace) trace = trace_of (f, paths[i], image);
        int node = convo_net_find (convo_report_net (f->report), paths[i]);
        gint64 n = convo_shape_count (&trace->out);
        g_autofree float *y = g_new (float, n);
        double largest, delta = 0;

        g_assert_true (convo_plan_get_value (f->plan, node, image, y));
        for (gint64 k = 0; k < n; k++)
          {
            g_assert_cmpfloat (fabsf (y[k] - trace->y[k]), <, 1e-4);
            delta += fabs (trace->dy[k]);
          }
        g_assert_cmpfloat (delta, >, 0);
        g_assert_true (convo_trace_agrees (trace, 2e-5, &largest));
      }
}

/* tanh1 is read by left, add and right */
static void
test_fan_out (Fixture *f, gconstpointer data)
{
  g_autoptr(ConvoTrace) left = trace_of (f, "left", 1), add = trace_of (f, "add", 1), right = trace_of (f, "right", 1);
  g_autoptr(ConvoTrace) source = trace_of (f, "tanh1", 1);
  const ConvoTrace *consumers[] = { left, add, right };
  const int inputs[] = { 0, 1, 0 };

  for (gint64 x = 0; x < convo_shape_count (&source->out); x++)
    {
      g_autoptr(ConvoSum) sum = convo_trace_fan_out (consumers, inputs, 3, x);

      g_assert_cmpint (sum->terms->len, ==, 3);
      g_assert_cmpfloat_with_epsilon (sum->sum, source->dy[x], 1e-5);
    }
}

static void
test_refusals (Fixture *f, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  const ConvoNet *net = convo_report_net (f->report);

  g_assert_null (convo_trace_new_from_plan (f->report, f->plan, convo_net_find (net, "input"), 0, &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
  g_assert_null (convo_trace_new_from_plan (f->report, f->plan, convo_net_find (net, "loss"), 0, &error));
  g_assert_nonnull (error);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  convo_layers_register ();
  g_test_add ("/net/values", Fixture, NULL, set_up, test_values, tear_down);
  g_test_add ("/net/fan-out", Fixture, NULL, set_up, test_fan_out, tear_down);
  g_test_add ("/net/refusals", Fixture, NULL, set_up, test_refusals, tear_down);
  return g_test_run ();
}
