/* Every golden vector of the oracle (PyTorch's numbers) that is one layer; the others are counted and named. */
#include "cpu.h"
#include "layers.h"
#include "random.h"
#include "site.h"
#include "tensors.h"

#include <math.h>
#include <string.h>

typedef struct
{
  const char *name;
  JsonObject *settings;
  GHashTable *tensors;
} Case;

static gint64 values_compared;

static void
compare (const Case *c, const char *name, const float *found, const float *expected, gint64 n)
{
  double most = 1;

  for (gint64 i = 0; i < n; i++)
    most = MAX (most, fabs (expected[i]));
  for (gint64 i = 0; i < n; i++)
    if (!(fabs (found[i] - (double) expected[i]) <= 1e-5 * most))
      g_error ("%s (%s): %s[%" G_GINT64_FORMAT "] is %.9g, PyTorch has %.9g", c->name, convo_cpu_isa_name (), name, i,
               found[i], expected[i]);
  values_compared += n;
}

static void
compare_tensor (const Case *c, const char *name, const float *found, gint64 n)
{
  const TestTensor *expected = test_tensor (c->tensors, name);

  g_assert_cmpint (expected->count, ==, n);
  compare (c, name, found, expected->values, n);
}

static ConvoShape
shape_of (const TestTensor *tensor)
{
  ConvoShape shape = { .rank = tensor->rank - 1 };

  for (int i = 1; i < tensor->rank; i++)
    shape.dim[i - 1] = tensor->dim[i];
  return shape;
}

static void
set_axes (const Case *c, const ConvoKind *kind, void *state, const char *key, const char *member)
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

static void
set_value (const Case *c, const ConvoKind *kind, void *state, const char *key, const char *member)
{
  JsonNode *node = json_object_get_member (c->settings, member);

  if (node != NULL && json_node_get_value_type (node) == G_TYPE_BOOLEAN)
    test_state_set (kind, state, key, json_node_get_boolean (node));
  else if (node != NULL)
    test_state_set (kind, state, key, json_node_get_double (node));
}

static const ConvoKind *
kind_named (const char *name)
{
  const ConvoKind *kind = convo_kind_find (name);

  if (kind == NULL)
    g_error ("There is no kind “%s”", name);
  return kind;
}

/* @state: (transfer full). Inputs are x, or x0, x1, … */
static TestSite *
site_for (const Case *c, const char *kind, void *state)
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
    in[i] = shape_of (x[i]);
  site = test_site_new (kind_named (kind), state, in, n, x[0]->dim[0], &error);
  g_assert_no_error (error);
  site->training = TRUE;
  for (int i = 0; i < n; i++)
    memcpy (site->x[i], x[i]->values, x[i]->count * sizeof (float));
  return site;
}

static void
set_param (const Case *c, TestSite *site, const char *param, const char *tensor)
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
static void
compare_param (const Case *c, const TestSite *site, float *const *values, const char *param, const char *tensor)
{
  for (int i = 0; i < site->n_params; i++)
    if (g_str_equal (site->specs[i].name, param))
      {
        gint64 n = convo_param_count (&site->specs[i]);
        g_autofree float *file = g_new (float, n);

        convo_param_to_file (&site->specs[i], values[i], file);
        compare_tensor (c, tensor, file, n);
      }
}

/* Forward and backward; y, gx (or gx0, gx1, …) must be the oracle's */
static void
run_and_compare (const Case *c, TestSite *site)
{
  test_site_forward (site);
  compare_tensor (c, "y", site->y, test_site_count (site, -1));
  memcpy (site->dy, test_tensor (c->tensors, "gy")->values, test_site_count (site, -1) * sizeof (float));
  test_site_backward (site);
  for (int i = 0; i < site->site.n_in; i++)
    {
      g_autofree char *name = g_hash_table_contains (c->tensors, "gx") ? g_strdup ("gx") : g_strdup_printf ("gx%d", i);

      compare_tensor (c, name, site->dx[i], test_site_count (site, i));
    }
}

static gint64 layout_halo, layout_pitch;   /* of the round that runs */

static void
run_plain (const Case *c, const char *kind, void *state)
{
  g_autoptr(TestSite) site = site_for (c, kind, state);

  test_site_set_layout (site, layout_halo, layout_pitch);
  run_and_compare (c, site);
}

