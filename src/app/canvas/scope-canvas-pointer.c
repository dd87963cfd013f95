/* What the pointer means before it drags: hover, clicks, tooltips. */
#include <glib/gi18n.h>
#include "scope-canvas-private.h"
#include "scope-numbers.h"
#include "scope-text.h"

#define MOST_LINES 16            /* of a tooltip about a bundle */

/** scope_canvas_hit: @x, @y: pixels of the widget */
ScopeHit
scope_canvas_hit (ScopeCanvas *self, double x, double y)
{
  graphene_point_t at;

  scope_canvas_to_world (self, x, y, &at);
  return scope_scene_hit (scope_canvas_scene (self), at.x, at.y, CLAMP (SCOPE_PORT_REACH / self->zoom, 12, 20),
                          scope_canvas_has_badge, self);
}

/** scope_hit_is_item: Returns: whether a block or what belongs to it is meant, ports apart */
gboolean
scope_hit_is_item (const ScopeHit *hit)
{
  return hit->type == SCOPE_HIT_BLOCK || hit->type == SCOPE_HIT_BAR || hit->type == SCOPE_HIT_BADGE
         || hit->type == SCOPE_HIT_FOLD;
}

/** scope_canvas_press: focus and selection follow a press on what self->drag.hit says */
void
scope_canvas_press (ScopeCanvas *self)
{
  ScopeScene *scene = scope_canvas_scene (self);
  const ScopeHit *hit = &self->drag.hit;
  const gboolean more = (self->drag.modifiers & (GDK_CONTROL_MASK | GDK_SHIFT_MASK)) != 0;

  if (scope_hit_is_item (hit))
    {
      g_autofree char *id = g_strdup (scope_scene_id (scene, hit->index));

      self->drag.was_selected = convo_document_is_selected (self->document, id);
      scope_canvas_focus_on (self, hit->index);
      if (more)
        convo_document_toggle (self->document, id);
      else if (!self->drag.was_selected)
        convo_document_select_one (self->document, id);
      return;
    }
  gtk_widget_grab_focus (GTK_WIDGET (self));
  if (hit->type == SCOPE_HIT_NONE || hit->type == SCOPE_HIT_WIRE)
    {
      if (!more)
        convo_document_select_one (self->document, NULL);
      scope_world_set_selected_wire (self->world, self->wire = hit->type == SCOPE_HIT_WIRE ? hit->index : -1);
    }
}

static void
pressed (GtkGestureClick *gesture, int n_press, double x, double y, gpointer data)
{
  ScopeCanvas *self = data;
  const guint button = gtk_gesture_single_get_current_button (GTK_GESTURE_SINGLE (gesture));

  self->press_done = FALSE;
  if (scope_canvas_scene (self) == NULL || scope_canvas_on_furniture (self, x, y))
    return;
  if (button == GDK_BUTTON_SECONDARY)
    {
      const ScopeHit hit = scope_canvas_hit (self, x, y);

      self->drag.hit = hit;
      self->drag.modifiers = 0;
      if (!scope_hit_is_item (&hit) || !convo_document_is_selected (self->document,
                                                          scope_scene_id (scope_canvas_scene (self), hit.index)))
        scope_canvas_press (self);
      gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
      scope_canvas_popup_menu (self, x, y);
    }
  else if (button == GDK_BUTTON_PRIMARY && n_press == 2)
    {
      const ScopeHit hit = scope_canvas_hit (self, x, y);

      if (!scope_hit_is_item (&hit))
        return;
      self->press_done = TRUE;                             /* it may show another level: no block there was pressed */
      gtk_widget_activate_action (GTK_WIDGET (self), "canvas.open-block", "s",
                                  scope_scene_id (scope_canvas_scene (self), hit.index));
    }
}

/* The block whose whole bundle of wires is pointed at, −1 */
static int
bundle_at (ScopeCanvas *self, const ScopeHit *hit, double x, double y)
{
  const ScopeScene *scene = scope_canvas_scene (self);
  graphene_point_t at;

  if (hit->type == SCOPE_HIT_INPUT)
    return scope_item_is_bundled (&scene->items[hit->index]) ? hit->index : -1;
  if (hit->type != SCOPE_HIT_WIRE)
    return -1;
  scope_canvas_to_world (self, x, y, &at);
  return scope_wire_in_bundle (scene, scope_scene_wire (scene, hit->index), at.y) ? scope_scene_wire (scene, hit->index)->to : -1;
}

static void
moved (GtkEventControllerMotion *motion, double x, double y, gpointer data)
{
  ScopeCanvas *self = data;
  ScopeHit hit;
  gboolean port;
  int bundle;

  self->pointer_x = x;
  self->pointer_y = y;
  if (self->drag.mode != SCOPE_DRAG_NONE || scope_canvas_scene (self) == NULL)
    return;
  hit = scope_canvas_on_furniture (self, x, y) ? (ScopeHit) { SCOPE_HIT_NONE, -1, 0 } : scope_canvas_hit (self, x, y);
  scope_canvas_lens_move (self, &hit, x, y);
  port = hit.type == SCOPE_HIT_INPUT || hit.type == SCOPE_HIT_OUTPUT || hit.type == SCOPE_HIT_INSIDE;
  bundle = bundle_at (self, &hit, x, y);
  scope_world_set_hover (self->world, scope_hit_is_item (&hit) || port ? hit.index : -1,
                         hit.type == SCOPE_HIT_WIRE && bundle < 0 ? hit.index : -1, bundle);
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), port ? "crosshair" : self->space ? "grab" : NULL);
}

