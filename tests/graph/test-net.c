/* Expansion: nesting, repeats, conditions, expressions, and everything that must not hang or be repaired silently. */
#include "sketch.h"
#include "net.h"
#include "../work.h"

#include <string.h>

#define INPUT "{\"id\": \"input\", \"kind\": \"input\", \"shape\": [3, 32, 32]}"
#define RESIDUAL \
  "\"residual\": {\"arguments\": {\"channels\": 16, \"project\": 0}, \"nodes\": [" \
  "{\"id\": \"conv\", \"kind\": \"conv\", \"channels\": \"=channels\", \"padding\": 1}," \
  "{\"id\": \"short\", \"kind\": \"conv\", \"channels\": \"=channels\", \"kernel\": 1, \"from\": [\"@in\"], \"if\": \"=project\"}," \
  "{\"id\": \"bn\", \"kind\": \"batch-norm\", \"if\": \"=project\"}," \
  "{\"id\": \"add\", \"kind\": \"add\", \"from\": [\"conv\", \"bn\"]}]}"

static void
check_net (const ConvoNet *net, const char *expected)
{
  g_autoptr(GString) text = g_string_new (NULL);

  for (int i = 0; i < convo_net_n_nodes (net); i++)
    {
      const ConvoNetNode *node = convo_net_node (net, i);

      g_string_append_printf (text, "%s%s(", i > 0 ? " " : "", node->path);
      for (int port = 0; port < node->n_inputs; port++)
        g_string_append_printf (text, "%s%s", port > 0 ? "," : "",
                                node->inputs[port] >= 0 ? convo_net_node (net, node->inputs[port])->path : "-");
      g_string_append_c (text, ')');
      g_assert_cmpint (convo_net_find (net, node->path), ==, i);
    }
  g_assert_cmpstr (text->str, ==, expected);
}

static const ConvoProblem *
only_problem (const ConvoNet *net, const char *path, const char *says)
{
  const ConvoProblem *problem;

  g_assert_cmpint (convo_net_problems (net)->len, ==, 1);
  problem = convo_net_problems (net)->pdata[0];
  g_assert_cmpstr (problem->path, ==, path);
  if (strstr (problem->message, says) == NULL)
    g_error ("“%s” does not say “%s”", problem->message, says);
  return problem;
}

static void
test_blocks (void)
{
  g_autoptr(ConvoGraph) graph = sketch ("\"definitions\": {" RESIDUAL "}, \"nodes\": [" INPUT ","
    "{\"id\": \"a\", \"block\": \"residual\"},"
    "{\"id\": \"b\", \"block\": \"residual\", \"repeat\": 2, \"channels\": 32, \"first\": {\"project\": 1},"
    " \"last\": {\"channels\": 48}},"
    "{\"id\": \"fc\", \"kind\": \"linear\"}]");
  g_autoptr(ConvoNet) net = convo_net_new (graph);
  const ConvoProp *channels = convo_kind_prop (convo_kind_find ("conv"), "channels");
  static const struct { const char *path; gint64 channels; } table[] = {
    { "a.conv", 16 }, { "b.0.conv", 32 }, { "b.0.short", 32 }, { "b.1.conv", 48 },
  };

  g_assert_cmpint (convo_net_problems (net)->len, ==, 0);
  check_net (net, "input() a.conv(input) a.add(a.conv,input) b.0.conv(a.add) b.0.short(a.add) b.0.bn(b.0.short) "
                  "b.0.add(b.0.conv,b.0.bn) b.1.conv(b.0.add) b.1.add(b.1.conv,b.0.add) fc(b.1.add)");
  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      const ConvoNetNode *node = convo_net_node (net, convo_net_find (net, table[i].path));

      g_assert_cmpint (*(gint64 *) ((char *) node->state + channels->offset), ==, table[i].channels);
    }
  g_assert_cmpint (convo_net_output_of (net, 2), ==, convo_net_find (net, "b.1.add"));
  g_assert_cmpint (convo_net_node (net, 3)->top, ==, 2);
}

