/* One drag gesture for everything: it picks its target when the button goes down and claims the pointer
 * once it moves. */
#include <glib/gi18n.h>
#include <math.h>
#include "scope-canvas-private.h"
#include "scope-compose.h"

#define THRESHOLD 4.0
#define SLICE_THRESHOLD 12.0

static void
add_host (ScopeCanvas *self, int host)
{
  ScopeScene *scene = scope_canvas_scene (self);
  const graphene_point_t at = GRAPHENE_POINT_INIT (scene->items[host].x, scene->items[host].y);
  graphene_rect_t home;

  for (guint i = 0; i < self->drag.hosts->len; i++)
    if (g_array_index (self->drag.hosts, int, i) == host)
      return;
  g_array_append_val (self->drag.hosts, host);
  g_array_append_val (self->drag.from, at);
  g_array_append_val (self->drag.to, at);
  scope_scene_stack_rect (scene, host, &home);
  scope_world_add_home (self->world, &home);
  for (int i = host; i >= 0; i = scene->items[i].next)
    scope_block_set_state (scope_world_get_block (self->world, i), SCOPE_BLOCK_GHOST, TRUE);
}

/* Beginning */

/* A slice comes off, and those under it with it; the document knows nothing of it yet. */
static ConvoGraph *
come_off (ScopeCanvas *self, int item)
{
  ScopeScene *scene = scope_canvas_scene (self);
  const double x = scene->items[item].x + 12;
  ConvoGraph *graph = scope_canvas_settle (self);
  double y = scene->items[item].y + 12;

  for (int i = item; i >= 0; i = scene->items[i].next)
    {
      double left = x, top = y;
      ConvoGraph *next;

      scope_scene_to_level (scene, scene->items[item].level, &left, &top);
      next = convo_graph_move (graph, scope_scene_id (scene, i), left, top);

      convo_graph_unref (graph);
      graph = next;
      y += i == item ? SCOPE_BODY_HEIGHT : SCOPE_SLICE_HEIGHT;
    }
  return graph;
}

static void
begin_move (ScopeCanvas *self)
{
  ScopeScene *scene = scope_canvas_scene (self);
  const int item = self->drag.hit.index;

  self->drag.mode = SCOPE_DRAG_MOVE;
  if (scene->items[item].row > 0)
    {
      g_autoptr(ConvoGraph) loose = come_off (self, item);

      self->drag.loose = g_strdup (scope_scene_id (scene, item));
      scope_canvas_preview (self, loose);
      add_host (self, scope_scene_index (scope_canvas_scene (self), self->drag.loose));
      return;
    }
  add_host (self, item);
  for (int i = 0; i < scene->n_items; i++)
    if (convo_document_is_selected (self->document, scope_scene_id (scene, i))
        && scene->items[i].level == scene->items[item].level)
      add_host (self, scene->items[i].host);
}

/* The frame that the wire begins in, −1 */
static int
frame_around (ScopeCanvas *self)
{
  return self->drag.from_port ? self->drag.source : scope_canvas_scene (self)->items[self->drag.source].parent;
}

/* What the wire's end is called if it is let go on @item: the frame around its begin takes it at output @port. */
static char *
target_name (ScopeCanvas *self, int item, int port)
{
  ScopeScene *scene = scope_canvas_scene (self);

  return item == frame_around (self) ? scope_scene_port_name (scene, item, TRUE, MAX (0, port)) : g_strdup (scope_scene_id (scene, item));
}

static gboolean
can_take (ScopeCanvas *self, int item, GError **error)
{
  g_autofree char *to = target_name (self, item, 0);

  return convo_graph_can_connect (scope_canvas_scene (self)->graph, self->drag.from_name, to, error);
}

