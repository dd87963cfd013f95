/* Many small maps in one texture, enlarged by a whole factor or averaged down, and the thumbnail of a block. */
#include "scope-map-texture.h"
#include "scope-palette.h"

#include <math.h>
#include <string.h>

typedef struct
{
  guint32 *pixels;
  int width, height;
} Image;

static Image
image_new (int width, int height)
{
  return (Image) { g_new0 (guint32, (gsize) width * height), width, height };
}

static GdkTexture *
image_to_texture (Image image)
{
  const gsize stride = (gsize) image.width * sizeof (guint32);
  g_autoptr(GBytes) bytes = g_bytes_new_take (image.pixels, stride * image.height);

  return gdk_memory_texture_new (image.width, image.height, GDK_MEMORY_DEFAULT, bytes, stride);
}

static guint32
pixel_of (const GdkRGBA *c)
{
  return 0xff000000u | (guint32) lrintf (c->red * 255) << 16 | (guint32) lrintf (c->green * 255) << 8
         | (guint32) lrintf (c->blue * 255);
}

static void
fill_rect (Image *image, int x, int y, int width, int height, guint32 pixel)
{
  for (int j = MAX (y, 0); j < MIN (y + height, image->height); j++)
    for (int i = MAX (x, 0); i < MIN (x + width, image->width); i++)
      image->pixels[(gsize) j * image->width + i] = pixel;
}

/**
 * scope_map_range:
 * @values: @n values
 * @n: how many
 * @min: (out): smallest finite value, or 0 if none is negative
 * @max: (out): largest finite value, or 0 if none is positive
 *
 * The range in which a map is shown: it always contains zero, so that zero looks the same everywhere.
 */
void
scope_map_range (const float *values, gsize n, float *min, float *max)
{
  float low = 0, high = 0;

  for (gsize i = 0; i < n; i++)
    if (isfinite (values[i]))
      {
        low = MIN (low, values[i]);
        high = MAX (high, values[i]);
      }
  *min = low;
  *max = high;
}

/* Diverging colours need a range symmetric about zero, and all zeros must be neutral. */
static void
range_for (ScopeColormapKind kind, const float *values, gsize n, float *min, float *max)
{
  scope_map_range (values, n, min, max);
  if (kind != SCOPE_COLORMAP_DIVERGING)
    return;
  *max = MAX (*max, -*min);
  if (!(*max > 0))
    *max = 1;
  *min = -*max;
}

/**
 * scope_atlas_tile_size:
 * @atlas: a layout
 * @height: rows of a map, at least 1
 * @width: columns of a map, at least 1
 * @tile_height: (out): pixels that a map takes
 * @tile_width: (out): pixels that a map takes
 *
 * A map that fits is enlarged by a whole factor; a larger one is brought down to the tile, its proportions kept.
 */
void
scope_atlas_tile_size (const ScopeAtlas *atlas, int height, int width, int *tile_height, int *tile_width)
{
  const int longest = MAX (height, width), factor = atlas->tile / longest;

  if (factor >= 1)
    {
      *tile_height = height * factor;
      *tile_width = width * factor;
      return;
    }
  *tile_height = MAX (1, (int) ((gint64) height * atlas->tile / longest));
  *tile_width = MAX (1, (int) ((gint64) width * atlas->tile / longest));
}

/** scope_atlas_size: size in pixels of the texture that scope_atlas_texture() makes of @n maps */
void
scope_atlas_size (const ScopeAtlas *atlas, int n, int height, int width, int *atlas_height, int *atlas_width)
{
  const int columns = MIN (atlas->columns, MAX (n, 1)), rows = (MAX (n, 1) + columns - 1) / columns;
  int tile_height, tile_width;

  scope_atlas_tile_size (atlas, height, width, &tile_height, &tile_width);
  *atlas_width = columns * tile_width + (columns - 1) * atlas->gap_x;
  *atlas_height = rows * tile_height + (rows - 1) * atlas->gap_y;
}

