/* How well a plan's class scores agree with labels: loss, top-1, top-5, and which class was taken for which. */
#pragma once
#include "plan.h"

G_BEGIN_DECLS

/**
 * ConvoScore: result of one evaluation: mean loss, top-1 and top-5 in percent, and n_classes² counts
 * (row: true class, column: predicted). With a label map every position is a case, and an image counts as the share of
 * its positions that are right.
 */
typedef struct
{
  double loss, top1, top5;
  int n, n_classes;
  guint32 *confusion;
} ConvoScore;

/* Images of the forward just run whose best score is the label's */
double convo_score_correct (const ConvoPlan *plan,
                            const gint32    *labels,
                            int              n);
/* Adds the forward just run: sums, until convo_score_finish() */
void   convo_score_add     (ConvoScore      *score,
                            const ConvoPlan *plan,
                            const gint32    *labels,
                            int              n,
                            double           loss);
void   convo_score_finish  (ConvoScore      *score);
void   convo_score_clear   (ConvoScore      *score);

G_END_DECLS
