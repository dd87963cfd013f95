/* Which writer makes which file. */
#include "export-private.h"
#include "errors.h"
#include "text.h"

#include <string.h>

static const struct { const char *suffix; ConvoFormat format; } formats[] = {
  { ".svg", CONVO_FORMAT_SVG }, { ".pdf", CONVO_FORMAT_PDF }, { ".png", CONVO_FORMAT_PNG }, { ".tex", CONVO_FORMAT_TIKZ },
  { ".gif", CONVO_FORMAT_GIF },
};

/**
 * convo_format_from_name:
 * @path: a file's name; its ending tells the format
 * @format: (out): the format
 * @error: return location; %CONVO_ERROR_NAME
 */
gboolean
convo_format_from_name (const char *path, ConvoFormat *format, GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (formats); i++)
    if (g_str_has_suffix (path, formats[i].suffix))
      {
        *format = formats[i].format;
        return TRUE;
      }
  g_set_error (error, CONVO_ERROR, CONVO_ERROR_NAME,
               _("“%s” ends in no format that can be written: use .svg, .pdf, .png, .tex or .gif."), path);
  return FALSE;
}

/**
 * convo_scene_export:
 * @scale: pixels a px, for PNG and GIF
 * @error: return location; %CONVO_ERROR_LIMIT, %CONVO_ERROR_MEMORY
 *
 * Returns: (transfer full): the file's bytes, or %NULL with @error set
 */
GBytes *
convo_scene_export (const ConvoScene *scene, ConvoFormat format, double scale, GError **error)
{
  switch (format)
    {
    case CONVO_FORMAT_SVG:
      return convo_export_svg (scene);
    case CONVO_FORMAT_PDF:
      return convo_export_pdf (scene, error);
    case CONVO_FORMAT_PNG:
      return convo_export_png (scene, scale, error);
    case CONVO_FORMAT_TIKZ:
      return convo_export_tikz (scene, error);
    case CONVO_FORMAT_GIF:
    default:
      {
        g_autoptr(ConvoGif) gif = convo_gif_new (scene->width, scene->height, scale, error);

        if (gif == NULL || !convo_gif_sample (gif, scene, error) || !convo_gif_add (gif, scene, 100, error))
          return NULL;
        return convo_gif_finish (gif);
      }
    }
}
