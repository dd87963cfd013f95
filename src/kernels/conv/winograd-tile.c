/* The transforms of F(4×4, 3×3), a vector of channels at a time; compiled once per instruction set.
 *
 * Source: Lavin, Gray, "Fast Algorithms for Convolutional Neural Networks", 2016, points 0, ±1, ±2, ∞. A transform of
 * a square is the transform of its columns, then of the rows of the result. */
#include "winograd-tile.h"
#include "simd.h"

#if defined (__AVX512F__)
#define NAME convo_winograd_tile_avx512
#elif defined (__AVX2__)
#define NAME convo_winograd_tile_avx2
#else
#define NAME convo_winograd_tile_base
#endif

#define WORK 144     /* of a transform, in multiply-adds */
#define IN CONVO_WINOGRAD_IN
#define OUT CONVO_WINOGRAD_OUT

/* Bᵀ */
INLINE void
input_line (Vector o[IN], Vector a, Vector b, Vector c, Vector d, Vector e, Vector f)
{
  const Vector p = d - 4 * b, q = e - 4 * c, r = 2 * (d - b), s = e - c;

  o[0] = 4 * a - 5 * c + e;
  o[1] = q + p;
  o[2] = q - p;
  o[3] = s + r;
  o[4] = s - r;
  o[5] = 4 * b - 5 * d + f;
}

/* Aᵀ */
INLINE void
output_line (Vector o[OUT], Vector a, Vector b, Vector c, Vector d, Vector e, Vector f)
{
  const Vector p = b + c, q = b - c, r = d + e, s = d - e;

  o[0] = a + p + r;
  o[1] = q + 2 * s;
  o[2] = p + 4 * r;
  o[3] = q + 8 * s + f;
}

/* A */
INLINE void
gradient_line (Vector o[IN], Vector a, Vector b, Vector c, Vector d)
{
  const Vector p = a + c, q = b + d, r = a + 4 * c, s = 2 * b + 8 * d;

  o[0] = a;
  o[1] = p + q;
  o[2] = p - q;
  o[3] = r + s;
  o[4] = r - s;
  o[5] = d;
}

/* G */
INLINE void
weight_line (Vector o[IN], Vector a, Vector b, Vector c)
{
  const Vector p = (a + c) * (-1.f / 6), q = b * (1.f / 6), r = a * (1.f / 24) + c * (1.f / 6), s = b * (1.f / 12);

  o[0] = a * (1.f / 4);
  o[1] = p - q;
  o[2] = p + q;
  o[3] = r + s;
  o[4] = r - s;
  o[5] = c;
}

/* Gᵀ */
INLINE void
fold_line (Vector o[3], Vector a, Vector b, Vector c, Vector d, Vector e, Vector f)
{
  const Vector p = (b + c) * (-1.f / 6), q = (c - b) * (1.f / 6), r = d + e, s = (d - e) * (1.f / 12);

  o[0] = a * (1.f / 4) + p + r * (1.f / 24);
  o[1] = q + s;
  o[2] = p + r * (1.f / 6) + f;
}

/* A tile: its pixels that exist, and where it lies */
typedef struct
{
  gint64 rows, columns, row_pitch, pixel_pitch;
  gint64 image, row, column;
} Tile;

INLINE Tile
tile_at (const ConvoWinogradGrid *g, gint64 index)
{
  const gint64 in_image = index % (g->across * g->down);

  return (Tile) { .rows = g->rows - in_image / g->across * OUT, .columns = g->columns - in_image % g->across * OUT,
                  .row_pitch = g->row_pitch, .pixel_pitch = g->pixel_pitch, .image = index / (g->across * g->down),
                  .row = in_image / g->across, .column = in_image % g->across };
}

INLINE void
next_tile (const ConvoWinogradGrid *g, Tile *t)
{
  t->column++;
  t->columns -= OUT;
  if (t->column < g->across)
    return;
  t->column = 0;
  t->columns = g->columns;
  t->row++;
  t->rows -= OUT;
  if (t->row < g->down)
    return;
  t->row = 0;
  t->rows = g->rows;
  t->image++;
}

INLINE float *
tile_data (const ConvoWinogradGrid *g, const Tile *t)
{
  return g->data + t->image * g->image_pitch + t->row * OUT * g->row_pitch + t->column * OUT * g->pixel_pitch;
}

/* The compiler shall not compute the addresses of all 36 planes before the loop: it has no registers for them. */
#define FRESH(p) __asm__ ("" : "+r" (p))

