/* Golden vectors of activations, softmax and merges. */
#include "golden.h"

static void
run_elu (const GoldenCase *c, const char *name)
{
  void *state = convo_kind_new_state (golden_kind (name));

  golden_set_value (c, golden_kind (name), state, "alpha", "alpha");
  golden_run_state (c, name, state);
}

static void
run_leaky_02 (const GoldenCase *c, const char *name)
{
  void *state = convo_kind_new_state (golden_kind (name));

  test_state_set (golden_kind (name), state, "slope", 0.2);
  golden_run_state (c, name, state);
}

static void
run_prelu (const GoldenCase *c, const char *name)
{
  g_autoptr(TestSite) site = golden_site (c, name, NULL);

  test_site_set_layout (site, golden_layout.halo, golden_layout.pitch);
  golden_set_param (c, site, "weight", "a");
  golden_run_site (c, site);
  golden_compare_param (c, site, site->grads, "weight", "ga");
}

const GoldenWay golden_points[] = {
  { "relu", "relu", golden_run },
  { "elu", "elu", run_elu },
  { "tanh", "tanh", golden_run },
  { "sigmoid", "sigmoid", golden_run },
  { "softmax", "softmax", golden_run },
  { "leakyrelu", "leaky-relu", golden_run },
  { "leakyrelu_02", "leaky-relu", run_leaky_02 },
  { "relu6", "relu6", golden_run },
  { "gelu", "gelu", golden_run },
  { "silu", "silu", golden_run },
  { "softplus", "softplus", golden_run },
  { "hardsigmoid", "hard-sigmoid", golden_run },
  { "hardswish", "hard-swish", golden_run },
  { "prelu", "prelu", run_prelu },
  { "logsoftmax", "log-softmax", golden_run },
  { "mul", "multiply", golden_run },
  { "add", "add", golden_run },
  { "concat", "concatenate", golden_run },
  { NULL },
};
