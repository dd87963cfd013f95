/* Golden vectors of convolution and linear layers. */
#include "golden.h"

#include <string.h>

/* Convolution, and transposed convolution, whose weights have the input's channels first */
static void
run_conv (const GoldenCase *c, const char *name)
{
  const ConvoKind *kind = golden_kind (name);
  void *state = convo_kind_new_state (kind);
  gboolean bias = g_hash_table_contains (c->tensors, "b");
  g_autoptr(TestSite) site = NULL;

  golden_set_axes (c, kind, state, "kernel", "kernel");
  golden_set_axes (c, kind, state, "stride", "stride");
  golden_set_axes (c, kind, state, "padding", "padding");
  golden_set_axes (c, kind, state, "dilation", "dilation");
  golden_set_value (c, kind, state, "groups", "groups");
  if (convo_kind_prop (kind, "output-padding") != NULL)
    golden_set_axes (c, kind, state, "output-padding", "output_padding");
  test_state_set (kind, state, "channels", test_tensor (c->tensors, "y")->dim[1]);
  test_state_set (kind, state, "bias", bias);
  site = golden_site (c, name, state);
  test_site_set_layout (site, golden_layout.halo, golden_layout.pitch);
  golden_set_param (c, site, "weight", "w");
  if (bias)
    golden_set_param (c, site, "bias", "b");
  golden_run_site (c, site);
  golden_compare_param (c, site, site->grads, "weight", "gw");
  if (bias)
    golden_compare_param (c, site, site->grads, "bias", "gb");
}

static void
run_linear (const GoldenCase *c, const char *name)
{
  const ConvoKind *kind = golden_kind (name);
  void *state = convo_kind_new_state (kind);
  gboolean bias = g_hash_table_contains (c->tensors, "b");
  g_autoptr(TestSite) site = NULL;

  test_state_set (kind, state, "features", test_tensor (c->tensors, "w")->dim[0]);
  test_state_set (kind, state, "bias", bias);
  site = golden_site (c, name, state);
  test_site_set_layout (site, golden_layout.halo, golden_layout.pitch);
  golden_set_param (c, site, "weight", "w");
  if (bias)
    golden_set_param (c, site, "bias", "b");
  golden_run_site (c, site);
  golden_compare_param (c, site, site->grads, "weight", "gw");
  if (bias)
    golden_compare_param (c, site, site->grads, "bias", "gb");
}

/* Linear flattens by itself; a flatten layer before it must give the same order, which is that of NCHW */
static void
run_flatten_linear (const GoldenCase *c, const char *name)
{
  g_autoptr(TestSite) flatten = golden_site (c, "flatten", NULL);

  test_site_set_layout (flatten, golden_layout.halo, golden_layout.pitch);
  test_site_forward (flatten);
  golden_compare (c, "flattened", flatten->y, flatten->x[0], test_site_count (flatten, 0));
  memcpy (flatten->dy, test_tensor (c->tensors, "gx")->values, test_site_count (flatten, -1) * sizeof (float));
  test_site_backward (flatten);
  golden_compare_tensor (c, "gx", flatten->dx[0], test_site_count (flatten, 0));
  run_linear (c, name);
}

const GoldenWay golden_convolutions[] = {
  { "conv1d", "conv", run_conv },
  { "conv2d", "conv", run_conv },
  { "conv3d", "conv", run_conv },
  { "convtranspose2d", "transposed-conv", run_conv },
  { "linear", "linear", run_linear },
  { "linear_after_flatten", "linear", run_flatten_linear },
  { NULL },
};
