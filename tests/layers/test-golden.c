/* Every golden vector of the oracle (PyTorch's numbers) that is one layer; the others are counted and named. */
#include "cpu.h"
#include "golden.h"
#include "layers.h"

static const GoldenWay *const families[] = { golden_convolutions, golden_pools, golden_norms, golden_points, golden_losses };

static const char *const elsewhere[] = { "optimizer", "trajectory", NULL };   /* the engine's test, trajectories */

static const GoldenWay *
find_known (JsonObject *settings)
{
  const char *op = json_object_get_string_member (settings, "op");

  for (gsize i = 0; i < G_N_ELEMENTS (families); i++)
    for (const GoldenWay *way = families[i]; way->op != NULL; way++)
      if (g_str_equal (way->op, op))
        return way;
  return NULL;
}

/* On every instruction set of the machine, with maps as narrow as can be and with wider ones */
static void
test_case (gconstpointer data)
{
  JsonObject *settings = (JsonObject *) data;
  GoldenCase c = { json_object_get_string_member (settings, "name"), settings, NULL };
  const GoldenWay *way = find_known (settings);
  ConvoIsa best = convo_cpu_isa ();

  c.tensors = test_oracle_tensors (c.name);
  golden_compared = 0;
  for (ConvoIsa isa = CONVO_ISA_BASE; isa <= best; isa++)
    for (int round = 0; round < 2; round++)
      {
        convo_cpu_set_isa (isa);
        golden_layout.halo = round;
        golden_layout.pitch = 3 * round;
        way->run (&c, way->kind);
      }
  convo_cpu_set_isa (best);
  g_assert_cmpint (golden_compared, >, 0);
  g_hash_table_unref (c.tensors);
}

static JsonNode *oracle_index;

/* Every line of the index is run, or is tested elsewhere; nothing is passed in silence */
static void
test_accounting (void)
{
  JsonArray *all = json_node_get_array (oracle_index);
  g_autoptr(GString) others = g_string_new (NULL);
  guint n_run = 0, n_others = 0;

  for (guint i = 0; i < json_array_get_length (all); i++)
    {
      JsonObject *settings = json_array_get_object_element (all, i);
      const char *name = json_object_get_string_member (settings, "name");
      const char *op = json_object_get_string_member (settings, "op");

      if (find_known (settings) != NULL)
        n_run++;
      else if (g_strv_contains (elsewhere, op))
        {
          n_others++;
          g_string_append_printf (others, " %s", name);
        }
      else
        g_error ("%s: the operator “%s” is unknown to this test", name, op);
    }
  g_print ("# golden: %u of %u run\n", n_run, json_array_get_length (all));
  g_print ("# tested elsewhere (trajectories): %u:%s\n", n_others, others->str);
  g_assert_cmpuint (n_run + n_others, ==, json_array_get_length (all));
  g_assert_cmpuint (n_run, >, 0);
}

int
main (int argc, char **argv)
{
  JsonArray *all;
  int status;

  g_test_init (&argc, &argv, NULL);
  convo_layers_register ();
  oracle_index = test_oracle_json ("golden/index.json");
  all = json_node_get_array (oracle_index);
  for (guint i = 0; i < json_array_get_length (all); i++)
    {
      JsonObject *settings = json_array_get_object_element (all, i);
      g_autofree char *path = g_strdup_printf ("/golden/%s", json_object_get_string_member (settings, "name"));

      if (find_known (settings) != NULL)
        g_test_add_data_func (path, settings, test_case);
    }
  g_test_add_func ("/accounting", test_accounting);
  status = g_test_run ();
  json_node_unref (oracle_index);
  return status;
}
