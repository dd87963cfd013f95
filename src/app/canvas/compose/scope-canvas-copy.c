/* Copying: the clipboard holds a document of the copied blocks alone, as text. */
#include <glib/gi18n.h>
#include <string.h>
#include "convo-file.h"
#include "scope-compose.h"

/** scope_canvas_copied_text: Returns: (transfer full) (nullable): the selection as a document; %NULL after "status" said why */
char *
scope_canvas_copied_text (ScopeCanvas *self)
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

/** scope_canvas_paste_text: @text: a document: its blocks go behind what is selected, wired in where they can be */
void
scope_canvas_paste_text (ScopeCanvas *self, const char *text)
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
    scope_canvas_paste_text (self, text);
}

/** scope_canvas_paste: pastes what the clipboard holds as soon as it has arrived */
void
scope_canvas_paste (ScopeCanvas *self)
{
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (GTK_WIDGET (self)), NULL, text_arrived, g_object_ref (self));
}
