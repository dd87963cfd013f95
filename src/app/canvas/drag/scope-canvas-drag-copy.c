/* Dragging with Ctrl: the blocks stay where they are, and copies of them go where the button is let go. */
#include <glib/gi18n.h>
#include "compose.h"
#include "scope-canvas-drag-private.h"
#include "scope-compose.h"

/** scope_canvas_drag_set_copies: @copies: whether blocks that are dragged stay, and copies of them go; follows Ctrl */
void
scope_canvas_drag_set_copies (ScopeCanvas *self, gboolean copies)
{
  const ScopeScene *scene = scope_canvas_scene (self);

  if (self->drag.mode != SCOPE_DRAG_MOVE || copies == self->drag.copies)
    return;
  self->drag.copies = copies;
  for (guint h = 0; h < self->drag.hosts->len; h++)
    for (int i = g_array_index (self->drag.hosts, int, h); i >= 0; i = scene->items[i].next)
      scope_block_set_state (scope_world_get_block (self->world, i), SCOPE_BLOCK_GHOST, !copies);
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), copies ? "copy" : "grabbing");
  scope_canvas_drag_follow (self);
}

/* (transfer full): all that is dragged, slices with their hosts */
static char **
dragged_ids (ScopeCanvas *self)
{
  const ScopeScene *scene = scope_canvas_scene (self);
  g_autoptr(GStrvBuilder) ids = g_strv_builder_new ();

  for (guint h = 0; h < self->drag.hosts->len; h++)
    for (int i = g_array_index (self->drag.hosts, int, h); i >= 0; i = scene->items[i].next)
      g_strv_builder_add (ids, scope_scene_id (scene, i));
  return g_strv_builder_end (ids);
}

/* Every node of @copy, pasted as @paths, stands as far from the one it was made of as the pointer went. */
static void
place (ScopeCanvas *self, ConvoGraph **graph, const ConvoGraph *copy, const char *level, char **paths, double dx, double dy)
{
  const ScopeScene *scene = scope_canvas_scene (self);
  const int n = convo_graph_n_nodes (copy);
  g_autofree double *x = g_new (double, n + 1), *y = g_new (double, n + 1);

  for (int k = 0; k < n; k++)
    {
      g_autofree char *of = convo_path_join (level, convo_node_id (convo_graph_node (copy, k)));
      const ScopeItem *item = &scene->items[scope_scene_index (scene, of)], *host = &scene->items[item->host];

      x[k] = host->x + dx;
      y[k] = host->y + dy + (item->row > 0 ? SCOPE_BODY_HEIGHT + (item->row - 1) * SCOPE_SLICE_HEIGHT : 0);
      scope_scene_to_level (scene, item->level, &x[k], &y[k]);
    }
  scope_graph_follow (graph, convo_graph_move_many (*graph, (const char *const *) paths, x, y, n));
}

/** scope_canvas_copy_end: lets copies go where the pointer is: one step, and they are selected */
void
scope_canvas_copy_end (ScopeCanvas *self)
{
  ScopeScene *scene = scope_canvas_scene (self);
  const graphene_point_t from = g_array_index (self->drag.from, graphene_point_t, 0);
  const graphene_point_t to = g_array_index (self->drag.to, graphene_point_t, 0);
  const guint n = self->drag.hosts->len;
  const int first = g_array_index (self->drag.hosts, int, 0);
  const int depth = scene->items[first].level;
  g_autofree char *level = g_strdup (scope_scene_level (scene, depth)->path);
  g_autofree char *label = n == 1 ? g_strdup_printf (C_("undo", "Copy %s"), scope_scene_id (scene, first))
                                  : g_strdup_printf (ngettext ("Copy %u block", "Copy %u blocks", n), n);
  g_auto(GStrv) ids = dragged_ids (self), paths = NULL;
  g_autoptr(ConvoGraph) settled = scope_canvas_settle (self);
  g_autoptr(ConvoGraph) copy = NULL;
  ConvoGraph *graph = NULL;
  GError *error = NULL;

  if (self->drag.loose == NULL && !scope_scene_level_placed (scene, depth))
    settled = scope_canvas_put (self, g_steal_pointer (&settled), (const int *) self->drag.hosts->data,
                                (const graphene_point_t *) self->drag.from->data, (int) n);
  copy = convo_graph_extract (settled, (const char *const *) ids, &error);
  if (copy != NULL)
    graph = convo_graph_paste (settled, copy, level, &paths, &error);
  if (graph != NULL)
    place (self, &graph, copy, level, paths, to.x - from.x, to.y - from.y);
  scope_canvas_drag_reset (self);
  if (scope_canvas_apply (self, graph, error, label))
    {
      convo_document_select (self->document, (const char *const *) paths);
      scope_canvas_focus_on (self, scope_canvas_current (self));
    }
  else
    scope_canvas_refresh (self);
}
