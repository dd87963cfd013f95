/* A graph as geometry: which block stands where, which slices are snapped under it, where ports and wires
 * are. No widgets. */
#include "scope-scene.h"

#include <math.h>
#include "scope-layout.h"
#include "scope-levels.h"
#include "scope-wires.h"

/* Producers first (Kahn); what is on a cycle comes last, in the document's order. */
static void
sort_items (ScopeScene *self)
{
  const int n = self->n_items;
  g_autofree int *waiting = g_new0 (int, n + 1), *first = g_new0 (int, n + 2), *out = NULL;
  int head = 0, tail = 0;

  out = g_new (int, self->wires->len + 1);
  for (guint w = 0; w < self->wires->len; w++)
    if (!scope_scene_wire (self, w)->to_port)            /* a frame comes before what is in it */
      {
        waiting[scope_scene_wire (self, w)->to]++;
        first[scope_scene_wire (self, w)->from + 2]++;
      }
  for (int i = 0; i < n; i++)
    first[i + 1] += first[i];
  for (guint w = 0; w < self->wires->len; w++)
    if (!scope_scene_wire (self, w)->to_port)
      out[first[scope_scene_wire (self, w)->from + 1]++] = scope_scene_wire (self, w)->to;
  for (int i = 0; i < n; i++)
    if (waiting[i] == 0)
      self->order[tail++] = i;
  for (; head < tail; head++)
    for (int k = first[self->order[head]]; k < first[self->order[head] + 1]; k++)
      if (--waiting[out[k]] == 0)
        self->order[tail++] = out[k];
  for (int i = 0; i < n; i++)
    if (waiting[i] > 0)
      self->order[tail++] = i;
}

/**
 * scope_scene_new:
 * @graph: the document
 * @base: what is shown: "" for all of it, or the path of an instance that is looked into, with the number of its copy
 * @places: (nullable): id to #graphene_point_t: remembered places of blocks that have none in the document; new ones
 *   are added
 * @view_height: height of the view in canvas units: networks that are taller wrap into columns
 * @arrange: find all places anew
 */
ScopeScene *
scope_scene_new (ConvoGraph *graph, const char *base, GHashTable *places, double view_height, gboolean arrange)
{
  ScopeScene *self = g_new0 (ScopeScene, 1);

  self->graph = convo_graph_ref (graph);
  self->base = g_strdup (base);
  self->index = g_hash_table_new (g_str_hash, g_str_equal);
  self->wires = g_array_new (FALSE, TRUE, sizeof (ScopeWire));
  scope_scene_add_levels (self);
  self->order = g_new0 (int, self->n_items + 1);
  scope_scene_collect_wires (self);
  sort_items (self);
  scope_layout_place (self, places, view_height, arrange);
  scope_wires_route (self);
  return self;
}

void
scope_scene_free (ScopeScene *self)
{
  if (self == NULL)
    return;
  for (guint l = 0; l < self->levels->len; l++)
    {
      g_clear_pointer (&scope_scene_level (self, l)->graph, convo_graph_unref);
      g_free (scope_scene_level (self, l)->path);
      g_free (scope_scene_level (self, l)->items);
    }
  for (int i = 0; i < self->n_items; i++)
    g_free (self->items[i].path);
  g_hash_table_unref (self->index);
  g_array_unref (self->levels);
  g_array_unref (self->wires);
  g_free (self->base);
  g_free (self->items);
  g_free (self->order);
  convo_graph_unref (self->graph);
  g_free (self);
}

double
scope_scene_stack_height (const ScopeScene *self, int host)
{
  const ScopeItem *item = &self->items[host];

  if (item->frame)
    return item->height;
  return SCOPE_BODY_HEIGHT + item->rows * SCOPE_SLICE_HEIGHT + (item->composite ? SCOPE_SHEETS_HEIGHT : 0);
}

