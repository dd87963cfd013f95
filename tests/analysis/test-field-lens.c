/* The field of a cell against the truth: which pixels of the picture, made huge one at a time, change the cell. */
#include "field-lens.h"
#include "plan.h"
#include "sketch.h"

#include <math.h>
#include <string.h>

#define H 17
#define W 15
#define N (H * W + 1)            /* one picture for each pixel that is changed, and one unchanged */

typedef struct { gint64 first[2], last[2]; } Box;

static ConvoReport *
report_of (const char *members)
{
  g_autoptr(ConvoGraph) graph = sketch (members);
  ConvoReport *report = convo_report_new (graph);
  g_autoptr(GError) error = NULL;

  convo_report_check (report, &error);
  g_assert_no_error (error);
  return report;
}

/* Positive weights and pictures, so that no change is cancelled, neither by a sum nor by a maximum. */
static ConvoPlan *
run (const ConvoReport *report, ConvoWeights *weights, ConvoWorkers *workers, float *pictures)
{
  g_autoptr(GError) error = NULL;
  ConvoPlan *plan;

  convo_weights_init (weights, CONVO_INIT_FAN_IN, 0, 7);
  for (int i = 0; i < convo_weights_n (weights); i++)
    {
      ConvoTensor *tensor = convo_weights_get (weights, i);

      for (gint64 k = 0; k < tensor->count; k++)
        tensor->data[k] = 0.05f + fabsf (tensor->data[k]);
    }
  convo_weights_changed (weights);
  for (int i = 0; i < N; i++)
    for (int k = 0; k < H * W; k++)
      pictures[i * H * W + k] = i == k ? 1000 : 1;
  plan = convo_plan_new (report, weights, CONVO_PLAN_INSPECT, N, workers, &error);
  g_assert_no_error (error);
  convo_plan_set_input (plan, pictures, N);
  convo_plan_forward (plan, N, FALSE, NULL, 0);
  return plan;
}

static gboolean
differs (const float *values, const float *still, gsize count, gsize area, gsize at)
{
  for (gsize i = at; i < count; i += area)
    if (fabsf (values[i] - still[i]) > 1e-3f * still[i])
      return TRUE;
  return FALSE;
}

/* Box around the pixels that change some channel of a cell */
static Box
true_box (const float *values, gsize count, gsize area, gsize at)
{
  Box box = { { G_MAXINT64, G_MAXINT64 }, { -1, -1 } };

  for (int k = 0; k < H * W; k++)
    if (differs (values + k * count, values + (N - 1) * count, count, area, at))
      {
        const gint64 place[] = { k / W, k % W };

        for (int i = 0; i < 2; i++)
          {
            box.first[i] = MIN (box.first[i], place[i]);
            box.last[i] = MAX (box.last[i], place[i]);
          }
      }
  return box;
}

static int
check_node (const ConvoReport *report, ConvoPlan *plan, int node)
{
  const ConvoNodeReport *self = convo_report_node (report, node);
  const gsize count = convo_shape_count (&self->out);
  const gint64 height = convo_shape_spatial (&self->out, 1), width = convo_shape_spatial (&self->out, 2);
  const gint64 area = convo_shape_spatial (&self->out, 0) * height * width;
  g_autofree float *values = g_new (float, N * count);

  for (int i = 0; i < N; i++)
    g_assert_true (convo_plan_get_value (plan, node, i, values + i * count));
  for (gint64 at = 0; at < area; at++)
    {
      const gint64 cell[] = { at / width / height, at / width % height, at % width };
      g_autoptr(ConvoFieldLens) lens = convo_field_lens_new (report, node, cell);
      const ConvoFieldRect *rect = convo_field_lens_rect (lens, 0);
      Box box = true_box (values, count, area, at);

      if (box.last[0] < 0)                                /* nothing but padding, or holes between */
        {
          g_assert_true (!rect->reached || rect->seen_first[1] > rect->seen_last[1]
                         || rect->seen_first[2] > rect->seen_last[2]);
          continue;
        }
      g_assert_cmpint (convo_field_lens_input (lens), ==, 0);
      for (int i = 0; i < 2; i++)
        {
          g_assert_cmpint (rect->seen_first[1 + i], ==, box.first[i]);
          g_assert_cmpint (rect->seen_last[1 + i], ==, box.last[i]);
          if (!rect->whole)
            {
              g_assert_cmpint (rect->first[1 + i], <=, box.first[i]);
              g_assert_cmpint (rect->last[1 + i], >=, box.last[i]);
            }
        }
    }
  return (int) area;
}

/* Every cell of every map with places */
static void
check_net (const char *members)
{
  g_autoptr(ConvoReport) report = report_of (members);
  g_autoptr(ConvoWeights) weights = convo_weights_new (report, NULL);
  g_autoptr(ConvoWorkers) workers = convo_workers_new (1);
  g_autofree float *pictures = g_new (float, N * H * W);
  ConvoPlan *plan = run (report, weights, workers, pictures);
  int cells = 0;

  for (int i = 1; i < convo_net_n_nodes (convo_report_net (report)); i++)
    cells += check_node (report, plan, i);
  g_assert_cmpint (cells, >, 20);
  convo_plan_free (plan);
}