/* Averages @map ([height, width]) over the cells of a coarser grid ([rows, columns]); NaN stays NaN. */
static void
average_down (const float *map, int height, int width, float *small, int rows, int columns)
{
  for (int j = 0; j < rows; j++)
    {
      const int y0 = (int) ((gint64) j * height / rows), y1 = MAX (y0 + 1, (int) ((gint64) (j + 1) * height / rows));

      for (int i = 0; i < columns; i++)
        {
          const int x0 = (int) ((gint64) i * width / columns);
          const int x1 = MAX (x0 + 1, (int) ((gint64) (i + 1) * width / columns));
          double sum = 0;

          for (int y = y0; y < y1; y++)
            for (int x = x0; x < x1; x++)
              sum += map[(gsize) y * width + x];
          small[(gsize) j * columns + i] = sum / ((double) (y1 - y0) * (x1 - x0));
        }
    }
}

/* Writes @colors ([rows, columns]) at (@x, @y), each a square of @factor pixels. */
static void
put_tile (Image *image, int x, int y, const guint32 *colors, int rows, int columns, int factor)
{
  for (int j = 0; j < rows; j++)
    {
      guint32 *line = image->pixels + (gsize) (y + j * factor) * image->width + x;

      for (int i = 0; i < columns; i++)
        for (int k = 0; k < factor; k++)
          line[i * factor + k] = colors[(gsize) j * columns + i];
      for (int k = 1; k < factor; k++)
        memcpy (line + (gsize) k * image->width, line, sizeof (guint32) * columns * factor);
    }
}

/* The neutral colour of signed maps is the card's own: a hair line shows where the map ends. */
static void
edge_tile (Image *image, int x, int y, int width, int height)
{
  const guint32 line = pixel_of (scope_palette_color (SCOPE_COLOR_EDGE));

  fill_rect (image, x, y, width, 1, line);
  fill_rect (image, x, y + height - 1, width, 1, line);
  fill_rect (image, x, y, 1, height, line);
  fill_rect (image, x + width - 1, y, 1, height, line);
}

static void
draw_maps (Image *image, int left, int top, const ScopeAtlas *atlas, const float *planes, int n, int height, int width)
{
  const gsize area = (gsize) height * width;
  const guint32 *lut = scope_colormap_lut (atlas->colormap);
  int th, tw, rows, columns, factor;
  float min = atlas->min, max = atlas->max;
  g_autofree float *small = NULL;
  g_autofree guint32 *colors = NULL;

  scope_atlas_tile_size (atlas, height, width, &th, &tw);
  factor = MAX (1, atlas->tile / MAX (height, width));
  rows = th / factor, columns = tw / factor;
  colors = g_new (guint32, (gsize) rows * columns);
  if (rows != height || columns != width)
    small = g_new (float, (gsize) rows * columns);
  if (atlas->one_scale && !(max > min))
    range_for (atlas->colormap, planes, area * n, &min, &max);
  for (int q = 0; q < n; q++)
    {
      const float *map = planes + area * q;
      const int x = left + q % atlas->columns * (tw + atlas->gap_x);
      const int y = top + q / atlas->columns * (th + atlas->gap_y);

      if (!atlas->one_scale)
        range_for (atlas->colormap, map, area, &min, &max);
      if (small != NULL)
        average_down (map, height, width, small, rows, columns);
      scope_colormap_fill_lut (lut, small != NULL ? small : map, (gsize) rows * columns, min, max, colors);
      put_tile (image, x, y, colors, rows, columns, factor);
      if (atlas->colormap == SCOPE_COLORMAP_DIVERGING && tw > 8 && th > 8)
        edge_tile (image, x, y, tw, th);
    }
}

/**
 * scope_atlas_texture:
 * @atlas: the layout
 * @planes: [@n, @height, @width] values, one map after the other
 * @n: maps, at least 1
 * @height: rows of a map
 * @width: columns of a map
 *
 * Colours are those of the present theme: drop the texture when it changes. Gaps are transparent.
 *
 * Returns: (transfer full): one texture with all maps
 */
GdkTexture *
scope_atlas_texture (const ScopeAtlas *atlas, const float *planes, int n, int height, int width)
{
  Image image;
  int w, h;

  g_return_val_if_fail (atlas->tile > 0 && atlas->columns > 0 && n > 0 && height > 0 && width > 0, NULL);
  scope_atlas_size (atlas, n, height, width, &h, &w);
  image = image_new (w, h);
  draw_maps (&image, 0, 0, atlas, planes, n, height, width);
  return image_to_texture (image);
}

