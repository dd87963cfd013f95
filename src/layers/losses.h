/* What losses of single values share: the mean over an image's values of a loss of output and target. */
#pragma once
#include "kind.h"

G_BEGIN_DECLS

/**
 * ConvoPointLoss:
 * @value: loss of output x and target t
 * @slope: its derivative by x
 * @target_slope: its derivative by t
 */
typedef struct
{
  double (*value) (double x, double t);
  double (*slope) (double x, double t);
  double (*target_slope) (double x, double t);
} ConvoPointLoss;

/* One score for each class */
gboolean convo_scores_infer   (const char           *title,
                               const ConvoShape     *in,
                               ConvoShape           *out,
                               GError              **error);
/* Whether the image has a label that is a class; if not it has no loss and no gradient */
gboolean convo_loss_has_label (const ConvoPass      *pass,
                               int                   image);
/* Scores at every position, and the class of each as a value of one channel */
gboolean convo_label_map_infer (const char          *title,
                                const ConvoShape    *in,
                                ConvoShape          *out,
                                GError             **error);
/* Class of a position of the label map, the second input; −1 where it is no class */
int      convo_label_map_at    (const ConvoMap      *labels,
                                int                  image,
                                gint64               z,
                                gint64               h,
                                gint64               w,
                                gint64               classes);
/* Scores and labels, or an output and a target of equal shapes */
gboolean convo_loss_infer     (const char           *title,
                               const ConvoShape     *in,
                               int                   n_in,
                               ConvoShape           *out,
                               GError              **error);
void     convo_loss_explain   (const void           *state,
                               const ConvoSite      *site,
                               ConvoLedger          *ledger);
void     convo_loss_forward   (const ConvoPointLoss *loss,
                               ConvoPass            *pass);
void     convo_loss_backward  (const ConvoPointLoss *loss,
                               ConvoPass            *pass);

G_END_DECLS