static void
test_ports (void)
{
  g_autoptr(ConvoGraph) graph = sketch ("\"definitions\": {"
    "\"cross\": {\"arguments\": {}, \"outputs\": [\"l\", \"r\"], \"nodes\": ["
    "{\"id\": \"l\", \"kind\": \"relu\", \"from\": [\"@in2\"]}, {\"id\": \"r\", \"kind\": \"tanh\", \"from\": [\"@in\"]}]},"
    "\"outer\": {\"arguments\": {\"n\": 2}, \"nodes\": ["
    "{\"id\": \"x\", \"block\": \"cross\", \"repeat\": \"=n\", \"from\": [\"@in\", \"@in\"]},"
    "{\"id\": \"sum\", \"kind\": \"add\", \"from\": [\"x\", \"x:2\"]}]}}, \"nodes\": [" INPUT ","
    "{\"id\": \"o\", \"block\": \"outer\"}]");
  g_autoptr(ConvoNet) net = convo_net_new (graph);

  g_assert_cmpint (convo_net_problems (net)->len, ==, 0);
  check_net (net, "input() o.x.0.l(input) o.x.0.r(input) o.x.1.l(o.x.0.r) o.x.1.r(o.x.0.l) o.sum(o.x.1.l,o.x.1.r)");
  g_assert_cmpint (convo_net_output_at (net, "o.x.0:2"), ==, convo_net_find (net, "o.x.0.r"));
  g_assert_cmpint (convo_net_output_at (net, "o.x"), ==, convo_net_find (net, "o.x.1.l"));
  g_assert_cmpint (convo_net_output_at (net, "o.x:2"), ==, convo_net_find (net, "o.x.1.r"));
  g_assert_cmpint (convo_net_output_at (net, "o.x:3"), ==, -1);
}

static void
test_weights (void)
{
  g_autoptr(ConvoGraph) graph = sketch ("\"nodes\": [" INPUT ", {\"id\": \"fc\", \"kind\": \"linear\"},"
    "{\"id\": \"aux\", \"kind\": \"softmax-cross-entropy\", \"when\": \"training\", \"weight\": 0.3},"
    "{\"id\": \"loss\", \"kind\": \"softmax-cross-entropy\", \"from\": [\"fc\"]}]");
  g_autoptr(ConvoNet) net = convo_net_new (graph);

  g_assert_cmpfloat (convo_net_node (net, 2)->weight, ==, 0.3);
  g_assert_true (convo_net_node (net, 2)->training_only);
  g_assert_cmpfloat (convo_net_node (net, 3)->weight, ==, 1);
  g_assert_false (convo_net_node (net, 3)->training_only);
}

static void
test_unsorted (void)
{
  g_autoptr(ConvoGraph) graph = sketch ("\"nodes\": [{\"id\": \"fc\", \"kind\": \"linear\", \"from\": [\"relu\"]},"
    "{\"id\": \"relu\", \"kind\": \"relu\", \"from\": [\"input\"]}," INPUT "]");
  g_autoptr(ConvoNet) net = convo_net_new (graph);

  check_net (net, "input() relu(input) fc(relu)");
  g_assert_cmpint (convo_net_node (net, 0)->top, ==, 2);
}

static void
test_cycle (void)
{
  g_autoptr(ConvoGraph) graph = sketch ("\"nodes\": [" INPUT ", {\"id\": \"a\", \"kind\": \"add\", \"from\": [\"input\", \"b\"]},"
    "{\"id\": \"b\", \"kind\": \"relu\", \"from\": [\"a\"]}, {\"id\": \"c\", \"kind\": \"relu\"}]");
  g_autoptr(ConvoNet) net = convo_net_new (graph);

  g_assert_cmpint (convo_net_problems (net)->len, ==, 2);
  check_net (net, "input() c(-)");
  g_assert_true (convo_net_broken (net, 1));
  g_assert_cmpint (convo_net_output_of (net, 1), ==, -1);
}

