/* Convolution in the thin layout: forward, data gradient, weight gradient.
 *
 * Forward and data gradient are one walk. Along each axis an output looks at taps that lie evenly in what is summed:
 * forward, output o at o·stride − pad + tap·dilation; backward, the outputs fall into `stride` phases, and in a phase
 * those taps count that hit a gradient ("sub-pixel" form, no inserted zeros). Rows and tiles of pixels at the edges
 * leave out taps that see padding only; what a tile still reads beyond the edge is a halo of zeros. Tiles are chosen
 * by the loads and multiply-adds they take.
 *
 * The weight gradient keeps rows of taps (or of input channels) × output channels in registers and walks the pixels;
 * lanes are added at the end.
 *
 * Source: the definition of convolution, as in reference-conv.c, against which tests compare. */
#include "thin.h"
#include "thin-tile.h"

#define STEP_OVERHEAD 6         /* half-cycles of a step beside its sums */
#define SPANS 64                /* tiles of a row that are listed at a time */
#define NEAR_BYTES (28 * 1024)  /* that stay in the first cache, beside what else a tile reads */

/* One axis of a walk: output q of a phase is pixel out0 + q·out_step and reads tap0 + j·tap_step at a0 + q·a_step +
 * j·a_tap */
typedef struct
{
  gint64 outputs, out0, out_step;
  gint64 a0, a_step, a_tap;
  gint64 taps, tap0, tap_step;
  gint64 extent;                  /* of what is summed */
} Phase;

typedef struct
{
  Phase y, x;
  gint64 a_channels, c_channels;  /* of a group */
  gint64 w_row, w_tap, w_a, w_c, w_group;   /* floats of weights from one to the next */
} Walk;

typedef struct
{
  int pixels, channels;           /* most of a tile */
} Tile;

/* The longer of two loops is the inner one: which of a sum's loops are the taps of a row */
static int
tap_loop (const Walk *walk)
{
  return walk->a_channels >= walk->x.taps ? 1 : 2;
}

static Phase
phase_forward (const ConvoConv *c, int axis)
{
  return (Phase) { .outputs = c->out[axis], .out0 = 0, .out_step = 1, .a0 = -c->pad[axis], .a_step = c->stride[axis],
                   .a_tap = c->dilation[axis], .taps = c->kernel[axis], .tap0 = 0, .tap_step = 1,
                   .extent = c->in[axis] };
}

static gint64
greatest_divisor (gint64 a, gint64 b)
{
  return b == 0 ? a : greatest_divisor (b, a % b);
}

/* Input pixels r, r + stride, … : the taps with (r + pad − tap·dilation) divisible by the stride hit an output */
static Phase
phase_data (const ConvoConv *c, int axis, gint64 r)
{
  const gint64 s = c->stride[axis], d = c->dilation[axis], step = s / greatest_divisor (s, d);
  Phase p = { .outputs = c->in[axis] > r ? (c->in[axis] - r + s - 1) / s : 0, .out0 = r, .out_step = s, .a_step = 1,
              .a_tap = -d * step / s, .tap_step = step, .extent = c->out[axis] };

  while (p.tap0 < MIN (step, c->kernel[axis]) && (r + c->pad[axis] - p.tap0 * d) % s != 0)
    p.tap0++;
  if (p.tap0 == MIN (step, c->kernel[axis]))
    return p;   /* no tap */
  p.a0 = (r + c->pad[axis] - p.tap0 * d) / s;
  p.taps = (c->kernel[axis] - 1 - p.tap0) / step + 1;
  return p;
}

/* The taps [*from, *to) outside of which outputs [q, q + n) see nothing */
static void
clip_taps (const Phase *p, gint64 q, gint64 n, gint64 *from, gint64 *to)
{
  const gint64 low = p->a0 + q * p->a_step, high = low + (n - 1) * p->a_step;
  gint64 f = 0, t = p->taps;

  while (f < t && (high + f * p->a_tap < 0 || low + f * p->a_tap >= p->extent))
    f++;
  while (t > f && (high + (t - 1) * p->a_tap < 0 || low + (t - 1) * p->a_tap >= p->extent))
    t--;
  *from = f;
  *to = t;
}