/* One or three planes as a picture that fits @size, centred. */
static void
draw_picture (Image *image, const float *planes, int channels, int height, int width, float min, float max)
{
  const ScopeAtlas atlas = { .tile = MIN (image->width, image->height), .columns = 1 };
  const gsize area = (gsize) height * width;
  const int factor = MAX (1, atlas.tile / MAX (height, width)), used = channels >= 3 ? 3 : 1;
  int th, tw, rows, columns;
  gsize count;
  g_autofree float *small = NULL;
  g_autofree guint32 *colors = NULL;

  scope_atlas_tile_size (&atlas, height, width, &th, &tw);
  rows = th / factor, columns = tw / factor, count = (gsize) rows * columns;
  small = g_new (float, used * count);
  colors = g_new (guint32, count);
  for (int c = 0; c < used; c++)
    average_down (planes + area * c, height, width, small + count * c, rows, columns);
  if (used == 3)
    scope_colormap_fill_rgb (small, small + count, small + 2 * count, count, min, max, colors);
  else
    scope_colormap_fill (SCOPE_COLORMAP_GREY, small, count, min, max, colors);
  put_tile (image, (image->width - tw) / 2, (image->height - th) / 2, colors, rows, columns, factor);
}

/**
 * scope_picture_texture:
 * @planes: [@channels, @height, @width] values; the first plane is grey, or the first three are red, green, blue
 * @channels: 1 or 3; of any other number the first plane is shown
 * @height: rows
 * @width: columns
 * @min: value of black; equal to @max to have the range found (for pictures that were normalised)
 * @max: value of white
 * @size: side of the texture in pixels; the picture is enlarged by a whole factor or averaged down, and centred
 *
 * Returns: (transfer full): the picture
 */
GdkTexture *
scope_picture_texture (const float *planes, int channels, int height, int width, float min, float max, int size)
{
  Image image;

  g_return_val_if_fail (channels > 0 && height > 0 && width > 0 && size > 0, NULL);
  if (!(max > min))
    scope_map_range (planes, (gsize) (channels == 3 ? 3 : 1) * height * width, &min, &max);
  image = image_new (size, size);
  draw_picture (&image, planes, channels == 3 ? 3 : 1, height, width, min, max);
  return image_to_texture (image);
}

/* A vector as squares of 7 px, smaller only if they would not fit. */
static void
draw_cells (Image *image, const float *values, int n, ScopeColormapKind kind, int s)
{
  int side = 7 * s, columns = MAX (1, image->width / side);
  float min, max;

  while (side > 1 && (gint64) columns * (image->height / side) < n)
    side--, columns = image->width / side;
  range_for (kind, values, n, &min, &max);
  for (int q = 0; q < n && q / columns * side < image->height; q++)
    {
      const int margin = (image->width - columns * side) / 2, gap = side > 3 * s ? s : 0;
      guint32 color;

      scope_colormap_fill (kind, values + q, 1, min, max, &color);
      fill_rect (image, margin + q % columns * side, margin + q / columns * side, side - gap, side - gap, color);
    }
}

/* A vector as horizontal bars from a common zero; the longest may be accented. */
static void
draw_bars (Image *image, const float *values, int n, gboolean probabilities, int s)
{
  const int shown = MIN (n, image->height / (2 * s));
  const double pitch = (double) image->height / shown, room = image->width - 4 * s;
  int best = 0;
  float min, max;

  scope_map_range (values, n, &min, &max);
  for (int q = 1; q < n; q++)
    best = values[q] > values[best] ? q : best;
  if (probabilities)
    min = 0, max = MAX (max, 1);
  if (!(max > min))
    max = min + 1;
  for (int q = 0; q < shown; q++)
    {
      const int first = (int) ((gint64) q * n / shown);     /* more rows than fit: an even choice */
      const int y = (int) (q * pitch + pitch * 0.14), thick = MAX (s, (int) (pitch * 0.72));
      const double zero = 2 * s - min / (max - min) * room;
      const float value = isfinite (values[first]) ? values[first] : 0;
      const int from = (int) lrint (zero), to = (int) lrint (zero + value / (max - min) * room);
      const ScopeColor role = probabilities && first == best ? SCOPE_COLOR_ACCENT : SCOPE_COLOR_WIRE;

      fill_rect (image, MIN (from, to), y, MAX (s, ABS (to - from)), thick, pixel_of (scope_palette_color (role)));
    }
}