/* Convolution, and transposed convolution, whose weights have the input's channels first */
static void
run_conv (const Case *c, const char *name)
{
  const ConvoKind *kind = kind_named (name);
  void *state = convo_kind_new_state (kind);
  gboolean bias = g_hash_table_contains (c->tensors, "b");
  g_autoptr(TestSite) site = NULL;

  set_axes (c, kind, state, "kernel", "kernel");
  set_axes (c, kind, state, "stride", "stride");
  set_axes (c, kind, state, "padding", "padding");
  set_axes (c, kind, state, "dilation", "dilation");
  set_value (c, kind, state, "groups", "groups");
  if (convo_kind_prop (kind, "output-padding") != NULL)
    set_axes (c, kind, state, "output-padding", "output_padding");
  test_state_set (kind, state, "channels", test_tensor (c->tensors, "y")->dim[1]);
  test_state_set (kind, state, "bias", bias);
  site = site_for (c, name, state);
  test_site_set_layout (site, layout_halo, layout_pitch);
  set_param (c, site, "weight", "w");
  if (bias)
    set_param (c, site, "bias", "b");
  run_and_compare (c, site);
  compare_param (c, site, site->grads, "weight", "gw");
  if (bias)
    compare_param (c, site, site->grads, "bias", "gb");
}

static void
run_linear (const Case *c, const char *name)
{
  const ConvoKind *kind = kind_named (name);
  void *state = convo_kind_new_state (kind);
  gboolean bias = g_hash_table_contains (c->tensors, "b");
  g_autoptr(TestSite) site = NULL;

  test_state_set (kind, state, "features", test_tensor (c->tensors, "w")->dim[0]);
  test_state_set (kind, state, "bias", bias);
  site = site_for (c, name, state);
  test_site_set_layout (site, layout_halo, layout_pitch);
  set_param (c, site, "weight", "w");
  if (bias)
    set_param (c, site, "bias", "b");
  run_and_compare (c, site);
  compare_param (c, site, site->grads, "weight", "gw");
  if (bias)
    compare_param (c, site, site->grads, "bias", "gb");
}

/* Linear flattens by itself; a flatten layer before it must give the same order, which is that of NCHW */
static void
run_flatten_linear (const Case *c, const char *name)
{
  g_autoptr(TestSite) flatten = site_for (c, "flatten", NULL);

  test_site_set_layout (flatten, layout_halo, layout_pitch);
  test_site_forward (flatten);
  compare (c, "flattened", flatten->y, flatten->x[0], test_site_count (flatten, 0));
  memcpy (flatten->dy, test_tensor (c->tensors, "gx")->values, test_site_count (flatten, -1) * sizeof (float));
  test_site_backward (flatten);
  compare_tensor (c, "gx", flatten->dx[0], test_site_count (flatten, 0));
  run_linear (c, name);
}

static void
run_pool (const Case *c, const char *name)
{
  const ConvoKind *kind = kind_named (name);
  void *state = convo_kind_new_state (kind);

  set_axes (c, kind, state, "kernel", "kernel");
  set_axes (c, kind, state, "stride", "stride");
  set_axes (c, kind, state, "padding", "padding");
  set_value (c, kind, state, "ceil", "ceil_mode");
  if (convo_kind_prop (kind, "dilation") != NULL)
    set_axes (c, kind, state, "dilation", "dilation");
  if (convo_kind_prop (kind, "count-padding") != NULL)
    set_value (c, kind, state, "count-padding", "count_include_pad");
  run_plain (c, name, state);
}

/* To one value it is global pooling too */
static void
run_adaptive (const Case *c, const char *name)
{
  void *state = convo_kind_new_state (kind_named (name));

  set_axes (c, kind_named (name), state, "size", "output_size");
  run_plain (c, name, state);
  if (test_tensor (c->tensors, "y")->dim[2] == 1 && test_tensor (c->tensors, "y")->dim[3] == 1)
    run_plain (c, "global-average-pool", NULL);
}

static void
run_lp_pool (const Case *c, const char *name)
{
  const ConvoKind *kind = kind_named (name);
  void *state = convo_kind_new_state (kind);

  set_value (c, kind, state, "p", "p");
  set_axes (c, kind, state, "kernel", "kernel");
  set_axes (c, kind, state, "stride", "stride");
  run_plain (c, name, state);
}

