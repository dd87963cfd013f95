/* Dragging blocks: their wires follow; a block without wires, or a slice near its producer, is offered a place. */
#include <glib/gi18n.h>
#include <math.h>
#include "scope-canvas-drag-private.h"
#include "scope-compose.h"

static void
add_host (ScopeCanvas *self, int host)
{
  ScopeScene *scene = scope_canvas_scene (self);
  const graphene_point_t at = GRAPHENE_POINT_INIT (scene->items[host].x, scene->items[host].y);
  graphene_rect_t home;

  for (guint i = 0; i < self->drag.hosts->len; i++)
    if (g_array_index (self->drag.hosts, int, i) == host)
      return;
  g_array_append_val (self->drag.hosts, host);
  g_array_append_val (self->drag.from, at);
  g_array_append_val (self->drag.to, at);
  scope_scene_stack_rect (scene, host, &home);
  scope_world_add_home (self->world, &home);
  for (int i = host; i >= 0; i = scene->items[i].next)
    scope_block_set_state (scope_world_get_block (self->world, i), SCOPE_BLOCK_GHOST, TRUE);
}

/* Beginning */

/* A slice comes off, and those under it with it; the document knows nothing of it yet. */
static ConvoGraph *
come_off (ScopeCanvas *self, int item)
{
  ScopeScene *scene = scope_canvas_scene (self);
  const double x = scene->items[item].x + 12;
  ConvoGraph *graph = scope_canvas_settle (self);
  double y = scene->items[item].y + 12;

  for (int i = item; i >= 0; i = scene->items[i].next)
    {
      double left = x, top = y;
      ConvoGraph *next;

      scope_scene_to_level (scene, scene->items[item].level, &left, &top);
      next = convo_graph_move (graph, scope_scene_id (scene, i), left, top);

      convo_graph_unref (graph);
      graph = next;
      y += i == item ? SCOPE_BODY_HEIGHT : SCOPE_SLICE_HEIGHT;
    }
  return graph;
}

void
scope_canvas_move_begin (ScopeCanvas *self)
{
  ScopeScene *scene = scope_canvas_scene (self);
  const int item = self->drag.hit.index;

  self->drag.mode = SCOPE_DRAG_MOVE;
  if (self->drag.was_selected && (self->drag.modifiers & (GDK_CONTROL_MASK | GDK_SHIFT_MASK)))
    convo_document_toggle (self->document, scope_scene_id (scene, item));   /* only a click takes it out of the selection */
  if (scene->items[item].row > 0)
    {
      g_autoptr(ConvoGraph) loose = come_off (self, item);

      self->drag.loose = g_strdup (scope_scene_id (scene, item));
      scope_canvas_preview (self, loose);
      add_host (self, scope_scene_index (scope_canvas_scene (self), self->drag.loose));
      return;
    }
  add_host (self, item);
  for (int i = 0; i < scene->n_items; i++)
    if (convo_document_is_selected (self->document, scope_scene_id (scene, i))
        && scene->items[i].level == scene->items[item].level)
      add_host (self, scene->items[i].host);
}

static double
snapped (double value, gboolean free)
{
  return free ? value : round (value / SCOPE_GRID) * SCOPE_GRID;
}

/* A block without wires, or a slice that is near its producer, is offered a place. */
static void
offer (ScopeCanvas *self, double x, double y)
{
  ScopeScene *scene = scope_canvas_scene (self);
  const int item = g_array_index (self->drag.hosts, int, 0);
  const ConvoKind *kind = convo_node_kind (scene->items[item].node);
  g_autofree char *words = NULL;

  self->drag.offers = FALSE;
  if (self->drag.copies)
    ;                                                      /* they go where they are let go */
  else if (self->drag.hosts->len == 1 && scene->items[item].n_wires == 0 && scene->items[item].consumers == 0)
    {
      self->drag.drop = scope_scene_drop (scene, x, y, kind, item);
      self->drag.offers = self->drag.drop.type != SCOPE_DROP_EMPTY;
    }
  else if (self->drag.hosts->len == 1 && scope_scene_attachable (scene, item))
    {
      const int above = scope_scene_wire (scene, scene->items[item].first_wire)->from;
      graphene_rect_t stack;

      scope_scene_stack_rect (scene, above, &stack);
      if (scene->items[above].next < 0 && fabs (scene->items[item].x - stack.origin.x) < 48
          && fabs (scene->items[item].y - stack.origin.y - stack.size.height) < 30)
        {
          self->drag.offers = TRUE;
          self->drag.drop = (ScopeDrop) { SCOPE_DROP_UNDER, above,
                                          GRAPHENE_RECT_INIT (stack.origin.x, stack.origin.y + stack.size.height,
                                                              SCOPE_BLOCK_WIDTH, 24) };
        }
    }
  words = self->drag.offers ? scope_canvas_drop_words (self, &self->drag.drop, kind) : NULL;
  scope_world_set_slot (self->world, self->drag.offers ? &self->drag.drop.slot : NULL, words);
}

/** scope_canvas_move_update: @x, @y: the pointer, in pixels @free: whether the grid does not matter */
void
scope_canvas_move_update (ScopeCanvas *self, double x, double y, gboolean free)
{
  const graphene_point_t *first = &g_array_index (self->drag.from, graphene_point_t, 0);
  graphene_point_t at;
  double wx, wy;

  scope_canvas_to_world (self, x, y, &at);
  wx = snapped (first->x + at.x - self->drag.origin.x, free) - first->x;
  wy = snapped (first->y + at.y - self->drag.origin.y, free) - first->y;
  for (guint i = 0; i < self->drag.from->len; i++)
    {
      const graphene_point_t *from = &g_array_index (self->drag.from, graphene_point_t, i);

      g_array_index (self->drag.to, graphene_point_t, i) = GRAPHENE_POINT_INIT (from->x + wx, from->y + wy);
    }
  scope_world_move (self->world, (const int *) self->drag.hosts->data,
                    (const graphene_point_t *) (self->drag.copies ? self->drag.from : self->drag.to)->data,
                    (int) self->drag.hosts->len);
  scope_world_set_copies (self->world, (const int *) self->drag.hosts->data,
                          self->drag.copies ? (int) self->drag.hosts->len : 0, wx, wy);
  offer (self, at.x, at.y);
  gtk_widget_queue_draw (self->minimap);
}

void
scope_canvas_move_end (ScopeCanvas *self)
{
  ScopeScene *scene = scope_canvas_scene (self);
  const guint n = self->drag.hosts->len;
  const int first = g_array_index (self->drag.hosts, int, 0);
  g_autofree char *label = NULL;
  ConvoGraph *graph;

  if (self->drag.copies)
    {
      scope_canvas_copy_end (self);
      return;
    }
  if (self->drag.offers && scene->items[first].n_wires == 0)
    {
      const ScopeDrop drop = self->drag.drop;

      scope_canvas_drag_reset (self);
      scope_canvas_drop_existing (self, first, &drop);
      return;
    }
  label = n == 1 ? g_strdup_printf (C_("undo", "Move %s"), scope_scene_id (scene, first))
                 : g_strdup_printf (ngettext ("Move %u block", "Move %u blocks", n), n);
  graph = scope_canvas_settle (self);
  if (self->drag.offers)
    g_array_index (self->drag.to, graphene_point_t, 0) = self->drag.drop.slot.origin;   /* back to its stack */
  graph = scope_canvas_put (self, graph, (const int *) self->drag.hosts->data,
                            (const graphene_point_t *) self->drag.to->data,
                            (int) n);
  scope_canvas_drag_reset (self);
  scope_canvas_apply (self, graph, NULL, label);
}
