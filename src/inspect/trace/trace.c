/* A trace: one layer's arrays, the engine's result, and its taking apart. */
#include "trace-private.h"
#include "aligned.h"
#include "errors.h"
#include "text.h"

#include <math.h>
#include <string.h>

/** trace_family: Returns: which family a supported kind belongs to */
TraceFamily
trace_family (const ConvoKind *kind)
{
  static const struct { const char *name; TraceFamily family; } families[] = {
    { "conv", TRACE_CONVOLUTION }, { "linear", TRACE_CONVOLUTION }, { "transposed-conv", TRACE_TRANSPOSED },
    { "batch-norm", TRACE_NORMALISE }, { "softmax", TRACE_SOFTMAX }, { "add", TRACE_MERGE },
    { "concatenate", TRACE_JOIN },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (families); i++)
    if (strcmp (families[i].name, kind->name) == 0)
      return families[i].family;
  return strstr (kind->name, "-pool") != NULL ? TRACE_POOL : TRACE_POINT;
}

static float *
floats (gint64 n)
{
  return g_new0 (float, MAX (n, 1));
}

static gint64
padded_count (const ConvoTrace *trace)
{
  return convo_shape_count (&trace->p->padded);
}

static gboolean
new_solo (ConvoTrace *trace, GError **error)
{
  ConvoTracePrivate *p = trace->p;
  g_autofree void *state = convo_arith_state (&trace->arith);
  ConvoShape in[CONVO_ARITH_MAX_INPUTS];

  for (int i = 0; i < trace->n_in; i++)
    in[i] = trace->in[i];
  p->padded = trace->in[0];
  p->uneven = memcmp (trace->arith.before, trace->arith.after, sizeof trace->arith.before) != 0;
  if (p->uneven)
    {
      for (int i = 1; i < p->padded.rank; i++)
        p->padded.dim[i] += trace->arith.before[i + 3 - p->padded.rank] + trace->arith.after[i + 3 - p->padded.rank];
      in[0] = p->padded;
    }
  p->solo = convo_solo_new (trace->arith.kind, state, in, trace->n_in, error);
  return p->solo != NULL;
}

static void
new_arrays (ConvoTrace *trace)
{
  ConvoTracePrivate *p = trace->p;

  for (int i = 0; i < trace->n_in; i++)
    {
      trace->x[i] = floats (convo_shape_count (&trace->in[i]));
      trace->dx[i] = floats (convo_shape_count (&trace->in[i]));
    }
  trace->y = floats (convo_shape_count (&trace->out));
  trace->dy = floats (convo_shape_count (&trace->out));
  trace->n_params = convo_solo_n_params (p->solo);
  for (int i = 0; i < trace->n_params; i++)
    {
      gint64 n;

      trace->spec[i] = *convo_solo_spec (p->solo, i);
      n = convo_param_count (&trace->spec[i]);
      trace->param[i] = floats (n);
      if (convo_param_trainable (&trace->spec[i]))
        trace->grad[i] = floats (n);
      if (trace->spec[i].role == CONVO_ROLE_SCALE || trace->spec[i].role == CONVO_ROLE_VARIANCE)
        for (gint64 k = 0; k < n; k++)
          trace->param[i][k] = 1;
    }
  if (p->uneven)
    {
      p->padded_x = floats (padded_count (trace));
      p->padded_dx = floats (padded_count (trace));
    }
  if (trace->arith.flip && convo_trace_weight (trace) >= 0)
    for (int i = 0; i < 2; i++)
      p->turned[i] = floats (convo_param_count (&trace->spec[0]));
}

/**
 * convo_trace_new:
 * @error: return location; %CONVO_ERROR_SHAPE, %CONVO_ERROR_PROPERTY, %CONVO_ERROR_MEMORY, %CONVO_ERROR_NAME
 *
 * Makes a trace with all values 0 (scales and variances 1). Fill it, see picture.h and kernel presets, and run it.
 *
 * Returns: (transfer full): the trace, or %NULL with @error set
 */