static void
run_upsample (const Case *c, const char *name)
{
  void *state = convo_kind_new_state (kind_named (name));
  gboolean bilinear = g_str_equal (json_object_get_string_member (c->settings, "mode"), "bilinear");

  test_state_set (kind_named (name), state, "mode", bilinear);
  run_plain (c, name, state);
}

static void
run_pad (const Case *c, const char *name)
{
  const ConvoKind *kind = kind_named (name);
  void *state = convo_kind_new_state (kind);
  JsonArray *sides = json_object_get_array_member (c->settings, "pad_left_right_top_bottom");
  gint64 at[4];

  for (int i = 0; i < 4; i++)
    at[i] = json_array_get_int_element (sides, i);
  test_state_set_axes (kind, state, "before", 2, (const gint64[]) { at[2], at[0] });
  test_state_set_axes (kind, state, "after", 2, (const gint64[]) { at[3], at[1] });
  test_state_set (kind, state, "mode", json_object_has_member (c->settings, "mode"));
  run_plain (c, name, state);
}

static void
run_default (const Case *c, const char *name)
{
  run_plain (c, name, NULL);
}

static void
run_elu (const Case *c, const char *name)
{
  void *state = convo_kind_new_state (kind_named (name));

  set_value (c, kind_named (name), state, "alpha", "alpha");
  run_plain (c, name, state);
}

static void
run_leaky_02 (const Case *c, const char *name)
{
  void *state = convo_kind_new_state (kind_named (name));

  test_state_set (kind_named (name), state, "slope", 0.2);
  run_plain (c, name, state);
}

static void
run_prelu (const Case *c, const char *name)
{
  g_autoptr(TestSite) site = site_for (c, name, NULL);

  test_site_set_layout (site, layout_halo, layout_pitch);
  set_param (c, site, "weight", "a");
  run_and_compare (c, site);
  compare_param (c, site, site->grads, "weight", "ga");
}

static void
run_batch_norm (const Case *c, const char *name)
{
  const ConvoKind *kind = kind_named (name);
  void *state = convo_kind_new_state (kind);
  g_autoptr(TestSite) site = NULL;

  set_value (c, kind, state, "epsilon", "eps");
  site = site_for (c, name, state);
  test_site_set_layout (site, layout_halo, layout_pitch);
  site->training = !g_hash_table_contains (c->tensors, "mean");
  set_param (c, site, "weight", "gamma");
  set_param (c, site, "bias", "beta");
  if (!site->training)
    {
      set_param (c, site, "running_mean", "mean");
      set_param (c, site, "running_var", "var");
    }
  for (site->n_slices = 1; site->n_slices <= 3; site->n_slices++)
    {
      run_and_compare (c, site);
      compare_param (c, site, site->grads, "weight", "ggamma");
      compare_param (c, site, site->grads, "bias", "gbeta");
    }
}

/* Layer, group and instance normalisation: the oracle has γ and β but for the last */
static void
run_norm (const Case *c, const char *name)
{
  const ConvoKind *kind = kind_named (name);
  void *state = convo_kind_new_state (kind);
  gboolean affine = g_hash_table_contains (c->tensors, "gamma");
  g_autoptr(TestSite) site = NULL;

  set_value (c, kind, state, "epsilon", "eps");
  if (json_object_has_member (c->settings, "groups"))
    set_value (c, kind, state, "groups", "groups");
  if (convo_kind_prop (kind, "over") != NULL)
    test_state_set (kind, state, "over", 2);   /* normalised_shape is the last axis */
  if (convo_kind_prop (kind, "affine") != NULL)
    test_state_set (kind, state, "affine", affine);
  site = site_for (c, name, state);
  test_site_set_layout (site, layout_halo, layout_pitch);
  if (affine)
    {
      set_param (c, site, "weight", "gamma");
      set_param (c, site, "bias", "beta");
    }
  run_and_compare (c, site);
  if (affine)
    {
      compare_param (c, site, site->grads, "weight", "ggamma");
      compare_param (c, site, site->grads, "bias", "gbeta");
    }
}

static void
run_lrn (const Case *c, const char *name)
{
  void *state = convo_kind_new_state (kind_named (name));

  set_value (c, kind_named (name), state, "size", "size");
  set_value (c, kind_named (name), state, "alpha", "alpha");
  set_value (c, kind_named (name), state, "beta", "beta");
  set_value (c, kind_named (name), state, "k", "k");
  run_plain (c, name, state);
}

