/* Blocks in blocks by pointer and keyboard: fold, look inside, group, ungroup, repeat, copy and paste. */
#include <glib/gi18n.h>
#include <inttypes.h>
#include <string.h>
#include "convo-file.h"
#include "errors.h"
#include "scope-compose.h"
#include "scope-define.h"

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

/* Grouping */

static gboolean
group_as (ScopeCanvas *self, const char *name, int repeat, GError **error)
{
  g_auto(GStrv) ids = scope_canvas_selected_ids (self);
  g_autofree char *instance = NULL, *label = g_strdup_printf (C_("undo", "Group as %s"), name);
  g_autoptr(ConvoGraph) settled = scope_canvas_settle (self);
  ConvoGraph *graph = convo_graph_group (settled, (const char *const *) ids, name, &instance, error);

  if (graph != NULL && repeat > 1)
    {
      g_autoptr(JsonNode) value = json_node_init_int (json_node_alloc (), repeat);
      ConvoGraph *next = convo_graph_set_property (graph, instance, "repeat", value, error);

      convo_graph_unref (graph);
      graph = next;
    }
  if (graph == NULL)
    return FALSE;
  scope_canvas_close_popover (self);
  if (scope_canvas_apply (self, graph, NULL, label))
    {
      convo_document_select_one (self->document, instance);
      scope_canvas_reveal (self, instance);
      scope_canvas_focus_on (self, scope_canvas_current (self));
    }
  return TRUE;
}

static void
refuse_entry (ScopeCanvas *self, GtkEntry *entry, GError *error)
{
  gtk_widget_add_css_class (GTK_WIDGET (entry), "error");
  gtk_widget_set_tooltip_text (GTK_WIDGET (entry), error->message);
  scope_canvas_say (self, error->message);
}

static void
name_given (GtkEntry *entry, gpointer data)
{
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (entry))));
  g_autoptr(GError) error = NULL;

  if (!group_as (data, name, 1, &error))
    refuse_entry (data, entry, error);
}

static void
popup_entry (ScopeCanvas *self, int item, const char *prompt, const char *text, GCallback done)
{
  GtkWidget *popover = gtk_popover_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6), *entry = gtk_entry_new ();
  GtkWidget *label = gtk_label_new (prompt);
  graphene_rect_t rect;
  GdkRectangle at;

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), entry);
  gtk_editable_set_text (GTK_EDITABLE (entry), text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, prompt, -1);
  g_signal_connect (entry, "activate", done, self);
  gtk_popover_set_child (GTK_POPOVER (popover), box);
  scope_scene_rect (scope_canvas_scene (self), item, &rect);
  scope_canvas_to_widget (self, &rect, &at);
  scope_canvas_popup (self, popover, &at);
  gtk_widget_grab_focus (entry);
}

static void
popup_group (ScopeCanvas *self)
{
  g_autofree char *name = convo_graph_free_definition_name (convo_document_graph (self->document), "block");

  popup_entry (self, scope_canvas_current (self), _("Name of the new block"), name, G_CALLBACK (name_given));
}

static void
ungroup (ScopeCanvas *self)
{
  ScopeScene *scene = scope_canvas_scene (self);
  const int item = scope_canvas_current (self);
  g_autofree char *path = g_strdup (scope_scene_id (scene, item)), *level = convo_path_level (path);
  g_autofree char *label = g_strdup_printf (C_("undo", "Ungroup %s"), path);
  g_autoptr(ConvoGraph) settled = scope_canvas_settle (self);
  g_autoptr(GPtrArray) chosen = g_ptr_array_new_with_free_func (g_free);
  g_auto(GStrv) ids = NULL;
  GError *error = NULL;
  ConvoGraph *graph;

  if (item == 0 && scene->base[0] != '\0')
    return;
  graph = convo_graph_ungroup (settled, path, &ids, &error);
  for (int i = 0; graph != NULL && ids[i] != NULL; i++)
    g_ptr_array_add (chosen, convo_path_join (level, ids[i]));
  g_ptr_array_add (chosen, NULL);
  if (scope_canvas_apply (self, graph, error, label))
    convo_document_select (self->document, (const char *const *) chosen->pdata);
}

