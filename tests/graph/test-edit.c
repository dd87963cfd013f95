/* Every edit of a graph, what it refuses with which sentence, and that nothing else changes. */
#include "sketch.h"

#include <string.h>

#define LENET \
  "\"nodes\": [{\"id\": \"input\", \"kind\": \"input\", \"shape\": [1, 28, 28]}," \
  "{\"id\": \"conv1\", \"kind\": \"conv\", \"channels\": 6, \"kernel\": 5}," \
  "{\"id\": \"relu1\", \"kind\": \"relu\"}, {\"id\": \"pool1\", \"kind\": \"max-pool\"}," \
  "{\"id\": \"fc1\", \"kind\": \"linear\"}, {\"id\": \"loss\", \"kind\": \"softmax-cross-entropy\"}]"

static void
check_wires (const ConvoGraph *graph, const char *expected)
{
  g_autoptr(GString) text = g_string_new (NULL);

  for (int i = 0; i < convo_graph_n_nodes (graph); i++)
    {
      const ConvoNode *node = convo_graph_node (graph, i);

      g_string_append_printf (text, "%s%s(", i > 0 ? " " : "", convo_node_id (node));
      for (int port = 0; port < convo_node_n_inputs (node); port++)
        g_string_append_printf (text, "%s%s", port > 0 ? "," : "",
                                convo_node_input (node, port) != NULL ? convo_node_input (node, port) : "-");
      g_string_append_c (text, ')');
    }
  g_assert_cmpstr (text->str, ==, expected);
}

