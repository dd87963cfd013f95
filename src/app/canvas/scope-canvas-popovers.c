/* What opens over the canvas: a problem in words, a name to type, a kind or a target to choose, the context menu. */
#include <glib/gi18n.h>
#include "registry.h"
#include "scope-canvas-private.h"
#include "scope-compose.h"
#include "scope-cures.h"
#include "scope-ledger.h"
#include "scope-picker.h"

static gboolean
unparent_later (gpointer widget)
{
  if (gtk_widget_get_parent (widget) != NULL)
    gtk_widget_unparent (widget);
  g_object_unref (widget);
  return G_SOURCE_REMOVE;
}

static void
closed (GtkPopover *popover, gpointer data)
{
  ScopeCanvas *self = data;

  if (self->popover != GTK_WIDGET (popover))
    return;
  self->popover = NULL;
  if (self->world != NULL)
    gtk_widget_set_can_target (GTK_WIDGET (self->world), TRUE);
  g_idle_add (unparent_later, g_object_ref (popover));     /* it is still inside of its own signal */
  if (!gtk_widget_in_destruction (GTK_WIDGET (self)) && self->document != NULL)
    scope_canvas_focus_on (self, scope_canvas_current (self));
}

/** scope_canvas_close_popover: closes what is open, if anything */
void
scope_canvas_close_popover (ScopeCanvas *self)
{
  if (self->popover != NULL)
    gtk_popover_popdown (GTK_POPOVER (self->popover));
}

/** scope_canvas_popup: @popover: (transfer floating) @at: what it points to, in pixels of the widget */
void
scope_canvas_popup (ScopeCanvas *self, GtkWidget *popover, const GdkRectangle *at)
{
  scope_canvas_close_popover (self);
  self->popover = popover;
  gtk_widget_set_can_target (GTK_WIDGET (self->world), FALSE);     /* no tooltip over what is read */
  gtk_widget_set_parent (popover, GTK_WIDGET (self));
  gtk_popover_set_pointing_to (GTK_POPOVER (popover), at);
  scope_ledger_fit (popover, GTK_WIDGET (self), at);
  g_signal_connect (popover, "closed", G_CALLBACK (closed), self);
  gtk_popover_popup (GTK_POPOVER (popover));
}

static void
item_area (ScopeCanvas *self, int item, GdkRectangle *at)
{
  graphene_rect_t rect;

  scope_scene_rect (scope_canvas_scene (self), item, &rect);
  scope_canvas_to_widget (self, &rect, at);
}

/* Buttons below the sentence: each mends the problem in one undo step */
static void
append_cures (ScopeCanvas *self, int item, GtkWidget *box)
{
  ConvoReport *report = convo_document_report (self->document);
  const ConvoProblem *problem = convo_report_problem_at (report, scope_scene_id (scope_canvas_scene (self), item));
  GtkWidget *cures = problem != NULL ? scope_cures_for_problem (self->document, problem) : NULL;

  if (cures == NULL)
    return;
  gtk_widget_set_margin_top (cures, 6);
  gtk_box_append (GTK_BOX (box), cures);
}

/** scope_canvas_popup_problem: which, why, and what to do, beside the block */
void
scope_canvas_popup_problem (ScopeCanvas *self, int item)
{
  const ScopeBlockInfo *info = scope_block_get_info (scope_world_get_block (self->world, item));
  GtkWidget *popover = gtk_popover_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9), *title, *text, *icon;
  g_autofree char *heading = NULL;
  GdkRectangle at;

  if (info == NULL || info->problem == NULL)
    {
      g_object_ref_sink (popover);
      g_object_unref (popover);
      g_object_ref_sink (box);
      g_object_unref (box);
      g_object_ref_sink (head);
      g_object_unref (head);
      return;
    }
  heading = g_strdup_printf ("%s · %s", info->title, info->kind);
  icon = gtk_image_new_from_icon_name ("dialog-warning-symbolic");
  gtk_widget_add_css_class (icon, info->warning ? "warning" : "error");
  title = gtk_label_new (heading);
  gtk_widget_add_css_class (title, "heading");
  text = gtk_label_new (info->problem);
  gtk_label_set_wrap (GTK_LABEL (text), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (text), 44);
  gtk_label_set_xalign (GTK_LABEL (text), 0);
  gtk_label_set_selectable (GTK_LABEL (text), FALSE);
  gtk_box_append (GTK_BOX (head), icon);
  gtk_box_append (GTK_BOX (head), title);
  gtk_box_append (GTK_BOX (box), head);
  gtk_box_append (GTK_BOX (box), text);
  append_cures (self, item, box);
  gtk_widget_set_margin_start (box, 6);
  gtk_widget_set_margin_end (box, 6);
  gtk_widget_set_margin_top (box, 6);
  gtk_widget_set_margin_bottom (box, 6);
  gtk_popover_set_child (GTK_POPOVER (popover), box);
  gtk_popover_set_position (GTK_POPOVER (popover), GTK_POS_LEFT);
  gtk_accessible_update_property (GTK_ACCESSIBLE (popover), GTK_ACCESSIBLE_PROPERTY_LABEL, heading, -1);
  item_area (self, item, &at);
  scope_canvas_popup (self, popover, &at);
}

