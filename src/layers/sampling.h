/* What padding, cropping and upsampling share: every output pixel is a weighted sum of at most two input pixels along
 * each axis. */
#pragma once
#include "kind.h"

G_BEGIN_DECLS

/**
 * ConvoSample:
 * @at: input positions along one axis
 * @weight: their weights; 0 for a position that does not count
 */
typedef struct
{
  gint64 at[2];
  float weight[2];
} ConvoSample;

/* Where position @o of the output's @axis (0, 1, 2: depth, height, width) comes from */
typedef ConvoSample (*ConvoSampleFunc) (const void      *state,
                                        const ConvoSite *site,
                                        int              axis,
                                        gint64           o);

/* What the outputs of @out, which lie on the map, take from; see #ConvoKind.sees */
void convo_sampling_sees     (const void      *state,
                              const ConvoSite *site,
                              ConvoSampleFunc  sample,
                              const ConvoRegion *out,
                              ConvoRegion     *in);
void convo_sampling_forward  (const void      *state,
                              ConvoPass       *pass,
                              ConvoSampleFunc  sample);
void convo_sampling_backward (const void      *state,
                              ConvoPass       *pass,
                              ConvoSampleFunc  sample);

/* A border that is added or cut off: its width on one side of @axis; 0 along an axis that @in does not have */
gint64 convo_border_side     (const ConvoAxes  *axes,
                              const ConvoShape *in,
                              int               axis);
void convo_border_explain    (const ConvoAxes *before,
                              const ConvoAxes *after,
                              const char      *formula,
                              const ConvoSite *site,
                              ConvoLedger     *ledger);

G_END_DECLS