static void
append_window (GString *text, const char *id, const char *kind, GRand *random)
{
  const gboolean conv = strcmp (kind, "conv") == 0;
  const int kernel = g_rand_int_range (random, 1, 4);

  g_string_append_printf (text, ",{\"id\":\"%s\",\"kind\":\"%s\"%s,\"kernel\":%d,\"stride\":%d,\"padding\":%d}", id, kind,
                          conv ? ",\"channels\":2" : "", kernel, g_rand_int_range (random, 1, 3),
                          g_rand_int_range (random, 0, kernel / 2 + 1));
}

static void
test_chains (void)
{
  static const char *const kinds[] = { "conv", "max-pool", "average-pool" };
  g_autoptr(GRand) random = g_rand_new_with_seed (11);

  for (int net = 0; net < 20; net++)
    {
      g_autoptr(GString) text = g_string_new ("\"nodes\":[{\"id\":\"in\",\"kind\":\"input\",\"shape\":[1,17,15]}");

      append_window (text, "a", "conv", random);
      append_window (text, "b", kinds[g_rand_int_range (random, 0, 3)], random);
      g_string_append (text, ",{\"id\":\"r\",\"kind\":\"relu\"}");
      append_window (text, "c", kinds[g_rand_int_range (random, 0, 3)], random);
      g_string_append (text, "]");
      check_net (text->str);
    }
}

static void
test_branches (void)
{
  check_net ("\"nodes\":[{\"id\":\"in\",\"kind\":\"input\",\"shape\":[1,17,15]},"
             "{\"id\":\"a\",\"kind\":\"conv\",\"channels\":2,\"kernel\":[3,1],\"padding\":[1,0]},"
             "{\"id\":\"b\",\"kind\":\"conv\",\"channels\":2,\"kernel\":3,\"padding\":2,\"dilation\":2,\"from\":[\"a\"]},"
             "{\"id\":\"s\",\"kind\":\"add\",\"from\":[\"a\",\"b\"]},"
             "{\"id\":\"p\",\"kind\":\"pad\",\"before\":1,\"after\":1},"
             "{\"id\":\"m\",\"kind\":\"max-pool\",\"kernel\":3,\"stride\":2},"
             "{\"id\":\"q\",\"kind\":\"conv\",\"channels\":2,\"kernel\":1,\"stride\":2,\"from\":[\"s\"]},"
             "{\"id\":\"j\",\"kind\":\"concatenate\",\"from\":[\"m\",\"q\"]},"
             "{\"id\":\"c\",\"kind\":\"crop\",\"before\":1,\"after\":1}]");
}

/* Kinds that say themselves what they see, with windows before and behind */
static void
test_kinds (void)
{
  static const char *const kinds[] = {
    "\"kind\":\"upsample\",\"factor\":2", "\"kind\":\"upsample\",\"factor\":[3,2],\"mode\":\"bilinear\"",
    "\"kind\":\"upsample\",\"factor\":[1,4],\"mode\":\"bilinear\"",
    "\"kind\":\"pad\",\"before\":[0,2],\"after\":[3,1]", "\"kind\":\"crop\",\"before\":[0,2],\"after\":[3,1]",
    "\"kind\":\"pad\",\"before\":[2,0],\"after\":[1,4],\"mode\":\"reflect\"",
    "\"kind\":\"adaptive-average-pool\",\"size\":[3,4]",
    "\"kind\":\"transposed-conv\",\"channels\":2,\"kernel\":3,\"stride\":2,\"padding\":1,\"output-padding\":1",
    "\"kind\":\"transposed-conv\",\"channels\":2,\"kernel\":2,\"stride\":3",
    "\"kind\":\"transposed-conv\",\"channels\":2,\"kernel\":[3,2],\"stride\":[2,1],\"dilation\":[3,2],\"padding\":2",
  };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    for (int window = 0; window < 2; window++)
      {
        g_autofree char *text = g_strdup_printf ("\"nodes\":[{\"id\":\"in\",\"kind\":\"input\",\"shape\":[1,17,15]},"
          "{\"id\":\"a\",\"kind\":\"conv\",\"channels\":2,\"kernel\":%s,\"stride\":2,\"padding\":1},{\"id\":\"b\",%s},"
          "{\"id\":\"c\",\"kind\":\"%s\",\"kernel\":2,\"stride\":%s,\"padding\":1},{\"id\":\"d\",%s}]",
          window ? "[2,3]" : "3", kinds[i], window ? "average-pool" : "max-pool", window ? "[1,2]" : "2", kinds[i % 4]);

        check_net (text);
      }
}

