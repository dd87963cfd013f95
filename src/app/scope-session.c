/* What the panes of one window look at together: document, trainer, data set, test picture, newest snapshot. */
#include "scope-session-private.h"

#include <string.h>

#include <glib/gi18n.h>

#include "errors.h"
#include "predict.h"
#include "recovery.h"
#include "scope-settings.h"

#define KEEP_SECONDS 30          /* between two checkpoints of a running training */
#define WATCH_DELAY 40           /* ms: a spin button held down asks for one look, not for forty */
#define WATCH_PATIENCE (4 * G_USEC_PER_SEC)

G_DEFINE_FINAL_TYPE (ScopeSession, scope_session, G_TYPE_OBJECT)

static guint signals[SCOPE_SESSION_N_SIGNALS];

/** scope_session_emit: emits a signal without arguments */
void
scope_session_emit (ScopeSession *self, guint signal)
{
  g_signal_emit (self, signals[signal], 0);
}

/** scope_session_stopwatch: Returns: (transfer none): what measures how long the layers of the document take */
ConvoStopwatch *
scope_session_stopwatch (ScopeSession *self)
{
  return self->stopwatch;
}

/** scope_session_baseline: Returns: (transfer none): what the costs of the document are compared with */
ConvoBaseline *
scope_session_baseline (ScopeSession *self)
{
  return self->baseline;
}

ConvoDocument *
scope_session_document (ScopeSession *self)
{
  return self->document;
}

ConvoTrainer *
scope_session_trainer (ScopeSession *self)
{
  return self->trainer;
}

/** scope_session_active: Returns: whether a training is loading, running or paused */
gboolean
scope_session_active (ScopeSession *self)
{
  ConvoProgress progress;

  convo_trainer_progress (self->trainer, &progress);
  return progress.state == CONVO_TRAINER_LOADING || progress.state == CONVO_TRAINER_RUNNING
         || progress.state == CONVO_TRAINER_PAUSED;
}

/** scope_session_shown_report: Returns: (transfer none): what pictures go through now: a training keeps its own graph */
ConvoReport *
scope_session_shown_report (ScopeSession *self)
{
  return scope_session_active (self) && self->run_report != NULL ? self->run_report
                                                                  : convo_document_report (self->document);
}

/* ---- looking ---- */

/**
 * scope_session_first_param_node:
 * @report: a report
 * @id: path of a node
 *
 * Returns: index in the net of the first layer of @id that has parameters, −1 if none has
 */
int
scope_session_first_param_node (const ConvoReport *report, const char *id)
{
  const ConvoNet *net = convo_report_net (report);
  const gsize length = id != NULL ? strlen (id) : 0;

  if (length == 0)
    return -1;
  for (int i = 0; i < convo_net_n_nodes (net); i++)
    {
      const ConvoNetNode *node = convo_net_node (net, i);
      ConvoParamSpec specs[CONVO_MAX_PARAMS];
      ConvoSite site;

      if (strncmp (node->path, id, length) != 0 || (node->path[length] != '\0' && node->path[length] != '.') || convo_report_node (report, i)->status != CONVO_STATUS_OK)
        continue;
      convo_report_site (report, i, &site);
      if (convo_kind_params (node->kind, node->state, &site, specs) > 0)
        return i;
    }
  return -1;
}

static gboolean
picture_fits (ScopeSession *self, const ConvoReport *report)
{
  return self->picture != NULL
         && convo_shape_equal (&self->picture_shape, &convo_report_totals (report)->input);
}

static gboolean
watch_now (gpointer data)
{
  ScopeSession *self = data;
  ConvoReport *report = scope_session_shown_report (self);

  self->watch_source = 0;
  if (!picture_fits (self, report))   /* problems are no hindrance: what works is shown */
    return G_SOURCE_REMOVE;
  convo_trainer_watch (self->trainer, report, self->picture,
                       scope_session_first_param_node (report, self->weights_of));
  self->watch_since = g_get_monotonic_time ();
  scope_session_emit (self, SCOPE_SESSION_BUSY);
  return G_SOURCE_REMOVE;
}

/** scope_session_watch_soon: asks for a look at the test picture, once for many calls */
void
scope_session_watch_soon (ScopeSession *self)
{
  if (self->watch_source == 0)
    self->watch_source = g_timeout_add (WATCH_DELAY, watch_now, self);
}

/** scope_session_watch_weights: @id: (nullable): the node whose weights the next snapshots carry */
void
scope_session_watch_weights (ScopeSession *self, const char *id)
{
  if (g_strcmp0 (self->weights_of, id) == 0)
    return;
  g_free (self->weights_of);
  self->weights_of = g_strdup (id);
  scope_session_watch_soon (self);
}

