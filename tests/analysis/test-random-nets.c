/* The oracle's random nets, layer by layer: shapes, parameters, MACs; the invalid ones refused at exactly their layer. */
#include "convo-file.h"
#include "layers.h"
#include "oracle-json.h"
#include "registry.h"
#include "report.h"

#include <string.h>

static const struct { const char *type, *kind; } kinds[] = {
  { "conv", "conv" }, { "linear", "linear" }, { "maxpool", "max-pool" }, { "avgpool", "average-pool" },
  { "globalavgpool", "global-average-pool" }, { "batchnorm", "batch-norm" }, { "flatten", "flatten" },
  { "relu", "relu" }, { "tanh", "tanh" }, { "sigmoid", "sigmoid" }, { "softmax", "softmax" }, { "dropout", "dropout" },
};

static const struct { const char *theirs, *ours; } keys[] = {
  { "filters", "channels" }, { "units", "features" }, { "pad", "padding" }, { "ceil_mode", "ceil" },
};

static const char *
kind_of (const char *type)
{
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (strcmp (kinds[i].type, type) == 0)
      type = kinds[i].kind;
  return convo_kind_find (type) != NULL ? type : NULL;
}

static void
append_layer (GString *text, int index, JsonObject *layer)
{
  g_autoptr(GList) members = json_object_get_members (layer);

  g_string_append_printf (text, ",{\"id\":\"n%d\",\"kind\":\"%s\"", index,
                          kind_of (json_object_get_string_member (layer, "type")));
  for (GList *l = members; l != NULL; l = l->next)
    {
      const char *key = l->data;
      g_autofree char *value = NULL;

      if (strcmp (key, "type") == 0)
        continue;
      value = json_to_string (json_object_get_member (layer, l->data), FALSE);
      for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
        if (strcmp (keys[i].theirs, key) == 0)
          key = keys[i].ours;
      g_string_append_printf (text, ",\"%s\":%s", key, value);
    }
  g_string_append_c (text, '}');
}

static ConvoGraph *
build (JsonObject *net)
{
  g_autoptr(GString) text = g_string_new ("{\"format\":\"convo\",\"version\":1,\"name\":\"net\",\"nodes\":[");
  g_autofree char *shape = json_to_string (json_object_get_member (net, "input"), FALSE);
  JsonArray *layers = json_object_get_array_member (net, "layers");
  g_autoptr(GError) error = NULL;
  ConvoGraph *graph;

  g_string_append_printf (text, "{\"id\":\"input\",\"kind\":\"input\",\"shape\":%s}", shape);
  for (guint i = 0; i < json_array_get_length (layers); i++)
    append_layer (text, i, json_array_get_object_element (layers, i));
  g_string_append (text, "]}");
  graph = convo_graph_parse (text->str, text->len, &error);
  g_assert_no_error (error);
  return graph;
}

static void
check_layer (const ConvoNodeReport *report, JsonObject *expected)
{
  JsonArray *out = json_object_get_array_member (expected, "out");

  g_assert_cmpint (report->status, ==, CONVO_STATUS_OK);
  g_assert_cmpint (report->out.rank, ==, json_array_get_length (out));
  for (int i = 0; i < report->out.rank; i++)
    g_assert_cmpint (report->out.dim[i], ==, json_array_get_int_element (out, i));
  g_assert_cmpint (report->parameters, ==, json_object_get_int_member (expected, "params"));
  g_assert_cmpint (report->macs, ==, json_object_get_int_member (expected, "macs"));
}

static void
check_refusal (const ConvoReport *report, int guilty, int n)
{
  g_autofree char *path = g_strdup_printf ("n%d", guilty);
  g_autofree char *prefix = g_strdup_printf ("%s: ", path);
  const ConvoProblem *problem;
  g_autoptr(GError) error = NULL;

  g_assert_cmpint (convo_report_node (report, guilty + 1)->status, ==, CONVO_STATUS_ERROR);
  for (int i = guilty + 1; i < n; i++)
    g_assert_cmpint (convo_report_node (report, i + 1)->status, ==, CONVO_STATUS_UNKNOWN);
  problem = convo_report_top_problem (report, guilty + 1);
  g_assert_nonnull (problem);
  g_assert_cmpstr (problem->path, ==, path);
  g_assert_false (convo_report_check (report, &error));
  g_assert_true (g_str_has_prefix (error->message, prefix));
  g_assert_false (convo_report_totals (report)->complete);
  g_test_message ("%s", error->message);
}

