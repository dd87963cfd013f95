/* How long each layer of a network takes on this computer, forward and backward. */
#pragma once
#include "plan.h"

G_BEGIN_DECLS

/** ConvoTimingProgress: called between passes, in the measuring thread; @fraction: 0…1 */
typedef void (*ConvoTimingProgress) (double   fraction,
                                     gpointer user_data);

typedef struct _ConvoTiming ConvoTiming;

ConvoTiming       *convo_timing_measure      (const ConvoReport   *report,
                                              int                  batch,
                                              const gint          *cancel,
                                              ConvoTimingProgress  progress,
                                              gpointer             user_data,
                                              GError             **error);
ConvoTiming       *convo_timing_ref          (const ConvoTiming   *timing);
void               convo_timing_unref        (const ConvoTiming   *timing);

const ConvoReport *convo_timing_report       (const ConvoTiming   *timing);
int                convo_timing_batch        (const ConvoTiming   *timing);
gboolean           convo_timing_has_backward (const ConvoTiming   *timing);
gboolean           convo_timing_at           (const ConvoTiming   *timing,
                                              const char          *path,
                                              double              *forward,
                                              double              *backward);
double             convo_timing_total        (const ConvoTiming   *timing);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ConvoTiming, convo_timing_unref)

G_END_DECLS
