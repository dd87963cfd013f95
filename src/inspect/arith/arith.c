/* Settings of one operation: legal or not, and the state of the layer kind that computes it. */
#include "arith.h"
#include "errors.h"
#include "text.h"

#include <inttypes.h>
#include <string.h>

#define MAX_PADDING 1024

static const char *const supported[] = {
  "conv", "transposed-conv", "max-pool", "average-pool", "lp-pool", "distance-pool", "global-average-pool",
  "global-max-pool", "linear", "relu", "leaky-relu", "elu", "tanh", "sigmoid", "softplus", "silu", "gelu", "relu6",
  "softmax", "batch-norm", "add", "concatenate", NULL,
};

static gboolean
is (const ConvoArith *arith, const char *name)
{
  return strcmp (arith->kind->name, name) == 0;
}

static gboolean
is_global (const ConvoArith *arith)
{
  return g_str_has_prefix (arith->kind->name, "global-");
}

/** convo_arith_supports: Returns: whether the view can show this kind term by term */
gboolean
convo_arith_supports (const ConvoKind *kind)
{
  return g_strv_contains (supported, kind->name);
}

/** convo_arith_windows: Returns: whether a window slides; not for linear, activations, normalisation, merges */
gboolean
convo_arith_windows (const ConvoArith *arith)
{
  return is (arith, "conv") || is (arith, "transposed-conv") || strstr (arith->kind->name, "-pool") != NULL;
}

/* One number from the state on each axis, or @usual where the kind has no such property */
static void
read_axes (const ConvoArith *arith, const void *state, const char *key, gint64 usual, gint64 to[3])
{
  const ConvoProp *prop = convo_kind_prop (arith->kind, key);
  int n = convo_shape_n_spatial (&arith->in);

  for (int axis = 0; axis < 3; axis++)
    to[axis] = prop != NULL && axis >= 3 - n
               ? convo_axes_get ((const ConvoAxes *) ((const char *) state + prop->offset), axis, n) : usual;
}

static const void *
field_of (const ConvoArith *arith, const void *state, const char *key)
{
  const ConvoProp *prop = convo_kind_prop (arith->kind, key);

  return prop != NULL ? (const char *) state + prop->offset : NULL;
}

static gint64
read_int (const ConvoArith *arith, const void *state, const char *key, gint64 usual)
{
  const gint64 *field = field_of (arith, state, key);

  return field != NULL ? *field : usual;
}

static gboolean
read_bool (const ConvoArith *arith, const void *state, const char *key, gboolean usual)
{
  const gboolean *field = field_of (arith, state, key);

  return field != NULL ? *field : usual;
}

static double
read_real (const ConvoArith *arith, const void *state, const char *key, double usual)
{
  const double *field = field_of (arith, state, key);

  return field != NULL ? *field : usual;
}

/**
 * convo_arith_from_layer:
 * @arith: (out): the settings of that layer
 * @state: a legal state of @kind
 * @site: its inputs
 */
void
convo_arith_from_layer (ConvoArith *arith, const ConvoKind *kind, const void *state, const ConvoSite *site)
{
  *arith = (ConvoArith) { .kind = kind, .in = site->in[0], .n_in = site->n_in };
  for (int i = 0; is (arith, "concatenate") && i < MIN (site->n_in, CONVO_ARITH_MAX_INPUTS); i++)
    arith->joined[i] = site->in[i].dim[0];
  read_axes (arith, state, "kernel", 1, arith->kernel);
  read_axes (arith, state, "stride", 1, arith->stride);
  read_axes (arith, state, "padding", 0, arith->before);
  read_axes (arith, state, "dilation", 1, arith->dilation);
  read_axes (arith, state, "output-padding", 0, arith->output_padding);
  memcpy (arith->after, arith->before, sizeof arith->after);
  arith->kernels = read_int (arith, state, is (arith, "linear") ? "features" : "channels", site->in[0].dim[0]);
  arith->groups = read_int (arith, state, "groups", 1);
  arith->bias = read_bool (arith, state, "bias", FALSE);
  arith->ceil = read_bool (arith, state, "ceil", FALSE);
  arith->count_padding = read_bool (arith, state, "count-padding", FALSE);
  arith->p = read_real (arith, state, "p", 2);
  arith->slope = read_real (arith, state, is (arith, "elu") ? "alpha" : "slope", 0);
  arith->epsilon = read_real (arith, state, "epsilon", 1e-5);
}

/**
 * convo_arith_init:
 * @arith: (out): the kind's defaults, with small numbers of channels for the blackboard
 * @in: shape of each input
 */
void
convo_arith_init (ConvoArith *arith, const ConvoKind *kind, const ConvoShape *in)
{
  g_autofree void *state = convo_kind_new_state (kind);
  const ConvoShape inputs[2] = { *in, *in };
  ConvoSite site = { .in = inputs, .n_in = CLAMP (kind->min_inputs, 1, 2) };

  convo_arith_from_layer (arith, kind, state, &site);
  if (is (arith, "conv") || is (arith, "transposed-conv"))
    arith->kernels = 1;
  if (is (arith, "linear"))
    arith->kernels = 3;
}