/** scope_session_lens: Returns: (nullable) (transfer none): the field of the cell that somebody points at */
const ConvoFieldLens *
scope_session_lens (ScopeSession *self)
{
  return self->lens;
}

/* A field that is to be predicted is not outlined: its cells can be counted */
static gboolean
may_see_field (ScopeSession *self, const char *id)
{
  ConvoPredict *predict = convo_predict_of (self->document);

  return !convo_predict_hides (predict, id, CONVO_NUMBER_SHAPE) && !convo_predict_hides (predict, id, CONVO_NUMBER_FIELD);
}

/**
 * scope_session_set_lens:
 * @id: (nullable): the node, or the block, whose output is pointed at; %NULL for none; likewise if its field is to be predicted
 * @cell: depth, row and column, counted from 0
 *
 * Emits "lens-changed" if it changes anything.
 */
void
scope_session_set_lens (ScopeSession *self, const char *id, const gint64 cell[CONVO_MAX_AXES])
{
  ConvoReport *report = convo_document_report (self->document);
  const int node = id != NULL && may_see_field (self, id) ? convo_net_output_at (convo_report_net (report), id) : -1;

  if (node < 0 && self->lens == NULL)
    return;
  g_clear_pointer (&self->lens, convo_field_lens_free);
  if (node >= 0)
    self->lens = convo_field_lens_new (report, node, cell);
  scope_session_emit (self, SCOPE_SESSION_LENS_CHANGED);
}

/** scope_session_snapshot: Returns: (nullable) (transfer none): the newest look into the network */
ConvoSnapshot *
scope_session_snapshot (ScopeSession *self)
{
  return self->snapshot;
}

/** scope_session_values: Returns: (nullable): output of node @id (the last layer, for a block) in the newest snapshot */
const ConvoValues *
scope_session_values (ScopeSession *self, const char *id)
{
  int node;

  if (self->snapshot == NULL || id == NULL)
    return NULL;
  node = convo_net_output_at (convo_report_net (self->snapshot->report), id);
  return node >= 0 ? convo_snapshot_find (self->snapshot, node) : NULL;
}

/* ---- training ---- */

/** scope_session_training: fills @training with the document's settings; threads fall back to the preferences */
void
scope_session_training (ScopeSession *self, ConvoTraining *training)
{
  JsonNode *object = convo_graph_training (convo_document_graph (self->document));

  convo_training_defaults (training);
  if (object == NULL || !convo_training_from_json (training, object, NULL))
    convo_training_defaults (training);
  if (training->threads == 0)
    training->threads = g_settings_get_int (scope_settings (), "threads");
  if (training->threads == 0 && g_settings_get_boolean (scope_settings (), "leave-core"))
    training->threads = MAX (convo_cores () - 1, 1);
}

/* Preferences and the document's threads act on a training that runs */
static void
update_power (ScopeSession *self)
{
  const int niceness = g_settings_get_int (scope_settings (), "niceness");
  ConvoTraining training;

  scope_session_training (self, &training);
  if (training.threads == self->threads && niceness == self->niceness)
    return;
  self->threads = training.threads;
  self->niceness = niceness;
  convo_trainer_set_power (self->trainer, training.threads, niceness);
}

/** scope_session_problem: Returns: (nullable): a sentence: why training cannot start; valid until the next call */
const char *
scope_session_problem (ScopeSession *self)
{
  static GError *error;

  g_clear_error (&error);
  if (!convo_report_check (convo_document_report (self->document), &error))
    return error->message;
  if (self->problem != NULL)
    return self->problem;
  if (self->loading != NULL)
    return _("The data are being loaded.");
  if (self->fitted == NULL)
    return _("There are no data to train on. Choose a data set in the left pane.");
  return NULL;
}

/* What the last run left in the ring belongs to curves that are about to be cleared. */
static void
forget_last_run (ScopeSession *self)
{
  ConvoEpochEnd *end;
  ConvoPoint point;

  while (convo_trainer_take_point (self->trainer, &point))
    ;
  while ((end = convo_trainer_take_epoch (self->trainer)) != NULL)
    convo_epoch_end_free (end);
}

/** scope_session_run_key: Returns: (transfer full): under what name the document's training is kept, see recovery.h */
char *
scope_session_run_key (ScopeSession *self)
{
  return convo_recovery_key (convo_document_file (self->document), convo_graph_name (convo_document_graph (self->document)));
}

