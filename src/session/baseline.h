/* What the document's costs are compared with: the state before the last edit, a marked state, or another model. */
#pragma once
#include "document.h"
#include "report-diff.h"

G_BEGIN_DECLS

/**
 * ConvoAgainst:
 * @CONVO_AGAINST_EDIT: the state before the last edit that changed the structure; moving blocks does not count
 * @CONVO_AGAINST_MARK: the state that convo_baseline_mark() kept
 * @CONVO_AGAINST_MODEL: another document, opened with convo_baseline_open_async()
 */
typedef enum
{
  CONVO_AGAINST_EDIT,
  CONVO_AGAINST_MARK,
  CONVO_AGAINST_MODEL,
} ConvoAgainst;

/**
 * ConvoBaseline:
 *
 * Follows a document. While it is not active it computes nothing. Signal: "changed" (): something that the functions below
 * say is another one; after an edit it comes before the "changed" of those who listen to the document later.
 */
#define CONVO_TYPE_BASELINE (convo_baseline_get_type ())
G_DECLARE_FINAL_TYPE (ConvoBaseline, convo_baseline, CONVO, BASELINE, GObject)

ConvoBaseline       *convo_baseline_new         (ConvoDocument       *document);
void                   convo_baseline_set_active  (ConvoBaseline     *self,
                                                     gboolean             active);
gboolean               convo_baseline_is_active   (ConvoBaseline     *self);
gboolean               convo_baseline_set_against (ConvoBaseline     *self,
                                                     ConvoAgainst         against);
ConvoAgainst           convo_baseline_against     (ConvoBaseline     *self);
gboolean               convo_baseline_has         (ConvoBaseline     *self,
                                                     ConvoAgainst         against);
void                   convo_baseline_mark        (ConvoBaseline     *self);
void                   convo_baseline_open_async  (ConvoBaseline     *self,
                                                     GFile               *file,
                                                     GCancellable        *cancellable,
                                                     GAsyncReadyCallback  callback,
                                                     gpointer             user_data);
gboolean               convo_baseline_open_finish (ConvoBaseline     *self,
                                                     GAsyncResult        *result,
                                                     GError             **error);
ConvoReportDiff       *convo_baseline_diff        (ConvoBaseline     *self);
char                  *convo_baseline_words       (ConvoBaseline     *self);

G_END_DECLS
