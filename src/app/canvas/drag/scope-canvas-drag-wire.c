/* Dragging a wire: from an output port, or off the input that it ends at, to a block or the frame around. */
#include <glib/gi18n.h>
#include <math.h>
#include "scope-canvas-drag-private.h"
#include "scope-compose.h"

#define NEAR 30.0        /* from an input, in pixels, where a wire is let go and still taken */

/* The frame that the wire begins in, −1 */
static int
frame_around (ScopeCanvas *self)
{
  return self->drag.from_port ? self->drag.source : scope_canvas_scene (self)->items[self->drag.source].parent;
}

/* What the wire's end is called if it is let go on @item: the frame around its begin takes it at output @port. */
static char *
target_name (ScopeCanvas *self, int item, int port)
{
  ScopeScene *scene = scope_canvas_scene (self);

  return item == frame_around (self) ? scope_scene_port_name (scene, item, TRUE, MAX (0, port)) : g_strdup (scope_scene_id (scene, item));
}

static gboolean
can_take (ScopeCanvas *self, int item, GError **error)
{
  g_autofree char *to = target_name (self, item, 0);

  return convo_graph_can_connect (scope_canvas_scene (self)->graph, self->drag.from_name, to, error);
}

/* Inputs that can take the wire are filled, blocks that cannot are dimmed; those it comes from are neither. */
void
scope_canvas_wire_begin (ScopeCanvas *self)
{
  ScopeScene *scene = scope_canvas_scene (self);
  const ScopeHit *hit = &self->drag.hit;

  self->drag.mode = SCOPE_DRAG_WIRE;
  g_free (self->drag.from_name);
  self->drag.wire = hit->type == SCOPE_HIT_INPUT ? scope_scene_wire_into (scene, hit->index, hit->port) : -1;
  self->drag.source = self->drag.wire >= 0 ? scope_scene_wire (scene, self->drag.wire)->from : hit->index;
  self->drag.from_port = self->drag.wire >= 0 ? scope_scene_wire (scene, self->drag.wire)->from_port
                                              : hit->type == SCOPE_HIT_INSIDE;
  self->drag.out = self->drag.wire >= 0 ? scope_scene_wire (scene, self->drag.wire)->out : hit->port;
  self->drag.from_name = scope_scene_wire_source (scene, &(ScopeWire) { .from = self->drag.source, .out = self->drag.out,
                                                                        .from_port = self->drag.from_port });
  for (int i = 0; i < scene->n_items; i++)
    {
      const gboolean own = scene->items[i].host == scene->items[self->drag.source].host;
      const gboolean takes = !own && can_take (self, i, NULL);

      scope_block_set_state (scope_world_get_block (self->world, i), SCOPE_BLOCK_DIM, !own && !takes);
      scope_block_set_state (scope_world_get_block (self->world, i), SCOPE_BLOCK_TAKES, takes && !scene->items[i].frame);
    }
}

/* On the lower edge of the frame around: its output that is meant, else a new one. Returns: the frame, −1 */
static int
find_edge (ScopeCanvas *self, double x, double y, const ScopeHit *hit, int *port)
{
  ScopeScene *scene = scope_canvas_scene (self);
  const int around = frame_around (self);
  graphene_point_t at;

  if (around < 0)
    return -1;
  *port = hit->index == around && hit->type == SCOPE_HIT_OUTPUT ? hit->port : hit->index == around ? 0 : -1;
  if (*port >= 0)
    return around;
  scope_canvas_to_world (self, x, y, &at);
  if (hit->type == SCOPE_HIT_INPUT || hit->type == SCOPE_HIT_OUTPUT || at.x < scene->items[around].x
      || at.x > scene->items[around].x + scene->items[around].width
      || fabs (at.y - scene->items[around].y - scene->items[around].height) > SCOPE_PORT_REACH)
    return -1;
  *port = scene->items[around].n_out;
  return around;
}

/* Shows that letting go there makes an output. */
static void
show_new_output (ScopeCanvas *self, double x)
{
  const ScopeScene *scene = scope_canvas_scene (self);
  const int item = self->drag.target;
  const gboolean is_new = item >= 0 && !self->drag.refused && item == frame_around (self)
                          && self->drag.port >= scene->items[item].n_out;
  graphene_point_t at;

  scope_canvas_to_world (self, x, 0, &at);
  scope_world_set_slot (self->world, !is_new ? NULL
                        : &GRAPHENE_RECT_INIT (at.x + 12, scene->items[item].y + scene->items[item].height - 12, 120, 24),
                        _("New output"));
}

/* Whether @wire is what is being drawn: it comes from the same output, and is not the one that is being taken off. */
static gboolean
is_there (ScopeCanvas *self, int wire)
{
  const ScopeWire *one = wire >= 0 && wire != self->drag.wire ? scope_scene_wire (scope_canvas_scene (self), wire) : NULL;

  return one != NULL && one->from == self->drag.source && one->out == self->drag.out && one->from_port == self->drag.from_port;
}

/* The nearest input that takes the wire, if the pointer is near one. Returns: its block, −1 */
static int
find_near (ScopeCanvas *self, double x, double y, int *port)
{
  const ScopeScene *scene = scope_canvas_scene (self);
  double nearest = NEAR;
  graphene_point_t at;
  int found = -1;

  scope_canvas_to_world (self, x, y, &at);
  for (int i = 0; i < scene->n_items; i++)
    {
      const ScopeItem *item = &scene->items[i];
      const int n = scope_item_is_bundled (item) ? 1 : scope_item_n_ports (item);

      if (item->row > 0 || !(scope_block_get_state (scope_world_get_block (self->world, i)) & SCOPE_BLOCK_TAKES))
        continue;
      for (int p = 0; p < n; p++)
        {
          const graphene_point_t input = scope_scene_input (scene, i, p);
          const double distance = hypot (input.x - at.x, input.y - at.y) * self->zoom;

          if (distance >= nearest || is_there (self, scope_scene_wire_into (scene, i, p)))
            continue;
          nearest = distance;
          found = i;
          *port = scope_item_is_bundled (item) ? -1 : p;
        }
    }
  return found;
}