/* Where there is no place for checkpoints, training goes on without them */
static void
keep_checkpoints (ScopeSession *self)
{
  g_autofree char *key = scope_session_run_key (self);
  g_autoptr(GFile) file = convo_recovery_begin (key, convo_document_graph (self->document), self->spec, NULL);

  convo_trainer_keep (self->trainer, file, KEEP_SECONDS);
}

/* Whether the document can be trained; then the curves begin anew */
static gboolean
begin_run (ScopeSession *self, GError **error)
{
  JsonNode *object = convo_graph_training (convo_document_graph (self->document));
  const char *problem;
  ConvoTraining training;

  convo_training_defaults (&training);
  if (object != NULL && !convo_training_from_json (&training, object, error))
    return FALSE;
  problem = scope_session_problem (self);
  if (problem != NULL)
    {
      g_set_error_literal (error, CONVO_ERROR, CONVO_ERROR_DATA, problem);
      return FALSE;
    }
  g_clear_pointer (&self->run_report, convo_report_unref);
  self->run_report = convo_report_ref (convo_document_report (self->document));
  self->run_version = convo_document_version (self->document);
  forget_last_run (self);
  scope_session_emit (self, SCOPE_SESSION_RUN_STARTED);
  return TRUE;
}

/**
 * scope_session_train:
 * @self: a session
 * @one_step: one step, then pause
 * @error: return location
 *
 * Starts a run, or goes on with a paused one.
 *
 * Returns: %FALSE with @error set if the network or the data cannot be trained
 */
gboolean
scope_session_train (ScopeSession *self, gboolean one_step, GError **error)
{
  const gboolean fresh = !scope_session_active (self);
  ConvoTraining training;

  if (fresh)
    {
      if (!begin_run (self, error))
        return FALSE;
      keep_checkpoints (self);
    }
  scope_session_training (self, &training);
  if (one_step)
    convo_trainer_step (self->trainer, self->run_report, &training, self->fitted);
  else
    convo_trainer_start (self->trainer, self->run_report, &training, self->fitted);
  if (fresh)
    scope_session_watch_soon (self);
  scope_session_emit (self, SCOPE_SESSION_BUSY);
  return TRUE;
}

/**
 * scope_session_train_from:
 * @checkpoint: of the document's network, as convo_recovery_find() gives it
 * @error: return location
 *
 * Goes on with a training that was interrupted.
 *
 * Returns: %FALSE with @error set if the network or the data cannot be trained; the trainer may refuse later
 */
gboolean
scope_session_train_from (ScopeSession *self, GFile *checkpoint, GError **error)
{
  ConvoTraining training;

  g_return_val_if_fail (!scope_session_active (self), FALSE);
  if (!begin_run (self, error))
    return FALSE;
  scope_session_training (self, &training);
  convo_trainer_keep (self->trainer, checkpoint, KEEP_SECONDS);
  convo_trainer_start_from (self->trainer, self->run_report, &training, self->fitted, checkpoint);
  scope_session_watch_soon (self);
  scope_session_emit (self, SCOPE_SESSION_BUSY);
  return TRUE;
}

/** scope_session_outdated: Returns: whether the structure was edited since the run began; @version: the run's */
gboolean
scope_session_outdated (ScopeSession *self, guint *version)
{
  *version = self->run_version;
  return scope_session_active (self) && self->run_report != NULL
         && !convo_graph_same_structure (convo_report_graph (self->run_report), convo_document_graph (self->document));
}

/**
 * scope_session_poll:
 *
 * Takes what the trainer has: call it on a frame tick; it never waits.
 *
 * Returns: %FALSE when nothing is under way any more
 */
gboolean
scope_session_poll (ScopeSession *self)
{
  ConvoSnapshot *snapshot = convo_trainer_take_snapshot (self->trainer);
  ConvoProgress progress;
  ConvoPoint point;
  ConvoEpochEnd *end;

  while (convo_trainer_take_point (self->trainer, &point))
    g_signal_emit (self, signals[SCOPE_SESSION_POINT], 0, &point);
  while ((end = convo_trainer_take_epoch (self->trainer)) != NULL)
    {
      g_signal_emit (self, signals[SCOPE_SESSION_EPOCH], 0, end);
      convo_epoch_end_free (end);
    }
  if (snapshot != NULL)
    {
      g_clear_pointer (&self->snapshot, convo_snapshot_unref);
      self->snapshot = snapshot;
      self->watch_since = 0;
      scope_session_emit (self, SCOPE_SESSION_SNAPSHOT);
    }
  if (self->loading != NULL)
    return TRUE;
  if (self->watch_since != 0 && g_get_monotonic_time () - self->watch_since > WATCH_PATIENCE)
    self->watch_since = 0;
  convo_trainer_progress (self->trainer, &progress);
  return self->watch_since != 0 || progress.state == CONVO_TRAINER_LOADING || progress.state == CONVO_TRAINER_RUNNING;
}