/* Blocks that cannot take the wire are dimmed. */
static void
begin_wire (ScopeCanvas *self)
{
  ScopeScene *scene = scope_canvas_scene (self);
  const ScopeHit *hit = &self->drag.hit;

  self->drag.mode = SCOPE_DRAG_WIRE;
  g_free (self->drag.from_name);
  self->drag.wire = hit->type == SCOPE_HIT_INPUT ? scope_scene_wire_into (scene, hit->index, hit->port) : -1;
  self->drag.source = self->drag.wire >= 0 ? scope_scene_wire (scene, self->drag.wire)->from : hit->index;
  self->drag.from_port = self->drag.wire >= 0 ? scope_scene_wire (scene, self->drag.wire)->from_port
                                              : hit->type == SCOPE_HIT_INSIDE;
  self->drag.out = self->drag.wire >= 0 ? scope_scene_wire (scene, self->drag.wire)->out : hit->port;
  self->drag.from_name = scope_scene_wire_source (scene, &(ScopeWire) { .from = self->drag.source, .out = self->drag.out,
                                                                        .from_port = self->drag.from_port });
  for (int i = 0; i < scene->n_items; i++)
    scope_block_set_state (scope_world_get_block (self->world, i), SCOPE_BLOCK_DIM,
                           i != self->drag.source
                           && !can_take (self, i, NULL));
}

static void
begin_drag (ScopeCanvas *self)
{
  static const char *const cursors[] = {
    [SCOPE_DRAG_PAN] = "grabbing", [SCOPE_DRAG_MOVE] = "grabbing", [SCOPE_DRAG_WIRE] = "crosshair",
    [SCOPE_DRAG_RUBBER] = NULL,
  };
  const ScopeHit *hit = &self->drag.hit;
  ScopeScene *scene = scope_canvas_scene (self);

  if (self->drag.button == GDK_BUTTON_MIDDLE || self->space)
    self->drag.mode = SCOPE_DRAG_PAN;
  else if (hit->type == SCOPE_HIT_OUTPUT
           || hit->type == SCOPE_HIT_INSIDE
           || (hit->type == SCOPE_HIT_INPUT && scope_scene_wire_into (scene, hit->index, hit->port) >= 0))
    begin_wire (self);
  else if (scope_hit_is_item (hit) || hit->type == SCOPE_HIT_INPUT)
    begin_move (self);
  else
    self->drag.mode = SCOPE_DRAG_RUBBER;
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), cursors[self->drag.mode]);
}

/* Moving */

static double
snapped (double value, gboolean free)
{
  return free ? value : round (value / SCOPE_GRID) * SCOPE_GRID;
}

/* A block without wires, or a slice that is near its producer, is offered a place. */
static void
offer (ScopeCanvas *self, double x, double y)
{
  ScopeScene *scene = scope_canvas_scene (self);
  const int item = g_array_index (self->drag.hosts, int, 0);
  const ConvoKind *kind = convo_node_kind (scene->items[item].node);
  g_autofree char *words = NULL;

  self->drag.offers = FALSE;
  if (self->drag.hosts->len == 1 && scene->items[item].n_wires == 0 && scene->items[item].consumers == 0)
    {
      self->drag.drop = scope_scene_drop (scene, x, y, kind, item);
      self->drag.offers = self->drag.drop.type != SCOPE_DROP_EMPTY;
    }
  else if (self->drag.hosts->len == 1 && scope_scene_attachable (scene, item))
    {
      const int above = scope_scene_wire (scene, scene->items[item].first_wire)->from;
      graphene_rect_t stack;

      scope_scene_stack_rect (scene, above, &stack);
      if (scene->items[above].next < 0 && fabs (scene->items[item].x - stack.origin.x) < 48
          && fabs (scene->items[item].y - stack.origin.y - stack.size.height) < 30)
        {
          self->drag.offers = TRUE;
          self->drag.drop = (ScopeDrop) { SCOPE_DROP_UNDER, above,
                                          GRAPHENE_RECT_INIT (stack.origin.x, stack.origin.y + stack.size.height,
                                                              SCOPE_BLOCK_WIDTH, 24) };
        }
    }
  words = self->drag.offers ? scope_canvas_drop_words (self, &self->drag.drop, kind) : NULL;
  scope_world_set_slot (self->world, self->drag.offers ? &self->drag.drop.slot : NULL, words);
}

