/* Blocks in blocks by pointer and keyboard: fold, look inside; and the actions of grouping, repeating, copying. */
#include <glib/gi18n.h>
#include <string.h>
#include "scope-compose.h"

/** scope_library_knows: Returns: whether @type is a definition of the document, or a block of the library */
gboolean
scope_library_knows (ScopeCanvas *self, const char *type)
{
  return convo_graph_find_definition (convo_document_graph (self->document), type) != NULL || scope_library_find (type) != NULL;
}

/* Folding */

/** scope_canvas_toggle_fold: folds or unfolds a composite in its place, one step */
void
scope_canvas_toggle_fold (ScopeCanvas *self, int item)
{
  ScopeScene *scene = scope_canvas_scene (self);
  g_autofree char *path = NULL, *label = NULL;
  GError *error = NULL;
  gboolean fold;

  if (item < 0 || !scene->items[item].composite || (item == 0 && scene->base[0] != '\0'))
    return;
  path = g_strdup (scope_scene_id (scene, item));
  fold = scene->items[item].frame;
  label = g_strdup_printf (fold ? C_("undo", "Fold %s") : C_("undo", "Unfold %s"), path);
  if (scope_canvas_apply (self, convo_graph_set_folded (convo_document_graph (self->document), path, fold, &error), error, label))
    scope_canvas_reveal (self, path);
}

/* Looking inside */

/** scope_canvas_look: @base: path of an instance, with the number of a copy of a repeat; "" for the whole network */
void
scope_canvas_look (ScopeCanvas *self, const char *base)
{
  g_autofree char *left = g_strdup (self->base);
  int item;

  if (strcmp (self->base, base) == 0)
    return;
  scope_canvas_drag_cancel (self);                         /* the press that led here means nothing in there */
  g_free (self->base);
  self->base = g_strdup (base);
  convo_document_select_one (self->document, NULL);
  scope_canvas_refresh (self);
  scope_canvas_fit (self, FALSE);
  item = scope_scene_host_near (scope_canvas_scene (self), left);
  if (item >= 0 && self->base[0] == '\0')
    convo_document_select_one (self->document, scope_scene_id (scope_canvas_scene (self), item));   /* where one came from */
  gtk_widget_grab_focus (GTK_WIDGET (self));
  if (item >= 0 && self->base[0] == '\0')
    scope_canvas_focus_on (self, item);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

/** scope_canvas_look_at: looks into the instance @path, into its first copy if it is repeated. Returns: whether it is one */
gboolean
scope_canvas_look_at (ScopeCanvas *self, const char *path)
{
  const ConvoNode *node = convo_graph_find (convo_document_graph (self->document), path);
  g_autofree char *base = NULL;

  if (node == NULL || !convo_node_is_block (node))
    return FALSE;
  base = convo_node_get (node, "repeat") != NULL ? g_strconcat (path, ".0", NULL) : g_strdup (path);
  scope_canvas_look (self, base);
  return TRUE;
}

/** scope_canvas_look_into: @item: a composite: the canvas shows only what it is made of */
void
scope_canvas_look_into (ScopeCanvas *self, int item)
{
  ScopeScene *scene = scope_canvas_scene (self);
  g_autofree char *path = NULL;

  if (item < 0 || !scene->items[item].composite || (item == 0 && scene->base[0] != '\0'))
    return;
  path = g_strdup (scope_scene_id (scene, item));
  scope_canvas_look_at (self, path);
}

/** scope_canvas_look_up: Returns: whether there was a level to leave */
gboolean
scope_canvas_look_up (ScopeCanvas *self)
{
  g_autofree char *instance = NULL, *level = NULL;

  if (self->base[0] == '\0')
    return FALSE;
  instance = g_strdup (scope_scene_id (scope_canvas_scene (self), 0));
  level = convo_path_level (instance);
  scope_canvas_look (self, level);
  return TRUE;
}

static void
path_chosen (ScopeCanvas *self, const char *base)
{
  scope_canvas_look (self, base);
}

static void
compose_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ScopeCanvas *self = SCOPE_CANVAS (widget);
  GdkClipboard *clipboard = gtk_widget_get_clipboard (widget);
  const int item = scope_canvas_current (self);
  g_autofree char *text = NULL;

  if (g_str_equal (name, "canvas.up"))
    scope_canvas_look_up (self);
  else if (g_str_equal (name, "canvas.paste"))
    scope_canvas_paste (self);
  else if (item < 0)
    scope_canvas_say (self, _("Select a block first."));
  else if (g_str_equal (name, "canvas.fold"))
    scope_canvas_toggle_fold (self, item);
  else if (g_str_equal (name, "canvas.look-inside"))
    scope_canvas_look_into (self, item);
  else if (g_str_equal (name, "canvas.group"))
    scope_canvas_popup_group (self);
  else if (g_str_equal (name, "canvas.ungroup"))
    scope_canvas_ungroup (self);
  else if (g_str_equal (name, "canvas.repeat"))
    scope_canvas_popup_repeat (self);
  else if (g_str_equal (name, "canvas.own"))
    scope_canvas_make_own (self);
  else
    {
      text = scope_canvas_copied_text (self);
      if (text != NULL && g_str_equal (name, "canvas.duplicate"))
        scope_canvas_paste_text (self, text);
      else if (text != NULL)
        gdk_clipboard_set_text (clipboard, text);
      if (text != NULL && g_str_equal (name, "canvas.cut"))
        scope_canvas_delete (self, TRUE);
    }
}

/** scope_canvas_compose_install: actions on the class */
void
scope_canvas_compose_install (GtkWidgetClass *klass)
{
  static const char *const names[] = { "fold", "look-inside", "up", "group", "ungroup", "repeat", "copy", "cut", "paste",
                                       "duplicate", "own" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *name = g_strconcat ("canvas.", names[i], NULL);

      gtk_widget_class_install_action (klass, name, NULL, compose_action);
    }
}

/** scope_canvas_compose_init: the path bar */
void
scope_canvas_compose_init (ScopeCanvas *self)
{
  self->base = g_strdup ("");
  self->path_bar = scope_path_bar_new ();
  g_signal_connect_object (self->path_bar, "go", G_CALLBACK (path_chosen), self, G_CONNECT_SWAPPED);
  gtk_widget_set_parent (self->path_bar, GTK_WIDGET (self));
}

/** scope_canvas_compose_menu: what the context menu of a selection has besides */
void
scope_canvas_compose_menu (ScopeCanvas *self, GMenu *menu)
{
  ScopeScene *scene = scope_canvas_scene (self);
  const int item = scope_canvas_current (self);

  if (item >= 0 && scene->items[item].composite)
    {
      g_menu_append (menu, scene->items[item].frame ? _("Fold") : _("Unfold"), "canvas.fold");
      g_menu_append (menu, _("Look Inside"), "canvas.look-inside");
      g_menu_append (menu, _("Ungroup"), "canvas.ungroup");
      if (convo_graph_definition_uses (scene->graph, convo_node_type (scene->items[item].node)) > 1)
        g_menu_append (menu, _("Make It Its Own"), "canvas.own");
    }
  if (item >= 0)
    {
      g_menu_append (menu, _("Group…"), "canvas.group");
      g_menu_append (menu, _("Repeat…"), "canvas.repeat");
      g_menu_append (menu, _("Copy"), "canvas.copy");
      g_menu_append (menu, _("Duplicate"), "canvas.duplicate");
    }
  g_menu_append (menu, _("Paste"), "canvas.paste");
  if (self->base[0] != '\0')
    g_menu_append (menu, _("Leave the Block"), "canvas.up");
}
