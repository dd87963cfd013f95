/* What copies of a block have in common is computed once. After any edit every layer, number, problem and advice must be what
 * it is when each copy is expanded and examined for itself. */
#include "compose.h"
#include "report-private.h"
#include "registry.h"
#include "sketch.h"
#include "suggest.h"

#include <string.h>

static void
same_layer (const ConvoReport *a, const ConvoReport *b, int index)
{
  const ConvoNetNode *first = convo_net_node (a->net, index), *second = convo_net_node (b->net, index);

  g_assert_cmpstr (first->path, ==, second->path);
  g_assert_true (first->kind == second->kind);
  g_assert_cmpmem (first->state, first->kind->state_size, second->state, second->kind->state_size);
  g_assert_cmpmem (first->inputs, sizeof (int) * first->n_inputs, second->inputs, sizeof (int) * second->n_inputs);
  g_assert_cmpint (first->top, ==, second->top);
  g_assert_true (first->weight == second->weight);
  g_assert_cmpint (first->training_only, ==, second->training_only);
  g_assert_cmpint (convo_net_broken (a->net, index), ==, convo_net_broken (b->net, index));
  g_assert_cmpint (convo_net_find (a->net, first->path), ==, index);
  g_assert_cmpint (second->like, ==, index);   /* or the other one was no slow way */
}

static void
same_numbers (const ConvoNodeReport *a, const ConvoNodeReport *b)
{
  g_assert_cmpint (a->status, ==, b->status);
  g_assert_cmpint (a->out.rank, ==, b->out.rank);
  g_assert_cmpmem (a->out.dim, sizeof (gint64) * a->out.rank, b->out.dim, sizeof (gint64) * b->out.rank);
  g_assert_cmpint (a->parameters, ==, b->parameters);
  g_assert_cmpint (a->statistics, ==, b->statistics);
  g_assert_cmpint (a->macs, ==, b->macs);
  g_assert_cmpint (a->activation_bytes, ==, b->activation_bytes);
  g_assert_cmpint (a->has_field, ==, b->has_field);
  g_assert_cmpmem (a->field, sizeof a->field, b->field, sizeof b->field);
  g_assert_cmpmem (a->jump, sizeof a->jump, b->jump, sizeof b->jump);
}

/* Each block that a layer is in: "stage1", "stage1.7", and the second output of it */
static void
same_blocks (const ConvoReport *a, const ConvoReport *b, const char *path)
{
  g_autofree char *level = convo_path_level (path);

  while (*level != '\0')
    {
      g_autofree char *second = g_strconcat (level, ":2", NULL);
      char *dot = strrchr (level, '.');

      g_assert_cmpint (convo_net_output_at (a->net, level), ==, convo_net_output_at (b->net, level));
      g_assert_cmpint (convo_net_output_at (a->net, second), ==, convo_net_output_at (b->net, second));
      if (dot == NULL)
        break;
      *dot = '\0';
    }
}

static void
same_problems (const ConvoReport *a, const ConvoReport *b)
{
  g_assert_cmpuint (a->problems->len, ==, b->problems->len);
  for (guint i = 0; i < a->problems->len; i++)
    {
      const ConvoProblem *first = a->problems->pdata[i], *second = b->problems->pdata[i];

      g_assert_cmpstr (first->message, ==, second->message);
      g_assert_cmpstr (first->path, ==, second->path);
      g_assert_cmpint (first->top, ==, second->top);
      g_assert_cmpint (first->port, ==, second->port);
      g_assert_cmpint (first->warning, ==, second->warning);
    }
}

static void
same_advice (const ConvoReport *a, const ConvoReport *b)
{
  g_autoptr(GPtrArray) first = convo_advise (a), second = convo_advise (b);

  g_assert_cmpuint (first->len, ==, second->len);
  for (guint i = 0; i < first->len; i++)
    {
      g_assert_cmpstr (((ConvoAdvice *) first->pdata[i])->path, ==, ((ConvoAdvice *) second->pdata[i])->path);
      g_assert_cmpstr (((ConvoAdvice *) first->pdata[i])->message, ==, ((ConvoAdvice *) second->pdata[i])->message);
    }
}

