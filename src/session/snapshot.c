/* Snapshots: built once on the trainer's thread, then only read. */
#include "snapshot.h"

/** convo_snapshot_ref: Returns: (transfer full): the same snapshot */
ConvoSnapshot *
convo_snapshot_ref (ConvoSnapshot *snapshot)
{
  g_atomic_ref_count_inc (&snapshot->ref_count);
  return snapshot;
}

/** convo_snapshot_unref: %NULL is allowed */
void
convo_snapshot_unref (ConvoSnapshot *snapshot)
{
  if (snapshot == NULL || !g_atomic_ref_count_dec (&snapshot->ref_count))
    return;
  for (int i = 0; i < snapshot->n_values; i++)
    g_free (snapshot->values[i].data);
  convo_report_unref (snapshot->report);
  g_free (snapshot->values);
  for (int i = 0; i < CONVO_MAX_PARAMS; i++)
    g_free (snapshot->params[i]);
  g_free (snapshot->scores);
  g_free (snapshot->gradients);
  g_free (snapshot);
}

/** convo_snapshot_find: Returns: (nullable) (transfer none): the output of the net's node @node */
const ConvoValues *
convo_snapshot_find (const ConvoSnapshot *snapshot, int node)
{
  for (int i = 0; i < snapshot->n_values; i++)
    if (snapshot->values[i].node == node)
      return &snapshot->values[i];
  return NULL;
}
