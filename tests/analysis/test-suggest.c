/* Advice: each piece is given where it belongs, with its change, and not where a network is well made. */
#include "layers.h"
#include "sketch.h"
#include "suggest.h"

#define INPUT(shape) "{\"id\": \"input\", \"kind\": \"input\", \"shape\": " shape "}"
#define LAYER(id, kind, more) ",{\"id\": \"" id "\", \"kind\": \"" kind "\"" more "}"
#define CONV(id, channels, more) LAYER (id, "conv", ", \"channels\": " channels ", \"kernel\": 3, \"padding\": 1" more)
#define LOSS LAYER ("loss", "softmax-cross-entropy", "")
#define FC LAYER ("fc", "linear", "")

typedef struct
{
  const char *name, *nodes;
  int kind;                      /* ConvoAdviceKind; -1: no advice at all */
  const char *path, *words, *cure;
  gint64 parameters;             /* that the cure adds */
} Case;

static const Case cases[] = {
  { "softmax", INPUT ("[1, 8, 8]") FC LAYER ("soft", "softmax", "") LOSS, CONVO_ADVICE_TWICE_SOFTMAX, "soft", "below 1.46",
    "Remove soft", 0 },
  { "activation", INPUT ("[1, 8, 8]") FC LAYER ("relu", "relu", "") LAYER ("drop", "dropout", "") LOSS,
    CONVO_ADVICE_LAST_ACTIVATION, "relu", "all 10 of them", "Remove relu", 0 },
  { "scores", INPUT ("[1, 8, 8]") FC LOSS, -1, NULL, NULL, NULL, 0 },
  { "log-softmax", INPUT ("[1, 8, 8]") FC LAYER ("log", "log-softmax", "") LAYER ("loss", "nll", ""), -1, NULL, NULL, NULL, 0 },
  { "bias", INPUT ("[3, 8, 8]") CONV ("conv", "24", "") LAYER ("bn", "batch-norm", "") FC LOSS, CONVO_ADVICE_LOST_BIAS, "conv",
    "24 parameters learn nothing", "conv without bias", -24 },
  { "no bias", INPUT ("[3, 8, 8]") CONV ("conv", "24", ", \"bias\": false") LAYER ("bn", "batch-norm", "") FC LOSS, -1, NULL,
    NULL, NULL, 0 },
  { "layer norm", INPUT ("[3, 8, 8]") CONV ("conv", "24", "") LAYER ("ln", "layer-norm", "") FC LOSS, -1, NULL, NULL, NULL, 0 },
  { "field", INPUT ("[3, 32, 32]") CONV ("conv", "24", "") LAYER ("gap", "global-average-pool", "") FC LOSS,
    CONVO_ADVICE_SMALL_FIELD, "gap", "sees 3×3 of the picture's 32×32", NULL, 0 },
  { "whole field", INPUT ("[3, 3, 3]") CONV ("conv", "24", "") LAYER ("gap", "global-average-pool", "") FC LOSS, -1, NULL, NULL,
    NULL, 0 },
  { "linear field", INPUT ("[3, 32, 32]") CONV ("conv", "24", "") FC LOSS, -1, NULL, NULL, NULL, 0 },
  { "pooled away", INPUT ("[3, 4, 4]") CONV ("a", "8", "") LAYER ("pool", "max-pool", ", \"kernel\": 4, \"stride\": 4")
    CONV ("b", "8", "") FC LOSS, CONVO_ADVICE_POOLED_AWAY, "b", "8 of 9 weights", "Remove pool", 10 * 8 * 15 },
  { "two pixels", INPUT ("[3, 4, 4]") CONV ("a", "8", "") LAYER ("pool", "max-pool", ", \"kernel\": 2, \"stride\": 2")
    CONV ("b", "8", "") FC LOSS, -1, NULL, NULL, NULL, 0 },
  { "bottleneck", INPUT ("[3, 64, 64]") CONV ("a", "8", ", \"stride\": 8") CONV ("b", "8", "") CONV ("c", "8", "") FC LOSS,
    CONVO_ADVICE_BOTTLENECK, "a", "12,288 values into 512, 24 times fewer, after 0 of 4", "a, Stride: 8 → 4", 10 * 8 * (256 - 64) },
  { "late squeeze", INPUT ("[3, 64, 64]") CONV ("a", "8", "") CONV ("b", "8", "") CONV ("c", "8", ", \"stride\": 8") FC LOSS, -1,
    NULL, NULL, NULL, 0 },
  { "kernel 5", INPUT ("[16, 32, 32]") LAYER ("conv", "conv", ", \"channels\": 16, \"kernel\": 5, \"padding\": 2") FC LOSS,
    CONVO_ADVICE_LARGE_KERNEL, "conv", "4,608 weights instead of 6,400: 28 % less", "conv as 2 convolutions of 3×3",
    4608 + 32 - 6400 - 16 },
  { "kernel 7", INPUT ("[16, 32, 32]") LAYER ("conv", "conv", ", \"channels\": 16, \"kernel\": 7, \"padding\": 1")
    LAYER ("tanh", "tanh", "") FC LOSS, CONVO_ADVICE_LARGE_KERNEL, "conv", "6,912 weights instead of 12,544: 44 % less",
    "conv as 3 convolutions of 3×3", 6912 + 48 - 12544 - 16 },
  { "first kernel", INPUT ("[3, 32, 32]") LAYER ("conv", "conv", ", \"channels\": 64, \"kernel\": 7, \"padding\": 3") FC LOSS, -1,
    NULL, NULL, NULL, 0 },
  { "pool first", INPUT ("[3, 32, 32]") CONV ("a", "16", "") CONV ("b", "64", "") LAYER ("relu", "relu", "")
    LAYER ("pool", "max-pool", ", \"kernel\": 2") FC LOSS, CONVO_ADVICE_POOL_FIRST, "b", "takes 2.36 M instead of 9.44 M MACs",
    "pool before b", 0 },
  { "pooled already", INPUT ("[3, 32, 32]") CONV ("a", "16", "") LAYER ("first", "max-pool", ", \"kernel\": 2")
    LAYER ("relu", "relu", "") CONV ("b", "64", "") LAYER ("pool", "max-pool", ", \"kernel\": 2") FC LOSS, -1, NULL, NULL, NULL, 0 },
  { "not widening", INPUT ("[3, 32, 32]") CONV ("a", "16", "") CONV ("b", "16", "") LAYER ("pool", "max-pool", ", \"kernel\": 2")
    FC LOSS, -1, NULL, NULL, NULL, 0 },
  { "width", INPUT ("[3, 8, 8]") CONV ("a", "300", "") CONV ("b", "300", "") FC LOSS, CONVO_ADVICE_WIDTH, "a",
    "300 channels, but only 2 convolutions with 818,700 parameters", NULL, 0 },
};

