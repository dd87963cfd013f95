/* Initialisers: the statistics that their definitions promise, orthogonality, seeds, and layers with one of their own. */
#include "nets.h"
#include "weights.h"

#include <math.h>
#include <string.h>

/* fan_in and fan_out differ in every layer: 3·9 and 48·9, 24·4 and 36·4 (transposed, in PyTorch's order), 2,304 and 50 */
#define NET(own) DOCUMENT ( \
  "{\"id\": \"input\", \"kind\": \"input\", \"shape\": [3, 8, 8]},\n" \
  "{\"id\": \"conv\", \"kind\": \"conv\", \"channels\": 48, \"kernel\": 3, \"padding\": 1" own "},\n" \
  "{\"id\": \"grouped\", \"kind\": \"conv\", \"channels\": 36, \"kernel\": 3, \"groups\": 2},\n" \
  "{\"id\": \"up\", \"kind\": \"transposed-conv\", \"channels\": 24},\n" \
  "{\"id\": \"bn\", \"kind\": \"batch-norm\"},\n" \
  "{\"id\": \"fc\", \"kind\": \"linear\", \"features\": 50},\n" \
  "{\"id\": \"loss\", \"kind\": \"softmax-cross-entropy\"}")
#define VALUE 0.07

static ConvoWeights *
weights_of (const char *text, ConvoInit init, guint64 seed)
{
  g_autoptr(ConvoReport) report = report_from_text (text);
  ConvoWeights *weights = convo_weights_new (report, NULL);

  g_assert_nonnull (weights);
  convo_weights_init (weights, init, VALUE, seed);
  return weights;
}

/* What the definition says: standard deviation, and the largest value (0: none) */
static void
promise (ConvoInit init, double in, double out, double *sigma, double *bound)
{
  *bound = 0;
  switch (init)
    {
    case CONVO_INIT_FAN_IN: *bound = 1 / sqrt (in); break;
    case CONVO_INIT_KAIMING: *sigma = sqrt (2 / in); break;
    case CONVO_INIT_KAIMING_UNIFORM: *bound = sqrt (6 / in); break;
    case CONVO_INIT_KAIMING_FAN_OUT: *sigma = sqrt (2 / out); break;
    case CONVO_INIT_KAIMING_UNIFORM_FAN_OUT: *bound = sqrt (6 / out); break;
    case CONVO_INIT_XAVIER: *bound = sqrt (6 / (in + out)); break;
    case CONVO_INIT_XAVIER_NORMAL: *sigma = sqrt (2 / (in + out)); break;
    case CONVO_INIT_GAUSSIAN: *sigma = VALUE; break;
    case CONVO_INIT_UNIFORM: *bound = VALUE; break;
    case CONVO_INIT_TWO_OVER_ROOT: *sigma = 2 / sqrt (in); break;
    default: g_assert_not_reached ();
    }
  if (*bound > 0)
    *sigma = *bound / sqrt (3);
}

/* Mean, variance and fourth moment (3 for normal values, 9/5 for uniform ones) within four standard errors */
static void
check_moments (const ConvoTensor *tensor, double sigma, double bound)
{
  double n = tensor->count, sum = 0, squares = 0, fourth = 0, most = 0;

  for (gint64 i = 0; i < tensor->count; i++)
    {
      double x = tensor->data[i];

      sum += x;
      squares += x * x;
      fourth += x * x * x * x;
      most = MAX (most, fabs (x));
    }
  g_assert_cmpfloat_with_epsilon (sum / n, 0, 4 * sigma / sqrt (n));
  g_assert_cmpfloat_with_epsilon (squares / n, sigma * sigma, 4 * sigma * sigma * sqrt (2 / n));
  g_assert_cmpfloat_with_epsilon (fourth / n / pow (sigma, 4), bound > 0 ? 1.8 : 3, 4 * sqrt (96 / n));
  if (bound > 0)
    {
      g_assert_cmpfloat (most, <=, bound * 1.000001);
      g_assert_cmpfloat (most, >, bound * 0.98);
    }
  else
    g_assert_cmpfloat (most, >, 2.5 * sigma);
}

