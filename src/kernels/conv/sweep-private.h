/* What packing and running of a sweep agree upon: the order of packed weights. */
#pragma once
#include "sweep.h"

/* Sums of at most so many elements walk a list of offsets instead of loops. */
#define LIST_LENGTH 1024

gboolean convo_sweep_is_channelwise (const ConvoSweep *sweep);
gint64   convo_sweep_taps           (const ConvoSweep *sweep);
int      convo_sweep_panel_vectors  (const ConvoSweep *sweep,
                                     gint64            channels_left);
int      convo_sweep_split          (const ConvoSweep *sweep);
gint64   convo_sweep_split_vectors  (const ConvoSweep *sweep,
                                     int               split);
gint64   convo_sweep_split_element  (const ConvoSweep *sweep,
                                     int               split,
                                     gint64            i);

static inline gint64
round_up (gint64 n, gint64 step)
{
  return (n + step - 1) / step * step;
}
