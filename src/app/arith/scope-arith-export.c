/* Saving the present state of the arithmetic view as a drawing or an animation, in a thread: an animation has many frames. */
#include "scope-arith-export.h"

#include <glib/gi18n.h>

#include "convo-file.h"
#include "figure.h"

#define MAX_FRAMES 400
#define SCALE 1.5

typedef struct
{
  ConvoTrace        *trace;           /* a copy of its own */
  char              *stage;
  gint64             y, weight, pixel, first;
  GFile             *file;
  ScopeArithExported done;
  gpointer           data;
} Job;

static void
job_free (Job *job)
{
  g_clear_pointer (&job->trace, convo_trace_free);
  g_clear_object (&job->file);
  g_free (job->stage);
  g_free (job);
}

static ConvoScene *
scene_of (const Job *job, gint64 y)
{
  ConvoScene *scene = NULL;

  if (g_strcmp0 (job->stage, "backward") == 0)
    return convo_figure_backward (job->trace, convo_trace_weight (job->trace) >= 0 ? job->weight : -1, job->pixel);
  if (g_strcmp0 (job->stage, "matrix") == 0)
    scene = convo_figure_matrix (job->trace, y);
  return scene != NULL ? scene : convo_figure_forward (job->trace, y);
}

static GBytes *
animate (const Job *job, GCancellable *cancellable, GError **error)
{
  const gint64 cells = convo_shape_count (&job->trace->out) / job->trace->out.dim[0];
  g_autoptr(GPtrArray) scenes = g_ptr_array_new_with_free_func ((GDestroyNotify) convo_scene_free);

  for (gint64 i = 0; i < MIN (cells, MAX_FRAMES) && !g_cancellable_is_cancelled (cancellable); i++)
    g_ptr_array_add (scenes, scene_of (job, job->first + i));
  return convo_scenes_to_gif (scenes, 1, 60, error);
}

static void
work (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Job *job = data;
  g_autofree char *name = g_file_get_basename (job->file);
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(ConvoScene) scene = NULL;
  GError *error = NULL;
  ConvoFormat format;

  if (convo_format_from_name (name, &format, &error))
    {
      if (format == CONVO_FORMAT_GIF)
        bytes = animate (job, cancellable, &error);
      else
        bytes = convo_scene_export ((scene = scene_of (job, job->y)), format, SCALE, &error);
    }
  if (bytes != NULL && convo_save_atomically (job->file, bytes, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
finished (GObject *source, GAsyncResult *result, gpointer data)
{
  const Job *job = g_task_get_task_data (G_TASK (result));
  g_autofree char *name = g_file_get_basename (job->file), *message = NULL;
  g_autoptr(GError) error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    message = g_strdup_printf (_("Saved as “%s”"), name);
  else
    message = g_strdup (error->message);
  job->done (message, job->data);
}

static void
chosen (GtkNativeDialog *chooser, int response, Job *job)
{
  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr(GTask) task = g_task_new (NULL, NULL, finished, NULL);

      job->file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));
      g_task_set_task_data (task, job, (GDestroyNotify) job_free);
      g_task_run_in_thread (task, work);
    }
  else
    job_free (job);
  g_object_unref (chooser);
}

static void
add_filters (GtkFileChooser *chooser)
{
  static const char *const patterns[] = { "*.svg", "*.pdf", "*.png", "*.tex", "*.gif" };
  g_autoptr(GtkFileFilter) all = gtk_file_filter_new ();

  gtk_file_filter_set_name (all, _("SVG, PDF, PNG, TikZ, GIF: by the ending of the name"));
  for (gsize i = 0; i < G_N_ELEMENTS (patterns); i++)
    gtk_file_filter_add_pattern (all, patterns[i]);
  gtk_file_chooser_add_filter (chooser, all);
}

/**
 * scope_arith_export:
 * @parent: the window
 * @state: what is saved: its present cell; a GIF has all cells
 * @stage: name of the stage: "forward", "backward", "matrix"
 * @done: told afterwards, in the main thread; not called if the person gives up
 * @data: for @done
 *
 * Asks for a file; its ending chooses the format.
 */
void
scope_arith_export (GtkWindow *parent, ScopeArithState *state, const char *stage, ScopeArithExported done, gpointer data)
{
  GtkFileChooserNative *chooser = gtk_file_chooser_native_new (_("Export"), parent, GTK_FILE_CHOOSER_ACTION_SAVE, NULL, NULL);
  g_autofree char *name = g_strdup_printf ("%s.svg", scope_arith_state_title (state));
  Job *job = g_new0 (Job, 1);

  job->trace = convo_trace_new (scope_arith_state_arith (state), NULL);
  convo_trace_take_over (job->trace, scope_arith_state_trace (state));
  convo_trace_run (job->trace);
  job->stage = g_strdup (stage);
  job->y = scope_arith_state_output (state);
  job->first = scope_arith_state_kernel (state) * scope_arith_state_n_cells (state);
  job->weight = scope_arith_state_weight (state);
  job->pixel = scope_arith_state_pixel (state);
  job->done = done;
  job->data = data;
  g_strdelimit (name, "/", '-');
  add_filters (GTK_FILE_CHOOSER (chooser));
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser), name);
  g_signal_connect (chooser, "response", G_CALLBACK (chosen), job);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}
