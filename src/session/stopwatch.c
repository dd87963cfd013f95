/* How long the document's layers take on this computer. The worker holds a report and two atomics, nothing of the window. */
#include "stopwatch.h"
#include "errors.h"

#define TICK 100                 /* milliseconds between looks at the progress */

typedef struct
{
  ConvoReport *report;
  int batch;
  gint cancel, permille;         /* atomic */
} Job;

struct _ConvoStopwatch
{
  GObject parent_instance;
  ConvoDocument *document;
  ConvoTiming *timing;           /* NULL: nothing was measured */
  GTask *task;                   /* NULL: nothing is being measured */
  guint tick;
};

enum { CHANGED, FAILED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ConvoStopwatch, convo_stopwatch, G_TYPE_OBJECT)

static void
job_free (gpointer data)
{
  Job *job = data;

  convo_report_unref (job->report);
  g_free (job);
}

static void
emit (ConvoStopwatch *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
document_changed (ConvoStopwatch *self)
{
  const gboolean another = convo_document_undo_label (self->document) == NULL
                           && convo_document_redo_label (self->document) == NULL;

  if (another && self->timing != NULL && convo_stopwatch_is_stale (self))
    g_clear_pointer (&self->timing, convo_timing_unref);   /* it was of another network */
  else if (self->timing == NULL)
    return;
  emit (self);
}

static void
convo_stopwatch_dispose (GObject *object)
{
  ConvoStopwatch *self = CONVO_STOPWATCH (object);

  convo_stopwatch_cancel (self);
  g_clear_object (&self->document);
  g_clear_pointer (&self->timing, convo_timing_unref);
  G_OBJECT_CLASS (convo_stopwatch_parent_class)->dispose (object);
}

static void
convo_stopwatch_class_init (ConvoStopwatchClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = convo_stopwatch_dispose;
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
  signals[FAILED] = g_signal_new ("failed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
convo_stopwatch_init (ConvoStopwatch *self)
{
}

/** convo_stopwatch_new: Returns: (transfer full): without a measurement */
ConvoStopwatch *
convo_stopwatch_new (ConvoDocument *document)
{
  ConvoStopwatch *self = g_object_new (CONVO_TYPE_STOPWATCH, NULL);

  self->document = g_object_ref (document);
  g_signal_connect_object (document, "changed", G_CALLBACK (document_changed), self, G_CONNECT_SWAPPED);
  return self;
}

static void
report_progress (double fraction, gpointer data)
{
  g_atomic_int_set (&((Job *) data)->permille, (gint) (1000 * fraction));
}

static void
measure_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  GError *error = NULL;
  ConvoTiming *timing = convo_timing_measure (job->report, job->batch, &job->cancel, report_progress, job, &error);

  if (timing != NULL)
    g_task_return_pointer (task, timing, (GDestroyNotify) convo_timing_unref);
  else
    g_task_return_error (task, error);
}

static void
forget_task (ConvoStopwatch *self)
{
  g_clear_handle_id (&self->tick, g_source_remove);
  g_clear_object (&self->task);
}

static void
measured (GObject *object, GAsyncResult *result, gpointer unused)
{
  ConvoStopwatch *self = CONVO_STOPWATCH (object);
  g_autoptr(GError) error = NULL;
  ConvoTiming *timing = g_task_propagate_pointer (G_TASK (result), &error);

  if (self->task != G_TASK (result))                       /* it was cancelled */
    {
      g_clear_pointer (&timing, convo_timing_unref);
      return;
    }
  forget_task (self);
  if (timing != NULL)
    {
      g_clear_pointer (&self->timing, convo_timing_unref);
      self->timing = timing;
    }
  emit (self);
  if (error != NULL)
    g_signal_emit (self, signals[FAILED], 0, error->message);
}

static gboolean
tick (gpointer self)
{
  emit (self);
  return G_SOURCE_CONTINUE;
}

/** convo_stopwatch_start: measures the document as it is now; @batch: pictures at once. Nothing happens while it runs */
void
convo_stopwatch_start (ConvoStopwatch *self, int batch)
{
  Job *job;

  g_return_if_fail (CONVO_IS_STOPWATCH (self) && batch > 0);
  if (self->task != NULL)
    return;
  job = g_new0 (Job, 1);
  job->report = convo_report_ref (convo_document_report (self->document));
  job->batch = batch;
  self->task = g_task_new (self, NULL, measured, NULL);
  g_task_set_source_tag (self->task, convo_stopwatch_start);
  g_task_set_task_data (self->task, job, job_free);
  self->tick = g_timeout_add (TICK, tick, self);
  g_task_run_in_thread (self->task, measure_worker);
  emit (self);
}

/** convo_stopwatch_cancel: ends a measurement that is under way; the last one stays */
void
convo_stopwatch_cancel (ConvoStopwatch *self)
{
  g_return_if_fail (CONVO_IS_STOPWATCH (self));
  if (self->task == NULL)
    return;
  g_atomic_int_set (&((Job *) g_task_get_task_data (self->task))->cancel, 1);
  forget_task (self);
  emit (self);
}

/** convo_stopwatch_runs: @fraction: (out): 0…1. Returns: whether a measurement is under way */
gboolean
convo_stopwatch_runs (ConvoStopwatch *self, double *fraction)
{
  g_return_val_if_fail (CONVO_IS_STOPWATCH (self), FALSE);
  *fraction = self->task != NULL ? g_atomic_int_get (&((Job *) g_task_get_task_data (self->task))->permille) / 1000.0 : 0;
  return self->task != NULL;
}

/** convo_stopwatch_timing: Returns: (transfer none) (nullable): the last measurement */
ConvoTiming *
convo_stopwatch_timing (ConvoStopwatch *self)
{
  g_return_val_if_fail (CONVO_IS_STOPWATCH (self), NULL);
  return self->timing;
}

/** convo_stopwatch_is_stale: Returns: whether the network was edited since it was measured; undoing the edits helps */
gboolean
convo_stopwatch_is_stale (ConvoStopwatch *self)
{
  g_return_val_if_fail (CONVO_IS_STOPWATCH (self), FALSE);
  return self->timing != NULL && !convo_graph_same_structure (convo_report_graph (convo_timing_report (self->timing)),
                                                              convo_document_graph (self->document));
}
