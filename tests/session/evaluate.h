/* Accuracy of a trained network, for the tests that train. */
#pragma once
#include "dataset.h"
#include "training.h"

/** convo_test_evaluate: Returns: the share of @data's test pictures that are taken for what they are; @pictures and
 * @labels have room for a batch */
static inline double
convo_test_evaluate (ConvoRun *run, ConvoDataset *data, float *pictures, gint32 *labels)
{
  int batch = convo_run_training (run)->batch, n = convo_dataset_count (data, TRUE);
  g_autofree guint32 *indices = g_new (guint32, batch);
  ConvoScore score = { 0 };
  double top1;

  for (int at = 0; at < n; at += batch)
    {
      int count = MIN (batch, n - at);

      for (int i = 0; i < count; i++)
        indices[i] = at + i;
      convo_dataset_read (data, TRUE, indices, count, pictures, labels);
      convo_run_evaluate (run, pictures, labels, count, &score);
    }
  convo_score_finish (&score);
  top1 = score.top1;
  convo_score_clear (&score);
  return top1;
}