/* Returns: how many layers were taken from an earlier copy */
static int
compare (const ConvoGraph *graph, gboolean advice)
{
  g_autoptr(ConvoReport) report = convo_report_new (graph), plain = convo_report_new_plain (graph);
  const int n = convo_net_n_nodes (report->net);
  int shared = 0;

  g_assert_cmpint (n, ==, convo_net_n_nodes (plain->net));
  for (int i = 0; i < n; i++)
    {
      same_layer (report, plain, i);
      same_numbers (&report->nodes[i], &plain->nodes[i]);
      same_blocks (report, plain, convo_net_node (plain->net, i)->path);
      shared += convo_net_node (report->net, i)->like < i;
    }
  for (int i = 0; i < convo_graph_n_nodes (graph); i++)
    {
      same_numbers (&report->tops[i], &plain->tops[i]);
      g_assert_cmpint (report->top_problem[i], ==, plain->top_problem[i]);
      g_assert_cmpint (convo_net_output_of (report->net, i), ==, convo_net_output_of (plain->net, i));
    }
  g_assert_cmpmem (&report->totals, sizeof report->totals, &plain->totals, sizeof plain->totals);
  same_problems (report, plain);
  if (advice)
    same_advice (report, plain);
  return shared;
}

/* A layer, or one of the blocks that it is in */
static char *
any_path (GRand *rand, const ConvoGraph *graph)
{
  g_autoptr(ConvoNet) net = convo_net_new_plain (graph);
  const int n = convo_net_n_nodes (net);
  char *path = n > 0 ? g_strdup (convo_net_node (net, g_rand_int_range (rand, 0, n))->path) : g_strdup ("nothing");

  while (g_rand_int_range (rand, 0, 3) == 0 && strchr (path, '.') != NULL)
    *strrchr (path, '.') = '\0';
  return path;
}

/* Another node in the same place as @path: only these can be wired to each other */
static char *
any_neighbour (GRand *rand, const ConvoGraph *graph, const char *path)
{
  g_autofree char *level = convo_path_level (path);
  g_autoptr(ConvoGraph) inner = convo_graph_enter (graph, level, NULL);
  const int n = inner != NULL ? convo_graph_n_nodes (inner) : 0;

  return n > 0 ? convo_path_join (level, convo_node_id (convo_graph_node (inner, g_rand_int_range (rand, 0, n)))) : g_strdup (path);
}

static JsonNode *
any_value (GRand *rand, gboolean expression)
{
  static const char *const expressions[] = { "=channels", "=1-project", "=2*channels", "=stride", "=3/2", "=absent" };
  JsonNode *value = json_node_alloc ();

  if (expression && g_rand_int_range (rand, 0, 4) == 0)
    return json_node_init_string (value, expressions[g_rand_int_range (rand, 0, G_N_ELEMENTS (expressions))]);
  return json_node_init_int (value, g_rand_int_range (rand, 0, g_rand_int_range (rand, 0, 4) == 0 ? 200 : 4));
}

static ConvoGraph *
set_anything (GRand *rand, const ConvoGraph *graph, const char *path)
{
  static const char *const keys[] = { "repeat", "if", "when", "channels", "kernel", "stride", "padding", "groups",
                                      "features", "shape", "ceil", "project", "activate", "expansion" };
  const gboolean block = convo_graph_definition_at (graph, path) != NULL;
  const char *key = keys[block && g_rand_boolean (rand) ? 0 : g_rand_int_range (rand, 0, G_N_ELEMENTS (keys))];
  g_autoptr(JsonNode) value = g_str_equal (key, "when") ? json_node_init_string (json_node_alloc (), "training")
                                                        : any_value (rand, strchr (path, '.') != NULL);

  return convo_graph_set_property (graph, path, key, g_rand_int_range (rand, 0, 6) == 0 ? NULL : value, NULL);
}

