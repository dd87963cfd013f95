/* Traces: hundreds of random layers taken apart; terms, engine and finite differences must agree. */
#include "compare.h"
#include "derivation.h"
#include "filling.h"
#include "layers.h"
#include "random.h"
#include "registry.h"
#include "trace.h"

#include <math.h>
#include <string.h>

#define STEP 1e-5      /* the reference computes in double */

static gint64
pick (ConvoRandom *random, gint64 from, gint64 to)
{
  return from + convo_random_below (random, to - from + 1);
}

static void
fill (ConvoRandom *random, float *values, gint64 n, double centre)
{
  for (gint64 i = 0; i < n; i++)
    values[i] = centre + 2 * convo_random_unit (random) - 1;
}

static void
fill_trace (ConvoTrace *trace, ConvoRandom *random)
{
  for (int i = 0; i < trace->n_in; i++)
    fill (random, trace->x[i], convo_shape_count (&trace->in[i]), 0);
  fill (random, trace->dy, convo_shape_count (&trace->out), 0);
  for (int i = 0; i < trace->n_params; i++)
    fill (random, trace->param[i], convo_param_count (&trace->spec[i]),
          trace->spec[i].role == CONVO_ROLE_VARIANCE ? 2 : 0);
  trace->training = trace->n_params == 4 && convo_random_below (random, 2);
  convo_trace_run (trace);
}

static void
random_windows (ConvoArith *arith, ConvoRandom *random)
{
  gboolean pool = arith->kind->family[0] == 'p', conv = arith->kind->name[0] == 'c';

  for (int axis = 0; axis < 3; axis++)      /* what is said of axes that the input does not have must not count */
    {
      arith->kernel[axis] = pick (random, 1, 4);
      arith->stride[axis] = pick (random, 1, 3);
      arith->before[axis] = pick (random, 0, pool ? arith->kernel[axis] / 2 : 2);
      arith->after[axis] = conv && pick (random, 0, 3) == 0 ? pick (random, 0, 2) : arith->before[axis];
      arith->dilation[axis] = pool && arith->kind->name[0] != 'm' ? 1 : pick (random, 1, 2);
      arith->output_padding[axis] = pick (random, 0, 1);
    }
  arith->ceil = pick (random, 0, 1);
  arith->count_padding = pick (random, 0, 1);
  arith->p = pick (random, 1, 4);
}

static gboolean
random_arith (ConvoArith *arith, const ConvoKind *kind, ConvoRandom *random)
{
  gint64 dim[4] = { pick (random, 1, 4), pick (random, 2, 7), pick (random, 2, 7), pick (random, 2, 5) };
  ConvoShape in = convo_shape_make (dim, pick (random, 2, 4)), out;

  convo_arith_init (arith, kind, &in);
  if (kind->max_inputs > 1)
    arith->n_in = pick (random, 2, 4);
  arith->groups = dim[0] == 4 ? 1 << pick (random, 0, 2) : pick (random, 0, 1) ? dim[0] : 1;
  arith->kernels = arith->groups * pick (random, 1, 3);
  arith->bias = pick (random, 0, 1);
  arith->flip = pick (random, 0, 3) == 0;
  arith->slope = 0.25;
  if (convo_arith_windows (arith) && convo_arith_has (arith, CONVO_ARITH_KERNEL))
    random_windows (arith, random);
  if (!convo_arith_has (arith, CONVO_ARITH_GROUPS))
    arith->groups = 1;
  return convo_arith_infer (arith, &out, NULL);
}

