/* The canvas follows the document: what is shown, what is selected, and what has the focus. */
#include "scope-canvas-private.h"

#include <string.h>
#include "scope-compose.h"
#include "scope-ledger.h"

/** scope_canvas_update_selection: marks the blocks that are selected now */
void
scope_canvas_update_selection (ScopeCanvas *self)
{
  ScopeScene *scene = scope_canvas_scene (self);
  gboolean any = FALSE;

  for (int i = 0; scene != NULL && i < scene->n_items; i++)
    {
      const gboolean selected = convo_document_is_selected (self->document, scope_scene_id (scene, i));

      scope_block_set_state (scope_world_get_block (self->world, i), SCOPE_BLOCK_SELECTED, selected);
      any |= selected;
    }
  if (any)
    scope_world_set_selected_wire (self->world, self->wire = -1);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "canvas.rename", any);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "canvas.open", any);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "canvas.ledger", any);
}

static void
show (ScopeCanvas *self, ScopeScene *scene, gboolean glide)
{
  ConvoReport *report = convo_document_report (self->document);
  graphene_rect_t view;

  scope_canvas_measure_bars (self, scene, report);
  scope_world_set_scene (self->world, scene, report, &self->words, glide);
  self->wire = -1;
  scope_canvas_update_selection (self);
  scope_canvas_update_values (self);
  scope_canvas_view_rect (self, &view);
  scope_world_set_view (self->world, &view, self->zoom);
  scope_canvas_furniture_update (self);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

/** scope_canvas_preview: @graph: one that differs from the document's in places only, while something is
 * being dragged */
void
scope_canvas_preview (ScopeCanvas *self, ConvoGraph *graph)
{
  show (self, scope_scene_new (graph, self->base, self->places, scope_canvas_layout_height (self), FALSE), FALSE);
}

/** scope_canvas_refresh: shows the document as it is */
void
scope_canvas_refresh (ScopeCanvas *self)
{
  ConvoGraph *graph = convo_document_graph (self->document);
  const gboolean another = self->graph != graph && convo_document_undo_label (self->document) == NULL
                           && convo_document_redo_label (self->document) == NULL;

  const gboolean same_base = g_strcmp0 (self->base, self->shown_base) == 0;
  g_autofree char *before = g_steal_pointer (&self->shown_base);
  ScopeScene *scene;
  gboolean moved;

  self->shown_base = g_strdup (self->base);
  if (another)
    {
      g_free (self->base);
      self->base = g_strdup ("");
    }
  if (another || gtk_widget_get_height (GTK_WIDGET (self)) == 0)
    {
      g_hash_table_remove_all (self->places);
      self->needs_fit = TRUE;
    }
  g_clear_pointer (&self->graph, convo_graph_unref);
  self->graph = convo_graph_ref (graph);
  scene = scope_scene_new (graph, self->base, self->places, scope_canvas_layout_height (self), FALSE);
  moved = strcmp (scene->base, self->base) != 0;
  if (moved)
    {
      g_free (self->base);                                 /* what was looked into is gone */
      self->base = g_strdup (scene->base);
      self->needs_fit = TRUE;
    }
  show (self, scene, !another && !moved && !self->needs_fit && same_base);
  scope_path_bar_set (SCOPE_PATH_BAR (self->path_bar), graph, self->base);
  if (g_strcmp0 (before, self->base) != 0)
    scope_canvas_emit_looked (self);
}

/** scope_canvas_document_changed: whatever was under way ends, and the document is shown as it is now */
void
scope_canvas_document_changed (ScopeCanvas *self)
{
  const int had_focus = scope_canvas_focus_item (self);

  if (self->drag.mode != SCOPE_DRAG_NONE)
    scope_canvas_drag_cancel (self);
  if (self->popover == NULL || !scope_ledger_is_ledger (self->popover))   /* which follows the document itself */
    scope_canvas_close_popover (self);
  scope_canvas_refresh (self);
  if (had_focus >= 0 && scope_canvas_focus_item (self) < 0)
    gtk_widget_grab_focus (GTK_WIDGET (self));              /* its block is gone: keys must not die with it */
}

/** scope_canvas_focus_item: Returns: the item with the keyboard focus, −1 */
int
scope_canvas_focus_item (ScopeCanvas *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  return focus != NULL && SCOPE_IS_BLOCK (focus) ? scope_world_find (self->world, focus) : -1;
}

/** scope_canvas_current: Returns: the item that commands mean: the last selected, else the focused one, −1 */
int
scope_canvas_current (ScopeCanvas *self)
{
  GPtrArray *selection = convo_document_selection (self->document);

  if (selection->len > 0)
    return scope_scene_index (scope_canvas_scene (self), selection->pdata[selection->len - 1]);
  return scope_canvas_focus_item (self);
}

void
scope_canvas_focus_on (ScopeCanvas *self, int item)
{
  ScopeBlock *block = scope_world_get_block (self->world, item);

  gtk_widget_grab_focus (block != NULL ? GTK_WIDGET (block) : GTK_WIDGET (self));
}

gboolean
scope_canvas_has_badge (int item, gpointer data)
{
  const ScopeBlockInfo *info = scope_block_get_info (scope_world_get_block (SCOPE_CANVAS (data)->world, item));

  return info != NULL && info->problem != NULL;
}

/** scope_canvas_reveal: scrolls to the block @id if it is not wholly in view */
void
scope_canvas_reveal (ScopeCanvas *self, const char *id)
{
  int item;

  g_return_if_fail (SCOPE_IS_CANVAS (self));
  item = scope_scene_host_near (scope_canvas_scene (self), id);
  if (item < 0 && self->base[0] != '\0' && convo_graph_find (self->graph, id) != NULL)
    {
      scope_canvas_look (self, "");                        /* it is not in what is looked into */
      item = scope_scene_host_near (scope_canvas_scene (self), id);
    }
  if (item >= 0)
    scope_canvas_reveal_item (self, item);
}

/** scope_canvas_show_problem: scrolls to the block @id and opens its first problem */
void
scope_canvas_show_problem (ScopeCanvas *self, const char *id)
{
  int item;

  g_return_if_fail (SCOPE_IS_CANVAS (self));
  scope_canvas_reveal (self, id);
  item = scope_scene_host_near (scope_canvas_scene (self), id);
  if (item < 0)
    return;
  if (scope_canvas_has_badge (item, self))
    scope_canvas_popup_problem (self, item);
}

/** scope_canvas_locate: @area: (out): where the block @id is, in pixels of the widget. Returns: whether
 * there is such a block */
gboolean
scope_canvas_locate (ScopeCanvas *self, const char *id, graphene_rect_t *area)
{
  graphene_rect_t rect;
  int item;

  g_return_val_if_fail (SCOPE_IS_CANVAS (self), FALSE);
  item = scope_scene_index (scope_canvas_scene (self), id);
  if (item < 0)
    return FALSE;
  scope_scene_rect (scope_canvas_scene (self), item, &rect);
  *area = GRAPHENE_RECT_INIT (rect.origin.x * self->zoom + self->pan_x, rect.origin.y * self->zoom + self->pan_y,
                              rect.size.width * self->zoom, rect.size.height * self->zoom);
  return TRUE;
}
