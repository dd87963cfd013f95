/* What is shown of a document: its nodes, and those of every composite that is unfolded, frames before what is in them. */
#include "scope-levels.h"

#include <math.h>
#include <string.h>

#define MOST_LEVELS 200          /* unfolded at once; more could not be looked at */

static int
add_item (GArray *items, const ConvoNode *node, char *path, int level, int parent)
{
  const ScopeItem item = { .node = node, .path = path, .level = level, .parent = parent, .host = (int) items->len,
                           .next = -1, .width = SCOPE_BLOCK_WIDTH, .height = SCOPE_BODY_HEIGHT, .middle = SCOPE_BLOCK_WIDTH / 2.0, .n_in = 1, .n_out = 1,
                           .composite = convo_node_is_block (node) };

  g_array_append_val (items, item);
  return (int) items->len - 1;
}

/* A definition that contains itself is a problem, not an endless canvas. */
static gboolean
is_around (const ScopeScene *self, GArray *items, int level, const ConvoDefinition *definition)
{
  for (;;)
    {
      const ScopeLevel *at = scope_scene_level (self, level);

      if (at->graph != NULL && convo_graph_inside (at->graph) == definition)
        return TRUE;
      if (at->frame < 0)
        return FALSE;
      level = g_array_index (items, ScopeItem, at->frame).level;
    }
}

static void add_level (ScopeScene *self, GArray *items, ConvoGraph *graph, const char *path, int frame);

/* Ports of an instance, and, if it is @open, what is in it */
static void
add_composite (ScopeScene *self, GArray *items, int item, const char *copy, gboolean open)
{
  ScopeItem *at = &g_array_index (items, ScopeItem, item);
  const ConvoDefinition *definition = convo_graph_find_definition (self->graph, convo_node_type (at->node));
  ConvoGraph *inner;

  if (definition == NULL)
    return;
  at->n_in = convo_definition_n_inputs (definition);
  at->n_out = convo_definition_n_outputs (definition);
  if (!open || self->levels->len >= MOST_LEVELS || is_around (self, items, at->level, definition))
    return;
  inner = convo_graph_enter (self->graph, copy, NULL);
  if (inner == NULL)
    return;
  at->frame = TRUE;
  add_level (self, items, inner, copy, item);
}

static void
add_level (ScopeScene *self, GArray *items, ConvoGraph *graph, const char *path, int frame)
{
  const int n = convo_graph_n_nodes (graph), index = (int) self->levels->len;
  ScopeLevel level = { .graph = graph, .path = g_strdup (path), .frame = frame, .n = n, .items = g_new (int, n + 1) };

  g_array_append_val (self->levels, level);
  for (int i = 0; i < n; i++)
    {
      const ConvoNode *node = convo_graph_node (graph, i);
      g_autofree char *copy = NULL, *inside = convo_path_join (path, convo_node_id (node));

      level.items[i] = add_item (items, node, g_strdup (inside), index, frame);
      if (!convo_node_is_block (node))
        continue;
      copy = convo_node_get (node, "repeat") != NULL ? g_strconcat (inside, ".0", NULL) : g_strdup (inside);
      add_composite (self, items, level.items[i], copy, !convo_node_folded (node));
    }
}

/** scope_scene_add_levels: fills levels and items; a base that is gone becomes "" */
void
scope_scene_add_levels (ScopeScene *self)
{
  GArray *items = g_array_new (TRUE, TRUE, sizeof (ScopeItem));
  g_autofree char *instance = NULL;
  const ConvoNode *node = NULL;

  self->levels = g_array_new (FALSE, TRUE, sizeof (ScopeLevel));
  if (self->base[0] != '\0')
    {
      instance = convo_graph_find (self->graph, self->base) != NULL ? g_strdup (self->base) : convo_path_level (self->base);
      node = convo_graph_find (self->graph, instance);
    }
  if (node == NULL || !convo_node_is_block (node))
    {
      g_free (self->base);
      self->base = g_strdup ("");
      add_level (self, items, convo_graph_ref (self->graph), "", -1);
    }
  else
    {
      ScopeLevel around = { .path = convo_path_level (instance), .frame = -1, .n = 1, .items = g_new0 (int, 1) };

      g_array_append_val (self->levels, around);
      add_item (items, node, g_strdup (instance), 0, -1);
      add_composite (self, items, 0, self->base, TRUE);
    }
  self->n_items = (int) items->len;
  self->items = (ScopeItem *) (void *) g_array_free (items, FALSE);
  for (int i = 0; i < self->n_items; i++)
    g_hash_table_insert (self->index, self->items[i].path, GINT_TO_POINTER (i + 1));
}

