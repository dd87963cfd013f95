/* What the document's costs are compared with: the state before the last edit, a marked state, or another model. */
#pragma once
#include "document.h"
#include "report-diff.h"

G_BEGIN_DECLS

/**
 * ConvoAgainst:
 * @CONVO_AGAINST_EDIT: the state before the last edit that changed the structure; moving blocks does not count
 * @CONVO_AGAINST_MARK: the state that convo_comparison_mark() kept
 * @CONVO_AGAINST_MODEL: another document, opened with convo_comparison_open_async()
 */
typedef enum
{
  CONVO_AGAINST_EDIT,
  CONVO_AGAINST_MARK,
  CONVO_AGAINST_MODEL,
} ConvoAgainst;

/**
 * ConvoComparison:
 *
 * Follows a document. While it is not active it computes nothing. Signal: "changed" (): something that the functions below
 * say is another one; after an edit it comes before the "changed" of those who listen to the document later.
 */
#define CONVO_TYPE_COMPARISON (convo_comparison_get_type ())
G_DECLARE_FINAL_TYPE (ConvoComparison, convo_comparison, CONVO, COMPARISON, GObject)

ConvoComparison       *convo_comparison_new         (ConvoDocument       *document);
void                   convo_comparison_set_active  (ConvoComparison     *self,
                                                     gboolean             active);
gboolean               convo_comparison_is_active   (ConvoComparison     *self);
gboolean               convo_comparison_set_against (ConvoComparison     *self,
                                                     ConvoAgainst         against);
ConvoAgainst           convo_comparison_against     (ConvoComparison     *self);
gboolean               convo_comparison_has         (ConvoComparison     *self,
                                                     ConvoAgainst         against);
void                   convo_comparison_mark        (ConvoComparison     *self);
void                   convo_comparison_open_async  (ConvoComparison     *self,
                                                     GFile               *file,
                                                     GCancellable        *cancellable,
                                                     GAsyncReadyCallback  callback,
                                                     gpointer             user_data);
gboolean               convo_comparison_open_finish (ConvoComparison     *self,
                                                     GAsyncResult        *result,
                                                     GError             **error);
ConvoReportDiff       *convo_comparison_diff        (ConvoComparison     *self);
char                  *convo_comparison_words       (ConvoComparison     *self);

G_END_DECLS
