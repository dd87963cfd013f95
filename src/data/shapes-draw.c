/* One figure on a sloping, noisy background, anti-aliased by its signed distance.
 * Source of the distances: Quilez, "2D distance functions", iquilezles.org/articles/distfunctions2d. */
#include "shapes-draw.h"
#include "random.h"

#include <math.h>

/* Distances are in radii: a figure fits the unit circle; below zero is inside. */

static float
length (float x, float y)
{
  return sqrtf (x * x + y * y);       /* no number here is large enough for hypotf, which is far slower */
}

static float
box (float x, float y, float half_width, float half_height)
{
  float dx = fabsf (x) - half_width, dy = fabsf (y) - half_height;
  float outside = length (MAX (dx, 0), MAX (dy, 0));

  return outside + MIN (MAX (dx, dy), 0);
}

static float
triangle (float x, float y)
{
  float side = 0.8660254f * fabsf (x);      /* half the square root of 3 */

  return MAX (side - 0.5f * y, y) - 0.5f;
}

static float
cross (float x, float y)
{
  return MIN (box (x, y, 0.95f, 0.31f), box (x, y, 0.31f, 0.95f));
}

/* Mirrors a point to the near side of the line through the origin with the normal (@nx, @ny). */
static void
fold (float nx, float ny, float *x, float *y)
{
  float over = 2 * MAX (nx * *x + ny * *y, 0);

  *x -= over * nx;
  *y -= over * ny;
}

/* Five points: fold the plane into one tenth, then the distance to the edge from a tip to an inner corner. */
static float
star (float x, float y)
{
  static const float inner = 0.42f, cosine = 0.809017f, sine = 0.5877853f;      /* of a tenth of the circle */
  const float edge_x = inner * sine, edge_y = inner * cosine - 1;
  float along;

  x = fabsf (x);
  fold (cosine, -sine, &x, &y);
  fold (-cosine, -sine, &x, &y);
  x = fabsf (x);
  y -= 1;
  along = CLAMP ((x * edge_x + y * edge_y) / (edge_x * edge_x + edge_y * edge_y), 0, 1);
  return copysignf (length (x - edge_x * along, y - edge_y * along), y * edge_x - x * edge_y);
}

static float
distance (ConvoFigure figure, float x, float y)
{
  switch (figure)
    {
    case CONVO_FIGURE_DISC:
      return length (x, y) - 1;
    case CONVO_FIGURE_SQUARE:
      return box (x, y, 0.7071068f, 0.7071068f);
    case CONVO_FIGURE_TRIANGLE:
      return triangle (x, y);
    case CONVO_FIGURE_CROSS:
      return cross (x, y);
    case CONVO_FIGURE_STAR:
      return star (x, y);
    case CONVO_FIGURE_RING:
      return fabsf (length (x, y) - 0.78f) - 0.22f;
    case CONVO_N_FIGURES:
    default:
      g_return_val_if_reached (1);
    }
}

/* How much of the pixel in column @column, row @row the figure covers, 0 to 1. */
static float
coverage (const ConvoScene *scene, int column, int row)
{
  float dx = column + 0.5f - scene->x, dy = row + 0.5f - scene->y, reach = scene->radius + 1, turned_x, turned_y, d;

  if (dx * dx + dy * dy > reach * reach)
    return 0;
  turned_x = (scene->cosine * dx + scene->sine * dy) / scene->radius;
  turned_y = (scene->cosine * dy - scene->sine * dx) / scene->radius;
  d = distance (scene->figure, turned_x, turned_y) * scene->radius;
  return CLAMP (0.5f - d, 0, 1);
}

static double
between (ConvoRandom *random, double least, double most)
{
  return least + (most - least) * convo_random_unit (random);
}

/* Always brighter than the background: with both signs a small network needs many epochs before it sees
 * anything, and a lesson needs it to in the first. In colour each channel goes its own way a little. */