static void
test_moments (gconstpointer data)
{
  static const struct { const char *name; double in, out; } tensors[] = {
    { "conv.weight", 27, 432 }, { "grouped.weight", 216, 324 }, { "up.weight", 96, 144 }, { "fc.weight", 24 * 12 * 12, 50 },
  };
  ConvoInit init = GPOINTER_TO_INT (data);
  g_autoptr(ConvoWeights) weights = weights_of (NET (""), init, 3);

  for (gsize i = 0; i < G_N_ELEMENTS (tensors); i++)
    {
      double sigma = 0, bound;

      promise (init, tensors[i].in, tensors[i].out, &sigma, &bound);
      check_moments (convo_weights_find (weights, tensors[i].name), sigma, bound);
    }
  g_assert_true ((convo_weights_find (weights, "fc.bias")->data[1] == 0) == (init != CONVO_INIT_FAN_IN));
  g_assert_cmpfloat (convo_weights_find (weights, "bn.weight")->data[3], ==, 1);
  g_assert_cmpfloat (convo_weights_find (weights, "bn.running_var")->data[3], ==, 1);
}

static void
test_constant (void)
{
  g_autoptr(ConvoWeights) weights = weights_of (NET (""), CONVO_INIT_CONSTANT, 3);
  const ConvoTensor *tensor = convo_weights_find (weights, "grouped.weight");

  for (gint64 i = 0; i < tensor->count; i++)
    g_assert_cmpfloat (tensor->data[i], ==, (float) VALUE);
  g_assert_cmpfloat (convo_weights_find (weights, "grouped.bias")->data[0], ==, 0);
}

/* W·Wᵀ = 1, or Wᵀ·W = 1 where there are more rows than columns */
static void
check_orthogonal (const ConvoTensor *tensor)
{
  g_autofree float *file = g_new (float, tensor->count);
  gint64 rows = tensor->spec.dim[0], columns = tensor->count / rows;
  gint64 n = MIN (rows, columns), length = MAX (rows, columns);
  gint64 step = rows <= columns ? columns : 1, along = rows <= columns ? 1 : columns;

  convo_param_to_file (&tensor->spec, tensor->data, file);
  for (gint64 a = 0; a < n; a++)
    for (gint64 b = 0; b <= a; b++)
      {
        double sum = 0;

        for (gint64 i = 0; i < length; i++)
          sum += (double) file[a * step + i * along] * file[b * step + i * along];
        g_assert_cmpfloat_with_epsilon (sum, a == b, 1e-6);
      }
}

static void
test_orthogonal (void)
{
  g_autoptr(ConvoWeights) weights = weights_of (NET (""), CONVO_INIT_ORTHOGONAL, 3);

  check_orthogonal (convo_weights_find (weights, "conv.weight"));      /* 48 rows of 27 */
  check_orthogonal (convo_weights_find (weights, "grouped.weight"));   /* 36 rows of 216 */
  check_orthogonal (convo_weights_find (weights, "up.weight"));
  check_orthogonal (convo_weights_find (weights, "fc.weight"));
  g_assert_cmpfloat (convo_weights_find (weights, "fc.bias")->data[0], ==, 0);
}

/* One seed, one set of weights; another seed, other weights in every tensor; no two tensors alike */
static void
test_seeds (gconstpointer data)
{
  ConvoInit init = GPOINTER_TO_INT (data);
  g_autoptr(ConvoWeights) a = weights_of (NET (""), init, 3), b = weights_of (NET (""), init, 3);
  g_autoptr(ConvoWeights) c = weights_of (NET (""), init, 4);

  for (int i = 0; i < convo_weights_n (a); i++)
    {
      const ConvoTensor *first = convo_weights_get (a, i), *same = convo_weights_get (b, i), *other = convo_weights_get (c, i);
      gsize bytes = first->count * sizeof (float);
      gboolean drawn = first->spec.role == CONVO_ROLE_WEIGHT && init != CONVO_INIT_CONSTANT;

      g_assert_cmpmem (first->data, bytes, same->data, bytes);
      if (drawn)
        g_assert_cmpfloat (fabs (first->data[0] - other->data[0]) + fabs (first->data[1] - other->data[1]), >, 0);
      for (int k = 0; k < i && drawn; k++)
        g_assert_cmpfloat (first->data[0], !=, convo_weights_get (a, k)->data[0]);
    }
}