static void
test_own_definition (void)
{
  g_autoptr(ConvoGraph) graph = sketch ("\"definitions\": {"
    "\"a\": {\"arguments\": {}, \"nodes\": [{\"id\": \"x\", \"block\": \"b\"}]},"
    "\"b\": {\"arguments\": {}, \"nodes\": [{\"id\": \"y\", \"block\": \"a\", \"if\": 0}]}},"
    "\"nodes\": [" INPUT ", {\"id\": \"o\", \"block\": \"a\"}, {\"id\": \"fc\", \"kind\": \"linear\"}]");
  g_autoptr(ConvoNet) net = convo_net_new (graph);

  g_assert_cmpint (only_problem (net, "o", "contain itself: a → b → a")->top, ==, 1);
  check_net (net, "input() fc(-)");
}

static void
test_too_many (void)
{
  g_autoptr(GString) text = g_string_new ("\"definitions\": {\"d0\": {\"arguments\": {}, \"nodes\": ["
                                          "{\"id\": \"relu\", \"kind\": \"relu\"}]}");
  g_autoptr(ConvoGraph) graph = NULL;
  g_autoptr(ConvoNet) net = NULL;
  gint64 start;

  for (int i = 1; i < 16; i++)
    g_string_append_printf (text, ", \"d%d\": {\"arguments\": {}, \"nodes\": [{\"id\": \"x\", \"block\": \"d%d\","
                            " \"repeat\": 1000000000}]}", i, i - 1);
  g_string_append (text, "}, \"nodes\": [" INPUT ", {\"id\": \"o\", \"block\": \"d15\", \"repeat\": 1000000000}]");
  graph = sketch (text->str);
  start = work_of_process ();
  net = convo_net_new (graph);
  g_assert_cmpint (work_of_process () - start, <, 100000);       /* walking them would take years */
  only_problem (net, "o", "more than 100000 layers");
  check_net (net, "input()");
}

/* Copies that hold nothing are counted too: 10^10 of them must not be walked. */
static void
test_many_empty (void)
{
  g_autoptr(ConvoGraph) graph = sketch ("\"definitions\": {"
    "\"none\": {\"arguments\": {}, \"nodes\": [{\"id\": \"relu\", \"kind\": \"relu\", \"if\": 0}]},"
    "\"many\": {\"arguments\": {}, \"nodes\": [{\"id\": \"x\", \"block\": \"none\", \"repeat\": \"=50000+50000\"}]}},"
    "\"nodes\": [" INPUT ", {\"id\": \"o\", \"block\": \"many\", \"repeat\": \"=10*10000\"}]");
  gint64 start = work_of_process ();
  g_autoptr(ConvoNet) net = convo_net_new (graph);

  g_assert_cmpint (work_of_process () - start, <, 2000000);
  only_problem (net, "o", "more than 100000 layers");
}

static void
test_depth (void)
{
  for (int depth = 16; depth <= 17; depth++)
    {
      g_autoptr(GString) text = g_string_new ("\"definitions\": {\"d0\": {\"arguments\": {}, \"nodes\": ["
                                              "{\"id\": \"relu\", \"kind\": \"relu\"}]}");
      g_autoptr(ConvoGraph) graph = NULL;
      g_autoptr(ConvoNet) net = NULL;

      for (int i = 1; i < depth; i++)
        g_string_append_printf (text, ", \"d%d\": {\"arguments\": {}, \"nodes\": [{\"id\": \"x\", \"block\": \"d%d\"}]}",
                                i, i - 1);
      g_string_append_printf (text, "}, \"nodes\": [" INPUT ", {\"id\": \"o\", \"block\": \"d%d\"}]", depth - 1);
      graph = sketch (text->str);
      net = convo_net_new (graph);
      if (depth == 16)
        g_assert_cmpint (convo_net_n_nodes (net), ==, 2);
      else
        only_problem (net, "o", "nested 17 deep here; the limit is 16");
    }
}