/* Half-cycles that a step of a tile takes: two multiply-adds or two loads a cycle, sums that wait for each other, and
 * the loop itself */
static gint64
step_cost (gint64 a, gint64 b)
{
  return MAX (MAX (a * b, a + b), 8) + STEP_OVERHEAD;
}

static gint64
tiles_cost (gint64 pixels, gint64 channels, gint64 most)
{
  const gint64 blocks = (channels + most - 1) / most, small = channels / blocks, large = channels % blocks;

  return large * step_cost (pixels, small + 1) + (blocks - large) * step_cost (pixels, small);
}

static gint64
even_first (gint64 n, gint64 parts, gint64 part)
{
  return n * part / parts;
}

static Tile
choose_tile (const Phase *x, gint64 channels, int most_pixels)
{
  const int sums = convo_thin_tile ()->sums;
  Tile best = { 1, sums };
  gint64 least = G_MAXINT64;

  for (int pixels = 1; pixels <= most_pixels; pixels++)
    {
      const gint64 parts = (x->outputs + pixels - 1) / pixels;
      gint64 cost = 0;

      for (gint64 i = 0; i < parts; i++)
        {
          gint64 q = even_first (x->outputs, parts, i), n = even_first (x->outputs, parts, i + 1) - q, from, to;

          clip_taps (x, q, n, &from, &to);
          cost += (to - from) * tiles_cost (n, channels, sums / pixels);
        }
      if (cost < least)
        {
          least = cost;
          best = (Tile) { pixels, sums / pixels };
        }
    }
  return best;
}

/* A tile's outputs in a row, and the taps that see something */
typedef struct
{
  gint64 q, n, from, to;
} Span;

/* The spans of @parts that begin with @first, at most SPANS. Returns: how many */
static int
list_spans (const Phase *x, gint64 parts, gint64 first, Span *spans)
{
  const int n = MIN (parts - first, SPANS);

  for (int i = 0; i < n; i++)
    {
      Span *span = &spans[i];

      span->q = even_first (x->outputs, parts, first + i);
      span->n = even_first (x->outputs, parts, first + i + 1) - span->q;
      clip_taps (x, span->q, span->n, &span->from, &span->to);
    }
  return n;
}

/* One row of outputs: @a, @w and @c point to its first sum, weight and result */
static void
sum_row (const Walk *walk, const Tile *tile, const Span *spans, int n_spans, ConvoThinSum *sum, const float *a,
         const float *w, const float *bias, float *c)
{
  const ConvoThinTile *kernels = convo_thin_tile ();
  const gint64 blocks = (walk->c_channels + tile->channels - 1) / tile->channels;
  const gint64 small = walk->c_channels / blocks, larger = walk->c_channels % blocks;
  const int tap = tap_loop (walk);

  for (const Span *span = spans; span < spans + n_spans; span++)
    {
      const float *at = a + span->q * sum->a_pixel + span->from * sum->a_step[tap];
      const float *weights = w + span->from * sum->w_step[tap];
      gint64 k = 0;

      sum->n[tap] = span->to - span->from;
      for (gint64 b = 0; b < blocks; b++)
        {
          const gint64 m = small + (b < larger);

          kernels->sum[span->n - 1][m - 1] (sum, at, weights + k * walk->w_c, bias != NULL ? bias + k : NULL,
                                            c + span->q * sum->c_pixel + k * sum->c_channel);
          k += m;
        }
    }
}

