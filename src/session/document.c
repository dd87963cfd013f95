/* The open document: graph, report, history, selection and file. Undo keeps old graphs; "saved" is a pointer. */
#include "document.h"
#include "convo-file.h"

#include <string.h>

typedef struct
{
  ConvoGraph *graph;
  char *label;                   /* of the edit that made this graph; NULL for the first one */
  char *merge;
} Step;

struct _ConvoDocument
{
  GObject parent_instance;
  GPtrArray *history;            /* Step; never empty */
  guint at;                      /* the step whose graph is the current one */
  ConvoGraph *saved;             /* NULL: never saved as it is */
  ConvoReport *report;
  GPtrArray *selection;
  GFile *file;
  guint version;
  int n_classes;                 /* of the data to be learned; 0: nobody chose any */
  char *data;
};

enum { PROP_0, PROP_FILE, PROP_MODIFIED, PROP_UNDO_LABEL, PROP_REDO_LABEL, N_PROPS };
enum { CHANGED, SELECTION_CHANGED, N_SIGNALS };

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ConvoDocument, convo_document, G_TYPE_OBJECT)

static Step *
step_new (ConvoGraph *graph, const char *label, const char *merge)
{
  Step *step = g_new (Step, 1);

  *step = (Step) { graph, g_strdup (label), g_strdup (merge) };
  return step;
}

static void
step_free (gpointer data)
{
  Step *step = data;

  convo_graph_unref (step->graph);
  g_free (step->label);
  g_free (step->merge);
  g_free (step);
}

static Step *
current (ConvoDocument *self)
{
  return self->history->pdata[self->at];
}

/* What undo, redo and the title show before an event, to notify only what changed. */
typedef struct
{
  gboolean modified;
  char *undo, *redo;
} Shown;

static Shown
remember (ConvoDocument *self)
{
  return (Shown) { convo_document_modified (self), g_strdup (convo_document_undo_label (self)),
                   g_strdup (convo_document_redo_label (self)) };
}

static void
notify_differences (ConvoDocument *self, Shown *before)
{
  if (before->modified != convo_document_modified (self))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_MODIFIED]);
  if (g_strcmp0 (before->undo, convo_document_undo_label (self)) != 0)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_UNDO_LABEL]);
  if (g_strcmp0 (before->redo, convo_document_redo_label (self)) != 0)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_REDO_LABEL]);
  g_free (before->undo);
  g_free (before->redo);
}

/* Keeps what is still there of the selection. Returns: whether anything went */
static gboolean
prune_selection (ConvoDocument *self)
{
  gboolean changed = FALSE;

  for (guint i = self->selection->len; i > 0; i--)
    if (convo_graph_find (current (self)->graph, self->selection->pdata[i - 1]) == NULL)
      {
        g_ptr_array_remove_index (self->selection, i - 1);
        changed = TRUE;
      }
  return changed;
}

/* The graph is another one: report, selection, and one "changed". */
static void
refresh (ConvoDocument *self)
{
  gboolean pruned = prune_selection (self);

  g_clear_pointer (&self->report, convo_report_unref);
  self->report = convo_report_new_for (current (self)->graph, self->n_classes, self->data);
  self->version++;
  g_signal_emit (self, signals[CHANGED], 0);
  if (pruned)
    g_signal_emit (self, signals[SELECTION_CHANGED], 0);
}

static void
convo_document_finalize (GObject *object)
{
  ConvoDocument *self = CONVO_DOCUMENT (object);

  g_ptr_array_unref (self->history);
  g_ptr_array_unref (self->selection);
  g_clear_pointer (&self->saved, convo_graph_unref);
  g_clear_pointer (&self->report, convo_report_unref);
  g_clear_object (&self->file);
  g_free (self->data);
  G_OBJECT_CLASS (convo_document_parent_class)->finalize (object);
}

