/* How long the document's layers take on this computer, measured in a thread of its own when somebody asks. */
#pragma once
#include "document.h"
#include "timing.h"

G_BEGIN_DECLS

/**
 * ConvoStopwatch:
 *
 * Keeps the last measurement until there is another one, or another document. Signals, in the main context: "changed" (): the
 * measurement, whether it is stale, or how far a new one is; "failed" (const char *text): why there is no new one.
 */
#define CONVO_TYPE_STOPWATCH (convo_stopwatch_get_type ())
G_DECLARE_FINAL_TYPE (ConvoStopwatch, convo_stopwatch, CONVO, STOPWATCH, GObject)

ConvoStopwatch *convo_stopwatch_new      (ConvoDocument  *document);
void            convo_stopwatch_start    (ConvoStopwatch *self,
                                          int             batch);
void            convo_stopwatch_cancel   (ConvoStopwatch *self);
gboolean        convo_stopwatch_runs     (ConvoStopwatch *self,
                                          double         *fraction);
ConvoTiming    *convo_stopwatch_timing   (ConvoStopwatch *self);
gboolean        convo_stopwatch_is_stale (ConvoStopwatch *self);

G_END_DECLS
