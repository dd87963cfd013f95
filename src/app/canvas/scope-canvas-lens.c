/* The receptive field lens on the canvas: a cell of a block's small maps under the pointer, or under Ctrl and the arrows. */
#include "scope-canvas-private.h"

#include <string.h>

static void
point_at (ScopeCanvas *self, const char *id, const gint64 cell[CONVO_MAX_AXES], gboolean by_key)
{
  static const gint64 none[CONVO_MAX_AXES] = { 0 };
  const gint64 *at = id != NULL ? cell : none;

  self->cell.by_key = by_key;
  if (g_strcmp0 (self->cell.id, id) == 0 && memcmp (self->cell.at, at, sizeof self->cell.at) == 0)
    return;
  g_free (self->cell.id);
  self->cell.id = g_strdup (id);
  memcpy (self->cell.at, at, sizeof self->cell.at);
  scope_canvas_emit_cell (self, id, (int) at[0], (int) at[1], (int) at[2]);
}

/** scope_canvas_lens_clear: no cell any more */
void
scope_canvas_lens_clear (ScopeCanvas *self)
{
  point_at (self, NULL, NULL, FALSE);
}

/** scope_canvas_lens_move: the pointer is on @hit; a cell that the keyboard chose stays until there is another one */
void
scope_canvas_lens_move (ScopeCanvas *self, const ScopeHit *hit, double x, double y)
{
  ScopeScene *scene = scope_canvas_scene (self);
  gint64 cell[CONVO_MAX_AXES];
  graphene_point_t at;
  graphene_rect_t rect;

  if (hit->type == SCOPE_HIT_BLOCK && scene->items[hit->index].row == 0)
    {
      scope_scene_rect (scene, hit->index, &rect);
      scope_canvas_to_world (self, x, y, &at);
      if (scope_block_cell_at (scope_world_get_block (self->world, hit->index), at.x - rect.origin.x,
                               at.y - rect.origin.y, cell))
        {
          point_at (self, scope_scene_id (scene, scope_scene_last (scene, hit->index)), cell, FALSE);
          return;
        }
    }
  if (!self->cell.by_key)
    scope_canvas_lens_clear (self);
}

static void
step (gint64 *at, int by, gint64 extent)
{
  *at = CLAMP (*at + by, 0, extent - 1);
}

/**
 * scope_canvas_lens_key:
 * @key: an arrow, or Page Up or Down for the slices of a volume; the first one goes to the middle
 *
 * Returns: whether the block that has the focus has small maps to walk over
 */
gboolean
scope_canvas_lens_key (ScopeCanvas *self, guint key)
{
  ScopeScene *scene = scope_canvas_scene (self);
  const int item = scope_canvas_current (self), host = item >= 0 ? scene->items[item].host : -1;
  ScopeBlock *block = host >= 0 ? scope_world_get_block (self->world, host) : NULL;
  gint64 cell[CONVO_MAX_AXES], extent[CONVO_MAX_AXES];
  const char *id;
  int by[CONVO_MAX_AXES] = { 0 };
  gboolean here;

  switch (key)
    {
    case GDK_KEY_Left: case GDK_KEY_KP_Left:           by[2] = -1; break;
    case GDK_KEY_Right: case GDK_KEY_KP_Right:         by[2] = 1; break;
    case GDK_KEY_Up: case GDK_KEY_KP_Up:               by[1] = -1; break;
    case GDK_KEY_Down: case GDK_KEY_KP_Down:           by[1] = 1; break;
    case GDK_KEY_Page_Up: case GDK_KEY_KP_Page_Up:     by[0] = -1; break;
    case GDK_KEY_Page_Down: case GDK_KEY_KP_Page_Down: by[0] = 1; break;
    default: return FALSE;
    }
  if (block == NULL || !scope_block_has_cells (block))
    return FALSE;
  id = scope_scene_id (scene, scope_scene_last (scene, host));
  here = g_strcmp0 (self->cell.id, id) == 0;
  for (int axis = 0; axis < CONVO_MAX_AXES; axis++)
    {
      extent[axis] = convo_shape_spatial (scope_block_get_shape (block), axis);
      cell[axis] = here ? self->cell.at[axis] : (extent[axis] - 1) / 2;
      if (here)
        step (&cell[axis], by[axis], extent[axis]);
    }
  point_at (self, id, cell, TRUE);
  return TRUE;
}

/** scope_canvas_set_lens: @lens: (nullable): a cell whose field is outlined on every block before it; not kept */
void
scope_canvas_set_lens (ScopeCanvas *self, const ConvoFieldLens *lens)
{
  ScopeScene *scene = scope_canvas_scene (self);
  const ConvoNet *net = lens != NULL ? convo_report_net (convo_field_lens_report (lens)) : NULL;
  const int input = lens != NULL ? convo_field_lens_input (lens) : -1;
  g_autofree char *words = input >= 0 ? convo_field_lens_describe (lens, input) : NULL;

  g_return_if_fail (SCOPE_IS_CANVAS (self));
  if (lens == NULL)
    g_clear_pointer (&self->cell.id, g_free);              /* the network may have changed under it */
  for (int i = 0; scene != NULL && i < scene->n_items; i++)
    {
      const int node = net != NULL ? convo_net_output_at (net, scope_scene_id (scene, scope_scene_last (scene, i))) : -1;

      if (scene->items[i].row == 0)
        scope_block_set_field (scope_world_get_block (self->world, i),
                               node >= 0 ? convo_field_lens_rect (lens, node) : NULL,
                               lens != NULL && node == convo_field_lens_node (lens) ? words : NULL);
    }
}
