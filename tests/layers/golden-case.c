/* What all golden vectors share: reading a case, comparing with PyTorch's numbers. */
#include "golden.h"
#include "cpu.h"
#include "registry.h"

#include <math.h>
#include <string.h>

gint64 golden_compared;
GoldenLayout golden_layout;

void
golden_compare (const GoldenCase *c, const char *name, const float *found, const float *expected, gint64 n)
{
  double most = 1;

  for (gint64 i = 0; i < n; i++)
    most = MAX (most, fabs (expected[i]));
  for (gint64 i = 0; i < n; i++)
    if (!(fabs (found[i] - (double) expected[i]) <= 1e-5 * most))
      g_error ("%s (%s): %s[%" G_GINT64_FORMAT "] is %.9g, PyTorch has %.9g", c->name, convo_cpu_isa_name (), name, i,
               found[i], expected[i]);
  golden_compared += n;
}

void
golden_compare_tensor (const GoldenCase *c, const char *name, const float *found, gint64 n)
{
  const TestTensor *expected = test_tensor (c->tensors, name);

  g_assert_cmpint (expected->count, ==, n);
  golden_compare (c, name, found, expected->values, n);
}

ConvoShape
golden_shape (const TestTensor *tensor)
{
  ConvoShape shape = { .rank = tensor->rank - 1 };

  for (int i = 1; i < tensor->rank; i++)
    shape.dim[i - 1] = tensor->dim[i];
  return shape;
}

void
golden_set_axes (const GoldenCase *c, const ConvoKind *kind, void *state, const char *key, const char *member)
{
  JsonNode *node = json_object_get_member (c->settings, member);
  gint64 values[3];

  if (node == NULL)
    return;
  if (JSON_NODE_HOLDS_VALUE (node))
    {
      test_state_set (kind, state, key, json_node_get_int (node));
      return;
    }
  for (guint i = 0; i < json_array_get_length (json_node_get_array (node)); i++)
    values[i] = json_array_get_int_element (json_node_get_array (node), i);
  test_state_set_axes (kind, state, key, json_array_get_length (json_node_get_array (node)), values);
}

void
golden_set_value (const GoldenCase *c, const ConvoKind *kind, void *state, const char *key, const char *member)
{
  JsonNode *node = json_object_get_member (c->settings, member);

  if (node != NULL && json_node_get_value_type (node) == G_TYPE_BOOLEAN)
    test_state_set (kind, state, key, json_node_get_boolean (node));
  else if (node != NULL)
    test_state_set (kind, state, key, json_node_get_double (node));
}

const ConvoKind *
golden_kind (const char *name)
{
  const ConvoKind *kind = convo_kind_find (name);

  if (kind == NULL)
    g_error ("There is no kind “%s”", name);
  return kind;
}

/* @state: (transfer full). Inputs are x, or x0, x1, … */
TestSite *
golden_site (const GoldenCase *c, const char *kind, void *state)
{
  ConvoShape in[TEST_MAX_INPUTS];
  const TestTensor *x[TEST_MAX_INPUTS];
  g_autoptr(GError) error = NULL;
  TestSite *site;
  int n = 0;

  if (g_hash_table_contains (c->tensors, "x"))
    x[n++] = test_tensor (c->tensors, "x");
  for (; n < TEST_MAX_INPUTS; n++)
    {
      g_autofree char *name = g_strdup_printf ("x%d", n);

      if (g_hash_table_contains (c->tensors, "x") || !g_hash_table_contains (c->tensors, name))
        break;
      x[n] = test_tensor (c->tensors, name);
    }
  for (int i = 0; i < n; i++)
    in[i] = golden_shape (x[i]);
  site = test_site_new (golden_kind (kind), state, in, n, x[0]->dim[0], &error);
  g_assert_no_error (error);
  site->training = TRUE;
  for (int i = 0; i < n; i++)
    memcpy (site->x[i], x[i]->values, x[i]->count * sizeof (float));
  return site;
}

void
golden_set_param (const GoldenCase *c, TestSite *site, const char *param, const char *tensor)
{
  for (int i = 0; i < site->n_params; i++)
    if (g_str_equal (site->specs[i].name, param))
      {
        g_assert_cmpint (convo_param_count (&site->specs[i]), ==, test_tensor (c->tensors, tensor)->count);
        convo_param_to_engine (&site->specs[i], test_tensor (c->tensors, tensor)->values, site->params[i]);
        return;
      }
  g_error ("%s has no parameter %s", site->kind->name, param);
}

/* @values: site->grads or site->params */
void
golden_compare_param (const GoldenCase *c, const TestSite *site, float *const *values, const char *param,
                      const char *tensor)
{
  for (int i = 0; i < site->n_params; i++)
    if (g_str_equal (site->specs[i].name, param))
      {
        gint64 n = convo_param_count (&site->specs[i]);
        g_autofree float *file = g_new (float, n);

        convo_param_to_file (&site->specs[i], values[i], file);
        golden_compare_tensor (c, tensor, file, n);
      }
}

/* Forward and backward; y, gx (or gx0, gx1, …) must be the oracle's */
void
golden_run_site (const GoldenCase *c, TestSite *site)
{
  test_site_forward (site);
  golden_compare_tensor (c, "y", site->y, test_site_count (site, -1));
  memcpy (site->dy, test_tensor (c->tensors, "gy")->values, test_site_count (site, -1) * sizeof (float));
  test_site_backward (site);
  for (int i = 0; i < site->site.n_in; i++)
    {
      g_autofree char *name = g_hash_table_contains (c->tensors, "gx") ? g_strdup ("gx") : g_strdup_printf ("gx%d", i);

      golden_compare_tensor (c, name, site->dx[i], test_site_count (site, i));
    }
}

void
golden_run_state (const GoldenCase *c, const char *kind, void *state)
{
  g_autoptr(TestSite) site = golden_site (c, kind, state);

  test_site_set_layout (site, golden_layout.halo, golden_layout.pitch);
  golden_run_site (c, site);
}

void
golden_run (const GoldenCase *c, const char *name)
{
  golden_run_state (c, name, NULL);
}
