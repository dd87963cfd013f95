/* Fresh questions: every gradient computed again from the words of its question, every field by the engine, and no slip that
 * is right. */
#include "convo-file.h"
#include "field-lens.h"
#include "layers.h"
#include "question.h"
#include "registry.h"

#include <math.h>
#include <string.h>

#define MOST 64

/* ---- numbers of a sentence ---- */

/* All of them in their order: "−2", "0.5"; "2×2" is two */
static int
numbers_of (const char *text, double *numbers)
{
  g_auto(GStrv) parts = g_strsplit (text, "−", -1);
  g_autofree char *plain = g_strjoinv ("-", parts);
  int n = 0;

  for (char *c = plain; *c != '\0';)
    if (g_ascii_isdigit (*c) || (*c == '-' && g_ascii_isdigit (c[1])))
      {
        g_assert_cmpint (n, <, MOST);
        numbers[n++] = g_ascii_strtod (c, &c);
      }
    else
      c++;
  return n;
}

/* Σ over the places where @row, @column of the kernel stands */
static double
weight_again (const double *q, int n)
{
  const int kernel = (int) q[0], out = n == 2 + 9 + 1 + (4 - kernel) * (4 - kernel) + 2 ? 4 - kernel : 5 - kernel;
  const int extent = out + kernel - 1, row = (int) q[n - 2] - 1, column = (int) q[n - 1] - 1;
  const double *x = q + 2, *d = x + extent * extent + 1;
  double sum = 0;

  g_assert_cmpint (n, ==, 2 + extent * extent + 1 + out * out + 2);
  for (int i = 0; i < out * out; i++)
    sum += d[i] * x[(i / out + row) * extent + i % out + column];
  return sum;
}

static double
input_again (const double *q, int n)
{
  const double *w = q, *d = q + 7;
  const int row = (int) q[n - 2] - 1, column = (int) q[n - 1] - 1;
  double sum = 0;

  g_assert_cmpint (n, ==, 13);
  for (int i = 0; i < 4; i++)
    for (int k = 0; k < 4; k++)
      if (i / 2 + k / 2 == row && i % 2 + k % 2 == column)
        sum += d[i] * w[k];
  return sum;
}

static double
pool_again (const double *q, int n, gboolean maximum)
{
  const int stride = (int) q[2], extent = stride == 2 ? 4 : 3, at = ((int) q[n - 2] - 1) * extent + (int) q[n - 1] - 1;
  const double *x = q + 3, *d = x + extent * extent;
  double sum = 0;

  g_assert_cmpint (n, ==, 3 + extent * extent + 4 + 2);
  for (int i = 0; i < 4; i++)
    {
      int cells[4], best = 0;

      for (int k = 0; k < 4; k++)
        {
          cells[k] = (i / 2 * stride + k / 2) * extent + i % 2 * stride + k % 2;
          best = x[cells[k]] > x[cells[best]] ? k : best;
        }
      for (int k = 0; k < 4; k++)
        sum += cells[k] != at ? 0 : maximum ? (k == best) * d[i] : d[i] / 4;
    }
  return sum;
}

/* 'b': the shift; 'g': the scale; 'x': an input value */
static double
norm_again (const double *q, char what)
{
  const double *x = q, mean = q[4], deviation = q[5], scale = q[6], *d = q + 7;
  double sum = 0, along = 0, variance = 0;
  const int at = what == 'x' ? (int) q[11] - 1 : 0;

  g_assert_cmpfloat ((x[0] + x[1] + x[2] + x[3]) / 4, ==, mean);
  for (int i = 0; i < 4; i++)
    {
      sum += d[i];
      along += d[i] * (x[i] - mean) / deviation;
      variance += (x[i] - mean) * (x[i] - mean) / 4;
    }
  g_assert_cmpfloat (sqrt (variance), ==, deviation);
  return what == 'b' ? sum : what == 'g' ? along
         : scale / deviation * (d[at] - sum / 4 - (x[at] - mean) / deviation * along / 4);
}

