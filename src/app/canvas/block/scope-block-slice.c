/* What is written on a slice: its name and its number. */
#include "scope-block-private.h"

#include <glib/gi18n.h>

#include "scope-draw.h"
#include "scope-palette.h"

/* The number of a slice. Of a new slice only that it is new, where the number would push its name away */
static PangoLayout *
slice_number (ScopeBlock *self)
{
  const ScopeBlockInfo *info = self->info;
  PangoLayout *number = self->texts[TEXT_STATISTIC];
  int width, name;

  if (number != NULL)
    return number;
  number = scope_block_text (self, TEXT_STATISTIC, info->statistic, 12, FALSE, 0);
  if (!info->is_new)
    return number;
  pango_layout_get_pixel_size (number, &width, NULL);
  name = (int) (g_utf8_strlen (info->title, -1) * MIN (17, self->letters * 6 / 7) * 0.6);
  if (width + name > SCOPE_BLOCK_WIDTH - 34 - 20)
    pango_layout_set_text (number, _("new"), -1);
  return number;
}

/** scope_block_draw_slice: draws what is written on a slice */
void
scope_block_draw_slice (ScopeBlock *self, GtkSnapshot *snapshot)
{
  const ScopeBlockInfo *info = self->info;
  PangoLayout *number, *title;
  int width = 0;

  scope_glyph_append (snapshot, info->glyph, scope_palette_family (info->family), 14, 5.5, 14);
  number = slice_number (self);
  if (info->problem == NULL && self->letters <= SCOPE_BLOCK_SMALL)
    {
      pango_layout_get_pixel_size (number, &width, NULL);
      if (info->hides_statistic)
        scope_draw_dashes (snapshot, &GRAPHENE_RECT_INIT (SCOPE_BLOCK_WIDTH - 15 - width, 4, width + 10, 17), 1,
                           scope_palette_color (SCOPE_COLOR_ACCENT));
      scope_block_append_text (snapshot, number, SCOPE_BLOCK_WIDTH - 10 - width, 12.5, scope_palette_color (SCOPE_COLOR_DIM));
    }
  title = scope_block_text (self, TEXT_TITLE, info->title, MIN (17, self->letters * 6 / 7), FALSE, SCOPE_BLOCK_WIDTH - 34 - 20 - width);
  scope_block_append_text (snapshot, title, 34, 12.5, scope_palette_color (SCOPE_COLOR_TEXT));
}
