/* What several layer kinds share: sliding windows of all axes, their formulas, and walking over maps. */
#include "common.h"
#include "errors.h"
#include "numbers.h"
#include "pointwise.h"
#include "text.h"

#include <inttypes.h>
#include <string.h>

/**
 * convo_layer_window:
 * @in: input shape
 * @axis: 0, 1, 2 for depth, height, width
 * @padding: (nullable): none
 * @dilation: (nullable): 1
 * @window: (out): the window along @axis; a single element where the shape has no such axis
 */
void
convo_layer_window (const ConvoShape *in, int axis, const ConvoAxes *kernel, const ConvoAxes *stride,
                    const ConvoAxes *padding, const ConvoAxes *dilation, gboolean ceil, ConvoWindow *window)
{
  int n = convo_shape_n_spatial (in);

  *window = (ConvoWindow) { .kernel = 1, .stride = 1, .pad = 0, .dilation = 1, .ceil = FALSE };
  if (axis < CONVO_MAX_AXES - n)
    return;
  window->kernel = convo_axes_get (kernel, axis, n);
  window->stride = convo_axes_get (stride, axis, n);
  window->pad = padding != NULL ? convo_axes_get (padding, axis, n) : 0;
  window->dilation = dilation != NULL ? convo_axes_get (dilation, axis, n) : 1;
  window->ceil = ceil;
}

static const char *
axis_name (int axis)
{
  return axis == 0 ? _("depth") : axis == 1 ? _("height") : _("width");
}

/**
 * convo_windows_infer:
 * @windows: one per axis
 * @channels: of the output
 * @out: (out): shape of the same rank as @in
 * @error: return location; %CONVO_ERROR_SHAPE, naming the axis
 *
 * Returns: %TRUE on success
 */
gboolean
convo_windows_infer (const ConvoWindow windows[3], const ConvoShape *in, gint64 channels, ConvoShape *out,
                     GError **error)
{
  ConvoShape shape = { .rank = in->rank, .dim = { channels } };

  for (int i = 1; i < in->rank; i++)
    {
      int axis = i + CONVO_MAX_AXES - in->rank;

      if (!convo_window_extent (&windows[axis], in->dim[i], &shape.dim[i], error))
        {
          /* translators: depth, height or width, before a sentence that says what does not fit */
          g_prefix_error (error, _("Along the %s: "), axis_name (axis));
          return FALSE;
        }
    }
  *out = shape;
  return TRUE;
}

/** convo_output_title: Returns: the translated name of the output's extent along @axis, 0 for depth */
const char *
convo_output_title (int axis)
{
  return axis == 0 ? _("Output depth") : axis == 1 ? _("Output height") : _("Output width");
}

static char *
unread_note (const ConvoWindow *window, gint64 in, gint64 out)
{
  gint64 unread = convo_window_unread (window, in, out);

  if (unread == 0)
    return NULL;
  return g_strdup_printf (ngettext_ ("the last %d value of the padded axis is in no window",
                                     "the last %d values of the padded axis are in no window", (int) unread),
                          (int) unread);
}

/** convo_windows_explain: appends one row per axis of the output to @ledger */
void
convo_windows_explain (const ConvoWindow windows[3], const ConvoSite *site, ConvoLedger *ledger)
{
  for (int i = 1; i < site->out.rank; i++)
    {
      int axis = i + CONVO_MAX_AXES - site->out.rank;
      const ConvoWindow *w = &windows[axis];
      gint64 in = site->in[0].dim[i], out = site->out.dim[i];
      g_autofree char *value = convo_number_exact (out), *note = unread_note (w, in, out), *span = NULL;

      if (w->dilation == 1)
        span = g_strdup_printf ("%" G_GINT64_FORMAT, w->kernel);
      else
        span = g_strdup_printf ("(%" G_GINT64_FORMAT "·(%" G_GINT64_FORMAT " − 1) + 1)", w->dilation, w->kernel);
      convo_ledger_add (ledger, convo_output_title (axis), note, value,
                        w->ceil ? "⌈(%" G_GINT64_FORMAT " + 2·%" G_GINT64_FORMAT " − %s) / %" G_GINT64_FORMAT "⌉ + 1"
                                : "⌊(%" G_GINT64_FORMAT " + 2·%" G_GINT64_FORMAT " − %s) / %" G_GINT64_FORMAT "⌋ + 1",
                        in, w->pad, span, w->stride);
    }
}

/** convo_shape_explain: appends a row with the product of the extents of @shape: "16·14·14", "3,136" */
void
convo_shape_explain (const ConvoShape *shape, const char *title, ConvoLedger *ledger)
{
  g_autofree char *value = convo_number_exact (convo_shape_count (shape));
  g_autoptr(GString) formula = g_string_new (NULL);

  for (int i = 0; i < shape->rank; i++)
    g_string_append_printf (formula, "%s%" G_GINT64_FORMAT, i > 0 ? "·" : "", shape->dim[i]);
  convo_ledger_add (ledger, title, NULL, value, "%s", shape->rank > 1 ? formula->str : "");
}

/**
 * convo_needs_spatial:
 * @title: translated title of the kind
 * @error: return location; %CONVO_ERROR_SHAPE
 *
 * Returns: whether @in has a spatial axis
 */
