/* A drawing through cairo: PNG, PDF, and the pixels of GIF frames. */
#include "export-private.h"
#include "errors.h"
#include "text.h"

#include <cairo-pdf.h>
#include <math.h>
#include <pango/pangocairo.h>

static void
set_colour (cairo_t *cr, int colour, double opacity)
{
  cairo_set_source_rgba (cr, (colour >> 16 & 255) / 255.0, (colour >> 8 & 255) / 255.0, (colour & 255) / 255.0, opacity);
}

/* Lines under 45°, in step with each other from cell to cell */
static void
hatch (cairo_t *cr, const ConvoItem *item)
{
  gboolean pad = item->fill == CONVO_HATCH_PAD;
  const double step = 6 * M_SQRT2, end = item->x + item->w + item->y + item->h;

  cairo_save (cr);
  cairo_rectangle (cr, item->x, item->y, item->w, item->h);
  cairo_clip (cr);
  set_colour (cr, pad ? CONVO_HATCH_PAD_GROUND : CONVO_HATCH_DROP_GROUND, 1);
  cairo_paint (cr);
  set_colour (cr, pad ? CONVO_HATCH_PAD_LINE : CONVO_HATCH_DROP_LINE, 1);
  cairo_set_line_width (cr, 2.4);
  for (double sum = floor ((item->x + item->y) / step) * step; sum < end + step; sum += step)
    {
      cairo_move_to (cr, sum - item->y, item->y);
      cairo_line_to (cr, sum - item->y - item->h, item->y + item->h);
    }
  cairo_stroke (cr);
  cairo_restore (cr);
}

static void
rounded (cairo_t *cr, double x, double y, double w, double h, double r)
{
  r = MIN (r, MIN (w, h) / 2);
  cairo_new_sub_path (cr);
  cairo_arc (cr, x + w - r, y + r, r, -M_PI / 2, 0);
  cairo_arc (cr, x + w - r, y + h - r, r, 0, M_PI / 2);
  cairo_arc (cr, x + r, y + h - r, r, M_PI / 2, M_PI);
  cairo_arc (cr, x + r, y + r, r, M_PI, 3 * M_PI / 2);
  cairo_close_path (cr);
}

static void
stroke (cairo_t *cr, const ConvoItem *item)
{
  const double dashes[] = { 4, 3 };

  set_colour (cr, item->stroke, 1);
  cairo_set_line_width (cr, item->width);
  cairo_set_dash (cr, dashes, item->dashed ? 2 : 0, 0);
  cairo_stroke (cr);
}

static void
draw_box (cairo_t *cr, const ConvoItem *item)
{
  if (item->fill == CONVO_HATCH_PAD || item->fill == CONVO_HATCH_DROP)
    hatch (cr, item);
  rounded (cr, item->x, item->y, item->w, item->h, item->radius);
  if (item->fill >= 0)
    {
      set_colour (cr, item->fill, item->opacity);
      cairo_fill_preserve (cr);
    }
  if (item->stroke >= 0)
    stroke (cr, item);
  cairo_new_path (cr);
}

static void
draw_line (cairo_t *cr, const ConvoItem *item)
{
  double angle = atan2 (item->h, item->w), x = item->x + item->w, y = item->y + item->h;

  cairo_move_to (cr, item->x, item->y);
  cairo_line_to (cr, x, y);
  stroke (cr, item);
  if (item->type != CONVO_ITEM_ARROW)
    return;
  cairo_move_to (cr, x, y);
  cairo_line_to (cr, x - 8 * cos (angle - 0.45), y - 8 * sin (angle - 0.45));
  cairo_line_to (cr, x - 8 * cos (angle + 0.45), y - 8 * sin (angle + 0.45));
  cairo_close_path (cr);
  cairo_fill (cr);
}

