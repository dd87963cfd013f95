/* Follows one layer of the window's network for the arithmetic view: passes of the chosen picture, on a thread of their own. */
#include "scope-arith-net.h"

#include <glib/gi18n.h>

#include "filling.h"
#include "watch.h"

#define READABLE G_USEC_PER_SEC    /* numbers that change more often cannot be read */

struct _ScopeArithNet
{
  GObject          parent_instance;

  ScopeSession    *session;
  ScopeArithState *state;
  const char      *drawn;          /* preset for inputs that no picture fits; interned; NULL: by the input's axes */
  char            *path;           /* of the layer; NULL: a free-standing operation is shown */
  GCancellable    *job;            /* that runs */
  gboolean         shown, stale, again;
  guint            source;
  gint64           finished;       /* when the last pass came */
};

G_DEFINE_FINAL_TYPE (ScopeArithNet, scope_arith_net, G_TYPE_OBJECT)

/* ---- the job: everything it needs is its own ---- */

typedef struct
{
  ConvoReport *report;
  ConvoWeights *weights;       /* NULL: fresh ones */
  ConvoNetTrace *pass;         /* one that still holds, or NULL */
  float *picture, *typed;
  int label;
  gboolean training, from_loss;
  ScopeArithTake take;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_clear_pointer (&job->report, convo_report_unref);
  g_clear_pointer (&job->weights, convo_weights_free);
  g_clear_pointer (&job->pass, convo_net_trace_unref);
  g_clear_pointer (&job->take.trace, convo_trace_free);
  g_clear_pointer (&job->take.branches, g_ptr_array_unref);
  g_free (job->take.label_name);
  g_free (job->picture);
  g_free (job->typed);
  g_free (job);
}

static void
raise_flag (GCancellable *cancellable, gpointer flag)
{
  g_atomic_int_set ((gint *) flag, 1);
}

static gboolean
make_pass (Job *job, GCancellable *cancellable, GError **error)
{
  gint cancel = 0;
  gulong handler;

  if (job->pass != NULL)
    return TRUE;
  if (job->weights == NULL)
    job->weights = convo_watch_fresh (job->report, error);
  if (job->weights == NULL)
    return FALSE;
  handler = g_cancellable_connect (cancellable, G_CALLBACK (raise_flag), &cancel, NULL);
  job->pass = convo_net_trace_new (job->report, g_steal_pointer (&job->weights), job->picture, job->label, job->training,
                                   &cancel, error);
  g_cancellable_disconnect (cancellable, handler);
  return job->pass != NULL;
}

/* Puts the typed δ in, or small numbers that can be typed over */
static void
type_delta (Job *job)
{
  ConvoTrace *trace = job->take.trace;

  job->take.typed = TRUE;
  if (job->typed != NULL)
    memcpy (trace->dy, job->typed, convo_shape_count (&trace->out) * sizeof (float));
  else
    convo_fill_delta (trace, 1);
  convo_trace_run (trace);
}

