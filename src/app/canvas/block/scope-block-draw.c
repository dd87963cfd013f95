/* How a block looks: anatomy and states at three levels of detail. All measures in px at 100 %. */
#include "scope-block-private.h"

#include <math.h>
#include <string.h>
#include "scope-draw.h"
#include "scope-map-texture.h"
#include "scope-palette.h"

#define RADIUS 12.0
#define CHIP_ROOM 92     /* for its words: a gap stays before the thumbnail */
#define CHIP_LEAST 10    /* size of its letters, then words are cut */

static GdkRGBA
mix (const GdkRGBA *a, const GdkRGBA *b, float part)
{
  return (GdkRGBA) { a->red + (b->red - a->red) * part, a->green + (b->green - a->green) * part,
                     a->blue + (b->blue - a->blue) * part, a->alpha };
}

void
scope_block_append_text (GtkSnapshot *snapshot, PangoLayout *layout, double x, double middle, const GdkRGBA *color)
{
  int height;

  pango_layout_get_pixel_size (layout, NULL, &height);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (x, middle - height / 2.0));
  gtk_snapshot_append_layout (snapshot, layout, color);
  gtk_snapshot_restore (snapshot);
}

/** scope_block_text: Returns: (transfer none): the layout of one text, cut to @room */
PangoLayout *
scope_block_text (ScopeBlock *self, int which, const char *text, double pixels, gboolean bold, double room)
{
  PangoLayout *layout = self->texts[which];

  if (layout != NULL)
    return layout;
  layout = self->texts[which] = scope_draw_text_new (GTK_WIDGET (self), text, pixels, bold);
  if (room > 0)
    {
      pango_layout_set_width (layout, (int) (room * PANGO_SCALE));
      pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
    }
  return layout;
}

/* What tells "transition2" from "transition1": the digits at the end, with a mark between them. Returns: how many letters */
static glong
telling_end (const char *text)
{
  const char *at = text + strlen (text);
  glong n = 0;

  while (n < 4 && at > text && (g_ascii_isdigit (at[-1]) || (n > 0 && strchr ("_-.", at[-1]) != NULL)))
    at--, n++;
  return n;
}

/* Not by Pango, which leaves a gap behind its ellipsis where letters are drawn smaller than they are laid out */
static void
cut_name (PangoLayout *layout, const char *text, double room)
{
  const glong n = g_utf8_strlen (text, -1), end = telling_end (text);
  int width;

  pango_layout_get_pixel_size (layout, &width, NULL);
  for (glong keep = n - end - 1; width > room && keep >= 1; keep--)
    {
      g_autofree char *head = g_utf8_substring (text, 0, keep), *tail = g_utf8_substring (text, n - end, n);
      g_autofree char *shorter = g_strconcat (head, "…", tail, NULL);

      pango_layout_set_text (layout, shorter, -1);
      pango_layout_get_pixel_size (layout, &width, NULL);
    }
}

/**
 * scope_block_title:
 *
 * The number of copies is never cut: letters get smaller first, then the name is cut before its last letter, "s…2 ×111".
 * Other names keep the digits at their end.
 *
 * Returns: (transfer none): the layout of the title
 */
PangoLayout *
scope_block_title (ScopeBlock *self, double room)
{
  const ScopeBlockInfo *info = self->info;
  const char *copies = info->copies > 1 ? g_strrstr (info->title, " ×") : NULL;
  PangoLayout *layout = self->texts[TEXT_TITLE];
  int width;

  if (layout != NULL)
    return layout;
  if (copies == NULL)
    {
      layout = scope_block_text (self, TEXT_TITLE, info->title, self->letters, TRUE, 0);
      cut_name (layout, info->title, room);
      return layout;
    }
  for (int pixels = self->letters; pixels >= self->letters * 6 / 7; pixels--)
    {
      g_clear_object (&layout);
      layout = scope_draw_text_new (GTK_WIDGET (self), info->title, pixels, TRUE);
      pango_layout_get_pixel_size (layout, &width, NULL);
      if (width <= room)
        break;
    }
  self->texts[TEXT_TITLE] = layout;
  for (glong n = g_utf8_strlen (info->title, copies - info->title) - 2; width > room && n > 0; n--)
    {
      g_autofree char *name = g_utf8_substring (info->title, 0, n);
      g_autofree char *shorter = g_strconcat (name, "…", g_utf8_prev_char (copies), NULL);

      pango_layout_set_text (layout, shorter, -1);
      pango_layout_get_pixel_size (layout, &width, NULL);
    }
  return layout;
}

