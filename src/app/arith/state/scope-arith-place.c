/* Where the arithmetic view is: the cell that is played, the kernel and channel in front, the weight and pixel taken apart. */
#include "scope-arith-state-private.h"

static gint64
spatial_count (const ConvoShape *shape)
{
  return shape->rank == 0 ? 0 : convo_shape_count (shape) / shape->dim[0];
}

/* The last cell that may be gone to */
static gint64
last_cell (ScopeArithState *self)
{
  return self->unsized ? 0 : MAX (scope_arith_state_n_cells (self) - 1, 0);
}

/** scope_arith_state_clamp: brings every place back into a trace of other shapes */
void
scope_arith_state_clamp (ScopeArithState *self)
{
  const ConvoTrace *trace = self->trace;

  self->kernel = CLAMP (self->kernel, 0, scope_arith_state_n_kernels (self) - 1);
  self->channel = CLAMP (self->channel, 0, scope_arith_state_n_channels (self) - 1);
  self->cell = CLAMP (self->cell, 0, last_cell (self));
  self->input = CLAMP (self->input, 0, trace->n_in - 1);
  self->pixel = CLAMP (self->pixel, 0, MAX (convo_shape_count (&trace->in[self->input]) - 1, 0));
  self->weight = trace->n_params == 0 ? 0 : CLAMP (self->weight, 0, MAX (convo_param_count (&trace->spec[0]) - 1, 0));
  self->slice = CLAMP (self->slice, -1, trace->in[0].rank == 4 ? trace->in[0].dim[1] - 1 : -1);
}

gint64
scope_arith_state_n_cells (ScopeArithState *self)
{
  return spatial_count (&self->trace->out);
}

gint64
scope_arith_state_cell (ScopeArithState *self)
{
  return self->cell;
}

/* ---- the weight and the pixel of the kernel and channel in front ---- */

/* Values at one position of all channels; features are all at one */
static gint64
positions (const ConvoShape *shape)
{
  return shape->rank == 1 ? shape->dim[0] : spatial_count (shape);
}

/* The same place in the kernel, of the kernel and channel in front; a channel of another group gives way to the group's own */
static void
follow_weight (ScopeArithState *self)
{
  const ConvoTrace *trace = self->trace;
  gint64 out, in, tap[3], first, n;

  if (convo_trace_weight (trace) < 0)
    {
      self->weight = self->kernel;
      return;
    }
  convo_trace_weight_place (trace, self->weight, &out, &in, tap);
  if (convo_arith_windows (&trace->arith))
    {
      n = convo_trace_group (trace, self->kernel, &first);
      in = self->channel >= first && self->channel < first + n ? self->channel : first;
    }
  else
    in = (trace->in[0].rank == 1 ? 0 : self->channel) * positions (&trace->in[0]) + in % positions (&trace->in[0]);
  self->weight = convo_trace_weight_index (trace, self->kernel, in, tap);
}

/* The same position, of the channel in front; of the kernel's where each channel is apart, in the input that it came from */
static void
follow_pixel (ScopeArithState *self)
{
  const ConvoTrace *trace = self->trace;
  gint64 channel = convo_trace_weight (trace) >= 0 ? self->channel : self->kernel, at;

  if (trace->in[0].rank == 1)
    return;
  at = self->pixel % positions (&trace->in[self->input]);
  if (g_strcmp0 (trace->arith.kind->name, "concatenate") == 0)
    for (self->input = 0; self->input < trace->n_in - 1 && channel >= trace->in[self->input].dim[0]; self->input++)
      channel -= trace->in[self->input].dim[0];
  self->pixel = MIN (channel, trace->in[self->input].dim[0] - 1) * positions (&trace->in[self->input]) + at;
}

static void
follow (ScopeArithState *self)
{
  scope_arith_state_clamp (self);
  follow_weight (self);
  follow_pixel (self);
}

static void
moved (ScopeArithState *self)
{
  scope_arith_state_clamp (self);
  scope_arith_state_emit_moved (self);
}

/** scope_arith_state_go: shows output position @cell; beyond the ends it stops there */
void
scope_arith_state_go (ScopeArithState *self, gint64 cell)
{
  const gint64 before = self->cell;

  self->cell = CLAMP (cell, 0, last_cell (self));
  self->slice = -1;
  if (self->cell != before)
    moved (self);
}

/** scope_arith_state_set_unsized: while the output's shape is to be predicted, its cells must not be counted by going over them */
void
scope_arith_state_set_unsized (ScopeArithState *self, gboolean unsized)
{
  if (self->unsized == unsized)
    return;
  self->unsized = unsized;
  moved (self);
}

int
scope_arith_state_kernel (ScopeArithState *self)
{
  return self->kernel;
}

int
scope_arith_state_n_kernels (ScopeArithState *self)
{
  return (int) self->trace->out.dim[0];
}

void
scope_arith_state_set_kernel (ScopeArithState *self, int kernel)
{
  self->kernel = kernel;
  follow (self);
  moved (self);
}

int
scope_arith_state_channel (ScopeArithState *self)
{
  return self->channel;
}

int
scope_arith_state_n_channels (ScopeArithState *self)
{
  return (int) self->trace->in[0].dim[0];
}

void
scope_arith_state_set_channel (ScopeArithState *self, int channel)
{
  self->channel = channel;
  follow (self);
  moved (self);
}

/** scope_arith_state_slice: Returns: slice of a 3-D input; −1: the first that the window reads */
int
scope_arith_state_slice (ScopeArithState *self)
{
  return self->slice;
}

void
scope_arith_state_set_slice (ScopeArithState *self, int slice)
{
  self->slice = slice;
  moved (self);
}

/** scope_arith_state_output: Returns: index in the output of the cell that is shown */
gint64
scope_arith_state_output (ScopeArithState *self)
{
  return self->kernel * scope_arith_state_n_cells (self) + self->cell;
}

gint64
scope_arith_state_weight (ScopeArithState *self)
{
  return self->weight;
}

void
scope_arith_state_set_weight (ScopeArithState *self, gint64 weight)
{
  self->weight = weight;
  moved (self);
}

gint64
scope_arith_state_pixel (ScopeArithState *self)
{
  return self->pixel;
}

void
scope_arith_state_set_pixel (ScopeArithState *self, gint64 pixel)
{
  self->pixel = pixel;
  moved (self);
}

/** scope_arith_state_input: Returns: which input the pixel is of */
int
scope_arith_state_input (ScopeArithState *self)
{
  return self->input;
}

void
scope_arith_state_set_input (ScopeArithState *self, int input)
{
  self->input = input;
  moved (self);
}
