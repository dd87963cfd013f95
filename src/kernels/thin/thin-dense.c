/* Dense layers in the thin layout: forward and data gradient pack by pack, the weight gradient over the whole batch.
 *
 * Forward, a tile is up to 24 outputs of one pack, and every input is loaded once a tile. The weight gradient is a
 * product over all images: transposed gradients (image by image) × broadcast inputs, so lanes need no sums, and no
 * slice of the batch needs accumulators of its own for what may be most of a small net's weights. */
#include "thin.h"
#include "thin-tile.h"

#include <string.h>

#define PART_WEIGHTS 2048   /* that one call of convo_thin_dense_weight() does, about */

static gint64
padded (gint64 n)
{
  const gint64 lanes = convo_thin_lanes ();

  return (n + lanes - 1) / lanes * lanes;
}

/** convo_thin_is_dense: Returns: whether there is one window, and it is the whole input */
gboolean
convo_thin_is_dense (const ConvoConv *c)
{
  gboolean whole = c->groups == 1;

  for (int axis = 0; axis < 3; axis++)
    whole = whole && c->pad[axis] == 0 && c->kernel[axis] == c->in[axis] &&
            (c->dilation[axis] == 1 || c->in[axis] == 1);
  return whole;
}

/* Values that lie one behind another along an axis of input: channels, or pixels of a row where there are more */
typedef struct
{
  gint64 n, x_step, w_step;       /* along the axis */
  gint64 others, x_other, w_other;
} Axis;

static Axis
long_axis (const ConvoConv *c, const ConvoMap *x)
{
  const gint64 kernel = c->ci * c->co;

  if (c->ci >= c->in[2])
    return (Axis) { c->ci, x->plane_pitch, c->co, c->in[2], x->pixel_pitch, kernel };
  return (Axis) { c->in[2], x->pixel_pitch, kernel, c->ci, x->plane_pitch, c->co };
}

/** convo_thin_dense_forward: y = bias + x·w, with ReLU if the convolution says so; see convo_thin_forward() */
void
convo_thin_dense_forward (const ConvoConv *conv, const float *weight, const float *bias, const ConvoMap *x,
                          const ConvoMap *y, int first, int count)
{
  const ConvoThinTile *kernels = convo_thin_tile ();
  const Axis axis = long_axis (conv, x);
  const gint64 blocks = (conv->co + kernels->sums - 1) / kernels->sums;
  const ConvoThinSum sum = { .n = { conv->in[1], axis.others, axis.n },
                             .a_step = { x->row_pitch, axis.x_other, axis.x_step },
                             .w_step = { conv->in[2] * conv->ci * conv->co, axis.w_other, axis.w_step },
                             .w_channel = 1, .c_channel = y->plane_pitch, .relu = conv->relu };

  for (int pack = first; pack < first + count; pack++)
    for (gint64 b = 0; b < blocks; b++)
      {
        gint64 k = conv->co * b / blocks, n = conv->co * (b + 1) / blocks - k;

        kernels->sum[0][n - 1] (&sum, convo_map_pixel (x, pack, 0, 0, 0), weight + k, bias != NULL ? bias + k : NULL,
                                convo_map_pixel (y, pack, k, 0, 0));
      }
}

/** convo_thin_dense_data: dx = w·dy, or +=; see convo_thin_backward_data() */
void
convo_thin_dense_data (const ConvoConv *conv, const float *weight, const ConvoMap *dy, const ConvoMap *dx, int first,
                       int count, gboolean add)
{
  const ConvoThinTile *kernels = convo_thin_tile ();
  const Axis axis = long_axis (conv, dx);
  const gint64 blocks = (axis.n + kernels->sums - 1) / kernels->sums;
  const ConvoThinSum sum = { .n = { 1, 1, conv->co }, .a_step = { 0, 0, dy->plane_pitch }, .w_step = { 0, 0, 1 },
                             .w_channel = axis.w_step, .c_channel = axis.x_step, .add = add };

  for (int pack = first; pack < first + count; pack++)
    for (gint64 row = 0; row < conv->in[1]; row++)
      for (gint64 other = 0; other < axis.others; other++)
        for (gint64 b = 0; b < blocks; b++)
          {
            gint64 k = axis.n * b / blocks, n = axis.n * (b + 1) / blocks - k;

            kernels->sum[0][n - 1] (&sum, convo_map_pixel (dy, pack, 0, 0, 0),
                                    weight + row * conv->in[2] * conv->ci * conv->co + other * axis.w_other
                                    + k * axis.w_step, NULL,
                                    convo_map_pixel (dx, pack, 0, row, 0) + other * axis.x_other + k * axis.x_step);
          }
}

/** convo_thin_dense_saved: Returns: bytes a pack that convo_thin_dense_save() writes */
gsize
convo_thin_dense_saved (const ConvoConv *conv)
{
  return padded (conv->co) * convo_thin_lanes () * sizeof (float);
}