static void
test_arguments (void)
{
  static const struct { const char *instance, *path, *says; } table[] = {
    { "\"channels\": \"=1/z\"", "o.r", "division by zero" },
    { "\"project\": \"=9223372036854775807*(z+2)\"", "o.r", "64 bits" },
    { "\"repeat\": \"=z\"", "o.r", "must be between 1 and" },
    { "\"if\": \"=1%z\"", "o.r", "positive divisor" },
    { "\"repeat\": 2, \"last\": {\"channels\": \"=(7+z)/2\"}", "o.r", "cannot be divided" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autofree char *text = g_strdup_printf ("\"definitions\": {" RESIDUAL ", \"outer\": {\"arguments\":"
                                               " {\"z\": 0}, \"nodes\": [{\"id\": \"r\", \"block\": \"residual\", %s}]}},"
                                               " \"nodes\": [" INPUT ", {\"id\": \"o\", \"block\": \"outer\"}]",
                                               table[i].instance);
      g_autoptr(ConvoGraph) graph = sketch (text);
      g_autoptr(ConvoNet) net = convo_net_new (graph);

      only_problem (net, table[i].path, table[i].says);
    }
}

/* Copies that make no layer, and layers with many wires, cost time too: all together is bounded, and said */
static void
test_work (void)
{
  g_autoptr(GString) empty = g_string_new ("\"definitions\": {\"e\": {\"nodes\": []}, \"a\": {\"nodes\": [");
  g_autoptr(GString) wide = g_string_new ("\"definitions\": {\"w\": {\"nodes\": [{\"id\": \"r\", \"kind\": \"add\", \"from\": [");

  for (int i = 0; i < 400; i++)
    {
      g_string_append_printf (empty, "%s{\"id\": \"x%d\", \"block\": \"e\", \"repeat\": 90000}", i > 0 ? ", " : "", i);
      g_string_append (wide, i > 0 ? ", \"@in\"" : "\"@in\"");
    }
  g_string_append (empty, "]}}, \"nodes\": [" INPUT ", {\"id\": \"y\", \"block\": \"a\"}]");
  g_string_append (wide, "]}]}}, \"nodes\": [" INPUT ", {\"id\": \"y\", \"block\": \"w\", \"repeat\": 90000}]");
  for (int i = 0; i < 2; i++)
    {
      g_autoptr(ConvoGraph) graph = sketch (i == 0 ? empty->str : wide->str);
      g_autoptr(ConvoNet) net = convo_net_new (graph);

      only_problem (net, "y", "steps to unfold");
      g_assert_cmpint (convo_net_find (net, "y.7"), <, convo_net_n_nodes (net));
    }
}

static void
test_inner_expression (void)
{
  g_autoptr(ConvoGraph) graph = sketch ("\"definitions\": {\"half\": {\"arguments\": {\"c\": 7}, \"nodes\": ["
    "{\"id\": \"conv\", \"kind\": \"conv\", \"channels\": \"=c/2\"}, {\"id\": \"relu\", \"kind\": \"relu\"}]}},"
    "\"nodes\": [" INPUT ", {\"id\": \"o\", \"block\": \"half\"}, {\"id\": \"p\", \"block\": \"half\", \"c\": 8}]");
  g_autoptr(ConvoNet) net = convo_net_new (graph);

  only_problem (net, "o.conv", "7 cannot be divided by 2");
  check_net (net, "input() o.relu(-) p.conv(o.relu) p.relu(p.conv)");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  convo_layers_register ();
  g_test_add_func ("/graph/net/blocks", test_blocks);
  g_test_add_func ("/graph/net/ports", test_ports);
  g_test_add_func ("/graph/net/weights", test_weights);
  g_test_add_func ("/graph/net/unsorted", test_unsorted);
  g_test_add_func ("/graph/net/cycle", test_cycle);
  g_test_add_func ("/graph/net/own-definition", test_own_definition);
  g_test_add_func ("/graph/net/too-many", test_too_many);
  g_test_add_func ("/graph/net/many-empty", test_many_empty);
  g_test_add_func ("/graph/net/depth", test_depth);
  g_test_add_func ("/graph/net/arguments", test_arguments);
  g_test_add_func ("/graph/net/work", test_work);
  g_test_add_func ("/graph/net/inner-expression", test_inner_expression);
  return g_test_run ();
}