static ConvoGraph *
set_argument (GRand *rand, const ConvoGraph *graph, const char *path)
{
  static const char *const which[] = { NULL, "first", "last" };
  const ConvoDefinition *definition = convo_graph_definition_at (graph, path);
  g_autoptr(JsonNode) value = any_value (rand, FALSE);
  const char *argument;

  if (definition == NULL || convo_definition_n_arguments (definition) == 0)
    return NULL;
  argument = convo_definition_argument (definition, g_rand_int_range (rand, 0, convo_definition_n_arguments (definition)));
  if (g_rand_boolean (rand))
    return convo_graph_set_default (graph, convo_definition_name (definition), argument, value, NULL);
  return convo_graph_set_argument (graph, path, which[g_rand_int_range (rand, 0, 3)], argument, value, NULL);
}

static ConvoGraph *
add_something (GRand *rand, const ConvoGraph *graph, const char *path)
{
  g_autofree char *level = convo_path_level (path);
  int n = 0, n_definitions = convo_graph_n_definitions (graph);
  const ConvoKind *const *kinds = convo_kinds (&n);
  const char *type = kinds[g_rand_int_range (rand, 0, n)]->name;
  g_autofree char *made = NULL;

  if (n_definitions > 0 && g_rand_boolean (rand))
    type = convo_definition_name (convo_graph_definition (graph, g_rand_int_range (rand, 0, n_definitions)));
  return convo_graph_add_in (graph, level, type, 0, 0, &made, NULL);
}

typedef enum { SET, ARGUMENT, ADD, CONNECT, DISCONNECT, INSERT, REMOVE, GROUP, UNGROUP, OWN, N_EDITS } Edit;

static ConvoGraph *
edit (GRand *rand, const ConvoGraph *graph, Edit what)
{
  g_autofree char *path = any_path (rand, graph), *other = any_neighbour (rand, graph, path);
  const char *const paths[] = { path, other, NULL };
  g_autofree char *made = NULL;
  g_auto(GStrv) ids = NULL;

  switch (what)
    {
    case SET: return set_anything (rand, graph, path);
    case ARGUMENT: return set_argument (rand, graph, path);
    case ADD: return add_something (rand, graph, path);
    case CONNECT: return convo_graph_connect (graph, other, path, g_rand_int_range (rand, -1, 3), NULL);
    case DISCONNECT: return convo_graph_disconnect (graph, path, 0, NULL);
    case INSERT: return convo_graph_insert (graph, other, path, 0, NULL);
    case REMOVE: return convo_graph_remove (graph, paths + 1, g_rand_boolean (rand), NULL);
    case GROUP: return convo_graph_group (graph, paths + g_rand_boolean (rand), "group", &made, NULL);
    case UNGROUP: return convo_graph_ungroup (graph, path, &ids, NULL);
    default: return convo_graph_own_definition (graph, path, &made, NULL);
    }
}

static ConvoGraph *
open_model (const char *name)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GFile) file = convo_model_find (name, &error);
  ConvoGraph *graph = convo_graph_load (file, NULL, &error);

  g_assert_no_error (error);
  return graph;
}

/* Nested blocks with two outputs, that take and give in any order: what the zoo does not have */
static const char nested[] =
  "\"definitions\": {"
  "\"inner\": {\"arguments\": {\"channels\": 4, \"stride\": 1}, \"nodes\": ["
  "{\"id\": \"conv\", \"kind\": \"conv\", \"channels\": \"=channels\", \"stride\": \"=stride\", \"kernel\": 1},"
  "{\"id\": \"relu\", \"kind\": \"relu\", \"if\": \"=stride\"}]},"
  "\"pair\": {\"arguments\": {\"channels\": 8, \"project\": 1}, \"outputs\": [\"two\", \"@in\"], \"nodes\": ["
  "{\"id\": \"one\", \"block\": \"inner\", \"channels\": \"=channels\", \"repeat\": 3, \"from\": [\"@in\"]},"
  "{\"id\": \"gate\", \"kind\": \"sigmoid\", \"from\": [\"@in2\"], \"if\": \"=project\"},"
  "{\"id\": \"two\", \"block\": \"inner\", \"channels\": \"=2*channels\", \"from\": [\"one\"]}]}},"
  "\"nodes\": [{\"id\": \"input\", \"kind\": \"input\", \"shape\": [3, 16, 16]},"
  "{\"id\": \"stem\", \"kind\": \"conv\", \"channels\": 8, \"kernel\": 3, \"padding\": 1},"
  "{\"id\": \"cells\", \"block\": \"pair\", \"repeat\": 6, \"from\": [\"stem\", \"input\"]},"
  "{\"id\": \"cell\", \"block\": \"pair\", \"from\": [\"cells\", \"cells:2\"]}]";