static void
convo_document_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ConvoDocument *self = CONVO_DOCUMENT (object);

  switch (id)
    {
    case PROP_FILE: g_value_set_object (value, self->file); break;
    case PROP_MODIFIED: g_value_set_boolean (value, convo_document_modified (self)); break;
    case PROP_UNDO_LABEL: g_value_set_string (value, convo_document_undo_label (self)); break;
    case PROP_REDO_LABEL: g_value_set_string (value, convo_document_redo_label (self)); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
convo_document_class_init (ConvoDocumentClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->finalize = convo_document_finalize;
  object_class->get_property = convo_document_get_property;
  props[PROP_FILE] = g_param_spec_object ("file", NULL, NULL, G_TYPE_FILE, flags);
  props[PROP_MODIFIED] = g_param_spec_boolean ("modified", NULL, NULL, FALSE, flags);
  props[PROP_UNDO_LABEL] = g_param_spec_string ("undo-label", NULL, NULL, NULL, flags);
  props[PROP_REDO_LABEL] = g_param_spec_string ("redo-label", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
  signals[SELECTION_CHANGED] = g_signal_new ("selection-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                             NULL, NULL, G_TYPE_NONE, 0);
}

static void
convo_document_init (ConvoDocument *self)
{
  self->history = g_ptr_array_new_with_free_func (step_free);
  self->selection = g_ptr_array_new_with_free_func (g_free);
}

/** convo_document_new: @graph: (transfer full). Returns: (transfer full): a document without a file, unmodified */
ConvoDocument *
convo_document_new (ConvoGraph *graph)
{
  ConvoDocument *self = g_object_new (CONVO_TYPE_DOCUMENT, NULL);

  g_ptr_array_add (self->history, step_new (graph, NULL, NULL));
  self->saved = convo_graph_ref (graph);
  self->report = convo_report_new (graph);
  return self;
}

/** convo_document_graph: Returns: (transfer none): the current graph */
ConvoGraph *
convo_document_graph (ConvoDocument *self)
{
  g_return_val_if_fail (CONVO_IS_DOCUMENT (self), NULL);
  return current (self)->graph;
}

/** convo_document_report: Returns: (transfer none): the report of the current graph */
ConvoReport *
convo_document_report (ConvoDocument *self)
{
  g_return_val_if_fail (CONVO_IS_DOCUMENT (self), NULL);
  return self->report;
}

/** convo_document_version: Returns: how often the graph has changed */
guint
convo_document_version (ConvoDocument *self)
{
  g_return_val_if_fail (CONVO_IS_DOCUMENT (self), 0);
  return self->version;
}

/**
 * convo_document_apply:
 * @graph: (transfer full) (nullable): the new graph; %NULL from an edit that was refused
 * @label: what undo names: "Add convolution", translated
 * @merge: (nullable): edits in a row with the same key are one step, until convo_document_seal()
 *
 * Returns: %TRUE if the graph is another one now
 */
gboolean
convo_document_apply (ConvoDocument *self, ConvoGraph *graph, const char *label, const char *merge)
{
  Step *now;
  Shown before;

  g_return_val_if_fail (CONVO_IS_DOCUMENT (self), FALSE);
  if (graph == NULL)
    return FALSE;
  now = current (self);
  if (graph == now->graph)
    {
      convo_graph_unref (graph);
      return FALSE;
    }
  before = remember (self);
  if (self->at + 1 < self->history->len)
    g_ptr_array_set_size (self->history, self->at + 1);
  if (merge != NULL && self->at > 0 && g_strcmp0 (now->merge, merge) == 0)
    {
      convo_graph_unref (now->graph);
      now->graph = graph;
    }
  else
    {
      g_ptr_array_add (self->history, step_new (graph, label, merge));
      self->at++;
    }
  refresh (self);
  notify_differences (self, &before);
  return TRUE;
}

/** convo_document_seal: the next edit is a step of its own */
void
convo_document_seal (ConvoDocument *self)
{
  g_return_if_fail (CONVO_IS_DOCUMENT (self));
  g_clear_pointer (&current (self)->merge, g_free);
}

static gboolean
go (ConvoDocument *self, int step)
{
  Shown before = remember (self);

  convo_document_seal (self);
  self->at += step;
  convo_document_seal (self);
  refresh (self);
  notify_differences (self, &before);
  return TRUE;
}

/** convo_document_undo: Returns: whether there was anything to undo */
gboolean
convo_document_undo (ConvoDocument *self)
{
  g_return_val_if_fail (CONVO_IS_DOCUMENT (self), FALSE);
  return self->at > 0 && go (self, -1);
}

/** convo_document_redo: Returns: whether there was anything to redo */
gboolean
convo_document_redo (ConvoDocument *self)
{
  g_return_val_if_fail (CONVO_IS_DOCUMENT (self), FALSE);
  return self->at + 1 < self->history->len && go (self, 1);
}

/** convo_document_undo_label: Returns: (nullable): what undo would take back */
const char *
convo_document_undo_label (ConvoDocument *self)
{
  g_return_val_if_fail (CONVO_IS_DOCUMENT (self), NULL);
  return current (self)->label;
}

/** convo_document_redo_label: Returns: (nullable): what redo would bring back */
const char *
convo_document_redo_label (ConvoDocument *self)
{
  g_return_val_if_fail (CONVO_IS_DOCUMENT (self), NULL);
  return self->at + 1 < self->history->len ? ((Step *) self->history->pdata[self->at + 1])->label : NULL;
}

/**
 * convo_document_earlier:
 * @steps: how many undos away, at least 1
 * @label: (out) (optional): of the edit that followed that state
 *
 * Returns: (transfer none) (nullable): the graph as it was then; %NULL if the history does not go back so far
 */
ConvoGraph *
convo_document_earlier (ConvoDocument *self, guint steps, const char **label)
{
  g_return_val_if_fail (CONVO_IS_DOCUMENT (self) && steps > 0, NULL);
  if (steps > self->at)
    return NULL;
  if (label != NULL)
    *label = ((Step *) self->history->pdata[self->at - steps + 1])->label;
  return ((Step *) self->history->pdata[self->at - steps])->graph;
}

/**
 * convo_document_reset:
 * @graph: (transfer full): another document altogether
 * @file: (nullable): where it came from
 *
 * Forgets history and selection.
 */
void
convo_document_reset (ConvoDocument *self, ConvoGraph *graph, GFile *file)
{
  gboolean selected;
  Shown before;

  g_return_if_fail (CONVO_IS_DOCUMENT (self) && graph != NULL);
  before = remember (self);
  selected = self->selection->len > 0;
  g_ptr_array_set_size (self->selection, 0);
  g_ptr_array_set_size (self->history, 0);
  g_ptr_array_add (self->history, step_new (graph, NULL, NULL));
  self->at = 0;
  g_clear_pointer (&self->saved, convo_graph_unref);
  self->saved = convo_graph_ref (graph);
  if (g_set_object (&self->file, file))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_FILE]);
  refresh (self);
  if (selected)
    g_signal_emit (self, signals[SELECTION_CHANGED], 0);
  notify_differences (self, &before);
}

/** convo_document_set_classes: reports anew; @n_classes: of the data to be learned, 0 for none; @data: (nullable): their name */
void
convo_document_set_classes (ConvoDocument *self, int n_classes, const char *data)
{
  g_return_if_fail (CONVO_IS_DOCUMENT (self) && n_classes >= 0);
  if (self->n_classes == n_classes && g_strcmp0 (self->data, data) == 0)
    return;
  self->n_classes = n_classes;
  g_free (self->data);
  self->data = g_strdup (data);
  g_clear_pointer (&self->report, convo_report_unref);
  self->report = convo_report_new_for (current (self)->graph, self->n_classes, self->data);
  g_signal_emit (self, signals[CHANGED], 0);               /* the graph is the same: no other version */
}

/** convo_document_selection: Returns: (transfer none) (element-type utf8): ids in order of selection */
GPtrArray *
convo_document_selection (ConvoDocument *self)
{
  g_return_val_if_fail (CONVO_IS_DOCUMENT (self), NULL);
  return self->selection;
}

/** convo_document_is_selected: Returns: whether @id is selected */
gboolean
convo_document_is_selected (ConvoDocument *self, const char *id)
{
  g_return_val_if_fail (CONVO_IS_DOCUMENT (self), FALSE);
  return g_ptr_array_find_with_equal_func (self->selection, id, g_str_equal, NULL);
}

/** convo_document_select: @ids: %NULL-terminated; replaces the selection; unknown ids are left out */
void
convo_document_select (ConvoDocument *self, const char *const *ids)
{
  g_autoptr(GPtrArray) old = NULL;
  gboolean same;

  g_return_if_fail (CONVO_IS_DOCUMENT (self));
  old = g_steal_pointer (&self->selection);
  self->selection = g_ptr_array_new_with_free_func (g_free);
  for (int i = 0; ids != NULL && ids[i] != NULL; i++)
    if (convo_graph_find (current (self)->graph, ids[i]) != NULL && !convo_document_is_selected (self, ids[i]))
      g_ptr_array_add (self->selection, g_strdup (ids[i]));
  same = old->len == self->selection->len;
  for (guint i = 0; same && i < old->len; i++)
    same = strcmp (old->pdata[i], self->selection->pdata[i]) == 0;
  if (!same)
    g_signal_emit (self, signals[SELECTION_CHANGED], 0);
}

/** convo_document_select_one: @id: (nullable): the only one; %NULL for none */
void
convo_document_select_one (ConvoDocument *self, const char *id)
{
  convo_document_select (self, (const char *const[]) { id, NULL });
}

/** convo_document_toggle: adds @id to the selection, or takes it out */
void
convo_document_toggle (ConvoDocument *self, const char *id)
{
  guint index;

  g_return_if_fail (CONVO_IS_DOCUMENT (self));
  if (g_ptr_array_find_with_equal_func (self->selection, id, g_str_equal, &index))
    g_ptr_array_remove_index (self->selection, index);
  else if (convo_graph_find (current (self)->graph, id) != NULL)
    g_ptr_array_add (self->selection, g_strdup (id));
  else
    return;
  g_signal_emit (self, signals[SELECTION_CHANGED], 0);
}

/** convo_document_file: Returns: (nullable) (transfer none): where it is saved */
GFile *
convo_document_file (ConvoDocument *self)
{
  g_return_val_if_fail (CONVO_IS_DOCUMENT (self), NULL);
  return self->file;
}

/** convo_document_modified: Returns: whether the graph is another one than the one in the file */
gboolean
convo_document_modified (ConvoDocument *self)
{
  g_return_val_if_fail (CONVO_IS_DOCUMENT (self), FALSE);
  return self->saved != current (self)->graph;
}

static void
load_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  ConvoGraph *graph = convo_graph_load (data, cancellable, &error);

  if (graph != NULL)
    g_task_return_pointer (task, graph, (GDestroyNotify) convo_graph_unref);
  else
    g_task_return_error (task, error);
}

