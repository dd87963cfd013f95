/* The canvas without a pointer: arrows walk along the wires, letters add kinds. */
#include <glib/gi18n.h>
#include <string.h>
#include "registry.h"
#include "scope-canvas-private.h"
#include "scope-compose.h"

static gboolean
keys_are_ours (ScopeCanvas *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  return focus == GTK_WIDGET (self) || (focus != NULL && SCOPE_IS_BLOCK (focus));
}

/* Moves focus and selection; with Shift the selection grows. */
static void
go_to (ScopeCanvas *self, int item, gboolean extend)
{
  g_autofree char *id = NULL;

  if (item < 0)
    return;
  scope_canvas_lens_clear (self);
  id = g_strdup (scope_scene_id (scope_canvas_scene (self), item));
  scope_canvas_focus_on (self, item);
  if (!extend)
    convo_document_select_one (self->document, id);
  else if (!convo_document_is_selected (self->document, id))
    convo_document_toggle (self->document, id);
  scope_canvas_reveal_item (self, item);
}

static gboolean
walk (ScopeCanvas *self, guint key, gboolean extend)
{
  ScopeScene *scene = scope_canvas_scene (self);
  int item = scope_canvas_focus_item (self);
  int dx = 0, dy = 0;

  if (scene->n_items == 0)
    return FALSE;
  if (item < 0)
    item = scope_canvas_current (self);
  switch (key)
    {
    case GDK_KEY_Up: case GDK_KEY_KP_Up: dy = -1; break;
    case GDK_KEY_Down: case GDK_KEY_KP_Down: dy = 1; break;
    case GDK_KEY_Left: case GDK_KEY_KP_Left: dx = -1; break;
    case GDK_KEY_Right: case GDK_KEY_KP_Right: dx = 1; break;
    case GDK_KEY_Home: case GDK_KEY_KP_Home: go_to (self, scene->order[0], extend); return TRUE;
    case GDK_KEY_End: case GDK_KEY_KP_End: go_to (self, scene->order[scene->n_items - 1], extend); return TRUE;
    default: return FALSE;
    }
  go_to (self, item < 0 ? scene->order[0] : scope_scene_neighbour (scene, item, dx, dy), extend);
  return TRUE;
}

/* Alt and an arrow move the selection by one step of the grid. */
static gboolean
nudge (ScopeCanvas *self, guint key)
{
  ScopeScene *scene = scope_canvas_scene (self);
  const double dx = key == GDK_KEY_Left ? -SCOPE_GRID : key == GDK_KEY_Right ? SCOPE_GRID : 0;
  const double dy = key == GDK_KEY_Up ? -SCOPE_GRID : key == GDK_KEY_Down ? SCOPE_GRID : 0;
  g_auto(GStrv) ids = scope_canvas_selected_ids (self);
  const guint n = g_strv_length (ids);
  g_autofree char *label = NULL;
  ConvoGraph *graph;

  if ((dx == 0 && dy == 0) || n == 0)
    return FALSE;
  graph = scope_canvas_settle (self);
  for (guint i = 0; i < n; i++)
    {
      const int item = scope_scene_index (scene, ids[i]);

      if (item >= 0 && scene->items[item].row == 0)
        graph = scope_canvas_put (self, graph, &item,
                                  &GRAPHENE_POINT_INIT (scene->items[item].x + dx, scene->items[item].y + dy), 1);
    }
  label = n == 1 ? g_strdup_printf (C_("undo", "Move %s"), ids[0])
                 : g_strdup_printf (ngettext ("Move %u block", "Move %u blocks", n), n);
  if (graph == convo_document_graph (self->document))
    convo_graph_unref (graph);
  else
    convo_document_apply (self->document, graph, label, "nudge");
  return TRUE;
}