/* One value of the tile for a vector of channels. @whole: all rows, columns and lanes exist */
INLINE Vector
pixel_of (const Tile *t, const float *p, int row, int column, const gboolean whole, int lanes)
{
  const float *at = p + row * t->row_pitch + column * t->pixel_pitch;

  if (whole)
    return load (at);
  if (row >= t->rows || column >= t->columns)
    return (Vector) { 0 };
  return lanes < VW ? load_part (at, lanes) : load (at);
}

INLINE void
input_block (const Tile *t, const float *x, float *v, gint64 plane, const gboolean whole, int lanes)
{
  Vector m[IN][IN];

  UNROLL for (int j = 0; j < IN; j++)
    {
      Vector o[IN];

      input_line (o, pixel_of (t, x, 0, j, whole, lanes), pixel_of (t, x, 1, j, whole, lanes),
                  pixel_of (t, x, 2, j, whole, lanes), pixel_of (t, x, 3, j, whole, lanes),
                  pixel_of (t, x, 4, j, whole, lanes), pixel_of (t, x, 5, j, whole, lanes));
      UNROLL for (int i = 0; i < IN; i++)
        m[i][j] = o[i];
    }
  UNROLL for (int i = 0; i < IN; i++)
    {
      Vector o[IN];

      input_line (o, m[i][0], m[i][1], m[i][2], m[i][3], m[i][4], m[i][5]);
      FRESH (v);
      UNROLL for (int j = 0; j < IN; j++)
        store (v + j * plane, o[j]);
      v += IN * plane;
    }
}

INLINE void
gradient_block (const Tile *t, const float *dy, float *v, gint64 plane, const gboolean whole, int lanes)
{
  Vector m[IN][OUT];

  UNROLL for (int j = 0; j < OUT; j++)
    {
      Vector o[IN];

      gradient_line (o, pixel_of (t, dy, 0, j, whole, lanes), pixel_of (t, dy, 1, j, whole, lanes),
                     pixel_of (t, dy, 2, j, whole, lanes), pixel_of (t, dy, 3, j, whole, lanes));
      UNROLL for (int i = 0; i < IN; i++)
        m[i][j] = o[i];
    }
  UNROLL for (int i = 0; i < IN; i++)
    {
      Vector o[IN];

      gradient_line (o, m[i][0], m[i][1], m[i][2], m[i][3]);
      FRESH (v);
      UNROLL for (int j = 0; j < IN; j++)
        store (v + j * plane, o[j]);
      v += IN * plane;
    }
}

INLINE void
output_block (const Tile *t, const float *m, gint64 plane, Vector bias, const gboolean add, const gboolean relu, float *y,
              const gboolean whole, int lanes)
{
  const gint64 down = IN * plane;
  Vector half[OUT][IN];

  UNROLL for (int j = 0; j < IN; j++)
    {
      Vector o[OUT];

      FRESH (m);
      output_line (o, load (m), load (m + down), load (m + 2 * down), load (m + 3 * down), load (m + 4 * down),
                   load (m + 5 * down));
      UNROLL for (int i = 0; i < OUT; i++)
        half[i][j] = o[i];
      m += plane;
    }
  UNROLL for (int i = 0; i < OUT; i++)
    {
      Vector o[OUT];

      output_line (o, half[i][0], half[i][1], half[i][2], half[i][3], half[i][4], half[i][5]);
      UNROLL for (int j = 0; j < OUT; j++)
        {
          float *to = y + i * t->row_pitch + j * t->pixel_pitch;

          if (!whole && (i >= t->rows || j >= t->columns))
            continue;
          o[j] += bias;
          if (add)
            o[j] += pixel_of (t, y, i, j, whole, lanes);
          if (relu)
            o[j] = clip (o[j]);
          if (whole || lanes == VW)
            store (to, o[j]);
          else
            store_part (to, o[j], lanes);
        }
    }
}

static void
input (const ConvoWinogradGrid *x, gint64 start, gint64 n, float *v, gint64 plane, gint64 pitch)
{
  const gint64 channels = x->channels;
  Tile t = tile_at (x, start);

  for (gint64 i = 0; i < n; i++, v += pitch, next_tile (x, &t))
    {
      const float *from = tile_data (x, &t);
      const gboolean whole = t.rows >= IN && t.columns >= IN;

      for (gint64 c = 0; c < channels; c += VW)
        if (whole && c + VW <= channels)
          input_block (&t, from + c, v + c, plane, TRUE, VW);
        else
          input_block (&t, from + c, v + c, plane, FALSE, MIN (channels - c, VW));
      convo_ahead (x->ahead, (channels + VW - 1) / VW * WORK);
    }
}