static void
rename_now (GtkEntry *entry, gpointer data)
{
  ScopeCanvas *self = data;
  g_autofree char *id = g_strdup (g_object_get_data (G_OBJECT (entry), "id"));
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (entry))));
  g_autofree char *label = g_strdup_printf (C_("undo", "Rename %s to %s"), id, name);
  g_autofree char *level = convo_path_level (id), *path = convo_path_join (level, name);
  GError *error = NULL;
  ConvoGraph *graph = convo_graph_rename (convo_document_graph (self->document), id, name, &error);

  if (graph == NULL)
    {
      gtk_widget_add_css_class (GTK_WIDGET (entry), "error");
      gtk_widget_set_tooltip_text (GTK_WIDGET (entry), error->message);
      scope_canvas_apply (self, NULL, error, label);
      return;
    }
  scope_canvas_close_popover (self);
  if (scope_canvas_apply (self, graph, NULL, label))
    {
      convo_document_select_one (self->document, path);
      scope_canvas_focus_on (self, scope_canvas_current (self));
    }
}

void
scope_canvas_popup_rename (ScopeCanvas *self)
{
  const int item = scope_canvas_current (self);
  GtkWidget *popover, *entry;
  GdkRectangle at;

  if (item < 0)
    return;
  popover = gtk_popover_new ();
  entry = gtk_entry_new ();
  gtk_editable_set_text (GTK_EDITABLE (entry), convo_node_id (scope_canvas_scene (self)->items[item].node));
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Name"), -1);
  g_object_set_data_full (G_OBJECT (entry), "id", g_strdup (scope_scene_id (scope_canvas_scene (self), item)), g_free);
  g_signal_connect (entry, "activate", G_CALLBACK (rename_now), self);
  gtk_popover_set_child (GTK_POPOVER (popover), entry);
  item_area (self, item, &at);
  scope_canvas_popup (self, popover, &at);
  gtk_widget_grab_focus (entry);
}

/* Where the type-ahead box would put things: kept until something is chosen. */
static void
quick_add (const char *kind, const char *settings, gpointer data)
{
  ScopeCanvas *self = data;
  const gboolean branch = self->branching;
  graphene_point_t at;
  ScopeDrop drop;

  self->branching = FALSE;
  if (branch && scope_canvas_branch (self, kind, settings))
    return;
  if (scope_canvas_current (self) >= 0 || scope_canvas_scene (self)->n_items == 0 || self->pointer_x < 0)
    {
      scope_canvas_add_with (self, kind, settings);
      return;
    }
  scope_canvas_to_world (self, self->pointer_x, self->pointer_y, &at);
  drop = scope_scene_drop (scope_canvas_scene (self), at.x, at.y, convo_kind_find (kind), -1);
  if (drop.type == SCOPE_DROP_EMPTY)
    scope_canvas_add_with (self, kind, settings);
  else
    scope_canvas_add_at (self, kind, settings, &drop);
}

/* Definitions of the document, then blocks of the library that it does not have */
static void
add_blocks (ScopeCanvas *self, GPtrArray *choices)
{
  const ConvoGraph *graph = convo_document_graph (self->document);
  GPtrArray *blocks = scope_library_blocks ();

  for (int i = 0; i < convo_graph_n_definitions (graph); i++)
    {
      const char *name = convo_definition_name (convo_graph_definition (graph, i));

      scope_choices_add (choices, name, name, _("of this network"), "composite", scope_glyph_of_kind (NULL));
    }
  for (guint i = 0; i < blocks->len; i++)
    {
      const ScopeLibraryBlock *block = blocks->pdata[i];

      if (convo_graph_find_definition (graph, block->name) == NULL)
        scope_choices_add (choices, block->name, block->title, block->name, "composite", scope_glyph_of_kind (NULL));
    }
}