ConvoTrace *
convo_trace_new (const ConvoArith *arith, GError **error)
{
  g_autoptr(ConvoTrace) trace = g_new0 (ConvoTrace, 1);

  trace->p = g_new0 (ConvoTracePrivate, 1);
  g_atomic_ref_count_init (&trace->p->ref_count);
  trace->p->nudged_input = trace->p->nudged_param = -1;
  trace->arith = *arith;
  convo_arith_forget_axes (&trace->arith);
  if (!convo_arith_supports (arith->kind))
    {
      g_set_error (error, CONVO_ERROR, CONVO_ERROR_NAME,
                   /* translators: the title of a layer kind */
                   _("The arithmetic of “%s” cannot be shown; choose a convolution, a pooling or an activation."),
                   _(arith->kind->title));
      return NULL;
    }
  if (arith->n_in < 1 || arith->n_in > CONVO_ARITH_MAX_INPUTS)
    {
      g_set_error (error, CONVO_ERROR, CONVO_ERROR_NAME,
                   _("The arithmetic of a layer with %d inputs cannot be shown; choose one with one to %d."), arith->n_in,
                   CONVO_ARITH_MAX_INPUTS);
      return NULL;
    }
  if (!convo_arith_infer (arith, &trace->out, error))
    return NULL;
  for (int i = 0; i < arith->n_in; i++)
    trace->in[i] = convo_arith_input (arith, i);
  trace->n_in = arith->n_in;
  trace->p->family = trace_family (arith->kind);
  if (!new_solo (trace, error))
    return NULL;
  new_arrays (trace);
  if (trace->p->family <= TRACE_POOL)
    trace_geometry_init (&trace->p->geometry, arith, trace->p->family, &trace->in[0], &trace->out);
  return g_steal_pointer (&trace);
}

/**
 * convo_trace_ref:
 *
 * For somebody who looks at the same numbers in another thread: from then on nobody may write into the trace or run it.
 *
 * Returns: (transfer full): the same trace
 */
ConvoTrace *
convo_trace_ref (const ConvoTrace *trace)
{
  g_atomic_ref_count_inc (&trace->p->ref_count);
  return (ConvoTrace *) trace;
}

/** convo_trace_free: gives a trace back; the last who had it takes it away */
void
convo_trace_free (ConvoTrace *trace)
{
  if (!g_atomic_ref_count_dec (&trace->p->ref_count))
    return;
  for (int i = 0; i < CONVO_ARITH_MAX_INPUTS; i++)
    {
      g_free (trace->x[i]);
      g_free (trace->dx[i]);
    }
  for (int i = 0; i < CONVO_MAX_PARAMS; i++)
    {
      g_free (trace->param[i]);
      g_free (trace->grad[i]);
    }
  g_free (trace->y);
  g_free (trace->dy);
  g_clear_pointer (&trace->p->solo, convo_solo_free);
  g_free (trace->p->padded_x);
  g_free (trace->p->padded_dx);
  g_free (trace->p->turned[0]);
  g_free (trace->p->turned[1]);
  g_free (trace->p);
  g_free (trace);
}

/* Index in the padded input of a value of the input */
static gint64
padded_index (const ConvoTrace *trace, gint64 x)
{
  gint64 channel, at[3];

  convo_index_place (&trace->in[0], x, &channel, at);
  for (int axis = 0; axis < 3; axis++)
    at[axis] += trace->arith.before[axis];
  return convo_place_index (&trace->p->padded, channel, at);
}

static void
turn (const ConvoTrace *trace, const float *from, float *to)
{
  for (gint64 w = 0, n = convo_param_count (&trace->spec[0]); w < n; w++)
    to[trace_turned (&trace->p->geometry, w)] = from[w];
}

static void
run_forward (ConvoTrace *trace)
{
  ConvoTracePrivate *p = trace->p;
  const float *x[CONVO_ARITH_MAX_INPUTS], *params[CONVO_MAX_PARAMS];

  for (int i = 0; i < trace->n_in; i++)
    x[i] = trace->x[i];
  for (int i = 0; i < trace->n_params; i++)
    params[i] = trace->param[i];
  if (p->uneven)
    {
      for (gint64 i = 0, n = convo_shape_count (&trace->in[0]); i < n; i++)
        p->padded_x[padded_index (trace, i)] = trace->x[0][i];
      x[0] = p->padded_x;
    }
  if (p->turned[0] != NULL)
    {
      turn (trace, trace->param[0], p->turned[0]);
      params[0] = p->turned[0];
    }
  convo_solo_forward (p->solo, x, params, trace->training, trace->y);
}

static void
run_backward (ConvoTrace *trace)
{
  ConvoTracePrivate *p = trace->p;
  float *dx[CONVO_ARITH_MAX_INPUTS], *grads[CONVO_MAX_PARAMS];

  for (int i = 0; i < trace->n_in; i++)
    dx[i] = trace->dx[i];
  for (int i = 0; i < trace->n_params; i++)
    grads[i] = trace->grad[i];
  if (p->uneven)
    dx[0] = p->padded_dx;
  if (p->turned[1] != NULL)
    grads[0] = p->turned[1];
  convo_solo_backward (p->solo, trace->dy, dx, grads);
  for (gint64 i = 0, n = convo_shape_count (&trace->in[0]); p->uneven && i < n; i++)
    trace->dx[0][i] = p->padded_dx[padded_index (trace, i)];
  if (p->turned[1] != NULL)
    turn (trace, p->turned[1], trace->grad[0]);
}

/**
 * convo_trace_run:
 *
 * Computes output and gradients from inputs, parameters and δ, with the engine's kernels.
 */