/* The block under the pointer takes the wire at the port that is meant, else at its first free one. */
static void
find_target (ScopeCanvas *self, double x, double y)
{
  ScopeScene *scene = scope_canvas_scene (self);
  const ScopeHit hit = scope_canvas_hit (self, x, y);
  ScopeBlock *block;
  GError *error = NULL;
  int item = hit.type == SCOPE_HIT_INPUT || hit.type == SCOPE_HIT_OUTPUT || scope_hit_is_item (&hit) ? hit.index : -1;
  int port = -1, near = -1;
  const int edge = find_edge (self, x, y, &hit, &port);

  if (item >= 0)
    item = scene->items[item].host;
  block = scope_world_get_block (self->world, self->drag.target);
  if (block != NULL)
    scope_block_set_state (block, SCOPE_BLOCK_TARGET, FALSE);
  if (item == scene->items[self->drag.source].host && !self->drag.from_port)
    item = -1;
  if (edge >= 0)
    item = edge;
  else if (item < 0 || scene->items[item].frame)           /* nothing is there, or only the frame around */
    near = find_near (self, x, y, &port);
  if (near >= 0)
    item = near;
  self->drag.target = item;
  self->drag.port = edge >= 0 || near >= 0 ? port
    : hit.type == SCOPE_HIT_INPUT && !scope_item_is_bundled (&scene->items[hit.index]) ? hit.port : -1;
  g_clear_pointer (&self->drag.reason, g_free);
  self->drag.refused = item >= 0
                       && !can_take (self, item, &error);
  if (error != NULL)
    self->drag.reason = g_strdup (error->message);
  g_clear_error (&error);
  if (item >= 0 && !self->drag.refused)
    scope_block_set_state (scope_world_get_block (self->world, item), SCOPE_BLOCK_TARGET, TRUE);
}

static int
free_port (const ScopeScene *scene, int item)
{
  const int n = scope_item_n_ports (&scene->items[item]);

  for (int port = 0; port < n; port++)
    if (scope_scene_wire_into (scene, item, port) < 0)
      return port;
  return MAX (0, n - 1);
}

void
scope_canvas_wire_update (ScopeCanvas *self, double x, double y)
{
  ScopeScene *scene = scope_canvas_scene (self);
  const graphene_point_t from = self->drag.from_port ? scope_scene_inside (scene, self->drag.source, self->drag.out)
                                                     : scope_scene_output (scene, self->drag.source, self->drag.out);
  graphene_point_t to;

  find_target (self, x, y);
  scope_canvas_to_world (self, x, y, &to);
  show_new_output (self, x);
  if (self->drag.target >= 0 && self->drag.target == frame_around (self)
      && self->drag.port >= scene->items[self->drag.target].n_out)
    to.y = scene->items[self->drag.target].y + scene->items[self->drag.target].height;
  else if (self->drag.target >= 0 && self->drag.target == frame_around (self))
    to = scope_scene_output (scene, self->drag.target, MAX (0, self->drag.port));
  else if (self->drag.target >= 0)
    to = scope_scene_input (scene, self->drag.target,
                            self->drag.port >= 0 ? self->drag.port : free_port (scene, self->drag.target));
  scope_world_set_drag_wire (self->world, &from, &to, self->drag.refused ? SCOPE_WIRE_REFUSED
                             : self->drag.target >= 0 ? SCOPE_WIRE_TAKEN : SCOPE_WIRE_FREE, self->drag.wire);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), self->drag.reason);
}

void
scope_canvas_wire_end (ScopeCanvas *self)
{
  const ScopeDragging drag = self->drag;
  const ScopeScene *scene = scope_canvas_scene (self);
  const ScopeWire *taken = drag.wire >= 0 ? scope_scene_wire (scene, drag.wire) : NULL;
  g_autofree char *reason = g_strdup (drag.reason), *from = g_strdup (drag.from_name);
  g_autofree char *to = drag.target >= 0 ? target_name (self, drag.target, drag.port) : NULL;
  const gboolean same = taken != NULL && taken->to == drag.target && (drag.port < 0 || drag.port == taken->port);

  scope_canvas_drag_reset (self);
  if (drag.refused)
    scope_canvas_say (self, reason);
  else if (same)
    return;
  else if (drag.target >= 0 && taken != NULL)
    {
      /* one step for both: take it off there, put it on here */
      g_autofree char *label = g_strdup_printf (C_("undo", "Connect %s to %s"), from, to);
      GError *error = NULL;
      g_autoptr(ConvoGraph) off = convo_graph_disconnect (convo_document_graph (self->document),
                                                          scope_scene_id (scene, taken->to), taken->port, &error);
      ConvoGraph *on = off != NULL ? convo_graph_connect (off, from, to, drag.port, &error) : NULL;

      scope_canvas_apply (self, on, error, label);
    }
  else if (drag.target >= 0)
    scope_canvas_link (self, from, to, drag.port);
  else if (taken != NULL)
    scope_canvas_unlink (self, drag.wire);
}