/* Returns: what the question's own words give; NAN if it is none about a gradient */
static double
again (const ConvoQuestion *question)
{
  const char *family = strrchr (question->id, '-') + 1;
  double q[MOST];
  const int n = numbers_of (question->text, q), last = n > 0 ? (int) q[n - 1] - 1 : 0;

  if (g_str_has_suffix (question->id, "linear-weight"))
    return q[(int) q[n - 2] - 1] * q[3 + last];
  if (g_str_has_suffix (question->id, "linear-input"))
    return q[last] * q[6] + q[3 + last] * q[7];
  if (strcmp (family, "weight") == 0)
    return weight_again (q, n);
  if (strcmp (family, "input") == 0)
    return input_again (q, n);
  if (strcmp (family, "maximum") == 0 || strcmp (family, "average") == 0)
    return pool_again (q, n, *family == 'm');
  if (strcmp (family, "gate") == 0)
    return q[last] > 0 ? q[5 + last] : 0;
  if (strcmp (family, "shift") == 0 || strcmp (family, "scale") == 0 || strcmp (family, "norm") == 0)
    return norm_again (q, family[1] == 'h' ? 'b' : family[1] == 'c' ? 'g' : 'x');
  return NAN;
}

static void
test_gradients (void)
{
  static const char *const families[] = { "-weight", "-input", "-maximum", "-average", "-gate", "linear-weight", "linear-input",
                                          "-shift", "-scale", "-norm" };
  int seen[G_N_ELEMENTS (families)] = { 0 }, zeros = 0, all = 0;

  for (guint64 seed = 1; seed <= 4; seed++)
    {
      g_autoptr(ConvoQuestionSet) set = convo_question_set_generate (seed, 480);

      for (guint i = 0; i < set->questions->len; i++)
        {
          const ConvoQuestion *question = set->questions->pdata[i];
          const double value = again (question);

          if (isnan (value))
            continue;
          if (fabs (value - question->answer[0]) > 1e-6)
            g_error ("%s gives %g, not %g", question->text, value, question->answer[0]);
          all++;
          zeros += value == 0;
          g_assert_nonnull (question->hint);
          g_assert_nonnull (question->how);
          for (gsize k = 0; k < G_N_ELEMENTS (families); k++)
            seen[k] += g_str_has_suffix (question->id, families[k]);
        }
    }
  g_assert_cmpint (all, ==, 4 * 80);
  g_assert_cmpint (zeros, <, all / 3);
  for (gsize k = 0; k < G_N_ELEMENTS (families); k++)
    if (seen[k] < 5)
      g_error ("“%s” only %d times in %d", families[k], seen[k], all);
}

/* ---- slips ---- */

/* What somebody who slips types is recognised as that slip, and never as the answer */
static void
assert_slips (const ConvoQuestion *question)
{
  for (guint k = 0; k < question->slips->len; k++)
    {
      const ConvoSlip *slip = question->slips->pdata[k];
      g_autoptr(GString) typed = g_string_new (NULL);
      g_autofree char *reason = NULL;
      ConvoVerdict verdict;

      for (int i = 0; i < slip->n_answers; i++)
        g_string_append_printf (typed, "%s%.17g", i > 0 ? " " : "", slip->answer[i]);
      verdict = convo_question_check (question, typed->str, &reason);
      if (verdict != (slip->convention ? CONVO_VERDICT_CONVENTION : CONVO_VERDICT_SLIP) || g_strcmp0 (reason, slip->reason) != 0)
        g_error ("%s: the slip %s (“%s”) is judged %d: “%s”", question->text, typed->str, slip->reason, verdict, reason);
    }
}

static void
test_slips (void)
{
  g_autoptr(GHashTable) reasons = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  int without = 0;

  for (guint64 seed = 20; seed < 24; seed++)
    {
      g_autoptr(ConvoQuestionSet) set = convo_question_set_generate (seed, 360);

      for (guint i = 0; i < set->questions->len; i++)
        {
          const ConvoQuestion *question = set->questions->pdata[i];

          assert_slips (question);
          without += question->slips->len == 0;
          for (guint k = 0; k < question->slips->len; k++)
            g_hash_table_add (reasons, g_strdup (((const ConvoSlip *) question->slips->pdata[k])->reason));
        }
    }
  g_assert_cmpint (without, ==, 0);
  g_assert_cmpint (g_hash_table_size (reasons), >, 60);
}

/* ---- a likely mistake of each family ---- */