/**
 * scope_thumbnail_texture:
 * @planes: [@channels, @height, @width] values; a vector is [n, 1, 1], a sequence [C, 1, W]
 * @channels: maps
 * @height: rows
 * @width: columns
 * @flags: what the values are
 * @scale_factor: of the widget; 1 or more, times the canvas's zoom rounded up for a sharp picture
 *
 * The picture on a block: the first 2×2 maps in tiles of 28 px with a gap of 2 (28×28 as it is, 14×14 twice, 7×7 four
 * times as large, larger ones averaged down); one map in the whole square; 1×1 maps as cells of 7 px; a
 * sequence as one map with a row a channel; probabilities as bars. Every map has its own scale. Transparent where
 * there is nothing; colours are those of the present theme.
 *
 * Returns: (transfer full): a square of %SCOPE_THUMBNAIL_SIZE · @scale_factor pixels
 */
GdkTexture *
scope_thumbnail_texture (const float *planes, int channels, int height, int width, ScopeThumbnailFlags flags,
                         int scale_factor)
{
  const int s = CLAMP (scale_factor, 1, 8), size = SCOPE_THUMBNAIL_SIZE * s;
  const ScopeColormapKind kind = flags & SCOPE_THUMBNAIL_SIGNED ? SCOPE_COLORMAP_DIVERGING : SCOPE_COLORMAP_SEQUENTIAL;
  ScopeAtlas atlas = { .tile = 28 * s, .columns = 2, .gap_x = 2 * s, .gap_y = 2 * s, .colormap = kind };
  Image image;

  g_return_val_if_fail (planes != NULL && channels > 0 && height > 0 && width > 0, NULL);
  image = image_new (size, size);
  if (flags & SCOPE_THUMBNAIL_PICTURE && (channels == 1 || channels == 3))
    draw_picture (&image, planes, channels, height, width, 0, 1);
  else if (flags & (SCOPE_THUMBNAIL_PROBABILITIES | SCOPE_THUMBNAIL_BARS) && height == 1 && width == 1)
    draw_bars (&image, planes, channels, flags & SCOPE_THUMBNAIL_PROBABILITIES, s);
  else if (height == 1 && width == 1)
    draw_cells (&image, planes, channels, kind, s);
  else
    {
      int maps = MIN (channels, 4), th, tw;

      if (height == 1)                                      /* [C, 1, W] is one map of C rows */
        maps = 1, height = channels;
      if (maps == 1)
        atlas.tile = size, atlas.columns = 1;
      scope_atlas_tile_size (&atlas, height, width, &th, &tw);
      atlas.gap_x = (maps > 1 ? atlas.tile + atlas.gap_x : size) - tw;
      atlas.gap_y = (maps > 1 ? atlas.tile + atlas.gap_y : size) - th;
      draw_maps (&image, ((maps > 1 ? atlas.tile : size) - tw) / 2, ((maps > 1 ? atlas.tile : size) - th) / 2,
                 &atlas, planes, maps, height, width);
    }
  return image_to_texture (image);
}

/**
 * scope_thumbnail_places:
 * @places: (out): where the maps lie, in pixels at 100 %; the first are set
 *
 * Returns: how many maps scope_thumbnail_texture() draws for these arguments; 0 where there is none, as with bars and
 * cells
 */
int
scope_thumbnail_places (int channels, int height, int width, ScopeThumbnailFlags flags, int scale_factor,
                        graphene_rect_t places[4])
{
  const int s = CLAMP (scale_factor, 1, 8);
  const gboolean picture = flags & SCOPE_THUMBNAIL_PICTURE && (channels == 1 || channels == 3);
  const int maps = picture || height == 1 ? 1 : MIN (channels, 4);
  const ScopeAtlas atlas = { .tile = maps > 1 ? 28 * s : SCOPE_THUMBNAIL_SIZE * s };
  int th, tw;

  if (height == 1 && width == 1)
    return 0;
  scope_atlas_tile_size (&atlas, height == 1 && !picture ? channels : height, width, &th, &tw);
  for (int q = 0; q < maps; q++)
    places[q] = GRAPHENE_RECT_INIT ((q % 2 * 30 * s + (atlas.tile - tw) / 2) / (float) s,
                                    (q / 2 * 30 * s + (atlas.tile - th) / 2) / (float) s, tw / (float) s, th / (float) s);
  return maps;
}
