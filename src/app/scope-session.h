/* What the panes of one window look at together: document, trainer, data set, test picture, newest snapshot. */
#pragma once
#include <gio/gio.h>
#include "baseline.h"
#include "dataset.h"
#include "document.h"
#include "field-lens.h"
#include "stopwatch.h"
#include "trainer.h"

G_BEGIN_DECLS

/**
 * ScopeSession:
 *
 * The panes never talk to each other: they read this and listen to it. Signals, all in the main context:
 *   "data-changed" (): another data set, a loading that began, went on or ended, or why there is none
 *   "sample-changed" (): another test picture (or the same one at another size)
 *   "snapshot" (): scope_session_snapshot() is another one
 *   "point" (gpointer ConvoPoint): one training step
 *   "epoch" (gpointer ConvoEpochEnd): an evaluation on the test set
 *   "run-started" (): curves begin anew
 *   "lens-changed" (): scope_session_lens() is another one
 *   "busy" (): something is under way: call scope_session_poll() on each frame until it returns %FALSE
 */
#define SCOPE_TYPE_SESSION (scope_session_get_type ())
G_DECLARE_FINAL_TYPE (ScopeSession, scope_session, SCOPE, SESSION, GObject)

ScopeSession     *scope_session_new            (void);
ConvoDocument    *scope_session_document       (ScopeSession *self);
ConvoBaseline  *scope_session_baseline     (ScopeSession *self);
ConvoStopwatch   *scope_session_stopwatch      (ScopeSession *self);
ConvoTrainer     *scope_session_trainer        (ScopeSession *self);
gboolean          scope_session_poll           (ScopeSession *self);

/* Data */
void              scope_session_open_data      (ScopeSession *self,
                                                const char   *spec);
void              scope_session_cancel_data    (ScopeSession *self);
const char       *scope_session_data_spec      (ScopeSession *self);
ConvoDataset     *scope_session_dataset        (ScopeSession *self);
ConvoDataset     *scope_session_fitted         (ScopeSession *self);
const char       *scope_session_data_problem   (ScopeSession *self);
gboolean          scope_session_loading        (ScopeSession *self,
                                                double       *fraction,
                                                double       *seconds);

/* The test picture */
guint             scope_session_n_samples      (ScopeSession *self);
guint             scope_session_sample         (ScopeSession *self);
void              scope_session_set_sample     (ScopeSession *self,
                                                guint         index);
int               scope_session_sample_class   (ScopeSession *self);
const float      *scope_session_picture        (ScopeSession *self,
                                                ConvoShape   *shape);
char            **scope_session_class_names    (ScopeSession *self);

/* Looking */
ConvoSnapshot    *scope_session_snapshot       (ScopeSession *self);
const ConvoValues *scope_session_values        (ScopeSession *self,
                                                const char   *id);
const ConvoFieldLens *scope_session_lens      (ScopeSession *self);
void              scope_session_set_lens       (ScopeSession *self,
                                                const char   *id,
                                                const gint64  cell[CONVO_MAX_AXES]);
void              scope_session_watch_weights  (ScopeSession *self,
                                                const char   *id);

/* Training */
gboolean          scope_session_train          (ScopeSession *self,
                                                gboolean      one_step,
                                                GError      **error);
gboolean          scope_session_train_from     (ScopeSession *self,
                                                GFile        *checkpoint,
                                                GError      **error);
char             *scope_session_run_key        (ScopeSession *self);
gboolean          scope_session_active         (ScopeSession *self);
gboolean          scope_session_outdated       (ScopeSession *self,
                                                guint        *version);
const char       *scope_session_problem        (ScopeSession *self);
void              scope_session_training       (ScopeSession  *self,
                                                ConvoTraining *training);
int               scope_session_first_param_node (const ConvoReport *report,
                                                  const char        *id);

G_END_DECLS
