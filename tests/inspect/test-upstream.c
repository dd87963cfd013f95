/* The page "Backward" of a layer of a network as a drawing: the network's own loss, who sends δ back, the finite difference of that
 * loss; every input of a layer with several; and a typed δ, whose loss is Σ δ·y. */
#include "convo-file.h"
#include "layers.h"
#include "numbers.h"
#include "random.h"
#include "view.h"

#include <math.h>
#include <string.h>

static const char text[] =
  "{'format': 'convo', 'version': 1, 'name': 'branches', 'nodes': ["
  "{'id': 'input', 'kind': 'input', 'shape': [2, 6, 6]},"
  "{'id': 'stem', 'kind': 'conv', 'channels': 3, 'kernel': 3, 'padding': 1},"
  "{'id': 'left', 'kind': 'conv', 'channels': 3, 'kernel': 3, 'padding': 1},"
  "{'id': 'right', 'kind': 'tanh', 'from': ['stem']},"
  "{'id': 'sum', 'kind': 'add', 'from': ['left', 'right']},"
  "{'id': 'both', 'kind': 'concatenate', 'from': ['sum', 'stem']},"
  "{'id': 'norm', 'kind': 'batch-norm'},"
  "{'id': 'fc', 'kind': 'linear', 'features': 4},"
  "{'id': 'loss', 'kind': 'softmax-cross-entropy'}]}";

typedef struct
{
  ConvoReport *report;
  ConvoNetTrace *pass;
} Net;

static void
net_init (Net *net)
{
  g_autofree char *json = g_strdelimit (g_strdup (text), "'", '"');
  g_autoptr(GError) error = NULL;
  g_autoptr(ConvoGraph) graph = convo_graph_parse (json, -1, &error);
  ConvoRandom random = convo_random_stream (5, 0, 0);
  ConvoWeights *weights;
  float picture[72];

  g_assert_no_error (error);
  net->report = convo_report_new (graph);
  g_assert_true (convo_report_check (net->report, &error));
  weights = convo_weights_new (net->report, &error);
  g_assert_no_error (error);
  convo_weights_init (weights, CONVO_INIT_KAIMING, 0, 3);
  for (gsize i = 0; i < G_N_ELEMENTS (picture); i++)
    picture[i] = convo_random_normal (&random);
  net->pass = convo_net_trace_new (net->report, weights, picture, 2, FALSE, NULL, &error);
  g_assert_no_error (error);
}

static void
net_clear (Net *net)
{
  convo_net_trace_unref (net->pass);
  convo_report_unref (net->report);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Net, net_clear)

/* All words of a drawing, a line each */
static char *
words_of (const ConvoView *view)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ConvoScene) scene = convo_view_draw (view, &error);
  g_autoptr(GString) words = g_string_new ("\n");

  g_assert_no_error (error);
  for (guint i = 0; i < scene->items->len; i++)
    {
      const ConvoItem *item = &g_array_index (scene->items, ConvoItem, i);

      g_assert_cmpfloat (item->y, <=, scene->height);
      if (item->words != NULL)
        g_string_append_printf (words, "%s\n", item->words);
    }
  return g_strdup (words->str);
}

static void
assert_says (const char *words, const char *part)
{
  if (strstr (words, part) == NULL)
    g_error ("“%s” is missing in:%s", part, words);
}

static int
count (const char *words, const char *part)
{
  int n = 0;

  for (const char *at = words; (at = strstr (at, part)) != NULL; at += strlen (part))
    n++;
  return n;
}

static ConvoTrace *
layer (Net *net, const char *path, ConvoView *view)
{
  const int node = convo_net_find (convo_report_net (net->report), path);
  g_autoptr(GError) error = NULL;
  ConvoTrace *trace = convo_net_trace_layer (net->pass, node, &error);

  g_assert_no_error (error);
  *view = (ConvoView) { .page = CONVO_PAGE_BACKWARD, .trace = trace, .w = -1, .x = 3, .from = { .pass = net->pass, .node = node } };
  return trace;
}