/* Properties give way from the end before they are cut. */
static PangoLayout *
properties_of (ScopeBlock *self, double room)
{
  PangoLayout *layout;
  g_autofree char *text = g_strdup (self->info->properties);

  if (self->texts[TEXT_PROPERTIES] != NULL)
    return self->texts[TEXT_PROPERTIES];
  layout = scope_draw_text_new (GTK_WIDGET (self), text, 12, FALSE);
  for (int step = 0; step < 12; step++)
    {
      g_autofree char *shorter = scope_properties_shorten (self->info->properties, step);
      int width;

      if (shorter == NULL)
        break;
      pango_layout_set_text (layout, shorter, -1);
      pango_layout_get_pixel_size (layout, &width, NULL);
      if (width <= room)
        break;
    }
  pango_layout_set_width (layout, (int) (room * PANGO_SCALE));
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  return self->texts[TEXT_PROPERTIES] = layout;
}

static GdkRGBA
card_color (ScopeBlock *self)
{
  const GdkRGBA *card = scope_palette_color (SCOPE_COLOR_CARD);

  if (self->state & SCOPE_BLOCK_HOVER)
    return mix (card, scope_palette_color (SCOPE_COLOR_TEXT), 0.05f);
  return *card;
}

/** scope_block_stack_height: Returns: of the block and its slices, from the top of the block */
double
scope_block_stack_height (const ScopeBlockInfo *info)
{
  return (info->row > 0 ? SCOPE_SLICE_HEIGHT : SCOPE_BODY_HEIGHT) + info->rows * SCOPE_SLICE_HEIGHT;
}

static void
draw_shadow (ScopeBlock *self, GtkSnapshot *snapshot)
{
  const graphene_rect_t rect = GRAPHENE_RECT_INIT (0, 0, SCOPE_BLOCK_WIDTH, scope_block_stack_height (self->info));
  const GdkRGBA *shadow = scope_palette_color (SCOPE_COLOR_SHADOW);
  GdkRGBA faint = *shadow;
  GskRoundedRect rounded;

  gsk_rounded_rect_init_from_rect (&rounded, &rect, RADIUS);
  faint.alpha *= 0.6f;
  if (self->state & SCOPE_BLOCK_GHOST)
    gtk_snapshot_append_outset_shadow (snapshot, &rounded, shadow, 0, 6, 0, 18);
  else
    gtk_snapshot_append_outset_shadow (snapshot, &rounded, shadow, 0, 1, 0, 3);
  gtk_snapshot_append_outset_shadow (snapshot, &rounded, &faint, 0, 0, 1, 0);
}

/* Two sheets under a folded composite, 3 px each. */
static void
draw_sheets (GtkSnapshot *snapshot, double height)
{
  const GdkRGBA *card = scope_palette_color (SCOPE_COLOR_CARD);
  const GdkRGBA *edge = scope_palette_color (SCOPE_COLOR_EDGE);

  for (int sheet = 1; sheet >= 0; sheet--)
    {
      const graphene_rect_t rect = GRAPHENE_RECT_INIT (6 + 6 * sheet, height - 12, SCOPE_BLOCK_WIDTH - 12 - 12 * sheet,
                                                       12 + 3 + 3 * sheet);

      scope_draw_rounded (snapshot, &rect, 0, RADIUS, card);
      scope_draw_edge (snapshot, &rect, 0, RADIUS, 1, edge);
    }
}