/* Near a kink (ReLU's corner, two nearly equal values of a maximum) there is no slope to compare */
static gboolean
has_kink (const ConvoTrace *trace, gint64 x)
{
  const char *name = trace->arith.kind->name;
  g_autoptr(GArray) feeds = NULL;

  if (g_strcmp0 (trace->arith.kind->family, "activation") == 0 || g_str_equal (name, "lp-pool"))
    return fabsf (trace->x[0][x]) < 0.02;
  if (strstr (name, "max") == NULL)
    return FALSE;
  feeds = convo_trace_feeds (trace, 0, x);
  for (guint i = 0; i < feeds->len; i++)
    {
      const ConvoTerm *term = &g_array_index (feeds, ConvoTerm, i);
      double gap = fabs (trace->x[0][x] - trace->y[term->y]);
      g_autoptr(ConvoSum) sum = convo_trace_output (trace, term->y);

      for (guint k = 0; term->b == 1 && k < sum->terms->len; k++)
        {
          const ConvoTerm *other = &g_array_index (sum->terms, ConvoTerm, k);

          if (other->x >= 0 && other->x != x && fabs (other->a - trace->y[term->y]) < 0.02)
            return TRUE;
        }
      if (term->b == 0 && gap < 0.02)
        return TRUE;
    }
  return FALSE;
}

static void
prove_some (ConvoTrace *trace, ConvoRandom *random)
{
  ConvoProof proof;

  for (int i = 0; i < 6; i++)
    {
      int input = convo_random_below (random, trace->n_in);
      gint64 x = convo_random_below (random, convo_shape_count (&trace->in[input]));

      if (has_kink (trace, x))
        continue;
      convo_trace_prove_input (trace, input, x, STEP, &proof);
      if (!proof.agrees)
        g_error ("%s: input %" G_GINT64_FORMAT ": slope %g, formula %g, engine %g", trace->arith.kind->name, x,
                 proof.slope, proof.formula, proof.engine);
      g_assert_cmpfloat (fabs (proof.slope - proof.formula), <=, proof.tolerance);
    }
  for (int param = 0; param < trace->n_params; param++)
    for (int i = 0; trace->grad[param] != NULL && i < 4; i++)
      {
        convo_trace_prove_weight (trace, param, convo_random_below (random, convo_param_count (&trace->spec[param])),
                                  STEP, &proof);
        g_assert_true (proof.agrees);
        g_assert_cmpfloat (fabs (proof.slope - proof.formula), <=, proof.tolerance);
      }
}

/* Every output value lists its inputs; every input lists its outputs: the same pairs */
static void
assert_both_ways (const ConvoTrace *trace)
{
  g_autoptr(GHashTable) pairs = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  guint seen = 0;

  for (gint64 y = 0; y < convo_shape_count (&trace->out); y++)
    {
      g_autoptr(ConvoSum) sum = convo_trace_output (trace, y);

      for (guint i = 0; i < sum->terms->len; i++)
        {
          const ConvoTerm *term = &g_array_index (sum->terms, ConvoTerm, i);

          if (term->x >= 0)
            g_hash_table_add (pairs, g_strdup_printf ("%d %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT,
                                                      term->input, term->x, term->y, term->w));
        }
    }
  for (int input = 0; input < trace->n_in; input++)
    for (gint64 x = 0; x < convo_shape_count (&trace->in[input]); x++)
      {
        g_autoptr(GArray) feeds = convo_trace_feeds (trace, input, x);

        for (guint i = 0; i < feeds->len; i++, seen++)
          {
            const ConvoTerm *term = &g_array_index (feeds, ConvoTerm, i);
            g_autofree char *key = g_strdup_printf ("%d %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT,
                                                    input, term->x, term->y, term->w);

            g_assert_true (g_hash_table_contains (pairs, key));
          }
      }
  g_assert_cmpuint (seen, ==, g_hash_table_size (pairs));
}

