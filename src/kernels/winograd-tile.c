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

/* One value of the tile for a vector of channels. @whole: all rows, columns and lanes exist */
INLINE Vector
pixel_of (const ConvoWinogradPixels *t, const float *p, int row, int column, const gboolean whole, int lanes)
{
  const float *at = p + row * t->row_pitch + column * t->pixel_pitch;

  if (whole)
    return load (at);
  if (row >= t->rows || column >= t->columns)
    return (Vector) { 0 };
  return lanes < VW ? load_part (at, lanes) : load (at);
}

INLINE void
input_block (const ConvoWinogradPixels *t, const float *x, float *v, gint64 plane, const gboolean whole, int lanes)
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
      UNROLL for (int j = 0; j < IN; j++)
        store (v + (i * IN + j) * plane, o[j]);
    }
}

INLINE void
gradient_block (const ConvoWinogradPixels *t, const float *dy, float *v, gint64 plane, const gboolean whole, int lanes)
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
      UNROLL for (int j = 0; j < IN; j++)
        store (v + (i * IN + j) * plane, o[j]);
    }
}

INLINE void
output_block (const ConvoWinogradPixels *t, const float *m, gint64 plane, Vector bias, const gboolean add,
              const gboolean relu, float *y, const gboolean whole, int lanes)
{
  const ConvoWinogradPixels at = *t;   /* nothing that is stored changes it */
  Vector half[OUT][IN];

  UNROLL for (int j = 0; j < IN; j++)
    {
      const float *p = m + j * plane;
      Vector o[OUT];

      output_line (o, load (p), load (p + IN * plane), load (p + 2 * IN * plane), load (p + 3 * IN * plane),
                   load (p + 4 * IN * plane), load (p + 5 * IN * plane));
      UNROLL for (int i = 0; i < OUT; i++)
        half[i][j] = o[i];
    }
  UNROLL for (int i = 0; i < OUT; i++)
    {
      Vector o[OUT];

      output_line (o, half[i][0], half[i][1], half[i][2], half[i][3], half[i][4], half[i][5]);
      UNROLL for (int j = 0; j < OUT; j++)
        {
          float *to = y + i * at.row_pitch + j * at.pixel_pitch;

          if (!whole && (i >= at.rows || j >= at.columns))
            continue;
          o[j] += bias;
          if (add)
            o[j] += pixel_of (&at, y, i, j, whole, lanes);
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
input (const ConvoWinogradPixels *t, const float *x, float *v, gint64 plane)
{
  const gboolean whole = t->rows == IN && t->columns == IN;

  for (gint64 c = 0; c < t->channels; c += VW)
    if (whole && c + VW <= t->channels)
      input_block (t, x + c, v + c, plane, TRUE, VW);
    else
      input_block (t, x + c, v + c, plane, FALSE, MIN (t->channels - c, VW));
}

static void
gradient (const ConvoWinogradPixels *t, const float *dy, float *v, gint64 plane)
{
  const gboolean whole = t->rows == OUT && t->columns == OUT;

  for (gint64 c = 0; c < t->channels; c += VW)
    if (whole && c + VW <= t->channels)
      gradient_block (t, dy + c, v + c, plane, TRUE, VW);
    else
      gradient_block (t, dy + c, v + c, plane, FALSE, MIN (t->channels - c, VW));
}

static void
output (const ConvoWinogradPixels *t, const float *m, gint64 plane, const float *bias, gboolean add, float *y)
{
  const gboolean whole = t->rows == OUT && t->columns == OUT;

  for (gint64 c = 0; c < t->channels; c += VW)
    {
      const int lanes = MIN (t->channels - c, VW);
      const Vector b = bias == NULL ? (Vector) { 0 } : lanes < VW ? load_part (bias + c, lanes) : load (bias + c);

      if (!whole || lanes < VW)
        output_block (t, m + c, plane, b, add, t->relu, y + c, FALSE, lanes);
      else if (add)
        output_block (t, m + c, plane, b, TRUE, FALSE, y + c, TRUE, VW);
      else if (t->relu)
        output_block (t, m + c, plane, b, FALSE, TRUE, y + c, TRUE, VW);
      else
        output_block (t, m + c, plane, b, FALSE, FALSE, y + c, TRUE, VW);
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