/** scope_scene_last: Returns: the lowest slice of the stack that @item is in */
int
scope_scene_last (const ScopeScene *self, int item)
{
  while (self->items[item].next >= 0)
    item = self->items[item].next;
  return item;
}

void
scope_scene_rect (const ScopeScene *self, int item, graphene_rect_t *rect)
{
  graphene_rect_init (rect, self->items[item].x, self->items[item].y, self->items[item].width,
                      self->items[item].height);
}

/** scope_scene_stack_rect: @rect: (out): of the whole stack that @item is in */
void
scope_scene_stack_rect (const ScopeScene *self, int item, graphene_rect_t *rect)
{
  const int host = self->items[item].host;

  graphene_rect_init (rect, self->items[host].x, self->items[host].y, self->items[host].width,
                      scope_scene_stack_height (self, host));
}

/** scope_scene_bounds: Returns: whether there is anything */
gboolean
scope_scene_bounds (const ScopeScene *self, graphene_rect_t *rect)
{
  graphene_rect_t one;

  graphene_rect_init (rect, 0, 0, 0, 0);
  for (int i = 0; i < self->n_items; i++)
    if (self->items[i].host == i && self->items[i].parent < 0)
      {
        scope_scene_stack_rect (self, i, &one);
        one.size.width += self->items[i].frame ? 0 : 11;                              /* the statistic bar */
        if (rect->size.width == 0)
          *rect = one;
        else
          graphene_rect_union (rect, &one, rect);
      }
  for (guint w = 0; w < self->wires->len; w++)
    if (!scope_scene_wire (self, w)->inner && scope_scene_wire (self, w)->level == 0)
      graphene_rect_union (rect, &scope_scene_wire (self, w)->bounds, rect);
  return self->n_items > 0;
}

/** scope_item_n_ports: Returns: input ports that are shown */
int
scope_item_n_ports (const ScopeItem *item)
{
  const ConvoKind *kind = convo_node_kind (item->node);
  const int wired = convo_node_n_inputs (item->node);

  if (kind == NULL)
    return MAX (item->n_in, wired);
  if (kind->flags & CONVO_KIND_SOURCE)
    return 0;
  if (kind->flags & CONVO_KIND_LABEL_MAP)   /* the second is rare: Ctrl+L finds it, and it is shown once it is wired */
    return MAX (1, wired);
  return MAX (wired, kind->max_inputs > 1 ? MAX (2, kind->min_inputs) : kind->min_inputs);
}

/** scope_item_is_bundled: Returns: whether its wires come as a bundle to one port: a concatenation or sum of more than 3 */
gboolean
scope_item_is_bundled (const ScopeItem *item)
{
  return !item->composite && convo_node_kind (item->node) != NULL && item->n_wires > 3;
}

/** scope_wire_is_bundled: Returns: whether @wire ends in a bundle */
gboolean
scope_wire_is_bundled (const ScopeScene *self, const ScopeWire *wire)
{
  return !wire->to_port && scope_item_is_bundled (&self->items[wire->to]);
}

/** scope_wire_in_bundle: Returns: whether a point that is on @wire is where its bundle lies, and thus all of it is meant */
gboolean
scope_wire_in_bundle (const ScopeScene *self, const ScopeWire *wire, double y)
{
  return scope_wire_is_bundled (self, wire) && y > wire->bus - 3 && y <= wire->at[wire->n - 1].y + 3;
}

/** scope_port_x: Returns: where port @port of @n_ports is, from the block's left edge */
double
scope_port_x (int port, int n_ports)
{
  static const double three[] = { 96, 150, 42 };

  if (n_ports <= 3)
    return three[CLAMP (port, 0, 2)];
  return 24 + 144.0 * port / (n_ports - 1);
}

graphene_point_t
scope_scene_input (const ScopeScene *self, int item, int port)
{
  const ScopeItem *at = &self->items[item];

  if (scope_item_is_bundled (at))
    return GRAPHENE_POINT_INIT (at->x + at->middle, at->y);
  return GRAPHENE_POINT_INIT (at->x + at->middle - SCOPE_BLOCK_WIDTH / 2.0 + scope_port_x (port, scope_item_n_ports (at)),
                              at->y);
}

