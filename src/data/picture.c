/* One PNG or JPEG picture as the bytes of a network's input. */
#include "picture.h"
#include "dataset-private.h"
#include "errors.h"
#include "text.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <string.h>

#define MAX_SIDE 16384
#define MAX_PIXELS (64 << 20)

/** convo_picture_named: Returns: whether a file called @name is a picture that can be read: .png, .jpg, .jpeg */
gboolean
convo_picture_named (const char *name)
{
  static const char *const endings[] = { ".png", ".jpg", ".jpeg" };
  g_autofree char *lower = g_ascii_strdown (name, -1);

  for (gsize i = 0; i < G_N_ELEMENTS (endings); i++)
    if (g_str_has_suffix (lower, endings[i]))
      return TRUE;
  return FALSE;
}

static gboolean
fail (const char *path, const char *reason, GError **error)
{
  g_autofree char *name = convo_dataset_shown_name (path, 2);

  g_set_error (error, CONVO_ERROR, CONVO_ERROR_DATA,
               /* translators: a file's name with its folder, and the reason */
               _("The picture %s cannot be read: %s. Repair, replace or remove it."), name, reason);
  return FALSE;
}

/* The size is looked at before the pixels are decoded: a few bytes can declare a picture of gigabytes. And
 * only PNG and JPEG go on: gdk-pixbuf goes by content, and knows forms nobody meant to open here. */
static gboolean
check (const char *path, GError **error)
{
  int width = 0, height = 0;
  GdkPixbufFormat *format = gdk_pixbuf_get_file_info (path, &width, &height);
  g_autofree char *form = format != NULL ? gdk_pixbuf_format_get_name (format) : NULL;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return fail (path, _("there is no such file"), error);
  if (g_strcmp0 (form, "png") != 0 && g_strcmp0 (form, "jpeg") != 0)
    return fail (path, _("it is not a whole PNG or JPEG picture"), error);
  if (width > MAX_SIDE || height > MAX_SIDE || (gint64) width * height > MAX_PIXELS)
    {
      g_autofree char *name = convo_dataset_shown_name (path, 2);

      g_set_error (error, CONVO_ERROR, CONVO_ERROR_LIMIT,
                   _("The picture %s is %d×%d pixels; at most %d pixels a side and 64 million pixels can be read. "
                     "Make it smaller."), name, width, height, MAX_SIDE);
      return FALSE;
    }
  return TRUE;
}

static GdkPixbuf *
decode (const char *path, GError **error)
{
  g_autoptr(GdkPixbuf) picture = NULL;
  g_autoptr(GError) reason = NULL;
  g_autofree char *text = NULL;

  if (!check (path, error))
    return NULL;
  picture = gdk_pixbuf_new_from_file (path, &reason);
  if (picture != NULL)
    return gdk_pixbuf_apply_embedded_orientation (picture);
  text = g_strdup (reason->message);
  if (g_str_has_suffix (text, "."))
    text[strlen (text) - 1] = '\0';
  fail (path, text, error);
  return NULL;
}

/* The colour of a pixel over white paper, should it be transparent. */
static int
over_white (const guint8 *pixel, int channel, gboolean alpha)
{
  return alpha ? (pixel[channel] * pixel[3] + 255 * (255 - pixel[3]) + 127) / 255 : pixel[channel];
}

static gboolean
is_grey (const GdkPixbuf *picture)
{
  const guint8 *rows = gdk_pixbuf_read_pixels (picture);
  int stride = gdk_pixbuf_get_rowstride (picture), step = gdk_pixbuf_get_n_channels (picture);

  for (int y = 0; y < gdk_pixbuf_get_height (picture); y++)
    for (int x = 0; x < gdk_pixbuf_get_width (picture); x++)
      {
        const guint8 *pixel = rows + (gsize) y * stride + x * step;

        if (pixel[0] != pixel[1] || pixel[1] != pixel[2])
          return FALSE;
      }
  return TRUE;
}

/**
 * convo_picture_shape:
 * @path: a PNG or JPEG file
 * @shape: (out): 1×H×W if every pixel is grey, else 3×H×W
 * @error: return location; %CONVO_ERROR_DATA, %CONVO_ERROR_LIMIT
 *
 * Returns: %TRUE on success
 */
gboolean
convo_picture_shape (const char *path, ConvoShape *shape, GError **error)
{
  g_autoptr(GdkPixbuf) picture = NULL;

  g_return_val_if_fail (path != NULL && shape != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);
  picture = decode (path, error);
  if (picture == NULL)
    return FALSE;
  *shape = CONVO_SHAPE (is_grey (picture) ? 1 : 3, gdk_pixbuf_get_height (picture), gdk_pixbuf_get_width (picture));
  return TRUE;
}

static void
write_pixels (const GdkPixbuf *picture, const ConvoShape *shape, guint8 *pixels)
{
  const guint8 *rows = gdk_pixbuf_read_pixels (picture);
  gboolean alpha = gdk_pixbuf_get_has_alpha (picture);
  gsize step = gdk_pixbuf_get_n_channels (picture), stride = gdk_pixbuf_get_rowstride (picture);
  gsize plane = shape->dim[1] * shape->dim[2];

  for (gint64 y = 0; y < shape->dim[1]; y++)
    for (gint64 x = 0; x < shape->dim[2]; x++, pixels++)
      {
        const guint8 *pixel = rows + y * stride + x * step;
        int red = over_white (pixel, 0, alpha);
        int green = over_white (pixel, 1, alpha);
        int blue = over_white (pixel, 2, alpha);

        if (shape->dim[0] == 3)
          {
            pixels[0] = red;
            pixels[plane] = green;
            pixels[2 * plane] = blue;
          }
        else
          pixels[0] = (299 * red + 587 * green + 114 * blue + 500) / 1000;      /* ITU-R BT.601 */
      }
}

/**
 * convo_picture_load:
 * @path: a PNG or JPEG file of at most 64 million pixels
 * @shape: 1×H×W or 3×H×W
 * @pixels: (out): C×H×W bytes
 * @error: return location; %CONVO_ERROR_DATA, %CONVO_ERROR_LIMIT
 *
 * Reads a picture, turned as its camera says, transparent parts on white, stretched to H×W, mixed to grey if C is 1.
 *
 * Returns: %TRUE on success
 */
gboolean
convo_picture_load (const char *path, const ConvoShape *shape, guint8 *pixels, GError **error)
{
  g_autoptr(GdkPixbuf) picture = NULL;
  g_autoptr(GdkPixbuf) scaled = NULL;

  g_return_val_if_fail (path != NULL && pixels != NULL, FALSE);
  g_return_val_if_fail (shape->rank == 3 && (shape->dim[0] == 1 || shape->dim[0] == 3), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);
  picture = decode (path, error);
  if (picture == NULL)
    return FALSE;
  if (gdk_pixbuf_get_width (picture) == shape->dim[2] && gdk_pixbuf_get_height (picture) == shape->dim[1])
    scaled = g_object_ref (picture);
  else
    scaled = gdk_pixbuf_scale_simple (picture, shape->dim[2], shape->dim[1], GDK_INTERP_BILINEAR);
  if (scaled == NULL)
    return fail (path, _("there is too little memory"), error);
  write_pixels (scaled, shape, pixels);
  return TRUE;
}
