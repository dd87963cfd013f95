/* The session's data: loading in a worker, fitting to the network, the test picture. */
#include "scope-session-private.h"

#include "open.h"

/* ---- the test picture ---- */

/* Fitted data may have other classes and pictures: generated ones are drawn anew. */
static ConvoDataset *
shown_data (ScopeSession *self)
{
  return self->fitted != NULL ? self->fitted : self->dataset;
}

/** scope_session_drop_picture: forgets the test picture */
void
scope_session_drop_picture (ScopeSession *self)
{
  g_clear_pointer (&self->picture, g_free);
  self->picture_shape = (ConvoShape) { 0 };
}

static void
read_picture (ScopeSession *self)
{
  guint32 index;

  scope_session_drop_picture (self);
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

/** scope_session_set_sample: chooses test picture @index (from 0; wraps around) */
void
scope_session_set_sample (ScopeSession *self, guint index)
{
  guint n = scope_session_n_samples (self);

  if (n == 0)
    return;
  self->sample = index % n;
  read_picture (self);
  scope_session_emit (self, SCOPE_SESSION_SAMPLE_CHANGED);
  scope_session_watch_soon (self);
}

/* ---- data ---- */

/* Fits the data to the network that pictures go through now. Cheap: pictures are resized while they are read. */
static void
fit (ScopeSession *self)
{
  const ConvoTotals *totals = convo_report_totals (scope_session_shown_report (self));
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

/* Then the last layer tells when it does not give as many scores */
static void
tell_classes (ScopeSession *self)
{
  if (self->dataset != NULL)
    convo_document_set_classes (self->document, convo_dataset_n_classes (shown_data (self)), convo_dataset_name (self->dataset));
}

static gboolean
needs_fit (ScopeSession *self)
{
  const ConvoTotals *totals = convo_report_totals (scope_session_shown_report (self));
  int classes;

  if (self->dataset == NULL)
    return FALSE;
  if (self->fitted == NULL || self->problem != NULL)
    return TRUE;
  classes = convo_dataset_n_classes (self->fitted);   /* spare outputs of the network do no harm */
  return (totals->input.rank > 0 && !convo_shape_equal (&totals->input, convo_dataset_shape (self->fitted)))
         || (totals->n_classes > 0 && totals->n_classes < classes)
         || (totals->n_classes > classes && classes < (int) convo_dataset_n_classes (self->dataset));
}

/** scope_session_refit: fits the data anew if the input of the network is another one */
void
scope_session_refit (ScopeSession *self)
{
  if (!needs_fit (self))
    return;
  fit (self);
  read_picture (self);
  tell_classes (self);
  scope_session_emit (self, SCOPE_SESSION_DATA_CHANGED);
  scope_session_emit (self, SCOPE_SESSION_SAMPLE_CHANGED);
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
      tell_classes (self);
    }
  scope_session_emit (self, SCOPE_SESSION_DATA_CHANGED);
  scope_session_emit (self, SCOPE_SESSION_SAMPLE_CHANGED);
  scope_session_watch_soon (self);
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
  scope_session_emit (self, SCOPE_SESSION_DATA_CHANGED);
  scope_session_emit (self, SCOPE_SESSION_BUSY);
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
  scope_session_emit (self, SCOPE_SESSION_DATA_CHANGED);
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