static void
update_move (ScopeCanvas *self, double dx, double dy, gboolean free)
{
  const graphene_point_t *first = &g_array_index (self->drag.from, graphene_point_t, 0);
  const double wx = snapped (first->x + dx / self->zoom, free) - first->x;
  const double wy = snapped (first->y + dy / self->zoom, free) - first->y;
  graphene_point_t at;

  for (guint i = 0; i < self->drag.from->len; i++)
    {
      const graphene_point_t *from = &g_array_index (self->drag.from, graphene_point_t, i);

      g_array_index (self->drag.to, graphene_point_t, i) = GRAPHENE_POINT_INIT (from->x + wx, from->y + wy);
    }
  scope_world_move (self->world, (const int *) self->drag.hosts->data, (const graphene_point_t *) self->drag.to->data,
                    (int) self->drag.hosts->len);
  scope_canvas_to_world (self, self->drag.start_x + dx, self->drag.start_y + dy, &at);
  offer (self, at.x, at.y);
  gtk_widget_queue_draw (self->minimap);
}

/* On the lower edge of the frame around: its output that is meant, else a new one. Returns: the frame, −1 */
static int
find_edge (ScopeCanvas *self, double x, double y, const ScopeHit *hit, int *port)
{
  ScopeScene *scene = scope_canvas_scene (self);
  const int around = frame_around (self);
  graphene_point_t at;

  if (around < 0)
    return -1;
  *port = hit->index == around && hit->type == SCOPE_HIT_OUTPUT ? hit->port : hit->index == around ? 0 : -1;
  if (*port >= 0)
    return around;
  scope_canvas_to_world (self, x, y, &at);
  if (hit->type == SCOPE_HIT_INPUT || hit->type == SCOPE_HIT_OUTPUT || at.x < scene->items[around].x
      || at.x > scene->items[around].x + scene->items[around].width
      || fabs (at.y - scene->items[around].y - scene->items[around].height) > SCOPE_PORT_REACH)
    return -1;
  *port = scene->items[around].n_out;
  return around;
}

/* Shows that letting go there makes an output. */
static void
show_new_output (ScopeCanvas *self, double x)
{
  const ScopeScene *scene = scope_canvas_scene (self);
  const int item = self->drag.target;
  const gboolean is_new = item >= 0 && !self->drag.refused && item == frame_around (self)
                          && self->drag.port >= scene->items[item].n_out;
  graphene_point_t at;

  scope_canvas_to_world (self, x, 0, &at);
  scope_world_set_slot (self->world, !is_new ? NULL
                        : &GRAPHENE_RECT_INIT (at.x + 12, scene->items[item].y + scene->items[item].height - 12, 120, 24),
                        _("New output"));
}

/* The block under the pointer takes the wire at the port that is meant, else at its first free one. */
static void
find_target (ScopeCanvas *self, double x, double y)
{
  ScopeScene *scene = scope_canvas_scene (self);
  const ScopeHit hit = scope_canvas_hit (self, x, y);
  ScopeBlock *block;
  GError *error = NULL;
  int item = hit.type == SCOPE_HIT_INPUT || hit.type == SCOPE_HIT_OUTPUT || scope_hit_is_item (&hit) ? hit.index : -1, port;
  const int edge = find_edge (self, x, y, &hit, &port);

  if (item >= 0)
    item = scene->items[item].host;
  block = scope_world_get_block (self->world, self->drag.target);
  if (block != NULL)
    scope_block_set_state (block, SCOPE_BLOCK_TARGET, FALSE);
  if (item == scene->items[self->drag.source].host && !self->drag.from_port)
    item = -1;
  if (edge >= 0)
    item = edge;
  self->drag.target = item;
  self->drag.port = edge >= 0 ? port
    : hit.type == SCOPE_HIT_INPUT && !scope_item_is_bundled (&scene->items[hit.index]) ? hit.port : -1;
  g_clear_pointer (&self->drag.reason, g_free);
  self->drag.refused = item >= 0
                       && !can_take (self, item, &error);
  if (error != NULL)
    self->drag.reason = g_strdup (error->message);
  g_clear_error (&error);
  if (item >= 0 && !self->drag.refused)
    scope_block_set_state (scope_world_get_block (self->world, item), SCOPE_BLOCK_TARGET, TRUE);
}

