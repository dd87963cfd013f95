/* An animation as GIF: one palette, in each frame only what changed, and clear pixels where nothing did.
 * Source: Graphics Interchange Format, version 89a, CompuServe 1990. */
#include "export-private.h"

#include <math.h>
#include <string.h>

#define CLEAR 255      /* the last index: what lies below stays */

struct _ConvoGif
{
  int width, height;
  double scale;
  ConvoPalette *palette;
  guint8 *before, *now, *part;      /* indices: the last frame, this one, the part of it that is written */
  gboolean begun;
  GByteArray *out;
};

/**
 * convo_gif_new:
 * @width: of all frames, in px before scaling
 * @height: likewise
 * @scale: pixels a px
 * @error: return location; %CONVO_ERROR_LIMIT
 *
 * Returns: (transfer full): an animation without frames
 */
ConvoGif *
convo_gif_new (double width, double height, double scale, GError **error)
{
  ConvoGif *gif;
  gsize n;

  if (!convo_export_fits (width, height, scale, error))
    return NULL;
  gif = g_new0 (ConvoGif, 1);
  gif->width = MAX (ceil (width * scale), 1);
  gif->height = MAX (ceil (height * scale), 1);
  gif->scale = scale;
  gif->palette = convo_palette_new (CLEAR);
  n = (gsize) gif->width * gif->height;
  gif->before = g_malloc (n);
  gif->now = g_malloc (n);
  gif->part = g_malloc (n);
  gif->out = g_byte_array_new ();
  return gif;
}

void
convo_gif_free (ConvoGif *gif)
{
  g_clear_pointer (&gif->out, g_byte_array_unref);
  convo_palette_free (gif->palette);
  g_free (gif->before);
  g_free (gif->now);
  g_free (gif->part);
  g_free (gif);
}

static const guint32 *
row_of (cairo_surface_t *surface, int y)
{
  return (const guint32 *) (cairo_image_surface_get_data (surface) + y * cairo_image_surface_get_stride (surface));
}

static cairo_surface_t *
render (const ConvoGif *gif, const ConvoScene *scene, GError **error)
{
  cairo_surface_t *surface = convo_export_pixels (scene, gif->scale, error);

  g_return_val_if_fail (surface == NULL || (cairo_image_surface_get_width (surface) == gif->width &&
                                            cairo_image_surface_get_height (surface) == gif->height), NULL);
  return surface;
}

/** convo_gif_sample: takes the colours of one frame into account. Returns: %FALSE with @error set (%CONVO_ERROR_MEMORY) */
gboolean
convo_gif_sample (ConvoGif *gif, const ConvoScene *scene, GError **error)
{
  cairo_surface_t *surface = render (gif, scene, error);

  g_return_val_if_fail (!gif->begun, FALSE);
  if (surface == NULL)
    return FALSE;
  for (int y = 0; y < gif->height; y++)
    for (int x = 0; x < gif->width; x++)
      convo_palette_count (gif->palette, row_of (surface, y)[x] & 0xffffff);
  cairo_surface_destroy (surface);
  return TRUE;
}

static void
put_byte (ConvoGif *gif, int byte)
{
  guint8 b = byte;

  g_byte_array_append (gif->out, &b, 1);
}

static void
put_short (ConvoGif *gif, int value)
{
  put_byte (gif, value & 255);
  put_byte (gif, value >> 8);
}

static void
put_header (ConvoGif *gif)
{
  static const char loop[] = "\x21\xff\x0bNETSCAPE2.0\x03\x01\0\0";

  g_byte_array_append (gif->out, (const guint8 *) "GIF89a", 6);
  put_short (gif, gif->width);
  put_short (gif, gif->height);
  put_byte (gif, 0xf7);      /* a palette of 256 for all frames */
  put_short (gif, 0);
  g_byte_array_append (gif->out, convo_palette_bytes (gif->palette), CLEAR * 3);
  g_byte_array_append (gif->out, (const guint8 *) "\0\0\0", 3);
  g_byte_array_append (gif->out, (const guint8 *) loop, sizeof loop);      /* with the closing zero */
}

typedef struct
{
  int top, left, bottom, right;
} Bounds;

/* The smallest rectangle with everything that changed; one pixel if nothing did */
static Bounds
changed (const ConvoGif *gif)
{
  Bounds b = { gif->height, gif->width, 0, 0 };

  for (int y = 0; y < gif->height; y++)
    for (int x = 0; x < gif->width; x++)
      if (gif->before[(gsize) y * gif->width + x] != gif->now[(gsize) y * gif->width + x])
        {
          b.top = MIN (b.top, y);
          b.left = MIN (b.left, x);
          b.bottom = MAX (b.bottom, y + 1);
          b.right = MAX (b.right, x + 1);
        }
  return b.bottom > 0 ? b : (Bounds) { 0, 0, 1, 1 };
}

static void
put_frame (ConvoGif *gif, const Bounds *b, gboolean first, int delay)
{
  gsize n = 0;

  put_short (gif, 0xf921);      /* graphic control: leave the picture, wait */
  put_byte (gif, 4);
  put_byte (gif, 1 << 2 | !first);
  put_short (gif, delay);
  put_byte (gif, CLEAR);
  put_byte (gif, 0);
  put_byte (gif, 0x2c);
  put_short (gif, b->left);
  put_short (gif, b->top);
  put_short (gif, b->right - b->left);
  put_short (gif, b->bottom - b->top);
  put_byte (gif, 0);
  for (int y = b->top; y < b->bottom; y++)
    for (int x = b->left; x < b->right; x++)
      {
        const gsize at = (gsize) y * gif->width + x;

        gif->part[n++] = !first && gif->before[at] == gif->now[at] ? CLEAR : gif->now[at];
      }
  convo_lzw_append (gif->out, gif->part, n);
}

/** convo_gif_add: one more frame, shown for @delay. Returns: %FALSE with @error set (%CONVO_ERROR_MEMORY) */
gboolean
convo_gif_add (ConvoGif *gif, const ConvoScene *scene, int delay, GError **error)
{
  const Bounds whole = { 0, 0, gif->height, gif->width };
  cairo_surface_t *surface = render (gif, scene, error);
  guint8 *swap = gif->before;
  Bounds b;

  if (surface == NULL)
    return FALSE;
  if (!gif->begun)
    {
      convo_palette_fix (gif->palette);
      put_header (gif);
    }
  for (int y = 0; y < gif->height; y++)
    for (int x = 0; x < gif->width; x++)
      gif->now[(gsize) y * gif->width + x] = convo_palette_find (gif->palette, row_of (surface, y)[x] & 0xffffff);
  cairo_surface_destroy (surface);
  b = gif->begun ? changed (gif) : whole;
  put_frame (gif, &b, !gif->begun, delay);
  gif->begun = TRUE;
  gif->before = gif->now;
  gif->now = swap;
  return TRUE;
}

/** convo_gif_finish: Returns: (transfer full): the file's bytes; @gif can only be freed afterwards */
GBytes *
convo_gif_finish (ConvoGif *gif)
{
  g_return_val_if_fail (gif->begun, NULL);
  put_byte (gif, 0x3b);
  return g_byte_array_free_to_bytes (g_steal_pointer (&gif->out));
}