/** scope_scene_inside: Returns: where the wires of input @port begin inside of a frame */
graphene_point_t
scope_scene_inside (const ScopeScene *self, int frame, int port)
{
  graphene_point_t at = scope_scene_input (self, frame, port);

  at.y += SCOPE_FRAME_HEADER;
  return at;
}

graphene_point_t
scope_scene_output (const ScopeScene *self, int item, int port)
{
  const ScopeItem *host = &self->items[self->items[item].host];

  return GRAPHENE_POINT_INIT (host->x + host->middle - SCOPE_BLOCK_WIDTH / 2.0 + scope_port_x (port, host->n_out),
                              host->y + scope_scene_stack_height (self, self->items[item].host));
}

/** scope_scene_has_output: Returns: whether a port is shown under @item: not inside a stack, not after a loss */
gboolean
scope_scene_has_output (const ScopeScene *self, int item)
{
  const ConvoKind *kind = convo_node_kind (self->items[item].node);

  return self->items[item].next < 0 && (kind == NULL || !(kind->flags & CONVO_KIND_LOSS));
}

/** scope_scene_wire_into: Returns: index of the wire into that port, −1 */
int
scope_scene_wire_into (const ScopeScene *self, int item, int port)
{
  const int first = self->items[item].first_wire;

  for (int w = first; w < first + self->items[item].n_wires; w++)
    if (scope_scene_wire (self, w)->port == port)
      return w;
  return -1;
}

/** scope_scene_attachable: Returns: whether @item may be snapped under its producer: a slice kind, its only consumer */
gboolean
scope_scene_attachable (const ScopeScene *self, int item)
{
  const ConvoKind *kind = convo_node_kind (self->items[item].node);
  const ConvoKind *above;
  int w;

  if (kind == NULL || !(kind->flags & CONVO_KIND_SLICE) || convo_node_n_inputs (self->items[item].node) != 1)
    return FALSE;
  w = scope_scene_wire_into (self, item, 0);
  if (w < 0 || scope_scene_wire (self, w)->from_port || self->items[scope_scene_wire (self, w)->from].consumers != 1)
    return FALSE;
  above = convo_node_kind (self->items[scope_scene_wire (self, w)->from].node);
  return above != NULL && !(above->flags & (CONVO_KIND_SOURCE | CONVO_KIND_LOSS));
}

/* Whether the arrow leads along @wire from @item; @other (out): where to. Frames are gone through, not around. */
static gboolean
leads (const ScopeScene *self, const ScopeWire *wire, int item, int dy, int *other)
{
  const ScopeItem *at = &self->items[item];

  *other = dy < 0 ? wire->from : wire->to;
  if ((dy < 0 ? wire->to : wire->from) != item || wire->to == wire->from)
    return FALSE;
  if (dy > 0)
    return !at->frame || wire->from_port;
  return !wire->to_port;
}

/* Up and down along the wires: the straightest one. */
static int
along_wires (const ScopeScene *self, int item, int dy)
{
  int best = -1, out_of = -1;
  double least = G_MAXDOUBLE;

  for (guint w = 0; w < self->wires->len; w++)
    {
      const ScopeWire *wire = scope_scene_wire (self, w);
      double far;
      int other;

      if (!leads (self, wire, item, dy, &other))
        continue;
      far = fabs (self->items[other].x - self->items[item].x) + wire->port * 0.5;
      if (far < least)
        {
          least = far;
          best = other;
          out_of = dy > 0 && wire->to_port ? other : -1;
        }
    }
  if (out_of < 0)
    return best;
  for (guint w = 0; w < self->wires->len; w++)             /* out of the frame, to what reads it */
    if (scope_scene_wire (self, w)->from == out_of && !scope_scene_wire (self, w)->from_port)
      return scope_scene_wire (self, w)->to;
  return -1;
}