static void
write_axes (const ConvoArith *arith, void *state, const char *key, const gint64 from[3])
{
  const ConvoProp *prop = convo_kind_prop (arith->kind, key);
  int n = convo_shape_n_spatial (&arith->in);
  ConvoAxes *axes;

  if (prop == NULL || n == 0)
    return;
  axes = (ConvoAxes *) ((char *) state + prop->offset);
  for (int i = 0; i < n; i++)
    axes->at[i] = from[3 - n + i];
  axes->n = n == 2 && axes->at[0] == axes->at[1] ? 1 : n;      /* one number is what pictures usually have */
}

static gboolean
is_asymmetric (const ConvoArith *arith)
{
  for (int axis = 3 - convo_shape_n_spatial (&arith->in); axis < 3; axis++)
    if (arith->before[axis] != arith->after[axis])
      return TRUE;
  return FALSE;
}

/**
 * convo_arith_state:
 *
 * Uneven padding is not among the properties of convolution; the state then has none, and the input is to be padded first.
 *
 * Returns: (transfer full): the state of the kind with these settings; g_free() it
 */
void *
convo_arith_state (const ConvoArith *arith)
{
  static const gint64 none[3];
  void *state = convo_kind_new_state (arith->kind);
  const char *count = is (arith, "linear") ? "features" : "channels", *slope = is (arith, "elu") ? "alpha" : "slope";

  write_axes (arith, state, "kernel", arith->kernel);
  write_axes (arith, state, "stride", arith->stride);
  write_axes (arith, state, "padding", is_asymmetric (arith) ? none : arith->before);
  write_axes (arith, state, "dilation", arith->dilation);
  write_axes (arith, state, "output-padding", arith->output_padding);
  for (int i = 0; i < arith->kind->n_props; i++)
    {
      const ConvoProp *prop = &arith->kind->props[i];
      void *field = (char *) state + prop->offset;

      if (strcmp (prop->key, count) == 0)
        *(gint64 *) field = arith->kernels;
      else if (strcmp (prop->key, "groups") == 0)
        *(gint64 *) field = arith->groups;
      else if (strcmp (prop->key, "bias") == 0)
        *(gboolean *) field = arith->bias;
      else if (strcmp (prop->key, "ceil") == 0)
        *(gboolean *) field = arith->ceil;
      else if (strcmp (prop->key, "count-padding") == 0)
        *(gboolean *) field = arith->count_padding;
      else if (strcmp (prop->key, "p") == 0)
        *(double *) field = arith->p;
      else if (strcmp (prop->key, slope) == 0)
        *(double *) field = arith->slope;
      else if (strcmp (prop->key, "epsilon") == 0)
        *(double *) field = arith->epsilon;
    }
  return state;
}

/** convo_arith_input: Returns: shape of one input */
ConvoShape
convo_arith_input (const ConvoArith *arith, int input)
{
  ConvoShape in = arith->in;

  if (arith->joined[input] > 0)
    in.dim[0] = arith->joined[input];
  return in;
}

static ConvoShape
padded_input (const ConvoArith *arith, int input)
{
  ConvoShape in = convo_arith_input (arith, input);

  if (is_asymmetric (arith))
    for (int i = 1; i < in.rank; i++)
      in.dim[i] += arith->before[i + 3 - in.rank] + arith->after[i + 3 - in.rank];
  return in;
}

static gboolean
padding_legal (const ConvoArith *arith, GError **error)
{
  for (int axis = 0; axis < 3; axis++)
    if (arith->before[axis] < 0 || arith->before[axis] > MAX_PADDING || arith->after[axis] < 0 ||
        arith->after[axis] > MAX_PADDING)
      {
        g_set_error (error, CONVO_ERROR, CONVO_ERROR_PROPERTY, _("Padding must be between 0 and %d."), MAX_PADDING);
        return FALSE;
      }
  if (!is_asymmetric (arith) || is (arith, "conv"))
    return TRUE;
  g_set_error (error, CONVO_ERROR, CONVO_ERROR_PROPERTY,
               _("Only convolution can have different padding at the two ends; make both ends equal."));
  return FALSE;
}