static void
work (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  GError *error = NULL;

  if (!make_pass (job, cancellable, &error)
      || (job->take.trace = convo_net_trace_layer (job->pass, job->take.node, &error)) == NULL
      || (job->take.branches = convo_net_trace_branches (job->pass, job->take.node, &error)) == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  job->take.has_loss = convo_net_trace_reaches (job->pass, job->take.node);
  if (!job->from_loss || !job->take.has_loss)
    type_delta (job);
  g_task_return_boolean (task, TRUE);
}

/* ---- on the main thread ---- */

static void refresh (ScopeArithNet *self, gboolean keep_pass);

static void
cancel (ScopeArithNet *self)
{
  if (self->job != NULL)
    g_cancellable_cancel (self->job);
  g_clear_object (&self->job);
  g_clear_handle_id (&self->source, g_source_remove);
  self->again = FALSE;
}

static gboolean
refresh_later (gpointer data)
{
  ScopeArithNet *self = data;

  self->source = 0;
  refresh (self, FALSE);
  return G_SOURCE_REMOVE;
}

/* New weights: now, or as soon as the last numbers could be read */
static void
refresh_soon (ScopeArithNet *self)
{
  const gint64 wait = self->finished + READABLE - g_get_monotonic_time ();

  if (self->job != NULL)
    self->again = TRUE;
  else if (self->source == 0)
    self->source = g_timeout_add (CLAMP (wait / 1000, 1, READABLE / 1000), refresh_later, self);
}

static void
done (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(ScopeArithNet) self = data;
  Job *job = g_task_get_task_data (G_TASK (result));
  g_autoptr(GError) error = NULL;
  const gboolean ok = g_task_propagate_boolean (G_TASK (result), &error);

  if (g_task_get_cancellable (G_TASK (result)) != self->job)       /* another was begun meanwhile */
    return;
  g_clear_object (&self->job);
  self->finished = g_get_monotonic_time ();
  if (ok)
    {
      job->take.pass = g_steal_pointer (&job->pass);
      scope_arith_state_take (self->state, &job->take);
      job->take = (ScopeArithTake) { 0 };
    }
  else
    scope_arith_state_set_why_not (self->state, error->message);
  if (self->again)
    {
      self->again = FALSE;
      refresh_soon (self);
    }
}

static void
run (ScopeArithNet *self, Job *job)
{
  g_autoptr(GTask) task = g_task_new (NULL, self->job, done, g_object_ref (self));

  g_task_set_task_data (task, job, job_free);
  g_task_run_in_thread (task, work);
}

typedef struct
{
  ScopeArithNet *net;
  Job *job;
  GCancellable *cancellable;
} Wait;

static void
weights_came (GObject *trainer, GAsyncResult *result, gpointer data)
{
  g_autofree Wait *wait = data;
  g_autoptr(ScopeArithNet) self = wait->net;
  g_autoptr(GCancellable) cancellable = wait->cancellable;
  g_autoptr(GError) error = NULL;

  wait->job->weights = convo_trainer_copy_finish (CONVO_TRAINER (trainer), result, &error);
  if (error == NULL && cancellable == self->job)
    run (self, wait->job);
  else
    job_free (wait->job);
}

/* Whether a picture of the data is as large as the network's input */
static gboolean
has_picture (ScopeArithNet *self, const ConvoReport *report)
{
  ConvoShape shape;

  return scope_session_picture (self->session, &shape) != NULL && convo_shape_equal (&shape, &convo_report_totals (report)->input);
}

/* What is drawn where nobody chose: a signal in time, a digit, a ball */
static const char *
usual_drawing (const ConvoShape *input)
{
  switch (input->rank)
    {
    case 3: return "digit-7";
    case 4: return "ball";
    default: return "sine";
    }
}

/* A sample of the data with its class, or a drawing without one */
static void
take_picture (ScopeArithNet *self, ConvoReport *report, Job *job)
{
  const ConvoShape *input = &convo_report_totals (report)->input;
  g_auto(GStrv) names = scope_session_class_names (self->session);

  if (!has_picture (self, report))
    {
      job->take.drawn = self->drawn != NULL ? self->drawn : g_intern_string (usual_drawing (input));
      job->label = -1;
      job->picture = g_new (float, convo_shape_count (input));
      convo_picture_draw (job->take.drawn, 1, input, job->picture, NULL);
      return;
    }
  job->picture = g_memdup2 (scope_session_picture (self->session, NULL), convo_shape_count (input) * sizeof (float));
  job->label = scope_session_sample_class (self->session);
  if (names != NULL && job->label >= 0 && job->label < (int) g_strv_length (names))
    job->take.label_name = g_strdup (names[job->label]);
}

static Job *
job_new (ScopeArithNet *self, ConvoReport *report, int node)
{
  Job *job = g_new0 (Job, 1);

  job->report = convo_report_ref (report);
  take_picture (self, report, job);
  job->training = scope_arith_state_wants_training (self->state);
  job->from_loss = scope_arith_state_from_loss (self->state);
  job->typed = scope_arith_state_typed (self->state, &convo_report_node (report, node)->out);
  job->take.node = node;
  return job;
}

/* Why there can be no pass now; NULL if there can */
static const char *
obstacle (ScopeArithNet *self, const ConvoReport *report)
{
  double fraction, seconds;

  if (!convo_report_check (report, NULL))
    return _("The network has a problem, so it cannot be run; its block says which.");
  if (!has_picture (self, report) && scope_session_loading (self->session, &fraction, &seconds))
    return _("The data are being loaded; their pictures come with them.");
  return NULL;
}

static ConvoReport *
report_of (ScopeArithNet *self)
{
  return convo_document_report (scope_session_document (self->session));
}

static int
node_of (ScopeArithNet *self)
{
  const ConvoReport *report = report_of (self);
  const int node = self->path != NULL ? convo_net_find (convo_report_net (report), self->path) : -1;

  if (node < 0 || convo_report_node (report, node)->status != CONVO_STATUS_OK
      || !convo_arith_supports (convo_net_node (convo_report_net (report), node)->kind))
    return -1;
  return node;
}

/* @keep_pass: the last one still holds, another δ is wanted */
static void
refresh (ScopeArithNet *self, gboolean keep_pass)
{
  ConvoReport *report = report_of (self);
  ConvoNetTrace *pass = scope_arith_state_pass (self->state);
  const int node = node_of (self);
  Job *job;

  if (self->path == NULL)
    return;
  self->stale = !self->shown;
  if (self->stale)
    return;
  cancel (self);
  if (node < 0 || obstacle (self, report) != NULL)
    {
      scope_arith_state_set_why_not (self->state, node < 0 ? _("The network has no such layer any more.") : obstacle (self, report));
      return;
    }
  self->job = g_cancellable_new ();
  job = job_new (self, report, node);
  if (keep_pass && pass != NULL && convo_net_trace_training (pass) == job->training)
    {
      job->pass = convo_net_trace_ref (pass);
      run (self, job);
    }
  else
    convo_trainer_copy_async (scope_session_trainer (self->session), report, self->job, weights_came,
                              g_memdup2 (&(Wait) { g_object_ref (self), job, g_object_ref (self->job) }, sizeof (Wait)));
}

static void
changed (ScopeArithNet *self)
{
  refresh (self, FALSE);
}

static void
wanted (ScopeArithNet *self)
{
  refresh (self, TRUE);
}

/**
 * scope_arith_net_follow:
 * @path: of a layer that the arithmetic view supports
 * @error: why it cannot be shown
 *
 * Returns: whether the layer is shown; its numbers come when they are computed
 */
gboolean
scope_arith_net_follow (ScopeArithNet *self, const char *path, GError **error)
{
  const ConvoReport *report = report_of (self);
  int node;

  cancel (self);
  g_free (self->path);
  self->path = g_strdup (path);
  node = node_of (self);
  g_return_val_if_fail (node >= 0, FALSE);
  if (!scope_arith_state_open_layer (self->state, report, node, obstacle (self, report) == NULL, error))
    {
      g_clear_pointer (&self->path, g_free);
      return FALSE;
    }
  refresh (self, FALSE);
  return TRUE;
}

/** scope_arith_net_set_drawn: @name: of a preset: goes through networks that no picture of the data fits */
void
scope_arith_net_set_drawn (ScopeArithNet *self, const char *name)
{
  self->drawn = g_intern_string (name);
  if (scope_arith_state_drawn (self->state) != NULL)
    refresh (self, FALSE);
}

/** scope_arith_net_leave: a free-standing operation is shown from now on */
void
scope_arith_net_leave (ScopeArithNet *self)
{
  cancel (self);
  g_clear_pointer (&self->path, g_free);
}

/** scope_arith_net_set_shown: while nobody looks nothing is computed */
void
scope_arith_net_set_shown (ScopeArithNet *self, gboolean shown)
{
  self->shown = shown;
  if (shown && self->stale)
    refresh (self, FALSE);
}

/* ---- life ---- */

static void
scope_arith_net_dispose (GObject *object)
{
  ScopeArithNet *self = SCOPE_ARITH_NET (object);

  cancel (self);
  g_clear_object (&self->session);
  g_clear_object (&self->state);
  g_clear_pointer (&self->path, g_free);
  G_OBJECT_CLASS (scope_arith_net_parent_class)->dispose (object);
}

static void
scope_arith_net_class_init (ScopeArithNetClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = scope_arith_net_dispose;
}

static void
scope_arith_net_init (ScopeArithNet *self)
{
}

/** scope_arith_net_new: Returns: (transfer full): follows nothing yet */
ScopeArithNet *
scope_arith_net_new (ScopeSession *session, ScopeArithState *state)
{
  ScopeArithNet *self = g_object_new (SCOPE_TYPE_ARITH_NET, NULL);

  self->session = g_object_ref (session);
  self->state = g_object_ref (state);
  g_signal_connect_object (state, "wanted", G_CALLBACK (wanted), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "snapshot", G_CALLBACK (refresh_soon), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "sample-changed", G_CALLBACK (changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "data-changed", G_CALLBACK (changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (scope_session_document (session), "changed", G_CALLBACK (changed), self, G_CONNECT_SWAPPED);
  return self;
}