/* All outputs of a phase, of one pack and group */
static void
sum_phase (const Walk *walk, const Tile *tile, const ConvoMap *a, const ConvoMap *c, int pack, gint64 group,
           const float *weight, const float *bias, gboolean add, gboolean relu)
{
  const Phase *y = &walk->y, *x = &walk->x;
  const int tap = tap_loop (walk), channel = 3 - tap;
  const gint64 parts = (x->outputs + tile->pixels - 1) / tile->pixels;
  Span spans[SPANS];
  ConvoThinSum sum = { .a_pixel = x->a_step * a->pixel_pitch, .w_channel = walk->w_c, .c_pixel = x->out_step * c->pixel_pitch,
                       .c_channel = c->plane_pitch, .add = add, .relu = relu };

  sum.a_step[0] = y->a_tap * a->row_pitch;
  sum.w_step[0] = y->tap_step * walk->w_row;
  sum.a_step[tap] = x->a_tap * a->pixel_pitch;
  sum.w_step[tap] = x->tap_step * walk->w_tap;
  sum.n[channel] = walk->a_channels;
  sum.a_step[channel] = a->plane_pitch;
  sum.w_step[channel] = walk->w_a;
  for (gint64 part = 0; part < parts; part += SPANS)
    {
      const int n_spans = list_spans (x, parts, part, spans);

      for (gint64 q = 0; q < y->outputs; q++)
        {
          gint64 from, to;

          clip_taps (y, q, 1, &from, &to);
          sum.n[0] = to - from;
          sum_row (walk, tile, spans, n_spans, &sum,
                   convo_map_pixel (a, pack, group * walk->a_channels, y->a0 + q * y->a_step + from * y->a_tap, x->a0),
                   weight + (y->tap0 + from * y->tap_step) * walk->w_row + x->tap0 * walk->w_tap + group * walk->w_group,
                   bias, convo_map_pixel (c, pack, group * walk->c_channels, y->out0 + q * y->out_step, x->out0));
        }
    }
}

/** convo_thin_lanes: Returns: images in a pack, for the instruction set in use */
int
convo_thin_lanes (void)
{
  return convo_thin_tile ()->lanes;
}

static Walk
walk_of (const ConvoConv *c, gboolean backward)
{
  const gint64 kernel = c->ci * c->co;

  return (Walk) { .a_channels = backward ? c->co : c->ci, .c_channels = backward ? c->ci : c->co,
                  .w_row = c->kernel[2] * kernel, .w_tap = kernel, .w_a = backward ? 1 : c->co,
                  .w_c = backward ? c->co : 1, .w_group = c->kernel[1] * c->kernel[2] * kernel };
}

/* How far tiles of a phase read beyond the edges */
static gint64
overrun (const Phase *p, int pixels)
{
  gint64 most = 0;

  for (gint64 j = 0; j < p->taps; j++)
    {
      gint64 low = p->a0 + j * p->a_tap, high = low + (p->outputs - 1) * p->a_step;

      most = MAX (most, MAX (-low, high - (p->extent - 1)));
    }
  return p->outputs > 0 ? MIN (most, (pixels - 1) * p->a_step) : 0;
}

/**
 * convo_thin_halo:
 * @backward: whether gradients of input and weights will be wanted
 * @x: (out): zeros wanted around the input
 * @dy: (out): zeros wanted around the gradient of the output
 *
 * Only the width needs a halo: rows beyond the edges are left out.
 */
void
convo_thin_halo (const ConvoConv *conv, gboolean backward, gint64 x[3], gint64 dy[3])
{
  x[0] = x[1] = dy[0] = dy[1] = 0;
  x[2] = MAX (conv->pad[2], 0);   /* the weight gradient reads all of it; so halos are equal in all modes */
  dy[2] = 0;
  for (gint64 r = 0; backward && r < conv->stride[2]; r++)
    {
      Phase p = phase_data (conv, 2, r);

      dy[2] = MAX (dy[2], overrun (&p, choose_tile (&p, conv->ci, CONVO_THIN_PIXELS).pixels));
    }
}

/**
 * convo_thin_forward:
 * @weight: engine order
 * @bias: (nullable): one a channel of the output
 * @x: with halo as convo_thin_halo() says
 * @y: all of it is written
 * @first: first pack
 * @count: packs
 */