static void
test_random (gconstpointer data)
{
  const ConvoKind *kind = data;
  ConvoRandom random = convo_random_stream (7, (guint64) kind->name[0] << 8 | kind->name[1], 0);
  int done = 0;

  for (int i = 0; i < 400 && done < 60; i++)
    {
      ConvoArith arith;
      g_autoptr(ConvoTrace) trace = NULL;
      g_autoptr(GError) error = NULL;
      double largest;

      if (!random_arith (&arith, kind, &random))
        continue;
      trace = convo_trace_new (&arith, &error);
      g_assert_no_error (error);
      fill_trace (trace, &random);
      if (!convo_trace_agrees (trace, 2e-5, &largest))
        g_error ("%s: terms and engine differ by %g", kind->name, largest);
      prove_some (trace, &random);
      if (convo_arith_windows (&arith))
        assert_both_ways (trace);
      done++;
    }
  g_assert_cmpint (done, ==, 60);
}

/* The layer of the drawings: 2×7×7, stride 2, padding 1; y₁[2, 4] = 12 */
static void
test_example (void)
{
  static const float x[2][49] = {
    { 1,2,2,2,2,3,1, 0,1,1,1,2,3,1, 0,0,0,1,3,2,0, 0,0,1,3,2,0,1, 0,1,2,3,1,0,2, 0,2,3,1,0,1,1, 1,3,2,0,0,1,0 },
    { 2,0,1,1,0,2,1, 1,1,0,2,1,0,2, 0,2,1,0,3,1,1, 1,0,2,1,2,0,1, 2,1,0,3,1,1,0, 0,2,1,0,2,3,1, 1,0,2,1,0,1,2 },
  };
  static const float w[18] = { 1,0,-1, 2,0,-2, 1,0,-1, 0,1,0, 1,-1,1, 0,2,0 };
  static const float delta[16] = { 1,0,-1,2, 0,2,1,-1, -1,1,3,1, 2,-1,1,0 };
  static const float y[16] = { -4,1,2,15, 5,1,3,12, -3,3,19,6, -8,8,3,4 };
  static const float dw[18] = { 8,8,12, 10,11,12, 14,7,6, 5,8,12, 18,9,4, 4,17,10 };
  ConvoShape in = CONVO_SHAPE (2, 7, 7);
  ConvoArith arith;
  g_autoptr(ConvoTrace) trace = NULL;
  g_autoptr(ConvoSum) sum = NULL;
  ConvoProof proof;

  convo_arith_init (&arith, convo_kind_find ("conv"), &in);
  arith.stride[1] = arith.stride[2] = 2;
  convo_arith_set (&arith, CONVO_ARITH_PADDING, 1);
  trace = convo_trace_new (&arith, NULL);
  memcpy (trace->x[0], x, sizeof x);
  memcpy (trace->param[0], w, sizeof w);
  memcpy (trace->dy, delta, sizeof delta);
  trace->param[1][0] = 1;
  convo_trace_run (trace);
  g_assert_cmpmem (trace->y, sizeof y, y, sizeof y);
  g_assert_cmpmem (trace->grad[0], sizeof dw, dw, sizeof dw);
  sum = convo_trace_output (trace, 7);
  g_assert_cmpint (sum->terms->len, ==, 18);
  g_assert_cmpfloat (g_array_index (sum->channels, ConvoChannelSum, 0).sum, ==, 7);
  g_assert_cmpfloat (g_array_index (sum->channels, ConvoChannelSum, 1).sum, ==, 4);
  g_assert_cmpfloat (sum->sum, ==, 12);
  convo_trace_prove_weight (trace, 0, 3, STEP, &proof);
  g_assert_cmpfloat (proof.loss, ==, 65);
  g_assert_cmpfloat_with_epsilon (proof.slope, 10, 1e-9);
  g_assert_cmpint (convo_arith_unread (&arith, 2), ==, 0);
  convo_arith_set (&arith, CONVO_ARITH_INPUT, 8);
  g_assert_cmpint (convo_arith_unread (&arith, 2), ==, 1);
}