void
convo_trace_run (ConvoTrace *trace)
{
  run_forward (trace);
  run_backward (trace);
}

/** convo_trace_weight: Returns: which parameter is the weight of the products; −1 if there is none */
int
convo_trace_weight (const ConvoTrace *trace)
{
  return trace->p->family <= TRACE_TRANSPOSED ? 0 : -1;
}

/** convo_trace_bias: Returns: which parameter is the bias; −1 if there is none */
int
convo_trace_bias (const ConvoTrace *trace)
{
  return trace->p->family <= TRACE_TRANSPOSED && trace->n_params > 1 ? 1 : -1;
}

/**
 * convo_trace_weight_place:
 * @w: index in the weight
 * @out_channel: (out): output channel
 * @in_channel: (out): input channel, counted over all groups
 * @tap: (out): depth, row, column in the kernel
 */
void
convo_trace_weight_place (const ConvoTrace *trace, gint64 w, gint64 *out_channel, gint64 *in_channel, gint64 tap[3])
{
  const TraceGeometry *g = &trace->p->geometry;
  gint64 pair = w / g->taps, narrow = pair / g->wide_group;
  gint64 wide = narrow / g->narrow_group * g->wide_group + pair % g->wide_group;

  g_return_if_fail (convo_trace_weight (trace) >= 0);
  *out_channel = trace->p->family == TRACE_TRANSPOSED ? wide : narrow;
  *in_channel = trace->p->family == TRACE_TRANSPOSED ? narrow : wide;
  tap[2] = w % g->kernel[2];
  tap[1] = w / g->kernel[2] % g->kernel[1];
  tap[0] = w / g->kernel[2] / g->kernel[1] % g->kernel[0];
}

/**
 * convo_trace_weight_index:
 * @out_channel: output channel
 * @in_channel: input channel, counted over all groups
 * @tap: depth, row, column in the kernel
 *
 * The inverse of convo_trace_weight_place().
 *
 * Returns: index in the weight; −1 if the channels belong to two groups
 */
gint64
convo_trace_weight_index (const ConvoTrace *trace, gint64 out_channel, gint64 in_channel, const gint64 tap[3])
{
  const TraceGeometry *g = &trace->p->geometry;
  const gboolean transposed = trace->p->family == TRACE_TRANSPOSED;
  const gint64 narrow = transposed ? in_channel : out_channel, wide = transposed ? out_channel : in_channel;

  g_return_val_if_fail (convo_trace_weight (trace) >= 0, -1);
  if (narrow / g->narrow_group != wide / g->wide_group)
    return -1;
  return (narrow * g->wide_group + wide % g->wide_group) * g->taps + (tap[0] * g->kernel[1] + tap[1]) * g->kernel[2] + tap[2];
}

/* Values at the same places in both */
static void
copy_common (const ConvoShape *to_shape, float *to, const ConvoShape *from_shape, const float *from)
{
  if (to_shape->rank != from_shape->rank)
    return;
  for (gint64 i = 0, n = convo_shape_count (to_shape); i < n; i++)
    {
      gint64 channel, at[3], source;

      convo_index_place (to_shape, i, &channel, at);
      source = convo_place_index (from_shape, channel, at);
      if (source >= 0)
        to[i] = from[source];
    }
}

/* Weights of up to five axes, those of equal rank only */
static void
copy_weights (const ConvoParamSpec *to_spec, float *to, const ConvoParamSpec *from_spec, const float *from)
{
  if (to_spec->rank != from_spec->rank)
    return;
  for (gint64 i = 0, n = convo_param_count (to_spec); i < n; i++)
    {
      gint64 rest = i, source = 0, step = 1;
      gboolean inside = TRUE;

      for (int axis = to_spec->rank - 1; axis >= 0; axis--)
        {
          gint64 at = rest % to_spec->dim[axis];

          inside = inside && at < from_spec->dim[axis];
          source += at * step;
          step *= from_spec->dim[axis];
          rest /= to_spec->dim[axis];
        }
      if (inside)
        to[i] = from[source];
    }
}

/**
 * convo_trace_take_over:
 * @from: a trace with other settings
 *
 * Copies inputs, weights and δ that exist in both at the same place, so that what was typed survives a slider. The rest
 * stays as it is. Run it afterwards.
 */
void
convo_trace_take_over (ConvoTrace *trace, const ConvoTrace *from)
{
  for (int i = 0; i < MIN (trace->n_in, from->n_in); i++)
    copy_common (&trace->in[i], trace->x[i], &from->in[i], from->x[i]);
  copy_common (&trace->out, trace->dy, &from->out, from->dy);
  for (int i = 0; i < MIN (trace->n_params, from->n_params); i++)
    if (trace->spec[i].role == from->spec[i].role)
      copy_weights (&trace->spec[i], trace->param[i], &from->spec[i], from->param[i]);
}