/** scope_canvas_popup_quick_add: @insert: at the selection rather than at the pointer */
void
scope_canvas_popup_quick_add (ScopeCanvas *self, gboolean insert)
{
  GPtrArray *choices = scope_choices_new ();
  const int item = scope_canvas_current (self);
  GdkRectangle at = { (int) self->pointer_x, (int) self->pointer_y, 1, 1 };
  const ConvoKind *const *kinds;
  int n;

  kinds = convo_kinds (&n);
  for (int i = 0; i < n; i++)
    {
      g_autofree char *accel = scope_glyph_accel (kinds[i]);

      scope_choices_add (choices, kinds[i]->name, _(kinds[i]->title), accel, kinds[i]->family,
                         scope_glyph_of_kind (kinds[i]));
    }
  add_blocks (self, choices);
  if (item >= 0 && (insert || self->pointer_x < 0))
    item_area (self, item, &at);
  else if (self->pointer_x < 0)
    at = (GdkRectangle) { gtk_widget_get_width (GTK_WIDGET (self)) / 2, 48, 1, 1 };
  scope_canvas_popup (self, scope_picker_new (_("Add a block"), choices, quick_add, self), &at);
}

static void
link_picked (const char *to, const char *rest, gpointer data)
{
  ScopeCanvas *self = data;
  ScopeScene *scene = scope_canvas_scene (self);
  const int from = scope_canvas_current (self), target = scope_scene_index (scene, to);

  if (from >= 0 && target >= 0)
    {
      g_autofree char *source = scope_scene_free_output (scene, scope_scene_last (scene, from));

      scope_canvas_link (self, source, to, -1);
    }
}

/** scope_canvas_popup_link: a wire by keyboard: from the selection to what is chosen */
void
scope_canvas_popup_link (ScopeCanvas *self)
{
  ScopeScene *scene = scope_canvas_scene (self);
  const int item = scope_canvas_current (self);
  GPtrArray *choices;
  g_autofree char *prompt = NULL;
  GdkRectangle at;
  int from;

  if (item < 0)
    {
      scope_canvas_say (self, _("Select the block that the wire comes from first."));
      return;
    }
  from = scope_scene_last (scene, item);
  choices = scope_choices_new ();
  for (int k = 0; k < scene->n_items; k++)
    {
      const ScopeBlockInfo *info = scope_block_get_info (scope_world_get_block (self->world, scene->order[k]));

      if (convo_graph_can_connect (scene->graph, scope_scene_id (scene, from), info->id, NULL))
        scope_choices_add (choices, info->id, info->title, info->kind, info->family, info->glyph);
    }
  if (choices->len == 0)
    {
      g_autofree char *text = g_strdup_printf (_("No block can take a wire from %s."),
                                               scope_scene_id (scene, from));

      g_ptr_array_unref (choices);
      scope_canvas_say (self, text);
      return;
    }
  prompt = g_strdup_printf (_("Connect %s to"), scope_scene_id (scene, from));
  item_area (self, item, &at);
  scope_canvas_popup (self, scope_picker_new (prompt, choices, link_picked, self), &at);
}

/** scope_canvas_popup_menu: the context menu of the selection, or of the canvas */
void
scope_canvas_popup_menu (ScopeCanvas *self, double x, double y)
{
  g_autoptr(GMenu) menu = g_menu_new (), edit = g_menu_new (), compose = g_menu_new (), remove = g_menu_new ();
  const GdkRectangle at = { (int) x, (int) y, 1, 1 };
  GtkWidget *popover;

  if (scope_canvas_current (self) >= 0)
    {
      g_menu_append (edit, _("Add After…"), "canvas.insert");
      g_menu_append (edit, _("Add Branch…"), "canvas.branch");
      g_menu_append (edit, _("Add Link…"), "canvas.add-link");
      g_menu_append (edit, _("Rename…"), "canvas.rename");
      g_menu_append (edit, _("Properties"), "canvas.open");
      scope_canvas_compose_menu (self, compose);
      g_menu_append (edit, _("Explain Numbers"), "canvas.ledger");
      g_menu_append (remove, _("Delete"), "canvas.delete");
      g_menu_append (remove, _("Delete and Reconnect"), "canvas.delete-reconnect");
    }
  else if (self->wire >= 0)
    g_menu_append (remove, _("Delete Wire"), "canvas.delete");
  else
    {
      g_menu_append (edit, _("Add Block…"), "canvas.quick-add");
      g_menu_append (edit, _("Select All"), "canvas.select-all");
      scope_canvas_compose_menu (self, compose);
      g_menu_append (remove, _("Arrange"), "canvas.arrange");
      g_menu_append (remove, _("Fit"), "canvas.fit");
    }
  g_menu_append_section (menu, NULL, G_MENU_MODEL (edit));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (compose));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (remove));
  popover = gtk_popover_menu_new_from_model (G_MENU_MODEL (menu));
  gtk_popover_set_has_arrow (GTK_POPOVER (popover), FALSE);
  gtk_widget_set_halign (popover, GTK_ALIGN_START);
  scope_canvas_popup (self, popover, &at);
}
