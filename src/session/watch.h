/* Looking: one picture through all layers, every value kept. Lives on the trainer's thread. */
#pragma once
#include "plan.h"
#include "snapshot.h"

G_BEGIN_DECLS

typedef struct _ConvoWatch ConvoWatch;

ConvoWeights  *convo_watch_fresh    (ConvoReport   *report,
                                     GError       **error);
ConvoWatch    *convo_watch_new      (ConvoReport   *report,
                                     const float   *picture,
                                     int            weights_node);
void           convo_watch_free     (ConvoWatch    *watch);
ConvoReport   *convo_watch_report   (ConvoWatch    *watch);
void           convo_watch_inherit  (ConvoWatch    *watch,
                                     ConvoReport   *of,
                                     ConvoWeights  *weights);
ConvoWeights  *convo_watch_weights  (ConvoWatch    *watch);
void           convo_watch_use      (ConvoWatch    *watch,
                                     ConvoWeights  *weights);
void           convo_watch_update   (ConvoWatch    *watch,
                                     const float   *picture,
                                     int            weights_node);
ConvoSnapshot *convo_watch_look     (ConvoWatch    *watch,
                                     gint64         step,
                                     GError       **error);

G_END_DECLS
