/* How an unfolded composite looks: a header over the place where its blocks stand, ports on its edge. */
#include "scope-block-private.h"
#include "scope-draw.h"
#include "scope-palette.h"

#define RADIUS 12.0
#define NAME_ROOM 60
#define MOST_LETTERS 27          /* that the header is high enough for */

static void
append_text (GtkSnapshot *snapshot, PangoLayout *layout, double x, const GdkRGBA *color)
{
  scope_block_append_text (snapshot, layout, x, SCOPE_FRAME_HEADER / 2.0, color);
}

static PangoLayout *
text_of (ScopeBlock *self, int which, const char *text, double pixels, gboolean bold, double room)
{
  if (self->texts[which] == NULL)
    self->texts[which] = scope_draw_text_new (GTK_WIDGET (self), text, pixels, bold);
  pango_layout_set_width (self->texts[which], room > 0 ? (int) (room * PANGO_SCALE) : -1);
  pango_layout_set_ellipsize (self->texts[which], room > 0 ? PANGO_ELLIPSIZE_END : PANGO_ELLIPSIZE_NONE);
  return self->texts[which];
}

/** scope_block_draw_triangle: points down when @open, else to the right; @x, @y: its middle */
void
scope_block_draw_triangle (GtkSnapshot *snapshot, gboolean open, double x, double y)
{
  const GdkRGBA *color = scope_palette_color (SCOPE_COLOR_TEXT);

  for (int i = 0; i < 5; i++)                              /* a chevron of small steps: colour nodes only */
    for (int side = -1; side <= 1; side += 2)
      {
        const double along = i - 2, across = side * (5 - i);

        gtk_snapshot_append_color (snapshot, color, open
                                   ? &GRAPHENE_RECT_INIT (x + across - 1, y + along, 2, 2)
                                   : &GRAPHENE_RECT_INIT (x + along, y + across - 1, 2, 2));
      }
}

static void
draw_header (ScopeBlock *self, GtkSnapshot *snapshot, double width)
{
  const ScopeBlockInfo *info = self->info;
  PangoLayout *chip = text_of (self, TEXT_CHIP, info->chip, MIN (self->letters * 6 / 7, MOST_LETTERS), TRUE, 0), *title;
  int chip_width, chip_height, title_width;
  graphene_rect_t rect;

  pango_layout_get_pixel_size (chip, &chip_width, &chip_height);
  chip_height = CLAMP (chip_height + 2, 18, SCOPE_FRAME_HEADER - 4);
  rect = GRAPHENE_RECT_INIT (width - chip_width - 12 - 10, (SCOPE_FRAME_HEADER - chip_height) / 2.0, chip_width + 12, chip_height);
  if (rect.origin.x - 66 < NAME_ROOM)                      /* the name comes before the shape, which the last block has too */
    rect.origin.x = width - 10;
  scope_block_draw_triangle (snapshot, TRUE, 20, 18);
  scope_glyph_append (snapshot, info->glyph, scope_palette_family (info->family), 36, 10, 16);
  title = text_of (self, TEXT_TITLE, info->title, MIN (self->letters, MOST_LETTERS), TRUE, MAX (24, rect.origin.x - 60 - 6));
  pango_layout_get_pixel_size (title, &title_width, NULL);
  append_text (snapshot, title, 60, scope_palette_color (SCOPE_COLOR_TEXT));
  if (rect.origin.x - 60 - title_width - 16 > 30 && self->letters <= 18)
    append_text (snapshot, text_of (self, TEXT_PROPERTIES, info->properties, 12, FALSE, rect.origin.x - 60 - title_width - 16),
                 60 + title_width + 8, scope_palette_color (SCOPE_COLOR_DIM));
  if (rect.origin.x >= width - 10)
    return;
  if (info->hides_chip)
    scope_draw_dashes (snapshot, &rect, 1, scope_palette_color (SCOPE_COLOR_ACCENT));
  else
    scope_draw_rounded (snapshot, &rect, 6, 6, scope_palette_color (SCOPE_COLOR_CHIP));
  append_text (snapshot, chip, rect.origin.x + 6, scope_palette_color (SCOPE_COLOR_TEXT));
}

