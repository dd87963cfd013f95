/* One drag gesture for everything: it picks its target when the button goes down and claims the pointer
 * once it moves. */
#include <math.h>
#include "scope-canvas-drag-private.h"
#include "scope-compose.h"

#define THRESHOLD 4.0
#define SLICE_THRESHOLD 12.0

static void
begin_drag (ScopeCanvas *self)
{
  static const char *const cursors[] = {
    [SCOPE_DRAG_PAN] = "grabbing", [SCOPE_DRAG_MOVE] = "grabbing", [SCOPE_DRAG_WIRE] = "crosshair",
    [SCOPE_DRAG_RUBBER] = NULL,
  };
  const ScopeHit *hit = &self->drag.hit;
  ScopeScene *scene = scope_canvas_scene (self);

  if (!scope_scene_bounds (scene, &self->drag.home))
    self->drag.home = GRAPHENE_RECT_INIT (self->drag.origin.x, self->drag.origin.y, 0, 0);
  if (self->drag.button == GDK_BUTTON_MIDDLE || self->space)
    self->drag.mode = SCOPE_DRAG_PAN;
  else if (hit->type == SCOPE_HIT_OUTPUT
           || hit->type == SCOPE_HIT_INSIDE
           || (hit->type == SCOPE_HIT_INPUT && scope_scene_wire_into (scene, hit->index, hit->port) >= 0))
    scope_canvas_wire_begin (self);
  else if (scope_hit_is_item (hit) || hit->type == SCOPE_HIT_INPUT)
    scope_canvas_move_begin (self);
  else
    self->drag.mode = SCOPE_DRAG_RUBBER;
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), cursors[self->drag.mode]);
}

static void
update_rubber (ScopeCanvas *self, double x, double y, gboolean finish)
{
  ScopeScene *scene = scope_canvas_scene (self);
  graphene_point_t a, b;
  graphene_rect_t rect, block;
  g_autoptr(GPtrArray) ids = g_ptr_array_new ();

  a = self->drag.origin;
  scope_canvas_to_world (self, x, y, &b);
  rect = GRAPHENE_RECT_INIT (MIN (a.x, b.x), MIN (a.y, b.y), fabs (b.x - a.x), fabs (b.y - a.y));
  scope_world_set_rubber (self->world, finish ? NULL : &rect);
  for (int i = 0; i < scene->n_items; i++)
    {
      const char *id = scope_scene_id (scene, i);
      gboolean inside;

      scope_scene_rect (scene, i, &block);
      inside = graphene_rect_intersection (&rect, &block, NULL);
      scope_block_set_state (scope_world_get_block (self->world, i), SCOPE_BLOCK_TARGET, inside && !finish);
      if (inside || ((self->drag.modifiers & (GDK_CONTROL_MASK | GDK_SHIFT_MASK))
                     && convo_document_is_selected (self->document, id)))
        g_ptr_array_add (ids, (gpointer) id);
    }
  if (!finish)
    return;
  g_ptr_array_add (ids, NULL);
  convo_document_select (self->document, (const char *const *) ids->pdata);
}

void
scope_canvas_drag_reset (ScopeCanvas *self)
{
  self->drag.mode = SCOPE_DRAG_NONE;
  scope_canvas_edge_stop (self);
  g_array_set_size (self->drag.hosts, 0);
  g_array_set_size (self->drag.from, 0);
  g_array_set_size (self->drag.to, 0);
  g_clear_pointer (&self->drag.loose, g_free);
  g_clear_pointer (&self->drag.reason, g_free);
  g_clear_pointer (&self->drag.from_name, g_free);
  self->drag.target = self->drag.wire = -1;
  self->drag.offers = FALSE;
  scope_world_clear_drag (self->world);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), NULL);
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  gtk_widget_set_cursor (GTK_WIDGET (self), NULL);
}

/** scope_canvas_drag_cancel: everything is where it was */
void
scope_canvas_drag_cancel (ScopeCanvas *self)
{
  const ScopeDragMode mode = self->drag.mode;

  if (mode == SCOPE_DRAG_NONE)
    return;
  scope_canvas_drag_reset (self);
  if (mode == SCOPE_DRAG_MOVE)
    scope_canvas_refresh (self);
  if (mode == SCOPE_DRAG_PAN || self->drag.slid)
    scope_canvas_place (self, self->drag.pan_x, self->drag.pan_y, self->zoom);
  gtk_gesture_set_state (self->drag_gesture, GTK_EVENT_SEQUENCE_DENIED);
}

void
scope_canvas_drag_free (ScopeCanvas *self)
{
  scope_canvas_edge_stop (self);
  g_clear_pointer (&self->drag.hosts, g_array_unref);
  g_clear_pointer (&self->drag.from, g_array_unref);
  g_clear_pointer (&self->drag.to, g_array_unref);
  g_clear_pointer (&self->drag.loose, g_free);
  g_clear_pointer (&self->drag.reason, g_free);
  g_clear_pointer (&self->drag.from_name, g_free);
}

/* A click is a drag that went nowhere. */
static void
end_press (ScopeCanvas *self)
{
  const ScopeHit hit = self->drag.hit;
  ScopeScene *scene = scope_canvas_scene (self);

  scope_canvas_drag_reset (self);
  if (self->drag.button != GDK_BUTTON_PRIMARY)
    return;
  if (hit.type == SCOPE_HIT_BADGE)
    scope_canvas_popup_problem (self, hit.index);
  else if (hit.type == SCOPE_HIT_FOLD)
    scope_canvas_toggle_fold (self, hit.index);
  else if (scope_hit_is_item (&hit) && self->drag.was_selected
           && !(self->drag.modifiers & (GDK_CONTROL_MASK | GDK_SHIFT_MASK)))
    convo_document_select_one (self->document, scope_scene_id (scene, hit.index));
}