/** scope_block_draw_card: background with the spine, rounded where the stack ends */
void
scope_block_draw_card (ScopeBlock *self, GtkSnapshot *snapshot, double height, double spine)
{
  const ScopeBlockInfo *info = self->info;
  const gboolean last = info->row == 0 ? info->rows == 0 : info->has_output;
  const double top = info->row > 0 ? 0 : RADIUS, bottom = last ? RADIUS : 0;
  const graphene_rect_t rect = GRAPHENE_RECT_INIT (0, 0, SCOPE_BLOCK_WIDTH, height);
  const graphene_size_t t = GRAPHENE_SIZE_INIT (top, top), b = GRAPHENE_SIZE_INIT (bottom, bottom);
  const GdkRGBA card = card_color (self);
  GskRoundedRect rounded;

  gsk_rounded_rect_init (&rounded, &rect, &t, &t, &b, &b);
  gtk_snapshot_push_rounded_clip (snapshot, &rounded);
  gtk_snapshot_append_color (snapshot, &card, &rect);
  gtk_snapshot_append_color (snapshot, scope_palette_family (info->family), &GRAPHENE_RECT_INIT (0, 0, spine, height));
  if (info->row > 0)
    gtk_snapshot_append_color (snapshot, scope_palette_color (SCOPE_COLOR_LINE),
                               &GRAPHENE_RECT_INIT (0, 0, SCOPE_BLOCK_WIDTH, 1));
  gtk_snapshot_pop (snapshot);
}

static void
draw_chip (ScopeBlock *self, GtkSnapshot *snapshot)
{
  const gboolean known = self->info->status == CONVO_STATUS_OK && !self->info->hides_chip;
  PangoLayout *chip = self->texts[TEXT_CHIP];
  graphene_rect_t rect;
  int width, tall;

  for (int pixels = self->letters * 6 / 7; chip == NULL; pixels--)   /* as large as it can be beside the thumbnail */
    {
      chip = scope_block_text (self, TEXT_CHIP, self->info->chip, pixels, TRUE, pixels <= CHIP_LEAST ? CHIP_ROOM : 0);
      pango_layout_get_pixel_size (chip, &width, NULL);
      if (width <= CHIP_ROOM || pixels <= CHIP_LEAST)
        break;
      g_clear_object (&self->texts[TEXT_CHIP]);
      chip = NULL;
    }
  pango_layout_get_pixel_size (chip, &width, &tall);
  tall = MAX (18, tall + 2);
  rect = GRAPHENE_RECT_INIT (13, 57 - tall / 2.0, MAX (30, width + 12), tall);
  if (known || self->info->status == CONVO_STATUS_ERROR)
    scope_draw_rounded (snapshot, &rect, 6, 6, scope_palette_color (SCOPE_COLOR_CHIP));
  else
    scope_draw_dashes (snapshot, &rect, 1, scope_palette_color (self->info->hides_chip ? SCOPE_COLOR_ACCENT : SCOPE_COLOR_WIRE));
  scope_block_append_text (snapshot, chip, 13 + (rect.size.width - width) / 2, 57, scope_palette_color (SCOPE_COLOR_TEXT));
}