static void
on_document_changed (ScopeSession *self)
{
  scope_session_set_lens (self, NULL, NULL);    /* it belonged to the network before the edit */
  update_power (self);
  scope_session_refit (self);
  scope_session_watch_soon (self);
}

static void
on_predict_changed (ScopeSession *self)
{
  if (convo_predict_active (convo_predict_of (self->document)))
    scope_session_set_lens (self, NULL, NULL);
}

static void
take_person (ScopeSession *self)
{
  g_autofree char *person = scope_settings_person ();

  convo_predict_set_person (convo_predict_of (self->document), person);
}

static void
on_trainer_state (ScopeSession *self)
{
  scope_session_refit (self);
  scope_session_emit (self, SCOPE_SESSION_BUSY);    /* last points and the last snapshot are still to be taken */
}

static void
scope_session_dispose (GObject *object)
{
  ScopeSession *self = SCOPE_SESSION (object);

  g_clear_handle_id (&self->watch_source, g_source_remove);
  if (self->loading != NULL)
    g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  if (self->trainer != NULL)
    g_signal_handlers_disconnect_by_data (self->trainer, self);
  if (self->document != NULL)
    g_signal_handlers_disconnect_by_data (self->document, self);
  g_clear_object (&self->trainer);
  g_clear_object (&self->baseline);
  if (self->stopwatch != NULL)
    convo_stopwatch_cancel (self->stopwatch);
  g_clear_object (&self->stopwatch);
  g_clear_object (&self->document);
  g_clear_pointer (&self->lens, convo_field_lens_free);
  g_clear_pointer (&self->snapshot, convo_snapshot_unref);
  g_clear_pointer (&self->run_report, convo_report_unref);
  g_clear_pointer (&self->fitted, convo_dataset_unref);
  g_clear_pointer (&self->dataset, convo_dataset_unref);
  scope_session_drop_picture (self);
  g_clear_pointer (&self->spec, g_free);
  g_clear_pointer (&self->problem, g_free);
  g_clear_pointer (&self->weights_of, g_free);
  G_OBJECT_CLASS (scope_session_parent_class)->dispose (object);
}

static guint
signal_new (const char *name, gboolean pointer)
{
  return g_signal_new (name, SCOPE_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                       pointer ? 1 : 0, G_TYPE_POINTER);
}

static void
scope_session_class_init (ScopeSessionClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = scope_session_dispose;
  signals[SCOPE_SESSION_DATA_CHANGED] = signal_new ("data-changed", FALSE);
  signals[SCOPE_SESSION_SAMPLE_CHANGED] = signal_new ("sample-changed", FALSE);
  signals[SCOPE_SESSION_SNAPSHOT] = signal_new ("snapshot", FALSE);
  signals[SCOPE_SESSION_POINT] = signal_new ("point", TRUE);
  signals[SCOPE_SESSION_EPOCH] = signal_new ("epoch", TRUE);
  signals[SCOPE_SESSION_RUN_STARTED] = signal_new ("run-started", FALSE);
  signals[SCOPE_SESSION_LENS_CHANGED] = signal_new ("lens-changed", FALSE);
  signals[SCOPE_SESSION_BUSY] = signal_new ("busy", FALSE);
}

static void
scope_session_init (ScopeSession *self)
{
  self->document = convo_document_new (convo_graph_new (_("Untitled")));
  self->stopwatch = convo_stopwatch_new (self->document);
  self->baseline = convo_baseline_new (self->document);   /* hears of edits before the panes do */
  self->trainer = convo_trainer_new ();
  g_signal_connect_swapped (self->document, "changed", G_CALLBACK (on_document_changed), self);
  g_signal_connect_object (convo_predict_of (self->document), "changed", G_CALLBACK (on_predict_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_swapped (self->trainer, "state-changed", G_CALLBACK (on_trainer_state), self);
  self->niceness = CONVO_TRAINER_NICENESS;
  update_power (self);
  take_person (self);
  g_signal_connect_object (scope_settings (), "changed::person", G_CALLBACK (take_person), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (scope_settings (), "changed::threads", G_CALLBACK (update_power), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (scope_settings (), "changed::leave-core", G_CALLBACK (update_power), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (scope_settings (), "changed::niceness", G_CALLBACK (update_power), self, G_CONNECT_SWAPPED);
}

/** scope_session_new: Returns: (transfer full): an empty document, an idle trainer, no data */
ScopeSession *
scope_session_new (void)
{
  return g_object_new (SCOPE_TYPE_SESSION, NULL);
}