/**
 * scope_scene_neighbour:
 * @dx: −1 or 1: the nearest block beside
 * @dy: −1 or 1: along a wire to the producer or the consumer
 *
 * Returns: where an arrow key leads, −1 for nowhere
 */
int
scope_scene_neighbour (const ScopeScene *self, int item, int dx, int dy)
{
  const ScopeItem *at = &self->items[item];
  int best = -1;
  double least = G_MAXDOUBLE;

  if (dy != 0)
    return along_wires (self, item, dy);
  for (int i = 0; i < self->n_items; i++)
    {
      const double x = (self->items[i].x - at->x) * dx, y = fabs (self->items[i].y - at->y);

      if (x > SCOPE_BLOCK_WIDTH / 2.0 && x + 2 * y < least)
        least = x + 2 * y, best = i;
    }
  return best;
}

static gboolean
hit_port (graphene_point_t port, double x, double y, double reach, double *least)
{
  const double far = hypot (port.x - x, port.y - y);

  if (far > reach || far >= *least)
    return FALSE;
  *least = far;
  return TRUE;
}

static ScopeHit
hit_ports (const ScopeScene *self, double x, double y, double reach)
{
  ScopeHit hit = { SCOPE_HIT_NONE, -1, 0 };
  double least = G_MAXDOUBLE;

  for (int i = 0; i < self->n_items; i++)
    {
      const ScopeItem *item = &self->items[i];
      const int n = item->host == i ? scope_item_n_ports (item) : 0;

      if (x < item->x - reach || x > item->x + item->width + reach || y < item->y - reach
          || y > item->y + item->height + SCOPE_SHEETS_HEIGHT + reach)
        continue;
      for (int port = scope_item_is_bundled (item) ? n - 1 : 0; port < n; port++)   /* of a bundle the last is taken off */
        if (hit_port (scope_scene_input (self, i, port), x, y, reach, &least))
          hit = (ScopeHit) { SCOPE_HIT_INPUT, i, port };
      for (int port = 0; item->frame && port < n; port++)
        if (hit_port (scope_scene_inside (self, i, port), x, y, reach, &least))
          hit = (ScopeHit) { SCOPE_HIT_INSIDE, i, port };
      for (int port = 0; scope_scene_has_output (self, i) && port < self->items[item->host].n_out; port++)
        if (hit_port (scope_scene_output (self, i, port), x, y, reach, &least))
          hit = (ScopeHit) { SCOPE_HIT_OUTPUT, i, port };
    }
  return hit;
}

static ScopeHit
hit_blocks (const ScopeScene *self, double x, double y)
{
  graphene_rect_t rect;

  for (int i = self->n_items - 1; i >= 0; i--)
    {
      const ScopeItem *item = &self->items[i];

      scope_scene_rect (self, i, &rect);
      if (item->frame)
        rect.size.height = SCOPE_FRAME_HEADER;             /* inside it is like the empty canvas */
      if (graphene_rect_contains_point (&rect, &GRAPHENE_POINT_INIT (x, y)))
        return (ScopeHit) { item->composite && x < item->x + 34 && y < item->y + 36 ? SCOPE_HIT_FOLD : SCOPE_HIT_BLOCK, i, 0 };
      graphene_rect_init (&rect, rect.origin.x + 195, rect.origin.y, 11, SCOPE_BODY_HEIGHT);
      if (item->row == 0 && !item->frame && graphene_rect_contains_point (&rect, &GRAPHENE_POINT_INIT (x, y)))
        return (ScopeHit) { SCOPE_HIT_BAR, i, 0 };
    }
  return (ScopeHit) { SCOPE_HIT_NONE, -1, 0 };
}

/**
 * scope_scene_hit:
 * @reach: radius of a port in canvas units
 * @badge: (nullable): whether an item carries a badge
 *
 * Returns: what is under a point: badges before ports before blocks before wires
 */
