/* Grouping a selection into a named block, taking one apart, making it its own, repeating it. */
#include <glib/gi18n.h>
#include <inttypes.h>
#include "errors.h"
#include "scope-compose.h"
#include "scope-define.h"

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

/** scope_canvas_popup_group: asks how the selection is to be called as one block */
void
scope_canvas_popup_group (ScopeCanvas *self)
{
  g_autofree char *name = convo_graph_free_definition_name (convo_document_graph (self->document), "block");

  popup_entry (self, scope_canvas_current (self), _("Name of the new block"), name, G_CALLBACK (name_given));
}

/** scope_canvas_ungroup: the current composite comes apart, and what was in it is selected */
void
scope_canvas_ungroup (ScopeCanvas *self)
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

/** scope_canvas_make_own: the current instance gets a definition of its own */
void
scope_canvas_make_own (ScopeCanvas *self)
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

/** scope_canvas_popup_repeat: asks how many copies of the selection there are to be */
void
scope_canvas_popup_repeat (ScopeCanvas *self)
{
  const int item = scope_canvas_current (self);
  g_autofree char *text = g_strdup_printf ("%d", MAX (2, convo_node_repeat (scope_canvas_scene (self)->items[item].node)));

  popup_entry (self, item, _("How many copies"), text, G_CALLBACK (repeat_given));
}
