/* Saving the present state of the arithmetic view as drawings, in a thread: an animation has many frames. */
#include "scope-arith-export.h"

#include <glib/gi18n.h>
#include <string.h>

#include "convo-file.h"
#include "scope-export-progress.h"

#define SCALE 1.5            /* pixels a px, of PNG */
#define DELAY 60             /* hundredths of a second a frame */

typedef struct
{
  ConvoTrace        *trace;           /* the numbers of the screen; NULL for comparisons */
  ConvoNetTrace     *pass;            /* that δ comes from; NULL if it was typed */
  GPtrArray         *branches;
  char              *label_name;
  ConvoView          view;
  ConvoExport        how;
  GFile             *file;
  int                permille;        /* atomic: how much is done */
  GtkWindow         *parent;
  ScopeArithExported done;
  gpointer           data;
  GDestroyNotify     destroy;
} Job;

static void
job_free (Job *job)
{
  g_clear_pointer (&job->trace, convo_trace_free);
  g_clear_pointer (&job->pass, convo_net_trace_unref);
  g_clear_pointer (&job->branches, g_ptr_array_unref);
  g_free (job->label_name);
  g_clear_object (&job->file);
  g_clear_object (&job->parent);
  if (job->destroy != NULL)
    job->destroy (job->data);
  g_free (job);
}

/* ---- in the worker ---- */

/* NAME-01.svg, NAME-02.svg, …, beside the file that was asked for */
static GFile *
file_of_frame (const Job *job, gint64 index)
{
  g_autoptr(GFile) folder = g_file_get_parent (job->file);
  g_autofree char *name = g_file_get_basename (job->file), *frame = NULL, *last = g_strdup_printf ("%d", (int) job->view.n_frames);
  char *dot = strrchr (name, '.');

  *dot = '\0';
  frame = g_strdup_printf ("%s-%0*d.%s", name, MAX ((int) strlen (last), 2), (int) index + 1, dot + 1);
  return g_file_get_child (folder, frame);
}

/* A strip asks about one name only, so it never replaces what is there under the others. */
static gboolean
take (gint64 index, GBytes *bytes, gpointer data, GError **error)
{
  const Job *job = data;
  g_autoptr(GFile) file = NULL;

  if (job->how.extent != CONVO_EXTENT_STRIP)
    return convo_save_atomically (job->file, bytes, NULL, error);
  file = file_of_frame (job, index);
  if (g_file_query_exists (file, NULL))
    {
      g_autofree char *name = g_file_get_basename (file);

      g_set_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS, _("There is a file “%s” already: choose another name."), name);
      return FALSE;
    }
  return convo_save_atomically (file, bytes, NULL, error);
}

static void
progress (double share, gpointer data)
{
  g_atomic_int_set (&((Job *) data)->permille, (int) (1000 * share));
}

