/* Golden vectors of normalisation. */
#include "golden.h"

static void
run_batch_norm (const GoldenCase *c, const char *name)
{
  const ConvoKind *kind = golden_kind (name);
  void *state = convo_kind_new_state (kind);
  g_autoptr(TestSite) site = NULL;

  golden_set_value (c, kind, state, "epsilon", "eps");
  site = golden_site (c, name, state);
  test_site_set_layout (site, golden_layout.halo, golden_layout.pitch);
  site->training = !g_hash_table_contains (c->tensors, "mean");
  golden_set_param (c, site, "weight", "gamma");
  golden_set_param (c, site, "bias", "beta");
  if (!site->training)
    {
      golden_set_param (c, site, "running_mean", "mean");
      golden_set_param (c, site, "running_var", "var");
    }
  for (site->n_slices = 1; site->n_slices <= 3; site->n_slices++)
    {
      golden_run_site (c, site);
      golden_compare_param (c, site, site->grads, "weight", "ggamma");
      golden_compare_param (c, site, site->grads, "bias", "gbeta");
    }
}

/* Layer, group and instance normalisation: the oracle has γ and β but for the last */
static void
run_norm (const GoldenCase *c, const char *name)
{
  const ConvoKind *kind = golden_kind (name);
  void *state = convo_kind_new_state (kind);
  gboolean affine = g_hash_table_contains (c->tensors, "gamma");
  g_autoptr(TestSite) site = NULL;

  golden_set_value (c, kind, state, "epsilon", "eps");
  if (json_object_has_member (c->settings, "groups"))
    golden_set_value (c, kind, state, "groups", "groups");
  if (convo_kind_prop (kind, "over") != NULL)
    test_state_set (kind, state, "over", 2);   /* normalised_shape is the last axis */
  if (convo_kind_prop (kind, "affine") != NULL)
    test_state_set (kind, state, "affine", affine);
  site = golden_site (c, name, state);
  test_site_set_layout (site, golden_layout.halo, golden_layout.pitch);
  if (affine)
    {
      golden_set_param (c, site, "weight", "gamma");
      golden_set_param (c, site, "bias", "beta");
    }
  golden_run_site (c, site);
  if (affine)
    {
      golden_compare_param (c, site, site->grads, "weight", "ggamma");
      golden_compare_param (c, site, site->grads, "bias", "gbeta");
    }
}

static void
run_lrn (const GoldenCase *c, const char *name)
{
  void *state = convo_kind_new_state (golden_kind (name));

  golden_set_value (c, golden_kind (name), state, "size", "size");
  golden_set_value (c, golden_kind (name), state, "alpha", "alpha");
  golden_set_value (c, golden_kind (name), state, "beta", "beta");
  golden_set_value (c, golden_kind (name), state, "k", "k");
  golden_run_state (c, name, state);
}

static void
run_running (const GoldenCase *c, const char *name)
{
  void *state = convo_kind_new_state (golden_kind (name));
  g_autoptr(TestSite) site = NULL;

  golden_set_value (c, golden_kind (name), state, "momentum", "momentum");
  site = golden_site (c, name, state);
  golden_set_param (c, site, "running_mean", "running_mean_before");
  golden_set_param (c, site, "running_var", "running_var_before");
  site->n_slices = 2;
  test_site_forward (site);
  golden_compare_param (c, site, site->params, "running_mean", "running_mean_after");
  golden_compare_param (c, site, site->params, "running_var", "running_var_after");
}

const GoldenWay golden_norms[] = {
  { "batchnorm_train", "batch-norm", run_batch_norm },
  { "batchnorm_eval", "batch-norm", run_batch_norm },
  { "layernorm", "layer-norm", run_norm },
  { "groupnorm", "group-norm", run_norm },
  { "instancenorm", "instance-norm", run_norm },
  { "lrn", "lrn", run_lrn },
  { "batchnorm_running", "batch-norm", run_running },
  { NULL },
};
