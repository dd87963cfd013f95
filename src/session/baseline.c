/* What the document's costs are compared with. The difference is computed when somebody asks for it. */
#include "baseline.h"
#include "convo-file.h"
#include "text.h"

struct _ConvoBaseline
{
  GObject parent_instance;
  ConvoDocument *document;
  gboolean active;
  ConvoAgainst against;
  ConvoReport *mark, *model;     /* NULL: there is none */
  char *model_name;
  ConvoReport *earlier;          /* of the state before the last edit, as it was computed last */
  ConvoReportDiff *diff;         /* NULL: not computed, or nothing to compare with */
};

enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ConvoBaseline, convo_baseline, G_TYPE_OBJECT)

static void
emit (ConvoBaseline *self)
{
  g_clear_pointer (&self->diff, convo_report_diff_unref);
  g_signal_emit (self, signals[CHANGED], 0);
}

/* A mark belongs to the document that it was made in: another file has other blocks */
static void
document_changed (ConvoBaseline *self)
{
  const gboolean another = convo_document_undo_label (self->document) == NULL
                           && convo_document_redo_label (self->document) == NULL;

  if (another && self->mark != NULL && convo_report_graph (self->mark) != convo_document_graph (self->document))
    {
      g_clear_pointer (&self->mark, convo_report_unref);
      if (self->against == CONVO_AGAINST_MARK)
        self->against = CONVO_AGAINST_EDIT;
    }
  if (self->active)
    emit (self);
}

static void
convo_baseline_finalize (GObject *object)
{
  ConvoBaseline *self = CONVO_BASELINE (object);

  g_clear_object (&self->document);
  g_clear_pointer (&self->mark, convo_report_unref);
  g_clear_pointer (&self->model, convo_report_unref);
  g_clear_pointer (&self->earlier, convo_report_unref);
  g_clear_pointer (&self->diff, convo_report_diff_unref);
  g_free (self->model_name);
  G_OBJECT_CLASS (convo_baseline_parent_class)->finalize (object);
}

static void
convo_baseline_class_init (ConvoBaselineClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = convo_baseline_finalize;
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
}

static void
convo_baseline_init (ConvoBaseline *self)
{
}

/** convo_baseline_new: Returns: (transfer full): not active, against the state before the last edit */
ConvoBaseline *
convo_baseline_new (ConvoDocument *document)
{
  ConvoBaseline *self = g_object_new (CONVO_TYPE_BASELINE, NULL);

  self->document = g_object_ref (document);
  g_signal_connect_object (document, "changed", G_CALLBACK (document_changed), self, G_CONNECT_SWAPPED);
  return self;
}

/** convo_baseline_set_active: whether anything is compared */
void
convo_baseline_set_active (ConvoBaseline *self, gboolean active)
{
  g_return_if_fail (CONVO_IS_BASELINE (self));
  if (self->active == !!active)
    return;
  self->active = !!active;
  emit (self);
}

/** convo_baseline_is_active: Returns: whether anything is compared */
gboolean
convo_baseline_is_active (ConvoBaseline *self)
{
  g_return_val_if_fail (CONVO_IS_BASELINE (self), FALSE);
  return self->active;
}

/** convo_baseline_has: Returns: whether there is something to compare with in that way */
gboolean
convo_baseline_has (ConvoBaseline *self, ConvoAgainst against)
{
  g_return_val_if_fail (CONVO_IS_BASELINE (self), FALSE);
  return against == CONVO_AGAINST_EDIT || (against == CONVO_AGAINST_MARK ? self->mark : self->model) != NULL;
}

/** convo_baseline_set_against: and makes it active. Returns: %FALSE if there is no such state; nothing happens then */
gboolean
convo_baseline_set_against (ConvoBaseline *self, ConvoAgainst against)
{
  g_return_val_if_fail (CONVO_IS_BASELINE (self), FALSE);
  if (!convo_baseline_has (self, against))
    return FALSE;
  if (self->against == against && self->active)
    return TRUE;
  self->against = against;
  self->active = TRUE;
  emit (self);
  return TRUE;
}

/** convo_baseline_against: Returns: what is compared with */
ConvoAgainst
convo_baseline_against (ConvoBaseline *self)
{
  g_return_val_if_fail (CONVO_IS_BASELINE (self), CONVO_AGAINST_EDIT);
  return self->against;
}