/* "kernel 9 does not fit 7 + 2·0 cells: at most 7" */
static gboolean
window_fits (const ConvoArith *arith, GError **error)
{
  if (is_global (arith) || !convo_arith_windows (arith) || is (arith, "transposed-conv"))
    return TRUE;
  for (int i = 1; i < arith->in.rank; i++)
    {
      int axis = i + 3 - arith->in.rank;
      gint64 padded = arith->in.dim[i] + arith->before[axis] + arith->after[axis];
      gint64 most = (padded - 1) / MAX (arith->dilation[axis], 1) + 1;

      if (arith->kernel[axis] < 1 || arith->kernel[axis] <= most)
        continue;
      if (arith->before[axis] == arith->after[axis])
        g_set_error (error, CONVO_ERROR, CONVO_ERROR_SHAPE,
                     /* translators: kernel 9 does not fit 7 + 2·0 cells with dilation 1: at most 7 */
                     _("Kernel %" PRId64 " does not fit %" PRId64 " + 2·%" PRId64 " cells with dilation %" PRId64
                       ": at most %" PRId64 "."), arith->kernel[axis], arith->in.dim[i], arith->before[axis],
                     arith->dilation[axis], most);
      else
        g_set_error (error, CONVO_ERROR, CONVO_ERROR_SHAPE,
                     _("Kernel %" PRId64 " does not fit %" PRId64 " + %" PRId64 " + %" PRId64
                       " cells with dilation %" PRId64 ": at most %" PRId64 "."), arith->kernel[axis],
                     arith->before[axis], arith->in.dim[i], arith->after[axis], arith->dilation[axis], most);
      return FALSE;
    }
  return TRUE;
}

/**
 * convo_arith_infer:
 * @out: (out): shape of the output
 * @error: return location; %CONVO_ERROR_SHAPE, %CONVO_ERROR_PROPERTY: a sentence that says what does not fit. See
 *   convo_arith_fixes() for what would
 *
 * Returns: %TRUE if the settings are legal
 */
gboolean
convo_arith_infer (const ConvoArith *arith, ConvoShape *out, GError **error)
{
  g_autofree void *state = convo_arith_state (arith);
  ConvoShape in[CONVO_ARITH_MAX_INPUTS];

  g_return_val_if_fail (arith->n_in >= 1 && arith->n_in <= CONVO_ARITH_MAX_INPUTS, FALSE);
  if (!convo_shape_valid (&arith->in, error) || !padding_legal (arith, error))
    return FALSE;
  if (!convo_kind_check (arith->kind, state, error) || !window_fits (arith, error))
    return FALSE;
  for (int i = 0; i < arith->n_in; i++)
    in[i] = padded_input (arith, i);
  return convo_kind_infer (arith->kind, state, in, arith->n_in, out, error);
}

/** convo_arith_forget_axes: along axes that the input does not have nothing slides, whatever was set when it had them */
void
convo_arith_forget_axes (ConvoArith *arith)
{
  for (int axis = 0; axis < 3 - convo_shape_n_spatial (&arith->in); axis++)
    {
      arith->kernel[axis] = arith->stride[axis] = arith->dilation[axis] = 1;
      arith->before[axis] = arith->after[axis] = arith->output_padding[axis] = 0;
    }
}

/**
 * convo_arith_window:
 * @axis: 0, 1, 2: depth, height, width
 * @window: (out): along that axis; @pad is what lies in front
 *
 * A global pool's window is its input. Along an axis that the input does not have nothing slides, whatever the settings
 * say of it: they stay for when it comes back.
 */
void
convo_arith_window (const ConvoArith *arith, int axis, ConvoWindow *window)
{
  *window = (ConvoWindow) { .kernel = arith->kernel[axis], .stride = arith->stride[axis], .pad = arith->before[axis],
                            .dilation = arith->dilation[axis], .ceil = arith->ceil };
  if (is_global (arith) || !convo_arith_windows (arith) || axis < 3 - convo_shape_n_spatial (&arith->in))
    *window = (ConvoWindow) { .kernel = is_global (arith) ? convo_shape_spatial (&arith->in, axis) : 1, .stride = 1,
                              .dilation = 1 };
}

/**
 * convo_arith_unread:
 *
 * Returns: how many cells at the far end of the padded axis no window reaches; 0 for illegal settings
 */
gint64
convo_arith_unread (const ConvoArith *arith, int axis)
{
  ConvoShape out;
  ConvoWindow window;
  gint64 padded;

  if (!convo_arith_windows (arith) || is (arith, "transposed-conv") || !convo_arith_infer (arith, &out, NULL))
    return 0;
  convo_arith_window (arith, axis, &window);
  padded = convo_shape_spatial (&arith->in, axis) + window.pad
           + (is_global (arith) || axis < 3 - convo_shape_n_spatial (&arith->in) ? 0 : arith->after[axis]);
  return MAX (padded - ((convo_shape_spatial (&out, axis) - 1) * window.stride + convo_window_span (&window)), 0);
}

/**
 * convo_arith_pad_same:
 *
 * Pads so that the output has ⌈in / stride⌉ cells along each axis; an odd cell goes behind.
 * Source: the rule "same" of Keras and "SAME_UPPER" of ONNX.
 */
void
convo_arith_pad_same (ConvoArith *arith)
{
  for (int i = 1; i < arith->in.rank; i++)
    {
      int axis = i + 3 - arith->in.rank;
      gint64 n = arith->in.dim[i], s = arith->stride[axis], out = (n + s - 1) / s;
      gint64 all = MAX ((out - 1) * s + arith->dilation[axis] * (arith->kernel[axis] - 1) + 1 - n, 0);

      arith->before[axis] = all / 2;
      arith->after[axis] = all - all / 2;
    }
}