static void
test_add (void)
{
  g_autoptr(ConvoGraph) empty = convo_graph_new ("new"), one = NULL, two = NULL, three = NULL;
  g_autofree char *a = NULL, *b = NULL, *c = NULL;
  g_autoptr(GError) error = NULL;
  double x, y;

  one = convo_graph_add (empty, "input", 12, 24, &a, &error);
  two = convo_graph_add (one, "conv", 0, 0, &b, &error);
  three = convo_graph_add (two, "input", 0, 0, &c, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (a, ==, "input");
  g_assert_cmpstr (b, ==, "conv1");
  g_assert_cmpstr (c, ==, "input2");
  g_assert_cmpint (convo_graph_n_nodes (empty), ==, 0);
  g_assert_true (convo_graph_find (three, "input") == convo_graph_find (one, "input"));   /* shared */
  g_assert_true (convo_node_placed (convo_graph_find (three, "input"), &x, &y));
  g_assert_cmpfloat (x, ==, 12);
  g_assert_cmpfloat (y, ==, 24);
  g_assert_null (convo_graph_add (one, "convolutoin", 0, 0, NULL, &error));
  assert_says (&error, CONVO_ERROR_NAME, "no kind of layer “convolutoin”");
}

static void
test_connect (void)
{
  g_autoptr(ConvoGraph) graph = sketch (LENET), with = NULL, wired = NULL, both = NULL, less = NULL;
  g_autoptr(GError) error = NULL;

  check_wires (graph, "input() conv1(input) relu1(conv1) pool1(relu1) fc1(pool1) loss(fc1)");
  with = convo_graph_add (graph, "add", 0, 0, NULL, NULL);
  wired = convo_graph_connect (with, "relu1", "add1", -1, &error);
  both = convo_graph_connect (wired, "conv1", "add1", -1, &error);
  g_assert_no_error (error);
  check_wires (both, "input() conv1(input) relu1(conv1) pool1(relu1) fc1(pool1) loss(fc1) add1(relu1,conv1)");
  g_clear_pointer (&wired, convo_graph_unref);
  wired = convo_graph_connect (both, "add1", "pool1", 0, &error);
  check_wires (wired, "input() conv1(input) relu1(conv1) add1(relu1,conv1) pool1(add1) fc1(pool1) loss(fc1)");
  g_clear_pointer (&both, convo_graph_unref);
  both = convo_graph_connect (wired, "input", "add1", 2, &error);
  check_wires (both, "input() conv1(input) relu1(conv1) add1(relu1,conv1,input) pool1(add1) fc1(pool1) loss(fc1)");
  less = convo_graph_disconnect (both, "add1", 0, &error);   /* a merge closes up */
  check_wires (less, "input() conv1(input) relu1(conv1) add1(conv1,input) pool1(add1) fc1(pool1) loss(fc1)");
  g_clear_pointer (&both, convo_graph_unref);
  both = convo_graph_disconnect (less, "add1", 0, &error);   /* but keeps the ports it needs */
  check_wires (both, "input() conv1(input) relu1(conv1) add1(-,input) pool1(add1) fc1(pool1) loss(fc1)");
  g_assert_no_error (error);
}

static void
test_connect_refused (void)
{
  g_autoptr(ConvoGraph) graph = sketch (LENET);
  g_autoptr(GError) error = NULL;
  static const struct { const char *from, *to; int port, code; const char *says; } table[] = {
    { "relu1", "conv1", 0, CONVO_ERROR_WIRING, "relu1 depends on conv1, so this wire would close a cycle" },
    { "conv1", "conv1", 0, CONVO_ERROR_WIRING, "cannot be its own input" },
    { "conv1", "input", 0, CONVO_ERROR_WIRING, "input takes no input" },
    { "loss", "relu1", 0, CONVO_ERROR_WIRING, "loss is a loss" },
    { "nobody", "relu1", 0, CONVO_ERROR_NAME, "no node “nobody”" },
    { "conv1", "nobody", 0, CONVO_ERROR_NAME, "no node “nobody”" },
    { "conv1", "pool1", 1, CONVO_ERROR_WIRING, "there is no input 2" },
    { "conv1:2", "pool1", 0, CONVO_ERROR_WIRING, "has only 1 outputs" },
    { "con v1", "pool1", 0, CONVO_ERROR_NAME, "no node “con v1”" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_assert_null (convo_graph_connect (graph, table[i].from, table[i].to, table[i].port, &error));
      assert_says (&error, table[i].code, table[i].says);
    }
  g_assert_false (convo_graph_can_connect (graph, "fc1", "conv1", &error));
  assert_says (&error, CONVO_ERROR_WIRING, "close a cycle");
  g_assert_true (convo_graph_can_connect (graph, "input", "fc1", NULL));
  g_assert_null (convo_graph_disconnect (graph, "conv1", 3, &error));
  assert_says (&error, CONVO_ERROR_WIRING, "No wire leads to input 4 of conv1");
}

static void
test_insert (void)
{
  g_autoptr(ConvoGraph) graph = sketch (LENET), with = NULL, in = NULL, moved = NULL;
  g_autoptr(GError) error = NULL;

  with = convo_graph_add (graph, "batch-norm", 0, 0, NULL, NULL);
  in = convo_graph_insert (with, "bn1", "relu1", 0, &error);
  g_assert_no_error (error);
  check_wires (in, "input() conv1(input) bn1(conv1) relu1(bn1) pool1(relu1) fc1(pool1) loss(fc1)");
  moved = convo_graph_insert (in, "bn1", "pool1", 0, &error);   /* taken out of its chain first */
  check_wires (moved, "input() conv1(input) relu1(conv1) bn1(relu1) pool1(bn1) fc1(pool1) loss(fc1)");
  g_assert_null (convo_graph_insert (in, "bn1", "relu1", 0, &error));
  assert_says (&error, CONVO_ERROR_WIRING, "leads to or from bn1 itself");
  g_assert_null (convo_graph_insert (with, "bn1", "bn1", 0, &error));
  assert_says (&error, CONVO_ERROR_WIRING, "No wire leads");
  g_assert_null (convo_graph_insert (in, "input", "relu1", 0, &error));
  assert_says (&error, CONVO_ERROR_WIRING, "takes no input");
  g_assert_null (convo_graph_insert (graph, "loss", "relu1", 0, &error));
  g_clear_error (&error);
}

static void
test_remove (void)
{
  g_autoptr(ConvoGraph) graph = sketch (LENET), joined = NULL, apart = NULL, several = NULL;
  g_autoptr(GError) error = NULL;

  joined = convo_graph_remove (graph, (const char *const[]) { "relu1", NULL }, TRUE, &error);
  check_wires (joined, "input() conv1(input) pool1(conv1) fc1(pool1) loss(fc1)");
  apart = convo_graph_remove (graph, (const char *const[]) { "relu1", NULL }, FALSE, &error);
  check_wires (apart, "input() conv1(input) pool1() fc1(pool1) loss(fc1)");
  several = convo_graph_remove (graph, (const char *const[]) { "pool1", "conv1", "relu1", NULL }, TRUE, &error);
  check_wires (several, "input() fc1(input) loss(fc1)");
  g_assert_no_error (error);
  g_assert_null (convo_graph_remove (graph, (const char *const[]) { "conv1", "nobody", NULL }, TRUE, &error));
  assert_says (&error, CONVO_ERROR_NAME, "no node “nobody”");
  check_wires (graph, "input() conv1(input) relu1(conv1) pool1(relu1) fc1(pool1) loss(fc1)");
}

static ConvoGraph *
set (const ConvoGraph *graph, const char *id, const char *key, const char *value, GError **error)
{
  g_autoptr(JsonNode) node = value != NULL ? json (value) : NULL;

  return convo_graph_set_property (graph, id, key, node, error);
}

static void
test_property (void)
{
  g_autoptr(ConvoGraph) graph = sketch (LENET), eight = NULL, back = NULL, same = NULL, axes = NULL;
  g_autoptr(GError) error = NULL;
  static const struct { const char *id, *key, *value; int code; const char *says; } table[] = {
    { "conv1", "kernel", "\"big\"", CONVO_ERROR_PROPERTY, "must be a whole number" },
    { "conv1", "kernel", "2.5", CONVO_ERROR_PROPERTY, "must be a whole number" },
    { "conv1", "kernel", "0", CONVO_ERROR_PROPERTY, "must be between 1 and" },
    { "conv1", "kernel", "[3, -1]", CONVO_ERROR_PROPERTY, "must be between 1 and" },
    { "conv1", "kernel", "[1, 2, 3, 4]", CONVO_ERROR_PROPERTY, "it takes 1 to 3" },
    { "conv1", "kernel", "[]", CONVO_ERROR_PROPERTY, "it takes 1 to 3" },
    { "conv1", "bias", "1", CONVO_ERROR_PROPERTY, "must be true or false" },
    { "conv1", "kernel", "\"=k\"", CONVO_ERROR_PROPERTY, "no argument “k”" },
    { "conv1", "colour", "1", CONVO_ERROR_NAME, "has no property “colour”" },
    { "conv1", "repeat", "2", CONVO_ERROR_PROPERTY, "belongs to blocks" },
    { "conv1", "weight", "2", CONVO_ERROR_PROPERTY, "belongs to losses" },
    { "nobody", "kernel", "2", CONVO_ERROR_NAME, "no node “nobody”" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_assert_null (set (graph, table[i].id, table[i].key, table[i].value, &error));
      assert_says (&error, table[i].code, table[i].says);
    }
  eight = set (graph, "conv1", "channels", "8", &error);
  g_assert_no_error (error);
  g_assert_cmpint (json_node_get_int (convo_node_get (convo_graph_find (eight, "conv1"), "channels")), ==, 8);
  g_assert_cmpint (json_node_get_int (convo_node_get (convo_graph_find (graph, "conv1"), "channels")), ==, 6);
  g_assert_true (convo_graph_find (eight, "pool1") == convo_graph_find (graph, "pool1"));
  back = set (eight, "conv1", "channels", "6", &error);
  g_assert_true (convo_graph_same_structure (graph, back));
  g_assert_false (convo_graph_same_structure (graph, eight));
  same = set (graph, "conv1", "kernel", "5", &error);
  g_assert_true (same == graph);
  g_clear_pointer (&same, convo_graph_unref);
  same = set (graph, "conv1", "bias", "true", &error);   /* defaults are not stored */
  g_assert_null (convo_node_get (convo_graph_find (same, "conv1"), "bias"));
  g_assert_true (convo_graph_same_structure (graph, same));
  axes = set (graph, "conv1", "kernel", "[3, 1]", &error);
  g_clear_pointer (&back, convo_graph_unref);
  back = set (axes, "conv1", "kernel", NULL, &error);
  g_assert_null (convo_node_get (convo_graph_find (back, "conv1"), "kernel"));
  g_assert_no_error (error);
}

static void
test_rename (void)
{
  g_autoptr(ConvoGraph) graph = sketch (LENET), renamed = NULL;
  g_autofree char *name = g_strnfill (256, 'x');
  g_autoptr(GError) error = NULL;

  renamed = convo_graph_rename (graph, "relu1", "gate", &error);
  check_wires (renamed, "input() conv1(input) gate(conv1) pool1(gate) fc1(pool1) loss(fc1)");
  g_assert_null (convo_graph_rename (graph, "relu1", "conv1", &error));
  assert_says (&error, CONVO_ERROR_NAME, "a node “conv1” already");
  g_assert_null (convo_graph_rename (graph, "relu1", "a.b", &error));
  assert_says (&error, CONVO_ERROR_NAME, "cannot be a name");
  g_assert_null (convo_graph_rename (graph, "relu1", "", &error));
  assert_says (&error, CONVO_ERROR_NAME, "cannot be a name");
  g_assert_null (convo_graph_rename (graph, "relu1", name, &error));
  assert_says (&error, CONVO_ERROR_LIMIT, "the limit is 255");
}

/* A default that the document gives and one that it leaves out mean the same. */
static void
test_same (void)
{
  g_autoptr(ConvoGraph) said = sketch ("\"nodes\": [{\"id\": \"c\", \"kind\": \"conv\", \"stride\": 1}]");
  g_autoptr(ConvoGraph) left = sketch ("\"nodes\": [{\"id\": \"c\", \"kind\": \"conv\"}]");
  g_autoptr(ConvoGraph) other = sketch ("\"nodes\": [{\"id\": \"c\", \"kind\": \"conv\", \"stride\": 2}]");

  g_assert_true (convo_graph_same_structure (said, left) && convo_graph_same_structure (left, said));
  g_assert_false (convo_graph_same_structure (said, other) || convo_graph_same_structure (other, left));
}

static void
test_settings (void)
{
  g_autoptr(ConvoGraph) graph = sketch (LENET), moved = NULL, again = NULL, named = NULL, rate = NULL, none = NULL;
  g_autoptr(JsonNode) value = json ("0.05");

  moved = convo_graph_move (graph, "conv1", 6, 12);
  again = convo_graph_move (moved, "conv1", 6, 12);
  g_assert_true (moved == again && moved != graph);
  g_assert_true (convo_graph_same_structure (graph, moved));
  named = convo_graph_set_name (moved, "Mine");
  g_assert_cmpstr (convo_graph_name (named), ==, "Mine");
  g_assert_cmpstr (convo_graph_name (graph), ==, "test");
  rate = convo_graph_set_training (named, "learning-rate", value);
  g_assert_cmpfloat (json_object_get_double_member (json_node_get_object (convo_graph_training (rate)), "learning-rate"),
                     ==, 0.05);
  none = convo_graph_set_training (rate, "learning-rate", NULL);
  g_assert_cmpint (json_object_get_size (json_node_get_object (convo_graph_training (none))), ==, 0);
}

static ConvoGraph *
random_edit (const ConvoGraph *graph)
{
  static const char *const types[] = { "conv", "relu", "add", "max-pool", "linear", "concatenate" };
  int n = convo_graph_n_nodes (graph);
  const char *a = convo_node_id (convo_graph_node (graph, g_test_rand_int_range (0, n)));
  const char *b = convo_node_id (convo_graph_node (graph, g_test_rand_int_range (0, n)));
  int port = g_test_rand_int_range (-1, 3);
  g_autofree char *name = g_strdup_printf ("n%d", g_test_rand_int_range (0, 60));
  g_autoptr(JsonNode) value = json_node_init_int (json_node_alloc (), g_test_rand_int_range (-1, 6));

  switch (g_test_rand_int_range (0, 9))
    {
    case 0:
    case 1: return convo_graph_add (graph, types[g_test_rand_int_range (0, G_N_ELEMENTS (types))], 0, 0, NULL, NULL);
    case 2:
    case 3: return convo_graph_connect (graph, a, b, port, NULL);
    case 4: return n > 4 ? convo_graph_remove (graph, (const char *const[]) { a, NULL }, port > 0, NULL) : NULL;
    case 5: return convo_graph_insert (graph, a, b, MAX (port, 0), NULL);
    case 6: return convo_graph_set_property (graph, a, "kernel", value, NULL);
    case 7: return convo_graph_rename (graph, a, name, NULL);
    default: return convo_graph_disconnect (graph, a, MAX (port, 0), NULL);
    }
}

/* Whatever is edited: sources stand before readers, wires lead to nodes, the text can be read back, old graphs stay. */
static void
test_random_edits (void)
{
  g_autoptr(GPtrArray) history = g_ptr_array_new_with_free_func ((GDestroyNotify) convo_graph_unref);
  g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  ConvoGraph *graph = sketch (LENET);

  for (int i = 0; i < 1500 && graph != NULL; i++)
    {
      ConvoGraph *next;

      g_ptr_array_add (history, graph);
      g_ptr_array_add (texts, convo_graph_to_text (graph));
      do
        next = random_edit (graph);
      while (next == NULL);
      for (int k = 0; k < convo_graph_n_nodes (next); k++)
        for (int port = 0; port < convo_node_n_inputs (convo_graph_node (next, k)); port++)
          if (convo_node_input (convo_graph_node (next, k), port) != NULL)
            {
              int source = convo_graph_index (next, convo_node_input (convo_graph_node (next, k), port));

              g_assert_cmpint (source, >=, 0);
              g_assert_cmpint (source, <, k);
            }
      graph = next;
    }
  convo_graph_unref (graph);
  for (guint i = 0; i < history->len; i++)
    {
      g_autofree char *text = convo_graph_to_text (history->pdata[i]);
      g_autoptr(GError) error = NULL;
      g_autoptr(ConvoGraph) read = convo_graph_parse (text, -1, &error);

      g_assert_cmpstr (text, ==, texts->pdata[i]);
      g_assert_no_error (error);
      g_assert_true (convo_graph_same_structure (read, history->pdata[i]));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  convo_layers_register ();
  g_test_add_func ("/graph/edit/add", test_add);
  g_test_add_func ("/graph/edit/connect", test_connect);
  g_test_add_func ("/graph/edit/connect-refused", test_connect_refused);
  g_test_add_func ("/graph/edit/insert", test_insert);
  g_test_add_func ("/graph/edit/remove", test_remove);
  g_test_add_func ("/graph/edit/property", test_property);
  g_test_add_func ("/graph/edit/rename", test_rename);
  g_test_add_func ("/graph/edit/same", test_same);
  g_test_add_func ("/graph/edit/settings", test_settings);
  g_test_add_func ("/graph/edit/random", test_random_edits);
  return g_test_run ();
}