static void
check_cure (const ConvoReport *before, const Case *self, const ConvoAdvice *advice)
{
  const ConvoCure *cure = advice->cures->pdata[0];
  g_autoptr(ConvoReport) after = convo_report_new (cure->graph);
  g_autoptr(GPtrArray) left = convo_advise (after);

  g_assert_cmpstr (cure->label, ==, self->cure);
  g_assert_true (convo_report_check (after, NULL));
  g_assert_cmpint (convo_report_totals (after)->parameters - convo_report_totals (before)->parameters, ==, self->parameters);
  for (guint i = 0; i < left->len; i++)
    g_assert_false (((ConvoAdvice *) left->pdata[i])->kind == advice->kind
                    && g_strcmp0 (((ConvoAdvice *) left->pdata[i])->path, advice->path) == 0
                    && advice->kind != CONVO_ADVICE_BOTTLENECK);   /* that one may need two steps */
}

static void
test_case (gconstpointer data)
{
  const Case *self = data;
  g_autofree char *text = g_strdup_printf ("\"nodes\": [%s]", self->nodes);
  g_autoptr(ConvoGraph) graph = sketch (text);
  g_autoptr(ConvoReport) report = convo_report_new (graph);
  g_autoptr(GPtrArray) all = convo_advise (report);
  gboolean found = FALSE;

  g_assert_true (convo_report_check (report, NULL));
  for (guint i = 0; i < all->len; i++)
    {
      const ConvoAdvice *advice = all->pdata[i];

      g_test_message ("%s: %s", advice->path, advice->message);
      if ((int) advice->kind != self->kind)
        continue;
      found = TRUE;
      g_assert_cmpstr (advice->path, ==, self->path);
      g_assert_nonnull (strstr (advice->message, self->words));
      g_assert_cmpint (advice->cures->len > 0, ==, self->cure != NULL);
      if (self->cure != NULL)
        check_cure (report, self, advice);
    }
  if (self->kind < 0)
    g_assert_cmpuint (all->len, ==, 0);
  else
    g_assert_true (found);
}