static void
draw_thumbnail (ScopeBlock *self, GtkSnapshot *snapshot)
{
  const graphene_rect_t rect = SCOPE_BLOCK_THUMBNAIL;

  if (self->info->status != CONVO_STATUS_OK)
    {
      scope_draw_dashes (snapshot, &rect, 1, scope_palette_color (SCOPE_COLOR_EDGE));
      return;
    }
  if (self->values == NULL || self->info->hides_chip)      /* cells of small maps can be counted */
    {
      scope_draw_edge (snapshot, &rect, 6, 6, 1, scope_palette_color (SCOPE_COLOR_LINE));
      return;
    }
  if (self->texture == NULL)
    {
      const ConvoShape *shape = &self->shape;
      int channels = (int) shape->dim[0], height = 1, width = 1, flags = self->flags;
      float min, max;

      if (shape->rank == 2)
        width = (int) shape->dim[1];
      else if (shape->rank >= 3)
        height = (int) shape->dim[shape->rank - 2], width = (int) shape->dim[shape->rank - 1];
      if (shape->rank == 4)
        channels *= (int) shape->dim[1];
      scope_map_range (self->values, (gsize) convo_shape_count (shape), &min, &max);
      if (flags == SCOPE_THUMBNAIL_NONE && min < 0)
        flags = SCOPE_THUMBNAIL_SIGNED;
      self->texture = scope_thumbnail_texture (self->values, channels, height, width, flags, self->scale);
    }
  if (self->texture != NULL)
    gtk_snapshot_append_texture (snapshot, self->texture, &rect);
  if (self->has_field)
    scope_block_draw_field (self, snapshot);
}

static double
bar_height (double share)
{
  return share > 0 ? MAX (1, round (SCOPE_BODY_HEIGHT * MIN (share, 1))) : 0;
}

/* What was there before, if it was another number: hollow where it was more, a part in the accent where it is more now,
 * and a tick at its height */
static void
draw_ghost (ScopeBlock *self, GtkSnapshot *snapshot, double filled)
{
  const double ghost = bar_height (self->info->ghost);
  const GdkRGBA *ink = scope_palette_color (SCOPE_COLOR_TEXT);

  if (self->info->ghost == self->info->share)
    return;
  if (filled > ghost)
    gtk_snapshot_append_color (snapshot, scope_palette_color (SCOPE_COLOR_ACCENT),
                               &GRAPHENE_RECT_INIT (197, SCOPE_BODY_HEIGHT - filled, 6, filled - ghost));
  else if (ghost > filled + 2)
    scope_draw_edge (snapshot, &GRAPHENE_RECT_INIT (196, SCOPE_BODY_HEIGHT - ghost, 8, ghost - filled), 0, 0, 1, ink);
  if (ghost > 0)
    gtk_snapshot_append_color (snapshot, ink, &GRAPHENE_RECT_INIT (195, SCOPE_BODY_HEIGHT - ghost, 10, 2));
}

/** scope_block_draw_bar: the statistic beside the block */
void
scope_block_draw_bar (ScopeBlock *self, GtkSnapshot *snapshot)
{
  const double share = self->info->share, filled = bar_height (share);

  if (share < 0)
    return;
  gtk_snapshot_append_color (snapshot, scope_palette_color (SCOPE_COLOR_TRACK), &GRAPHENE_RECT_INIT (197, 0, 6, 90));
  if (filled > 2 && self->info->stale)                       /* what was measured once: hollow */
    scope_draw_edge (snapshot, &GRAPHENE_RECT_INIT (197, SCOPE_BODY_HEIGHT - filled, 6, filled), 0, 0, 1,
                     scope_palette_color (SCOPE_COLOR_GAUGE));
  else if (filled > 0)
    gtk_snapshot_append_color (snapshot, scope_palette_color (SCOPE_COLOR_GAUGE),
                               &GRAPHENE_RECT_INIT (197, 90 - filled, 6, filled));
  if (self->info->ghost >= 0)
    draw_ghost (self, snapshot, filled);
}