static void
assert_slip (const ConvoArith *layer, ConvoAsk ask, const char *typed, ConvoVerdict wanted, const char *word)
{
  ConvoQuestion *question = convo_question_new ("q", ask, "?");
  g_autofree char *reason = NULL;
  ConvoVerdict verdict;

  g_assert_true (convo_question_solve (question, layer));
  convo_question_add_slips (question, layer);
  g_assert_nonnull (question->how);
  verdict = convo_question_check (question, typed, &reason);
  if (verdict != wanted || strstr (reason, word) == NULL)
    g_error ("%s is judged %d: “%s”, which does not say “%s”", typed, verdict, reason, word);
  assert_slips (question);
  convo_question_free (question);
}

static void
test_mistakes (void)
{
  const ConvoShape in = CONVO_SHAPE (16, 33, 33);
  ConvoArith conv, up, pool;

  convo_arith_init (&conv, convo_kind_find ("conv"), &in);
  convo_arith_set (&conv, CONVO_ARITH_KERNEL, 5);
  convo_arith_set (&conv, CONVO_ARITH_STRIDE, 3);
  convo_arith_set (&conv, CONVO_ARITH_PADDING, 2);
  convo_arith_set (&conv, CONVO_ARITH_DILATION, 2);
  conv.kernels = 24;
  conv.bias = TRUE;                     /* ⌊(33 + 4 − 9) / 3⌋ + 1 = 10 */
  assert_slip (&conv, CONVO_ASK_SHAPE, "9 9 24", CONVO_VERDICT_SLIP, "padding was forgotten");
  assert_slip (&conv, CONVO_ASK_SHAPE, "11 11 24", CONVO_VERDICT_SLIP, "ounded up");
  assert_slip (&conv, CONVO_ASK_SHAPE, "29 29 24", CONVO_VERDICT_SLIP, "stride");
  assert_slip (&conv, CONVO_ASK_SHAPE, "101 101 24", CONVO_VERDICT_SLIP, "transposed");
  assert_slip (&conv, CONVO_ASK_SHAPE, "10 10 16", CONVO_VERDICT_SLIP, "channels that come in");
  assert_slip (&conv, CONVO_ASK_SHAPE, "10 10 384", CONVO_VERDICT_SLIP, "multiplied");
  assert_slip (&conv, CONVO_ASK_WEIGHTS, "9624", CONVO_VERDICT_CONVENTION, "biases");
  assert_slip (&conv, CONVO_ASK_WEIGHTS, "600", CONVO_VERDICT_SLIP, "One input channel");
  assert_slip (&conv, CONVO_ASK_WEIGHTS, "1920", CONVO_VERDICT_SLIP, "k²");
  assert_slip (&conv, CONVO_ASK_PARAMETERS, "9600", CONVO_VERDICT_CONVENTION, "left out");
  assert_slip (&conv, CONVO_ASK_PARAMETERS, "9601", CONVO_VERDICT_SLIP, "One bias");
  assert_slip (&conv, CONVO_ASK_PARAMETERS, "9616", CONVO_VERDICT_SLIP, "for each input");
  assert_slip (&conv, CONVO_ASK_MACS, "1920000", CONVO_VERDICT_CONVENTION, "FLOP");
  assert_slip (&conv, CONVO_ASK_MACS, "962400", CONVO_VERDICT_CONVENTION, "biases");
  assert_slip (&conv, CONVO_ASK_MACS, "9600", CONVO_VERDICT_SLIP, "weights");
  assert_slip (&conv, CONVO_ASK_MACS, "10454400", CONVO_VERDICT_SLIP, "input");
  convo_arith_init (&up, convo_kind_find ("transposed-conv"), &in);
  convo_arith_set (&up, CONVO_ARITH_KERNEL, 4);
  convo_arith_set (&up, CONVO_ARITH_STRIDE, 2);
  convo_arith_set (&up, CONVO_ARITH_PADDING, 1);
  up.kernels = 8;                       /* 32·2 − 2 + 4 = 66 */
  assert_slip (&up, CONVO_ASK_SHAPE, "16 16 8", CONVO_VERDICT_SLIP, "formula of the convolution");
  assert_slip (&up, CONVO_ASK_SHAPE, "70 70 8", CONVO_VERDICT_SLIP, "cuts it off");
  assert_slip (&up, CONVO_ASK_SHAPE, "68 68 8", CONVO_VERDICT_SLIP, "padding was forgotten");
  convo_arith_init (&pool, convo_kind_find ("max-pool"), &in);
  convo_arith_set (&pool, CONVO_ARITH_KERNEL, 2);
  convo_arith_set (&pool, CONVO_ARITH_STRIDE, 2);
  assert_slip (&pool, CONVO_ASK_SHAPE, "16 16 8", CONVO_VERDICT_SLIP, "Pooling keeps");
  assert_slip (&pool, CONVO_ASK_SHAPE, "17 17 16", CONVO_VERDICT_SLIP, "ounded up");
  convo_arith_set (&conv, CONVO_ARITH_STRIDE, 1);
  assert_slip (&conv, CONVO_ASK_SHAPE, "28 28 24", CONVO_VERDICT_SLIP, "");     /* 29: the + 1, or d·k */
}