void
convo_thin_forward (const ConvoConv *conv, const float *weight, const float *bias, const ConvoMap *x, const ConvoMap *y,
                    int first, int count)
{
  Walk walk = walk_of (conv, FALSE);
  Tile tile;

  walk.y = phase_forward (conv, 1);
  walk.x = phase_forward (conv, 2);
  tile = choose_tile (&walk.x, conv->co, CONVO_THIN_PIXELS);
  for (int pack = first; pack < first + count; pack++)
    for (gint64 g = 0; g < conv->groups; g++)
      sum_phase (&walk, &tile, x, y, pack, g, weight, bias != NULL ? bias + g * conv->co : NULL, FALSE, conv->relu);
}

/**
 * convo_thin_backward_data:
 * @dy: with halo as convo_thin_halo() says
 * @dx: all of it is written
 * @add: add to what is there
 */
void
convo_thin_backward_data (const ConvoConv *conv, const float *weight, const ConvoMap *dy, const ConvoMap *dx, int first,
                          int count, gboolean add)
{
  Walk walk = walk_of (conv, TRUE);

  for (gint64 ry = 0; ry < conv->stride[1]; ry++)
    for (gint64 rx = 0; rx < conv->stride[2]; rx++)
      {
        Tile tile;

        walk.y = phase_data (conv, 1, ry);
        walk.x = phase_data (conv, 2, rx);
        tile = choose_tile (&walk.x, conv->ci, CONVO_THIN_PIXELS);
        for (int pack = first; pack < first + count; pack++)
          for (gint64 g = 0; g < conv->groups; g++)
            sum_phase (&walk, &tile, dy, dx, pack, g, weight, NULL, add, FALSE);
      }
}

/* Rows of a gradient tile: taps of a kernel row, or input channels; the other is a loop */
typedef struct
{
  gboolean taps;
  gint64 rows, channels;   /* most of a tile */
} GradientTile;

/* Half-cycles of a step of a gradient tile. Gradients of a few channels stay in the first cache while all taps walk over
 * them; those of more come from the second one, 6 half-cycles a vector. */
static gint64
gradient_step_cost (gint64 rows, gint64 channels, gint64 channel_bytes)
{
  const gint64 fetched = channels * channel_bytes > NEAR_BYTES ? 6 * channels : 0;

  return MAX (step_cost (rows, channels), fetched + STEP_OVERHEAD);
}

static gint64
gradient_cost (gint64 rows, gint64 channels, gint64 most_rows, gint64 most_channels, gint64 channel_bytes)
{
  const gint64 parts = (rows + most_rows - 1) / most_rows, blocks = (channels + most_channels - 1) / most_channels;
  gint64 cost = 0;

  for (int larger = 0; larger < 4; larger++)   /* parts and blocks have two sizes each */
    {
      const gint64 n = (larger & 1 ? rows % parts : parts - rows % parts)
                       * (larger & 2 ? channels % blocks : blocks - channels % blocks);

      if (n > 0)
        cost += n * gradient_step_cost (rows / parts + (larger & 1), channels / blocks + (larger >> 1), channel_bytes);
    }
  return cost;
}

static GradientTile
choose_gradient_tile (const ConvoConv *conv)
{
  const ConvoThinTile *kernels = convo_thin_tile ();
  const gint64 bytes = conv->out[1] * conv->out[2] * kernels->lanes * sizeof (float);
  GradientTile best = { TRUE, 1, 1 };
  gint64 least = G_MAXINT64;

  for (int taps = 0; taps < 2; taps++)
    for (gint64 rows = 1; rows <= CONVO_THIN_ROWS; rows++)
      for (gint64 channels = 1; channels <= MIN (kernels->sums / rows, CONVO_THIN_ROWS); channels++)
        {
          gint64 cost = taps ? conv->ci * gradient_cost (conv->kernel[2], conv->co, rows, channels, bytes)
                             : conv->kernel[2] * gradient_cost (conv->ci, conv->co, rows, channels, bytes);

          if (cost >= least)
            continue;
          least = cost;
          best = (GradientTile) { taps, rows, channels };
        }
  return best;
}

