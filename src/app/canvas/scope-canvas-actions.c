/* What the canvas's actions do, by name: edits, views, and what is told which block it means. */
#include <glib/gi18n.h>
#include "scope-canvas-private.h"
#include "scope-compose.h"

static void
select_named (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ScopeCanvas *self = SCOPE_CANVAS (widget);
  const char *id = g_variant_get_string (parameter, NULL);
  const int item = scope_scene_index (scope_canvas_scene (self), id);

  if (item < 0)
    return;
  if (g_str_equal (name, "canvas.reveal"))
    {
      scope_canvas_reveal_item (self, item);
      return;
    }
  convo_document_select_one (self->document, id);
  scope_canvas_focus_on (self, item);
  if (g_str_equal (name, "canvas.open-block") && scope_canvas_scene (self)->items[item].composite
      && !(item == 0 && self->base[0] != '\0'))
    scope_canvas_look_into (self, item);
  else if (g_str_equal (name, "canvas.open-block"))
    scope_canvas_emit_open (self, id);
}

static void
edit_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ScopeCanvas *self = SCOPE_CANVAS (widget);
  const int item = scope_canvas_current (self);

  if (g_str_equal (name, "canvas.delete"))
    scope_canvas_delete (self, FALSE);
  else if (g_str_equal (name, "canvas.delete-reconnect"))
    scope_canvas_delete (self, TRUE);
  else if (g_str_equal (name, "canvas.select-all"))
    scope_canvas_select_all (self);
  else if (g_str_equal (name, "canvas.arrange"))
    scope_canvas_arrange (self);
  else if (g_str_equal (name, "canvas.add-link"))
    scope_canvas_popup_link (self);
  else if (g_str_equal (name, "canvas.rename"))
    scope_canvas_popup_rename (self);
  else if (g_str_equal (name, "canvas.open") && item >= 0 && scope_canvas_scene (self)->items[item].composite
           && !(item == 0 && self->base[0] != '\0'))
    scope_canvas_look_into (self, item);
  else if (g_str_equal (name, "canvas.ledger"))
    {
      if (item >= 0 && !scope_canvas_ask_next (self, item))
        scope_canvas_popup_ledger (self, item, CONVO_NUMBER_SHAPE);
    }
  else if (g_str_equal (name, "canvas.open") && item >= 0)
    {
      if (!scope_canvas_ask_next (self, item))
        scope_canvas_emit_open (self, scope_scene_id (scope_canvas_scene (self), item));
    }
  else if (g_str_equal (name, "canvas.branch") && item < 0)
    scope_canvas_say (self, _("Select a block first."));
  else
    {
      scope_canvas_popup_quick_add (self, !g_str_equal (name, "canvas.quick-add"));
      self->branching = g_str_equal (name, "canvas.branch");
    }
}

static void
view_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ScopeCanvas *self = SCOPE_CANVAS (widget);

  if (g_str_equal (name, "canvas.fit"))
    scope_canvas_zoom_fit (self);
  else if (g_str_equal (name, "canvas.zoom-in"))
    scope_canvas_zoom_in (self);
  else if (g_str_equal (name, "canvas.zoom-out"))
    scope_canvas_zoom_out (self);
  else
    scope_canvas_zoom_reset (self);
}

/** scope_canvas_actions_install: on the class: "canvas.delete", "canvas.fit" … */
void
scope_canvas_actions_install (GtkWidgetClass *klass)
{
  static const char *const edits[] = { "delete", "delete-reconnect", "select-all", "arrange", "add-link", "rename",
                                       "quick-add", "insert", "branch", "open", "ledger" };
  static const char *const views[] = { "fit", "zoom-in", "zoom-out", "zoom-reset" };

  for (gsize i = 0; i < G_N_ELEMENTS (edits); i++)
    {
      g_autofree char *name = g_strconcat ("canvas.", edits[i], NULL);

      gtk_widget_class_install_action (klass, name, NULL, edit_action);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (views); i++)
    {
      g_autofree char *name = g_strconcat ("canvas.", views[i], NULL);

      gtk_widget_class_install_action (klass, name, NULL, view_action);
    }
  scope_canvas_compose_install (klass);
  gtk_widget_class_install_action (klass, "canvas.select", "s", select_named);
  gtk_widget_class_install_action (klass, "canvas.open-block", "s", select_named);
  gtk_widget_class_install_action (klass, "canvas.reveal", "s", select_named);
}
