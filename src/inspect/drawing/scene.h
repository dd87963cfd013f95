/* A drawing described once, for every format: rectangles, lines and words with colours and places. */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

/* Colours, 0xRRGGBB. A role is never its colour alone: its letter stands at every grid */
#define CONVO_INK_X 0x1c71d8
#define CONVO_INK_W 0xc64600
#define CONVO_INK_Y 0x1b8553
#define CONVO_INK_DELTA 0xa51d5d
#define CONVO_WORD_X 0x174f97
#define CONVO_WORD_W 0x963500
#define CONVO_WORD_Y 0x115c39
#define CONVO_WORD_DELTA 0x8a164c
#define CONVO_WORD 0x241f31
#define CONVO_WORD_SOFT 0x6a696f
#define CONVO_LINE 0x5e5c64
#define CONVO_LINE_SOFT 0xd0cfd4
#define CONVO_WHITE 0xffffff
#define CONVO_NONE (-1)
#define CONVO_HATCH_PAD (-2)       /* grey hatch: padding */
#define CONVO_HATCH_DROP (-3)      /* amber hatch: in no window */

/** ConvoItemType: @CONVO_ITEM_BOX, @CONVO_ITEM_LINE, @CONVO_ITEM_ARROW (with a point at its end), @CONVO_ITEM_WORDS */
typedef enum
{
  CONVO_ITEM_BOX,
  CONVO_ITEM_LINE,
  CONVO_ITEM_ARROW,
  CONVO_ITEM_WORDS,
} ConvoItemType;

/**
 * ConvoItem:
 * @x: left edge, or start; words: the anchor
 * @y: top edge, or start; words: the middle
 * @w: width, or what is added to @x along a line
 * @h: height, or what is added to @y
 * @fill: colour or %CONVO_NONE or a hatch; words: their colour
 * @stroke: colour or %CONVO_NONE
 * @width: of the stroke, in px
 * @radius: of a box's corners
 * @dashed: whether the stroke is
 * @opacity: of the fill, 0 to 1
 * @words: owned
 * @size: height of the letters in px
 * @bold: whether they are
 * @anchor: −1: they begin at @x, 0: centred, 1: they end there
 */
typedef struct
{
  ConvoItemType type;
  double x, y, w, h;
  int fill, stroke;
  double width, radius, opacity;
  gboolean dashed, bold;
  char *words;
  double size;
  int anchor;
} ConvoItem;

/**
 * ConvoScene:
 * @width: in px
 * @height: in px
 * @items: (element-type ConvoItem): the first lies lowest
 * @title: what it shows
 * @description: (nullable): the same as a sentence with its numbers, for readers that cannot see it
 */
typedef struct
{
  double width, height;
  GArray *items;
  char *title, *description;
} ConvoScene;

ConvoScene *convo_scene_new   (const char  *title);
void        convo_scene_free  (ConvoScene  *scene);
/* Takes @description */
void        convo_scene_describe (ConvoScene *scene,
                               char        *description);
void        convo_scene_place (ConvoScene  *scene,
                               double       right,
                               double       down,
                               double       width,
                               double       height);
void        convo_scene_make_room (ConvoScene *scene,
                               guint        from,
                               double       height);
double      convo_words_width (const char  *words,
                               double       size,
                               gboolean     bold);
void        convo_scene_box   (ConvoScene  *scene,
                               double       x,
                               double       y,
                               double       w,
                               double       h,
                               int          fill,
                               int          stroke,
                               double       width);
void        convo_scene_frame (ConvoScene  *scene,
                               double       x,
                               double       y,
                               double       w,
                               double       h,
                               int          stroke,
                               double       width,
                               gboolean     dashed);
void        convo_scene_tint  (ConvoScene  *scene,
                               double       x,
                               double       y,
                               double       w,
                               double       h,
                               int          fill,
                               double       opacity);
void        convo_scene_line  (ConvoScene  *scene,
                               double       x,
                               double       y,
                               double       x2,
                               double       y2,
                               int          stroke,
                               double       width,
                               gboolean     arrow);
void        convo_scene_words (ConvoScene  *scene,
                               double       x,
                               double       y,
                               int          anchor,
                               double       size,
                               int          colour,
                               gboolean     bold,
                               const char  *format,
                               ...) G_GNUC_PRINTF (8, 9);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ConvoScene, convo_scene_free)

G_END_DECLS