static gboolean
is_one_of (gint64 value, const gint64 axes[3])
{
  return value == axes[0] || value == axes[1] || value == axes[2];
}

/* Every formula of every layer gives the number that the report has */
static void
check_ledger (const ConvoReport *report, int index)
{
  g_autoptr(GPtrArray) ledger = convo_report_explain (report, index);
  const ConvoNodeReport *self = convo_report_node (report, index);

  for (guint i = 0; i < ledger->len; i++)
    {
      const ConvoLedgerRow *row = ledger->pdata[i];

      if (row->what == CONVO_NUMBER_PARAMETERS && row->result >= 0)
        g_assert_cmpint (row->result, ==, self->parameters);
      if (row->what == CONVO_NUMBER_MACS && row->result >= 0)
        g_assert_cmpint (row->result, ==, self->macs);
      if (row->what == CONVO_NUMBER_BYTES)
        g_assert_cmpint (row->result, ==, self->activation_bytes);
      if (row->what == CONVO_NUMBER_FIELD && row->result >= 0)
        g_assert_true (is_one_of (row->result, self->field) || is_one_of (row->result, self->jump));
    }
  for (int what = CONVO_NUMBER_SHAPE; what < CONVO_NUMBER_FIELD; what++)
    g_assert_true (convo_ledger_has (ledger, what));
}

static void
check_net (JsonObject *net)
{
  g_autoptr(ConvoGraph) graph = build (net);
  g_autoptr(ConvoReport) report = convo_report_new (graph);
  JsonArray *expected = json_object_get_array_member (net, "expect");
  int n = json_array_get_length (json_object_get_array_member (net, "layers"));
  gboolean invalid = json_object_has_member (net, "error_layer") && !json_object_get_null_member (net, "error_layer");

  g_test_message ("%s", json_object_get_string_member (net, "id"));
  g_assert_cmpint (convo_net_n_nodes (convo_report_net (report)), ==, n + 1);
  for (guint i = 0; i < json_array_get_length (expected); i++)
    check_layer (convo_report_node (report, i + 1), json_array_get_object_element (expected, i));
  if (invalid)
    {
      check_refusal (report, json_object_get_int_member (net, "error_layer"), n);
      return;
    }
  g_assert_cmpint (json_array_get_length (expected), ==, n);
  for (int i = 0; i <= n; i++)
    check_ledger (report, i);
  g_assert_true (convo_report_check (report, NULL));
  g_assert_true (convo_report_totals (report)->complete);
  g_assert_cmpint (convo_report_totals (report)->parameters, ==, json_object_get_int_member (net, "params"));
  g_assert_cmpint (convo_report_totals (report)->macs, ==, json_object_get_int_member (net, "macs"));
}

/* Names every type of layer that has no kind yet. Returns: whether there is one */
static gboolean
lacks_kind (JsonObject *net, GHashTable *missing)
{
  JsonArray *layers = json_object_get_array_member (net, "layers");
  gboolean lacks = FALSE;

  for (guint i = 0; i < json_array_get_length (layers); i++)
    {
      const char *type = json_object_get_string_member (json_array_get_object_element (layers, i), "type");

      if (kind_of (type) != NULL)
        continue;
      g_hash_table_add (missing, (gpointer) type);
      lacks = TRUE;
    }
  return lacks;
}

static void
test_nets (void)
{
  g_autoptr(JsonNode) root = oracle_json ("nets", "random_nets.json");
  JsonArray *nets = json_node_get_array (root);
  g_autoptr(GHashTable) missing = g_hash_table_new (g_str_hash, g_str_equal);
  guint checked = 0, skipped = 0;

  for (guint i = 0; i < json_array_get_length (nets); i++)
    if (lacks_kind (json_array_get_object_element (nets, i), missing))
      skipped++;
    else
      {
        check_net (json_array_get_object_element (nets, i));
        checked++;
      }
  g_print ("# %u nets checked, %u need kinds that do not exist yet", checked, skipped);
  for (GList *names = g_hash_table_get_keys (missing), *l = names; l != NULL; l = g_list_delete_link (l, l))
    g_print (" %s", (char *) l->data);
  g_print ("\n");
  g_assert_cmpuint (checked, >, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  convo_layers_register ();
  g_test_add_func ("/analysis/random-nets", test_nets);
  return g_test_run ();
}
