/* How well a plan's class scores agree with labels: one label an image, or one a position where the loss has a label map. */
#include "score.h"
#include "losses.h"

#include <string.h>

#define MAX_CONFUSION 4096   /* classes; beyond that no confusion matrix is kept */

/* What one image adds: shares of its positions that are right; [0] top-1, [1] top-5 */
typedef struct
{
  double right[2];
} Image;

static int
rank_of (const float *scores, gint64 n, int label)
{
  int rank = 0;

  for (gint64 c = 0; c < n; c++)
    if (scores[c] > scores[label] || (scores[c] == scores[label] && c < label))
      rank++;
  return rank;
}

static int
best_of (const float *scores, gint64 n)
{
  int best = 0;

  for (gint64 c = 1; c < n; c++)
    if (scores[c] > scores[best])
      best = c;
  return best;
}

/* @label: −1, or any other that is no class: not counted */
static gboolean
judge (const float *scores, gint64 classes, int label, Image *image, ConvoScore *score)
{
  int rank;

  if (label < 0 || label >= classes)
    return FALSE;
  rank = rank_of (scores, classes, label);
  image->right[0] += rank < 1;
  image->right[1] += rank < 5;
  if (score != NULL && score->confusion != NULL)
    score->confusion[label * classes + best_of (scores, classes)]++;
  return TRUE;
}

static Image
judge_positions (const ConvoMap *map, const ConvoMap *targets, int index, ConvoScore *score)
{
  Image image = { 0 };
  gint64 cases = 0;

  for (gint64 z = 0; z < map->extent[0]; z++)
    for (gint64 h = 0; h < map->extent[1]; h++)
      for (gint64 w = 0; w < map->extent[2]; w++)
        cases += judge (convo_map_pixel (map, index, z, h, w), map->channels,
                        convo_label_map_at (targets, index, z, h, w, map->channels), &image, score);
  for (int i = 0; i < 2 && cases > 0; i++)
    image.right[i] /= cases;
  return image;
}

static Image
judge_image (const ConvoPlan *plan, const gint32 *labels, int index, ConvoScore *score)
{
  Image image = { 0 };

  if (convo_plan_targets (plan) >= 0)   /* such plans have the usual layout */
    return judge_positions (convo_plan_value_map (plan, convo_plan_scores (plan)),
                            convo_plan_value_map (plan, convo_plan_targets (plan)), index, score);
  judge (convo_plan_image_scores (plan, index), convo_plan_n_scores (plan), labels[index], &image, score);
  return image;
}

/** convo_score_correct: Returns: see score.h; a fraction of an image where labels are maps */
double
convo_score_correct (const ConvoPlan *plan, const gint32 *labels, int n)
{
  double correct = 0;

  for (int i = 0; i < n; i++)
    correct += judge_image (plan, labels, i, NULL).right[0];
  return correct;
}

/** convo_score_add: @loss: mean of the @n images. Sums become means in convo_score_finish() */
void
convo_score_add (ConvoScore *score, const ConvoPlan *plan, const gint32 *labels, int n, double loss)
{
  int classes = convo_plan_n_scores (plan);

  score->loss += loss * n;
  score->n += n;
  if (score->confusion == NULL && classes <= MAX_CONFUSION)
    {
      score->n_classes = classes;
      score->confusion = g_new0 (guint32, (gsize) classes * classes);
    }
  for (int i = 0; i < n; i++)
    {
      Image image = judge_image (plan, labels, i, score);

      score->top1 += image.right[0];
      score->top5 += image.right[1];
    }
}

/** convo_score_finish: turns sums into a mean loss and percent */
void
convo_score_finish (ConvoScore *score)
{
  if (score->n == 0)
    return;
  score->loss /= score->n;
  score->top1 *= 100.0 / score->n;
  score->top5 *= 100.0 / score->n;
}

/** convo_score_clear: frees what the score holds and zeroes it */
void
convo_score_clear (ConvoScore *score)
{
  g_free (score->confusion);
  memset (score, 0, sizeof *score);
}
