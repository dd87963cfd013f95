/* One state of the arithmetic view as a file. Frames are drawn twice: once to learn how large the largest is, so that nothing
 * jumps, and once to be written; two of them at most are in memory. */
#include "view.h"
#include "errors.h"
#include "text.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#define MAX_FRAMES 4096
#define SAMPLES 12           /* frames that the palette of an animation is taken from */
#define WIDE (16.0 / 9)      /* of a slide */
#define FLATTEST 2.8          /* drawings further from a slide's shape keep their own */
#define LAST 3               /* how many times as long the last frame stays */

/** convo_page_from_name: @name: "forward", "matrix", …; @page: (out). Returns: whether there is one of that name */
gboolean
convo_page_from_name (const char *name, ConvoPage *page)
{
  static const char *const names[] = { "forward", "backward", "matrix", "pooling", "derivation", "compare" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (strcmp (names[i], name) == 0)
      {
        *page = i;
        return TRUE;
      }
  return FALSE;
}

/**
 * convo_view_all:
 * @view: gets the range of frames that shows everything
 * @error: return location; %CONVO_ERROR_SHAPE
 *
 * Returns: %TRUE, or %FALSE with @error set if there is nothing to show
 */
gboolean
convo_view_all (ConvoView *view, GError **error)
{
  const ConvoTrace *trace = view->trace;

  view->first = 0;
  view->n_frames = 1;
  switch (view->page)
    {
    case CONVO_PAGE_BACKWARD:
      view->n_frames = convo_trace_weight (trace) >= 0 ? convo_param_count (&trace->spec[0])
                                                       : convo_shape_count (&trace->in[view->input]);
      return TRUE;
    case CONVO_PAGE_POOLING:
      return convo_pools_fit (trace, &view->pools, &view->n_frames, error);
    case CONVO_PAGE_DERIVATION:
      view->n_frames = MAX (convo_figure_derivation_steps (trace), 1);
      return TRUE;
    case CONVO_PAGE_COMPARISON:
      return TRUE;
    default:
      view->n_frames = convo_shape_count (&trace->out);
      return TRUE;
    }
}

/* The view with frame @i as its present cell */
static ConvoView
frame_of (const ConvoView *view, gint64 i)
{
  ConvoView frame = *view;

  if (view->page != CONVO_PAGE_BACKWARD)
    frame.y = view->first + i;
  else if (convo_trace_weight (view->trace) >= 0)
    frame.w = view->first + i;
  else
    frame.x = view->first + i;
  return frame;
}

static ConvoScene *
missing (GError **error, const char *sentence)
{
  g_set_error_literal (error, CONVO_ERROR, CONVO_ERROR_SHAPE, sentence);
  return NULL;
}

static ConvoScene *
draw_backward (const ConvoView *view)
{
  ConvoUpstream from = view->from;

  from.y = CLAMP (view->y, 0, convo_shape_count (&view->trace->out) - 1);
  return convo_figure_backward (view->trace, &from, view->w, view->input, view->x);
}

/**
 * convo_view_draw:
 * @error: return location; %CONVO_ERROR_SHAPE: there is no such drawing of this operation; %CONVO_ERROR_NAME: no such comparison
 *
 * Returns: (transfer full): the drawing, as large as it needs, or %NULL with @error set
 */
ConvoScene *
convo_view_draw (const ConvoView *view, GError **error)
{
  ConvoScene *scene;

  g_return_val_if_fail (view->trace != NULL || view->page == CONVO_PAGE_COMPARISON, NULL);
  switch (view->page)
    {
    case CONVO_PAGE_BACKWARD:
      return draw_backward (view);
    case CONVO_PAGE_MATRIX:
      scene = convo_figure_matrix (view->trace, MAX (view->y, 0));
      return scene != NULL ? scene : missing (error, _("Only a small convolution is drawn as a matrix: its im2col matrix may have "
                                                       "8,000 cells. Choose a smaller input, or the page Forward."));
    case CONVO_PAGE_POOLING:
      return convo_figure_pooling (view->trace, &view->pools, MAX (view->y, 0), error);
    case CONVO_PAGE_DERIVATION:
      scene = convo_figure_derivation (view->trace, view->y);
      return scene != NULL ? scene : missing (error, _("The derivation is written for a convolution along one axis with one channel "
                                                       "in and out."));
    case CONVO_PAGE_COMPARISON:
      scene = convo_figure_comparison (view->comparison);
      return scene != NULL ? scene : missing (error, _("There is no comparison of that name."));
    default:
      return convo_figure_forward (view->trace, view->y);
    }
}

typedef struct
{
  double width, height, right, down;
} Sheet;

/* What is nearly as wide as a slide gets exactly its shape, the drawing in the middle */
static void
make_slide (Sheet *sheet)
{
  const double width = sheet->width, height = sheet->height;

  if (width / height > FLATTEST || height > width)
    return;
  sheet->width = ceil (MAX (width, height * WIDE));
  sheet->height = ceil (MAX (height, width / WIDE));
  sheet->right = floor ((sheet->width - width) / 2);
  sheet->down = floor ((sheet->height - height) / 2);
}

static void
place (ConvoScene *scene, const Sheet *sheet)
{
  convo_scene_place (scene, sheet->right, sheet->down, sheet->width, sheet->height);
}

static gboolean
tell (const ConvoExportSink *sink, double share, GError **error)
{
  if (g_cancellable_set_error_if_cancelled (sink->cancellable, error))
    return FALSE;
  if (sink->progress != NULL)
    sink->progress (share, sink->data);
  return TRUE;
}

/* How large the largest frame is */
static gboolean
measure (const ConvoView *view, const ConvoExportSink *sink, Sheet *sheet, GError **error)
{
  *sheet = (Sheet) { 0 };
  for (gint64 i = 0; i < view->n_frames; i++)
    {
      ConvoView frame = frame_of (view, i);
      g_autoptr(ConvoScene) scene = convo_view_draw (&frame, error);

      if (scene == NULL || !tell (sink, 0.2 * i / view->n_frames, error))
        return FALSE;
      sheet->width = MAX (sheet->width, scene->width);
      sheet->height = MAX (sheet->height, scene->height);
    }
  make_slide (sheet);
  return TRUE;
}

static ConvoScene *
draw_frame (const ConvoView *view, gint64 i, const Sheet *sheet, GError **error)
{
  ConvoView frame = frame_of (view, i);
  ConvoScene *scene = convo_view_draw (&frame, error);

  if (scene != NULL)
    place (scene, sheet);
  return scene;
}

static gboolean
take (const ConvoExportSink *sink, gint64 index, GBytes *bytes, GError **error)
{
  return bytes != NULL && sink->take (index, bytes, sink->data, error);
}

static gboolean
export_one (const ConvoView *view, const ConvoExport *how, const ConvoExportSink *sink, GError **error)
{
  g_autoptr(ConvoScene) scene = convo_view_draw (view, error);
  g_autoptr(GBytes) bytes = NULL;
  Sheet sheet = { 0 };

  if (scene == NULL || !tell (sink, 0.3, error))
    return FALSE;
  sheet.width = scene->width;
  sheet.height = scene->height;
  make_slide (&sheet);
  place (scene, &sheet);
  bytes = convo_scene_export (scene, how->format, how->scale, error);
  return tell (sink, 1, error) && take (sink, 0, bytes, error);
}

static gboolean
export_strip (const ConvoView *view, const ConvoExport *how, const ConvoExportSink *sink, GError **error)
{
  Sheet sheet;

  if (!measure (view, sink, &sheet, error))
    return FALSE;
  for (gint64 i = 0; i < view->n_frames; i++)
    {
      g_autoptr(ConvoScene) scene = draw_frame (view, i, &sheet, error);
      g_autoptr(GBytes) bytes = scene != NULL ? convo_scene_export (scene, how->format, how->scale, error) : NULL;

      if (!take (sink, i, bytes, error) || !tell (sink, 0.2 + 0.8 * (i + 1) / view->n_frames, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
sample (const ConvoView *view, ConvoGif *gif, const Sheet *sheet, GError **error)
{
  const gint64 n = MIN (view->n_frames, SAMPLES);

  for (gint64 i = 0; i < n; i++)
    {
      g_autoptr(ConvoScene) scene = draw_frame (view, n > 1 ? i * (view->n_frames - 1) / (n - 1) : 0, sheet, error);

      if (scene == NULL || !convo_gif_sample (gif, scene, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
export_gif (const ConvoView *view, const ConvoExport *how, const ConvoExportSink *sink, GError **error)
{
  g_autoptr(ConvoGif) gif = NULL;
  g_autoptr(GBytes) bytes = NULL;
  Sheet sheet;

  if (!measure (view, sink, &sheet, error))
    return FALSE;
  gif = convo_gif_new (sheet.width, sheet.height, how->scale, error);
  if (gif == NULL || !sample (view, gif, &sheet, error))
    return FALSE;
  for (gint64 i = 0; i < view->n_frames; i++)
    {
      g_autoptr(ConvoScene) scene = draw_frame (view, i, &sheet, error);

      if (scene == NULL || !convo_gif_add (gif, scene, i + 1 < view->n_frames ? how->delay : LAST * how->delay, error) ||
          !tell (sink, 0.2 + 0.8 * (i + 1) / view->n_frames, error))
        return FALSE;
    }
  bytes = convo_gif_finish (gif);
  return take (sink, 0, bytes, error);
}

static gboolean
export_extent (const ConvoView *view, const ConvoExport *how, const ConvoExportSink *sink, GError **error)
{
  switch (how->extent)
    {
    case CONVO_EXTENT_ALL: return export_gif (view, how, sink, error);
    case CONVO_EXTENT_STRIP: return export_strip (view, how, sink, error);
    default: return export_one (view, how, sink, error);
    }
}

/* A proof under way ends with the export */
static void
raise_flag (GCancellable *cancellable, gpointer flag)
{
  g_atomic_int_set ((gint *) flag, 1);
}

/**
 * convo_view_export:
 * @how: which file, or files
 * @sink: takes them, one after the other
 * @error: return location; those of convo_view_draw(), %CONVO_ERROR_LIMIT: too many frames, or too large, %CONVO_ERROR_MEMORY,
 *   %G_IO_ERROR_CANCELLED, what @sink reports
 *
 * All frames have the same size, and the shape of a slide where that is sensible. Blocks: call it from a worker.
 *
 * Returns: %TRUE, or %FALSE with @error set
 */
gboolean
convo_view_export (const ConvoView *view, const ConvoExport *how, const ConvoExportSink *sink, GError **error)
{
  gint cancel = 0;
  gulong handler = 0;
  ConvoView watched = *view;
  gboolean done;

  g_return_val_if_fail (sink->take != NULL, FALSE);
  g_return_val_if_fail (how->extent != CONVO_EXTENT_ALL || how->format == CONVO_FORMAT_GIF, FALSE);
  if (how->extent != CONVO_EXTENT_CELL && view->n_frames > MAX_FRAMES)
    {
      g_set_error (error, CONVO_ERROR, CONVO_ERROR_LIMIT,
                   _("The animation would have %" PRId64 " frames; at most %d are written. Choose a smaller input."),
                   view->n_frames, MAX_FRAMES);
      return FALSE;
    }
  watched.from.cancel = &cancel;
  if (sink->cancellable != NULL)
    handler = g_cancellable_connect (sink->cancellable, G_CALLBACK (raise_flag), &cancel, NULL);
  done = export_extent (&watched, how, sink, error);
  g_cancellable_disconnect (sink->cancellable, handler);
  return done;
}