/** convo_baseline_mark: keeps the document's state of this moment, and compares with it from now on */
void
convo_baseline_mark (ConvoBaseline *self)
{
  g_return_if_fail (CONVO_IS_BASELINE (self));
  g_clear_pointer (&self->mark, convo_report_unref);
  self->mark = convo_report_ref (convo_document_report (self->document));
  self->against = CONVO_AGAINST_MARK;
  self->active = TRUE;
  emit (self);
}

/* ---- another model ---- */

static void
open_worker (GTask *task, gpointer source, gpointer file, GCancellable *cancellable)
{
  GError *error = NULL;
  g_autoptr(ConvoGraph) graph = convo_graph_load (file, cancellable, &error);

  if (graph == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, convo_report_new (graph), (GDestroyNotify) convo_report_unref);
}

/** convo_baseline_open_async: reads @file in a worker, to compare with it; the document stays as it is */
void
convo_baseline_open_async (ConvoBaseline *self, GFile *file, GCancellable *cancellable, GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (CONVO_IS_BASELINE (self) && G_IS_FILE (file));
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, convo_baseline_open_async);
  g_task_set_task_data (task, g_object_ref (file), g_object_unref);
  g_task_run_in_thread (task, open_worker);
}

/** convo_baseline_open_finish: Returns: %TRUE if it is compared with from now on; otherwise all is as it was */
gboolean
convo_baseline_open_finish (ConvoBaseline *self, GAsyncResult *result, GError **error)
{
  ConvoReport *report;
  const char *name;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  report = g_task_propagate_pointer (G_TASK (result), error);
  if (report == NULL)
    return FALSE;
  g_clear_pointer (&self->model, convo_report_unref);
  self->model = report;
  name = convo_graph_name (convo_report_graph (report));
  g_free (self->model_name);
  self->model_name = name != NULL && *name != '\0' ? g_strdup (name)
                                                   : g_file_get_basename (g_task_get_task_data (G_TASK (result)));
  self->against = CONVO_AGAINST_MODEL;
  self->active = TRUE;
  emit (self);
  return TRUE;
}

/* ---- the difference ---- */

/* The state before the last edit that changed anything but places; @label: (out): of that edit; NULL for none */
static ConvoGraph *
state_before (ConvoBaseline *self, const char **label)
{
  ConvoGraph *now = convo_document_graph (self->document), *earlier;

  for (guint steps = 1; (earlier = convo_document_earlier (self->document, steps, label)) != NULL; steps++)
    if (!convo_graph_same_structure (earlier, now))
      return earlier;
  return NULL;
}

static ConvoReport *
report_before (ConvoBaseline *self)
{
  const char *label;
  ConvoGraph *graph = state_before (self, &label);

  if (graph != NULL && (self->earlier == NULL || convo_report_graph (self->earlier) != graph))
    {
      g_clear_pointer (&self->earlier, convo_report_unref);
      self->earlier = convo_report_new (graph);
    }
  return graph != NULL ? self->earlier : NULL;
}

/** convo_baseline_diff: Returns: (transfer none) (nullable): the difference; %NULL if nothing is compared, or with nothing */
ConvoReportDiff *
convo_baseline_diff (ConvoBaseline *self)
{
  ConvoReport *before;

  g_return_val_if_fail (CONVO_IS_BASELINE (self), NULL);
  if (!self->active || self->diff != NULL)
    return self->active ? self->diff : NULL;
  before = self->against == CONVO_AGAINST_MARK ? self->mark : self->against == CONVO_AGAINST_MODEL ? self->model
                                                                                                   : report_before (self);
  if (before != NULL)
    self->diff = convo_report_diff_new (before, convo_document_report (self->document));
  return self->diff;
}

/** convo_baseline_words: Returns: (transfer full): "the state before “Change kernel of conv2”", "the marked state", "AlexNet" */
char *
convo_baseline_words (ConvoBaseline *self)
{
  const char *label = NULL;

  g_return_val_if_fail (CONVO_IS_BASELINE (self), NULL);
  if (self->against == CONVO_AGAINST_MARK)
    return g_strdup (_("the marked state"));
  if (self->against == CONVO_AGAINST_MODEL)
    return g_strdup (self->model_name);
  if (state_before (self, &label) == NULL)
    return g_strdup (_("the state before the last edit"));
  /* translators: names an edit, as Undo does */
  return g_strdup_printf (_("the state before “%s”"), label);
}
