/* Cures: each one offered removes its problem, and makes no other; the ones that a person expects are there. */
#include "cures.h"
#include "layers.h"
#include "sketch.h"
#include "suggest.h"

#define INPUT "{\"id\": \"input\", \"kind\": \"input\", \"shape\": [16, 28, 28]}"
#define CONV(id, from, channels, more) "{\"id\": \"" id "\", \"kind\": \"conv\", \"from\": [\"" from "\"], \"channels\": " channels more "}"
#define SAME ", \"kernel\": 3, \"padding\": 1"

typedef struct
{
  const char *name, *nodes, *path, *labels;   /* of the cures, joined by " | " */
} Case;

static const Case cases[] = {
  { "projection", INPUT "," CONV ("a", "input", "32", SAME ", \"stride\": 2") "," CONV ("b", "a", "32", SAME) ","
    "{\"id\": \"sum\", \"kind\": \"add\", \"from\": [\"b\", \"input\"]}", "sum",
    "1×1 convolution, 32 channels, stride 2, on input 2 | "
    "Subsample input 2 and fill it with channels of zeros, no parameters" },
  { "channels", INPUT "," CONV ("a", "input", "24", SAME) ",{\"id\": \"sum\", \"kind\": \"add\", \"from\": [\"a\", \"input\"]}",
    "sum", "1×1 convolution, 24 channels, on input 2 | Fill input 2 with channels of zeros, no parameters | "
    "a, Channels: 24 → 16 | 1×1 convolution, 16 channels, on input 1" },
  { "stride", INPUT "," CONV ("a", "input", "16", SAME ", \"stride\": 2") ",{\"id\": \"sum\", \"kind\": \"add\", \"from\": "
    "[\"input\", \"a\"]}", "sum", "1×1 convolution, 16 channels, stride 2, on input 1 | Subsample input 1, no parameters | "
    "a, Stride: 2 → 1 | Max pooling by 2 on input 1" },
  { "concat", INPUT "," CONV ("a", "input", "32", ", \"kernel\": 2") ",{\"id\": \"join\", \"kind\": \"concatenate\", \"from\": "
    "[\"input\", \"a\"]}", "join", "Cut 1×1 off input 1 at its far edges | Pad input 2 by 1×1 at its far edges" },
  { "kernel", INPUT "," CONV ("a", "input", "32", ", \"kernel\": 31"), "a", "Kernel: 31 → 28 | Padding: 0 → 2" },
  { "groups", INPUT "," CONV ("a", "input", "24", ", \"kernel\": 3, \"groups\": 5"), "a", "Groups: 5 → 4" },
  { "width", INPUT "," CONV ("a", "input", "30", ", \"kernel\": 3, \"groups\": 4"), "a", "Groups: 4 → 2 | Channels: 30 → 28" },
  { "dilation", INPUT "," CONV ("a", "input", "24", ", \"kernel\": 3, \"dilation\": 14"), "a",
    "Kernel: 3 → 2 | Padding: 0 → 1 | Dilation: 14 → 13" },
  { "axes", INPUT "," CONV ("a", "input", "24", ", \"kernel\": [3, 3, 3]"), "a", "Kernel: 3×3×3 → 3" },
  { "range", INPUT "," CONV ("a", "input", "24", ", \"stride\": 0"), "a", "Stride: 0 → 1" },
  { "free", INPUT "," CONV ("a", "input", "16", SAME) "," CONV ("b", "input", "16", SAME) ","
    "{\"id\": \"sum\", \"kind\": \"add\", \"from\": [\"a\"]}", "sum", "Connect b to it" },
  { "flat", INPUT ",{\"id\": \"flat\", \"kind\": \"flatten\"}," CONV ("a", "flat", "8", ""), "a", "Remove flat" },
  { "pooling", INPUT ",{\"id\": \"pool\", \"kind\": \"max-pool\", \"kernel\": 2, \"padding\": 2}", "pool",
    "Kernel: 2 → 4 | Padding: 2 → 1" },
  { "no loss", INPUT "," CONV ("a", "input", "8", "") ",{\"id\": \"flat\", \"kind\": \"flatten\"}", NULL,
    "Add a cross-entropy loss after flat" },
  { "no input", "{\"id\": \"fc\", \"kind\": \"linear\", \"from\": []},{\"id\": \"loss\", \"kind\": \"softmax-cross-entropy\"}", NULL,
    "Add an input before fc" },
  { "unread", INPUT "," CONV ("a", "input", "8", "") "," CONV ("b", "input", "8", "") ",{\"id\": \"flat\", \"kind\": \"flatten\"},"
    "{\"id\": \"loss\", \"kind\": \"softmax-cross-entropy\"}", "a", "Remove a" },
};