static void
run_running (const Case *c, const char *name)
{
  void *state = convo_kind_new_state (kind_named (name));
  g_autoptr(TestSite) site = NULL;

  set_value (c, kind_named (name), state, "momentum", "momentum");
  site = site_for (c, name, state);
  set_param (c, site, "running_mean", "running_mean_before");
  set_param (c, site, "running_var", "running_var_before");
  site->n_slices = 2;
  test_site_forward (site);
  compare_param (c, site, site->params, "running_mean", "running_mean_after");
  compare_param (c, site, site->params, "running_var", "running_var_after");
}

static void
run_cross_entropy (const Case *c, const char *name)
{
  g_autoptr(TestSite) site = site_for (c, name, NULL);
  float mean = 0;

  test_site_set_layout (site, layout_halo, layout_pitch);
  for (int i = 0; i < site->batch; i++)
    {
      site->labels[i] = test_tensor (c->tensors, "t")->values[i];
      site->dy[i] = test_tensor (c->tensors, "gy")->values[0] / site->batch;
    }
  test_site_forward (site);
  for (int i = 0; i < site->batch; i++)
    mean += site->y[i] / site->batch;
  compare_tensor (c, "y", &mean, 1);
  test_site_backward (site);
  compare_tensor (c, "gx", site->dx[0], test_site_count (site, 0));
}

/* The target is the second input */
static void
run_target_loss (const Case *c, const char *name)
{
  const TestTensor *x = test_tensor (c->tensors, "x"), *t = test_tensor (c->tensors, "t");
  ConvoShape in[] = { shape_of (x), shape_of (t) };
  g_autoptr(GError) error = NULL;
  g_autoptr(TestSite) site = test_site_new (kind_named (name), NULL, in, 2, x->dim[0], &error);
  float mean = 0;

  g_assert_no_error (error);
  test_site_set_layout (site, layout_halo, layout_pitch);
  memcpy (site->x[0], x->values, x->count * sizeof (float));
  memcpy (site->x[1], t->values, t->count * sizeof (float));
  for (int i = 0; i < site->batch; i++)
    site->dy[i] = test_tensor (c->tensors, "gy")->values[0] / site->batch;
  test_site_forward (site);
  for (int i = 0; i < site->batch; i++)
    mean += site->y[i] / site->batch;
  compare_tensor (c, "y", &mean, 1);
  test_site_backward (site);
  compare_tensor (c, "gx", site->dx[0], test_site_count (site, 0));
}

/* The oracle's mask cannot be drawn at will. But wherever a drawn mask has the oracle's bit, y and gx must be the
 * oracle's; over some keys that covers every value. */
static void
run_dropout (const Case *c, const char *name)
{
  const TestTensor *mask = test_tensor (c->tensors, "mask"), *y = test_tensor (c->tensors, "y");
  const TestTensor *gx = test_tensor (c->tensors, "gx");
  void *state = convo_kind_new_state (kind_named (name));
  g_autofree gboolean *seen = g_new0 (gboolean, mask->count);
  g_autoptr(TestSite) site = NULL;
  const ConvoShape *shape;
  double p;

  set_value (c, kind_named (name), state, "probability", "p");
  p = json_object_get_double_member (c->settings, "p");
  site = site_for (c, name, state);
  test_site_set_layout (site, layout_halo, layout_pitch);
  shape = &site->site.out;
  memcpy (site->dy, test_tensor (c->tensors, "gy")->values, mask->count * sizeof (float));
  for (site->random_key = 1; site->random_key <= 64; site->random_key++)
    {
      test_site_forward (site);
      test_site_backward (site);
      for (gint64 i = 0, values = convo_shape_count (shape), pixels = values / shape->dim[0]; i < mask->count; i++)
        {
          gint64 image = i / values, channel = i % values / pixels, pixel = i % pixels;
          guint64 counter = image * values + pixel * shape->dim[0] + channel;
          gboolean kept = (convo_random_at (site->random_key, counter) >> 11) * 0x1p-53 >= p;

          if (kept != (mask->values[i] != 0))
            continue;
          compare (c, "y", &site->y[i], &y->values[i], 1);
          compare (c, "gx", &site->dx[0][i], &gx->values[i], 1);
          seen[i] = TRUE;
        }
    }
  for (gint64 i = 0; i < mask->count; i++)
    g_assert_true (seen[i]);
}