static void
make_own (ScopeCanvas *self)
{
  ScopeScene *scene = scope_canvas_scene (self);
  const int item = scope_canvas_current (self);
  g_autofree char *path = g_strdup (scope_scene_id (scene, item)), *as = NULL, *text = NULL;
  g_autoptr(GError) error = NULL;

  as = scope_define_own (self->document, path, &error);
  /* translators: an instance of a named block, and the block that it has for itself now */
  text = as != NULL ? g_strdup_printf (_("%s is a block of its own now, “%s”."), path, as) : NULL;
  scope_canvas_say (self, as != NULL ? text : error->message);
}

/* Repeating */

static void
repeat_given (GtkEntry *entry, gpointer data)
{
  ScopeCanvas *self = data;
  const int item = scope_canvas_current (self);
  ScopeScene *scene = scope_canvas_scene (self);
  const gint64 n = g_ascii_strtoll (gtk_editable_get_text (GTK_EDITABLE (entry)), NULL, 10);
  g_autoptr(JsonNode) value = json_node_init_int (json_node_alloc (), n);
  g_autofree char *path = NULL, *label = NULL, *name = NULL;
  g_autoptr(GError) error = NULL;
  ConvoGraph *graph;

  if (item < 0)
    return;
  if (convo_document_selection (self->document)->len > 1 || !scene->items[item].composite)
    {
      name = convo_graph_free_definition_name (convo_document_graph (self->document), "block");
      if (n < 1 || n > CONVO_LIMIT_NODES)
        g_set_error (&error, CONVO_ERROR, CONVO_ERROR_PROPERTY, _("%s is %" PRId64 "; it must be between %d and %d."),
                     _("Repeat"), n, 1, CONVO_LIMIT_NODES);
      if (error != NULL || !group_as (self, name, (int) n, &error))
        refuse_entry (self, entry, error);
      return;
    }
  path = g_strdup (scope_scene_id (scene, item));
  label = g_strdup_printf (C_("undo", "Repeat %s ×%d"), path, (int) n);
  graph = convo_graph_set_property (convo_document_graph (self->document), path, "repeat", n == 1 ? NULL : value, &error);
  if (graph == NULL)
    {
      refuse_entry (self, entry, error);
      return;
    }
  scope_canvas_close_popover (self);
  scope_canvas_apply (self, graph, NULL, label);
}

static void
popup_repeat (ScopeCanvas *self)
{
  const int item = scope_canvas_current (self);
  g_autofree char *text = g_strdup_printf ("%d", MAX (2, convo_node_repeat (scope_canvas_scene (self)->items[item].node)));

  popup_entry (self, item, _("How many copies"), text, G_CALLBACK (repeat_given));
}

/* Copying: the clipboard holds a document of the copied blocks alone, as text */

static char *
copied_text (ScopeCanvas *self)
{
  g_auto(GStrv) ids = scope_canvas_selected_ids (self);
  GError *error = NULL;
  g_autoptr(ConvoGraph) copy = ids[0] != NULL ? convo_graph_extract (convo_document_graph (self->document),
                                                                     (const char *const *) ids, &error) : NULL;

  if (error != NULL)
    scope_canvas_say (self, error->message);
  g_clear_error (&error);
  return copy != NULL ? convo_graph_to_text (copy) : NULL;
}

/* The first new node behind what is selected, if it takes an input: into the wire there, or at the end */
static ConvoGraph *
wire_in (ScopeCanvas *self, ConvoGraph *graph, int after, char **paths, guint n)
{
  ScopeScene *scene = scope_canvas_scene (self);
  ConvoGraph *next = NULL;
  g_autofree char *to = NULL;
  int port = -1;

  if (after < 0 || n == 0)
    return graph;
  for (guint w = 0; scene->items[after].consumers == 1 && w < scene->wires->len; w++)
    if (scope_scene_wire (scene, w)->from == after && !scope_scene_wire (scene, w)->from_port)
      {
        to = scope_scene_wire_target (scene, scope_scene_wire (scene, w));
        port = scope_scene_wire (scene, w)->port;
      }
  next = convo_graph_connect (graph, scope_scene_id (scene, after), paths[0], -1, NULL);
  if (next == NULL)
    return graph;
  convo_graph_unref (graph);
  graph = next;
  next = to != NULL ? convo_graph_connect (graph, paths[n - 1], to, port, NULL) : NULL;
  if (next == NULL)
    return graph;
  convo_graph_unref (graph);
  return next;
}