/* Gesture */

static void
drag_begins (GtkGestureDrag *gesture, double x, double y, gpointer data)
{
  ScopeCanvas *self = data;
  const guint button = gtk_gesture_single_get_current_button (GTK_GESTURE_SINGLE (gesture));

  self->drag.mode = SCOPE_DRAG_NONE;
  if (self->press_done || scope_canvas_on_furniture (self, x, y))
    return;                                                /* a button will claim it; denied, the next press would be lost */
  if (scope_canvas_scene (self) == NULL
      || (button != GDK_BUTTON_PRIMARY && button != GDK_BUTTON_MIDDLE))
    {
      gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_DENIED);
      return;
    }
  if (self->glide != NULL)
    adw_animation_skip (self->glide);
  self->drag.mode = SCOPE_DRAG_PRESSED;
  self->drag.button = button;
  self->drag.hit = scope_canvas_hit (self, x, y);
  self->drag.modifiers = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (gesture));
  self->drag.start_x = x;
  self->drag.start_y = y;
  self->drag.pan_x = self->pan_x;
  self->drag.pan_y = self->pan_y;
  self->drag.x = x;
  self->drag.y = y;
  self->drag.slid = self->drag.copies = FALSE;
  scope_canvas_to_world (self, x, y, &self->drag.origin);
  self->drag.was_selected = FALSE;
  self->drag.refused = FALSE;
  self->drag.target = self->drag.wire = -1;
  if (button == GDK_BUTTON_PRIMARY && !self->space)
    scope_canvas_press (self);
}

/** scope_canvas_drag_follow: what is dragged goes where the pointer is, after that or the view has moved */
void
scope_canvas_drag_follow (ScopeCanvas *self)
{
  const double x = self->drag.x, y = self->drag.y;

  switch (self->drag.mode)
    {
    case SCOPE_DRAG_MOVE: scope_canvas_move_update (self, x, y, self->drag.off_grid); break;
    case SCOPE_DRAG_WIRE: scope_canvas_wire_update (self, x, y); break;
    case SCOPE_DRAG_RUBBER: update_rubber (self, x, y, FALSE); break;
    case SCOPE_DRAG_PAN: case SCOPE_DRAG_PRESSED: case SCOPE_DRAG_NONE:
    default: break;
    }
}

static void
drag_updates (GtkGestureDrag *gesture, double dx, double dy, gpointer data)
{
  ScopeCanvas *self = data;
  const GdkModifierType state = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (gesture));
  const gboolean slice = scope_hit_is_item (&self->drag.hit) && self->drag.button == GDK_BUTTON_PRIMARY && !self->space
                         && scope_canvas_scene (self)->items[self->drag.hit.index].row > 0;

  if (self->drag.mode == SCOPE_DRAG_NONE)
    return;
  self->drag.x = self->drag.start_x + dx;
  self->drag.y = self->drag.start_y + dy;
  self->drag.off_grid = (state & GDK_ALT_MASK) != 0;
  if (self->drag.mode == SCOPE_DRAG_PRESSED)
    {
      if (hypot (dx, dy) < (slice ? SLICE_THRESHOLD : THRESHOLD))
        return;
      gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
      scope_world_set_hover (self->world, -1, -1, -1);
      begin_drag (self);
    }
  if (self->drag.mode == SCOPE_DRAG_PAN)
    scope_canvas_place (self, self->drag.pan_x + dx, self->drag.pan_y + dy, self->zoom);
  scope_canvas_drag_set_copies (self, (state & GDK_CONTROL_MASK) != 0);
  scope_canvas_drag_follow (self);
  scope_canvas_edge_watch (self);
}

static void
drag_ends (GtkGestureDrag *gesture, double dx, double dy, gpointer data)
{
  ScopeCanvas *self = data;

  switch (self->drag.mode)
    {
    case SCOPE_DRAG_PRESSED: end_press (self); break;
    case SCOPE_DRAG_MOVE: scope_canvas_move_end (self); break;
    case SCOPE_DRAG_WIRE: scope_canvas_wire_end (self); break;
    case SCOPE_DRAG_RUBBER:
      update_rubber (self, self->drag.start_x + dx, self->drag.start_y + dy, TRUE);
      scope_canvas_drag_reset (self);
      break;
    case SCOPE_DRAG_PAN: scope_canvas_drag_reset (self); break;
    case SCOPE_DRAG_NONE:
    default: break;
    }
}

static void
drag_cancelled (GtkGesture *gesture, GdkEventSequence *sequence, gpointer data)
{
  scope_canvas_drag_cancel (data);
}

void
scope_canvas_drag_init (ScopeCanvas *self)
{
  GtkGesture *drag = gtk_gesture_drag_new ();

  self->drag.hosts = g_array_new (FALSE, FALSE, sizeof (int));
  self->drag.from = g_array_new (FALSE, FALSE, sizeof (graphene_point_t));
  self->drag.to = g_array_new (FALSE, FALSE, sizeof (graphene_point_t));
  self->drag.target = self->drag.wire = -1;
  self->drag_gesture = drag;
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (drag), 0);
  g_signal_connect (drag, "drag-begin", G_CALLBACK (drag_begins), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (drag_updates), self);
  g_signal_connect (drag, "drag-end", G_CALLBACK (drag_ends), self);
  g_signal_connect (drag, "cancel", G_CALLBACK (drag_cancelled), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
}