/** convo_thin_dense_save: keeps dy image by image, padded to whole vectors, for convo_thin_dense_weight() */
void
convo_thin_dense_save (const ConvoConv *conv, const ConvoMap *dy, void *saved, gsize saved_pitch, int first, int count)
{
  const ConvoThinTile *kernels = convo_thin_tile ();
  const gint64 pitch = padded (conv->co);

  for (int pack = first; pack < first + count; pack++)
    {
      float *to = (float *) ((char *) saved + pack * saved_pitch);

      for (int lane = 0; lane < kernels->lanes && pitch > conv->co; lane++)
        memset (to + lane * pitch + conv->co, 0, (pitch - conv->co) * sizeof (float));
      kernels->transpose (to, pitch, convo_map_pixel (dy, pack, 0, 0, 0), dy->plane_pitch, conv->co);
    }
}

/* The input axis that is cut into tiles of rows has `units` of them in all; a part is some of these */
static gint64
units_of (const ConvoConv *conv)
{
  const gint64 n = MAX (conv->ci, conv->in[2]), others = MIN (conv->ci, conv->in[2]);

  return conv->in[1] * others * ((n + CONVO_THIN_ROWS - 1) / CONVO_THIN_ROWS);
}

/** convo_thin_dense_parts: Returns: into how many parts the weight gradient is cut; depends on the shape only */
int
convo_thin_dense_parts (const ConvoConv *conv)
{
  const gint64 weights = conv->in[1] * conv->in[2] * conv->ci * conv->co;

  return CLAMP (weights / PART_WEIGHTS, 1, MIN (units_of (conv), 4096));
}

static void
bias_gradient (const ConvoConv *conv, const void *saved, gsize saved_pitch, float *db, int packs)
{
  const gint64 pitch = padded (conv->co), lanes = convo_thin_lanes ();

  memset (db, 0, conv->co * sizeof (float));
  for (int pack = 0; pack < packs; pack++)
    for (gint64 lane = 0; lane < lanes; lane++)
      {
        const float *from = (const float *) ((const char *) saved + pack * saved_pitch) + lane * pitch;

        for (gint64 c = 0; c < conv->co; c++)
          db[c] += from[c];
      }
}

/* Rows [k, k + rows) along the axis: @x and @dw point there */
static void
weight_rows (const ConvoConv *conv, const ConvoThinDense *sum, int rows, const float *x, const void *saved, float *dw)
{
  const ConvoThinTile *kernels = convo_thin_tile ();
  const gint64 lanes = kernels->lanes;

  for (gint64 c = 0; c < conv->co; )
    {
      const int vectors = kernels->sums >= 2 * CONVO_THIN_ROWS && conv->co - c > lanes ? 2 : 1;
      ConvoThinDense now = *sum;

      now.last = MIN (conv->co - c - (vectors - 1) * lanes, lanes);
      kernels->dense[vectors - 1][rows - 1] (&now, x, (const float *) saved + c, dw + c);
      c += vectors * lanes;
    }
}

/**
 * convo_thin_dense_weight:
 * @saved: what convo_thin_dense_save() kept of all packs
 * @dw: (nullable): engine order; the rows of @part are written
 * @db: (nullable): written by part 0
 * @packs: of the whole batch
 * @part: which, of convo_thin_dense_parts()
 */
void
convo_thin_dense_weight (const ConvoConv *conv, const ConvoMap *x, const void *saved, gsize saved_pitch, float *dw,
                         float *db, int packs, int part)
{
  const Axis axis = long_axis (conv, x);
  const gint64 units = units_of (conv), parts = convo_thin_dense_parts (conv);
  const gint64 blocks = (axis.n + CONVO_THIN_ROWS - 1) / CONVO_THIN_ROWS;
  const ConvoThinDense sum = { .packs = packs, .a_pack = x->image_pitch, .a_row = axis.x_step,
                               .b_pack = saved_pitch / sizeof (float), .b_lane = padded (conv->co), .c_row = axis.w_step };

  if (part == 0 && db != NULL)
    bias_gradient (conv, saved, saved_pitch, db, packs);
  for (gint64 unit = units * part / parts; dw != NULL && unit < units * (part + 1) / parts; unit++)
    {
      const gint64 block = unit % blocks, other = unit / blocks % axis.others, row = unit / blocks / axis.others;
      const gint64 k = axis.n * block / blocks, n = axis.n * (block + 1) / blocks - k;

      weight_rows (conv, &sum, n, convo_map_pixel (x, 0, 0, row, 0) + other * axis.x_other + k * axis.x_step, saved,
                   dw + row * conv->in[2] * conv->ci * conv->co + other * axis.w_other + k * axis.w_step);
    }
}