static void
draw_badge (ScopeBlock *self, GtkSnapshot *snapshot)
{
  const gboolean warning = self->info->warning;
  const GdkRGBA *fill = scope_palette_color (warning ? SCOPE_COLOR_WARNING : SCOPE_COLOR_ERROR_BADGE);
  const GdkRGBA *ink = scope_palette_color (warning ? SCOPE_COLOR_ON_WARNING : SCOPE_COLOR_ON_ACCENT);
  const double y = self->info->row > 0 ? 2 : -12;

  if (self->info->problem == NULL)
    return;
  scope_draw_rounded (snapshot, &GRAPHENE_RECT_INIT (162, y - 2, 24, 24), 12, 12,
                      scope_palette_color (SCOPE_COLOR_CANVAS));
  scope_draw_rounded (snapshot, &GRAPHENE_RECT_INIT (164, y, 20, 20), 10, 10, fill);
  gtk_snapshot_append_color (snapshot, ink, &GRAPHENE_RECT_INIT (173, y + 5, 2, 6));
  gtk_snapshot_append_color (snapshot, ink, &GRAPHENE_RECT_INIT (173, y + 13, 2, 2));
}

/** scope_block_draw_edges: error, selection and focus are edges, so they combine */
void
scope_block_draw_edges (ScopeBlock *self, GtkSnapshot *snapshot)
{
  const ScopeBlockInfo *info = self->info;
  const double height = scope_block_stack_height (info);
  const gboolean slice = info->row > 0;
  const GtkStateFlags flags = gtk_widget_get_state_flags (GTK_WIDGET (self));
  const graphene_rect_t outer = slice ? GRAPHENE_RECT_INIT (0, 0, SCOPE_BLOCK_WIDTH, height)
                                      : GRAPHENE_RECT_INIT (-2, -2, SCOPE_BLOCK_WIDTH + 4, height + 4);
  const graphene_rect_t focus = slice ? GRAPHENE_RECT_INIT (3, 3, SCOPE_BLOCK_WIDTH - 6, height - 6)
                                      : GRAPHENE_RECT_INIT (-6, -6, SCOPE_BLOCK_WIDTH + 12, height + 12);
  const double radius = slice ? 6 : RADIUS + 2;

  if (!slice && scope_palette_theme () >= SCOPE_THEME_LIGHT_CONTRAST)   /* a shadow alone is no edge there */
    scope_draw_edge (snapshot, &GRAPHENE_RECT_INIT (-1, -1, SCOPE_BLOCK_WIDTH + 2, height + 2), RADIUS + 1, RADIUS + 1, 1,
                     scope_palette_color (SCOPE_COLOR_WIRE));
  if (info->problem != NULL && !info->warning)
    scope_draw_edge (snapshot, &outer, radius, radius, 2, scope_palette_color (SCOPE_COLOR_ERROR));
  if (self->state & (SCOPE_BLOCK_SELECTED | SCOPE_BLOCK_TARGET | SCOPE_BLOCK_ENDS))
    {
      graphene_rect_t inner = outer;

      if (info->problem != NULL && !info->warning)
        graphene_rect_inset (&inner, 2, 2);
      scope_draw_edge (snapshot, &inner, radius, radius, 2, scope_palette_color (SCOPE_COLOR_ACCENT));
    }
  if ((flags & GTK_STATE_FLAG_FOCUSED) && (flags & GTK_STATE_FLAG_FOCUS_VISIBLE))
    scope_draw_edge (snapshot, &focus, radius + 4, radius + 4, 2, scope_palette_color (SCOPE_COLOR_FOCUS));
}

static void
draw_ports (ScopeBlock *self, GtkSnapshot *snapshot, double height)
{
  const ScopeBlockInfo *info = self->info;
  const GdkRGBA *ring = scope_palette_color (self->state & SCOPE_BLOCK_TARGET ? SCOPE_COLOR_ACCENT : SCOPE_COLOR_WIRE);
  const GdkRGBA *fill = self->state & SCOPE_BLOCK_PORTS ? ring : scope_palette_color (SCOPE_COLOR_CARD);

  const gboolean takes = (self->state & SCOPE_BLOCK_TAKES) != 0;
  const GdkRGBA *accent = scope_palette_color (SCOPE_COLOR_ACCENT);

  for (int port = 0; info->row == 0 && port < info->n_ports; port++)
    scope_draw_port (snapshot, scope_port_x (port, info->n_ports), 0, takes ? accent : ring, takes ? accent : fill);
  for (int port = 0; info->has_output && port < info->n_outputs; port++)
    scope_draw_port (snapshot, scope_port_x (port, info->n_outputs), height + (info->composite ? SCOPE_SHEETS_HEIGHT : 0),
                     ring, fill);
}