/* A wire of a level to a node, or to an output of the frame. A source that does not exist has no wire: a problem says so. */
static void
collect_wire (ScopeScene *self, int index, const char *input, ScopeWire wire)
{
  const ScopeLevel *level = scope_scene_level (self, index);
  int source;

  if (input == NULL || level->graph == NULL)
    return;
  source = convo_graph_source (level->graph, input);
  wire.level = index;
  if (source >= 0)
    {
      const char *colon = strchr (input, ':');

      wire.from = level->items[source];
      wire.out = colon != NULL ? MAX (0, (int) g_ascii_strtoll (colon + 1, NULL, 10) - 1) : 0;
    }
  else if (input[0] == '@' && level->frame >= 0 && convo_wire_parse (input, NULL, &wire.out))
    {
      wire.from = level->frame;
      wire.from_port = TRUE;
    }
  else
    return;
  if (wire.from == wire.to && !wire.from_port)
    return;
  if (!wire.from_port)
    self->items[wire.from].consumers++;
  if (!wire.to_port)
    self->items[wire.to].n_wires++;
  g_array_append_val (self->wires, wire);
}

/** scope_scene_collect_wires: wires into nodes, those of one node together; then those out of frames */
void
scope_scene_collect_wires (ScopeScene *self)
{
  for (int i = 0; i < self->n_items; i++)
    {
      const ConvoNode *node = self->items[i].node;

      self->items[i].first_wire = (int) self->wires->len;
      for (int port = 0; port < convo_node_n_inputs (node); port++)
        collect_wire (self, self->items[i].level, convo_node_input (node, port), (ScopeWire) { .to = i, .port = port });
    }
  for (guint l = 0; l < self->levels->len; l++)
    {
      const ScopeLevel *level = scope_scene_level (self, l);

      for (int port = 0; level->frame >= 0 && port < self->items[level->frame].n_out; port++)
        collect_wire (self, (int) l, convo_graph_output (level->graph, port),
                      (ScopeWire) { .to = level->frame, .port = port, .to_port = TRUE });
    }
}

static gboolean
is_within (const ScopeScene *self, int item, int frame)
{
  while (item >= 0 && item != frame)
    item = self->items[item].parent;
  return item == frame;
}

/* What is in a frame goes along with it, and so do the wires there. */
static void
carry (ScopeScene *self, int frame, double dx, double dy)
{
  for (int i = frame + 1; i < self->n_items && is_within (self, i, frame); i++)
    {
      self->items[i].x += dx;
      self->items[i].y += dy;
    }
  for (guint w = 0; w < self->wires->len; w++)
    {
      ScopeWire *wire = scope_scene_wire (self, w);

      if (!is_within (self, scope_scene_level (self, wire->level)->frame, frame))
        continue;
      for (int i = 0; i < wire->n; i++)
        {
          wire->at[i].x += dx;
          wire->at[i].y += dy;
        }
      graphene_rect_offset (&wire->bounds, dx, dy);
      wire->label = GRAPHENE_POINT_INIT (wire->label.x + dx, wire->label.y + dy);
      wire->bus += dy;
      wire->moved = TRUE;
    }
}

/** scope_scene_put: puts a stack, or a frame with all that is in it, somewhere else; outer wires stay until
 * scope_wires_route_moved() */