/* A layer's own initialiser wins, for that layer alone; without one nothing changes. */
static void
test_own (void)
{
  static const char *const others[] = { "grouped.weight", "up.weight", "fc.weight", "fc.bias" };
  g_autoptr(ConvoWeights) plain = weights_of (NET (""), CONVO_INIT_FAN_IN, 3);
  g_autoptr(ConvoWeights) spelled = weights_of (NET (", \"initializer\": \"training\""), CONVO_INIT_FAN_IN, 3);
  g_autoptr(ConvoWeights) own = weights_of (NET (", \"initializer\": \"gaussian\", \"initializer-value\": 0.5"),
                                            CONVO_INIT_FAN_IN, 3);
  g_autoptr(ConvoWeights) orthogonal = weights_of (NET (", \"initializer\": \"orthogonal\""), CONVO_INIT_FAN_IN, 3);
  const ConvoTensor *a = convo_weights_find (plain, "conv.weight"), *b = convo_weights_find (spelled, "conv.weight");

  g_assert_cmpmem (a->data, a->count * sizeof (float), b->data, b->count * sizeof (float));
  check_moments (convo_weights_find (own, "conv.weight"), 0.5, 0);
  g_assert_cmpfloat (convo_weights_find (own, "conv.bias")->data[0], ==, 0);
  check_orthogonal (convo_weights_find (orthogonal, "conv.weight"));
  for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
    {
      a = convo_weights_find (plain, others[i]);
      b = convo_weights_find (own, others[i]);
      g_assert_cmpmem (a->data, a->count * sizeof (float), b->data, b->count * sizeof (float));
    }
}

/* Written into documents, and only if it is not the default */
static void
test_document (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ConvoGraph) graph = convo_graph_parse (NET (", \"initializer\": \"kaiming-fan-out\""), -1, &error), again = NULL;
  g_autofree char *text = NULL, *twice = NULL;

  g_assert_no_error (error);
  text = convo_graph_to_text (graph);
  g_assert_nonnull (strstr (text, "\"initializer\": \"kaiming-fan-out\""));
  g_assert_null (strstr (text, "initializer-value"));
  g_assert_cmpint (g_strrstr (text, "initializer") - text, ==, strstr (text, "initializer") - text);
  again = convo_graph_parse (text, -1, &error);
  g_assert_no_error (error);
  twice = convo_graph_to_text (again);
  g_assert_cmpstr (text, ==, twice);
}

static void
test_names (void)
{
  g_autofree char *names = convo_init_names ();
  ConvoInit init;

  for (int i = 0; i < CONVO_N_INITS; i++)
    {
      g_assert_true (convo_init_from_name (convo_init_name (i), &init));
      g_assert_cmpint (init, ==, i);
      g_assert_nonnull (strstr (names, convo_init_name (i)));
    }
  g_assert_false (convo_init_from_name ("training", &init));
  g_assert_false (convo_init_from_name (NULL, &init));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  convo_layers_register ();
  for (int i = 0; i < CONVO_N_INITS; i++)
    {
      g_autofree char *moments = g_strdup_printf ("/initialize/moments/%s", convo_init_name (i));
      g_autofree char *seeds = g_strdup_printf ("/initialize/seeds/%s", convo_init_name (i));

      if (i != CONVO_INIT_CONSTANT && i != CONVO_INIT_ORTHOGONAL)
        g_test_add_data_func (moments, GINT_TO_POINTER (i), test_moments);
      g_test_add_data_func (seeds, GINT_TO_POINTER (i), test_seeds);
    }
  g_test_add_func ("/initialize/constant", test_constant);
  g_test_add_func ("/initialize/orthogonal", test_orthogonal);
  g_test_add_func ("/initialize/own", test_own);
  g_test_add_func ("/initialize/document", test_document);
  g_test_add_func ("/initialize/names", test_names);
  return g_test_run ();
}
