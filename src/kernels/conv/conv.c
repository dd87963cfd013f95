/* Convolution: forward and data gradient as sweeps of a window, weight gradient as sums over pixels. */
#include "conv.h"
#include "sweep.h"

#include <string.h>

static gint64
span (const ConvoConv *conv, int axis)
{
  return conv->dilation[axis] * (conv->kernel[axis] - 1) + 1;
}

/**
 * convo_conv_halo:
 * @x: (out caller-allocates): pixels of halo needed on the input, per axis
 * @dy: (out caller-allocates): pixels of halo needed on the gradient of the output
 *
 * The data gradient of input pixel i reads the windows that contain it: the first starts ⌈(span − 1 − pad) / stride⌉
 * windows before the first that exists.
 */
void
convo_conv_halo (const ConvoConv *conv, gint64 x[3], gint64 dy[3])
{
  for (int i = 0; i < 3; i++)
    {
      x[i] = conv->pad[i];
      dy[i] = MAX (span (conv, i) - 1 - conv->pad[i] + conv->stride[i] - 1, 0) / conv->stride[i];
    }
}

static ConvoSweep
forward_sweep (const ConvoConv *conv)
{
  ConvoSweep sweep = { .groups = conv->groups, .ci = conv->ci, .co = conv->co, .relu = conv->relu,
                       .share = conv->share, .ahead = conv->ahead };

  for (int i = 0; i < 3; i++)
    {
      sweep.taps[i] = conv->kernel[i];
      sweep.tap_step[i] = conv->dilation[i];
      sweep.start[i] = -conv->pad[i];
      sweep.stride[i] = conv->stride[i];
      sweep.extent[i] = conv->out[i];
      sweep.c_stride[i] = 1;
    }
  return sweep;
}

static gint64
common_divisor (gint64 a, gint64 b)
{
  while (b != 0)
    {
      gint64 rest = a % b;

      a = b;
      b = rest;
    }
  return a;
}

/* Input pixels i0, i0 + stride, … along one axis: the same kernel elements reach all of them. */
typedef struct
{
  gint64 first, step, taps;      /* kernel elements first, first + step, … */
  gint64 start, tap_step;        /* window of dy under pixel i0 that holds the *last* of them; windows between taps */
} Phase;

static Phase
phase_of (const ConvoConv *conv, int axis, gint64 i0)
{
  const gint64 s = conv->stride[axis], d = conv->dilation[axis], k = conv->kernel[axis], p = conv->pad[axis];
  const gint64 divisor = common_divisor (s, d);
  Phase phase = { .step = s / divisor, .tap_step = d / divisor };

  /* Element k of window o lies on pixel o·s + k·d − p: i0 + p − k·d must be a multiple of s. */
  while (phase.first < MIN (phase.step, k) && (i0 + p - phase.first * d) % s != 0)
    phase.first++;
  if (phase.first >= MIN (phase.step, k))
    return phase;
  phase.taps = (k - 1 - phase.first) / phase.step + 1;
  phase.start = (i0 + p - phase.first * d) / s - (phase.taps - 1) * phase.tap_step;
  return phase;
}

/* The data gradient of the input pixels at @i0 + stride·n: a window of stride 1 over dy with some of the flipped
 * kernel's elements. No zeros are inserted and none multiplied. */
static ConvoSweep
phase_sweep (const ConvoConv *conv, const gint64 i0[3], Phase phase[3])
{
  ConvoSweep sweep = { .groups = conv->groups, .ci = conv->co, .co = conv->ci, .share = conv->share,
                       .ahead = conv->ahead };

  for (int i = 0; i < 3; i++)
    {
      phase[i] = phase_of (conv, i, i0[i]);
      sweep.taps[i] = phase[i].taps;
      sweep.tap_step[i] = phase[i].tap_step;
      sweep.start[i] = phase[i].start;
      sweep.stride[i] = 1;
      sweep.extent[i] = (conv->in[i] - 1 - i0[i]) / conv->stride[i] + 1;
      sweep.c_start[i] = i0[i];
      sweep.c_stride[i] = conv->stride[i];
    }
  return sweep;
}

/* Next combination of phases, the last axis fastest; FALSE after the last. */
static gboolean
next_phase (const ConvoConv *conv, gint64 i0[3])
{
  for (int i = 2; i >= 0; i--)
    {
      if (++i0[i] < MIN (conv->stride[i], conv->in[i]))
        return TRUE;
      i0[i] = 0;
    }
  return FALSE;
}

static gsize
backward_packed_floats (const ConvoConv *conv)
{
  gint64 i0[3] = { 0 };
  gsize floats = 0;
  Phase phase[3];

  do
    {
      ConvoSweep sweep = phase_sweep (conv, i0, phase);

      floats += convo_sweep_packed_floats (&sweep);
    }
  while (next_phase (conv, i0));
  return floats;
}

/** convo_conv_packed_size: @backward: for the data gradient too. Returns: bytes that convo_conv_pack() writes */
gsize
convo_conv_packed_size (const ConvoConv *conv, gboolean backward)
{
  ConvoSweep sweep = forward_sweep (conv);
  gsize floats = convo_sweep_packed_floats (&sweep);

  if (backward)
    floats += backward_packed_floats (conv);
  return floats * sizeof (float);
}

