/* Golden vectors of losses and dropout. */
#include "golden.h"

#include <string.h>

static void
run_cross_entropy (const GoldenCase *c, const char *name)
{
  g_autoptr(TestSite) site = golden_site (c, name, NULL);
  float mean = 0;

  test_site_set_layout (site, golden_layout.halo, golden_layout.pitch);
  for (int i = 0; i < site->batch; i++)
    {
      site->labels[i] = test_tensor (c->tensors, "t")->values[i];
      site->dy[i] = test_tensor (c->tensors, "gy")->values[0] / site->batch;
    }
  test_site_forward (site);
  for (int i = 0; i < site->batch; i++)
    mean += site->y[i] / site->batch;
  golden_compare_tensor (c, "y", &mean, 1);
  test_site_backward (site);
  golden_compare_tensor (c, "gx", site->dx[0], test_site_count (site, 0));
}

/* The target is the second input */
static void
run_target_loss (const GoldenCase *c, const char *name)
{
  const TestTensor *x = test_tensor (c->tensors, "x"), *t = test_tensor (c->tensors, "t");
  ConvoShape in[] = { golden_shape (x), golden_shape (t) };
  g_autoptr(GError) error = NULL;
  g_autoptr(TestSite) site = test_site_new (golden_kind (name), NULL, in, 2, x->dim[0], &error);
  float mean = 0;

  g_assert_no_error (error);
  test_site_set_layout (site, golden_layout.halo, golden_layout.pitch);
  memcpy (site->x[0], x->values, x->count * sizeof (float));
  memcpy (site->x[1], t->values, t->count * sizeof (float));
  for (int i = 0; i < site->batch; i++)
    site->dy[i] = test_tensor (c->tensors, "gy")->values[0] / site->batch;
  test_site_forward (site);
  for (int i = 0; i < site->batch; i++)
    mean += site->y[i] / site->batch;
  golden_compare_tensor (c, "y", &mean, 1);
  test_site_backward (site);
  golden_compare_tensor (c, "gx", site->dx[0], test_site_count (site, 0));
}

/* The oracle's mask cannot be drawn at will. But wherever a drawn mask has the oracle's bit, y and gx must be the
 * oracle's; over some keys that covers every value. */
static void
run_dropout (const GoldenCase *c, const char *name)
{
  const TestTensor *mask = test_tensor (c->tensors, "mask"), *y = test_tensor (c->tensors, "y");
  const TestTensor *gx = test_tensor (c->tensors, "gx");
  void *state = convo_kind_new_state (golden_kind (name));
  g_autofree gboolean *seen = g_new0 (gboolean, mask->count);
  g_autoptr(TestSite) site = NULL;
  const ConvoShape *shape;
  double p;

  golden_set_value (c, golden_kind (name), state, "probability", "p");
  p = json_object_get_double_member (c->settings, "p");
  site = golden_site (c, name, state);
  test_site_set_layout (site, golden_layout.halo, golden_layout.pitch);
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
          golden_compare (c, "y", &site->y[i], &y->values[i], 1);
          golden_compare (c, "gx", &site->dx[0][i], &gx->values[i], 1);
          seen[i] = TRUE;
        }
    }
  for (gint64 i = 0; i < mask->count; i++)
    g_assert_true (seen[i]);
}

const GoldenWay golden_losses[] = {
  { "softmax_crossentropy", "softmax-cross-entropy", run_cross_entropy },
  { "nll", "nll", run_cross_entropy },
  { "mse", "mean-squared-error", run_target_loss },
  { "bce_logits", "binary-cross-entropy", run_target_loss },
  { "dropout", "dropout", run_dropout },
  { NULL },
};
