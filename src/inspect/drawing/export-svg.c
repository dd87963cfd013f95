/* A drawing as SVG. */
#include "export-private.h"

static void
add_number (GString *svg, const char *name, double value)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append_printf (svg, " %s=\"%s\"", name, g_ascii_formatd (buffer, sizeof buffer, "%.6g", value));
}

static void
add_paint (GString *svg, const char *name, int colour)
{
  if (colour == CONVO_HATCH_PAD || colour == CONVO_HATCH_DROP)
    g_string_append_printf (svg, " %s=\"url(#%s)\"", name, colour == CONVO_HATCH_PAD ? "pad" : "drop");
  else if (colour == CONVO_NONE)
    g_string_append_printf (svg, " %s=\"none\"", name);
  else
    g_string_append_printf (svg, " %s=\"#%06x\"", name, colour);
}

static void
add_stroke (GString *svg, const ConvoItem *item)
{
  add_paint (svg, "stroke", item->stroke);
  if (item->stroke != CONVO_NONE)
    add_number (svg, "stroke-width", item->width);
  if (item->dashed)
    g_string_append (svg, " stroke-dasharray=\"4 3\"");
}

static void
add_box (GString *svg, const ConvoItem *item)
{
  g_string_append (svg, "<rect");
  add_number (svg, "x", item->x);
  add_number (svg, "y", item->y);
  add_number (svg, "width", item->w);
  add_number (svg, "height", item->h);
  if (item->radius > 0)
    add_number (svg, "rx", item->radius);
  add_paint (svg, "fill", item->fill);
  if (item->opacity < 1)
    add_number (svg, "fill-opacity", item->opacity);
  add_stroke (svg, item);
  g_string_append (svg, "/>\n");
}

static void
add_line (GString *svg, const ConvoItem *item)
{
  g_string_append (svg, "<line");
  add_number (svg, "x1", item->x);
  add_number (svg, "y1", item->y);
  add_number (svg, "x2", item->x + item->w);
  add_number (svg, "y2", item->y + item->h);
  add_stroke (svg, item);
  if (item->type == CONVO_ITEM_ARROW)
    g_string_append (svg, " marker-end=\"url(#arrow)\"");
  g_string_append (svg, "/>\n");
}

static void
add_words (GString *svg, const ConvoItem *item)
{
  static const char *const anchors[] = { "start", "middle", "end" };
  g_autofree char *words = g_markup_escape_text (item->words, -1);

  g_string_append (svg, "<text");
  add_number (svg, "x", item->x);
  add_number (svg, "y", item->y + item->size * 0.35);      /* the middle of the letters; dominant-baseline is not everywhere */
  add_number (svg, "font-size", item->size);
  add_paint (svg, "fill", item->fill);
  g_string_append_printf (svg, " text-anchor=\"%s\"%s>%s</text>\n", anchors[item->anchor + 1],
                          item->bold ? " font-weight=\"bold\"" : "", words);
}

static void
add_hatch (GString *svg, const char *name, int line, int ground)
{
  g_string_append_printf (svg,
                          "<pattern id=\"%s\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\" "
                          "patternTransform=\"rotate(45)\"><rect width=\"6\" height=\"6\" fill=\"#%06x\"/>"
                          "<path d=\"M0 0V6\" stroke=\"#%06x\" stroke-width=\"2.4\"/></pattern>\n", name, ground, line);
}

/* With a view box the picture may be scaled to any size */
static void
add_view_box (GString *svg, const ConvoScene *scene)
{
  char width[G_ASCII_DTOSTR_BUF_SIZE], height[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append_printf (svg, " viewBox=\"0 0 %s %s\"", g_ascii_formatd (width, sizeof width, "%.6g", scene->width),
                          g_ascii_formatd (height, sizeof height, "%.6g", scene->height));
}

/** convo_export_svg: Returns: (transfer full): the drawing as UTF-8 text */
GBytes *
convo_export_svg (const ConvoScene *scene)
{
  GString *svg = g_string_new ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\"");
  g_autofree char *title = g_markup_escape_text (scene->title, -1);
  gsize length;

  add_number (svg, "width", scene->width);
  add_number (svg, "height", scene->height);
  add_view_box (svg, scene);
  g_string_append (svg, " font-family=\"'Noto Sans', 'DejaVu Sans', Verdana, Arial, sans-serif\" role=\"img\" "
                        "aria-labelledby=\"title\"");
  g_string_append_printf (svg, "%s>\n<title id=\"title\">%s</title>\n",
                          scene->description != NULL ? " aria-describedby=\"description\"" : "", title);
  if (scene->description != NULL)
    {
      g_autofree char *description = g_markup_escape_text (scene->description, -1);

      g_string_append_printf (svg, "<desc id=\"description\">%s</desc>\n", description);
    }
  g_string_append (svg, "<defs>\n");
  add_hatch (svg, "pad", CONVO_HATCH_PAD_LINE, CONVO_HATCH_PAD_GROUND);
  add_hatch (svg, "drop", CONVO_HATCH_DROP_LINE, CONVO_HATCH_DROP_GROUND);
  g_string_append (svg, "<marker id=\"arrow\" viewBox=\"0 0 8 8\" refX=\"6.5\" refY=\"4\" markerWidth=\"8\" "
                        "markerHeight=\"8\" orient=\"auto\" markerUnits=\"userSpaceOnUse\">"
                        "<path d=\"M0 .5 7.5 4 0 7.5Z\" fill=\"#5e5c64\"/></marker>\n</defs>\n"
                        "<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n");
  for (guint i = 0; i < scene->items->len; i++)
    {
      const ConvoItem *item = &g_array_index (scene->items, ConvoItem, i);

      if (item->type == CONVO_ITEM_BOX)
        add_box (svg, item);
      else if (item->type == CONVO_ITEM_WORDS)
        add_words (svg, item);
      else
        add_line (svg, item);
    }
  g_string_append (svg, "</svg>\n");
  length = svg->len;
  return g_bytes_new_take (g_string_free (svg, FALSE), length);
}