static const ConvoProblem *
problem_of (const ConvoReport *report, const char *path)
{
  GPtrArray *problems = convo_report_problems (report);

  for (guint i = 0; i < problems->len; i++)
    if (g_strcmp0 (((ConvoProblem *) problems->pdata[i])->path, path) == 0)
      return problems->pdata[i];
  g_error ("no problem of %s", path != NULL ? path : "the graph");
  return NULL;
}

/* Neither the same sentence at the same place, nor an error at a layer that had none or was not there */
static void
assert_cured (const ConvoReport *before, const ConvoProblem *problem, const ConvoCure *cure)
{
  g_autoptr(ConvoReport) after = convo_report_new (cure->graph);
  GPtrArray *problems = convo_report_problems (after);

  g_assert_true (cure->graph != convo_report_graph (before));
  for (guint i = 0; i < problems->len; i++)
    {
      const ConvoProblem *left = problems->pdata[i];
      const int index = left->path != NULL ? convo_net_find (convo_report_net (before), left->path) : -1;

      g_assert_false (g_strcmp0 (left->path, problem->path) == 0 && g_strcmp0 (left->message, problem->message) == 0);
      if (!left->warning)
        g_assert_true (index >= 0 && convo_report_node (before, index)->status != CONVO_STATUS_OK);
    }
  if (convo_report_totals (before)->complete && convo_report_totals (after)->complete)
    g_assert_cmpint (cure->parameters, ==, convo_report_totals (after)->parameters
                                           - convo_report_totals (before)->parameters);
}

static char *
labels_of (ConvoCures *cures)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < cures->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? " | " : "", ((ConvoCure *) cures->pdata[i])->label);
  return g_string_free (text, FALSE);
}

static void
test_case (gconstpointer data)
{
  const Case *self = data;
  g_autofree char *text = g_strdup_printf ("\"nodes\": [%s]", self->nodes);
  g_autoptr(ConvoGraph) graph = sketch (text);
  g_autoptr(ConvoReport) report = convo_report_new (graph);
  const ConvoProblem *problem = problem_of (report, self->path);
  g_autoptr(GPtrArray) cures = convo_cures_new (report, problem);
  g_autofree char *labels = labels_of (cures);

  g_test_message ("%s", problem->message);
  g_assert_cmpstr (labels, ==, self->labels);
  for (guint i = 0; i < cures->len; i++)
    {
      assert_cured (report, problem, cures->pdata[i]);
      if (strstr (((ConvoCure *) cures->pdata[i])->label, "no parameters") != NULL)
        g_assert_cmpint (((ConvoCure *) cures->pdata[i])->parameters, ==, 0);
      g_assert_cmpint (((ConvoCure *) cures->pdata[i])->recommended, ==, i == 0);
    }
}

