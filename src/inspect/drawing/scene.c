/* A drawing described once: the list that every format is written from. */
#include "scene.h"

#include <string.h>

#define MARGIN 24

static void
item_clear (gpointer item)
{
  g_free (((ConvoItem *) item)->words);
}

/** convo_scene_new: @title: what it shows, for readers that cannot see it. Returns: (transfer full): an empty drawing */
ConvoScene *
convo_scene_new (const char *title)
{
  ConvoScene *scene = g_new0 (ConvoScene, 1);

  scene->items = g_array_new (FALSE, FALSE, sizeof (ConvoItem));
  g_array_set_clear_func (scene->items, item_clear);
  scene->title = g_strdup (title);
  return scene;
}

void
convo_scene_free (ConvoScene *scene)
{
  g_array_unref (scene->items);
  g_free (scene->title);
  g_free (scene->description);
  g_free (scene);
}

/** convo_scene_describe: @description: (transfer full): a sentence that says what is drawn, numbers included */
void
convo_scene_describe (ConvoScene *scene, char *description)
{
  g_free (scene->description);
  scene->description = description;
}

/**
 * convo_scene_place:
 * @right: px by which everything moves
 * @down: likewise
 * @width: of the sheet
 * @height: likewise
 *
 * Puts the drawing on a sheet of another size. All frames of an animation have one sheet and one place on it.
 */
void
convo_scene_place (ConvoScene *scene, double right, double down, double width, double height)
{
  for (guint i = 0; i < scene->items->len; i++)
    {
      g_array_index (scene->items, ConvoItem, i).x += right;
      g_array_index (scene->items, ConvoItem, i).y += down;
    }
  scene->width = width;
  scene->height = height;
}

/** convo_scene_make_room: item @from and all behind it move down by @height px */
void
convo_scene_make_room (ConvoScene *scene, guint from, double height)
{
  for (guint i = from; i < scene->items->len; i++)
    g_array_index (scene->items, ConvoItem, i).y += height;
  scene->height += height;
}

/* Share of the letters' height that a sign is wide, in the widest of the usual sans-serif fonts */
static double
advance (gunichar sign)
{
  static const char narrow[] = "iljI.,:;'|!()[]/";

  if (sign < 128 && strchr (narrow, (int) sign) != NULL)
    return 0.4;
  if (sign == ' ')
    return 0.33;
  if (g_unichar_isdigit (sign))
    return sign >= 0x2080 && sign <= 0x2089 ? 0.42 : 0.64;
  if (sign == 'm' || sign == 'M' || sign == 'w' || sign == 'W' || sign == 0x449 || sign == 0x448 || sign == 0x436)
    return 0.98;
  if (strchr ("+=<>%", (int) MIN (sign, 127)) != NULL || (sign >= 0x2190 && sign < 0x2300))
    return 0.84;
  return g_unichar_isupper (sign) ? 0.72 : 0.62;
}

/** convo_words_width: Returns: how many px a line of text takes at most; what draws it later may have other fonts */
double
convo_words_width (const char *words, double size, gboolean bold)
{
  double width = 0;

  for (const char *c = words; *c != '\0'; c = g_utf8_next_char (c))
    width += advance (g_utf8_get_char (c));
  return width * size * (bold ? 1.1 : 1);
}

/* The drawing grows with what is put into it */
static void
add (ConvoScene *scene, const ConvoItem *item)
{
  double right = MAX (item->x, item->x + item->w), bottom = MAX (item->y, item->y + item->h);

  if (item->type == CONVO_ITEM_WORDS)
    {
      double length = convo_words_width (item->words, item->size, item->bold);

      right = item->x + (item->anchor < 0 ? length : item->anchor == 0 ? length / 2 : 0);
      bottom = item->y + item->size / 2;
    }
  scene->width = MAX (scene->width, right + MARGIN);
  scene->height = MAX (scene->height, bottom + MARGIN);
  g_array_append_vals (scene->items, item, 1);
}

/** convo_scene_box: a filled rectangle with an edge */
void
convo_scene_box (ConvoScene *scene, double x, double y, double w, double h, int fill, int stroke, double width)
{
  add (scene, &(ConvoItem) { .type = CONVO_ITEM_BOX, .x = x, .y = y, .w = w, .h = h, .fill = fill, .stroke = stroke,
                             .width = width, .opacity = 1 });
}

/** convo_scene_frame: a frame with round corners */
void
convo_scene_frame (ConvoScene *scene, double x, double y, double w, double h, int stroke, double width, gboolean dashed)
{
  add (scene, &(ConvoItem) { .type = CONVO_ITEM_BOX, .x = x, .y = y, .w = w, .h = h, .fill = CONVO_NONE, .stroke = stroke,
                             .width = width, .dashed = dashed, .radius = 4, .opacity = 1 });
}

/** convo_scene_tint: a veil of colour over what is there */
void
convo_scene_tint (ConvoScene *scene, double x, double y, double w, double h, int fill, double opacity)
{
  add (scene, &(ConvoItem) { .type = CONVO_ITEM_BOX, .x = x, .y = y, .w = w, .h = h, .fill = fill, .stroke = CONVO_NONE,
                             .opacity = opacity });
}

/** convo_scene_line: from (@x, @y) to (@x2, @y2) */
void
convo_scene_line (ConvoScene *scene, double x, double y, double x2, double y2, int stroke, double width, gboolean arrow)
{
  add (scene, &(ConvoItem) { .type = arrow ? CONVO_ITEM_ARROW : CONVO_ITEM_LINE, .x = x, .y = y, .w = x2 - x, .h = y2 - y,
                             .fill = CONVO_NONE, .stroke = stroke, .width = width, .opacity = 1 });
}

/** convo_scene_words: one line of text, its middle at height @y */
void
convo_scene_words (ConvoScene *scene, double x, double y, int anchor, double size, int colour, gboolean bold,
                   const char *format, ...)
{
  va_list args;
  char *words;

  va_start (args, format);
  words = g_strdup_vprintf (format, args);
  va_end (args);
  if (*words == '\0')
    {
      g_free (words);
      return;
    }
  add (scene, &(ConvoItem) { .type = CONVO_ITEM_WORDS, .x = x, .y = y, .fill = colour, .stroke = CONVO_NONE,
                             .words = words, .size = size, .bold = bold, .anchor = anchor, .opacity = 1 });
}