/* δ of the stem is what three readers send back, and nudging its weight moves the network's loss */
static void
test_loss (void)
{
  g_auto(Net) net = { 0 };
  g_autoptr(ConvoTrace) trace = NULL;
  g_autoptr(GPtrArray) branches = NULL;
  g_autofree char *words = NULL, *loss = NULL, *slope = NULL;
  ConvoView view;
  ConvoNudge nudge = { .is_param = TRUE, .index = 7 };
  g_autoptr(ConvoSum) sum = NULL;
  ConvoProof proof;

  net_init (&net);
  trace = layer (&net, "stem", &view);
  branches = convo_net_trace_branches (net.pass, view.from.node, NULL);
  g_assert_cmpuint (branches->len, ==, 3);
  view.from.branches = branches;
  view.from.label_name = "coat";
  view.w = 7;
  view.y = 9;
  words = words_of (&view);
  loss = convo_number_real (convo_net_trace_loss (net.pass), 4);
  assert_says (words, loss);
  assert_says (words, "“coat”");
  g_assert_null (strstr (words, "Σ δ·y"));
  for (guint i = 0; i < branches->len; i++)
    {
      const ConvoBranch *branch = branches->pdata[i];
      g_autofree char *name = g_strdup_printf ("[%s]", branch->path), *part = convo_trace_number (branch->delta[9]);

      assert_says (words, name);
      assert_says (words, part);
    }
  g_assert_cmpint (count (words, "✓"), ==, 2);
  nudge.node = view.from.node;
  sum = convo_trace_weight_gradient (trace, 0, 7);
  convo_nudge_set (&nudge, sum);
  g_assert_true (convo_net_trace_prove (net.pass, &nudge, NULL, &proof, NULL));
  slope = convo_gradient_text (proof.slope);
  assert_says (words, slope);
}

/* Without the pass it is a typed δ, whatever stands in it */
static void
test_typed (void)
{
  g_auto(Net) net = { 0 };
  g_autoptr(ConvoTrace) trace = NULL;
  g_autofree char *words = NULL;
  ConvoView view;

  net_init (&net);
  trace = layer (&net, "left", &view);
  view.w = 0;
  view.from = (ConvoUpstream) { 0 };
  words = words_of (&view);
  assert_says (words, "L = Σ δ·y =");
  g_assert_cmpint (count (words, "✓"), ==, 2);
}

/* Each input of a sum and of a concatenation has its own gradient; batch normalisation shows that of a scale too */
static void
test_inputs (void)
{
  static const char *const paths[] = { "sum", "both" };
  g_auto(Net) net = { 0 };

  net_init (&net);
  for (gsize p = 0; p < G_N_ELEMENTS (paths); p++)
    for (int input = 0; input < 2; input++)
      {
        ConvoView view;
        g_autoptr(ConvoTrace) trace = layer (&net, paths[p], &view);
        g_autofree char *words = NULL, *gradient = convo_gradient_text (trace->dx[input][40]), *description = NULL;
        g_autoptr(ConvoScene) scene = NULL;

        view.input = input;
        view.x = 40;
        words = words_of (&view);
        assert_says (words, gradient);
        g_assert_cmpint (count (words, "✓"), ==, 1);
        scene = convo_view_draw (&view, NULL);
        description = convo_trace_say_input_gradient (trace, input, 40);
        g_assert_cmpstr (scene->description, ==, description);
      }
  {
    ConvoView view;
    g_autoptr(ConvoTrace) trace = layer (&net, "norm", &view);
    g_autofree char *words = NULL, *gradient = convo_gradient_text (trace->grad[0][4]);

    view.w = 4;
    words = words_of (&view);
    assert_says (words, "∂L/∂γ[5]");
    assert_says (words, gradient);
    g_assert_cmpint (count (words, "✓"), ==, 2);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  convo_layers_register ();
  g_test_add_func ("/upstream/loss", test_loss);
  g_test_add_func ("/upstream/typed", test_typed);
  g_test_add_func ("/upstream/inputs", test_inputs);
  return g_test_run ();
}
