/* An animation as GIF: one palette of the most frequent colours, only what changed in each frame, and LZW.
 * Source: Graphics Interchange Format, version 89a, CompuServe 1990. */
#include "export.h"
#include "errors.h"
#include "text.h"

#include <string.h>

#define N_COLOURS 256
#define CUBE (1 << 15)      /* colours of five bits a channel */
#define MAX_CODE 4096
#define MAX_FRAMES 4096

typedef struct
{
  int width, height;
  int n_colours;
  guint8 palette[N_COLOURS][3];
  guint8 *nearest;            /* [CUBE] */
  GByteArray *out;
} Gif;

static int
cube_of (guint32 pixel)
{
  return (pixel >> 19 & 31) << 10 | (pixel >> 11 & 31) << 5 | (pixel >> 3 & 31);
}

static guint32
pixel_at (cairo_surface_t *surface, int y, int x)
{
  return ((const guint32 *) (cairo_image_surface_get_data (surface) + y * cairo_image_surface_get_stride (surface)))[x];
}

typedef struct
{
  gint64 count, sum[3];
  int cube;
} Tally;

static int
more_frequent (gconstpointer a, gconstpointer b)
{
  gint64 x = ((const Tally *) a)->count, y = ((const Tally *) b)->count;

  return (y > x) - (y < x);
}

static void
count_colours (GPtrArray *frames, Tally *tally)
{
  for (int i = 0; i < CUBE; i++)
    tally[i] = (Tally) { .cube = i };
  for (guint f = 0; f < frames->len; f++)
    {
      cairo_surface_t *frame = frames->pdata[f];

      for (int y = 0; y < cairo_image_surface_get_height (frame); y++)
        for (int x = 0; x < cairo_image_surface_get_width (frame); x++)
          {
            guint32 pixel = pixel_at (frame, y, x);
            Tally *t = &tally[cube_of (pixel)];

            t->count++;
            for (int c = 0; c < 3; c++)
              t->sum[c] += pixel >> (16 - 8 * c) & 255;
          }
    }
}

static int
distance (const guint8 colour[3], int cube)
{
  int sum = 0;

  for (int c = 0; c < 3; c++)
    {
      int away = colour[c] - (((cube >> (10 - 5 * c)) & 31) * 255 + 15) / 31;

      sum += away * away;
    }
  return sum;
}

/* The most frequent colours, and for every other the nearest of them */
static void
choose_palette (Gif *gif, GPtrArray *frames)
{
  g_autofree Tally *tally = g_new (Tally, CUBE);

  count_colours (frames, tally);
  qsort (tally, CUBE, sizeof *tally, more_frequent);
  for (int i = 0; i < N_COLOURS && tally[i].count > 0; i++, gif->n_colours++)
    for (int c = 0; c < 3; c++)
      gif->palette[i][c] = tally[i].sum[c] / tally[i].count;
  for (int i = 0; i < CUBE && tally[i].count > 0; i++)
    {
      int best = 0;

      for (int k = 1; k < gif->n_colours; k++)
        if (distance (gif->palette[k], tally[i].cube) < distance (gif->palette[best], tally[i].cube))
          best = k;
      gif->nearest[tally[i].cube] = i < gif->n_colours ? i : best;
    }
}

static void
put_byte (Gif *gif, int byte)
{
  guint8 b = byte;

  g_byte_array_append (gif->out, &b, 1);
}

static void
put_short (Gif *gif, int value)
{
  put_byte (gif, value & 255);
  put_byte (gif, value >> 8);
}

static void
put_header (Gif *gif)
{
  static const char loop[] = "\x21\xff\x0bNETSCAPE2.0\x03\x01\0\0";

  g_byte_array_append (gif->out, (const guint8 *) "GIF89a", 6);
  put_short (gif, gif->width);
  put_short (gif, gif->height);
  put_byte (gif, 0xf7);      /* a palette of 256 for all frames */
  put_short (gif, 0);
  g_byte_array_append (gif->out, &gif->palette[0][0], sizeof gif->palette);
  g_byte_array_append (gif->out, (const guint8 *) loop, sizeof loop);      /* with the closing zero */
}

/* Codes of growing width, in blocks of at most 255 bytes */
typedef struct
{
  Gif *gif;
  guint8 block[255];
  int n;
  guint32 bits;
  int n_bits;
} Codes;

static void
flush_block (Codes *codes)
{
  if (codes->n == 0)
    return;
  put_byte (codes->gif, codes->n);
  g_byte_array_append (codes->gif->out, codes->block, codes->n);
  codes->n = 0;
}

static void
put_code (Codes *codes, int code, int width)
{
  codes->bits |= (guint32) code << codes->n_bits;
  for (codes->n_bits += width; codes->n_bits >= 8; codes->n_bits -= 8, codes->bits >>= 8)
    {
      codes->block[codes->n++] = codes->bits & 255;
      if (codes->n == 255)
        flush_block (codes);
    }
}

