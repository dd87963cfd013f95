/* What the panes of one window look at together: document, trainer, data set, test picture, newest snapshot. */
#include "scope-session.h"

#include <glib/gi18n.h>

#include "errors.h"
#include "open.h"
#include "scope-settings.h"

#define WATCH_DELAY 40           /* ms: a spin button held down asks for one look, not for forty */
#define WATCH_PATIENCE (4 * G_USEC_PER_SEC)

struct _ScopeSession
{
  GObject parent_instance;

  ConvoDocument *document;
  ConvoTrainer  *trainer;

  char          *spec;           /* what was asked for */
  ConvoDataset  *dataset;        /* as it is on disk */
  ConvoDataset  *fitted;         /* at the size of the document's input */
  char          *problem;        /* why there are no data, or why they do not fit */
  GCancellable  *loading;
  gint64         loading_since;
  int            permille;       /* atomic: the loader's thread writes it */

  guint          sample;
  float         *picture;
  ConvoShape     picture_shape;

  ConvoSnapshot *snapshot;
  char          *weights_of;     /* id of the node whose weights are looked at */
  guint          watch_source;
  gint64         watch_since;    /* 0: no look is awaited */

  ConvoReport   *run_report;     /* what the present run trains */
  guint          run_version;
};

G_DEFINE_FINAL_TYPE (ScopeSession, scope_session, G_TYPE_OBJECT)

enum { DATA_CHANGED, SAMPLE_CHANGED, SNAPSHOT, POINT, EPOCH, RUN_STARTED, BUSY, N_SIGNALS };
static guint signals[N_SIGNALS];

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

/* The report that pictures go through now: a training keeps its own graph. */
static ConvoReport *
shown_report (ScopeSession *self)
{
  return scope_session_active (self) && self->run_report != NULL ? self->run_report
                                                                  : convo_document_report (self->document);
}

/* ---- the test picture ---- */

/* Fitted data may have other classes and pictures: generated ones are drawn anew. */
static ConvoDataset *
shown_data (ScopeSession *self)
{
  return self->fitted != NULL ? self->fitted : self->dataset;
}

static void
drop_picture (ScopeSession *self)
{
  g_clear_pointer (&self->picture, g_free);
  self->picture_shape = (ConvoShape) { 0 };
}

static void
read_picture (ScopeSession *self)
{
  guint32 index;

  drop_picture (self);
  if (self->fitted == NULL || scope_session_n_samples (self) == 0)
    return;
  self->sample = MIN (self->sample, scope_session_n_samples (self) - 1);
  index = self->sample;
  self->picture_shape = *convo_dataset_shape (self->fitted);
  self->picture = g_new (float, convo_shape_count (&self->picture_shape));
  convo_dataset_read (self->fitted, TRUE, &index, 1, self->picture, NULL);
}

/** scope_session_n_samples: Returns: number of pictures in the test part; 0 without data */
guint
scope_session_n_samples (ScopeSession *self)
{
  return self->dataset != NULL ? convo_dataset_count (shown_data (self), TRUE) : 0;
}

/** scope_session_sample: Returns: index of the test picture, from 0 */
guint
scope_session_sample (ScopeSession *self)
{
  return self->sample;
}

/** scope_session_sample_class: Returns: the true class of the test picture, −1 without one */
int
scope_session_sample_class (ScopeSession *self)
{
  if (self->sample >= scope_session_n_samples (self))
    return -1;
  return convo_dataset_labels (shown_data (self), TRUE)[self->sample];
}

/** scope_session_picture: Returns: (nullable): the test picture at the size of the network's input, C×H×W values */
const float *
scope_session_picture (ScopeSession *self, ConvoShape *shape)
{
  if (shape != NULL)
    *shape = self->picture_shape;
  return self->picture;
}

/** scope_session_class_names: Returns: (transfer full) (nullable): names of the classes, %NULL-terminated */
char **
scope_session_class_names (ScopeSession *self)
{
  guint n = self->dataset != NULL ? convo_dataset_n_classes (shown_data (self)) : 0;
  char **names;

  if (n == 0)
    return NULL;
  names = g_new0 (char *, n + 1);
  for (guint i = 0; i < n; i++)
    names[i] = g_strdup (convo_dataset_class_name (shown_data (self), i));
  return names;
}

/* ---- looking ---- */

/**
 * scope_session_first_param_node:
 * @report: a report
 * @id: a node at the top level
 *
 * Returns: index in the net of the first layer of @id that has parameters, −1 if none has
 */
