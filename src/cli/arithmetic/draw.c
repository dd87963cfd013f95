/* `convo arithmetic -o FILE`: a step as a picture, all of them as an animation or as numbered files. */
#include "arithmetic.h"
#include "convo-file.h"
#include "errors.h"
#include "progress.h"
#include "text.h"

#include <inttypes.h>
#include <string.h>

static gboolean
choose_page (const ArithmeticOptions *o, ConvoPage *page, GError **error)
{
  *page = o->backward ? CONVO_PAGE_BACKWARD : CONVO_PAGE_FORWARD;
  if (o->preset != NULL)
    *page = strcmp (o->preset, "derivation-1d") == 0 ? CONVO_PAGE_DERIVATION
            : strcmp (o->preset, "shift") == 0 ? CONVO_PAGE_POOLING : CONVO_PAGE_COMPARISON;
  if (o->preset != NULL || o->view == NULL || strcmp (o->view, "stage") == 0)
    return TRUE;
  if (convo_page_from_name (o->view, page) && *page != CONVO_PAGE_COMPARISON)
    return TRUE;
  g_set_error (error, CONVO_ERROR, CONVO_ERROR_NAME,
               _("There is no view “%s”; there are forward, backward, matrix, pooling, derivation."), o->view);
  return FALSE;
}

static gint64
middle_of (const ConvoShape *shape)
{
  const gint64 middle[3] = { convo_shape_spatial (shape, 0) / 2, convo_shape_spatial (shape, 1) / 2, convo_shape_spatial (shape, 2) / 2 };

  return shape->rank > 1 ? convo_place_index (shape, 0, middle) : shape->dim[0] / 2;
}

/* What is shown where nobody chose: the middle, where nothing hangs over an edge */
static gint64
usual_cell (const ConvoView *view)
{
  if (view->page == CONVO_PAGE_DERIVATION)
    return -1;
  if (view->page == CONVO_PAGE_FORWARD || view->page == CONVO_PAGE_MATRIX)
    return middle_of (&view->trace->out);
  return view->n_frames / 2;
}

/**
 * arithmetic_view:
 * @trace: (nullable): the operation; comparisons need none
 * @network: where it hangs, if anywhere
 * @view: (out): what the options ask for, all frames included
 * @error: return location
 *
 * Returns: %TRUE, or %FALSE with @error set
 */
gboolean
arithmetic_view (const ArithmeticOptions *o, const ConvoTrace *trace, const ArithmeticNetwork *network, ConvoView *view, GError **error)
{
  gboolean weights;

  *view = (ConvoView) { .trace = trace, .w = -1, .x = -1, .input = o->of - 1, .comparison = o->preset,
                        .pools = { o->channel - 1, o->kernel > 0 ? o->kernel : 3, o->stride > 0 ? o->stride : 2, o->down, o->right } };
  if (network->real)
    view->from = (ConvoUpstream) { .pass = network->pass, .node = network->node, .branches = network->branches,
                                   .label_name = network->label_name };
  if (!choose_page (o, &view->page, error) || !convo_view_all (view, error))
    return FALSE;
  view->y = o->at >= 0 ? o->at - 1 : usual_cell (view);
  if (view->page != CONVO_PAGE_BACKWARD)
    return TRUE;
  weights = convo_trace_weight (trace) >= 0;
  view->w = weights ? MAX (view->y, 0) : trace->n_params > 0 && trace->grad[0] != NULL ? 0 : -1;
  view->x = !weights && o->at > 0 ? view->y : o->x >= 0 ? o->x - 1 : middle_of (&trace->in[view->input]);
  view->y = o->y > 0 ? o->y - 1 : middle_of (&trace->out);
  return TRUE;
}

typedef struct
{
  const char *path;
  gboolean strip;
  gint64 n;                 /* files of a strip */
  gint64 begun;             /* µs */
  CliProgress progress;
} Output;

/* NAME-01.svg, NAME-02.svg, … */
static char *
path_of (const Output *output, gint64 index)
{
  const char *dot = strrchr (output->path, '.');
  g_autofree char *stem = g_strndup (output->path, dot - output->path), *last = g_strdup_printf ("%" PRId64, output->n);

  return g_strdup_printf ("%s-%0*" PRId64 "%s", stem, MAX ((int) strlen (last), 2), index + 1, dot);
}

static gboolean
take (gint64 index, GBytes *bytes, gpointer data, GError **error)
{
  const Output *output = data;
  g_autofree char *path = output->strip ? path_of (output, index) : g_strdup (output->path);
  g_autoptr(GFile) file = g_file_new_for_commandline_arg (path);

  return convo_save_atomically (file, bytes, NULL, error);
}

/* Nothing is shown of what is quickly done */
static void
progress (double share, gpointer data)
{
  Output *output = data;

  if (g_get_monotonic_time () - output->begun > G_USEC_PER_SEC / 2 && cli_progress_due (&output->progress))
    cli_progress_show (&output->progress, share, output->path, "");
}

/** arithmetic_draw: writes what @view shows to the file of the options. Returns: %FALSE with @error set */
gboolean
arithmetic_draw (const ArithmeticOptions *o, const ConvoView *view, GError **error)
{
  ConvoExport how = { .scale = o->scale, .delay = o->delay };
  Output output = { .path = o->output, .begun = g_get_monotonic_time () };
  const ConvoExportSink sink = { .take = take, .progress = progress, .data = &output };
  gboolean done;

  if (!convo_format_from_name (o->output, &how.format, error))
    return FALSE;
  if (o->at <= 0 && o->strip)
    how.extent = CONVO_EXTENT_STRIP;
  else if (o->at <= 0 && how.format == CONVO_FORMAT_GIF)
    how.extent = CONVO_EXTENT_ALL;
  output.strip = how.extent == CONVO_EXTENT_STRIP;
  output.n = view->n_frames;
  cli_progress_init (&output.progress);
  done = convo_view_export (view, &how, &sink, error);
  cli_progress_clear (&output.progress);
  return done;
}