void
scope_scene_put (ScopeScene *self, int host, double x, double y)
{
  const double dx = x - self->items[host].x, dy = y - self->items[host].y;

  self->items[host].x = x;
  self->items[host].y = y;
  for (int i = self->items[host].next; i >= 0; i = self->items[i].next)
    {
      self->items[i].x = x;
      self->items[i].y = y + SCOPE_BODY_HEIGHT + (self->items[i].row - 1) * SCOPE_SLICE_HEIGHT;
    }
  if (self->items[host].frame && (dx != 0 || dy != 0))
    carry (self, host, dx, dy);
}

/** scope_scene_index: Returns: the item of that path, −1 */
int
scope_scene_index (const ScopeScene *self, const char *id)
{
  return id != NULL ? GPOINTER_TO_INT (g_hash_table_lookup (self->index, id)) - 1 : -1;
}

/** scope_scene_host_near: Returns: the item of @path, else the innermost composite around it that is shown, −1 */
int
scope_scene_host_near (const ScopeScene *self, const char *path)
{
  g_autofree char *at = g_strdup (path);

  while (at != NULL && at[0] != '\0')
    {
      const int item = scope_scene_index (self, at);
      char *level;

      if (item >= 0)
        return item;
      level = convo_path_level (at);
      g_free (at);
      at = level;
    }
  return -1;
}

/** scope_scene_level_at: Returns: the innermost level whose frame holds the point; outside of all, the outermost that shows */
int
scope_scene_level_at (const ScopeScene *self, double x, double y)
{
  int found = self->base[0] != '\0' && self->levels->len > 1 ? 1 : 0;

  for (guint l = 1; l < self->levels->len; l++)
    {
      const ScopeItem *frame = &self->items[scope_scene_level (self, l)->frame];

      if (x >= frame->x && x <= frame->x + frame->width && y >= frame->y && y <= frame->y + frame->height)
        found = (int) l;
    }
  return found;
}

/** scope_scene_port_name: Returns: (transfer full): path of a port of the frame, seen from inside: "layer1.0.@in2" */
char *
scope_scene_port_name (const ScopeScene *self, int frame, gboolean out, int port)
{
  const char *level = "", *name = out ? "@out" : "@in";
  g_autofree char *local = port > 0 ? g_strdup_printf ("%s%d", name, port + 1) : g_strdup (name);

  for (guint l = 0; l < self->levels->len; l++)
    if (scope_scene_level (self, l)->frame == frame)
      level = scope_scene_level (self, l)->path;
  return convo_path_join (level, local);
}

/** scope_scene_wire_source: Returns: (transfer full): what edits call its begin: "conv1", "a:2", "layer1.0.@in" */
char *
scope_scene_wire_source (const ScopeScene *self, const ScopeWire *wire)
{
  if (wire->from_port)
    return scope_scene_port_name (self, wire->from, FALSE, wire->out);
  return wire->out > 0 ? g_strdup_printf ("%s:%d", self->items[wire->from].path, wire->out + 1)
                       : g_strdup (self->items[wire->from].path);
}

/** scope_scene_free_output: Returns: (transfer full): what edits call the first output of @item that nothing reads, else its
 * first: "conv1", "split:2" */
char *
scope_scene_free_output (const ScopeScene *self, int item)
{
  for (int out = 0; out < self->items[item].n_out; out++)
    {
      gboolean read = FALSE;

      for (guint w = 0; !read && w < self->wires->len; w++)
        read = scope_scene_wire (self, w)->from == item && !scope_scene_wire (self, w)->from_port
               && scope_scene_wire (self, w)->out == out;
      if (!read)
        return scope_scene_wire_source (self, &(ScopeWire) { .from = item, .out = out });
    }
  return g_strdup (self->items[item].path);
}

/** scope_scene_wire_target: Returns: (transfer full): what edits call the node at its end, or "layer1.0.@out" */
char *
scope_scene_wire_target (const ScopeScene *self, const ScopeWire *wire)
{
  return wire->to_port ? scope_scene_port_name (self, wire->to, TRUE, wire->port) : g_strdup (self->items[wire->to].path);
}
