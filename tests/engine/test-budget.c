/* Memory budgets: their parts are those of a real plan, they grow with the batch, and the largest batch is the largest. */
#include "budget.h"
#include "layers.h"
#include "nets.h"
#include "workers.h"

static ConvoReport *
report_of (const char *nodes)
{
  g_autofree char *text = g_strdup_printf ("{\"format\": \"convo\", \"version\": 1, \"name\": \"test\", \"nodes\": [%s]}", nodes);
  g_autoptr(GError) error = NULL;
  g_autoptr(ConvoGraph) graph = convo_graph_parse (text, -1, &error);

  g_assert_no_error (error);
  return convo_report_new (graph);
}

#define NET "{\"id\": \"input\", \"kind\": \"input\", \"shape\": [3, 32, 32]}," \
  "{\"id\": \"a\", \"kind\": \"conv\", \"channels\": 16, \"padding\": 1}, {\"id\": \"bn\", \"kind\": \"batch-norm\"}," \
  "{\"id\": \"relu\", \"kind\": \"relu\"}, {\"id\": \"pool\", \"kind\": \"max-pool\"}," \
  "{\"id\": \"b\", \"kind\": \"conv\", \"channels\": 32, \"padding\": 1}, {\"id\": \"fc\", \"kind\": \"linear\"}," \
  "{\"id\": \"loss\", \"kind\": \"softmax-cross-entropy\"}"

static void
test_parts (void)
{
  g_autoptr(ConvoReport) report = report_of (NET);
  const ConvoTotals *totals = convo_report_totals (report);
  g_autoptr(GError) error = NULL;

  for (int training = 0; training < 2; training++)
    {
      ConvoWorkers *workers = convo_workers_new (2);
      ConvoWeights *weights = convo_weights_new (report, NULL);
      ConvoPlan *plan = convo_plan_new (report, weights, training ? CONVO_PLAN_TRAINING : CONVO_PLAN_INFERENCE, 8, workers, &error);
      ConvoPlanMemory memory;
      ConvoBudget budget;

      g_assert_no_error (error);
      convo_plan_memory (plan, &memory);
      g_assert_true (convo_budget (report, training, 8, 2, CONVO_OPTIMIZER_ADAM, &budget, &error));
      g_assert_cmpuint (budget.total, ==, memory.total + budget.pictures + budget.weights + budget.optimizer);
      g_assert_cmpuint (budget.pictures, ==, 8 * 3 * 32 * 32 * 4);
      g_assert_true (training || budget.weight_gradients == 0);
      g_assert_cmpuint (budget.weights, ==, 4 * (totals->parameters + totals->statistics));
      g_assert_cmpuint (budget.optimizer, ==, training ? 4 * 2 * totals->parameters : 0);
      g_assert_cmpuint (budget.by_hand, ==, (training ? 2 : 1) * 8 * totals->activation_bytes);
      g_assert_cmpuint (budget.workspace + budget.fleeting + budget.weight_gradients, ==, memory.scratch + memory.accumulators);
      g_assert_cmpuint (budget.fleeting, ==, memory.fleeting);
      g_assert_cmpuint (budget.activations, ==, memory.values + memory.saved);
      g_assert_true (training || budget.activation_gradients == 0);
      convo_plan_free (plan);
      convo_weights_free (weights);
      convo_workers_free (workers);
    }
}

static void
test_batches (void)
{
  g_autoptr(ConvoReport) report = report_of (NET);
  ConvoBudget one, many, huge;

  g_assert_true (convo_budget (report, TRUE, 1, 2, CONVO_OPTIMIZER_SGD, &one, NULL));
  g_assert_true (convo_budget (report, TRUE, 512, 2, CONVO_OPTIMIZER_SGD, &many, NULL));
  g_assert_cmpuint (one.total, <, many.total);
  g_assert_true (convo_budget_fits (&one));
  huge = one;
  huge.total = huge.available;
  g_assert_true (huge.available == 0 || !convo_budget_fits (&huge));
}

/* Free memory changes while the test runs: a half and twice the largest batch are far enough from it */
static void
test_largest (void)
{
  g_autoptr(ConvoReport) report = report_of (
    "{\"id\": \"input\", \"kind\": \"input\", \"shape\": [64, 512, 512]},"
    "{\"id\": \"a\", \"kind\": \"conv\", \"channels\": 256, \"padding\": 1}, {\"id\": \"bn\", \"kind\": \"batch-norm\"},"
    "{\"id\": \"b\", \"kind\": \"conv\", \"channels\": 256, \"padding\": 1}, {\"id\": \"bn2\", \"kind\": \"batch-norm\"},"
    "{\"id\": \"gap\", \"kind\": \"global-average-pool\"}, {\"id\": \"fc\", \"kind\": \"linear\"},"
    "{\"id\": \"loss\", \"kind\": \"softmax-cross-entropy\"}");
  const int largest = convo_budget_largest (report, TRUE, 2, CONVO_OPTIMIZER_SGD);
  ConvoBudget budget;

  g_assert_true (convo_budget (report, TRUE, MAX (2 * largest, 1), 2, CONVO_OPTIMIZER_SGD, &budget, NULL));
  if (budget.available == 0 || largest == CONVO_BUDGET_MOST)
    {
      g_test_skip ("this computer does not say how much memory is free, or has very much");
      return;
    }
  g_assert_false (convo_budget_fits (&budget));
  if (largest < 2)
    return;
  g_assert_true (convo_budget (report, TRUE, largest / 2, 2, CONVO_OPTIMIZER_SGD, &budget, NULL));
  g_assert_true (convo_budget_fits (&budget));
}

static void
test_refusal (void)
{
  g_autoptr(ConvoReport) report = report_of ("{\"id\": \"input\", \"kind\": \"input\", \"shape\": [3, 8, 8]},"
                                             "{\"id\": \"a\", \"kind\": \"conv\", \"kernel\": 9}");
  g_autoptr(GError) error = NULL;
  ConvoBudget budget;

  g_assert_false (convo_budget (report, TRUE, 1, 1, CONVO_OPTIMIZER_SGD, &budget, &error));
  g_assert_nonnull (error);
  g_assert_cmpint (convo_budget_largest (report, TRUE, 1, CONVO_OPTIMIZER_SGD), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  convo_layers_register ();
  g_test_add_func ("/engine/budget/parts", test_parts);
  g_test_add_func ("/engine/budget/batches", test_batches);
  g_test_add_func ("/engine/budget/largest", test_largest);
  g_test_add_func ("/engine/budget/refusal", test_refusal);
  return g_test_run ();
}
