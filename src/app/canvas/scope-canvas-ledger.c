/* Numbers on blocks open: a click on a shape, a statistic or a bar, or Ctrl+I on the selected block. */
#include "scope-block-private.h"
#include "scope-canvas-private.h"
#include "scope-ledger.h"
#include "scope-numbers.h"

#define SLOP 4.0                 /* px around the text that still mean it */

static gboolean
is_on (PangoLayout *layout, double left, double middle, double x, double y)
{
  int width, height;

  if (layout == NULL)
    return FALSE;
  pango_layout_get_pixel_size (layout, &width, &height);
  return x >= left - SLOP && x <= left + width + SLOP && y >= middle - height / 2.0 - 1 && y <= middle + height / 2.0 + 1;
}

/* Which number of the block is drawn at @x, @y, px at 100 % from its corner. FALSE: none */
static gboolean
number_at (ScopeBlock *block, const ScopeCanvas *canvas, double x, double y, ConvoNumber *number)
{
  PangoLayout *statistic = block->texts[TEXT_STATISTIC];
  int width = 0;

  if (block->info == NULL || block->info->problem != NULL || block->info->status != CONVO_STATUS_OK
      || block->detail != SCOPE_DETAIL_FULL)
    return FALSE;
  if (block->info->row == 0 && (is_on (block->texts[TEXT_CHIP], 19, 57, x, y)
                                || (block->info->hides_chip && x >= 13 && x <= 43 && y >= 48 && y <= 66)))
    {
      *number = CONVO_NUMBER_SHAPE;
      return TRUE;
    }
  if (statistic != NULL)
    pango_layout_get_pixel_size (statistic, &width, NULL);
  *number = scope_statistic_number (canvas->words.text);
  return block->info->row > 0 ? is_on (statistic, SCOPE_BLOCK_WIDTH - 10 - width, 12.5, x, y)
                              : is_on (statistic, 14, 77, x, y);
}

/** scope_canvas_popup_ledger: where the numbers of @item come from, @number first */
void
scope_canvas_popup_ledger (ScopeCanvas *self, int item, ConvoNumber number)
{
  ScopeScene *scene = scope_canvas_scene (self);
  graphene_rect_t rect;
  GdkRectangle at;

  scope_scene_rect (scene, item, &rect);
  scope_canvas_to_widget (self, &rect, &at);
  scope_canvas_popup (self, scope_ledger_new (self->document, scope_scene_path (scene, item), number),
                      &at);
}

/** scope_canvas_ask_next: asks for the first number of @item that is hidden: its shape, then its statistic. FALSE: none is */
gboolean
scope_canvas_ask_next (ScopeCanvas *self, int item)
{
  const ScopeBlockInfo *info = item >= 0 ? scope_block_get_info (scope_world_get_block (self->world, item)) : NULL;

  if (info == NULL || !(info->hides_chip || info->hides_statistic))
    return FALSE;
  scope_canvas_popup_ledger (self, item, info->hides_chip && info->row == 0 ? CONVO_NUMBER_SHAPE
                                         : scope_statistic_number (self->words.text));
  return TRUE;
}

static void
released (GtkGestureClick *gesture, int n_press, double x, double y, gpointer data)
{
  ScopeCanvas *self = data;
  graphene_point_t at;
  graphene_rect_t rect;
  ConvoNumber number;
  ScopeHit hit;

  if (n_press != 1 || scope_canvas_scene (self) == NULL || scope_canvas_on_furniture (self, x, y))
    return;
  hit = scope_canvas_hit (self, x, y);
  if (hit.type != SCOPE_HIT_BLOCK && hit.type != SCOPE_HIT_BAR)
    return;
  scope_scene_rect (scope_canvas_scene (self), hit.index, &rect);
  scope_canvas_to_world (self, x, y, &at);
  if (hit.type == SCOPE_HIT_BAR)
    scope_canvas_popup_ledger (self, hit.index, scope_statistic_number (self->words.bar));
  else if (number_at (scope_world_get_block (self->world, hit.index), self, at.x - rect.origin.x, at.y - rect.origin.y,
                      &number))
    scope_canvas_popup_ledger (self, hit.index, number);
}

/** scope_canvas_ledger_init: after scope_canvas_drag_init(): a click that became a drag opens nothing */
void
scope_canvas_ledger_init (ScopeCanvas *self)
{
  GtkGesture *click = gtk_gesture_click_new ();

  g_signal_connect (click, "released", G_CALLBACK (released), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  gtk_gesture_group (self->drag_gesture, click);
}