/* @pixels: indices of the palette. The dictionary is a trie: child[code][pixel] */
static void
put_pixels (Gif *gif, const guint8 *pixels, gsize n)
{
  const int clear = 256, end = 257;
  Codes codes = { .gif = gif };
  g_autofree guint16 *child = g_new0 (guint16, MAX_CODE * 256);
  int next = end + 1, width = 9, prefix = pixels[0];

  put_byte (gif, 8);
  put_code (&codes, clear, width);
  for (gsize i = 1; i < n; i++)
    {
      guint16 *entry = &child[prefix * 256 + pixels[i]];

      if (*entry != 0)
        {
          prefix = *entry;
          continue;
        }
      put_code (&codes, prefix, width);
      if (next < MAX_CODE)
        {
          width += next == 1 << width;
          *entry = next++;
        }
      else
        {
          put_code (&codes, clear, width);
          memset (child, 0, sizeof (guint16) * MAX_CODE * 256);
          next = end + 1;
          width = 9;
        }
      prefix = pixels[i];
    }
  put_code (&codes, prefix, width);
  width += next == 1 << width && width < 12;
  put_code (&codes, end, width);
  put_code (&codes, 0, 7);      /* what is left of the last byte */
  flush_block (&codes);
  put_byte (gif, 0);
}

typedef struct
{
  int top, left, bottom, right;
} Bounds;

/* The smallest rectangle with everything that changed; one pixel if nothing did */
static Bounds
changed (const Gif *gif, cairo_surface_t *before, cairo_surface_t *now)
{
  Bounds b = { gif->height, gif->width, 0, 0 };

  if (before == NULL)
    return (Bounds) { 0, 0, gif->height, gif->width };
  for (int y = 0; y < gif->height; y++)
    for (int x = 0; x < gif->width; x++)
      if (pixel_at (before, y, x) != pixel_at (now, y, x))
        {
          b.top = MIN (b.top, y);
          b.left = MIN (b.left, x);
          b.bottom = MAX (b.bottom, y + 1);
          b.right = MAX (b.right, x + 1);
        }
  return b.bottom > 0 ? b : (Bounds) { 0, 0, 1, 1 };
}

static void
put_frame (Gif *gif, cairo_surface_t *before, cairo_surface_t *now, int delay)
{
  Bounds b = changed (gif, before, now);
  g_autofree guint8 *pixels = g_malloc ((gsize) (b.bottom - b.top) * (b.right - b.left));
  gsize n = 0;

  put_short (gif, 0xf921);      /* graphic control: leave the picture, wait */
  put_byte (gif, 4);
  put_byte (gif, 1 << 2);
  put_short (gif, delay);
  put_short (gif, 0);
  put_byte (gif, 0x2c);
  put_short (gif, b.left);
  put_short (gif, b.top);
  put_short (gif, b.right - b.left);
  put_short (gif, b.bottom - b.top);
  put_byte (gif, 0);
  for (int y = b.top; y < b.bottom; y++)
    for (int x = b.left; x < b.right; x++)
      pixels[n++] = gif->nearest[cube_of (pixel_at (now, y, x))];
  put_pixels (gif, pixels, n);
}

static gboolean
render (GPtrArray *scenes, double scale, GPtrArray *frames, GError **error)
{
  double width = 0, height = 0;

  for (guint i = 0; i < scenes->len; i++)
    {
      const ConvoScene *scene = scenes->pdata[i];

      width = MAX (width, scene->width);
      height = MAX (height, scene->height);
    }
  for (guint i = 0; i < scenes->len; i++)
    {
      cairo_surface_t *frame = convo_export_pixels (scenes->pdata[i], width, height, scale, error);

      if (frame == NULL)
        return FALSE;
      g_ptr_array_add (frames, frame);
    }
  return TRUE;
}

/** convo_scenes_to_gif: see figure.h. Returns: (transfer full): the file's bytes, or %NULL with @error set */
GBytes *
convo_scenes_to_gif (GPtrArray *scenes, double scale, int delay, GError **error)
{
  g_autoptr(GPtrArray) frames = g_ptr_array_new_with_free_func ((GDestroyNotify) cairo_surface_destroy);
  g_autofree guint8 *nearest = g_malloc0 (CUBE);
  Gif gif = { .nearest = nearest };

  g_return_val_if_fail (scenes->len > 0, NULL);
  if (scenes->len > MAX_FRAMES)
    {
      g_set_error (error, CONVO_ERROR, CONVO_ERROR_LIMIT,
                   _("The animation would have %u frames; at most %d are written. Choose a smaller input."), scenes->len,
                   MAX_FRAMES);
      return NULL;
    }
  if (!render (scenes, scale, frames, error))
    return NULL;
  gif.width = cairo_image_surface_get_width (frames->pdata[0]);
  gif.height = cairo_image_surface_get_height (frames->pdata[0]);
  gif.out = g_byte_array_new ();
  choose_palette (&gif, frames);
  put_header (&gif);
  for (guint i = 0; i < frames->len; i++)
    put_frame (&gif, i > 0 ? frames->pdata[i - 1] : NULL, frames->pdata[i], delay);
  put_byte (&gif, 0x3b);
  return g_byte_array_free_to_bytes (gif.out);
}