/* Tiles of the gradient of one kernel row and one block of channels, @x and @dy and @dw point there */
static void
outer_row (const ConvoConv *conv, const GradientTile *tile, const ConvoThinOuter *outer, gint64 channels, const float *x,
           gint64 x_loop, const float *dy, float *dw)
{
  const ConvoThinTile *kernels = convo_thin_tile ();
  const gint64 rows = tile->taps ? conv->kernel[2] : conv->ci, loops = tile->taps ? conv->ci : conv->kernel[2];
  const gint64 parts = (rows + tile->rows - 1) / tile->rows;
  const gint64 loop_w = tile->taps ? conv->co : conv->ci * conv->co;

  for (gint64 l = 0; l < loops; l++)
    for (gint64 i = 0; i < parts; i++)
      {
        gint64 r = even_first (rows, parts, i), n = even_first (rows, parts, i + 1) - r;

        kernels->outer[n - 1][channels - 1] (outer, x + l * x_loop + r * outer->a_row, dy,
                                             dw + l * loop_w + r * outer->c_row);
      }
}

/* The gradients of channels [@k, @k + @channels) of the output, of group @g */
static void
outer_block (const ConvoConv *conv, const GradientTile *tile, const ConvoMap *x, const ConvoMap *dy, float *dw, int first,
             int count, gint64 g, gint64 k, gint64 channels)
{
  const gint64 tap = conv->dilation[2] * x->pixel_pitch, kernel = conv->ci * conv->co;

  for (gint64 kh = 0; kh < conv->kernel[1]; kh++)
    {
      const gint64 start = kh * conv->dilation[1] - conv->pad[1];
      gint64 from = 0, to = conv->out[1];
      ConvoThinOuter outer = { .a_step = { x->image_pitch, conv->stride[1] * x->row_pitch,
                                           conv->stride[2] * x->pixel_pitch },
                               .b_step = { dy->image_pitch, dy->row_pitch, dy->pixel_pitch },
                               .a_row = tile->taps ? tap : x->plane_pitch, .b_channel = dy->plane_pitch,
                               .c_row = tile->taps ? kernel : conv->co };

      while (from < to && from * conv->stride[1] + start < 0)
        from++;
      while (to > from && (to - 1) * conv->stride[1] + start >= conv->in[1])
        to--;
      outer.n[0] = count;
      outer.n[1] = to - from;
      outer.n[2] = conv->out[2];
      outer_row (conv, tile, &outer, channels,
                 convo_map_pixel (x, first, g * conv->ci, from * conv->stride[1] + start, -conv->pad[2]),
                 tile->taps ? x->plane_pitch : tap, convo_map_pixel (dy, first, g * conv->co + k, from, 0),
                 dw + (g * conv->kernel[1] + kh) * conv->kernel[2] * kernel + k);
    }
}

/**
 * convo_thin_backward_weight:
 * @x: with halo
 * @dw: engine order; += the sum over packs and their lanes
 */
void
convo_thin_backward_weight (const ConvoConv *conv, const ConvoMap *x, const ConvoMap *dy, float *dw, int first,
                            int count)
{
  const GradientTile tile = choose_gradient_tile (conv);
  const gint64 blocks = (conv->co + tile.channels - 1) / tile.channels;

  for (gint64 g = 0; g < conv->groups; g++)
    for (gint64 b = 0; b < blocks; b++)
      {
        const gint64 k = even_first (conv->co, blocks, b);

        outer_block (conv, &tile, x, dy, dw, first, count, g, k, even_first (conv->co, blocks, b + 1) - k);
      }
}

/** convo_thin_backward_bias: @db: one a channel; += the sum of @dy over packs, pixels and lanes */
void
convo_thin_backward_bias (const ConvoMap *dy, float *db, int first, int count)
{
  const ConvoThinTile *kernels = convo_thin_tile ();
  const gint64 width = dy->extent[2] * dy->pixel_pitch;
  const gboolean joined = dy->row_pitch == width;

  for (int pack = first; pack < first + count; pack++)
    for (gint64 c = 0; c < dy->extent[0]; c++)
      db[c] += kernels->total (convo_map_pixel (dy, pack, c, 0, 0), joined ? 1 : dy->extent[1],
                               joined ? dy->extent[1] * width : width, dy->row_pitch);
}