static void
test_fixes (void)
{
  ConvoShape in = CONVO_SHAPE (4, 7, 7), out;
  g_autoptr(GPtrArray) fixes = NULL;
  g_autoptr(GError) error = NULL;
  gboolean kernel = FALSE, padding = FALSE;
  ConvoArith arith;

  convo_arith_init (&arith, convo_kind_find ("conv"), &in);
  convo_arith_set (&arith, CONVO_ARITH_KERNEL, 9);
  g_assert_false (convo_arith_infer (&arith, &out, &error));
  g_assert_nonnull (strstr (error->message, "at most 7"));
  fixes = convo_arith_fixes (&arith);
  for (guint i = 0; i < fixes->len; i++)
    {
      const ConvoArithFix *fix = fixes->pdata[i];
      ConvoArith mended = arith;

      convo_arith_set (&mended, fix->field, fix->value);
      g_assert_true (convo_arith_infer (&mended, &out, NULL));
      kernel = kernel || (fix->field == CONVO_ARITH_KERNEL && fix->value == 7);
      padding = padding || (fix->field == CONVO_ARITH_PADDING && fix->value == 1);
    }
  g_assert_true (kernel && padding);
}

/* Toeplitz and im2col say the same as the terms */
static void
test_matrices (void)
{
  ConvoRandom random = convo_random_stream (3, 0, 0);

  for (int i = 0; i < 40; i++)
    {
      ConvoArith arith;
      g_autoptr(ConvoTrace) trace = NULL;
      ConvoCosts costs;
      gint64 rows, columns, entries = 0;

      if (!random_arith (&arith, convo_kind_find (i % 4 == 0 ? "transposed-conv" : "conv"), &random))
        continue;
      trace = convo_trace_new (&arith, NULL);
      fill_trace (trace, &random);
      for (gint64 y = 0; y < convo_shape_count (&trace->out); y++)
        {
          double sum = convo_trace_bias (trace) < 0 ? 0 : trace->param[1][y / (convo_shape_count (&trace->out) / trace->out.dim[0])];

          for (gint64 x = 0; x < convo_shape_count (&trace->in[0]); x++)
            {
              gint64 w = convo_trace_link (trace, x, y);

              entries += w >= 0;
              sum += w >= 0 ? (double) trace->param[0][w] * trace->x[0][x] : 0;
            }
          g_assert_cmpfloat_with_epsilon (sum, trace->y[y], 1e-4);
        }
      convo_trace_costs (trace, &costs);
      g_assert_cmpint (costs.sparse_macs, ==, entries);
      if (!convo_trace_im2col_size (trace, &rows, &columns))
        continue;
      for (gint64 y = 0; y < convo_shape_count (&trace->out); y++)
        {
          gint64 kernel = y / columns, group = kernel / (arith.kernels / arith.groups);
          double sum = arith.bias ? trace->param[1][kernel] : 0;

          for (gint64 row = 0; row < rows; row++)
            {
              gint64 x = convo_trace_im2col_cell (trace, group, row, y % columns);

              sum += x >= 0 ? (double) trace->param[0][convo_trace_im2col_weight (trace, kernel, row)] * trace->x[0][x] : 0;
            }
          g_assert_cmpfloat_with_epsilon (sum, trace->y[y], 1e-4);
        }
    }
}

static void
test_words (void)
{
  ConvoShape in = CONVO_SHAPE (1, 3, 3);
  ConvoArith arith;
  g_autoptr(ConvoTrace) trace = NULL;
  g_autofree char *text = NULL, *back = NULL, *number = convo_trace_number (-0.25), *whole = convo_trace_number (-3);

  g_assert_cmpstr (number, ==, "−0.25");
  g_assert_cmpstr (whole, ==, "−3");
  convo_arith_init (&arith, convo_kind_find ("conv"), &in);
  convo_arith_set (&arith, CONVO_ARITH_KERNEL, 2);
  arith.bias = FALSE;
  trace = convo_trace_new (&arith, NULL);
  for (int i = 0; i < 9; i++)
    trace->x[0][i] = i;
  trace->param[0][0] = 2;
  trace->param[0][3] = -1;
  trace->dy[3] = 1;
  convo_trace_run (trace);
  text = convo_trace_say_output (trace, 1);
  g_assert_cmpstr (text, ==, "output row 1, column 2: 1×2 + 5×(−1) = −3; 2 products are zero");
  back = convo_trace_say_input_gradient (trace, 0, 8);
  g_assert_cmpstr (back, ==, "gradient of input row 3, column 3: 1×(−1) = −1");
}

