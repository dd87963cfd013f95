/* Golden vectors of pooling, upsampling and padding. */
#include "golden.h"

static void
run_pool (const GoldenCase *c, const char *name)
{
  const ConvoKind *kind = golden_kind (name);
  void *state = convo_kind_new_state (kind);

  golden_set_axes (c, kind, state, "kernel", "kernel");
  golden_set_axes (c, kind, state, "stride", "stride");
  golden_set_axes (c, kind, state, "padding", "padding");
  golden_set_value (c, kind, state, "ceil", "ceil_mode");
  if (convo_kind_prop (kind, "dilation") != NULL)
    golden_set_axes (c, kind, state, "dilation", "dilation");
  if (convo_kind_prop (kind, "count-padding") != NULL)
    golden_set_value (c, kind, state, "count-padding", "count_include_pad");
  golden_run_state (c, name, state);
}

/* To one value it is global pooling too */
static void
run_adaptive (const GoldenCase *c, const char *name)
{
  void *state = convo_kind_new_state (golden_kind (name));

  golden_set_axes (c, golden_kind (name), state, "size", "output_size");
  golden_run_state (c, name, state);
  if (test_tensor (c->tensors, "y")->dim[2] == 1 && test_tensor (c->tensors, "y")->dim[3] == 1)
    golden_run_state (c, "global-average-pool", NULL);
}

static void
run_lp_pool (const GoldenCase *c, const char *name)
{
  const ConvoKind *kind = golden_kind (name);
  void *state = convo_kind_new_state (kind);

  golden_set_value (c, kind, state, "p", "p");
  golden_set_axes (c, kind, state, "kernel", "kernel");
  golden_set_axes (c, kind, state, "stride", "stride");
  golden_run_state (c, name, state);
}

static void
run_upsample (const GoldenCase *c, const char *name)
{
  void *state = convo_kind_new_state (golden_kind (name));
  gboolean bilinear = g_str_equal (json_object_get_string_member (c->settings, "mode"), "bilinear");

  test_state_set (golden_kind (name), state, "mode", bilinear);
  golden_run_state (c, name, state);
}

static void
run_pad (const GoldenCase *c, const char *name)
{
  const ConvoKind *kind = golden_kind (name);
  void *state = convo_kind_new_state (kind);
  JsonArray *sides = json_object_get_array_member (c->settings, "pad_left_right_top_bottom");
  gint64 at[4];

  for (int i = 0; i < 4; i++)
    at[i] = json_array_get_int_element (sides, i);
  test_state_set_axes (kind, state, "before", 2, (const gint64[]) { at[2], at[0] });
  test_state_set_axes (kind, state, "after", 2, (const gint64[]) { at[3], at[1] });
  test_state_set (kind, state, "mode", json_object_has_member (c->settings, "mode"));
  golden_run_state (c, name, state);
}

const GoldenWay golden_pools[] = {
  { "maxpool1d", "max-pool", run_pool },
  { "maxpool2d", "max-pool", run_pool },
  { "maxpool3d", "max-pool", run_pool },
  { "avgpool1d", "average-pool", run_pool },
  { "avgpool2d", "average-pool", run_pool },
  { "avgpool3d", "average-pool", run_pool },
  { "adaptiveavgpool2d", "adaptive-average-pool", run_adaptive },
  { "globalmaxpool", "global-max-pool", golden_run },
  { "lppool2d", "lp-pool", run_lp_pool },
  { "upsample", "upsample", run_upsample },
  { "pad", "pad", run_pad },
  { NULL },
};
