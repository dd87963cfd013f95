/* What the world shows only while something is dragged: stacks under way, slots, wires, copies, the rubber band. */
#include "scope-world-private.h"

#include "scope-draw.h"
#include "scope-wires.h"

/** scope_world_move: stacks are somewhere else while they are being dragged */
void
scope_world_move (ScopeWorld *self, const int *hosts, const graphene_point_t *places, int n)
{
  g_clear_pointer (&self->motion, scope_motion_free);
  for (guint w = 0; w < self->scene->wires->len; w++)
    scope_scene_wire (self->scene, w)->moved = FALSE;
  for (int i = 0; i < n; i++)
    scope_scene_put (self->scene, hosts[i], places[i].x, places[i].y);
  scope_wires_route_moved (self->scene, hosts, n);
  for (guint w = 0; w < self->scene->wires->len; w++)
    if (scope_scene_wire (self->scene, w)->moved)
      scope_world_drop_wire (self, (int) w);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/** scope_world_set_slot: @rect: (nullable): none */
void
scope_world_set_slot (ScopeWorld *self, const graphene_rect_t *rect, const char *text)
{
  if (rect == NULL && !self->has_slot)
    return;
  self->has_slot = rect != NULL;
  g_clear_object (&self->slot_text);
  if (rect != NULL)
    {
      self->slot = *rect;
      self->slot_text = scope_draw_text_new (GTK_WIDGET (self), text, 12, TRUE);
    }
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/** scope_world_set_rubber: @rect: (nullable): none */
void
scope_world_set_rubber (ScopeWorld *self, const graphene_rect_t *rect)
{
  self->has_rubber = rect != NULL;
  if (rect != NULL)
    self->rubber = *rect;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/** scope_world_set_drag_wire: @hidden_wire: a wire that is being taken off, −1 */
void
scope_world_set_drag_wire (ScopeWorld *self, const graphene_point_t *from, const graphene_point_t *to,
                           ScopeWireLook look,
                           int hidden_wire)
{
  self->has_wire = TRUE;
  self->from = *from;
  self->to = *to;
  self->look = look;
  self->hidden_wire = hidden_wire;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/** scope_world_add_home: the place that a dragged stack came from stays dashed */
void
scope_world_add_home (ScopeWorld *self, const graphene_rect_t *rect)
{
  g_array_append_val (self->homes, *rect);
}

/** scope_world_set_copies: shows @n stacks once more, @dx, @dy (canvas units) from their places */
void
scope_world_set_copies (ScopeWorld *self, const int *hosts, int n, double dx, double dy)
{
  g_array_set_size (self->copied, 0);
  g_array_append_vals (self->copied, hosts, (guint) n);
  graphene_point_init (&self->copied_by, dx, dy);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/** scope_world_clear_drag: forgets all that is shown only while dragging */
void
scope_world_clear_drag (ScopeWorld *self)
{
  g_array_set_size (self->homes, 0);
  g_array_set_size (self->copied, 0);
  self->has_slot = self->has_rubber = self->has_wire = FALSE;
  self->hidden_wire = -1;
  for (guint i = 0; i < self->blocks->len; i++)
    scope_block_set_state (self->blocks->pdata[i], SCOPE_BLOCK_GHOST | SCOPE_BLOCK_DIM | SCOPE_BLOCK_TARGET | SCOPE_BLOCK_TAKES,
                           FALSE);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