ScopeHit
scope_scene_hit (const ScopeScene *self, double x, double y, double reach,
                 gboolean (*badge) (int item, gpointer data), gpointer data)
{
  ScopeHit hit;
  double least = 6;

  for (int i = 0; badge != NULL && i < self->n_items; i++)
    if (hypot (self->items[i].x + self->items[i].width - 18 - x, self->items[i].y - 2 - y) <= 12 && badge (i, data))
      return (ScopeHit) { SCOPE_HIT_BADGE, i, 0 };
  hit = hit_ports (self, x, y, reach);
  if (hit.type == SCOPE_HIT_NONE)
    hit = hit_blocks (self, x, y);
  if (hit.type != SCOPE_HIT_NONE)
    return hit;
  for (guint w = 0; w < self->wires->len; w++)
    {
      const ScopeWire *wire = scope_scene_wire (self, w);
      const double far = wire->inner ? G_MAXDOUBLE : scope_wire_distance (wire, x, y);

      if (far < least)
        least = far, hit = (ScopeHit) { SCOPE_HIT_WIRE, (int) w, 0 };
    }
  return hit;
}

static gboolean
drop_on_wire (const ScopeScene *self, double x, double y, int except, ScopeDrop *drop)
{
  double least = 14;

  for (guint w = 0; w < self->wires->len; w++)
    {
      const ScopeWire *wire = scope_scene_wire (self, w);
      double far;

      if (wire->inner || (except >= 0 && (self->items[wire->from].host == except
                                          || self->items[wire->to].host == except)))
        continue;
      far = scope_wire_distance (wire, x, y);
      if (far >= least)
        continue;
      least = far;
      *drop = (ScopeDrop) { SCOPE_DROP_WIRE, (int) w, GRAPHENE_RECT_INIT (x - 72, y - 15, 144, 30) };
    }
  return least < 14;
}

/**
 * scope_scene_drop:
 * @kind: (nullable): what would be put there
 * @except: a stack that is being dragged itself, −1
 *
 * Returns: what letting go at a point means: insert into a wire, link under a stack, or stand alone
 */
ScopeDrop
scope_scene_drop (const ScopeScene *self, double x, double y, const ConvoKind *kind, int except)
{
  ScopeDrop drop = { SCOPE_DROP_EMPTY, -1, GRAPHENE_RECT_INIT (x - 96, y - 45, SCOPE_BLOCK_WIDTH, SCOPE_BODY_HEIGHT) };
  const gboolean slice = kind != NULL && (kind->flags & CONVO_KIND_SLICE);
  graphene_rect_t rect, reach;

  if (kind != NULL && (kind->flags & CONVO_KIND_SOURCE))
    return drop;
  for (int i = self->n_items - 1; i >= 0; i--)
    {
      if (self->items[i].host != i || i == except || !scope_scene_has_output (self, scope_scene_last (self, i)))
        continue;
      if (self->items[i].frame && y < self->items[i].y + self->items[i].height)
        continue;                                          /* not under it but in it */
      scope_scene_stack_rect (self, i, &rect);
      reach = GRAPHENE_RECT_INIT (rect.origin.x, rect.origin.y, rect.size.width, rect.size.height + (slice ? 24 : 42));
      if (!graphene_rect_contains_point (&reach, &GRAPHENE_POINT_INIT (x, y)))
        continue;
      if (!slice && y > rect.origin.y + rect.size.height + 2 && drop_on_wire (self, x, y, except, &drop))
        return drop;
      return (ScopeDrop) { SCOPE_DROP_UNDER, scope_scene_last (self, i),
                           GRAPHENE_RECT_INIT (rect.origin.x + self->items[i].middle - SCOPE_BLOCK_WIDTH / 2.0,
                                               rect.origin.y + rect.size.height + 8, SCOPE_BLOCK_WIDTH, 24) };
    }
  drop_on_wire (self, x, y, except, &drop);
  return drop;
}
