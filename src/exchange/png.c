/* Float maps to 8-bit grey PNG grids, and picture files to network inputs, both through gdk-pixbuf. */
#include "png.h"
#include "convo-file.h"
#include "errors.h"
#include "picture.h"
#include "text.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <math.h>

#define MIN_CELL 16                /* pixels: smaller maps are enlarged by a whole factor */
#define LIMIT_PIXELS (64 << 20)

/* How the maps of one layer lie in the picture */
typedef struct
{
  gint64 maps, height, width;     /* how many, and the extents of each in values */
  gint64 columns, rows, factor;   /* factor: pixels a value */
} Grid;

static gboolean
grid_plan (Grid *grid, const ConvoShape *shape, GError **error)
{
  gint64 least;

  *grid = (Grid) { .maps = shape->dim[0], .height = convo_shape_spatial (shape, 1), .width = convo_shape_spatial (shape, 2) };
  grid->maps *= convo_shape_spatial (shape, 0);   /* planes of a volume are maps of their own */
  least = MIN (grid->height, grid->width);
  grid->factor = least < MIN_CELL ? (MIN_CELL + least - 1) / least : 1;
  grid->columns = MAX (1, (gint64) ceil (sqrt ((double) grid->maps * grid->height / grid->width)));
  grid->columns = MIN (grid->columns, grid->maps);
  grid->rows = (grid->maps + grid->columns - 1) / grid->columns;
  if ((double) grid->columns * (grid->width * grid->factor + 1) * grid->rows * (grid->height * grid->factor + 1)
      < LIMIT_PIXELS)
    return TRUE;
  g_set_error (error, CONVO_ERROR, CONVO_ERROR_LIMIT,
               _("The maps give a picture of more than 64 million pixels; use a smaller input."));
  return FALSE;
}

/* Least and greatest finite value; zero in the middle for signed maps */
static void
find_range (const float *values, gint64 n, gboolean is_signed, float *low, float *high)
{
  *low = INFINITY;
  *high = -INFINITY;
  for (gint64 i = 0; i < n; i++)
    if (isfinite (values[i]))
      {
        *low = MIN (*low, values[i]);
        *high = MAX (*high, values[i]);
      }
  if (!(*low <= *high))
    *low = *high = 0;
  if (is_signed)
    {
      *high = MAX (fabsf (*low), fabsf (*high));
      *low = -*high;
    }
}

static guint8
shade (float value, float low, float high)
{
  if (!isfinite (value) || !(high > low))
    return 0;
  return (guint8) lrintf (255 * CLAMP ((value - low) / (high - low), 0, 1));
}

static void
draw_map (const Grid *grid, const float *values, float low, float high, guint8 *pixels, gsize stride)
{
  for (gint64 y = 0; y < grid->height * grid->factor; y++)
    for (gint64 x = 0; x < grid->width * grid->factor; x++)
      {
        guint8 *pixel = pixels + y * stride + x * 3;

        pixel[0] = pixel[1] = pixel[2] = shade (values[y / grid->factor * grid->width + x / grid->factor], low, high);
      }
}

static GdkPixbuf *
draw_grid (const Grid *grid, const float *values, gboolean is_signed)
{
  gint64 cell_width = grid->width * grid->factor + 1, cell_height = grid->height * grid->factor + 1;
  gint64 plane = grid->height * grid->width;
  GdkPixbuf *picture = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, grid->columns * cell_width - 1,
                                       grid->rows * cell_height - 1);
  gsize stride;
  float low, high;

  if (picture == NULL)
    return NULL;
  gdk_pixbuf_fill (picture, 0xffffffff);   /* white between the maps */
  stride = gdk_pixbuf_get_rowstride (picture);
  find_range (values, grid->maps * plane, is_signed, &low, &high);
  for (gint64 i = 0; i < grid->maps; i++)
    draw_map (grid, values + i * plane, low, high,
              gdk_pixbuf_get_pixels (picture) + (i / grid->columns) * cell_height * stride
              + (i % grid->columns) * cell_width * 3, stride);
  return picture;
}

/**
 * convo_png_save_maps:
 * @values: one image's value, channels first
 * @shape: its shape
 * @is_signed: zero is middle grey; otherwise black is the least value and white the greatest
 * @error: return location; %CONVO_ERROR_LIMIT, %G_IO_ERROR
 *
 * Writes all channels as one PNG grid, row by row, one pixel of white between them. All share one scale; NaN and infinity
 * are black. Features (rank 1) are squares.
 *
 * Returns: %TRUE on success
 */
gboolean
convo_png_save_maps (const float *values, const ConvoShape *shape, gboolean is_signed, GFile *file,
                     GCancellable *cancellable, GError **error)
{
  g_autoptr(GdkPixbuf) picture = NULL;
  g_autoptr(GBytes) bytes = NULL;
  char *png = NULL;
  gsize size;
  Grid grid;

  g_return_val_if_fail (values != NULL && shape->rank > 0, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);
  if (!grid_plan (&grid, shape, error))
    return FALSE;
  picture = draw_grid (&grid, values, is_signed);
  if (picture == NULL)
    {
      g_set_error (error, CONVO_ERROR, CONVO_ERROR_MEMORY, _("There is too little memory for a picture of the maps."));
      return FALSE;
    }
  if (!gdk_pixbuf_save_to_buffer (picture, &png, &size, "png", error, NULL))
    return FALSE;
  bytes = g_bytes_new_take (png, size);
  return convo_save_atomically (file, bytes, cancellable, error);
}

/**
 * convo_png_load:
 * @path: a PNG or JPEG file
 * @shape: of the network's input: 1×H×W (grey) or 3×H×W
 * @error: return location; %CONVO_ERROR_DATA, %CONVO_ERROR_LIMIT, %CONVO_ERROR_SHAPE
 *
 * Reads a picture, scaled to H×W (see convo_picture_load()), as values from 0 to 1.
 *
 * Returns: (transfer full): C×H×W floats, or %NULL with @error set
 */
float *
convo_png_load (const char *path, const ConvoShape *shape, GError **error)
{
  g_autofree guint8 *pixels = NULL;
  gint64 n = convo_shape_count (shape);
  float *values;

  if (shape->rank != 3 || (shape->dim[0] != 1 && shape->dim[0] != 3) || n > LIMIT_PIXELS)
    {
      g_autofree char *text = convo_shape_to_string (shape);

      g_set_error (error, CONVO_ERROR, CONVO_ERROR_SHAPE,
                   _("A picture cannot be put into an input of %s; it needs 1 or 3 channels, height and width."), text);
      return NULL;
    }
  pixels = g_malloc (n);
  if (!convo_picture_load (path, shape, pixels, error))
    return NULL;
  values = g_new (float, n);
  for (gint64 i = 0; i < n; i++)
    values[i] = pixels[i] / 255.0f;
  return values;
}
