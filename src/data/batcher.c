/* Shuffled batches of an epoch, the same for the same seed and epoch. */
#include "batcher.h"
#include "random.h"

#define STREAM G_GUINT64_CONSTANT (0x62617463)      /* apart from the streams of weights and dropout */

struct _ConvoBatcher
{
  guint n, batch;
  guint64 seed;
  guint32 *order;
};

/**
 * convo_batcher_new:
 * @n: number of pictures
 * @batch: pictures a step, at least 1; the last step of an epoch takes what is left
 * @seed: the run's seed
 *
 * Returns: (transfer full): a batcher at epoch 0
 */
ConvoBatcher *
convo_batcher_new (guint n, guint batch, guint64 seed)
{
  ConvoBatcher *batcher;

  g_return_val_if_fail (batch > 0, NULL);
  batcher = g_new0 (ConvoBatcher, 1);
  *batcher = (ConvoBatcher) { .n = n, .batch = batch, .seed = seed, .order = g_new (guint32, MAX (n, 1)) };
  convo_batcher_epoch (batcher, 0);
  return batcher;
}

/** convo_batcher_free: Frees @batcher; %NULL is allowed */
void
convo_batcher_free (ConvoBatcher *batcher)
{
  if (batcher == NULL)
    return;
  g_free (batcher->order);
  g_free (batcher);
}

/** convo_batcher_epoch: Shuffles for @epoch, counted from 0; epochs may be visited in any order */
void
convo_batcher_epoch (ConvoBatcher *batcher, guint epoch)
{
  ConvoRandom random;

  g_return_if_fail (batcher != NULL);
  random = convo_random_stream (batcher->seed, STREAM, epoch);
  for (guint i = 0; i < batcher->n; i++)
    batcher->order[i] = i;
  convo_random_permute (&random, batcher->order, batcher->n);
}

/** convo_batcher_steps: Returns: the number of batches in an epoch, the last short one included */
guint
convo_batcher_steps (const ConvoBatcher *batcher)
{
  g_return_val_if_fail (batcher != NULL, 0);
  return batcher->n / batcher->batch + (batcher->n % batcher->batch > 0);
}

/**
 * convo_batcher_get:
 * @step: below convo_batcher_steps()
 * @indices: (out) (array length=n) (transfer none): the pictures; valid until the next epoch
 * @n: (out): how many
 *
 * The batch of a step of the current epoch. Allocates nothing.
 */
void
convo_batcher_get (const ConvoBatcher *batcher, guint step, const guint32 **indices, guint *n)
{
  gsize first;

  g_return_if_fail (batcher != NULL && step < convo_batcher_steps (batcher));
  first = (gsize) step * batcher->batch;
  *indices = batcher->order + first;
  *n = MIN (batcher->batch, batcher->n - first);
}