static void
test_comparisons (void)
{
  g_autoptr(ConvoComparison) bottleneck = convo_comparison_new ("bottleneck"), two = convo_comparison_new ("two-3x3");
  g_autoptr(ConvoComparison) separable = convo_comparison_new ("separable");
  const ConvoWay *naive = bottleneck->ways->pdata[0], *narrow = bottleneck->ways->pdata[1];

  g_assert_cmpint (naive->macs, ==, 854196224);
  g_assert_cmpint (narrow->macs, ==, 271351808);
  g_assert_cmpint (naive->parameters, ==, 1089536);
  g_assert_cmpint (narrow->parameters, ==, 346112);
  g_assert_cmpint (naive->out.dim[0], ==, 672);
  g_assert_cmpint (narrow->out.dim[0], ==, 480);
  for (guint i = 0; i < 2; i++)
    g_assert_cmpint (((const ConvoWay *) two->ways->pdata[i])->field, ==, 5);
  for (guint i = 0; i < separable->ways->len; i++)      /* a column, then a row: each enlarges one axis only */
    g_assert_cmpint (((const ConvoWay *) separable->ways->pdata[i])->field, ==, 3);
  for (int i = 0; convo_comparison_name (i) != NULL; i++)
    {
      g_autoptr(ConvoComparison) any = convo_comparison_new (convo_comparison_name (i));

      g_assert_cmpuint (any->ways->len, >=, 2);
      for (guint w = 0; w < any->ways->len; w++)      /* what is drawn adds up to what is written */
        {
          const ConvoWay *way = any->ways->pdata[w];
          gint64 macs = 0, parameters = 0;

          g_assert_cmpuint (way->parts->len, ==, way->layers->len);
          for (guint p = 0; p < way->parts->len; p++)
            {
              const ConvoWayPart *part = &g_array_index (way->parts, ConvoWayPart, p);

              macs += part->macs;
              parameters += part->weights * part->out.dim[0];
              g_assert_cmpint (part->macs, ==, part->parameters * part->out.dim[1] * part->out.dim[2]);
            }
          g_assert_cmpint (macs, ==, way->macs);
          g_assert_cmpint (parameters, ==, way->parameters);
        }
    }
}

/* Every picture and kernel fills layers along one to three axes; the derivation's last step is the bias */
static void
test_fillings (void)
{
  ConvoShape shapes[] = { CONVO_SHAPE (1, 6), CONVO_SHAPE (2, 7, 5), CONVO_SHAPE (1, 4, 5, 6) };
  ConvoFilling filling;

  for (gsize s = 0; s < G_N_ELEMENTS (shapes); s++)
    {
      ConvoArith arith;
      g_autoptr(ConvoTrace) trace = NULL;
      g_autoptr(GPtrArray) steps = NULL;
      g_autoptr(GError) error = NULL;

      convo_arith_init (&arith, convo_kind_find ("conv"), &shapes[s]);
      trace = convo_trace_new (&arith, NULL);
      for (int i = 0; convo_picture_preset (i, &filling); i++)
        g_assert_true (convo_fill_picture (trace, filling.name, 1, NULL));
      g_assert_false (convo_fill_picture (trace, "nothing", 1, &error));
      convo_fill_picture (trace, "random", 5, NULL);
      for (int i = 0; convo_kernel_preset (i, &filling); i++)
        {
          g_assert_true (convo_fill_kernel (trace, filling.name, 1, NULL));
          convo_trace_run (trace);
          if (strcmp (filling.name, "identity") == 0 && s == 0)
            g_assert_cmpfloat (trace->y[0], ==, trace->x[0][1]);
        }
      convo_fill_delta (trace, 1);
      convo_trace_run (trace);
      steps = convo_derivation_new (trace);
      g_assert_cmpuint (steps->len, ==, s == 0 ? 1 + 4 + 2 + 3 + 1 + 6 + 1 : 0);
    }
}

