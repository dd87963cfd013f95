/* Edits: each makes one new graph from the document's and hands it over with a name. */
#include <glib/gi18n.h>
#include <math.h>
#include <string.h>
#include "registry.h"
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

/* Replaces @graph by its successor. */
static void
follow (ConvoGraph **graph, ConvoGraph *next)
{
  if (next == NULL)
    {
      g_clear_pointer (graph, convo_graph_unref);
      return;
    }
  convo_graph_unref (*graph);
  *graph = next;
}

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
    follow (&graph, convo_graph_move_many (graph, (const char *const *) moves->ids->pdata,
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
        follow (&graph, next);
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
  follow (&graph, scope_library_bring (graph, kind, &name, &error));
  if (graph != NULL)
    follow (&graph, convo_graph_add_in (graph, scope_scene_level (scene, level)->path, name, x, y, &id, &error));
  if (graph != NULL && drop->type == SCOPE_DROP_UNDER)
    {
      follow (&graph, wire_under (scene, graph, id, drop->index, found, &error));
      if (graph != NULL && found != NULL && found->max_inputs > 1)
        graph = link_selection (self, graph, id, drop->index);
    }
  else if (graph != NULL && drop->type == SCOPE_DROP_WIRE)
    {
      const ScopeWire *wire = scope_scene_wire (scene, drop->index);
      g_autofree char *to = scope_scene_wire_target (scene, wire);

      follow (&graph, convo_graph_insert (graph, id, to, wire->port, &error));
    }
  if (graph != NULL && settings != NULL)
    follow (&graph, scope_command_apply (graph, id, settings, &error));
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
  follow (&graph, scope_library_bring (graph, kind, &name, &error));
  if (graph != NULL)
    follow (&graph, convo_graph_add_in (graph, scope_scene_level (scene, level)->path, name, x, y, &id, &error));
  if (graph != NULL)
    follow (&graph, convo_graph_connect (graph, from, id, -1, &error));
  if (graph != NULL && settings != NULL)
    follow (&graph, scope_command_apply (graph, id, settings, &error));
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
    follow (&graph, wire_under (scene, graph, id, drop->index, kind, &error));
  else
    {
      g_autofree char *to = scope_scene_wire_target (scene, scope_scene_wire (scene, drop->index));

      follow (&graph, convo_graph_insert (graph, id, to, scope_scene_wire (scene, drop->index)->port, &error));
    }
  label = g_strdup_printf (C_("undo", "Insert %s"), id);
  return scope_canvas_apply (self, graph, error, label);
}

/** scope_canvas_link: @from, @to: as edits call them @port: −1 for the first free one. Returns: whether; if not, "status"
 * says why */
gboolean
scope_canvas_link (ScopeCanvas *self, const char *from, const char *to, int port)
{
  g_autofree char *label = g_strdup_printf (C_("undo", "Connect %s to %s"), from, to);
  GError *error = NULL;
  ConvoGraph *graph = scope_canvas_settle (self);

  follow (&graph, convo_graph_connect (graph, from, to, port, &error));
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
          follow (&graph, convo_graph_move (graph, id, scene->items[host].x, y));
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
  follow (&graph, convo_graph_remove (graph, (const char *const *) ids, reconnect, &error));
  if (graph != NULL)
    graph = restack (self, graph, (const char *const *) ids);
  if (!scope_canvas_apply (self, graph, error, label))
    return;
  convo_document_select_one (self->document, next);
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    scope_canvas_focus_on (self, scope_scene_index (scope_canvas_scene (self), next));
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