static const struct
{
  const char *op, *kind;
  void (*run) (const Case *c, const char *kind);
} known[] = {
  { "conv1d", "conv", run_conv }, { "conv2d", "conv", run_conv }, { "conv3d", "conv", run_conv },
  { "convtranspose2d", "transposed-conv", run_conv },
  { "linear", "linear", run_linear }, { "linear_after_flatten", "linear", run_flatten_linear },
  { "maxpool1d", "max-pool", run_pool }, { "maxpool2d", "max-pool", run_pool }, { "maxpool3d", "max-pool", run_pool },
  { "avgpool1d", "average-pool", run_pool }, { "avgpool2d", "average-pool", run_pool },
  { "avgpool3d", "average-pool", run_pool }, { "adaptiveavgpool2d", "adaptive-average-pool", run_adaptive },
  { "globalmaxpool", "global-max-pool", run_default }, { "lppool2d", "lp-pool", run_lp_pool },
  { "batchnorm_train", "batch-norm", run_batch_norm }, { "batchnorm_eval", "batch-norm", run_batch_norm },
  { "layernorm", "layer-norm", run_norm }, { "groupnorm", "group-norm", run_norm },
  { "instancenorm", "instance-norm", run_norm }, { "lrn", "lrn", run_lrn },
  { "batchnorm_running", "batch-norm", run_running },
  { "relu", "relu", run_default }, { "elu", "elu", run_elu }, { "tanh", "tanh", run_default },
  { "sigmoid", "sigmoid", run_default }, { "softmax", "softmax", run_default },
  { "leakyrelu", "leaky-relu", run_default }, { "leakyrelu_02", "leaky-relu", run_leaky_02 },
  { "relu6", "relu6", run_default }, { "gelu", "gelu", run_default }, { "silu", "silu", run_default },
  { "softplus", "softplus", run_default }, { "hardsigmoid", "hard-sigmoid", run_default },
  { "hardswish", "hard-swish", run_default }, { "prelu", "prelu", run_prelu },
  { "logsoftmax", "log-softmax", run_default },
  { "softmax_crossentropy", "softmax-cross-entropy", run_cross_entropy }, { "nll", "nll", run_cross_entropy },
  { "mse", "mean-squared-error", run_target_loss }, { "bce_logits", "binary-cross-entropy", run_target_loss },
  { "mul", "multiply", run_default }, { "upsample", "upsample", run_upsample }, { "pad", "pad", run_pad },
  { "add", "add", run_default }, { "concat", "concatenate", run_default }, { "dropout", "dropout", run_dropout },
};

static const char *const elsewhere[] = { "optimizer", "trajectory", NULL };   /* the engine's test, trajectories */

static int
find_known (JsonObject *settings)
{
  const char *op = json_object_get_string_member (settings, "op");

  for (gsize i = 0; i < G_N_ELEMENTS (known); i++)
    if (g_str_equal (known[i].op, op))
      return i;
  return -1;
}

/* On every instruction set of the machine, with maps as narrow as can be and with wider ones */
static void
test_case (gconstpointer data)
{
  JsonObject *settings = (JsonObject *) data;
  Case c = { json_object_get_string_member (settings, "name"), settings, NULL };
  int i = find_known (settings);
  ConvoIsa best = convo_cpu_isa ();

  c.tensors = test_oracle_tensors (c.name);
  values_compared = 0;
  for (ConvoIsa isa = CONVO_ISA_BASE; isa <= best; isa++)
    for (int round = 0; round < 2; round++)
      {
        convo_cpu_set_isa (isa);
        layout_halo = round;
        layout_pitch = 3 * round;
        known[i].run (&c, known[i].kind);
      }
  convo_cpu_set_isa (best);
  g_assert_cmpint (values_compared, >, 0);
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

      if (find_known (settings) >= 0)
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

      if (find_known (settings) >= 0)
        g_test_add_data_func (path, settings, test_case);
    }
  g_test_add_func ("/accounting", test_accounting);
  status = g_test_run ();
  json_node_unref (oracle_index);
  return status;
}