/* Signals for the input of a network, of any shape: from 0 to 1, not flat but for the empty one, and another in each channel */
static void
test_drawings (void)
{
  static const char *const names[] = { "sine", "pulses", "ball", "moving", "digit-7", "edge", "random" };
  ConvoShape shapes[] = { CONVO_SHAPE (40), CONVO_SHAPE (2, 24), CONVO_SHAPE (3, 12, 10), CONVO_SHAPE (2, 6, 9, 9) };
  g_autoptr(GError) error = NULL;

  for (gsize s = 0; s < G_N_ELEMENTS (shapes); s++)
    for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
      {
        const gint64 n = convo_shape_count (&shapes[s]), each = n / shapes[s].dim[0];
        g_autofree float *values = g_new (float, n);
        float least = 1, most = 0;

        g_assert_true (convo_picture_draw (names[i], 1, &shapes[s], values, NULL));
        for (gint64 k = 0; k < n; k++)
          {
            least = MIN (least, values[k]);
            most = MAX (most, values[k]);
          }
        g_assert_cmpfloat (least, >=, 0);
        g_assert_cmpfloat (most, <=, 1);
        if (s > 0 && (strcmp (names[i], "digit-7") != 0 || shapes[s].rank > 2))
          g_assert_cmpfloat (most - least, >, 0.3);
        if (s > 0 && most > least)
          g_assert_cmpint (memcmp (values, values + each, each * sizeof (float)), !=, 0);
      }
  g_assert_false (convo_picture_draw ("nothing", 1, &shapes[0], NULL, &error));
}

/* Max pooling of an impulse: a shift inside the window changes nothing */
static void
test_shift (void)
{
  ConvoShape in = CONVO_SHAPE (1, 8, 8);
  ConvoArith arith;
  g_autoptr(ConvoTrace) trace = NULL;
  ConvoShift shift;

  convo_arith_init (&arith, convo_kind_find ("max-pool"), &in);
  trace = convo_trace_new (&arith, NULL);
  trace->x[0][2 * 8 + 2] = 3;
  convo_shift_compare (trace, 0, 1, &shift);
  g_assert_cmpint (shift.changed, ==, 0);
  g_assert_cmpint (shift.input_changed, ==, 2);
  g_assert_cmpfloat (shift.input_percent, ==, 200);
  g_assert_cmpfloat (trace->x[0][2 * 8 + 2], ==, 3);
  convo_shift_clear (&shift);
  convo_shift_compare (trace, 0, 2, &shift);
  g_assert_cmpint (shift.changed, ==, 2);
  g_assert_cmpfloat (shift.percent, ==, 200);
  convo_shift_clear (&shift);
}

int
main (int argc, char **argv)
{
  int n;

  g_test_init (&argc, &argv, NULL);
  convo_layers_register ();
  for (const ConvoKind *const *kind = convo_kinds (&n); n > 0; n--, kind++)
    if (convo_arith_supports (*kind))
      {
        g_autofree char *path = g_strconcat ("/trace/random/", (*kind)->name, NULL);

        g_test_add_data_func (path, *kind, test_random);
      }
  g_test_add_func ("/trace/example", test_example);
  g_test_add_func ("/trace/matrices", test_matrices);
  g_test_add_func ("/trace/words", test_words);
  g_test_add_func ("/arith/fixes", test_fixes);
  g_test_add_func ("/arith/comparisons", test_comparisons);
  g_test_add_func ("/arith/fillings", test_fillings);
  g_test_add_func ("/arith/drawings", test_drawings);
  g_test_add_func ("/arith/shift", test_shift);
  return g_test_run ();
}