static const char *
action_of (guint key, gboolean control)
{
  static const struct { guint key; gboolean control; const char *action; } table[] = {
    { GDK_KEY_Delete, FALSE, "canvas.delete" }, { GDK_KEY_KP_Delete, FALSE, "canvas.delete" },
    { GDK_KEY_BackSpace, FALSE, "canvas.delete-reconnect" },
    { GDK_KEY_a, TRUE, "canvas.select-all" }, { GDK_KEY_l, TRUE, "canvas.add-link" },
    { GDK_KEY_i, TRUE, "canvas.ledger" },
    { GDK_KEY_F2, FALSE, "canvas.rename" }, { GDK_KEY_slash, FALSE, "canvas.quick-add" },
    { GDK_KEY_backslash, FALSE, "canvas.branch" },
    { GDK_KEY_KP_Divide, FALSE, "canvas.quick-add" },
    { GDK_KEY_Return, FALSE, "canvas.open" }, { GDK_KEY_KP_Enter, FALSE, "canvas.open" },
    { GDK_KEY_plus, FALSE, "canvas.zoom-in" }, { GDK_KEY_equal, FALSE, "canvas.zoom-in" },
    { GDK_KEY_KP_Add, FALSE, "canvas.zoom-in" }, { GDK_KEY_minus, FALSE, "canvas.zoom-out" },
    { GDK_KEY_KP_Subtract, FALSE, "canvas.zoom-out" }, { GDK_KEY_0, FALSE, "canvas.zoom-reset" },
    { GDK_KEY_KP_0, FALSE, "canvas.zoom-reset" }, { GDK_KEY_f, FALSE, "canvas.fit" }, { GDK_KEY_F, FALSE,
                                                                                        "canvas.fit" },
    { GDK_KEY_period, FALSE, "canvas.fold" }, { GDK_KEY_g, TRUE, "canvas.group" }, { GDK_KEY_G, TRUE, "canvas.ungroup" },
    { GDK_KEY_r, TRUE, "canvas.repeat" }, { GDK_KEY_c, TRUE, "canvas.copy" }, { GDK_KEY_x, TRUE, "canvas.cut" },
    { GDK_KEY_v, TRUE, "canvas.paste" }, { GDK_KEY_d, TRUE, "canvas.duplicate" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    if (table[i].key == key && table[i].control == control)
      return table[i].action;
  return NULL;
}

/* A letter adds the kind that has it. The key is looked up on the Latin layout too, so that it works with
 * Russian on. */
static gboolean
add_by_letter (ScopeCanvas *self, guint key, guint keycode)
{
  const ConvoKind *const *kinds;
  gunichar letter = g_unichar_tolower (gdk_keyval_to_unicode (key));
  int n;

  if (letter > 127)
    {
      g_autofree GdkKeymapKey *keys = NULL;
      g_autofree guint *values = NULL;
      int entries = 0;

      gdk_display_map_keycode (gtk_widget_get_display (GTK_WIDGET (self)), keycode, &keys, &values, &entries);
      for (int i = 0; i < entries && letter > 127; i++)
        if (values[i] >= GDK_KEY_a && values[i] <= GDK_KEY_z)
          letter = values[i];
    }
  if (letter < 'a' || letter > 'z')
    return FALSE;
  kinds = convo_kinds (&n);
  for (int i = 0; i < n; i++)
    if (kinds[i]->accel != NULL && g_ascii_tolower (kinds[i]->accel[0]) == (char) letter)
      {
        scope_canvas_add (self, kinds[i]->name);
        return TRUE;
      }
  return FALSE;
}

static void
popup_menu_at_focus (ScopeCanvas *self)
{
  const int item = scope_canvas_current (self);
  graphene_rect_t rect = GRAPHENE_RECT_INIT (0, 0, 0, 0);
  GdkRectangle at = { 24, 24, 0, 0 };

  if (item >= 0)
    {
      scope_scene_rect (scope_canvas_scene (self), item, &rect);
      scope_canvas_to_widget (self, &rect, &at);
    }
  scope_canvas_popup_menu (self, at.x + at.width / 2.0, at.y + at.height / 2.0);
}

static gboolean
escape (ScopeCanvas *self)
{
  if (self->drag.mode != SCOPE_DRAG_NONE)
    scope_canvas_drag_cancel (self);
  else if (self->cell.id != NULL)
    scope_canvas_lens_clear (self);
  else if (convo_document_selection (self->document)->len > 0)
    convo_document_select_one (self->document, NULL);
  else if (self->wire >= 0)
    scope_world_set_selected_wire (self->world, self->wire = -1);
  else
    return scope_canvas_look_up (self);
  return TRUE;
}

static gboolean
key_pressed (GtkEventControllerKey *controller, guint key, guint keycode, GdkModifierType state, gpointer data)
{
  ScopeCanvas *self = data;
  const gboolean control = (state & GDK_CONTROL_MASK) != 0, alt = (state & GDK_ALT_MASK) != 0;
  const gboolean shift = (state & GDK_SHIFT_MASK) != 0;
  const char *action = action_of (key, control);

  if (scope_canvas_scene (self) == NULL || !keys_are_ours (self))
    return FALSE;
  if (key == GDK_KEY_Escape)
    return escape (self);
  if (key == GDK_KEY_Control_L || key == GDK_KEY_Control_R)
    scope_canvas_drag_set_copies (self, TRUE);
  if (key == GDK_KEY_space && !control && !alt)
    {
      self->space = TRUE;
      return TRUE;
    }
  if (key == GDK_KEY_Menu || (key == GDK_KEY_F10 && shift))
    {
      popup_menu_at_focus (self);
      return TRUE;
    }
  if (alt)
    return !control && nudge (self, key);
  if (key == GDK_KEY_BackSpace && self->wire < 0 && scope_canvas_current (self) < 0 && scope_canvas_look_up (self))
    return TRUE;
  if (action != NULL)
    return gtk_widget_activate_action (GTK_WIDGET (self), action, NULL);
  if (control)
    return !shift && scope_canvas_lens_key (self, key);
  return walk (self, key, shift) || add_by_letter (self, key, keycode);
}

static void
key_released (GtkEventControllerKey *controller, guint key, guint keycode, GdkModifierType state, gpointer data)
{
  ScopeCanvas *self = data;

  if (key == GDK_KEY_space)
    self->space = FALSE;
  if (key == GDK_KEY_Control_L || key == GDK_KEY_Control_R)
    scope_canvas_drag_set_copies (self, FALSE);
  if (key == GDK_KEY_Alt_L || key == GDK_KEY_Alt_R)
    convo_document_seal (self->document);
}

static void
focus_left (GtkEventControllerFocus *controller, gpointer data)
{
  SCOPE_CANVAS (data)->space = FALSE;
  scope_canvas_lens_clear (data);
}

void
scope_canvas_keys_init (ScopeCanvas *self)
{
  GtkEventController *key = gtk_event_controller_key_new (), *focus = gtk_event_controller_focus_new ();

  g_signal_connect (key, "key-pressed", G_CALLBACK (key_pressed), self);
  g_signal_connect (key, "key-released", G_CALLBACK (key_released), self);
  gtk_widget_add_controller (GTK_WIDGET (self), key);
  g_signal_connect (focus, "leave", G_CALLBACK (focus_left), self);
  gtk_widget_add_controller (GTK_WIDGET (self), focus);
}