static void
draw_body_text (ScopeBlock *self, GtkSnapshot *snapshot)
{
  const ScopeBlockInfo *info = self->info;
  const gboolean error = info->problem != NULL && !info->warning;
  const GdkRGBA *dim = scope_palette_color (SCOPE_COLOR_DIM);
  const GdkRGBA *words = info->problem == NULL ? dim
                         : scope_palette_color (error ? SCOPE_COLOR_ERROR_TEXT : SCOPE_COLOR_WARNING_TEXT);

  if (info->composite && (self->state & SCOPE_BLOCK_HOVER))
    scope_block_draw_triangle (snapshot, FALSE, 22, 19);   /* unfolds */
  else
    scope_glyph_append (snapshot, info->glyph, scope_palette_family (info->family), 14, 11, 16);
  scope_block_append_text (snapshot, scope_block_title (self, 88), 36, 19,
               scope_palette_color (SCOPE_COLOR_TEXT));
  if (self->letters > SCOPE_BLOCK_SMALL)
    return;
  scope_block_append_text (snapshot, properties_of (self, 110), 14, 38, dim);
  scope_block_append_text (snapshot, scope_block_text (self, TEXT_STATISTIC, info->statistic, 12, FALSE, 168),
                           14 + (info->hides_statistic ? 5 : 0), 77, words);
  if (info->hides_statistic)
    {
      int width;

      pango_layout_get_pixel_size (self->texts[TEXT_STATISTIC], &width, NULL);
      scope_draw_dashes (snapshot, &GRAPHENE_RECT_INIT (13, 69, width + 12, 17), 1, scope_palette_color (SCOPE_COLOR_ACCENT));
    }
}

static void
draw_full (ScopeBlock *self, GtkSnapshot *snapshot, double height)
{
  if (self->info->row == 0)
    draw_shadow (self, snapshot);
  if (self->info->composite)
    draw_sheets (snapshot, height);
  scope_block_draw_card (self, snapshot, height, 4);
  if (self->info->row > 0)
    scope_block_draw_slice (self, snapshot);
  else
    {
      draw_body_text (self, snapshot);
      draw_chip (self, snapshot);
      draw_thumbnail (self, snapshot);
      scope_block_draw_bar (self, snapshot);
    }
  scope_block_draw_edges (self, snapshot);
  draw_ports (self, snapshot, height);
  draw_badge (self, snapshot);
}

/** scope_block_draw: @snapshot: at the block's top left corner */
void
scope_block_draw (ScopeBlock *self, GtkSnapshot *snapshot)
{
  const double height = gtk_widget_get_height (GTK_WIDGET (self));
  const double opacity = (self->state & SCOPE_BLOCK_DIM) || self->info == NULL || self->info->absent ? 0.45 : self->state & SCOPE_BLOCK_GHOST ? SCOPE_GHOST_OPACITY : 1;

  if (self->info == NULL)
    return;
  if (opacity < 1)
    gtk_snapshot_push_opacity (snapshot, opacity);
  if (self->info->frame)
    scope_block_draw_frame (self, snapshot, height);
  else if (self->detail == SCOPE_DETAIL_FULL)
    draw_full (self, snapshot, height);
  else if (self->detail == SCOPE_DETAIL_CARD)
    scope_block_draw_far (self, snapshot, height);
  else
    scope_block_draw_rectangle (self, snapshot, height);
  if (opacity < 1)
    gtk_snapshot_pop (snapshot);
}