/* A cure inside of a definition is an edit of the definition */
static void
test_nested (void)
{
  g_autoptr(ConvoGraph) graph = sketch (
    "\"definitions\": {\"unit\": {\"arguments\": {\"c\": 16}, \"nodes\": ["
    CONV ("conv", "@in", "\"=c\"", SAME ", \"stride\": 2") ","
    "{\"id\": \"sum\", \"kind\": \"add\", \"from\": [\"conv\", \"@in\"]}]}},"
    "\"nodes\": [" INPUT ", {\"id\": \"one\", \"block\": \"unit\", \"c\": 32}]");
  g_autoptr(ConvoReport) report = convo_report_new (graph);
  const ConvoProblem *problem = problem_of (report, "one.sum");
  g_autoptr(GPtrArray) cures = convo_cures_new (report, problem);

  g_assert_cmpuint (cures->len, >=, 2);
  for (guint i = 0; i < cures->len; i++)
    {
      const ConvoCure *cure = cures->pdata[i];

      assert_cured (report, problem, cure);
      g_assert_cmpint (convo_graph_n_nodes (cure->graph), ==, 2);
    }
}

static void
test_classes (void)
{
  g_autoptr(ConvoGraph) graph = sketch (
    "\"nodes\": [" INPUT ",{\"id\": \"fc\", \"kind\": \"linear\", \"features\": 100},{\"id\": \"drop\", \"kind\": \"dropout\"},"
    "{\"id\": \"loss\", \"kind\": \"softmax-cross-entropy\"}]");
  g_autoptr(ConvoReport) report = convo_report_new (graph), after = NULL;
  g_autoptr(GPtrArray) cures = convo_cures_classes (report, 10), none = convo_cures_classes (report, 100);

  g_assert_cmpuint (none->len, ==, 0);
  g_assert_cmpuint (cures->len, ==, 1);
  after = convo_report_new (((ConvoCure *) cures->pdata[0])->graph);
  g_assert_cmpint (convo_report_totals (after)->n_classes, ==, 10);
  g_assert_cmpint (((ConvoCure *) cures->pdata[0])->parameters, ==, (10 - 100) * (16 * 28 * 28 + 1));
}

/* What the data expect makes a problem of its own, which its cure removes; spare scores are advised on only */
static void
test_expected (void)
{
  g_autoptr(ConvoGraph) graph = sketch (
    "\"nodes\": [" INPUT ",{\"id\": \"fc\", \"kind\": \"linear\", \"features\": 5},"
    "{\"id\": \"loss\", \"kind\": \"softmax-cross-entropy\"}]");
  g_autoptr(ConvoReport) report = convo_report_new_for (graph, 10, "Data"), plain = convo_report_new (graph), after = NULL, spare = NULL;
  const ConvoProblem *problem = problem_of (report, "fc");
  g_autoptr(GPtrArray) cures = convo_cures_new (report, problem), advice = NULL;
  const ConvoAdvice *said;

  g_assert_cmpuint (convo_report_problems (plain)->len, ==, 0);
  g_assert_cmpstr (problem->message, ==, "Data has 10 classes, but the loss gets 5 scores; training cannot start. Let this layer give 10.");
  g_assert_true (problem->warning && convo_report_totals (report)->complete);
  g_assert_cmpuint (cures->len, ==, 1);
  after = convo_report_new_for (((ConvoCure *) cures->pdata[0])->graph, 10, "Data");
  g_assert_cmpuint (convo_report_problems (after)->len, ==, 0);
  g_assert_cmpint (convo_report_totals (after)->n_classes, ==, 10);

  spare = convo_report_new_for (graph, 3, "Data");
  g_assert_cmpuint (convo_report_problems (spare)->len, ==, 0);
  advice = convo_advise (spare);
  said = advice->pdata[0];
  g_assert_cmpint (said->kind, ==, CONVO_ADVICE_SPARE_SCORES);
  g_assert_cmpstr (said->path, ==, "fc");
  g_assert_cmpuint (said->cures->len, ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  convo_layers_register ();
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/analysis/cures/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/analysis/cures/nested", test_nested);
  g_test_add_func ("/analysis/cures/classes", test_classes);
  g_test_add_func ("/analysis/cures/expected", test_expected);
  return g_test_run ();
}
