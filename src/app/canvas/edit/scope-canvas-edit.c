/* Edits: each makes one new graph from the document's and hands it over with a name. */
#include <glib/gi18n.h>
#include "scope-canvas-private.h"
#include "scope-compose.h"

/**
 * scope_canvas_apply:
 * @graph: (transfer full) (nullable): %NULL with @error: it is said, nothing happens
 * @error: (nullable) (transfer full): why there is no graph
 * @label: names the step: "Add convolution"
 */
gboolean
scope_canvas_apply (ScopeCanvas *self, ConvoGraph *graph, GError *error, const char *label)
{
  if (graph == NULL)
    {
      if (error != NULL)
        scope_canvas_say (self, error->message);
      g_clear_error (&error);
      return FALSE;
    }
  if (graph == convo_document_graph (self->document))
    {
      convo_graph_unref (graph);
      scope_canvas_refresh (self);
      return TRUE;
    }
  graph = scope_canvas_make_way (self, graph);
  if (!convo_document_apply (self->document, graph, label, NULL))
    return FALSE;
  convo_document_seal (self->document);
  return TRUE;
}

/** scope_graph_follow: replaces @graph by its successor; by %NULL, if there is none */
void
scope_graph_follow (ConvoGraph **graph, ConvoGraph *next)
{
  if (next == NULL)
    {
      g_clear_pointer (graph, convo_graph_unref);
      return;
    }
  convo_graph_unref (*graph);
  *graph = next;
}

/** scope_canvas_link: @from, @to: as edits call them @port: −1 for the first free one. Returns: whether; if not, "status"
 * says why */
gboolean
scope_canvas_link (ScopeCanvas *self, const char *from, const char *to, int port)
{
  g_autofree char *label = g_strdup_printf (C_("undo", "Connect %s to %s"), from, to);
  GError *error = NULL;
  ConvoGraph *graph = scope_canvas_settle (self);

  scope_graph_follow (&graph, convo_graph_connect (graph, from, to, port, &error));
  return scope_canvas_apply (self, graph, error, label);
}

/** scope_canvas_unlink: takes a wire away */
gboolean
scope_canvas_unlink (ScopeCanvas *self, int index)
{
  ScopeScene *scene = scope_canvas_scene (self);
  const ScopeWire *wire = scope_scene_wire (scene, index);
  g_autofree char *from = scope_scene_wire_source (scene, wire), *to = scope_scene_wire_target (scene, wire);
  g_autofree char *label = g_strdup_printf (C_("undo", "Disconnect %s from %s"), from, to);
  GError *error = NULL;
  ConvoGraph *graph = convo_graph_disconnect (convo_document_graph (self->document), to, wire->port, &error);

  return scope_canvas_apply (self, graph, error, label);
}

/** scope_canvas_selected_ids: Returns: (transfer full): the selection, else the focused block */
char **
scope_canvas_selected_ids (ScopeCanvas *self)
{
  GPtrArray *selection = convo_document_selection (self->document);
  g_autoptr(GStrvBuilder) ids = g_strv_builder_new ();
  const int item = scope_canvas_current (self);

  for (guint i = 0; i < selection->len; i++)
    g_strv_builder_add (ids, selection->pdata[i]);
  if (selection->len == 0 && item >= 0)
    g_strv_builder_add (ids, scope_scene_id (scope_canvas_scene (self), item));
  return g_strv_builder_end (ids);
}

/* What is left of a stack after some of it is gone closes up; without its host the first slice stands in its place. */
static ConvoGraph *
restack (ScopeCanvas *self, ConvoGraph *graph, const char *const *gone)
{
  ScopeScene *scene = scope_canvas_scene (self);

  for (int host = 0; host < scene->n_items; host++)
    {
      double y = scene->items[host].y;
      gboolean first = TRUE;

      if (scene->items[host].row > 0 || scene->items[host].rows == 0 || scene->items[host].parent >= 0)
        continue;
      for (int i = host; i >= 0; i = scene->items[i].next)
        {
          const char *id = scope_scene_id (scene, i);

          if (g_strv_contains (gone, id))
            continue;
          scope_graph_follow (&graph, convo_graph_move (graph, id, scene->items[host].x, y));
          y += first ? SCOPE_BODY_HEIGHT : SCOPE_SLICE_HEIGHT;
          first = FALSE;
        }
    }
  return graph;
}

static int
after_deletion (ScopeScene *scene, const char *const *ids)
{
  int item = scope_scene_index (scene, ids[0]);

  for (int steps = 0; item >= 0 && steps < scene->n_items; steps++)
    {
      item = scope_scene_neighbour (scene, item, 0, -1);
      if (item >= 0 && !g_strv_contains (ids, scope_scene_id (scene, item)))
        break;
    }
  return item;
}

/** scope_canvas_delete: removes the selection, or the selected wire; @reconnect: joins what was before to
 * what comes after */
void
scope_canvas_delete (ScopeCanvas *self, gboolean reconnect)
{
  g_auto(GStrv) ids = scope_canvas_selected_ids (self);
  const guint n = g_strv_length (ids);
  g_autofree char *label = NULL, *next = NULL;
  GError *error = NULL;
  ConvoGraph *graph;
  int item;

  if (self->wire >= 0 && convo_document_selection (self->document)->len == 0)
    {
      scope_canvas_unlink (self, self->wire);
      return;
    }
  if (n == 0)
    return;
  item = after_deletion (scope_canvas_scene (self), (const char *const *) ids);
  next = item >= 0 ? g_strdup (scope_scene_id (scope_canvas_scene (self), item)) : NULL;
  label = n == 1 ? g_strdup_printf (C_("undo", "Delete %s"), ids[0])
                 : g_strdup_printf (ngettext ("Delete %u block", "Delete %u blocks", n), n);
  graph = scope_canvas_settle (self);
  scope_graph_follow (&graph, convo_graph_remove (graph, (const char *const *) ids, reconnect, &error));
  if (graph != NULL)
    graph = restack (self, graph, (const char *const *) ids);
  if (!scope_canvas_apply (self, graph, error, label))
    return;
  convo_document_select_one (self->document, next);
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    scope_canvas_focus_on (self, scope_scene_index (scope_canvas_scene (self), next));
}

void
scope_canvas_select_all (ScopeCanvas *self)
{
  ScopeScene *scene = scope_canvas_scene (self);
  g_autofree const char **ids = g_new0 (const char *, scene->n_items + 1);
  int n = 0;

  for (int i = scene->base[0] != '\0'; i < scene->n_items; i++)
    if (scene->items[i].parent == (scene->base[0] != '\0' ? 0 : -1))
      ids[n++] = scope_scene_id (scene, i);
  convo_document_select (self->document, (const char *const *) ids);
}