static void
left (GtkEventControllerMotion *motion, gpointer data)
{
  ScopeCanvas *self = data;

  self->pointer_x = self->pointer_y = -1;
  if (!self->cell.by_key)
    scope_canvas_lens_clear (self);
  scope_world_set_hover (self->world, -1, -1, -1);
}

static char *
wire_words (ScopeCanvas *self, int index)
{
  ScopeScene *scene = scope_canvas_scene (self);
  const ScopeWire *wire = scope_scene_wire (scene, index);
  g_autofree char *shape = scope_scene_wire_shape (scene, convo_document_report (self->document), wire);
  g_autofree char *from = scope_scene_wire_source (scene, wire), *to = scope_scene_wire_target (scene, wire);
  g_autofree char *flow = NULL;

  if (scope_scene_wire_hidden (scene, convo_document_report (self->document), self->words.predict, wire))
    return g_strdup_printf ("%s → %s\n%s", from, to, _("shape to be predicted"));
  flow = scope_canvas_flow_words (self, index);
  return g_strdup_printf ("%s → %s\n%s%s%s", from, to, shape != NULL ? shape : _("shape unknown"), flow != NULL ? "\n" : "",
                          flow != NULL ? flow : "");
}

/* All inputs of a bundle in their order, with what they carry */
static char *
bundle_words (ScopeCanvas *self, int item)
{
  ScopeScene *scene = scope_canvas_scene (self);
  const ScopeItem *at = &scene->items[item];
  GString *text = g_string_new (NULL);

  g_string_printf (text, ngettext ("%d input of %s", "%d inputs of %s", (gulong) at->n_wires), at->n_wires, at->path);
  for (int i = 0; i < MIN (at->n_wires, MOST_LINES); i++)
    {
      const ScopeWire *wire = scope_scene_wire (scene, at->first_wire + i);
      g_autofree char *shape = scope_scene_wire_shape (scene, convo_document_report (self->document), wire);
      g_autofree char *from = scope_scene_wire_source (scene, wire);

      g_string_append_printf (text, "\n%d. %s: %s", i + 1, from, shape != NULL ? shape : _("shape unknown"));
    }
  if (at->n_wires > MOST_LINES)
    g_string_append_printf (text, "\n%s", "…");
  return g_string_free (text, FALSE);
}

/* "left, output 1 of 2": what of a named block comes out of that port */
static char *
output_words (ScopeCanvas *self, int item, int port)
{
  ScopeScene *scene = scope_canvas_scene (self);
  const ConvoDefinition *definition = convo_graph_find_definition (scene->graph, convo_node_type (scene->items[item].node));
  const char *const *outputs = definition != NULL ? convo_definition_outputs (definition) : NULL;

  if (outputs == NULL || port >= scene->items[item].n_out || scene->items[item].n_out < 2)
    return g_strdup (_("Drag to connect"));
  /* translators: the layer whose output a named block gives out at a port; which of its outputs; how many there are */
  return g_strdup_printf (_("%s, output %d of %d. Drag to connect"), outputs[port], port + 1, scene->items[item].n_out);
}

/* Blocks have their own; here wires, ports and bars. */
static gboolean
query_tooltip (GtkWidget *widget, int x, int y, gboolean keyboard, GtkTooltip *tooltip, gpointer data)
{
  ScopeCanvas *self = data;
  g_autofree char *text = NULL, *folded = NULL;
  ScopeHit hit;
  int wire, bundle;

  if (self->drag.reason != NULL)
    {
      gtk_tooltip_set_text (tooltip, self->drag.reason);
      return TRUE;
    }
  if (keyboard || scope_canvas_scene (self) == NULL || self->drag.mode != SCOPE_DRAG_NONE)
    return FALSE;
  hit = scope_canvas_hit (self, x, y);
  bundle = bundle_at (self, &hit, x, y);
  if (bundle >= 0)
    text = bundle_words (self, bundle);
  else if (hit.type == SCOPE_HIT_WIRE)
    text = wire_words (self, hit.index);
  else if (hit.type == SCOPE_HIT_BAR)
    text = g_strdup (scope_block_get_info (scope_world_get_block (self->world, hit.index))->bar_text);
  else if (hit.type == SCOPE_HIT_OUTPUT)
    text = output_words (self, hit.index, hit.port);
  else if (hit.type == SCOPE_HIT_INPUT)
    {
      wire = scope_scene_wire_into (scope_canvas_scene (self), hit.index, hit.port);
      text = wire >= 0 ? wire_words (self, wire) : g_strdup (_("Free input"));
    }
  else if (hit.type == SCOPE_HIT_BADGE)
    text = g_strdup (scope_block_get_info (scope_world_get_block (self->world, hit.index))->problem);
  if (text == NULL)
    return FALSE;
  folded = scope_text_fold (text, SCOPE_TOOLTIP_CHARS);
  gtk_tooltip_set_text (tooltip, folded);
  return TRUE;
}

/** scope_canvas_pointer_init: after scope_canvas_drag_init(): clicks are of one group with drags */
void
scope_canvas_pointer_init (ScopeCanvas *self)
{
  GtkGesture *click = gtk_gesture_click_new ();
  GtkEventController *motion = gtk_event_controller_motion_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), 0);
  g_signal_connect (click, "pressed", G_CALLBACK (pressed), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  gtk_gesture_group (self->drag_gesture, click);
  scope_canvas_ledger_init (self);
  g_signal_connect (motion, "motion", G_CALLBACK (moved), self);
  g_signal_connect (motion, "leave", G_CALLBACK (left), self);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  g_signal_connect (self, "query-tooltip", G_CALLBACK (query_tooltip), self);
}
