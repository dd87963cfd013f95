/* Adding: a new block, or one that has no wires yet, goes on a wire, under a block, or alone; one step each. */
#include <glib/gi18n.h>
#include <math.h>
#include "registry.h"
#include "scope-canvas-private.h"
#include "scope-compose.h"

/* Where something goes that is linked under @item, and how much room it needs there. */
static void
place_under (ScopeScene *scene, int item, const ConvoKind *kind, double *x, double *y, double *top, double *height)
{
  const int host = scene->items[item].host;
  const double bottom = scene->items[host].y + scope_scene_stack_height (scene, host);
  const ConvoKind *above = convo_node_kind (scene->items[host].node);
  const gboolean snaps = kind != NULL && (kind->flags & CONVO_KIND_SLICE) && above != NULL
                         && !(above->flags & (CONVO_KIND_SOURCE | CONVO_KIND_LOSS))
                         && scene->items[item].consumers <= 1 && scene->items[host].rows < SCOPE_MAX_SLICES;

  *x = scene->items[host].x + scene->items[host].middle - SCOPE_BLOCK_WIDTH / 2.0;
  *y = snaps ? bottom : bottom + SCOPE_GAP;
  *top = bottom + 1;
  *height = (snaps ? SCOPE_SLICE_HEIGHT : SCOPE_GAP + SCOPE_BODY_HEIGHT) - 1;
}

/* Wires @id in under @item: into its only wire, or at its end. */
static ConvoGraph *
wire_under (ScopeScene *scene, ConvoGraph *graph, const char *id, int item, const ConvoKind *kind, GError **error)
{
  g_autofree char *from = scope_scene_free_output (scene, item);

  if (scene->items[item].consumers == 1 && scene->items[item].n_out == 1 && !(kind != NULL && (kind->flags & CONVO_KIND_LOSS)))
    for (guint w = 0; w < scene->wires->len; w++)
      if (scope_scene_wire (scene, w)->from == item && !scope_scene_wire (scene, w)->from_port)
        {
          g_autofree char *to = scope_scene_wire_target (scene, scope_scene_wire (scene, w));

          return convo_graph_insert (graph, id, to, scope_scene_wire (scene, w)->port, error);
        }
  return convo_graph_connect (graph, from, id, -1, error);
}

/* Into a wire: below the producer when both ends share a column, else above the consumer. */
static void
place_on_wire (ScopeScene *scene, int index, const ConvoKind *kind, double *x, double *y, double *top, double *height)
{
  const ScopeWire *wire = scope_scene_wire (scene, index);
  const ScopeItem *above = &scene->items[scene->items[wire->from].host];
  const ScopeItem *below = &scene->items[scene->items[wire->to].host];

  if (wire->to_port
      || (!wire->from_port && above->x < below->x + below->width && below->x < above->x + above->width && below->y > above->y
          && scene->items[wire->from].consumers == 1))
    {
      place_under (scene, wire->from, kind, x, y, top, height);
      return;
    }
  *x = below->x;
  *y = *top = below->y;
  *height = SCOPE_BODY_HEIGHT;
}

/* Links a merge to everything that is selected. */
static ConvoGraph *
link_selection (ScopeCanvas *self, ConvoGraph *graph, const char *id, int except)
{
  ScopeScene *scene = scope_canvas_scene (self);
  GPtrArray *selection = convo_document_selection (self->document);

  for (guint i = 0; i < selection->len; i++)
    {
      const int item = scope_scene_index (scene, selection->pdata[i]);
      ConvoGraph *next = NULL;

      if (item < 0 || scope_scene_last (scene, item) == except || scene->items[item].level != scene->items[except].level)
        continue;
      next = convo_graph_connect (graph, scope_scene_id (scene, scope_scene_last (scene, item)), id,
                                  -1, NULL);
      if (next != NULL)
        scope_graph_follow (&graph, next);
    }
  return graph;
}

static char *
label_of_add (const char *kind)
{
  const ConvoKind *found = convo_kind_find (kind);
  g_autofree char *title = g_strdup (found != NULL ? _(found->title) : kind);
  g_autofree char *lower = NULL;

  for (const char *at = title; *at != '\0'; at = g_utf8_next_char (at))
    if (at != title && g_unichar_isupper (g_utf8_get_char (at)))
      return g_strdup_printf (C_("undo", "Add %s"), title);   /* ReLU, ELU stay as they are */
  lower = g_utf8_strdown (title, -1);
  return g_strdup_printf (C_("undo", "Add %s"), lower);
}