static void
choose_colours (ConvoScene *scene, ConvoRandom *random)
{
  double paper = between (random, 0.08, 0.4);
  double ink = paper + between (random, 0.3, 0.58);

  for (int c = 0; c < scene->channels; c++)
    {
      double paper_tint = scene->channels > 1 ? between (random, -0.12, 0.12) : 0;
      double ink_tint = scene->channels > 1 ? between (random, -0.2, 0.2) : 0;

      scene->paper[c] = CLAMP (paper + paper_tint, 0.02, 0.98);
      scene->ink[c] = CLAMP (ink + ink_tint, 0.02, 0.98);
    }
}

/**
 * convo_scene_init:
 * @channels: 1 or 3
 * @height: in pixels, at least 8
 * @width: in pixels, at least 8
 * @seed: of the data set
 * @part: which stream of it
 * @index: the picture's number
 *
 * Decides everything about a picture; the same arguments decide the same on every machine.
 */
void
convo_scene_init (ConvoScene *scene, ConvoFigure figure, int channels, int height, int width,
                  guint64 seed, guint64 part, guint64 index)
{
  ConvoRandom random = convo_random_stream (seed, part, index);
  double side = MIN (height, width), angle;

  *scene = (ConvoScene) { .figure = figure, .channels = channels, .height = height, .width = width };
  scene->radius = MAX (between (&random, 0.22, 0.44) * side, 3);
  scene->x = between (&random, scene->radius + 0.5, width - scene->radius - 0.5);
  scene->y = between (&random, scene->radius + 0.5, height - scene->radius - 0.5);
  angle = between (&random, 0, 2 * G_PI);
  scene->cosine = cos (angle);
  scene->sine = sin (angle);
  choose_colours (scene, &random);
  scene->slope_x = between (&random, -0.15, 0.15);
  scene->slope_y = between (&random, -0.15, 0.15);
  scene->noise = between (&random, 0.02, 0.08);
  scene->noise_key = convo_random_next (&random);
}

/** convo_scene_mask: Writes how much of each pixel the figure covers, 0 to 255, H×W bytes */
void
convo_scene_mask (const ConvoScene *scene, guint8 *mask)
{
  for (int row = 0; row < scene->height; row++)
    for (int column = 0; column < scene->width; column++)
      *mask++ = (guint8) (coverage (scene, column, row) * 255 + 0.5f);
}

/* Adds noise to @n values: each the sum of two of the hash's eight bytes, a triangle that looks normal enough. */
static void
add_noise (float deviation, guint64 key, guint64 counter, float *values, int n)
{
  const guint64 even = G_GUINT64_CONSTANT (0x00ff00ff00ff00ff);
  const float scale = deviation / 104.51f;            /* the deviation of such a sum */

  for (int i = 0; i < n; i += 4)
    {
      guint64 bits = convo_random_at (key, counter++);
      guint64 sums = (bits & even) + (bits >> 8 & even);

      for (int k = 0; k < MIN (4, n - i); k++)
        values[i + k] += ((int) (sums >> 16 * k & 0xffff) - 255) * scale;
    }
}

/** convo_scene_draw: Writes the picture, C×H×W bytes */
void
convo_scene_draw (const ConvoScene *scene, guint8 *pixels)
{
  const int width = scene->width, height = scene->height;
  g_autofree float *covered = g_new (float, width);
  g_autofree float *values = g_new (float, width);
  guint64 counter = 0;

  for (int row = 0; row < height; row++)
    {
      float rise = scene->slope_y * ((row + 0.5f) / height - 0.5f) - 0.5f * scene->slope_x;

      for (int column = 0; column < width; column++)
        covered[column] = coverage (scene, column, row);
      for (int c = 0; c < scene->channels; c++, counter += (width + 3) / 4)
        {
          guint8 *line = pixels + ((gsize) c * height + row) * width;
          float step = scene->slope_x / width, paper = scene->paper[c] + rise, ink = scene->ink[c];

          for (int column = 0; column < width; column++)
            values[column] = paper + step * (column + 0.5f);
          for (int column = 0; column < width; column++)
            values[column] += (ink - values[column]) * covered[column];
          add_noise (scene->noise, scene->noise_key, counter, values, width);
          for (int column = 0; column < width; column++)
            line[column] = (guint8) CLAMP (values[column] * 255 + 0.5f, 0, 255);
        }
    }
}