static void
pack_phases (const ConvoConv *conv, const ConvoSweepWeights *forward, float *packed)
{
  gint64 i0[3] = { 0 };

  do
    {
      Phase phase[3];
      ConvoSweep sweep = phase_sweep (conv, i0, phase);
      ConvoSweepWeights w = *forward;

      w.from_step = forward->to_step;
      w.to_step = forward->from_step;
      for (int i = 0; i < 3; i++)
        {
          w.weight += (phase[i].first + MAX (phase[i].taps - 1, 0) * phase[i].step) * forward->tap_step[i];
          w.tap_step[i] = -phase[i].step * forward->tap_step[i];
        }
      convo_sweep_pack (&sweep, &w, packed);
      packed += convo_sweep_packed_floats (&sweep);
    }
  while (next_phase (conv, i0));
}

/**
 * convo_conv_pack:
 * @weight: in engine order
 * @packed: (out caller-allocates): convo_conv_packed_size() bytes
 * @backward: also for convo_conv_backward_data()
 *
 * Brings the weights into the order in which the kernels read them. To be done after every change of the weights.
 */
void
convo_conv_pack (const ConvoConv *conv, const float *weight, float *packed, gboolean backward)
{
  ConvoSweep sweep = forward_sweep (conv);
  ConvoSweepWeights w = { .weight = weight, .from_step = conv->co, .to_step = 1 };

  w.tap_step[2] = conv->ci * conv->co;
  w.tap_step[1] = conv->kernel[2] * w.tap_step[2];
  w.tap_step[0] = conv->kernel[1] * w.tap_step[1];
  w.group_step = conv->kernel[0] * w.tap_step[0];
  convo_sweep_pack (&sweep, &w, packed);
  if (backward)
    pack_phases (conv, &w, packed + convo_sweep_packed_floats (&sweep));
}

/**
 * convo_conv_scale:
 * @bias: (nullable): of the convolution as it is
 * @scale: one factor for each output channel
 * @shift: one summand for each output channel
 * @to_weight: (out caller-allocates): weights of the convolution that computes scale·y + shift
 * @to_bias: (out caller-allocates): its bias
 */
void
convo_conv_scale (const ConvoConv *conv, const float *weight, const float *bias, const float *scale, const float *shift,
                  float *to_weight, float *to_bias)
{
  const gint64 rows = conv->kernel[0] * conv->kernel[1] * conv->kernel[2] * conv->ci;

  for (gint64 g = 0; g < conv->groups; g++, scale += conv->co)
    for (gint64 r = 0; r < rows; r++, weight += conv->co, to_weight += conv->co)
      for (gint64 c = 0; c < conv->co; c++)
        to_weight[c] = weight[c] * scale[c];
  scale -= conv->groups * conv->co;
  for (gint64 c = 0; c < conv->groups * conv->co; c++)
    to_bias[c] = bias != NULL ? scale[c] * bias[c] + shift[c] : shift[c];
}

/**
 * convo_conv_forward:
 * @packed: of convo_conv_pack()
 * @bias: (nullable): one for each output channel
 * @x: input, with the halo of convo_conv_halo()
 * @y: output; only its interior is written
 *
 * y = bias + Σ x·weight for images [@first, @first + @count).
 */
void
convo_conv_forward (const ConvoConv *conv, const float *packed, const float *bias, const ConvoMap *x, const ConvoMap *y,
                    int first, int count)
{
  ConvoSweep sweep = forward_sweep (conv);

  convo_sweep_run (&sweep, packed, bias, x, y, first, count, FALSE);
}

/**
 * convo_conv_backward_data:
 * @packed: of convo_conv_pack() with backward
 * @dy: gradient of the output, with the halo of convo_conv_halo()
 * @dx: gradient of the input; only its interior is written
 * @add: add to @dx instead of overwriting it
 */
void
convo_conv_backward_data (const ConvoConv *conv, const float *packed, const ConvoMap *dy, const ConvoMap *dx, int first,
                          int count, gboolean add)
{
  ConvoSweep forward = forward_sweep (conv);
  gint64 i0[3] = { 0 };

  packed += convo_sweep_packed_floats (&forward);
  do
    {
      Phase phase[3];
      ConvoSweep sweep = phase_sweep (conv, i0, phase);
      gboolean reached = phase[0].taps > 0 && phase[1].taps > 0 && phase[2].taps > 0;

      if (reached || !add)
        convo_sweep_run (&sweep, packed, NULL, dy, dx, first, count, add);
      packed += convo_sweep_packed_floats (&sweep);
    }
  while (next_phase (conv, i0));
}

/**
 * convo_conv_backward_bias:
 * @dy: gradient of the output
 * @db: one for each output channel; the sums over pixels are added
 * @share: of the channels
 */
void
convo_conv_backward_bias (const ConvoMap *dy, float *db, int first, int count, ConvoShare share)
{
  const ConvoTile *tile = convo_tile ();
  gint64 from, to;

  convo_share_range (share, dy->channels, tile->width, &from, &to);
  for (int n = 0; n < count; n++)
    for (gint64 z = 0; z < dy->extent[0]; z++)
      tile->column_sums (dy->extent[1], dy->extent[2], dy->row_pitch, dy->pixel_pitch, to - from,
                         convo_map_pixel (dy, first + n, z, 0, 0) + from, db + from);
}