/**
 * scope_canvas_add_at:
 * @kind: name of a kind, of a definition, or of a block of the library
 * @settings: (nullable): what was typed behind its name, see scope_command_apply()
 * @drop: where: on a wire, under a stack, or alone
 *
 * Adds, wires, makes room, selects: one step.
 */
gboolean
scope_canvas_add_at (ScopeCanvas *self, const char *kind, const char *settings, const ScopeDrop *drop)
{
  const ConvoKind *found = convo_kind_find (kind);
  ScopeScene *scene = scope_canvas_scene (self);
  double x = drop->slot.origin.x, y = drop->slot.origin.y, top = 0, height = 0;
  const int level = scope_canvas_level_of (self, drop);
  g_autofree char *id = NULL, *name = NULL, *label = label_of_add (kind);
  GError *error = NULL;
  ConvoGraph *graph;

  if (drop->type == SCOPE_DROP_UNDER)
    place_under (scene, drop->index, found, &x, &y, &top, &height);
  else if (drop->type == SCOPE_DROP_WIRE)
    place_on_wire (scene, drop->index, found, &x, &y, &top, &height);
  else
    x = SCOPE_GRID * (int) (x / SCOPE_GRID), y = SCOPE_GRID * (int) (y / SCOPE_GRID);
  graph = scope_canvas_settle (self);
  if (height > 0)
    graph = scope_canvas_make_room (self, graph, level, x, top, height, -1);
  scope_scene_to_level (scene, level, &x, &y);
  if (!scope_scene_level_placed (scene, level))
    x = y = NAN;
  scope_graph_follow (&graph, scope_library_bring (graph, kind, &name, &error));
  if (graph != NULL)
    scope_graph_follow (&graph, convo_graph_add_in (graph, scope_scene_level (scene, level)->path, name, x, y, &id, &error));
  if (graph != NULL && drop->type == SCOPE_DROP_UNDER)
    {
      scope_graph_follow (&graph, wire_under (scene, graph, id, drop->index, found, &error));
      if (graph != NULL && found != NULL && found->max_inputs > 1)
        graph = link_selection (self, graph, id, drop->index);
    }
  else if (graph != NULL && drop->type == SCOPE_DROP_WIRE)
    {
      const ScopeWire *wire = scope_scene_wire (scene, drop->index);
      g_autofree char *to = scope_scene_wire_target (scene, wire);

      scope_graph_follow (&graph, convo_graph_insert (graph, id, to, wire->port, &error));
    }
  if (graph != NULL && settings != NULL)
    scope_graph_follow (&graph, scope_command_apply (graph, id, settings, &error));
  if (!scope_canvas_apply (self, graph, error, label))
    return FALSE;
  convo_document_select_one (self->document, id);
  scope_canvas_reveal (self, id);
  return TRUE;
}

static gboolean
is_empty (const ScopeScene *scene, int level, const graphene_rect_t *place)
{
  graphene_rect_t rect;

  for (int i = 0; i < scene->n_items; i++)
    {
      scope_scene_stack_rect (scene, i, &rect);
      if (scene->items[i].level == level && graphene_rect_intersection (&rect, place, NULL))
        return FALSE;
    }
  return TRUE;
}

/** scope_canvas_branch: adds a block that reads the selection too, beside what does so already. Returns: whether the selection
 * has an output for it */
gboolean
scope_canvas_branch (ScopeCanvas *self, const char *kind, const char *settings)
{
  ScopeScene *scene = scope_canvas_scene (self);
  int item = scope_canvas_current (self), level;
  g_autofree char *id = NULL, *name = NULL, *from = NULL, *label = label_of_add (kind);
  graphene_rect_t place;
  double x, y;
  GError *error = NULL;
  ConvoGraph *graph;

  item = item >= 0 && !(item == 0 && scene->base[0] != '\0') ? scope_scene_last (scene, item) : -1;
  if (item < 0 || !scope_scene_has_output (scene, item))
    return FALSE;
  level = scene->items[item].level;
  scope_scene_stack_rect (scene, item, &place);
  place = GRAPHENE_RECT_INIT (place.origin.x + (place.size.width - SCOPE_BLOCK_WIDTH) / 2,
                              place.origin.y + place.size.height + SCOPE_GAP, SCOPE_BLOCK_WIDTH, SCOPE_BODY_HEIGHT);
  while (!is_empty (scene, level, &place))
    place.origin.x += SCOPE_PITCH;
  x = place.origin.x, y = place.origin.y;
  scope_scene_to_level (scene, level, &x, &y);
  if (!scope_scene_level_placed (scene, level))
    x = y = NAN;
  from = scope_scene_free_output (scene, item);
  graph = scope_canvas_settle (self);
  scope_graph_follow (&graph, scope_library_bring (graph, kind, &name, &error));
  if (graph != NULL)
    scope_graph_follow (&graph, convo_graph_add_in (graph, scope_scene_level (scene, level)->path, name, x, y, &id, &error));
  if (graph != NULL)
    scope_graph_follow (&graph, convo_graph_connect (graph, from, id, -1, &error));
  if (graph != NULL && settings != NULL)
    scope_graph_follow (&graph, scope_command_apply (graph, id, settings, &error));
  if (!scope_canvas_apply (self, graph, error, label))
    return TRUE;
  convo_document_select_one (self->document, id);
  scope_canvas_reveal (self, id);
  scope_canvas_focus_on (self, scope_canvas_current (self));
  return TRUE;
}