/* The stack of small kernels makes maps of the same size, whatever the padding was, with the activation that was there */
static void
test_stack (void)
{
  for (int padding = 0; padding <= 3; padding++)
    {
      g_autofree char *text = g_strdup_printf ("\"nodes\": [" INPUT ("[16, 32, 32]")
        ",{\"id\": \"conv\", \"kind\": \"conv\", \"channels\": 16, \"kernel\": 7, \"padding\": %d}" LAYER ("tanh", "tanh", "") FC
        LOSS "]", padding);
      g_autoptr(ConvoGraph) graph = sketch (text);
      g_autoptr(ConvoReport) report = convo_report_new (graph), after = NULL;
      g_autoptr(GPtrArray) all = convo_advise (report);
      const ConvoAdvice *advice = all->pdata[0];
      int before, now, tanhs = 0;

      after = convo_report_new (((ConvoCure *) advice->cures->pdata[0])->graph);
      before = convo_net_find (convo_report_net (report), "conv");
      now = convo_net_find (convo_report_net (after), "conv");
      g_assert_true (convo_shape_equal (&convo_report_node (report, before)->out, &convo_report_node (after, now)->out));
      g_assert_cmpint (convo_report_node (report, before)->field[1], ==, convo_report_node (after, now)->field[1]);
      for (int i = 0; i < convo_net_n_nodes (convo_report_net (after)); i++)
        tanhs += strcmp (convo_net_node (convo_report_net (after), i)->kind->name, "tanh") == 0;
      g_assert_cmpint (tanhs, ==, 3);
    }
}

static void
test_deep (void)
{
  g_autoptr(GString) text = g_string_new ("\"nodes\": [" INPUT ("[3, 16, 16]"));
  g_autoptr(ConvoGraph) graph = NULL;
  g_autoptr(ConvoReport) report = NULL;
  g_autoptr(GPtrArray) all = NULL;

  for (int i = 0; i < 24; i++)
    g_string_append_printf (text, ",{\"id\": \"c%d\", \"kind\": \"conv\", \"channels\": 8, \"padding\": 1}", i);
  g_string_append (text, FC LOSS "]");
  graph = sketch (text->str);
  report = convo_report_new (graph);
  all = convo_advise (report);
  g_assert_cmpuint (all->len, ==, 1);
  g_assert_cmpint (((ConvoAdvice *) all->pdata[0])->kind, ==, CONVO_ADVICE_DEPTH);
}

/* What is repeated is said once */
static void
test_repeated (void)
{
  g_autoptr(ConvoGraph) graph = sketch (
    "\"definitions\": {\"unit\": {\"arguments\": {\"c\": 8}, \"nodes\": ["
    "{\"id\": \"conv\", \"kind\": \"conv\", \"from\": [\"@in\"], \"channels\": \"=c\", \"padding\": 1},"
    "{\"id\": \"bn\", \"kind\": \"batch-norm\"}]}},"
    "\"nodes\": [" INPUT ("[8, 8, 8]") ", {\"id\": \"units\", \"block\": \"unit\", \"repeat\": 5}" FC LOSS "]");
  g_autoptr(ConvoReport) report = convo_report_new (graph), after = NULL;
  g_autoptr(GPtrArray) all = convo_advise (report);
  const ConvoAdvice *advice = all->pdata[0];

  g_assert_cmpuint (all->len, ==, 1);
  g_assert_cmpint (advice->kind, ==, CONVO_ADVICE_LOST_BIAS);
  after = convo_report_new (((ConvoCure *) advice->cures->pdata[0])->graph);
  g_assert_cmpint (convo_report_totals (after)->parameters, ==, convo_report_totals (report)->parameters - 5 * 8);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  convo_layers_register ();
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/analysis/advice/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/analysis/advice/stack", test_stack);
  g_test_add_func ("/analysis/advice/deep", test_deep);
  g_test_add_func ("/analysis/advice/repeated", test_repeated);
  return g_test_run ();
}