int
scope_session_first_param_node (const ConvoReport *report, const char *id)
{
  const ConvoNet *net = convo_report_net (report);
  const int top = id != NULL ? convo_graph_index (convo_report_graph (report), id) : -1;

  if (top < 0)
    return -1;
  for (int i = 0; i < convo_net_n_nodes (net); i++)
    {
      const ConvoNetNode *node = convo_net_node (net, i);
      ConvoParamSpec specs[CONVO_MAX_PARAMS];
      ConvoSite site;

      if (node->top != top || convo_report_node (report, i)->status != CONVO_STATUS_OK)
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
  ConvoReport *report = shown_report (self);

  self->watch_source = 0;
  if (!picture_fits (self, report) || !convo_report_totals (report)->complete)
    return G_SOURCE_REMOVE;
  convo_trainer_watch (self->trainer, report, self->picture,
                       scope_session_first_param_node (report, self->weights_of));
  self->watch_since = g_get_monotonic_time ();
  g_signal_emit (self, signals[BUSY], 0);
  return G_SOURCE_REMOVE;
}

static void
watch_soon (ScopeSession *self)
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
  watch_soon (self);
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
  const ConvoNet *net;
  int top, node;

  if (self->snapshot == NULL || id == NULL)
    return NULL;
  net = convo_report_net (self->snapshot->report);
  top = convo_graph_index (convo_report_graph (self->snapshot->report), id);
  node = top >= 0 ? convo_net_output_of (net, top) : -1;
  return node >= 0 ? convo_snapshot_find (self->snapshot, node) : NULL;
}

/** scope_session_set_sample: chooses test picture @index (from 0; wraps around) */
void
scope_session_set_sample (ScopeSession *self, guint index)
{
  guint n = scope_session_n_samples (self);

  if (n == 0)
    return;
  self->sample = index % n;
  read_picture (self);
  g_signal_emit (self, signals[SAMPLE_CHANGED], 0);
  watch_soon (self);
}

/* ---- data ---- */

/* Fits the data to the network that pictures go through now. Cheap: pictures are resized while they are read. */
static void
fit (ScopeSession *self)
{
  const ConvoTotals *totals = convo_report_totals (shown_report (self));
  g_autoptr(GError) error = NULL;
  ConvoDataset *fitted = NULL;

  if (self->dataset != NULL)
    {
      fitted = convo_dataset_fit (self->dataset, totals->input.rank > 0 ? &totals->input : NULL, totals->n_classes, &error);
      g_free (self->problem);
      self->problem = error != NULL ? g_strdup (error->message) : NULL;
    }
  g_clear_pointer (&self->fitted, convo_dataset_unref);
  self->fitted = fitted;
}

static gboolean
needs_fit (ScopeSession *self)
{
  const ConvoTotals *totals = convo_report_totals (shown_report (self));

  if (self->dataset == NULL)
    return FALSE;
  if (self->fitted == NULL || self->problem != NULL)
    return TRUE;
  return (totals->input.rank > 0 && !convo_shape_equal (&totals->input, convo_dataset_shape (self->fitted)))
         || (totals->n_classes > 0 && totals->n_classes != (int) convo_dataset_n_classes (self->fitted));
}

static void
refit (ScopeSession *self)
{
  if (!needs_fit (self))
    return;
  fit (self);
  read_picture (self);
  g_signal_emit (self, signals[DATA_CHANGED], 0);
  g_signal_emit (self, signals[SAMPLE_CHANGED], 0);
}

static void
load_progress (double fraction, gpointer data)
{
  g_atomic_int_set (&((ScopeSession *) data)->permille, (int) (fraction * 1000));
}

static void
load_worker (GTask *task, gpointer source, gpointer spec, GCancellable *cancellable)
{
  GError *error = NULL;
  ConvoDataset *dataset = convo_dataset_open_full (spec, NULL, 0, load_progress, source, cancellable, &error);

  if (dataset != NULL)
    g_task_return_pointer (task, dataset, (GDestroyNotify) convo_dataset_unref);
  else
    g_task_return_error (task, error);
}

static void
load_done (GObject *source, GAsyncResult *result, gpointer unused)
{
  ScopeSession *self = SCOPE_SESSION (source);
  g_autoptr(GError) error = NULL;
  ConvoDataset *dataset = g_task_propagate_pointer (G_TASK (result), &error);

  if (g_task_get_cancellable (G_TASK (result)) != self->loading)   /* another one was asked for meanwhile */
    {
      g_clear_pointer (&dataset, convo_dataset_unref);
      return;
    }
  g_clear_object (&self->loading);
  g_free (self->problem);
  self->problem = error == NULL ? NULL : g_strdup (error->message);
  if (dataset != NULL)
    {
      g_clear_pointer (&self->dataset, convo_dataset_unref);
      self->dataset = dataset;
      self->sample = 0;
      fit (self);
      read_picture (self);
    }
  g_signal_emit (self, signals[DATA_CHANGED], 0);
  g_signal_emit (self, signals[SAMPLE_CHANGED], 0);
  watch_soon (self);
}

/**
 * scope_session_open_data:
 * @self: a session
 * @spec: "fashion-mnist", "shapes" or a folder
 *
 * Loads in a worker. What was there stays until the new data are whole.
 */