/** convo_document_load_async: reads @file in a worker; nothing changes until it is read whole */
void
convo_document_load_async (ConvoDocument *self, GFile *file, GCancellable *cancellable, GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (CONVO_IS_DOCUMENT (self) && G_IS_FILE (file));
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, convo_document_load_async);
  g_task_set_task_data (task, g_object_ref (file), g_object_unref);
  g_task_run_in_thread (task, load_worker);
}

/** convo_document_load_finish: Returns: %TRUE if the document is the file's now; otherwise it is as it was */
gboolean
convo_document_load_finish (ConvoDocument *self, GAsyncResult *result, GError **error)
{
  ConvoGraph *graph;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  graph = g_task_propagate_pointer (G_TASK (result), error);
  if (graph == NULL)
    return FALSE;
  convo_document_reset (self, graph, g_task_get_task_data (G_TASK (result)));
  return TRUE;
}

typedef struct
{
  ConvoGraph *graph;
  GFile *file;
} Save;

static void
save_free (gpointer data)
{
  Save *save = data;

  convo_graph_unref (save->graph);
  g_object_unref (save->file);
  g_free (save);
}

static void
save_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Save *save = data;
  GError *error = NULL;

  if (convo_graph_save (save->graph, save->file, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/** convo_document_save_async: writes the graph of this moment to @file in a worker; editing may go on */
void
convo_document_save_async (ConvoDocument *self, GFile *file, GCancellable *cancellable, GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autoptr(GTask) task = NULL;
  Save *save;

  g_return_if_fail (CONVO_IS_DOCUMENT (self) && G_IS_FILE (file));
  convo_document_seal (self);   /* so that the saved graph stays in the history */
  save = g_new (Save, 1);
  *save = (Save) { convo_graph_ref (current (self)->graph), g_object_ref (file) };
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, convo_document_save_async);
  g_task_set_task_data (task, save, save_free);
  g_task_run_in_thread (task, save_worker);
}

/** convo_document_save_finish: Returns: %TRUE if it is saved; @file is the document's file now */
gboolean
convo_document_save_finish (ConvoDocument *self, GAsyncResult *result, GError **error)
{
  Shown before;
  Save *save;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;
  before = remember (self);
  save = g_task_get_task_data (G_TASK (result));
  g_clear_pointer (&self->saved, convo_graph_unref);
  self->saved = convo_graph_ref (save->graph);
  if (g_set_object (&self->file, save->file))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_FILE]);
  notify_differences (self, &before);
  return TRUE;
}
