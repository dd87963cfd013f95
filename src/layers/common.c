/* What several layer kinds share: sliding windows of all axes, their formulas, conditions on shapes. */
#include "common.h"
#include "errors.h"
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

static gboolean
same_window (const ConvoWindow *a, const ConvoWindow *b)
{
  return a->kernel == b->kernel && a->stride == b->stride && a->pad == b->pad && a->dilation == b->dilation;
}

/* Whether every axis of the output comes about in the same way */
static gboolean
same_axes (const ConvoWindow windows[3], const ConvoSite *site)
{
  const int first = CONVO_MAX_AXES - convo_shape_n_spatial (&site->out);

  for (int i = 2; i < site->out.rank; i++)
    if (site->in[0].dim[i] != site->in[0].dim[1] || !same_window (&windows[first + i - 1], &windows[first]))
      return FALSE;
  return TRUE;
}

/* How many windows the rounding up would give, but which would begin in the far padding */
static gint64
dropped_windows (const ConvoWindow *w, gint64 in, gint64 out)
{
  const gint64 room = in + 2 * w->pad - convo_window_span (w);

  return w->ceil ? (room + w->stride - 1) / w->stride + 1 - out : 0;
}

static ConvoLedgerRow *
explain_axis (const ConvoWindow *w, gint64 in, gint64 out, const char *title, ConvoLedger *ledger)
{
  const gint64 dropped = dropped_windows (w, in, out);
  const ConvoSymbol symbols[] = {
    { "n", in, _("input") }, { "p", w->pad, _("padding") }, { "k", w->kernel, _("kernel") }, { "s", w->stride, _("stride") },
    { "d", w->dilation, _("dilation") },
  };
  g_autofree char *span = g_strdup (w->dilation > 1 ? "(d·(k − 1) + 1)" : "k"), *note = unread_note (w, in, out);
  g_autofree char *general = g_strdup_printf ("%s(n + 2·p − %s) / s%s + 1%s", w->ceil ? "⌈" : "⌊", span,
                                              w->ceil ? "⌉" : "⌋", dropped > 0 ? " − 1" : "");
  ConvoLedgerRow *row = convo_ledger_work (ledger, CONVO_NUMBER_SHAPE, title, general, symbols,
                                           w->dilation > 1 ? 5 : 4);

  convo_ledger_note (row, dropped > 0 ? _("a last window that would begin in the far padding is left out") : note);
  convo_ledger_convention (row, w->ceil ? _("rounded up, as “ceil mode” does")
                                        : _("rounded down, as PyTorch and ONNX do"));
  convo_ledger_windows (row, w, in, out);
  return row;
}

/** convo_windows_explain: appends one row per axis of the output to @ledger, or one for all if they are equal */
void
convo_windows_explain (const ConvoWindow windows[3], const ConvoSite *site, ConvoLedger *ledger)
{
  const gboolean same = same_axes (windows, site);

  for (int i = 1; i < (same ? 2 : site->out.rank); i++)
    {
      const int axis = i + CONVO_MAX_AXES - site->out.rank;

      explain_axis (&windows[axis], site->in[0].dim[i], site->out.dim[i],
                    same ? convo_outputs_title (&site->out) : convo_output_title (axis), ledger);
    }
}

/** convo_outputs_title: Returns: the translated name of all extents of the output together */
const char *
convo_outputs_title (const ConvoShape *out)
{
  return out->rank == 2 ? _("Output width") : out->rank == 3 ? _("Output height and width")
                                                             : _("Output depth, height and width");
}

/**
 * convo_axes_explain:
 * @symbols: [@n] per axis, one after the other: all axes of the output, slowest first
 *
 * Appends one row an axis with the formula @general, or one for all if their symbols are equal.
 */
void
convo_axes_explain (const ConvoShape *out, const char *general, const ConvoSymbol *symbols, int n, ConvoLedger *ledger)
{
  gboolean same = TRUE;

  for (int i = n; i < n * (out->rank - 1); i++)
    same = same && symbols[i].value == symbols[i - n].value;
  for (int i = 1; i < (same ? 2 : out->rank); i++)
    convo_ledger_work (ledger, CONVO_NUMBER_SHAPE,
                       same ? convo_outputs_title (out) : convo_output_title (i + CONVO_MAX_AXES - out->rank), general,
                       symbols + (i - 1) * n, n);
}

/** convo_formula_extents: appends "·o²" and its symbols to a formula: all spatial extents of @shape */
void
convo_formula_extents (GString *formula, GArray *symbols, const ConvoShape *shape, const char *name, const char *label)
{
  if (shape->rank < 2)
    return;
  g_string_append (formula, "·");
  convo_formula_power (formula, symbols, name, shape->dim + 1, shape->rank - 1, label);
}

/** convo_norm_explain: appends the row "Parameters" of a normalisation that has scale and shift for each of @n values */
void
convo_norm_explain (gint64 n, const char *note, ConvoLedger *ledger)
{
  const ConvoSymbol symbols[] = { { "C", n, _("values with scale and shift of their own") } };

  convo_ledger_note (convo_ledger_work (ledger, CONVO_NUMBER_PARAMETERS, _("Parameters"), "2·C", symbols, 1), note);
}

/** convo_shape_explain: appends a row with the product of the extents of @shape: "16·14²" gives 3,136; of one channel "14²" */
void
convo_shape_explain (const ConvoShape *shape, const char *title, ConvoLedger *ledger)
{
  g_autoptr(GString) formula = g_string_new ("C");
  g_autoptr(GArray) symbols = g_array_new (FALSE, FALSE, sizeof (ConvoSymbol));
  const ConvoSymbol channels = { "C", shape->dim[0], shape->rank > 1 ? _("channels") : _("features") };

  g_array_append_val (symbols, channels);
  convo_formula_extents (formula, symbols, shape, "n", _("extent"));
  if (shape->rank > 1 && shape->dim[0] == 1)
    {
      g_string_erase (formula, 0, strlen ("C·"));
      g_array_remove_index (symbols, 0);
    }
  convo_ledger_work (ledger, CONVO_NUMBER_OTHER, title, formula->str, (const ConvoSymbol *) symbols->data, symbols->len);
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

/**
 * convo_shapes_equal:
 * @in: (array length=n_in): shapes of the inputs
 * @first: (out): the shape of the first input, if another differs
 * @other: (out): the first one that differs
 *
 * Returns: %TRUE if all shapes are equal
 */
gboolean
convo_shapes_equal (const ConvoShape *in, int n_in, char **first, char **other)
{
  for (int i = 1; i < n_in; i++)
    if (!convo_shape_equal (&in[0], &in[i]))
      {
        *first = convo_shape_to_string (&in[0]);
        *other = convo_shape_to_string (&in[i]);
        return FALSE;
      }
  return TRUE;
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

void
convo_bias_explain (gboolean bias, ConvoLedgerRow *row)
{
  convo_ledger_choice (row, bias ? _("bias counted") : _("without bias"), "bias");
}