/* ---- fields ---- */

/* The layers as a network, which the engine reports on */
static ConvoReport *
report_of (const ConvoArith *layers, int n)
{
  g_autoptr(GString) text = g_string_new ("{\"format\": \"convo\", \"version\": 1, \"name\": \"t\", \"nodes\": ["
                                          "{\"id\": \"in\", \"kind\": \"input\", \"shape\": [8, 4000, 4000]}");
  g_autoptr(ConvoGraph) graph = NULL;
  g_autoptr(GError) error = NULL;

  for (int i = 0; i < n; i++)
    {
      const gboolean conv = strcmp (layers[i].kind->name, "conv") == 0;

      g_string_append_printf (text, ", {\"id\": \"l%d\", \"kind\": \"%s\", \"kernel\": %d, \"stride\": %d, \"padding\": %d", i,
                              layers[i].kind->name, (int) layers[i].kernel[2], (int) layers[i].stride[2], (int) layers[i].before[2]);
      if (conv)
        g_string_append_printf (text, ", \"channels\": 1, \"dilation\": %d", (int) layers[i].dilation[2]);
      g_string_append_c (text, '}');
    }
  g_string_append (text, "]}");
  graph = convo_graph_parse (text->str, -1, &error);
  g_assert_no_error (error);
  return convo_report_new (graph);
}

static void
draw (ConvoArith *layer)
{
  const ConvoShape in = CONVO_SHAPE (8, 64, 64);
  const gboolean conv = g_test_rand_int_range (0, 2) == 0;
  const int kernel = g_test_rand_int_range (conv ? 1 : 2, conv ? 8 : 4);

  convo_arith_init (layer, convo_kind_find (conv ? "conv" : "max-pool"), &in);
  convo_arith_set (layer, CONVO_ARITH_KERNEL, kernel);
  convo_arith_set (layer, CONVO_ARITH_STRIDE, g_test_rand_int_range (1, 4));
  convo_arith_set (layer, CONVO_ARITH_PADDING, g_test_rand_int_range (0, kernel / 2 + 1));
  convo_arith_set (layer, CONVO_ARITH_DILATION, conv ? g_test_rand_int_range (1, 4) : 1);
}

static double
answer_of (const ConvoArith *layers, int n, ConvoChainAsk what)
{
  ConvoQuestion *question = convo_question_from_chain ("q", layers, n, what);
  const double answer = question->answer[0];

  assert_slips (question);
  convo_question_free (question);
  return answer;
}

static void
test_chains (void)
{
  const gint64 corner[CONVO_MAX_AXES] = { 0 };

  for (int run = 0; run < 300; run++)
    {
      const int n = g_test_rand_int_range (1, 5);
      g_autoptr(ConvoReport) report = NULL;
      g_autoptr(ConvoFieldLens) lens = NULL;
      const ConvoNodeReport *numbers;
      ConvoArith layers[4];

      for (int i = 0; i < n; i++)
        draw (&layers[i]);
      report = report_of (layers, n);
      numbers = convo_report_node (report, n);
      g_assert_true (numbers->has_field);
      g_assert_cmpfloat (answer_of (layers, n, CONVO_CHAIN_FIELD), ==, (double) numbers->field[2]);
      g_assert_cmpfloat (answer_of (layers, n, CONVO_CHAIN_JUMP), ==, (double) numbers->jump[2]);
      lens = convo_field_lens_new (report, n, corner);
      g_assert_cmpfloat (answer_of (layers, n, CONVO_CHAIN_START), ==, (double) convo_field_lens_rect (lens, 0)->first[2]);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  convo_layers_register ();
  g_test_add_func ("/fresh/gradients", test_gradients);
  g_test_add_func ("/fresh/slips", test_slips);
  g_test_add_func ("/fresh/mistakes", test_mistakes);
  g_test_add_func ("/fresh/chains", test_chains);
  return g_test_run ();
}