/* Values that keep their order but not their places */
static void
test_reshape (void)
{
  static const char *const shapes[] = { "[17,15]", "[1,15,17]", "[5,17,3]", "[17,3,5]", "[3,5,17]", "[51,5,1]", "[1,3,5,17]" };

  for (guint i = 0; i < G_N_ELEMENTS (shapes); i++)
    {
      g_autofree char *text = g_strdup_printf ("\"nodes\":[{\"id\":\"in\",\"kind\":\"input\",\"shape\":[1,17,15]},"
        "{\"id\":\"a\",\"kind\":\"max-pool\",\"kernel\":[3,1],\"stride\":1,\"padding\":[1,0]},"
        "{\"id\":\"b\",\"kind\":\"reshape\",\"shape\":%s}]", shapes[i]);

      check_net (text);
    }
}

static void
test_whole (void)
{
  g_autoptr(ConvoReport) report = report_of ("\"nodes\":[{\"id\":\"in\",\"kind\":\"input\",\"shape\":[1,11,9]},"
                                             "{\"id\":\"g\",\"kind\":\"global-average-pool\"},"
                                             "{\"id\":\"l\",\"kind\":\"linear\",\"features\":3}]");
  const gint64 cell[3] = { 0 }, outside[3] = { 0, 0, 1 };
  g_autoptr(ConvoFieldLens) lens = convo_field_lens_new (report, 2, cell);
  g_autofree char *text = convo_field_lens_describe (lens, 0);

  g_assert_true (convo_field_lens_rect (lens, 0)->whole);
  g_assert_cmpint (convo_field_lens_rect (lens, 0)->seen_last[1], ==, 10);
  g_assert_true (g_str_has_prefix (text, "Sees all of in"));
  g_assert_null (convo_field_lens_new (report, 2, outside));
}

/* Two layers that can be done by hand: 3×3 with stride 2 and padding 1, then 3×3 with padding 1. */
static void
test_words (void)
{
  g_autoptr(ConvoReport) report = report_of ("\"nodes\":[{\"id\":\"in\",\"kind\":\"input\",\"shape\":[1,11,9]},"
    "{\"id\":\"a\",\"kind\":\"conv\",\"channels\":2,\"kernel\":3,\"stride\":2,\"padding\":1},"
    "{\"id\":\"b\",\"kind\":\"conv\",\"channels\":2,\"kernel\":3,\"padding\":1}]");
  const gint64 corner[] = { 0, 2, 0 }, middle[] = { 0, 2, 2 };
  g_autoptr(ConvoFieldLens) lens = convo_field_lens_new (report, 2, corner);
  g_autoptr(ConvoFieldLens) inner = convo_field_lens_new (report, 2, middle);
  g_autofree char *input = convo_field_lens_describe (lens, 0), *between = convo_field_lens_describe (lens, 1);
  g_autofree char *name = convo_field_lens_name (lens);
  g_autofree char *inside = convo_field_lens_describe (inner, 0);

  g_assert_cmpstr (name, ==, "b, row 3, column 1");
  g_assert_cmpstr (input, ==, "Field 7×7 at rows 2–8, columns −2–4 of in: 3 columns lie in the padding. Jump 2×2.");
  g_assert_cmpstr (between, ==, "Field 3×3 at rows 2–4, columns 0–2 of a: 1 column lies in the padding.");
  g_assert_cmpstr (inside, ==, "Field 7×7 at rows 2–8, columns 2–8 of in. Jump 2×2.");
}

/* Behind an enlarged map the ledger tells the field of the value in the middle. */
static void
test_ledger (void)
{
  g_autoptr(ConvoReport) report = report_of ("\"nodes\":[{\"id\":\"in\",\"kind\":\"input\",\"shape\":[1,8,8]},"
    "{\"id\":\"a\",\"kind\":\"conv\",\"channels\":2,\"kernel\":3,\"padding\":1},"
    "{\"id\":\"b\",\"kind\":\"upsample\"},{\"id\":\"c\",\"kind\":\"conv\",\"channels\":2,\"kernel\":3,\"padding\":1}]");
  g_autoptr(GPtrArray) ledger = convo_report_explain (report, 3);
  const ConvoLedgerRow *row = ledger->pdata[ledger->len - 1];

  g_assert_cmpint (row->what, ==, CONVO_NUMBER_FIELD);
  g_assert_cmpstr (row->value, ==, "4×4");                  /* rows 7–9 of the enlarged map are rows 3 and 4 of a */
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  convo_layers_register ();
  g_test_add_func ("/analysis/field-lens/chains", test_chains);
  g_test_add_func ("/analysis/field-lens/branches", test_branches);
  g_test_add_func ("/analysis/field-lens/kinds", test_kinds);
  g_test_add_func ("/analysis/field-lens/reshape", test_reshape);
  g_test_add_func ("/analysis/field-lens/whole", test_whole);
  g_test_add_func ("/analysis/field-lens/words", test_words);
  g_test_add_func ("/analysis/field-lens/ledger", test_ledger);
  return g_test_run ();
}