static void
gradient (const ConvoWinogradGrid *dy, gint64 start, gint64 n, float *v, gint64 plane, gint64 pitch)
{
  const gint64 channels = dy->channels;
  Tile t = tile_at (dy, start);

  for (gint64 i = 0; i < n; i++, v += pitch, next_tile (dy, &t))
    {
      const float *from = tile_data (dy, &t);
      const gboolean whole = t.rows >= OUT && t.columns >= OUT;

      for (gint64 c = 0; c < channels; c += VW)
        if (whole && c + VW <= channels)
          gradient_block (&t, from + c, v + c, plane, TRUE, VW);
        else
          gradient_block (&t, from + c, v + c, plane, FALSE, MIN (channels - c, VW));
      convo_ahead (dy->ahead, (channels + VW - 1) / VW * WORK);
    }
}

/* One vector of channels of all tiles */
INLINE void
output_column (const ConvoWinogradGrid *y, Tile t, gint64 n, const float *m, gint64 plane, gint64 pitch, gint64 c,
               Vector bias, const gboolean add, const gboolean relu)
{
  const int lanes = MIN (y->channels - c, VW);

  for (gint64 i = 0; i < n; i++, m += pitch, next_tile (y, &t))
    {
      float *to = tile_data (y, &t) + c;

      if (t.rows >= OUT && t.columns >= OUT && lanes == VW)
        output_block (&t, m, plane, bias, add, relu, to, TRUE, VW);
      else
        output_block (&t, m, plane, bias, add, relu, to, FALSE, lanes);
      convo_ahead (y->ahead, WORK);
    }
}

static void
output (const ConvoWinogradGrid *y, gint64 start, gint64 n, const float *m, gint64 plane, gint64 pitch, const float *bias,
        gboolean add)
{
  const Tile t = tile_at (y, start);

  for (gint64 c = 0; c < y->channels; c += VW)
    {
      const int lanes = MIN (y->channels - c, VW);
      const Vector b = bias == NULL ? (Vector) { 0 } : lanes < VW ? load_part (bias + c, lanes) : load (bias + c);

      if (add)
        output_column (y, t, n, m + c, plane, pitch, c, b, TRUE, FALSE);
      else if (y->relu)
        output_column (y, t, n, m + c, plane, pitch, c, b, FALSE, TRUE);
      else
        output_column (y, t, n, m + c, plane, pitch, c, b, FALSE, FALSE);
    }
}

static void
weight (const float *w, gint64 tap_step, int lanes, float *u, gint64 plane)
{
  Vector m[IN][3];

  UNROLL for (int j = 0; j < 3; j++)
    {
      Vector o[IN], tap[3];

      UNROLL for (int i = 0; i < 3; i++)
        tap[i] = lanes < VW ? load_part (w + (i * 3 + j) * tap_step, lanes) : load (w + (i * 3 + j) * tap_step);
      weight_line (o, tap[0], tap[1], tap[2]);
      UNROLL for (int i = 0; i < IN; i++)
        m[i][j] = o[i];
    }
  UNROLL for (int i = 0; i < IN; i++)
    {
      Vector o[IN];

      weight_line (o, m[i][0], m[i][1], m[i][2]);
      UNROLL for (int j = 0; j < IN; j++)
        store (u + (i * IN + j) * plane, o[j]);
    }
}

static void
fold (const float *u, gint64 plane, int lanes, float *dw, gint64 tap_step)
{
  Vector m[3][IN];

  UNROLL for (int j = 0; j < IN; j++)
    {
      const float *p = u + j * plane;
      Vector o[3];

      fold_line (o, load (p), load (p + IN * plane), load (p + 2 * IN * plane), load (p + 3 * IN * plane),
                 load (p + 4 * IN * plane), load (p + 5 * IN * plane));
      UNROLL for (int i = 0; i < 3; i++)
        m[i][j] = o[i];
    }
  UNROLL for (int i = 0; i < 3; i++)
    {
      Vector o[3];

      fold_line (o, m[i][0], m[i][1], m[i][2], m[i][3], m[i][4], m[i][5]);
      UNROLL for (int j = 0; j < 3; j++)
        {
          float *to = dw + (i * 3 + j) * tap_step;

          if (lanes < VW)
            store_part (to, load_part (to, lanes) + o[j], lanes);
          else
            store (to, load (to) + o[j]);
        }
    }
}

const ConvoWinogradTile NAME = {
  .input = input,
  .gradient = gradient,
  .output = output,
  .weight = weight,
  .fold = fold,
};