static int
free_port (const ScopeScene *scene, int item)
{
  const int n = scope_item_n_ports (&scene->items[item]);

  for (int port = 0; port < n; port++)
    if (scope_scene_wire_into (scene, item, port) < 0)
      return port;
  return MAX (0, n - 1);
}

static void
update_wire (ScopeCanvas *self, double x, double y)
{
  ScopeScene *scene = scope_canvas_scene (self);
  const graphene_point_t from = self->drag.from_port ? scope_scene_inside (scene, self->drag.source, self->drag.out)
                                                     : scope_scene_output (scene, self->drag.source, self->drag.out);
  graphene_point_t to;

  find_target (self, x, y);
  scope_canvas_to_world (self, x, y, &to);
  show_new_output (self, x);
  if (self->drag.target >= 0 && self->drag.target == frame_around (self)
      && self->drag.port >= scene->items[self->drag.target].n_out)
    to.y = scene->items[self->drag.target].y + scene->items[self->drag.target].height;
  else if (self->drag.target >= 0 && self->drag.target == frame_around (self))
    to = scope_scene_output (scene, self->drag.target, MAX (0, self->drag.port));
  else if (self->drag.target >= 0)
    to = scope_scene_input (scene, self->drag.target,
                            self->drag.port >= 0 ? self->drag.port : free_port (scene, self->drag.target));
  scope_world_set_drag_wire (self->world, &from, &to, self->drag.refused ? SCOPE_WIRE_REFUSED
                             : self->drag.target >= 0 ? SCOPE_WIRE_TAKEN : SCOPE_WIRE_FREE, self->drag.wire);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), self->drag.reason);
}

static void
update_rubber (ScopeCanvas *self, double x, double y, gboolean finish)
{
  ScopeScene *scene = scope_canvas_scene (self);
  graphene_point_t a, b;
  graphene_rect_t rect, block;
  g_autoptr(GPtrArray) ids = g_ptr_array_new ();

  scope_canvas_to_world (self, self->drag.start_x, self->drag.start_y, &a);
  scope_canvas_to_world (self, x, y, &b);
  rect = GRAPHENE_RECT_INIT (MIN (a.x, b.x), MIN (a.y, b.y), fabs (b.x - a.x), fabs (b.y - a.y));
  scope_world_set_rubber (self->world, finish ? NULL : &rect);
  if (!finish)
    return;
  for (int i = 0; i < scene->n_items; i++)
    {
      const char *id = scope_scene_id (scene, i);

      scope_scene_rect (scene, i, &block);
      if (graphene_rect_intersection (&rect, &block, NULL)
          || ((self->drag.modifiers & (GDK_CONTROL_MASK | GDK_SHIFT_MASK))
              && convo_document_is_selected (self->document, id)))
        g_ptr_array_add (ids, (gpointer) id);
    }
  g_ptr_array_add (ids, NULL);
  convo_document_select (self->document, (const char *const *) ids->pdata);
}

/* Ending */

static void
reset (ScopeCanvas *self)
{
  self->drag.mode = SCOPE_DRAG_NONE;
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
  reset (self);
  if (mode == SCOPE_DRAG_PAN)
    scope_canvas_place (self, self->drag.pan_x, self->drag.pan_y, self->zoom);
  else if (mode == SCOPE_DRAG_MOVE)
    scope_canvas_refresh (self);
  gtk_gesture_set_state (self->drag_gesture, GTK_EVENT_SEQUENCE_DENIED);
}

void
scope_canvas_drag_free (ScopeCanvas *self)
{
  g_clear_pointer (&self->drag.hosts, g_array_unref);
  g_clear_pointer (&self->drag.from, g_array_unref);
  g_clear_pointer (&self->drag.to, g_array_unref);
  g_clear_pointer (&self->drag.loose, g_free);
  g_clear_pointer (&self->drag.reason, g_free);
  g_clear_pointer (&self->drag.from_name, g_free);
}