static void
draw_edges (ScopeBlock *self, GtkSnapshot *snapshot, double width, double height)
{
  const ScopeBlockInfo *info = self->info;
  const GtkStateFlags flags = gtk_widget_get_state_flags (GTK_WIDGET (self));
  const graphene_rect_t rect = GRAPHENE_RECT_INIT (0, 0, width, height);
  const graphene_rect_t outer = GRAPHENE_RECT_INIT (-2, -2, width + 4, height + 4);
  const graphene_rect_t focus = GRAPHENE_RECT_INIT (-6, -6, width + 12, height + 12);

  scope_draw_edge (snapshot, &rect, RADIUS, RADIUS, 1, scope_palette_color (SCOPE_COLOR_EDGE));
  if (info->problem != NULL && !info->warning)
    scope_draw_edge (snapshot, &outer, RADIUS + 2, RADIUS + 2, 2, scope_palette_color (SCOPE_COLOR_ERROR));
  else if (self->state & (SCOPE_BLOCK_SELECTED | SCOPE_BLOCK_TARGET | SCOPE_BLOCK_ENDS))
    scope_draw_edge (snapshot, &outer, RADIUS + 2, RADIUS + 2, 2, scope_palette_color (SCOPE_COLOR_ACCENT));
  if ((flags & GTK_STATE_FLAG_FOCUSED) && (flags & GTK_STATE_FLAG_FOCUS_VISIBLE))
    scope_draw_edge (snapshot, &focus, RADIUS + 6, RADIUS + 6, 2, scope_palette_color (SCOPE_COLOR_FOCUS));
}

static void
draw_ports (ScopeBlock *self, GtkSnapshot *snapshot, double height)
{
  const ScopeBlockInfo *info = self->info;
  const double left = self->info->middle - SCOPE_BLOCK_WIDTH / 2.0;
  const GdkRGBA *ring = scope_palette_color (self->state & SCOPE_BLOCK_TARGET ? SCOPE_COLOR_ACCENT : SCOPE_COLOR_WIRE);
  const GdkRGBA *fill = self->state & SCOPE_BLOCK_PORTS ? ring : scope_palette_color (SCOPE_COLOR_CARD);

  for (int port = 0; port < info->n_ports; port++)
    {
      const double x = left + scope_port_x (port, info->n_ports);

      scope_draw_port (snapshot, x, 0, ring, fill);
      scope_draw_port (snapshot, x, SCOPE_FRAME_HEADER, ring, fill);   /* where its wires go on inside */
    }
  for (int port = 0; port < info->n_outputs; port++)
    scope_draw_port (snapshot, left + scope_port_x (port, info->n_outputs), height, ring, fill);
}

static void
draw_badge (ScopeBlock *self, GtkSnapshot *snapshot, double width)
{
  const gboolean warning = self->info->warning;
  const GdkRGBA *ink = scope_palette_color (warning ? SCOPE_COLOR_ON_WARNING : SCOPE_COLOR_ON_ACCENT);

  if (self->info->problem == NULL)
    return;
  scope_draw_rounded (snapshot, &GRAPHENE_RECT_INIT (width - 28, -12, 20, 20), 10, 10,
                      scope_palette_color (warning ? SCOPE_COLOR_WARNING : SCOPE_COLOR_ERROR_BADGE));
  gtk_snapshot_append_color (snapshot, ink, &GRAPHENE_RECT_INIT (width - 19, -7, 2, 6));
  gtk_snapshot_append_color (snapshot, ink, &GRAPHENE_RECT_INIT (width - 19, 1, 2, 2));
}

/** scope_block_draw_frame: @snapshot: at the frame's top left corner */
void
scope_block_draw_frame (ScopeBlock *self, GtkSnapshot *snapshot, double height)
{
  const double width = gtk_widget_get_width (GTK_WIDGET (self));
  const graphene_rect_t rect = GRAPHENE_RECT_INIT (0, 0, width, height);

  scope_draw_rounded (snapshot, &rect, RADIUS, RADIUS, scope_palette_color (SCOPE_COLOR_FRAME));
  gtk_snapshot_append_color (snapshot, scope_palette_color (SCOPE_COLOR_LINE),
                             &GRAPHENE_RECT_INIT (0, SCOPE_FRAME_HEADER, width, 1));
  if (self->detail != SCOPE_DETAIL_RECTANGLE)
    draw_header (self, snapshot, width);
  draw_edges (self, snapshot, width, height);
  if (self->detail == SCOPE_DETAIL_FULL)
    draw_ports (self, snapshot, height);
  draw_badge (self, snapshot, width);
}