/* Edits pile up for a while, so that nets are well and truly broken; then it begins again with the model */
static void
wander (GRand *rand, const ConvoGraph *model, int n_edits, int longest, int n_done[N_EDITS], int *shared)
{
  g_autoptr(ConvoGraph) graph = convo_graph_ref (model);

  *shared += compare (graph, TRUE);
  for (int done = 0, tries = 0; done < n_edits && tries < 50 * n_edits; tries++)
    {
      const Edit what = g_rand_int_range (rand, 0, N_EDITS);
      ConvoGraph *next = edit (rand, graph, what);

      if (next == NULL)
        continue;
      convo_graph_unref (graph);
      graph = next;
      n_done[what]++;
      done++;
      *shared += compare (graph, done % 16 == 0);
      if (done % longest == 0)
        {
          convo_graph_unref (graph);
          graph = convo_graph_ref (model);
        }
    }
}

/* Every kind of edit must have succeeded some times */
static void
say (const int n_done[N_EDITS], int shared)
{
  for (int i = 0; i < N_EDITS; i++)
    {
      g_test_message ("%d edits of kind %d", n_done[i], i);
      g_assert_cmpint (n_done[i], >=, 5);
    }
  g_test_message ("%d layers taken from another copy", shared);
}

static void
test_models (void)
{
  static const char *const models[] = { "resnet18", "resnet1001", "nasnet-a-mobile", "densenet121", "googlenet", "fractalnet-20",
                                        "mobilenet-v2", "se-resnet50", "inception-resnet-v2", "highway-conv", "xception" };
  g_autoptr(GRand) rand = g_rand_new_with_seed (20);
  int n_done[N_EDITS] = { 0 }, shared = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (models); i++)
    {
      g_autoptr(ConvoGraph) graph = open_model (models[i]);

      wander (rand, graph, 32, 8, n_done, &shared);
    }
  say (n_done, shared);
  g_assert_cmpint (shared, >, 100000);
}

/* Nets that nobody drew: hundreds of edits on top of each other */
static void
test_random_nets (void)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (21);
  g_autoptr(ConvoGraph) graph = sketch (nested);
  int n_done[N_EDITS] = { 0 }, shared = 0;

  for (int net = 0; net < 8; net++)
    wander (rand, graph, 100, 10 << (net % 4), n_done, &shared);
  say (n_done, shared);
  g_assert_cmpint (shared, >, 2000);
}

/* What a copy costs counts also if it is taken from another one: the limits are where they would be without that */
static void
test_limits (void)
{
  static const int copies[] = { 12499, 12500, 14285, 14286, 25000, 100000 };
  g_autoptr(ConvoGraph) graph = sketch (nested);

  for (gsize i = 0; i < G_N_ELEMENTS (copies); i++)
    {
      g_autoptr(JsonNode) value = json_node_init_int (json_node_alloc (), copies[i]);
      g_autoptr(GError) error = NULL;
      g_autoptr(ConvoGraph) edited = convo_graph_set_property (graph, "cells", "repeat", value, &error);

      g_assert_no_error (error);
      compare (edited, FALSE);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  convo_layers_register ();
  g_test_add_func ("/alike/models", test_models);
  g_test_add_func ("/alike/random-nets", test_random_nets);
  g_test_add_func ("/alike/limits", test_limits);
  return g_test_run ();
}