static void
end_move (ScopeCanvas *self)
{
  ScopeScene *scene = scope_canvas_scene (self);
  const guint n = self->drag.hosts->len;
  const int first = g_array_index (self->drag.hosts, int, 0);
  g_autofree char *label = NULL;
  ConvoGraph *graph;

  if (self->drag.offers && scene->items[first].n_wires == 0)
    {
      const ScopeDrop drop = self->drag.drop;

      reset (self);
      scope_canvas_drop_existing (self, first, &drop);
      return;
    }
  label = n == 1 ? g_strdup_printf (C_("undo", "Move %s"), scope_scene_id (scene, first))
                 : g_strdup_printf (ngettext ("Move %u block", "Move %u blocks", n), n);
  graph = scope_canvas_settle (self);
  if (self->drag.offers)
    g_array_index (self->drag.to, graphene_point_t, 0) = self->drag.drop.slot.origin;   /* back to its stack */
  graph = scope_canvas_put (self, graph, (const int *) self->drag.hosts->data,
                            (const graphene_point_t *) self->drag.to->data,
                            (int) n);
  reset (self);
  scope_canvas_apply (self, graph, NULL, label);
}

static void
end_wire (ScopeCanvas *self)
{
  const ScopeDragging drag = self->drag;
  const ScopeScene *scene = scope_canvas_scene (self);
  const ScopeWire *taken = drag.wire >= 0 ? scope_scene_wire (scene, drag.wire) : NULL;
  g_autofree char *reason = g_strdup (drag.reason), *from = g_strdup (drag.from_name);
  g_autofree char *to = drag.target >= 0 ? target_name (self, drag.target, drag.port) : NULL;
  const gboolean same = taken != NULL && taken->to == drag.target && (drag.port < 0 || drag.port == taken->port);

  reset (self);
  if (drag.refused)
    scope_canvas_say (self, reason);
  else if (same)
    return;
  else if (drag.target >= 0 && taken != NULL)
    {
      /* one step for both: take it off there, put it on here */
      g_autofree char *label = g_strdup_printf (C_("undo", "Connect %s to %s"), from, to);
      GError *error = NULL;
      g_autoptr(ConvoGraph) off = convo_graph_disconnect (convo_document_graph (self->document),
                                                          scope_scene_id (scene, taken->to), taken->port, &error);
      ConvoGraph *on = off != NULL ? convo_graph_connect (off, from, to, drag.port, &error) : NULL;

      scope_canvas_apply (self, on, error, label);
    }
  else if (drag.target >= 0)
    scope_canvas_link (self, from, to, drag.port);
  else if (taken != NULL)
    scope_canvas_unlink (self, drag.wire);
}

/* A click is a drag that went nowhere. */
static void
end_press (ScopeCanvas *self)
{
  const ScopeHit hit = self->drag.hit;
  ScopeScene *scene = scope_canvas_scene (self);

  reset (self);
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
  self->drag.was_selected = FALSE;
  self->drag.refused = FALSE;
  self->drag.target = self->drag.wire = -1;
  if (button == GDK_BUTTON_PRIMARY && !self->space)
    scope_canvas_press (self);
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
  else if (self->drag.mode == SCOPE_DRAG_MOVE)
    update_move (self, dx, dy, (state & GDK_ALT_MASK) != 0);
  else if (self->drag.mode == SCOPE_DRAG_WIRE)
    update_wire (self, self->drag.start_x + dx, self->drag.start_y + dy);
  else
    update_rubber (self, self->drag.start_x + dx, self->drag.start_y + dy, FALSE);
}

static void
drag_ends (GtkGestureDrag *gesture, double dx, double dy, gpointer data)
{
  ScopeCanvas *self = data;

  switch (self->drag.mode)
    {
    case SCOPE_DRAG_PRESSED: end_press (self); break;
    case SCOPE_DRAG_MOVE: end_move (self); break;
    case SCOPE_DRAG_WIRE: end_wire (self); break;
    case SCOPE_DRAG_RUBBER:
      update_rubber (self, self->drag.start_x + dx, self->drag.start_y + dy, TRUE);
      reset (self);
      break;
    case SCOPE_DRAG_PAN: reset (self); break;
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
