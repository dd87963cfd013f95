/* How a block looks from afar: below half size a card with its name and shape, in letters that can still be read; farther
 * away a rectangle in its family's colour. */
#include "scope-block-private.h"

#include <math.h>
#include "scope-draw.h"
#include "scope-palette.h"

#define INSET 10.0
#define SPINE 3.0                /* pixels of the screen */

/** scope_letters_of_zoom: Returns: size of a title in canvas units: 14, and where that is too small to be read what makes
 * @SCOPE_LEAST_LETTERS pixels */
int
scope_letters_of_zoom (double zoom)
{
  return MAX (14, (int) ceil (SCOPE_LEAST_LETTERS / zoom - 1e-6));
}

static double
zoom_of (const ScopeBlock *self)
{
  return SCOPE_LEAST_LETTERS / self->letters;
}

/* The name in the middle of its room */
static void
draw_name (ScopeBlock *self, GtkSnapshot *snapshot, double middle)
{
  const double left = INSET + SPINE / zoom_of (self);
  PangoLayout *name = scope_block_title (self, SCOPE_BLOCK_WIDTH - left - INSET);

  scope_block_append_text (snapshot, name, left, middle, scope_palette_color (SCOPE_COLOR_TEXT));
}

/* Its shape, where there is room for a second line */
static gboolean
draw_shape (ScopeBlock *self, GtkSnapshot *snapshot, double middle)
{
  const double left = INSET + SPINE / zoom_of (self);
  PangoLayout *chip = self->texts[TEXT_CHIP];
  int width = 0;

  if (self->letters > SCOPE_BODY_HEIGHT * 0.38)
    return FALSE;
  for (int pixels = self->letters; chip == NULL && pixels > self->letters * 0.85; pixels--)
    {
      chip = scope_block_text (self, TEXT_CHIP, self->info->chip, pixels, FALSE, 0);
      pango_layout_get_pixel_size (chip, &width, NULL);
      if (width > SCOPE_BLOCK_WIDTH - left - 4 && pixels - 1 > self->letters * 0.85)
        {
          g_clear_object (&self->texts[TEXT_CHIP]);
          chip = NULL;
        }
    }
  pango_layout_get_pixel_size (chip, &width, NULL);
  if (width > SCOPE_BLOCK_WIDTH - left - 4)
    return FALSE;
  scope_block_append_text (snapshot, chip, left, middle, scope_palette_color (SCOPE_COLOR_DIM));
  return TRUE;
}

/** scope_block_draw_far: @snapshot: at the block's top left corner; a card with name and shape */
void
scope_block_draw_far (ScopeBlock *self, GtkSnapshot *snapshot, double height)
{
  const double edge = MAX (2, 1 / zoom_of (self)), spine = SPINE / zoom_of (self);

  if (self->info->row == 0)
    scope_draw_edge (snapshot, &GRAPHENE_RECT_INIT (-edge, -edge, SCOPE_BLOCK_WIDTH + 2 * edge,
                                                    scope_block_stack_height (self->info) + 2 * edge),
                     12 + edge, 12 + edge, edge, scope_palette_color (SCOPE_COLOR_EDGE));   /* a frame is as white as the card */
  scope_block_draw_card (self, snapshot, height, spine);
  if (self->info->row == 0)
    {
      const gboolean two = draw_shape (self, snapshot, height * 0.72);

      draw_name (self, snapshot, height * (two ? 0.29 : 0.5));
      scope_block_draw_bar (self, snapshot);
    }
  scope_block_draw_edges (self, snapshot);
}

/** scope_block_draw_rectangle: @snapshot: at the block's top left corner; its family's colour alone */
void
scope_block_draw_rectangle (ScopeBlock *self, GtkSnapshot *snapshot, double height)
{
  const gboolean error = self->info->problem != NULL && !self->info->warning;

  if (self->state & (SCOPE_BLOCK_SELECTED | SCOPE_BLOCK_TARGET | SCOPE_BLOCK_ENDS))
    gtk_snapshot_append_color (snapshot, scope_palette_color (SCOPE_COLOR_ACCENT),
                               &GRAPHENE_RECT_INIT (-8, -8, SCOPE_BLOCK_WIDTH + 16, height + 16));
  gtk_snapshot_append_color (snapshot, error ? scope_palette_color (SCOPE_COLOR_ERROR)
                             : scope_palette_family (self->info->family),
                             &GRAPHENE_RECT_INIT (0, 0, SCOPE_BLOCK_WIDTH, height));
}