/* One below the other, under what they follow; what stood there goes down. */
static ConvoGraph *
stand_under (ScopeCanvas *self, ConvoGraph *graph, int after, char **paths, guint n)
{
  const ScopeScene *scene = scope_canvas_scene (self);
  const ScopeItem *host = &scene->items[scene->items[after].host];
  const double pitch = SCOPE_BODY_HEIGHT + SCOPE_SHEETS_HEIGHT + SCOPE_GAP;
  const double bottom = host->y + scope_scene_stack_height (scene, scene->items[after].host);
  const double left = host->x + host->middle - SCOPE_BLOCK_WIDTH / 2.0;
  g_autofree double *x = g_new (double, n + 1), *y = g_new (double, n + 1);
  ConvoGraph *placed;

  for (guint i = 0; i < n; i++)
    {
      x[i] = left;
      y[i] = bottom + SCOPE_GAP + i * pitch;
    }
  graph = scope_canvas_make_room (self, graph, host->level, left, bottom + 1, n * pitch - 1, -1);
  placed = convo_graph_move_many (graph, (const char *const *) paths, x, y, (int) n);
  convo_graph_unref (graph);
  return placed;
}

static void
paste_text (ScopeCanvas *self, const char *text)
{
  ScopeScene *scene = scope_canvas_scene (self);
  int after = scope_canvas_current (self);
  g_autoptr(ConvoGraph) copy = NULL, settled = NULL;
  g_auto(GStrv) paths = NULL;
  GError *error = NULL;
  ConvoGraph *graph;
  guint n;

  copy = convo_graph_parse (text, -1, &error);
  if (after < 0 || (after == 0 && scene->base[0] != '\0'))
    after = scope_canvas_last (self);
  after = after >= 0 ? scope_scene_last (scene, after) : -1;
  if (after >= 0 && !scope_scene_has_output (scene, after))
    after = scene->items[after].n_wires > 0 ? scope_scene_wire (scene, scene->items[after].first_wire)->from : -1;
  settled = scope_canvas_settle (self);
  graph = copy == NULL ? NULL
    : convo_graph_paste (settled, copy, scope_scene_level (scene, after >= 0 ? scene->items[after].level : 0)->path, &paths, &error);
  n = paths != NULL ? g_strv_length (paths) : 0;
  if (graph != NULL && after >= 0 && scene->items[after].parent < 0)
    graph = stand_under (self, graph, after, paths, n);
  if (graph != NULL)
    graph = wire_in (self, graph, after, paths, n);
  if (scope_canvas_apply (self, graph, error, n == 1 ? C_("undo", "Paste a block") : C_("undo", "Paste blocks")))
    {
      convo_document_select (self->document, (const char *const *) paths);
      scope_canvas_reveal (self, paths[n - 1]);
      scope_canvas_focus_on (self, scope_canvas_current (self));
    }
}

static void
text_arrived (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(ScopeCanvas) self = data;
  g_autofree char *text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, NULL);

  if (self->world == NULL)
    return;
  if (text == NULL || strstr (text, "\"convo\"") == NULL)
    scope_canvas_say (self, _("There are no blocks in the clipboard; copy some first."));
  else
    paste_text (self, text);
}

/* Actions */

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
    gdk_clipboard_read_text_async (clipboard, NULL, text_arrived, g_object_ref (self));
  else if (item < 0)
    scope_canvas_say (self, _("Select a block first."));
  else if (g_str_equal (name, "canvas.fold"))
    scope_canvas_toggle_fold (self, item);
  else if (g_str_equal (name, "canvas.look-inside"))
    scope_canvas_look_into (self, item);
  else if (g_str_equal (name, "canvas.group"))
    popup_group (self);
  else if (g_str_equal (name, "canvas.ungroup"))
    ungroup (self);
  else if (g_str_equal (name, "canvas.repeat"))
    popup_repeat (self);
  else if (g_str_equal (name, "canvas.own"))
    make_own (self);
  else
    {
      text = copied_text (self);
      if (text != NULL && g_str_equal (name, "canvas.duplicate"))
        paste_text (self, text);
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