/**
 * scope_canvas_add:
 * @kind: name of a kind (convo_kinds()) or of a definition of the document
 *
 * Adds after the selection: below it, linked to it, inserted if it has a single consumer. With nothing selected it goes
 * after the last block that nothing reads, or alone into an empty canvas.
 *
 * Returns: whether something was added; if not, "status" says why
 */
gboolean
scope_canvas_add (ScopeCanvas *self, const char *kind)
{
  return scope_canvas_add_with (self, kind, NULL);
}

/** scope_canvas_add_with: as scope_canvas_add(); @settings: (nullable): what was typed behind the name */
gboolean
scope_canvas_add_with (ScopeCanvas *self, const char *kind, const char *settings)
{
  const ConvoKind *found = convo_kind_find (kind);
  ScopeDrop drop = { SCOPE_DROP_EMPTY, -1, GRAPHENE_RECT_INIT (0, 0, SCOPE_BLOCK_WIDTH, SCOPE_BODY_HEIGHT) };
  ScopeScene *scene = scope_canvas_scene (self);
  graphene_rect_t bounds;
  gboolean done;
  int item;

  g_return_val_if_fail (SCOPE_IS_CANVAS (self), FALSE);
  item = scope_canvas_current (self);
  if (item < 0 || (item == 0 && scene->base[0] != '\0'))
    item = scope_canvas_last (self);
  if (scope_scene_bounds (scene, &bounds))
    drop.slot.origin = GRAPHENE_POINT_INIT (bounds.origin.x + bounds.size.width + 48, bounds.origin.y);
  if (item >= 0 && !(found != NULL && (found->flags & CONVO_KIND_SOURCE)))
    {
      item = scope_scene_last (scene, item);
      if (scope_scene_has_output (scene, item))
        drop.type = SCOPE_DROP_UNDER, drop.index = item;
      else if (scene->items[item].n_wires > 0)            /* a loss: into the wire before it */
        drop.type = SCOPE_DROP_WIRE, drop.index = scene->items[item].first_wire;
    }
  done = scope_canvas_add_at (self, kind, settings, &drop);
  if (done && gtk_widget_get_mapped (GTK_WIDGET (self)))
    scope_canvas_focus_on (self, scope_canvas_current (self));
  return done;
}

/** scope_canvas_drop_existing: @item: a block without wires is let go on @drop: it is wired in there.
 * Returns: whether */
gboolean
scope_canvas_drop_existing (ScopeCanvas *self, int item, const ScopeDrop *drop)
{
  ScopeScene *scene = scope_canvas_scene (self);
  const ConvoKind *kind = convo_node_kind (scene->items[item].node);
  const char *id = scope_scene_id (scene, item);
  double x = 0, y = 0, top = 0, height = 0;
  g_autofree char *label = NULL;
  GError *error = NULL;
  ConvoGraph *graph = scope_canvas_settle (self);

  if (drop->type == SCOPE_DROP_UNDER)
    place_under (scene, drop->index, kind, &x, &y, &top, &height);
  else
    place_on_wire (scene, drop->index, kind, &x, &y, &top, &height);
  graph = scope_canvas_make_room (self, graph, scene->items[item].level, x, top, height, item);
  graph = scope_canvas_put (self, graph, &item, &GRAPHENE_POINT_INIT (x, y), 1);
  if (drop->type == SCOPE_DROP_UNDER)
    scope_graph_follow (&graph, wire_under (scene, graph, id, drop->index, kind, &error));
  else
    {
      g_autofree char *to = scope_scene_wire_target (scene, scope_scene_wire (scene, drop->index));

      scope_graph_follow (&graph, convo_graph_insert (graph, id, to, scope_scene_wire (scene, drop->index)->port, &error));
    }
  label = g_strdup_printf (C_("undo", "Insert %s"), id);
  return scope_canvas_apply (self, graph, error, label);
}
