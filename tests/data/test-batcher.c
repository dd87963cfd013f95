/* The batcher: every picture once an epoch, the same order for the same seed and epoch, the last batch short. */
#include "batcher.h"

#include <string.h>

static guint32 *
order_of (ConvoBatcher *batcher, guint epoch, guint n)
{
  guint32 *order = g_new (guint32, n);
  guint filled = 0;

  convo_batcher_epoch (batcher, epoch);
  for (guint step = 0; step < convo_batcher_steps (batcher); step++)
    {
      const guint32 *indices;
      guint count;

      convo_batcher_get (batcher, step, &indices, &count);
      g_assert_cmpuint (filled + count, <=, n);
      memcpy (order + filled, indices, count * sizeof *order);
      filled += count;
    }
  g_assert_cmpuint (filled, ==, n);
  return order;
}

static void
test_permutation (void)
{
  g_autoptr(ConvoBatcher) batcher = convo_batcher_new (1000, 64, 7);

  for (guint epoch = 0; epoch < 5; epoch++)
    {
      g_autofree guint32 *order = order_of (batcher, epoch, 1000);
      gboolean seen[1000] = { FALSE };

      for (int i = 0; i < 1000; i++)
        {
          g_assert_cmpuint (order[i], <, 1000);
          g_assert_false (seen[order[i]]);
          seen[order[i]] = TRUE;
        }
    }
}

/* A run that resumes in epoch 3 sees what the first run saw there. */
static void
test_same (void)
{
  g_autoptr(ConvoBatcher) a = convo_batcher_new (500, 32, 1);
  g_autoptr(ConvoBatcher) b = convo_batcher_new (500, 32, 1);
  g_autoptr(ConvoBatcher) other = convo_batcher_new (500, 32, 2);
  g_autofree guint32 *zero = order_of (a, 0, 500);
  g_autofree guint32 *two = order_of (a, 2, 500);
  g_autofree guint32 *three = order_of (a, 3, 500);
  g_autofree guint32 *resumed = order_of (b, 3, 500);
  g_autofree guint32 *seeded = order_of (other, 3, 500);

  g_assert_cmpmem (three, 2000, resumed, 2000);
  g_assert_true (memcmp (zero, two, 2000) != 0);
  g_assert_true (memcmp (two, three, 2000) != 0);
  g_assert_true (memcmp (three, seeded, 2000) != 0);
}

static void
test_short (void)
{
  static const struct { guint n, batch, steps, last; } cases[] = {
    { 10, 4, 3, 2 }, { 8, 4, 2, 4 }, { 3, 64, 1, 3 }, { 1, 1, 1, 1 }, { 0, 8, 0, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(ConvoBatcher) batcher = convo_batcher_new (cases[i].n, cases[i].batch, 1);
      const guint32 *indices;
      guint n;

      g_assert_cmpuint (convo_batcher_steps (batcher), ==, cases[i].steps);
      if (cases[i].steps == 0)
        continue;
      convo_batcher_get (batcher, cases[i].steps - 1, &indices, &n);
      g_assert_cmpuint (n, ==, cases[i].last);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/batcher/permutation", test_permutation);
  g_test_add_func ("/batcher/same", test_same);
  g_test_add_func ("/batcher/short", test_short);
  return g_test_run ();
}
