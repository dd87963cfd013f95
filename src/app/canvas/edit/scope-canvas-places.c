/* Places on the canvas: what is put somewhere, makes room, is settled or arranged anew. */
#include <glib/gi18n.h>
#include "scope-canvas-private.h"
#include "scope-compose.h"

/* Places that are changed together: one new graph for all. */
typedef struct { GPtrArray *ids; GArray *x, *y; } Moves;

static Moves
moves_new (void)
{
  return (Moves) { g_ptr_array_new (), g_array_new (FALSE, FALSE, sizeof (double)),
                   g_array_new (FALSE, FALSE, sizeof (double)) };
}

static void
moves_add (const ScopeScene *scene, Moves *moves, int host, double x, double y)
{
  scope_scene_to_level (scene, scene->items[host].level, &x, &y);
  for (int i = host; i >= 0; i = scene->items[i].next)
    {
      const ScopeItem *item = &scene->items[i];
      const double at = item->row == 0 ? y : y + SCOPE_BODY_HEIGHT + (item->row - 1) * SCOPE_SLICE_HEIGHT;

      g_ptr_array_add (moves->ids, item->path);
      g_array_append_val (moves->x, x);
      g_array_append_val (moves->y, at);
    }
}

static ConvoGraph *
moves_apply (Moves *moves, ConvoGraph *graph)
{
  if (moves->ids->len > 0)
    scope_graph_follow (&graph, convo_graph_move_many (graph, (const char *const *) moves->ids->pdata,
                                           (const double *) moves->x->data,
                                           (const double *) moves->y->data, (int) moves->ids->len));
  g_ptr_array_unref (moves->ids);
  g_array_unref (moves->x);
  g_array_unref (moves->y);
  return graph;
}

/** scope_canvas_put: @graph: (transfer full): Returns: (transfer full): with @n stacks of the scene at those places */
ConvoGraph *
scope_canvas_put (ScopeCanvas *self, ConvoGraph *graph, const int *hosts, const graphene_point_t *places, int n)
{
  ScopeScene *scene = scope_canvas_scene (self);
  Moves moves = moves_new ();

  for (int i = 0; n > 0 && i < scene->n_items; i++)        /* in a definition that had no places all get theirs */
    if (scene->items[i].parent >= 0 && scene->items[i].level == scene->items[hosts[0]].level && scene->items[i].row == 0
        && !scope_scene_level_placed (scene, scene->items[i].level))
      moves_add (scene, &moves, i, scene->items[i].x, scene->items[i].y);
  for (int i = 0; i < n; i++)
    if (scene->items[hosts[i]].parent >= 0 || scene->base[0] == '\0')
      moves_add (scene, &moves, hosts[i], places[i].x, places[i].y);
  return moves_apply (&moves, graph);
}

/**
 * scope_canvas_settle:
 *
 * The first edit of a document without places writes down where everything stands, so that nothing jumps when it is
 * opened again.
 *
 * Returns: (transfer full): the document's graph, all of it placed
 */
ConvoGraph *
scope_canvas_settle (ScopeCanvas *self)
{
  ConvoGraph *graph = convo_document_graph (self->document);
  ScopeScene *scene = scope_canvas_scene (self);
  Moves moves = moves_new ();

  for (int i = 0; scene->base[0] == '\0' && i < scene->n_items; i++)
    {
      const ConvoNode *node = scene->items[i].parent < 0 ? convo_graph_find (graph, scope_scene_id (scene, i)) : NULL;
      const int host = scene->items[i].host;

      if (node != NULL && !convo_node_placed (node, NULL, NULL))
        moves_add (scene, &moves, host, scene->items[host].x, scene->items[host].y);
    }
  return moves_apply (&moves, convo_graph_ref (graph));
}

static gboolean
in_column (const ScopeScene *scene, int level, int item, double x, double y, int except)
{
  return scene->items[item].row == 0 && item != except && scene->items[item].level == level
         && scene->items[item].x < x + SCOPE_BLOCK_WIDTH && x < scene->items[item].x + scene->items[item].width
         && scene->items[item].y >= y - 1;
}

/** scope_canvas_make_room: pushes what stands in the way below @y in the column at @x, so that a stack of @height fits
 * above it; where a definition has no places it is arranged anew anyway. @graph: (transfer full). Returns: (transfer full) */
ConvoGraph *
scope_canvas_make_room (ScopeCanvas *self, ConvoGraph *graph, int level, double x, double y, double height, int except)
{
  ScopeScene *scene = scope_canvas_scene (self);
  Moves moves = moves_new ();
  double nearest = G_MAXDOUBLE, push;

  for (int i = 0; scope_scene_level_placed (scene, level) && i < scene->n_items; i++)
    if (in_column (scene, level, i, x, y, except))
      nearest = MIN (nearest, scene->items[i].y);
  push = y + height + SCOPE_GAP - nearest;
  for (int i = 0; push > 0 && i < scene->n_items; i++)
    if (in_column (scene, level, i, x, y, except))
      moves_add (scene, &moves, i, scene->items[i].x, scene->items[i].y + push);
  return moves_apply (&moves, graph);
}

/** scope_canvas_arrange: finds a place anew for everything that is shown, and has places that are kept */
void
scope_canvas_arrange (ScopeCanvas *self)
{
  g_autoptr(ScopeScene) scene = scope_scene_new (convo_document_graph (self->document), self->base, NULL,
                                                 scope_canvas_layout_height (self), TRUE);
  Moves moves = moves_new ();
  ConvoGraph *graph;

  for (int i = 0; i < scene->n_items; i++)
    if (scene->items[i].row == 0 && (scene->items[i].parent >= 0 || scene->base[0] == '\0')
        && scope_scene_level_placed (scene, scene->items[i].level))
      moves_add (scene, &moves, i, scene->items[i].x, scene->items[i].y);
  graph = moves_apply (&moves, convo_graph_ref (convo_document_graph (self->document)));
  if (scope_canvas_apply (self, graph, NULL, C_("undo", "Arrange")))
    scope_canvas_fit (self, TRUE);
}