void
scope_session_open_data (ScopeSession *self, const char *spec)
{
  g_autoptr(GTask) task = NULL;

  scope_session_cancel_data (self);
  g_free (self->spec);
  self->spec = g_strdup (spec);
  self->loading = g_cancellable_new ();
  self->loading_since = g_get_monotonic_time ();
  g_atomic_int_set (&self->permille, 0);
  task = g_task_new (self, self->loading, load_done, NULL);
  g_task_set_task_data (task, g_strdup (spec), g_free);
  g_task_run_in_thread (task, load_worker);
  g_signal_emit (self, signals[DATA_CHANGED], 0);
  g_signal_emit (self, signals[BUSY], 0);
}

/** scope_session_cancel_data: stops loading; the data that are there stay */
void
scope_session_cancel_data (ScopeSession *self)
{
  if (self->loading == NULL)
    return;
  g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  g_free (self->spec);
  self->spec = g_strdup (self->dataset != NULL ? convo_dataset_id (self->dataset) : NULL);
  g_signal_emit (self, signals[DATA_CHANGED], 0);
}

/** scope_session_data_spec: Returns: (nullable): what was asked for last */
const char *
scope_session_data_spec (ScopeSession *self)
{
  return self->spec;
}

/** scope_session_dataset: Returns: (nullable) (transfer none): the data as they are */
ConvoDataset *
scope_session_dataset (ScopeSession *self)
{
  return self->dataset;
}

/** scope_session_fitted: Returns: (nullable) (transfer none): the data at the size of the network's input */
ConvoDataset *
scope_session_fitted (ScopeSession *self)
{
  return self->fitted;
}

/** scope_session_data_problem: Returns: (nullable): a sentence: why there are no data or why they do not fit */
const char *
scope_session_data_problem (ScopeSession *self)
{
  return self->problem;
}

/** scope_session_loading: Returns: whether data are being loaded; @fraction 0…1 and since when */
gboolean
scope_session_loading (ScopeSession *self, double *fraction, double *seconds)
{
  *fraction = g_atomic_int_get (&self->permille) / 1000.0;
  *seconds = (g_get_monotonic_time () - self->loading_since) / 1e6;
  return self->loading != NULL;
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
  ConvoReport *report = convo_document_report (self->document);
  const gboolean fresh = !scope_session_active (self);
  JsonNode *object = convo_graph_training (convo_document_graph (self->document));
  ConvoTraining training;
  const char *problem;

  if (fresh)
    {
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
      self->run_report = convo_report_ref (report);
      self->run_version = convo_document_version (self->document);
      g_signal_emit (self, signals[RUN_STARTED], 0);
    }
  scope_session_training (self, &training);
  if (one_step)
    convo_trainer_step (self->trainer, self->run_report, &training, self->fitted);
  else
    convo_trainer_start (self->trainer, self->run_report, &training, self->fitted);
  if (fresh)
    watch_soon (self);
  g_signal_emit (self, signals[BUSY], 0);
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
    g_signal_emit (self, signals[POINT], 0, &point);
  while ((end = convo_trainer_take_epoch (self->trainer)) != NULL)
    {
      g_signal_emit (self, signals[EPOCH], 0, end);
      convo_epoch_end_free (end);
    }
  if (snapshot != NULL)
    {
      g_clear_pointer (&self->snapshot, convo_snapshot_unref);
      self->snapshot = snapshot;
      self->watch_since = 0;
      g_signal_emit (self, signals[SNAPSHOT], 0);
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
  refit (self);
  watch_soon (self);
}

static void
on_trainer_state (ScopeSession *self)
{
  refit (self);
  g_signal_emit (self, signals[BUSY], 0);    /* last points and the last snapshot are still to be taken */
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
  g_clear_object (&self->document);
  g_clear_pointer (&self->snapshot, convo_snapshot_unref);
  g_clear_pointer (&self->run_report, convo_report_unref);
  g_clear_pointer (&self->fitted, convo_dataset_unref);
  g_clear_pointer (&self->dataset, convo_dataset_unref);
  drop_picture (self);
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
  signals[DATA_CHANGED] = signal_new ("data-changed", FALSE);
  signals[SAMPLE_CHANGED] = signal_new ("sample-changed", FALSE);
  signals[SNAPSHOT] = signal_new ("snapshot", FALSE);
  signals[POINT] = signal_new ("point", TRUE);
  signals[EPOCH] = signal_new ("epoch", TRUE);
  signals[RUN_STARTED] = signal_new ("run-started", FALSE);
  signals[BUSY] = signal_new ("busy", FALSE);
}

static void
scope_session_init (ScopeSession *self)
{
  self->document = convo_document_new (convo_graph_new (_("Untitled")));
  self->trainer = convo_trainer_new ();
  g_signal_connect_swapped (self->document, "changed", G_CALLBACK (on_document_changed), self);
  g_signal_connect_swapped (self->trainer, "state-changed", G_CALLBACK (on_trainer_state), self);
}

/** scope_session_new: Returns: (transfer full): an empty document, an idle trainer, no data */
ScopeSession *
scope_session_new (void)
{
  return g_object_new (SCOPE_TYPE_SESSION, NULL);
}