gboolean
convo_needs_spatial (const char *title, const ConvoShape *in, GError **error)
{
  if (in->rank > 1)
    return TRUE;
  g_set_error (error, CONVO_ERROR, CONVO_ERROR_SHAPE,
               /* translators: a layer's title, a number of features */
               _("%s needs an input with width, height or depth, not %" PRId64
                 " features; put it before the layers that flatten."), title, in->dim[0]);
  return FALSE;
}

/** convo_describe_kernel: appends "3×3" (one value: pictures are the usual case) or "3×1" */
void
convo_describe_kernel (const ConvoAxes *kernel, GString *text)
{
  g_autofree char *all = convo_axes_to_string (kernel);

  if (kernel->n == 1)
    g_string_append_printf (text, "%s×%s", all, all);
  else
    g_string_append (text, all);
}

/** convo_describe_axes: appends @format (translated, one %s) unless all values are @usual */
void
convo_describe_axes (const ConvoAxes *axes, gint64 usual, const char *format, GString *text)
{
  g_autofree char *all = NULL;
  gboolean same = TRUE;

  for (int i = 0; i < axes->n; i++)
    same = same && axes->at[i] == usual;
  if (same)
    return;
  all = convo_axes_to_string (axes);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  g_string_append_printf (text, format, all);
#pragma GCC diagnostic pop
}

/* How the values of all maps can be joined: length of a run, and how many runs along z, y, x */
static gint64
joined (const ConvoMap *const *maps, int n, gint64 runs[3])
{
  gint64 length = maps[0]->channels;
  gboolean dense = TRUE;

  for (int i = 0; i < n; i++)
    dense = dense && maps[i]->pixel_pitch == length;
  for (int axis = 2; axis >= 0; axis--)
    {
      gint64 extent = maps[0]->extent[axis];

      runs[axis] = dense ? 1 : extent;
      if (!dense)
        continue;
      length *= extent;
      for (int i = 0; i < n; i++)
        dense = dense && (axis == 2 ? maps[i]->row_pitch : axis == 1 ? maps[i]->plane_pitch : length) == length;
    }
  return length;
}

/**
 * convo_maps_walk:
 * @maps: @n maps, at most 4, of equal extents and channels
 * @work: gets one pointer per map and the number of values behind each
 *
 * Visits every value of the images once, in runs as long as halos and pitches allow.
 */
void
convo_maps_walk (const ConvoMap *const *maps, int n, int first, int count, ConvoRunFunc work, gconstpointer data)
{
  gint64 runs[3], length = joined (maps, n, runs);
  float *at[4];

  for (int image = first; image < first + count; image++)
    for (gint64 z = 0; z < runs[0]; z++)
      for (gint64 y = 0; y < runs[1]; y++)
        for (gint64 x = 0; x < runs[2]; x++)
          {
            for (int i = 0; i < n; i++)
              at[i] = convo_map_pixel (maps[i], image, z, y, x);
            work (at, length, data);
          }
}

static void
clear_run (float *const *at, gint64 length, gconstpointer data)
{
  memset (at[0], 0, length * sizeof (float));
}

/** convo_maps_clear: sets channels [@c, @c + @n) of images [@first, @first + @count) to 0 */
void
convo_maps_clear (const ConvoMap *map, gint64 c, gint64 n, int first, int count)
{
  ConvoMap part = *map;
  const ConvoMap *maps[] = { &part };

  part.data += c;
  part.channels = n;
  if (n > 0)
    convo_maps_walk (maps, 1, first, count, clear_run, NULL);
}

static void
copy_run (float *const *at, gint64 length, gconstpointer data)
{
  if (GPOINTER_TO_INT (data))
    convo_pointwise ()->add (at[0], at[0], at[1], length);
  else
    memcpy (at[0], at[1], length * sizeof (float));
}

/**
 * convo_maps_copy:
 * @to_c: first channel written
 * @from_c: first channel read
 * @n: channels
 * @add: add to what is there
 *
 * Copies a run of channels of images [first, first + count) between maps of equal extents.
 */
void
convo_maps_copy (const ConvoMap *to, gint64 to_c, const ConvoMap *from, gint64 from_c, gint64 n, int first, int count,
                 gboolean add)
{
  ConvoMap part = *to, source = *from;
  const ConvoMap *maps[] = { &part, &source };

  part.data += to_c;
  part.channels = n;
  source.data += from_c;
  source.channels = n;
  if (part.data == source.data && !add)   /* in place */
    return;
  convo_maps_walk (maps, 2, first, count, copy_run, GINT_TO_POINTER (add));
}

/**
 * convo_layer_groups_fit:
 * @channels: of the output, at least 1
 * @groups: at least 1
 * @in: shape of the input
 * @error: return location; %CONVO_ERROR_PROPERTY
 *
 * Returns: %TRUE if the channels of input and output can both be divided into equal groups
 */
gboolean
convo_layer_groups_fit (gint64 channels, gint64 groups, const ConvoShape *in, GError **error)
{
  if (in->dim[0] % groups != 0)
    g_set_error (error, CONVO_ERROR, CONVO_ERROR_PROPERTY,
                 _("The %" PRId64 " channels of the input cannot be divided into %" PRId64
                   " equal groups; choose a divisor of %" PRId64 "."), in->dim[0], groups, in->dim[0]);
  else if (channels % groups != 0)
    g_set_error (error, CONVO_ERROR, CONVO_ERROR_PROPERTY,
                 _("%" PRId64 " channels cannot be divided into %" PRId64
                   " equal groups; make one a multiple of the other."), channels, groups);
  else
    return TRUE;
  return FALSE;
}