static void
work (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  const ConvoExportSink sink = { .take = take, .progress = progress, .data = job, .cancellable = cancellable };
  GError *error = NULL;

  if (convo_view_export (&job->view, &job->how, &sink, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* ---- in the main thread ---- */

static double
share_done (gpointer task)
{
  return g_atomic_int_get (&((Job *) g_task_get_task_data (task))->permille) / 1000.0;
}

static void
finished (GObject *source, GAsyncResult *result, gpointer progress_window)
{
  const Job *job = g_task_get_task_data (G_TASK (result));
  g_autofree char *name = g_file_get_basename (job->file), *message = NULL;
  g_autoptr(GError) error = NULL;

  scope_export_progress_end (progress_window);
  if (g_task_propagate_boolean (G_TASK (result), &error))
    message = job->how.extent == CONVO_EXTENT_STRIP
              ? g_strdup_printf (ngettext ("Saved %d file beside “%s”", "Saved %d files beside “%s”", (gulong) job->view.n_frames),
                                 (int) job->view.n_frames, name)
              : g_strdup_printf (_("Saved as “%s”"), name);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    message = g_strdup (error->message);
  else
    message = g_strdup (_("Export stopped"));
  job->done (message, job->data);
}

static void
begin (Job *job)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GTask) task = NULL;
  GtkWidget *window = scope_export_progress_new (job->parent, cancellable);

  task = g_task_new (NULL, cancellable, finished, window);
  g_task_set_task_data (task, job, (GDestroyNotify) job_free);
  g_task_set_return_on_cancel (task, FALSE);
  scope_export_progress_watch (window, share_done, task);
  g_task_run_in_thread (task, work);
}

/* Whether the name and the choice below it can be written; else @job's owner is told why. */
static gboolean
read_choice (GtkFileChooser *chooser, Job *job)
{
  const char *extent = gtk_file_chooser_get_choice (chooser, "extent");
  g_autofree char *name = NULL;
  g_autoptr(GError) error = NULL;

  job->file = gtk_file_chooser_get_file (chooser);
  if (job->file == NULL)
    return FALSE;
  name = g_file_get_basename (job->file);
  if (!convo_format_from_name (name, &job->how.format, &error) ||
      !(job->view.page == CONVO_PAGE_COMPARISON || convo_view_all (&job->view, &error)))
    {
      job->done (error->message, job->data);
      return FALSE;
    }
  if (job->view.page == CONVO_PAGE_FORWARD || job->view.page == CONVO_PAGE_MATRIX)
    {
      job->view.n_frames = convo_shape_count (&job->trace->out) / job->trace->out.dim[0];     /* of the kernel that is shown */
      job->view.first = job->view.y / job->view.n_frames * job->view.n_frames;
    }
  job->how.extent = g_strcmp0 (extent, "all") == 0 ? CONVO_EXTENT_STRIP
                    : job->how.format == CONVO_FORMAT_GIF ? CONVO_EXTENT_ALL : CONVO_EXTENT_CELL;
  if (job->how.format == CONVO_FORMAT_GIF)
    job->how.scale = 1;      /* many frames: a slide enlarges them */
  return TRUE;
}

static void
chosen (GtkNativeDialog *chooser, int response, Job *job)
{
  if (response == GTK_RESPONSE_ACCEPT && read_choice (GTK_FILE_CHOOSER (chooser), job))
    begin (job);
  else
    job_free (job);
  g_object_unref (chooser);
}

static void
add_choices (GtkFileChooser *chooser)
{
  static const char *const patterns[] = { "*.svg", "*.pdf", "*.png", "*.tex", "*.gif" };
  static const char *const extents[] = { "cell", "all", NULL };
  const char *const labels[] = { _("What is on screen; GIF: all cells, moving"), _("Every cell, as numbered files"), NULL };
  g_autoptr(GtkFileFilter) all = gtk_file_filter_new ();

  gtk_file_filter_set_name (all, _("SVG, PDF, PNG, TikZ, GIF: by the ending of the name"));
  for (gsize i = 0; i < G_N_ELEMENTS (patterns); i++)
    gtk_file_filter_add_pattern (all, patterns[i]);
  gtk_file_chooser_add_filter (chooser, all);
  gtk_file_chooser_add_choice (chooser, "extent", _("Draw"), (const char **) extents, (const char **) labels);
  gtk_file_chooser_set_choice (chooser, "extent", "cell");
}

/* Where δ comes from, as the screen says it */
static void
take_upstream (Job *job, ScopeArithState *state)
{
  if (!scope_arith_state_is_real (state))
    return;
  job->pass = convo_net_trace_ref (scope_arith_state_pass (state));
  job->branches = scope_arith_state_branches (state) != NULL ? g_ptr_array_ref (scope_arith_state_branches (state)) : NULL;
  job->label_name = g_strdup (scope_arith_state_label_name (state));
  job->view.from = (ConvoUpstream) { .pass = job->pass, .node = scope_arith_state_node (state), .branches = job->branches,
                                     .label_name = job->label_name };
}

static Job *
job_new (GtkWindow *parent, ScopeArithState *state, const ConvoView *view)
{
  Job *job = g_new0 (Job, 1);
  const ConvoTrace *trace;

  job->view = *view;
  job->parent = g_object_ref (parent);
  job->how = (ConvoExport) { .scale = SCALE, .delay = DELAY };
  job->view.n_frames = 1;
  if (view->page == CONVO_PAGE_COMPARISON)
    return job;
  job->view.trace = trace = job->trace = convo_trace_ref (scope_arith_state_trace (state));
  take_upstream (job, state);
  job->view.y = view->page == CONVO_PAGE_DERIVATION ? -1 : view->page == CONVO_PAGE_POOLING ? scope_arith_state_cell (state)
                                                          : scope_arith_state_output (state);
  job->view.w = trace->n_params > 0 && trace->grad[0] != NULL ? scope_arith_state_weight (state) : -1;
  job->view.input = scope_arith_state_input (state);
  job->view.x = scope_arith_state_pixel (state);
  job->view.pools.channel = scope_arith_state_channel (state);
  return job;
}

/**
 * scope_arith_export:
 * @parent: the window
 * @state: what is saved: its present cell; a GIF has all cells
 * @view: the page, and what it alone knows: the pooling, the comparison; the rest is taken from @state
 * @done: told afterwards, in the main thread; not called if the person gives up
 * @data: for @done
 * @destroy: (nullable): of @data, in any case
 *
 * Asks for a file; its ending chooses the format.
 */
void
scope_arith_export (GtkWindow *parent, ScopeArithState *state, const ConvoView *view, ScopeArithExported done, gpointer data,
                    GDestroyNotify destroy)
{
  GtkFileChooserNative *chooser = gtk_file_chooser_native_new (_("Export"), parent, GTK_FILE_CHOOSER_ACTION_SAVE, NULL, NULL);
  g_autofree char *name = g_strdup_printf ("%s.svg", view->page == CONVO_PAGE_COMPARISON ? view->comparison
                                                     : scope_arith_state_title (state));
  Job *job = job_new (parent, state, view);

  job->done = done;
  job->data = data;
  job->destroy = destroy;
  g_strdelimit (name, "/", '-');
  add_choices (GTK_FILE_CHOOSER (chooser));
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser), name);
  g_signal_connect (chooser, "response", G_CALLBACK (chosen), job);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}