static void
draw_words (cairo_t *cr, const ConvoItem *item)
{
  g_autoptr(PangoLayout) layout = pango_cairo_create_layout (cr);
  PangoFontDescription *font = pango_font_description_from_string ("Noto Sans, DejaVu Sans, Sans");
  int width, baseline;

  pango_font_description_set_absolute_size (font, item->size * PANGO_SCALE);
  pango_font_description_set_weight (font, item->bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  pango_layout_set_font_description (layout, font);
  pango_layout_set_text (layout, item->words, -1);
  pango_layout_get_size (layout, &width, NULL);
  baseline = pango_layout_get_baseline (layout);
  set_colour (cr, item->fill, 1);
  cairo_move_to (cr, item->x - (item->anchor + 1) * width / 2.0 / PANGO_SCALE,
                 item->y + item->size * 0.35 - (double) baseline / PANGO_SCALE);
  pango_cairo_show_layout (cr, layout);
  cairo_new_path (cr);
  pango_font_description_free (font);
}

static void
draw (cairo_t *cr, const ConvoScene *scene)
{
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  for (guint i = 0; i < scene->items->len; i++)
    {
      const ConvoItem *item = &g_array_index (scene->items, ConvoItem, i);

      if (item->type == CONVO_ITEM_BOX)
        draw_box (cr, item);
      else if (item->type == CONVO_ITEM_WORDS)
        draw_words (cr, item);
      else
        draw_line (cr, item);
    }
}

static cairo_status_t
take_bytes (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

static gboolean
went_well (cairo_status_t status, GError **error)
{
  if (status == CAIRO_STATUS_SUCCESS)
    return TRUE;
  g_set_error (error, CONVO_ERROR, CONVO_ERROR_MEMORY,
               /* translators: %s: cairo's own message */
               _("The drawing could not be written (%s); choose a smaller one."), cairo_status_to_string (status));
  return FALSE;
}

/** convo_export_pdf: Returns: (transfer full): one page as large as the drawing, 1 px = 0.75 pt; %NULL with @error set */
GBytes *
convo_export_pdf (const ConvoScene *scene, GError **error)
{
  g_autoptr(GByteArray) bytes = g_byte_array_new ();
  cairo_surface_t *surface = cairo_pdf_surface_create_for_stream (take_bytes, bytes, scene->width * 0.75,
                                                                  scene->height * 0.75);
  cairo_t *cr = cairo_create (surface);
  cairo_status_t status;

  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_TITLE, scene->title);
  if (scene->description != NULL)
    cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_SUBJECT, scene->description);
  cairo_scale (cr, 0.75, 0.75);
  draw (cr, scene);
  status = cairo_status (cr);
  cairo_destroy (cr);
  cairo_surface_finish (surface);
  status = status != CAIRO_STATUS_SUCCESS ? status : cairo_surface_status (surface);
  cairo_surface_destroy (surface);
  return went_well (status, error) ? g_byte_array_free_to_bytes (g_steal_pointer (&bytes)) : NULL;
}

/** convo_export_fits: Returns: whether a picture of that size can be drawn; else @error is set (%CONVO_ERROR_LIMIT) */
gboolean
convo_export_fits (double width, double height, double scale, GError **error)
{
  if (width * scale <= CONVO_EXPORT_LIMIT && height * scale <= CONVO_EXPORT_LIMIT && scale > 0)
    return TRUE;
  g_set_error (error, CONVO_ERROR, CONVO_ERROR_LIMIT,
               _("The picture would be larger than %d pixels along one side; choose a smaller input or scale."),
               CONVO_EXPORT_LIMIT);
  return FALSE;
}

/** convo_export_pixels: Returns: (transfer full): an image surface, or %NULL with @error set (%CONVO_ERROR_LIMIT, _MEMORY) */
cairo_surface_t *
convo_export_pixels (const ConvoScene *scene, double scale, GError **error)
{
  cairo_surface_t *surface;
  cairo_t *cr;

  if (!convo_export_fits (scene->width, scene->height, scale, error))
    return NULL;
  surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, MAX (ceil (scene->width * scale), 1),
                                        MAX (ceil (scene->height * scale), 1));
  cr = cairo_create (surface);
  cairo_scale (cr, scale, scale);
  draw (cr, scene);
  if (!went_well (cairo_status (cr), error))
    g_clear_pointer (&surface, cairo_surface_destroy);
  cairo_destroy (cr);
  if (surface != NULL)
    cairo_surface_flush (surface);
  return surface;
}

/** convo_export_png: Returns: (transfer full): the file's bytes, or %NULL with @error set */
GBytes *
convo_export_png (const ConvoScene *scene, double scale, GError **error)
{
  g_autoptr(GByteArray) bytes = g_byte_array_new ();
  cairo_surface_t *surface = convo_export_pixels (scene, scale, error);
  cairo_status_t status;

  if (surface == NULL)
    return NULL;
  status = cairo_surface_write_to_png_stream (surface, take_bytes, bytes);
  cairo_surface_destroy (surface);
  return went_well (status, error) ? g_byte_array_free_to_bytes (g_steal_pointer (&bytes)) : NULL;
}
