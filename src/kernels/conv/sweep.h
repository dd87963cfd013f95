/* One window sliding over a map: what forward and every part of the data gradient come down to. */
#pragma once
#include "ahead.h"
#include "map.h"
#include "share.h"
#include "tile.h"

G_BEGIN_DECLS

/**
 * ConvoSweep:
 * @groups: groups of channels
 * @ci: channels of `a` in a group
 * @co: channels of `c` in a group
 * @taps: elements of the window along each axis
 * @tap_step: pixels of `a` between them
 * @start: pixel of `a` under the first tap of the first output; in the halo if negative
 * @stride: pixels of `a` from an output to the next
 * @extent: outputs along each axis
 * @c_start: pixel of `c` where the first output goes
 * @c_stride: pixels of `c` from an output to the next
 * @relu: whether negative outputs become 0
 * @share: which part of the outputs a call computes: some of the rows, or of the channels
 * @ahead: (nullable): memory to bring nearer meanwhile
 *
 * c[output] = bias + Σ over taps and channels of a·weight. A tap adds channels in order, taps follow in order.
 */
typedef struct
{
  gint64 groups, ci, co;
  gint64 taps[3], tap_step[3], start[3], stride[3];
  gint64 extent[3], c_start[3], c_stride[3];
  gboolean relu;
  ConvoShare share;
  ConvoAhead *ahead;
} ConvoSweep;

/* Where the weights of a sweep lie: of group 0, tap (0, 0, 0), channels 0, and the steps to the next group, tap,
 * channel of `a` (from) and of `c` (to). One of the two channel steps is 1. */
typedef struct
{
  const float *weight;
  gint64 group_step, tap_step[3], from_step, to_step;
} ConvoSweepWeights;

gsize convo_sweep_packed_floats (const ConvoSweep        *sweep);
void  convo_sweep_pack          (const ConvoSweep        *sweep,
                                 const ConvoSweepWeights *weights,
                                 float                   *packed);
void  convo_sweep_run           (const ConvoSweep        *whole,
                                 const float             *packed,
                                 const float             *bias,
                                 const ConvoMap          *a,
                                 const ConvoMap          *c,
                                 int                      first,
                                 int                      count,
                                 gboolean                 add);

G_END_DECLS
